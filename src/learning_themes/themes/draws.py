"""Keeps draws among what people typed, so that a check goes on where it stopped whatever is coded anew.

A draw is a file `PEOPLE/draws/NUMBER DRAW.jsonl`, a line a row of table `sample`. It is written with the
first answer to it, and never changed.
"""

import json
import re
from pathlib import Path

import pandas as pd

from learning_themes.errors import DecisionError
from learning_themes.files import replace_file
from learning_themes.tables import TABLES, make_table


def read_draws(people: Path) -> pd.DataFrame:
    """Return every draw kept below `people` as one table `sample`, the earliest first; no rows if none is.

    Raises DecisionError, naming file and line, for a draw that cannot be read: its chances are needed.
    """
    rows = []
    for path in sorted((people / "draws").glob("*.jsonl")):
        rows += _read_draw(path)
    return make_table("sample", rows)


def _read_draw(path: Path) -> list[dict]:
    columns = [column.name for column in TABLES["sample"]]
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionError(f"{path}: cannot be read: {error}") from None
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            rows.append({name: row[name] for name in columns})
        except (json.JSONDecodeError, RecursionError, KeyError, TypeError):
            raise DecisionError(
                f"{path}, line {number}: is no row of a draw; put the file back from a copy, or take it"
                " out of the folder to draw anew (decisions made on it stay in the evidence)"
            ) from None
    return rows


def last_draw(draws: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the latest draw."""
    return draws[draws["draw"] == draws["draw"].iloc[-1]] if len(draws) else draws


def keep_draw(people: Path, sample: pd.DataFrame) -> Path:
    """Write a draw to a file of its own, whole or not at all, and return the file; one kept already stays."""
    folder = people / "draws"
    name = re.sub(r"[^\w-]+", "-", str(sample["draw"].iloc[0]))
    kept = sorted(folder.glob("*.jsonl"))
    found = [path for path in kept if path.stem.partition(" ")[2] == name]
    if found:
        return found[0]
    path = folder / f"{len(kept) + 1:03d} {name}.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in sample.to_dict("records")]
    try:
        replace_file(path, ("\n".join(lines) + "\n").encode())
    except OSError as error:
        raise DecisionError(f"{path}: the draw could not be saved: {error.strerror or error}") from error
    return path
