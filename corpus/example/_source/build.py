"""Build the fictional example reports from the Markdown files beside this program.

Each source is one report: YAML front matter that describes it, then its text. `layout` in the
front matter chooses what the report looks like, from the files in `layouts/`. Building twice gives
the same bytes. To add a report, add a source; to add a look, add a layout file and an entry in
LAYOUTS. COPIES lists the files that are made from other files: a duplicate and a damaged one.

    python corpus/example/_source/build.py
"""

import io
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import docx
import matplotlib
import numpy as np
import pypandoc
import pypdfium2 as pdfium
import typst
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from PIL import Image
from ruamel.yaml import YAML

SOURCES = Path(__file__).parent
LAYOUT_FILES = SOURCES / "layouts"
OUTPUT = SOURCES.parent
SANS_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # DejaVu, the same on every machine
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
REQUIRED = ("file", "layout", "title", "partnership", "author", "published_date", "notice")
SCAN_SCALE = 150 / 72  # pixels a point: 150 dots an inch
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
COPIES = (
    # file made, file it is made from, share of its bytes that arrived
    ("Child M overview report - copy for panel (2).pdf", "Calderstone LSCB - Child M - Serious Case Review (May 2016).pdf", 1.0),
    ("SCR Child P executive summary.docx", "SCR Child P report for publication.docx", 0.6),
)  # fmt: skip


class SourceError(Exception):
    """A source that cannot be built: names the file and what to put right."""


@dataclass(frozen=True)
class Source:
    """One report: its front matter, and the whole Markdown text that the front matter begins."""

    meta: dict[str, str]
    text: str


@dataclass(frozen=True)
class Layout:
    """How a report is made: pandoc's output format, and the layout files that shape it."""

    writer: str
    finish: Callable[[bytes, dict[str, str]], bytes]
    template: str | None = None
    filters: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    reader: str = "markdown"


def read_source(path: Path) -> Source:
    """The source at `path`, checked for the front matter that every report needs."""
    text = path.read_text(encoding="utf-8")
    front_matter = FRONT_MATTER.match(text)
    if front_matter is None:
        raise SourceError(
            f"{path.name}: no front matter; begin the file with a block between --- lines"
        )
    meta = YAML(typ="safe").load(front_matter.group(1))
    missing = [key for key in REQUIRED if key not in meta]
    if missing:
        raise SourceError(f"{path.name}: add to the front matter: {', '.join(missing)}")
    if meta["layout"] not in LAYOUTS:
        raise SourceError(
            f"{path.name}: layout '{meta['layout']}' is not one of {', '.join(LAYOUTS)}"
        )
    return Source({key: str(value) for key, value in meta.items()}, text)


def published_time(meta: dict[str, str]) -> datetime:
    """The first moment of the date of publication, which may be a day, a month or a year."""
    parts = [int(part) for part in meta["published_date"].split("-")]
    year, month, day = (parts + [1, 1])[:3]
    return datetime(year, month, day, tzinfo=UTC)


def convert_text(source: Source, *, layout: Layout, target: Path) -> bytes:
    """The report as pandoc writes it to `target`, before its finishing step."""
    arguments = [f"--lua-filter={LAYOUT_FILES / name}" for name in layout.filters]
    arguments += layout.options
    if layout.template:
        arguments.append(f"--template={LAYOUT_FILES / layout.template}")
    pypandoc.convert_text(
        source.text, layout.writer, format=layout.reader, extra_args=arguments, outputfile=target
    )
    return target.read_bytes()


def finish_text(content: bytes, _meta: dict[str, str]) -> bytes:
    """Text as it is, with the line endings that every machine agrees on."""
    return content.replace(b"\r\n", b"\n")


def finish_email(content: bytes, meta: dict[str, str]) -> bytes:
    """Text as a Windows mail program saves it: curly quotation marks in cp1252, and its line endings."""
    text = finish_text(content, meta).decode("utf-8")
    return text.replace("\n", "\r\n").encode("cp1252")


def finish_pdf(content: bytes, meta: dict[str, str]) -> bytes:
    """The PDF of a Typst document, set in fonts that come with the libraries, dated by its publication."""
    timestamp = int(published_time(meta).timestamp())
    return typst.compile(
        content, font_paths=[SANS_FONTS], ignore_system_fonts=True, timestamp=timestamp
    )


def finish_scan(content: bytes, meta: dict[str, str]) -> bytes:
    """The PDF as a photocopier makes it: black-and-white pictures of pages, each a little askew, no text."""
    pdf = pdfium.PdfDocument(finish_pdf(content, meta))
    pages = [
        photocopy(page.render(scale=SCAN_SCALE).to_pil(), number=number) for number, page in enumerate(pdf)
    ]
    times = published_time(meta).timetuple()
    saved = io.BytesIO()
    pages[0].save(
        saved, "PDF", save_all=True, append_images=pages[1:], resolution=72 * SCAN_SCALE,
        title=meta["title"], author=meta["author"], subject=meta["notice"],
        creationDate=times, modDate=times,
    )  # fmt: skip
    return saved.getvalue()


def photocopy(page: Image.Image, *, number: int) -> Image.Image:
    """A page turned by up to half a degree, with specks, in black and white."""
    rng = np.random.default_rng(number)
    grey = page.convert("L").rotate(rng.uniform(-0.5, 0.5), resample=Image.Resampling.BILINEAR, fillcolor=255)
    pixels = np.asarray(grey).astype(np.int16) + rng.normal(0, 14, (grey.height, grey.width)).astype(np.int16)
    specks = rng.random((grey.height, grey.width)) < 0.00004
    return Image.fromarray(((pixels > 150) & ~specks).astype(np.uint8) * 255).convert("1", dither=0)


def finish_docx(content: bytes, meta: dict[str, str]) -> bytes:
    """The Word file with ruled tables, a footer and fixed properties and times."""
    document = docx.Document(io.BytesIO(content))
    for table in document.tables:
        rule_table(table)
    add_footer(document, text=meta.get("footer", meta["title"]))
    set_properties(document, meta=meta)
    saved = io.BytesIO()
    document.save(saved)
    return fix_zip_times(saved.getvalue())


def rule_table(table: Table) -> None:
    """Draw a line around every cell, which pandoc's own table style leaves out."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="7F7F7F"/>' for side in sides)
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    width = table._tbl.tblPr.find("{*}tblW")  # the schema wants borders straight after the width
    width.addnext(borders)


def add_footer(document: Document, *, text: str) -> None:
    """Put `text` and the page number at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text} | Page ")
    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )


def set_properties(document: Document, *, meta: dict[str, str]) -> None:
    """Fill the properties of the file from the front matter, and nothing from the machine."""
    properties = document.core_properties
    properties.title = meta["title"]
    properties.author = meta["author"]
    properties.last_modified_by = meta["author"]
    properties.subject = meta["notice"]
    properties.created = properties.modified = published_time(meta).replace(tzinfo=None)
    properties.revision = 1


def fix_zip_times(content: bytes) -> bytes:
    """The same archive with every entry dated alike."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the byte differs between Windows and the rest
            new.writestr(entry, old.read(name))
    return fixed.getvalue()


LAYOUTS = {
    "numbered": Layout(
        "typst-smart",  # curly quotation marks as pandoc sets them
        finish_pdf,
        template="numbered.typ",
        filters=("numbers.lua", "boxes.lua"),
        options=("--wrap=none",),
    ),
    "designed": Layout(
        "typst-smart",  # curly quotation marks as pandoc sets them
        finish_pdf,
        template="designed.typ",
        filters=("boxes.lua",),
        options=("--wrap=none",),
    ),
    "wordpdf": Layout(
        "typst-smart", finish_pdf, template="wordpdf.typ", filters=("boxes.lua",), options=("--wrap=none",)
    ),
    "wordpdf-landscape": Layout(
        "typst-smart",
        finish_pdf,
        template="wordpdf.typ",
        filters=("boxes.lua", "landscape.lua"),
        options=("--wrap=none",),
    ),
    "columns": Layout(
        "typst-smart", finish_pdf, template="columns.typ", filters=("boxes.lua",), options=("--wrap=none",)
    ),
    "brochure": Layout(
        "typst-smart", finish_pdf, template="brochure.typ", filters=("boxes.lua",), options=("--wrap=none",)
    ),
    "formpdf": Layout(
        "typst-smart", finish_pdf, template="formpdf.typ", filters=("form.lua",), options=("--wrap=none",)
    ),
    "scan": Layout(
        "typst-smart", finish_scan, template="scan.typ", filters=("boxes.lua",), options=("--wrap=none",)
    ),
    "word": Layout("docx", finish_docx, filters=("cells.lua", "word.lua")),
    "typed": Layout("docx", finish_docx, filters=("cells.lua", "typed.lua")),
    "form": Layout("docx", finish_docx, filters=("form.lua",)),
    "web": Layout(
        "html5",
        finish_text,
        template="web.html",
        options=("--wrap=none", "--toc", "--toc-depth=2", "--shift-heading-level-by=1"),
    ),
    "cms": Layout(
        "html5", finish_text, template="cms.html", options=("--wrap=none", "--shift-heading-level-by=1")
    ),
    "plain": Layout(
        "plain",
        finish_text,
        template="plain.txt",
        filters=("numbers.lua", "plain.lua"),
        options=("--columns=76",),
        reader="markdown-smart",
    ),
    "plain2": Layout(
        "plain", finish_email, template="email.txt", filters=("email.lua",), options=("--wrap=none",)
    ),
}


def build_report(source: Source) -> Path:
    """The path of the finished report, written whole or not at all."""
    layout = LAYOUTS[source.meta["layout"]]
    path = OUTPUT / source.meta["file"]
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        finished = layout.finish(convert_text(source, layout=layout, target=part), source.meta)
        part.write_bytes(finished)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def copy_report(file: str, original: str, share: float) -> None:
    """Write the first `share` of the bytes of a built file under another name."""
    content = (OUTPUT / original).read_bytes()
    (OUTPUT / file).write_bytes(content[: int(share * len(content))])


def build_all() -> None:
    """Build every source, with a line of progress for each, and then the copies."""
    for path in sorted(SOURCES.glob("*.md")):
        built = build_report(read_source(path))
        sys.stdout.write(f"{path.name} -> {built.name} ({built.stat().st_size:,} bytes)\n")
    for file, original, share in COPIES:
        copy_report(file, original, share)
        sys.stdout.write(f"{original} -> {file}\n")


if __name__ == "__main__":
    build_all()
