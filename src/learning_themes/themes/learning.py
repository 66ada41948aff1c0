"""Whether the coding got better by an analyst's own examples: measured on passages nobody learns from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from learning_themes.themes.codebook import Codebook
from learning_themes.themes.coding import Coder, Unit
from learning_themes.themes.examples import Example

FEWEST_PASSAGES = 10  # of the random part, below which no comparison is worth its minutes
FEWEST_EXAMPLES = 5
RESAMPLES = 2000
SEED = 20160609

Pairs = set[tuple[str, str]]  # passage and theme


@dataclass(frozen=True)
class Learning:
    """Micro-F1 on the random part without and with local examples; the difference with its 95 % interval."""

    passages: int
    examples: int
    without: float = 0.0
    with_local: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def measured(self) -> bool:
        """Whether there was enough to measure."""
        return self.passages >= FEWEST_PASSAGES and self.examples >= FEWEST_EXAMPLES

    def tell(self) -> str:
        """Return in words what came of it."""
        if not self.measured:
            return (
                f"{self.examples} of your passages can be learned from, and {self.passages} of the random"
                f" part are checked. From {FEWEST_EXAMPLES} and {FEWEST_PASSAGES} on, this says whether"
                " the coding gets better by them."
            )
        change = self.with_local - self.without
        verdict = (
            "That is more than chance."
            if self.low > 0
            else "It got worse by more than chance: look again at what you decided."
            if self.high < 0
            else "Your examples change nothing on these passages."
            if self.low == self.high == 0
            else "That may be chance: the interval holds 0."
        )
        return (
            f"On the {self.passages} checked passages of the random part, which nothing is learned from, F1"
            f" is {self.without:.2f} without your {self.examples} examples and {self.with_local:.2f} with"
            f" them: a difference of {change:+.2f} (95 % interval {self.low:+.2f} to {self.high:+.2f})."
            f" {verdict}"
        )


def compare_learning(
    checked: pd.DataFrame, passages: pd.DataFrame, codebook: Codebook, local: Sequence[Example]
) -> Learning:
    """Return what the `local` examples change, on the random part of table `checked`.

    The interval is a paired percentile bootstrap over passages (Efron and Tibshirani 1993, chapter 13).
    """
    honest = checked[checked["part"] == "random"]
    ids = sorted(set(honest["passage_id"]))
    learning = Learning(len(ids), len(local))
    if not learning.measured:
        return learning
    given = honest[honest["analyst"] != ""]
    truth = set(zip(given["passage_id"], given["theme"], strict=True))
    counts = np.stack(
        [
            _count(ids, truth, _code(ids, passages, Coder(codebook, local=examples)))
            for examples in ((), local)
        ]
    )
    drawn = np.random.default_rng(SEED).integers(len(ids), size=(RESAMPLES, len(ids)))
    differences = _f1(counts[1][drawn].sum(axis=1)) - _f1(counts[0][drawn].sum(axis=1))
    low, high = np.percentile(differences, [2.5, 97.5])
    without, with_local = (float(_f1(of_coder.sum(axis=0))) for of_coder in counts)
    return Learning(len(ids), len(local), without, with_local, float(low), float(high))


def _code(ids: Sequence[str], passages: pd.DataFrame, coder: Coder) -> Pairs:
    """Return what a coder finds in the passages, read in their paragraphs."""
    place = ["review_id", "paragraph"]
    wanted = passages[passages["passage_id"].isin(ids)][place].drop_duplicates()
    read = passages.merge(wanted, on=place)
    units = [
        Unit(row.text, row.section, row.heading, f"{row.review_id}/{row.paragraph}", row.number)
        for row in read.itertuples()
    ]
    coded = coder.code_units(units)
    rows = zip(read["passage_id"], coded, strict=True)
    return {(passage_id, one.theme) for passage_id, found in rows for one in found if passage_id in set(ids)}


def _count(ids: Sequence[str], truth: Pairs, coded: Pairs) -> np.ndarray:
    """Return right, wrong and missed pairs of each passage (passage × 3)."""
    places = {passage_id: place for place, passage_id in enumerate(ids)}
    counts = np.zeros((len(ids), 3))
    for column, pairs in enumerate((truth & coded, coded - truth, truth - coded)):
        for passage_id, _ in pairs:
            counts[places[passage_id], column] += 1
    return counts


def _f1(counts: np.ndarray) -> np.ndarray:
    right, wrong, missed = counts[..., 0], counts[..., 1], counts[..., 2]
    return 2 * right / np.maximum(1, 2 * right + wrong + missed)
