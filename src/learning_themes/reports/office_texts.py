"""Every word in a Word, PowerPoint or Excel file, with its place, and whether a reader would see it."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

import openpyxl
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.reports.pieces import Piece

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HIDDEN_MARKS = (f"{W}vanish", f"{W}webHidden", f"{W}specVanish")
TRACKED = {f"{W}ins": "inserted", f"{W}del": "deleted", f"{W}moveFrom": "moved", f"{W}moveTo": "moved"}
TEXTS = ("t", "delText", "instrText")  # the last part of the names of elements that hold words
PARAGRAPHS = ("p", "si")
LONG = 100_000
DESCRIBED = ("descr", "title", "alt", "name")  # attributes that hold words of people
PLAIN_METADATA = frozenset(
    "Template Application AppVersion DocSecurity Pages Words Characters CharactersWithSpaces Lines Paragraphs"
    " TotalTime SharedDoc LinksUpToDate ScaleCrop HyperlinksChanged Slides Notes HiddenSlides MMClips"
    " PresentationFormat".split()
)
PARTS = {
    "document": "text", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments",
    "commentAuthors": "comments", "core": "properties", "app": "properties", "custom": "properties",
}  # fmt: skip
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def read_office(content: bytes, suffix: str) -> Iterator[Piece]:
    """Yield the pieces of a .docx, .pptx or .xlsx file: each paragraph or cell, and what is hidden in it.

    Hidden text, comments, tracked changes, speaker notes, alternative text, headers, links and properties are
    all there. Files inside the file are named, not opened.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in sorted(parts.namelist()):
            if suffix == ".xlsx" and name.startswith("xl/") and "comment" not in name.lower():
                continue
            if name.endswith((".xml", ".rels", ".vml")):
                yield from _read_part(name, parts.read(name))
            elif not name.endswith((".png", ".jpeg", ".jpg", ".svg", ".emf", "/")):
                yield Piece(f"inside it: {name}", name, "embedded")
            elif name.endswith((".png", ".jpeg", ".jpg", ".svg")):
                yield Piece(f"picture {posixpath.basename(name)}", name, "picture", parts.read(name))
    if suffix == ".xlsx":
        yield from _read_workbook(content)


def _read_part(name: str, content: bytes) -> Iterator[Piece]:
    root = etree.fromstring(content, parser=PARSER)
    place = _name_part(name)
    if name.endswith(".rels"):
        links = [one.get("Target", "") for one in root if one.get("TargetMode") == "External"]
        yield from (Piece(f"{place}: link", link) for link in links)
    elif name.startswith("docProps/"):
        yield from _read_properties(place, root)
    elif "comment" in name.lower():
        texts = [*root.itertext(), *(value for one in root.iter() for value in _list_authors(one))]
        yield from (Piece(place, text.strip(), "comment") for text in texts if text.strip())
    else:
        yield from _read_paragraphs(place, root)


def _list_authors(element: etree._Element) -> list[str]:
    named = ("name", "author", "initials", "displayName")
    return [value for key, value in element.attrib.items() if etree.QName(key).localname in named]


def _read_properties(place: str, root: etree._Element) -> Iterator[Piece]:
    for one in root.iter():
        if len(one) == 0 and (one.text or "").strip() and _local(one) not in PLAIN_METADATA:
            yield Piece(f"{place}: {_local(one)}", one.text.strip(), "metadata")


def _read_paragraphs(place: str, root: etree._Element) -> Iterator[Piece]:
    number = 0
    for one in root.iter():
        if not isinstance(one.tag, str):
            yield Piece(place, (one.text or "").strip(), "comment")
        elif _local(one) in PARAGRAPHS:
            number += 1
            yield from _read_paragraph(f"{place}, paragraph {number}", one)
        for key in DESCRIBED:
            if isinstance(one.tag, str) and _local(one) in ("docPr", "cNvPr") and one.get(key):
                yield Piece(f"{place}: {'alternative text' if key == 'descr' else key}", one.get(key))


def _read_paragraph(place: str, paragraph: etree._Element) -> Iterator[Piece]:
    words = "".join(one.text or "" for one in paragraph.iter() if _local(one) in TEXTS)
    if words.strip():
        yield Piece(place, words)
    for run in paragraph.iter(f"{W}r"):
        text = "".join(one.text or "" for one in run.iter() if _local(one) in TEXTS)
        if text.strip() and any(run.find(f"{W}rPr/{mark}") is not None for mark in HIDDEN_MARKS):
            yield Piece(place, text, "hidden")
    for tag in TRACKED:
        for change in paragraph.iter(tag):
            text = "".join(one.text or "" for one in change.iter() if _local(one) in TEXTS)
            told = f"{TRACKED[tag]} by {change.get(f'{W}author', 'somebody')}: {text}"
            yield Piece(place, told, "tracked")


def _read_workbook(content: bytes) -> Iterator[Piece]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, defined in book.defined_names.items():
        yield Piece(f"name {name}", str(defined.value or ""))
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            yield Piece(f"sheet {sheet.title}", f"the sheet {sheet.title} is hidden", "hidden")
        yield Piece(f"sheet {sheet.title}", sheet.title)
        yield from _read_sheet(sheet)


def _read_sheet(sheet: Worksheet) -> Iterator[Piece]:
    hidden = [f"column {key}" for key, one in sheet.column_dimensions.items() if one.hidden]
    hidden += [f"row {key}" for key, one in sheet.row_dimensions.items() if one.hidden]
    if hidden:
        yield Piece(f"sheet {sheet.title}", f"hidden: {', '.join(hidden)}", "hidden")
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) or _is_long(cell.value):
                yield Piece(f"sheet {sheet.title}, {cell.coordinate}", _as_text(cell.value))
    for part in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.firstHeader):
        for side in (part.left, part.center, part.right):
            if side.text:
                yield Piece(f"sheet {sheet.title}, header or footer", side.text)
    for rule in sheet.data_validations.dataValidation:
        words = " ".join(filter(None, (rule.prompt, rule.promptTitle, rule.error, rule.formula1)))
        yield Piece(f"sheet {sheet.title}, {rule.sqref}", words)


def _as_text(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _is_long(value: object) -> bool:
    """Return whether a cell holds a number so long that it may be the number of a person."""
    return isinstance(value, int | float) and abs(value) >= LONG


def _name_part(name: str) -> str:
    """Return the place of a part in words: `slide 3`, `notes of slide 3`, `header 1`, `text`."""
    stem = posixpath.basename(name).split(".")[0]
    kind, number = re.fullmatch(r"(.*?)(\d*)", stem).groups()
    word = {"notesSlide": "notes of slide", **PARTS}.get(kind, kind)
    return f"{word} {number}".strip() or name


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
