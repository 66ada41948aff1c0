"""Finds the tables of a PDF page by their rules, and reads them row by row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from learning_themes.corpus.pdf_drawn import PATH, Box, list_bounds, list_drawn
from learning_themes.corpus.rows import may_name_column
from learning_themes.corpus.text import split_label

BOLD = 600  # a font weight from which type looks bold
THIN = 3.0  # points: a drawn thing that is thinner is a rule
NEAR = 4.0  # points: rules that are nearer belong together
SHORTEST = 25.0  # points of a horizontal rule
LOWEST = 8.0  # points of a row
GAP = 9.0  # points without a word in any row, which part two columns
MOST_RULES = 600  # on a page: more are a drawing


@dataclass(frozen=True)
class Frame:
    """How a page was turned to be read: its rotation in degrees, and its width and height as it is seen."""

    rotation: int
    width: float
    height: float

    def to_seen(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box of the page's own space where it is seen."""
        if self.rotation == 90:
            return bottom, self.height - right, top, self.height - left
        if self.rotation == 180:
            return self.width - right, self.height - top, self.width - left, self.height - bottom
        if self.rotation == 270:
            return self.width - top, left, self.width - bottom, right
        return left, bottom, right, top

    def to_page(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box as it is seen in the page's own space."""
        if self.rotation == 90:
            return self.height - top, left, self.height - bottom, right
        if self.rotation == 180:
            return self.width - right, self.height - top, self.width - left, self.height - bottom
        if self.rotation == 270:
            return bottom, self.width - right, top, self.width - left
        return left, bottom, right, top


@dataclass(frozen=True)
class Heads:
    """The names of a table's columns, and where each column stands: from left to right, in points."""

    names: tuple[str, ...]
    places: tuple[tuple[float, float], ...]

    def name(self, cell: Box) -> str:
        """Return the name of the column that a cell stands in; "" for one that is merged over several."""
        over = [
            name
            for name, (left, right) in zip(self.names, self.places, strict=True)
            if min(cell[2], right) - max(cell[0], left) > NEAR
        ]
        return over[0] if len(over) == 1 else ""


@dataclass(frozen=True)
class Row:
    """A table's row: its place, the raw text of its cells, and the name of each one's column, if any.

    `heads` tells that the row itself holds the names; `table` keeps them for the page after.
    """

    left: float
    bottom: float
    right: float
    top: float
    cells: tuple[str, ...]
    columns: tuple[str, ...] = ()
    heads: bool = False
    table: Heads | None = None

    def holds(self, left: float, bottom: float, size: float) -> bool:
        """Return whether a line that begins there stands in the row."""
        middle = bottom + size / 2
        return self.bottom <= middle <= self.top and self.left - NEAR <= left <= self.right + NEAR


def find_rows(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, frame: Frame, *, above: tuple[Row, ...]
) -> tuple[Row, ...]:
    """Return the rows of a page's ruled tables of two or more columns, from the top of the page down.

    `above` is the last row of the page before: a table that goes on without its heads keeps their names.
    """
    level, upright = _find_rules(page, frame)
    rows: list[Row] = []
    for bands in (*_ruled_grids(level, upright), *_ruled_lists(level, upright, textpage, frame)):
        cells = [(band, [_cell_text(textpage, frame, cell) for cell in band]) for band in bands]
        cells = [(band, texts) for band, texts in cells if any(texts)]
        if _is_table(cells):
            bold = all(_is_bold(textpage, frame, cell) for cell in cells[0][0])
            rows += _name_columns(cells, above, bold=bold)
    return tuple(sorted(rows, key=lambda row: -row.top))


def _find_rules(page: pdfium.PdfPage, frame: Frame) -> tuple[list[Box], list[Box]]:
    """Return the horizontal and the vertical rules of a page; a drawn box has two of each."""
    level: list[Box] = []
    upright: list[Box] = []
    for bounds in list_bounds(list_drawn(page, (PATH,))):
        left, bottom, right, top = frame.to_seen(*bounds)
        wide, high = right - left, top - bottom
        if wide > 0.9 * frame.width and high > 0.5 * frame.height:
            continue  # the page's background
        if wide >= SHORTEST:
            level += [(left, y, right, y) for y in ([(bottom + top) / 2] if high <= THIN else [bottom, top])]
        if high >= LOWEST:
            upright += [
                (x, bottom, x, top) for x in ([(left + right) / 2] if wide <= THIN else [left, right])
            ]
    return (level, upright) if len(level) + len(upright) <= MOST_RULES else ([], [])


def _ruled_grids(level: list[Box], upright: list[Box]) -> list[list[list[Box]]]:
    """Return for each grid of rules its rows of cells."""
    grids = []
    for rules in _connect([*level, *upright]):
        heights = _merge([rule[1] for rule in rules if rule[1] == rule[3]])
        sides = [rule for rule in rules if rule[0] == rule[2]]
        bands = [
            _cells_between(low, high, sides)
            for low, high in zip(heights, heights[1:], strict=False)
            if high - low >= LOWEST
        ]
        grids.append(_merge_cells([band for band in reversed(bands) if len(band) > 1], rules))
    return [grid for grid in grids if grid]


def _merge_cells(bands: list[list[Box]], rules: list[Box]) -> list[list[Box]]:
    """Return rows in which a cell without a rule below it reaches over those below, which are left empty."""
    merged = [list(band) for band in bands]
    for number, band in enumerate(merged):
        for place, cell in enumerate(band):
            for below in merged[number + 1 :]:
                under = next((n for n, other in enumerate(below) if _same_column(cell, other)), None)
                if under is None or cell[1] - below[under][3] > NEAR or _is_ruled(cell, rules):
                    break
                cell = (cell[0], below[under][1], cell[2], cell[3])
                band[place] = cell
                below[under] = (*below[under][:3], below[under][1])
    return merged


def _same_column(cell: Box, other: Box) -> bool:
    return abs(cell[0] - other[0]) < NEAR and abs(cell[2] - other[2]) < NEAR and other[3] > other[1]


def _is_ruled(cell: Box, rules: list[Box]) -> bool:
    """Whether a horizontal rule runs below a cell."""
    middle = (cell[0] + cell[2]) / 2
    return any(
        abs(rule[1] - cell[1]) < NEAR and rule[0] - NEAR <= middle <= rule[2] + NEAR
        for rule in rules
        if rule[1] == rule[3]
    )


def _connect(rules: list[Box]) -> list[list[Box]]:
    """Return the rules in groups of those that touch."""
    groups: list[list[Box]] = []
    for rule in rules:
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([rule, *(other for group in touching for other in group)])
    return groups


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + NEAR
        and other[0] <= one[2] + NEAR
        and one[1] <= other[3] + NEAR
        and other[1] <= one[3] + NEAR
    )


def _merge(places: list[float]) -> list[float]:
    """Return places in order, those nearer than NEAR as one."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] >= NEAR:
            merged.append(place)
    return merged


def _cells_between(low: float, high: float, sides: list[Box]) -> list[Box]:
    middle = (low + high) / 2
    places = _merge([side[0] for side in sides if side[1] - NEAR <= middle <= side[3] + NEAR])
    return [(left, low, right, high) for left, right in zip(places, places[1:], strict=False)]


def _ruled_lists(
    level: list[Box], upright: list[Box], textpage: pdfium.PdfTextPage, frame: Frame
) -> list[list[list[Box]]]:
    """Return the rows of cells of tables that are ruled between rows alone: columns are parted by white."""
    alike: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for rule in level:
        if not any(_touch(rule, side) for side in upright):
            alike[round(rule[0] / NEAR), round(rule[2] / NEAR)].append(rule)
    lists = []
    for rules in alike.values():
        heights = _merge([rule[1] for rule in rules])
        if len(heights) < 3:
            continue
        left, right = rules[0][0], rules[0][2]
        sides = _white_between(textpage, frame, (left, heights[0], right, heights[-1]))
        edges = [left, *sides, right]
        lists.append(
            [
                [(a, low, b, high) for a, b in zip(edges, edges[1:], strict=False)]
                for low, high in zip(heights, heights[1:], strict=False)
                if high - low >= LOWEST
            ][::-1]
        )
    return [rows for rows in lists if rows and len(rows[0]) > 1]


def _white_between(textpage: pdfium.PdfTextPage, frame: Frame, box: Box) -> list[float]:
    """Return the middles of the gaps that no word of a box reaches into, from the left."""
    spans = sorted(
        (seen[0], seen[2])
        for index in range(textpage.count_chars())
        if (seen := frame.to_seen(*textpage.get_charbox(index)))[2] > seen[0]
        and box[0] <= seen[0] <= box[2]
        and box[1] <= seen[1] <= box[3]
    )
    gaps, reached = [], spans[0][1] if spans else 0.0
    for left, right in spans:
        if left - reached >= GAP:
            gaps.append((left + reached) / 2)
        reached = max(reached, right)
    return gaps


def _cell_text(textpage: pdfium.PdfTextPage, frame: Frame, cell: Box) -> str:
    if cell[3] - cell[1] < LOWEST:
        return ""
    left, bottom, right, top = frame.to_page(cell[0] + 0.5, cell[1] + 0.5, cell[2] - 0.5, cell[3] - 0.5)
    text = textpage.get_text_bounded(left=left, bottom=bottom, right=right, top=top)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _is_table(rows: list[tuple[list[Box], list[str]]]) -> bool:
    """Whether cells hold a table's words: a chart's grid is nearly empty, and a marked line is one row."""
    if len(rows) == 1 and min(right - left for left, _, right, _ in rows[0][0]) < SHORTEST:
        return False
    cells = [text for _, texts in rows for text in texts]
    return len(cells) > 1 and sum(map(bool, cells)) >= 0.5 * len(cells) and sum(map(len, cells)) > 20


def _is_bold(textpage: pdfium.PdfTextPage, frame: Frame, cell: Box) -> bool:
    """Whether the word nearest to a cell's middle is bold."""
    left, bottom, right, top = frame.to_page(*cell)
    middle = ((left + right) / 2, (bottom + top) / 2, right - left, top - bottom)
    index = pdfium_c.FPDFText_GetCharIndexAtPos(textpage.raw, *middle)
    return index >= 0 and pdfium_c.FPDFText_GetFontWeight(textpage.raw, index) >= BOLD


def _name_columns(
    cells: list[tuple[list[Box], list[str]]], above: tuple[Row, ...], *, bold: bool
) -> list[Row]:
    """Return rows with the names of their columns, those of the page before if the table goes on."""
    first, texts = cells[0]
    table: Heads | None = None
    if above and above[0].table and len(above[0].table.names) == len(texts):
        table = above[0].table
    elif len(cells) > 1 and _are_names(texts, bold=bold):
        table = Heads(tuple(texts), tuple((box[0], box[2]) for box in first))
    return [_make_row(band, tuple(texts), table) for band, texts in cells]


def _make_row(band: list[Box], texts: tuple[str, ...], table: Heads | None) -> Row:
    # a merged cell reaches below its row: the row's own foot is that of the others
    box = (band[0][0], max(cell[1] for cell in band), band[-1][2], max(cell[3] for cell in band))
    names = tuple(table.name(cell) for cell in band) if table else ()
    heads = table is not None and texts == table.names
    return Row(*box, texts, names, heads, table)


def _are_names(texts: Sequence[str], *, bold: bool) -> bool:
    """Whether a first row names the columns: all cells short and not numbered, and bold or three or more."""
    named = all(may_name_column(text) and not split_label(text)[0] for text in texts)
    return named and (bold or len(texts) >= 3)
