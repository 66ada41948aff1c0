"""Maps every block of a report to a canonical section: by its heading's words, its place and its text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from learning_themes.corpus.report import Block
from learning_themes.corpus.section_cues import (
    count_cues,
    is_agency,
    is_question,
    is_time,
    judge_text,
    leads_to_questions,
)
from learning_themes.tables import UNCOUNTED_SECTIONS

# Where an unknown chapter belongs, by the chapter before it: reviews keep this order.
_AFTER = {
    "front-matter": "background",
    "summary": "analysis",
    "method": "background",
    "background": "analysis",
    "narrative": "analysis",
    "good-practice": "analysis",
    "recommendations": "findings",
}

# Words of a title page, in formats without pages: an unknown heading after more than these opens a chapter.
_FRONT_WORDS = 150

# Words below a heading of page one from which it may open a chapter, and the share of dated sentences
# that makes a narrative where findings went before.
_FEWEST_BELOW = 20
_DATED = 0.25

# Paragraphs below terms of reference, and shares of their sentences that ask and that judge, from which they
# are a chapter of their own.
_VERDICT, _ASKED, _JUDGED = 20, 0.1, 0.2

# Words from which a heading is a whole statement, where a phrase is a weak sign that nothing below counts.
_LONG = 9

# Words of a line that is a heading by its words alone.
_NAME = 3

# Chapters that keep the headings below them, and sections that a sub-heading opens below any other.
_KEEPING = ("method", "appendix", "recommendations")
_OPENING = ("findings", "good-practice", "recommendations", "method", "appendix", "summary")
_LATE = ("analysis", "findings", "good-practice", "recommendations")

WEAK, PLAIN, SURE = 1, 2, 3  # how much the words of a heading tell
_DEEPEST = 9  # a level below that of any heading
_COUNTED = r"(\d+|[a-z]|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\b"


@dataclass(frozen=True)
class Placed:
    """A block with its section and the heading that it stands under."""

    block: Block
    section: str
    heading: str


@dataclass(frozen=True)
class _Chapter:
    """A heading with what is known of its place: the section above it, and those before it."""

    block: Block
    parent: str
    before: Sequence[str]
    texts: Sequence[str]
    on_first_page: bool

    @property
    def last(self) -> str:
        """The section of the heading before."""
        return self.before[-1] if self.before else "front-matter"

    @property
    def on_title_page(self) -> bool:
        """Whether the heading is a line of a title page: nearly nothing stands below it."""
        below = sum(len(text.split()) for text in self.texts)
        return self.on_first_page and self.last == "front-matter" and below < _FEWEST_BELOW

    @cached_property
    def cues(self) -> dict[str, float]:
        """What the text below the heading does."""
        return count_cues(self.texts)


@cache
def load_headings() -> tuple[tuple[str, re.Pattern[str], int], ...]:
    """Return section, pattern and strength of each phrase, in the order in which they are tried.

    Whole headings go before all others.
    """
    data = YAML(typ="safe").load((Path(__file__).parent / "sections.yaml").read_text("utf-8"))
    phrases = [(entry["section"], phrase) for entry in data for phrase in entry["headings"]]
    phrases.sort(key=lambda pair: not pair[1].startswith("="))
    return tuple((section, *_read_phrase(phrase)) for section, phrase in phrases)


def _read_phrase(phrase: str) -> tuple[re.Pattern[str], int]:
    words = phrase.lstrip("~!=^#")
    marks = phrase[: len(phrase) - len(words)]
    inner = re.escape(words).replace(r"\*", r"\w+(?: \w+){0,3}").replace(r"\ ", " ")
    pattern = {"=": rf"^{inner}$", "^": rf"^{inner}\b", "#": rf"^{inner} {_COUNTED}"}
    found = next((pattern[mark] for mark in marks if mark in pattern), rf"\b{inner}\b")
    strength = WEAK if "~" in marks else SURE if set(marks) & set("!=#") else PLAIN
    return re.compile(found), strength


def plain_words(heading: str) -> str:
    """Return a heading in lower case without its number, signs and apostrophes.

    >>> plain_words("Part B: 3.1 What Jo’s days were like")
    'what jos days were like'
    """
    plain = heading.lower().replace("’", "").replace("'", "")
    plain = re.sub(rf"^(section|part|chapter) {_COUNTED}", "", plain)
    return re.sub(r"^(\d+( |$))+", "", " ".join(re.findall(r"[a-z]+|\d+", plain)))


@lru_cache(maxsize=4096)  # a heading is asked about by several steps, and most stand in other reports too
def name_section(heading: str) -> tuple[str, int]:
    """Return the section that a heading opens by its words ("" if they do not tell), and how surely.

    >>> name_section("5. Findings"), name_section("How well was information shared?")
    (('findings', 3), ('analysis', 2))
    """
    counted = plain_words(heading)
    words = " ".join(re.findall(r"[a-z]+", counted))
    for section, pattern, strength in load_headings():
        if pattern.search(words) or strength != PLAIN and pattern.search(counted):
            doubtful = strength == PLAIN and section in UNCOUNTED_SECTIONS and len(words.split()) > _LONG
            return section, WEAK if doubtful else strength
    return "", 0


def is_section_name(text: str) -> bool:
    """Return whether a line that stands alone is a heading by its words: they name a section.

    >>> is_section_name("Recommendations"), is_section_name("Findings were."), is_section_name("Ofsted")
    (True, False, False)
    """
    bare = text[:1].isupper() and len(text.split()) <= _NAME and text[-1:].isalnum()
    return bare and name_section(text)[1] == SURE


def place_blocks(blocks: tuple[Block, ...], typed: Mapping[str, str] | None = None) -> list[Placed]:
    """Return the blocks with their sections; `typed` says for a heading's plain words what a person typed.

    A heading below another keeps its section unless its own words say otherwise, and nothing under
    terms of reference or an appendix counts as a finding, nor do questions that the review was asked.
    All before the first known heading of page one is front matter; without pages, the first
    _FRONT_WORDS words stand for page one. Where nothing opens a chapter that counts, what comes after
    that counts as analysis: what was found stands somewhere in it, and must not be lost.
    """
    typed = typed or {}
    placed: list[Placed] = []
    trail: list[tuple[int, str, str]] = []  # (level, section, heading) from the chapter down
    before: list[str] = []
    words, asked, opened = 0, False, False
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            on_first_page = block.page == 1 or (block.page == 0 and words <= _FRONT_WORDS)
            trail = [step for step in trail if step[0] < block.level]
            parent = trail[-1][1] if trail else ""
            chapter = _Chapter(block, parent, before, _texts_below(blocks, index), on_first_page)
            section = typed.get(plain_words(block.text)) or _section_of(chapter)
            trail.append((block.level, section, block.text))
            before.append(section)
        elif block.kind == "columns" and (not trail or trail[-1][1] == "front-matter"):
            trail += _opened_by_table(block)
        words += len(block.text.split())
        section = trail[-1][1] if trail else "front-matter"
        opened = opened or section not in UNCOUNTED_SECTIONS
        mapped = bool(trail) and plain_words(trail[-1][2]) in typed
        asked = not mapped and _is_asked(block, section, asked)
        placed.append(_place(block, "method" if asked else section, trail))
    return placed if opened else list(_open_body(placed))


def _open_body(placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the blocks of a report without chapters: its text after its first words as analysis."""
    words = 0
    for one in placed:
        after = one.block.page > 1 or words > _FRONT_WORDS  # a Word file may say page 1 of all
        words += len(one.block.text.split())
        body = after and one.section == "front-matter" and one.block.kind != "heading"
        yield Placed(one.block, "analysis", one.heading) if body else one


def tells_no_chapter(passages: Sequence[Mapping[str, object]]) -> bool:
    """Whether passages are of a report without chapters, the text of which counts as analysis."""
    counted = [one for one in passages if one["section"] not in UNCOUNTED_SECTIONS]
    return (
        bool(counted)
        and all(one["section"] == "analysis" for one in counted)
        and not any(one["kind"] == "heading" for one in counted)
    )


def _opened_by_table(block: Block) -> list[tuple[int, str, str]]:
    """Return what a table on a title page opens by the names of its columns: "Judgement | Grade"."""
    section, strength = name_section(block.text)
    return [(_DEEPEST, section, block.text)] if strength >= PLAIN else []


def _place(block: Block, section: str, trail: list[tuple[int, str, str]]) -> Placed:
    if block.kind == "footnote":
        return Placed(block, "appendix", "Footnotes")
    return Placed(block, section, trail[-1][2] if trail else "")


def _is_asked(block: Block, section: str, asked: bool) -> bool:
    """Whether a block announces the questions that a review was asked, or is one of them."""
    if block.kind == "heading" or section in _LATE:
        return False
    return leads_to_questions(block.text) or asked and (block.kind == "bullet" or is_question(block.text))


def _texts_below(blocks: tuple[Block, ...], index: int) -> list[str]:
    """Return the texts under a heading, those of its sub-headings included."""
    texts = []
    for block in blocks[index + 1 :]:
        if block.kind == "heading" and block.level <= blocks[index].level:
            break
        if block.kind not in ("heading", "footnote", "columns"):
            texts.append(block.text)
    return texts


def _section_of(chapter: _Chapter) -> str:
    named, strength = name_section(chapter.block.text)
    opening = chapter.parent in ("", "front-matter")
    if chapter.on_title_page and strength < SURE:
        return "front-matter"
    if named and strength == WEAK and opening:
        return _judge(chapter, named) or named
    if named and not _is_kept(chapter.parent, named, strength):
        return named
    if chapter.on_first_page and chapter.last == "front-matter":
        return "front-matter"
    if not opening:
        return "analysis" if _is_verdict(chapter) else chapter.parent
    if _is_of_agency(chapter):
        return chapter.last
    if is_time(plain_words(chapter.block.text)) and _is_told_in_time(chapter):
        return "narrative"
    return _judge(chapter, "") or _AFTER.get(chapter.last, chapter.last)


def _is_verdict(chapter: _Chapter) -> bool:
    """Whether a long text below terms of reference judges what was done, and so does not belong there."""
    if chapter.parent != "method" or len(chapter.texts) < _VERDICT:
        return False
    cues = chapter.cues
    asked = cues["method"] + cues["questions"]
    return asked < _ASKED and cues["judgement"] >= _JUDGED and cues["judgement"] > 2 * cues["dates"]


def _is_told_in_time(chapter: _Chapter) -> bool:
    """Whether a time in a heading opens a narrative: among findings its text must be full of dates too."""
    return chapter.last not in _LATE or chapter.cues["dates"] >= _DATED


def _is_of_agency(chapter: _Chapter) -> bool:
    """Whether a heading is the name of an agency, or in recommendations of those whom they are for."""
    text = chapter.block.text
    if chapter.last == "recommendations":
        return is_agency(text) or text.lower().startswith(("for ", "to "))
    return chapter.last not in ("front-matter", "method", "appendix") and is_agency(text)


def _judge(chapter: _Chapter, named: str) -> str:
    """Return what the text below says, told as findings where findings went before."""
    late = bool({*_LATE, "narrative"} & {*chapter.before})
    told = judge_text(chapter.cues, named=named, late=late)
    return "findings" if told == "analysis" and chapter.last == "findings" else told


def _is_kept(parent: str, named: str, strength: int) -> bool:
    """Whether a chapter keeps a sub-heading whose words name another section.

    "The children" in an analysis is analysis; "Good practice" there is good practice.
    """
    if not parent or parent in ("front-matter", "background"):
        return False
    if parent in _KEEPING:
        return not (strength == SURE and named in _OPENING) and named not in ("appendix", "recommendations")
    if strength == SURE and (parent, named) == ("narrative", "analysis"):
        return False
    if named in ("method", "summary", "appendix"):
        return strength < SURE
    return named not in _OPENING or strength == WEAK
