"""Shares of families: in how many reviews at least one theme of a family is key, present, or of a stance."""

from collections.abc import Collection, Mapping

import pandas as pd

from learning_themes.trends.shares import Holding, estimate_held, list_holding

PREFIX = "family:"  # before a family's id, which may be a theme's too


def estimate_family_shares(
    register: pd.DataFrame,
    presence: pd.DataFrame,
    families: Mapping[str, str],
    *,
    dates: str,
    kinds: Collection[str] = (),
) -> pd.DataFrame:
    """Return a table `shares` of families, named PREFIX and the family's id; a review counts once.

    `families` gives the family of each theme. A family is key in a review where one of its themes is; it
    is a shortfall, or good practice, where one theme alone is: passages of two themes are not added.
    """
    of_families: Holding = {}
    for (theme, measure), held in list_holding(presence).items():
        if theme in families:
            place = PREFIX + families[theme], measure
            of_families[place] = of_families.get(place, frozenset()) | held
    ids = [PREFIX + family for family in dict.fromkeys(families.values())]
    return estimate_held(register, of_families, ids, dates=dates, kinds=kinds)
