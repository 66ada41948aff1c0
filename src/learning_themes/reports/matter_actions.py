"""Which completed actions cover a recommendation, by the tracker or by the words of the action."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from learning_themes.actions.table import DONE
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import join_words, word_date
from learning_themes.trends.review_names import SUBJECT, find_any, name_reviews

NUMBER = r"[A-Z]?\d+|[A-Z]\b"
NUMBERS = re.compile(
    r",? *\(?(?:[Rr]ecommendations?|[Rr]ecs?\b\.?) *"
    rf"((?:{NUMBER})(?:(?:, *and *|, *| *and *)(?:{NUMBER}))*)"
)
LABEL = re.compile(rf"({NUMBER})\W*$")


def say_actions(findings: Findings, asking: Sequence[NamedTuple], asked: Sequence[NamedTuple]) -> str:
    """Return when the actions on a matter were completed, and in which years it was asked since.

    `asking` are its recommendations and `asked` the reviews that made them, in order of date. Without
    an action there is nothing to say.
    """
    told = []
    for day in _days_completed(findings, asking):
        since = dict.fromkeys(one.year for one in asked if one.date > day)
        again = f"it was asked again in {join_words(list(since))}" if since else "no review read asked since"
        on = "on" if day.count("-") == 2 else "in"
        told.append(f"An action on it was completed {on} {word_date(day)}; {again}.")
    return " ".join(told)


def _days_completed(findings: Findings, asking: Sequence[NamedTuple]) -> list[str]:
    """Return the days on which actions on any of these recommendations were completed, each once."""
    ids = [row.recommendation_id for row in asking]
    tracked = findings.actions
    tracked = tracked[tracked["status"].isin(DONE) & tracked["recommendation_id"].isin(ids)]
    days = {day for day in tracked["completed_date"] if day}
    tested = findings.recurrences.drop_duplicates(["action", "completed"])
    for action, day in zip(tested["action"], tested["completed"], strict=True):
        if any(_names(findings, action, row) for row in asking):
            days.add(day)
    return sorted(days)


def _names(findings: Findings, action: str, row: NamedTuple) -> bool:
    """Return whether the words of an action name a recommendation by its review and number."""
    number = LABEL.search(row.label)
    pattern = find_any(frozenset(_call_review(findings, row.review_id)))
    if not number or not pattern:
        return False
    named = (NUMBERS.match(action, found.end()) for found in pattern.finditer(action))
    return any(number[1].lstrip("R") in _split(one[1]) for one in named if one)


def _split(numbers: str) -> set[str]:
    return {one.lstrip("R") for one in re.findall(NUMBER, numbers)}


def _call_review(findings: Findings, review_id: str) -> set[str]:
    """Return what a review is called that no other review of ours is called."""
    ours = findings.register[findings.register["group"] == "ours"]
    called = {
        one: set(name_reviews(rows)) | {name for title in rows["title"] for name in SUBJECT.findall(title)}
        for one, rows in ours.groupby("review_id")
    }
    others = [names for one, names in called.items() if one != review_id]
    return called.get(review_id, set()).difference(*others)
