"""The section on recommendations that an earlier review had made too: what was asked again, side by side."""

from typing import NamedTuple

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import capital, count_words, join_words, k_of_n

LISTED = 5
TEXT_LIMIT = 200
TITLE_LIMIT = 60
COLUMNS = {"Asked in": 18, "The first time": 41, "The last time": 41}


def asked_before(findings: Findings) -> str:
    """Return which recommendations of ours an earlier review had made too; nothing without recommendations.

    Those that hang together come as one matter, what most reviews asked for first.
    """
    ours = _ours(findings)
    if ours.empty:
        return ""
    again = ours[ours["similar"] != ""]
    title = md.heading("Had it been asked before?", level=2, name="asked-before")
    if again.empty:
        none = f"None of {count_words(len(ours), 'recommendation')} is much like one of an earlier review."
        return "\n\n".join([title, md.escape(none)])
    told = (
        f"{k_of_n(len(again), len(ours))} recommendations are much like one that an earlier review had made,"
        " by the words that they share. Those that hang together are told as one matter, the one that most"
        " reviews asked for first. A person has to read them together: the words may be alike and the matter"
        " not, and what was asked in other words is not found. If it is the same, what became of the first?"
    )
    return "\n\n".join([title, md.escape(told), _matters(findings, ours)])


def _ours(findings: Findings) -> pd.DataFrame:
    reviews = findings.reviews
    ours = reviews["review_id"][reviews["group"] == "ours"]
    return findings.recommendations[findings.recommendations["review_id"].isin(ours)]


def _matters(findings: Findings, ours: pd.DataFrame) -> str:
    """Return a table of what was asked again: in which years, the first time and the last."""
    reviews = {row.review_id: row for row in findings.reviews.itertuples()}
    place = {review_id: at for at, review_id in enumerate(reviews)}  # in order of date
    matters = []
    for rows in _hang_together(ours):
        rows = sorted(rows, key=lambda row: place[row.review_id])
        asked = list(dict.fromkeys(row.review_id for row in rows))
        if len(asked) > 1:
            matters.append((asked, rows[0], rows[-1]))
    matters.sort(key=lambda one: (-len(one[0]), place[one[0][0]]))
    cells = [
        (
            f"{join_words([reviews[one].year or 'undated' for one in asked])} ({len(asked)} reviews)",
            *(f"{md.shorten(one.text, TEXT_LIMIT)} ({_name_review(reviews[one.review_id])})"
              for one in (first, last)),
        )
        for asked, first, last in matters[:LISTED]
    ]  # fmt: skip
    if not cells:
        return ""
    caption = "What reviews asked for again: the first time and the last."
    if len(matters) > len(cells):
        caption += f" {capital(count_words(len(matters) - len(cells), 'other matter'))} in evidence.xlsx."
    return md.table(COLUMNS, cells, caption=caption)


def _hang_together(ours: pd.DataFrame) -> list[list[NamedTuple]]:
    """Return the recommendations that are alike, each group with all that are alike to one of it."""
    rows = {row.recommendation_id: row for row in ours.itertuples()}
    group = {one: one for one in rows}

    def head(one: str) -> str:
        while group[one] != one:
            one = group[one]
        return one

    for one, row in rows.items():
        for earlier in row.similar.split()[:1]:
            if earlier in rows:
                group[head(one)] = head(earlier)
    together: dict[str, list[NamedTuple]] = {}
    for one, row in rows.items():
        together.setdefault(head(one), []).append(row)
    return [found for found in together.values() if len(found) > 1]


def _name_review(review: pd.Series) -> str:
    return f"{md.shorten(review.title, TITLE_LIMIT)}, {review.year or 'undated'}"
