"""A multi-label classifier of themes in two steps, learned from the coded examples.

First, one logistic regression a theme on the words (stochastic gradient descent with averaged weights).
Second, a logistic regression that weighs, for every passage and theme, that score against the rules'
hits, the theme's rivals in the passage, and the scores of its neighbours in the paragraph; one part is
common to all themes, one is each theme's own. The second step learns from scores that the first gave to
voices it had not seen, so that its probabilities hold for new authors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.preprocessing import StandardScaler
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits

from learning_themes.themes.features import Arrays, Neighbours

FOLDS = 4
SEED = 0
FEWEST = 10  # examples that a theme needs before the classifier knows it
NO_NEIGHBOUR = 0.02  # about the share of passages that carry a given theme
SLACK = 0.005  # of F1, given up for precision when the line is drawn
SHORT = 9  # tokens below which a passage leans on its neighbour
_LEADS = frozenset(
    "this it she he they that these those nor neither both such none but and so instead".split()
)


@dataclass(frozen=True)
class Batch:
    """Passages to classify: their docs, features of words, rule hits (passage × theme) and neighbours."""

    docs: Sequence[Doc]
    words: sp.csr_matrix
    hits: np.ndarray
    neighbours: Neighbours


@dataclass(frozen=True)
class FirstStep:
    """What the first step learned of the words; it hangs on no pattern, so that one can change without it.

    `weights` (theme × feature) and `bias` (theme) are of all passages; `unseen` (passage × theme) are the
    scores by others that never saw the passage's voice.
    """

    weights: np.ndarray
    bias: np.ndarray
    unseen: np.ndarray

    @classmethod
    def learn(cls, words: sp.csr_matrix, labels: np.ndarray, voices: Sequence[str]) -> "FirstStep":
        """Return the step learned from features of words with their labels (passage × theme)."""
        unseen = _score_unseen(words, labels, _split_voices(voices))
        return cls(*_fit_words(words, labels), unseen)


class ThemeClassifier:
    """The trained classifier; `themes` are its columns, `threshold` the probability from which to code."""

    def __init__(self, themes: Sequence[str], weights: Arrays) -> None:
        self.themes = list(themes)
        self.threshold = float(weights["threshold"])
        self._weights = weights

    @classmethod
    def train(
        cls,
        first: FirstStep,
        batch: Batch,
        labels: np.ndarray,
        voices: Sequence[str],
        themes: Sequence[str],
    ) -> "ThemeClassifier":
        """Return the classifier learned from a batch with its labels (passage × theme, true or false)."""
        features = np.stack(_list_features(batch, first.unseen), axis=-1)
        # Sums over threads end in other last digits, with which the steps of the fit part: the same codes
        # in one process and in several need sums in one order.
        with threadpool_limits(limits=1, user_api="blas"):
            pairs = _fit_pairs(features, labels)
        weights = pairs | {"words": first.weights, "words_bias": first.bias}
        weights["threshold"] = np.array(0.5)
        classifier = cls(themes, weights)
        chances = classifier._weigh(np.moveaxis(features, -1, 0))
        weights["threshold"] = best_threshold(chances, labels, voices)
        return cls(themes, weights)

    def predict(self, batch: Batch) -> np.ndarray:
        """Return the probability of each theme in each passage (passage × theme)."""
        scores = batch.words @ self.word_weights
        return self._weigh(_list_features(batch, scores + self._weights["words_bias"]))

    @cached_property
    def word_weights(self) -> np.ndarray:
        """How much each feature of words speaks for each theme (feature × theme)."""
        return np.ascontiguousarray(self._weights["words"].T)

    def _weigh(self, features: Sequence[np.ndarray]) -> np.ndarray:
        """Return the probabilities for features, each a table of passage × theme."""
        own, bias = self._second_step
        total = np.broadcast_to(bias, features[0].shape).copy()
        for column, weights in zip(features, own.T, strict=True):
            total += column * weights
        return _sigmoid(total)

    @cached_property
    def _second_step(self) -> tuple[np.ndarray, np.ndarray]:
        """The second step as one sum: weights (theme × feature) and bias (theme) of features as they are."""
        weights = self._weights
        scaled = weights["own_common"][:, None] * weights["common"] + weights["own"]
        own = scaled / weights["scale"]
        bias = weights["own_common"] * weights["common_bias"] + weights["own_bias"]
        return own, bias - own @ weights["mean"]

    def to_arrays(self) -> Arrays:
        """Return what was learned as plain arrays, to be written without pickle."""
        return {"themes": np.array(self.themes)} | self._weights

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "ThemeClassifier":
        """Return the classifier that gave these arrays."""
        weights = dict(arrays)
        return cls(weights.pop("themes").tolist(), weights)


def _split_voices(voices: Sequence[str]) -> np.ndarray:
    """Return each passage's fold, so that a voice is never in two."""
    order = {voice: place % FOLDS for place, voice in enumerate(sorted(set(voices)))}
    return np.array([order[voice] for voice in voices])


def _score_unseen(words: sp.csr_matrix, labels: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return for each passage the scores that a first step gives that never saw its voice."""
    scores = np.zeros(labels.shape)
    for fold in range(FOLDS):
        held = folds == fold
        if held.any() and not held.all():
            coefficients, intercepts = _fit_words(words[~held], labels[~held])
            scores[held] = words[held] @ coefficients.T + intercepts
    return scores


def fit_linear(features: sp.csr_matrix, labels: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and bias of a logistic regression by averaged stochastic gradient descent."""
    if labels.all() or not labels.any():
        return np.zeros(features.shape[1]), 9.0 if labels.all() else -9.0
    model = SGDClassifier(
        loss="log_loss", alpha=2e-5, max_iter=5, tol=None, average=True, random_state=SEED
    ).fit(features, labels)
    return model.coef_[0], float(model.intercept_[0])


def _fit_words(words: sp.csr_matrix, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    fitted = Parallel(n_jobs=2, prefer="threads")(
        delayed(fit_linear)(words, labels[:, theme]) for theme in range(labels.shape[1])
    )
    coefficients = np.array([weights for weights, _ in fitted], dtype=np.float32)
    return coefficients, np.array([bias for _, bias in fitted])


def _fit_pairs(features: np.ndarray, labels: np.ndarray) -> Arrays:
    """Return the weights of the second step: a common part, and each theme's own beside it."""
    flat = features.reshape(-1, features.shape[-1])
    scaler = StandardScaler().fit(flat)
    scale = np.where(scaler.scale_ > 0, scaler.scale_, 1.0)
    scaled = (features - scaler.mean_) / scale
    # A third of the passages is plenty for two dozen weights that all themes share.
    common = LogisticRegression(C=1.0, tol=1e-3, max_iter=1000).fit(
        scaled[::3].reshape(-1, flat.shape[1]), labels[::3].reshape(-1)
    )
    scores = scaled @ common.coef_[0] + common.intercept_[0]
    # Ten times the common score is one feature among the theme's own, so that it is hardly shrunk.
    own = Parallel(n_jobs=2, prefer="threads")(
        delayed(_fit_own)(10 * scores[:, theme], scaled[:, theme], labels[:, theme])
        for theme in range(labels.shape[1])
    )
    coefficients = np.array([weights for weights, _ in own])
    return {
        "mean": scaler.mean_,
        "scale": scale,
        "common": common.coef_[0],
        "common_bias": common.intercept_[0],
        "own_common": 10 * coefficients[:, 0],
        "own": coefficients[:, 1:],
        "own_bias": np.array([bias for _, bias in own]),
    }


def _fit_own(common: np.ndarray, features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
    model = LogisticRegression(C=0.03, tol=1e-3, max_iter=1000).fit(
        np.column_stack([common, features]), labels
    )
    return model.coef_[0], float(model.intercept_[0])


def best_threshold(probabilities: np.ndarray, labels: np.ndarray, voices: Sequence[str]) -> np.ndarray:
    """Return the line between coded and not: the highest whose F1 is within SLACK of the best.

    F1 is the mean over the voices. It is flat round its best, and there precision is worth more: a board
    is hurt more by a theme that is not there than by one passage fewer.
    """
    lines = np.arange(0.2, 0.61, 0.01)
    of_voice = [np.flatnonzero(np.array(voices) == voice) for voice in sorted(set(voices))]
    scores = np.array(
        [np.mean([_f1(probabilities[rows] > line, labels[rows]) for rows in of_voice]) for line in lines]
    )
    return np.array(lines[np.flatnonzero(scores >= scores.max() - SLACK)[-1]])


def _f1(coded: np.ndarray, labels: np.ndarray) -> float:
    return 2 * float((coded & labels).sum()) / max(1, int(coded.sum() + labels.sum()))


def _list_features(batch: Batch, scores: np.ndarray) -> list[np.ndarray]:
    """Return what speaks for each theme in each passage: each feature as a table of passage × theme."""
    found = (batch.hits > 0).astype(float)
    likely = _sigmoid(scores)
    near, rules_near = (
        _look_round(batch.neighbours, values, fill) for values, fill in ((likely, NO_NEIGHBOUR), (found, 0.0))
    )
    rival = _best_rival(likely)
    rivals_found = found.sum(axis=1, keepdims=True) - found
    words, short, lead = (column[:, None] * np.ones_like(scores) for column in _shape(batch.docs))
    before = near[0]
    return [
        *(scores, likely, likely**2, found, np.minimum(batch.hits, 3), rival, likely - rival),
        *(words, short, lead, lead * before, short * before, scores * short),
        *(*near, *(np.log(values) for values in near), *rules_near, rules_near[0] * likely),
        *(rivals_found, found * likely, (rivals_found > 0) * likely),
    ]


def _look_round(neighbours: Neighbours, values: np.ndarray, fill: float) -> tuple[np.ndarray, ...]:
    return (
        neighbours.previous(values, fill),
        neighbours.following(values, fill),
        neighbours.others(values, fill),
    )


def _best_rival(likely: np.ndarray) -> np.ndarray:
    """Return, for each theme of a passage, the highest probability among the other themes."""
    if likely.shape[1] < 2:
        return np.zeros_like(likely)
    ordered = np.sort(likely, axis=1)
    return np.where(likely == ordered[:, -1:], ordered[:, -2:-1], ordered[:, -1:])


def _shape(docs: Sequence[Doc]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of each passage: log of its length, whether it is short, whether it opens on its neighbour."""
    lengths = np.array([max(1, len(doc)) for doc in docs], dtype=float)
    leads = np.array([len(doc) > 0 and doc[0].lower_ in _LEADS for doc in docs], dtype=float)
    return np.log(lengths), (lengths < SHORT).astype(float), leads


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))
