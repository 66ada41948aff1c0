"""Quotations: the strongest passages for a theme, told apart as shortfall and good practice."""

from collections.abc import Mapping, Sequence

import pandas as pd

from learning_themes.trends.decision_forms import find_decision_forms
from learning_themes.trends.presence import order_strongest, place_evidence, select_counted
from learning_themes.trends.standing_alone import stands_alone

COLUMNS = ["theme", "stance", "review_id", "passage_id", "page", "heading", "text", "confidence"]
READS_ALONE = (60, 420)
SURE = 0.75  # of theme and stance together, below which a passage is quoted only for want of a better


def choose_quotations(
    reviews: pd.DataFrame,
    passages: pd.DataFrame,
    evidence: pd.DataFrame,
    *,
    themes: Sequence[str],
    limits: Mapping[str, int],
) -> pd.DataFrame:
    """Return the strongest quotations: a row each, with the columns of COLUMNS.

    For each theme, in order, and each stance of `limits`, at most so many counted passages: the sure before
    others, one a review before a second from any, sentences that stand alone before those that lean on
    others, fragments and long ones, most confident first. No words are quoted twice, under whatever theme,
    and no question, as it shows nothing, nor what by its form does not show its stance, such as "no referral
    was required" as a shortfall: see `find_decision_forms`. Where no other is left there is none.
    """
    counted = order_strongest(select_counted(place_evidence(reviews, passages, evidence)))
    counted = counted[~counted["text"].str.rstrip().str.endswith("?").astype(bool)]
    counted = counted[~find_decision_forms(counted)]
    counted = counted.assign(
        words=counted["text"].str.casefold().str.split().str.join(" "), reads_alone=_grade(counted)
    )
    by_place = dict(list(counted.groupby(["theme", "stance"], sort=False)))
    quoted: set[str] = set()
    chosen = []
    for theme in themes:
        for stance, limit in limits.items():
            found = by_place.get((theme, stance), counted.iloc[:0])
            best = _take(found[~found["words"].isin(quoted)], limit)
            quoted |= set(best["words"])
            chosen.append(best[COLUMNS])
    return pd.concat(chosen, ignore_index=True) if chosen else counted[COLUMNS].iloc[:0]


def find_strongest(
    reviews: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame, *, stance: str
) -> dict[tuple[str, str], str]:
    """Return the passage_id of the strongest counted passage of `stance`, for each review and theme with one.

    A sentence that stands alone comes before one that leans on others, a fragment or a long one.
    """
    counted = order_strongest(select_counted(place_evidence(reviews, passages, evidence)))
    contrary = _beside_contrary(counted, stance)
    counted = counted[counted["stance"] == stance]
    counted = counted.assign(reads_alone=_grade(counted) - 4 * contrary[counted.index])
    counted = counted.sort_values("reads_alone", ascending=False, kind="stable")
    best = counted.drop_duplicates(["review_id", "theme"])
    return dict(zip(zip(best["review_id"], best["theme"], strict=True), best["passage_id"], strict=True))


def _beside_contrary(counted: pd.DataFrame, stance: str) -> pd.Series:
    """Return for each passage whether the one before or after it tells the contrary on the same theme: a
    shortfall beside praise may be part of that, and the other way round."""
    contrary = {"shortfall": "strength", "strength": "shortfall"}.get(stance, "")
    rows = counted[counted["stance"] == contrary]
    places = set(zip(rows["theme"], rows["review_id"], rows["paragraph"], rows["number"], strict=True))
    beside = [
        any((row.theme, row.review_id, row.paragraph, row.number + step) in places for step in (-1, 1))
        for row in counted.itertuples()
    ]
    return pd.Series(beside, index=counted.index, dtype=int)


def _grade(counted: pd.DataFrame) -> pd.Series:
    """Return how well each passage can be quoted: 0 a fragment or too long, 1 of a fitting length, 2 whole.

    A passage of fitting length whose theme and stance are sure is graded two higher. A recommendation may
    begin with "That" and end without a stop: its length alone tells.
    """
    fits = counted["text"].str.len().between(*READS_ALONE)
    whole = counted["text"].map(stands_alone).astype(bool) | (counted["stance"] == "recommendation")
    sure = counted["confidence"] * counted["stance_confidence"] >= SURE
    return fits.astype(int) + (fits & whole) + 2 * (fits & sure)


def _take(found: pd.DataFrame, limit: int) -> pd.DataFrame:
    found = found.drop_duplicates("words").sort_values("reads_alone", ascending=False, kind="stable")
    turn = found.groupby("review_id").cumcount()
    return found.loc[turn.sort_values(kind="stable").index].head(limit)
