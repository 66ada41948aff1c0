"""The charts of the board report: drawn from the table of shares, with nothing computed here."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from learning_themes.reports import style
from learning_themes.reports.drawing import LABELS, Chart, percent_ticks, say, share_axis
from learning_themes.reports.wording import (
    DATE_WORDS,
    MEASURE_WORDS,
    join_words,
    word_share,
    word_years,
)

NUMBERS = ["theme", "name", "measure", "period", "group", "k", "n", "share", "low", "high", "method"]
CROWDED_YEARS = 8
ROW_HEIGHT = 0.235  # inches, of the heat map
LONGEST_SPAN = 17


def draw_heat_map(
    shares: pd.DataFrame,
    names: Mapping[str, str],
    *,
    themes: Sequence[str],
    dates: str,
    measure: str = "key",
    group: str = "ours",
    row_height: float = ROW_HEIGHT,
) -> Chart:
    """Return a grid of themes by year, shaded by share, with k in each cell and n above each year.

    `names` gives each theme id its name; years without a review have no column.
    """
    numbers = _select(shares, names, themes=themes, measures=[measure], group=group)
    periods = _periods(numbers)
    height = 1.05 + row_height * max(len(themes), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        axes = figure.add_axes((LABELS, 0.42 / height, 0.995 - LABELS, 1 - 1.05 / height))
        for column, period in enumerate(periods):
            _draw_column(axes, _of(numbers, period=period), column, period)
        _frame_heat_map(axes, [names[theme] for theme in themes], len(periods))
        _draw_scale(figure, height, MEASURE_WORDS[measure])
        say(figure, f"Number of reviews in which each theme is {MEASURE_WORDS[measure]}, by"
             f" {DATE_WORDS[dates]}")  # fmt: skip
    return Chart(figure, _heat_map_alt(numbers, measure, dates), numbers)


def draw_trend_panels(
    shares: pd.DataFrame,
    names: Mapping[str, str],
    *,
    themes: Sequence[str],
    dates: str,
    measure: str = "key",
    group: str = "ours",
) -> Chart:
    """Return a small panel a theme: the share in each year with its interval, and k/n under each year.

    No line joins the years: with so few reviews a year it would show a change that may be chance.
    """
    numbers = _select(shares, names, themes=themes, measures=[measure], group=group)
    numbers = numbers[numbers["period"] != "all"].reset_index(drop=True)
    columns = 1 if numbers["period"].nunique() > CROWDED_YEARS else 2
    rows = max(1, -(-len(themes) // columns))
    height = 0.35 + (1.08 if columns == 1 else 1.2) * rows
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        panels = figure.subplots(rows, columns, sharey=True, squeeze=False).flat
        for panel, theme in zip(panels, [*themes, *[""] * (columns - 1)], strict=False):
            _draw_panel(panel, _of(numbers, theme=theme), names.get(theme, ""))
        figure.subplots_adjust(left=0.065, right=0.99, top=1 - 0.5 / height, bottom=0.34 / height,
                               wspace=0.08, hspace=1.05 if columns == 1 else 0.85)  # fmt: skip
        say(figure, f"Share of reviews in which the theme is {MEASURE_WORDS[measure]}, by"
             f" {DATE_WORDS[dates]}; bars show the likely range")  # fmt: skip
    return Chart(figure, _panels_alt(numbers, measure, dates), numbers)


def draw_ranked_themes(
    shares: pd.DataFrame,
    names: Mapping[str, str],
    *,
    themes: Sequence[str],
    group: str = "ours",
) -> Chart:
    """Return the share of reviews that raise each theme as a shortfall and as good practice.

    One mark each, with its interval and k of n, themes in the order given.
    """
    measures = list(style.MARKS)
    numbers = _select(shares, names, themes=themes, measures=measures, group=group)
    numbers = numbers[numbers["period"] == "all"].reset_index(drop=True)
    height = 0.85 + 0.29 * max(len(themes), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        axes = figure.add_axes((LABELS, 0.25 / height, 0.51, 1 - 0.85 / height))
        for offset, measure in zip((-0.19, 0.19), measures, strict=True):
            _draw_dots(axes, _of(numbers, measure=measure), measure, offset)
        _frame_dots(axes, [names[theme] for theme in themes])
        say(figure, "Share of reviews, over all years; bars show the likely range")
    return Chart(figure, _ranked_alt(numbers), numbers)


def _select(
    shares: pd.DataFrame,
    names: Mapping[str, str],
    *,
    themes: Sequence[str],
    measures: Sequence[str],
    group: str,
) -> pd.DataFrame:
    """Return the rows of `shares` that a chart shows, by theme in the order given, with names."""
    place = {theme: number for number, theme in enumerate(themes)}
    chosen = (shares["group"] == group) & shares["measure"].isin(measures)
    rows = shares[chosen & shares["theme"].isin(place)]
    rows = rows.assign(name=rows["theme"].map(dict(names)), place=rows["theme"].map(place))
    return rows.sort_values("place", kind="stable")[NUMBERS].reset_index(drop=True)


def _of(numbers: pd.DataFrame, **values: str) -> pd.DataFrame:
    for column, value in values.items():
        numbers = numbers[numbers[column] == value]
    return numbers


def _periods(numbers: pd.DataFrame) -> list[str]:
    """Return the years in order, then "all"."""
    return sorted(set(numbers["period"]), key=lambda period: (period == "all", period))


def _draw_column(axes: Axes, cells: pd.DataFrame, column: int, period: str) -> None:
    """Draw the squares of one year under its heading; the column of all years stands apart."""
    left = column + (0.35 if period == "all" else 0)
    weight = "bold" if period == "all" else "normal"
    n = int(cells["n"].max()) if len(cells) else 0
    heading = f"{'All' if period == 'all' else period}\nof {n}"
    axes.text(left + 0.5, -0.25, heading, ha="center", va="bottom", fontsize=6.2, fontweight=weight,
              linespacing=1.5)  # fmt: skip
    for row, cell in enumerate(cells.itertuples()):
        share = 0.0 if np.isnan(cell.share) else cell.share
        square = Rectangle((left, row), 1, 1, facecolor=style.SHARES(share), edgecolor="white")
        axes.add_patch(square)
        ink = "white" if share > style.WHITE_ABOVE else style.ON_LIGHT if cell.k else style.QUIET
        axes.text(left + 0.5, row + 0.54, str(cell.k), ha="center", va="center", color=ink,
                  fontsize=style.SMALL, fontweight=weight)  # fmt: skip


def _frame_heat_map(axes: Axes, labels: Sequence[str], columns: int) -> None:
    axes.set_xlim(0, max(columns, 8) + 0.4)
    axes.set_ylim(max(len(labels), 1), 0)
    axes.set_yticks(np.arange(len(labels)) + 0.5, labels)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)


def _draw_scale(figure: Figure, height: float, words: str) -> None:
    """Draw the key to the shading under the grid, from 0 to 100 %."""
    axes = figure.add_axes((LABELS, 0.2 / height, 0.25, 0.09 / height))
    axes.imshow(np.linspace(0, 1, 101)[None, :], aspect="auto", cmap=style.SHARES, extent=(0, 1, 0, 1))
    axes.set_yticks([])
    axes.set_xticks([0, 0.5, 1])
    axes.xaxis.set_major_formatter(percent_ticks())
    axes.tick_params(labelsize=6.2, pad=2)
    axes.spines[:].set_visible(False)
    axes.text(1.12, 0.5, f"of the year's reviews in\nwhich the theme is {words}", fontsize=6.2,
              va="center", transform=axes.transAxes)  # fmt: skip


def _draw_panel(axes: Axes, years: pd.DataFrame, name: str) -> None:
    """Draw one theme's years, each at its own distance in time; without a name leave it blank."""
    if not name:
        axes.set_axis_off()
        return
    axes.set_title(name, loc="left", fontsize=7.2, fontweight="bold", pad=5)
    places = years["period"].astype(int)
    axes.vlines(places, years["low"], years["high"], color=style.SHORTFALL, alpha=0.35, linewidth=3.2)
    axes.plot(places, years["share"], "o", color=style.SHORTFALL, markersize=4.2, clip_on=False)
    labels = [f"{row.period}\n{row.k}/{row.n}" for row in years.itertuples()]
    span = max(places) - min(places) if len(places) else 0
    upright = 90 if span > LONGEST_SPAN else 0
    axes.set_xticks(places, labels, fontsize=6.4, rotation=upright, linespacing=1.3)
    middle = (max(places) + min(places)) / 2 if len(places) else 0
    half = max(span, 3) / 2 + 0.5
    axes.set_xlim(middle - half, middle + half)
    share_axis(axes, "y")
    axes.set_yticks([0, 0.5, 1])


def _draw_dots(axes: Axes, rows: pd.DataFrame, measure: str, offset: float) -> None:
    mark, colour = style.MARKS[measure]
    places = np.arange(len(rows)) + offset
    axes.hlines(places, rows["low"], rows["high"], color=colour, alpha=0.4, linewidth=2.2)
    axes.plot(rows["share"], places, mark, color=colour, markersize=4.2, clip_on=False,
              label=MEASURE_WORDS[measure].capitalize())  # fmt: skip
    for place, row in zip(places, rows.itertuples(), strict=True):
        axes.text(1.04, place, f"{row.k} of {row.n}", color=colour, fontsize=6.2, va="center")


def _frame_dots(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_ylim(len(labels) - 0.45 if labels else 1, -0.55)
    axes.set_yticks(np.arange(len(labels)), labels)
    for place in range(1, len(labels)):
        axes.axhline(place - 0.5, color=style.FAINT, linewidth=0.7, zorder=0)
    share_axis(axes, "x")
    axes.tick_params(axis="y", pad=6)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=2, frameon=False, borderaxespad=0.2,
                fontsize=style.SMALL, handletextpad=0.2, columnspacing=1.2)  # fmt: skip


def _heat_map_alt(numbers: pd.DataFrame, measure: str, dates: str) -> str:
    overall = _of(numbers, period="all")
    years = [period for period in _periods(numbers) if period != "all"]
    span = f", {word_years(years[0], years[-1])}" if years else ""
    return (
        f"Grid of {len(overall)} themes by {DATE_WORDS[dates]}{span}. Each cell holds the number of"
        f" reviews in which the theme is {MEASURE_WORDS[measure]}, and is darker the larger their"
        f" share. Over all years: {_word_rows(overall.head(5))}."
    )


def _panels_alt(numbers: pd.DataFrame, measure: str, dates: str) -> str:
    panels = []
    for name, years in numbers.groupby("name", sort=False):
        counts = ", ".join(f"{row.period} {row.k} of {row.n}" for row in years.itertuples())
        panels.append(f"{name}: {counts}")
    return (
        f"One panel a theme: the share of reviews in which it is {MEASURE_WORDS[measure]} in each"
        f" {DATE_WORDS[dates]}, with its likely range. {'. '.join(panels)}."
    )


def _ranked_alt(numbers: pd.DataFrame) -> str:
    shortfall, strength = (_of(numbers, measure=measure) for measure in style.MARKS)
    return (
        f"For each of {len(shortfall)} themes, the share of reviews that raise it as a shortfall and"
        f" the share that report it as good practice, with likely ranges. Shortfall:"
        f" {_word_rows(shortfall.head(5))}. Good practice: {_word_rows(strength.head(5))}."
    )


def _word_rows(rows: pd.DataFrame) -> str:
    words = [f"{row.name} {word_share(row.k, row.n, row.share)}" for row in rows.itertuples(index=False)]
    return join_words(words) or "no themes"
