"""Evaluation: counted by hand on small files, and kappa against a published example."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.errors import InputError
from learning_themes.themes.evaluation import GoldUnit, cohen_kappa, evaluate, read_coded, read_gold


def gold(*units: tuple[dict, list]) -> list[GoldUnit]:
    return [
        GoldUnit(f"u{n}", f"p{n}", "a report", themes, frozenset(disputed))
        for n, (themes, disputed) in enumerate(units)
    ]


def test_right_wrong_missed_and_disputed_pairs_are_told_apart():
    units = gold(
        ({"neglect": ["shortfall"], "education": ["context", "strength"]}, ["early-help"]),
        ({}, []),
    )
    coded = {
        "u0": {"neglect": "strength", "early-help": "context", "online-harm": "context"},
        "u1": {},
    }
    scores = evaluate(coded, units)
    assert scores["micro"]["precision"]["value"] == 0.5
    assert scores["micro"]["recall"]["value"] == 0.5
    assert scores["micro"]["f1"]["value"] == 0.5
    assert scores["stance"]["value"] == 0.0
    assert "early-help" not in scores["themes"]


def test_any_accepted_stance_is_right():
    units = gold(({"education": ["context", "strength"]}, []))
    for stance in ("context", "strength"):
        assert evaluate({"u0": {"education": stance}}, units)["stance"]["value"] == 1.0


def test_macro_f1_is_over_themes_with_five_or_more():
    units = gold(*[({"neglect": ["context"]}, [])] * 5, ({"education": ["context"]}, []))
    coded = {f"u{n}": {"neglect": "context"} for n in range(5)}
    assert evaluate(coded, units)["macro"]["f1"]["value"] == 1.0


def test_presence_in_a_report_needs_two_sentences_that_are_not_context():
    once = gold(({"neglect": ["shortfall"]}, []), ({"neglect": ["context"]}, []))
    twice = gold(({"neglect": ["shortfall"]}, []), ({"neglect": ["strength"]}, []))
    coded = {"u0": {"neglect": "shortfall"}, "u1": {"neglect": "shortfall"}}
    assert evaluate(coded, twice)["report"]["kappa"]["value"] == 1.0
    assert evaluate(coded, once)["report"]["f1"]["value"] == 0.0


def test_everything_coded_everywhere_has_no_kappa_above_chance():
    units = gold(({"neglect": ["shortfall"]}, []), ({"neglect": ["shortfall"]}, []))
    themes = ["neglect", *(f"t{n}" for n in range(35))]
    coded = {unit.id: dict.fromkeys(themes, "shortfall") for unit in units}
    assert evaluate(coded, units)["report"]["kappa"]["value"] == 0.0


def test_kappa_is_that_of_a_published_example():
    # Sim and Wright (2005), Physical Therapy 85:257-268, table 1.
    assert cohen_kappa(22, 2, 4, 11) == pytest.approx(0.67, abs=0.005)


@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd"))),
        min_size=1,
        max_size=8,
    )
)
def test_scores_stay_between_nought_and_one_with_the_value_inside_its_interval_ends(pairs):
    units = gold(*[({theme: ["context"] for theme in sorted(truth)}, []) for truth, _ in pairs])
    coded = {f"u{n}": dict.fromkeys(sorted(found), "context") for n, (_, found) in enumerate(pairs)}
    scores = evaluate(coded, units)
    for score in (scores["micro"]["f1"], scores["micro"]["precision"], scores["stance"]):
        assert score is None or 0 <= score["low"] <= score["high"] <= 1


def test_resampling_repeats_exactly():
    units = gold(*[({"neglect": ["context"]}, [])] * 6)
    coded = {"u0": {"neglect": "context"}, "u3": {"neglect": "context"}}
    assert evaluate(coded, units) == evaluate(coded, units)


def test_mistakes_in_the_files_are_named_with_their_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "b"}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: lacks paragraph, themes"):
        read_gold(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: is not JSON"):
        read_gold(path)
    (tmp_path / "coded.csv").write_text("id,themes\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks the columns stance, theme"):
        read_coded(tmp_path / "coded.csv")
    with pytest.raises(InputError, match="cannot be opened"):
        read_gold(tmp_path / "missing.jsonl")
