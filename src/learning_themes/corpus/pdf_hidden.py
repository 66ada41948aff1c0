"""Finds words of a PDF page that nobody can see but that anybody can copy.

A name under a black box is no redaction: the partnership must know of it, and it must not be read on.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from learning_themes.corpus.pdf_drawn import (
    PATH,
    PICTURE,
    SHADING,
    TEXT,
    Box,
    Drawn,
    find_bounds,
    find_fill,
    is_filled,
    keep_white,
    list_bounds,
    list_drawn,
    list_modes,
    take_off,
)
from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.pdf_tables import Frame
from learning_themes.corpus.scanned import LARGE, pictures_area

REDACTED = "[redacted]"
COVER = "\N{FULL BLOCK}"  # stands for a covered sign until a line is whole
DARK = 90  # of 255: a box whose colours are all below it hides black print
WHITE = 250  # of 255: print whose colours are all above it cannot be seen on paper
OPAQUE = 200  # of 255
SMALLEST = 4.0  # points: a smaller dark thing is a rule or a sign
_INVISIBLE = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
_BOXES = (pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_INK)


@dataclass(frozen=True)
class Hidden:
    """Words on a page that cannot be seen: `why` is "covered" by a box, or "invisible"."""

    page: int
    why: str
    words: int


def find_unseen(page: pdfium.PdfPage) -> list[Drawn]:
    """Return the print on a page that is invisible, white on white or outside it.

    The invisible words of a searchable scan are what its picture shows, and are none of it.
    """
    texts = list_drawn(page, (TEXT,))
    area = page.get_width() * page.get_height()
    unseen = [text for text, mode in zip(texts, list_modes(texts), strict=True) if mode in _INVISIBLE]
    if unseen and pictures_area(page) >= LARGE * area:
        unseen = []
    unseen += _white_on_white(page, keep_white(_leave(texts, unseen), WHITE))
    texts = _leave(texts, unseen)
    sheet = page.get_cropbox()
    outside = (not _overlap(bounds, sheet) for bounds in list_bounds(texts))
    return unseen + list(compress(texts, outside))


def _leave(texts: list[Drawn], unseen: list[Drawn]) -> list[Drawn]:
    return [text for text in texts if text not in unseen] if unseen else texts


def remove_unseen(page: pdfium.PdfPage) -> int | None:
    """Take the unseen print off the page and return how many words went; None where there was none.

    The page's text must be closed before: print may only be taken off when nobody holds it.
    """
    unseen = find_unseen(page)
    if not unseen:
        return None
    words = _count_words(page)
    for text in unseen:
        take_off(page, text)
    return words - _count_words(page)


def _count_words(page: pdfium.PdfPage) -> int:
    textpage = page.get_textpage()
    words = len(textpage.get_text_range().split())
    textpage.close()
    return words


def _white_on_white(page: pdfium.PdfPage, texts: list[Drawn]) -> list[Drawn]:
    """Return those white texts that nothing dark, such as a banner or a picture, lies under."""
    if not texts:
        return []
    under = list_drawn(page, (PATH, PICTURE, SHADING), deep=True)
    white = keep_white([drawn for drawn in under if drawn.kind == PATH], WHITE)
    grounds = list_bounds(_leave(under, white))
    bare = (not any(_overlap(bounds, ground) for ground in grounds) for bounds in list_bounds(texts))
    return list(compress(texts, bare))


def find_covers(page: pdfium.PdfPage, frame: Frame) -> tuple[Box, ...]:
    """Return where dark boxes lie over print on the page, as it is seen."""
    return tuple(frame.to_seen(*box) for box in (*_drawn_covers(page), *_noted_covers(page)))


def _drawn_covers(page: pdfium.PdfPage) -> list[Box]:
    """Return the dark boxes that were drawn after print that lies under them."""
    dark = set(filter(_is_dark_box, list_drawn(page, (PATH,))))
    drawn = list_drawn(page, (PATH, TEXT)) if dark else []
    covers = []
    for place, one in enumerate(drawn):
        if one in dark:
            box = find_bounds(one)
            earlier = list_bounds([other for other in drawn[:place] if other.kind == TEXT])
            if any(_overlap(bounds, box) for bounds in earlier):
                covers.append(box)
    return covers


def _is_dark_box(drawn: Drawn) -> bool:
    if not is_filled(drawn):
        return False
    colour = find_fill(drawn)
    if colour is None or max(colour[:3]) >= DARK or colour[3] < OPAQUE:
        return False
    left, bottom, right, top = find_bounds(drawn)
    return right - left >= SMALLEST and top - bottom >= SMALLEST


def _noted_covers(page: pdfium.PdfPage) -> Iterator[Box]:
    """Yield the places of dark boxes put on the page as notes, and of redactions that were never applied."""
    for number in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
        note = pdfium_c.FPDFPage_GetAnnot(page.raw, number)
        kind = pdfium_c.FPDFAnnot_GetSubtype(note)
        if kind == pdfium_c.FPDF_ANNOT_REDACT or kind in _BOXES and _is_dark_note(note):
            box = pdfium_c.FS_RECTF()
            pdfium_c.FPDFAnnot_GetRect(note, ctypes.byref(box))
            yield box.left, box.bottom, box.right, box.top
        pdfium_c.FPDFPage_CloseAnnot(note)


def _is_dark_note(note: pdfium_c.FPDF_ANNOTATION) -> bool:
    kinds = (pdfium_c.FPDFANNOT_COLORTYPE_InteriorColor, pdfium_c.FPDFANNOT_COLORTYPE_Color)
    filled = pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_SQUARE
    parts = [ctypes.c_uint() for _ in range(4)]
    told = pdfium_c.FPDFAnnot_GetColor(note, kinds[0 if filled else 1], *(ctypes.byref(one) for one in parts))
    return bool(told) and max(part.value for part in parts[:3]) < DARK and parts[3].value >= OPAQUE


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def is_covered(box: Box, covers: tuple[Box, ...]) -> bool:
    """Whether the middle of a sign's box lies under a cover."""
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= across <= right and bottom <= up <= top for left, bottom, right, top in covers)


def redact(line: Line, covered: Sequence[str]) -> Line:
    """Return a line that says where words were covered; `covered` are those words, for a table's cells."""
    row = line.row
    if row:
        row = replace(row, cells=tuple(_without(cell, covered) for cell in row.cells))
    return replace(line, text=_without(line.text, covered if row else ()), row=row)


def _without(text: str, covered: Sequence[str]) -> str:
    for words in covered:
        text = re.sub(r"\s+".join(map(re.escape, words.split())), COVER, text)
    return re.sub(rf"{COVER}(\s*{COVER})*", REDACTED, text)
