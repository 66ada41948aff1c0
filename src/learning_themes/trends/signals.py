"""Signals of the charts that NHS boards know: runs of years, and the reviews between two key ones.

The rules are those of NHS England's "Making Data Count": a shift is seven points in a row on one side of
the middle, a trend seven in a row upwards or downwards. A signal is drawn; it is worded as a change only
where the test of `change` agrees, because thirty-six charts a report would signal by chance.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.trends.when import middle_day

RUN_OF = 7
POINTS_FROM = 12  # points that a chart needs before its rules mean anything
SHIFT, TREND, LONG_GAP = "shift", "trend", "long-gap"


@dataclass(frozen=True)
class Limits:
    """The middle and the upper limit of a chart of reviews between."""

    middle: float
    upper: float


def find_signals(
    reviews: pd.DataFrame, shares: pd.DataFrame, presence: pd.DataFrame, theme_ids: Sequence[str]
) -> pd.DataFrame:
    """Return the table `signals`: a row for each signal of a theme's charts, or one with an empty `rule`.

    `first` and `last` are the years of the run that signals, or the dates of the first and last review of
    the gap that does; `points` is how many the chart has. A chart with fewer than POINTS_FROM points signals
    nothing.
    """
    rows = []
    for theme in theme_ids:
        years = shares[
            (shares["theme"] == theme) & (shares["measure"] == "key")
            & (shares["group"] == "ours") & (shares["period"] != "all")
        ].sort_values("period")  # fmt: skip
        rows.append(_run_signal(theme, years))
        rows += _gap_signals(theme, list_between(reviews, presence, theme))
    return make_table("signals", rows)


def list_between(reviews: pd.DataFrame, presence: pd.DataFrame, theme: str) -> pd.DataFrame:
    """Return our dated reviews in order, each with `key` and the reviews `since` the theme was last key.

    Columns: review_id, title, date, key, since. `since` counts the reviews without the theme that have
    followed one another when a review is reached: itself too, if it is without.
    """
    dated = reviews[(reviews["group"] == "ours") & (reviews["date"] != "")]
    dated = dated.assign(_day=dated["date"].map(middle_day)).sort_values("_day", kind="stable")
    held = set(presence["review_id"][(presence["theme"] == theme) & presence["key"]])
    since, rows = 0, []
    for row in dated.itertuples():
        key = row.review_id in held
        since += not key
        rows.append((row.review_id, row.title, row.date, key, since))
        since = 0 if key else since
    return pd.DataFrame(rows, columns=["review_id", "title", "date", "key", "since"])


def chart_between(reviews: pd.DataFrame, presence: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Return `list_between` of each theme, with `theme`, and the `middle` and `upper` limit of its gaps.

    The limits are empty for a chart with fewer than POINTS_FROM points or RUN_OF gaps.
    """
    charts = []
    for theme in themes:
        between = list_between(reviews, presence, theme)
        limits = _find_limits(between) or Limits(float("nan"), float("nan"))
        charts.append(between.assign(theme=theme, middle=limits.middle, upper=limits.upper))
    return pd.concat(charts, ignore_index=True) if charts else list_between(reviews, presence, "")


def list_gaps(between: pd.DataFrame) -> list[int]:
    """Return the gaps: how many reviews lie between each two key ones that follow one another."""
    return between["since"][between["key"]].tolist()[1:]


def limit_gaps(gaps: Iterable[int]) -> Limits:
    """Return the middle and upper limit of a chart of gaps (a g chart).

    Middle: the mean gap g; limit: g + 3 √(g (g + 1)), three standard deviations of the geometric
    distribution. Benneyan (2001), Health Care Management Science 4. It is never below 1: a single review
    without a theme that all others turn on is no long gap.

    >>> limit_gaps([0, 2, 1, 1])
    Limits(middle=1.0, upper=5.242640687119286)
    """
    known = list(gaps)
    middle = sum(known) / len(known)
    return Limits(middle, max(middle + 3 * sqrt(middle * (middle + 1)), 1.0))


def _find_limits(between: pd.DataFrame) -> Limits | None:
    """Return the limits of a theme's chart of reviews between; none for too few points or gaps."""
    gaps = list_gaps(between)
    return limit_gaps(gaps) if len(between) >= POINTS_FROM and len(gaps) >= RUN_OF else None


def _run_signal(theme: str, years: pd.DataFrame) -> dict:
    points = len(years)
    row = {"theme": theme, "chart": "years", "points": points, "rule": "", "first": "", "last": ""}
    if points < POINTS_FROM:
        return row
    periods, values = years["period"].tolist(), years["share"].tolist()
    middle = float(pd.Series(values).median())
    sides = [(value > middle) - (value < middle) for value in values]
    off = [place for place, side in enumerate(sides) if side]  # points on the middle line are passed over
    run = _longest(off, lambda a, b: sides[a] == sides[b])
    if len(run) >= RUN_OF:
        return row | {"rule": SHIFT, "first": periods[run[0]], "last": periods[run[-1]]}
    for way in (1, -1):
        run = _longest(range(points), lambda a, b, way=way: (values[b] - values[a]) * way > 0)
        if len(run) >= RUN_OF:
            return row | {"rule": TREND, "first": periods[run[0]], "last": periods[run[-1]]}
    return row


def _gap_signals(theme: str, between: pd.DataFrame) -> list[dict]:
    """Return a row for each gap with a point of the chart above its upper limit, or one without a signal.

    The open gap at the end counts, and that before the first key review: each is at least so long.
    """
    row = {"theme": theme, "chart": "between", "points": len(between), "rule": "", "first": "", "last": ""}
    limits = _find_limits(between)
    if limits is None:
        return [row]
    gaps = between[~between["key"]].groupby(between["key"].cumsum())
    return [
        row | {"rule": LONG_GAP, "first": gap["date"].iloc[0], "last": gap["date"].iloc[-1]}
        for _, gap in gaps
        if len(gap) > limits.upper
    ] or [row]


def _longest(places: Iterable[int], follows: Callable[[int, int], bool]) -> list[int]:
    """Return the longest run of `places` in which each follows the one before it."""
    best: list[int] = []
    run: list[int] = []
    for place in places:
        run = [*run, place] if run and follows(run[-1], place) else [place]
        if len(run) > len(best):
            best = run
    return best
