"""Orders the pieces of printed lines: columns of prose one after the other, tables without rules by row."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from learning_themes.corpus.pdf_tables import Row

NEAR = 6.0  # points: pieces whose left edges are nearer stand in one column
LEVEL = 2.0  # points: pieces whose feet are nearer stand on one line
FEWEST_LINES = 6  # printed across two columns that make a page of columns
FULL = 0.6  # of a column's width that prose fills
FEWEST_COLUMNS = 3  # of a table without rules
LONGEST_NAME = 40  # letters of a column's name


class Piece(NamedTuple):
    """Words of a line without a wide gap, with their place; `line` is the place of their line on the page."""

    line: int
    text: str
    left: float
    right: float
    bottom: float
    size: float


def order_columns(pieces: Sequence[Piece]) -> list[Piece] | None:
    """Return the pieces of a page whose lines run across two columns, down each column; None for others."""
    pairs = [both for both in _by_line(pieces) if len(both) == 2]
    gutter = _find_gutter(pairs)
    if gutter is None:
        return None
    ordered: list[Piece] = []
    for crossing, run in groupby(pieces, key=lambda piece: piece.left < gutter - NEAR < piece.right):
        run = list(run)
        ordered += run if crossing else sorted(run, key=lambda piece: piece.left >= gutter - NEAR)
    return ordered


def _by_line(pieces: Sequence[Piece]) -> list[list[Piece]]:
    return [list(line) for _, line in groupby(pieces, key=lambda piece: piece.line)]


def _find_gutter(pairs: list[list[Piece]]) -> float | None:
    """Return where the right column begins, if lines in two pieces are prose that begins there."""
    if len(pairs) < FEWEST_LINES:
        return None
    begins = sorted(right.left for _, right in pairs)[len(pairs) // 2]
    same = [(left, right) for left, right in pairs if abs(right.left - begins) < NEAR]
    filled = [(left.right - left.left) / (begins - left.left) for left, _ in same]
    if len(same) < 0.7 * len(pairs) or sum(filled) / len(filled) < FULL:
        return None
    return begins


def find_aligned_rows(pieces: Sequence[Piece]) -> tuple[Row, ...]:
    """Return the rows of a page's tables without rules: three or more names on one line, cells below them."""
    levels = _by_level(pieces)
    rows: list[Row] = []
    below = float("inf")
    for number, names in enumerate(levels):
        if names[0].bottom < below and _are_heads(names):
            found = _rows_below(names, levels[number + 1 :])
            if len(found) > 1:
                rows += [_make_row([[name] for name in names], names, heads=True), *found]
                below = found[-1].bottom
    return tuple(rows)


def _by_level(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces line by line as they stand on the page, from the top and from the left."""
    levels: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.bottom):
        if levels and levels[-1][0].bottom - piece.bottom < LEVEL:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return [sorted(level, key=lambda piece: piece.left) for level in levels]


def _are_heads(names: list[Piece]) -> bool:
    return len(names) >= FEWEST_COLUMNS and all(len(name.text) <= LONGEST_NAME for name in names)


def _rows_below(names: list[Piece], levels: list[list[Piece]]) -> list[Row]:
    """Return the rows whose pieces all stand below a name; a row begins where the first column is filled."""
    cells: list[list[list[Piece]]] = []
    foot = names[0].bottom
    for level in levels:
        places = [_column_of(piece, names) for piece in level]
        if None in places or foot - level[0].bottom > 3.5 * names[0].size:
            break
        if places[0] == 0:
            cells.append([[] for _ in names])
        elif not cells:
            break
        for place, piece in zip(places, level, strict=True):
            cells[-1][place].append(piece)
        foot = level[0].bottom
    rows = [row for row in cells if sum(map(bool, row)) >= FEWEST_COLUMNS - 1]
    return [_make_row(row, names) for row in rows] if len(rows) == len(cells) else []


def _column_of(piece: Piece, names: list[Piece]) -> int | None:
    return next((n for n, name in enumerate(names) if abs(name.left - piece.left) < NEAR), None)


def _make_row(cells: list[list[Piece]], names: list[Piece], *, heads: bool = False) -> Row:
    pieces = [piece for cell in cells for piece in cell]
    return Row(
        left=min(piece.left for piece in pieces),
        bottom=min(piece.bottom for piece in pieces),
        right=max(piece.right for piece in pieces),
        top=max(piece.bottom + piece.size for piece in pieces),
        cells=tuple("\n".join(piece.text for piece in cell) for cell in cells),
        columns=tuple(name.text for name in names),
        heads=heads,
    )
