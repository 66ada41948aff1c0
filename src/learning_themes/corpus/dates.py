"""Finds dates in British words and numbers, as exact as they are printed."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("january february march april may june july august september october november december").split()
_MONTH = "|".join([*(m[:3] + r"(?:\.|t)?(?![a-z])" for m in _MONTHS), *_MONTHS])
DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\s*,?\s+(?P<year>(?:19"
    rf"|20)\d\d)\b"
    r"|\b(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)\b"
    r"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundDate:
    """A date in a text: `iso` as YYYY-MM or YYYY-MM-DD, and where it stands."""

    iso: str
    start: int
    end: int


def find_dates(text: str) -> list[FoundDate]:
    """Return the dates of `text` in order; impossible ones ("31 June 2016") are passed over.

    >>> [found.iso for found in find_dates("agreed in March 2022, published on 9 June 2016")]
    ['2022-03', '2016-06-09']
    """
    found = (FoundDate(_iso(match), match.start(), match.end()) for match in DATE.finditer(text))
    return [one for one in found if one.iso]


_YEAR = re.compile(
    r"\b(?:in|during|of)(?: the)?(?: spring of| summer of| autumn of| winter of)?(?: early"
    r"| late| mid-?)? ?((?:19|20)\d\d)\b(?![/–-]\d)",
    re.IGNORECASE,
)


def find_years(text: str) -> list[FoundDate]:
    """Return the years that stand alone after "in", "during" or "of", as dates of which no more is told.

    >>> [found.iso for found in find_years("who died in 2016, and in the summer of 2017")]
    ['2016', '2017']
    """
    return [FoundDate(match[1], match.start(1), match.end(1)) for match in _YEAR.finditer(text)]


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"] if _exists(*map(int, match["iso"].split("-"))) else ""
    if match["y"]:
        return _write(int(match["y"]), int(match["m"]), int(match["d"]))
    month = next(i for i, name in enumerate(_MONTHS, 1) if name[:3] == match["month"].lower()[:3])
    return _write(int(match["year"]), month, int(match["day"]) if match["day"] else None)


def _write(year: int, month: int, day: int | None) -> str:
    if day is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if _exists(year, month, day) else ""


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
