"""Finds recommendations that ask for what an earlier review asked for, by their words and themes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from learning_themes.themes.language import load_language, read_docs

CUT_OFF = 0.35  # of likeness, from which two are shown as asking the same: see docs/method.md
THEMES_WEIGH = 0.25  # of the likeness; the words weigh the rest
MOST_SHOWN = 3  # earlier ones of each


def find_similar(
    recommendations: pd.DataFrame, dates: pd.Series, groups: pd.Series, *, names: Sequence[str]
) -> pd.DataFrame:
    """Return `similar` and `likeness` of each: the most alike ones of earlier reviews of its group.

    `dates` and `groups` go by review_id. A review without a date is neither earlier nor later, and one of
    the same date is not earlier. `names` are the bodies that reviews name: their names tell who, not what.
    """
    likeness = measure_likeness(recommendations, names=names)
    when = recommendations["review_id"].map(dates).fillna("").to_numpy(dtype=object)
    group = recommendations["review_id"].map(groups).fillna("").to_numpy(dtype=object)
    rows = [_most_alike(likeness[place], _earlier(when, group, place)) for place in range(len(when))]
    ids = recommendations["recommendation_id"].tolist()
    return pd.DataFrame(
        {
            "similar": [" ".join(ids[place] for place, _ in row) for row in rows],
            "likeness": [float(row[0][1]) if row else 0.0 for row in rows],
        },
        index=recommendations.index,
    )


def measure_likeness(recommendations: pd.DataFrame, *, names: Sequence[str] = ()) -> np.ndarray:
    """Return how alike each two recommendations are, 0 to 1.

    The cosine of their TF-IDF weights over lemmas, mixed with the share of themes
    that both have of those that either has (Jaccard).
    """
    count = len(recommendations)
    if count < 2:
        return np.zeros((count, count))
    texts = [_lemmas(text) for text in _without_names(recommendations["text"], names)]
    weigh = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    weights = weigh.fit_transform(texts)
    words = (weights @ weights.T).toarray()
    alike = (1 - THEMES_WEIGH) * words + THEMES_WEIGH * _share_themes(recommendations["themes"])
    return np.round(np.clip(alike, 0, 1), 4)


def _without_names(texts: pd.Series, names: Sequence[str]) -> list[str]:
    plain = texts.tolist()
    for name in sorted(names, key=len, reverse=True):
        plain = [text.replace(name, " ") for text in plain]
    return plain


def _lemmas(text: str) -> list[str]:
    """Return the lemmas that carry meaning: no stop words, numbers, signs or words that every one has."""
    (doc,) = read_docs(load_language(), [text])
    return [
        token.lemma_
        for token in doc
        if token.is_alpha and not token.is_stop and token.lemma_ not in _EVERY_ONE
    ]


_EVERY_ONE = frozenset(
    "ensure should shall must recommend recommendation agency partnership board partner review child"
    " service"
    " include relevant appropriate effective robust improve".split()
)


def _share_themes(themes: pd.Series) -> np.ndarray:
    sets = [set(filter(None, text.split("; "))) for text in themes]
    known = sorted(set().union(*sets))
    has = np.array([[theme in one for theme in known] for one in sets], dtype=float).reshape(len(sets), -1)
    both = has @ has.T
    either = has.sum(axis=1)[:, None] + has.sum(axis=1)[None, :] - both
    return np.divide(both, either, out=np.zeros_like(both), where=either > 0)


def _earlier(when: np.ndarray, group: np.ndarray, place: int) -> np.ndarray:
    own = when[place]
    known = np.array([bool(date) and bool(own) and _is_before(date, own) for date in when])
    return known & (group == group[place])


def _is_before(date: str, other: str) -> bool:
    """Whether a date is earlier for sure: 2016 is not earlier than 2016-06."""
    length = min(len(date), len(other))
    return date[:length] < other[:length]


def _most_alike(likeness: np.ndarray, allowed: np.ndarray) -> list[tuple[int, float]]:
    places = np.flatnonzero(allowed & (likeness >= CUT_OFF))
    order = sorted(places, key=lambda place: (-likeness[place], place))[:MOST_SHOWN]
    return [(int(place), float(likeness[place])) for place in order]
