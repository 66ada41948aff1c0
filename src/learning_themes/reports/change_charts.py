"""The charts of change, recurrence, comparison and themes that come together; nothing is computed here."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from learning_themes.reports import style
from learning_themes.reports.drawing import LABELS, Chart, say, share_axis
from learning_themes.reports.how_tested import say_sides
from learning_themes.reports.markdown import shorten
from learning_themes.reports.wording import (
    DATE_WORDS,
    DIFFERENCE_WORDS,
    PAIR_WORDS,
    VERDICT_WORDS,
    join_words,
    k_of_n,
    word_date,
)
from learning_themes.trends.when import date_span

ROW = 0.29
TITLE_LIMIT, CAPITALS_LIMIT = 44, 38


def draw_before_after(changes: pd.DataFrame, names: Mapping[str, str], *, themes: Sequence[str]) -> Chart:
    """Return each theme's share before and after, or in the two halves, and what may be said."""
    numbers = _pick(changes, names, themes)
    height = 0.75 + ROW * max(len(numbers), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        axes = figure.add_axes((LABELS, 0.25 / height, 0.28, 1 - 0.8 / height))
        for place, row in enumerate(numbers.itertuples()):
            _draw_step(axes, place, row)
        _frame_rows(axes, numbers["name"])
        share_axis(axes, "x")
        say(figure, f"Share of reviews in which the theme is key: {say_sides(numbers)}")
    return Chart(figure, _before_after_alt(numbers), numbers)


def draw_comparison(comparisons: pd.DataFrame, names: Mapping[str, str], *, themes: Sequence[str]) -> Chart:
    """Return our share less that of the others for each theme, with its interval."""
    numbers = _pick(comparisons, names, themes)
    height = 0.75 + ROW * max(len(numbers), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        axes = figure.add_axes((LABELS, 0.25 / height, 0.36, 1 - 0.8 / height))
        axes.axvline(0, color=style.QUIET, linewidth=0.9)
        for place, row in enumerate(numbers.itertuples()):
            axes.hlines(place, row.low, row.high, color=style.SHORTFALL, alpha=0.4, linewidth=2.6)
            axes.plot(row.difference, place, "o", color=style.SHORTFALL, markersize=4.4)
            counts = f"{k_of_n(row.k, row.n)} / {k_of_n(row.k_other, row.n_other)}"
            told = f"{counts}, {DIFFERENCE_WORDS[row.verdict]}"
            axes.text(1.06, place, told, fontsize=6.2, va="center", color=style.INK)
        _frame_rows(axes, numbers["name"])
        axes.set_xlim(-1, 1)
        axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["−100 %", "−50 %", "0", "+50 %", "+100 %"])
        axes.tick_params(axis="x", labelsize=6.2)
        axes.grid(axis="x", color=style.RULE, linewidth=0.5)
        say(figure, "Our share of reviews in which the theme is key, less theirs (per cent points); bars show"
            " the likely range. At the right: ours / theirs")  # fmt: skip
    return Chart(figure, _comparison_alt(numbers), numbers)


def draw_pairs(pairs: pd.DataFrame, names: Mapping[str, str], *, most: int = 12) -> Chart:
    """Return the pairs of themes least likely by chance: reviews with both, and as many as chance gives."""
    numbers = pairs.head(most).reset_index(drop=True)
    numbers = numbers.assign(
        name=numbers["theme"].map(dict(names)) + " and\n" + numbers["other"].map(dict(names))
    )
    height = 0.75 + 0.36 * max(len(numbers), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        axes = figure.add_axes((LABELS, 0.25 / height, 0.28, 1 - 0.8 / height))
        for place, row in enumerate(numbers.itertuples()):
            axes.hlines(place, row.expected, row.both, color=style.RULE, linewidth=2)
            axes.plot(row.expected, place, "|", color=style.QUIET, markersize=9, markeredgewidth=1.6)
            axes.plot(row.both, place, "o", color=style.SHORTFALL, markersize=4.6)
            told = f"{k_of_n(row.both, row.n)}; chance {row.expected:.1f}; {PAIR_WORDS[row.verdict]}"
            axes.text(1.04, place, told, fontsize=6.2, va="center", transform=axes.get_yaxis_transform())
        _frame_rows(axes, numbers["name"])
        axes.tick_params(axis="y", labelsize=6.4)
        axes.set_xlim(left=-0.4)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.tick_params(axis="x", labelsize=6.2)
        axes.grid(axis="x", color=style.RULE, linewidth=0.5)
        say(figure, "Reviews in which both themes are key (dot), and as many as chance would give (bar)")
    return Chart(figure, _pairs_alt(numbers), numbers.drop(columns="name"))


def draw_timeline(
    history: pd.DataFrame,
    names: Mapping[str, str],
    *,
    themes: Sequence[str],
    row: float = 0.125,
    letters: float = 5.6,
) -> Chart:
    """Return a panel a theme with an action: each review from incident to publication, and the action's day.

    `history` has the columns theme, completed, review_id, title, incident_date, published_date, key and
    recurs, one row a theme and review of ours with a known incident. A review is `row` inches high, and its
    title in letters of so many points.
    """
    numbers = history[history["theme"].isin(themes)].reset_index(drop=True)
    counts = [max(1, int((numbers["theme"] == theme).sum())) for theme in themes]
    heights = [0.55 + row * count for count in counts]
    total = 0.35 + sum(heights)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, total))
        top = 1 - 0.35 / total
        for theme, high, count in zip(themes, heights, counts, strict=True):
            panel = (LABELS, top - (high - 0.27) / total, 0.99 - LABELS, (row * count) / total)
            shown = numbers[numbers["theme"] == theme]
            _draw_history(figure.add_axes(panel), shown, names[theme], letters)
            top -= high / total
        say(figure, "Each review from its incident to its publication. Filled: the theme is key; diamond: key"
            " in an incident after the action (dashed line)")  # fmt: skip
    return Chart(figure, _timeline_alt(numbers, names), numbers)


def draw_between(
    between: pd.DataFrame, names: Mapping[str, str], *, themes: Sequence[str], dates: str
) -> Chart:
    """Return a control chart a theme: at each review, how many reviews have passed since the theme was key.

    `between` has the columns theme, date, key, since, middle and upper (empty where there are too few
    points for limits), in order of date.
    """
    numbers = between[between["theme"].isin(themes)].reset_index(drop=True)
    height = 0.4 + 1.25 * max(len(themes), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        panels = figure.subplots(max(len(themes), 1), 1, squeeze=False).flat
        for panel, theme in zip(panels, themes, strict=False):
            _draw_since(panel, numbers[numbers["theme"] == theme], names[theme])
        figure.subplots_adjust(left=0.065, right=0.86, top=1 - 0.5 / height, bottom=0.3 / height, hspace=0.95)
        say(figure, "Reviews since the theme was last key, review by review, in order of"
            f" {DATE_WORDS[dates]}; filled where it is key")  # fmt: skip
    return Chart(figure, _between_alt(numbers, names), numbers)


def draw_windows(breakdowns: pd.DataFrame, names: Mapping[str, str], *, themes: Sequence[str]) -> Chart:
    """Return a panel a theme: the share of key reviews in each window of reviews, with its likely range.

    Windows overlap, so that neighbouring points share most of their reviews: a slope is no test.
    """
    rows = breakdowns[(breakdowns["by"] == "window") & (breakdowns["measure"] == "key")]
    numbers = _pick(rows, names, themes)
    height = 0.4 + 1.0 * max(len(themes), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        panels = figure.subplots(max(len(themes), 1), 1, squeeze=False).flat
        for panel, theme in zip(panels, themes, strict=False):
            _draw_window_panel(panel, numbers[numbers["theme"] == theme], names[theme])
        figure.subplots_adjust(left=0.065, right=0.99, top=1 - 0.5 / height, bottom=0.3 / height, hspace=0.95)
        say(
            figure,
            "Share of reviews in which the theme is key, in each run of reviews that follow one another",
        )
    return Chart(figure, _windows_alt(numbers), numbers)


def _pick(table: pd.DataFrame, names: Mapping[str, str], themes: Sequence[str]) -> pd.DataFrame:
    """Return the rows of `themes` in the order given, with names."""
    rows = table[table["theme"].isin(themes)]
    place = rows["theme"].map({theme: number for number, theme in enumerate(themes)})
    rows = rows.assign(name=rows["theme"].map(dict(names)), _place=place)
    return rows.sort_values("_place", kind="stable").drop(columns="_place").reset_index(drop=True)


def _frame_rows(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_ylim(len(labels) - 0.45 if len(labels) else 1, -0.55)
    axes.set_yticks(np.arange(len(labels)), labels)
    for place in range(1, len(labels)):
        axes.axhline(place - 0.5, color=style.FAINT, linewidth=0.7, zorder=0)
    axes.tick_params(axis="y", pad=6)
    axes.spines[:].set_visible(False)


def _draw_step(axes: Axes, place: int, row: tuple) -> None:
    ends = [k / n if n else np.nan for k, n in ((row.k_before, row.n_before), (row.k_after, row.n_after))]
    changed = row.verdict in ("fall", "rise")
    colour = style.STRENGTH if changed else style.SHORTFALL
    axes.hlines(place, *ends, color=colour, alpha=0.5, linewidth=1.6)
    axes.plot(ends[0], place, "o", color=colour, markerfacecolor="white", markersize=5, clip_on=False)
    axes.plot(ends[1], place, "D" if changed else "o", color=colour, markersize=4.6, clip_on=False)
    counts = f"{k_of_n(row.k_before, row.n_before)} → {k_of_n(row.k_after, row.n_after)}"
    told = f"{counts}, {VERDICT_WORDS[row.verdict]}"
    axes.text(1.06, place, told, fontsize=6.2, va="center", color=colour,
              fontweight="bold" if changed else "normal")  # fmt: skip


def _draw_history(axes: Axes, rows: pd.DataFrame, name: str, letters: float) -> None:
    axes.set_title(name, loc="left", fontsize=7.2, fontweight="bold", pad=4, x=-0.62)
    rows = rows.sort_values(["incident_date", "review_id"], kind="stable")
    labels = []
    for place, row in enumerate(rows.itertuples()):
        first, last = _day(row.incident_date), _day(row.published_date or row.incident_date)
        axes.hlines(place, first, last, color=style.RULE, linewidth=1.2)
        mark, colour = ("D", style.STRENGTH) if row.recurs else ("o", style.SHORTFALL)
        fill = colour if row.key else "white"
        axes.plot(first, place, mark, color=colour, markerfacecolor=fill, markersize=4.2)
        labels.append(shorten(row.title, CAPITALS_LIMIT if row.title.isupper() else TITLE_LIMIT))
    for completed in sorted(set(rows["completed"])):
        axes.axvline(_day(completed), color=style.INK, linestyle=(0, (3, 2)), linewidth=0.9)
        told = f"action complete {word_date(completed)}"
        axes.text(
            _day(completed), -0.75, told, fontsize=letters + 0.2, ha="center", va="bottom", color=style.INK
        )
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_yticks(np.arange(len(labels)), labels, fontsize=letters)
    locator = AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    axes.tick_params(axis="x", labelsize=letters + 0.2, pad=2)
    axes.spines[:].set_visible(False)
    axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _draw_since(axes: Axes, rows: pd.DataFrame, name: str) -> None:
    axes.set_title(name, loc="left", fontsize=7.2, fontweight="bold", pad=5)
    places = np.arange(len(rows))
    axes.plot(places, rows["since"], color=style.RULE, linewidth=1)
    for place, row in zip(places, rows.itertuples(), strict=True):
        fill = style.SHORTFALL if row.key else "white"
        axes.plot(place, row.since, "o", color=style.SHORTFALL, markerfacecolor=fill, markersize=4,
                  clip_on=False)  # fmt: skip
    years = [row.date[:4] for row in rows.itertuples()]
    firsts = [place for place, year in enumerate(years) if year not in years[:place]]
    axes.set_xticks(firsts, [years[place] for place in firsts], fontsize=5.6, rotation=90)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    top = max(rows["since"].max() if len(rows) else 0, 2) + 0.6
    axes.set_ylim(-0.5, top)
    if len(rows) and not np.isnan(rows["upper"].iloc[0]):
        _draw_limits(axes, rows["middle"].iloc[0], rows["upper"].iloc[0], apart=(top + 0.5) / 5)
    axes.tick_params(axis="y", labelsize=6)
    axes.spines[:].set_visible(False)
    axes.grid(axis="y", color=style.FAINT, linewidth=0.6)


def _draw_limits(axes: Axes, middle: float, upper: float, *, apart: float) -> None:
    """Draw the limits, with their words at the right at least `apart`, so that they do not run together."""
    axes.axhline(middle, color=style.STRENGTH, linewidth=0.8)
    axes.axhline(upper, color=style.STRENGTH, linewidth=0.8, linestyle=(0, (4, 2)))
    higher = max(upper, middle + apart)
    for place, words in ((middle, f"middle {middle:.1f}"), (higher, f"upper limit {upper:.1f}")):
        axes.text(1.01, place, words, fontsize=6, va="center", color=style.STRENGTH,
                  transform=axes.get_yaxis_transform())  # fmt: skip


def _draw_window_panel(axes: Axes, rows: pd.DataFrame, name: str) -> None:
    axes.set_title(name, loc="left", fontsize=7.2, fontweight="bold", pad=5)
    places = np.arange(len(rows))
    axes.fill_between(places, rows["low"], rows["high"], color=style.SHORTFALL, alpha=0.18, linewidth=0)
    axes.plot(places, rows["share"], "o-", color=style.SHORTFALL, markersize=3, linewidth=1.1, clip_on=False)
    for place, row in list(zip(places, rows.itertuples(), strict=True))[:: max(1, len(rows) - 1)]:
        below = row.share > 0.7
        axes.annotate(
            k_of_n(row.k, row.n),
            (place, row.share),
            xytext=(0, -10 if below else 5),
            textcoords="offset points",
            fontsize=6,
            ha="center",
            annotation_clip=False,
        )
    ends = [row.value[:4] + " to " + row.value.split(" to ")[-1][:4] for row in rows.itertuples()]
    marked = places[:: max(1, len(places) // 6)]
    axes.set_xticks(marked, [ends[place] for place in marked], fontsize=5.8)
    share_axis(axes, "y")
    axes.set_yticks([0, 0.5, 1])


def _day(text: str) -> float:
    first, last = (date2num(day) for day in date_span(text))
    return (first + last) / 2


def _before_after_alt(numbers: pd.DataFrame) -> str:
    rows = [
        f"{row.name} {k_of_n(row.k_before, row.n_before)} before and {k_of_n(row.k_after, row.n_after)} after"
        f" ({VERDICT_WORDS[row.verdict]})"
        for row in numbers.itertuples(index=False)
    ]
    return (
        f"For each theme, the reviews in which it is key before and after: {join_words(rows) or 'no themes'}."
    )


def _windows_alt(numbers: pd.DataFrame) -> str:
    told = [
        f"{name}: {k_of_n(rows['k'].iloc[0], rows['n'].iloc[0])} in the first,"
        f" {k_of_n(rows['k'].iloc[-1], rows['n'].iloc[-1])} in the last"
        for name, rows in numbers.groupby("name", sort=False)
    ]
    return f"Share of key reviews in each window of reviews. {'. '.join(told) or 'Too few for a window'}."


def _comparison_alt(numbers: pd.DataFrame) -> str:
    rows = [
        f"{row.name} {k_of_n(row.k, row.n)} of ours and {k_of_n(row.k_other, row.n_other)} of theirs"
        f" ({DIFFERENCE_WORDS[row.verdict]})"
        for row in numbers.itertuples(index=False)
    ]
    return (
        f"For each theme, our share of reviews in which it is key less theirs: {join_words(rows) or 'none'}."
    )


def _pairs_alt(numbers: pd.DataFrame) -> str:
    rows = [
        f"{row.name.replace(chr(10), ' ')} together in {k_of_n(row.both, row.n)}, where chance would give"
        f" {row.expected:.1f} ({PAIR_WORDS[row.verdict]})"
        for row in numbers.itertuples(index=False)
    ]
    return f"Pairs of themes, least likely by chance first: {join_words(rows) or 'none'}."


def _timeline_alt(numbers: pd.DataFrame, names: Mapping[str, str]) -> str:
    told = []
    for theme, rows in numbers.groupby("theme", sort=False):
        days = join_words([word_date(day) for day in sorted(set(rows["completed"]))])
        one = rows.drop_duplicates("review_id")
        key = k_of_n(int(one["key"].sum()), len(one))
        told.append(
            f"{names[theme]}: action complete {days}; key in {key} reviews with a known incident, of which"
            f" {int(one['recurs'].sum())} come after the action and raise it as a shortfall"
        )
    return f"Timeline of reviews from incident to publication. {'. '.join(told)}."


def _between_alt(numbers: pd.DataFrame, names: Mapping[str, str]) -> str:
    told = [
        f"{names[theme]}: key in {int(rows['key'].sum())} of {len(rows)} reviews; at the last one,"
        f" {int(rows['since'].iloc[-1])} had passed without it"
        for theme, rows in numbers.groupby("theme", sort=False)
    ]
    return f"Control charts of the reviews since each theme was last key. {'. '.join(told)}."
