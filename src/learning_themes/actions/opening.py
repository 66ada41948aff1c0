"""Opens the tracker, or says in a sentence why it cannot be used or written; the file is only read here."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from learning_themes.actions.heights import keep_fitted
from learning_themes.errors import TrackerError
from learning_themes.typed_cells import typed_value
from learning_themes.typed_workbooks import find_lost, load_typed

NAME = "actions.xlsx"
COPY = re.compile(r"(?:copy of )?actions(?![a-z])", re.IGNORECASE)
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


def refuse_copies(path: Path) -> list[str]:
    """Return a note for each copy beside the tracker that holds the same; raise TrackerError for one that
    differs."""
    copies = [
        one
        for one in sorted(path.parent.glob("*.xlsx"))
        if COPY.match(one.stem) and one.name.lower() != path.name and not one.name.startswith(("~$", "."))
    ]
    differing = [one.name for one in copies if not path.is_file() or not _hold_the_same(path, one)]
    if differing:
        names = ", ".join(map(repr, differing))
        raise TrackerError(
            f"{path.parent}: beside {path.name} lies {names}, with other content: two people may have typed"
            " into"
            f" two copies. Open both, bring what is missing into {path.name}, move the other out of this"
            " folder,"
            " and run again. Nothing was changed"
        )
    return [f"{one.name} holds the same as {path.name} and may be deleted" for one in copies]


def _hold_the_same(path: Path, other: Path) -> bool:
    if path.read_bytes() == other.read_bytes():
        return True
    first, second = (_open(one, one.read_bytes()) for one in (path, other))
    return list(_all_cells(first)) == list(_all_cells(second))


def _all_cells(book: Workbook) -> Iterator[tuple[str, str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if typed_value(cell) is not None:
                    yield sheet.title, cell.coordinate, str(typed_value(cell))


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
