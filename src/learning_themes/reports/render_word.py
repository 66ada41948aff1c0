"""The board report as a Word file that staff can edit: real styles, headers that repeat, words for charts."""

import io
import re
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path

import docx
import pypandoc
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from learning_themes.errors import LearningThemesError
from learning_themes.files import fix_package
from learning_themes.identity import Identity
from learning_themes.reports.render import READER, TEMPLATES, without_evidence
from learning_themes.reports.word_styles import set_styles

LANGUAGE = "en-GB"
CHARTS = re.compile(r"\]\((charts/[a-z0-9-]+)\.svg\)")
WIDTH = Mm(170)
SMALL = 17  # half points, in tables
AFTER_SOURCE = Pt(7)
WHOLE = 8  # rows: a table as short as this stands on one page
CONTENTS_MARK = "CONTENTS"
# Word counts pages when a person asks it to, or else asks them at each opening. The line stands inside the
# field: it goes when the page numbers come.
NO_PAGES_YET = "For page numbers: right-click this list, choose Update Field, then Update entire table."
LEFTOVERS = ("/extended-properties", "/custom-properties")
FIELD = (
    '<w:r {ns}><w:fldChar w:fldCharType="begin"/></w:r>|<w:r {ns}><w:instrText xml:space="preserve"> {code}'
    ' </w:instrText></w:r>|<w:r {ns}><w:fldChar w:fldCharType="separate"/></w:r>|'
    '<w:r {ns}><w:t>1</w:t></w:r>|<w:r {ns}><w:fldChar w:fldCharType="end"/></w:r>'
)


def render_word(
    markdown: str, *, folder: Path, as_of: date, identity: Identity, words: dict[str, str]
) -> bytes:
    """Return the Word file, the same bytes for the same source and `as_of`; charts come from `folder`.

    `words` are the front matter: title, kind, partnership, as_of_words, marking and marking_short.
    """
    document = docx.Document(io.BytesIO(_convert(without_evidence(markdown), folder)))
    set_styles(document, identity)
    _set_page(document, words)
    _open_with(document, identity, words)
    _open_pages(document)
    for table in document.tables:
        _mend_table(table)
    _hold_quotations(document)
    _name_pictures(document)
    _fill_contents(document)
    _set_properties(document, as_of, words)
    _drop_leftovers(document)
    saved = io.BytesIO()
    document.save(saved)
    return fix_package(saved.getvalue(), day=as_of.isoformat())


def _convert(markdown: str, folder: Path) -> bytes:
    """Return what pandoc makes of the source, with the charts as PNG, which every Word can show."""
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "report.docx"
        command = [
            pypandoc.get_pandoc_path(),
            f"--from={READER}",
            "--to=docx",
            "--shift-heading-level-by=-1",
            f"--lua-filter={TEMPLATES / 'board.lua'}",
            f"--resource-path={folder}",
            f"--output={target}",
        ]
        source = CHARTS.sub(r"](\1.png)", markdown).encode()
        done = subprocess.run(command, input=source, capture_output=True, check=False)
        if done.returncode:
            raise LearningThemesError(f"pandoc could not make the Word file: {done.stderr.decode()[:500]}")
        return target.read_bytes()


def _set_page(document: Document, words: dict[str, str]) -> None:
    """Set A4 with the marking at the head of each page, and partnership and page number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    head = section.header.paragraphs[0]
    head.style = document.styles["Header"]
    head.add_run(words["marking_short"].upper()).bold = True
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Footer"]
    foot.add_run(f"{words['partnership']} · {words['kind']} · as of {words['as_of_words']} · page ")
    for part in (*_field("PAGE"), _run(" of "), *_field("NUMPAGES")):
        foot._p.append(part)


def _field(code: str) -> list[OxmlElement]:
    return [parse_xml(part.format(ns=nsdecls("w"), code=code)) for part in FIELD.split("|")]


def _run(text: str) -> OxmlElement:
    return parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">{text}</w:t></w:r>')


def _open_with(document: Document, identity: Identity, words: dict[str, str]) -> None:
    """Put partnership, logo, day and marking about the title."""
    title = document.paragraphs[0]
    above = title.insert_paragraph_before(words["partnership"], style="As of")
    if identity.logo:
        from learning_themes.reports.logo import logo_png

        picture = above.insert_paragraph_before(style="As of").add_run()
        shape = picture.add_picture(io.BytesIO(logo_png(identity)), height=Mm(16))
        shape._inline.docPr.set("descr", identity.logo_alt)
    following = title._p.getnext()  # may be the bookmark of the first heading, which stays beside it
    for text, style in ((f"As of {words['as_of_words']}", "As of"), (words["marking"], "Marking")):
        line = Paragraph(OxmlElement("w:p"), title._parent)
        following.addprevious(line._p)
        line.style = document.styles[style]
        line.add_run(text)


def _open_pages(document: Document) -> None:
    """Let the heading after a page break open its page, so that no break can leave a page empty."""
    for mark in [
        one for one in document.paragraphs if one._p.findall(f".//{qn('w:br')}") and not one.text.strip()
    ]:
        following = mark._p.getnext()
        while following.tag != qn("w:p"):
            following = following.getnext()
        Paragraph(following, mark._parent).paragraph_format.page_break_before = True
        mark._p.getparent().remove(mark._p)


def _hold_quotations(document: Document) -> None:
    """Hold a quotation and its source on one page, apart from the next quotation."""
    quoted = [one for one in document.paragraphs if one.style.name == "Block Text"]
    for one in quoted:
        one.paragraph_format.keep_together = True
        is_source = any(run.style.name == "Source" for run in one.runs)
        one.paragraph_format.keep_with_next = not is_source
        if is_source:  # the next words are another's
            one.paragraph_format.space_after = AFTER_SOURCE


def _mend_table(table: Table) -> None:
    """Let the first row repeat on each page, no row break over two, and letters be small enough."""
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        for old in (*properties.findall(qn("w:tblHeader")), *properties.findall(qn("w:cantSplit"))):
            properties.remove(old)
        properties.insert(0, OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
    whole = len(table.rows) <= WHOLE
    held = table.rows[:-1] if whole else [*table.rows[:2], table.rows[-2]]  # no row alone on a page
    for paragraph in (one for row in held for cell in row.cells for one in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:firstRow"), "1")
    look.set(qn("w:firstColumn"), "1")
    look.set(qn("w:noHBand"), "0")
    look.set(qn("w:val"), "00A0")
    for run in table._tbl.iter(qn("w:r")):
        size = f'<w:sz {nsdecls("w")} w:val="{SMALL}"/>'
        run.get_or_add_rPr().insert_element_before(parse_xml(size), "w:szCs", "w:highlight", "w:u", "w:lang")


def _name_pictures(document: Document) -> None:
    """Number the pictures, keep their alternative text, and hold them inside the margins."""
    for number, shape in enumerate(document.inline_shapes, start=1):
        properties = shape._inline.docPr
        properties.set("id", str(number))
        properties.set("name", f"Picture {number}")
        properties.attrib.pop("title", None)
        if shape.width > WIDTH:
            shape.height = int(shape.height * WIDTH / shape.width)
            shape.width = WIDTH


def _fill_contents(document: Document) -> None:
    """Write the headings into the table of contents, each a link, and how Word adds the pages."""
    mark = next((one for one in document.paragraphs if one.text == CONTENTS_MARK), None)
    if mark is None:
        return
    text = next(one for one in mark._p.iter(qn("w:t")))
    text.text = NO_PAGES_YET
    mark.style = document.styles["TOC 2"]
    levels = {"Heading 1": "TOC 1", "Heading 2": "TOC 2"}
    headings = [one for one in document.paragraphs if one.style.name in levels]
    end = mark._p.getnext()
    for heading in headings:
        entry = Paragraph(OxmlElement("w:p"), mark._parent)
        end.addprevious(entry._p)
        entry.style = document.styles[levels[heading.style.name]]
        entry._p.append(_link(heading))
    last = Paragraph(OxmlElement("w:p"), mark._parent)
    end.addprevious(last._p)
    last._p.append(next(run for run in reversed(mark._p.findall(qn("w:r")))))


def _link(heading: Paragraph) -> OxmlElement:
    before = heading._p.getprevious()
    while before is not None and before.tag == qn("w:bookmarkEnd"):
        before = before.getprevious()
    link = parse_xml(f"<w:hyperlink {nsdecls('w')}/>")
    if before is not None and before.tag == qn("w:bookmarkStart"):
        link.set(qn("w:anchor"), before.get(qn("w:name")))
    run = OxmlElement("w:r")
    run.text = heading.text
    link.append(run)
    return link


def _set_properties(document: Document, as_of: date, words: dict[str, str]) -> None:
    properties = document.core_properties
    properties.title = f"{words['title']}, {words['partnership']}"
    properties.author = words["partnership"]
    properties.last_modified_by = words["partnership"]
    properties.subject = words["marking"]
    properties.language = LANGUAGE
    properties.revision = 1
    properties.created = properties.modified = datetime(as_of.year, as_of.month, as_of.day)


def _drop_leftovers(document: Document) -> None:
    """Leave out what pandoc wrote of its own: counts of words that are none of ours, and the front matter."""
    rels = document.part.package.rels
    for key in [key for key, one in rels.items() if one.reltype.endswith(LEFTOVERS)]:
        rels.pop(key)
