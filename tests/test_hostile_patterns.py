"""Patterns of the codebook: each gives its answer at a cost that grows with the text, or is refused."""

import itertools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from learning_themes import suite
from learning_themes.cli import main
from learning_themes.themes.codebook import Pattern
from learning_themes.themes.spans import find_span
from tests.conftest import ROOT

NO_END = {"LOWER": "a", "OP": "+"}


def lines_run(function, *arguments) -> int:
    """Return how many lines of Python a call runs: its work, whatever else the computer does."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        function(*arguments)
    finally:
        sys.settrace(None)
    return count


def try_all(groups, within):
    """Return what `find_span` should, by trying every choice of places."""
    spans = []
    for places in itertools.product(*groups):
        ordered = sorted(places)
        gaps = [after[0] - before[1] for before, after in itertools.pairwise(ordered)]
        if all(0 <= gap <= within for gap in gaps):
            spans.append((ordered[0][0], ordered[-1][1]))
    return min(spans, default=None)


PLACES = st.tuples(st.integers(0, 12), st.integers(1, 3)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(st.lists(PLACES, min_size=1, max_size=4), min_size=1, max_size=4), st.integers(0, 5))
def test_the_span_is_the_one_that_trying_everything_gives(groups, within):
    assert find_span(groups, within) == try_all(groups, within)


@pytest.mark.parametrize("groups", [2, 3, 4, 6])
@pytest.mark.parametrize("apart", [1, 2, 40])
def test_four_times_the_text_is_four_times_the_work(groups, apart):
    def work(size: int) -> int:
        return lines_run(find_span, [[(n * apart, n * apart + 1) for n in range(size)]] * groups, 5)

    assert work(200) < 4.5 * work(50)


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        ([NO_END, NO_END, {"LOWER": "b"}], "could take for ever"),
        ([{"OP": "*"}, {"LOWER": "b"}, {"OP": "{2,}"}], "could take for ever"),
        ([{"LOWER": "a"}, {"OP": "{0,20}"}, {"LOWER": "b"}], "at most 8 tokens that may be left out"),
        ([{"LOWER": "a"}, *[{"OP": "?"}] * 9], "at most 8 tokens that may be left out"),
        ([{"LOWER": "a"}, {"TEXT": {"REGEX": "(a+)+$"}}], "REGEX could take for ever"),
        ([{"LOWER": {"FUZZY": "a"}}], "FUZZY could take for ever"),
        ([{"LOWER": {"FUZZY9": "a"}}], "FUZZY9 could take for ever"),
        ([{"LOWER": "a"}] * 31, "at most 30 tokens"),
    ],
)
def test_a_pattern_that_could_take_for_ever_is_refused(tokens, told):
    with pytest.raises(ValidationError, match=told):
        Pattern(tokens=tokens)


def test_more_groups_than_can_be_tried_are_refused():
    with pytest.raises(ValidationError, match="at most 6"):
        Pattern(near=[["a"]] * 7)


def test_codebook_check_names_the_theme_and_the_pattern(tmp_path, monkeypatch, capsys):
    ignored = shutil.ignore_patterns("encoder", "examples", "learned")
    themes = Path(shutil.copytree(ROOT / "themes", tmp_path / "themes", ignore=ignored))
    monkeypatch.setattr(suite, "themes_folder", lambda: themes)
    pattern = '- tokens: [{LOWER: a, OP: "+"}, {LOWER: a, OP: "+"}, {LOWER: b}]\n'
    theme = themes / "context-of-harm" / "neglect.yaml"
    text = theme.read_text(encoding="utf-8").replace("patterns:\n", f"patterns:\n{pattern}", 1)
    theme.write_text(text, encoding="utf-8")
    assert main(["codebook", "check"]) != 0
    told = "".join(capsys.readouterr())
    assert "neglect.yaml, line" in told and "patterns.0" in told and "could take for ever" in told


HOSTILE = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from learning_themes.suite import themes_folder
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.language import load_language
from learning_themes.themes.rules import Rules

nlp, codebook = load_language(), load_codebook(themes_folder())
rules = Rules(codebook, nlp)
for theme in codebook.themes.values():
    words = []
    for pattern in theme.patterns:
        words += [word for group in pattern.near or [] for word in group]
        words += [pattern.phrase or pattern.exact or "assault"]
    rules.find_hits(nlp(" ".join((words * 800)[:800])))
    rules.find_hits(nlp(" ".join([words[0], words[-1]] * 400)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a process's time is of Unix")
def test_no_shipped_pattern_hangs_on_its_own_words_said_over_and_over():
    done = subprocess.run([sys.executable, "-c", HOSTILE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
