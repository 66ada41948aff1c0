"""Takes a log of actions over into the tracker: each row becomes an action, by the mapping that a person
checked."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from learning_themes.actions.book import (
    PEOPLE_HEAD,
    TOP,
    WHITE,
    dress_row,
    stretch,
    type_into,
    write_heading,
)
from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.columns import PEOPLE_KEYS
from learning_themes.actions.heights import fit_row
from learning_themes.actions.logs import Log
from learning_themes.actions.merging import FIRST_STATUS
from learning_themes.actions.printing import Printed, print_recommendations, review_titles, word_day
from learning_themes.actions.reading import TrackerSheet
from learning_themes.actions.takeover import LogMapping
from learning_themes.actions.tracker import TrackerResult, hold_tracker, read_tracker, update_tracker
from learning_themes.errors import TrackerError
from learning_themes.files import replace_file, workbook_bytes
from learning_themes.saving import save_with_backup
from learning_themes.spoken import count_of, spell_command
from learning_themes.typed_cells import FORMULA_STARTS, set_text
from learning_themes.typed_workbooks import find_lock

_NUMBER = re.compile(r"^(?:recommendation|rec|r)?[\s.:no]*(?=[\da-z])", re.IGNORECASE)
_FOLLOWS = "\0follows"  # of a row that was just taken over, which the memory does not know yet


@dataclass(frozen=True)
class Imported:
    """What was taken over: how many rows were put on a recommendation, and how many were there already.

    `alone` names the rows that stand alone, and `passed_over` those that say nothing to do, each with the
    reason.
    """

    update: TrackerResult
    placed: int
    there_already: int
    alone: tuple[str, ...]
    passed_over: tuple[str, ...]


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
    before = update_tracker(people, recommendations, register, **arguments, make=True)
    read, content = read_tracker(people)
    locked = find_lock(read.path)
    if locked:
        raise TrackerError(f"{locked}, and run again")
    printed = print_recommendations(recommendations, register, arguments["names"])
    taking = _Taking(
        read, mapping, printed, review_titles(register), _add_columns(read, log, mapping, printed)
    )
    for line, place in zip(log.rows, log.places, strict=True):
        taking.take(line, place)
    if taking.placed or taking.alone:
        stretch(read.sheet, max(row.number for row in read.rows))
        save_with_backup(
            read.path, workbook_bytes(read.book, day=arguments["as_of"]), read=content, error=TrackerError
        )
    update = _only_new(update_tracker(people, recommendations, register, **arguments), before)
    return Imported(
        update, taking.placed, taking.there_already, tuple(taking.alone), tuple(taking.passed_over)
    )


def _only_new(update: TrackerResult, before: TrackerResult) -> TrackerResult:
    """Return the update with the cells to settle that the log brought, and a note on those before it."""
    held = {(one.action_id, one.column, one.typed) for one in (*before.settle, *before.read_as)}
    settle, read_as = (
        tuple(one for one in remarks if (one.action_id, one.column, one.typed) not in held)
        for remarks in (update.settle, update.read_as)
    )
    earlier = len(update.settle) - len(settle)
    told = f"{count_of(earlier, 'cell')} to settle from before: {spell_command('actions', '--all')}"
    return replace(update, settle=settle, read_as=read_as, told=(*update.told, *([told] if earlier else [])))


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
    alone = [line for line in log.rows if line.get(named) and _find_of(line, mapping, printed) is None]
    keep = list(dict.fromkeys([*mapping.keep, *([named] if alone else [])]))
    for heading in keep:
        if heading not in places:
            places[heading] = read.width + 1
            cell = read.sheet.cell(read.layout.header_row, places[heading])
            set_text(cell, heading)
            cell.font, cell.fill, cell.alignment = WHITE, PEOPLE_HEAD, TOP
    return {heading: places[heading] for heading in keep}


@dataclass
class _Taking:
    """A log on its way into the sheet, and what was done with its rows."""

    read: TrackerSheet
    mapping: LogMapping
    printed: Mapping[str, Printed]
    titles: Mapping[str, str]
    keep: Mapping[str, int]
    placed: int = 0
    there_already: int = 0
    alone: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def take(self, line: Mapping[str, str], place: str) -> None:
        """Bring one row of the log into the sheet, or note why not."""
        values = self._values(line)
        extra = {heading: line.get(heading, "") for heading in self.keep}
        recommendation = _find_of(line, self.mapping, self.printed)
        if not values.get("action"):
            words = " ".join(text for text in line.values() if text)[:80]
            self.passed_over.append(f"{place}: says nothing to do ({words!r})")
        elif any(self._is_same(row, values, recommendation, extra) for row in self.read.rows):
            self.there_already += 1
        else:
            self._fill(values, extra, recommendation)
            if recommendation:
                self.placed += 1
            else:
                self.alone.append(f"{place}: {self._why_alone(line)}")

    def _values(self, line: Mapping[str, str]) -> dict[str, str]:
        values = {key: line.get(heading, "") for key, heading in self.mapping.columns.items()}
        typed = values.get("review", "")
        values["review"] = self.titles.get(self.mapping.reviews.get(typed, ""), typed)
        for key, meant in self.mapping.values.items():
            values[key] = meant.get(values.get(key, ""), "")
        return values

    def _is_same(
        self, row: Row, values: Mapping[str, str], recommendation: Printed | None, extra: Mapping[str, str]
    ) -> bool:
        """Return whether a row holds the action already: its words, its review, and its recommendation.

        Of a row that stands alone the recommendation is what its column of the log says.
        """
        for key in ("action", "review"):
            if compare_text(row.text(key)) != compare_text(values.get(key, "")):
                return False
        known = self.read.memory.actions.get(row.text("action_id"))
        follows = (known.recommendation_id if known else "") or row.extra.get(_FOLLOWS, "")
        if recommendation or follows:
            return bool(recommendation) and follows == recommendation.recommendation_id
        named = self.mapping.columns.get("recommendation", "")
        return named not in extra or compare_text(row.extra.get(named, "")) == compare_text(extra[named])

    def _fill(
        self, values: Mapping[str, str], extra: Mapping[str, str], recommendation: Printed | None
    ) -> None:
        read = self.read
        row = _choose_row(read, recommendation)
        keys = PEOPLE_KEYS if recommendation else (*PEOPLE_KEYS, "review", "page", "themes")
        action_id = row.text("action_id")
        new = {key: values[key] for key in keys if values.get(key)}
        for key, text in {**({"action_id": action_id} if action_id else {}), **new}.items():
            type_into(read.sheet, read.layout, row.number, key, text)
            row.cells[key] = text
        for heading, text in extra.items():
            set_text(read.sheet.cell(row.number, self.keep[heading]), text)
            read.sheet.cell(row.number, self.keep[heading]).alignment = TOP
        fit_row(read.sheet, read.layout, row.number)
        row.cells["review"] = values["review"]
        row.extra = row.extra | extra | {_FOLLOWS: recommendation.recommendation_id if recommendation else ""}

    def _why_alone(self, line: Mapping[str, str]) -> str:
        """Return why a row was put on no recommendation."""
        review = line.get(self.mapping.columns.get("review", ""), "")
        typed = line.get(self.mapping.columns.get("recommendation", ""), "")
        if not self.mapping.reviews.get(review, ""):
            return f"stands alone, for {review!r} is no review of this run" if review else "names no review"
        if not typed:
            return "stands alone, for it names no recommendation"
        return f"stands alone, for {typed!r} is no recommendation of {review!r}"


def _find_of(line: Mapping[str, str], mapping: LogMapping, printed: Mapping[str, Printed]) -> Printed | None:
    """Return the recommendation that a row of the log is on, None if it stands alone."""
    review_id = mapping.reviews.get(line.get(mapping.columns.get("review", ""), ""), "")
    return _find(line.get(mapping.columns.get("recommendation", ""), ""), review_id, printed)


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
