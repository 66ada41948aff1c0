"""What a pattern of the codebook may ask for, so that none takes for ever on a hostile text."""

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

MOST_GROUPS = 6  # of a `near` pattern: what it costs doubles with each
MOST_TOKENS = 30
MOST_OPTIONAL = 8  # what a token pattern costs doubles with each: 16 take a second for 200 words
ENDLESS = 4  # tokens that may be left out, of which one that may come any number of times costs as much
SLICE = 400  # tokens looked at together; of three times as many a token without end costs nine times as much
SLOWEST = 1.0  # seconds for one slice, on the slowest of texts: a whole report has a few dozen
_TIMES = re.compile(r"\{(\d*)(,?)(\d*)\}")
_BY_LETTERS = ("REGEX", "FUZZY")


def check_tokens(tokens: Sequence[dict[str, Any]]) -> None:
    """Raise ValueError, saying what to write, for a token pattern that could take for ever on some text.

    That is one with a regular expression or a likeness, which are tried letter by letter; with two tokens
    that may come any number of times; or with too many that may be left out.
    """
    if len(tokens) > MOST_TOKENS:
        raise ValueError(f"a token pattern has at most {MOST_TOKENS} tokens; this one has {len(tokens)}")
    for token in tokens:
        _refuse_letters(token)
    operators = [str(token.get("OP", "1")) for token in tokens]
    endless = [one for one in operators if _is_endless(one)]
    if len(endless) > 1:
        raise ValueError(
            f"OP {endless[0]!r} and OP {endless[1]!r} in one pattern could take for ever on some texts; write"
            ' one of the tokens once for each time that it may come, with OP: "?"'
        )
    optional = sum(_count_optional(one) for one in operators)
    if optional > MOST_OPTIONAL:
        raise ValueError(
            f"a token pattern has at most {MOST_OPTIONAL} tokens that may be left out, and this one has"
            f" {optional} (one without end counts as {ENDLESS}): it would take too long on some texts; make"
            " two patterns of it"
        )


def _refuse_letters(token: dict[str, Any]) -> None:
    for value in token.values():
        for key in value if isinstance(value, dict) else ():
            if str(key).startswith(_BY_LETTERS):
                raise ValueError(f"{key} could take for ever on some texts; list the words with IN: [...]")


def _is_endless(operator: str) -> bool:
    times = _TIMES.fullmatch(operator)
    return operator in ("+", "*") or bool(times and times[2] and not times[3])


def _count_optional(operator: str) -> int:
    if _is_endless(operator):
        return ENDLESS
    times = _TIMES.fullmatch(operator)
    return int(times[3] or times[1] or 0) if times else int(operator == "?")


def count_longest(tokens: Sequence[dict[str, Any]]) -> int | None:
    """Return how many tokens a match of the pattern has at most; None where there is no end."""
    operators = [str(token.get("OP", "1")) for token in tokens]
    if any(map(_is_endless, operators)):
        return None
    return sum(max(1, _count_optional(one)) for one in operators)


def find_matches(matcher: Matcher, doc: Doc, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last token but one of each match between two tokens of a passage.

    A long stretch is looked at in slices, which overlap by half, so that a match of up to 200 tokens is
    never cut.
    """
    for begin in range(first, max(end - SLICE // 2, first + 1), SLICE // 2):
        piece = doc[begin : min(begin + SLICE, end)]
        yield from ((begin + start, begin + end) for _, start, end in matcher(piece))


def time_tokens(tokens: Sequence[dict[str, Any]], nlp: Language) -> float:
    """Return the seconds that a pattern takes on a slice of its own words: the worst of three such texts."""
    matcher = Matcher(nlp.vocab)
    matcher.add("pattern", [list(tokens)], greedy="LONGEST")
    words = [word for token in tokens for word in _words_of(token)] or ["word"]
    slowest = 0.0
    for text in (words, words[:1], words[-1:]):
        doc = nlp(" ".join((text * SLICE)[:SLICE]))
        begun = time.perf_counter()
        matcher(doc)
        slowest = max(slowest, time.perf_counter() - begun)
    return slowest


def _words_of(token: dict[str, Any]) -> list[str]:
    """Return words that a token of a pattern may stand for."""
    value = token.get("LOWER", token.get("LEMMA", token.get("TEXT")))
    given = value.get("IN", []) if isinstance(value, dict) else [value]
    return [word for word in given if isinstance(word, str)]
