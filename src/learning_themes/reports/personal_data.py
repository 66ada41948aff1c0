"""What in a text may point to a person: names with a title, dates of birth, addresses, numbers.

Found by form alone. A name without a title before it, a nickname or a detail that only neighbours would
know is not found by any of this: a person must read what is published.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import phonenumbers

from learning_themes.reports.ages_and_places import find_ages
from learning_themes.trends.review_names import PLAIN, find_any


class Hit(NamedTuple):
    """Words that may point to a person: what kind, which words and where they are in the text."""

    kind: str
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Known:
    """Names and words that are known: those that are fine, and those that must not appear."""

    authors: frozenset[str] = field(default_factory=frozenset)
    contact: str = ""
    never: frozenset[str] = field(default_factory=frozenset)
    unpublished: frozenset[str] = field(default_factory=frozenset)
    places: frozenset[str] = field(default_factory=frozenset)  # the partnership's own area
    codes: frozenset[str] = field(default_factory=frozenset)  # such as the digest of the codebook
    own_words: frozenset[str] = field(default_factory=frozenset)  # what the report's properties say of itself


NAME, NEVER, UNPUBLISHED = "name", "name that must never appear", "names an unpublished review"
BIRTH, AGE_AND_PLACE, LONG_NUMBER = "date of birth", "age and place", "long number"
WHY = {
    NAME: "a title such as Mr, Dr or PC with a name after it, that is no author in the register",
    NEVER: "it stands in the list of names that must never appear (names.txt)",
    UNPUBLISHED: "it is in the title or file name of a review that is not published",
    BIRTH: "a date beside the words born, birthday, DOB or date of birth",
    AGE_AND_PLACE: "an age and a place in one sentence can point to one child",
    "address": "a number and a street",
    "postcode": "the form of a UK postcode",
    "phone": "a valid phone number, and not the one in the contact",
    "e-mail": "an e-mail address, and not the one in the contact",
    "NHS number": "ten digits whose check digit is right",
    "number of a person or case": "the form of a National Insurance, pupil, crime or case number",
    LONG_NUMBER: "six digits or more together, or seven in groups",
}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = rf"(?:{_MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)\b|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?|{_MONTH},? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?)"
)
_SHORT_TITLES = "Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Cllr|Sgt"  # these alone may end on a full stop
_TITLES = (
    "Miss|Doctor|Professor|Sir|Dame|Lord|Lady|Baroness|Reverend|Canon|Councillor|Judge|HHJ|PC|DC|DS|DI|DCI"
    "|Sergeant|Inspector|Constable|Nurse"
)
_WORD = r"(?:(?:O|D)[’'])?(?:Mc|Mac)?[A-ZÀ-Þ][a-zß-ÿ]+(?:[’'-][A-ZÀ-Þ][a-zß-ÿ]+)*"
_STREETS = (
    "Street|Road|Avenue|Lane|Close|Drive|Way|Court|Crescent|Gardens|Grove|Place|Terrace|Walk|Row|Square|Mews"
    "|Rise|House|Flats|St|Rd|Ave"
)
NAMED = re.compile(
    rf"\b(?:(?:{_SHORT_TITLES})\.?|{_TITLES})\s+(?P<name>(?:[A-Z]\.?\s+)?{_WORD}(?:\s+{_WORD}){{0,2}})"
    r"|\b(?:(?:MR|MRS|MS|DR|PROF|REV|CLLR)\.?|MISS)\s+(?P<loud>[A-Z]{2,}(?:[’'-][A-Z]+)?(?:\s+[A-Z]{2,}){0,2})\b"
)
_BIRTH_DATE = r"(?:d\.?\s?o\.?\s?b\b\.?|date of birth|birth ?date)"
# "his date of birth before 15 February 2013" is the date of something else
_ITS_OWN = r"(?<!before )(?<!after )(?<!since )(?<!until )(?<!\d )(?<!\d[a-z]{2} )"
BORN = re.compile(
    rf"\b{_BIRTH_DATE}\b.{{0,40}}?\b{_ITS_OWN}{_DATE}|\b(?:birthday|born)\b.{{0,60}}?\b{_DATE}"
    rf"|\b{_DATE} ?\(?(?:{_BIRTH_DATE}|birthday)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    rf"\b(?:Flat|Unit|Apartment)\s+\d+\w?\b|\b\d{{1,4}}[A-Za-z]?,?\s+(?:{_WORD}\s+){{1,3}}(?:{_STREETS})\b"
)
POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:[A-HK-Y]?\d\d?|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
    r"\s?\d[ABD-HJLN-UW-Z]{2})\b"
    r"|\b[a-pr-uwyz](?:[a-hk-y]?\d\d?|\d[a-hjkpstuw]|[a-hk-y]\d[abehmnprv-y])\s\d[abd-hjln-uw-z]{2}\b"
)
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
NHS = re.compile(r"(?<![\w.-])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![\w-])")
CASE = re.compile(
    r"\b[A-Z]{2}\s?\d\d\s?\d\d\s?\d\d\s?[A-D]\b"
    r"|\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b"
    r"|\b\d{2}[A-Z]{1,3}\d?/\d{3,}/\d{2}\b|\b\d{2}/\d{4,}/\d{2}\b|\bC[RA]I?[/-]?\d{4,}(?:/\d+)?\b"
    r"|\b(?i:crime|incident|occurrence|custody|case|police|URN|CAD|court|UPN|hospital)(?i:[\s-]+(?:ref(?:erence)?"
    r"|number|no\.?|log|file))+[\s:.]*(?:(?i:no\.?|number)[\s:.]*)?(?=[A-Z0-9/-]*\d{3})[A-Z0-9][A-Z0-9/-]{3,}"
)
LONG = re.compile(r"(?<![\w.,/#-])\+?\d{3,}(?:[ -]\d{3,})*(?![\w,/-]|\.\d)")
YEAR = re.compile(r"(?:19|20)\d\d")
NO_NAMES = PLAIN | frozenset(
    "who whom she he they was is has had said and or the not general family hospital education health"
    " social officer manager team unit visitor chancellor chief superintendent detective commissioner"
    " constable".split()
)


def find_personal(text: str, known: Known) -> Iterator[Hit]:
    """Yield what in `text` may point to a person.

    Fine, and so not told: authors of the register with or without their title; one or two capital letters
    after a title (Mr X, Ms AB), and "Child M", which are pseudonyms; and the numbers of the contact.
    """
    yield from _find_listed(text, known)
    yield from _find_names(text, known)
    yield from _find(EMAIL, "e-mail", text, known)
    if any(c.isdigit() for c in text):
        yield from _find(POSTCODE, "postcode", text, known)
        yield from _find(ADDRESS, "address", text, known)
        yield from (Hit(BIRTH, one[0], *one.span()) for one in BORN.finditer(text))
        yield from _find_numbers(text, known)
    for words, start, end in find_ages(text, known_places=known.places):
        yield Hit(AGE_AND_PLACE, words, start, end)


def is_nhs_number(text: str) -> bool:
    """Return whether ten digits have the check digit of an NHS number (modulus 11).

    NHS Data Dictionary, "NHS NUMBER": weights 10 to 2, the check is 11 less the rest; 11 is 0, 10 is none.

    >>> is_nhs_number("943 476 5919"), is_nhs_number("943 476 5918")
    (True, False)
    """
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check % 11 == digits[9] and check != 10


def _find(pattern: re.Pattern[str], kind: str, text: str, known: Known) -> Iterator[Hit]:
    for one in pattern.finditer(text):
        if one[0] not in known.contact:
            yield Hit(kind, one[0], *one.span())


def _find_listed(text: str, known: Known) -> Iterator[Hit]:
    never, unpublished = find_any(known.never), find_any(known.unpublished)
    if never:
        yield from (Hit(NEVER, one[0], *one.span()) for one in never.finditer(text))
    if unpublished:
        authors = find_any(known.authors)
        spans = [one.span() for one in authors.finditer(text)] if authors else []
        for one in unpublished.finditer(text):
            # "Dr Kit Marsh", who wrote another review, is not the child whom a draft calls Kit
            if not any(start <= one.start() and one.end() <= end for start, end in spans):
                yield Hit(UNPUBLISHED, one[0], *one.span())


def _find_names(text: str, known: Known) -> Iterator[Hit]:
    for one in NAMED.finditer(text):
        name = one["name"] or one["loud"]
        words = [re.sub(r"[’']s$", "", word) for word in name.split()]
        is_author = any(words[-1].casefold() in author.casefold().split() for author in known.authors)
        if words[0].casefold() not in NO_NAMES and not is_author:
            yield Hit(NAME, one[0], *one.span())


def _find_numbers(text: str, known: Known) -> Iterator[Hit]:
    """Yield numbers, each once, by the kind that says most."""
    taken: list[tuple[int, int]] = []
    searches: tuple[Callable[[], Iterator[Hit]], ...] = (
        lambda: (
            Hit("NHS number", one[0], *one.span()) for one in NHS.finditer(text) if is_nhs_number(one[0])
        ),
        lambda: _find_phones(text),
        lambda: (Hit("number of a person or case", one[0], *one.span()) for one in CASE.finditer(text)),
        lambda: (
            Hit(LONG_NUMBER, one[0], *one.span())
            for one in LONG.finditer(text)
            if _is_long(one[0]) and one[0] not in known.codes
        ),
    )
    for search in searches:
        for hit in search():
            if not any(hit.start < end and start < hit.end for start, end in taken):
                taken.append((hit.start, hit.end))
                if hit.words not in known.contact:
                    yield hit


def _find_phones(text: str) -> Iterator[Hit]:
    if sum(c.isdigit() for c in text) < 7:
        return
    valid = phonenumbers.Leniency.VALID
    for one in phonenumbers.PhoneNumberMatcher(text, "GB", leniency=valid):
        yield Hit("phone", one.raw_string, one.start, one.end)


def _is_long(words: str) -> bool:
    groups = re.split(r"[ -]", words.lstrip("+"))
    digits = sum(map(len, groups))
    return digits >= (6 if len(groups) == 1 else 7) and not all(YEAR.fullmatch(one) for one in groups)
