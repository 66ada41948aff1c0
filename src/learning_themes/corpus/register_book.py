"""Keeps the register as a workbook for people to correct: each run adds to it, and takes nothing away."""

import json
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.corpus.earlier_dates import word_earlier
from learning_themes.corpus.found_values import list_found
from learning_themes.corpus.register_columns import BY_KEY, COLUMNS, FOUND_KEYS, NAME, SHEET
from learning_themes.corpus.register_typed import FINGERPRINT, RegisterSheet, match_rows, open_register
from learning_themes.errors import InputError
from learning_themes.files import workbook_bytes
from learning_themes.locks import hold
from learning_themes.saving import save_with_backup
from learning_themes.typed_cells import as_text, set_text, typed_value
from learning_themes.typed_workbooks import find_lock, find_lost

PLACES, HOW_TO, LISTS = "Where found", "How to use this", "Lists"
LOCK = ".register.lock"
GONE = "not in the folder at the last run"
A3 = "8"  # of paper, as workbooks number it
LAST_ROW = 5_000  # down to which drop-downs are set
TOP = Alignment(vertical="top", wrap_text=True)
WHITE = Font(bold=True, color="FFFFFF")
MACHINE_HEAD, PEOPLE_HEAD = (PatternFill("solid", fgColor=colour) for colour in ("5A6570", "12406B"))
SHADED = PatternFill("solid", fgColor="EDEFF1")
_WIDTHS = {"File": 44, "Field": 18, "Found": 40, "How sure": 12, "Page": 8, "Words": 90, "Typed": 40}
ADVICE = (
    (
        "What this is",
        "The register of our reports: a row a file. Grey columns say what was found, how surely (high,"
        f" medium, low) and on which page; the sheet “{PLACES}” has the words."
        " Each run writes the grey cells anew.",
    ),
    (
        "To correct a value",
        "Type it into the blue column beside it. It wins in every run. Leave the blue cell empty to keep what"
        " was found; type - (a hyphen) to say that there is none.",
    ),
    (
        "Status",
        "A review is a draft until “published” is chosen for each of its files. A date in its text changes"
        " nothing.",
    ),
    (
        "Files of one review",
        "Files with the same review id are one review and count once: “Counted” says which file. To join"
        " files, type the same review id for them; to part them, type different ones.",
    ),
    (
        "Dates",
        "9/6/2016, June 2016 or 2016: as exact as it is known. Days come before months.",
    ),
    (
        "What you may do",
        "Sort, filter, colour, move columns, add columns and sheets of your own. Please leave the headings as"
        " they are. A report may be renamed or moved: its row is found again by its content.",
    ),
    (
        "Before a run",
        "Save and close this workbook. Before it writes, the run puts a dated copy into “backups”.",
    ),
    ("Restricted", "It holds words from reports that may not be published."),
)


@dataclass(frozen=True)
class RegisterResult:
    """What an update did: files added, whether it was written, the copy of the old file, what to tell."""

    path: Path
    added: tuple[str, ...] = ()
    written: bool = False
    backup: Path | None = None
    told: tuple[str, ...] = ()


def update_register(people: Path | str, register: pd.DataFrame, *, as_of: str) -> RegisterResult:
    """Bring `people`/register.xlsx up to `register`, the rows of one group, and return what was done.

    What people typed is never written over, nor is a row taken away. Not written if nothing would change,
    or while another program has it open. Raises InputError, with the file untouched, if it cannot be used.
    """
    path = Path(people) / NAME
    doing = f"{path}: another run is bringing it up to date"
    with hold(path.with_name(LOCK), doing=doing, seconds=60) if path.is_file() else nullcontext():
        return _update(path, register, as_of)


def _update(path: Path, register: pd.DataFrame, as_of: str) -> RegisterResult:
    read = open_register(path) or _new_register(path)
    before = [*_texts(read.book)]
    rows = {row["file"]: row for row in register.to_dict("records")}
    added = _fill_rows(read, rows)
    _write_places(read.book, register)
    if read.content and [*_texts(read.book)] == before:
        return RegisterResult(path)
    cannot = read.content and (find_lost(path, read.content) or find_lock(path))
    if cannot:
        return RegisterResult(path, told=(f"{NAME} was read but not written: {cannot}, and run again",))
    content = workbook_bytes(read.book, day=as_of or "2000-01-01")
    backup = save_with_backup(path, content, read=read.content or None, error=InputError)
    return RegisterResult(path, added, True, backup)


def _texts(book: Workbook) -> Iterator[tuple[str, str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if typed_value(cell) is not None:
                    yield sheet.title, cell.coordinate, as_text(typed_value(cell))


# Rows


def _fill_rows(read: RegisterSheet, rows: Mapping[str, dict]) -> tuple[str, ...]:
    """Write the machine's cells of each row, and rows for files that have none; return these files."""
    files = {file: row["sha256"] for file, row in rows.items()}
    found = {file: row.number for row, file in match_rows(read.rows, files)}
    for row in read.rows:
        if row.number not in found.values():
            _write(read, row.number, {"counted": GONE})
    last = max((row.number for row in read.rows), default=read.header_row)
    last = max(last, _last_filled(read))
    added = [file for file in rows if file not in found]
    for number, file in enumerate(added, last + 1):
        found[file] = number
        _dress(read, number)
    for file, number in found.items():
        _write(read, number, _machine_cells(rows[file]))
    if added and read.sheet.auto_filter.ref:
        first, _, end = read.sheet.auto_filter.ref.partition(":")
        read.sheet.auto_filter.ref = f"{first}:{end.rstrip('0123456789')}{last + len(added)}"
    return tuple(added)


def _last_filled(read: RegisterSheet) -> int:
    filled = (number for (number, _), cell in read.sheet._cells.items() if cell.value is not None)
    return max(filled, default=read.header_row)


def _machine_cells(row: Mapping) -> dict[str, str]:
    """Return the machine's cells of a file, by key."""
    found = json.loads(row["found"])
    counted = f"no: {row['counted_file']} is counted" if row["counted_file"] else "yes"
    cells = {
        "file": row["file"],
        "counted": "no: it could not be read" if row["read_status"] == "not-read" else counted,
        "reading": row["problems"],
        "fingerprint": row["sha256"][:FINGERPRINT],
    }
    for key in FOUND_KEYS:
        one = found.get(key, {})
        cells[f"found_{key}"] = _word_found(one)
    return cells


def _word_found(one: Mapping) -> str:
    """Return a found value with how sure it is and its page, as the cell shows it; "" if none was found,
    or the date that was lost with an earlier name of the file."""
    if not one.get("value"):
        return word_earlier(one)
    beside = [one["confidence"]] if one.get("confidence") else []
    beside += [f"page {one['page']}"] if one.get("page") else []
    return f"{one['value']}\n({', '.join(beside)})" if beside else one["value"]


def _write(read: RegisterSheet, number: int, cells: Mapping[str, str]) -> None:
    for key, text in cells.items():
        cell = read.sheet.cell(number, read.places[key])
        if as_text(typed_value(cell)) != text:
            set_text(cell, text)


def _dress(read: RegisterSheet, number: int) -> None:
    for key, place in read.places.items():
        cell = read.sheet.cell(number, place)
        cell.alignment = TOP
        if BY_KEY[key].machine:
            cell.fill = SHADED
        else:
            cell.number_format = "@"  # text, of which Excel makes no date and no number


# A new workbook


def _new_register(path: Path) -> RegisterSheet:
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    places = {column.key: place for place, column in enumerate(COLUMNS, 1)}
    for column in COLUMNS:
        _write_head(sheet, places[column.key], column.title, column.width, machine=column.machine)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    _write_advice(book.create_sheet(HOW_TO))
    _write_lists(book, sheet, places)
    return RegisterSheet(path, b"", book, sheet, 1, places)


def _write_head(sheet: Worksheet, place: int, title: str, width: int, *, machine: bool) -> None:
    cell = sheet.cell(1, place)
    set_text(cell, title)
    cell.font, cell.alignment, cell.fill = WHITE, TOP, MACHINE_HEAD if machine else PEOPLE_HEAD
    sheet.column_dimensions[get_column_letter(place)].width = width


def _write_advice(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 100
    sheet.sheet_view.showGridLines = False
    for number, (lead, words) in enumerate(ADVICE, 1):
        for place, text in enumerate((lead, words), 1):
            set_text(sheet.cell(number, place), text)
            sheet.cell(number, place).alignment = TOP
        sheet.cell(number, 1).font = Font(bold=True)


def _write_lists(book: Workbook, sheet: Worksheet, places: Mapping[str, int]) -> None:
    """Write what the drop-downs offer on a hidden sheet, and point to it by name."""
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for place, column in enumerate((one for one in COLUMNS if one.offers), 1):
        for number, word in enumerate(column.offers, 1):
            set_text(lists.cell(number, place), word)
        letter, name = get_column_letter(place), f"{column.key.title().replace('_', '')}List"
        area = f"'{LISTS}'!${letter}$1:${letter}${len(column.offers)}"
        book.defined_names[name] = DefinedName(name, attr_text=area)
        rule = DataValidation(type="list", formula1=name, allow_blank=True, showErrorMessage=True)
        rule.error = f"Choose one of: {', '.join(column.offers)}. Empty keeps what was found."
        at = get_column_letter(places[column.key])
        rule.add(f"{at}2:{at}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _write_places(book: Workbook, register: pd.DataFrame) -> None:
    """Write the sheet with the page and words of every value found; it is the machine's alone."""
    at = book.sheetnames.index(PLACES) if PLACES in book.sheetnames else 1
    if PLACES in book.sheetnames:
        del book[PLACES]
    sheet = book.create_sheet(PLACES, at)
    for place, (title, width) in enumerate(_WIDTHS.items(), 1):
        _write_head(sheet, place, title, width, machine=True)
    found = list_found(register)
    for number, row in enumerate(found.itertuples(index=False), 2):
        for place, text in enumerate(row, 1):
            set_text(sheet.cell(number, place), str(text))
            sheet.cell(number, place).alignment = TOP
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_WIDTHS))}{len(found) + 1}"
    sheet.sheet_properties.tabColor = "5A6570"
