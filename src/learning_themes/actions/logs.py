"""Reads a log of actions that somebody kept in columns of their own: all its sheets, with their merged
cells."""

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.actions.columns import plain_heading, propose_columns
from learning_themes.errors import InputError
from learning_themes.packages import explain_unfolding
from learning_themes.spoken import count_of
from learning_themes.typed_cells import as_text

LEAST_HEADINGS = 3
HEADER_ROWS = 30  # of a sheet, in which its headings are looked for
FEWEST_KNOWN = 2  # names, from which a row further down is the row of headings
SAME_HEADINGS = 0.5  # of a sheet's headings, from which another sheet is a part of the same log
HEADINGS_TOLD = 6


@dataclass(frozen=True)
class Log:
    """A log of actions as it came: its headings, its rows as text by heading, and where each row stands.

    `told` is what a person should know: which sheets were read, and which were not.
    """

    path: Path
    headings: list[str]
    rows: list[dict[str, str]]
    places: list[str]
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Part:
    """One sheet: its name in words, its headings, and its rows, each with where it stands."""

    name: str
    headings: list[str]
    rows: list[tuple[str, list[str]]]
    known: int


def read_log(path: Path) -> Log:
    """Return the rows of an Excel workbook, of all sheets with the same headings, or of a CSV file.

    A cell merged over several rows counts for each of them. Raises InputError if the file cannot be read,
    or no sheet has a row with three headings or more.
    """
    try:
        sheets = _read_sheets(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _read_csv(path)
    except InputError:
        raise
    except Exception as error:  # a damaged workbook fails in any of a hundred ways inside the library
        raise InputError(
            f"{path}: cannot be read ({type(error).__name__}); save it as .xlsx or .csv"
        ) from error
    parts = [_find_part(name, lines, hidden) for name, lines, hidden in sheets]
    usable = [part for part in parts if part.headings]
    if not usable:
        raise InputError(f"{path}: has no row of headings; its first row should name the columns")
    main = max(usable, key=lambda part: part.known)
    for heading in main.headings:
        if heading and main.headings.count(heading) > 1:
            raise InputError(f"{path}: has the heading {heading!r} twice; rename one of the two")
    return _join(path, main, parts)


def _join(path: Path, main: _Part, parts: Sequence[_Part]) -> Log:
    """Return the rows of the main sheet and of those with its headings, in the order of the sheets."""
    headings = [one for one in main.headings if one]
    rows, places, told = [], [], []
    for part in parts:
        if part is not main and not _same_log(part, main):
            found = ", ".join([one for one in part.headings if one][:HEADINGS_TOLD]) or "no row of headings"
            told.append(f"not read: {part.name}, for it has other headings ({found})")
            continue
        headings += [one for one in part.headings if one and one not in headings]
        rows += [dict(zip(part.headings, cells, strict=False)) for _, cells in part.rows]
        sheet = f", {part.name}" if part.name else ""
        places += [f"{path.name}{sheet}, {row}" for row, _ in part.rows]
        if len(parts) > 1:
            told.append(f"read: {part.name}, {count_of(len(part.rows), 'row')}")
    return Log(path, headings, [{k: v for k, v in row.items() if k} for row in rows], places, told)


def _same_log(part: _Part, main: _Part) -> bool:
    names = {plain_heading(one) for one in main.headings if one}
    twice = len({one for one in part.headings if one}) < len([one for one in part.headings if one])
    shared = len({plain_heading(one) for one in part.headings if one} & names)
    return not twice and shared >= max(LEAST_HEADINGS, SAME_HEADINGS * len(names))


def _find_part(name: str, lines: Sequence[Sequence[str]], hidden: Collection[int]) -> _Part:
    """Return the sheet under its row of headings: the one with the most known names, else the first."""
    likely = {
        place: len(propose_columns(line))
        for place, line in enumerate(lines[:HEADER_ROWS])
        if sum(map(bool, line)) >= LEAST_HEADINGS
    }
    if not likely:
        return _Part(name, [], [], -1)
    best = max(likely, key=lambda place: (likely[place], -place))
    if likely[best] < FEWEST_KNOWN:  # one known word may stand in any cell
        best = min(likely)
    known = likely[best]
    rows = [
        (f"row {number}{', hidden there' if number in hidden else ''}", list(line))
        for number, line in enumerate(lines[best + 1 :], best + 2)
        if any(line)
    ]
    return _Part(name, list(lines[best]), rows, known)


def _read_sheets(path: Path) -> list[tuple[str, list[list[str]], Collection[int]]]:
    if told := explain_unfolding(path):
        raise InputError(f"{path}: {told}; save the log as a workbook of its own")
    sheets = []
    for sheet in load_workbook(path, data_only=True).worksheets:
        hidden = "" if sheet.sheet_state == "visible" else " (hidden)"
        lines = _read_lines(sheet)
        if any(any(line) for line in lines):
            rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
            sheets.append((f"sheet {sheet.title!r}{hidden}", lines, rows))
    return sheets


def _read_lines(sheet: Worksheet) -> list[list[str]]:
    lines = [[as_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    for area in sheet.merged_cells.ranges:
        text = lines[area.min_row - 1][area.min_col - 1]
        for number in range(area.min_row, area.max_row + 1):
            lines[number - 1][area.min_col - 1] = text
    return lines


def _read_csv(path: Path) -> list[tuple[str, list[list[str]], Collection[int]]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # as older versions of Excel save
    first = text.splitlines()[0] if text.strip() else ""
    mark = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text), delimiter=mark)
    return [("", [[cell.strip() for cell in line] for line in lines], ())]
