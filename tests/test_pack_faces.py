"""The files of a pack as they open: one page where one is promised, and all that a screen reader needs."""

import shutil
import subprocess
from pathlib import Path

import docx
import pptx
import pytest
from docx.oxml.ns import qn

from learning_themes.reports.briefing import count_pages
from learning_themes.reports.training_packs import write_training
from learning_themes.tables import read_table
from learning_themes.themes.codebook import load_codebook
from tests.conftest import ROOT

CODEBOOK = load_codebook(ROOT / "themes")
THEMES = ["professional-challenge", "information-sharing+neglect", "online-harm", "identity-and-culture"]
PICTURE = 13


@pytest.fixture(scope="module")
def training(example_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of packs on THEMES, and of briefings on every review, from the example corpus."""
    run = tmp_path_factory.mktemp("faces") / "run"
    shutil.copytree(example_run / "tables", run / "tables")
    shutil.copy(example_run / "run.json", run)
    write_training(
        run, codebook=CODEBOOK, partnership="Calderstone", dates="publication", as_of="2026-01-31",
        themes=THEMES, include_drafts=True, people=run,
    )  # fmt: skip
    return run / "training"


def test_every_review_of_the_example_has_a_briefing(training):
    register = read_table("register", training.parent / "tables")
    ours = register[(register["group"] == "ours") & (register["read_status"] != "not-read")]
    assert len(list(training.glob("reviews/*/briefing.pdf"))) == ours["review_id"].nunique() == 20


def test_every_briefing_is_one_page_as_pdf(training):
    paths = sorted(training.rglob("briefing.pdf"))
    assert len(paths) == 24
    assert {path.parent.name: count_pages(path.read_bytes()) for path in paths} == {
        path.parent.name: 1 for path in paths
    }


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here, so no page was counted")
def test_every_briefing_and_handout_is_one_page_in_word(training, tmp_path):
    made = {}
    for path in sorted((*training.rglob("briefing.docx"), *training.rglob("handout.docx"))):
        made[f"{len(made):02}-{path.stem}"] = path
        shutil.copy(path, tmp_path / f"{list(made)[-1]}.docx")
    asked = ["soffice", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless"]
    asked += ["--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, sorted(tmp_path.glob("*.docx")))]
    subprocess.run(asked, check=True, capture_output=True)
    pages = {name: count_pages((tmp_path / f"{name}.pdf").read_bytes()) for name in made}
    assert len(pages) == 28 and set(pages.values()) == {1}, pages


def test_every_word_file_has_a_title_a_language_and_headings_in_order(training):
    for path in training.rglob("*.docx"):
        document = docx.Document(path)
        assert document.core_properties.title and document.core_properties.language == "en-GB"
        languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
        assert languages == {"en-GB"}, path
        levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
        assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False)), path


def test_tables_have_a_header_row_and_pictures_words_for_those_who_cannot_see(training):
    for path in training.rglob("*.docx"):
        document = docx.Document(path)
        assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables), path
        assert all(len(one._inline.docPr.get("descr")) > 40 for one in document.inline_shapes), path


def test_every_slide_has_a_title_of_its_own_notes_and_described_pictures(training):
    for path in training.rglob("slides.pptx"):
        deck = pptx.Presentation(path)
        titles = [page.shapes.title.text for page in deck.slides]
        assert deck.core_properties.title and deck.core_properties.language == "en-GB"
        assert all(titles) and len(set(titles)) == len(titles)
        assert all(page.notes_slide.notes_text_frame.text for page in deck.slides)
        pictures = [one for page in deck.slides for one in page.shapes if one.shape_type == PICTURE]
        assert pictures
        assert all(len(one._element.nvPicPr.cNvPr.get("descr")) > 40 for one in pictures)


def test_every_briefing_as_pdf_is_tagged_for_screen_readers(training):
    for path in training.rglob("briefing.pdf"):
        content = path.read_bytes()
        assert b"pdfuaid" in content and b"/Lang" in content and b"/StructTreeRoot" in content, path
