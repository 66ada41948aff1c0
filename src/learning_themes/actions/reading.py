"""Reads the tracker: its memory, the sheet of actions, where each column stands, and the rows."""

from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.actions import book as drawn
from learning_themes.actions.cells import Row, find_bands, head_texts, merged_rows, read_rows
from learning_themes.actions.columns import BY_KEY, COLUMNS, Layout, find_columns, find_header_row
from learning_themes.actions.history import known_actions
from learning_themes.actions.memory import SHEET as MEMORY_SHEET
from learning_themes.actions.memory import Memory, read_memory
from learning_themes.actions.opening import Opened
from learning_themes.errors import TrackerError

OWN_SHEETS = (drawn.HOW_TO, drawn.DELETED, drawn.LISTS, MEMORY_SHEET)


@dataclass
class TrackerSheet:
    """The tracker as it was read: book, sheet of actions, columns, rows and memory."""

    path: Path
    book: Workbook
    sheet: Worksheet
    layout: Layout
    rows: list[Row]
    memory: Memory
    told: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """The place of the last heading."""
        headings = head_texts(self.sheet)[self.layout.header_row - 1]
        return max((place for place, text in enumerate(headings, 1) if text), default=0)


def read_sheet(path: Path, opened: Opened) -> TrackerSheet:
    """Return the rows of the tracker, each cell under the column that it belongs to.

    Raises TrackerError if no sheet is one of actions, a column cannot be found, or ids are merged.
    """
    memory = read_memory(opened.book)
    told = []
    if not memory.actions and opened.content:
        memory = known_actions(path.parent)
        told.append(f"the hidden sheet {MEMORY_SHEET!r} was gone: rows were found by their ids and words")
    sheet, header_row = _find_sheet(path, opened.book, memory)
    headings = head_texts(sheet)[header_row - 1]
    layout = find_columns(
        headings,
        header_row=header_row,
        remembered=memory.headings,
        known_extra=memory.extra,
        agreement=_agreement(sheet, header_row, headings, memory),
        file=path.name,
    )
    _refuse_merged_ids(path, sheet, layout)
    if "action_id" not in layout.places:
        layout.places["action_id"] = len(headings) + 1
        drawn.write_heading(sheet, layout, "action_id")
        told.append("the column 'Action id' was gone: it was added again, and rows were found by their words")
    told += [
        f"row {number} of the tracker ({words!r}) runs across the columns: it was taken for a heading,"
        " and is no action"
        for number, words in find_bands(sheet, layout).items()
    ]
    return TrackerSheet(
        path, opened.book, sheet, layout, read_rows(sheet, layout), memory, [*told, *layout.told]
    )


def _find_sheet(path: Path, book: Workbook, memory: Memory) -> tuple[Worksheet, int]:
    """Return the sheet of actions, which may have another name, and the row of its headings."""
    others = [sheet for sheet in book.worksheets if sheet.title not in OWN_SHEETS]
    for sheet in sorted(others, key=lambda one: one.title != drawn.ACTIONS):
        row = find_header_row(head_texts(sheet), list(memory.headings.values()))
        if row:
            return sheet, row
    titles = ", ".join(column.title for column in COLUMNS if not column.machine)
    raise TrackerError(
        f"{path}: no sheet has the headings of a tracker ({titles}) in its first rows; put the row of"
        " headings"
        " back, or put back a copy from the folder backups"
    )


def _agreement(
    sheet: Worksheet, header_row: int, headings: list[str], memory: Memory
) -> dict[tuple[str, int], float]:
    """Return for each column that held words at the last run, and each place, the share of them that stand
    there."""
    held = {
        place: {row.text("action") for row in read_rows(sheet, Layout(header_row, {"action": place}))}
        for place, text in enumerate(headings, 1)
        if text
    }
    agreement = {}
    for key in memory.headings:
        part = [getattr(one, "machine" if BY_KEY[key].machine else "typed").get(key) for one in
        memory.actions.values()
                if not one.deleted]  # fmt: skip
        words = {text for text in part if text}
        for place, found in held.items() if words else ():
            agreement[key, place] = len(words & found) / len(words)
    return agreement


def _refuse_merged_ids(path: Path, sheet: Worksheet, layout: Layout) -> None:
    merged = merged_rows(sheet, layout.places.get("action_id", 0), layout.header_row)
    if merged:
        raise TrackerError(
            f"{path}: cells of the column 'Action id' are merged ({', '.join(merged)}); unmerge them, for"
            " each row is"
            " an action of its own, and run again. Nothing was changed"
        )
