"""Patterns of the codebook: each gives its answer at a cost that grows with the text, or is refused."""

import itertools
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from learning_themes.cli import main
from learning_themes.themes.codebook import Pattern, load_codebook
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


def test_codebook_check_names_the_theme_and_the_pattern(tmp_path, capsys):
    source = (ROOT / "themes" / "context-of-harm" / "neglect.yaml").read_text(encoding="utf-8")
    pattern = '- tokens: [{LOWER: a, OP: "+"}, {LOWER: a, OP: "+"}, {LOWER: b}]\n'
    theme = tmp_path / "context-of-harm" / "wild.yaml"
    theme.parent.mkdir()
    text = source.replace("id: neglect", "id: wild").replace("patterns:\n", f"patterns:\n{pattern}", 1)
    theme.write_text(text, encoding="utf-8")
    assert main(["codebook", "check", "--local-themes", str(tmp_path)]) != 0
    told = "".join(capsys.readouterr())
    assert "wild.yaml, line" in told and "patterns.0" in told and "could take for ever" in told


HOSTILE = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from learning_themes.suite import themes_folder
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.language import load_language
from learning_themes.themes.rules import Rules

nlp, codebook = load_language(), load_codebook(themes_folder())
rules = Rules(codebook, nlp)
for theme in codebook.themes.values():
    for pattern in theme.patterns:
        groups = pattern.near or [[pattern.phrase or pattern.exact or "a"]]
        words = [word for group in groups for word in group]
        words += [one for token in pattern.tokens or [] for value in token.values() if isinstance(value, dict)
                  for one in value.get("IN", [])]
        doc = nlp(" ".join((words * 3000)[:3000]))
        rules.find_hits(doc)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a process's time is of Unix")
def test_no_shipped_pattern_hangs_on_its_own_words_said_three_thousand_times():
    done = subprocess.run([sys.executable, "-c", HOSTILE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


def test_every_shipped_pattern_keeps_within_the_bounds():
    codebook = load_codebook(ROOT / "themes")
    assert sum(len(theme.patterns) for theme in codebook.themes.values()) > 500
