"""What is drawn for checking: chances that are right, parts that tell most, the same draw each time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_fixture import evidence_row, make_tables, passage_row, register_row, small_codebook

from learning_themes.tables import UNCOUNTED_SECTIONS, make_table
from learning_themes.themes.pairs import PAIRS_A_THEME, list_pairs, list_review_ids, list_shown
from learning_themes.themes.sampling import (
    combine_draws,
    draw_sample,
    draw_systematic,
    find_chances,
    list_pool,
    measure_sizes,
)

TABLES = make_tables(small_codebook(8), reviews=12, comparison=3, density=60)
FIRST = list(small_codebook(8).themes)[:2]


def draw(tables=TABLES, **options):
    frames = [tables[name] for name in ("register", "passages", "evidence", "presence")]
    return draw_sample(*frames, **{"day": "2026-01-31", "themes_first": FIRST} | options)


def passages_of(sample):
    return sample[sample["kind"] == "passage"]


def population_of(tables=TABLES, themes=FIRST):
    return list_pairs(list_review_ids(tables["register"]), tables["presence"], themes=themes)


@given(
    sizes=st.lists(st.floats(0.01, 50), min_size=2, max_size=60),
    count=st.integers(1, 70),
)
@settings(deadline=None)
def test_chances_add_up_to_what_is_drawn(sizes, count):
    sizes = np.array(sizes)
    chances, random_chance = find_chances(sizes, np.full(len(sizes), sizes.min()), count)
    assert chances.sum() == pytest.approx(min(count, len(sizes)))
    assert ((chances > 0) & (chances <= 1)).all()
    assert random_chance <= chances.min() + 1e-12
    drawn = draw_systematic(chances, np.random.default_rng(1))
    assert len(set(drawn)) == len(drawn) == min(count, len(sizes))


def test_each_passage_is_drawn_as_often_as_its_chance_says():
    chances, _ = find_chances(np.array([1.0, 2, 3, 4, 30]), np.ones(5), 3)
    rng = np.random.default_rng(7)
    times = np.zeros(5)
    for _ in range(4000):
        times[draw_systematic(chances, rng)] += 1
    assert times / 4000 == pytest.approx(chances, abs=0.03)


def test_weights_of_many_draws_add_up_to_all_passages():
    """Horvitz and Thompson: the mean over draws of the sum of 1 / chance is the number of passages."""
    pool = list_pool(TABLES["passages"], list_review_ids(TABLES["register"]))
    sizes = measure_sizes(pool, TABLES["evidence"], FIRST)
    chances, _ = find_chances(sizes.sum(axis=1).to_numpy(), sizes["random"].to_numpy(), 60)
    rng = np.random.default_rng(3)
    totals = [(1 / chances[draw_systematic(chances, rng)]).sum() for _ in range(400)]
    assert np.mean(totals) == pytest.approx(len(pool), rel=0.03)


def test_the_random_part_is_drawn_with_one_chance_and_holds_passages_without_a_theme():
    parts = pd.concat([passages_of(draw(earlier=None, count=n)) for n in (40, 60, 80)])
    assert set(parts["part"]) == {"random", "uncertain", "rare", "spread"}
    sample = passages_of(draw())
    uncoded = ~sample["passage_id"].isin(TABLES["evidence"]["passage_id"])
    assert 0.3 < (sample["part"] == "random").mean() < 0.7
    assert (sample["part"][uncoded] != "uncertain").all()


def test_only_what_counts_in_our_reviews_is_drawn_and_nothing_twice():
    sample = passages_of(draw())
    assert len(sample) == sample["passage_id"].nunique() == 60
    drawn = sample.merge(TABLES["passages"], on="passage_id")
    assert not set(drawn["section"]) & set(UNCOUNTED_SECTIONS)
    ours = TABLES["register"][TABLES["register"]["group"] == "ours"]["review_id"]
    assert set(sample["review_id"]) <= set(ours)
    assert sample["review_id"].nunique() >= 10


def test_the_same_corpus_gives_the_same_draw_and_another_corpus_another():
    assert draw().equals(draw())
    other = make_tables(small_codebook(8), reviews=11, density=60)
    assert set(draw(other)["draw"]) != set(draw()["draw"])


def test_priority_themes_weigh_more():
    pool = list_pool(TABLES["passages"], list_review_ids(TABLES["register"]))
    carries = TABLES["evidence"][TABLES["evidence"]["theme"] == FIRST[0]]["passage_id"]
    mean = [
        measure_sizes(pool, TABLES["evidence"], first).sum(axis=1)[pool["passage_id"].isin(carries)].mean()
        for first in ([], FIRST)
    ]
    assert mean[1] > mean[0]


def test_few_passages_are_all_drawn_for_certain():
    rows = [passage_row("a", number) for number in range(3)]
    tables = {
        "register": make_table("register", [register_row("a")]),
        "passages": make_table("passages", rows),
        "evidence": make_table("evidence", [evidence_row(rows[0], "neglect")]),
        "presence": make_table("presence", []),
    }
    sample = draw(tables, themes_first=[])
    assert passages_of(sample)["chance"].tolist() == [1, 1, 1]


@pytest.mark.parametrize("empty", ["register", "passages"])
def test_an_empty_corpus_gives_an_empty_draw(empty):
    tables = TABLES | {name: make_table(name, []) for name in (empty, "evidence", "presence")}
    assert not len(passages_of(draw(tables)))


def test_pairs_go_theme_by_theme_over_every_answer():
    pairs = draw(pairs=15).query("kind == 'pair'")
    assert pairs["theme"].tolist() == [FIRST[0]] * 12 + [FIRST[1]] * 3
    answers = population_of()
    begun = answers[answers["theme"] == FIRST[0]]["answer"]
    assert set(begun.head(begun.nunique())) == set(begun)
    assert PAIRS_A_THEME >= 12


def test_a_later_draw_goes_on_where_the_earlier_stopped():
    first = draw(pairs=5)
    later = draw(pairs=5, earlier=first)
    both = pd.concat([first, later])
    pairs = both[both["kind"] == "pair"]
    assert not pairs.duplicated(["review_id", "theme"]).any()
    assert set(first["draw"]).isdisjoint(later["draw"])
    whole = draw(pairs=10).query("kind == 'pair'")
    assert pairs["review_id"].tolist() == whole["review_id"].tolist()


def test_two_draws_together_still_stand_for_all_passages():
    first = draw()
    both = pd.concat([first, draw(earlier=first)])
    one = combine_draws(first, population_of())
    assert passages_of(one)["chance"].tolist() == pytest.approx(passages_of(first)["chance"].tolist())
    combined = passages_of(combine_draws(both, population_of()))
    assert not combined["passage_id"].duplicated().any()
    expected = np.mean([(1 / passages_of(each)["chance"]).sum() for _, each in both.groupby("draw")])
    assert (1 / combined["chance"]).sum() == pytest.approx(expected)


def test_what_was_decided_so_far_stands_for_the_rest():
    sample = draw()
    half = passages_of(sample).head(30)
    decided = set(zip(half["review_id"], half["passage_id"], half["theme"], strict=True))
    combined = combine_draws(sample, population_of(), decided=decided)
    assert combined["chance"].tolist() == pytest.approx((half["chance"] / 2).tolist())


def test_the_chance_of_a_pair_is_the_share_of_its_answer_that_was_drawn():
    population = population_of()
    pairs = combine_draws(draw(pairs=7), population).query("kind == 'pair'")
    of = population.merge(pairs, on=["review_id", "theme"], how="left")
    of = of[of["theme"] == FIRST[0]]
    for _, rows in of.groupby("answer"):
        drawn = rows["chance"].dropna()
        assert drawn.tolist() == pytest.approx([len(drawn) / len(rows)] * len(drawn))


def test_a_pair_is_shown_with_coded_and_likely_passages():
    texts = ["Supervision was not recorded by managers.", "Managers gave supervision without records.",
             "The weather was cold."]  # fmt: skip
    rows = [passage_row("a", number, text=text) for number, text in enumerate(texts)]
    evidence = make_table("evidence", [evidence_row(rows[0], "supervision")])
    pairs = pd.DataFrame([{"review_id": "a", "theme": "supervision"}, {"review_id": "a", "theme": "other"}])
    shown = list_shown(pairs, make_table("passages", rows), evidence)
    assert list(zip(shown["passage_id"], shown["why"], strict=True)) == [
        (rows[0]["passage_id"], "coded"),
        (rows[1]["passage_id"], "likely"),
    ]
