"""Puts sparse features side by side, without the detour over coordinates that scipy takes."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp


def join_columns(blocks: Sequence[sp.csr_matrix]) -> sp.csr_matrix:
    """Return blocks of the same rows side by side; in a row, the first block's numbers come first."""
    counts = [np.diff(block.indptr) for block in blocks]
    ends = np.concatenate([[0], np.cumsum(sum(counts))])
    data = np.empty(ends[-1], dtype=np.result_type(*(block.dtype for block in blocks)))
    indices = np.empty(ends[-1], dtype=np.int32)
    start, column = ends[:-1], 0
    for block, count in zip(blocks, counts, strict=True):
        places = np.arange(block.nnz) + np.repeat(start - block.indptr[:-1], count)
        data[places] = block.data
        indices[places] = block.indices + column
        start, column = start + count, column + block.shape[1]
    return sp.csr_matrix((data, indices, ends), shape=(len(ends) - 1, column))


def scale_rows(block: sp.csr_matrix, by: np.ndarray) -> sp.csr_matrix:
    """Return a block with each row multiplied by its number."""
    data = block.data * np.repeat(by, np.diff(block.indptr))
    return sp.csr_matrix((data, block.indices, block.indptr), shape=block.shape)
