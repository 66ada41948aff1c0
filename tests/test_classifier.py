"""The classifiers: learned from examples, kept without pickle, repeated exactly, never in the way."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from learning_themes.errors import CodebookError
from learning_themes.themes import classifier
from learning_themes.themes.classifier import FirstStep
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.coding import Coder, Unit
from learning_themes.themes.examples import Example, load_examples
from learning_themes.themes.features import Neighbours
from learning_themes.themes.training import CACHE_VARIABLE
from tests.conftest import ROOT

CARE, HOME = "neglect", "poverty-and-housing"


def write_examples(themes: Path, sentences: int = 40) -> None:
    """Write examples in four voices in which unseen words go with two themes, and a stance with each."""
    rows = []
    for number in range(sentences):
        for theme, stance, text in (
            (CARE, "shortfall", "Nobody fed the twins zebra porridge for days."),
            (HOME, "strength", "The giraffe flat was made warm by the council."),
            (None, None, "The panel met on a Tuesday."),
        ):
            voice = f"voice-{number % 4}"
            place = len(rows)
            row = {"voice": voice, "section": "findings", "paragraph": f"{voice}-{place}", "number": 1}
            rows.append(row | {"text": text, "themes": {theme: stance} if theme else {}})
    (themes / "examples").mkdir()
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (themes / "examples" / "small.jsonl").write_text(lines, encoding="utf-8")


@pytest.fixture
def themes(tmp_path, monkeypatch) -> Path:
    """Return a copy of the codebook with a few examples of its own, and a cache of its own."""
    ignored = shutil.ignore_patterns("examples", "encoder")
    folder = Path(shutil.copytree(ROOT / "themes", tmp_path / "themes", ignore=ignored))
    write_examples(folder)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return folder


def code(themes: Path, *texts: str) -> list[list[tuple[str, str, float]]]:
    """Return theme, stance and confidence of each text, by a coder made anew."""
    units = [Unit(text, "findings") for text in texts]
    coded = Coder(load_codebook(themes)).code_units(units)
    return [[(one.theme, one.stance, one.confidence) for one in found] for found in coded]


def kept(tmp_path: Path) -> list[Path]:
    """Return the files of models and of their first step."""
    files = sorted((tmp_path / "cache").glob("*.npz"))
    assert [file.name.partition("-")[0] for file in files] == ["models", "words"]
    return files


def watch(function: Callable, calls: list) -> Callable:
    """Return the function with each of its calls noted."""

    def watched(*given: object) -> object:
        calls.append(given)
        return function(*given)

    return watched


def edit_example(themes: Path) -> None:
    path = themes / "examples" / "small.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("zebra porridge", "oats"), encoding="utf-8")


def test_words_that_no_rule_knows_are_learned_with_their_stance(themes):
    found = code(themes, "They had zebra porridge.", "A giraffe flat.", "The panel met.")
    assert [[one[:2] for one in each] for each in found] == [[(CARE, "shortfall")], [(HOME, "strength")], []]


def test_what_the_classifier_found_says_which_words_told(themes):
    [found] = Coder(load_codebook(themes)).code_units([Unit("Zebra porridge again.", "findings")])
    assert found[0].basis == "classifier"
    assert "porridge" in found[0].why or "zebra" in found[0].why


def test_the_cache_holds_no_pickle_and_gives_the_same_codes(themes, tmp_path):
    first = code(themes, "They had zebra porridge.", "A giraffe flat.")
    for cached in kept(tmp_path):
        with np.load(cached, allow_pickle=False) as stored:
            assert all(stored[name].dtype != object for name in stored.files)
    assert code(themes, "They had zebra porridge.", "A giraffe flat.") == first
    shutil.rmtree(tmp_path / "cache")
    assert code(themes, "They had zebra porridge.", "A giraffe flat.") == first


@pytest.mark.parametrize("damage", [b"", b"not a zip", None])
def test_a_damaged_cache_is_made_again(themes, tmp_path, damage):
    first = code(themes, "They had zebra porridge.")
    for cached in kept(tmp_path):
        cached.write_bytes(cached.read_bytes()[:5000] if damage is None else damage)
    assert code(themes, "They had zebra porridge.") == first


def test_an_edited_pattern_leaves_what_the_words_taught_and_an_edited_example_does_not(
    themes, tmp_path, monkeypatch
):
    learned = []
    monkeypatch.setattr(FirstStep, "learn", watch(FirstStep.learn, learned))
    text = "They had zebra porridge."
    code(themes, text)
    pattern = next(themes.glob("*/information-sharing.yaml"))
    words = pattern.read_text(encoding="utf-8")
    pattern.write_text(words.replace("patterns:\n", "patterns:\n- phrase: zebra\n", 1), encoding="utf-8")
    [found] = code(themes, text)
    assert "information-sharing" in [theme for theme, _, _ in found] and len(learned) == 1
    shutil.rmtree(tmp_path / "cache")
    assert code(themes, text) == [found], "what was kept gave the same"
    edit_example(themes)
    code(themes, text)
    assert len(learned) == 3


def test_sums_are_made_in_one_order_however_many_threads_there_are(themes, monkeypatch):
    seen = []

    def note(features: np.ndarray, labels: np.ndarray) -> dict:
        seen.extend(one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas")
        return fit(features, labels)

    fit = classifier._fit_pairs
    monkeypatch.setattr(classifier, "_fit_pairs", note)
    with threadpool_limits(limits=2, user_api="blas"):
        code(themes, "They had zebra porridge.")
    assert set(seen) == {1}


def test_a_changed_example_takes_effect_at_the_next_run(themes):
    assert code(themes, "They had zebra porridge.")[0]
    edit_example(themes)
    assert code(themes, "They had zebra porridge.") == [[]]


def test_local_examples_are_learned_beside_the_others_and_their_models_kept_apart(themes, tmp_path):
    codebook, unit = load_codebook(themes), Unit("The walrus lantern went out.", "findings")
    text = "The walrus lantern was broken again."
    local = [Example("zz-local", "findings", f"x.{n}", 0, text, {CARE: "shortfall"}) for n in range(20)]
    assert Coder(codebook).code_units([unit]) == [[]]
    [found] = Coder(codebook, local=local).code_units([unit])
    assert [(one.theme, one.stance) for one in found] == [(CARE, "shortfall")]
    names = {path.name.rpartition("-")[0] for path in (tmp_path / "cache").iterdir()}
    assert names == {"models", "words", "local-models", "local-words"}
    assert Coder(codebook).code_units([unit]) == [[]], "without them the coding is as it was"


def test_without_examples_the_rules_work_alone(themes):
    shutil.rmtree(themes / "examples")
    [found] = code(themes, "Supervision was not effective.")
    assert ("supervision-and-oversight", "shortfall") in [one[:2] for one in found]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "line 1: is not JSON"),
        ('{"text": "x"}', "line 1: an example has the keys"),
        (
            '{"voice": "v", "section": "s", "paragraph": "p", "number": 1, "text": "x",'
            ' "themes": {"neglct": "context"}}',
            "there is no theme 'neglct'. Did you mean 'neglect'?",
        ),
    ],
)
def test_a_mistake_in_an_example_names_its_file_and_line(tmp_path, row, words):
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "a.jsonl").write_text(row, encoding="utf-8")
    with pytest.raises(CodebookError, match="a.jsonl") as error:
        load_examples(tmp_path, ["neglect"])
    assert words in str(error.value)


def test_neighbours_are_those_of_the_same_paragraph_in_order_of_number():
    neighbours = Neighbours(["a", "b", "a", "a"], [2, 1, 1, 3])
    values = np.array([[0.2], [0.9], [0.1], [0.3]])
    assert neighbours.previous(values, 0).ravel().tolist() == [0.1, 0, 0, 0.2]
    assert neighbours.following(values, 0).ravel().tolist() == [0.3, 0, 0.2, 0]
    assert neighbours.others(values, 0).ravel().tolist() == [0.3, 0, 0.3, 0.2]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=12))
def test_the_others_of_a_paragraph_are_all_but_the_passage_itself(passages):
    neighbours = Neighbours([name for name, _ in passages], list(range(len(passages))))
    values = np.array([[value] for _, value in passages], dtype=float).reshape(-1, 1)
    expected = [
        max((v for j, (other, v) in enumerate(passages) if j != i and other == name), default=9)
        for i, (name, _) in enumerate(passages)
    ]
    assert neighbours.others(values, 9).ravel().tolist() == expected


def test_the_shipped_examples_are_valid_and_none_stands_twice():
    codebook = load_codebook(ROOT / "themes")
    examples = load_examples(codebook.folder, codebook.themes)
    assert len(examples) > 13_000
    assert {theme for example in examples for theme in example.themes} == set(codebook.themes)
    places = [(example.paragraph, example.number) for example in examples]
    assert len(set(places)) == len(places)
