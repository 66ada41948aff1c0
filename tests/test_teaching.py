"""What is taught about each theme: whole, plain, never said twice, and apart from the coding."""

import re
import shutil
from pathlib import Path

import pytest

from learning_themes.errors import CodebookError
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.overlay import lay_over
from learning_themes.themes.teaching import LETTERS, LEVELS
from tests.conftest import ROOT

CODEBOOK = load_codebook(ROOT / "themes")
THEMES = list(CODEBOOK.themes)
BLAME = re.compile(
    r"\b(fail(?:ed|ure)s? (?:of|by)|incompeten\w*|careless|to blame|at fault|should have known)\b"
)
STARTS_NO_VERB = ("know", "understand", "be", "appreciate", "the", "a", "can", "to")


def teaching(theme: str):
    return CODEBOOK.themes[theme].training


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def reading_ease(texts: list[str]) -> float:
    """Return the Flesch reading ease: 206.835 - 1.015 words a sentence - 84.6 syllables a word."""
    words = re.findall(r"[A-Za-z']+", " ".join(texts))
    sentences = sum(max(1, len(re.findall(r"[.!?:;](?:\s|$)", text))) for text in texts)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * sum(map(syllables, words)) / len(words)


def syllables(word: str) -> int:
    found = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, found - silent)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_all_that_is_taught(theme):
    told = teaching(theme)
    assert all(len(told.outcomes.at(level)) >= 2 for level in LEVELS)
    assert all(question.endswith("?") for question in told.questions)
    assert all(len(re.findall(r"[.?!](?:\s|$)", text)) in (2, 3, 4) for text in told.scenarios)
    assert [len(asked) for asked in told.case_questions] == [2, 2, 2]
    assert all(question.endswith("?") for asked in told.case_questions for question in asked)
    assert all(check.question.endswith("?") or ":" in check.question for check in told.knowledge_check)
    assert all(len(set(map(plain, check.answers))) == 3 for check in told.knowledge_check)


@pytest.mark.parametrize("theme", THEMES)
def test_outcomes_say_what_people_can_do(theme):
    outcomes = [text for level in LEVELS for text in teaching(theme).outcomes.at(level)]
    assert not [text for text in outcomes if text.split()[0].lower() in STARTS_NO_VERB]
    assert not [text for text in outcomes if text[0].isupper() or text.endswith(".")]


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_taught_is_plain_and_without_blame(theme):
    told = list(teaching(theme).sentences())
    assert reading_ease(told) >= 60
    assert not [text for text in told if BLAME.search(text.casefold())]


def test_no_sentence_is_taught_twice():
    seen: dict[str, str] = {}
    for theme in THEMES:
        for text in teaching(theme).sentences():
            for sentence in re.split(r"(?<=[.?!])\s+", text):
                if len(plain(sentence).split()) >= 6:
                    assert plain(sentence) not in seen, (theme, seen.get(plain(sentence)), sentence)
                    seen[plain(sentence)] = theme
    assert len(seen) > 1500


def test_nothing_is_copied_from_the_sentences_that_prove_the_patterns():
    proofs = {plain(e.text) for t in CODEBOOK.themes.values() for e in t.must_match}
    proofs |= {plain(text) for t in CODEBOOK.themes.values() for text in t.must_not_match}
    told = {plain(text) for theme in THEMES for text in teaching(theme).sentences()}
    assert not proofs & told


def test_right_answers_cannot_be_told_by_their_place():
    letters = [check.right for theme in THEMES for check in teaching(theme).knowledge_check]
    assert all(0.25 < letters.count(letter) / len(letters) < 0.42 for letter in LETTERS)


def test_right_answers_cannot_be_told_by_their_length():
    """The right answer stands out, a fifth longer than both others, no oftener than chance."""
    checks = [check for theme in THEMES for check in teaching(theme).knowledge_check]
    others = [max(len(a) for a in check.answers if a != check.right_answer) for check in checks]
    longest = [len(c.right_answer) > 1.2 * other for c, other in zip(checks, others, strict=True)]
    assert sum(longest) / len(longest) < 1 / 3


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("examples", "encoder")
    return Path(shutil.copytree(ROOT / "themes", tmp_path / "themes", ignore=ignored))


def change(themes: Path, old: str, new: str) -> None:
    path = themes / "the-child" / "voice-of-the-child.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_coding_knows_nothing_of_a_change_to_what_is_taught(themes):
    change(themes, "  tomorrow:\n", "  tomorrow:\n  - Thank a child.\n")
    changed = load_codebook(themes)
    assert changed.digest != CODEBOOK.digest
    assert changed.coding_digest == CODEBOOK.coding_digest


def test_the_coding_knows_of_a_change_to_a_pattern(themes):
    change(themes, "patterns:\n", "patterns:\n- phrase: heard by nobody\n")
    assert load_codebook(themes).coding_digest != CODEBOOK.coding_digest


def test_the_coding_knows_of_a_pattern_that_a_partnership_added(tmp_path):
    local = tmp_path / "the-child" / "voice-of-the-child.yaml"
    local.parent.mkdir()
    local.write_text("id: voice-of-the-child\nadd_patterns:\n- phrase: heard by nobody\n", encoding="utf-8")
    assert lay_over(CODEBOOK, tmp_path).coding_digest != CODEBOOK.coding_digest


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  tomorrow:", "  tomorow:", "Did you mean 'tomorrow'"),
        ("    practitioners:", "    practitoners:", "Did you mean 'practitioners'"),
        ("    right: a", "    right: d", "'a', 'b' or 'c'"),
    ],
)
def test_a_mistake_in_what_is_taught_is_named_with_its_line(themes, old, new, words):
    change(themes, old, new)
    with pytest.raises(CodebookError, match=r"voice-of-the-child\.yaml, line \d+: training") as raised:
        load_codebook(themes)
    assert words in str(raised.value)


def test_a_theme_may_come_without_training(themes):
    path = themes / "the-child" / "voice-of-the-child.yaml"
    path.write_text(path.read_text(encoding="utf-8").split("\ntraining:")[0] + "\n", encoding="utf-8")
    assert load_codebook(themes).themes["voice-of-the-child"].training is None
