"""Makes lines of a page's signs: where each stands, in what type, and its pieces between wide gaps."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from learning_themes.corpus.pdf_columns import Piece
from learning_themes.corpus.pdf_drawn import Box
from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.pdf_signs import Signs
from learning_themes.corpus.pdf_tables import BOLD
from learning_themes.corpus.text import BULLET

GAP = 1.6  # times a line's size: a wider space parts columns
LETTERS = 5  # of a line that tell its type
RAISED = 0.75  # of body text: smaller digits are the mark of a note
HIGH = 0.45  # of a line's size: digits whose ink begins above that are the mark of a note
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d{1,4}(?=[\s.,;:)\]”’\"']|$)")
_RAISED = re.compile(r"\d{1,3}(?=[^\W\d])")


class _Words(NamedTuple):
    """A line's words: where each begins and ends in the text, and how far from the left on the page."""

    spans: list[tuple[int, int]]
    lefts: list[float]
    rights: list[float]
    first: Box  # of the line's first sign
    last: Box


class _Type(NamedTuple):
    """A line's type, by some of its letters: where the first stands below, its size, whether it is bold."""

    bottom: float
    size: float
    bold: bool


def set_lines(signs: Signs, page: int, height: float) -> tuple[list[Line], list[Piece]]:
    """Return the lines of a page that is so high, and the pieces between the wide gaps in them."""
    lines: list[Line] = []
    pieces: list[Piece] = []
    words = list(_part_lines(signs))
    for its, type_ in zip(words, _find_types(signs, words), strict=True):
        pieces += _cut(signs.text, its, type_, len(lines))
        lines.append(_make_line(signs, its, type_, (page, height)))
    return lines, pieces


def _part_lines(signs: Signs) -> Iterator[_Words]:
    """Yield the words of each line that has some."""
    spans = signs.words
    firsts = signs.measure_boxes([start for start, _ in spans])
    lasts = signs.measure_boxes([end - 1 for _, end in spans])
    lefts, rights = firsts[:, 0].tolist(), lasts[:, 2].tolist()
    word = start = 0
    for text in signs.text.split("\r\n"):
        start += len(text) + 2
        begin = word
        while word < len(spans) and spans[word][0] < start:
            word += 1
        if word > begin:
            part = slice(begin, word)
            first, last = firsts[begin].tolist(), lasts[word - 1].tolist()
            yield _Words(spans[part], lefts[part], rights[part], first, last)


def _find_types(signs: Signs, words: list[_Words]) -> Iterator[_Type]:
    """Yield the type of each line: that of most of its letters.

    Bullets, brackets and signs often come from another font.
    """
    text = signs.text
    alike = list(compress(range(len(text)), map(str.isalnum, text)))
    asked = [_sample_letters(text, its.spans[0][0], its.spans[-1][1], alike) for its in words]
    places = [place for some in asked for place in some]
    boxes, weights = signs.list_boxes(places), signs.list_weights(places)
    start = 0
    for some in asked:
        end = start + len(some)
        sizes = [_round(top - bottom) for _, bottom, _, top in boxes[start:end]]
        heavy = sum(weight >= BOLD for weight in weights[start:end])
        yield _Type(boxes[start][1], max(dict.fromkeys(sizes), key=sizes.count), heavy > 0.8 * len(some))
        start = end


@lru_cache(maxsize=4096)
def _round(size: float) -> float:
    """Return a size to a tenth of a point; a report has few, and rounding costs more than looking up."""
    return round(size, 1)


def _sample_letters(text: str, first: int, end: int, alike: list[int]) -> list[int]:
    """Return the places of up to LETTERS letters, spread over a line, the first and last included.

    `alike` are the places of all letters and digits of the page.
    """
    bullet = BULLET.match(text[first:end])
    after = first + bullet.end() if bullet else first
    places = alike[bisect_left(alike, after) : bisect_left(alike, end)] or [first, end - 1]
    steps = max(1, (len(places) - 1) // (LETTERS - 1))
    return sorted({*places[::steps], places[-1]})


def _cut(text: str, words: _Words, type_: _Type, number: int) -> Iterator[Piece]:
    """Yield the pieces of a line, cut at gaps; `number` is the place of the line on the page."""
    spans, lefts, rights = words[:3]
    wide, begin = GAP * type_.size, 0
    for end in range(1, len(spans) + 1):
        if end == len(spans) or lefts[end] - rights[end - 1] > wide:
            told = text[spans[begin][0] : spans[end - 1][1]]
            yield Piece(number, told, lefts[begin], rights[end - 1], type_.bottom, type_.size)
            begin = end


def _make_line(signs: Signs, words: _Words, type_: _Type, place: tuple[int, float]) -> Line:
    """Return a line with the place of its first and last signs; `place` is its page and how high that is."""
    page, height = place
    first = words.spans[0][0]
    text = signs.text[first : words.spans[-1][1]]
    begin, end = words.first, words.last
    bottom, size, bold = type_
    first_size = _round(begin[3] - begin[1])
    high = bottom + HIGH * size  # digits that stand above it are marks of notes
    if text[0].isdigit() and signs.find_foot(first) > high:
        first_size = round(RAISED * size / 2, 1)
    told = _without_marks(signs, text, first, high) if _DIGIT.search(text) else text
    return Line(page, told, begin[0], end[2], bottom, end[1], size, first_size, bold, height)


def _without_marks(signs: Signs, text: str, start: int, high: float) -> str:
    """Return a line's text without the raised numbers of notes: "section 47" and not "section 471".

    At the beginning of a line such a number stays, parted from the words: the line is a note.
    """
    for match in reversed(list(_NUMBER.finditer(text))):
        cut = match.end()
        while cut > match.start() and signs.find_foot(start + cut - 1) > high:
            cut -= 1
        text = text[:cut] + text[match.end() :] if cut else text
    raised = _RAISED.match(text)
    if raised and signs.find_foot(start) > high:
        text = f"{raised[0]} {text[raised.end() :]}"
    return text
