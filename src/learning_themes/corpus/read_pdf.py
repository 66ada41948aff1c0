"""Reads a PDF by lines with their place and type, and puts lines together to paragraphs."""

import re
from collections import Counter
from dataclasses import replace

import pypdfium2 as pdfium

from learning_themes.corpus.heading_ranks import rank_headings
from learning_themes.corpus.imprint import join_titles
from learning_themes.corpus.page_numbers import find_printed_pages
from learning_themes.corpus.pdf_active import list_active
from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.pdf_lines import Print, read_lines
from learning_themes.corpus.pdf_paragraphs import group_lines
from learning_themes.corpus.pdf_remarks import list_remarks, measure_lines, refuse_unreadable
from learning_themes.corpus.pdf_rows import join_rows
from learning_themes.corpus.report import Block, Report, Source
from learning_themes.corpus.rows import form_row, row_text
from learning_themes.corpus.sections import is_section_name
from learning_themes.corpus.text import (
    clean_text,
    find_soft_words,
    join_lines,
    split_bullet,
    split_label,
)
from learning_themes.errors import ReportNotRead

LABEL = 8  # letters of a table's cell from which a number at its beginning is no cell of its own
SAME_SIZE = 0.04  # of body text: type that differs by less is the same type
_CONTENTS_END = re.compile(r"[\s.…_]\d{1,3}$")
_PAGE_NUMBER = re.compile(r"^[\s|–-]*(page\s*)?[ivx\d]{1,4}(\s*(of|/)\s*\d{1,4})?[\s|–-]*$", re.I)
_NOTE_MARK = re.compile(r"(?<=[a-z]{3})([.,]?)(\d{1,2})(?=[\s.,;:)]|$)")


def read_pdf(source: Source) -> Report:
    """Return the report in a PDF file.

    Raises ReportNotRead for a file that is encrypted, damaged, or without readable text.
    """
    told, pages, active = _read_lines(source)
    refuse_unreadable(told, pages, source)
    lines = told.lines
    body = _body_size(lines)
    kept, furniture = _remove_furniture(lines, pages)
    printed = find_printed_pages(_list_removed(lines, kept))
    kept, notes = _remove_note_marks(_remove_contents(kept), body)
    kept = join_rows(kept, body)
    known = _known_words(kept)
    blocks = [
        block
        for group in group_lines(kept, body)
        for block in (
            _row_blocks(group[0], known) if group[0].row else [_make_block(group, body, known, notes)]
        )
    ]
    blocks = join_titles(_set_levels(_join_pages([block for block in blocks if block.text])))
    return Report(
        source.file,
        source.sha256,
        pages,
        tuple(blocks),
        furniture=tuple(furniture),
        warnings=(*list_remarks(told), *active),
        quality=measure_lines(told, kept=len(kept)),
        printed=printed,
    )


def _read_lines(source: Source) -> tuple[Print, int, list[str]]:
    """Return the lines, how many pages there are, and what the file asks a program to do."""
    try:
        pdf = pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            reason = "is locked with a password; save a copy without one"
        else:
            reason = "is damaged, or is no PDF inside; open it and save it as PDF again"
        raise ReportNotRead(f"{source.file} {reason}") from None
    try:
        return read_lines(pdf, scans=source.scans), len(pdf), list(list_active(pdf, source.data))
    finally:
        pdf.close()


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _remove_furniture(lines: list[Line], pages: int) -> tuple[list[Line], list[str]]:
    """Return the lines without running headers, footers and page numbers, and those texts once each."""
    margin = {(_furniture_key(line), line.page): line for line in lines if line.in_margin}
    seen = Counter(key for key, _ in margin)
    enough = max(2, min(4, pages // 3))
    running = {key for key, times in seen.items() if times >= enough}
    kept, furniture = [], {}
    for line in lines:
        if line.in_margin and (_furniture_key(line) in running or _PAGE_NUMBER.match(line.text)):
            furniture.setdefault(_furniture_key(line), clean_text(line.text))
        else:
            kept.append(line)
    return kept, list(furniture.values())


def _list_removed(lines: list[Line], kept: list[Line]) -> list[Line]:
    left = {id(line) for line in kept}
    return [line for line in lines if id(line) not in left]


def _furniture_key(line: Line) -> tuple[str, int]:
    """Return what stays the same from page to page: the words without numbers, and the height."""
    return re.sub(r"[\divx]*\d[\divx]*|\s+", "", line.text.lower()), round(line.bottom / 6)


def _remove_contents(lines: list[Line]) -> list[Line]:
    """Return the lines without runs of four or more entries of a table of contents."""
    entry = [_is_entry(line.text) for line in lines]
    drop: set[int] = set()
    for start, line in enumerate(lines):
        if re.fullmatch(r"(table of )?contents( page)?", line.text.strip().lower()):
            drop.update(_contents_run(lines, entry, start))
    return [line for index, line in enumerate(lines) if index not in drop]


def _is_entry(text: str) -> bool:
    """Whether a line ends as an entry of the contents does: words, a space or dots, a page's number."""
    end = _CONTENTS_END.search(text)
    return bool(end and end.start() > 0 and not text[0].isspace())


def _contents_run(lines: list[Line], entry: list[bool], start: int) -> list[int]:
    """Return the indexes from the heading "Contents" to the last entry before running text begins."""
    last = start
    for index in range(start + 1, len(lines)):
        if entry[index]:
            last = index
        elif index - last > 3 or lines[index].page - lines[start].page > 2:
            break
    return list(range(start, last + 1)) if sum(entry[start : last + 1]) >= 3 else []


def _remove_note_marks(lines: list[Line], body: float) -> tuple[list[Line], dict[int, set[str]]]:
    """Return the lines without raised footnote numbers standing alone, and each page's note numbers."""
    notes: dict[int, set[str]] = {}
    kept = []
    for line in lines:
        number = re.match(r"(\d{1,2})(\s|$)", line.text)
        if number and line.first < 0.75 * body:
            notes.setdefault(line.page, set()).add(number[1])
        if not (number and line.first < 0.75 * body and line.text.isdigit()):
            kept.append(line)
    return kept, notes


def _known_words(lines: list[Line]) -> set[str]:
    text = "\n".join(line.text for line in lines)
    words = {word.lower() for word in set(re.findall(r"[^\W\d_]{4,}", text))}
    return words | find_soft_words(text)


def _row_blocks(line: Line, known_words: set[str]) -> list[Block]:
    """Return a table's row as one block with its column names; a form's row as a heading with its text."""
    row = line.row
    texts = [join_lines(cell.split("\n"), known_words) for cell in row.cells]
    if row.heads:
        return [Block("columns", " | ".join(texts), line.page)]
    label, texts[0] = split_label(texts[0]) if len(texts[0]) > LABEL else ("", texts[0])
    if len(texts) == 2 and not row.table and len(texts[0]) <= 80 and texts[0] and texts[1]:
        told = form_row(texts[0], [Block("paragraph", texts[1], line.page)])
        return [replace(told[0], label=label), *told[1:]]
    names = [join_lines(name.split("\n"), known_words) for name in row.columns]
    return [Block("row", row_text(names, texts), line.page, label=label)]


def _make_block(group: list[Line], body: float, known_words: set[str], notes: dict[int, set[str]]) -> Block:
    first = group[0]
    text = join_lines([line.text for line in group], known_words)
    if notes.get(first.page):
        text = _NOTE_MARK.sub(lambda m: m[1] if m[2] in notes[first.page] else m[0], text)
    bullet, text = split_bullet(text)
    if bullet:
        return Block("bullet", text, first.page, size=first.size / body)
    kind = _kind(group, text, body)
    if kind == "footnote":
        number = re.match(r"(\d{1,3})(\s+(?=\S)|(?=[A-Z]))", text)
        text = text[number.end() :] if number else text
        return Block(kind, text, first.page, label=number[1] if number else "", size=first.size / body)
    label, text = split_label(text, heading=kind == "heading")
    return Block(kind, text, first.page, label=label, size=first.size / body)


def _kind(group: list[Line], text: str, body: float) -> str:
    first = group[0]
    small = first.size < 0.9 * body and first.bottom < 0.3 * first.height
    if small and (first.page > 1 or not text[:1].isalpha()):
        return "footnote"  # small print of a title page without a mark is none
    if len(group) == 1 and is_section_name(text):
        return "heading"
    short = len(text) <= 160 and not text.endswith((".", ";", ",")) and any(map(str.isalpha, text))
    if short and (first.size > 1.08 * body or all(line.bold for line in group)):
        return "heading"
    return "paragraph"


def _join_pages(blocks: list[Block]) -> list[Block]:
    """Return blocks with paragraphs that run over a page joined; footnotes between are stepped over."""
    joined: list[Block] = []
    for block in blocks:
        index = _last_running(joined)
        if index is not None and _runs_on(joined[index], block):
            number = f"{block.label}) " if block.label else ""
            joined[index] = joined[index].with_text(f"{joined[index].text} {number}{block.text}")
        else:
            joined.append(block)
    return joined


def _last_running(blocks: list[Block]) -> int | None:
    for index in range(len(blocks) - 1, -1, -1):
        if blocks[index].kind != "footnote":
            return index
    return None


def _runs_on(above: Block, block: Block) -> bool:
    texts = {"paragraph", "bullet"}
    return (
        above.kind in texts
        and block.kind == "paragraph"
        and (not block.label or _closes_bracket(above.text, block))
        and block.page == above.page + 1
        and abs(above.size - block.size) < 0.06
        and not above.text.endswith((".", "?", "!", ":", ".”", ".’", '."'))
        and (block.text[:1].islower() or not above.text.endswith(";"))
    )


def _closes_bracket(above: str, block: Block) -> bool:
    """Whether a number at the head of a page closes the bracket open above: "(85 to / 64) in the year"."""
    is_open = above.rfind("(") > above.rfind(")")
    return is_open and block.label.isdigit() and block.text[:1].islower()


def _set_levels(blocks: list[Block]) -> list[Block]:
    """Return headings with a level: by size of type, and in one size by number, "Part A" and capitals."""
    headings = [block for block in blocks if block.kind == "heading"]
    sizes = _size_classes([block.size for block in headings])
    steps: dict[int, tuple[float, int]] = {}
    for size in set(sizes.values()):
        same = [block for block in headings if sizes[block.size] == size]
        ranks = rank_headings([(block.label, block.text) for block in same])
        steps |= {id(block): (-size, rank) for block, rank in zip(same, ranks, strict=True)}
    order = sorted(set(steps.values()))
    return [
        replace(block, level=min(order.index(steps[id(block)]) + 1, 6)) if id(block) in steps else block
        for block in blocks
    ]


def _size_classes(sizes: list[float]) -> dict[float, float]:
    """Return for each size of type the size that stands for it: measures of one type differ a little."""
    classes: dict[float, float] = {}
    last = float("inf")
    for size in sorted(set(sizes), reverse=True):
        last = last if last - size < SAME_SIZE else size
        classes[size] = last
    return classes
