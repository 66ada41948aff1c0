"""How far the coder's confidence is from how often it is right.

    python -m tests.benchmarks.calibration GOLD...
    python -m tests.benchmarks.calibration --learn GOLD

The second prints the `scale` and `shift` of themes/encoder/settings.json that fit a gold file best; they are
those of the example corpus, and the figures that count are those on other files.

Of all pairs of sentence and theme to which the coder gives more than 0.1, coded or not, in ten bins with as
many pairs each: the mean of what it said less the share that a careful reader marked, weighed by their size.
"""

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from learning_themes.themes import coding
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.encoder import load_encoder
from learning_themes.themes.evaluation import read_gold
from learning_themes.themes.exchange import read_units
from learning_themes.themes.weighing import Opinion, log_odds
from tests.conftest import ROOT

LEAST, BINS = 0.1, 10
LEARNED_FROM = 0.02  # below it lie nine of ten pairs, all of them plain


def weigh(coder: coding.Coder, path: Path) -> Opinion:
    """Return what the coder thinks of every theme in every sentence: more than what it codes."""
    kept, weigh_themes = [], coding.weigh_themes

    def keep(*arguments: object) -> Opinion:
        kept.append(weigh_themes(*arguments))
        return kept[-1]

    coding.weigh_themes = keep
    coder.code_units([one.unit for one in read_units(path)])
    coding.weigh_themes = weigh_themes
    return kept[-1]


def bins_of(said: np.ndarray, marked: np.ndarray) -> list[tuple[int, float, float]]:
    """Return of each bin how many pairs it has, the mean of what was said, and the share that is marked."""
    order = np.argsort(said, kind="stable")
    return [(len(one), said[one].mean(), marked[one].mean()) for one in np.array_split(order, BINS)]


def read_marked(path: Path, themes: list[str]) -> np.ndarray:
    """Return which themes a careful reader marked in each sentence (sentence × theme)."""
    truth = {one.id: one.themes for one in read_gold(path)}
    return np.array([[theme in truth[one.id] for theme in themes] for one in read_units(path)])


def learn(coder: coding.Coder, path: Path) -> None:
    """Print the scale and shift with which the coder's word fits a gold file, those in force undone first."""
    blend, opinion = load_encoder(ROOT / "themes").blend, weigh(coder, path)
    odds = (log_odds(opinion.chances) - blend.shift) / blend.scale
    likely = 1 / (1 + np.exp(-odds)) > LEARNED_FROM
    marked = read_marked(path, opinion.themes)
    fitted = LogisticRegression(C=1e6).fit(odds[likely][:, None], marked[likely])
    print(f"scale {fitted.coef_[0, 0]:.3f}, shift {fitted.intercept_[0]:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--learn", action="store_true", help="print the scale and shift that fit best")
    parser.add_argument("gold", nargs="+", type=Path)
    options = parser.parse_args()
    coder = coding.Coder(load_codebook(ROOT / "themes"))
    for path in options.gold:
        if options.learn:
            learn(coder, path)
            continue
        opinion = weigh(coder, path)
        marked = read_marked(path, opinion.themes)
        likely = opinion.chances > LEAST
        found = bins_of(opinion.chances[likely], marked[likely])
        pairs = sum(size for size, _, _ in found)
        error = sum(size * abs(said - right) for size, said, right in found) / pairs
        told = ", ".join(f"{said:.2f}: {right:.2f}" for _, said, right in found)
        print(f"{path.name}: {pairs} pairs, calibration error {error:.3f} (said: right; {told})")


if __name__ == "__main__":
    main()
