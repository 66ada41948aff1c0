"""Shares with the coding's errors allowed for, from the reviews that a person judged.

The share is what the machine says of all reviews, put right by what the judged ones show it to be worth:
prediction-powered inference (Angelopoulos et al. 2023, Science 382; its tuning: Angelopoulos, Duchi and Zrnic
2023, PPI++), which for an answer of few kinds is the stratified estimate (Cochran 1977, Sampling Techniques,
chapter 5; Egami et al. 2023, design-based supervised learning). It needs no assumption about the machine.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from learning_themes.tables import GROUPS, make_table
from learning_themes.themes.intervals import careful_ends
from learning_themes.trends.reviews import list_reviews

METHOD = "stratified by the machine's answer; wider of Wilson and mid-P 95 %"
CORRECTED = ("key", "present")
ANSWERS = ("key", "present", "absent")
FEWEST = 5
PRIOR = 2.0  # judged reviews' worth of weight that an answer's variance takes from the others


class Stratum(NamedTuple):
    """The reviews with one answer of the machine, those judged, and those of them in which it holds."""

    reviews: float
    judged: float
    held: float


def correct_shares(
    register: pd.DataFrame,
    presence: pd.DataFrame,
    judged: pd.DataFrame,
    *,
    themes: Sequence[str],
    kinds: Collection[str] = (),
) -> pd.DataFrame:
    """Return the table `corrected`: a row for each theme, measure and group with FEWEST judged reviews.

    Where there are fewer reviews, all must be judged. Counted are judgements that were drawn; where
    several analysts judged a pair, their mean. A judged review lies in the stratum of the answer that
    the machine gave when it was judged, any other in that of its answer now.
    """
    reviews = list_reviews(register, dates="publication", kinds=kinds)
    known = average_judgements(judged)
    rows = []
    for group in GROUPS:
        ids = reviews["review_id"][reviews["group"] == group].tolist()
        for theme in themes:
            placed = place_answers(ids, presence, known, theme=theme)
            count = int(placed["judged"].sum())
            if count >= min(FEWEST, len(ids)) and count:
                shared = {"theme": theme, "group": group, "n": len(ids), "judged": count}
                rows += [shared | _correct(placed, measure) for measure in CORRECTED]
    return make_table("corrected", rows)


def average_judgements(judged: pd.DataFrame) -> pd.DataFrame:
    """Return one row a drawn pair: what the machine said, and the mean of what analysts said, 0 to 1."""
    drawn = judged[judged["chance"].fillna(0) > 0]
    columns = ["machine_key", "machine_present", "key", "present"]
    values = drawn[["review_id", "theme", *columns]].astype(dict.fromkeys(columns, float))
    means = values.groupby(["review_id", "theme"], as_index=False)[columns].mean()
    # machine answers may differ between analysts if the coding changed: the more frequent one counts
    return means.assign(**{name: means[name] >= 0.5 for name in columns[:2]})


def place_answers(
    ids: Sequence[str], presence: pd.DataFrame, known: pd.DataFrame, *, theme: str
) -> pd.DataFrame:
    """Return a row for each review of `ids`: what the machine says, and what a person said of it, if any did.

    Columns: answer (of ANSWERS), machine_key, machine_present (as judged, else as now), now_key,
    now_present, judged, and key and present as people judged, 0 to 1, empty if nobody did.
    """
    now = presence[presence["theme"] == theme].drop_duplicates("review_id").set_index("review_id")
    then = known[known["theme"] == theme].set_index("review_id")
    frame = pd.DataFrame(index=pd.Index(list(ids), name="review_id"))
    for measure in CORRECTED:
        machine = now[measure].reindex(frame.index).eq(True)
        judged = then[f"machine_{measure}"].reindex(frame.index)
        frame[f"machine_{measure}"] = machine.where(judged.isna(), judged.eq(True))
        frame[f"now_{measure}"] = machine
        frame[measure] = then[measure].reindex(frame.index).astype(float)
    frame["judged"] = frame["key"].notna()
    frame["answer"] = np.select([frame["machine_key"], frame["machine_present"]], ANSWERS[:2], ANSWERS[2])
    return frame


def _correct(placed: pd.DataFrame, measure: str) -> dict[str, object]:
    share, low, high = correct_share(_count_strata(placed, measure))
    k = int(placed[f"now_{measure}"].sum())
    return {"measure": measure, "k": k, "share": share, "low": low, "high": high, "method": METHOD}


def _count_strata(placed: pd.DataFrame, measure: str) -> list[Stratum]:
    """Return the strata in order of ANSWERS, those without reviews left out."""
    strata = []
    for answer in ANSWERS:
        rows = placed[placed["answer"] == answer]
        if len(rows):
            judged = rows[rows["judged"]]
            strata.append(Stratum(len(rows), len(judged), float(judged[measure].sum())))
    return strata


def correct_share(strata: Sequence[Stratum]) -> tuple[float, float, float]:
    """Return the corrected share with its 95 % interval; at least one review must be judged.

    The share is of the reviews at hand: exact when all are judged. The interval is that of the process
    that reviews come from, like the raw one's: it allows for the reviews being a sample of it and for
    the judged ones being a sample of them. With weights W of the answers and shares f of each that hold,
    its variance is sum(W f (1 - f) reviews / judged) / n + sum(W (f - share)²) / n, and the interval
    that of as many judged reviews as would have this variance.
    """
    merged = _merge_unjudged(strata)
    reviews, judged, held = (np.array(values, dtype=float) for values in zip(*merged, strict=True))
    n = reviews.sum()
    weights = reviews / n
    share = float(np.clip(weights @ (held / judged), 0, 1))
    overall = (held.sum() + 0.5) / (judged.sum() + 1)
    smooth = (held + PRIOR * overall) / (judged + PRIOR)
    middle = weights @ smooth
    within = weights @ (smooth * (1 - smooth) * reviews / judged)
    between = weights @ (smooth - middle) ** 2
    size = float(n * middle * (1 - middle) / (within + between))
    return (share, *careful_ends(share, size))


def _merge_unjudged(strata: Sequence[Stratum]) -> list[Stratum]:
    """Return the strata with each that has no judged review merged into a neighbour."""
    merged: list[Stratum] = []
    waiting = 0.0
    for stratum in strata:
        if stratum.judged:
            merged.append(stratum._replace(reviews=stratum.reviews + waiting))
            waiting = 0.0
        elif merged:
            merged[-1] = merged[-1]._replace(reviews=merged[-1].reviews + stratum.reviews)
        else:
            waiting += stratum.reviews
    return merged
