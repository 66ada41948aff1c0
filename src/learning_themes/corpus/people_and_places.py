"""Finds who wrote a review and which partnership or board it is by."""

import re
from collections.abc import Iterable, Iterator

from learning_themes.corpus.found import Found
from learning_themes.corpus.report import Block, Report

_PLACE = r"(?!(?:The|Local|Safeguarding|Chair|Director|Assistant|Independent|Report|Of|And)\b)[A-Z][\w’'-]+"
PARTNERSHIP = re.compile(
    rf"\b({_PLACE}(?:[ ,]+(?:{_PLACE}|and|&|of|upon|with|on)|(?<!,) the){{0,12}}\s+"
    r"(?:(?:Local )?Safeguarding (?:Children|Adults?|Child)(?:[’']s)?(?: and Adults?)? (?:Partnership|Board)"
    r"|Community Safety Partnership|Regional Safeguarding (?:Children )?Board)"
    rf"|Safer {_PLACE}(?: {_PLACE}){{0,2}} Partnership)"
)

_TITLE = (
    r"(?:(?:The )?(?:Dr|Doctor|Professor|Prof|Ms|Mrs|Mr|Miss|Mx|Sir|Dame|Lord|Lady|Baroness|Reverend|Rev"
    r"|Canon|Cllr)\.?"
    r"|(?:Detective )?(?:Chief )?(?:Superintendent|Inspector|Sergeant)) "
)
_NO_WORD = (
    r"(?!(?:The|This|A|An|In|On|It|He|She|They|We|I|For|From|By|Of|And|At|Chair|Published|Publication"
    r"|Report|Reports|Date|Independent|Panel"
    r"|Lead|Author|Authors|Reviewer|Reviewers|Review|Reviews|Overview|Safeguarding|Children|Child"
    r"|Childrens|Board|Partnership|Council|Service"
    r"|Services|Serious|Case|Local|Practice|Domestic|Homicide|Rapid|Learning|Group|Team|Trust|Health"
    r"|Social|Care|Police|NHS|Agency|Agencies"
    r"|Executive|Summary|Final|Version|Draft|Business|Manager|Head|Director|Designated|Named|Consultant"
    r"|Nurse|Officer|County|Borough|City"
    r"|Who|When|What|How|Name|Names|Role|Title|Presented|Completed|Commissioned|Section|Chapter|Page"
    r"|Appendix|Contents|Introduction|Terms"
    r"|None|Not|Working|Together|Baby|Family|Mother|Father|Adult|Community|Safety|Office|Home|National"
    r"|Royal|University|College|School|Hospital"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)
_WORD = rf"{_NO_WORD}(?:(?:O|D)[’'])?(?:Mc|Mac)?[A-Z][a-zà-ÿ]+(?:[’'-][A-Za-z][a-zà-ÿ]+){{0,2}}(?![\w’'])"
_PART = rf"(?:{_WORD}|(?:de|van|von|der|la|le|di|ap|al|bin)(?= )|[A-Z](?:\.|(?= [A-Z][a-z])))"
_NAME = rf"(?:(?:{_TITLE})?{_WORD}(?: {_PART}){{0,3}} {_WORD}|{_TITLE}{_WORD})"
# Each group ends with its word: capitals that could be parted in many ways would be tried in all of them.
_LETTERS = (
    r"(?:,? ?\(?(?:[A-Z]{2,}[a-z]{0,3}|PhD|MPhil|DPhil|[BM]Sc|[BM]Ed|Dip[A-Z]\w+|Hons|Cert\w+"
    r"|[A-Z]{1,3}[a-z]{1,3}[A-Z]\w*)(?!\w)(?:\([^)]{1,30}\)|\))?){0,8}"
)
_ASIDE = r"(?: \([^()]{1,80}\))?"
_NAMES = (
    rf"(?:{_NAME}){_LETTERS}{_ASIDE}(?:(?:,| and| &| with|;|,? and) (?:{_NAME}){_LETTERS}{_ASIDE}){{0,3}}"
)
_WRITER = (
    r"(?:author|co-author|reviewer|report writer|overview writer|(?:report|overview) author"
    r"|scrutineer|lead reviewer)"
)
_ROLE = (
    rf"(?:(?:independent|lead|overview|report|rapid|serious|case|review|child|safeguarding|practice|joint"
    rf"|scr|dhr|sar|lcspr|chair|chair and|chair &"
    rf"|chair/|co) ?-?){{0,5}}{_WRITER}s?(?: and (?:independent )?(?:{_WRITER}|chair))?"
)
_BY = (
    r"(?:(?:report|review|overview report|document|text)(?: was| is| has been)?(?: independently)? (?:by"
    r"|written by|led by|authored by)"
    r"|(?:written|prepared|authored|compiled|produced|completed|conducted|undertaken"
    r"|carried out)(?: independently)? by)"
)
_DO = r"(?:write|author|undertake|carry out|conduct|lead)"
_ASKED = r"(?:commissioned|appointed|engaged|asked|selected|instructed)"
_MADE = r"(?:written|led|undertaken|conducted|authored|carried out)"
# Where a form of words counts (front, early, end), how sure it is, and the words
_FORMS = (
    (
        "front early end",
        "high",
        rf"(?i:\b{_ROLE}(?: of (?:the|this) (?:\w+ ){{0,2}}(?:report|review))?\s*(?:\||:|–|-))\s*"
        rf"(?P<names>{_NAMES})",
    ),
    ("front", "high", rf"^(?i:(?:an? )?(?:\w+ ){{0,3}}by):?\s+(?P<names>{_NAMES})"),
    (
        "front early end",
        "high",
        rf"(?i:\b{_BY}):?\s+(?:(?i:the |an )?(?i:{_ROLE}),? )?(?P<names>{_NAMES})",
    ),
    ("front end", "high", rf"^(?P<names>{_NAMES})(?:\s*[-–,(|]\s*|\s+)[^.:]{{0,90}}?(?i:\b{_ROLE})\b"),
    ("early end", "medium", rf"\b(?i:I am|my name is|I,) (?P<names>{_NAMES})"),
    (
        "early",
        "medium",
        rf"(?i:\b{_ROLE}(?: (?:for|of|appointed|commissioned)[^.:;]{{0,60}}?)?,? (?:is|are|was|were)) "
        rf"(?P<names>{_NAMES})",
    ),
    ("early", "medium", rf"(?i:\b{_ROLE}),? (?P<names>{_NAMES}),? (?i:is|was|has|who)\b"),
    (
        "early",
        "medium",
        rf"(?P<names>{_NAMES}),?[^.;:]{{0,80}}? (?i:(?:was|were|has been|is) (?:\w+ )?{_ASKED}) "
        rf"[^.;:]{{0,80}}?(?i:\b(?:{_ROLE}|{_DO}) )",
    ),
    (
        "early",
        "medium",
        rf"(?i:\b{_ASKED}) (?P<names>{_NAMES})[^.;:]{{0,80}}? (?i:\b(?:{_ROLE}\b|(?:to|and) {_DO} ))",
    ),
    (
        "early",
        "medium",
        rf"(?i:\breview (?:was|has been|is) (?:\w+ )?{_MADE}[^.;:]{{0,40}}? by) (?:[a-z]+ ){{0,6}}"
        rf"(?P<names>{_NAMES})",
    ),
    (
        "early",
        "medium",
        rf"\b"
        rf"(?P<names>{_NAMES}),? (?i:(?:an |the )?independent[^.;:]{{0,60}},? (?:is"
        rf"|was) (?:the )?(?:{_ROLE}))",
    ),
)
# Words without one of which a form cannot stand: they are looked for first, as most blocks hold none.
_WRITERS = ("author", "reviewer", "writer", "scrutineer")
_ASKING = ("commissioned", "appointed", "engaged", "asked", "selected", "instructed")
_AGENT, _SELF = ("by",), ("i am", "my name is", "i,")
_CUES = (_WRITERS, _AGENT, _AGENT, _WRITERS, _SELF, _WRITERS, _WRITERS, _ASKING, _ASKING, _AGENT, _WRITERS)
_PATTERNS = tuple(
    (cue, re.compile(words), where, confidence)
    for cue, (where, confidence, words) in zip(_CUES, _FORMS, strict=True)
)
_GROUP = re.compile(
    r"(?i:\b(?:prepared|completed|written|compiled|produced|author)(?: by)?):?\s+(?i:the )?"
    r"(?P<group>(?:[A-Z]\w+ ){1,5}(?:Group|Panel|Team|Subgroup|Sub-group|Committee))\b"
)
_NOT_AUTHOR = re.compile(
    r"\b(IMRs?|individual management|agency|health overview|single agency|chronolog\w+|letter|appendix"
    r"|reviewing officer)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_PERSON_ASIDE = rf"{_NAME}{_LETTERS} \([a-z][^()]{{3,60}}\)"
_PEOPLE_LINE = re.compile(rf"^(?P<names>{_PERSON_ASIDE}(?:,? and {_PERSON_ASIDE})?)")
_TITLED_LINE = re.compile(
    rf"^(?P<names>{_TITLE}(?:{_WORD})(?: {_PART}){{0,3}}{_LETTERS})(?=$| (?:Presented|Published|January"
    rf"|February|March|April|May|June|July|August|September|October|November|December)\b)"
)
_SPLIT = re.compile(r"(?:,? and |,? & | with |; ?|, )(?=[A-Z])")


def find_partnership(report: Report, front: list[Block], early: list[Block]) -> Found | None:
    """Return the partnership or board that the title page, the running lines or else the first pages name."""
    for blocks, confidence in ((front, "high"), (early, "medium")):
        for block in blocks:
            match = PARTNERSHIP.search(title_case(block.text))
            if match:
                return Found(match[1], block.page, match[0], confidence)
    for text in report.furniture:
        match = PARTNERSHIP.search(text)
        if match:
            return Found(match[1], 0, f"running header or footer: {text}", "medium")
    return None


def title_case(text: str) -> str:
    """Return text in capitals with capitals at the beginnings of words alone."""
    return text.title() if text.isupper() else text


def find_author(report: Report, front: list[Block], early: list[Block]) -> Found | None:
    """Return the author or authors, joined by "; ": named by a label, a role, a sentence, or a signature."""
    places = (
        ("front", [block for block in front if len(block.text) < 400]),
        ("early", early),
        ("end", [block for block in report.blocks[-25:] if len(block.text) < 200]),
        ("front", [Block("furniture", text) for text in report.furniture]),
    )
    for place, blocks in places:
        small = [(block, block.text.lower()) for block in blocks]
        for cue, pattern, where, confidence in _PATTERNS:
            if place in where.split():
                told = (block for block, text in small if any(word in text for word in cue))
                for found in _matches(pattern, told, confidence):
                    return found
        if place == "front":
            for found in _title_page_names(blocks):
                return found
    return None


def _matches(pattern: re.Pattern[str], blocks: Iterable[Block], confidence: str) -> Iterator[Found]:
    for block in blocks:
        text = _cased(block.text[:3000])
        for match in pattern.finditer(text):
            if not _NOT_AUTHOR.search(text[: match.start()][-60:]):
                yield Found(_join(match["names"]), block.page, match[0][:200], confidence)


def _title_page_names(blocks: list[Block]) -> Iterator[Found]:
    """Yield names that stand on the title page without a role, and a group that is said to have written."""
    for block in blocks:
        match = _PEOPLE_LINE.match(block.text)
        if match:
            yield Found(_join(match["names"]), block.page, match[0], "low")
    for block in blocks:
        match = _GROUP.search(block.text)
        if match:
            yield Found(match["group"], block.page, match[0], "medium")
    for block in blocks:
        match = _TITLED_LINE.match(block.text)
        if match and "chair" not in block.text.lower():
            yield Found(_join(match["names"]), block.page, match[0], "low")


def _cased(text: str) -> str:
    """Return a line in capitals with its names as names are written, so that "BY ANN BELL" is read too."""
    return text.title() if text.isupper() and len(text) < 150 else text


def _join(names: str) -> str:
    """Return the names alone, without letters after them and what stands in brackets."""
    bare = re.sub(r" ?\([^()]*\)", "", names)
    parts = (re.match(_NAME, part) for part in _SPLIT.split(bare))
    return "; ".join(match[0].strip() for match in parts if match)
