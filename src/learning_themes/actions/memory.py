"""What the tracker remembers of its last run, on a hidden sheet of the workbook itself.

It stands there, and not in a file beside, so that an older copy put back by a person fits its memory: in a
file beside, what the older copy lacks would look as if somebody had deleted it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.actions.cells import head_texts
from learning_themes.actions.columns import MACHINE_KEYS, PEOPLE_KEYS
from learning_themes.typed_cells import LONGEST_CELL, as_text, set_text, typed_value

SHEET = "Machine memory"
NOTE = "Kept by the machine, to find rows again and to add none that was deleted. Please leave it as it is."
FIELDS = ("action_id", "recommendation_id", "review_id", "deleted")
PARTS = ("extra", "logged")
HEADINGS = (*FIELDS, *(f"m:{key}" for key in MACHINE_KEYS), *(f"t:{key}" for key in PEOPLE_KEYS), *PARTS)
FIRST_ROW = 3
LONGEST_EXTRA = 2_000


@dataclass
class Remembered:
    """One action at the last run: what the machine wrote, what people had typed, when it was missed, and what
    a log said of it that was taken over."""

    action_id: str
    recommendation_id: str = ""
    review_id: str = ""
    deleted: str = ""
    machine: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    logged: dict[str, object] = field(default_factory=dict)


@dataclass
class Memory:
    """Every action there ever was, by id in order; headings by key as they stood; headings that people
    added; and the stamp of the write that the workbook is of."""

    actions: dict[str, Remembered] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    stamp: str = ""


def read_memory(book: Workbook) -> Memory:
    """Return the memory of a workbook; an empty one if the hidden sheet is gone."""
    if SHEET not in book.sheetnames:
        return Memory()
    sheet = book[SHEET]
    top = head_texts(sheet)[0]
    memory = Memory(headings=_parse(top, 1, {}), extra=_parse(top, 2, []), stamp="".join(top[3:4]))
    for cells in sheet.iter_rows(min_row=FIRST_ROW):
        values = dict(zip(HEADINGS, (as_text(typed_value(cell)) for cell in cells), strict=False))
        if values.get("action_id"):
            memory.actions[values["action_id"]] = _remembered(values)
    return memory


def _parse(cells: list[str], place: int, empty: dict | list) -> dict | list:
    try:
        read = json.loads(cells[place]) if len(cells) > place and cells[place] else empty
    except ValueError:
        return empty
    return read if isinstance(read, type(empty)) else empty


def _remembered(values: Mapping[str, str]) -> Remembered:
    def part(mark: str) -> dict[str, str]:
        return {
            name.removeprefix(mark): value
            for name, value in values.items()
            if name.startswith(mark) and value
        }

    parsed = [_parse([values.get(name, "")], 0, {}) for name in PARTS]
    return Remembered(*(values.get(name, "") for name in FIELDS), part("m:"), part("t:"), *parsed)


def write_memory(book: Workbook, memory: Memory) -> bool:
    """Write the memory into the workbook's hidden sheet, and return whether anything in it changed."""
    wanted = memory_cells(memory)
    if SHEET not in book.sheetnames:
        sheet = book.create_sheet(SHEET)
        sheet.sheet_state = "hidden"
    sheet = book[SHEET]
    changed = _strip(_held(sheet)) != _strip(wanted)
    if changed:
        sheet.delete_rows(1, sheet.max_row)
        for number, cells in enumerate(wanted, 1):
            for place, text in enumerate(cells, 1):
                if text:
                    set_text(sheet.cell(number, place), text)
    return changed


def _held(sheet: Worksheet) -> list[list[str]]:
    return [[as_text(typed_value(cell)) for cell in row] for row in sheet.iter_rows()]


def _strip(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without empty cells at their ends, and without empty rows at the end."""
    stripped = ["\0".join(as_text(cell) for cell in row).rstrip("\0").split("\0") for row in rows]
    while stripped and stripped[-1] == [""]:
        stripped.pop()
    return stripped


def memory_cells(memory: Memory) -> list[list[str]]:
    """Return the memory as the hidden sheet holds it, row by row."""
    top = [NOTE, _dump(memory.headings), _dump(memory.extra), memory.stamp]
    return [top, list(HEADINGS), *(_row(one) for one in memory.actions.values())]


def _row(one: Remembered) -> list[str]:
    extra = {name: value[:LONGEST_EXTRA] for name, value in one.extra.items()}
    return [
        *(getattr(one, name) for name in FIELDS),
        *(one.machine.get(key, "") for key in MACHINE_KEYS),
        *(one.typed.get(key, "") for key in PEOPLE_KEYS),
        _dump(extra) if extra else "",
        _dump(one.logged) if one.logged else "",
    ]


def _dump(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False)
    return text if len(text) <= LONGEST_CELL else ""
