"""The text of each face of the board report, as somebody reads it, with the words of its charts."""

from pathlib import Path

import docx
import pptx
import pypdfium2
from docx.oxml.ns import qn
from lxml import html


def read_html(path: Path) -> str:
    """Return the words of the page and of its pictures, without styles."""
    page = html.fromstring(path.read_text(encoding="utf-8"))
    for element in page.xpath("//style|//nav"):
        element.drop_tree()
    for picture in page.xpath("//img"):
        picture.text = f" {picture.get('alt')} "
    for element in page.iter():
        element.tail = (
            f"{element.tail or ''} " if element.tag in ("td", "th", "p", "li", "h2") else element.tail
        )
    return " ".join(page.xpath("//body//text()"))


def read_word(path: Path) -> str:
    """Return the words of the Word file and of its pictures, in order, with header and footer left out."""
    parts = []
    for element in docx.Document(path).element.body.iter(qn("w:p")):
        parts.append("".join(element.itertext(qn("w:t"))))
        parts += [one.get("descr", "") for one in element.iter(f"{{{WP}}}docPr")]
    return " ".join(parts)


def read_pdf(path: Path) -> str:
    """Return the words of the pages."""
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(page.get_textpage().get_text_bounded() for page in pdf)


def read_slides(path: Path) -> str:
    """Return the words of the slides, their pictures and their notes."""
    parts = []
    for page in pptx.Presentation(path).slides:
        for shape in page.shapes:
            if shape.has_text_frame and shape.name != "Slide number":
                parts.append(shape.text_frame.text)
            elif not shape.has_text_frame:
                parts.append(shape._element.nvPicPr.cNvPr.get("descr"))
        parts.append(page.notes_slide.notes_text_frame.text)
    return " ".join(parts)


WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
