"""The codebook: every theme proves itself, and every mistake in a file is named with its line."""

import shutil
from pathlib import Path

import pytest

from learning_themes.errors import CodebookError
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.coding import Coder, Unit
from learning_themes.themes.language import load_language
from learning_themes.themes.rules import Rules
from tests.conftest import ROOT

CODEBOOK = load_codebook(ROOT / "themes")
RULES = Rules(CODEBOOK, load_language())
MUST = [(t.id, e.text) for t in CODEBOOK.themes.values() for e in t.must_match]
MUST_NOT = [(t.id, text) for t in CODEBOOK.themes.values() for text in t.must_not_match]


def themes_found(text: str) -> set[str]:
    return {hit.theme for hit in RULES.find_hits(load_language()(text))}


@pytest.mark.parametrize(("theme", "text"), MUST)
def test_a_theme_finds_the_sentences_it_must(theme, text):
    assert theme in themes_found(text)


@pytest.mark.parametrize(("theme", "text"), MUST_NOT)
def test_a_theme_passes_over_its_near_misses(theme, text):
    assert theme not in themes_found(text)


def test_the_codebook_has_36_themes_in_six_families():
    assert len(CODEBOOK.themes) == 36
    assert len(CODEBOOK.families) == 6
    assert {theme.family for theme in CODEBOOK.themes.values()} == set(CODEBOOK.families)


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    """Return a copy of the codebook without its examples: rules alone, so that nothing is trained."""
    ignored = shutil.ignore_patterns("examples", "encoder")
    return Path(shutil.copytree(ROOT / "themes", tmp_path / "themes", ignore=ignored))


def change(themes: Path, old: str, new: str) -> Path:
    path = themes / "family-and-risk" / "early-warning.yaml"
    path.write_text(THEME.replace(old, new), encoding="utf-8")
    return path


THEME = """\
id: early-warning
name: Early warning
family: family-and-risk
definition: Signs that were there to be seen.
patterns:
- phrase: early warning
must_match:
- text: There was an early warning.
  stance: shortfall
must_not_match:
- It was early.
"""


def test_a_partnership_adds_a_theme_by_adding_a_file(themes):
    change(themes, "", "")
    coder = Coder(load_codebook(themes))
    [found] = coder.code_units([Unit("Early warnings were missed.", "findings")])
    assert [(one.theme, one.stance) for one in found] == [("early-warning", "shortfall")]
    assert "Early warnings" in found[0].why


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("definition:", "definitoin:", 4, "Did you mean 'definition'"),
        ("- phrase: early warning", "- phrase: early warning\n  exact: MASH", 6, "exactly one of phrase"),
        ("- phrase: early warning", "- prase: early warning", 6, "Did you mean 'phrase'"),
        ("stance: shortfall", "stance: bad", 8, "'bad' is not one of shortfall"),
        ("id: early-warning", "id: late-warning", 1, "is not the file's name"),
        ("family: family-and-risk", "family: the-child", 3, "is not the folder's name"),
        ("name: Early warning", "name: Early warning\nname: Twice", 3, "duplicate key"),
        ("- It was early.", "- !!python/object:os.system {}", 11, "tags (!) are not allowed"),
        ("must_not_match:\n- It was early.\n", "", 1, "Field required"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_theme_names_its_file_and_line(themes, old, new, line, words):
    path = change(themes, old, new)
    with pytest.raises(CodebookError) as error:
        load_codebook(themes)
    assert f"{path}, line {line}: " in str(error.value)
    assert words in str(error.value)


def test_a_token_pattern_without_an_anchor_is_refused(themes):
    change(themes, "- phrase: early warning", "- tokens: [{OP: '*'}, {IS_TITLE: true}]")
    with pytest.raises(CodebookError, match="needs at least one token"):
        Coder(load_codebook(themes))


def test_a_theme_file_in_a_folder_that_is_no_family_is_not_lost_in_silence(themes):
    stray = themes / "the-chlid"
    stray.mkdir()
    shutil.copy(themes / "the-child" / "voice-of-the-child.yaml", stray)
    with pytest.raises(CodebookError, match="'the-chlid' is not a family.*'the-child'"):
        load_codebook(themes)


def test_the_digest_changes_with_a_theme_and_with_nothing_else(themes):
    assert load_codebook(themes).digest == CODEBOOK.digest
    change(themes, "", "")
    assert load_codebook(themes).digest != CODEBOOK.digest
