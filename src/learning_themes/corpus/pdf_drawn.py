"""What is drawn on a PDF page, by PDFium's own handles.

pypdfium2 makes a Python object of each thing drawn, wanted or not; a page has hundreds, and four questions
are asked of it. Asked directly, they cost a tenth.
"""

import ctypes
from collections.abc import Container, Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Box = tuple[float, float, float, float]  # left, bottom, right, top in points
TEXT = pdfium_c.FPDF_PAGEOBJ_TEXT
PATH = pdfium_c.FPDF_PAGEOBJ_PATH
PICTURE = pdfium_c.FPDF_PAGEOBJ_IMAGE
SHADING = pdfium_c.FPDF_PAGEOBJ_SHADING
_FORM = pdfium_c.FPDF_PAGEOBJ_FORM


class Drawn(NamedTuple):
    """One thing drawn: PDFium's handle, which holds while the page is open, and its kind."""

    raw: pdfium_c.FPDF_PAGEOBJECT
    kind: int


def list_drawn(page: pdfium.PdfPage, kinds: Container[int], *, deep: bool = False) -> list[Drawn]:
    """Return what is drawn on the page of these kinds, in order; `deep` looks into the forms on it too."""
    found = []
    for drawn in _walk(page.raw, pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject):
        if drawn.kind in kinds:
            found.append(drawn)
        if deep and drawn.kind == _FORM:
            inside = _walk(drawn.raw, pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject)
            found += [one for one in inside if one.kind in kinds]
    return found


def _walk(parent: object, count: object, get: object) -> Iterator[Drawn]:
    kind_of = pdfium_c.FPDFPageObj_GetType
    for number in range(count(parent)):
        raw = get(parent, number)
        if raw:
            yield Drawn(raw, kind_of(raw))


def find_bounds(drawn: Drawn) -> Box:
    """Return where a thing is drawn, in the page's own space; raises PdfiumError if PDFium does not know."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(drawn.raw, *edges):
        raise pdfium.PdfiumError("no bounds of a thing drawn")
    return tuple(edge.value for edge in edges)


def find_fill(drawn: Drawn) -> tuple[int, int, int, int] | None:
    """Return the colour that a thing is filled with: red, green, blue, opacity, each 0 to 255; or None."""
    parts = [ctypes.c_uint() for _ in range(4)]
    told = pdfium_c.FPDFPageObj_GetFillColor(drawn.raw, *parts)
    return tuple(part.value for part in parts) if told else None


def is_filled(drawn: Drawn) -> bool:
    """Whether a path is filled, and not drawn round alone."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    told = pdfium_c.FPDFPath_GetDrawMode(drawn.raw, fill, stroke)
    return bool(told) and fill.value != pdfium_c.FPDF_FILLMODE_NONE


def take_off(page: pdfium.PdfPage, drawn: Drawn) -> None:
    """Take a thing off the page; it is gone from every text of the page that is read from then on."""
    if pdfium_c.FPDFPage_RemoveObject(page.raw, drawn.raw):
        pdfium_c.FPDFPageObj_Destroy(drawn.raw)
