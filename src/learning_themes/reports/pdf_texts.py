"""Every word in a PDF, with its place: on the pages, and where no reader looks.

Print that cannot be seen, words under a dark box, notes, links, forms, layers, attached files, and the
properties, which a PDF keeps twice: in a list and as XMP (ISO 16684-1). Layers and XMP are read from the
bytes of the file, since the library shows neither.
"""

import ctypes
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree

from learning_themes.corpus.pdf_hidden import find_covers, remove_unseen
from learning_themes.corpus.pdf_tables import Frame
from learning_themes.reports.office_texts import PARSER
from learning_themes.reports.pieces import Piece

PLAIN_PDF = ("Creator", "Producer", "CreationDate", "ModDate")
PLAIN_XMP = (
    "format CreateDate ModifyDate MetadataDate CreatorTool Producer DocumentID InstanceID part conformance"
    " rev amd about lang language NPages RenditionClass Trapped PDFVersion xmptk"
).split()
SMALLEST = 2.0  # points: print as small as this cannot be read
CLEAR = 25  # of 255: print as see-through as this cannot be read
LONGEST = 50_000_000  # bytes of one stream: no more of it is looked through
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
LAYER = re.compile(rb"/Type\s*/OCG(?![A-Za-z])")
LINK = re.compile(rb"/URI\s*(\((?:\\.|[^\\()])*\))", re.DOTALL)
NAME = re.compile(rb"/Name\s*(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)
NEAR = 300  # bytes: the name of a layer stands so near to its type
XMP = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NOT_NOTES = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP)
NOTED = ("Contents", "T", "Subj", "V", "DV", "TU")  # the keys of a note or a field that hold words


def read_pdf(content: bytes) -> Iterator[Piece]:
    """Yield the pieces of a PDF: its pages' words, and all that is kept in it besides.

    Raises pypdfium2.PdfiumError where it cannot be opened.
    """
    with pypdfium2.PdfDocument(content) as pdf:
        for name, value in pdf.get_metadata_dict(skip_empty=True).items():
            yield Piece(f"property {name}", value, "text" if name in PLAIN_PDF else "metadata")
        yield from _read_attached(pdf)
        for one in pdf.get_toc():
            yield Piece("outline", one.get_title())
        for number, page in enumerate(pdf, 1):
            yield from (piece._replace(place=f"page {number}") for piece in _read_page(page))
    yield from _read_bytes(content)


def _read_attached(pdf: pypdfium2.PdfDocument) -> Iterator[Piece]:
    """Yield the name of each attached file, and the file for its words to be read in turn."""
    for number in range(pdf.count_attachments()):
        attached = pdf.get_attachment(number)
        name = attached.get_name()
        yield Piece("attachments", name, "embedded")
        yield Piece(f"attached {name}", name, "picture", bytes(attached.get_data()))


def _read_page(page: pypdfium2.PdfPage) -> Iterator[Piece]:
    words = _words_of(page)
    yield Piece("", " ".join(words))
    yield from (Piece("", text, "comment") for text in _list_noted(page))
    yield from (Piece("", text, "hidden") for text in _list_covered(page) if text)
    unseen = _list_faint(page)
    if remove_unseen(page) is not None:
        unseen.append(" ".join((Counter(words) - Counter(_words_of(page))).elements()))
    yield from (Piece("", text, "hidden") for text in unseen if text)


def _words_of(page: pypdfium2.PdfPage) -> list[str]:
    """Return the words of a page in one row: a name may be broken over two lines."""
    textpage = page.get_textpage()
    text = textpage.get_text_range().replace("\ufffe", "-").replace("\x02", "-")
    textpage.close()
    return text.split()


def _list_covered(page: pypdfium2.PdfPage) -> list[str]:
    """Return the words under dark boxes."""
    covers = find_covers(page, Frame(0, page.get_width(), page.get_height()))
    if not covers:
        return []
    textpage = page.get_textpage()
    found = [" ".join(textpage.get_text_bounded(*cover).split()) for cover in covers]
    textpage.close()
    return found


def _list_faint(page: pypdfium2.PdfPage) -> list[str]:
    """Return the words in print too small or too clear to be read."""
    textpage = page.get_textpage()
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], textpage=textpage)
    found = [text for one in texts if _is_faint(one) and (text := " ".join(one.extract().split()))]
    textpage.close()
    return [" ".join(found)] if found else []


def _is_faint(text: pypdfium2.PdfTextObj) -> bool:
    left, bottom, right, top = text.get_bounds()
    if right - left <= SMALLEST and top - bottom <= SMALLEST:
        return False  # a dot or a dash of common print
    return _size_of(text) <= SMALLEST or _opacity_of(text) <= CLEAR


def _size_of(text: pypdfium2.PdfTextObj) -> float:
    matrix = text.get_matrix()
    return text.get_font_size() * max(abs(matrix.b), abs(matrix.d))


def _opacity_of(text: pypdfium2.PdfTextObj) -> int:
    parts = [ctypes.c_uint() for _ in range(4)]
    told = pdfium.FPDFPageObj_GetFillColor(text.raw, *(ctypes.byref(part) for part in parts))
    return parts[3].value if told else 255


def _list_noted(page: pypdfium2.PdfPage) -> list[str]:
    """Return the words of notes and of forms; of a note without words, that there is one."""
    found: list[str] = []
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        words = [_note_value(note, key) for key in NOTED]
        pdfium.FPDFPage_CloseAnnot(note)
        if kind != pdfium.FPDF_ANNOT_LINK and any(words):
            found.append(" | ".join(filter(None, words)))
        elif kind not in NOT_NOTES:
            found.append("a note or a mark of a reviewer, without words")
    return found


def _note_value(note: pdfium.FPDF_ANNOTATION, key: str) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, key.encode(), None, 0)
    held = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(note, key.encode(), held, size)
    return bytes(held).decode("utf-16-le", "replace").rstrip("\0").strip()


def _read_bytes(content: bytes) -> Iterator[Piece]:
    """Yield the layers and the XMP properties, as the bytes of the file have them."""
    if b"/Encrypt" in content:
        told = "the file is locked, so its layers and some of its properties cannot be looked into"
        yield Piece("the whole file", told, "embedded")
    links: set[str] = set()
    for part in _open_streams(content):
        for found in LAYER.finditer(part):
            name = _name_of_layer(part, *found.span())
            yield Piece("layers", f"a layer that can be shown or not: {name}", "hidden")
        for packet in XMP.findall(part):
            yield from _read_xmp(packet)
        links |= {_decode(link) for link in LINK.findall(part)}
    yield from (Piece("link", link) for link in sorted(links))


def _open_streams(content: bytes) -> Iterator[bytes]:
    """Yield the file outside its streams, then what each stream holds, unpacked where it is packed."""
    yield STREAM.sub(b"", content)
    for packed in STREAM.findall(content):
        try:
            yield zlib.decompressobj().decompress(packed, LONGEST)
        except zlib.error:
            yield packed


def _name_of_layer(part: bytes, start: int, end: int) -> str:
    after = NAME.search(part, end, end + NEAR)
    before = list(NAME.finditer(part, max(0, start - NEAR), start))
    found = after or (before[-1] if before else None)
    return _decode(found[1]) if found else "without a name"


def _decode(text: bytes) -> str:
    """Return the words of a PDF's string, in brackets or in hexadecimal digits."""
    if text.startswith(b"<"):
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", text).decode()
        held = bytes.fromhex(digits + "0" * (len(digits) % 2))
    else:
        held = ESCAPED.sub(
            lambda one: bytes([int(one[1], 8) & 255]) if one[1].isdigit() else one[1], text[1:-1]
        )
    if held.startswith(b"\xfe\xff"):
        return held[2:].decode("utf-16-be", "replace")
    return held.decode("utf-8", "replace")


def _read_xmp(packet: bytes) -> Iterator[Piece]:
    root = etree.fromstring(packet, parser=PARSER)
    for one in root.iter():
        if not isinstance(one.tag, str):
            yield Piece("property XMP", (one.text or "").strip(), "metadata")
            continue
        values = [(etree.QName(name).localname, value) for name, value in one.attrib.items()]
        if len(one) == 0:
            values.append((_name_of_property(one), (one.text or "").strip()))
        for name, value in values:
            if value.strip() and name not in PLAIN_XMP:
                yield Piece(f"property {name}", value, "metadata")


def _name_of_property(element: etree._Element) -> str:
    """Return the name of the property that an element, or a list about it, belongs to."""
    names: Iterable[etree._Element] = (element, *element.iterancestors())
    own = (one.tag for one in names if etree.QName(one).namespace != RDF)
    return etree.QName(next(own)).localname
