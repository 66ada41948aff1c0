"""Comparison, pairs, agencies, signals and breakdowns: published values, and what few reviews allow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_fixture import make_tables, register_row, small_codebook

from learning_themes.errors import InputError
from learning_themes.tables import make_table
from learning_themes.trends.breakdowns import AGE_GROUPS, age_group, estimate_breakdowns
from learning_themes.trends.comparison import (
    CORPUS,
    Figure,
    compare_shares,
    difference_interval,
    read_figures,
)
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.signals import chart_between, find_signals, limit_gaps, list_between, list_gaps
from learning_themes.trends.together import count_agencies, find_pairs, list_agencies, name_agencies
from tests.test_change import world

CODEBOOK = small_codebook(8)
THEMES = list(CODEBOOK.themes)


@pytest.fixture(scope="module")
def tables():
    return make_tables(CODEBOOK, reviews=30, comparison=12, density=60)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table II, method 10, cases a to e
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_difference_has_the_published_interval(first, second, low, high):
    assert difference_interval(first, second) == pytest.approx((low, high), abs=6e-5)


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_the_interval_holds_the_difference_and_turns_with_it(k, n, k_other, n_other):
    ours, theirs = (min(k, n), n), (min(k_other, n_other), n_other)
    low, high = difference_interval(ours, theirs)
    assert -1 - 1e-9 <= low <= ours[0] / n - theirs[0] / n_other <= high <= 1 + 1e-9
    assert difference_interval(theirs, ours) == pytest.approx((-high, -low))


def test_every_theme_is_compared_with_the_folder_and_with_each_figure(tables):
    figures = [Figure(THEMES[0], 40, 41, "National panel, annual report 2023"), Figure(THEMES[1], 1, 2, "B")]
    compared = compare_shares(tables["shares"], THEMES, figures)
    assert compared.groupby("source").size().to_dict() == {
        CORPUS: 8,
        "National panel, annual report 2023": 1,
        "B": 1,
    }
    assert (compared["low"] <= compared["difference"]).all() and (
        compared["difference"] <= compared["high"]
    ).all()
    assert compared[compared["source"] == "B"]["verdict"].tolist() == ["no-difference"]


def test_without_others_nothing_is_compared():
    alone = make_tables(CODEBOOK, reviews=5)
    assert compare_shares(alone["shares"], THEMES).empty


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("neglct,1,2,A", "there is no theme 'neglct'"),
        ("neglect,3,2,A", "k = '3' of n = '2'"),
        ("neglect,x,2,A", "whole numbers"),
        ("neglect,0,0,A", "whole numbers"),
        ("neglect,1,2,", "source is empty"),
    ],
)
def test_a_mistake_in_the_figures_names_its_line(tmp_path, row, words):
    (tmp_path / "f.csv").write_text(f"theme,k,n,source\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_figures(tmp_path / "f.csv", ["neglect"])
    assert "line 2" in str(error.value) and words in str(error.value)


def test_a_pair_has_the_published_odds_ratio():
    """Fisher's twins (1962): odds ratio 0.04693661, 95 % interval 0.003325764 to 0.363182271."""
    first = [True] * 12 + [False] * 18
    second = [True] * 2 + [False] * 10 + [True] * 15 + [False] * 3
    reviews, presence = world({"a": first, "b": second})
    row = find_pairs(reviews, presence, ["a", "b"]).iloc[0]
    assert row["odds"] == pytest.approx(0.04693661, rel=1e-5)
    # the published limits come from a search that stops within 0.3 %
    assert (row["low"], row["high"]) == pytest.approx((0.003325764, 0.363182271), rel=4e-3)
    assert (row["both"], row["n"], row["verdict"]) == (2, 30, "less")


def test_a_theme_in_nearly_every_review_or_hardly_any_makes_no_pair():
    reviews, presence = world({"all": [True] * 12, "one": [True] + [False] * 11, "half": [True, False] * 6})
    assert find_pairs(reviews, presence, ["all", "one", "half"]).empty


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("The midwife did not know that the police had attended.", {"Midwifery and maternity", "Police"}),
        ("Housing did not notify the 0-19 service.", {"Housing", "Health visiting and school nursing"}),
        (
            "He was seen by CAMHS and at school.",
            {"Children's mental health services", "Schools and education"},
        ),
        ("Children’s social care closed the case.", {"Children's social care"}),
        ("He educated himself, and policed nothing.", set()),
    ],
)
def test_agencies_are_named_by_their_words(text, agencies):
    assert name_agencies(text) == agencies


def test_agencies_count_reviews_and_not_mentions(tables):
    reviews = list_reviews(tables["register"], dates="publication")
    counted = count_agencies(reviews, tables["passages"], tables["evidence"])
    assert (counted["k"] <= counted["n"]).all() and (counted["k"] <= counted["passages"]).all()
    assert set(counted["agency"]) <= set(list_agencies())


# Signals


def test_the_limit_of_the_gaps_is_that_of_a_g_chart():
    """Benneyan (2001): for a mean of 5 between, the upper limit is 5 + 3 √(5 × 6) = 21.43."""
    assert limit_gaps([5] * 10).upper == pytest.approx(21.43, abs=0.005)


def test_a_theme_that_stops_coming_signals_and_one_that_goes_on_does_not():
    flags = {"stops": [True] * 10 + [False] * 8, "goes-on": [True, True, False] * 6}
    reviews, presence = world(flags)
    shares = make_tables(CODEBOOK, reviews=0)["shares"]
    signals = find_signals(reviews, shares, presence, list(flags)).query("chart == 'between'")
    assert signals.set_index("theme")["rule"].to_dict() == {"stops": "long-gap", "goes-on": ""}


@settings(deadline=None)
@given(st.lists(st.sampled_from([True, True, True, False]), min_size=10, max_size=60), st.integers(0, 9))
def test_the_signals_are_the_points_of_the_chart_above_its_limit(flags, gap):
    reviews, presence = world({"a": [*flags, *[False] * gap, *flags[:3]]})
    chart = chart_between(reviews, presence, ["a"])
    above = chart["since"] > chart["upper"]
    signals = find_signals(reviews, make_tables(CODEBOOK, reviews=0)["shares"], presence, ["a"])
    told = above & False
    for row in signals.query("rule == 'long-gap'").itertuples():
        held = chart["date"].between(row.first, row.last)
        assert not chart["key"][held].any() and above[held].any()
        told |= held
    ends = chart["key"].astype(int)  # a key review ends the gap before it
    assert all(told[place - ends[place]] for place in above.index[above])


def test_a_long_gap_that_is_over_signals_too_and_one_review_without_is_none():
    flags = {"over": [True] * 8 + [False] * 6 + [True] * 6, "once": [True] * 12 + [False] + [True] * 7}
    reviews, presence = world(flags)
    signals = find_signals(reviews, make_tables(CODEBOOK, reviews=0)["shares"], presence, list(flags))
    told = signals.query("chart == 'between'").set_index("theme")
    days = reviews["date"].tolist()
    assert told.loc["over", ["rule", "first", "last"]].tolist() == ["long-gap", days[8], days[13]]
    assert told.loc["once", "rule"] == ""


def test_few_points_signal_nothing():
    reviews, presence = world({"stops": [True] * 8 + [False] * 3})
    shares = make_tables(CODEBOOK, reviews=0)["shares"]
    assert set(find_signals(reviews, shares, presence, ["stops"])["rule"]) == {""}


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_the_gaps_and_the_key_reviews_make_up_all_of_them(flags):
    between = list_between(*world({"a": flags}), "a")
    gaps = list_gaps(between)
    if sum(flags):
        first, last = flags.index(True), len(flags) - 1 - flags[::-1].index(True)
        assert sum(gaps) + sum(flags) == last - first + 1
    assert len(between) == len(flags)


@pytest.mark.parametrize(
    ("shares", "rule"), [([0.9] * 7 + [0.1] * 7, "shift"), ([0.5] * 14, ""), ([0.9, 0.1] * 7, "")]
)
def test_seven_years_on_one_side_are_a_shift(shares, rule):
    rows = [
        {"theme": "a", "measure": "key", "period": str(2010 + year), "group": "ours", "k": 1, "n": 2,
         "share": share, "low": 0.0, "high": 1.0, "method": ""}
        for year, share in enumerate(shares)
    ]  # fmt: skip
    reviews, presence = world({"a": [True]})
    found = find_signals(reviews, make_table("shares", rows), presence, ["a"])
    assert found.query("chart == 'years'")["rule"].tolist() == [rule]


# Breakdowns


@pytest.mark.parametrize(
    ("printed", "group"),
    [
        ("11 weeks", "under 1"), ("9 months", "under 1"), ("two years and three months", "1 to 4"),
        ("8 years and 10 months", "5 to 10"), ("9 and 5 years", "5 to 10"), ("sixteen", "16 and 17"),
        ("17 days, 6 weeks, 8 weeks, 4 months and 9 months", "under 1"), ("14 years", "11 to 15"), ("", ""),
        ("not known", ""),
    ],
)  # fmt: skip
def test_an_age_as_printed_has_its_group(printed, group):
    assert age_group(printed) == group


def test_parts_hold_each_review_once_and_leave_out_what_is_not_known():
    rows = [
        register_row("a", child_age="3 years", gender="girl", partnership="P", review_type="SCR"),
        register_row("b", child_age="", partnership="", review_type="SCR", published_date=""),
        register_row("c", child_age="16", partnership="P", review_type="RR"),
    ]
    register = make_table("register", rows)
    reviews = list_reviews(register, dates="publication")
    parts = estimate_breakdowns(
        reviews, register, make_table("presence", []), ["x"], split_day="2019-03-01"
    ).query("measure == 'key'")
    counts = {(row.by, row.value): row.n for row in parts.itertuples()}
    assert counts == {
        ("kind", "SCR"): 2, ("kind", "RR"): 1, ("age", "1 to 4"): 1, ("age", "16 and 17"): 1,
        ("gender", "girl"): 1,
        ("partnership", "P"): 2, ("before-after", "before 2019-03-01"): 2,
        ("before-after", "after 2019-03-01"): 0,
    }  # fmt: skip
    assert set(AGE_GROUPS) >= {"1 to 4", "16 and 17"}
