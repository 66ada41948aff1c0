"""How honest the figures of checking are: corrected shares, the gate, and agreement on drawn passages.

    python tests/benchmarks/simulate_correction.py

prints the three tables of docs/checking.md, in some minutes. Everything is drawn from fixed seeds: the same
numbers come out each time.
"""

import sys
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from learning_themes.themes.agreement import share_agreed
from learning_themes.themes.intervals import careful_ends, wilson_ends
from learning_themes.themes.pairs import ANSWERS, order_answers
from learning_themes.themes.sampling import draw_systematic, find_chances
from learning_themes.trends.checks import grade_theme
from learning_themes.trends.corrected import Stratum, correct_share

RUNS = 1000
JUDGED = {10: (5, 8, 10), 30: (5, 10, 20, 30), 60: (10, 30, 60)}
SHARES = (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9)
# Of the reviews that hold, how many the machine finds; of the others, how many it rejects.
CODERS = {
    "0.60 / 0.80": (0.6, 0.8),
    "0.95 / 0.40": (0.95, 0.4),
    "0.90 / 0.90": (0.9, 0.9),
    "0.50 / 0.50": (0.5, 0.5),
}
ACCURACIES = (0.95, 0.85, 0.7, 0.6)
CORRECTION_HEAD = ["reviews", "judged", "finds / rejects", "coverage: mean", "least", "raw share covered",
                   "width", "judged pairs alone", "the same by Wilson"]  # fmt: skip
GATE_HEAD = [
    "reviews",
    "judged",
    "true share",
    *(f"agrees in {accuracy * 100:.0f} %" for accuracy in ACCURACIES),
]
AGREEMENT_HEAD = ["machine finds / true share", "precision covered", "width ", "recall covered", "width"]


@cache
def order_of(sizes: tuple[int, ...]) -> tuple[str, ...]:
    """Return the machine's answers in the order in which their reviews are judged."""
    answers = [answer for answer, size in zip(ANSWERS, sizes, strict=True) for _ in range(size)]
    pairs = pd.DataFrame({"theme": "t", "answer": answers})
    return tuple(order_answers(pairs)["answer"])


def draw_reviews(
    rng: np.random.Generator, n: int, share: float, coder: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the truth of n reviews and the place of the machine's answer in ANSWERS.

    What is not key to the machine is present or absent by chance.
    """
    finds, rejects = coder
    truth = rng.random(n) < share
    key = np.where(truth, rng.random(n) < finds, rng.random(n) >= rejects)
    return truth, np.where(key, 0, rng.integers(1, 3, n))


def choose(answers: np.ndarray, count: int) -> np.ndarray:
    """Return which reviews are judged when the first `count` in the order of judging have been."""
    sizes = tuple(np.bincount(answers, minlength=len(ANSWERS)).tolist())
    first = order_of(sizes)[:count]
    judged = np.zeros(len(answers), dtype=bool)
    for place, answer in enumerate(ANSWERS):
        judged[np.flatnonzero(answers == place)[: first.count(answer)]] = True
    return judged


def count_strata(truth: np.ndarray, answers: np.ndarray, judged: np.ndarray) -> list[Stratum]:
    """Return the strata of the reviews."""
    return [
        Stratum(int(of.sum()), int((of & judged).sum()), float((of & judged & truth).sum()))
        for of in (answers == place for place in range(len(ANSWERS)))
        if of.any()
    ]


@cache
def correct(strata: tuple[Stratum, ...]) -> tuple[float, float, float]:
    """Return the corrected share and its interval; the same strata come up many times."""
    return correct_share(strata)


@cache
def width(ends: Callable[[float, float], tuple[float, float]], share: float, size: int) -> float:
    """Return the width of an interval."""
    low, high = ends(share, size)
    return high - low


def cover(n: int, judged: int, coder: tuple[float, float], share: float, runs: int) -> np.ndarray:
    """Return means over runs: covered, raw covered, and widths corrected, of judged alone, by Wilson."""
    rng = np.random.default_rng([n, judged, round(1000 * coder[0]), round(1000 * share)])
    seen = []
    for _ in range(runs):
        truth, answers = draw_reviews(rng, n, share, coder)
        strata = count_strata(truth, answers, choose(answers, judged))
        _, low, high = correct(tuple(strata))
        raw = wilson_ends(float((answers == 0).mean()), n)
        alone = sum(one.held for one in strata) / judged
        widths = [width(ends, alone, judged) for ends in (careful_ends, wilson_ends)]
        seen.append([low <= share <= high, raw[0] <= share <= raw[1], high - low, *widths])
    return np.array(seen, dtype=float).mean(axis=0)


def tell_correction(runs: int = RUNS) -> list[list[str]]:
    """Return the rows of the table of corrected shares."""
    rows = []
    for n, numbers in JUDGED.items():
        for judged in numbers:
            for name, coder in CODERS.items():
                seen = np.array([cover(n, judged, coder, share, runs) for share in SHARES])
                mean = seen.mean(axis=0)
                figures = [mean[0], seen[:, 0].min(), *mean[1:]]
                rows.append([str(n), str(judged), name, *(f"{figure:.3f}" for figure in figures)])
                say(rows[-1])
    return rows


def passes(n: int, judged: int, share: float, accuracy: float, runs: int) -> float:
    """Return how often a machine that is right with chance `accuracy` in every review is marked checked."""
    rng = np.random.default_rng([n, judged, round(100 * share), round(100 * accuracy)])
    passed = 0
    for _ in range(runs):
        truth, answers = draw_reviews(rng, n, share, (accuracy, accuracy))
        placed = pd.DataFrame({"answer": answers, "machine_key": answers == 0})
        placed["judged"] = choose(answers, judged)
        placed["key"] = np.where(placed["judged"], truth, np.nan)
        passed += grade_theme(placed)["mark"] == "checked"
    return passed / runs


def tell_gate(runs: int = RUNS // 4) -> list[list[str]]:
    """Return the rows of the table of the gate."""
    rows = []
    for n, numbers in {20: (10, 20), 60: (10, 20, 30, 40)}.items():
        for judged in numbers:
            for share in (0.1, 0.3, 0.6):
                shares = [passes(n, judged, share, accuracy, runs) for accuracy in ACCURACIES]
                rows.append([str(n), str(judged), str(share), *(f"{100 * one:.0f} %" for one in shares)])
                say(rows[-1])
    return rows


def cover_agreement(share: float, finds: float, runs: int) -> list[float]:
    """Return coverage and width of precision and recall, on 60 of 2,000 passages of unequal chances."""
    rng = np.random.default_rng([round(1000 * share), round(1000 * finds)])
    count, seen = 2000, []
    for _ in range(runs):
        truth = rng.random(count) < share
        machine = np.where(truth, rng.random(count) < finds, rng.random(count) < share * (1 - finds))
        sizes = 0.5 / count + 0.5 * (0.2 + 3 * machine * rng.random(count)) / count
        chances, _ = find_chances(sizes / sizes.sum(), np.full(count, 0.5 / count), 60)
        drawn = draw_systematic(chances, rng)
        figures = []
        for of, by in ((machine, truth), (truth, machine)):
            true = by[of].mean()
            sides = [side[drawn].astype(float) for side in (of, by)]
            found = share_agreed(*sides, 1 / chances[drawn], drawn)
            figures += (
                [np.nan, np.nan] if found is None else [found[1] <= true <= found[2], found[2] - found[1]]
            )
        seen.append(figures)
    return np.nanmean(np.array(seen, dtype=float), axis=0).tolist()


def tell_agreement(runs: int = RUNS) -> list[list[str]]:
    """Return the rows of the table of agreement."""
    rows = []
    for share in (0.05, 0.2, 0.5):
        for finds in (0.9, 0.6):
            figures = cover_agreement(share, finds, runs)
            rows.append([f"{finds} / {share}", *(f"{figure:.3f}" for figure in figures)])
            say(rows[-1])
    return rows


def say(row: list[str]) -> None:
    """Say how far it is."""
    sys.stderr.write(f"{row}\n")
    sys.stderr.flush()


def main() -> None:
    """Simulate and print the tables."""
    for head, tell in (
        (CORRECTION_HEAD, tell_correction),
        (GATE_HEAD, tell_gate),
        (AGREEMENT_HEAD, tell_agreement),
    ):
        rows = [head, ["---"] * len(head), *tell()]
        sys.stdout.write("\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n\n")


if __name__ == "__main__":
    main()
