"""What stops a run before it takes a tracker that is not the one people worked in, or not as they meant
it."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from learning_themes.actions.columns import BY_KEY, PEOPLE_KEYS
from learning_themes.actions.differences import Differences, find_differences, name_row
from learning_themes.actions.history import DELETED, last_statuses
from learning_themes.actions.memory import LONGEST_EXTRA, SHEET, Memory
from learning_themes.actions.opening import open_tracker
from learning_themes.actions.reading import OWN_SHEETS, TrackerSheet, read_sheet
from learning_themes.actions.writes import Write, read_writes, stamp_number
from learning_themes.errors import TrackerError
from learning_themes.files import replace_file
from learning_themes.saving import list_backups
from learning_themes.spoken import count_of, spell_command
from learning_themes.typed_cells import as_text, typed_value

FEWEST_MOVED = 3  # cells of a column, each once on the sheet, that stand on other rows than at the last run
ROWS_TOLD = 5
TOLD = 12  # differences in a message; of more the whole list is written to a file
DIFFERENCES = "actions-differences.txt"
COPY_LEADS = ("What it holds and the tracker has not:", "What the tracker alone holds:")
OLDER_LEADS = ("It holds, and this has not:", "What this alone holds, and would be lost with it:")
GIVEN_UP_LEADS = ("It holds, and the tracker has not:", "What the tracker alone holds:")
AS_IT_IS = "--as-it-is"


def refuse_copies(path: Path, read: TrackerSheet) -> list[str]:
    """Return a note for each copy of the tracker beside it that holds the same.

    Raises TrackerError for one that differs, saying in what. A workbook of another kind is no copy.
    """
    notes = []
    for copy in sorted(path.parent.glob("*.xlsx")):
        if copy.name.lower() == path.name or copy.name.startswith(("~$", ".")) or not _is_tracker(copy):
            continue
        differing = _tell_copy(copy, read)
        if differing is None:
            notes.append(f"{copy.name} holds the same as {path.name} and may be deleted")
            continue
        raise TrackerError(
            f"{path.parent}: beside {path.name} lies {copy.name!r}, with other content: two people may have"
            f" typed into two copies.{_tell_both(path, differing, COPY_LEADS)}"
            f"\nBring what is missing into {path.name}, move the other out of this folder, and run again."
            " Nothing was changed"
        )
    return notes


def _is_tracker(path: Path) -> bool:
    """Return whether a workbook is a copy of a tracker: by its memory, or by a name as copies have it."""
    try:
        with zipfile.ZipFile(path) as parts:
            if f'name="{SHEET}"'.encode() in parts.read("xl/workbook.xml"):
                return True
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        pass  # damaged, or open elsewhere: its name has to tell
    name = path.stem.lower().removeprefix("copy of ")
    return name.startswith("actions") and not name[len("actions") :][:1].isalpha()


def _tell_copy(copy: Path, read: TrackerSheet) -> Differences | None:
    """Return in what a copy differs, as far as it can be told; None if it holds the same."""
    opened = open_tracker(copy)
    if _all_cells(opened.book) == _all_cells(read.book):
        return None
    try:
        return find_differences(read_sheet(copy, opened), read)
    except TrackerError:  # it has no sheet of actions that could be read
        return Differences([], [])


def _all_cells(book: object) -> list[tuple[str, str, str]]:
    return [
        (sheet.title, cell.coordinate, str(typed_value(cell)))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if typed_value(cell) is not None
    ]


def refuse_elsewhere(read: TrackerSheet) -> None:
    """Raise TrackerError if rows of the tracker were moved to another sheet: they would count nowhere."""
    here = {row.text("action_id") for row in read.rows}
    for sheet in read.book.worksheets:
        if sheet is read.sheet or sheet.title in OWN_SHEETS:
            continue
        cells = {as_text(typed_value(cell)) for row in sheet.iter_rows() for cell in row}
        moved = sorted(one for one in read.memory.actions if one in cells and one not in here
                       and not read.memory.actions[one].deleted)  # fmt: skip
        if moved:
            named = ", ".join(moved[:ROWS_TOLD]) + (", …" if len(moved) > ROWS_TOLD else "")
            raise TrackerError(
                f"{read.path}: rows of {count_of(len(moved), 'action')} stand on the sheet {sheet.title!r}"
                f" and no longer on {read.sheet.title!r}, where alone they count: {named}. Put them back; to"
                f" see only some, filter by status.\n{_tell_choice()}"
            )


def refuse_older(read: TrackerSheet) -> None:
    """Raise TrackerError if the tracker is not the one that was written last, but one before it."""
    writes = read_writes(read.path.parent)
    if not _is_older(read, writes):
        return
    raise TrackerError(
        f"{read.path}: is not the tracker that was written last{_word_day(writes[-1:])}, but an older one"
        f"{_word_day([one for one in writes if one.stamp == read.memory.stamp])}: what was done since"
        f" would be lost.{_tell_newest(read, OLDER_LEADS)}\n{_tell_choice()}"
    )


def tell_given_up(read: TrackerSheet) -> list[str]:
    """Return a note of all that a newer tracker held, where an older one is taken as it is; none where it is
    not."""
    writes = read_writes(read.path.parent)
    if not _is_older(read, writes):
        return []
    taken = _word_day([one for one in writes if one.stamp == read.memory.stamp])
    return [
        f"an older tracker was taken as it is{taken}, and what was done up to the last"
        f" write{_word_day(writes[-1:])} is given up."
        f"{_tell_newest(read, GIVEN_UP_LEADS, whole=True)}"
    ]


def _is_older(read: TrackerSheet, writes: list[Write]) -> bool:
    """Return whether the stamp, or where no write was noted the history, knows of later work."""
    memory = read.memory
    if (
        SHEET not in read.book.sheetnames
    ):  # it tells no stamp: rows are found by ids and words, and that is told
        return False
    if writes:
        last = writes[-1]
        return memory.stamp != last.stamp and stamp_number(memory.stamp) <= last.number
    if memory.stamp:
        return False
    known = {*memory.actions, *(row.text("action_id") for row in read.rows)}
    last_known = last_statuses(read.path.parent)
    return any(status != DELETED and one not in known for one, status in last_known.items())


def _word_day(writes: list[Write]) -> str:
    return f" (on {writes[0].as_of})" if writes and writes[0].as_of else ""


def _tell_newest(read: TrackerSheet, leads: tuple[str, str], *, whole: bool = False) -> str:
    """Return which copy is the newest, and what it holds that the tracker has not; `whole` lists are written
    to the file however short they are."""
    for copy in reversed(list_backups(read.path)):
        try:
            newest = read_sheet(copy, open_tracker(copy))
        except TrackerError:
            continue
        if stamp_number(newest.memory.stamp) < stamp_number(read.memory.stamp):
            continue
        differing = find_differences(newest, read)
        where = f"{copy.parent.name}/{copy.name}"
        lead = f"\nThe newest copy is {where}"
        if not any(differing):
            return f"{lead}; it holds nothing more than this."
        return f"{lead}.{_tell_both(read.path, differing, leads, whole=whole)}"
    return "\nThere is no copy of the newer one in the folder backups."


def refuse_moved(read: TrackerSheet, ids: Mapping[int, str]) -> None:
    """Raise TrackerError if people's cells stand on other rows than at the last run: some columns were
    sorted.

    `ids` are the actions by row number. A whole row that moved took its id along, and is no such case. Only
    words that stood once in their column count, for the others may have been typed anew. Columns that people
    added count too, but for formulas, which say where they stand, and for numbers that count the rows.
    """
    moved: dict[int, str] = {}
    columns = []
    held = {one: kept for one, kept in read.memory.actions.items() if not kept.deleted}
    pairs = [
        (
            BY_KEY[key].title,
            {one: kept.typed.get(key, "") for one, kept in held.items()},
            {row.number: row.text(key) for row in read.rows},
        )
        for key in PEOPLE_KEYS
    ]
    pairs += [
        (
            heading,
            {one: kept.extra.get(heading, "") for one, kept in held.items()},
            {row.number: row.extra.get(heading, "")[:LONGEST_EXTRA] for row in read.rows},
        )
        for heading in read.layout.extra.values()
    ]
    for title, before, now in pairs:
        found = _moved_cells(ids, before, now)
        if len(found) >= FEWEST_MOVED:
            columns.append(title)
            moved = found | moved
    if not moved:
        return
    rows = [row for row in read.rows if row.number in moved][:ROWS_TOLD]
    lines = [
        f"{name_row(row, read.path.name)}: stood on {_name_action(moved[row.number], read.memory)}"
        for row in rows
    ]
    if len(moved) > ROWS_TOLD:
        lines.append(f"and {len(moved) - ROWS_TOLD} more")
    raise TrackerError(
        f"{read.path}: in {count_of(len(moved), 'row')} what stands under {', '.join(columns)} stood in"
        f" another row at the last run, as if only some columns had been sorted.{_as_list('Such as:', lines)}"
        "\nIn Excel, undo the sorting; or put back the newest copy from the folder backups. Select all"
        f" columns, or one cell, before you sort.\n{_tell_choice()}"
    )


def _moved_cells(ids: Mapping[int, str], before: Mapping[str, str], now: Mapping[int, str]) -> dict[int, str]:
    """Return by row number the action on which a cell of a column, now on another row, stood before.

    `before` is what the column held by action, `now` what it holds by row number.
    """
    if _counts_rows(list(now.values())):
        return {}
    action_ids = {ids[number] for number in now}
    once = _once(before.values()) & _once(now.values())
    stood = {text: one for one, text in before.items() if text in once and one in action_ids}
    return {
        number: stood[text] for number, text in now.items() if stood.get(text, ids[number]) != ids[number]
    }


def _counts_rows(texts: Sequence[str]) -> bool:
    """Return whether a column counts its rows from above: then each number stays where it is."""
    numbers = [text for text in texts if text]
    return numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _once(texts: Iterable[str]) -> set[str]:
    counts = Counter(texts)
    return {text for text, count in counts.items() if text and count == 1 and not text.startswith("=")}


def _name_action(action_id: str, memory: Memory) -> str:
    held = memory.actions[action_id].machine
    return ", ".join(filter(None, [action_id, held.get("review", ""), held.get("recommendation", "")[:60]]))


def _tell_both(path: Path, differing: Differences, leads: tuple[str, str], *, whole: bool = False) -> str:
    """Return both lists in short; where they are longer, or wanted `whole`, all of them stand in a file
    beside the tracker."""
    told = [_as_list(lead, _in_short(lines)) for lead, lines in zip(leads, differing, strict=True)]
    if max(map(len, differing)) <= TOLD and not whole:
        return "".join(told)
    lists = [_as_list(lead, lines) for lead, lines in zip(leads, differing, strict=True)]
    file = replace_file(path.parent / DIFFERENCES, f"{''.join(lists).strip()}\n".encode())
    return f"{''.join(told)}\nAll of them stand in {file}."


def _in_short(lines: list[str]) -> list[str]:
    return [*lines[:TOLD], f"and {len(lines) - TOLD} more"] if len(lines) > TOLD else lines


def _as_list(lead: str, lines: list[str]) -> str:
    return "".join(["\n", lead, *(f"\n  - {line}" for line in lines)]) if lines else ""


def _tell_choice() -> str:
    return (
        "Nothing was changed. If it is meant so, let the suite go on with the workbook as it is:"
        f" {spell_command('actions', AS_IT_IS)}"
    )
