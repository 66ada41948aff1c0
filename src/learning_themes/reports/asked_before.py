"""The section on recommendations that an earlier review had made too: what was asked again, side by side."""

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import capital, count_words, k_of_n

LISTED = 5
TEXT_LIMIT = 200
TITLE_LIMIT = 60
COLUMNS = {"Asked before": 50, "Asked again": 50}


def asked_before(findings: Findings) -> str:
    """Return which recommendations of ours an earlier review had made too; nothing without recommendations.

    Each beside the most alike of the earlier ones, the most alike pairs first.
    """
    ours = _ours(findings)
    if ours.empty:
        return ""
    again = ours[ours["similar"] != ""].sort_values("likeness", ascending=False, kind="stable")
    title = md.heading("Had it been asked before?", level=2, name="asked-before")
    if again.empty:
        none = f"None of {count_words(len(ours), 'recommendation')} is much like one of an earlier review."
        return "\n\n".join([title, md.escape(none)])
    told = (
        f"{k_of_n(len(again), len(ours))} recommendations are much like one that an earlier review had made,"
        " by the words that they share. A person has to read the two together: the words may be alike and the"
        " matter not, and what was asked in other words is not found. If it is the same, what became of the"
        " first?"
    )
    return "\n\n".join([title, md.escape(told), _pairs(findings, again)])


def _ours(findings: Findings) -> pd.DataFrame:
    reviews = findings.reviews
    ours = reviews["review_id"][reviews["group"] == "ours"]
    return findings.recommendations[findings.recommendations["review_id"].isin(ours)]


def _pairs(findings: Findings, again: pd.DataFrame) -> str:
    by_id = {row.recommendation_id: row for row in findings.recommendations.itertuples()}
    reviews = {row.review_id: row for row in findings.reviews.itertuples()}
    pairs = [
        (by_id[row.similar.split()[0]], row)
        for row in again.itertuples()
        if row.similar.split()[0] in by_id  # the earlier review may be left out of this version
    ]
    rows = [
        tuple(f"{md.shorten(one.text, TEXT_LIMIT)} ({_name_review(reviews[one.review_id])})" for one in pair)
        for pair in pairs[:LISTED]
        if all(one.review_id in reviews for one in pair)
    ]
    caption = "What was asked again, beside what was asked before, the most alike first."
    if len(again) > len(rows):
        more = capital(count_words(len(again) - len(rows), "other"))
        caption += f" {more} in evidence.xlsx."
    return md.table(COLUMNS, rows, caption=caption) if rows else ""


def _name_review(review: pd.Series) -> str:
    return f"{md.shorten(review.title, TITLE_LIMIT)}, {review.year or 'undated'}"
