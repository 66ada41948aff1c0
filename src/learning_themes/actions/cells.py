"""Cells of the tracker, read and written as words: what people typed is never evaluated nor made a
formula."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.actions.columns import COLUMNS, Layout
from learning_themes.typed_cells import LONGEST_CELL, as_text, typed_value

HEADER_ROWS = 30  # of a sheet, in which its headings are looked for
BAND_COLUMNS = 3  # merged, from which a row that holds nothing else is a heading
_SPACES = re.compile(r"\s+")


@dataclass
class Row:
    """One row of the tracker: its number on the sheet, its cells by key, those of added columns by heading,
    and whether a filter or a person hides it."""

    number: int
    cells: dict[str, object]
    extra: dict[str, str] = field(default_factory=dict)
    hidden: bool = False

    def text(self, key: str) -> str:
        """Return what the cell of column `key` holds, as text; "" if there is no such column."""
        return as_text(self.cells.get(key))

    def place(self, file: str) -> str:
        """Return where the row stands in `file`, for who looks it up there."""
        return f"row {self.number} of {file}{', hidden there' if self.hidden else ''}"

    def texts(self) -> dict[str, str]:
        """Return every cell that holds something, as text by key."""
        return {key: self.text(key) for key in self.cells if self.text(key)}


def held_text(text: str) -> str:
    """Return text without differences of spaces, and without what a cell cannot hold."""
    return _SPACES.sub(" ", ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL].replace("_x000D_", "")).strip()


def compare_text(text: str) -> str:
    """Return text as it is compared when rows are looked for: case makes no difference either."""
    return held_text(text).lower()


def head_texts(sheet: Worksheet) -> list[list[str]]:
    """Return the first rows of a sheet as text."""
    last = min(HEADER_ROWS, sheet.max_row)
    return [[as_text(typed_value(cell)) for cell in row] for row in sheet.iter_rows(max_row=last)]


def read_rows(sheet: Worksheet, layout: Layout) -> list[Row]:
    """Return the rows under the header that hold anything, but for headings that run across the columns.

    A merged cell counts for each row that it covers, in the first of its columns.
    """
    covered, bands = _covered(sheet), find_bands(sheet, layout)
    hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    rows = []
    for number in range(layout.header_row + 1, sheet.max_row + 1):
        if number in bands:
            continue
        cells = {key: _read(sheet, number, place, covered) for key, place in layout.places.items()}
        extra = {text: as_text(_read(sheet, number, place, covered)) for place, text in layout.extra.items()}
        beside = {text: value for text, value in extra.items() if value}
        row = Row(number, cells, beside, number in hidden)
        if row.texts() or row.extra:
            rows.append(row)
    return rows


def _read(sheet: Worksheet, number: int, place: int, covered: Mapping[tuple[int, int], Cell]) -> object:
    cell = covered.get((number, place)) or sheet._cells.get((number, place))
    return None if cell is None else typed_value(cell)


def _covered(sheet: Worksheet) -> dict[tuple[int, int], Cell]:
    """Return for each place in the first column of a merged cell the cell that shows there."""
    return {
        (number, area.min_col): sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for number in range(area.min_row, area.max_row + 1)
    }


def find_bands(sheet: Worksheet, layout: Layout) -> dict[int, str]:
    """Return the words of each row that is a heading among the rows, by its number.

    That is one cell merged across three columns or more, or the one cell of a row that holds nothing else,
    in capitals and not under Action.
    """
    bands = _find_lone_words(sheet, layout)
    for area in sheet.merged_cells.ranges:
        number = area.min_row
        wide = area.max_row == number and area.max_col - area.min_col + 1 >= BAND_COLUMNS
        if not wide or number <= layout.header_row:
            continue
        beside = [
            place
            for place in {*layout.places.values(), *layout.extra} - {area.min_col}
            if as_text(_read(sheet, number, place, {}))
        ]
        if not beside:
            bands[number] = as_text(_read(sheet, number, area.min_col, {}))
    return {number: bands[number] for number in sorted(bands) if bands[number]}


def _find_lone_words(sheet: Worksheet, layout: Layout) -> dict[int, str]:
    """Return the words in capitals that stand alone in their row, under another heading than Action."""
    places = {*layout.places.values(), *layout.extra} - {layout.places.get("action")}
    lone = {}
    for number in range(layout.header_row + 1, sheet.max_row + 1):
        cells = [cell for cell in sheet[number] if as_text(typed_value(cell))]
        if len(cells) == 1 and cells[0].column in places:
            text = as_text(typed_value(cells[0]))
            if text.isupper() and " " in text:  # an action id has no space in it
                lone[number] = text
    return lone


def merged_rows(sheet: Worksheet, place: int, header_row: int) -> list[str]:
    """Return the merged areas of one column that join several rows under the header, such as "A4:A6"."""
    return sorted(
        area.coord
        for area in sheet.merged_cells.ranges
        if area.min_col <= place <= area.max_col and area.max_row > area.min_row and area.max_row > header_row
    )


def column_order(layout: Layout) -> list[str]:
    """Return the keys of the columns from left to right."""
    return sorted(
        (column.key for column in COLUMNS if column.key in layout.places), key=layout.places.__getitem__
    )
