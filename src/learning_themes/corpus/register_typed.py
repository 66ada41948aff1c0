"""Reads what people typed into the register, as a workbook and as CSV, and finds which file it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.corpus.corrections import CORRECTIONS, check_value, read_corrections
from learning_themes.corpus.earlier_dates import EarlierDate, read_earlier
from learning_themes.corpus.register_columns import (
    BY_KEY,
    HEADER_ROWS,
    NAME,
    PEOPLE_KEYS,
    SHEET,
    find_places,
)
from learning_themes.errors import InputError
from learning_themes.typed_cells import as_text, is_formula, typed_value
from learning_themes.typed_workbooks import load_typed

FINGERPRINT = 16  # letters of a file's hash that tell it from all others


@dataclass(frozen=True)
class TypedRow:
    """One row of the workbook: its number, its file and fingerprint, what was typed, and what was found: the
    review's id, and the date of publication."""

    number: int
    file: str
    fingerprint: str
    found_id: str
    values: dict[str, str]
    found_date: EarlierDate | None = None


@dataclass
class RegisterSheet:
    """The workbook as it was read: its bytes, book, sheet, where its columns stand, and its rows."""

    path: Path
    content: bytes
    book: Workbook
    sheet: Worksheet
    header_row: int
    places: dict[str, int]
    rows: list[TypedRow] = field(default_factory=list)


@dataclass(frozen=True)
class Typed:
    """What people typed: `values` by file and column, `sources` likewise (the file it was typed into).

    `known` gives the review id that an earlier run found for a file, `dates` the date of publication that it
    found in the same bytes or in their name, `told` what a person should know.
    """

    values: dict[str, dict[str, str]]
    sources: dict[str, dict[str, str]]
    known: dict[str, str]
    told: tuple[str, ...] = ()
    dates: Mapping[str, EarlierDate] = field(default_factory=dict)


@dataclass(frozen=True)
class TypedFiles:
    """The workbook and the CSV of one folder `_people`, read and checked."""

    rows: tuple[TypedRow, ...] = ()
    lines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def match(self, files: Mapping[str, str]) -> Typed:
        """Return what was typed by file, where `files` gives the hash of each file's bytes.

        A row is found again by its file's content, or else by its name. Where both say something of the
        same field, the workbook wins: it is what people see and what each run keeps up.
        """
        found = match_rows(self.rows, files)
        values = {file: dict(row.values) for row, file in found if row.values}
        sources = {file: dict.fromkeys(of_file, NAME) for file, of_file in values.items()}
        known = {file: row.found_id for row, file in found if row.found_id}
        dates = {file: row.found_date for row, file in found
                 if row.found_date and row.fingerprint == files[file][:FINGERPRINT]}  # fmt: skip
        moved = {row.file: file for row, file in found}
        told = []
        for name, line in self.lines.items():
            file = name if name in files else moved.get(name, "")
            if not file:
                told.append(f"{CORRECTIONS}: {name!r} is no file in the folder, so its lines wait for it")
                continue
            for column, value in line.items():
                held = values.setdefault(file, {}).setdefault(column, value)
                sources.setdefault(file, {}).setdefault(column, CORRECTIONS)
                if held != value:
                    told.append(
                        f"{file}, {column}: {NAME} says {held!r} and {CORRECTIONS} says {value!r}: the"
                        " workbook wins, since it is what each run keeps up; take the line out of the CSV"
                    )
        return Typed(values, sources, known, tuple(told), dates)


def read_typed(people: Path | None) -> TypedFiles:
    """Return what was typed in the folder `people`; raises InputError naming every value that is wrong."""
    if people is None:
        return TypedFiles()
    sheet = open_register(people / NAME)
    return TypedFiles(tuple(sheet.rows) if sheet else (), read_corrections(people / CORRECTIONS))


def open_register(path: Path) -> RegisterSheet | None:
    """Return the workbook at `path`; None if there is none. Raises InputError if it cannot be used."""
    if not path.is_file():
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); close it in other programs") from None
    book = load_typed(path, content, error=InputError)
    if SHEET not in book.sheetnames:
        raise InputError(f"{path}: has no sheet {SHEET!r}; name the sheet with the files so again")
    sheet = book[SHEET]
    last = min(HEADER_ROWS, sheet.max_row)
    heads = [[as_text(typed_value(cell)) for cell in row] for row in sheet.iter_rows(max_row=last)]
    header_row, places = find_places(heads, path)
    read = RegisterSheet(path, content, book, sheet, header_row, places)
    problems: list[str] = []
    read.rows = list(_read_rows(read, problems))
    if problems:
        raise InputError("\n".join(problems))
    return read


def _read_rows(read: RegisterSheet, problems: list[str]) -> Iterator[TypedRow]:
    for number in range(read.header_row + 1, read.sheet.max_row + 1):
        file, fingerprint, found_id, found_date = (
            as_text(typed_value(read.sheet.cell(number, read.places[key])))
            for key in ("file", "fingerprint", "found_review_id", "found_published_date")
        )
        values = {}
        for key in PEOPLE_KEYS:
            cell = read.sheet.cell(number, read.places[key])
            value, problem = _read_cell(key, cell)
            if problem:
                problems.append(f"{read.path}, cell {cell.coordinate} ({file or 'no file'}): {problem}")
            elif as_text(typed_value(cell)):
                values[key] = value
        if values and not (file or fingerprint):
            problems.append(
                f"{read.path}, row {number}: something was typed, but no file is named under"
                f" {BY_KEY['file'].title!r}; type the name of the report there, or clear the row"
            )
        elif file or fingerprint:
            earlier = read_earlier(found_date, file)
            yield TypedRow(number, file, fingerprint, found_id.split("\n")[0], values, earlier)


def _read_cell(key: str, cell: Cell) -> tuple[str, str]:
    """Return a cell's value as it is kept, and what is wrong with it."""
    held = typed_value(cell)
    if is_formula(cell):
        return "", f"{BY_KEY[key].title!r} holds a formula; type the words themselves"
    if cell.data_type == "e":
        return "", f"{BY_KEY[key].title!r} holds the error {held!r}; type the words themselves"
    if isinstance(held, date) and not key.endswith("_date"):
        return "", (
            f"{BY_KEY[key].title!r} holds the date {as_text(held)}, which Excel may have made of other words;"
            " set the cell to “Text” and type it again"
        )
    text = as_text(held)
    return check_value(key, text) if text else ("", "")


def match_rows(rows: Sequence[TypedRow], files: Mapping[str, str]) -> list[tuple[TypedRow, str]]:
    """Return the file of each row whose file is there: the same bytes under the same name first, then the
    same bytes under another name, then the same name with other bytes."""
    left = {file: sha256[:FINGERPRINT] for file, sha256 in files.items()}
    waiting, found = list(rows), []
    for same in (
        lambda row, file, mark: row.file == file and row.fingerprint == mark,
        lambda row, _file, mark: bool(mark) and row.fingerprint == mark,
        lambda row, file, _mark: row.file == file,
    ):
        for row in list(waiting):
            file = next((file for file, mark in left.items() if same(row, file, mark)), None)
            if file is not None:
                found.append((row, file))
                waiting.remove(row)
                del left[file]
    return found
