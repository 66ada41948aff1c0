"""Words that are new, in groups that hang together, and how far a group gathers in some reviews.

Three questions, each answered with the author who uses a word most left out, so that no habit of one author
counts: is the word commoner in what is unexplained than in what is explained? Do the words stand in the
same blocks? Do the group's passages gather in fewer reviews than chance would deal them to?
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.stats import chi2, hypergeom
from sklearn.cluster import AgglomerativeClustering

from learning_themes.themes.unexplained import Unexplained

FEWEST_AUTHORS = 3  # who use a word, or a group
FEWEST_WORDS = 2  # in a group
SURE = 0.05  # that no word stands out by chance, all words together
LIKELY = 0.05  # that a word which joins a group stands out by chance
TOGETHER = 0.01  # that two words share so many blocks by chance
ALIKE = 0.15  # mean cosine at which words, or groups of them, are joined


@dataclass(frozen=True)
class Group:
    """Words that hang together: columns of `Unexplained.words`, the most novel first."""

    columns: tuple[int, ...]


@dataclass(frozen=True)
class Spread:
    """How a group lies over the reviews.

    `gathering` is the number of standard deviations by which fewer reviews hold its passages than if these
    were dealt out by chance, the author with most of them left out.
    """

    passages: int
    reviews: int
    authors: int
    gathering: float


def find_groups(unexplained: Unexplained) -> list[Group]:
    """Return the groups of new words: words that are surely new, with the likely ones that stand by them.

    Words are joined by average linkage on how many blocks they share (their cosine).
    """
    novelty, authors = score_novelty(unexplained)
    tested = authors >= FEWEST_AUTHORS
    surely = tested & (novelty > chi2.isf(SURE / max(1, tested.sum()), 1))
    near = np.flatnonzero(surely | ((authors >= 2) & (novelty > chi2.isf(LIKELY, 1))))
    if not surely.any() or len(near) < FEWEST_WORDS:
        return []
    groups = [near[part] for part in _cluster(_find_alike(unexplained, near))]
    return [
        Group(tuple(int(column) for column in sorted(columns, key=lambda column: -novelty[column])))
        for columns in groups
        if len(columns) >= FEWEST_WORDS and surely[columns].any()
    ]


def score_novelty(unexplained: Unexplained) -> tuple[np.ndarray, np.ndarray]:
    """Return for each word its novelty, and how many authors use it.

    Novelty is the log-likelihood ratio G² of the passages that hold the word, unexplained against explained
    (Dunning 1993, Accurate methods for the statistics of surprise and coincidence, Computational
    Linguistics 19), without the author who uses it most; nought where it is not commoner in the unexplained.
    """
    by_author = _indicator(unexplained.authors).T
    counts = np.asarray((by_author @ unexplained.holds).todense())
    sizes = np.asarray(by_author.sum(axis=1)).ravel()
    size = len(unexplained.authors) - sizes[counts.argmax(axis=0)]
    found = counts.sum(axis=0) - counts.max(axis=0)
    return _likelihood_ratio(found, size, unexplained), (counts > 0).sum(axis=0)


def _likelihood_ratio(found: np.ndarray, size: np.ndarray, unexplained: Unexplained) -> np.ndarray:
    known, known_size = unexplained.explained, unexplained.explained_size
    rate = (found + known) / (size + known_size)
    ratio = 2 * (_surprise(found, size * rate) + _surprise(known, known_size * rate))
    return np.where(found > size * rate, ratio, 0)


def _surprise(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    held = observed > 0
    return np.where(held, observed * np.log(np.where(held, observed / np.maximum(expected, 1e-9), 1)), 0)


def _find_alike(unexplained: Unexplained, near: np.ndarray) -> np.ndarray:
    """Return the cosine of each pair of words over blocks.

    It is nought for a pair that shares no more blocks than chance, or those of one author alone.
    """
    held = (_indicator(unexplained.blocks).T @ unexplained.holds[:, near]).toarray() > 0
    both = held.T.astype(float) @ held
    counts = both.diagonal()
    chance = hypergeom.sf(both - 1, len(held), counts[:, None], counts[None, :])
    shared = _count_authors(held, unexplained) >= 2
    return np.where((chance < TOGETHER) & shared, both / np.sqrt(np.outer(counts, counts)), 0)


def _count_authors(held: np.ndarray, unexplained: Unexplained) -> np.ndarray:
    """Return how many authors have each pair of words in one block (`held` is block × word)."""
    authors = np.zeros(len(held), dtype=int)
    authors[unexplained.blocks] = unexplained.authors
    parts = (held[authors == author].astype(float) for author in np.unique(authors))
    return sum(((part.T @ part > 0) for part in parts), np.zeros((held.shape[1],) * 2, dtype=int))


def _cluster(alike: np.ndarray) -> list[np.ndarray]:
    clusters = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - ALIKE
    ).fit_predict(1 - alike)
    return [np.flatnonzero(clusters == cluster) for cluster in range(clusters.max() + 1)]


def find_spread(unexplained: Unexplained, group: Group) -> Spread:
    """Return how the passages that hold a word of the group lie over reviews and authors."""
    rows = rows_of(unexplained, group)
    authors = np.bincount(unexplained.authors[rows], minlength=unexplained.authors.max() + 1)
    others = unexplained.authors != authors.argmax()
    held = np.isin(np.arange(len(others)), rows) & others
    return Spread(
        passages=len(rows),
        reviews=len(set(unexplained.reviews[rows].tolist())),
        authors=int((authors > 0).sum()),
        gathering=_measure_gathering(unexplained.reviews[held], unexplained.reviews[others]),
    )


def rows_of(unexplained: Unexplained, group: Group) -> np.ndarray:
    """Return the rows of the passages that hold a word of the group."""
    return np.flatnonzero(np.asarray(unexplained.holds[:, list(group.columns)].sum(axis=1)).ravel())


def _measure_gathering(held: np.ndarray, every: np.ndarray) -> float:
    """Return by how many standard deviations fewer reviews are in `held` than dealing by chance gives.

    Passages are dealt without putting back, so that a review of size s is missed with the chance that none
    of its s passages is among the k held; the reviews are taken as independent, for the scale alone: what
    is too much is settled by shuffling.
    """
    if not len(held):
        return 0.0
    sizes = np.unique(every, return_counts=True)[1]
    missed = hypergeom.pmf(0, len(every), sizes, len(held))
    deviation = max(np.sqrt((missed * (1 - missed)).sum()), 0.5)
    return float(((1 - missed).sum() - len(np.unique(held))) / deviation)


def _indicator(codes: np.ndarray) -> sp.csr_matrix:
    rows = np.arange(len(codes))
    return sp.csr_matrix((np.ones(len(codes)), (rows, codes)), shape=(len(codes), int(codes.max()) + 1))
