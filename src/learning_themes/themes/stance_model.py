"""Stance learned from the coded examples, with the stance rules as one of its witnesses.

A logistic regression a stance over the words of the passage, the words before it, the theme, the section
and what the rules say of the theme's own part of the sentence; so one sentence can praise the school and
fault the hospital.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from spacy.tokens import Doc

from learning_themes.tables import SECTIONS, STANCES
from learning_themes.themes.classifier import fit_linear
from learning_themes.themes.features import Arrays, Neighbours, TextFeatures
from learning_themes.themes.stance import Stance, StanceRules

_SECTIONS = {section: place for place, section in enumerate((*SECTIONS, "learning"))}
_CUES = (
    "recommendation", "not_recommendation", "contrast", "negation", "shortfall.strong", "shortfall.weak",
    "strength.strong", "strength.weak",
)  # fmt: skip
BEFORE = 0.5  # how much the passage before weighs beside the passage itself


@dataclass(frozen=True)
class Pair:
    """A theme in a passage: row of the passage, column of the theme, token where it stands; -1: unknown."""

    row: int
    theme: int
    place: int


@dataclass(frozen=True)
class Scene:
    """Passages whose stances are judged: their docs, sections and neighbours."""

    docs: Sequence[Doc]
    sections: Sequence[str]
    neighbours: Neighbours


class StanceModel:
    """The trained model; it knows the themes by their column."""

    def __init__(self, rules: StanceRules, text: TextFeatures, weights: Arrays, themes: int) -> None:
        self._rules = rules
        self._text = text
        self._weights = weights
        self._themes = themes

    @classmethod
    def train(
        cls, rules: StanceRules, scene: Scene, pairs: Sequence[Pair], stances: Sequence[str], themes: int
    ) -> "StanceModel":
        """Return the model learned from pairs with their stances."""
        text = TextFeatures(longest=3)
        words = text.fit(scene.docs)
        model = cls(rules, text, {}, themes)
        features = model._join(words, scene, pairs)
        fitted = [fit_linear(features, np.array([one == stance for one in stances])) for stance in STANCES]
        model._weights = {
            "weights": np.array([weights for weights, _ in fitted], dtype=np.float32),
            "bias": np.array([bias for _, bias in fitted]),
        }
        return model

    def judge(self, scene: Scene, pairs: Sequence[Pair]) -> list[Stance]:
        """Return the stance of each pair, with the words that decided and its probability."""
        if not pairs:
            return []
        words = self._text.transform(scene.docs)
        scores = self._join(words, scene, pairs) @ self._weights["weights"].T + self._weights["bias"]
        chances = 1 / (1 + np.exp(-scores))
        chances /= chances.sum(axis=1, keepdims=True)
        best = chances.argmax(axis=1)
        return [
            Stance(STANCES[stance], self._explain(words, pair.row, stance), float(chance[stance]))
            for pair, stance, chance in zip(pairs, best, chances, strict=True)
        ]

    def _explain(self, words: sp.csr_matrix, row: int, stance: int) -> str:
        """Return the words of a passage that speak most for a stance."""
        names = self._text.names
        values = words[row, : len(names)]
        weights = self._weights["weights"][stance, values.indices] * values.data
        order = np.argsort(-weights, kind="stable")[:2]
        telling = [f"“{names[values.indices[place]]}”" for place in order if weights[place] > 0]
        return ", ".join(telling) or "its place"

    def _join(self, words: sp.csr_matrix, scene: Scene, pairs: Sequence[Pair]) -> sp.csr_matrix:
        rows = np.array([pair.row for pair in pairs])
        before = scene.neighbours.before[rows]
        previous = sp.diags_array((before >= 0) * BEFORE) @ words[before]
        cues = {row: self._rules.find_cues(scene.docs[row]) for row in set(rows.tolist())}
        place = np.vstack([self._witness(scene, pair, cues[pair.row]) for pair in pairs])
        return sp.hstack([words[rows], previous, sp.csr_matrix(place)]).tocsr()

    def _witness(self, scene: Scene, pair: Pair, cues: list[tuple[str, int, int]]) -> np.ndarray:
        """Return theme, section, the rules' verdict and the stance words of one pair as numbers."""
        doc, section = scene.docs[pair.row], scene.sections[pair.row]
        verdict = self._rules.judge(doc, cues, max(pair.place, 0), section)
        theme = np.zeros(self._themes)
        if pair.theme >= 0:
            theme[pair.theme] = 1
        where = np.zeros(len(_SECTIONS))
        if section in _SECTIONS:
            where[_SECTIONS[section]] = 1
        said = np.array([(stance == verdict.stance) * verdict.confidence for stance in STANCES])
        names = [name for name, _, _ in cues]
        counts = np.array([min(3, names.count(cue)) / 2 for cue in _CUES])
        shape = np.array([len(doc) < 9, self._rules.is_imperative(doc)], dtype=float)
        return np.concatenate([theme, where, said, said > 0, counts, shape])

    def to_arrays(self) -> Arrays:
        """Return what was learned as plain arrays, to be written without pickle."""
        text = {f"text_{name}": array for name, array in self._text.to_arrays().items()}
        return {"themes": np.array(self._themes)} | text | self._weights

    @classmethod
    def from_arrays(cls, rules: StanceRules, arrays: Arrays) -> "StanceModel":
        """Return the model that gave these arrays."""
        text = {name[5:]: array for name, array in arrays.items() if name.startswith("text_")}
        weights = {name: arrays[name] for name in ("weights", "bias")}
        return cls(rules, TextFeatures.from_arrays(text), weights, int(arrays["themes"]))
