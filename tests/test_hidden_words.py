"""Words of a PDF that cannot be seen but can be copied are told of, and never read on."""

import io

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from learning_themes.corpus.register import read_corpus
from tests.test_reading import read_one, texts

FILLER = "The health visitor did not share her concerns with the school, and nobody asked why. " * 4
NAME = "Rosalind Quillfeather"
COVER = "place(top + left, dx: -1pt, dy: -1pt, rect(fill: black, width: 97pt, height: 12pt))"
BLACK_BOX = f"The mother, #box[{NAME}#{COVER}], moved."


def page(inner: str) -> str:
    """Return Typst source of one page with running text round `inner`."""
    return f"#set text(11pt)\n#set par(justify: false)\n= Findings\n\n{FILLER}\n\n{inner}\n\n{FILLER}\n"


def draw_black_note(data: bytes) -> bytes:
    """Return a PDF with a black square laid over the name as a note."""
    pdf = pdfium.PdfDocument(data)
    first = pdf[0]
    textpage = first.get_textpage()
    start = textpage.get_text_range().index(NAME)
    boxes = [textpage.get_charbox(start + place) for place in range(len(NAME))]
    note = pdfium_c.FPDFPage_CreateAnnot(first.raw, pdfium_c.FPDF_ANNOT_SQUARE)
    box = pdfium_c.FS_RECTF(boxes[0][0] - 1, boxes[0][3] + 3, boxes[-1][2] + 1, boxes[0][1] - 3)
    pdfium_c.FPDFAnnot_SetRect(note, box)
    pdfium_c.FPDFAnnot_SetColor(note, pdfium_c.FPDFANNOT_COLORTYPE_InteriorColor, 0, 0, 0, 255)
    pdfium_c.FPDFPage_CloseAnnot(note)
    return save(pdf)


def save(pdf: pdfium.PdfDocument) -> bytes:
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def read_words(tmp_path, data: bytes) -> tuple[dict, str]:
    row, passages = read_one(tmp_path / "c", "a.pdf", data)
    return row, " ".join(texts(passages))


def test_words_under_a_black_box_are_told_of_and_not_read(tmp_path, make_pdf):
    row, words = read_words(tmp_path, make_pdf(page(BLACK_BOX)))
    assert "Quillfeather" not in words and "The mother, [redacted], moved." in words
    assert row["read_status"] == "read-with-warning"
    assert "2 words on page 1 are covered by a black box" in row["problems"]
    assert "Quillfeather" not in row["problems"]


@pytest.mark.parametrize("kind", [b"/Square", b"/Redact"])
def test_a_black_note_or_a_redaction_never_applied_covers_too(tmp_path, make_pdf, kind):
    data = draw_black_note(make_pdf(page(f"The mother, {NAME}, moved.")))
    assert b"/Square" in data
    row, words = read_words(tmp_path, data.replace(b"/Square", kind))
    assert "Quillfeather" not in words and "covered by a black box" in row["problems"]


def test_a_covered_cell_of_a_table_is_not_read(tmp_path, make_pdf):
    table = f"#table(columns: 2, [*Who*], [*What*], [{BLACK_BOX}], [Asked the school to share what it knew.])"
    row, words = read_words(tmp_path, make_pdf(page(table)))
    assert "Quillfeather" not in words and "[redacted]" in words


@pytest.mark.parametrize(
    "unseen",
    [f"#text(fill: white)[{NAME}]", f"#place(dx: 900pt, [{NAME}])"],
    ids=["white", "off-page"],
)
def test_words_that_cannot_be_seen_are_told_of_and_not_read(tmp_path, make_pdf, unseen):
    row, words = read_words(tmp_path, make_pdf(page(unseen)))
    assert "Quillfeather" not in words
    assert "2 words on page 1 are invisible" in row["problems"]


def test_print_in_the_invisible_mode_is_told_of_and_not_read(tmp_path, make_pdf):
    pdf = pdfium.PdfDocument(make_pdf(page(NAME)))
    first = pdf[0]
    textpage = first.get_textpage()
    for drawn in first.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], textpage=textpage):
        if "Quillfeather" in drawn.extract():
            pdfium_c.FPDFTextObj_SetTextRenderMode(drawn.raw, pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)
    first.gen_content()
    row, words = read_words(tmp_path, save(pdf))
    assert "Quillfeather" not in words and "invisible" in row["problems"]


@pytest.mark.parametrize(
    "seen",
    [
        f"#block(fill: black, inset: 4pt, text(fill: white)[{NAME}])",
        f"#table(columns: 1, fill: rgb(20, 40, 80), text(fill: white)[{NAME}])",
        f"#rect(stroke: black)[{NAME}]",
        f"#highlight[{NAME}]",
    ],
    ids=["banner", "table-head", "frame", "highlight"],
)
def test_print_that_can_be_seen_is_read(tmp_path, make_pdf, seen):
    row, words = read_words(tmp_path, make_pdf(page(seen)))
    assert NAME in words and row["problems"] == ""


@pytest.mark.parametrize("unseen", ["hidden", "style='display: none'", "style='color:red;VISIBILITY:hidden'"])
def test_parts_of_a_web_page_that_nobody_sees_are_told_of_and_not_read(tmp_path, html_report, unseen):
    page = html_report.replace("</article>", f"<p {unseen}>The mother was Quillfeather.</p></article>")
    (tmp_path / "q.html").write_text(page, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert "Quillfeather" not in " ".join(corpus.passages["text"])
    assert "hidden parts of the page with 4 words" in corpus.register.iloc[0]["problems"]


def test_parts_of_a_web_page_that_a_search_opens_are_read(tmp_path, html_report):
    page = html_report.replace("</article>", "<p hidden='until-found'>The school was told.</p></article>")
    (tmp_path / "q.html").write_text(page, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert "The school was told." in set(corpus.passages["text"])
    assert not corpus.register.iloc[0]["problems"]
