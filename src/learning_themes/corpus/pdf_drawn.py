"""What is drawn on a PDF page, by PDFium's own handles.

pypdfium2 makes a Python object of each thing drawn, wanted or not; a page has hundreds, and four questions
are asked of it. Asked directly, they cost a tenth.
"""

import ctypes
from collections.abc import Collection, Container, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from learning_themes.corpus.pdf_calls import HANDLE, WHOLE, ask, bind, fill_floats, find_handle

Box = tuple[float, float, float, float]  # left, bottom, right, top in points
TEXT = pdfium_c.FPDF_PAGEOBJ_TEXT
PATH = pdfium_c.FPDF_PAGEOBJ_PATH
PICTURE = pdfium_c.FPDF_PAGEOBJ_IMAGE
SHADING = pdfium_c.FPDF_PAGEOBJ_SHADING
_FORM = pdfium_c.FPDF_PAGEOBJ_FORM
_get_object = bind(pdfium_c.FPDFPage_GetObject, HANDLE, HANDLE, WHOLE)
_get_inside = bind(pdfium_c.FPDFFormObj_GetObject, HANDLE, HANDLE, WHOLE)
_count_inside = bind(pdfium_c.FPDFFormObj_CountObjects, WHOLE, HANDLE)
_get_type = bind(pdfium_c.FPDFPageObj_GetType, WHOLE, HANDLE)
_get_bounds = bind(pdfium_c.FPDFPageObj_GetBounds, WHOLE, *[HANDLE] * 5)
_get_fill = bind(pdfium_c.FPDFPageObj_GetFillColor, WHOLE, *[HANDLE] * 5)
_get_mode = bind(pdfium_c.FPDFTextObj_GetTextRenderMode, WHOLE, HANDLE)
_get_drawn = bind(pdfium_c.FPDFPath_GetDrawMode, WHOLE, *[HANDLE] * 3)
_remove = bind(pdfium_c.FPDFPage_RemoveObject, WHOLE, HANDLE, HANDLE)
_destroy = bind(pdfium_c.FPDFPageObj_Destroy, None, HANDLE)


class Drawn(NamedTuple):
    """One thing drawn: PDFium's handle, which holds while the page is open, and its kind."""

    raw: int
    kind: int


def list_drawn(page: pdfium.PdfPage, kinds: Collection[int], *, deep: bool = False) -> list[Drawn]:
    """Return what is drawn on the page of these kinds, in order; `deep` looks into the forms on it too."""
    raws = ask(_get_object, find_handle(page.raw), range(pdfium_c.FPDFPage_CountObjects(page.raw)))
    found = []
    for drawn in _keep_kinds(raws, {*kinds, _FORM} if deep else kinds):
        if drawn.kind in kinds:
            found.append(drawn)
        if deep and drawn.kind == _FORM:
            found += _keep_kinds(ask(_get_inside, drawn.raw, range(_count_inside(drawn.raw))), kinds)
    return found


def _keep_kinds(raws: Sequence[int | None], kinds: Container[int]) -> list[Drawn]:
    known = [raw for raw in raws if raw]
    return [Drawn(raw, kind) for raw, kind in zip(known, map(_get_type, known), strict=True) if kind in kinds]


def find_bounds(drawn: Drawn) -> Box:
    """Return where a thing is drawn, in the page's own space; raises PdfiumError if PDFium does not know."""
    return list_bounds([drawn])[0]


def list_bounds(drawn: Sequence[Drawn]) -> list[Box]:
    """Return where each thing is drawn, in the page's own space; raises PdfiumError for one not known."""
    raws = [one.raw for one in drawn]
    bounds, told = fill_floats(len(raws), 4, lambda places: list(map(_get_bounds, raws, *places)))
    if not all(told):
        raise pdfium.PdfiumError("no bounds of a thing drawn")
    return list(map(tuple, bounds.tolist()))


def find_fill(drawn: Drawn) -> tuple[int, int, int, int] | None:
    """Return the colour that a thing is filled with: red, green, blue, opacity, each 0 to 255; or None."""
    parts = (ctypes.c_uint * 4)()
    return tuple(parts) if _get_fill(drawn.raw, *_parts(ctypes.addressof(parts))) else None


def _parts(start: int) -> range:
    return range(start, start + 16, 4)


def keep_white(drawn: Sequence[Drawn], white: int) -> list[Drawn]:
    """Return the things whose red, green and blue, each 0 to 255, are all `white` or more."""
    if not drawn:
        return []
    parts = (ctypes.c_uint * (4 * len(drawn)))()
    start = ctypes.addressof(parts)
    places = [range(start + 4 * one, start + 4 * one + 16 * len(drawn), 16) for one in range(4)]
    told = list(map(_get_fill, [one.raw for one in drawn], *places))
    least = np.frombuffer(parts, dtype=np.uint32).reshape(-1, 4)[:, :3].min(axis=1)
    return list(compress(drawn, (least >= white) & np.array(told, dtype=bool)))


def list_modes(texts: Sequence[Drawn]) -> list[int]:
    """Return how each piece of print is drawn, by PDFium's numbers: filled, invisible and others."""
    return list(map(_get_mode, [text.raw for text in texts]))


def is_filled(drawn: Drawn) -> bool:
    """Whether a path is filled, and not drawn round alone."""
    modes = (ctypes.c_int * 2)()
    start = ctypes.addressof(modes)
    return bool(_get_drawn(drawn.raw, start, start + 4)) and modes[0] != pdfium_c.FPDF_FILLMODE_NONE


def take_off(page: pdfium.PdfPage, drawn: Drawn) -> None:
    """Take a thing off the page; it is gone from every text of the page that is read from then on."""
    if _remove(find_handle(page.raw), drawn.raw):
        _destroy(drawn.raw)
