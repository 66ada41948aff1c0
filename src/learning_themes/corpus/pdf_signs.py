"""The signs of a PDF page's text: what they are, where they stand and how heavy their type is."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import repeat

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from learning_themes.corpus.pdf_calls import HANDLE, WHOLE, ask, bind, fill_floats, find_handle
from learning_themes.corpus.pdf_drawn import Box
from learning_themes.corpus.pdf_hidden import COVER, is_covered
from learning_themes.corpus.pdf_tables import Frame

ASKED = 200  # signs of a page that tell how most of its words are turned
_find_char = bind(pdfium_c.FPDFText_GetCharIndexFromTextIndex, WHOLE, HANDLE, WHOLE)
_get_angle = bind(pdfium_c.FPDFText_GetCharAngle, ctypes.c_float, HANDLE, WHOLE)
_get_box = bind(pdfium_c.FPDFText_GetLooseCharBox, WHOLE, HANDLE, WHOLE, HANDLE)
_get_ink = bind(pdfium_c.FPDFText_GetCharBox, WHOLE, HANDLE, WHOLE, *[HANDLE] * 4)
_get_weight = bind(pdfium_c.FPDFText_GetFontWeight, WHOLE, HANDLE, WHOLE)
_ORDER = [0, 3, 2, 1]  # PDFium tells left, top, right, bottom
_WORD = re.compile(r"\S+")


class Signs:
    """The signs of a page's text, asked by their place in it, with boxes as the page is seen.

    PDFium counts a page's signs in its own way; for nearly every page both are the same.
    """

    def __init__(self, textpage: pdfium.PdfTextPage, frame: Frame, covers: Sequence[Box] = ()) -> None:
        """Take the text of a page; signs under `covers` are told as blocks."""
        self._raw = find_handle(textpage.raw)
        self._turned = frame
        self.text: str = textpage.get_text_range()
        last = len(self.text) - 1
        self._alike = last < 0 or _find_char(self._raw, last) == last
        if covers:
            self.text = self._cover(covers)

    def _cover(self, covers: Sequence[Box]) -> str:
        boxes = self.list_boxes(range(len(self.text)))
        return "".join(
            COVER if not sign.isspace() and is_covered(box, covers) else sign
            for sign, box in zip(self.text, boxes, strict=True)
        )

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """Where each word begins and ends."""
        return [match.span() for match in _WORD.finditer(self.text)]

    def list_boxes(self, places: Sequence[int]) -> list[list[float]]:
        """Return the boxes of signs, as high as their type, one like the other; in the order of Box."""
        return self.measure_boxes(places).tolist()

    def measure_boxes(self, places: Sequence[int]) -> np.ndarray:
        """Return what list_boxes does, as rows of an array."""
        chars = self._find_chars(places)
        found, _ = fill_floats(len(chars), 4, lambda parts: self._ask_boxes(chars, parts[0]))
        boxes = found[:, _ORDER]
        if self._turned.rotation:
            boxes = np.array([self._turned.to_seen(*box) for box in boxes.tolist()]).reshape(-1, 4)
        return boxes

    def _ask_boxes(self, chars: Sequence[int], parts: range) -> list[int]:
        return list(map(_get_box, repeat(self._raw), chars, parts))

    def list_weights(self, places: Sequence[int]) -> list[int]:
        """Return how heavy the type of signs is; bold from BOLD."""
        return ask(_get_weight, self._raw, self._find_chars(places))

    def find_foot(self, place: int) -> float:
        """Return where the ink of a sign ends below."""
        edges = (ctypes.c_double * 4)()
        start = ctypes.addressof(edges)
        _get_ink(self._raw, self._find_chars((place,))[0], *range(start, start + 32, 8))
        left, right, bottom, top = edges
        return self._turned.to_seen(left, bottom, right, top)[1]

    def _find_chars(self, places: Sequence[int]) -> Sequence[int]:
        return places if self._alike else ask(_find_char, self._raw, places)


def find_rotation(textpage: pdfium.PdfTextPage) -> int:
    """Return by how many degrees a page must be turned for most of its words to stand upright."""
    count = textpage.count_chars()
    angles = ask(_get_angle, find_handle(textpage.raw), range(0, count, max(1, count // ASKED)))
    turned = Counter(-round(math.degrees(angle) / 90) % 4 * 90 for angle in angles if angle >= 0)
    return turned.most_common(1)[0][0] if turned else 0
