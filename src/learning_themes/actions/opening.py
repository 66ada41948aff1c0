"""Opens the tracker, or says in a sentence why it cannot be used or written; the file is only read here."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from learning_themes.actions.cells import typed_value
from learning_themes.actions.heights import keep_fitted
from learning_themes.actions.saving import newest_backup
from learning_themes.errors import TrackerError

NAME = "actions.xlsx"
MOST_BYTES = 500_000_000  # unpacked: no tracker is near it, a file made to fill the memory is
COPY = re.compile(r"(?:copy of )?actions(?![a-z])", re.IGNORECASE)
NOT_WORKBOOK = b"\xd0\xcf\x11\xe0"  # how a workbook with a password, or of Excel before 2007, begins
# Parts that would be lost when the workbook is written again: then it is not written.
LOST = {
    "xl/charts/": "a chart",
    "xl/chartsheets/": "a chart sheet",
    "xl/diagrams/": "a diagram",
    "xl/media/": "a picture",
    "xl/embeddings/": "an embedded file",
    "xl/ctrlProps/": "buttons or boxes",
    "xl/activeX/": "buttons or boxes",
    "xl/slicers/": "a slicer",
    "xl/timelines/": "a timeline",
    "xl/drawings/drawing": "shapes, pictures or text boxes",
    "xl/connections.xml": "a data connection",
    "xl/queryTables/": "a data connection",
    "xl/vbaProject.bin": "macros",
}
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


def find_lock(path: Path) -> str:
    """Return who has the workbook open, in words, from the lock file that Excel or LibreOffice leaves; "" if
    none."""
    excel, office = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    for lock in (excel, office):
        if lock.exists():
            return f"{path.name} is open in another program{_owner(lock)}: close it there"
    return ""


def _owner(lock: Path) -> str:
    try:
        content = lock.read_bytes()
    except OSError:
        return ""
    if lock.name.startswith("~$"):
        name = content[1 : 1 + content[0]].decode("cp1252", "replace") if content else ""
    else:
        name = content.decode("utf-8", "replace").split(",")[0]
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    return f" ({name[:60]})" if name else ""


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
        names = [name for name in parts.namelist() if not _is_empty_drawing(parts, name)]
        _keep_more(opened, parts)
    lost = sorted({words for part, words in LOST.items() if any(name.startswith(part) for name in names)})
    if lost:
        opened.cannot_write = (
            f"{path.name} holds {' and '.join(lost)}, which would be lost when it is written;"
            " move that into a workbook of its own"
        )
    if any(name.startswith("xl/threadedComments/") for name in names):
        opened.told.append("comments in threads were kept as notes, with their words")
    return opened


def _open(path: Path, content: bytes) -> Workbook:
    if content.startswith(NOT_WORKBOOK):
        raise TrackerError(
            f"{path}: has a password, or is of a version before Excel 2007; save it as an Excel workbook"
            " (.xlsx)"
            " without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                raise TrackerError(f"{path}: is too large to be a tracker once unpacked; put back a backup")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), rich_text=True)
    except TrackerError:
        raise
    except Exception as error:  # a damaged workbook fails in any of a hundred ways inside the library
        backup = newest_backup(path)
        advice = f"the newest copy of it is {backup}" if backup else "there is no copy of it in backups"
        raise TrackerError(
            f"{path}: is damaged or no Excel workbook ({type(error).__name__}); {advice}. It was left as it"
            " is"
        ) from error


def _is_empty_drawing(parts: zipfile.ZipFile, name: str) -> bool:
    """Return whether a part is a drawing with nothing in it, as LibreOffice writes beside each comment."""
    return name.startswith("xl/drawings/drawing") and b"Anchor" not in parts.read(name)


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
