"""What the evidence gives for a made-up case on a theme: from several reviews, from none in particular."""

from collections.abc import Sequence

import pandas as pd

from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import capital, count_words, join_words
from learning_themes.themes.answers import leave_out_rejected

AGENCIES_NAMED, BESIDE = 4, 2
BESIDE_MEANS = "the themes most often key in the same reviews. That may be because they are key in many."
ONE_REVIEW = "One review alone must not be told again: build on the beginnings."
FOR_YOU = (
    "What the person at the heart of it says and does; the day on which somebody could have acted; one thing"
    " that went well; what the group has to decide."
)
SECTION_WORDS = {
    "summary": "summaries",
    "background": "the family's background",
    "narrative": "what happened",
    "analysis": "the analysis of practice",
    "findings": "the findings",
    "good-practice": "good practice",
    "recommendations": "recommendations",
}


def name_most(findings: Findings, themes: Sequence[str]) -> list[str]:
    """Return the agencies that the evidence on the themes names in most reviews."""
    rows = findings.agencies
    named = rows[rows["theme"].isin(themes) & (rows["stance"] != "context")]
    by_agency = named.groupby("agency")["k"].max().sort_values(ascending=False, kind="stable")
    return list(by_agency.index[:AGENCIES_NAMED])


def frame_case(findings: Findings, evidence: pd.DataFrame, themes: Sequence[str]) -> list[tuple[str, str]]:
    """Return what a made-up case could draw on: parts of the case, and what the evidence gives for each."""
    ours = findings.reviews.loc[findings.reviews["group"] == "ours", "review_id"]
    coded = leave_out_rejected(evidence[evidence["theme"].isin(themes) & evidence["review_id"].isin(ours)])
    coded = coded[coded["stance"] != "context"]
    presence = findings.presence
    present = presence[presence["theme"].isin(themes) & presence["present"]]
    reviews = int(ours.isin(present["review_id"]).sum())
    if not reviews:
        return [
            ("Where it comes from", "This run has no evidence on the theme: build on the beginnings alone.")
        ]
    places = findings.passages.set_index("passage_id")["section"].reindex(coded["passage_id"])
    common = [SECTION_WORDS[s] for s in places.value_counts().index if s in SECTION_WORDS][:2]
    agencies, beside = name_most(findings, themes), _name_beside(findings, themes)
    told = {
        "Who is there": f"{join_words(agencies)}: the evidence names them most." if agencies else "",
        "What else is going on": f"{join_words(beside)}: {BESIDE_MEANS}" if beside else "",
        "Where it turns": f"The evidence lies mostly in {join_words(common)}." if common else "",
        "Where it comes from": f"{capital(count_words(reviews, 'review'))}. "
        + ("Take a little from several and nothing from one alone." if reviews > 1 else ONE_REVIEW),
        "For you to write": FOR_YOU,
    }
    return [(part, words) for part, words in told.items() if words]


def _name_beside(findings: Findings, themes: Sequence[str]) -> list[str]:
    """Return the two other themes that are most often key in the same reviews, as the pairs have it."""
    pairs = findings.pairs
    rows = pairs[(pairs["theme"].isin(themes) != pairs["other"].isin(themes)) & (pairs["both"] > 1)]
    rows = rows.sort_values("both", ascending=False, kind="stable")
    others = dict.fromkeys(row.other if row.theme in themes else row.theme for row in rows.itertuples())
    return [findings.names[other] for other in others if other in findings.names][:BESIDE]
