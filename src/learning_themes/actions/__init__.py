"""What reviews recommend, and what was done about it."""
