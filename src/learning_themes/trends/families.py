"""Shares of families: in how many reviews at least one theme of a family is key, present, or of a stance."""

from collections.abc import Collection, Mapping

import pandas as pd

from learning_themes.trends.shares import estimate_shares

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
    held = presence[presence["theme"].isin(list(families))]
    named = held.assign(theme=PREFIX + held["theme"].map(families))
    of_families = named.groupby(["review_id", "theme"], as_index=False, sort=False).max()
    ids = [PREFIX + family for family in dict.fromkeys(families.values())]
    return estimate_shares(register, of_families, ids, dates=dates, kinds=kinds)
