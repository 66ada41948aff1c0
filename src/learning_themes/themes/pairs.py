"""Pairs of a review and a theme, to be judged whole: which to judge, in which order, and what to read for it.

The pairs of a theme lie in strata by the machine's answer. In each they have a fixed random order, made from
the ids alone, so that a later draw goes on where an earlier one stopped and both together are one simple
random sample of each stratum (Cochran 1977, Sampling Techniques, chapter 5; permanent random numbers: Ohlsson
1995, in Business Survey Methods).
"""

import hashlib
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from learning_themes.tables import UNCOUNTED_SECTIONS

ANSWERS = ("key", "present", "absent")
# Enough for a mark if the coding is good: see docs/checking.md.
PAIRS_A_THEME = 30
THEMES = 6
SHOWN = 3
ALIKE = 20


def list_review_ids(register: pd.DataFrame, *, kinds: Collection[str] = ()) -> list[str]:
    """Return the ids of our reviews that were read, of `kinds` by their first file that has one."""
    ours = register[(register["read_status"] != "not-read") & (register["group"] == "ours")]
    if kinds:
        known = ours.assign(_other=ours["review_type"] == "OTHER").sort_values("_other", kind="stable")
        first = known.drop_duplicates("review_id")
        ours = first[first["review_type"].isin(list(kinds))]
    return sorted(set(ours["review_id"]))


def list_pairs(
    reviews: Sequence[str], presence: pd.DataFrame, *, themes: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return every pair of `reviews` and `themes` with the machine's `answer`, in the order to judge.

    Columns: review_id, theme, answer (key, present, absent). Without `themes` they are the THEMES that
    are key in most of the reviews. Themes come in the order given; of each theme first one pair of each
    answer, then the answers in proportion, so that the pairs judged first are a fair sample of all.
    """
    held = presence[presence["review_id"].isin(list(reviews))]
    if themes is None:
        themes = _leading(held)
    answers = {
        (row.review_id, row.theme): "key" if row.key else "present"
        for row in held.itertuples()
        if row.key or row.present
    }
    rows = [
        {"review_id": review, "theme": theme, "answer": answers.get((review, theme), "absent")}
        for theme in themes
        for review in sorted(reviews, key=lambda review: _lot(review, theme))
    ]
    pairs = pd.DataFrame(rows, columns=["review_id", "theme", "answer"])
    return order_answers(pairs)


def _leading(held: pd.DataFrame) -> list[str]:
    key = held[held["key"]].groupby("theme").size()
    return sorted(key.index, key=lambda theme: (-key[theme], theme))[:THEMES]


def _lot(review: str, theme: str) -> str:
    return hashlib.sha256(f"{theme}\n{review}".encode()).hexdigest()


def order_answers(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return `pairs` theme by theme: first one of each answer, then the answers in proportion."""
    stratum = pairs.groupby(["theme", "answer"])
    rank = stratum.cumcount()
    place = np.where(rank == 0, 0.0, (rank + 0.5) / stratum["answer"].transform("size"))
    theme = pairs["theme"].map({theme: number for number, theme in enumerate(dict.fromkeys(pairs["theme"]))})
    answer = pairs["answer"].map({answer: number for number, answer in enumerate(ANSWERS)})
    ordered = pairs.assign(_theme=theme, _place=place, _answer=answer)
    ordered = ordered.sort_values(["_theme", "_place", "_answer"], kind="stable")
    return ordered[list(pairs.columns)].reset_index(drop=True)


def draw_pairs(population: pd.DataFrame, *, earlier: pd.DataFrame | None, count: int) -> list[dict]:
    """Return up to `count` pairs of `population` that no earlier draw has, as rows of the table `sample`.

    Each theme has PAIRS_A_THEME judged before the next begins: one theme that can be marked is worth
    more than six that cannot; what is then left goes on through the themes in the same way. The
    chance is that of being drawn by this draw or an earlier one.
    """
    seen = set()
    if earlier is not None:
        old = earlier[earlier["kind"] == "pair"]
        seen = set(zip(old["review_id"], old["theme"], strict=True))
    keys = zip(population["review_id"], population["theme"], strict=True)
    new = np.array([key not in seen for key in keys], dtype=bool)
    turn = population.groupby("theme").cumcount() // PAIRS_A_THEME
    drawn = population[new].assign(turn=turn[new]).sort_values("turn", kind="stable").head(count)
    taken = pd.Series(~new | population.index.isin(drawn.index), population.index)
    chance = taken.groupby([population["theme"], population["answer"]]).transform("mean")
    return [
        {
            "kind": "pair",
            "review_id": row.review_id,
            "passage_id": "",
            "theme": row.theme,
            "part": "random",
            "chance": float(chance[row.Index]),
        }
        for row in drawn.itertuples()
    ]


def list_shown(
    pairs: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame, *, most: int = SHOWN
) -> pd.DataFrame:
    """Return what to read for each pair: its strongest coded passages and the likeliest that were not coded.

    Columns: review_id, theme, passage_id, why ("coded" or "likely"), up to `most` of each, the strongest
    first. Likely are counted passages whose words are most like those of the passages that the theme
    is most surely coded in, in any review (cosine of TF-IDF). Without any such passage none is likely.
    """
    counted = passages[~passages["section"].isin(UNCOUNTED_SECTIONS) & (passages["kind"] != "heading")]
    counted = counted.drop_duplicates("passage_id").reset_index(drop=True)
    coded = _order_coded(evidence[evidence["passage_id"].isin(counted["passage_id"])])
    likeness = _measure_likeness(counted, coded, themes=list(dict.fromkeys(pairs["theme"])))
    rows = []
    for pair in pairs.itertuples():
        of_theme = coded[coded["theme"] == pair.theme]
        strongest = of_theme[of_theme["review_id"] == pair.review_id]["passage_id"].head(most)
        free = (counted["review_id"] == pair.review_id) & ~counted["passage_id"].isin(of_theme["passage_id"])
        like = likeness[pair.theme][free]
        like = like[like > 0].sort_values(ascending=False, kind="stable").head(most)
        found = [(one, "coded") for one in strongest] + [
            (counted["passage_id"][place], "likely") for place in like.index
        ]
        rows += [(pair.review_id, pair.theme, passage_id, why) for passage_id, why in found]
    return pd.DataFrame(rows, columns=["review_id", "theme", "passage_id", "why"])


def _order_coded(coded: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence with what counts for presence first, and the surest of it."""
    ordered = coded.assign(
        _context=coded["stance"] == "context", _sure=coded["confidence"] * coded["stance_confidence"]
    )
    ordered = ordered.sort_values(
        ["_context", "_sure", "passage_id"], ascending=[True, False, True], kind="stable"
    )
    return ordered.drop(columns=["_context", "_sure"]).drop_duplicates(["passage_id", "theme"])


def _measure_likeness(
    counted: pd.DataFrame, coded: pd.DataFrame, *, themes: Sequence[str]
) -> dict[str, pd.Series]:
    """Return for each theme how like each counted passage is to those it is most surely coded in."""
    none = pd.Series(0.0, counted.index)
    if not counted["text"].str.contains(r"\w\w").any():
        return dict.fromkeys(themes, none)
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english", token_pattern=r"(?u)\b\w\w+\b")
    try:
        matrix = words.fit_transform(counted["text"])
    except ValueError:
        return dict.fromkeys(themes, none)
    place = pd.Series(counted.index, counted["passage_id"])
    likeness = {}
    for theme in themes:
        surest = coded[coded["theme"] == theme]["passage_id"].head(ALIKE)
        if surest.empty:
            likeness[theme] = none
            continue
        centre = np.asarray(matrix[place[surest].to_numpy()].mean(axis=0)).ravel()
        likeness[theme] = pd.Series(matrix @ centre, counted.index)
    return likeness
