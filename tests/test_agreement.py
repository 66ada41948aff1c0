"""Agreement on checked passages: published figures come out, and drawn passages speak for all."""

import numpy as np
import pytest

from learning_themes.tables import make_table
from learning_themes.themes.agreement import cohen_kappa, gwet_ac1, measure_agreement, share_agreed
from learning_themes.themes.intervals import careful_ends, mid_p_ends, wilson_ends
from learning_themes.themes.sampling import draw_systematic, find_chances

THEMES = ["neglect", "early-help"]
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
GWET = [[118, 5], [2, 0]]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


def codings(table):
    """Return the two codings, equal weights and places of a table of counts."""
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    sides = [np.eye(len(table))[[cell[side] for cell in cells]] for side in (0, 1)]
    return *sides, np.ones(len(cells)), np.arange(len(cells))


def standard_error(figure, count):
    """Return what the interval was made from; published errors divide by n where ours divides by n - 1."""
    from scipy.stats import t

    value, _, high = figure
    return (high - value) / t.ppf(0.975, count - 1) * ((count - 1) / count) ** 0.5


def checked_row(passage_id, theme="neglect", machine="", analyst="", **values):
    row = {
        "passage_id": passage_id, "review_id": "a", "theme": theme, "machine": machine,
        "analyst": analyst, "by": "AB", "chance": 0.5, "part": "random", "blind": True,
    }  # fmt: skip
    return row | values


def measured(rows, **where):
    table = measure_agreement(make_table("checked", rows), THEMES)
    where = {"between": "machine and analyst", "theme": "neglect", "stance": ""} | where
    for column, value in where.items():
        table = table[table[column] == value]
    return table.iloc[0]


def test_kappa_is_the_published_one():
    """Cohen 1960, Educational and Psychological Measurement 20, his 200 cases: .70 agreed, kappa .492."""
    assert cohen_kappa(*codings(COHEN))[0] == pytest.approx(0.492, abs=5e-4)


def test_kappa_and_ac1_where_nearly_all_is_one_answer():
    """Gwet's 125 cases with 118 alike (2002; 2008, British J. of Math. and Stat. Psychology 61)."""
    assert cohen_kappa(*codings(GWET))[0] == pytest.approx(-0.0234, abs=5e-5)
    assert gwet_ac1(*codings(GWET))[0] == pytest.approx(0.9408, abs=5e-5)


def test_standard_errors_are_the_published_ones():
    """Two abstractors, 100 pregnancies: Gwet 2014, Handbook of Inter-Rater Reliability; R package irrCAC."""
    kappa, ac1 = cohen_kappa(*codings(ABSTRACTORS)), gwet_ac1(*codings(ABSTRACTORS))
    assert (kappa[0], ac1[0]) == pytest.approx((0.7964094, 0.8493305), abs=1e-6)
    assert standard_error(kappa, 100) == pytest.approx(0.05891072, abs=1e-6)
    assert standard_error(ac1, 100) == pytest.approx(0.04321747, abs=1e-6)


# Newcombe 1998, table I, method 3; for mid-P, Berry and Armitage's formula as in the R package stests.
@pytest.mark.parametrize(
    ("ends", "k", "n", "low", "high"),
    [
        (wilson_ends, 15, 148, 0.0624, 0.1605),
        (wilson_ends, 0, 20, 0, 0.1611),
        (mid_p_ends, 5, 20, 0.09786008, 0.47022380),
        (mid_p_ends, 15, 40, 0.2361295, 0.5313959),
    ],
)
def test_intervals_are_the_published_ones(ends, k, n, low, high):
    assert ends(k / n, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("size", [0, 0.5, 1, 7.3, 1000])
@pytest.mark.parametrize("share", [0, 0.2, 1])
def test_intervals_hold_the_share_and_stay_between_none_and_all(share, size):
    low, high = careful_ends(share, size)
    assert 0 <= low <= share <= high <= 1


def test_precision_and_recall_are_weighted_by_the_chance_of_being_drawn():
    rows = [
        checked_row("p1", machine="shortfall", analyst="shortfall", chance=1.0),
        checked_row("p2", machine="shortfall", chance=0.25),
        checked_row("p3", analyst="strength", chance=0.5),
        checked_row("p4", theme=""),
    ]
    row = measured(rows)
    assert (row["passages"], row["both"], row["only_first"], row["only_second"]) == (4, 1, 1, 1)
    assert row["precision"] == pytest.approx(1 / 5)
    assert row["recall"] == pytest.approx(1 / 3)


def test_what_was_not_drawn_or_not_blind_says_nothing():
    rows = [
        checked_row("p1", machine="shortfall", analyst="shortfall", blind=False),
        checked_row("p2", machine="shortfall", analyst="shortfall", chance=float("nan"), part=""),
    ]
    assert measure_agreement(make_table("checked", rows), THEMES).empty


def test_two_analysts_are_compared_on_what_both_coded():
    rows = [
        checked_row("p1", analyst="shortfall"),
        checked_row("p1", analyst="strength", by="CD"),
        checked_row("p2", analyst="shortfall"),
        checked_row("p2", theme="", by="CD"),
        checked_row("p3", analyst="shortfall"),
    ]
    row = measured(rows, between="two analysts")
    assert (row["passages"], row["both"], row["only_first"]) == (2, 1, 1)
    stance = measured(rows, between="two analysts", theme="", stance="shortfall")
    assert (stance["passages"], stance["both"], stance["only_first"]) == (1, 0, 1)


def test_stances_are_compared_where_both_sides_have_the_theme():
    rows = [
        checked_row("p1", machine="shortfall", analyst="shortfall"),
        checked_row("p2", machine="shortfall", analyst="strength"),
        checked_row("p3", machine="shortfall"),
    ]
    row = measured(rows, theme="", stance="shortfall")
    assert (row["passages"], row["precision"], row["recall"]) == (2, 0.5, 1.0)


def test_perfect_agreement_on_few_passages_is_not_called_certain():
    rows = [checked_row(f"p{n}", machine="shortfall", analyst="shortfall") for n in range(3)]
    rows += [checked_row(f"q{n}", theme="") for n in range(3)]
    row = measured(rows)
    assert (row["kappa"], row["precision"]) == (1, 1)
    assert row["kappa_low"] < 0.6
    assert row["precision_low"] < 0.5


def test_the_interval_of_precision_holds_the_truth_of_all_passages():
    """The fuller table is in docs/checking.md: tests/benchmarks/simulate_correction.py."""
    rng, count, covered = np.random.default_rng(5), 1500, []
    for _ in range(300):
        truth = rng.random(count) < 0.3
        machine = np.where(truth, rng.random(count) < 0.8, rng.random(count) < 0.1)
        sizes = 0.4 + machine * rng.random(count)
        chances, _ = find_chances(sizes / sizes.sum(), np.full(count, 0.4) / sizes.sum(), 60)
        drawn = draw_systematic(chances, rng)
        sides = [side[drawn].astype(float) for side in (machine, truth)]
        _, low, high = share_agreed(*sides, 1 / chances[drawn], drawn)
        covered.append(low <= truth[machine].mean() <= high)
    assert np.mean(covered) >= 0.93
