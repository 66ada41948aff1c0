"""Heights of rows that fit their words, and go on fitting when people type more.

openpyxl marks every row whose height it knows as set by hand, after which Excel no longer fits it to its
words. Rows of the kind here keep their height and are not marked.
"""

import re
from math import ceil

from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.actions.columns import BY_KEY, Layout
from learning_themes.typed_cells import as_text

LINE = 15.0  # points
MOST_LINES = 27  # a row is at most 409 points high
_ROW = re.compile(rb"<row [^>]*>")


class FittedRow(RowDimension):
    """A row whose height is fitted to its words by the program that shows it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the library's own name for it
        """Whether a person set the height."""
        return False


def keep_fitted(sheet: Worksheet, xml: bytes) -> None:
    """Let the rows that nobody gave a height in `xml`, the sheet as it was read, be fitted as before."""
    fixed = {
        int(re.search(rb' r="(\d+)"', row)[1])
        for row in _ROW.findall(xml)
        if b'customHeight="1"' in row or b'customHeight="true"' in row
    }
    for number, row in sheet.row_dimensions.items():
        if number not in fixed:
            row.__class__ = FittedRow


def fit_row(sheet: Worksheet, layout: Layout, number: int) -> None:
    """Give a new row the height that its longest cell needs, to begin with."""
    lines = [1]
    for key, place in layout.places.items():
        words = as_text(sheet.cell(number, place).value).splitlines()
        lines.append(sum(ceil(max(len(line), 1) / BY_KEY[key].width) for line in words))
    row = sheet.row_dimensions[number]
    row.height = LINE * min(max(lines), MOST_LINES)
    row.__class__ = FittedRow
