"""Joins the rows of tables that a page breaks in two."""

import re
from collections.abc import Sequence
from dataclasses import replace

from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.pdf_tables import Row

SMALL = 0.9  # of body text: lines below a table that are smaller are notes
_ENDED = re.compile(r"[.?!:;][”’\"']?\s*$")


def join_rows(lines: Sequence[Line], body: float) -> list[Line]:
    """Return the lines with a row that goes on at the head of the next page joined to its beginning."""
    joined: list[Line] = []
    for line in lines:
        place = _broken_row(joined, line, body) if line.row and not line.row.heads else None
        if place is None:
            joined.append(line)
        else:
            joined[place] = _join(joined[place], line)
    return joined


def _broken_row(lines: list[Line], line: Line, body: float) -> int | None:
    """Return the place of the row on the page before that `line`, the first of its page, goes on with."""
    for place in range(len(lines) - 1, -1, -1):
        above = lines[place]
        if above.row and not above.row.heads:
            return place if above.page == line.page - 1 and _goes_on(above.row, line.row) else None
        if above.row is None and (above.page == line.page or above.size >= SMALL * body):
            return None
    return None


def _goes_on(above: Row, row: Row) -> bool:
    if len(above.cells) != len(row.cells) or above.columns != row.columns:
        return False
    pairs = [(one, other) for one, other in zip(above.cells, row.cells, strict=True) if other]
    if not all(one for one, _ in pairs):
        return False
    running = [not _ENDED.search(one) and other[:1].islower() for one, other in pairs]
    return all(running) or not row.cells[0] and (any(running) or len(pairs) == 1)


def _join(line: Line, below: Line) -> Line:
    cells = tuple("\n".join(filter(None, both)) for both in zip(line.row.cells, below.row.cells, strict=True))
    return replace(line, text=" ".join(cells), row=replace(line.row, cells=cells))
