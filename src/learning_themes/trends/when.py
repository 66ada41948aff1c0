"""When a review falls: dates are text as exact as they are known, so each is a span of days."""

from calendar import monthrange
from datetime import date

BEFORE, AFTER, UNKNOWN = "before", "after", ""


def date_span(text: str) -> tuple[date, date]:
    """Return the first and the last day that `text` ("2016", "2016-06" or "2016-06-09") can mean.

    >>> date_span("2016-02")
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 29))
    """
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    first = date(year, month or 1, day or 1)
    last_month = month or 12
    last = date(year, last_month, day or monthrange(year, last_month)[1])
    return first, last


def middle_day(text: str) -> float:
    """Return the middle of the span of `text` as a number of days, for putting reviews in order."""
    first, last = date_span(text)
    return (first.toordinal() + last.toordinal()) / 2


def side_of(text: str, day: str) -> str:
    """Return whether a date lies before `day` or on it ("before"), or after it ("after").

    "" if it is not known exactly enough to tell, or not known at all: such a review is left out of a
    comparison and not guessed.

    >>> side_of("2019-09", "2019-09-30"), side_of("2019", "2019-09-30"), side_of("2019-10", "2019-09-30")
    ('before', '', 'after')
    """
    if not text:
        return UNKNOWN
    first, last = date_span(text)
    limit = date_span(day)[1]
    if last <= limit:
        return BEFORE
    return AFTER if first > limit else UNKNOWN


def months_between(earlier: str, later: str) -> float:
    """Return the months from the middle of one date to the middle of another."""
    return (middle_day(later) - middle_day(earlier)) / 30.4375
