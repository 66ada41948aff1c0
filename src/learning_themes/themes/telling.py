"""The words of passages that speak most for a theme or a stance, as reasons for people."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp


def find_telling(
    words: sp.csr_matrix,
    names: np.ndarray,
    weights: np.ndarray,
    asked: Sequence[tuple[int, int]],
    most: int,
) -> list[list[str]]:
    """Return for each (row, what) asked the words of passage `row` that speak most for `what`.

    `words` are the features of passages, of which the first have `names` and stand first in a row; `weights`
    (feature × what) says how much each feature speaks for a theme or a stance. The strongest word comes
    first.
    """
    found: list[list[str]] = [[] for _ in asked]
    if not asked:
        return found
    rows, wanted = np.array(asked).T
    starts, counts = words.indptr[rows], _count_named(words, len(names))[rows]
    ends = np.cumsum(counts)
    places = np.repeat(np.arange(len(rows)), counts)
    chosen = np.arange(ends[-1]) + np.repeat(starts - ends + counts, counts)
    columns = words.indices[chosen]
    spoken = words.data[chosen] * weights[columns, wanted[places]]
    for _ in range(most):
        best = _find_best(places, columns, spoken)
        if not len(best):
            break
        for place, name in zip(places[best].tolist(), names[columns[best]].tolist(), strict=True):
            found[place].append(name)
        spoken[best] = 0
    return found


def _count_named(words: sp.csr_matrix, most: int) -> np.ndarray:
    """Return how many features of each passage are words: the pieces of words behind tell nobody anything."""
    ends = np.concatenate([[0], np.cumsum(words.indices < most)])[words.indptr]
    return np.diff(ends)


def _find_best(places: np.ndarray, columns: np.ndarray, spoken: np.ndarray) -> np.ndarray:
    """Return where the strongest word of each place stands, of equal ones the first; none that is against.

    Words are in order of place. To look for the best a few times is far cheaper than to sort them all.
    """
    if not len(places):
        return np.zeros(0, dtype=int)
    begins = np.flatnonzero(np.diff(places, prepend=-1))
    strongest = np.maximum.reduceat(spoken, begins)
    sizes = np.diff(begins, append=len(places))
    best = np.flatnonzero((spoken == np.repeat(strongest, sizes)) & (spoken > 0))
    best = best[np.lexsort((columns[best], places[best]))]
    return best[np.diff(places[best], prepend=-1) > 0]
