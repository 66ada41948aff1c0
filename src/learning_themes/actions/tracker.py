"""The tracker of actions: a workbook that belongs to people, into which each run merges what is new."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.actions import book as drawn
from learning_themes.actions.cells import column_order, head_texts, read_rows
from learning_themes.actions.guards import (
    refuse_copies,
    refuse_elsewhere,
    refuse_moved,
    refuse_older,
    tell_given_up,
)
from learning_themes.actions.history import last_statuses
from learning_themes.actions.logged import Logged
from learning_themes.actions.matching import match_rows
from learning_themes.actions.memory import memory_cells, write_memory
from learning_themes.actions.merging import Merge, merge
from learning_themes.actions.opening import NAME, Opened, open_tracker
from learning_themes.actions.printing import print_recommendations, review_titles
from learning_themes.actions.reading import TrackerSheet, read_sheet
from learning_themes.actions.retyped import Retyped
from learning_themes.actions.table import Remark, make_actions
from learning_themes.actions.writes import Write, find_lacking, next_stamp, note_write, read_writes
from learning_themes.errors import TrackerError
from learning_themes.files import workbook_bytes
from learning_themes.locks import hold
from learning_themes.saving import keep_copy, list_backups, save_with_backup
from learning_themes.typed_workbooks import find_lock

LOCK = ".actions.lock"
WAIT = 60.0  # seconds: a merge takes one or two


@dataclass(frozen=True)
class TrackerResult:
    """What an update did: the table `actions`, what was added, deleted and marked, and what to tell.

    `added` are ids of new rows, `by_hand` of rows that people added since the last run, `deleted` of rows
    that they had deleted, `lost` of those whose recommendation is no longer found. `settle` are cells that a
    person should look at, `read_as` those that were understood though not plain. `written` says whether the
    file was written, `told` why not.
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
    by_hand: tuple[str, ...] = ()
    retyped: tuple[Retyped, ...] = ()


def update_tracker(
    people: Path | str,
    recommendations: pd.DataFrame,
    register: pd.DataFrame,
    *,
    names: Mapping[str, str],
    as_of: str,
    make: bool = False,
    write: bool = True,
    as_it_is: bool = False,
    newest: bool = True,
    logged: Mapping[int, Logged] | None = None,
) -> TrackerResult:
    """Merge `recommendations` of our own reviews into `people`/actions.xlsx and return what was done.

    The file is made if there is none and something to track, or else by `make`, and not written if nothing
    would change. `names` are the themes' names by id; `as_of` (YYYY-MM-DD) counts as today. Of a run that is
    not the `newest` of its corpus nothing is marked as no longer found. What people typed is never changed.
    `logged` is what a log that was just taken over says of rows, by their number: it is remembered.
    While another program has the file open it is read and not written, and `told` says so; `write` False
    only reads. Raises TrackerError, with the file untouched, for a file that is damaged, has a copy beside
    it, or whose columns cannot be found; for one that is older than the last that was written, or in which
    rows stand on another sheet or people's cells on other rows, unless it is taken `as_it_is`; Busy if
    another process has been at it for a minute.
    """
    with hold_tracker(Path(people)):
        return _update(
            Path(people) / NAME, recommendations, register, names=names, as_of=as_of, make=make, write=write,
            as_it_is=as_it_is, newest=newest, logged=logged,
        )  # fmt: skip


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
    as_it_is: bool,
    newest: bool,
    logged: Mapping[int, Logged] | None,
) -> TrackerResult:
    opened = _open_or_make(path)
    read = read_sheet(path, opened)
    printed = print_recommendations(recommendations, register, names)
    titles = review_titles(register)
    asked = _ids(read, {one: words.machine["recommendation"] for one, words in printed.items()})
    # What was just taken over from a log was held against all this before, and may have moved cells.
    trusted = as_it_is or not opened.content or logged is not None
    notes = _guard(read, asked, as_it_is=trusted, write=write)
    if as_it_is and opened.content:
        notes += tell_given_up(read)
    known = set(read.memory.actions)
    merged = merge(
        read.sheet, read.layout, read.rows, read.memory, printed, as_of=as_of, asked=asked, newest=newest
    )
    for number, one in (logged or {}).items():
        read.memory.actions[merged.ids[number]].logged = one.as_cell()
    changed = _write_book(read, merged, renumber=as_it_is)
    rows = read_rows(read.sheet, read.layout)
    ids = {row.number: row.text("action_id") for row in rows} | merged.ids
    published = dict(zip(register["review_id"], register["published_date"], strict=True))
    actions, remarks = make_actions(
        rows, ids, read.memory, names=names, titles=titles, published=published, as_of=as_of
    )
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
        try:
            had = {*titles, *([] if newest else find_lacking(path.parent, titles))}
            note_write(path.parent, Write(read.memory.stamp, as_of, tuple(sorted(had))))
            keep_copy(path, error=TrackerError)
        except TrackerError as error:  # the tracker is written, and that is what counts
            told.append(str(error))
    return TrackerResult(
        path, actions, merged.added, merged.deleted, merged.lost,
        tuple(one for one in remarks if not one.read_as), tuple(one for one in remarks if one.read_as),
        tuple(told), written, backup,
        tuple(one for one in ids.values() if one not in {*known, *merged.added}), merged.retyped,
    )  # fmt: skip


def _guard(
    read: TrackerSheet, asked: Mapping[int, tuple[str, str]], *, as_it_is: bool, write: bool
) -> list[str]:
    """Return notes on what lies beside the tracker; raise TrackerError where work would be lost.

    Who only reads loses nothing: then that is a note.
    """
    notes: list[str] = []
    try:
        notes = refuse_copies(read.path, read)
        if not as_it_is:
            refuse_older(read)
            refuse_elsewhere(read)
            refuse_moved(read, {number: one for number, (one, _) in asked.items()})
    except TrackerError as error:
        if write:
            raise
        notes.append(f"take care: {str(error).splitlines()[0]}")
    return notes


def read_tracker(people: Path | str) -> tuple[TrackerSheet, bytes]:
    """Return the tracker of the folder `people` to be typed into, and the bytes that it was read from.

    Raises TrackerError if it could not be written again without a loss.
    """
    path = Path(people) / NAME
    opened = open_tracker(path)
    if opened.cannot_write:
        raise TrackerError(f"{opened.cannot_write}, and run again")
    return read_sheet(path, opened), opened.content


def check_tracker(people: Path | str) -> None:
    """Raise TrackerError if the tracker in the folder `people` could not be used by a run."""
    path = Path(people) / NAME
    opened = _open_or_make(path)
    read = read_sheet(path, opened)
    refuse_copies(path, read)
    if opened.content:
        refuse_older(read)
        refuse_elsewhere(read)
        refuse_moved(read, {number: one for number, (one, _) in _ids(read, {}).items()})


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


def _ids(read: TrackerSheet, texts: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    return match_rows(read.rows, read.memory, texts, used=last_statuses(read.path.parent))


def _write_book(read: TrackerSheet, merged: Merge, *, renumber: bool) -> bool:
    """Write memory, deleted rows and the reach of the filter; return whether anything in the book changed.

    A book that changed gets the stamp of its next write; so does one that was taken as it is, to be the last.
    """
    memory, writes = read.memory, read_writes(read.path.parent)
    headings = head_texts(read.sheet)[read.layout.header_row - 1]
    memory.headings = {key: headings[read.layout.places[key] - 1] for key in column_order(read.layout)}
    memory.extra = list(read.layout.extra.values())
    drawn.list_deleted(read.book, merged.deleted_rows)
    last = not writes or memory.stamp == writes[-1].stamp
    reached = drawn.stretch_filter(read.sheet, read.layout, merged.last_row)
    changed = write_memory(read.book, memory) or merged.changed or reached or (renumber and not last)
    if changed:
        memory.stamp = next_stamp(memory.stamp, writes, memory_cells(memory))
        write_memory(read.book, memory)
    if merged.added:
        drawn.stretch_tables(read.sheet, merged.last_row)
    return changed
