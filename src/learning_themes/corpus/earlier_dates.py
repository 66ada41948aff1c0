"""Remembers the date of publication that a report had under an earlier name, where its new name lost it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

_KEY = "earlier"  # under `found`, of the date of publication
_CELL = "none found under this name\n({date} under “{name}”)"
_READ = re.compile(re.escape(_CELL).replace(r"\{date\}", r"(\S+)").replace(r"\{name\}", "(.*)"))


@dataclass(frozen=True)
class EarlierDate:
    """The date of publication that an earlier run found for the same bytes, and their file's name then."""

    date: str
    name: str


def read_earlier(cell: str, file: str) -> EarlierDate | None:
    """Return the earlier date that the register's cell of the date found tells of `file`; None for none."""
    remembered = _READ.fullmatch(cell)
    if remembered:
        return EarlierDate(*remembered.groups())
    date = cell.split("\n")[0]
    return EarlierDate(date, file) if date else None


def word_earlier(found: Mapping) -> str:
    """Return what that cell says of a date that was lost, so that the next run knows it; "" if none was."""
    return _CELL.format(**found[_KEY]) if _KEY in found else ""


def tell_lost_date(row: dict, earlier: EarlierDate | None) -> dict:
    """Return a row of the register, with a warning if its file had a date under another name and has none.

    The date is not put in: whether it is the right one is for a person to say.
    """
    found = json.loads(row["found"])
    published = found.get("published_date", {})
    if earlier is None or earlier.name == row["file"] or published.get("value"):
        return row
    found["published_date"] = published | {_KEY: asdict(earlier)}
    row = row | {"found": json.dumps(found, ensure_ascii=False, sort_keys=True)}
    if published.get("typed") or row["read_status"] == "not-read":
        return row
    told = (
        f"had the date of publication {earlier.date} under its old name, “{earlier.name}”, and none is found"
        " under this one: type it under “Published” in register.xlsx, or put it into the name again"
    )
    problems = "; ".join(filter(None, (told, row["problems"])))
    return row | {"read_status": "read-with-warning", "problems": problems}
