"""Columns of a log that may tell when an action was completed, or its impact, under headings of its own.

What such a column says is counted: to keep it beside without a word would read as if the log had none. What
it is, a person says.
"""

import re
from collections.abc import Collection, Mapping

from learning_themes.actions.logs import Log
from learning_themes.actions.table import DONE
from learning_themes.actions.understand import plain_words, read_listed_status
from learning_themes.corpus.typed_dates import read_date, read_month_first

_COMPLETED = re.compile(r"\b(?:sign(?:ed)? off|complet(?:e|ed|ion)|closed|closure|done|finished|achieved)\b")
_DUE = re.compile(r"\b(?:due|target|expected|planned|estimated|proposed|to be)\b|\bby(?: when)?$")
_DAY = re.compile(r"\b(?:when|dates?|day)\b")
_IMPACT = re.compile(r"\b(?:impact|so what|difference|evidence)\b")
BESIDE_DONE = (
    0.6  # of the days under a heading that stand beside an action that is done: from there it is asked
)


def find_hints(log: Log, columns: Mapping[str, str]) -> dict[str, list[str]]:
    """Return for `completed` and `impact` the headings that may be meant, where `columns` have none.

    `columns` are the headings that were recognised; one of them is not asked about.
    """
    free = [one for one in log.headings if one not in columns.values() and any(_cells(log, one))]
    tells = {
        "completed": lambda one: (
            tells_completion(one, _cells(log, one)) or _is_beside_done(log, one, columns)
        ),
        "impact": lambda one: bool(_IMPACT.search(plain_words(one))),
    }
    found = {key: [one for one in free if tell(one)] for key, tell in tells.items() if not columns.get(key)}
    return {key: headings for key, headings in found.items() if headings}


def tells_completion(heading: str, cells: Collection[str]) -> bool:
    """Return whether a heading says that the days under it are those on which actions were completed.

    >>> tells_completion("When signed off", []), tells_completion("To be completed by", ["1/2/2026"])
    (True, False)
    """
    plain = plain_words(heading)
    if not _COMPLETED.search(plain) or _DUE.search(plain):
        return False
    return bool(_DAY.search(plain)) or any(map(_is_day, cells))


def _is_beside_done(log: Log, heading: str, columns: Mapping[str, str]) -> bool:
    """Return whether a column holds days, and most of them beside a status that says done."""
    status = columns.get("status", "")
    rows = [row for row in log.rows if row.get(heading)]
    done = [row for row in rows if read_listed_status(row.get(status, ""), status) in DONE]
    days = [row for row in done if _is_day(row[heading])]
    return bool(rows) and len(days) >= BESIDE_DONE * len(rows)


def _cells(log: Log, heading: str) -> list[str]:
    return [row[heading] for row in log.rows if row.get(heading)]


def _is_day(text: str) -> bool:
    return bool(read_date(text).value or read_month_first(text))
