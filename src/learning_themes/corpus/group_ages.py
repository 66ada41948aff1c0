"""Finds the ages of several children where a report lists them: in a table, or a heading for each."""

import re
from collections.abc import Iterator, Sequence

from learning_themes.corpus.child import NUMBER, SPAN
from learning_themes.corpus.found import Found
from learning_themes.corpus.report import Block, Report
from learning_themes.corpus.sentences import split_sentences

_CELL = rf"(?:aged? )?(?P<age>{SPAN}|{NUMBER})(?: old)?"
_AGE_CELL = re.compile(_CELL, re.IGNORECASE)
_ROW_NAME = re.compile(
    r"(?:[^:]{0,30}: )?(?:(?:child|infant|baby)(?:[’']s)? )?age"
    r"(?: \(?(?:at|when)\b[^|:]{0,40}| of (?:the )?(?:child|infant|baby))?:?",
    re.IGNORECASE,
)
_AGE_COLUMN = re.compile(
    rf"\| (?:(?:child|infant|baby)(?:[’']s)? )?age(?: \(?(?:at|when)\b[^|:]{{0,40}})?: {_CELL}(?= \||$)",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"\b{SPAN}\b", re.IGNORECASE)
_FAR = 80  # letters between a child's name and its age
_NAMED_SENTENCES = 2  # under its heading, in which a child's age is told
_BLOCKS = 160


def find_group_ages(report: Report) -> Found | None:
    """Return the ages of several children as printed, joined by "; ", where two or more are listed alike.

    A row "Age" with an age in each cell; rows one below the other with a column "Age"; or headings that
    follow one another, each the name of a child whose age the words under it tell.
    """
    blocks = report.blocks[:_BLOCKS]
    for block in blocks:
        ages = _row_of_ages(block)
        if len(ages) >= 2:
            return Found("; ".join(ages), block.page, block.text[:200])
    return _column_of_ages(blocks) or _ages_under_names(blocks)


def _row_of_ages(block: Block) -> list[str]:
    """Return the ages of a row "Age | 6 weeks | 4 months"; none if a cell holds anything else."""
    name, *cells = block.text.split(" | ")
    if block.kind != "row" or not _ROW_NAME.fullmatch(name.strip()):
        return []
    matches = [_AGE_CELL.fullmatch(cell.rpartition(": ")[2].strip()) for cell in cells]
    return [match["age"] for match in matches if match] if all(matches) else []


def _column_of_ages(blocks: Sequence[Block]) -> Found | None:
    """Return the ages in the column "Age" of the first rows, one below the other, that have one."""
    ages: list[str] = []
    first = None
    for block in blocks:
        match = _AGE_COLUMN.search(block.text) if block.kind == "row" else None
        if match:
            ages.append(match["age"])
            first = first or block
        elif ages:
            break
    if not first or len(ages) < 2:
        return None
    return Found("; ".join(ages), first.page, first.text[:200])


def _ages_under_names(blocks: Sequence[Block]) -> Found | None:
    """Return "NAME AGE; NAME AGE" of headings that follow one another with a child's age under each."""
    run: list[tuple[Block, str]] = []
    for heading, told in _under_headings(blocks):
        age = _age_of(heading.text, told)
        if age and (not run or heading.level == run[0][0].level):
            run.append((heading, age))
        elif len(run) >= 2:
            break
        else:
            run = [(heading, age)] if age else []
    if len(run) < 2:
        return None
    names = "; ".join(f"{heading.text} {age}" for heading, age in run)
    return Found(names, run[0][0].page, names[:200], "medium")


def _under_headings(blocks: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    for place, block in enumerate(blocks[:-1]):
        if block.kind == "heading":
            following = blocks[place + 1]
            yield block, "" if following.kind == "heading" else following.text


def _age_of(name: str, told: str) -> str:
    """Return the age that the words under a heading tell of whom it names; "" if it names nobody so."""
    if len(name.split()) > 3 or not re.fullmatch(r"(?:[A-Z][\w’'-]*|\d+)(?: (?:[A-Z][\w’'-]*|\d+))*", name):
        return ""
    for sentence in split_sentences(told)[:_NAMED_SENTENCES]:
        named = re.search(rf"\b{re.escape(name)}(?![\w’'])", sentence)
        age = _SPAN.search(sentence, named.end()) if named else None
        if named and age and age.start() - named.end() <= _FAR:
            between = sentence[named.end() : age.start()]
            if re.fullmatch(
                r"\W*(?:\w+ ){0,4}(?:was|is|aged|died at|died aged|,)? ?\W*(?:\w+ ){0,2}", between
            ):
                return age[0]
    return ""
