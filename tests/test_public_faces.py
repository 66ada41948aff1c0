"""The public version and the documents beside it, as those who cannot see, use a keyboard or a phone do."""

import re
import shutil
from pathlib import Path

import docx
import pptx
import pytest
from browser_page import OPEN_ALL, RUNS_OVER, find_violations, opened
from docx.oxml.ns import qn
from lxml import html
from pdf_structure import read_tags

from learning_themes.reports.data_protection import write_data_protection_note
from learning_themes.reports.disclosure import check_disclosure
from learning_themes.reports.statements import write_statement
from learning_themes.reports.yearly_chapter import write_chapter
from tests.public_world import DAY, PARTNERSHIP

ABOUT = {"partnership": PARTNERSHIP, "as_of": DAY}
PAGES = ("board report", "method statement", "data-protection note", "statement", "chapter", "findings")
WORD_FILES = PAGES[:-1]


@pytest.fixture(scope="module")
def files(public_run, tmp_path_factory) -> dict[str, Path]:
    """Return the files of a run for the public, without their endings, by what they are."""
    folder = tmp_path_factory.mktemp("faces") / "run"
    shutil.copytree(public_run.folder, folder)
    public, findings = folder / "public", public_run.findings
    checked = check_disclosure(folder)
    review = findings.reviews[findings.reviews["group"] == "ours"]["review_id"].iloc[0]
    return {
        "board report": public / "board-report",
        "method statement": public / "method-statement",
        "data-protection note": write_data_protection_note(folder, **ABOUT)[0].with_suffix(""),
        "statement": write_statement(public, findings, review, **ABOUT)[0].with_suffix(""),
        "chapter": write_chapter(public, findings, findings.counts.last_year, **ABOUT)[0].with_suffix(""),
        "findings": checked.path.with_suffix(""),
    }


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong_and_nothing_runs_over(files, name, width):
    with opened(files[name].with_suffix(".html"), width=width) as page:
        assert find_violations(page) == []
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(RUNS_OVER) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_title_its_language_and_nothing_from_elsewhere(files, name):
    page = html.fromstring(files[name].with_suffix(".html").read_text(encoding="utf-8"))
    assert page.get("lang") == "en-GB" and page.findtext(".//title").strip()
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False))
    assert not [link for link in page.xpath("//@src | //link/@href") if not link.startswith("data:")]


def test_the_public_pdf_is_pdf_ua_with_words_for_each_figure_and_heads_for_each_table(files):
    path = files["board report"].with_suffix(".pdf")
    assert re.search(rb"pdfuaid:part(?:>|=\")1", path.read_bytes())
    tags = read_tags(path)
    figures = [tag.alt for tag in tags if tag.kind == "Figure"]
    assert len(figures) > 5 and all(len(alt) > 20 for alt in figures)
    heads = sum(tag.kind == "THead" for tag in tags)
    assert heads > 2
    assert sum(set(tag.held) == {"TH"} for tag in tags if tag.kind == "TR") == heads


@pytest.mark.parametrize("name", PAGES)
def test_each_table_and_figure_of_a_page_has_a_caption_of_its_own(files, name):
    page = html.fromstring(files[name].with_suffix(".html").read_text(encoding="utf-8"))
    told = [" ".join(one.text_content().split()) for one in page.iter("caption", "figcaption")]
    assert len(told) == len(list(page.iter("table", "figure")))
    assert all(len(one) > 10 or name == "findings" for one in told)
    if name != "findings":
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("name", WORD_FILES)
def test_each_table_and_picture_of_a_word_file_has_a_numbered_caption(files, name):
    word = docx.Document(files[name].with_suffix(".docx"))
    numbered = [one for one in word.paragraphs if re.match(r"(Table|Figure) \d+\. .{10}", one.text)]
    kinds = [one.text.split()[0] for one in numbered]
    assert kinds.count("Table") == len([one for one in word.tables if len(one.rows) > 1])
    assert kinds.count("Figure") == len(word.inline_shapes)
    assert all("Caption" in one.style.name for one in numbered)


@pytest.mark.parametrize("name", WORD_FILES)
def test_a_word_file_has_title_language_steps_words_and_heads(files, name):
    word = docx.Document(files[name].with_suffix(".docx"))
    assert PARTNERSHIP in word.core_properties.title and word.core_properties.language == "en-GB"
    levels = [int(one.style.name[-1]) for one in word.paragraphs if one.style.name.startswith("Heading")]
    assert levels and levels[0] == 1
    assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False))
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    for picture in word.inline_shapes:
        assert len(picture._inline.docPr.get("descr")) > 20


def test_the_public_slides_have_a_title_each_words_for_charts_and_the_marking(files):
    deck = pptx.Presentation(files["board report"].with_suffix(".pptx"))
    assert deck.core_properties.title and deck.core_properties.language == "en-GB"
    titles = [page.shapes.title.text_frame.text for page in deck.slides]
    assert all(titles) and len(set(titles)) == len(titles)
    pictures = [one for page in deck.slides for one in page.shapes if one.shape_type == 13]
    assert pictures and all(len(one._element.nvPicPr.cNvPr.get("descr")) > 20 for one in pictures)
    words = " ".join(shape.text_frame.text for shape in deck.slide_layouts[1].shapes if shape.has_text_frame)
    assert "Public version" in words and "Restricted" not in words
