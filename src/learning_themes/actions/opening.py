"""Opens the tracker, or says in a sentence why it cannot be used or written; the file is only read here."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from learning_themes.actions.heights import keep_fitted
from learning_themes.errors import TrackerError
from learning_themes.typed_workbooks import find_lost, load_typed

NAME = "actions.xlsx"
_SHEET14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA14 = "{http://schemas.microsoft.com/office/excel/2006/main}"


@dataclass
class Opened:
    """A tracker as it was opened: the bytes read, the book, and what a person should be told."""

    content: bytes
    book: Workbook
    told: list[str] = field(default_factory=list)
    cannot_write: str = ""


def open_tracker(path: Path) -> Opened:
    """Return the tracker at `path`, with what would be lost by writing it.

    Raises TrackerError for a file that cannot be opened: locked, damaged, with a password.
    """
    try:
        content = path.read_bytes()
    except PermissionError as error:
        raise TrackerError(f"{path}: cannot be read, for another program holds it; close it there") from error
    except OSError as error:
        raise TrackerError(f"{path}: cannot be read: {error.strerror or error}") from error
    opened = Opened(content, _open(path, content))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        _keep_more(opened, parts)
    opened.cannot_write = find_lost(path, content)
    if any(name.startswith("xl/threadedComments/") for name in names):
        opened.told.append("comments in threads were kept as notes, with their words")
    return opened


def _open(path: Path, content: bytes) -> Workbook:
    return load_typed(path, content, error=TrackerError)


def _sheet_parts(parts: zipfile.ZipFile) -> dict[str, str]:
    """Return the title of each sheet by the name of the part that holds it."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    book, links = (
        etree.fromstring(parts.read(name), safe) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {link.get("Id"): link.get("Target", "").lstrip("/").removeprefix("xl/") for link in links}
    titles = {one.get(_LINK): one.get("name", "") for one in book.iter(f"{_MAIN}sheet")}
    named = {f"xl/{targets.get(link, '')}": title for link, title in titles.items()}
    return {name: title for name, title in named.items() if name in parts.namelist()}


def _keep_more(opened: Opened, parts: zipfile.ZipFile) -> None:
    """Keep in the book what the library passes over: fitted rows, and drop-downs as newer Excel has them."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    for name, title in _sheet_parts(parts).items():
        if title not in opened.book.sheetnames:
            continue
        sheet, xml = opened.book[title], parts.read(name)
        keep_fitted(sheet, xml)
        if b"x14:" not in xml:
            continue
        for rule in etree.fromstring(xml, safe).iter(f"{_SHEET14}dataValidation"):
            formula = rule.findtext(f".//{_SHEET14}formula1/{_FORMULA14}f")
            area = rule.findtext(f".//{_FORMULA14}sqref")
            if rule.get("type") == "list" and formula and area:
                kept = DataValidation(type="list", formula1=formula, sqref=area, allow_blank=True)
                sheet.add_data_validation(kept)
        if b"<x14:conditionalFormatting" in xml:
            opened.told.append(f"sheet {sheet.title!r}: colour bars and icons of newer Excel were not kept")
