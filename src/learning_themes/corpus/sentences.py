"""Splits British reports into sentences: spaCy's sentencizer and one component that mends it."""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import spacy
from spacy.attrs import LENGTH, SENT_START
from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc, Token

# Short forms after which a full stop ends no sentence.
_SHORT = frozenset(
    (
        "para paras s ss no nos p pp e.g i.e eg ie etc cf vs v al dr mr mrs ms prof rev st sgt pc dc dci "
        "ds cllr approx ref fig vol ed eds ch sec art reg regs inc ltd co dept hon jan feb mar apr jun "
        "jul aug sep sept oct nov dec mon tue wed thu fri sat sun"
    ).split()
)

_BRACKET = re.compile(r"(?<![.?!:;\s])\s?\([^()]{1,120}\)")  # that no sentence ended before


@Language.component("mend_british_sentences")
def mend_british_sentences(doc: Doc) -> Doc:
    """Take back sentence starts after short forms and inside numbers, and add those after "Mr A."."""
    starts, may_end = _look_over(doc)
    for place in range(1, len(doc)):
        if starts[place]:
            starts[place] = not _runs_on(doc, place)
            if starts[place] and _opens(doc, place - 1):
                starts[place], starts[place - 1] = False, True
        elif may_end[place - 1] and _is_short(doc[place - 1]):
            starts[place] = doc[place].is_title and _begins_sentence(doc, place)
    for place in _inside_brackets(doc):
        starts[place] = False
    # all at once: spaCy looks through the whole text each time that one token is told to start a sentence
    values = np.where(starts, 1, -1).astype(np.int64).astype(np.uint64)
    return doc.from_array([SENT_START], values.reshape(-1, 1)) if len(doc) else doc


def _look_over(doc: Doc) -> tuple[list[bool], list[bool]]:
    """Return for each token whether spaCy starts a sentence there, and whether it is as long as "A."."""
    told = doc.to_array([SENT_START, LENGTH]).reshape(-1, 2).astype(np.int64)
    return (told[:, 0] == 1).tolist(), np.isin(told[:, 1], (2, 4)).tolist()


def _is_short(token: Token) -> bool:
    return _is_initial(token) or token.lower_ in ("a.m.", "p.m.")


def _opens(doc: Doc, place: int) -> bool:
    """Whether a sign before the start of a sentence belongs to it: a bracket or an opening quotation mark."""
    sign = doc[place]
    return place > 0 and (
        sign.text in ("(", "[")
        or sign.is_quote
        and not sign.whitespace_
        and bool(doc[place - 1].whitespace_)
        and not doc[place + 1].is_lower
    )


def _inside_brackets(doc: Doc) -> Iterator[int]:
    """Yield the places of tokens in short brackets that stand in mid-sentence: "(page 15. Page 22)"."""
    if "(" not in doc.text:
        return
    for match in _BRACKET.finditer(doc.text):
        inside = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        for token in inside:
            if token.i and match.start() < token.idx < match.end():
                yield token.i


def _is_initial(token: Token) -> bool:
    return len(token) == 2 and token.text[0].isupper() and token.text[1] == "."


def _runs_on(doc: Doc, start: int) -> bool:
    stop = doc[start - 1]
    if stop.text in ("!", "?") or doc[start].is_quote and not doc[start].whitespace_:
        return doc[start].is_lower
    before = stop.text.rstrip(".") or (doc[start - 2].text if start > 1 else "")
    if before.lower() in _SHORT or doc[start].is_lower:
        return True
    initial = len(before) == 1 and before.isalpha() and before.isupper()
    return initial and before != "I" and not _begins_sentence(doc, start)


def _begins_sentence(doc: Doc, start: int) -> bool:
    """Whether "… for Mr A. The police" ends there: after an initial, a common word opens a sentence."""
    return doc[start].lower_ in _OPENERS


_OPENERS = frozenset(
    (
        "the a an this that these those he she it they there when while although however in on at by for "
        "from after before following no not it's his her their its as if what where who"
    ).split()
)


@cache
def load_splitter() -> Language:
    """Return the pipeline that splits sentences, made once a process."""
    nlp = spacy.blank("en")
    nlp.max_length = 60_000_000
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("mend_british_sentences")
    return nlp


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph.

    spaCy is asked only about what may hold a stop that is hard to tell: most stops end a sentence, or stand
    inside a number, beyond doubt, and asking about these costs ten times as much.

    >>> split_sentences("See para. 3.2 and s.47 enquiries. They were late, e.g. by a week.")
    ['See para. 3.2 and s.47 enquiries.', 'They were late, e.g. by a week.']
    """
    sentences = []
    for part in _part_surely(text):
        asked = (sent.text for sent in load_splitter()(part).sents) if _is_doubtful(part) else (part,)
        sentences += [told for one in asked if (told := one.strip())]
    return sentences


_STOP = re.compile(r"[.?!] (?=[A-Z]|\d[\d.]*(?: |$))")
# A plain word: what else stands before a stop, such as a web address, may be one token with it.
_PLAIN = re.compile(r"[(“‘\"'A-Za-z’-]*?([A-Za-z]*[a-z]{2})")
_DOUBTFUL = re.compile(r"[.?!](?<!\d\.(?=\d))(?![.?!]*[”’\"']* ?$)")
_OTHER_STOPS = re.compile(f"[{''.join(set(Sentencizer.default_punct_chars) - set('.?!'))}]")


def _is_doubtful(part: str) -> bool:
    """Whether a part may hold the end of a sentence before its own."""
    return bool(_DOUBTFUL.search(part) or not part.isascii() and _OTHER_STOPS.search(part))


def _part_surely(text: str) -> Iterator[str]:
    """Yield the parts of a text between the ends of sentences that are beyond doubt."""
    brackets = [match.span() for match in _BRACKET.finditer(text)] if "(" in text else []
    start = 0
    for match in _STOP.finditer(text):
        end = match.end()
        word = _PLAIN.fullmatch(text, text.rfind(" ", 0, match.start()) + 1, match.start())
        if word and word[1].lower() not in _doubtful_words() and not any(a < end < b for a, b in brackets):
            yield text[start:end]
            start = end
    yield text[start:]


@cache
def _doubtful_words() -> frozenset[str]:
    """Return the words after which a stop may end no sentence, or may be taken for a part of them."""
    return _SHORT | {rule.rstrip(".").lower() for rule in load_splitter().tokenizer.rules}
