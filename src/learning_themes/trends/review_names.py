"""The names that a review goes by: what its title calls the child, the family or the adult."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

SUBJECT = re.compile(
    r"\b(?:Child|Children|Baby|Family|Adult|Mr|Mrs|Ms|Miss|Sibling|Young Person)"
    r"\s+(?:[A-Z]{1,3}\d?|[A-Z][a-z]+)\b"
)
CAPITALISED = re.compile(r"[A-Z][a-z’']+(?:-[A-Z][a-z]+)*")
# Words of titles and file names that name no person.
PLAIN = frozenset(
    (
        "a an and at by for from in into of on the to with after about as draft final version copy panel"
        " full text accessible web redacted anonymised serious case review reviews overview report"
        " reports executive summary local child children childrens safeguarding practice rapid domestic"
        " homicide adult adults thematic learning lesson lessons partnership partnerships board boards"
        " community safety joint matter respect concerning death deaths injury injuries family infants"
        " infant baby babies three four five six seven non accidental neglect abuse published publication"
        " scr lcspr cspr dhr sar rr cpr lscb cscp part one two independent january february march april"
        " may june july august september october november december jan feb mar apr jun jul aug sep sept"
        " oct nov dec listening protection services care"
    ).split()
)


def name_reviews(register: pd.DataFrame, *, without: Iterable[str] = ()) -> frozenset[str]:
    """Return the titles and file names of the rows of `register`, and whom they name.

    "Child M", "Mr O" and other words with a capital that no title has by itself: names or pseudonyms.
    Words of partnerships are left out, and the names in `without`.
    """
    places = {word.casefold() for text in register["partnership"] for word in CAPITALISED.findall(text)}
    named: set[str] = set()
    for text in {*register["title"], *(_stem(file) for file in register["file"])} - {""}:
        words = {_bare(word) for word in CAPITALISED.findall(text)}
        words = {word for word in words if word.casefold() not in PLAIN | places and len(word) > 2}
        subjects = {found for found in SUBJECT.findall(text) if found.split()[-1].casefold() not in PLAIN}
        named |= words | subjects | ({text} if words or subjects else set())
    return frozenset(named - set(without) - {""})


def mentions(text: str, names: Iterable[str]) -> str:
    """Return the first of `names` that stands in `text` as whole words; "" if none does."""
    pattern = find_any(frozenset(names))
    found = pattern.search(normalise(text)) if pattern else None
    return found[0] if found else ""


@lru_cache(maxsize=64)
def find_any(names: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern for any of `names` as whole words, whatever their case and the spaces between them."""
    ordered = sorted((name for name in names if name.strip()), key=lambda name: (-len(name), name))
    joined = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in ordered)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if joined else None


def normalise(text: str) -> str:
    """Return `text` in plain letters on one line, without what cannot be seen.

    >>> normalise("Ja\\u200bne\\u00a0 Doe")
    'Jane Doe'
    """
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word)


def _stem(file: str) -> str:
    return re.sub(r"\.\w{2,5}$", "", file.rsplit("/", 1)[-1])
