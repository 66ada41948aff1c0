"""The look of the charts: colours, letters and sizes that print in grey and suit colour-blind readers.

Shortfall and good practice differ in lightness and in the shape of the mark, never in hue alone. The
letters are matplotlib's own DejaVu Sans, drawn as outlines, so a chart is the same on every machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.colors import LinearSegmentedColormap

INK = "#1b2733"
QUIET = "#5b6875"
RULE = "#c9d1d8"
FAINT = "#eef1f4"
SHORTFALL = "#12406b"
STRENGTH = "#c0620a"
MARKS = {"shortfall": ("o", SHORTFALL), "strength": ("D", STRENGTH)}

# The text block of an A4 page with the board report's margins, so that charts print at their own size.
WIDTH = 6.7
HEIGHT = 9.0
SMALL, NORMAL = 7.0, 8.0

SHARES = LinearSegmentedColormap.from_list("shares", ["#f4f7fa", "#a9c4de", "#3f76a8", "#0d3259"])
WHITE_ABOVE = 0.58
ON_LIGHT = "#0b141d"

RC = {
    "font.family": "DejaVu Sans",
    "font.size": NORMAL,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "svg.fonttype": "path",
    "svg.hashsalt": "learning-themes",
}


@contextmanager
def chart_style() -> Iterator[None]:
    """Hold the settings of the charts while one is drawn or saved, and leave none of them behind."""
    with mpl.rc_context(RC):
        yield
