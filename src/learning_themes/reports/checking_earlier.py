"""Workbooks of a draw that lie there already and are still to be answered: who gets another may type into the
wrong one.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.actions.cells import held_text
from learning_themes.errors import InputError
from learning_themes.reports.checking_answers import list_rows, open_workbook, read_id
from learning_themes.reports.checking_carried import gather_own
from learning_themes.reports.checking_workbook import DRAW_CELL, NAME_CELL
from learning_themes.themes.items import Item
from learning_themes.themes.placing import Placed

SHEETS = {"passage": "Passages", "pair": "Reviews", "settle": "Differences"}


class Earlier(NamedTuple):
    """A workbook that was written before, and the name that stands in it."""

    path: Path
    name: str


def find_open(
    folder: Path, items: Sequence[Item], placed: Iterable[Placed], *, draw: str, by: str
) -> list[Earlier]:
    """Return the workbooks in `folder` with just the rows of `items` that are still to be answered, the one
    saved last first.

    Without a name `by` anybody's count, else only that person's. One whose rows that person has answered all
    is done with, and so is one with other rows: something left the corpus since, or came to be settled.
    """
    placed = list(placed)
    found = [
        earlier
        for earlier in _list_written(folder, items, draw)
        if by in ("", earlier.name) and not _is_answered(items, placed, earlier.name)
    ]
    return sorted(found, key=lambda one: one.path.stat().st_mtime_ns, reverse=True)


def tell_open(earlier: Sequence[Earlier]) -> list[str]:
    """Return in a line or two that no further workbook was written, and how to have one."""
    first, *others = earlier
    whose = f", of {first.name}," if first.name else ""
    lines = [
        f"It was there already{whose} and is still to be answered, so no other was written: type into it. To"
        " have one of your own: --by NAME. To have another all the same: --again"
    ]
    if others:
        named = ", ".join(f"{one.path.name}{f' (of {one.name})' if one.name else ''}" for one in others)
        lines.append(f"Of the same draw too: {named}. What was typed there counts once that is read in.")
    return lines


def _list_written(folder: Path, items: Sequence[Item], draw: str) -> list[Earlier]:
    wanted = {
        (SHEETS[one.kind], _key(one), held_text(one.text) if one.kind == "passage" else "") for one in items
    }
    found = []
    for path in sorted(folder.glob("*.xlsx")):
        try:
            book = open_workbook(path)
        except InputError:  # damaged, or of another kind: nobody can answer in it
            continue
        held = {row for title in SHEETS.values() if title in book.sheetnames for row in _rows(book[title])}
        if str(book["Lists"][DRAW_CELL].value or "") == draw and held == wanted:
            found.append(Earlier(path, str(book["Read me"][NAME_CELL].value or "").strip()))
    return found


def _key(item: Item) -> str:
    """Return what the rows of an item carry as their id."""
    if item.kind == "passage":
        return item.passage_id
    return f"{item.review_id if item.kind == 'pair' else item.passage_id}\n{item.theme}"


def _rows(sheet: Worksheet) -> list[tuple[str, str, str]]:
    """Return sheet, id and, of a passage, its words: an id whose words changed is another row."""
    words = "Passage" if sheet.title == "Passages" else ""
    return [(sheet.title, read_id(row), held_text(row.values.get(words, ""))) for row in list_rows(sheet)]


def _is_answered(items: Sequence[Item], placed: Sequence[Placed], name: str) -> bool:
    own = gather_own(placed, name)
    return bool(name) and all(map(own.answers, items))
