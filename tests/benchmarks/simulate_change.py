"""How honest the statements of change are: partnerships in which nothing changed, and some in which it did.

    python tests/benchmarks/simulate_change.py

prints the table of docs/simulation.md, in some minutes. Each run draws a partnership: eight years of reviews
on random days, 36 themes with shares like those of the example corpus, the themes of a review correlated by
how much its author finds. The test is the one that notebook 06 runs.
"""

import sys
import time

import numpy as np
import pandas as pd

from learning_themes.trends.change import find_changes
from learning_themes.trends.shares import estimate_share

YEARS = 8
RATES = (3, 6, 15, 60)
RUNS = {3: 2000, 6: 2000, 15: 1000, 60: 300}
THEMES = [f"t{number:02d}" for number in range(36)]
# From 0.9 to 0.03, as the shares of key themes lie in the example corpus.
SHARES = np.round(np.geomspace(0.9, 0.03, len(THEMES)), 3)
PRIORITIES = THEMES[4:10]
SPREAD = 0.6  # of the logit of every theme in one review: some authors find much, others little
HEAD = [
    "reviews a year",
    "runs",
    "false alarms, no priorities",
    "false alarms, six priorities",
    "fall found: one of six priorities",
    "fall found: the only priority",
    "fall found: no priority",
    "mean coverage",
    "least coverage",
]


def draw(rng: np.random.Generator, rate: int, *, fall: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return reviews and presence of one partnership; with `fall`, PRIORITIES[0] goes from 0.8 to 0.4."""
    count = rate * YEARS
    days = np.sort(rng.choice(YEARS * 365, count, replace=False))
    dates = (np.datetime64("2015-01-01") + days).astype(str)
    logits = np.log(SHARES / (1 - SHARES))[None, :] + rng.normal(0, SPREAD, (count, 1))
    chances = 1 / (1 + np.exp(-logits))
    if fall:
        chances[:, THEMES.index(PRIORITIES[0])] = np.where(days < YEARS * 365 / 2, 0.8, 0.4)
    key = rng.random(chances.shape) < chances
    ids = np.array([f"r{place:04d}" for place in range(count)])
    reviews = pd.DataFrame({"review_id": ids, "group": "ours", "date": dates})
    rows, columns = np.nonzero(key)
    presence = pd.DataFrame({"review_id": ids[rows], "theme": np.array(THEMES)[columns], "key": True})
    return reviews, presence


def changed(rng: np.random.Generator, rate: int, *, first: list[str], fall: bool = False) -> set[str]:
    """Return the themes of which a change is stated."""
    found = find_changes(*draw(rng, rate, fall=fall), THEMES, themes_first=first)
    return set(found["theme"][found["verdict"].isin(["fall", "rise"])])


def cover(rng: np.random.Generator, count: int, runs: int = 4000) -> np.ndarray:
    """Return, for each share of SHARES, how often the interval of k of `count` holds it."""
    limits = [estimate_share(k, count) for k in range(count + 1)]
    low, high = (np.array([one[end] for one in limits]) for end in ("low", "high"))
    k = rng.binomial(count, SHARES[:, None], (len(SHARES), runs))
    return ((low[k] <= SHARES[:, None]) & (SHARES[:, None] <= high[k])).mean(axis=1)


def simulate(rate: int) -> list[str]:
    """Return the cells of the table for one number of reviews a year."""
    rng, runs = np.random.default_rng(rate), RUNS[rate]
    alarms = [
        np.mean([bool(changed(rng, rate, first=first)) for _ in range(runs)]) for first in ([], PRIORITIES)
    ]
    power = [
        np.mean([PRIORITIES[0] in changed(rng, rate, first=first, fall=True) for _ in range(runs // 2)])
        for first in (PRIORITIES, PRIORITIES[:1], [])
    ]
    covered = np.concatenate([cover(rng, rate), cover(rng, rate * YEARS)])
    return [
        str(rate), f"{runs:,}", *(f"{100 * value:.1f} %" for value in alarms),
        *(f"{100 * value:.0f} %" for value in power), f"{covered.mean():.3f}", f"{covered.min():.3f}",
    ]  # fmt: skip


def main() -> None:
    """Simulate every rate, say how far it is, and print the table."""
    rows = []
    for rate in RATES:
        began = time.perf_counter()
        rows.append(simulate(rate))
        sys.stdout.write(f"{rate} reviews a year: {rows[-1]} ({time.perf_counter() - began:.0f} s)\n")
        sys.stdout.flush()
    table = [f"| {' | '.join(row)} |" for row in (HEAD, ["---"] * len(HEAD), *rows)]
    sys.stdout.write("\n".join(table) + "\n")


if __name__ == "__main__":
    main()
