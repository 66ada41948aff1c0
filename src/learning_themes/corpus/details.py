"""Finds a report's register fields in its text: title, kind, partnership, author, dates, child's age.

Each value comes with the page and the words it was found in; what the text does not say stays empty.
"""

import re
from collections import Counter

from learning_themes.corpus.child import find_age
from learning_themes.corpus.dates import find_dates
from learning_themes.corpus.found import Found
from learning_themes.corpus.gender import find_gender
from learning_themes.corpus.group_ages import find_group_ages
from learning_themes.corpus.incident import find_incident
from learning_themes.corpus.people_and_places import PARTNERSHIP, find_author, find_partnership, title_case
from learning_themes.corpus.published import find_published
from learning_themes.corpus.report import Block, Report
from learning_themes.corpus.subject import find_subject, has_label

_TYPES = (
    ("DHR", r"domestic homicide review|domestic abuse[- ]related death review|\bDHR\b|\bDARDR\b"),
    ("SAR", r"safeguarding adults? review|\bSAR\b"),
    ("THEMATIC", r"\bthematic\b"),
    ("RR", r"\brapid review\b"),
    ("LCSPR", r"(local )?child safeguarding practice review|\bL?CSPR\b"),
    ("CPR", r"child practice review|\b[CE]?CPR\b|adolescent practice review"),
    ("SCR", r"serious case review|\bSCR\b"),
)
# A digit inside a word in capitals, such as "80ARD": what the reading of a picture makes of letters.
_MISREAD = re.compile(r"\b(?:\d+(?!ST\b|ND\b|RD\b|TH\b)[A-Z]{2,}|[A-Za-z]+\d+[A-Za-z]+)\b")
_ONLY_KIND = re.compile(
    r"(?:(?:the|an?|final|published|local|joint|overview|report|executive|summary|extended|child|adults?|concise"
    r"|serious case|rapid|safeguarding|practice|domestic homicide|review|of|for)\W*)+",
    re.IGNORECASE,
)
_PERSON = (
    r"(?:(?i:Child|Children|Baby|Babies|Infant|Young Person|Adult|Family|Mr|Mrs|Ms|Miss|Siblings?|Twins?)"
    r" [A-Z][\w’'-]*)"
)
_OF_WHOM = re.compile(
    rf"(?:(?i:In respect of|Concerning|Regarding|Re:?|The case of|The death of) )?{_PERSON}"
    rf"(?:(?:,|,? (?i:and)|,? &) (?:{_PERSON}|[A-Z][\w’'-]*)){{0,5}}"
)


def find_details(report: Report) -> dict[str, Found]:
    """Return the fields that the text gives, by column name of the register."""
    front = [block for block in report.blocks if block.page <= 1][:25]
    early = [block for block in report.blocks if block.page <= 4][:120]
    title = _find_title(report, front)
    kind = _find_type(title, front, early)
    finders = {
        "title": title,
        "review_type": kind,
        # an inspection names the board of its area in passing: that board did not commission it
        "partnership": find_partnership(report, front, early if kind else []),
        "author": find_author(report, front, early),
        "published_date": find_published(report, front),
    }
    # an inspection is about no one child; a thematic review about several, with an incident each
    if (kind and kind.value != "THEMATIC") or (not kind and title and has_label(title.value)):
        finders |= _find_child(report, finders)
    elif kind:
        finders["child_age"] = find_group_ages(report)
    if title and report.quality.ocr and _MISREAD.search(title.value):
        finders["title"] = None  # good enough to tell of whom it speaks, not to be printed
    return {name: found for name, found in finders.items() if found}


def _find_child(report: Report, found: dict[str, Found | None]) -> dict[str, Found | None]:
    """Return what is found of the incident and of the child."""
    title, kind, partnership, published = (
        one.value if (one := found[name]) else ""
        for name in ("title", "review_type", "partnership", "published_date")
    )
    subject = find_subject(title, kind, partnership, report.blocks)
    incident = find_incident(report, subject, published)
    age = find_age(report, subject, incident)
    if not age and subject.several and not subject.adult:
        age = find_group_ages(report)
    return {"incident_date": incident, "child_age": age, "gender": find_gender(report, subject, age)}


def _find_title(report: Report, front: list[Block]) -> Found | None:
    """Return the largest type of the first page, with the lines beside it that name the review or the child.

    Where no type is large, it is the file's own title, or else the first short line that names a review.
    """
    texts = [block for block in front if 3 <= len(block.text) <= 250 and block.kind != "bullet"]
    if not texts:
        return Found(report.title, 0, "the file's own title") if report.title else None
    largest = max(texts, key=lambda block: (block.kind == "heading", block.size))
    opens = largest.kind == "heading" and largest.level == 1 and largest in texts[:2]
    opens = opens and not PARTNERSHIP.search(title_case(largest.text))
    if largest.size <= 1.05 and not opens:  # no type to go by: the first short line that names a review
        named = [block for block in texts[:8] if _names_review(block.text) and len(block.text) < 120]
        largest = named[0] if named else largest
    if report.title and largest.size <= 1.05 and _names_review(report.title):
        return Found(_with_subject(report.title, texts[:8]), 0, "the file's own title")
    at = texts.index(largest)
    title = _with_review(largest, texts, at)
    return Found(_with_subject(title, texts[at + 1 : at + 4]), largest.page, largest.text)


def _with_review(largest: Block, texts: list[Block], at: int) -> str:
    """Return the title with a line beside it that names the review, if it does not do so itself."""
    title = largest.text
    for place in range(max(0, at - 3), min(len(texts), at + 4)):
        block = texts[place]
        beside = (
            block is not largest and len(block.text) < 200 and _names_review(block.text) and block.size > 0.9
        )
        beside = beside and not find_dates(block.text)
        if beside and not _names_review(title) and not PARTNERSHIP.search(block.text):
            title = f"{title}: {block.text}{_continued(block, texts[place + 1 :])}"
    return title


def _continued(line: Block, following: list[Block]) -> str:
    """Return the rest of a line that was broken: the next line, if it is as large and begins small."""
    same = following and abs(following[0].size - line.size) < 0.02 and following[0].kind == line.kind
    return f" {following[0].text}" if same and following[0].text[:1].islower() else ""


def _with_subject(title: str, beside: list[Block]) -> str:
    """Return the title; if it is only a kind of review, with the line beside it that says of whom."""
    if not _ONLY_KIND.fullmatch(title):
        return title
    named = (block.text for block in beside if _OF_WHOM.fullmatch(block.text))
    subject = next(named, "")
    return f"{title}: {subject}" if subject else title


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
