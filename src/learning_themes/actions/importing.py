"""Takes a log of actions over into the tracker: each row becomes an action, by the mapping that a person
checked."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.actions.book import (
    BRITISH_DAY,
    PEOPLE_HEAD,
    TOP,
    WHITE,
    dress_row,
    stretch,
    write_heading,
)
from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.columns import DATE_KEYS, PEOPLE_KEYS
from learning_themes.actions.heights import fit_row
from learning_themes.actions.merging import FIRST_STATUS
from learning_themes.actions.printing import Printed, print_recommendations, review_titles, word_day
from learning_themes.actions.takeover import Log, LogMapping
from learning_themes.actions.tracker import (
    TrackerResult,
    TrackerSheet,
    hold_tracker,
    read_tracker,
    update_tracker,
)
from learning_themes.corpus.typed_dates import read_date
from learning_themes.errors import TrackerError
from learning_themes.files import replace_file, workbook_bytes
from learning_themes.saving import save_with_backup
from learning_themes.typed_cells import FORMULA_STARTS, set_text
from learning_themes.typed_workbooks import find_lock

_NUMBER = re.compile(r"^(?:recommendation|rec|r)?[\s.:no]*(?=[\da-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Imported:
    """What was taken over: rows put on a recommendation, rows that stand alone, and rows that were there
    already."""

    update: TrackerResult
    placed: int
    alone: int
    there_already: int


def import_log(
    log: Log,
    mapping: LogMapping,
    people: Path,
    recommendations: pd.DataFrame,
    register: pd.DataFrame,
    *,
    names: Mapping[str, str],
    as_of: str,
) -> Imported:
    """Bring the rows of `log` into the tracker in `people`, and return what was done.

    A row whose recommendation is found fills the tracker's row of it, if nobody has filled that in yet, and
    else becomes another action on it; a row without one stands alone. A row that the tracker has already is
    passed over, so that a log may be taken over again. Raises TrackerError if the tracker cannot be written.
    """
    with hold_tracker(people):
        return _import(log, mapping, people, recommendations, register, names=names, as_of=as_of)


def _import(
    log: Log,
    mapping: LogMapping,
    people: Path,
    recommendations: pd.DataFrame,
    register: pd.DataFrame,
    **arguments: object,
) -> Imported:
    update_tracker(people, recommendations, register, **arguments, make=True)
    read, content = read_tracker(people)
    locked = find_lock(read.path)
    if locked:
        raise TrackerError(f"{locked}, and run again")
    printed = print_recommendations(recommendations, register, arguments["names"])
    counts = {"placed": 0, "alone": 0, "there_already": 0}
    keep = _add_columns(read, mapping)
    for line in log.rows:
        counts[_take_over(read, line, mapping, printed, review_titles(register), keep)] += 1
    if counts["placed"] or counts["alone"]:
        stretch(read.sheet, max(row.number for row in read.rows))
        save_with_backup(
            read.path, workbook_bytes(read.book, day=arguments["as_of"]), read=content, error=TrackerError
        )
    return Imported(update_tracker(people, recommendations, register, **arguments), **counts)


def _add_columns(read: TrackerSheet, mapping: LogMapping) -> dict[str, int]:
    """Return the places of the columns that are kept beside, added at the right where they are not there
    yet."""
    places = {text: place for place, text in read.layout.extra.items()}
    for key in PEOPLE_KEYS:
        if key in mapping.columns and key not in read.layout.places:
            read.layout.places[key] = read.width + 1
            write_heading(read.sheet, read.layout, key)
    for heading in mapping.keep:
        if heading not in places:
            places[heading] = read.width + 1
            cell = read.sheet.cell(read.layout.header_row, places[heading])
            set_text(cell, heading)
            cell.font, cell.fill, cell.alignment = WHITE, PEOPLE_HEAD, TOP
    return {heading: places[heading] for heading in mapping.keep}


def _take_over(
    read: TrackerSheet,
    line: Mapping[str, str],
    mapping: LogMapping,
    printed: Mapping[str, Printed],
    titles: Mapping[str, str],
    keep: Mapping[str, int],
) -> str:
    """Bring one row of the log into the sheet, and return which of the three things was done with it."""
    values = {key: line.get(heading, "") for key, heading in mapping.columns.items()}
    typed = values.get("review", "")
    review_id = mapping.reviews.get(typed, "")
    values["review"] = titles.get(review_id, typed)
    for key, meant in mapping.values.items():
        values[key] = meant.get(values.get(key, ""), "")
    extra = {heading: line.get(heading, "") for heading in keep}
    if any(_same_action(row, values) for row in read.rows):
        return "there_already"
    recommendation = _find(values.get("recommendation", ""), review_id, printed)
    row = _choose_row(read, recommendation)
    keys = PEOPLE_KEYS if recommendation else (*PEOPLE_KEYS, "review", "page", "themes")
    new = {key: values[key] for key in keys if values.get(key)}
    for key, text in {
        **({"action_id": row.text("action_id")} if row.text("action_id") else {}),
        **new,
    }.items():
        _type(read, row.number, key, text)
        row.cells[key] = text
    for heading, text in extra.items():
        set_text(read.sheet.cell(row.number, keep[heading]), text)
        read.sheet.cell(row.number, keep[heading]).alignment = TOP
    fit_row(read.sheet, read.layout, row.number)
    row.cells["review"] = values["review"]
    return "placed" if recommendation else "alone"


def _same_action(row: Row, values: Mapping[str, str]) -> bool:
    """Return whether a row holds the action already: its words, its review, and its recommendation's
    number."""
    return all(
        compare_text(row.text(key)) == compare_text(values.get(key, "")) for key in ("action", "review")
    )


def _find(typed: str, review_id: str, printed: Mapping[str, Printed]) -> Printed | None:
    """Return the recommendation of the review that goes by the number, or the words, that were typed."""
    of_review = [one for one in printed.values() if one.review_id == review_id] if typed and review_id else []
    number = _plain_number(typed)
    by_number = [one for one in of_review if number and _plain_number(one.label) == number]
    by_words = [one for one in of_review if compare_text(one.first["action"]) == compare_text(typed)]
    found = by_number or by_words
    return found[0] if len(found) == 1 else None


def _plain_number(text: str) -> str:
    return _NUMBER.sub("", text.strip()).strip(" .:)").lower()


def _choose_row(read: TrackerSheet, recommendation: Printed | None) -> Row:
    """Return the row to fill: that of the recommendation if nobody has, else a new one under the last."""
    action_id = ""
    for row in read.rows if recommendation else ():
        known = read.memory.actions.get(row.text("action_id"))
        if known and known.recommendation_id == recommendation.recommendation_id:
            action_id = action_id or row.text("action_id")
            if _as_first_filled(row, recommendation):
                return row
    number = max([row.number for row in read.rows], default=read.layout.header_row) + 1
    row = Row(number, {"action_id": action_id})
    dress_row(read.sheet, read.layout, number)
    read.rows.append(row)
    return row


def _as_first_filled(row: Row, recommendation: Printed) -> bool:
    """Return whether people's cells of a row are still those that it was first filled with."""
    due = recommendation.first["due"]
    first = recommendation.first | {
        "status": FIRST_STATUS,
        "due": due if len(due) == 10 else due and word_day(due),
    }
    typed = {key: row.text(key) for key in PEOPLE_KEYS}
    return all(compare_text(typed[key]) == compare_text(first.get(key, "")) for key in PEOPLE_KEYS)


def _type(read: TrackerSheet, number: int, key: str, text: str) -> None:
    if key not in read.layout.places:
        return
    cell = read.sheet.cell(number, read.layout.places[key])
    day = read_date(text).value if key in DATE_KEYS else ""
    if len(day) == len("2024-03-03"):
        cell.value, cell.number_format = date.fromisoformat(day), BRITISH_DAY
    else:
        set_text(cell, text)


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
