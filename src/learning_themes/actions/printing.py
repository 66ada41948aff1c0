"""What the machine writes into its columns: a recommendation as the tracker prints it, and how an action
stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from learning_themes.action_tables import NOT_FOUND
from learning_themes.actions.understand import last_day

SOON = 90  # days
FIRST_STATUS = "not started"
BY_HAND = "added by hand"
CHANGED = "words changed in the report"
MONTHS = "January February March April May June July August September October November December".split()
SIMILAR_WORDS = 12
UNREAD = "due date not understood"


@dataclass(frozen=True)
class Printed:
    """A recommendation as the tracker prints it: the machine's cells, and what people's are first filled
    with."""

    recommendation_id: str
    review_id: str
    label: str
    machine: dict[str, str]
    first: dict[str, str]


def print_recommendations(
    recommendations: pd.DataFrame, register: pd.DataFrame, names: Mapping[str, str]
) -> dict[str, Printed]:
    """Return each recommendation of our own reviews by its id, in order; `names` are of themes, by id."""
    titles = review_titles(register)
    ours = recommendations[recommendations["review_id"].isin(list(titles))]
    short = {row.recommendation_id: _short(row, titles) for row in recommendations.itertuples()}
    printed = {}
    for row in ours.itertuples():
        similar = [short[one] for one in row.similar.split() if one in short]
        machine = {
            "review": titles[row.review_id],
            "page": str(row.page) if row.page else "",
            "recommendation": f"{row.label}: {row.text}" if row.label else row.text,
            "themes": "; ".join(names.get(one, one) for one in _parts(row.themes)),
            "similar": "\n".join(similar),
        }
        first = {"action": row.text, "owner": row.owners, "due": row.due, "status": row.status}
        first["status"] = first["status"] or FIRST_STATUS
        printed[row.recommendation_id] = Printed(
            row.recommendation_id, row.review_id, row.label, machine, first
        )
    return printed


def review_titles(register: pd.DataFrame) -> dict[str, str]:
    """Return the title of each review of our own, by its id; where none was found, the id."""
    ours = register[(register["group"] == "ours") & (register["read_status"] != "not-read")]
    return {
        row.review_id: row.title or row.review_id for row in ours.drop_duplicates("review_id").itertuples()
    }


def _short(row: tuple, titles: Mapping[str, str]) -> str:
    words = row.text.split()
    text = " ".join(words[:SIMILAR_WORDS]) + (" […]" if len(words) > SIMILAR_WORDS else "")
    where = ", ".join(part for part in (titles.get(row.review_id, row.review_id), row.label) if part)
    return f"{where}: {text}"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def word_standing(
    status: str,
    response: str,
    *,
    due: str,
    impact: str,
    as_of: str,
    due_typed: str = "",
    found: str = "",
) -> str:
    """Return how an action stands on the day `as_of`, in words; `due_typed` is what stands there for a date.

    One whose recommendation was withdrawn, so that it is NOT_FOUND in the report, is never overdue.

    >>> word_standing("in progress", "", due="2024-03", impact="", as_of="2024-04-01")
    'overdue'
    """
    if status in ("evidence of impact seen", "stopped"):
        return status
    if status == "complete":
        return "complete" if impact else "complete, no evidence of impact"
    if response == "not accepted":
        return "not accepted"
    if found == NOT_FOUND:
        return NOT_FOUND
    if not due:
        return UNREAD if due_typed else "no date due"
    if is_overdue(due, as_of):
        return "overdue"
    return "due within 90 days" if is_soon(due, as_of) else "due later"


def is_overdue(due: str, as_of: str) -> bool:
    """Return whether all of `due`, as exact as it is known, lies before the day `as_of`."""
    return bool(due) and last_day(due) < date.fromisoformat(as_of)


def is_soon(due: str, as_of: str) -> bool:
    """Return whether `due` ends within SOON days from the day `as_of`, that day among them."""
    today = date.fromisoformat(as_of)
    return bool(due) and today <= last_day(due) <= today + timedelta(days=SOON)


def word_day(iso: str) -> str:
    """Return a date as the tracker shows it where no day is known: `March 2024`, or `2024`."""
    year, _, month = iso.partition("-")
    return f"{MONTHS[int(month) - 1]} {year}" if month else year
