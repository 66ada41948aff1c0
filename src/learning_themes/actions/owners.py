"""Finds who a recommendation is for: what a column or heading says, else the subject of its sentences."""

import re
from collections.abc import Sequence

from learning_themes.actions.bodies import (
    Bodies,
    has_head,
    is_bodies,
    is_noun,
    load_bodies,
    part_bodies,
    read_words,
)
from learning_themes.actions.due import cut_due
from learning_themes.actions.items import Item
from learning_themes.actions.wording import is_order
from learning_themes.corpus.sentences import split_sentences

_LONGEST = 22  # words of a subject that may be a list of bodies
_MODAL = re.compile(
    r" (?:should|shall|must|will|needs? to|(?:is|are) to|ought to|(?<!due )(?<!how )to(?= [a-z]))\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:therefore,? |accordingly,? |in addition,? )?(?:(?:it is (?:\w+ )?recommended|(?:the |this"
    r" )?[\w ]{3,40}? recommends?"
    r"|(?:i|we) (?:\w+ )?recommend)(?: that)?:?|that)\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^(?:when|where|if|whenever|before|after|by|from|in|within|following)\b[^,]*, ", re.IGNORECASE
)
_ASIDE = re.compile(r", (?:which|who|whose|as|in its|through|by)\b[^,]*,")
_NO_BODY = {"i", "we", "it", "they", "this", "these", "there", "he", "she", "you", "compliance", "guidance"}
_PEOPLE = re.compile(
    r"\b(children|parents?|fathers?|mothers?|child|famil(y|ies)|woman|women|baby|person)\b", re.IGNORECASE
)
_NOBODY = re.compile(
    r"^(n/?a|none|tbc|tba|to be (confirmed|agreed|asked)|as above|various|see above|-+)$", re.IGNORECASE
)


def find_owners(item: Item, bodies: Bodies) -> list[str]:
    """Return the bodies that a recommendation is for, each once, as the review names them."""
    printed = _printed_owners(item.owner) or _subjects(item.text) or _printed_owners(item.head)
    named = [bodies.name(owner) for owner in printed]
    return list(dict.fromkeys(name for name in named if name))


def _printed_owners(text: str) -> list[str]:
    """Return what a column, brackets or a heading names, without the date in it."""
    text = re.sub(r"\s*\(?\bto be (asked|confirmed|agreed)\b\)?", "", cut_due(text))
    parts = [part for part in part_bodies(text) if not _NOBODY.match(part)]
    return [part for part in parts if re.search(r"[A-Za-z]{2}", part) and part.casefold() != "national"]


def _subjects(text: str) -> list[str]:
    """Return the bodies that are told to act, sentence by sentence."""
    found: list[str] = []
    for sentence in split_sentences(text):
        found += _subject_of(sentence)
    return list(dict.fromkeys(found))


def _subject_of(sentence: str) -> list[str]:
    if is_order(sentence):
        return []
    opening = _OPENING.match(sentence)
    clause = sentence[opening.end() :] if opening else sentence
    clause = _ASIDE.sub("", clause, count=1)
    modal = _MODAL.search(clause)
    lead = _CLAUSE.match(clause)
    if lead and (not modal or lead.end() <= modal.start()):
        clause = clause[lead.end() :]
        modal = _MODAL.search(clause)
    before = clause[: modal.start()] if modal else ""
    before = re.sub(r",?\s+(each|jointly|together|all|both|also|therefore)$", "", before).rstrip(",")
    if before and len(before.split()) <= _LONGEST and _may_be_bodies(before):
        return part_bodies(before)
    return part_bodies(_leading_bodies(clause)) if opening else []


def _may_be_bodies(text: str) -> bool:
    words = read_words(text)
    if (
        not words
        or {words[0].casefold(), words[-1].casefold()} & _NO_BODY
        or words[0].casefold() in _COMMON - _WHOLE
    ):
        return False
    if _PEOPLE.search(text) and not is_bodies(text):
        return False
    if len(words) > 1 and words[1].casefold() in _DETERMINERS and words[0].casefold() not in _WHOLE:
        return False
    return is_bodies(text, loose=True) or _is_name(words) or _is_every_body(words)


def _is_name(words: Sequence[str]) -> bool:
    """Whether words are capitals throughout, such as "Clearway"; one that opens a sentence is no name."""
    joining = load_bodies()["joining"]
    rest = [word for word in words if not joining.match(word)]
    return (
        0 < len(rest) <= 8
        and all(word[0].isupper() or word[0].isdigit() for word in rest)
        and (len(rest) > 1 or rest[0].casefold() not in _COMMON)
    )


def _is_every_body(words: Sequence[str]) -> bool:
    """Whether words name a kind of body: "the early intervention in psychosis service", "all schools"."""
    starts = words[0].casefold() in ("the", "every", "all", "each", "both")
    whole = words[0].casefold() != "the" and any(is_noun(word) for word in words[:4])
    parted = {"of", "for", "with", "to"} & set(words)
    named = is_noun(words[-1]) and (not parted or has_head(" ".join(words)))
    return starts and (whole or named) and len(words) <= 12


_DETERMINERS = {"the", "that", "their", "its", "all", "this", "these", "a", "an"}
_WHOLE = {"all", "every", "both", "some", "any"}
_COMMON = set(
    "training supervision compliance guidance practice practitioners managers chairs progress staff"
    " supervisors no any"
    " some every all both workers officers information children parents records policies assessments"
    " plans audits"
    " consideration work".split()
)


def _goes_on(before: str, words: Sequence[str]) -> bool:
    """Whether small words are still a name, as a body ends it soon: "the fire service", "local vets"."""
    small = before.casefold() in ("the", "every", "all", "each", "local", "other") or before.islower()
    return small and not is_noun(before.strip(_SIGNS)) and any(is_noun(word.strip(_SIGNS)) for word in words)


_SIGNS = ",.;:()’'\""


def _leading_bodies(clause: str) -> str:
    """Return the names of bodies with which a clause begins: "Clearway" of "Clearway cease to act"."""
    joining = load_bodies()["joining"]
    words = re.findall(r"[^\s,]+,?|,", clause)
    taken: list[str] = []
    for place, word in enumerate(words):
        bare = word.strip(_SIGNS)
        known = bare[:1].isupper() or bare[:1].isdigit() or is_noun(bare) or joining.match(bare)
        if not bare or not (known or taken and _goes_on(taken[-1], words[place : place + 3])):
            break
        taken.append(word)
    while taken and (joining.match(taken[-1].strip(",")) or taken[-1] == ","):
        taken.pop()
    text = " ".join(taken).rstrip(",")
    rest = [word for word in read_words(text) if not joining.match(word)]
    fine = rest and (any(is_noun(word) for word in rest) or _is_name(read_words(text)))
    return text if fine and not _PEOPLE.search(text.replace("Children", "")) else ""
