"""Recommendations of the reviews, and the tracker of what was done about them."""
