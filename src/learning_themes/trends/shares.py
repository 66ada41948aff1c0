"""Shares: in how many of the reviews a theme is found, with the interval that so few reviews allow."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import pandas as pd
from scipy.stats import binomtest

from learning_themes.errors import ParametersError, nearest
from learning_themes.tables import GROUPS, MEASURES, make_table
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.stances import hold_stances

METHOD = "Wilson 95 %"
Holding = dict[tuple[str, str], frozenset[str]]  # the reviews in which it holds, by theme and measure


def estimate_shares(
    register: pd.DataFrame,
    presence: pd.DataFrame,
    codebook_theme_ids: Iterable[str],
    *,
    dates: str,
    kinds: Collection[str] = (),
) -> pd.DataFrame:
    """Return the table `shares`: theme × measure × period × group, themes in the order of the codebook.

    n counts the reviews that were read, k those in which the measure holds: key, present, or a stance (see
    `hold_stances`). Periods are the years that have a review, by date of `dates` ("publication" or
    "incident"), and "all", which alone holds the reviews without a date. With `kinds` only reviews of those
    types count. The group "comparison" is left out if it has no reviews.
    """
    return estimate_held(register, list_holding(presence), codebook_theme_ids, dates=dates, kinds=kinds)


def estimate_held(
    register: pd.DataFrame, holding: Holding, ids: Iterable[str], *, dates: str, kinds: Collection[str] = ()
) -> pd.DataFrame:
    """Return the table `shares` of what is given as `holding`: for each of `ids` and each measure."""
    themes = list(ids)
    reviews = list_reviews(register, dates=dates, kinds=kinds)
    rows = []
    for group in GROUPS:
        ids_by_period = _split_periods(reviews[reviews["group"] == group])
        if group != "ours" and not ids_by_period["all"]:
            continue
        for theme in themes:
            for measure in MEASURES:
                held = holding.get((theme, measure), frozenset())
                rows += [
                    {"theme": theme, "measure": measure, "period": period, "group": group}
                    | estimate_share(len(ids & held), len(ids))
                    for period, ids in ids_by_period.items()
                ]
    return make_table("shares", rows)


@lru_cache(maxsize=4096)
def _wilson(k: int, n: int) -> tuple[float, float]:
    interval = binomtest(k, n).proportion_ci(confidence_level=0.95, method="wilson")
    # at k = 0 and k = n the limit is exactly 0 or 1; rounding noise must not cross it
    return (0.0 if k == 0 else float(interval.low), 1.0 if k == n else float(interval.high))


def estimate_share(k: int, n: int) -> dict[str, object]:
    """Return k, n, share, low, high and method; the three numbers are empty if n is 0.

    The interval is Wilson's score interval without continuity correction, at 95 %: Newcombe (1998),
    Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, method 3.
    """
    if n == 0:
        return {"k": 0, "n": 0, "share": None, "low": None, "high": None, "method": METHOD}
    low, high = _wilson(k, n)
    return {"k": k, "n": n, "share": k / n, "low": low, "high": high, "method": METHOD}


def rank_themes(shares: pd.DataFrame, *, themes_first: Sequence[str] = (), measure: str = "key") -> list[str]:
    """Return every theme: `themes_first`, then by share of our reviews over all years.

    Ties on `measure` are ordered by the share present, then as in the codebook. Raises ParametersError
    for a theme to put first that is not in the codebook.
    """
    order = list(dict.fromkeys(shares["theme"]))
    unknown = [theme for theme in themes_first if theme not in order]
    if unknown:
        raise ParametersError(
            [f"themes_first: no theme {theme!r}.{nearest(theme, order)}" for theme in unknown]
        )
    ours = shares[(shares["group"] == "ours") & (shares["period"] == "all")]
    k = {(row.theme, row.measure): row.k for row in ours.itertuples()}
    ranked = sorted(order, key=lambda theme: (-k[theme, measure], -k[theme, "present"]))
    return list(dict.fromkeys([*themes_first, *ranked]))


def list_holding(presence: pd.DataFrame) -> Holding:
    """Return, for theme and measure, the reviews in which it holds."""
    holds = hold_stances(presence).assign(key=presence["key"], present=presence["present"])
    return {
        (theme, measure): frozenset(presence["review_id"][rows.index[rows[measure]]])
        for theme, rows in holds.groupby(presence["theme"])
        for measure in MEASURES
    }


def _split_periods(reviews: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return the review ids of each year that has one, in order, and of "all"."""
    years = sorted(set(reviews["year"]) - {""})
    periods = {year: frozenset(reviews["review_id"][reviews["year"] == year]) for year in years}
    return {**periods, "all": frozenset(reviews["review_id"])}
