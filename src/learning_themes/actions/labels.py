"""Tells where a recommendation begins by what is printed before it: "Recommendation 3", "R3", "(C)"."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_COUNT = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"(?:[A-Z]{{0,3}}\d{{1,2}}(?:\.\d{{1,2}})*[a-z]?|(?i:{_COUNT})|[A-Z])(?![\w’'-])"
_WORD = (
    r"(?i:(?:(?:key|overview|local|national|multi-agency|single agency) )?(?:recommendation|rec|action|ask|"
    r"commitment|improvement|priority|proposal)s?)"
)
_ASIDE = r"(?: ?\((?P<aside>[^()]*(?:\([^()]*\)[^()]*)*)\))?"
# After the label comes a stop, the end, or a capital: "Recommendation 2 is on the way" is no beginning.
_STOP = r"(?:\s*[.:;)\]–—-]+(?=\s|$)|\s*$|(?= [A-Z“‘\"']))\s*"
WORDED = re.compile(rf"^\(?(?P<label>{_WORD}(?:\.? |\.?(?=\d))(?i:no\.? ?|number )?{_NUMBER}){_ASIDE}{_STOP}")
_CODED = re.compile(rf"^(?P<label>(?P<prefix>[A-Z]{{1,4}}|[A-Z]{{1,4}} )(?P<number>\d{{1,2}})[a-z]?)"
                    rf"{_ASIDE}\s*[.:)\]–—-]+(?:\s+|$)")  # fmt: skip
_LETTERED = re.compile(r"^[(\[]?(?P<label>[A-Z])[)\].:]\s+(?=\S)")
_NUMBERED = re.compile(r"^[(\[]?(?P<label>\d{1,2})[)\].:]\s+(?=[A-Z])")


@dataclass(frozen=True)
class Label:
    """A label as printed, what stands in brackets behind it, and the words that follow."""

    label: str
    aside: str
    rest: str


@dataclass(frozen=True)
class Scheme:
    """How a list is labelled: by a word and number, by codes with these prefixes, or by letters."""

    worded: bool = False
    prefixes: tuple[str, ...] = ()
    lettered: bool = False
    numbered: bool = False

    def __bool__(self) -> bool:
        return self.worded or bool(self.prefixes) or self.lettered or self.numbered

    def read(self, text: str) -> Label | None:
        """Return the label with which `text` begins, if it has one of this scheme."""
        for used, pattern in (
            (self.worded, WORDED),
            (self.prefixes, _CODED),
            (self.lettered, _LETTERED),
            (self.numbered, _NUMBERED),
        ):
            match = pattern.match(text) if used else None
            if match and (pattern is not _CODED or match["prefix"] in self.prefixes):
                aside = match.groupdict().get("aside") or ""
                return Label(match["label"].strip(), aside, text[match.end() :])
        return None

    def split(self, text: str) -> list[str]:
        """Return `text` cut before the labels inside it: a box's line may have run into the next."""
        starts = []
        if self.prefixes:
            codes = "|".join(map(re.escape, self.prefixes))
            starts.append(rf"(?<=\s)(?=(?:{codes})\d{{1,2}}[.:](?:\s|$))")
        if self.worded:
            starts.append(rf"(?<=[.;:)\]] )(?={_WORD} {_NUMBER}(?: ?\([^()]*\))?[.:](?:\s|$))")
        return [part.strip() for part in re.split("|".join(starts), text)] if starts else [text]


def find_scheme(texts: Iterable[str]) -> Scheme:
    """Return how the texts of a list are labelled; no scheme where nothing tells.

    Codes and letters must go on as a list does, since "M1." may be a person and "A." an initial.
    """
    texts = list(texts)
    if any(WORDED.match(text) for text in texts):
        return Scheme(worded=True)
    numbers: dict[str, list[int]] = defaultdict(list)
    for text in texts:
        if match := _CODED.match(text):
            numbers[match["prefix"]].append(int(match["number"]))
    prefixes = tuple(prefix for prefix, found in sorted(numbers.items()) if _go_on(found))
    if prefixes:
        return Scheme(prefixes=prefixes)
    letters = [ord(match["label"]) - 64 for text in texts if (match := _LETTERED.match(text))]
    plain = [int(match["label"]) for text in texts if (match := _NUMBERED.match(text))]
    return Scheme(lettered=_go_on(letters), numbered=_go_on(plain))


def _go_on(numbers: list[int]) -> bool:
    """Whether numbers are those of a list: two or more, one after another somewhere."""
    return any(second == first + 1 for first, second in zip(numbers, numbers[1:], strict=False))


def plain_label(label: str) -> str:
    """Return what tells a label from others: "Recommendation 3:" and "Rec 3" give "3".

    >>> plain_label("Recommendation 3"), plain_label("R3"), plain_label("L3"), plain_label("")
    ('3', '3', 'l3', '')
    """
    bare = re.sub(rf"^{_WORD}\.? ?(?:no\.?|number)? ?", "", label.strip(), flags=re.IGNORECASE)
    return re.sub(r"^r(?=\d)", "", bare.casefold().strip(" .:()"))
