"""Suppression: no small number of children can be worked out from what a public table still shows."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning_themes.tables import make_table
from learning_themes.trends.shares import estimate_share
from learning_themes.trends.suppression import (
    NOT_SHOWN,
    Limits,
    hide_parts,
    list_shown,
    suppress_parts,
    suppress_totals,
)

PARTS = ("under 1", "1 to 4", "5 to 10", "11 to 15")
LIMITS = Limits()


def breakdowns(groups: dict[str, tuple[int, dict[str, int]]], by: str = "age") -> pd.DataFrame:
    """Return a table of one theme: for each part, how many reviews, and k by measure."""
    rows = [
        {"theme": "neglect", "measure": measure, "by": by, "value": part} | estimate_share(k, n)
        for part, (n, counts) in groups.items()
        for measure, k in counts.items()
    ]
    return make_table("breakdowns", rows)


@st.composite
def tables(draw) -> tuple[pd.DataFrame, dict]:
    """Return a table of up to four parts, and what is true of each."""
    parts = PARTS[: draw(st.integers(1, 4))]
    groups = {}
    for part in parts:
        n = draw(st.integers(1, 14))
        present = draw(st.integers(0, n))
        groups[part] = (n, {"present": present, "key": draw(st.integers(0, present))})
    return breakdowns(groups), groups


def possible(shown: dict, whole: int, most: dict) -> list[dict]:
    """Return every way to fill the cells that are not shown so that the row has its sum."""
    hidden = [part for part, value in shown.items() if value is None]
    rest = whole - sum(value for value in shown.values() if value is not None)
    ways = product(*(range(min(most[part], rest) + 1) for part in hidden[:-1]))
    filled = [(*way, rest - sum(way)) for way in ways] if hidden else []
    return [dict(zip(hidden, way, strict=True)) for way in filled if 0 <= way[-1] <= most[hidden[-1]]]


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_small_number_can_be_worked_out_from_the_sums_and_what_is_shown(made):
    """Known are the sum of every row, that no part is empty, and how many each part can hold at most."""
    table, groups = made
    safe = suppress_parts(table, LIMITS)
    if safe.empty:
        return
    known = {part: _first(safe, part, "n") for part in groups}
    size_ways = possible({p: n and n - 1 for p, n in known.items()}, sum(n - 1 for n, _ in groups.values()),
                         dict.fromkeys(groups, 99))  # fmt: skip
    for part, (n, _) in groups.items():
        if known[part] is None:
            assert len({way[part] for way in size_ways}) > 1
        else:
            assert n > 5
    most = {part: n if n is not None else 99 for part, n in known.items()}
    for measure in ("present", "key"):
        shown = {part: _cell(safe, part, measure) for part in groups}
        ways = possible(shown, sum(counts[measure] for _, counts in groups.values()), most)
        for part, (n, counts) in groups.items():
            k = counts[measure]
            if shown[part] is not None:
                assert not 1 <= k <= 5 and not 1 <= n - k <= 5
            elif 1 <= k <= 5 or (known[part] and 1 <= n - k <= 5):
                assert len({way[part] for way in ways}) > 1


def _cell(safe: pd.DataFrame, part: str, measure: str) -> int | None:
    row = safe[(safe["value"] == part) & (safe["measure"] == measure)].iloc[0]
    assert pd.isna(row["k"]) == pd.isna(row["share"]) == (row["method"] == NOT_SHOWN)
    return None if pd.isna(row["k"]) else int(row["k"])


def _first(safe: pd.DataFrame, part: str, column: str) -> int | None:
    values = safe[safe["value"] == part][column].dropna()
    return int(values.iloc[0]) if len(values) else None


def test_a_lone_small_cell_takes_another_with_it():
    table = breakdowns(
        {"under 1": (20, {"key": 3}), "1 to 4": (20, {"key": 10}), "5 to 10": (30, {"key": 15})}
    )
    safe = suppress_parts(table, LIMITS).set_index("value")
    assert safe.loc["5 to 10", "k"] == 15
    assert safe.loc[["under 1", "1 to 4"], ["k", "n", "share", "low", "high"]].isna().all(axis=None)


def test_the_complement_is_small_too():
    table = breakdowns(
        {"under 1": (20, {"key": 18}), "1 to 4": (20, {"key": 10}), "5 to 10": (30, {"key": 15})}
    )
    assert suppress_parts(table, LIMITS).set_index("value")["k"].isna().tolist() == [True, True, False]


def test_large_numbers_and_none_are_shown():
    table = breakdowns({"under 1": (20, {"key": 0}), "1 to 4": (20, {"key": 10})})
    assert suppress_parts(table, LIMITS)["k"].tolist() == [0, 10]


def test_parts_of_reviews_by_kind_are_no_characteristic_of_children():
    table = breakdowns({"SCR": (4, {"key": 2}), "LCSPR": (3, {"key": 1})}, by="kind")
    assert suppress_parts(table, LIMITS)["k"].tolist() == [2, 1]


@pytest.mark.parametrize("sizes", [{"a": 3}, {"a": 30}, {"a": 1, "b": 1}, {"a": 2, "b": 3}, {}])
def test_nothing_is_named_where_every_size_could_be_told(sizes):
    assert hide_parts(sizes, LIMITS) is None


def test_what_differs_a_little_from_an_earlier_version_is_not_shown():
    before = breakdowns(
        {"under 1": (20, {"key": 10}), "1 to 4": (20, {"key": 10}), "5 to 10": (40, {"key": 20})}
    )
    later = breakdowns(
        {"under 1": (22, {"key": 11}), "1 to 4": (20, {"key": 10}), "5 to 10": (40, {"key": 20})}
    )
    shown = list_shown(suppress_parts(before, LIMITS))
    assert suppress_parts(later, LIMITS)["k"].notna().all()
    safe = suppress_parts(later, Limits(5, shown)).set_index("value")
    assert safe["k"].isna()[["under 1", "1 to 4"]].all()


def total(k: int, n: int, k_published: int, n_published: int) -> dict:
    return {"theme": "neglect", "k": k, "n": n, "k_published": k_published, "n_published": n_published}


@pytest.mark.parametrize(
    ("row", "is_shown"),
    [
        (total(16, 40, 8, 20), True),  # 8 of 20 unpublished
        (total(8, 40, 8, 20), True),  # none of 20
        (total(11, 40, 8, 20), False),  # 3 of 20
        (total(25, 40, 8, 20), False),  # 17 of 20: 3 without
        (total(10, 23, 8, 20), False),  # of 3 unpublished
        (total(8, 23, 8, 20), False),
    ],
)
def test_all_reviews_are_shown_only_where_the_unpublished_ones_are_not_few(row, is_shown):
    (made,) = suppress_totals([row], LIMITS)
    assert (made["k"] is not None) == is_shown == (made["shown"] == "")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_no_version_less_an_earlier_one_is_a_small_number(k, n_left, k_later, n_later):
    before = total(10 + min(k, n_left), 20 + n_left, 10, 20)
    later = total(10 + min(k_later, n_later), 20 + n_later, 10, 20)
    (first,) = suppress_totals([before], LIMITS)
    if first["shown"]:
        return
    earlier = {"total|neglect": [[first["k"], first["n"], first["k"] - 10, first["n"] - 20]]}
    (second,) = suppress_totals([later], Limits(5, earlier))
    if not second["shown"]:
        dk, dn = second["k"] - first["k"], second["n"] - first["n"]
        assert not any(1 <= abs(one) <= 5 for one in (dk, dn, dn - dk))
