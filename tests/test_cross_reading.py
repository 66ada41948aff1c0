"""Cross-reading: what national bodies call the themes is checked data, shown where it is of use."""

from pathlib import Path

import pytest

from learning_themes.errors import CodebookError
from learning_themes.reports.elsewhere import describe_elsewhere, tabulate_elsewhere
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.cross_reading import FILE, load_cross_reading
from tests.conftest import ROOT

CODEBOOK = load_codebook(ROOT / "themes")
READING = load_cross_reading(ROOT / "themes", CODEBOOK.themes)
SOURCE = "sources:\n  s:\n    publisher: P\n    title: T\n    year: 2020\n"
HEADING = "headings:\n- {source: s, heading: H, themes: {neglect: close}}\n"


def test_the_reference_of_cross_reading_is_as_the_data_has_it():
    page = (ROOT / "docs" / "cross-reading.md").read_text(encoding="utf-8")
    assert page == describe_elsewhere(READING, CODEBOOK.themes)


def test_every_publication_is_used_and_every_theme_has_a_row():
    assert {one.source for one in READING.headings} == set(READING.sources)
    assert set(tabulate_elsewhere(CODEBOOK)["theme"]) == set(CODEBOOK.themes)


def test_what_was_compared_names_where():
    compared = {one.source for one in READING.headings if one.compared}
    assert all(READING.sources[source].where for source in compared)


def test_the_closest_heading_comes_first():
    fits = [one.themes["assessment-and-analysis"] for one in READING.of_theme("assessment-and-analysis")]
    assert fits == sorted(fits, key=["close", "wider", "part"].index) and len(set(fits)) == 3


def load(folder: Path, text: str) -> object:
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_cross_reading(folder, ["neglect"])


def test_a_codebook_without_the_file_has_no_headings(tmp_path):
    assert load_cross_reading(tmp_path, ["neglect"]).headings == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SOURCE + HEADING.replace("neglect", "neglct"), "Did you mean 'neglect'"),
        (SOURCE + HEADING.replace("source: s", "source: x"), "names the source 'x'"),
        (SOURCE.replace("    year: 2020\n", "") + HEADING, "sources.s.year"),
        (SOURCE.replace("publisher: P", "publisher: ''") + HEADING, "sources.s.publisher"),
        (SOURCE + HEADING.replace("close", "same"), "themes.neglect"),
        (SOURCE + HEADING.replace("{neglect: close}", "{}"), "headings.0.themes"),
        (SOURCE + HEADING + HEADING.splitlines()[1] + "\n", "given twice"),
        (SOURCE + HEADING.replace("heading: H", "heading: H, page: 3"), "page"),
        ("sources: [", "line 2: did not find expected node"),
    ],
)
def test_a_mistake_is_told_with_file_and_place(tmp_path, text, told):
    with pytest.raises(CodebookError, match=FILE) as error:
        load(tmp_path, text)
    assert told in str(error.value)
