"""Learning from decisions: which passages become examples, and whether they helped, honestly measured."""

import pandas as pd
import pytest

from learning_themes.tables import make_table
from learning_themes.themes.decisions import read_decisions
from learning_themes.themes.examples import digest_local
from learning_themes.themes.learning import Learning, compare_learning
from learning_themes.themes.local_examples import load_local_examples, make_local_examples
from learning_themes.themes.placing import place_decisions
from tests.checking_world import CODEBOOK, decide, tables
from tests.tables_fixture import passage_row

UNSURE = {"part": "uncertain"}


def answer(people, place: str, theme: str, stance: str, **values: object) -> None:
    decide(people, place, theme, "added", stance, **values)
    decide(people, place, "none", "complete", **values)


def examples(people, passages=None, random=()):
    passages = tables()["passages"] if passages is None else passages
    placed = place_decisions(read_decisions(people).decisions, passages, CODEBOOK.themes)
    return {one.paragraph: one.themes for one in make_local_examples(placed, passages, random)}


def test_what_was_answered_in_full_becomes_an_example_with_or_without_a_theme(tmp_path):
    answer(tmp_path, "a.0", "information-sharing", "shortfall", **UNSURE)
    decide(tmp_path, "a.3", "none", "complete", **UNSURE)
    decide(tmp_path, "b.0", "neglect", "added", "context", **UNSURE)  # not complete
    assert examples(tmp_path) == {"a.0": {"information-sharing": "shortfall"}, "a.3": {}}


def test_the_random_part_is_never_learned_from_nor_are_its_words_elsewhere(tmp_path):
    answer(tmp_path, "a.0", "information-sharing", "shortfall", part="random")
    answer(tmp_path, "a.1", "neglect", "context", **UNSURE)
    answer(tmp_path, "a.3", "neglect", "context", **UNSURE)
    assert set(examples(tmp_path)) == {"a.1", "a.3"}
    assert set(examples(tmp_path, random=["a.1"])) == {"a.3"}, "drawn at random by any draw"
    passages = tables()["passages"]
    twin = passages[passages["passage_id"] == "a.0"]["text"].iloc[0].upper()
    passages.loc[passages["passage_id"] == "a.3", "text"] = twin
    decide(tmp_path, "a.3", "none", "complete", words=twin, by="Bo", **UNSURE)
    assert "a.3" not in examples(tmp_path, passages)


def test_what_analysts_disagree_on_is_learned_only_once_it_is_settled(tmp_path):
    answer(tmp_path, "a.0", "information-sharing", "shortfall", **UNSURE)
    answer(tmp_path, "a.0", "information-sharing", "context", by="Bo", **UNSURE)
    assert examples(tmp_path) == {}
    decide(tmp_path, "a.0", "information-sharing", "settled", "context", by="Cal", part="")
    assert examples(tmp_path) == {"a.0": {"information-sharing": "context"}}


def test_the_same_decisions_make_the_same_digest_and_others_another(tmp_path):
    passages = tables()["passages"]
    assert load_local_examples(tmp_path, passages, CODEBOOK) == [] and digest_local([]) == ""
    answer(tmp_path, "a.0", "information-sharing", "shortfall", **UNSURE)
    first = digest_local(load_local_examples(tmp_path, passages, CODEBOOK))
    assert first == digest_local(load_local_examples(tmp_path, passages, CODEBOOK))
    answer(tmp_path, "a.3", "neglect", "context", **UNSURE)
    assert digest_local(load_local_examples(tmp_path, passages, CODEBOOK)) != first


class Stub:
    """A coder that finds a theme in odd passages only, and in all of them once it has local examples."""

    def __init__(self, codebook, *, local=()):
        self.known = bool(local)

    def code_units(self, units):
        found = type("Found", (), {"theme": "neglect"})
        return [[found] if self.known or unit.text[-1] in "13579" else [] for unit in units]


def honest(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    passages = [passage_row("a", n) | {"passage_id": f"a.{n}", "text": f"Passage {n}"} for n in range(count)]
    checked = [
        {"passage_id": f"a.{n}", "review_id": "a", "theme": "neglect", "machine": "", "analyst": "context",
         "by": "Ann", "chance": 0.5, "part": "random", "blind": True}
        for n in range(count)
    ]  # fmt: skip
    return make_table("checked", checked), make_table("passages", passages)


def test_a_true_gain_on_the_random_part_is_called_more_than_chance(monkeypatch):
    monkeypatch.setattr("learning_themes.themes.learning.Coder", Stub)
    checked, passages = honest(40)
    learning = compare_learning(checked, passages, CODEBOOK, [object()] * 8)
    assert learning.without == pytest.approx(2 / 3) and learning.with_local == 1.0
    assert 0 < learning.low < 1 / 3 < learning.high
    assert "more than chance" in learning.tell()


def test_no_gain_is_not_called_one_and_too_little_is_not_measured(monkeypatch):
    checked, passages = honest(5)
    assert "From 5 and 10 on" in compare_learning(checked, passages, CODEBOOK, []).tell()
    assert "may be chance" in Learning(30, 9, 0.6, 0.63, -0.02, 0.08).tell()
    assert "worse by more than chance" in Learning(30, 9, 0.6, 0.5, -0.2, -0.01).tell()
