"""Word files and slides for training, drawn as the board report is: accessible, the same bytes each time."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

import docx
from docx.document import Document
from docx.shared import Mm, Pt

from learning_themes.files import fix_package
from learning_themes.identity import Identity
from learning_themes.reports import markdown as md
from learning_themes.reports.drawing import Chart, save_chart
from learning_themes.reports.render_slides import render_slides
from learning_themes.reports.render_word import render_word
from learning_themes.reports.slides import Slide
from learning_themes.reports.wording import word_date

NO_CHARTS: Mapping[str, Chart] = MappingProxyType({})
KIND = "learning from reviews"  # at the foot of every page
# What goes on one sheet is set smaller: points, space before and after, by style.
SHEET = {
    "Title": (15, 0, 2),
    "Heading 1": (10.5, 6, 2),
    "Heading 2": (9.5, 4, 1),
    "Compact": (9, 1, 1),
    "Body Text": (9, 1, 2),
    "First Paragraph": (9, 1, 2),
    "Marking": (8, 1, 2),
    "As of": (8.5, 0, 1),
    "Table Caption": (8, 4, 2),
}
SHEET_SIDE, SHEET_TOP, SHEET_EDGE = Mm(16), Mm(15), Mm(7)


class Marking(NamedTuple):
    """What a file says of who may use it: in full under its title, and short on every page."""

    words: str
    short: str


@dataclass(frozen=True)
class Imprint:
    """What every file for training bears: the partnership, the day, and how the partnership looks."""

    partnership: str
    as_of: date
    identity: Identity = field(default_factory=Identity)

    def front(self, title: str, marking: Marking) -> dict[str, str]:
        """Return the words at the front of a file with `title`."""
        return {
            "title": md.clean(title),
            "partnership": md.clean(self.partnership),
            "as_of_words": word_date(self.as_of.isoformat()),
            "marking": marking.words,
            "marking_short": marking.short,
            "kind": KIND,
        }


def render_docx(
    body: str,
    *,
    title: str,
    marking: Marking,
    imprint: Imprint,
    charts: Mapping[str, Chart] = NO_CHARTS,
    sheet: bool = False,
) -> bytes:
    """Return a Word file of Markdown under `title`; `sheet` sets it small enough for one page.

    Headings begin at level 2, the title being level 1. Same words and day, same bytes.
    """
    words = imprint.front(title, marking)
    with _saved(charts) as folder:
        content = render_word(
            f"{md.front_matter(words)}\n\n{body}",
            folder=folder,
            as_of=imprint.as_of,
            identity=imprint.identity,
            words=words,
        )
    document = docx.Document(io.BytesIO(content))
    if sheet:
        _set_small(document)
    saved = io.BytesIO()
    document.save(saved)
    return fix_package(saved.getvalue(), day=imprint.as_of.isoformat())


def render_deck(
    slides: Sequence[Slide],
    *,
    title: str,
    marking: Marking,
    imprint: Imprint,
    charts: Mapping[str, Chart] = NO_CHARTS,
) -> bytes:
    """Return slides with the notes of the speaker, after one with the title; same bytes each time."""
    with _saved(charts) as folder:
        return render_slides(
            slides,
            charts,
            folder=folder,
            as_of=imprint.as_of,
            identity=imprint.identity,
            words=imprint.front(title, marking),
        )


def name_file(words: str) -> str:
    """Return `words` as part of a file name that every system takes."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:80].strip("-") or "unnamed"


@contextmanager
def _saved(charts: Mapping[str, Chart]) -> Iterator[Path]:
    """Yield a folder that holds `charts`, for as long as a file is drawn from it."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, chart in charts.items():
            save_chart(chart, folder / "charts", name)
        yield folder


def _set_small(document: Document) -> None:
    for name, (points, before, after) in SHEET.items():
        style = document.styles[name]
        style.font.size = Pt(points)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    section = document.sections[0]
    section.left_margin = section.right_margin = SHEET_SIDE
    section.top_margin = section.bottom_margin = SHEET_TOP
    section.header_distance = section.footer_distance = SHEET_EDGE
