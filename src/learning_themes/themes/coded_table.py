"""Reads a table of hand-coded passages (CSV, Excel or Parquet) as a project.

A row is a passage and a theme. Needed are the columns `theme` (id or name) and `passage_id` or `text`;
`stance`, `by`, `when`, `note` and `review_id` are used where given. The titles of the suite's own workbooks
are known too. Rows with a `basis` and nobody's name are what the suite exported, and are the machine's.
"""

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from learning_themes.errors import InputError, nearest
from learning_themes.packages import explain_unfolding
from learning_themes.tables import STANCES
from learning_themes.themes.codings import MACHINE
from learning_themes.themes.refi_import import Code, Project, Segment, read_project

TABLES = (".csv", ".xlsx", ".parquet")
READ = (".qdpx", ".qdc", *TABLES)
TITLES = {"passage": "text", "theme_id": "theme", "coder": "by", "date": "when", "notes": "note"}


def read_hand_coded(path: Path) -> Project:
    """Return what a file of another program or a table holds. Raises InputError, naming the file."""
    kind = path.suffix.lower()
    if kind not in READ:
        raise InputError(f"{path}: is not one of {', '.join(READ)}.{nearest(kind, READ)}")
    return read_coded_table(path) if kind in TABLES else read_project(path)


def read_coded_table(path: Path) -> Project:
    """Return the rows of a table as coded segments; a missing column or wrong value raises InputError."""
    rows = _read_rows(path)
    segments = tuple(
        _make_segment(path, number, row) for number, row in enumerate(rows, 2) if any(row.values())
    )
    names = dict.fromkeys(one.code for one in segments)
    return Project(tuple(Code(name, name, "", "") for name in names), segments)


def _read_rows(path: Path) -> list[dict[str, str]]:
    if path.suffix.lower() == ".xlsx" and (told := explain_unfolding(path)):
        raise InputError(f"{path}: {told}; save the codings as a table of their own")
    readers = {".csv": _read_csv, ".xlsx": _read_workbook, ".parquet": _read_parquet}
    try:
        titles, *rows = list(readers[path.suffix.lower()](path)) or [[]]
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text; save it as “CSV UTF-8”") from None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, pa.ArrowInvalid, csv.Error):
        raise InputError(f"{path}: is damaged, or not what its ending says: save it again") from None
    names = [_name_column(title) for title in titles]
    if "theme" not in names or not {"passage_id", "text"} & set(names):
        raise InputError(
            f"{path}, line 1: needs the columns theme, and passage_id or text; it has"
            f" {', '.join(filter(None, names)) or 'none'}"
        )
    return [dict(zip(names, row, strict=False)) for row in rows]


def _name_column(title: str) -> str:
    name = "_".join(title.casefold().split())
    return TITLES.get(name, name)


def _read_csv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.reader(lines)


def _read_workbook(path: Path) -> Iterator[list[str]]:
    sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield ["" if value is None else str(value) for value in row]


def _read_parquet(path: Path) -> Iterator[list[str]]:
    table = pq.read_table(path).to_pandas()
    yield [str(column) for column in table]
    for row in table.itertuples(index=False, name=None):
        yield ["" if pd.isna(value) else str(value) for value in row]


def _make_segment(path: Path, number: int, row: dict[str, str]) -> Segment:
    told = {name: (row.get(name) or "").strip() for name in ("theme", "stance", "by", "when", "note")}
    stance = told["stance"].casefold()
    if stance and stance not in STANCES:
        raise InputError(
            f"{path}, line {number}: stance {told['stance']!r} is not one of {', '.join(STANCES)}."
            f"{nearest(stance, STANCES)}"
        )
    if not told["theme"]:
        raise InputError(f"{path}, line {number}: has no theme; take the row out, or name one")
    exported = bool((row.get("basis") or "").strip()) and not told["by"]
    return Segment(
        source=(row.get("review_id") or "").strip(),
        name=(row.get("passage_id") or "").strip(),
        words=row.get("text") or "",
        code=told["theme"].casefold(),
        by=MACHINE if exported else told["by"],
        when=told["when"],
        note=told["note"],
        stance=stance,
    )
