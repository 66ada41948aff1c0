"""The printed lines of a PDF page, each with its place and type, on pages turned any way."""

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from learning_themes.corpus.pdf_columns import Piece, find_aligned_rows, order_columns
from learning_themes.corpus.pdf_drawn import take_off
from learning_themes.corpus.pdf_hidden import (
    COVER,
    Hidden,
    find_covers,
    find_unseen,
    is_covered,
    redact,
)
from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.pdf_tables import BOLD, Box, Frame, Row, find_rows
from learning_themes.corpus.programs import find_ocr
from learning_themes.corpus.scanned import even_sizes, is_picture, read_picture
from learning_themes.corpus.text import BULLET

GAP = 1.6  # times a line's size: a wider space parts columns
LETTERS = 5  # of a line that tell its type
RAISED = 0.75  # of body text: smaller digits are the mark of a note
HIGH = 0.45  # of a line's size: digits whose ink begins above that are the mark of a note
Seen = tuple[pdfium.PdfPage, pdfium.PdfTextPage, Frame]  # a page, its text, and how it was turned


@dataclass(frozen=True)
class Print:
    """The lines of a PDF in reading order, and what was in the way of reading them.

    `scanned` has for each page that is a picture how surely it was read, 0 to 1, or None if it was not:
    there is no program for it, or it was not asked for. `hidden` tells of words that cannot be seen.
    """

    lines: list[Line]
    scanned: dict[int, float | None]
    hidden: list[Hidden]


def read_lines(pdf: pdfium.PdfDocument, *, scans: bool = True) -> Print:
    """Return the lines of all pages; a row of a table is one line. `scans` asks for pictures to be read."""
    told = Print([], {}, [])
    columns: tuple[Row, ...] = ()
    for number in range(1, len(pdf) + 1):
        page = pdf[number - 1]
        textpage, frame, unseen = _turn_upright(page)
        if unseen:
            told.hidden.append(Hidden(number, "invisible", unseen))
        if is_picture(page, textpage.get_text_range()):
            _read_scan(told, page, number, asked=scans)
            columns = ()
        else:
            columns = _read_print(told, (page, textpage, frame), number, columns)
        textpage.close()
        page.close()
    return replace(told, lines=even_sizes(told.lines, pages=set(told.scanned)))


def _read_scan(told: Print, page: pdfium.PdfPage, number: int, *, asked: bool) -> None:
    told.scanned[number] = None
    if asked and find_ocr():
        read = read_picture(page, number)
        told.scanned[number] = read.confidence
        told.lines.extend(read.lines)


def _read_print(told: Print, seen: Seen, number: int, above: tuple[Row, ...]) -> tuple[Row, ...]:
    """Add the lines of a page of print, and return its last row; `above` is that of the page before."""
    page, textpage, frame = seen
    covers = find_covers(page, frame)
    found, pieces = _page_lines(textpage, frame, number, covers)
    rows = find_rows(page, textpage, frame, above=above)
    last = rows[-1:]
    loose = [piece for piece in pieces if not any(_stands_in(piece, row) for row in rows)]
    rows += find_aligned_rows(loose)
    ordered = None if rows else order_columns(pieces)
    lines = _put_rows(_reorder(found, ordered) if ordered else found, rows)
    covered = [words for cover in covers if (words := _bounded_text(textpage, frame, cover))]
    if covered:
        told.hidden.append(Hidden(number, "covered", sum(len(words.split()) for words in covered)))
    told.lines.extend(redact(line, covered) if covered else line for line in lines)
    return last


def _bounded_text(textpage: pdfium.PdfTextPage, frame: Frame, box: Box) -> str:
    left, bottom, right, top = frame.to_page(*box)
    return textpage.get_text_bounded(left=left, bottom=bottom, right=right, top=top).strip()


def _turn_upright(page: pdfium.PdfPage) -> tuple[pdfium.PdfTextPage, Frame, int]:
    """Return the text of a page turned so that most of its words stand upright, and how it was turned.

    Words that cannot be seen are taken off first; the last value is how many they were.
    """
    textpage = page.get_textpage()
    words = len(textpage.get_text_range().split())
    unseen = 0
    if hidden := find_unseen(page):
        textpage.close()  # its print may only be taken off when nobody holds it
        for text in hidden:
            take_off(page, text)
        textpage = page.get_textpage()
        unseen = words - len(textpage.get_text_range().split())
    rotation = _text_rotation(textpage)
    if page.get_rotation() != rotation:
        textpage.close()
        page.set_rotation(rotation)
        textpage = page.get_textpage()
    return textpage, Frame(rotation, page.get_width(), page.get_height()), unseen


def _text_rotation(textpage: pdfium.PdfTextPage) -> int:
    count = textpage.count_chars()
    places = range(0, count, max(1, count // 200))
    angles = [pdfium_c.FPDFText_GetCharAngle(textpage.raw, place) for place in places]
    turned = Counter(-round(math.degrees(angle) / 90) % 4 * 90 for angle in angles if angle >= 0)
    return turned.most_common(1)[0][0] if turned else 0


def _page_lines(
    textpage: pdfium.PdfTextPage, frame: Frame, page: int, covers: tuple[Box, ...]
) -> tuple[list[Line], list[Piece]]:
    """Return a page's lines, and the pieces between the wide gaps in them; covered signs are not told."""
    lines: list[Line] = []
    pieces: list[Piece] = []
    start = 0
    for text in _cover(textpage, frame, covers).split("\r\n"):
        if text.strip():
            line = _make_line(textpage, frame, text, start, page)
            pieces += _cut(textpage, frame, text, start, (len(lines), line))
            lines.append(line)
        start += len(text) + 2
    return lines, pieces


def _cover(textpage: pdfium.PdfTextPage, frame: Frame, covers: tuple[Box, ...]) -> str:
    """Return a page's text with a block for each sign that lies under a cover."""
    text = textpage.get_text_range()
    if not covers:
        return text
    return "".join(
        COVER if not sign.isspace() and is_covered(_box(textpage, frame, place), covers) else sign
        for place, sign in enumerate(text)
    )


def _cut(
    textpage: pdfium.PdfTextPage, frame: Frame, text: str, start: int, told: tuple[int, Line]
) -> list[Piece]:
    """Return the pieces of a line, cut at gaps."""
    number, line = told
    edges = [(line.left, 0)]
    for match in re.finditer(r"(?<=\S)\s+(?=\S)", text):
        before = _box(textpage, frame, start + match.start() - 1)[2]
        after = _box(textpage, frame, start + match.end())[0]
        if after - before > GAP * line.size:
            edges.append((after, match.end()))
    ends = [place for _, place in edges[1:]] + [len(text)]
    pieces = []
    for (left, place), end in zip(edges, ends, strict=True):
        words = text[place:end].strip()
        last = start + place + len(text[place:end].rstrip()) - 1
        pieces.append(Piece(number, words, left, _box(textpage, frame, last)[2], line.bottom, line.size))
    return pieces


def _stands_in(piece: Piece, row: Row) -> bool:
    return row.holds(piece.left, piece.bottom, piece.size)


def _reorder(lines: list[Line], pieces: list[Piece]) -> list[Line]:
    """Return a line for each piece, in the order of the pieces."""
    return [
        replace(lines[piece.line], text=piece.text, left=piece.left, right=piece.right) for piece in pieces
    ]


def _make_line(textpage: pdfium.PdfTextPage, frame: Frame, text: str, start: int, page: int) -> Line:
    """Return a line with the place of its first and last characters; PDFium counts both by index.

    Its type is that of most of its letters: bullets, brackets and signs often come from another font.
    """
    inner = text.strip()
    first = start + text.index(inner)
    last = first + len(inner) - 1
    letters = _sample_letters(inner, first)
    boxes = [_box(textpage, frame, index) for index in letters]
    begin, end = _box(textpage, frame, first), _box(textpage, frame, last)
    size = Counter(round(box[3] - box[1], 1) for box in boxes).most_common(1)[0][0]
    bold = sum(_weight(textpage, index) >= BOLD for index in letters) > 0.8 * len(letters)
    first_size = round(begin[3] - begin[1], 1)
    height = boxes[0][1] + HIGH * size  # digits that stand above it are marks of notes
    if inner[0].isdigit() and _foot(textpage, frame, first) > height:
        first_size = round(RAISED * size / 2, 1)
    told = _without_marks(textpage, frame, inner, first, height)
    return Line(page, told, begin[0], end[2], boxes[0][1], end[1], size, first_size, bold, frame.height)


def _sample_letters(text: str, start: int) -> list[int]:
    """Return the places of up to LETTERS letters, spread over a line, the first and last included."""
    after = BULLET.match(text).end() if BULLET.match(text) else 0
    places = [place for place, char in enumerate(text) if char.isalnum() and place >= after]
    places = places or [0, len(text) - 1]
    steps = max(1, (len(places) - 1) // (LETTERS - 1))
    return [start + place for place in sorted({*places[::steps], places[-1]})]


def _without_marks(textpage: pdfium.PdfTextPage, frame: Frame, text: str, start: int, height: float) -> str:
    """Return a line's text without the raised numbers of notes: "section 47" and not "section 471".

    At the beginning of a line such a number stays, parted from the words: the line is a note.
    """
    for match in reversed(list(re.finditer(r"\d{1,4}(?=[\s.,;:)\]”’\"']|$)", text))):
        cut = match.end()
        while cut > match.start() and _foot(textpage, frame, start + cut - 1) > height:
            cut -= 1
        text = text[:cut] + text[match.end() :] if cut else text
    raised = re.match(r"\d{1,3}(?=[^\W\d])", text)
    if raised and _foot(textpage, frame, start) > height:
        text = f"{raised[0]} {text[raised.end() :]}"
    return text


def _foot(textpage: pdfium.PdfTextPage, frame: Frame, index: int) -> float:
    """Return where the ink of a character ends below."""
    return frame.to_seen(*textpage.get_charbox(_char(textpage, index)))[1]


def _box(textpage: pdfium.PdfTextPage, frame: Frame, index: int) -> tuple[float, float, float, float]:
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(textpage.raw, _char(textpage, index), ctypes.byref(box))
    if not frame.rotation:  # nearly every page, and this is asked of every word
        return box.left, box.bottom, box.right, box.top
    return frame.to_seen(box.left, box.bottom, box.right, box.top)


def _weight(textpage: pdfium.PdfTextPage, index: int) -> int:
    return pdfium_c.FPDFText_GetFontWeight(textpage.raw, _char(textpage, index))


def _char(textpage: pdfium.PdfTextPage, index: int) -> int:
    return pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage.raw, index)


def _put_rows(lines: list[Line], rows: tuple[Row, ...]) -> list[Line]:
    """Return the lines with those that stand in a table's row replaced by the row."""
    told: list[Line] = []
    put: set[int] = set()
    for line in lines:
        number = next((n for n, row in enumerate(rows) if row.holds(line.left, line.bottom, line.size)), None)
        if number is None:
            told.append(line)
        elif number not in put:
            put.add(number)
            row = rows[number]
            told.append(
                Line(
                    line.page, " ".join(row.cells), row.left, row.right, row.bottom, row.bottom,
                    line.size, line.size, False, line.height, row,
                )
            )  # fmt: skip
    return told
