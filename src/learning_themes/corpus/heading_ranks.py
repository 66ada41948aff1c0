"""Ranks headings that are set in the same type: by number, by "Part A", by capitals."""

import re
from collections.abc import Sequence

_PART = re.compile(r"(section|part|chapter|appendix|annex)\b", re.I)
_FEW = 3  # headings in capitals from which the others stand below them


def rank_headings(headings: Sequence[tuple[str, str]]) -> list[int]:
    """Return for each (printed number, text) how deep it stands below the first of its type, from 0.

    >>> rank_headings([("6", "Analysis"), ("6.1", "School"), ("7", "Learning")])
    [0, 1, 0]
    >>> rank_headings([("", "Part A: Facts"), ("", "Who lived there?"), ("", "Part B: Analysis")])
    [0, 1, 0]
    """
    parts = sum(bool(_PART.match(text)) for _, text in headings) > 1
    capitals = sum(_is_chapter_in_capitals(label, text) for label, text in headings) >= _FEW
    numbers = any(label.isdigit() for label, _ in headings)
    return [
        _depth(label, text)
        + (not numbers and parts and not _PART.match(text) and not label)
        + (capitals and not text.isupper() and not _depth(label, text))
        for label, text in headings
    ]


def _depth(label: str, text: str) -> int:
    return label.count(".") or int(bool(re.match(r"[A-Z]\d", label or text)))


def _is_chapter_in_capitals(label: str, text: str) -> bool:
    return text.isupper() and len(text) > 3 and not _depth(label, text)
