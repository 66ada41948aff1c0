"""What people type into a tracker, understood where it is clear: dates, statuses, responses, owners.

Nothing is guessed silently: each value comes back with how it was read, or as not understood.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from openpyxl.utils.datetime import from_excel

from learning_themes.corpus.dates import find_dates
from learning_themes.tables import RESPONSES, STATUSES

STATUS_WORDS = {
    "not started": "not started|not yet started|not begun|to do|to be started|no action yet|new",
    "in progress": "in progress|ongoing|on going|underway|under way|started|begun|in hand|part complete"
    "|partially complete|partly complete",
    "complete": "complete|completed|done|closed|finished|action complete|action completed|blue complete",
    "evidence of impact seen": "evidence of impact seen|impact seen|evidence of impact|impact evidenced"
    "|embedded",
    "stopped": "stopped|withdrawn|cancelled|superseded|no longer needed|not to be done",
}
RESPONSE_WORDS = {
    "accepted": "accepted|accept|agreed|yes|accepted in full|fully accepted",
    "partly accepted": "partly accepted|partially accepted|part accepted|accepted in part|in part|partly",
    "not accepted": "not accepted|rejected|declined|not agreed|no",
}
CLOSE = 0.82  # of difflib, from which a misspelling of one known word is clear
SERIAL_DAYS = range(20_000, 80_000)  # days as Excel counts them: 1954 to 2119
_PLAIN = re.compile(r"[^a-z]+")
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


def plain_words(text: str) -> str:
    """Return `text` in small letters with single spaces for all else.

    >>> plain_words(" In-Progress ")
    'in progress'
    """
    return _PLAIN.sub(" ", text.lower()).strip()


def read_status(typed: object) -> Understood:
    """Return the status that a cell means: one of STATUSES, "" if it is empty.

    >>> read_status("Compelte"), read_status("incomplete").clear
    (Understood(value='complete', clear=True, exact=False), False)
    """
    return _read_word(typed, STATUS_WORDS, STATUSES)


def read_response(typed: object) -> Understood:
    """Return the response that a cell means: one of RESPONSES.

    >>> read_response("Agreed").value
    'accepted'
    """
    return _read_word(typed, RESPONSE_WORDS, RESPONSES)


def _read_word(typed: object, known: dict[str, str], allowed: tuple[str, ...]) -> Understood:
    text = as_text(typed)
    if not text or text in allowed:
        return Understood(text)
    words = {word: value for value, spelled in known.items() for word in spelled.split("|")}
    plain = plain_words(text)
    if plain in words:
        return Understood(words[plain], exact=words[plain] == text.lower())
    same_start = [word for word in words if word[:1] == plain[:1]]  # "incomplete" is no "complete"
    close = {words[word] for word in get_close_matches(plain, same_start, cutoff=CLOSE)}
    if len(close) == 1:
        return Understood(close.pop(), exact=False)
    return Understood("", clear=False)


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


def last_day(iso: str) -> date:
    """Return the last day that a date as exact as it is known can mean.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, month, day = ([int(part) for part in iso.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def read_owners(typed: object) -> str:
    """Return owners joined by "; ", however they were parted.

    >>> read_owners("Police;  Health /n")
    'Police; Health /n'
    """
    return "; ".join(part for part in (p.strip() for p in re.split(r"[;\n]", as_text(typed))) if part)


def as_text(typed: object) -> str:
    """Return what a cell holds as stripped text; a whole number without its decimals, a day as YYYY-MM-DD."""
    if typed is None:
        return ""
    if isinstance(typed, datetime):
        midnight = (typed.hour, typed.minute, typed.second) == (0, 0, 0)
        return typed.date().isoformat() if midnight else typed.isoformat(sep=" ")
    if isinstance(typed, float) and typed.is_integer():
        return str(int(typed))
    return str(typed).replace("\r\n", "\n").strip()
