"""What later reviews say of an action itself: by the month of its completion, or by the review that asked."""

import re

import pandas as pd

from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import word_date
from learning_themes.trends.presence import UNCOUNTED_SECTIONS
from learning_themes.trends.recurrence import Effect
from learning_themes.trends.review_names import SUBJECT, find_any, mentions, name_reviews

MENTIONS = 5
SPEAKS_OF_ACTION = re.compile(
    r"\b(?:actions?|recommend\w*|standards?|complete[d]?|completion)\b", re.IGNORECASE
)
SPEAKS_OF_REVIEW = re.compile(r"\b(?:reviews?|reviewed|recommend\w*)\b", re.IGNORECASE)


def find_mentions(findings: Findings, one: Effect) -> pd.DataFrame:
    """Return the first passage of each later review of ours that speaks of an action, in a paragraph on its
    theme; at most MENTIONS of them, the latest review first.

    It names the month in which the action was completed, beside words such as action or standard, or a review
    that the action follows: "This is a marked change from what was found in the review of Kit."
    """
    later = findings.reviews[
        (findings.reviews["group"] == "ours") & (findings.reviews["date"] > one.completed)
    ]
    said = findings.passages[findings.passages["review_id"].isin(later["review_id"])]
    said = said[~said["section"].isin(UNCOUNTED_SECTIONS)]
    by_month = said["text"].str.contains(word_month(one), regex=False)
    found = by_month & said["text"].str.contains(SPEAKS_OF_ACTION)
    asking = find_any(frozenset(name_asking(findings, one)))
    if asking:
        names = re.compile(asking.pattern)  # with its capital: Kit, and no kit
        found |= said["text"].str.contains(names) & said["text"].str.contains(SPEAKS_OF_REVIEW)
    said = said[found]
    said = said[findings.is_on_theme(said, one.theme)].drop_duplicates("review_id")
    order = {review_id: place for place, review_id in enumerate(later["review_id"])}
    return said.loc[said["review_id"].map(order).sort_values(ascending=False).index].head(MENTIONS)


def name_asking(findings: Findings, one: Effect) -> set[str]:
    """Return what the reviews of ours are called that the words of an action name."""
    ours = findings.register[findings.register["group"] == "ours"]
    called = {name for title in ours["title"] for name in SUBJECT.findall(title)}  # "Child A" too
    return {name for name in name_reviews(ours) | called if mentions(one.action, [name])}


def word_month(one: Effect) -> str:
    """Return the month in which an action was completed, as reviews write it."""
    return word_date(one.completed[: len("2024-03")])
