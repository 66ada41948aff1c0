"""The chart of one theme: its years, and how reviews raise it; drawn from shares, with nothing computed."""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from learning_themes.reports import style
from learning_themes.reports.charts import NUMBERS
from learning_themes.reports.drawing import Chart, say, share_axis
from learning_themes.reports.wording import DATE_WORDS, MEASURE_WORDS, join_words, k_of_n, word_share

HEIGHT = 1.5
SLIDE_HEIGHT, SLIDE_LETTERS, SLIDE_LINE = 2.5, 1.25, 84  # a slide is read from the back of a room
STANCES = {"shortfall": "shortfall", "strength": "good practice", "recommendation": "recommendation"}
COLOURS = {"shortfall": style.SHORTFALL, "strength": style.STRENGTH, "recommendation": style.QUIET}
MARKS = {"shortfall": "o", "strength": "D", "recommendation": "s"}
LONGEST_SPAN = 9


def draw_theme(
    shares: pd.DataFrame,
    names: Mapping[str, str],
    *,
    theme: str,
    dates: str,
    mark: str = "",
    for_slide: bool = False,
) -> Chart:
    """Return two panels: the share of key reviews by year, and of reviews by what they say of practice.

    `mark` are the words that say how far the coding of the theme was checked. `for_slide` makes the chart
    higher, with larger letters.
    """
    ours = shares[(shares["theme"] == theme) & (shares["group"] == "ours")]
    years = ours[(ours["measure"] == "key") & (ours["period"] != "all")].sort_values("period")
    whole = ours[(ours["period"] == "all")].set_index("measure").reindex(list(STANCES)).reset_index()
    numbers = pd.concat([years, whole[years.columns]], ignore_index=True)
    numbers = numbers.assign(name=names[theme])[NUMBERS]
    words = (
        f"Left: share of reviews in which it is key, by {DATE_WORDS[dates]}. Right: share of all reviews that"
        " raise it so. Bars show the likely range"
    )
    height = SLIDE_HEIGHT if for_slide else HEIGHT
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        _draw_years(figure.add_axes((0.06, 0.3, 0.46 if for_slide else 0.5, 0.5)), years)
        _draw_stances(figure.add_axes((0.73, 0.17, 0.16, 0.63)), whole)
        say(figure, textwrap.fill(words, SLIDE_LINE) if for_slide else words)
        figure.text(0.6, 1 - 0.19 / height, mark, va="top", fontsize=6.4, color=style.INK)
        if for_slide:
            figure.canvas.draw()  # the letters of the axes are made when they are drawn
            for text in figure.findobj(Text):
                text.set_fontsize(SLIDE_LETTERS * text.get_fontsize())
    return Chart(figure, _alt(names[theme], years, whole, dates), numbers)


def _draw_years(axes: Axes, years: pd.DataFrame) -> None:
    places = years["period"].astype(int)
    axes.vlines(places, years["low"], years["high"], color=style.SHORTFALL, alpha=0.35, linewidth=3.2)
    axes.plot(places, years["share"], "o", color=style.SHORTFALL, markersize=4.2, clip_on=False)
    labels = [f"{row.period}\n{row.k}/{row.n}" for row in years.itertuples()]
    span = max(places) - min(places) if len(places) else 0
    axes.set_xticks(places, labels, fontsize=5.8 if span <= LONGEST_SPAN + 4 else 5.2, linespacing=1.3,
                    rotation=90 if span > LONGEST_SPAN else 0)  # fmt: skip
    if len(places):
        middle, half = (max(places) + min(places)) / 2, max(span, 3) / 2 + 0.5
        axes.set_xlim(middle - half, middle + half)
    share_axis(axes, "y")
    axes.set_yticks([0, 0.5, 1])


def _draw_stances(axes: Axes, whole: pd.DataFrame) -> None:
    for place, row in enumerate(whole.itertuples()):
        colour = COLOURS[row.measure]
        axes.hlines(place, row.low, row.high, color=colour, alpha=0.4, linewidth=3.2)
        axes.plot(row.share, place, MARKS[row.measure], color=colour, markersize=4.6, clip_on=False)
        axes.text(1.1, place, k_of_n(row.k, row.n), fontsize=6.6, va="center", color=colour)
    axes.set_ylim(len(whole) - 0.5, -0.5)
    axes.set_yticks(np.arange(len(whole)), [STANCES[measure].capitalize() for measure in whole["measure"]])
    share_axis(axes, "x")
    axes.set_xticks([0, 0.5, 1])


def _alt(name: str, years: pd.DataFrame, whole: pd.DataFrame, dates: str) -> str:
    told = [f"{row.period} {row.k} of {row.n}" for row in years.itertuples()]
    by_stance = [
        f"{MEASURE_WORDS[row.measure]} in {word_share(row.k, row.n, row.share)}" for row in whole.itertuples()
    ]
    return (
        f"{name}: reviews in which it is key, by {DATE_WORDS[dates]}:"
        f" {join_words(told) or 'no year is known'}. Over all years it is {join_words(by_stance)}."
    )
