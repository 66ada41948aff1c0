"""Dates that people type, understood where they are clear; nothing is guessed silently."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openpyxl.utils.datetime import from_excel

from learning_themes.corpus.dates import find_dates
from learning_themes.typed_cells import as_text

SERIAL_DAYS = range(20_000, 80_000)  # days as Excel counts them: 1954 to 2119
_SHORT = re.compile(r"(?P<d>\d{1,2})[/.\- ](?P<m>\d{1,2})[/.\- ](?P<y>\d{4}|\d{2})")
_NAMED = re.compile(
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?[ \-/])?(?P<m>[a-z]{3,9})\.?,?[ \-/]+'?(?P<y>\d{4}|\d{2})",
    re.IGNORECASE,
)  # fmt: skip
_MONTH_NAMED_FIRST = re.compile(
    r"(?P<m>[a-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})", re.IGNORECASE
)
# What stands around a date in a tracker or a log: "by end of June 2026", "03/05/26 (was 31/01/26)".
LONGEST = 120  # letters: what is longer is prose
_AROUND = re.compile(
    r"^(?:by |due |(?:the )?(?:end|beginning|start|middle) (?:of |- ?)?|mid[- ]|early |late |eo[my] ?)+",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$|[\s.,;]+$")
_WEEK = re.compile(r"^(?:w/?c|w/?b|week (?:commencing|beginning|of)|week)\b[.:]? *", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth|last) quarter(?: of)?)[ ,\-]*"
    r"(?P<y>20\d\d) ?[/\-–] ?(?P<to>\d{2,4})",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"(?P<season>spring|summer|autumn)(?P<term> term)?,?(?: of)? (?P<y>20\d\d)", re.IGNORECASE
)
_SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11}
_TERM_ENDS = {"spring": 4, "summer": 7, "autumn": 12}
_NTH = ("first", "second", "third", "fourth")
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

    Of a week the last day is meant, of a season, a school term or a quarter of a financial year (April to
    March) the last month: it has not passed before that has. A day without a year is not guessed.

    >>> [read_date(text).value for text in ("3 March 2024", "03/03/24", "March 2024", "Sept '21", "asap")]
    ['2024-03-03', '2024-03-03', '2024-03', '2021-09', '']
    >>> [read_date(text).value for text in ("end of June 2026", "w/c 4 May 2026", "Q1 2026/27")]
    ['2026-06', '2026-05-10', '2026-06']
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
    value = text if _ISO.fullmatch(text) and _exists(text) else _words_as_date(text) or _stretch_end(text)
    return Understood(value, clear=bool(value), exact=value == text)


def read_month_first(typed: object) -> str:
    """Return the day of a date that can only have been typed with its month first, else "".

    >>> read_month_first("12/25/2020"), read_month_first("25/12/2020"), read_month_first("7/4/2023")
    ('2020-12-25', '', '')
    """
    found = _SHORT.fullmatch(as_text(typed))
    if not found or int(found["d"]) > 12 or int(found["m"]) <= 12:
        return ""
    return _iso(found["y"], int(found["d"]), int(found["m"]))


def may_be_month_first(typed: object) -> bool:
    """Return whether a typed date could be read with its day or its month first, to different days."""
    found = _SHORT.fullmatch(as_text(typed))
    return bool(found) and int(found["d"]) <= 12 and int(found["m"]) <= 12 and found["d"] != found["m"]


def _words_as_date(text: str) -> str:
    first = _MONTH_NAMED_FIRST.fullmatch(text)  # the name of the month tells which is which
    if first:
        return _words_as_date(f"{first['d']} {first['m']} {first['y']}")
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


def _stretch_end(text: str) -> str:
    """Return the date in a text that says more than a date, such as "by the end of June 2026 (was May)"."""
    if len(text) > LONGEST:
        return ""
    plain = " ".join(text.split())
    while (bare := _BEHIND.sub("", plain)) != plain:
        plain = bare
    week = _WEEK.sub("", plain)
    if week != plain:
        day = _words_as_date(week)
        return (date.fromisoformat(day) + timedelta(days=6)).isoformat() if len(day) == 10 else ""
    plain = _AROUND.sub("", plain)
    quarter, season = _QUARTER.fullmatch(plain), _SEASON.fullmatch(plain)
    if quarter:
        return _quarter_end(quarter)
    if season:
        ends = _TERM_ENDS if season["term"] else _SEASON_ENDS
        return f"{season['y']}-{ends[season['season'].lower()]:02}"
    if _ISO.fullmatch(plain) and _exists(plain):
        return plain
    return _words_as_date(plain) if plain != text else ""


def _quarter_end(found: re.Match[str]) -> str:
    """Return the last month of a quarter of a financial year, "Q1 2026/27"; "" if the years do not follow."""
    first = int(found["y"])
    if int(found["to"]) % 100 != (first + 1) % 100:
        return ""
    word = (found["nth"] or "").lower().replace("last", "fourth")
    quarter = int(found["q"]) if found["q"] else _NTH.index(word) + 1
    return f"{first + quarter // 4}-{3 * (quarter % 4) + 3:02}"


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _iso(year: str, month: int, day: int) -> str:
    value = f"{_century(year):04}-{month:02}-{day:02}"
    return value if _exists(value) else ""


def _exists(iso: str) -> bool:
    year, month, day = ([int(part) for part in iso.split("-")] + [1, 1])[:3]
    return 1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
