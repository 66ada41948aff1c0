"""Nobody who has all published versions can work out a small number from their sums, bounds and differences.

The attacker knows how is counted, each sum of a row (anybody can count published reviews), and that a later
version counts the reviews of an earlier one and more. The tables are all that prose, charts, alternative text
and workbook are drawn from; that no other number stands in these is tested in test_numbers.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learning_themes.reports.audience import add_hidden, add_shown
from learning_themes.tables import make_table
from learning_themes.trends.shares import estimate_share
from learning_themes.trends.suppression import (
    Limits,
    list_hidden,
    list_shown,
    suppress_parts,
)
from tests.adversary import Attacker, find_pinned, less

PARTS = ("under 1", "1 to 4", "5 to 10", "11 to 15")
MEASURES = ("present", "key")
NONE = (0, 0, 0)
# a version is, for each part, how many reviews there are, in how many the theme is present, and key
Version = dict[str, tuple[int, int, int]]


def table(version: Version) -> pd.DataFrame:
    """Return the table before it is made safe; the theme "everywhere" shows how many reviews there are."""
    rows = [
        {"theme": "everywhere", "measure": "present", "by": "age", "value": part} | estimate_share(n, n)
        for part, (n, *_) in version.items()
    ]
    rows += [
        {"theme": "neglect", "measure": measure, "by": "age", "value": part} | estimate_share(k, n)
        for part, (n, *counts) in version.items()
        for measure, k in zip(MEASURES, counts, strict=True)
    ]
    return make_table("breakdowns", rows)


def publish(versions: list[Version], *, remember: bool = True) -> list[pd.DataFrame]:
    """Return the public table of each version, made with what the manifest of the last one tells."""
    limits, made = Limits(), []
    for version in versions:
        safe = suppress_parts(table(version), limits)
        shown = add_shown(limits.earlier, list_shown(safe))
        hidden = add_hidden(limits.hidden, list_hidden(table(version), safe))
        limits = replace(limits, earlier=shown, hidden=hidden if remember else None)
        made.append(safe)
    return made


def attack(versions: list[Version], published: list[pd.DataFrame]) -> list[str]:
    """Return the small numbers of children that can be told from the published tables."""
    attacker, protected = Attacker(), []
    before: Version = {}
    for place, (version, safe) in enumerate(zip(versions, published, strict=True)):
        learn_version(attacker, place, version, safe)
        for part in PARTS:
            counts = name_counts(place, part)
            true = version.get(part, NONE)
            protected += list_protected(f"{part} {place}", counts, true)
            if place:
                grown = [
                    less(one, was) for one, was in zip(counts, name_counts(place - 1, part), strict=True)
                ]
                learn_bounds(attacker, grown)
                more = [now - was for now, was in zip(true, before.get(part, NONE), strict=True)]
                protected += list_protected(f"new {part} {place}", grown, more)
        before = version
    return find_pinned(attacker, protected)


def name_counts(place: int, part: str) -> list[dict[str, int]]:
    """Return the unknowns of one part of a version: its size, and the counts of the theme in it."""
    return [{f"{what} {place} {part}": 1} for what in ("n", *MEASURES)]


def learn_version(attacker: Attacker, place: int, version: Version, safe: pd.DataFrame) -> None:
    """Tell the attacker what the public table shows, the sums of its rows, and what parts it names."""
    for column, what in enumerate(("n", *MEASURES)):
        whole = sum(counts[column] for counts in version.values())
        attacker.learn({f"{what} {place} {part}": 1 for part in PARTS}, least=whole, most=whole)
    for part in PARTS:
        counts = name_counts(place, part)
        learn_bounds(attacker, counts)
        rows = safe[safe["value"] == part]
        if len(safe):  # a table of which nothing is shown does not tell which parts there are
            attacker.learn(counts[0], least=min(len(rows), 1), most=len(rows) * 99)
        for row in rows[rows["k"].notna()].itertuples():
            if row.theme == "neglect":
                attacker.learn(counts[1 + MEASURES.index(row.measure)], least=row.k, most=row.k)
            attacker.learn(counts[0], least=row.n, most=row.n)


def learn_bounds(attacker: Attacker, counts: list[dict[str, int]]) -> None:
    """Tell the attacker that key is at most present, and present at most all; for what was added too."""
    n, present, key = counts
    for smaller, larger in ((key, present), (present, n)):
        attacker.learn(smaller, least=0)
        attacker.learn(less(smaller, larger), most=0)


def list_protected(name: str, sums: list[dict[str, int]], true: Sequence[int]) -> list[tuple[str, dict, int]]:
    """Return what must not be told of one part, where it is small: its size, its counts, and the others."""
    n, *counts = sums
    protected = [(name, n, true[0])]
    for measure, count, k in zip(MEASURES, counts, true[1:], strict=True):
        protected += [(f"{measure} {name}", count, k), (f"not {measure} {name}", less(n, count), true[0] - k)]
    return protected


@st.composite
def series(draw) -> list[Version]:
    """Return two or three versions, each with all that the one before it counts."""
    parts = PARTS[: draw(st.integers(2, 4))]
    added = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 24))
    versions: list[Version] = []
    for _ in range(draw(st.integers(2, 3))):
        version = {}
        for part in parts:
            n, present, key = versions[-1].get(part, (0, 0, 0)) if versions else (0, 0, 0)
            more = draw(added if versions else st.integers(0, 30))
            with_it = draw(st.integers(0, more))
            counts = (n + more, present + with_it, key + draw(st.integers(0, with_it)))
            version |= {part: counts} if counts[0] else {}
        versions.append(version)
    return versions


HIDDEN_THEN_SHOWN = [
    {"under 1": (20, 16, 8), "1 to 4": (20, 10, 8), "5 to 10": (20, 10, 8)},
    {"under 1": (26, 16, 8), "1 to 4": (20, 10, 8), "5 to 10": (20, 10, 8)},
]
TWO_GREW = [
    {"under 1": (20, 16, 8), "1 to 4": (20, 10, 8), "5 to 10": (20, 10, 8)},
    {"under 1": (26, 16, 8), "1 to 4": (20, 10, 8), "5 to 10": (32, 16, 8)},
]


ONE_GREW_BESIDE_HIDDEN_ONES = [
    {"under 1": (1, 0, 0), "1 to 4": (5, 0, 0), "5 to 10": (6, 0, 0)},
    {"under 1": (1, 0, 0), "1 to 4": (5, 0, 0), "5 to 10": (12, 1, 0)},
]

A_NEW_PART_OF_ONE = [
    {"1 to 4": (6, 0, 0), "5 to 10": (6, 0, 0)},
    {"under 1": (1, 0, 0), "1 to 4": (6, 0, 0), "5 to 10": (6, 0, 0)},
]
A_NEW_PART_BESIDE_HIDDEN_ONES = [
    {"under 1": (1, 0, 0), "1 to 4": (5, 0, 0), "5 to 10": (20, 0, 0)},
    {"under 1": (1, 0, 0), "1 to 4": (5, 0, 0), "5 to 10": (20, 0, 0), "11 to 15": (1, 0, 0)},
]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(series())
@example(HIDDEN_THEN_SHOWN)
@example(TWO_GREW)
@example(ONE_GREW_BESIDE_HIDDEN_ONES)
@example(A_NEW_PART_OF_ONE)
@example(A_NEW_PART_BESIDE_HIDDEN_ONES)
def test_no_small_number_of_children_can_be_told_from_all_published_versions(versions):
    assert attack(versions, publish(versions)) == []


def test_without_the_hidden_cells_of_the_manifest_the_attacker_tells_them():
    assert "not present under 1 0" in attack(TWO_GREW, publish(TWO_GREW, remember=False))


def test_without_any_suppression_the_attacker_tells_them():
    assert attack(TWO_GREW, [table(version) for version in TWO_GREW]) != []


def test_what_can_be_shown_is_shown_in_the_next_version_too():
    """The defence leaves figures where nothing was small and all parts have grown by more."""
    before = {"under 1": (20, 10, 10), "1 to 4": (20, 10, 10)}
    later = {"under 1": (40, 20, 20), "1 to 4": (40, 20, 20)}
    assert all(safe["k"].notna().all() for safe in publish([before, before, later]))
