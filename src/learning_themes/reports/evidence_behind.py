"""The evidence behind each number: the reviews and passages that the web page opens in place."""

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import MEASURE_WORDS, capital, count_words, k_of_n, word_date

MEASURES = ("key", "shortfall", "strength", "recommendation")
PASSAGE_LIMIT = 400
TITLE_LIMIT = 90
HEADING_LIMIT = 60


def evidence_of_theme(findings: Findings, theme: str) -> list[str]:
    """Return what opens under each share of a theme: its reviews, each with its clearest passage."""
    parts = []
    for measure in MEASURES:
        share = findings.share(theme, measure)
        if share.k:
            told = f"Evidence: {MEASURE_WORDS[measure]} in {k_of_n(share.k, share.n)} reviews"
            parts.append(md.opened(told, md.bullets(_reviews_of(findings, theme, measure))))
    return parts


def evidence_of_others(findings: Findings, themes: list[str]) -> list[str]:
    """Return what opens under the table of other themes, one block a theme."""
    return [
        md.opened(f"Evidence: {findings.names[theme]}", *parts, name=f"evidence-{theme}", depth=1)
        for theme in themes
        if (parts := evidence_of_theme(findings, theme))
    ]


def evidence_of_change(findings: Findings) -> list[str]:
    """Return what opens under each change: the reviews in order of date, and whether the theme is key."""
    parts = []
    for theme in findings.ranked:
        if findings.change(theme).verdict in ("fall", "rise"):
            key = set(_support(findings, theme, "key")["review_id"])
            items = [
                md.escape(
                    f"{word_date(row.date)}, review {number}: {'key' if row.review_id in key else 'not key'}"
                )
                for number, row in number_reviews(findings)
                if row.date
            ]
            parts.append(md.opened(f"Evidence: {findings.names[theme]}, review by review", md.bullets(items)))
    return parts


def evidence_of_return(findings: Findings, recurs: pd.DataFrame) -> str:
    """Return what opens under an action: every review in which its theme came back; nothing for none."""
    numbered = {row.review_id: (number, row) for number, row in number_reviews(findings)}
    items = []
    for row in recurs.sort_values("incident_date").itertuples():
        words = findings.words_of(row.strongest)
        number, review = numbered[row.review_id]
        cited = f"{md.shorten(review.title, TITLE_LIMIT)} (review {number}), incident"
        cited = f"{cited} {word_date(row.incident_date)}, {word_place(*findings.place_of(row.strongest))}:"
        items.append(md.escape(f"{cited} “{md.shorten(words, PASSAGE_LIMIT)}”"))
    if not items:
        return ""
    return md.opened(f"Evidence: {count_words(len(items), 'review')} after the action", md.bullets(items))


def number_reviews(findings: Findings) -> list[tuple[int, pd.Series]]:
    """Return our reviews with the numbers that Appendix A gives them."""
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    return list(enumerate(ours.itertuples(index=False), start=1))


def word_place(page: int, heading: str = "") -> str:
    """Return where a passage stands: `page 7`, else under which heading, else that there are no pages."""
    if page or not heading:
        return f"page {page}" if page else "no page numbers"
    return f"under “{md.shorten(heading, HEADING_LIMIT)}”"


def _reviews_of(findings: Findings, theme: str, measure: str) -> list[str]:
    numbered = {row.review_id: (number, row) for number, row in number_reviews(findings)}
    whys = findings.presence[findings.presence["theme"] == theme].set_index("review_id")["key_why"]
    items = []
    for row in _support(findings, theme, measure).itertuples():
        number, review = numbered[row.review_id]
        cited = f"{md.shorten(review.title, TITLE_LIMIT)}, {review.year or 'undated'} (review {number}),"
        cited = f"{cited} {word_place(row.page, row.heading)}: “{md.shorten(row.text, PASSAGE_LIMIT)}”"
        if row.passages > 1:
            cited += f" The clearest of {row.passages} passages."
        if measure == "key":
            cited += f" {capital(whys[row.review_id])}."
        items.append(md.escape(cited))
    return items


def _support(findings: Findings, theme: str, measure: str) -> pd.DataFrame:
    support = findings.support
    return support[(support["theme"] == theme) & (support["measure"] == measure)]
