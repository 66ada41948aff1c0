"""What may be quoted in training: whole sentences that pass the disclosure check, and a stricter one of ours.

What could point to a person is held back, with the reason. It holds back too much rather than too little,
and still no check like this finds every name: a person reads each quotation before it is used.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from learning_themes.reports import markdown as md
from learning_themes.reports.personal_data import Known, find_personal
from learning_themes.trends.review_names import normalise
from learning_themes.trends.standing_alone import stands_alone

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
IDENTIFYING = {
    "a name after a title": r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Judge|Rev(?:erend)?|PC|PS"
    r"|DC|DS|DI|Sgt|Nurse|Sister|Aunt(?:ie|y)?|Uncle)\.? +[A-Z]",
    "someone by letter": r"(?<![\w'’&])[B-HJ-Z](?![\w&]|\.\w)|\b(?:FA|MO|SF|MGM|MGF|PGM|PGF)\b",
    "a child by letter": r"\b(?:Child|Baby|Young Person|YP|Adult|Family|Sibling|Mother|Father)"
    r" [A-Z]{1,2}\d?\b",
    "an exact date": rf"(?i:\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}\b"
    rf"|\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b)",
    "a date of birth": r"(?i:\b(?:d\.?o\.?b\.?|date of birth|born (?:on|in))\b)",
    "a month": r"\b(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b",
    "a year": r"\b(?:19|20)\d\d\b",
    "a telephone or NHS number": r"\b(?:\+?\d[\d ()-]{8,}\d)\b",
    "a postcode": r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    "an address": r"\b\d+[a-z]? [A-Z][a-z]+ "
    r"(?:Road|Street|Avenue|Lane|Close|Drive|Way|Court|Place|Crescent)\b",
    "an e-mail or web address": r"\S@\S|https?://|www\.",
    "an injury": r"(?i:\b(?:bruis(?:e[sd]?|ing)|bites?|bitten|fracture[sd]?|burns?|burnt|scald(?:s|ed)?"
    r"|wounds?|stab(?:bed|bing)?|ligature|ingest(?:ed|ion)|skull|ribs?)\b)",
    "an exact age": r"(?i:\b(?:aged?|at) (?:of )?\d+|\b\d+[ -](?:day|week|month|year)s?[ -]old\b)",
}
PATTERNS = {what: re.compile(pattern) for what, pattern in IDENTIFYING.items()}
# Words that practice writes with a capital and that are no one's name.
KNOWN = frozenset(
    "A Act Adult Agencies All Allegations Ambulance Authority Autism Board British Care"
    " Carer Chair Child Children Children's Christmas Code College Common Communities Community Conference"
    " Core Council County Court Criminal Crown Data December Department Designated Director Disability"
    " Domestic Early Easter Education Emergency England English Executive Family February Foster Framework"
    " Friday General Government Group Guardian Guidance Head Health Help Home Hospital Housing I"
    " Independent January Joint July Lead Learning Liaison Local March Mental Midwife Monday"
    " Multi-Agency National Need Needs Neglect November Nurse October Office Officer Order Panel Parent"
    " Parents Partners Partnership Pathway Plan Planning Police Policy Practice Practitioner Practitioners"
    " Pre-Birth Prevent Probation Procedures Protection Protocol Public Rapid Recommendation Referral"
    " Report Response Review Reviewing Reviews Safeguarding Saturday School Section September Serious"
    " Service Services Single Social Staff Standards Strategy Sunday Supervision Support Team Teams"
    " Threshold Thursday Together Toolkit Trust Tuesday UK Unit Violence Visitor Visitors Voice Was"
    " Wednesday Welfare Worker Workers Working Youth".split()
)
# Given names that are plain words too: with a capital they are held back wherever they stand.
GIVEN = frozenset(
    "Amber Angel April August Autumn Bill Chase Daisy Dale Dawn Destiny Drew Eve Faith Frank Grace Guy"
    " Harmony Heather Holly Hope Hunter Iris Ivy Jack Jade Jay Joy June Kit Lily Mark Mason Max May"
    " Miles Olive Pat Pearl Poppy Ray Rob Robin Rose Ruby Sky Skye Star Sue Summer Victor Violet Will"
    " Willow Wren".split()
)
CAPITALISED = re.compile(r"[A-Z][a-z]+(?:[-'’][A-Za-z]+)*")
WORD = re.compile(r"[A-Za-z]+(?:[-'’][A-Za-z]+)*")
OFTEN = 3
SHORTEST, LONGEST = 60, 320


@dataclass(frozen=True)
class Vocabulary:
    """Words of a run that are plain English there, and those that its reviews are named by."""

    plain: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


class HeldBack(NamedTuple):
    """Words of a review that were not quoted, what they would have been quoted for, and why not."""

    review_id: str
    use: str
    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Gate:
    """What quotations are checked against: the names that are known, and the words of the run."""

    known: Known = field(default_factory=Known)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    def within(self, *, published: bool) -> "Gate":
        """Return the gate for sentences of one review alone: that of a draft may name the drafts."""
        return self if published else replace(self, known=replace(self.known, unpublished=frozenset()))


def learn_vocabulary(texts: Iterable[str], titles: Iterable[str]) -> Vocabulary:
    """Return the words that the passages write small OFTEN times or more, and those that name reviews.

    A word of a title that the passages write small more often than not, such as “The”, names nobody.
    """
    counts = Counter(word for text in texts for word in WORD.findall(text))
    plain = frozenset(word for word, count in counts.items() if word[0].islower() and count >= OFTEN)
    titled = {word for title in titles for word in WORD.findall(title) if word[0].isupper()} - KNOWN
    names = (word for word in titled if word.lower() not in plain or counts[word.lower()] <= counts[word])
    return Vocabulary(plain, frozenset(names))


def find_reasons(text: str, gate: Gate) -> tuple[str, ...]:
    """Return why `text` may not be quoted in a pack, in words; empty if it may."""
    text = md.clean(text)
    return tuple(dict.fromkeys([*find_disclosed(text, gate), *find_identifying(text, gate.vocabulary)]))


def find_disclosed(text: str, gate: Gate) -> tuple[str, ...]:
    """Return what the disclosure check of published versions finds in `text`: each kind once."""
    return tuple(dict.fromkeys(hit.kind for hit in find_personal(normalise(text), gate.known)))


def find_identifying(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return what in `text` could point to a person, in words; empty if nothing was seen."""
    found = [what for what, pattern in PATTERNS.items() if pattern.search(text)]
    if any(_could_be_a_name(text, place, vocabulary) for place in CAPITALISED.finditer(text)):
        found.append("a word that could be a name")
    return found


def can_be_quoted(text: str) -> bool:
    """Return whether `text` has the form of a quotation: a sentence of a fitting length that stands alone."""
    text = md.clean(text)
    return SHORTEST <= len(text) <= LONGEST and stands_alone(text)


def _could_be_a_name(text: str, place: re.Match[str], vocabulary: Vocabulary) -> bool:
    word = re.sub(r"['’]s$", "", place[0])
    if word in KNOWN:
        return False
    if word in GIVEN or word in vocabulary.names:
        return True
    begins = (
        not text[: place.start()].strip(" \"'“‘(") or text[: place.start()].rstrip(" \"'“‘(")[-1:] in ".?!:"
    )
    return not (begins and word.lower() in vocabulary.plain)
