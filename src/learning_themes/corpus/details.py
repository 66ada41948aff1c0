"""Finds a report's register fields in its text: title, kind, partnership, author, dates, child's age.

Each value comes with the page and the words it was found in; what the text does not say stays empty.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from learning_themes.corpus.dates import FoundDate, find_dates
from learning_themes.corpus.report import Block, Report


@dataclass(frozen=True)
class Found:
    """A value with where it was found: page as counted (0: none) and the words around it."""

    value: str
    page: int
    words: str


_TYPES = (
    ("DHR", r"domestic homicide review|domestic abuse[- ]related death review|\bDHR\b|\bDARDR\b"),
    ("SAR", r"safeguarding adults? review|\bSAR\b"),
    ("THEMATIC", r"\bthematic\b"),
    ("RR", r"\brapid review\b"),
    ("LCSPR", r"(local )?child safeguarding practice review|\bL?CSPR\b"),
    ("CPR", r"child practice review|\b[CE]?CPR\b|adolescent practice review"),
    ("SCR", r"serious case review|\bSCR\b"),
)
_PLACE = r"(?!(?:The|Local|Safeguarding|Chair|Director|Assistant|Independent|Report|Of|And)\b)[A-Z][\w’'-]+"
_PARTNERSHIP = re.compile(
    rf"\b({_PLACE}(?:[ ,]+(?:{_PLACE}|and|&|of|upon|with|the|on))*\s+"
    r"(?:(?:Local )?Safeguarding (?:Children|Adults?|Child)(?:[’']s)?(?: and Adults?)? (?:Partnership|Board)"
    r"|Community Safety Partnership|Regional Safeguarding (?:Children )?Board)"
    rf"|Safer {_PLACE}(?: {_PLACE}){{0,2}} Partnership)"
)
_NAME = r"((?:(?:Dr|Professor|Prof|Ms|Mrs|Mr|Miss|Sir|Dame)\.? )?[A-Z][a-z’'-]+(?:[ -][A-Z][\w’'.-]*){1,3})"
_ROLE = (
    r"(?:independent|lead|overview|report|rapid review)?\s*(?:lead |report |overview )?"
    r"(?:author|reviewer|report writer)s?"
)
_NAMES = rf"{_NAME}(?:\s+and\s+{_NAME})?"
_BY = r"(?:report|review) by|written by|prepared by|undertaken by|author is"
_AUTHOR = (
    re.compile(rf"(?i:\b{_ROLE}s?)\s*(?:\||:|–|-)\s*{_NAMES}"),
    re.compile(rf"(?i:\b(?:{_BY}))\s+{_NAMES}"),
    re.compile(rf"^{_NAMES},?\s*[-–,(]?\s*(?i:{_ROLE})\b"),
)
_NOT_NAME = re.compile(
    r"( (?:Chair|Published|Report|Date|Independent|Panel|Lead|Author|Reviewer|Overview|January"
    r"|February|March|April|May|June|July|August|September|October|November|December))+\b.*$"
)
_PUBLISHED = re.compile(
    r"\b(report published|published( on)?|publication date|date of publication|publication"
    r"|for publication|date published)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(not (be )?published|before publication|until (it is )?published|prior to publication"
    r"|since|previous)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(died|death|dies|was killed|murdered|fatal|stillborn|found dead|harmed|fractur\w+|unresponsive"
    r"|overdose|scald\w*|sepsis|by ambulance|broken (?:bone|arm|leg|rib)s?"
    r"|took (his|her|their) own life|injur\w+|serious(ly)? (harm\w*|incident)"
    r"|date of (the )?(serious )?incident|collapsed|was admitted|homicide|stabbed)\b",
    re.IGNORECASE,
)
_UNIT = r"(?:days?|weeks?|months?|years?)"
_AGE = re.compile(
    rf"\b(?:aged?(?: of)?|was|were) ((?:\d{{1,2}}|[a-z]+(?:-[a-z]+)?)(?:[- ]{_UNIT}(?: old)?)?)\b"
    r"(?= when (?:he|she|they)| at the time| old|[,.;]|$)"
)
_AGE_UNIT = re.compile(
    r"\b((?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty)[- ](?:day|week|month|year)s?)(?:[- ]old\b| old\b)"
    r"|\b(?:aged|age of) ((?:\d{1,2}|[a-z]+)(?: (?:days?|weeks?|months?|years?))?)\b",
    re.IGNORECASE,
)
_AGE_LABEL = re.compile(r"^(?:child(?:[’']s|ren[’']s)? )?age\b[^:|]{0,40}: ([^.|;]*\d[^.|;]*)", re.IGNORECASE)
_FILE_DATE = re.compile(r"\d{1,2} [A-Za-z]+ \d{4}|\d{4}-\d\d-\d\d")


def find_details(report: Report) -> dict[str, Found]:
    """Return the fields that the text gives, by column name of the register."""
    front = [block for block in report.blocks if block.page <= 1][:25]
    early = [block for block in report.blocks if block.page <= 4][:120]
    title = _find_title(report, front)
    finders = {
        "title": title,
        "review_type": _find_type(title, front, early),
        "partnership": _find_partnership(report, front, early),
        "author": _find_author(front, early),
        "published_date": _find_published(report, front),
    }
    kind = finders["review_type"]
    if kind and kind.value != "THEMATIC":  # one child, one incident; an inspection has neither
        finders["incident_date"] = _find_incident(early)
        finders["child_age"] = _find_age(early)
    return {name: found for name, found in finders.items() if found}


def _find_title(report: Report, front: list[Block]) -> Found | None:
    """Return the largest type of the first page, with the lines beside it that name the review."""
    texts = [block for block in front if 3 <= len(block.text) <= 250 and block.kind != "bullet"]
    if not texts:
        return Found(report.title, 0, "the file's own title") if report.title else None
    largest = max(texts, key=lambda block: (block.kind == "heading", block.size))
    opens = largest.kind == "heading" and largest.level == 1 and largest in texts[:2]
    opens = opens and not _PARTNERSHIP.search(_title_case(largest.text))
    if largest.size <= 1.05 and not opens:  # no type to go by: the first short line that names a review
        named = [block for block in texts[:8] if _names_review(block.text) and len(block.text) < 120]
        largest = named[0] if named else largest
    title = largest.text
    if report.title and largest.size <= 1.05 and _names_review(report.title):
        return Found(report.title, 0, "the file's own title")
    for block in texts:
        beside = block is not largest and _names_review(block.text) and block.size > 0.9
        beside = beside and not find_dates(block.text)
        if beside and not _names_review(title) and not _PARTNERSHIP.search(block.text):
            title = f"{title}: {block.text}"
    return Found(title, largest.page, largest.text)


def _names_review(text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for _, pattern in _TYPES) or bool(
        re.search(r"\b(inspection|review)\b", text, re.IGNORECASE)
    )


def _find_type(title: Found | None, front: list[Block], early: list[Block]) -> Found | None:
    places = [Block("title", title.value, title.page)] if title else []
    for block in [*places, *front]:
        for kind, pattern in _TYPES:
            match = re.search(pattern, block.text, re.IGNORECASE)
            if match and len(block.text) < 250:
                return Found(kind, block.page, match[0])
    return _most_named_type(early)


def _most_named_type(early: list[Block]) -> Found | None:
    """Return the kind of review named in at least three early paragraphs, if one is named most."""
    named: Counter[str] = Counter()
    first: dict[str, Found] = {}
    for block in early:
        for kind, pattern in _TYPES:
            match = re.search(pattern, block.text)
            if match:
                named[kind] += 1
                first.setdefault(kind, Found(kind, block.page, match[0]))
                break
    return first[named.most_common(1)[0][0]] if named and max(named.values()) >= 3 else None


def _find_partnership(report: Report, front: list[Block], early: list[Block]) -> Found | None:
    for blocks in (front, early):
        for block in blocks:
            match = _PARTNERSHIP.search(_title_case(block.text))
            if match:
                return Found(match[1], block.page, match[0])
    for text in report.furniture:
        match = _PARTNERSHIP.search(text)
        if match:
            return Found(match[1], 0, f"running header or footer: {text}")
    return None


def _title_case(text: str) -> str:
    return text.title() if text.isupper() else text


def _find_author(front: list[Block], early: list[Block]) -> Found | None:
    for blocks in (front, early):
        for block in blocks:
            for pattern in _AUTHOR:
                match = pattern.search(block.text)
                if match:
                    names = [_NOT_NAME.sub("", name) for name in match.groups() if name]
                    return Found("; ".join(names), block.page, match[0])
    return None


def _find_published(report: Report, front: list[Block]) -> Found | None:
    """Return the date said to be that of publication; else one alone on page one; else the file name's."""
    furniture = [Block("furniture", text) for text in report.furniture]
    ends = [block for block in report.blocks if len(block.text) < 300]
    for block in [*front, *furniture, *reversed(ends)]:
        found = _said_published(block)
        if found:
            return found
    for block in front:
        dates = find_dates(block.text)
        if len(dates) == 1 and _stands_alone(block.text, dates[0]):
            return Found(dates[0].iso, block.page, block.text)
    name = _FILE_DATE.search(report.file.rsplit("/", 1)[-1])
    dates = find_dates(name[0]) if name else []
    return Found(dates[0].iso, 0, f"file name: {name[0]}") if dates else None


def _stands_alone(text: str, date: FoundDate) -> bool:
    """Whether a date is a line of the title page: by itself, or after names without a preposition."""
    before = text[: date.start].rstrip()
    last = before.rsplit(" ", 1)[-1].lower()
    return date.end >= len(text.rstrip(" .")) and (
        len(before) <= 8 or (len(text) <= 110 and before[-1:].isalpha() and last not in _PREPOSITIONS)
    )


_PREPOSITIONS = (
    "in",
    "on",
    "to",
    "of",
    "by",
    "since",
    "until",
    "from",
    "and",
    "between",
    "before",
    "after",
    "dated",
    "during",
)


def _said_published(block: Block) -> Found | None:
    for match in _PUBLISHED.finditer(block.text):
        before = block.text[max(0, match.start() - 40) : match.end()]
        if _NOT_YET.search(before):
            continue
        for found in find_dates(block.text):
            between = block.text[match.end() : found.start]
            if 0 <= found.start - match.end() <= 40 and not re.search(r"[.;]", between):
                return Found(found.iso, block.page, block.text[match.start() : found.end])
    return None


def _find_incident(early: list[Block]) -> Found | None:
    """Return the date nearest to the words of harm in the first early sentence that has both."""
    for block in early:
        for sentence in re.split(r"(?<=[.;])\s", block.text):
            dates = find_dates(sentence)
            if dates and _HARM.search(sentence) and not _PUBLISHED.search(sentence):
                nearest = min(dates, key=lambda found: _distance(sentence, found))
                return Found(nearest.iso, block.page, sentence[:200])
    return None


def _distance(sentence: str, found: FoundDate) -> int:
    return min(abs(found.start - match.start()) for match in _HARM.finditer(sentence))


def _find_age(early: Iterable[Block]) -> Found | None:
    for block, sentence in _sentences(early):
        match = _AGE_LABEL.match(sentence)
        if match:
            return Found(match[1].strip(), block.page, sentence[:200])
        match = _AGE.search(sentence) if _HARM.search(sentence) else None
        if match and re.match(_NUMBER_WORD, match[1]):
            return Found(match[1], block.page, sentence[:200])
        match = _AGE_UNIT.search(sentence) if _HARM.search(sentence) else None
        if match:
            return Found((match[1] or match[2]).strip(), block.page, sentence[:200])
    return None


_NUMBER_WORD = (
    r"\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen"
)


def _sentences(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    for block in blocks:
        for sentence in re.split(r"(?<=[.;])\s", block.text):
            yield block, sentence
