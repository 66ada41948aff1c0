"""Draws the passages that a person checks, each with its chance of being drawn.

Passages are drawn without replacement with chances in proportion to their size (systematic sampling along
the list of reviews and sections: Madow 1949, Annals of Mathematical Statistics 20). What is counted in them
is weighted by 1 / chance, which no choice of sizes can bias (Horvitz and Thompson 1952, Journal of the
American Statistical Association 47).
"""

import hashlib
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from learning_themes.tables import SECTIONS, UNCOUNTED_SECTIONS, make_table
from learning_themes.themes.pairs import draw_pairs, list_pairs, list_review_ids

PASSAGES = 60
PAIRS = 40
# How the draw is shared out. Half is random, so that no passage has less than half the chance that it would
# have in a plain random sample of the same size: weights stay near one another.
PART_SHARES = {"random": 0.5, "uncertain": 0.2, "rare": 0.15, "spread": 0.15}
PRIORITY_WEIGHT = 3.0


def draw_sample(
    register: pd.DataFrame,
    passages: pd.DataFrame,
    evidence: pd.DataFrame,
    presence: pd.DataFrame,
    *,
    day: str,
    themes_first: Sequence[str] = (),
    kinds: Collection[str] = (),
    earlier: pd.DataFrame | None = None,
    count: int = PASSAGES,
    pairs: int = PAIRS,
) -> pd.DataFrame:
    """Return the table `sample`: `count` passages in random order, then `pairs` of review and theme.

    Drawn from are our reviews of `kinds` (all if empty). Passages are those outside front matter, method
    and appendix that are no headings, coded or not. The seed is made from their ids and the number of
    `earlier` draws (a table of the same kind, to which this one is added later); `day` only names the
    draw. For how the chances of several draws are put together see `combine_draws`; for the pairs, which
    go on where the earlier draws stopped, `draw_pairs`.
    """
    reviews = list_review_ids(register, kinds=kinds)
    pool = list_pool(passages, reviews)
    drawn_before = [] if earlier is None else list(dict.fromkeys(earlier["draw"]))
    seed = _make_seed(pool["passage_id"], number=len(drawn_before))
    rows = _draw_passages(pool, evidence, themes_first, count=count, rng=np.random.default_rng(seed))
    population = list_pairs(reviews, presence, themes=themes_first or None)
    rows += draw_pairs(population, earlier=earlier, count=pairs)
    name = f"{day} {seed:08x}"
    shared = {"draw": name, "blind": True}
    return make_table("sample", [row | shared | {"order": place} for place, row in enumerate(rows, 1)])


def list_pool(passages: pd.DataFrame, reviews: Collection[str]) -> pd.DataFrame:
    """Return the passages of `reviews` that may be drawn, by review, section and place."""
    counted = passages[
        passages["review_id"].isin(list(reviews))
        & ~passages["section"].isin(UNCOUNTED_SECTIONS)
        & (passages["kind"] != "heading")
    ]
    counted = counted.drop_duplicates("passage_id")
    place = counted["section"].map({section: number for number, section in enumerate(SECTIONS)})
    ordered = counted.assign(_place=place).sort_values(["review_id", "_place"], kind="stable")
    return ordered.drop(columns="_place").reset_index(drop=True)


def _make_seed(ids: pd.Series, *, number: int) -> int:
    digest = hashlib.sha256("\n".join([str(number), *sorted(ids)]).encode()).hexdigest()
    return int(digest[:8], 16)


def _draw_passages(
    pool: pd.DataFrame,
    evidence: pd.DataFrame,
    themes_first: Sequence[str],
    *,
    count: int,
    rng: np.random.Generator,
) -> list[dict]:
    sizes = measure_sizes(pool, evidence, themes_first)
    chances, random_chance = find_chances(sizes.sum(axis=1).to_numpy(), sizes["random"].to_numpy(), count)
    drawn = draw_systematic(chances, rng)
    rng.shuffle(drawn)
    return [
        {
            "kind": "passage",
            "review_id": pool["review_id"].iloc[place],
            "passage_id": pool["passage_id"].iloc[place],
            "theme": "",
            "part": _name_part(sizes.iloc[place], random_chance / chances[place], rng.random()),
            "chance": chances[place],
        }
        for place in drawn
    ]


def measure_sizes(pool: pd.DataFrame, evidence: pd.DataFrame, themes_first: Sequence[str]) -> pd.DataFrame:
    """Return for each passage of `pool` its part of the draw, a column for each of PART_SHARES.

    All add up to 1. Passages are uncertain in so far as theme or stance is; rare if their themes are
    coded in few passages; and spread gives each section of each review as much as any other. Priority
    themes weigh PRIORITY_WEIGHT times as much.
    """
    coded = evidence[evidence["passage_id"].isin(pool["passage_id"])]
    weight = np.where(coded["theme"].isin(list(themes_first)), PRIORITY_WEIGHT, 1.0)
    doubt = 1 - np.minimum(coded["confidence"], coded["stance_confidence"])
    rarity = 1 / coded["theme"].map(coded["theme"].value_counts()).astype(float)
    cells = pool.groupby(["review_id", "section"])["passage_id"].transform("size").astype(float)
    measures = {
        "random": pd.Series(1.0, pool.index),
        "uncertain": _by_passage(pool, coded, doubt * weight),
        "rare": _by_passage(pool, coded, rarity * weight),
        "spread": 1 / cells,
    }
    parts = {part: PART_SHARES[part] * one / one.sum() for part, one in measures.items() if one.sum() > 0}
    sizes = pd.DataFrame(parts, index=pool.index).reindex(columns=list(PART_SHARES), fill_value=0.0)
    return sizes / sizes.to_numpy().sum() if len(sizes) else sizes


def _by_passage(pool: pd.DataFrame, coded: pd.DataFrame, values: pd.Series) -> pd.Series:
    summed = values.groupby(coded["passage_id"]).sum()
    return pool["passage_id"].map(summed).fillna(0.0).astype(float)


def find_chances(sizes: np.ndarray, random_sizes: np.ndarray, count: int) -> tuple[np.ndarray, float]:
    """Return the chance of each item, in proportion to its size and 1 at most, and that of the random part.

    The chances add up to `count`, or to the number of items if there are fewer. The second value is the
    same for all items: the chance of being drawn and of belonging to the random part.
    """
    if count >= len(sizes):
        return np.ones(len(sizes)), 1.0
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        scale = (count - certain.sum()) / sizes[~certain].sum()
        over = ~certain & (scale * sizes >= 1)
        if not over.any():
            break
        certain |= over
    return np.where(certain, 1.0, scale * sizes), min(1.0, float(scale * random_sizes.min()))


def draw_systematic(chances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the places of the items drawn: one at each whole step along the added chances."""
    certain = np.flatnonzero(chances >= 1)
    others = np.flatnonzero(chances < 1)
    count = round(chances[others].sum())
    if not count:
        return certain
    ends = np.cumsum(chances[others])
    steps = (rng.random() + np.arange(count)) * ends[-1] / count
    return np.sort(np.concatenate([certain, others[np.searchsorted(ends, steps, side="right")]]))


def _name_part(sizes: pd.Series, random_chance: float, lot: float) -> str:
    """Return by lot the part that a drawn passage belongs to."""
    if lot < random_chance:
        return "random"
    others = sizes.drop("random")
    if not others.sum():
        return "random"
    ends = np.cumsum(others.to_numpy()) / others.sum()
    left = (lot - random_chance) / (1 - random_chance)
    return str(others.index[min(int(np.searchsorted(ends, left, side="right")), len(others) - 1)])


def combine_draws(
    sample: pd.DataFrame,
    population: pd.DataFrame,
    *,
    decided: Collection[tuple[str, str, str]] | None = None,
) -> pd.DataFrame:
    """Return `sample` with one row a passage or pair and the chances of all its draws put together.

    `decided` are the (review_id, passage_id, theme) that a person has decided on so far, all if None;
    the others are left out, and what is left stands for them too, since the order is random. Each draw
    of passages gives an estimate of its own; they are averaged, weighted by the passages decided. So a
    passage weighs 1 / chance = (sum over its draws of passages drawn / its chance) / (passages decided
    in all draws). For a pair the chance is the share of its kind of pair (`population`: see `list_pairs`)
    that was decided.
    """
    keys = list(zip(sample["review_id"], sample["passage_id"], sample["theme"], strict=True))
    kept = np.array([decided is None or key in decided for key in keys], dtype=bool)
    passages = sample["kind"] == "passage"
    drawn = sample[passages].groupby("draw")["passage_id"].size()
    chosen = sample[kept & passages]
    weights = chosen["draw"].map(drawn).astype(float) / chosen["chance"] / max(1, len(chosen))
    summed = weights.groupby(chosen["passage_id"]).sum()
    first = chosen.drop_duplicates("passage_id")
    first = first.assign(chance=1 / first["passage_id"].map(summed).astype(float))
    return make_table("sample", [*first.to_dict("records"), *_combine_pairs(sample[kept], population)])


def _combine_pairs(sample: pd.DataFrame, population: pd.DataFrame) -> list[dict]:
    pairs = sample[sample["kind"] == "pair"].drop_duplicates(["review_id", "theme"])
    answers = population[["review_id", "theme", "answer"]]
    placed = pairs.merge(answers, on=["review_id", "theme"], how="inner")
    of = population.groupby(["theme", "answer"]).size()
    decided = placed.groupby(["theme", "answer"])["review_id"].transform("size")
    whole = [of[key] for key in zip(placed["theme"], placed["answer"], strict=True)]
    return placed.assign(chance=decided / np.array(whole, dtype=float)).to_dict("records")
