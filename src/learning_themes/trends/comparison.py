"""Comparison: our shares against another corpus, or against figures that somebody published."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from scipy.stats import false_discovery_control

from learning_themes.errors import InputError, nearest
from learning_themes.tables import make_table
from learning_themes.trends.change import LEVEL, p_by_side
from learning_themes.trends.shares import estimate_share
from learning_themes.trends.typed import read_rows

FIGURE_COLUMNS = ("theme", "k", "n", "source")
CORPUS = "comparison folder"


@dataclass(frozen=True)
class Figure:
    """A published count: the theme was found in k of n reviews, says `source`."""

    theme: str
    k: int
    n: int
    source: str


def read_figures(path: Path | str, theme_ids: Collection[str]) -> list[Figure]:
    """Return the figures of a CSV file with the columns `theme`, `k`, `n` and `source`; none without a path.

    Raises InputError, naming line and value, for a missing column, an unknown theme, counts that are
    not whole numbers with 0 ≤ k ≤ n and n ≥ 1, or an empty source: a figure without one is not shown.
    """
    figures = []
    for where, row in read_rows(path, FIGURE_COLUMNS):
        theme, k, n, source = row.values()
        if theme not in theme_ids:
            raise InputError(f"{where}: there is no theme {theme!r}.{nearest(theme, list(theme_ids))}")
        if not (k.isdigit() and n.isdigit() and int(k) <= int(n) and int(n) > 0):
            raise InputError(f"{where}: k = {k!r} of n = {n!r}: whole numbers with k at most n are needed")
        if not source:
            raise InputError(f"{where}: source is empty; say where the figure comes from")
        figures.append(Figure(theme, int(k), int(n), source))
    return figures


def compare_shares(
    shares: pd.DataFrame, theme_ids: Sequence[str], figures: Sequence[Figure] = ()
) -> pd.DataFrame:
    """Return the table `comparisons`: our share in which each theme is key, less that of the others.

    One row a theme and source: the comparison folder if there is one, then each of `figures`. The
    difference has Newcombe's interval; p is Fisher's exact, adjusted over the themes of one source by
    Benjamini and Hochberg's method.
    """
    overall = shares[(shares["period"] == "all") & (shares["measure"] == "key")]
    counts = {(row.theme, row.group): (row.k, row.n) for row in overall.itertuples()}
    sources: dict[str, dict[str, tuple[int, int]]] = {}
    for theme in theme_ids:
        if (theme, "comparison") in counts:
            sources.setdefault(CORPUS, {})[theme] = counts[theme, "comparison"]
    for figure in figures:
        sources.setdefault(figure.source, {})[figure.theme] = (figure.k, figure.n)
    rows = []
    for source, others in sources.items():
        part = [_compare(theme, source, counts[theme, "ours"], other) for theme, other in others.items()]
        adjusted = false_discovery_control([row["p"] for row in part])
        for row, p in zip(part, adjusted, strict=True):
            rows.append(row | {"p_adjusted": float(p), "verdict": _judge(row, p)})
    return make_table("comparisons", rows)


def difference_interval(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """Return Newcombe's 95 % interval of the first share less the second (method 10, from Wilson's limits).

    Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17.

    >>> [round(limit, 4) for limit in difference_interval((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    one, two = estimate_share(*first), estimate_share(*second)
    p, q = one["share"], two["share"]
    low = p - q - ((p - one["low"]) ** 2 + (two["high"] - q) ** 2) ** 0.5
    high = p - q + ((one["high"] - p) ** 2 + (q - two["low"]) ** 2) ** 0.5
    return float(low), float(high)


def _compare(theme: str, source: str, ours: tuple[int, int], other: tuple[int, int]) -> dict:
    row = {
        "theme": theme,
        "source": source,
        "k": ours[0],
        "n": ours[1],
        "k_other": other[0],
        "n_other": other[1],
    }
    if not ours[1] or not other[1]:
        return row | {"difference": None, "low": None, "high": None, "p": 1.0}
    low, high = difference_interval(ours, other)
    difference = ours[0] / ours[1] - other[0] / other[1]
    return row | {"difference": difference, "low": low, "high": high, "p": p_by_side(ours, other)[0]}


def _judge(row: dict, p_adjusted: float) -> str:
    if p_adjusted > LEVEL:
        return "no-difference"
    return "more" if row["difference"] > 0 else "less"
