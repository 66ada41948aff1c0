"""Every word in a produced file, with its place: web page, PDF, picture, Office file, CSV and plain text."""

import base64
import binascii
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from lxml import etree, html
from openpyxl.utils.exceptions import InvalidFileException

from learning_themes.reports.office_texts import PARSER, read_office
from learning_themes.reports.pdf_texts import read_pdf
from learning_themes.reports.pieces import Piece

OFFICE = (".docx", ".pptx", ".xlsx")
PLAIN = (".md", ".csv", ".txt", ".json", ".yaml")
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
INLINE = re.compile(r"^data:image/(svg\+xml|png|jpeg);base64,(.*)$", re.DOTALL)
SEEN_ATTRIBUTES = ("alt", "title", "aria-label", "content", "href", "placeholder", "value")
UNSEEN_TAGS = ("script", "style", "template", "noscript")
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
UNREAD = "cannot be looked into: look at it yourself, or leave it out"


def read_pieces(path: Path) -> list[Piece]:
    """Return the pieces of the file at `path`; one that says so where it cannot be looked into."""
    return list(read_content(path.read_bytes(), path.suffix.lower()))


def read_content(content: bytes, suffix: str) -> Iterator[Piece]:
    """Yield the pieces of a file's bytes, of the kind that `suffix` names; pictures inside are read too."""
    try:
        pieces = list(_read(content, suffix))
    except (etree.LxmlError, zipfile.BadZipFile, pypdfium2.PdfiumError, InvalidFileException,
            UnicodeDecodeError, struct.error, zlib.error, KeyError, ValueError) as error:  # fmt: skip
        yield Piece("the whole file", f"{UNREAD} ({type(error).__name__})", "embedded")
        return
    for piece in pieces:
        if piece.kept != "picture":
            if piece.text.strip():
                yield piece
        else:
            for inside in read_content(piece.content, Path(piece.text).suffix.lower()):
                yield inside._replace(place=f"{piece.place}: {inside.place}")


def _read(content: bytes, suffix: str) -> Iterator[Piece]:
    if suffix in OFFICE:
        yield from read_office(content, suffix)
    elif suffix in (".html", ".htm"):
        yield from _read_html(content)
    elif suffix == ".pdf":
        yield from read_pdf(content)
    elif suffix == ".png":
        yield from _read_png(content)
    elif suffix == ".svg":
        yield from _read_svg(content)
    elif suffix in PLAIN:
        lines = content.decode("utf-8-sig").splitlines()
        yield from (Piece(f"line {number}", _unescape(line, suffix)) for number, line in enumerate(lines, 1))
    else:
        yield Piece("the whole file", UNREAD, "embedded")


def _unescape(line: str, suffix: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line) if suffix == ".md" else line


def _read_html(content: bytes) -> Iterator[Piece]:
    root = html.document_fromstring(content.decode("utf-8-sig"))
    section = "top"
    for one in root.iter():
        if not isinstance(one.tag, str):
            yield Piece(f"section {section}", (one.text or "").strip(), "comment")
            yield Piece(f"section {section}", one.tail or "")
            continue
        if one.tag in ("h1", "h2", "h3", "h4"):
            section = " ".join(one.text_content().split())[:60]
        if one.tag in (
            "p",
            "li",
            "td",
            "th",
            "h1",
            "h2",
            "h3",
            "h4",
            "figcaption",
            "caption",
            "dt",
            "dd",
            "title",
        ):
            yield Piece(f"section {section}", " ".join(one.text_content().split()))
        elif one.tag not in UNSEEN_TAGS:
            yield from (Piece(f"section {section}", text) for text in _own_texts(one))
        yield from _read_attributes(one, section)


def _own_texts(element: html.HtmlElement) -> list[str]:
    return [text for text in (element.text, *(child.tail for child in element)) if text and text.strip()]


def _read_attributes(one: html.HtmlElement, section: str) -> Iterator[Piece]:
    hidden = one.get("hidden") is not None or HIDDEN_STYLE.search(one.get("style", ""))
    if (hidden or one.tag in ("template", "noscript")) and one.text_content().strip():
        yield Piece(f"section {section}", " ".join(one.text_content().split()), "hidden")
    for name, value in one.attrib.items():
        inline = INLINE.match(value) if name == "src" else None
        if inline:
            ending = inline[1].split("+")[0]
            yield Piece(f"section {section}, picture", f"x.{ending}", "picture", _decode(inline[2]))
        elif name in SEEN_ATTRIBUTES or name.startswith("data-"):
            yield Piece(
                f"section {section}, {name}", value, "metadata" if one.get("name") == "author" else "text"
            )


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def _read_svg(content: bytes) -> Iterator[Piece]:
    """Yield the words of a picture: its comments too, where matplotlib leaves words drawn as outlines."""
    root = etree.fromstring(content, parser=PARSER)
    for one in root.iter():
        if not isinstance(one.tag, str):
            yield Piece("words of the picture", (one.text or "").strip())
        elif etree.QName(one).localname not in ("style", "format", "type"):
            yield Piece("words of the picture", (one.text or "").strip())
            hidden = HIDDEN_STYLE.search(one.get("style", "")) or one.get("display") == "none"
            if hidden and "".join(one.itertext()).strip():
                yield Piece("picture", "".join(one.itertext()).strip(), "hidden")


def _read_png(content: bytes) -> Iterator[Piece]:
    """Yield what a PNG says in its text chunks; words drawn in the picture are not read."""
    if not content.startswith(PNG_HEAD):
        yield Piece("the whole file", UNREAD, "embedded")
        return
    at = len(PNG_HEAD)
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            yield Piece(f"metadata {kind.decode()}", _read_chunk(kind, chunk), "metadata")
        at += length + 12
    if content[at:].strip(b"\0"):
        yield Piece("after the picture", "there are bytes after the end of the picture", "hidden")


def _read_chunk(kind: bytes, chunk: bytes) -> str:
    key, _, rest = chunk.partition(b"\0")
    if kind == b"zTXt":
        rest = zlib.decompress(rest[1:])
    if kind == b"iTXt":
        packed, rest = rest[0], rest[2:].split(b"\0", 2)[2]
        rest = zlib.decompress(rest) if packed else rest
    return f"{key.decode('latin-1')}: {rest.decode('utf-8', 'replace')}" if kind != b"eXIf" else "EXIF data"
