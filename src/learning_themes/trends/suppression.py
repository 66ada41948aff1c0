"""Suppression: small numbers are left out of public tables, and so is all that would give them back.

A count is small where it, or what is left of its group, is 1 to `up_to`. A cell that is left out can be
worked out where the sum of its row is known, so more cells are left out (secondary suppression) until every
small one could still have several values. Versions are published one after another: what was hidden once
stays hidden, or the next version would give it back by the sums that both share. The ideas are those of
Hundepool and others (2012), Statistical Disclosure Control, chapter 4; the rows are short, so each is looked
through by its bounds, without a solver.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

SMALL_UP_TO = 5
CHARACTERISTICS = ("age", "gender")  # what parts children by what they are; kind and year of a review do not
AT_LEAST = 3  # values that a small count must still be able to have, while there are cells left to leave out
NOT_SHOWN = "not shown: small numbers"
CELL = ["k", "n", "share", "low", "high"]
Shown = Mapping[str, Sequence[Sequence[int]]]  # what earlier published versions showed: k and n by cell
# The cells that earlier versions did not show, without their values: nothing, or the most that those who read
# the version can take the count and the rest of its group to be.
Hidden = Mapping[str, Sequence[int]]
ALL = "*"  # in the place of a part or theme: none of them was shown


@dataclass(frozen=True)
class Limits:
    """What counts as small, and what earlier published versions showed and hid."""

    up_to: int = SMALL_UP_TO
    earlier: Shown | None = None
    hidden: Hidden | None = None

    def is_small(self, count: int) -> bool:
        """Return whether `count` is small; none is not."""
        return 1 <= abs(count) <= self.up_to

    def gives_away(self, k: int, n: int) -> bool:
        """Return whether k of n shows a small number: those counted, or the others of the group."""
        return self.is_small(k) or self.is_small(n - k)

    def differs_little(self, key: str, k: int, n: int) -> bool:
        """Return whether k of n, less what an earlier version showed of the same cell, is a small number."""
        return any(
            self.is_small(k - was) or self.is_small(n - of) or self.is_small((n - k) - (of - was))
            for was, of in (one[:2] for one in (self.earlier or {}).get(key, ()))
        )

    def was_hidden(self, key: str) -> bool:
        """Return whether an earlier version did not show this cell."""
        return key in (self.hidden or {})

    def list_changed(self, by: str, sizes: Mapping[str, int]) -> frozenset[str]:
        """Return the parts of which everybody can see that they are not as large as in the last version.

        None without an earlier version. A part that was hidden is none: that those hidden have not grown
        can be told from the sums.
        """
        if self.earlier is None and self.hidden is None:
            return frozenset()
        last = self.list_last(by, sizes)
        return frozenset(
            part for part, n in sizes.items() if last[part] != n and not self.was_hidden(_key(by, part))
        )

    def list_last(self, by: str, sizes: Mapping[str, int]) -> dict[str, int]:
        """Return the size of each part that the last version to show it gave; 0 where none did."""
        return {part: (self.earlier or {}).get(_key(by, part), [[0]])[-1][0] for part in sizes}


def suppress_parts(breakdowns: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Return the table `breakdowns` without small numbers of children by a characteristic.

    What is left out keeps its row, with k, n, share and interval empty and `method` NOT_SHOWN; a
    characteristic of which nothing can be shown loses its rows. Parts by kind of review, partnership, window
    and before-after count published reviews and stay as they are.
    """
    kept = [breakdowns[~breakdowns["by"].isin(CHARACTERISTICS)]]
    for by in CHARACTERISTICS:
        rows = breakdowns[breakdowns["by"] == by]
        sizes = rows.drop_duplicates("value").set_index("value")["n"].astype(int).to_dict()
        hidden = None if limits.was_hidden(_key(by, ALL)) else hide_parts(sizes, limits, key=by)
        if hidden is not None:
            left = _hide_rows(rows, sizes, hidden, limits)
            kept += [left] if left["k"].notna().any() else []
    return pd.concat(kept, ignore_index=True)


def hide_parts(sizes: Mapping[str, int], limits: Limits, *, key: str = "") -> frozenset[str] | None:
    """Return the parts whose size must not be shown; None where no part may be named at all.

    The sum of all sizes is taken as known, and that no part that is named is empty. Where one part alone has
    another size than in the last version, all that was added is in it: so its size is not shown.
    """
    whole = sum(sizes.values())
    hidden = {
        part
        for part, n in sizes.items()
        if limits.gives_away(n, whole)
        or limits.differs_little(_key(key, part), n, n)
        or limits.was_hidden(_key(key, part))
    }
    changed = limits.list_changed(key, sizes)
    hidden |= changed if len(changed) == 1 else set()
    while hidden and not _sizes_are_safe({part: sizes[part] for part in hidden}, limits, key):
        left = sorted((n, part) for part, n in sizes.items() if part not in hidden)
        if not left:
            return None
        hidden.add(left[0][1])
    return frozenset(hidden) if len(sizes) > 1 else None


def hide_cells(
    counts: Sequence[Mapping[str, int]],
    sizes: Mapping[str, int],
    hidden_parts: Collection[str],
    limits: Limits,
    *,
    keys: Sequence[str] = (),
    changed: Collection[str] = (),
) -> frozenset[str]:
    """Return the parts in which the counts of one theme must not be shown.

    `counts` holds one mapping a measure, from part to k. A part is left out for all measures or none, since
    one measure bounds another: a theme that is key is present too. `changed` are the parts whose size is not
    what it was in the last version, or may not be: one alone among those left out would show what was added.
    """
    hidden = set(hidden_parts)
    names = keys or [""] * len(counts)
    sensitive = [
        {part for part, k in held.items() if _is_sensitive(f"{key}|{part}", k, sizes[part], limits)}
        for held, key in zip(counts, names, strict=True)
    ]
    hidden.update(*sensitive)
    rows = list(zip(counts, sensitive, strict=True))
    while hidden and (
        len(hidden & set(changed)) == 1
        or not all(_are_safe(parts, held, sizes, hidden, hidden_parts) for held, parts in rows)
    ):
        left = sorted((sizes[part], part) for part in sizes if part not in hidden)
        if not left:
            break
        hidden.add(left[0][1])
    return frozenset(hidden)


def bound_counts(
    counts: Mapping[str, int],
    sizes: Mapping[str, int],
    hidden: Collection[str],
    hidden_parts: Collection[str],
) -> dict[str, tuple[int, int]]:
    """Return the least and the most that each hidden count can be, for one who knows the sum of the row.

    A count is at most the size of its part, or where the size is hidden too, the most that this can be.
    """
    most_hidden = sum(sizes[part] for part in hidden_parts) - len(hidden_parts) + 1
    most = {part: most_hidden if part in hidden_parts else sizes[part] for part in hidden}
    whole = sum(counts[part] for part in hidden)
    return {
        part: (max(0, whole - sum(most.values()) + most[part]), min(most[part], whole)) for part in hidden
    }


def list_shown(breakdowns: pd.DataFrame) -> dict[str, list[list[int]]]:
    """Return k and n of every cell of a characteristic that is shown, as `Limits.earlier` takes them."""
    rows = breakdowns[breakdowns["by"].isin(CHARACTERISTICS) & breakdowns["k"].notna()]
    shown = {
        _key(row.theme, row.measure, row.by, row.value): [[int(row.k), int(row.n)]]
        for row in rows.itertuples()
    }
    for row in rows.drop_duplicates(["by", "value"]).itertuples():
        shown[_key(row.by, row.value)] = [[int(row.n), int(row.n)]]
    return shown


def list_hidden(breakdowns: pd.DataFrame, safe: pd.DataFrame) -> dict[str, list[int]]:
    """Return the cells of `breakdowns` that the public table `safe` does not show, as `Limits.hidden` takes.

    They come without their values, since the manifest that holds them is published.
    """
    shown, hidden = list_shown(safe), {}
    for by in CHARACTERISTICS:
        left = safe[safe["by"] == by]
        if left.empty:
            hidden |= {_key(by, ALL): []} if (breakdowns["by"] == by).any() else {}
            continue
        keys = {_key(row.theme, row.measure, row.by, row.value) for row in left.itertuples()}
        keys |= {_key(by, value) for value in left["value"]}
        hidden |= {key: [] for key in sorted(keys - {*shown})}
    return hidden


def _hide_rows(
    rows: pd.DataFrame, sizes: Mapping[str, int], hidden_parts: frozenset[str], limits: Limits
) -> pd.DataFrame:
    rows = rows.astype(
        {"k": "Float64", "n": "Float64", "share": "Float64", "low": "Float64", "high": "Float64"}
    )
    by = rows["by"].iloc[0]
    # those hidden now and shown before may have changed for all that anybody can see
    changed = limits.list_changed(by, sizes)
    changed |= {part for part in hidden_parts if not limits.was_hidden(_key(by, part))}
    for theme, part in rows.groupby("theme", sort=False):
        measures = [(name, cells) for name, cells in part.groupby("measure", sort=False)]
        counts = [dict(zip(cells["value"], cells["k"].astype(int), strict=True)) for _, cells in measures]
        keys = [f"{theme}|{name}|{by}" for name, _ in measures]
        hidden = hide_cells(counts, sizes, hidden_parts, limits, keys=keys, changed=changed)
        gone = part.index[part["value"].isin(hidden)]
        rows.loc[gone, CELL] = pd.NA
        rows.loc[gone, "method"] = NOT_SHOWN
    return rows.astype({name: "float64" for name in CELL})


def _sizes_are_safe(sizes: Mapping[str, int], limits: Limits, by: str) -> bool:
    """Return whether hidden sizes cannot be told from their sum, and it is not small.

    Each is at least one, and at least what the last version showed. Where one that was shown, or is new, has
    grown, those that were hidden before may not have, and so hide nothing of it.
    """
    whole = sum(sizes.values())
    fresh = {part for part in sizes if not limits.was_hidden(_key(by, part))}
    last = limits.list_last(by, sizes)
    parts = fresh if any(sizes[part] != last[part] for part in fresh) else {*sizes}
    room = sum(max(0, sizes[part] - max(1, last[part])) for part in parts)
    return len(sizes) > 1 and whole > limits.up_to and room + 1 >= AT_LEAST


def _are_safe(
    sensitive: Collection[str],
    counts: Mapping[str, int],
    sizes: Mapping[str, int],
    hidden: Collection[str],
    hidden_parts: Collection[str],
) -> bool:
    """Return whether each sensitive count of a row could still have AT_LEAST values."""
    bounds = bound_counts(counts, sizes, hidden, hidden_parts)
    return all(bounds[part][1] - bounds[part][0] + 1 >= AT_LEAST for part in sensitive)


def _is_sensitive(key: str, k: int, n: int, limits: Limits) -> bool:
    return limits.gives_away(k, n) or limits.differs_little(key, k, n) or limits.was_hidden(key)


def _key(*parts: str) -> str:
    return "|".join(parts)


def suppress_totals(rows: Sequence[Mapping[str, object]], limits: Limits) -> Iterator[dict[str, object]]:
    """Yield rows of `public_totals`, with k and n empty where they would show a small number.

    Each row counts all reviews (k of n) and those published (k_published of n_published), which are shown
    beside it. So what must not be small is what is left when one is taken from the other: the unpublished
    reviews with the theme and those without; and what is left when an earlier version is taken from this one.
    What was hidden once is shown again only where it has grown by more than a small number, whatever it was.
    """
    for row in rows:
        k, n = int(row["k"]), int(row["n"])
        k_left, n_left = k - int(row["k_published"]), n - int(row["n_published"])
        gives_away = limits.is_small(n_left) or limits.gives_away(k_left, n_left)
        before = _differs(str(row["theme"]), k, n, k_left, n_left, limits)
        before = before or not _has_outgrown(str(row["theme"]), k, n, limits)
        if gives_away or before:
            yield {**row, "k": None, "n": None, "shown": NOT_SHOWN}
        else:
            yield {**row, "shown": ""}


def _differs(theme: str, k: int, n: int, k_left: int, n_left: int, limits: Limits) -> bool:
    """Return whether this version less an earlier one is small, of all reviews or of the unpublished."""
    for was, of, was_left, of_left in (limits.earlier or {}).get(f"total|{theme}", ()):
        pairs = ((k - was, n - of), (k_left - was_left, n_left - of_left))
        if any(limits.is_small(dk) or limits.is_small(dn) or limits.is_small(dn - dk) for dk, dn in pairs):
            return True
    return False


def _has_outgrown(theme: str, k: int, n: int, limits: Limits) -> bool:
    """Return whether k of n is clear of all that the theme's hidden total can have been; true if none was."""
    hidden = limits.hidden or {}
    most = hidden.get(_key("total", theme), hidden.get(_key("total", ALL)))
    if most is None:
        return True
    return bool(most) and k - most[0] > limits.up_to and (n - k) - most[1] > limits.up_to


def list_hidden_totals(totals: pd.DataFrame) -> dict[str, list[int]]:
    """Return the themes whose total is not shown, with the most that it and the rest can have been.

    Nothing is told of these where no theme shows how many reviews there are.
    """
    shown = totals[totals["shown"] == ""]
    hidden = {}
    for row in totals[totals["shown"] != ""].itertuples():
        left = [int(shown["n"].iloc[0] - row.n_published)] if len(shown) else []
        published = (int(row.k_published), int(row.n_published - row.k_published))
        hidden[_key("total", row.theme)] = [one + more for one in published for more in left]
    return hidden
