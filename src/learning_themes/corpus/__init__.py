"""From file to pages to passages, and the register. Knows nothing of themes."""
