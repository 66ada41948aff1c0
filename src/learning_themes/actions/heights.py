"""Heights of rows that fit their words, and go on fitting when people type more.

openpyxl marks every row whose height it knows as set by hand, after which Excel no longer fits it to its
words. Rows of the kind here keep their height and are not marked.
"""

import re

from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.fitted_rows import FittedRow

_ROW = re.compile(rb"<row [^>]*>")


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
