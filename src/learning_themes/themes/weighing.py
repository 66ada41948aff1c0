"""Weighs what the word models and the encoder say of passages into one probability a theme and a stance.

The weights are few and were learned on voices that neither had seen (`themes/encoder/settings.json`);
without an encoder, or for a theme that it does not know, the word models decide alone.
"""

from dataclasses import dataclass

import numpy as np

from learning_themes.tables import STANCES
from learning_themes.themes.classifier import Batch
from learning_themes.themes.encoder import Encoder, Reading
from learning_themes.themes.stance_model import Pair, Scene
from learning_themes.themes.training import Models

_TINY = 1e-5  # keeps a log finite


@dataclass(frozen=True)
class Opinion:
    """The probability of each theme in each passage, the line from which each is coded, and the reading."""

    themes: list[str]
    chances: np.ndarray
    lines: np.ndarray
    reading: Reading | None

    def list_likely(self) -> list[dict[str, float]]:
        """Return for each passage the themes to code, with their probability."""
        likely: list[dict[str, float]] = [{} for _ in self.chances]
        rows, columns = np.nonzero(self.chances > self.lines)
        found = zip(rows.tolist(), columns.tolist(), self.chances[rows, columns].tolist(), strict=True)
        for row, column, chance in found:
            likely[row][self.themes[column]] = round(chance, 3)
        return likely


def weigh_themes(scene: Scene, hits: np.ndarray, models: Models, encoder: Encoder | None) -> Opinion:
    """Return what to think of each passage; `hits` counts the rules' hits (passage × theme)."""
    themes = models.themes.themes
    chances = models.themes.predict(Batch(scene.docs, scene.words, hits, scene.neighbours))
    lines = np.full(len(themes), models.themes.threshold)
    if encoder is None:
        return Opinion(themes, chances, lines, None)
    texts = [doc.text for doc in scene.docs]
    reading = encoder.read(texts, scene.sections, scene.neighbours.groups).select(encoder.themes, themes)
    blend, known = encoder.blend, np.array([theme in encoder.themes for theme in themes])
    odds = blend.encoder * reading.themes + blend.words * log_odds(chances) + blend.bias
    line = blend.tell(log_odds(np.array(blend.threshold)))
    chances = np.where(known, blend.tell(odds), chances)
    return Opinion(themes, chances, np.where(known, line, lines), reading)


def weigh_stances(
    scene: Scene, pairs: list[Pair], opinion: Opinion, models: Models, encoder: Encoder | None
) -> np.ndarray:
    """Return the probability of each stance for each pair (pair × stance, in the order of STANCES)."""
    if not pairs:
        return np.zeros((0, len(STANCES)))
    chances = models.stance.weigh(scene, pairs)
    if encoder is None:
        return chances
    rows, columns = np.array([pair.row for pair in pairs]), np.array([pair.theme for pair in pairs])
    scores = opinion.reading.stances[rows, columns] * (columns >= 0)[:, None]
    scores = scores + encoder.blend.stance * np.log(chances + _TINY)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def log_odds(chances: np.ndarray) -> np.ndarray:
    """Return the log-odds of probabilities, kept finite."""
    kept = chances.clip(_TINY, 1 - _TINY)
    return np.log(kept / (1 - kept))
