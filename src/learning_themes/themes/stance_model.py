"""Stance learned from the coded examples, with the stance rules as one of its witnesses.

A logistic regression a stance over the words of the passage, the words before it, the theme, the section
and what the rules say of the theme's own part of the sentence; so one sentence can praise the school and
fault the hospital.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from spacy.tokens import Doc

from learning_themes.tables import SECTIONS, STANCES
from learning_themes.themes.classifier import fit_linear
from learning_themes.themes.features import Arrays, Neighbours
from learning_themes.themes.side_by_side import join_columns, scale_rows
from learning_themes.themes.stance import StanceRules

_SECTIONS = {section: place for place, section in enumerate((*SECTIONS, "learning"))}
_CUES = (
    "recommendation", "not_recommendation", "contrast", "negation", "shortfall.strong", "shortfall.weak",
    "strength.strong", "strength.weak",
)  # fmt: skip
_CUE_PLACES = {cue: place for place, cue in enumerate(_CUES)}
MOST_CUES = 1.5  # what three stance words of a kind count; a fourth counts no more
BEFORE = 0.5  # how much the passage before weighs beside the passage itself


class Pair(NamedTuple):
    """A theme in a passage: row of the passage, column of the theme, token where it stands; -1: unknown."""

    row: int
    theme: int
    place: int


@dataclass(frozen=True)
class Scene:
    """Passages whose stances are judged: their docs, features of words, sections and neighbours."""

    docs: Sequence[Doc]
    words: sp.csr_matrix
    sections: Sequence[str]
    neighbours: Neighbours


class StanceModel:
    """The trained model; it knows the themes by their column."""

    def __init__(self, rules: StanceRules, weights: Arrays, themes: int) -> None:
        self._rules = rules
        self._weights = weights
        self._themes = themes

    @classmethod
    def train(
        cls, rules: StanceRules, scene: Scene, pairs: Sequence[Pair], stances: Sequence[str], themes: int
    ) -> "StanceModel":
        """Return the model learned from pairs with their stances."""
        model = cls(rules, {}, themes)
        features = model._join(scene, pairs)
        fitted = [fit_linear(features, np.array([one == stance for one in stances])) for stance in STANCES]
        model._weights = {
            "weights": np.array([weights for weights, _ in fitted], dtype=np.float32),
            "bias": np.array([bias for _, bias in fitted]),
        }
        return model

    def weigh(self, scene: Scene, pairs: Sequence[Pair]) -> np.ndarray:
        """Return the probability of each stance for each pair (pair × stance, in the order of STANCES)."""
        rows = np.array([pair.row for pair in pairs])
        before, size = scene.neighbours.before[rows], scene.words.shape[1]
        # A passage has several themes: what its words say is summed once for all of them.
        own, previous = (scene.words @ part for part in np.split(self.word_weights[: 2 * size], 2))
        scores = own[rows] + (BEFORE * (before >= 0))[:, None] * previous[before]
        scores = scores + self._witness(scene, pairs) @ self.word_weights[2 * size :] + self._weights["bias"]
        chances = 1 / (1 + np.exp(-scores))
        return chances / chances.sum(axis=1, keepdims=True)

    @cached_property
    def word_weights(self) -> np.ndarray:
        """How much each feature speaks for each stance (feature × stance), those of words first."""
        return np.ascontiguousarray(self._weights["weights"].T)

    def _join(self, scene: Scene, pairs: Sequence[Pair]) -> sp.csr_matrix:
        """Return the features of pairs: words, words before, and what else bears on the stance."""
        rows = np.array([pair.row for pair in pairs])
        before = scene.neighbours.before[rows]
        previous = scale_rows(scene.words[before], BEFORE * (before >= 0))
        joined = join_columns([scene.words[rows], previous, sp.csr_matrix(self._witness(scene, pairs))])
        joined.sort_indices()  # sums are made in this order, on which their last digits depend
        return joined

    def _witness(self, scene: Scene, pairs: Sequence[Pair]) -> np.ndarray:
        """Return theme, section, the rules' verdict and the stance words of each pair as numbers."""
        rows, themes, _ = np.array(pairs).reshape(-1, 3).T
        distinct, which = np.unique(rows, return_inverse=True)
        cues = {row: self._rules.find_cues(scene.docs[row]) for row in distinct.tolist()}
        passages = [self._shape(scene.docs[row], scene.sections[row], its) for row, its in cues.items()]
        advice = {
            row: self._rules.find_advice(scene.docs[row], its, scene.sections[row])
            for row, its in cues.items()
        }
        verdicts = [
            advice[row]
            or self._rules.weigh(scene.docs[row], cues[row], max(place, 0), scene.sections[row], told=False)
            for row, _, place in pairs
        ]
        stances = np.array([STANCES.index(verdict.stance) for verdict in verdicts])
        lines, known, said = np.arange(len(pairs)), np.flatnonzero(themes >= 0), self._themes + stances
        witness = np.zeros((len(pairs), self._themes + 2 * len(STANCES) + len(passages[0])))
        witness[known, themes[known]] = 1
        witness[lines, said] = [verdict.confidence for verdict in verdicts]
        witness[lines, said + len(STANCES)] = 1
        witness[:, self._themes + 2 * len(STANCES) :] = np.array(passages)[which]
        return witness

    def _shape(self, doc: Doc, section: str, cues: list[tuple[str, int, int]]) -> list[float]:
        """Return section, stance words and shape of one passage as numbers."""
        where = [0.0] * len(_SECTIONS)
        if section in _SECTIONS:
            where[_SECTIONS[section]] = 1
        counts = [0.0] * len(_CUES)
        for name, _, _ in cues:
            if name in _CUE_PLACES:
                counts[_CUE_PLACES[name]] += 0.5
        counts = [count if count < MOST_CUES else MOST_CUES for count in counts]
        return [*where, *counts, float(len(doc) < 9), float(self._rules.is_imperative(doc))]

    def to_arrays(self) -> Arrays:
        """Return what was learned as plain arrays, to be written without pickle."""
        return {"themes": np.array(self._themes)} | self._weights

    @classmethod
    def from_arrays(cls, rules: StanceRules, arrays: Arrays) -> "StanceModel":
        """Return the model that gave these arrays."""
        weights = {name: arrays[name] for name in ("weights", "bias")}
        return cls(rules, weights, int(arrays["themes"]))
