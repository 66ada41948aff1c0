"""Stance: the same theme as shortfall, strength, recommendation or context."""

import pytest

from learning_themes.errors import CodebookError
from learning_themes.themes.language import load_language
from learning_themes.themes.stance import StanceRules, load_stance_words
from tests.conftest import ROOT

NLP = load_language()
RULES = StanceRules(load_stance_words(ROOT / "themes"), NLP)


def stance(text: str, word: str, section: str = "analysis") -> str:
    """Return the stance of the theme that stands at `word`."""
    doc = NLP(text)
    place = next(token.i for token in doc if token.text == word)
    return RULES.judge(doc, RULES.find_cues(doc), place, section).stance


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Supervision was regular and effective.", "Supervision", "strength"),
        ("Supervision was not effective.", "Supervision", "shortfall"),
        ("Supervision was not consistently effective.", "Supervision", "shortfall"),
        ("There was no delay in the assessment.", "assessment", "strength"),
        ("Managers should review supervision each quarter.", "supervision", "recommendation"),
        ("Ensure that supervision is recorded.", "supervision", "recommendation"),
        ("Supervision should have been recorded.", "Supervision", "shortfall"),
        ("Although the school acted promptly, the referral was closed.", "school", "strength"),
        ("Although the school acted promptly, the referral was closed.", "referral", "shortfall"),
        ("Records are clear but plans are vague.", "Records", "strength"),
        ("Records are clear but plans are vague.", "plans", "shortfall"),
        ("Nobody told the midwife.", "midwife", "shortfall"),
    ],
)
def test_stance_follows_the_words_round_the_theme(text, word, expected):
    assert stance(text, word) == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("recommendations", "recommendation"),
        ("background", "context"),
        ("good-practice", "strength"),
    ],
)
def test_where_no_word_tells_the_section_does(section, expected):
    assert stance("The school nurse.", "school", section) == expected


def test_the_words_that_decided_are_given():
    doc = NLP("Supervision was not effective.")
    judged = RULES.judge(doc, RULES.find_cues(doc), 0, "analysis")
    assert "effective" in judged.why or "not" in judged.why


def test_a_mistake_in_the_stance_words_is_named(tmp_path):
    text = (ROOT / "themes" / "stance.yaml").read_text(encoding="utf-8")
    (tmp_path / "stance.yaml").write_text(
        text.replace("summary: shortfall", "summary: bad"), encoding="utf-8"
    )
    with pytest.raises(CodebookError, match="summary: bad"):
        load_stance_words(tmp_path)
