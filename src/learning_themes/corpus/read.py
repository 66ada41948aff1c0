"""Reads any report: the reader is chosen by what the file is, not by what it is called."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from learning_themes.corpus.report import Block, Report, Source
from learning_themes.errors import ReportNotRead

REPORT_SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".txt")
# Formats that may hold a report but are not read: each becomes a row of the register with its advice.
UNREAD_SUFFIXES = {
    ".doc": "is an old Word file",
    ".rtf": "is a rich-text file",
    ".odt": "is an OpenDocument file",
    ".docm": "is a Word file with macros",
    ".pages": "is an Apple Pages file",
    ".pptx": "is a slide deck",
}
LARGEST = 200_000_000  # bytes


def read_report(path: Path, file: str) -> Report:
    """Return the report in the file at `path`, which is called `file` inside its corpus.

    Raises ReportNotRead, with what to do about it, for any file that cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in UNREAD_SUFFIXES:
        raise ReportNotRead(f"{file} {UNREAD_SUFFIXES[suffix]}; save it as PDF or .docx")
    source = load_source(path, file)
    report = _choose_reader(source)(source)
    return replace(report, blocks=tuple(_remove_contents(report.blocks)))


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


def _choose_reader(source: Source) -> Callable[[Source], Report]:
    """Return the reader for what the file's first bytes say it is; readers are imported where used."""
    start = source.data[:1024].lstrip()
    suffix = source.path.suffix.lower()
    if start.startswith(b"%PDF") or b"%PDF-" in start:
        from learning_themes.corpus.read_pdf import read_pdf

        return read_pdf
    if start.startswith(b"PK"):
        from learning_themes.corpus.read_docx import read_docx

        return read_docx
    if start[:200].lower().startswith((b"<!doctype html", b"<html")) or b"<html" in start.lower():
        if suffix == ".pdf":
            raise ReportNotRead(
                f"{source.file} is no PDF but a web page that was saved as one; download the report again"
            )
        from learning_themes.corpus.read_html import read_html

        return read_html
    if suffix in (".pdf", ".docx"):
        raise ReportNotRead(
            f"{source.file} is no {suffix[1:].upper()} inside; open or download it again and save it"
        )
    if suffix in (".html", ".htm"):
        from learning_themes.corpus.read_html import read_html

        return read_html
    from learning_themes.corpus.read_text import read_text

    return read_text
