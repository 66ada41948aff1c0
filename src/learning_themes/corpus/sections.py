"""Maps every block of a report to a canonical section, from its heading, its depth and its place."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from learning_themes.corpus.report import Block

# Where an unknown chapter belongs, by the chapter before it: reviews keep this order.
_AFTER = {
    "front-matter": "background",
    "summary": "analysis",
    "method": "background",
    "background": "analysis",
    "narrative": "analysis",
    "recommendations": "findings",
}


# Words of a title page, in formats without pages: an unknown heading after more than these opens a chapter.
_FRONT_WORDS = 150

# Chapters that keep the headings below them, and sections that a sub-heading opens below any other.
_KEEPING = ("method", "appendix", "recommendations")
_OPENING = ("findings", "good-practice", "recommendations", "method", "appendix", "summary")


@dataclass(frozen=True)
class Placed:
    """A block with its section and the heading that it stands under."""

    block: Block
    section: str
    heading: str


@cache
def load_headings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the phrases of each section, in the order in which they are tried."""
    data = YAML(typ="safe").load((Path(__file__).parent / "sections.yaml").read_text("utf-8"))
    return tuple((entry["section"], tuple(entry["headings"])) for entry in data)


def name_section(heading: str) -> tuple[str, bool]:
    """Return the section that a heading opens by its words ("" if they do not tell), and how surely.

    >>> name_section("5. Findings"), name_section("How well was information shared?")
    (('findings', True), ('analysis', False))
    """
    plain = heading.lower().replace("’", "").replace("'", "")
    plain = re.sub(r"^(section|part|chapter) ([a-z]|[ivx]+|\d+)\b", "", plain)
    words = " ".join(re.findall(r"[a-z]+", plain))
    for section, phrases in load_headings():
        if f"={words}" in phrases:
            return section, True
        for phrase in phrases:
            if not phrase.startswith("=") and f" {phrase.lstrip('!')} " in f" {words} ":
                return section, phrase.startswith("!")
    return "", False


def place_blocks(blocks: tuple[Block, ...]) -> list[Placed]:
    """Return the blocks with their sections.

    A heading below another keeps its section unless its own words say otherwise, and nothing under
    terms of reference or an appendix counts as a finding. All before the first known heading of
    page one is front matter; without pages, the first _FRONT_WORDS words stand for page one.
    """
    placed, trail = [], []  # trail: (level, section, heading) from the chapter down
    last_chapter, words = "front-matter", 0
    for block in blocks:
        if block.kind == "heading":
            on_first_page = block.page == 1 or (block.page == 0 and words <= _FRONT_WORDS)
            section = _heading_section(block, trail, last_chapter, on_first_page=on_first_page)
            trail = [step for step in trail if step[0] < block.level]
            trail.append((block.level, section, block.text))
            last_chapter = section
        words += len(block.text.split())
        section = trail[-1][1] if trail else "front-matter"
        heading = trail[-1][2] if trail else ""
        placed.append(Placed(block, "appendix" if block.kind == "footnote" else section, heading))
    return placed


def _heading_section(
    block: Block, trail: list[tuple[int, str, str]], last: str, *, on_first_page: bool
) -> str:
    above = [step for step in trail if step[0] < block.level]
    parent = above[-1][1] if above else ""
    named, surely = name_section(block.text)
    if named and not _is_kept(parent, named, surely):
        return named
    if on_first_page and last == "front-matter":
        return "front-matter"
    if parent and parent != "front-matter":
        return parent
    return _AFTER.get(last, last)


def _is_kept(parent: str, named: str, surely: bool) -> bool:
    """Whether a chapter keeps a sub-heading whose words name another section.

    "The children" in an analysis is analysis; "Good practice" there is good practice.
    """
    if not parent or parent in ("front-matter", "background"):
        return False
    if parent in _KEEPING:
        return not (surely and named in _OPENING) and named not in ("appendix", "recommendations")
    return named not in _OPENING
