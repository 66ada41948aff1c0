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

    `words` are the features of passages, of which the first have `names`; `weights` (feature × what) says
    how much each feature speaks for a theme or a stance. The strongest word comes first.
    """
    found: list[list[str]] = [[] for _ in asked]
    if not asked:
        return found
    rows, wanted = np.array(asked).T
    chosen = words[rows].tocoo()
    named = chosen.col < len(names)  # pieces of words come after the words, and tell nobody anything
    places, columns = chosen.row[named], chosen.col[named]
    spoken = chosen.data[named] * weights[columns, wanted[places]]
    speaking = spoken > 0
    places, columns, spoken = places[speaking], columns[speaking], spoken[speaking]
    order = np.lexsort((columns, -spoken, places))
    starts = np.searchsorted(places[order], places[order])  # where the words of the same asking begin
    for one in order[np.arange(len(order)) - starts < most]:
        found[places[one]].append(str(names[columns[one]]))
    return found
