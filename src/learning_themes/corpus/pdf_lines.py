"""The printed lines of a PDF page in reading order, each with its place and type, on pages turned any way."""

from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from learning_themes.corpus.pdf_columns import Piece, find_aligned_rows, order_columns
from learning_themes.corpus.pdf_hidden import Hidden, find_covers, redact, remove_unseen
from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.pdf_set_lines import set_lines
from learning_themes.corpus.pdf_signs import Signs, find_rotation
from learning_themes.corpus.pdf_tables import Box, Frame, Row, find_rows
from learning_themes.corpus.programs import find_ocr
from learning_themes.corpus.scanned import even_sizes, is_picture, read_picture

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
    found, pieces = set_lines(Signs(textpage, frame, covers), number, frame.height)
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
    unseen = remove_unseen(page) or 0
    textpage = page.get_textpage()
    rotation = find_rotation(textpage)
    if page.get_rotation() != rotation:
        textpage.close()
        page.set_rotation(rotation)
        textpage = page.get_textpage()
    return textpage, Frame(rotation, page.get_width(), page.get_height()), unseen


def _stands_in(piece: Piece, row: Row) -> bool:
    return row.holds(piece.left, piece.bottom, piece.size)


def _reorder(lines: list[Line], pieces: list[Piece]) -> list[Line]:
    """Return a line for each piece, in the order of the pieces."""
    return [
        replace(lines[piece.line], text=piece.text, left=piece.left, right=piece.right) for piece in pieces
    ]


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
