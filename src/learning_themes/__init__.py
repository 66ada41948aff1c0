"""Learning Themes: practice themes from safeguarding reviews, with the evidence behind each number."""

__version__ = "0.1.0"
