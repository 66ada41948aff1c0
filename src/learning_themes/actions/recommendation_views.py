"""What notebook 04_actions shows of recommendations: by review, and side by side with earlier ones."""

from collections.abc import Mapping

import pandas as pd

_MOST_PAIRS = 40


def show_recommendations(
    recommendations: pd.DataFrame, register: pd.DataFrame, names: Mapping[str, str], *, group: str = "ours"
) -> pd.DataFrame:
    """Return one row a recommendation of a group's reviews, the latest review first.

    Columns review, published, page, label, recommendation, for whom, due, themes, missing; `names` are
    those of the themes by id.
    """
    reviews = _reviews(register)
    rows = recommendations.assign(
        review=recommendations["review_id"].map(reviews["title"]),
        published=recommendations["review_id"].map(reviews["published_date"]),
        themes=recommendations["themes"].map(lambda ids: _name_themes(ids, names)),
    )
    rows = rows[rows["review_id"].map(reviews["group"]) == group]
    rows = rows.sort_values("published", ascending=False, kind="stable")
    columns = ["review", "published", "page", "label", "text", "owners", "due", "themes", "missing"]
    heads = {"text": "recommendation", "owners": "for whom"}
    return rows[columns].rename(columns=heads).reset_index(drop=True)


def count_missing(recommendations: pd.DataFrame) -> pd.DataFrame:
    """Return how many recommendations lack what: columns missing, k, n."""
    lacks = recommendations["missing"].str.split("; ").explode()
    lacks = lacks.where(lacks != "", "nothing")
    counts = lacks.value_counts().sort_index().rename_axis("missing").reset_index(name="k")
    return counts.assign(n=len(recommendations))


def pair_similar(
    recommendations: pd.DataFrame, register: pd.DataFrame, *, group: str = "ours"
) -> pd.DataFrame:
    """Return what was asked again beside the most alike of an earlier review, the most alike pairs first."""
    reviews = _reviews(register)
    by_id = recommendations.set_index("recommendation_id")
    again = recommendations[recommendations["similar"] != ""]
    again = again[again["review_id"].map(reviews["group"]) == group]
    rows = [
        {
            "asked before": by_id["text"][earlier],
            "in": _name_review(by_id["review_id"][earlier], reviews),
            "asked again": row.text,
            "in the later": _name_review(row.review_id, reviews),
            "likeness": row.likeness,
        }
        for row in again.itertuples()
        for earlier in row.similar.split()[:1]
    ]
    frame = pd.DataFrame(rows, columns=["asked before", "in", "asked again", "in the later", "likeness"])
    return (
        frame.sort_values("likeness", ascending=False, kind="stable").head(_MOST_PAIRS).reset_index(drop=True)
    )


def _reviews(register: pd.DataFrame) -> pd.DataFrame:
    return register.drop_duplicates("review_id").set_index("review_id")


def _name_review(review_id: str, reviews: pd.DataFrame) -> str:
    review = reviews.loc[review_id]
    return f"{review['title'] or review_id} ({review['published_date'] or 'no date'})"


def _name_themes(ids: str, names: Mapping[str, str]) -> str:
    return "; ".join(names.get(theme, theme) for theme in ids.split("; ") if theme)
