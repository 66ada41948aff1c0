"""Rows of a workbook as high as their words need, which go on fitting when people type more.

Excel gives a row without a height the one that it needs when it opens the book; programs that only print or
show a book leave it one line high, and wrapped words overlap. So every book is written with heights.
"""

from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.typed_cells import as_text, typed_value

LINE = 15.0  # points, of letters of PLAIN points
PLAIN = 11.0
MOST_LINES = 27  # a row is at most 409 points high
PADDING = 1.0  # of a column's width, beside the words
BOLD = 1.1  # times as wide as plain letters


class FittedRow(RowDimension):
    """A row whose height is fitted to its words by the program that shows it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the library's own name for it
        """Whether a person set the height."""
        return False


def fit_rows(book: Workbook) -> None:
    """Give every row that wraps words and has no height the height that it needs.

    Rows of a book that is written line by line are gone when it is saved: each is fitted as it is written.
    """
    for sheet in book.worksheets if not book.write_only else ():
        known = {number for number, row in sheet.row_dimensions.items() if row.height is not None}
        for number, height in _heights(sheet).items():
            if number not in known:
                _set_height(sheet, number, height)


def forget_height(sheet: Worksheet, number: int) -> None:
    """Let a row whose words changed be fitted anew when its book is written."""
    sheet.row_dimensions[number].height = None


def fit_lines(sheet: Worksheet, number: int, lines: int) -> None:
    """Give a row the height of so many lines; without one where it has but one."""
    if lines > 1:
        _set_height(sheet, number, LINE * lines)


def _set_height(sheet: Worksheet, number: int, height: float) -> None:
    row = sheet.row_dimensions[number]
    row.height = min(height, LINE * MOST_LINES)
    row.__class__ = FittedRow


def count_lines(text: str, width: float) -> int:
    """Return the lines that words take in a column of `width` characters, broken between words.

    >>> count_lines("a plan was made", 12), count_lines("a plan\\nwas made", 20), count_lines("", 20)
    (2, 2, 1)
    """
    width = max(width - PADDING, 1.0)
    return sum(1 if len(part) <= width else _wrap(part, width) for part in text.split("\n"))


def _wrap(text: str, width: float) -> int:
    lines, taken = 1, 0.0
    for word in text.split():
        if taken and taken + 1 + len(word) > width:
            lines, taken = lines + 1, 0.0
        taken += len(word) + bool(taken)
        if taken > width:  # a word longer than a line is cut
            more = ceil(taken / width) - 1
            lines, taken = lines + more, taken - more * width
    return lines


def _heights(sheet: Worksheet) -> dict[int, float]:
    """Return the height that each row of more than one line needs."""
    widths, areas, heights = _column_widths(sheet), _merged(sheet), {}
    for (number, place), cell in sheet._cells.items():
        if cell.value is None or not cell.alignment.wrap_text:
            continue
        across = areas.get((number, place), 1)
        width = sum(widths.get(one, _plain_width(sheet)) for one in range(place, place + across))
        if across and width:
            height = _cell_height(cell, width)
            if height > max(heights.get(number, 0.0), LINE):
                heights[number] = height
    return heights


def _cell_height(cell: Cell, width: float) -> float:
    size = (cell.font.sz or PLAIN) / PLAIN
    lines = count_lines(as_text(typed_value(cell)), width / size / (BOLD if cell.font.b else 1.0))
    return lines * LINE * max(size, 1.0)


def _plain_width(sheet: Worksheet) -> float:
    return sheet.sheet_format.defaultColWidth or 8.43


def _column_widths(sheet: Worksheet) -> dict[int, float]:
    """Return the width of each column that has one of its own, 0 where it is hidden."""
    return {
        place: 0.0 if column.hidden else column.width
        for letter, column in sheet.column_dimensions.items()
        for place in _places(letter, column.min, column.max)
    }


def _places(letter: str, first: int | None, last: int | None) -> range:
    first = first or column_index_from_string(letter)
    return range(first, (last or first) + 1)


def _merged(sheet: Worksheet) -> dict[tuple[int, int], int]:
    """Return over how many columns each merged cell reaches; 0 for one that reaches over rows."""
    return {
        (area.min_row, area.min_col): area.size["columns"] if area.size["rows"] == 1 else 0
        for area in sheet.merged_cells.ranges
    }
