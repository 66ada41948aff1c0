"""The structure of a tagged PDF, as a screen reader walks it."""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium


class Tag(NamedTuple):
    """One element: what it is, the words that stand in for it, and the kinds of what it holds."""

    kind: str
    alt: str
    held: tuple[str, ...]


def read_tags(path: Path) -> list[Tag]:
    """Return every element of every page."""
    found: list[Tag] = []
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            tree = pdfium.FPDF_StructTree_GetForPage(page)
            for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                found += _walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number))
            pdfium.FPDF_StructTree_Close(tree)
    return found


def _walk(element) -> Iterator[Tag]:
    if not element:
        return
    count = pdfium.FPDF_StructElement_CountChildren(element)
    held = [pdfium.FPDF_StructElement_GetChildAtIndex(element, number) for number in range(count)]
    kinds = tuple(_text(pdfium.FPDF_StructElement_GetType, one) for one in held if one)
    alt = _text(pdfium.FPDF_StructElement_GetAltText, element)
    yield Tag(_text(pdfium.FPDF_StructElement_GetType, element), alt, kinds)
    for one in held:
        yield from _walk(one)


def _text(read, element) -> str:
    size = read(element, None, 0)
    held = ctypes.create_string_buffer(size)
    read(element, held, size)
    return held.raw.decode("utf-16-le").rstrip("\0")
