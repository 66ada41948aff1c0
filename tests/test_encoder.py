"""The sentence encoder: reads passages in their paragraphs, repeats itself, and is never in the way."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.errors import CodebookError
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.coding import Coder, Unit
from learning_themes.themes.encoder import Encoder, Reading, load_encoder
from learning_themes.themes.windows import LONGEST_WINDOW, batch_windows, cut_windows, stack_windows
from tests.conftest import ROOT

ENCODER = load_encoder(ROOT / "themes")
SENTENCES = (
    "The midwife did not know that the police had been twice.",
    "The school challenged the decision to close the case, and escalated it.",
    "Nobody asked the stepfather about his past.",
    "The panel met on a Tuesday.",
)
PIECES = st.lists(st.lists(st.integers(1000, 2000), max_size=90), min_size=1, max_size=40)


def chances(encoder: Encoder, texts: list[str], paragraphs: list[list[int]], section: str = "") -> np.ndarray:
    return encoder.read(texts, [section] * len(texts), paragraphs).themes


@given(PIECES, st.integers(1, 4))
def test_windows_hold_every_passage_once_and_whole(pieces, paragraphs):
    rows = np.array_split(np.arange(len(pieces)), paragraphs)
    windows = [w for its in rows if len(its) for w in cut_windows(its.tolist(), pieces, [7])]
    seen = [(row, w.pieces[start:end]) for w in windows for row, start, end in w.spans]
    assert seen == list(enumerate(pieces))
    assert all(len(w.pieces) <= LONGEST_WINDOW for w in windows)


@given(PIECES, st.integers(100, 2000))
def test_batches_lose_nothing_and_stay_small(pieces, most):
    windows = [w for row in range(len(pieces)) for w in cut_windows([row], pieces, [])]
    batches = batch_windows(windows, most)
    assert sorted(id(w) for batch in batches for w in batch) == sorted(map(id, windows))
    for batch in batches:
        longest = max(len(w.pieces) for w in batch)
        assert len(batch) == 1 or longest * len(batch) <= most
        rows, places, inputs = stack_windows(batch)
        assert inputs["spans"][places].sum(axis=1).tolist() == [len(pieces[row]) for row in rows]


def test_the_shipped_encoder_knows_the_shipped_themes():
    assert ENCODER.themes == sorted(load_codebook(ROOT / "themes").themes)


def test_it_finds_a_theme_without_its_word_and_its_stance():
    reading = ENCODER.read(["The midwife did not know that the police had been twice."], ["findings"], [[0]])
    column = ENCODER.themes.index("information-sharing")
    assert reading.themes[0].argmax() == column
    assert reading.stances[0, column].argmax() == 0  # shortfall


def test_a_passage_is_read_in_its_paragraph():
    texts = ["The chair challenged the decision to close the case.", "This had not happened before."]
    apart, together = chances(ENCODER, texts, [[0], [1]]), chances(ENCODER, texts, [[0, 1]])
    column = ENCODER.themes.index("professional-challenge")
    assert together[1, column] > apart[1, column] + 1


def test_the_same_passages_give_the_same_numbers_whatever_else_was_read():
    texts = ["Supervision was missed for months.", "The school rang.", "Nobody asked about the father."]
    first = chances(ENCODER, texts, [[0, 1], [2]])
    chances(ENCODER, ["Something else altogether."] * 50, [[row] for row in range(50)])
    assert np.array_equal(chances(ENCODER, texts, [[0, 1], [2]]), first)


@pytest.mark.parametrize("text", ["", " ", "\x00\ufffd", "word " * 5000, "🙂" * 300, "儿童" * 200])
def test_any_text_is_read(text):
    assert np.isfinite(chances(ENCODER, [text], [[0]])).all()


def test_a_theme_that_it_does_not_know_gets_noughts():
    reading = Reading(np.ones((1, 2)), np.ones((1, 2, 4))).select(["a", "b"], ["b", "new"])
    assert reading.themes.tolist() == [[1, 0]]
    assert reading.stances[0, 1].tolist() == [0, 0, 0, 0]


@pytest.fixture
def themes(tmp_path) -> Path:
    return Path(shutil.copytree(ROOT / "themes", tmp_path / "themes"))


def test_without_the_encoder_words_and_rules_code(themes):
    shutil.rmtree(themes / "encoder")
    [found] = Coder(load_codebook(themes)).code_units([Unit("Supervision was not effective.", "findings")])
    assert ("supervision-and-oversight", "shortfall") in [(one.theme, one.stance) for one in found]


@pytest.mark.parametrize(("file", "content"), [("model.onnx", b"not a model"), ("settings.json", b"{")])
def test_a_damaged_encoder_is_named_with_what_to_do(themes, file, content):
    (themes / "encoder" / file).write_bytes(content)
    with pytest.raises(CodebookError, match=f"{file}.*get the file again"):
        load_encoder(themes)


def test_the_chance_that_is_told_is_more_modest_than_the_odds_and_codes_the_same(monkeypatch):
    coder = Coder(load_codebook(ROOT / "themes"))
    units = [Unit(text, section="findings") for text in SENTENCES]
    told = [one for found in coder.code_units(units) for one in found]
    monkeypatch.setattr(coder._encoder, "blend", replace(coder._encoder.blend, scale=1.0, shift=0.0))
    odds = [one for found in coder.code_units(units) for one in found]
    assert [(one.theme, one.stance) for one in told] == [(one.theme, one.stance) for one in odds]
    assert told and all(one.confidence < other.confidence for one, other in zip(told, odds, strict=True))
