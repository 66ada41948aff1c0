"""The section on recommendations that an earlier review had made too: what was asked again, side by side."""

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.matter_actions import say_actions
from learning_themes.reports.wording import capital, count_words, join_words, k_of_n

LISTED = 5
NEAREST, SHARED = 2, 2  # earlier recommendations that one goes with; themes that it shares with the second
TEXT_LIMIT = 200
TITLE_LIMIT = 60
COLUMNS = {"Asked in": 18, "The first time": 41, "The last time": 41}
WITH_ACTIONS = {"Asked in": 16, "The first time": 32, "The last time": 32, "Completed actions": 20}
NO_ACTION = "none names it"


class Matter(NamedTuple):
    """What reviews asked for again: the reviews in order of date, the first and last recommendation, and in
    words which actions on any of them were completed."""

    asked: list[NamedTuple]
    first: NamedTuple
    last: NamedTuple
    acted: str = ""

    @property
    def when(self) -> str:
        """In which years it was asked, each once, and by how many reviews."""
        years = dict.fromkeys(one.year or "undated" for one in self.asked)
        return f"{join_words(list(years))} ({len(self.asked)} reviews)"


def asked_before(findings: Findings) -> str:
    """Return which recommendations of ours an earlier review had made too; nothing without recommendations.

    Those that hang together come as one matter, what most reviews asked for first.
    """
    again, every = count_again(findings)
    if not every:
        return ""
    title = md.heading("Had it been asked before?", level=2, name="asked-before")
    if not again:
        none = f"None of {count_words(every, 'recommendation')} is much like one of an earlier review."
        return "\n\n".join([title, md.escape(none)])
    told = (
        f"{k_of_n(again, every)} recommendations are much like one that an earlier review had made,"
        " by the words that they share. Those that hang together are told as one matter, the one that most"
        " reviews asked for first. A person has to read them together: the words may be alike and the matter"
        " not, and what was asked in other words is not found. If it is the same, what became of the first?"
    )
    return "\n\n".join([title, md.escape(told), _matters_table(findings)])


def count_again(findings: Findings) -> tuple[int, int]:
    """Return how many recommendations of ours are much like one of an earlier review, and of how many."""
    ours = _ours(findings)
    return int((ours["similar"] != "").sum()), len(ours)


def _ours(findings: Findings) -> pd.DataFrame:
    reviews = findings.reviews
    ours = reviews["review_id"][reviews["group"] == "ours"]
    return findings.recommendations[findings.recommendations["review_id"].isin(ours)]


def list_matters(findings: Findings) -> list[Matter]:
    """Return what our reviews asked for again, the matter that most reviews asked for first."""
    reviews = {row.review_id: row for row in findings.reviews.itertuples()}
    place = {review_id: at for at, review_id in enumerate(reviews)}  # in order of date
    matters = []
    for rows in hang_together(_ours(findings)):
        rows = sorted(rows, key=lambda row: place[row.review_id])
        asked = [reviews[one] for one in dict.fromkeys(row.review_id for row in rows)]
        if len(asked) > 1:
            matters.append(Matter(asked, rows[0], rows[-1], say_actions(findings, rows, asked)))
    return sorted(matters, key=lambda one: (-len(one.asked), place[one.asked[0].review_id]))


def _matters_table(findings: Findings) -> str:
    """Return a table of what was asked again: in which years, the first time and the last, what was done."""
    matters = list_matters(findings)
    acted = any(one.acted for one in matters[:LISTED])
    cells = [
        (
            one.when,
            f"{md.shorten(one.first.text, TEXT_LIMIT)} ({_name_review(one.asked[0])})",
            f"{md.shorten(one.last.text, TEXT_LIMIT)} ({_name_review(one.asked[-1])})",
            *([one.acted or NO_ACTION] if acted else []),
        )
        for one in matters[:LISTED]
    ]
    if not cells:
        return ""
    caption = "What reviews asked for again: the first time and the last."
    if len(matters) > len(cells):
        caption += (
            f" {capital(count_words(len(matters) - len(cells), 'other matter'))} in evidence.xlsx, sheet"
            " Recommendations: filter its column Matter."
        )
    return md.table(WITH_ACTIONS if acted else COLUMNS, cells, caption=caption)


def number_matters(recommendations: pd.DataFrame, ours: Collection[str]) -> dict[str, int]:
    """Return the number of the matter that each recommendation of the reviews `ours` belongs to.

    Those that no second review asked for have none; what most reviews asked for is 1.
    """
    rows = recommendations[recommendations["review_id"].isin(list(ours))]
    matters = [{one.recommendation_id: one.review_id for one in found} for found in hang_together(rows)]
    matters = [one for one in matters if len(set(one.values())) > 1]
    matters.sort(key=lambda one: -len(set(one.values())))
    return {each: number for number, one in enumerate(matters, start=1) for each in one}


def hang_together(ours: pd.DataFrame) -> list[list[NamedTuple]]:
    """Return the recommendations that are alike, each group with all that are alike to one of it.

    Each goes with the earlier one that is most like it; and with the next, where both have two themes in
    common: one theme alone, such as leadership, brings together what asks for quite different things.
    """
    rows = {row.recommendation_id: row for row in ours.itertuples()}
    group = {one: one for one in rows}

    def head(one: str) -> str:
        while group[one] != one:
            one = group[one]
        return one

    for one, row in rows.items():
        for at, earlier in enumerate(row.similar.split()[:NEAREST]):
            if earlier in rows and (at == 0 or _share_themes(row, rows[earlier]) >= SHARED):
                group[head(one)] = head(earlier)
    together: dict[str, list[NamedTuple]] = {}
    for one, row in rows.items():
        together.setdefault(head(one), []).append(row)
    return [found for found in together.values() if len(found) > 1]


def _share_themes(one: NamedTuple, other: NamedTuple) -> int:
    return len({*one.themes.split("; ")} & {*other.themes.split("; ")} - {""})


def _name_review(review: pd.Series) -> str:
    return f"{md.shorten(review.title, TITLE_LIMIT)}, {review.year or 'undated'}"
