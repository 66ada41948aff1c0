"""Cuts paragraphs into what the encoder reads at once, for training and for coding alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import BertWordPieceTokenizer

START, END, PAD = 101, 102, 0  # of the vocabulary
LONGEST_PASSAGE = 128  # pieces of words; what is longer is cut for the encoder alone
LONGEST_WINDOW = 254  # pieces, so that with the end a window stays below what the model was made for


@dataclass(frozen=True)
class Window:
    """Pieces that are read at once, and (row, start, end) of the passages among them."""

    pieces: list[int]
    spans: list[tuple[int, int, int]]


class Pieces:
    """The encoder's vocabulary: cuts texts and names of sections into numbered pieces of words."""

    def __init__(self, vocabulary: str) -> None:
        self._tokenizer = BertWordPieceTokenizer(vocabulary, lowercase=True)
        self._sections: dict[str, list[int]] = {}

    def cut(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the pieces of each text, at most LONGEST_PASSAGE."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [one.ids[:LONGEST_PASSAGE] for one in encoded]

    def of_section(self, section: str) -> list[int]:
        """Return what opens a paragraph: "findings :", nothing where the section is not known."""
        if section not in self._sections:
            words = f"{section.replace('-', ' ')} :"
            self._sections[section] = self.cut([words])[0] if section else []
        return self._sections[section]


def cut_windows(rows: Sequence[int], pieces: Sequence[list[int]], opening: list[int]) -> list[Window]:
    """Return a paragraph, given by its rows, in windows: as many whole passages in each as fit."""
    windows, current = [], Window([START, *opening], [])
    for row in rows:
        if current.spans and len(current.pieces) + len(pieces[row]) > LONGEST_WINDOW:
            windows.append(current)
            current = Window([START, *opening], [])
        start = len(current.pieces)
        current.pieces.extend(pieces[row])
        current.spans.append((row, start, len(current.pieces)))
    return [*windows, current]


def batch_windows(
    windows: Sequence[Window], most: int, *, key: Callable[[Window], float] | None = None
) -> list[list[Window]]:
    """Return the windows in batches of like length with at most `most` pieces, padding counted.

    `key` sorts them, by length if it is not given; a single window may be longer.
    """
    batches: list[list[Window]] = []
    longest = 0
    for window in sorted(windows, key=key or _length):
        longest = max(longest, len(window.pieces))
        if not batches or longest * (len(batches[-1]) + 1) > most:
            batches.append([])
            longest = len(window.pieces)
        batches[-1].append(window)
    return batches


def stack_windows(
    batch: Sequence[Window],
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], dict[str, np.ndarray]]:
    """Return a batch as arrays: the rows of its passages, their places (window, passage), and the inputs.

    Inputs: ids and mask (window × piece), spans (window × passage × piece, one where a piece belongs).
    """
    longest = max(len(window.pieces) for window in batch) + 1
    most = max(len(window.spans) for window in batch)
    ids = np.full((len(batch), longest), PAD, dtype=np.int64)
    spans = np.zeros((len(batch), most, longest), dtype=np.float32)
    rows, places = [], []
    for line, window in enumerate(batch):
        ids[line, : len(window.pieces) + 1] = [*window.pieces, END]
        for place, (row, start, end) in enumerate(window.spans):
            spans[line, place, start:end] = 1
            rows.append(row)
            places.append((line, place))
    inputs = {"ids": ids, "mask": (ids != PAD).astype(np.int64), "spans": spans}
    return np.array(rows), (np.array(places)[:, 0], np.array(places)[:, 1]), inputs


def _length(window: Window) -> int:
    return len(window.pieces)
