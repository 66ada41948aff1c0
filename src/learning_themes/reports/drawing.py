"""What every chart is made of: figure, words and numbers together, saved always as the same bytes."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from learning_themes.reports import style
from learning_themes.typed_cells import guard_cell

TICKS = (0, 0.25, 0.5, 0.75, 1)
PNG_DPI = 200
LABELS = 0.39


class Chart(NamedTuple):
    """A chart: its figure, the words for those who cannot see it, and the numbers behind it."""

    figure: Figure
    alt: str
    numbers: pd.DataFrame


def save_chart(chart: Chart, folder: Path, name: str) -> list[Path]:
    """Write `folder/NAME.png`, `.svg` and `.csv`, always the same bytes; return the three paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{ending}" for ending in ("png", "svg", "csv")]
    with style.chart_style():
        chart.figure.savefig(paths[0], dpi=PNG_DPI, metadata={"Software": None})
        chart.figure.savefig(paths[1], metadata={"Date": None, "Creator": None})
    safe = chart.numbers.map(guard_cell).rename(columns=guard_cell)
    safe.to_csv(paths[2], index=False, float_format="%.4f", lineterminator="\n")
    return paths


def say(figure: Figure, words: str) -> None:
    """Write at the top left what the chart counts."""
    height = figure.get_figheight()
    figure.text(0.005, 1 - 0.06 / height, words, va="top", fontsize=style.SMALL, color=style.QUIET)


def percent_ticks() -> PercentFormatter:
    """Return what writes the ticks of an axis of shares, with the space that the words of reports have."""
    return PercentFormatter(1, symbol="\N{NO-BREAK SPACE}%")


def share_axis(axes: Axes, which: str) -> None:
    """Set one axis to run from 0 to 100 %, with a quiet grid."""
    axis = getattr(axes, f"{which}axis")
    getattr(axes, f"set_{which}lim")(0, 1)
    axis.set_ticks(TICKS)
    axis.set_major_formatter(percent_ticks())
    axis.set_tick_params(labelsize=6.2)
    axes.grid(axis=which, color=style.RULE, linewidth=0.5, clip_on=False)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
