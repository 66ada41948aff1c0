"""Merges recommendations into the rows of the tracker: in place, nothing moved, people's cells never
written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.action_tables import NOT_FOUND
from learning_themes.actions.book import dress_row, type_into
from learning_themes.actions.cells import Row, held_text
from learning_themes.actions.columns import BY_KEY, MACHINE, MACHINE_KEYS, PEOPLE_KEYS, Layout
from learning_themes.actions.matching import action_id_of, follow_recommendations
from learning_themes.actions.memory import Memory, Remembered
from learning_themes.actions.printing import BY_HAND, CHANGED, FIRST_STATUS, Printed, word_day, word_standing
from learning_themes.actions.retyped import Retyped, find_retyped
from learning_themes.actions.table import find_month_first
from learning_themes.actions.understand import read_evidence, read_response, read_status
from learning_themes.corpus.typed_dates import may_be_month_first, read_date
from learning_themes.spoken import count_of
from learning_themes.typed_cells import is_formula, set_text


@dataclass
class Merge:
    """What a merge did: ids by row number, and what was added, deleted and lost."""

    ids: dict[int, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    deleted_rows: list[dict[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    changed: bool = False
    last_row: int = 0
    retyped: tuple[Retyped, ...] = ()
    month_first: set[str] = field(default_factory=set)


def merge(
    sheet: Worksheet,
    layout: Layout,
    rows: Sequence[Row],
    memory: Memory,
    printed: Mapping[str, Printed],
    *,
    as_of: str,
    asked: Mapping[int, tuple[str, str]],
    newest: bool = True,
) -> Merge:
    """Bring the sheet and the memory up to `printed`, the recommendations of this run by id.

    Unless it is the `newest` run of its corpus, what it does not hold is not marked as no longer found.
    `asked` gives for each row its action id, and the id that it was copied from.
    """
    done = Merge(ids={number: action_id for number, (action_id, _) in asked.items()})
    done.month_first = find_month_first(rows)
    done.retyped = find_retyped(rows, done.ids, memory)
    back = _take_up(rows, memory, asked, {action_id_of(one): one for one in printed})
    _put_back(sheet, layout, back, memory, done)
    changed_words = _follow(memory, printed, done)
    if not newest and done.lost:
        lost = count_of(len(done.lost), "action")
        done.lost = ()
        done.told.append(f"{lost} of reviews that this run has not, and a newer one may have, stay unmarked")
    _mark_deleted(memory, done, as_of)
    for row in rows:
        _update_row(
            sheet, layout, row, memory.actions[done.ids[row.number]], printed, changed_words, as_of, done
        )
    _add_new(sheet, layout, memory, printed, as_of, done, rows)
    if done.by_hand:
        done.told.append(
            f"cells of the machine that were changed by hand stay as they are: {'; '.join(done.by_hand)}"
        )
    return done


def _take_up(
    rows: Sequence[Row], memory: Memory, asked: Mapping[int, tuple[str, str]], by_action: Mapping[str, str]
) -> list[Row]:
    """Let the memory know every row: what people typed in it, and for a copied row whose copy it is.

    Return the rows that were deleted and that a person has put back by the id alone.
    """
    back = []
    for row in rows:
        action_id, source = asked[row.number]
        one = memory.actions.get(action_id)
        if one is None:
            of = memory.actions.get(source, Remembered(action_id, by_action.get(source or action_id, "")))
            copied = {key: text for key, text in of.machine.items() if row.text(key)}
            one = Remembered(action_id, of.recommendation_id, of.review_id, machine=copied)
            memory.actions[action_id] = one
        one.recommendation_id = one.recommendation_id or by_action.get(action_id, "")
        if one.deleted:  # a person put it back: the machine fills in its cells again
            one.deleted, one.machine = "", {}
            if not row.extra and not any(row.text(key) for key in PEOPLE_KEYS):
                back.append(row)
                continue
        one.typed = {key: row.text(key) for key in PEOPLE_KEYS if row.text(key)}
        one.extra = row.extra
    return back


def _put_back(sheet: Worksheet, layout: Layout, rows: Sequence[Row], memory: Memory, done: Merge) -> None:
    """Give rows that were put back what people had typed in them before they were deleted."""
    extra = {text: place for place, text in layout.extra.items()}
    for row in rows:
        one = memory.actions[done.ids[row.number]]
        dress_row(sheet, layout, row.number)
        for key, text in one.typed.items():
            type_into(sheet, layout, row.number, key, text)
            row.cells[key] = text
        for heading, text in one.extra.items():
            if heading in extra:
                set_text(sheet.cell(row.number, extra[heading]), text)
        done.changed = True


def _follow(memory: Memory, printed: Mapping[str, Printed], done: Merge) -> set[str]:
    """Carry actions over to recommendations whose words changed a little; return these recommendations'
    ids."""
    tracked = {one.recommendation_id for one in memory.actions.values()} - {""}
    lost = {
        one.recommendation_id: (one.review_id, one.machine.get("recommendation", ""))
        for one in memory.actions.values()
        if one.recommendation_id and one.recommendation_id not in printed
    }
    new = {
        one.recommendation_id: (one.review_id, one.machine["recommendation"])
        for one in printed.values()
        if one.recommendation_id not in tracked
    }
    followed = follow_recommendations(lost, new)
    for one in memory.actions.values():
        if one.recommendation_id in followed:
            one.recommendation_id = followed[one.recommendation_id]
    gone = set(lost) - set(followed)
    done.lost = tuple(
        one.action_id for one in memory.actions.values() if one.recommendation_id in gone and not one.deleted
    )
    if lost and not printed:
        done.lost = ()
        done.told.append("this run found no recommendation at all, so no row was marked as no longer found")
    return set(followed.values())


def _mark_deleted(memory: Memory, done: Merge, as_of: str) -> None:
    """Note the actions whose rows people deleted since the last run, with what was in them."""
    present = set(done.ids.values())
    missed = [one for one in memory.actions.values() if one.action_id not in present and not one.deleted]
    for one in missed:
        one.deleted = as_of
        machine = {
            BY_KEY[key].title: one.machine.get(key, "") for key in ("review", "page", "recommendation")
        }
        people = {BY_KEY[key].title: one.typed.get(key, "") for key in PEOPLE_KEYS}
        added = "; ".join(f"{name}: {text}" for name, text in one.extra.items())
        done.deleted_rows.append(
            {"Action id": one.action_id, "Found missing": as_of, **machine, **people, "Added columns": added}
        )
    done.deleted = tuple(one.action_id for one in missed)
    done.lost = tuple(one for one in done.lost if one not in done.deleted)


def _update_row(
    sheet: Worksheet,
    layout: Layout,
    row: Row,
    one: Remembered,
    printed: Mapping[str, Printed],
    changed_words: set[str],
    as_of: str,
    done: Merge,
) -> None:
    """Write the machine's cells of one row where they differ and no person has changed them."""
    recommendation = printed.get(one.recommendation_id)
    wanted = {key: one.machine.get(key, "") for key in MACHINE_KEYS}
    if recommendation:
        wanted |= recommendation.machine
        one.review_id = recommendation.review_id
    wanted["found"] = _word_found(one, recommendation, changed_words, done, as_of)
    wanted["standing"] = _stand(
        row, as_of, found=_stays(row, one, wanted, "found"), month_first=done.month_first
    )
    _write(sheet, layout, row.number, "action_id", one.action_id, done)
    for key in MACHINE_KEYS:
        if key not in layout.places:
            continue
        if _stays(row, one, wanted, key) == wanted[key]:
            if held_text(row.text(key)) != held_text(wanted[key]):
                _write(sheet, layout, row.number, key, wanted[key], done)
            one.machine[key] = wanted[key]
        elif one.recommendation_id:
            done.by_hand.append(f"{row.place('the tracker')}, {BY_KEY[key].title.removesuffix(MACHINE)}")
    one.machine = {key: text for key, text in one.machine.items() if text}


def _stays(row: Row, one: Remembered, wanted: Mapping[str, str], key: str) -> str:
    """Return what a cell of the machine is to hold: what is wanted, or what a person has typed over it."""
    held, base, new = (held_text(text) for text in (row.text(key), one.machine.get(key, ""), wanted[key]))
    return wanted[key] if held in (base, new) else row.text(key)


def _word_found(
    one: Remembered, recommendation: Printed | None, changed_words: set[str], done: Merge, as_of: str
) -> str:
    """Return whether the recommendation is in the report: "" if it is there as it was."""
    before = one.machine.get("found", "")
    if not one.recommendation_id:
        return BY_HAND
    if recommendation is None:
        return NOT_FOUND if one.action_id in done.lost else before
    if one.recommendation_id in changed_words:
        return f"{CHANGED} ({as_of})"
    return before if before.startswith(CHANGED) else ""


def _stand(row: Row, as_of: str, *, found: str, month_first: Collection[str]) -> str:
    doubtful = "due" in month_first and may_be_month_first(row.cells.get("due"))
    return word_standing(
        read_status(row.cells.get("status")).value or FIRST_STATUS,
        read_response(row.cells.get("response")).value,
        due="" if doubtful else read_date(row.cells.get("due")).value,
        due_typed=row.text("due"),
        impact=read_evidence(row.cells.get("impact")).value,
        as_of=as_of,
        found=found,
    )


def _write(sheet: Worksheet, layout: Layout, number: int, key: str, text: str, done: Merge) -> None:
    cell = sheet.cell(number, layout.places[key])
    if isinstance(cell, MergedCell) or is_formula(cell):
        done.told.append(
            f"row {number} of the tracker: {BY_KEY[key].title} is under a merged cell or a formula and"
            " stays as it is"
        )
    elif cell.value != text:
        set_text(cell, text)
        done.changed = True


def _add_new(
    sheet: Worksheet,
    layout: Layout,
    memory: Memory,
    printed: Mapping[str, Printed],
    as_of: str,
    done: Merge,
    rows: Sequence[Row],
) -> None:
    """Add a row under the last one for each recommendation that no action, kept or deleted, follows."""
    tracked = {one.recommendation_id for one in memory.actions.values()}
    number = max([row.number for row in rows], default=layout.header_row)
    added = []
    for one in printed.values():
        if one.recommendation_id in tracked:
            continue
        number += 1
        action_id = _free_id(action_id_of(one.recommendation_id), memory)
        typed = _fill_new(sheet, layout, number, one, action_id)
        status = read_status(one.first["status"]).value or FIRST_STATUS
        standing = word_standing(status, "", due=one.first["due"], impact="", as_of=as_of)
        machine = one.machine | {"standing": standing}
        for key, text in machine.items():
            if key in layout.places:
                set_text(sheet.cell(number, layout.places[key]), text)
        kept = {key: text for key, text in machine.items() if text and key in layout.places}
        memory.actions[action_id] = Remembered(
            action_id, one.recommendation_id, one.review_id, "", kept, typed
        )
        done.ids[number] = action_id
        added.append(action_id)
    done.added, done.last_row = tuple(added), number
    done.changed = done.changed or bool(added)


def _free_id(action_id: str, memory: Memory) -> str:
    """Return `action_id`, or the same with a letter behind it if another recommendation's action has it."""
    while action_id in memory.actions:
        action_id += "x"
    return action_id


def _fill_new(sheet: Worksheet, layout: Layout, number: int, one: Printed, action_id: str) -> dict[str, str]:
    """Fill a new row's id and people's columns, this once, and return what these now hold."""
    dress_row(sheet, layout, number)
    set_text(sheet.cell(number, layout.places["action_id"]), action_id)
    typed = {}
    for key, text in one.first.items():
        if key not in layout.places or not text:
            continue
        cell = sheet.cell(number, layout.places[key])
        if key == "due" and len(text) == len("2024-03-03"):
            cell.value = date.fromisoformat(text)
            cell.number_format = "dd/mm/yyyy"
            typed[key] = text
        else:
            typed[key] = word_day(text) if key == "due" else text
            set_text(cell, typed[key])
    return typed
