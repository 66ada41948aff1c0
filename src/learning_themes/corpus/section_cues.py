"""Tells what the text below a heading does, where the heading's words do not: a handful of cue words."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from ruamel.yaml import YAML

_NAMES = {
    "MONTH": "(january|february|march|april|may|june|july|august|september|october|november|december)",
    "SEASON": "(spring|summer|autumn|winter)",
    "WEEKDAY": "(mon|tues|wednes|thurs|fri|satur|sun)day",
    "COUNT": r"(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)",
}
_SHARES = ("method", "dates", "judgement", "advice", "people")
_COUNTED = (*_SHARES, "questions")
_SENTENCE = re.compile(r"(?<=[.?!:;])\s+")
_QUESTION = re.compile(
    r"\?$|^([(]?[a-z0-9]{1,2}[.)] )?(whether|how|what|to what extent|did|was|were|why|in what)\b"
)
_FEW = 3  # sentences from which a text tells anything


@cache
def load_cues() -> dict[str, re.Pattern[str]]:
    """Return the pattern of each kind of cue in section_cues.yaml, and of a question."""
    data = YAML(typ="safe").load((Path(__file__).parent / "section_cues.yaml").read_text("utf-8"))
    patterns = {kind: rf"\b({'|'.join(pieces)})\b" for kind, pieces in data.items()}
    patterns["time"] = (
        "^(to|from|by|until|up to|before|after|since|between|early|mid|late|the|in|on|about|around)? ?"
        + patterns["time"]
    )
    for name, words in _NAMES.items():
        patterns = {kind: pattern.replace(name, words) for kind, pattern in patterns.items()}
    return {kind: re.compile(pattern) for kind, pattern in patterns.items()} | {"questions": _QUESTION}


def count_cues(texts: Iterable[str]) -> dict[str, float]:
    """Return for each kind of cue the share of sentences that hold one, and `sentences`, their number."""
    counts = [sum(column) for column in zip(*map(_count_text, texts), strict=True)] or [0] * (
        len(_COUNTED) + 1
    )
    sentences = counts.pop()
    shares = {kind: number / max(1, sentences) for kind, number in zip(_COUNTED, counts, strict=True)}
    return shares | {"sentences": float(sentences)}


@lru_cache(maxsize=2048)  # a text stands below every heading above it
def _count_text(text: str) -> tuple[int, ...]:
    """Return how many sentences of a text hold each kind of cue in _COUNTED, and how many there are."""
    sentences = [one for one in _SENTENCE.split(_straight(text)) if len(one.split()) > 3]
    cues = load_cues()
    return (*(sum(bool(cues[kind].search(one)) for one in sentences) for kind in _COUNTED), len(sentences))


def judge_text(cues: Mapping[str, float], *, named: str, late: bool) -> str:
    """Return the section that a text reads like, or "" where it does not tell.

    `named` is what its heading says weakly, if anything; it stands unless the text says clearly another
    thing. `late` tells that events or their analysis went before: no terms of reference come then.
    """
    if cues["sentences"] < _FEW:
        return ""
    if cues["advice"] >= 0.4 and cues["judgement"] < 0.3 and named != "background":
        return "recommendations"
    judging = cues["judgement"] >= 0.2 and cues["judgement"] > 1.5 * cues["dates"]
    if named in ("narrative", "method", "findings"):
        return "analysis" if judging and cues["sentences"] >= 8 and cues["questions"] < 0.3 else ""
    if not late:
        return _judge_early(cues)
    if judging:
        return "analysis"
    return "narrative" if cues["dates"] >= 0.3 and cues["dates"] > 2 * cues["judgement"] else ""


def _judge_early(cues: Mapping[str, float]) -> str:
    if cues["method"] + cues["questions"] / 2 >= 0.25:
        return "method"
    if cues["people"] >= 0.25 and cues["people"] >= cues["dates"]:
        return "background"
    return "narrative" if cues["dates"] >= 0.3 and cues["sentences"] >= 8 else ""


def is_time(words: str) -> bool:
    """Return whether a heading, as plain words, begins with a time or a period.

    >>> is_time("january to june 2012"), is_time("nine in the morning"), is_time("the bruise of may 2014")
    (True, True, False)
    """
    return bool(load_cues()["time"].match(words))


def is_agency(heading: str) -> bool:
    """Return whether a heading is the name of an agency, as far as its words and capitals tell.

    >>> is_agency("For Marlmoor Probation Trust"), is_agency("The trust was broken by the police")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", heading)
    small = [word for word in words if word.islower() and word not in ("of", "and", "the", "for", "in", "s")]
    named = load_cues()["agency"].search(" ".join(words).lower())
    return 0 < len(words) <= 12 and len(small) <= len(words) // 3 and bool(named)


def leads_to_questions(text: str) -> bool:
    """Return whether a paragraph announces what a review was asked: "The lines of enquiry were:"."""
    plain = _straight(text)
    return plain.endswith(":") and bool(load_cues()["asked"].search(plain))


def is_question(text: str) -> bool:
    """Return whether a paragraph is a question, or a clause that begins as one."""
    return bool(_QUESTION.search(_straight(text)))


def _straight(text: str) -> str:
    return text.lower().replace("’", "'").strip()
