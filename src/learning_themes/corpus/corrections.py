"""What people correct in the register: what may be corrected, and the list of corrections as CSV."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from learning_themes.columns import TEXT
from learning_themes.corpus.typed_dates import read_date
from learning_themes.errors import InputError, nearest
from learning_themes.tables import TABLES

CORRECTIONS = "register-corrections.csv"
CORRECTABLE = (
    "review_id", "status", "title", "review_type", "partnership", "author", "published_date", "incident_date",
    "child_age", "gender",
)  # fmt: skip
EMPTY = "-"  # typed for "there is none", where an empty cell says nothing
YEARS = range(1970, 2100)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def read_corrections(path: Path) -> dict[str, dict[str, str]]:
    """Return people's corrections of the register: for each file, column and value.

    The CSV has the columns file, column and value; others (by, when, note) are theirs. Raises
    InputError, naming each line, for a column that cannot be corrected or a value not allowed.
    """
    if not path.is_file():
        return {}
    corrections: dict[str, dict[str, str]] = {}
    problems = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = {"file", "column", "value"} - set(reader.fieldnames or ())
            if missing:
                raise InputError(f"{path}: lacks the columns {', '.join(sorted(missing))}")
            for row in reader:
                file, column, value = ((row[name] or "").strip() for name in ("file", "column", "value"))
                value, problem = check_value(column, value)
                problems += [f"{path}, line {reader.line_num}: {problem}"] if problem else []
                corrections.setdefault(file, {})[column] = value
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: cannot be read as CSV in UTF-8; save it as “CSV UTF-8”") from None
    if problems:
        raise InputError("\n".join(problems))
    return corrections


def check_value(column: str, value: str) -> tuple[str, str]:
    """Return a typed value as it is kept, and what is wrong with it, with what is allowed; "" if nothing is.

    >>> check_value("published_date", "9/6/2016")
    ('2016-06-09', '')
    """
    if column not in CORRECTABLE:
        allowed, hint = ", ".join(CORRECTABLE), nearest(column, CORRECTABLE)
        return "", f"column {column!r} cannot be corrected; allowed are {allowed}.{hint}"
    if value == EMPTY:
        value = ""
    if column.endswith("_date"):
        return _check_date(value)
    if column == "review_id":
        if not value or _ID.fullmatch(value):
            return value, ""
        return "", f"{value!r} is no review id; use letters, digits, “-”, “_” and “.” alone"
    return _check_word(column, value)


def _check_date(value: str) -> tuple[str, str]:
    understood = read_date(value)
    if not understood.clear:
        return "", f"{value!r} is not a date; write 2016, 2016-06 or 2016-06-09, or a day as 9/6/2016"
    year = understood.value[:4]
    if year and int(year) not in YEARS:
        return "", f"{value!r}: the year {year} is not from {YEARS[0]} to {YEARS[-1]}; correct the date"
    return understood.value, ""


def _check_word(column: str, value: str) -> tuple[str, str]:
    allowed = next(one.allowed for one in TABLES["register"] if one.name == column and one.type == TEXT)
    if not allowed:
        return value, ""
    same: Mapping[str, str] = {one.casefold(): one for one in allowed}
    if not value and column == "review_type":
        return "OTHER", ""
    if value.casefold() in same:
        return same[value.casefold()], ""
    named = ", ".join(one for one in allowed if one)
    return "", f"{value!r} is not one of {named}.{nearest(value, allowed)}"
