"""Dates that people type, understood where they are clear; nothing is guessed silently."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.utils.datetime import from_excel

from learning_themes.corpus.dates import find_dates
from learning_themes.typed_cells import as_text

SERIAL_DAYS = range(20_000, 80_000)  # days as Excel counts them: 1954 to 2119
_SHORT = re.compile(r"(?P<d>\d{1,2})[/.\- ](?P<m>\d{1,2})[/.\- ](?P<y>\d{4}|\d{2})")
_NAMED = re.compile(
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?[ \-/])?(?P<m>[a-z]{3,9})\.?,?[ \-/]+'?(?P<y>\d{4}|\d{2})",
    re.IGNORECASE,
)  # fmt: skip
_ISO = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True)
class Understood:
    """What a typed cell means: `value`, "" if nothing; `clear` if it needs no settling by a person.

    `exact` tells a value that stood there in so many words from one that was read into it.
    """

    value: str
    clear: bool = True
    exact: bool = True


NOTHING = Understood("")


def read_date(typed: object) -> Understood:
    """Return a typed date as YYYY, YYYY-MM or YYYY-MM-DD; days come before months, as in Britain.

    >>> [read_date(text).value for text in ("3 March 2024", "03/03/24", "March 2024", "Sept '21", "asap")]
    ['2024-03-03', '2024-03-03', '2024-03', '2021-09', '']
    """
    if isinstance(typed, datetime):
        return Understood(typed.date().isoformat())
    if isinstance(typed, date):
        return Understood(typed.isoformat())
    text = as_text(typed)
    if not text:
        return NOTHING
    if text.isdigit() and int(text) in SERIAL_DAYS:
        return Understood(from_excel(int(text)).date().isoformat(), exact=False)
    value = text if _ISO.fullmatch(text) and _exists(text) else _words_as_date(text)
    return Understood(value, clear=bool(value), exact=value == text)


def _words_as_date(text: str) -> str:
    short, named = _SHORT.fullmatch(text), _NAMED.fullmatch(text)
    if short:
        return _iso(short["y"], int(short["m"]), int(short["d"]))
    if named:
        found = find_dates(f"{named['d'] or ''} {named['m']} {_century(named['y'])}".strip())
        return found[0].iso if len(found) == 1 else ""
    weekday = re.sub(
        r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ", "", text, flags=re.I
    )
    return _words_as_date(weekday) if weekday != text else ""


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _iso(year: str, month: int, day: int) -> str:
    value = f"{_century(year):04}-{month:02}-{day:02}"
    return value if _exists(value) else ""


def _exists(iso: str) -> bool:
    year, month, day = ([int(part) for part in iso.split("-")] + [1, 1])[:3]
    return 1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
