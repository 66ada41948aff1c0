"""Support: the reviews behind each share, each with the passage that says so most clearly."""

import pandas as pd

from learning_themes.tables import MEASURES
from learning_themes.trends.presence import order_strongest, place_evidence, select_counted
from learning_themes.trends.shares import list_holding

COLUMNS = ["theme", "measure", "review_id", "passage_id", "page", "heading", "text", "sure", "passages"]


def list_support(
    reviews: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame, presence: pd.DataFrame
) -> pd.DataFrame:
    """Return one row for each review in which a measure holds for a theme, in the order of `reviews`.

    Columns theme, measure, review_id, then passage_id, page, heading and text of its strongest counted
    passage, how sure its theme and stance are (0 to 1), and how many such passages it has: of the stance
    for shortfall, strength and recommendation, else of any. The rows of a theme and measure are the k of
    its share; a review whose last such passage was decided away since the share was counted has no row.
    """
    counted = order_strongest(select_counted(place_evidence(reviews, passages, evidence)))
    counted = counted.assign(sure=counted["confidence"] * counted["stance_confidence"])
    of_any = _strongest(counted)
    of_stance = {
        stance: _strongest(counted[counted["stance"] == stance])
        for stance in ("shortfall", "strength", "recommendation")
    }
    order = {review_id: place for place, review_id in enumerate(reviews["review_id"])}
    rows = []
    for (theme, measure), held in list_holding(presence).items():
        best = of_stance.get(measure, of_any)
        for review_id in sorted(held & set(order), key=order.__getitem__):
            if (theme, review_id) in best:
                rows.append((theme, measure, review_id, *best[theme, review_id]))
    measures = {measure: place for place, measure in enumerate(MEASURES)}
    rows.sort(key=lambda row: (row[0], measures[row[1]]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _strongest(counted: pd.DataFrame) -> dict[tuple[str, str], tuple[str, int, str, str, float, int]]:
    """Return the first passage of each theme and review, and how many there are."""
    return {
        place: (*rows[["passage_id", "page", "heading", "text", "sure"]].iloc[0], len(rows))
        for place, rows in counted.groupby(["theme", "review_id"], sort=False)
    }
