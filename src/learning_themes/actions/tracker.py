"""The tracker of actions: a workbook that belongs to people, into which each run merges what is new."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.actions import book as drawn
from learning_themes.actions.cells import Row, column_order, head_texts, merged_rows, read_rows
from learning_themes.actions.columns import BY_KEY, COLUMNS, Layout, find_columns, find_header_row
from learning_themes.actions.history import known_actions
from learning_themes.actions.matching import match_rows
from learning_themes.actions.memory import SHEET as MEMORY_SHEET
from learning_themes.actions.memory import Memory, read_memory, write_memory
from learning_themes.actions.merging import Merge, merge
from learning_themes.actions.opening import NAME, Opened, open_tracker, refuse_copies
from learning_themes.actions.printing import print_recommendations, review_titles
from learning_themes.actions.table import Remark, make_actions
from learning_themes.errors import TrackerError
from learning_themes.files import workbook_bytes
from learning_themes.locks import hold
from learning_themes.saving import list_backups, save_with_backup
from learning_themes.typed_workbooks import find_lock

LOCK = ".actions.lock"
WAIT = 60.0  # seconds: a merge takes one or two


@dataclass(frozen=True)
class TrackerResult:
    """What an update did: the table `actions`, what was added, deleted and marked, and what to tell.

    `added` are ids of new rows, `deleted` of rows that people had deleted since the last run, `lost` of those
    whose recommendation is no longer found. `settle` are cells that a person should look at, `read_as` those
    that were understood though not plain. `written` says whether the file was written, `told` why not.
    """

    path: Path
    actions: pd.DataFrame
    added: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    settle: tuple[Remark, ...] = ()
    read_as: tuple[Remark, ...] = ()
    told: tuple[str, ...] = ()
    written: bool = False
    backup: Path | None = None


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


def update_tracker(
    people: Path | str,
    recommendations: pd.DataFrame,
    register: pd.DataFrame,
    *,
    names: Mapping[str, str],
    as_of: str,
    make: bool = False,
    write: bool = True,
) -> TrackerResult:
    """Merge `recommendations` of our own reviews into `people`/actions.xlsx and return what was done.

    The file is made if there is none and something to track, or else by `make`, and not written if nothing
    would change. `names` are the themes' names by id; `as_of` (YYYY-MM-DD) counts as today. What people
    typed is never changed. While another program has the file open it is read and not written, and `told`
    says so. Raises TrackerError, with the file untouched, for a file that is damaged, has a copy beside it,
    or whose columns cannot be found; Busy if another process has been at it for a minute.
    """
    with hold_tracker(Path(people)):
        return _update(
            Path(people) / NAME, recommendations, register, names=names, as_of=as_of, make=make, write=write
        )


def hold_tracker(people: Path) -> AbstractContextManager[None]:
    """Hold the tracker of the folder `people`, so that what one process merges another does not undo."""
    if not (people / NAME).is_file():  # a new one is written only if there is still none
        return nullcontext()
    return hold(people / LOCK, doing=f"{people / NAME}: another run is merging into it", seconds=WAIT)


def _update(
    path: Path,
    recommendations: pd.DataFrame,
    register: pd.DataFrame,
    *,
    names: Mapping[str, str],
    as_of: str,
    make: bool,
    write: bool,
) -> TrackerResult:
    notes = refuse_copies(path)
    opened = _open_or_make(path)
    read = _read(path, opened)
    printed = print_recommendations(recommendations, register, names)
    titles = review_titles(register)
    merged = merge(
        read.sheet, read.layout, read.rows, read.memory, printed, as_of=as_of, asked=_ids(read, printed)
    )
    changed = _write_book(read, merged)
    rows = read_rows(read.sheet, read.layout)
    ids = {row.number: row.text("action_id") for row in rows} | merged.ids
    actions, remarks = make_actions(rows, ids, read.memory, names=names, titles=titles)
    told = [*notes, *opened.told, *read.told, *merged.told]
    written, backup = False, None
    cannot = opened.cannot_write or find_lock(path)
    if not (opened.content or make) and actions.empty:
        told.append(f"there is nothing to track yet, so no {NAME} was made")
    elif changed and write and cannot:
        told.append(f"{NAME} was read but not written: {cannot}, and run again")
    elif changed and write:
        content = workbook_bytes(read.book, day=as_of)
        backup = save_with_backup(path, content, read=opened.content or None, error=TrackerError)
        written = True
    return TrackerResult(
        path, actions, merged.added, merged.deleted, merged.lost,
        tuple(one for one in remarks if not one.read_as), tuple(one for one in remarks if one.read_as),
        tuple(told), written, backup,
    )  # fmt: skip


def read_tracker(people: Path | str) -> tuple[TrackerSheet, bytes]:
    """Return the tracker of the folder `people` to be typed into, and the bytes that it was read from.

    Raises TrackerError if it could not be written again without a loss.
    """
    path = Path(people) / NAME
    opened = open_tracker(path)
    if opened.cannot_write:
        raise TrackerError(f"{opened.cannot_write}, and run again")
    return _read(path, opened), opened.content


def check_tracker(people: Path | str) -> None:
    """Raise TrackerError if the tracker in the folder `people` could not be used by a run."""
    path = Path(people) / NAME
    refuse_copies(path)
    _read(path, _open_or_make(path))


def _open_or_make(path: Path) -> Opened:
    if path.is_file():
        return open_tracker(path)
    backups = list_backups(path)
    if backups:
        raise TrackerError(
            f"{path}: is gone, and {backups[-1]} is a copy of it. Put that back as {path.name}; or, to begin"
            " a new"
            f" tracker without what people typed, move the folder {backups[-1].parent} away"
        )
    book, _ = drawn.new_book()
    return Opened(b"", book)


def _read(path: Path, opened: Opened) -> TrackerSheet:
    """Return the rows of the tracker, each under the column that it belongs to."""
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
    return TrackerSheet(
        path, opened.book, sheet, layout, read_rows(sheet, layout), memory, [*told, *layout.told]
    )


def _find_sheet(path: Path, book: Workbook, memory: Memory) -> tuple[Worksheet, int]:
    """Return the sheet of actions, which may have another name, and the row of its headings."""
    own = (drawn.HOW_TO, drawn.DELETED, drawn.LISTS, MEMORY_SHEET)
    others = [sheet for sheet in book.worksheets if sheet.title not in own]
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


def _ids(read: TrackerSheet, printed: Mapping) -> dict[int, tuple[str, str]]:
    texts = {one: words.machine["recommendation"] for one, words in printed.items()}
    return match_rows(read.rows, read.memory, texts)


def _write_book(read: TrackerSheet, merged: Merge) -> bool:
    """Write memory, deleted rows and the reach of the filter; return whether anything in the book changed."""
    headings = head_texts(read.sheet)[read.layout.header_row - 1]
    read.memory.headings = {key: headings[read.layout.places[key] - 1] for key in column_order(read.layout)}
    read.memory.extra = list(read.layout.extra.values())
    drawn.list_deleted(read.book, merged.deleted_rows)
    changed = write_memory(read.book, read.memory)
    if merged.added:
        drawn.stretch(read.sheet, merged.last_row)
    return changed or merged.changed
