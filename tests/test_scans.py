"""Pages that are pictures are read by tesseract where it is installed, and always told of."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import typst

from learning_themes.corpus.register import read_corpus
from learning_themes.corpus.scanned import read_picture
from learning_themes.corpus.scanned_extra import Box, tabulate_boxes
from tests.test_reading import read_one, texts

FIRST = "The health visitor did not share her concerns with the school, and nobody asked the family why. "
SECOND = "The police told the midwife of the assault on the same day, and she changed her plan. "

needs_tesseract = pytest.mark.skipif(
    not shutil.which("tesseract"), reason="tesseract is not installed: scans are listed, not read"
)


@pytest.fixture(scope="session")
def half_scanned(tmp_path_factory) -> bytes:
    """Return a PDF with a page of print, and one that is a picture of print."""
    folder = tmp_path_factory.mktemp("scan")
    printed = typst.compile(f"#set text(12pt)\n= Findings\n\n{SECOND * 6}".encode())
    pdfium.PdfDocument(printed)[0].render(scale=3).to_pil().convert("L").save(folder / "page.png")
    first = f"#set page(margin: 0pt)\n#pad(60pt)[= Narrative\n\n{FIRST * 6}]"
    source = f'{first}\n#pagebreak()\n#image("page.png")'
    (folder / "half.typ").write_text(source, encoding="utf-8")
    return typst.compile(folder / "half.typ")


@needs_tesseract
def test_a_report_of_which_half_is_scanned_is_read_whole(tmp_path, half_scanned):
    row, passages = read_one(tmp_path / "c", "half.pdf", half_scanned)
    assert FIRST.strip() in texts(passages) and SECOND.strip() in texts(passages)
    assert row["read_status"] == "read-with-warning"
    assert row["problems"].startswith("page 2 is scanned and read by tesseract, 9")


@needs_tesseract
def test_the_headings_of_a_typed_scan_open_sections(tmp_path, example_scan):
    row, passages = read_one(tmp_path / "c", "scan.pdf", example_scan.read_bytes())
    headings = texts(passages, kind="heading")
    assert "WHAT I MAKE OF IT" in headings and "The weight on the health visitors" in headings
    assert row["pages"] == 5 and row["words"] > 1500
    assert set(passages["section"]) >= {"narrative", "findings", "good-practice"}


def test_a_page_that_nobody_read_is_told_of(tmp_path, half_scanned):
    (tmp_path / "half.pdf").write_bytes(half_scanned)
    reading = read_corpus(tmp_path, scans=False)
    assert FIRST.strip() in texts(reading.passages) and SECOND.strip() not in texts(reading.passages)
    assert "page 2 is scanned and not read" in reading.register["problems"].iloc[0]
    assert reading.quality["look"].iloc[0].endswith("1 scanned pages were not read")


def test_a_scan_that_nobody_read_is_a_row_with_what_to_do(tmp_path, example_scan):
    shutil.copy(example_scan, tmp_path / "scan.pdf")
    row = read_corpus(tmp_path, scans=False).register.iloc[0]
    assert row["read_status"] == "not-read"
    assert "probably a scan" in row["problems"] and "install tesseract" in row["problems"]


def box(left: float, top: float, text: str) -> Box:
    return Box(left, top, left + 10 * len(text), top + 20, text, 0.9)


def test_boxes_of_print_become_lines_and_paragraphs_in_reading_order():
    boxes = [
        box(300, 102, "was late."),
        box(0, 100, "The visit"),
        box(0, 124, "Nobody asked why."),
        box(0, 190, "Findings"),
    ]
    words = [row for row in tabulate_boxes(boxes) if row["level"] == "5"]
    assert [row["text"] for row in words] == "The visit was late. Nobody asked why. Findings".split()
    assert [row["block_num"] for row in words] == list("00000001")
    assert [row["line_num"] for row in words] == list("00001112")
    assert [int(row["left"]) for row in words[:4]] == [0, 40, 300, 340]


@pytest.mark.skipif(not find_spec("rapidocr"), reason="the extra `ocr` is not installed")
def test_the_extra_reads_a_page_where_there_is_no_tesseract(half_scanned, monkeypatch):
    monkeypatch.setattr("learning_themes.corpus.scanned.find_tesseract", lambda: "")
    page = read_picture(pdfium.PdfDocument(half_scanned)[1], 2)
    assert SECOND.strip() in " ".join(line.text for line in page.lines) and page.confidence > 0.8


@pytest.fixture
def example_scan() -> Path:
    """Return the scan of the example."""
    return next(Path(__file__).parents[1].glob("corpus/example/neighbours/scan_*.pdf"))
