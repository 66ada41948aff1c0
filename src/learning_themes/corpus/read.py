"""Reads any report: the reader is chosen by what the file is, not by what it is called."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from learning_themes.corpus.imprint import take_off_imprint
from learning_themes.corpus.number_series import label_series
from learning_themes.corpus.report import Block, Report, Source
from learning_themes.errors import ReportNotRead

REPORT_SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".txt", ".doc", ".rtf", ".odt")
# Formats that may hold a report but are not read: each becomes a row of the register with its advice.
UNREAD_SUFFIXES = {
    ".docm": "is a Word file with macros",
    ".pages": "is an Apple Pages file",
    ".pptx": "is a slide deck",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how files of Word before 2007 begin
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
LARGEST = 200_000_000  # bytes


def read_report(path: Path, file: str, *, scans: bool = True) -> Report:
    """Return the report in the file at `path`, which is called `file` inside its corpus.

    `scans` asks for pages that are pictures to be read, where tesseract is installed.

    Raises ReportNotRead, with what to do about it, for any file that cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in UNREAD_SUFFIXES:
        raise ReportNotRead(f"{file} {UNREAD_SUFFIXES[suffix]}; save it as PDF or .docx")
    source = replace(load_source(path, file), scans=scans)
    try:
        report = _choose_reader(source)(source)
    except SyntaxError:  # lxml's, from inside the library that finds the main text of a page
        raise ReportNotRead(
            f"{file} is damaged: its markup is broken; open it and save it as PDF or .docx"
        ) from None
    blocks = label_series(list(_remove_contents(report.blocks)))
    return take_off_imprint(replace(report, blocks=tuple(blocks)))


def _remove_contents(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks without a table of contents: short lines between its heading and the next."""
    inside = False
    for block in blocks:
        if re.fullmatch(r"(table of )?contents( page)?", block.text.strip().lower()):
            inside = True
        elif inside and (block.kind == "heading" or len(block.text) > 160):
            inside = False
        if not inside:
            yield block


def load_source(path: Path, file: str) -> Source:
    """Return the file's bytes and hash. Raises ReportNotRead if it is empty, huge or cannot be opened."""
    try:
        if path.stat().st_size > LARGEST:
            raise ReportNotRead(f"{file} is larger than {LARGEST // 1_000_000} MB; split or shrink it")
        data = path.read_bytes()
    except OSError as error:
        raise ReportNotRead(f"{file} cannot be opened: {error.strerror}") from None
    if not data.strip():
        raise ReportNotRead(f"{file} is empty")
    return Source(path, file, data, hashlib.sha256(data).hexdigest())


def hash_file(path: Path) -> str:
    """Return the hash of a file's bytes, or "" for one that is empty, huge or cannot be opened."""
    try:
        if 0 < path.stat().st_size <= LARGEST:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass
    return ""


def _choose_reader(source: Source) -> Callable[[Source], Report]:
    """Return the reader for what the file's first bytes say it is; readers are imported where used."""
    start = source.data[:1024].lstrip()
    if b"%PDF-" in start:
        from learning_themes.corpus.read_pdf import read_pdf

        return read_pdf
    if kind := _name_legacy(source):
        from learning_themes.corpus.read_legacy import read_legacy

        return partial(read_legacy, kind=kind)
    if start.startswith(b"PK"):
        from learning_themes.corpus.read_docx import read_docx

        return read_docx
    return _choose_text_reader(source, start)


def _choose_text_reader(source: Source, start: bytes) -> Callable[[Source], Report]:
    suffix = source.path.suffix.lower()
    page = start[:200].lower().startswith((b"<!doctype html", b"<html")) or b"<html" in start.lower()
    if page and suffix == ".pdf":
        raise ReportNotRead(
            f"{source.file} is no PDF but a web page that was saved as one; download the report again"
        )
    if suffix in (".pdf", ".docx") and not page:
        raise ReportNotRead(
            f"{source.file} is no {suffix[1:].upper()} inside; open or download it again and save it"
        )
    if page or suffix in (".html", ".htm"):
        from learning_themes.corpus.read_html import read_html

        return read_html
    from learning_themes.corpus.read_text import read_text

    return read_text


def _name_legacy(source: Source) -> str:
    """Return what kind of file it is if only LibreOffice reads it, or "".

    Raises ReportNotRead for a Word file that is locked: Word packs it like an old one.
    """
    if source.data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in source.data:
            raise ReportNotRead(f"{source.file} is locked with a password; save a copy without one")
        return "an old Word file"
    if source.data.lstrip().startswith(b"{\\rtf"):
        return "a rich-text file"
    return "an OpenDocument file" if _OPEN_DOCUMENT in source.data[:200] else ""
