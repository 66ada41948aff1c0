"""Reads units to code from CSV or JSON Lines, and writes the coded pairs as CSV."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from learning_themes.errors import InputError, nearest
from learning_themes.files import replace_file
from learning_themes.themes.coding import Coded, Unit
from learning_themes.typed_cells import guard_cell

CODED_COLUMNS = ("id", "theme", "stance", "confidence", "basis", "why")
_SUFFIXES = (".csv", ".jsonl", ".ndjson")


@dataclass(frozen=True)
class IdentifiedUnit:
    """A unit from a file, with the id that its codes are written under."""

    id: str
    unit: Unit


def read_units(path: Path) -> list[IdentifiedUnit]:
    """Return the units of a CSV or JSON Lines file with `id` and `text`, in order.

    `document`, `section`, `heading`, `paragraph` and `number` (place in the paragraph) are used where
    given; other columns are ignored. Raises InputError, naming
    file and line, for a missing column, an id given twice, or a file that is neither format.
    """
    if path.suffix.lower() not in _SUFFIXES:
        hint = nearest(path.suffix.lower(), _SUFFIXES)
        raise InputError(f"{path}: is not one of {', '.join(_SUFFIXES)}.{hint}")
    try:
        rows = _read_csv(path) if path.suffix.lower() == ".csv" else _read_json_lines(path)
        return _identify(path, rows)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text; save it as UTF-8") from None


def _read_csv(path: Path) -> Iterable[tuple[int, dict]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = {"id", "text"} - set(reader.fieldnames or ())
        if missing:
            raise InputError(f"{path}, line 1: lacks the columns {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, row


def _read_json_lines(path: Path) -> Iterable[tuple[int, dict]]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{path}, line {number}: is not JSON: {error.msg}") from None
            missing = {"id", "text"} - set(row) if isinstance(row, dict) else {"id", "text"}
            if missing:
                raise InputError(f"{path}, line {number}: lacks {', '.join(sorted(missing))}")
            yield number, row


def _identify(path: Path, rows: Iterable[tuple[int, dict]]) -> list[IdentifiedUnit]:
    units: dict[str, IdentifiedUnit] = {}
    for number, row in rows:
        identity = str(row["id"] or "")
        if not identity or identity in units:
            what = "is given twice" if identity else "is empty"
            raise InputError(f"{path}, line {number}: the id {identity!r} {what}")
        units[identity] = IdentifiedUnit(identity, _make_unit(path, number, row))
    return list(units.values())


def _make_unit(path: Path, line: int, row: dict) -> Unit:
    place = str(row.get("number") or 0)
    if not place.strip().isdigit():
        raise InputError(f"{path}, line {line}: number {place!r} is not a whole number")
    paragraph = row.get("paragraph")
    return Unit(
        text=str(row["text"] or ""),
        section=str(row.get("section") or ""),
        heading=str(row.get("heading") or ""),
        paragraph=f"{row.get('document') or ''}/{paragraph}" if paragraph not in (None, "") else None,
        number=int(place),
    )


def write_coded(path: Path, coded: Iterable[tuple[str, list[Coded]]]) -> int:
    """Write a row a coded pair, whole or not at all, and return how many."""
    text, pairs = io.StringIO(), 0
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CODED_COLUMNS)
    for identity, found in coded:
        for one in found:
            row = [identity, one.theme, one.stance, one.confidence, one.basis, one.why]
            writer.writerow(map(guard_cell, row))
            pairs += 1
    try:
        replace_file(path, text.getvalue().encode())
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    return pairs
