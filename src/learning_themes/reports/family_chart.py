"""The chart of families: each with its themes below it, by year; drawn from shares, with nothing computed."""

from collections.abc import Mapping, Sequence

import pandas as pd

from learning_themes.reports import style
from learning_themes.reports.charts import draw_heat_map
from learning_themes.reports.drawing import Chart
from learning_themes.trends.families import PREFIX

TALLEST_ROW, ALL_ROWS = 0.205, 7.7  # inches: a row, and all together, so that they stand on one page


def draw_family_map(
    shares: pd.DataFrame,
    family_shares: pd.DataFrame,
    names: Mapping[str, str],
    *,
    families: Mapping[str, str],
    family_names: Mapping[str, str],
    themes: Sequence[str],
    dates: str,
) -> Chart:
    """Return the grid by year of each family, in bold, with those of its `themes` below it in their order.

    `families` gives the family of each theme, local ones too. A family without any of the themes is left out.
    """
    rows: list[str] = []
    for family in family_names:
        held = [theme for theme in themes if families[theme] == family]
        rows += [PREFIX + family, *held] if held else []
    named = {**names, **{PREFIX + family: name.upper() for family, name in family_names.items()}}
    both = pd.concat([shares, family_shares], ignore_index=True)
    height = min(TALLEST_ROW, ALL_ROWS / max(len(rows), 1))
    chart = draw_heat_map(both, named, themes=rows, dates=dates, row_height=height)
    _set_apart(chart, rows)
    grid = chart.alt.replace(f"Grid of {len(rows)} themes", "Grid of themes", 1)  # families are no themes
    alt = f"Themes under their families, in capitals; a family counts once a review. {grid}"
    return Chart(chart.figure, alt, chart.numbers)


def _set_apart(chart: Chart, rows: Sequence[str]) -> None:
    """Print families in bold, each with a line above it."""
    axes = chart.figure.axes[0]
    for place, (label, row) in enumerate(zip(axes.get_yticklabels(), rows, strict=True)):
        if row.startswith(PREFIX):
            label.set_fontweight("bold")
            if place:
                axes.axhline(place, color=style.RULE, linewidth=0.9)
