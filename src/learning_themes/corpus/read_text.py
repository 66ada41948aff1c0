"""Reads plain text: paragraphs between empty lines, headings by number, capitals or underlining."""

import codecs
import re

from learning_themes.corpus.report import Block, Report, Source
from learning_themes.corpus.text import clean_text, join_lines, split_bullet, split_label
from learning_themes.errors import ReportNotRead

MOST_LETTERS = 100  # of a numbered line that is a heading
_UNDERLINE = re.compile(r"^\s*([=\-~_*])\1{2,}\s*$")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(source: Source) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file in UTF-8, UTF-16 or Windows' cp1252, and a warning if it was guessed."""
    for mark, encoding in _MARKS:
        if source.data.startswith(mark):
            return source.data.decode(encoding, errors="replace"), ()
    if b"\x00" in source.data:
        raise ReportNotRead(f"{source.file} is not text; save it as PDF, Word or UTF-8 text")
    try:
        return source.data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = source.data.decode("cp1252", errors="replace")
        return text, ("not UTF-8, so read as Windows text (cp1252): look at quotation marks",)


def read_text(source: Source) -> Report:
    """Return the report in a text file; a form feed begins a page. Raises ReportNotRead if it is empty."""
    text, warnings = decode_text(source)
    pages = text.replace("\r\n", "\n").split("\f")
    known = {word.lower() for word in re.findall(r"[^\W\d_]{4,}", text)}
    paged = len(pages) > 1
    blocks = [
        block
        for number, page in enumerate(pages, 1)
        for block in _read_page(page, number if paged else 0, known)
    ]
    if not blocks:
        raise ReportNotRead(f"{source.file} is empty")
    return Report(source.file, source.sha256, len(pages) if paged else 0, tuple(blocks), warnings=warnings)


def _read_page(page: str, number: int, known: set[str]) -> list[Block]:
    blocks = []
    for chunk in re.split(r"\n\s*\n", page):
        lines = [line for line in chunk.split("\n") if line.strip()]
        if len(lines) == 1 and _is_numbered_heading(lines[0].strip()):
            label, text = split_label(clean_text(lines[0]), heading=True)
            blocks.append(Block("heading", text, number, level=label.count(".") + 1, label=label))
            continue
        made = [_make_block(group, number, known) for group in _split_chunk(lines)]
        blocks += [block for block in made if block.text]
    return blocks


def _is_numbered_heading(line: str) -> bool:
    """Whether a line that stands alone is a heading like "5.1 Who was checking": short and no sentence."""
    label, text = split_label(line)
    return (
        label.replace(".", "").isdigit()
        and text[:1].isupper()
        and len(text) <= MOST_LETTERS
        and not text.endswith((".", ";", ",", ":", "!", "”", "’", '"'))
    )


def _split_chunk(lines: list[str]) -> list[list[str]]:
    """Return a chunk's lines as headings with their underline, bullets, numbered and other paragraphs."""
    groups: list[list[str]] = []
    for line in lines:
        starts = split_bullet(line)[0] or split_label(line.strip())[0]
        if _UNDERLINE.match(line) and groups and len(groups[-1]) in (1, 2):
            groups[-1].append(line)
            groups.append([])
        elif not groups or (starts and groups[-1]) or _is_capitals(line):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [group for group in groups if group and not _UNDERLINE.match(group[0])]


def _make_block(lines: list[str], page: int, known: set[str]) -> Block:
    underlined = len(lines) > 1 and _UNDERLINE.match(lines[-1])
    text = join_lines(lines[:-1] if underlined else lines, known)
    if underlined or (_is_capitals(text) and len(text) <= 120):
        label, text = split_label(clean_text(text), heading=True)
        level = label.count(".") + 1 if label else 2 if underlined and "-" in lines[-1] else 1
        return Block("heading", text, page, level=level, label=label)
    bullet, text = split_bullet(text)
    label, text = split_label(text)
    return Block("bullet" if bullet else "paragraph", text, page, label=label)


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and all(char.isupper() for char in letters) and len(text.strip()) <= 120
