"""Puts the passages of a review together again as paragraphs, as recommendations may take several."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import pandas as pd


@dataclass(frozen=True)
class Piece:
    """Words of one passage: all of them, or a part where a recommendation begins inside a sentence."""

    passage_id: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, bullet, row or heading with its place and number, and its words passage by passage."""

    page: int
    section: str
    heading: str
    kind: str
    label: str
    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table with two or more cells; one cell reads like a paragraph."""
        return self.kind == "row" and " | " in self.text


def join_passages(passages: pd.DataFrame) -> list[Paragraph]:
    """Return the paragraphs of one review in reading order."""
    return list(_join(passages.itertuples(index=False)))


def _join(rows: Iterable) -> Iterator[Paragraph]:
    for _, group in groupby(rows, key=attrgetter("paragraph", "kind", "heading")):
        members = list(group)
        first = members[0]
        pieces = tuple(Piece(row.passage_id, row.text) for row in members)
        place = int(first.page), first.section, first.heading, first.kind, first.label, int(first.paragraph)
        yield Paragraph(*place, pieces)


def part_files(paragraphs: Iterable[Paragraph]) -> list[list[Paragraph]]:
    """Return the paragraphs file by file: where their numbers begin anew, another file of the review does."""
    files: list[list[Paragraph]] = [[]]
    for paragraph in paragraphs:
        if files[-1] and paragraph.number < files[-1][-1].number:
            files.append([])
        files[-1].append(paragraph)
    return [file for file in files if file]
