"""Finds by when a recommendation is to be done, as exact as it is stated."""

import re
from calendar import monthrange
from datetime import date, timedelta

from learning_themes.corpus.dates import find_dates

_BEFORE = (
    r"(?:by|before|no later than|not later than|until|at its|in|during|from|start(?:s|ing)?|commencing|due"
    r"|date|completed?)"
)
_STRONG = ("by", "before", "later", "until", "its", "due", "date")
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WITHIN = re.compile(
    r"\bwithin (?:the next |a period of )?(?P<count>\d{1,2}|one|two|three|four|six|nine|twelve"
    r"|eighteen) (?P<unit>weeks?|months?|years?)"
    r"(?: (?:of|from|after) (?P<from>(?:the )?(?:date of )?publication|(?:the )?publication of this"
    r" (?:report|review)))?",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12, "eighteen": 18}
_FEAST = re.compile(r"\b(?P<name>Easter|Christmas) (?P<year>20\d\d)\b", re.IGNORECASE)
_TERM = re.compile(
    r"\bend of the (?P<term>autumn|spring|summer) term(?: of)? (?P<year>20\d\d)", re.IGNORECASE
)
_TERM_ENDS = {"autumn": 12, "spring": 4, "summer": 7}
_SEASON_YEAR = re.compile(
    r"\b(?:during|by the end of|by end of|end of|within|by) (?P<year>20\d\d)\b", re.IGNORECASE
)
_MONTH_END = re.compile(
    r"\b(?:the )?end of (?=(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b)",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(immediate(ly)?|with immediate effect|at once|forthwith|already (done|complete))\b", re.IGNORECASE
)
_ALONE = re.compile(
    rf"^[(\[]?(?:this (?:should|is to|must|will) be (?:in place|done|completed?|achieved)|to be"
    rf" (?:completed?|done|in place)|timescale|target|due"
    rf"|{_BEFORE}|{_MONTHS}|\d|within|with immediate effect|immediate)\b",
    re.IGNORECASE,
)  # fmt: skip


def find_due(beside: str, text: str, *, published: str) -> str:
    """Return the due date as YYYY-MM-DD, YYYY-MM or YYYY, or "" where none is stated.

    `beside` is what a column, brackets or a named part say; any date there counts. In the words of the
    recommendation a date counts after "by", "before", "from" and the like, and if it is not before the
    review was `published`. A time after publication is counted from that day.
    """
    beside = re.sub(r"\b(completed|done)\b.*", "", beside, flags=re.IGNORECASE)
    return _read_due(beside, published, loose=True) or _read_due(text, published, loose=False)


def _read_due(text: str, published: str, *, loose: bool) -> str:
    dated = [
        (_rank(text[: found.start]), found.iso, found.start)
        for found in find_dates(text)
        if loose or (_is_deadline(text[: found.start]) and found.iso[:4] >= published[:4])
    ]
    if dated:
        rank, iso, start = min(dated, key=lambda one: (one[0], one[2]))
        ends = _MONTH_END.search(text)
        return _end_month(iso) if ends and ends.end() == start and len(iso) == 7 else iso
    return _read_season(text) or _count_on(text, published)


def _is_deadline(before: str) -> bool:
    words = re.findall(r"[a-z]+", before.casefold())[-5:]
    if not words or words[-2:] == ["from", "before"]:
        return False
    near = [word for word in words if word not in ("the", "end", "of", "its", "and")]
    return bool(
        re.search(rf"\b{_BEFORE}$", " ".join(near[-2:]))
        or re.search(r"\bat its$", before.casefold().rstrip())
    )


def _rank(before: str) -> int:
    """Order deadlines: "by" is surer than "from" or "in"."""
    words = re.findall(r"[a-z]+", before.casefold())[-4:]
    return 0 if any(word in _STRONG for word in words) else 1


def _end_month(iso: str) -> str:
    year, month = int(iso[:4]), int(iso[5:7])
    return f"{iso}-{monthrange(year, month)[1]:02}"


def _read_season(text: str) -> str:
    if match := _FEAST.search(text):
        year = int(match["year"])
        return f"{year}-12" if match["name"].casefold() == "christmas" else easter(year).isoformat()[:7]
    if match := _TERM.search(text):
        return f"{match['year']}-{_TERM_ENDS[match['term'].casefold()]:02}"
    match = _SEASON_YEAR.search(text)
    return f"{match['year']}-12" if match else ""


def easter(year: int) -> date:
    """Return Easter Sunday of a year (the anonymous Gregorian rule: Meeus, Astronomical Algorithms, 1991).

    >>> easter(2022).isoformat()
    '2022-04-17'
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _count_on(text: str, published: str) -> str:
    """Return "within 3 months of publication" as a month, or a day where publication and weeks are known."""
    match = _WITHIN.search(text)
    if not match or not match["from"] or len(published) < 7:
        return ""
    count = int(match["count"]) if match["count"].isdigit() else _COUNTS[match["count"].casefold()]
    unit = match["unit"].casefold()
    if unit.startswith("week"):
        if len(published) < 10:
            return ""
        return (date.fromisoformat(published) + timedelta(weeks=count)).isoformat()
    months = (
        int(published[:4]) * 12 + int(published[5:7]) - 1 + count * (12 if unit.startswith("year") else 1)
    )
    return f"{months // 12:04}-{months % 12 + 1:02}"


def states_time(text: str) -> bool:
    """Return whether words say when: a date, "within three months", or at once."""
    return bool(find_dates(text) or _WITHIN.search(text) or _AT_ONCE.search(text) or _read_season(text))


def is_due_alone(text: str) -> bool:
    """Return whether a short sentence says by when and nothing else.

    >>> is_due_alone("To be completed by 31 March 2014."), is_due_alone("By then it was late.")
    (True, False)
    """
    return len(text.split()) <= 12 and bool(_ALONE.match(text)) and states_time(text)


def cut_due(text: str) -> str:
    """Return words without the date at their end: "Levels Police; by 31 May 2016" gives "Levels Police"."""
    parts = re.split(r"((?<=[\w)])[;,]\s+)", text)
    kept = [place for place in range(0, len(parts), 2) if not _is_time(parts[place])]
    return "".join((parts[place - 1] if number else "") + parts[place] for number, place in enumerate(kept))


def _is_time(part: str) -> bool:
    plain = part.strip(" .()[]").casefold()
    return plain in ("now", "immediately", "ongoing", "completed") or (
        len(plain.split()) <= 6 and bool(_ALONE.match(plain)) and states_time(part)
    )
