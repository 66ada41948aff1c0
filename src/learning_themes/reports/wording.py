"""The plain English of reports: shares, dates, counts and lists, worded the same way everywhere."""

import math
from collections.abc import Sequence
from datetime import date

from learning_themes.errors import ParametersError

MONTHS = "January February March April May June July August September October November December".split()
SMALL_NUMBERS = "no one two three four five six seven eight nine".split()
REVIEW_TYPE_WORDS = {
    "SCR": "Serious case review",
    "LCSPR": "Local child safeguarding practice review",
    "RR": "Rapid review",
    "CPR": "Child practice review",
    "DHR": "Domestic homicide review",
    "SAR": "Safeguarding adults review",
    "THEMATIC": "Thematic review",
    "OTHER": "Other, or not found",
}
MEASURE_WORDS = {
    "key": "key",
    "present": "present",
    "shortfall": "raised as a shortfall",
    "strength": "reported as good practice",
    "recommendation": "the subject of a recommendation",
}
VERDICT_WORDS = {
    "fall": "fell",
    "rise": "rose",
    "no-change": "no clear change",
    "too-few": "too few to tell",
}
DIFFERENCE_WORDS = {"more": "more", "less": "less", "no-difference": "no clear difference"}
PAIR_WORDS = {"more": "come together", "less": "come apart", "no-difference": "may be chance"}
DATE_WORDS = {"publication": "year of publication", "incident": "year of the incident"}


def percent(share: float) -> str:
    """Return a share as whole per cent, such as `78 %`; only none and all are 0 % and 100 %.

    >>> percent(14 / 18), percent(0.001), percent(0.999)
    ('78\\xa0%', '1\\xa0%', '99\\xa0%')
    """
    return f"{_whole_percent(share)}\N{NO-BREAK SPACE}%"


def k_of_n(k: int, n: int) -> str:
    """Return `14 of 18`, or `no reviews` where there is nothing to count in."""
    return f"{k} of {n}" if n else "no reviews"


def word_share(k: int, n: int, share: float) -> str:
    """Return `14 of 18 (78 %)`."""
    return f"{k_of_n(k, n)} ({percent(share)})" if n else k_of_n(k, n)


def word_range(low: float, high: float) -> str:
    """Return the interval as `55 to 91 %`, or an empty string if there is none."""
    if math.isnan(low):
        return ""
    return f"{_whole_percent(low)} to {percent(high)}"


def word_rarely(p: float) -> str:
    """Return a p value in words: `once in 260 times`, to two figures.

    >>> word_rarely(0.00389), word_rarely(0.000714), word_rarely(0.04)
    ('about once in 260 times', 'about once in 1,400 times', 'about once in 25 times')
    """
    times = 1 / max(p, 1e-6)
    digits = 10 ** max(0, math.floor(math.log10(times)) - 1)
    return f"about once in {round(times / digits) * digits:,} times"


def count_words(count: int, one: str, many: str = "") -> str:
    """Return `no reviews`, `one review`, `nine reviews` or `10 reviews`."""
    number = SMALL_NUMBERS[count] if count < len(SMALL_NUMBERS) else f"{count:,}"
    return f"{number} {one if count == 1 else many or one + 's'}"


def join_words(words: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def word_years(first: str, last: str) -> str:
    """Return `2019`, or `2012 to 2025`."""
    return first if first == last else f"{first} to {last}"


def word_date(text: str) -> str:
    """Return a date as exact as it is known in words: `9 June 2016`, `June 2016` or `2016`.

    >>> word_date("2016-06-09"), word_date("2016-06"), word_date("2016"), word_date("")
    ('9 June 2016', 'June 2016', '2016', 'not found')
    """
    if not text:
        return "not found"
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    parts = [str(day) if day else "", MONTHS[month - 1] if month else "", str(year)]
    return " ".join(part for part in parts if part)


def capital(text: str) -> str:
    """Return `text` with its first letter large and the others as they are."""
    return text[:1].upper() + text[1:]


def parse_as_of(as_of: str) -> date:
    """Return the day that a run takes for today; raises ParametersError if it is not YYYY-MM-DD."""
    try:
        return date.fromisoformat(str(as_of))
    except ValueError as error:
        problem = f"as_of: {as_of!r} is not a date; write it as YYYY-MM-DD, such as '2026-01-31'"
        raise ParametersError([problem]) from error


def _whole_percent(share: float) -> int:
    if share in (0, 1):
        return int(100 * share)
    return min(99, max(1, round(100 * share)))
