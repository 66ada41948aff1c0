"""What two versions of a codebook differ in, and what that does to coded passages and to decisions."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from learning_themes.themes.codebook import Codebook

PARTS = ("name", "family", "definition", "include", "exclude", "patterns", "must_match", "must_not_match")


@dataclass(frozen=True)
class Difference:
    """How one theme differs: "added", "removed" or "changed", and then in which parts."""

    theme: str
    what: str
    parts: tuple[str, ...] = ()


def compare_codebooks(old: Codebook, new: Codebook) -> list[Difference]:
    """Return the themes that differ, in order of id."""
    found = [Difference(theme, "removed") for theme in set(old.themes) - set(new.themes)]
    found += [Difference(theme, "added") for theme in set(new.themes) - set(old.themes)]
    for theme in set(old.themes) & set(new.themes):
        before, after = old.themes[theme], new.themes[theme]
        parts = tuple(part for part in PARTS if getattr(before, part) != getattr(after, part))
        if parts:
            found.append(Difference(theme, "changed", parts))
    return sorted(found, key=lambda one: one.theme)


def compare_shares(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return, for each theme, in how many of our reviews it is key and present under the old and the new.

    Takes two tables `shares` of the same reviews; a theme that one codebook lacks has no number there.
    """
    columns = {}
    for version, shares in (("old", old), ("new", new)):
        ours = shares[(shares["group"] == "ours") & (shares["period"] == "all")]
        for measure in ("key", "present"):
            held = ours[ours["measure"] == measure].set_index("theme")
            columns[f"{measure} {version}"] = held["k"].astype("Int64")
            columns["n"] = held["n"]
    table = pd.DataFrame(columns)
    return table[["n", "key old", "key new", "present old", "present new"]].rename_axis("theme").reset_index()


def select_affected(evidence: pd.DataFrame, themes: Collection[str]) -> pd.DataFrame:
    """Return the rows of evidence with a decision whose theme differs: a person should look at them again."""
    return evidence[(evidence["decision"] != "") & evidence["theme"].isin(list(themes))]
