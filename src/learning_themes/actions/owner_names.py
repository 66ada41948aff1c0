"""Owners as people type them, counted as the bodies that they are: one body is written in several ways."""

import re
from collections import Counter
from collections.abc import Iterable

_BEHIND = re.compile(r"\s*\([^()]*\)$")  # the person: "Marlmoor Police (DCI Shah)"
_BETWEEN = re.compile(r"\s*(?:,|/|&|\band\b)\s*")
_WORD = re.compile(r"[A-Za-z0-9']+")
SHORTEST = 2  # letters of initials


def name_owners(typed: Iterable[str]) -> dict[str, list[str]]:
    """Return for each cell of owners, joined by "; ", the bodies in it, each spelled as most cells have it.

    Small letters, a person in brackets behind and initials ("Calderstone CCG") make no other body. A part
    such as "Police, Health" or "Police and Health" is parted only where each piece is an owner elsewhere:
    "Health and Care Trust" is one.

    >>> name_owners(["Marlby Police", "marlby police (DCI Shah)", "Marlby Police / Health", "Health"])
    ... # doctest: +NORMALIZE_WHITESPACE
    {'Marlby Police': ['Marlby Police'], 'marlby police (DCI Shah)': ['Marlby Police'],
     'Marlby Police / Health': ['Marlby Police', 'Health'], 'Health': ['Health']}
    """
    cells = list(typed)
    counts = Counter(_bare(part) for cell in cells for part in _parts(cell))
    spelled: dict[str, str] = {}
    for part in sorted(counts, key=lambda one: (-counts[one], one.islower(), one)):
        spelled.setdefault(part.casefold(), part)
    _join_initials(spelled)
    return {cell: _name(cell, spelled) for cell in cells}


def _name(cell: str, spelled: dict[str, str]) -> list[str]:
    named = []
    for part in map(_bare, _parts(cell)):
        pieces = [_bare(piece) for piece in _BETWEEN.split(part)]
        several = len(pieces) > 1 and all(piece.casefold() in spelled for piece in pieces)
        named += [spelled[piece.casefold()] for piece in (pieces if several else [part])]
    return list(dict.fromkeys(named))


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split("; ") if part]


def _bare(part: str) -> str:
    return _BEHIND.sub("", part).strip() or part.strip()


def _join_initials(spelled: dict[str, str]) -> None:
    """Let a name that has initials for the words of exactly one other stand for that."""
    for key, name in list(spelled.items()):
        full = {other for other in spelled.values() if other != name and _spells_out(name, other)}
        if len(full) == 1:
            spelled[key] = full.pop()


def _spells_out(short: str, full: str) -> bool:
    """Return whether `full` is `short` with one word of initials written out.

    >>> _spells_out("NHS Marlby CCG", "NHS Marlby Clinical Commissioning Group")
    True
    """
    words, longer = _WORD.findall(short), _WORD.findall(full)
    for place, word in enumerate(words):
        if not (word.isupper() and len(word) >= SHORTEST) or len(longer) != len(words) + len(word) - 1:
            continue
        written = longer[place : place + len(word)]
        beside = longer[:place] + longer[place + len(word) :]
        same = [one.casefold() for one in words[:place] + words[place + 1 :]]
        initials = "".join(one[0] for one in written).casefold()
        if [one.casefold() for one in beside] == same and initials == word.casefold():
            return True
    return False
