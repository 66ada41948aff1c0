"""Finds the day, month or year on which a review was published."""

import re

from learning_themes.corpus.dates import FoundDate, find_dates
from learning_themes.corpus.found import Found
from learning_themes.corpus.report import Block, Report

PUBLISHED = re.compile(
    r"\b(report published|published( on)?|publication date|date of publication|publication"
    r"|for publication|date published)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(not (be )?published|before publication|until (it is )?published|prior to publication"
    r"|since|previous)\b",
    re.IGNORECASE,
)
_ROW_STATE = re.compile(
    r"(?:^|[:|] ?)(?:final )?(?:report )?(?:approved for )?(?:published|publication)\b", re.IGNORECASE
)
_THIS = re.compile(
    r"\b(?:this|the) (?:report|review)\b[^.;]{0,60}$|\b(?:publishes|published) (?:it|this)\b", re.IGNORECASE
)
_FILE_DATE = re.compile(r"\d{1,2} [A-Za-z]+ \d{4}|\d{4}-\d\d-\d\d")
_PREPOSITIONS = "in on to of by since until from and between before after dated during".split()


def find_published(report: Report, front: list[Block]) -> Found | None:
    """Return the date said to be that of publication; else one alone on page one; else the file name's."""
    furniture = [Block("furniture", text) for text in report.furniture]
    for block in [*front, *furniture]:
        found = _said_published(block)
        if found:
            return found
    for block in reversed(report.blocks):
        found = _said_at_end(block)
        if found:
            return found
    for block in front:
        dates = find_dates(block.text)
        if len(dates) == 1 and _stands_alone(block.text, dates[0]):
            return Found(dates[0].iso, block.page, block.text, "medium")
    name = _FILE_DATE.search(report.file.rsplit("/", 1)[-1])
    dates = find_dates(name[0]) if name else []
    return Found(dates[0].iso, 0, f"file name: {name[0]}", "low") if dates else None


def _stands_alone(text: str, date: FoundDate) -> bool:
    """Whether a date is a line of the title page: by itself, or after names without a preposition."""
    before = text[: date.start].rstrip()
    last = before.rsplit(" ", 1)[-1].lower()
    return date.end >= len(text.rstrip(" .")) and (
        len(before) <= 8 or (len(text) <= 110 and before[-1:].isalpha() and last not in _PREPOSITIONS)
    )


def _said_published(block: Block) -> Found | None:
    for match in PUBLISHED.finditer(block.text):
        before = block.text[max(0, match.start() - 40) : match.end()]
        if _NOT_YET.search(before):
            continue
        for found in find_dates(block.text):
            between = block.text[match.end() : found.start]
            if 0 <= found.start - match.end() <= 40 and not re.search(r"[.;]", between):
                return Found(found.iso, block.page, block.text[match.start() : found.end])
    return None


def _said_at_end(block: Block) -> Found | None:
    """Return the date of publication that a row of document control, or a short line, gives.

    Other works are "published in" too: a line must open with the word, or speak of this report.
    """
    text = block.text
    if len(text) >= 300:
        return None
    if block.kind == "row" and _ROW_STATE.search(text) and not _NOT_YET.search(text):
        dates = find_dates(text)
        if len(dates) == 1:
            return Found(dates[0].iso, block.page, text)
    said = PUBLISHED.search(text)
    for_it = said and said[0].lower() == "for publication" and len(text) < 150
    if said and (for_it or said.start() <= 8 or _THIS.search(text[: said.start()])):
        return _said_published(block)
    return None
