"""Change: tests against published values, one verdict a theme, and nothing said where nothing can be told."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_fixture import make_tables, register_row, small_codebook, write_tables

from learning_themes.reports.asks import list_asks
from learning_themes.reports.change_sections import state_change, sum_changes, what_comes_together
from learning_themes.reports.findings import Change, gather_findings
from learning_themes.reports.slides import compose_slides
from learning_themes.tables import make_table
from learning_themes.trends.change import adjust_by_holm, compare_lengths, find_changes, p_by_order, p_by_side
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.when import side_of

THEMES = [f"theme-{number}" for number in range(12)]


def world(flags: dict[str, list[bool]], *, first: str = "2012-01-15", step: int = 120):
    """Return reviews one every `step` days, and the presence of each theme in those that its flags tell."""
    count = len(next(iter(flags.values())))
    start = date.fromisoformat(first)
    days = [str(start + timedelta(days=step * place)) for place in range(count)]
    register = [register_row(f"r{place:03d}", published_date=day) for place, day in enumerate(days)]
    rows = [
        {
            "review_id": f"r{place:03d}", "group": "ours", "theme": theme, "present": True, "key": True,
            "key_why": "a recommendation is about it", "passages": 3, "shortfall": 2, "strength": 0,
            "recommendation": 1, "strongest": "",
        }
        for theme, held in flags.items()
        for place, holds in enumerate(held)
        if holds
    ]  # fmt: skip
    reviews = list_reviews(make_table("register", register), dates="publication")
    return reviews, make_table("presence", rows)


def verdicts(flags, **options) -> dict[str, str]:
    changes = find_changes(*world(flags), list(flags), **options)
    return dict(zip(changes["theme"], changes["verdict"], strict=True))


def test_the_order_test_gives_the_published_value():
    """Hollander and Wolfe (1973), page 69: permeability of the membrane, W = 35, p = 0.2544 two-sided."""
    at_term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    earlier = [1.15, 0.88, 0.90, 0.74, 1.21]
    days = np.array([*at_term, *earlier])
    holds = np.array([True] * 10 + [False] * 5)
    assert p_by_order(days, holds)[0] == pytest.approx(0.2544, abs=5e-5)


def test_before_and_after_give_the_published_values():
    """Fisher's lady tasting tea (1935), and his twins of criminals: p = 0.4857 and 0.0005367."""
    assert p_by_side((3, 4), (1, 4))[0] == pytest.approx(0.4857, abs=5e-5)
    assert p_by_side((10, 13), (2, 17))[0] == pytest.approx(0.0005367, abs=5e-8)


def test_holm_gives_what_can_be_worked_by_hand():
    assert adjust_by_holm([0.01, 0.02, 0.03, 0.04]).tolist() == [0.04, 0.06, 0.06, 0.06]
    assert adjust_by_holm([]).tolist() == []


@given(st.lists(st.booleans(), min_size=4, max_size=40), st.randoms())
def test_the_order_test_does_not_know_which_way_time_runs(holds, _):
    days, flags = np.arange(len(holds), dtype=float), np.array(holds)
    p, least = p_by_order(days, flags)
    assert p == pytest.approx(p_by_order(-days, flags)[0])
    assert 0 < least <= p + 1e-9 <= 1 + 2e-9


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12), st.integers(1, 12))
def test_no_outcome_beats_the_smallest_p_that_the_margins_allow(k1, n1, k2, n2):
    p, least = p_by_side((min(k1, n1), n1), (min(k2, n2), n2))
    assert 0 < least <= 1 and (p >= least - 1e-12 or p == 1)


def test_a_theme_that_ends_half_way_is_a_fall_and_one_that_begins_is_a_rise():
    flags = {theme: [place % 2 == 0 for place in range(20)] for theme in THEMES}
    flags["ends"] = [True] * 10 + [False] * 10
    flags["begins"] = [False] * 10 + [True] * 10
    found = verdicts(flags)
    assert found.pop("ends") == "fall" and found.pop("begins") == "rise"
    assert set(found.values()) == {"no-change"}


@pytest.mark.parametrize("reviews", [0, 1, 2, 3, 5])
def test_a_handful_of_reviews_is_too_few_whatever_they_hold(reviews):
    flags = {theme: [place < reviews / 2 for place in range(reviews)] for theme in THEMES}
    if not reviews:
        changes = find_changes(*world({"a": [True]}), THEMES)
        assert set(changes["verdict"]) == {"too-few"}
    else:
        assert set(verdicts(flags).values()) == {"too-few"}


def test_a_theme_in_every_review_has_not_changed():
    assert verdicts({"always": [True] * 30, "never": [False] * 30}) == {
        "always": "no-change",
        "never": "no-change",
    }


def test_what_is_more_than_chance_alone_is_not_when_many_themes_are_looked_at():
    fall = [True] * 6 + [False] * 2 + [True, False, False, True, False, False, False, False]
    steady = {theme: [place % 2 == 0 for place in range(16)] for theme in THEMES}
    assert verdicts({"fall": fall}) == {"fall": "fall"}
    assert verdicts(steady | {"fall": fall})["fall"] == "no-change"
    assert verdicts(steady | {"fall": fall}, themes_first=["fall"])["fall"] == "fall"


def test_a_day_compares_before_with_after_only_where_both_sides_have_three_reviews():
    flags = {"a": [True] * 8 + [False] * 8}
    early = find_changes(*world(flags), ["a"], days={"a": "2012-06-30"}).iloc[0]
    half = find_changes(*world(flags), ["a"], days={"a": "2014-08-30"}).iloc[0]
    assert (early["test"], early["day"]) == ("order", "")
    assert (half["test"], half["n_before"], half["n_after"]) == ("before-after", 8, 8)
    assert half["verdict"] == "fall"


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(14)))
def test_the_names_of_the_reviews_decide_nothing(order):
    flags = [True] * 7 + [False] * 7
    reviews, presence = world({"a": flags})
    names = {f"r{place:03d}": f"x{new:03d}" for place, new in enumerate(order)}
    renamed = find_changes(
        reviews.assign(review_id=reviews["review_id"].map(names)),
        presence.assign(review_id=presence["review_id"].map(names)),
        ["a"],
    )
    pd.testing.assert_frame_equal(renamed, find_changes(reviews, presence, ["a"]))


@pytest.mark.parametrize("key", [1, 2, 5, 9])
def test_reviews_of_the_same_day_are_tested_too(key):
    days = np.array([1.0, 1, 1, 2, 2, 2, 3, 3, 4, 4])
    p, _ = p_by_order(days, np.arange(10) < key)
    assert 0 < p <= 1


def test_a_change_in_the_length_of_the_reports_is_warned_of_and_a_small_one_is_not():
    reviews, _ = world({"a": [True] * 12})
    rows = [register_row(f"r{place:03d}", words=9000 if place < 6 else 3000 + place) for place in range(12)]
    assert compare_lengths(make_table("register", rows), reviews) == (9000, 3008)
    even = [row | {"words": 9000 + 10 * place} for place, row in enumerate(rows)]
    assert compare_lengths(make_table("register", even), reviews) is None
    assert compare_lengths(make_table("register", rows[:2]), reviews.head(2)) is None


def test_months_that_hold_the_day_are_on_neither_side():
    assert side_of("2019-09", "2019-09-15") == ""
    assert side_of("2019-09-15", "2019-09-15") == "before"
    assert side_of("2019-10", "2019-09-15") == "after"
    assert side_of("", "2019-09-15") == ""


@pytest.mark.parametrize(
    ("verdict", "test", "words"),
    [
        ("too-few", "order", "Too few reviews to tell whether it changed."),
        ("no-change", "order", "No change that is more than chance."),
        (
            "fall",
            "order",
            "Less often than before, by more than chance: 8 of 9 of the earlier reviews, 1 of 10",
        ),
        (
            "rise",
            "before-after",
            "More often than before, by more than chance: 8 of 9 reviews published up to",
        ),
    ],
)
def test_each_verdict_has_its_one_sentence(verdict, test, words):
    change = Change(test, "2019-09-30" if test == "before-after" else "", 8, 9, 1, 10, 0.01, verdict)
    assert state_change(change, "publication").startswith(words)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            (8, 10, 9, 10),
            ": it is key in nearly all of them, so that a fall could not have shown.",
        ),
        ((1, 10, 1, 10), ": it is key in hardly any of them, so that no change could have shown."),
        ((3, 10, 7, 10), "."),
        ((4, 4, 4, 4), "."),  # few reviews, whatever they say
    ],
)
def test_why_many_reviews_are_too_few_is_told_by_the_counts(counts, words):
    change = Change("order", "", *counts, 1.0, "too-few")
    assert state_change(change, "publication") == f"Too few reviews to tell whether it changed{words}"


@pytest.mark.parametrize(("keys", "told"), [((9, 9, 1), True), ((9, 5, 5), False), ((5, 5, 5), False)])
def test_page_and_slide_say_why_most_themes_cannot_be_told_of(tmp_path, keys, told):
    codebook = small_codebook(3)
    tables = make_tables(codebook, reviews=10)
    few = {"verdict": "too-few", "test": "order", "day": "", "n_before": 5, "n_after": 5, "k_before": 0}
    tables["changes"] = tables["changes"].assign(**few, k_after=list(keys))
    write_tables(tables, tmp_path)
    findings = gather_findings(tmp_path, codebook=codebook, dates="publication", themes_first=[], kinds=[])
    why = "Most of these are key in nearly all reviews or in hardly any, so that no change could have shown."
    slide = next(one for one in compose_slides(findings, {}) if "more than chance" in one.title)
    for text in (sum_changes(findings, most=1, see="below"), " ".join(slide.points)):
        assert "For three themes there are too few reviews to tell." in text
        assert (why in text) == told


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        (
            {"age": (4, 4), "gender": (5, 4)},
            "the age of the child in two reviews and the gender of the child in",
        ),
        ({"age": (4, 4), "gender": (5, 5)}, "Not known: the age of the child in two reviews."),
        ({"age": (5, 5), "gender": (5, 5)}, ""),
        ({"age": (4, None), "gender": (5, 5)}, ""),  # a small part is not shown, nor to be reckoned out
    ],
)
def test_the_table_by_part_says_of_how_many_reviews_age_and_gender_are_not_known(tmp_path, sizes, told):
    codebook = small_codebook(3)
    write_tables(make_tables(codebook, reviews=10), tmp_path)
    findings = gather_findings(tmp_path, codebook=codebook, dates="publication", themes_first=[], kinds=[])
    rows = [
        {
            "theme": theme,
            "measure": "key",
            "by": by,
            "value": f"{by} {place}",
            "k": n and 1,
            "n": n,
            "share": 0.2,
        }
        for theme in findings.focus
        for by, parts in sizes.items()
        for place, n in enumerate(parts)
    ]
    page = what_comes_together(replace(findings, breakdowns=pd.DataFrame(rows)), {}).replace("\\", "")
    assert "Small parts prove nothing by themselves." in page
    assert told in page and ("Not known" in page) == bool(told)


def test_page_and_slide_warn_where_the_reports_became_shorter(tmp_path):
    codebook = small_codebook()
    tables = make_tables(codebook, reviews=18, density=50)
    order = tables["register"]["published_date"].rank(method="first")
    tables["register"] = tables["register"].assign(words=[9000 if one <= 9 else 3000 for one in order])
    changed = tables["changes"].assign(verdict="no-change")
    changed.loc[changed.index[:2], ["verdict", "test", "day"]] = ["fall", "before-after", "2016-12-31"]
    tables["changes"] = changed
    write_tables(tables, tmp_path)
    findings = gather_findings(tmp_path, codebook=codebook, dates="publication", themes_first=[], kinds=[])
    told = sum_changes(findings, most=1, see="below")
    assert told.startswith(
        "Less often than before, by more than chance, in reviews published after 31 December"
    )
    assert "One other theme changed too: see below." in told
    assert "whether practice changed, or the reports did" in " ".join(
        words for _, words in list_asks(findings)
    )
    slide = next(one for one in compose_slides(findings, {}) if "less often" in one.title)
    assert slide.points[-1].startswith(
        "Take care: the later reports are much shorter (a median of 3,000 words"
    )
