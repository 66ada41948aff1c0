"""Finds where a review makes recommendations: under which headings, and in which tables."""

import re
from collections.abc import Iterator, Sequence

from learning_themes.actions.paragraphs import Paragraph
from learning_themes.actions.wording import ASKING_HEADING, EARLIER, OTHER_HEADING, RECOMMENDS

_PARTED = re.compile(r"^(section|part|chapter|appendix|annex)\b", re.IGNORECASE)
_NAMES_NONE = ("method", "front-matter")


def find_regions(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return the runs of paragraphs that stand under headings for recommendations.

    Left out is what stands under a heading for earlier reviews, for learning points or for what was done
    already, with the headings below it.
    """
    regions: list[list[Paragraph]] = [[]]
    told, inside = False, False
    section = ""
    for paragraph in paragraphs:
        if paragraph.kind == "heading":
            told = _tells_of_others(paragraph, told, paragraph.section != section)
        section = paragraph.section
        now = not told and _may_recommend(paragraph)
        if now != inside:
            regions.append([])
        inside = now
        if now:
            regions[-1].append(paragraph)
    return [region for region in regions if region]


def _tells_of_others(heading: Paragraph, told: bool, new_section: bool) -> bool:
    """Whether the heading is for earlier or done things, or stands below such a one."""
    if OTHER_HEADING.search(heading.text):
        return bool(EARLIER.search(heading.text)) or not RECOMMENDS.search(heading.text)
    ends = new_section or RECOMMENDS.search(heading.text) or _PARTED.match(heading.text) or heading.label
    return told and not ends


def _may_recommend(paragraph: Paragraph) -> bool:
    if paragraph.section == "recommendations":
        return True
    if paragraph.section in _NAMES_NONE:
        return False
    return bool(RECOMMENDS.search(paragraph.heading)) and len(paragraph.heading) <= 90


def is_asking(region: Sequence[Paragraph]) -> bool:
    """Return whether a heading of the region says that something is asked for."""
    return any(ASKING_HEADING.search(paragraph.heading) for paragraph in region)


def find_tables(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield each run of table rows; a heading or other text between ends a table."""
    table: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.is_row:
            table.append(paragraph)
        elif table:
            yield table
            table = []
    if table:
        yield table
