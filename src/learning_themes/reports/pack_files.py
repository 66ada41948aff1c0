"""Word files and slides for training: accessible, and the same bytes each time."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pptx
import pypandoc
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.presentation import Presentation
from pptx.util import Inches
from pptx.util import Pt as SlidePt

from learning_themes.reports import markdown as md
from learning_themes.reports.pack_text import Slide
from learning_themes.reports.render import READER

FIXED_TIME = (2000, 1, 1, 0, 0, 0)
NAVY = RGBColor(0x12, 0x40, 0x6B)
FONT, LANGUAGE = "Arial", "en-GB"
WIDE = (13.333, 7.5)
SIZES = ((260, 30), (450, 27), (640, 24), (860, 21))
SMALLEST = 18


def render_docx(markdown: str, *, title: str, as_of: date, points: float = 11, margin: float = 2.2) -> bytes:
    """Return a Word file of `markdown` under `title`; the same bytes for the same words and day."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pack.docx"
        pypandoc.convert_text(
            markdown,
            "docx",
            format=READER,
            outputfile=str(path),
            extra_args=["--standalone", "--wrap=none", f"--metadata=title:{md.clean(title)}"],
        )
        document = docx.Document(str(path))
    _set_properties(document, title, as_of)
    _set_styles(document, points, margin)
    for table in document.tables:
        _dress_table(table)
    return _fix(document)


def render_slides(slides: Sequence[Slide], *, title: str, as_of: date) -> bytes:
    """Return a presentation, one slide each, with the notes of the speaker; the same bytes each time."""
    show = pptx.Presentation()
    show.slide_width, show.slide_height = (Inches(side) for side in WIDE)
    _place(show)
    for number, slide in enumerate(slides):
        _add_slide(show, slide, opening=number == 0)
    _set_properties(show, title, as_of)
    return _fix(show)


def _set_properties(document: Document | Presentation, title: str, as_of: date) -> None:
    properties = document.core_properties
    properties.title, properties.language = md.clean(title)[:255], LANGUAGE
    properties.author = properties.last_modified_by = ""
    properties.subject, properties.revision = "Learning from reviews", 1
    properties.created = properties.modified = datetime.combine(as_of, time())


def _set_styles(document: Document, points: float, margin: float) -> None:
    """Set the letters, the language and the page: A4, dark headings, body text of `points`."""
    for style in document.styles:
        if getattr(style, "font", None) is None or style.element.rPr is None and style.name != "Normal":
            continue
        _set_font(style.element.get_or_add_rPr())
    document.styles["Normal"].font.size = Pt(points)
    for name in ("Body Text", "First Paragraph", "Compact"):
        document.styles[name].paragraph_format.space_before = Pt(points * 0.25)
        document.styles[name].paragraph_format.space_after = Pt(points * 0.35)
    for name, size in (("Title", 2.0), ("Heading 1", 1.45), ("Heading 2", 1.15)):
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.bold = Pt(points * size), NAVY, True
        style.paragraph_format.space_before = Pt(points * 0.9)
        style.paragraph_format.space_after = Pt(points * 0.3)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(margin)


def _set_font(properties: OxmlElement) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    properties.append(language)


def _dress_table(table: Table) -> None:
    """Give a table lines, a header row that repeats and is told as one, and rows that stay whole."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9AA5B1")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        wanted = ["w:cantSplit"] + (["w:tblHeader"] if number == 0 else [])
        for name in wanted:
            if properties.find(qn(name)) is None:
                properties.append(OxmlElement(name))
        if number == 0:
            for run in (run for cell in row.cells for part in cell.paragraphs for run in part.runs):
                run.bold = True


def _place(show: Presentation) -> None:
    """Move the places of title and text, made for narrow slides, to where wide slides have them."""
    width = Inches(WIDE[0] - 1.4)
    for layout in (show.slide_layouts[0], show.slide_layouts[1]):
        opening = layout is show.slide_layouts[0]
        for place in layout.placeholders:
            kind = place.placeholder_format.idx
            if kind == 0:
                top, height = (Inches(2.2), Inches(1.6)) if opening else (Inches(0.4), Inches(1.1))
            elif kind == 1:
                top, height = (Inches(4.0), Inches(2.2)) if opening else (Inches(1.65), Inches(5.3))
            else:
                place._element.getparent().remove(place._element)
                continue
            place.left, place.top, place.width, place.height = Inches(0.7), top, width, height


def _add_slide(show: Presentation, slide: Slide, *, opening: bool) -> None:
    page = show.slides.add_slide(show.slide_layouts[0 if opening else 1])
    page.shapes.title.text = md.clean(slide.title)
    _set_runs(page.shapes.title.text_frame, 40 if opening else 32, bold=True)
    if not opening:
        page.shapes.title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    frame = page.placeholders[1].text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.text = md.clean(slide.lines[0]) if slide.lines else ""
    for line in slide.lines[1:]:
        frame.add_paragraph().text = md.clean(line)
    _set_runs(frame, _choose_size(slide.lines))
    for paragraph in frame.paragraphs:
        paragraph.space_after = SlidePt(8)
    page.notes_slide.notes_text_frame.text = md.clean(slide.notes)


def _choose_size(lines: Sequence[str]) -> int:
    length = sum(map(len, lines)) + 20 * len(lines)
    return next((size for most, size in SIZES if length <= most), SMALLEST)


def _set_runs(frame: object, size: int, *, bold: bool = False) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.name = SlidePt(size), FONT
            run._r.get_or_add_rPr().set("lang", LANGUAGE)
            if bold:
                run.font.bold = True
                run.font.color.rgb = pptx.dml.color.RGBColor(*NAVY)


def _fix(document: Document | Presentation) -> bytes:
    """Return the file's bytes with every time in it fixed and its parts in one order."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


def name_file(words: str) -> str:
    """Return `words` as part of a file name that every system takes."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:80].strip("-") or "unnamed"
