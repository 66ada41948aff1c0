"""Rows of a workbook as high as their words need, which go on fitting when people type more."""

from collections.abc import Mapping
from math import ceil

from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.typed_cells import as_text, typed_value

LINE = 15.0  # points
MOST_LINES = 27  # a row is at most 409 points high


class FittedRow(RowDimension):
    """A row whose height is fitted to its words by the program that shows it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the library's own name for it
        """Whether a person set the height."""
        return False


def fit_height(sheet: Worksheet, number: int, widths: Mapping[int, int]) -> None:
    """Give a row the height that its longest cell needs; `widths` are those of its columns, by place."""
    lines = [1]
    for place, width in widths.items():
        words = as_text(typed_value(sheet.cell(number, place))).splitlines()
        lines.append(sum(ceil(max(len(line), 1) / width) for line in words))
    row = sheet.row_dimensions[number]
    row.height = LINE * min(max(lines), MOST_LINES)
    row.__class__ = FittedRow
