"""Takes a log of actions over into the tracker: each row becomes an action, by the mapping that a person
checked."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from learning_themes.actions.book import PEOPLE_HEAD, TOP, WHITE, stretch_tables, write_heading
from learning_themes.actions.cells import compare_text
from learning_themes.actions.columns import PEOPLE_KEYS
from learning_themes.actions.logs import Log
from learning_themes.actions.printing import Printed, print_recommendations, review_titles
from learning_themes.actions.reading import TrackerSheet
from learning_themes.actions.takeover import LogMapping
from learning_themes.actions.taking import Taking, find_of
from learning_themes.actions.tracker import TrackerResult, hold_tracker, read_tracker, update_tracker
from learning_themes.errors import TrackerError
from learning_themes.files import replace_file, workbook_bytes
from learning_themes.saving import save_with_backup
from learning_themes.spoken import count_of, spell_command
from learning_themes.typed_cells import FORMULA_STARTS, set_text
from learning_themes.typed_workbooks import find_lock


@dataclass(frozen=True)
class Imported:
    """What was taken over: how many rows were put on a recommendation, and how many the tracker had as they
    are.

    `alone` names the rows that stand alone, `changed` those of which something changed in the log, with what,
    `conflicts` those where a person has to say whether log or tracker is right, and `passed_over` those that
    say nothing to do or were deleted, each with the reason. `missing` are numbers that the log no longer has.
    """

    update: TrackerResult
    placed: int
    unchanged: int
    alone: tuple[str, ...]
    changed: tuple[str, ...]
    conflicts: tuple[str, ...]
    passed_over: tuple[str, ...]
    missing: tuple[str, ...]


def import_log(
    log: Log,
    mapping: LogMapping,
    people: Path,
    recommendations: pd.DataFrame,
    register: pd.DataFrame,
    *,
    names: Mapping[str, str],
    as_of: str,
    newest: bool = True,
) -> Imported:
    """Bring the rows of `log` into the tracker in `people`, and return what was done.

    A row whose recommendation is found fills the tracker's row of it, if nobody has filled that in yet, and
    else becomes another action on it; a row without one stands alone. A row that the tracker has already, by
    its number in the log or else by its words, is no new action: what changed in it since the log was last
    taken over goes into the cells that nobody has typed into since, and is named where somebody has. Raises
    TrackerError if the tracker cannot be written.
    """
    with hold_tracker(people):
        return _import(
            log, mapping, people, recommendations, register, names=names, as_of=as_of, newest=newest
        )


def _import(
    log: Log,
    mapping: LogMapping,
    people: Path,
    recommendations: pd.DataFrame,
    register: pd.DataFrame,
    **arguments: object,
) -> Imported:
    before = update_tracker(people, recommendations, register, **arguments, make=True)
    read, content = read_tracker(people)
    locked = find_lock(read.path)
    if locked:
        raise TrackerError(f"{locked}, and run again")
    printed = print_recommendations(recommendations, register, arguments["names"])
    numbers = {
        compare_text(row[mapping.number]): row.get(mapping.columns["action"], "")
        for row in log.rows
        if row.get(mapping.number)
    }
    taking = Taking(
        read, mapping, printed, review_titles(register), _add_columns(read, log, mapping, printed), numbers
    )
    for line, place in zip(log.rows, log.places, strict=True):
        taking.take(line, place)
    if taking.written:
        stretch_tables(read.sheet, max(row.number for row in read.rows))
        save_with_backup(
            read.path, workbook_bytes(read.book, day=arguments["as_of"]), read=content, error=TrackerError
        )
    after = update_tracker(people, recommendations, register, **arguments, logged=taking.logged)
    return Imported(
        _only_new(after, before), taking.placed, taking.unchanged, tuple(taking.alone), tuple(taking.changed),
        tuple(taking.conflicts), tuple(taking.passed_over), tuple(taking.missing()),
    )  # fmt: skip


def _only_new(update: TrackerResult, before: TrackerResult) -> TrackerResult:
    """Return the update with the cells to settle that the log brought, and a note on those before it.

    What people typed, added and deleted since the last write is what the update `before` the log found: all
    else of that was written by the log, and rows that it added are new.
    """
    held = {(one.action_id, one.column, one.typed) for one in (*before.settle, *before.read_as)}
    settle, read_as = (
        tuple(one for one in remarks if (one.action_id, one.column, one.typed) not in held)
        for remarks in (update.settle, update.read_as)
    )
    earlier = len(update.settle) - len(settle)
    told = f"{count_of(earlier, 'cell')} to settle from before: {spell_command('actions', '--all')}"
    return replace(
        update, settle=settle, read_as=read_as, told=(*update.told, *([told] if earlier else [])),
        retyped=before.retyped, by_hand=before.by_hand, added=(*before.added, *update.added, *update.by_hand),
        deleted=(*before.deleted, *update.deleted), written=before.written or update.written,
    )  # fmt: skip


def _add_columns(
    read: TrackerSheet, log: Log, mapping: LogMapping, printed: Mapping[str, Printed]
) -> dict[str, int]:
    """Return the places of the columns that are kept beside, added at the right where they are not there
    yet.

    The column of the recommendation is among them if it does not lead each row to a recommendation: its words
    would be lost.
    """
    places = {text: place for place, text in read.layout.extra.items()}
    for key in PEOPLE_KEYS:
        if key in mapping.columns and key not in read.layout.places:
            read.layout.places[key] = read.width + 1
            write_heading(read.sheet, read.layout, key)
    named = mapping.columns.get("recommendation", "")
    alone = [line for line in log.rows if line.get(named) and find_of(line, mapping, printed) is None]
    keep = list(dict.fromkeys([*mapping.keep, *([named] if alone else [])]))
    for heading in keep:
        if heading not in places:
            places[heading] = read.width + 1
            cell = read.sheet.cell(read.layout.header_row, places[heading])
            set_text(cell, heading)
            cell.font, cell.fill, cell.alignment = WHITE, PEOPLE_HEAD, TOP
    return {heading: places[heading] for heading in keep}


def export_actions(actions: pd.DataFrame, path: Path, *, titles: Mapping[str, str]) -> Path:
    """Write the table `actions` as CSV with the reviews' titles, and return the path.

    Words that a spreadsheet would take for a formula get an apostrophe in front.
    """
    table = actions.assign(review=[titles.get(one, one) for one in actions["review_id"]])
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False, name=None):
        writer.writerow([f"'{cell}" if str(cell).startswith(FORMULA_STARTS) else cell for cell in row])
    return replace_file(path, file.getvalue().encode("utf-8-sig"))
