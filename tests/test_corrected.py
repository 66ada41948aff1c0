"""Shares with the coding's errors allowed for: exact where all is judged, and covering always."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_fixture import register_row

from learning_themes.tables import make_table
from learning_themes.trends.corrected import Stratum, correct_share, correct_shares
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))
from simulate_correction import cover  # noqa: E402


def presence_row(review_id, **values):
    row = {
        "review_id": review_id, "group": "ours", "theme": "neglect", "present": True, "key": True,
        "key_why": "", "passages": 3, "shortfall": 2, "strength": 1, "recommendation": 1, "strongest": "",
    }  # fmt: skip
    return row | values


def judged_row(review_id, key, *, machine=True, **values):
    row = {
        "review_id": review_id, "theme": "neglect", "machine_present": machine, "machine_key": machine,
        "present": key, "key": key, "by": "AB", "chance": 1.0, "part": "random",
    }  # fmt: skip
    return row | values


def corrected(judged, *, n=10, machine=6, measure="key"):
    """Return the corrected row of n reviews of which the first `machine` are key by machine."""
    register = make_table("register", [register_row(f"r{place}") for place in range(n)])
    presence = make_table("presence", [presence_row(f"r{place}") for place in range(machine)])
    table = correct_shares(register, presence, make_table("judged", judged), themes=["neglect"])
    rows = table[table["measure"] == measure]
    return rows.iloc[0] if len(rows) else None


strata = st.lists(
    st.integers(1, 30).flatmap(
        lambda n: st.integers(0, n).flatmap(
            lambda m: st.integers(0, m).map(lambda held: Stratum(n, m, float(held)))
        )
    ),
    min_size=1,
    max_size=3,
).filter(lambda some: any(one.judged for one in some))


@given(strata)
def test_the_share_lies_in_its_interval_between_none_and_all(some):
    share, low, high = correct_share(some)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


def test_all_judged_gives_the_share_that_people_found():
    row = corrected([judged_row(f"r{n}", n < 3, machine=n < 6) for n in range(10)])
    assert (row["k"], row["n"], row["judged"], row["share"]) == (6, 10, 10, 0.3)
    assert row["low"] < 0.13 and row["high"] > 0.58


def test_a_machine_that_says_too_often_key_is_put_right():
    judged = [judged_row("r0", True), judged_row("r1", True), judged_row("r2", False)]
    judged += [judged_row(f"r{n}", False, machine=False) for n in (7, 8)]
    row = corrected(judged)
    assert row["share"] == pytest.approx(0.6 * 2 / 3)
    assert row["judged"] == 5


def test_too_few_judged_reviews_give_no_corrected_share():
    assert corrected([judged_row(f"r{n}", True) for n in range(4)]) is None
    assert corrected([]) is None
    assert corrected([judged_row(f"r{n}", True) for n in range(3)], n=3, machine=3)["share"] == 1


def test_pairs_that_nobody_drew_and_reviews_that_are_gone_are_left_out():
    judged = [judged_row(f"r{n}", True) for n in range(5)]
    judged += [judged_row("r8", False, machine=False, chance=float("nan"), part="")]
    judged += [judged_row("gone", False)]
    assert corrected(judged)["judged"] == 5


def test_where_analysts_differ_a_pair_counts_half():
    judged = [judged_row(f"r{n}", True) for n in range(10)]
    judged += [judged_row("r0", False, by="CD")]
    assert corrected(judged, machine=10)["share"] == pytest.approx(0.95)


def test_a_judged_review_keeps_the_answer_that_was_judged():
    """A correction that followed from judging must not make the machine look better than it is."""
    judged = [judged_row(f"r{n}", True, machine=False) for n in range(6)]
    judged += [judged_row(f"r{n}", False, machine=False) for n in range(6, 8)]
    row = corrected(judged, machine=6)
    assert row["share"] == pytest.approx(6 / 8)
    assert row["k"] == 6


@pytest.mark.parametrize(("n", "judged", "coder"), [(10, 5, (0.95, 0.4)), (30, 10, (0.6, 0.8))])
def test_the_interval_covers_with_a_biased_coder(n, judged, coder):
    """The fuller table is in docs/checking.md. The raw share covers far less often."""
    seen = [cover(n, judged, coder, share, 150) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    covered = [one[0] for one in seen]
    assert min(covered) >= 0.9
    assert sum(covered) / 5 >= 0.94
    assert sum(one[2] for one in seen) <= sum(one[3] for one in seen)
    assert sum(one[1] for one in seen) / 5 < 0.9
