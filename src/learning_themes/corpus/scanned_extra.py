"""Reads pages that are pictures with RapidOCR, an optional extra for computers where tesseract cannot be had.

Its models are in its package (Apache-2.0), and nothing is fetched when it runs. It is slower than tesseract
and finds boxes of print, not paragraphs: these are put together here from where the boxes stand.
"""

import logging
from functools import cache
from typing import Any, NamedTuple

import numpy as np

SAME_LINE = 0.5  # of a box's height: boxes whose middles differ by less stand in one line
NEW_BLOCK = 0.8  # of a line's height: a wider gap begins a new paragraph


class Box(NamedTuple):
    """A box of print on a picture: its place in dots from the upper left, and how sure its words are."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    sure: float


@cache
def _reader() -> Any:  # noqa: ANN401  (a type of a package that may not be installed)
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})


def read_words(image: np.ndarray) -> list[dict[str, str]]:
    """Return the words of a grey picture as rows of tesseract's table: `level` 4 a line, 5 a word."""
    found = _reader()(np.stack([image] * 3, axis=-1))
    if found.boxes is None:
        return []
    boxes = [
        Box(*corners.min(axis=0), *corners.max(axis=0), text, float(sure))
        for corners, text, sure in zip(np.asarray(found.boxes), found.txts, found.scores, strict=True)
    ]
    return tabulate_boxes(boxes)


def tabulate_boxes(boxes: list[Box]) -> list[dict[str, str]]:
    """Return boxes as rows of tesseract's table, in reading order; `conf` in percent.

    >>> [row["text"] for row in tabulate_boxes([Box(0, 0, 90, 9, "The end", 0.9)]) if row["level"] == "5"]
    ['The', 'end']
    """
    rows, block, below = [], 0, 0.0
    for number, line in enumerate(_lines(boxes)):
        top, bottom = min(box.top for box in line), max(box.bottom for box in line)
        if number and top - below > NEW_BLOCK * (bottom - top):
            block += 1
        below = bottom
        place = {"block_num": str(block), "par_num": "0", "line_num": str(number)}
        rows.append(place | {"level": "4", "height": str(bottom - top)})
        rows += [place | word for box in line for word in _words(box)]
    return rows


def _lines(boxes: list[Box]) -> list[list[Box]]:
    """Return the boxes of each line from left to right, the highest line first."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top + box.bottom):
        last = lines[-1][0] if lines else None
        apart = abs(box.top + box.bottom - last.top - last.bottom) / 2 if last else 0.0
        if last and apart < SAME_LINE * (last.bottom - last.top):
            lines[-1].append(box)
        else:
            lines.append([box])
    return [sorted(line) for line in lines]


def _words(box: Box) -> list[dict[str, str]]:
    """Return the words of a box, each with its share of the box's width."""
    step = (box.right - box.left) / max(1, len(box.text))
    words, at = [], 0
    for text in box.text.split():
        at = box.text.index(text, at)
        words.append(
            {
                "level": "5", "text": text, "conf": str(100 * box.sure),
                "left": str(round(box.left + at * step)), "width": str(round(len(text) * step)),
                "top": str(round(box.top)), "height": str(round(box.bottom - box.top)),
            }
        )  # fmt: skip
        at += len(text)
    return words
