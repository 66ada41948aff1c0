"""What a review says right before and after words of it that are quoted."""

from collections.abc import Iterable

import pandas as pd

from learning_themes.reports import markdown as md

PLACE = ["review_id", "section", "heading"]


def list_words_around(passages: pd.DataFrame, passage_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the words before and after each of these passages, as the review has them, by passage_id.

    Each is the passage next to it in the same review, under the same heading; empty where there is none.
    """
    asked = set(passage_ids)
    reviews = passages.loc[passages["passage_id"].isin(asked), "review_id"]
    near = passages[passages["review_id"].isin(reviews)].drop_duplicates("passage_id")
    near = near.sort_values(["review_id", "paragraph", "number"], kind="stable")
    sides = [_shift(near, step) for step in (1, -1)]
    told = zip(near["passage_id"], *sides, strict=True)
    return {passage_id: (before, after) for passage_id, before, after in told if passage_id in asked}


def _shift(near: pd.DataFrame, step: int) -> list[str]:
    """Return the words of the passage `step` rows above each; a heading between, or another, ends it."""
    other = near.shift(step)
    follows = (near[PLACE] == other[PLACE]).all(axis=1) & (other["kind"] != "heading")
    return [md.clean(text) if ok else "" for text, ok in zip(other["text"], follows, strict=True)]
