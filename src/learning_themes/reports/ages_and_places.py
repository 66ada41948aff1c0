"""Ages that stand with a place in one sentence, which together can point to one child."""

import re
from collections.abc import Collection, Iterator

from learning_themes.reports.piece_sentences import list_sentences
from learning_themes.trends.review_names import PLAIN

NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen"
)
_N = rf"(?:\d{{1,2}}|{NUMBERS})"
AGE = re.compile(
    rf"\b(?:aged?|age of)\s+{_N}\b|\b{_N}[-\s](?:year|month|week|day)s?[-\s](?:old|of age)\b",
    re.IGNORECASE,
)
# What stands before or after an age that is a limit or a range, and so of no child: "under the age of 18",
# "aged 16 and over", "from age 12 to 21", "until the child is two years old".
LIMIT_BEFORE = re.compile(
    r"\b(?:under|over|above|below|beyond|post|than)[-\s]+(?:the\s+)?$|\buntil\s+(?:\w+\s+){0,4}$",
    re.IGNORECASE,
)
RANGE_AFTER = re.compile(
    rf"\s*(?:years?\s+)?(?:(?:and|or)\s+(?:over|under|older|younger|above|below|upwards)\b|onwards?\b|plus\b"
    rf"|(?:to|[-–])\s*{_N}\b)",
    re.IGNORECASE,
)
# "children aged 16 and 17", but not "her children aged 3 and 5".
MANY_BEFORE = re.compile(
    r"(?:\b(?P<picked>\w+)\s+)?\b(?:children|people|pupils|care leavers|adults)\s+(?:(?:who\s+)?are\s+)?$",
    re.IGNORECASE,
)
AND_AFTER = re.compile(rf"\s+(?:and|or)\s+{_N}\b", re.IGNORECASE)
PICKED = frozenset("one two three four five six the these those both her his their our other".split())
PLACE = re.compile(
    r"\b(?:in|at|from|near|outside|of|to)\s+"
    r"(?P<place>(?:the\s+)?[A-Z][a-z]+\b(?:[- ](?:upon|on|le|under|[A-Z][a-z]+)\b)*)"
)
NO_PLACES = PLAIN | frozenset(
    "who whom she he they was is has had said or not general family hospital education health social officer"
    " manager team unit visitor chancellor chief superintendent detective commissioner constable appendix"
    " section chapter table figure page england wales britain english british christmas easter mother father"
    " parent parents sibling siblings police court school college nhs gp accident emergency monday tuesday"
    " wednesday thursday friday saturday sunday year reception council government".split()
)
# Who works with a child is no place where the child lives: "Marlby City Council", "Marlby General Hospital".
ORGANISATIONS = frozenset(
    "council hospital hospitals infirmary trust police constabulary partnership board authority university"
    " ofsted court service services panel".split()
)


def find_ages(text: str, *, known_places: Collection[str] = ()) -> Iterator[tuple[str, int, int]]:
    """Yield the words of an age and a place in one sentence, and where the age starts and ends in `text`.

    Fine, and so not told: limits and ranges of age, which are of no child; the names of councils, hospitals,
    trusts and forces; and `known_places`, such as the partnership's own area, which is on the cover.
    """
    known = {place.casefold() for place in known_places}
    for start, end in list_sentences(text) if AGE.search(text) else ():
        sentence = text[start:end]
        age = next((one for one in AGE.finditer(sentence) if not _is_of_many(sentence, one)), None)
        place = next((one for one in PLACE.finditer(sentence) if _is_place(one["place"], known)), None)
        if age and place:
            yield f"{age[0]} … {place[0]}", start + age.start(), start + age.end()


def _is_of_many(sentence: str, age: re.Match[str]) -> bool:
    """Return whether an age is a limit or a range, or that of children in general."""
    before, after = sentence[: age.start()], sentence[age.end() :]
    if LIMIT_BEFORE.search(before) or RANGE_AFTER.match(after):
        return True
    many = MANY_BEFORE.search(before)
    return bool(many and AND_AFTER.match(after) and (many["picked"] or "").casefold() not in PICKED)


def _is_place(words: str, known: Collection[str]) -> bool:
    names = [word.casefold() for word in words.removeprefix("the ").split()]
    return names[0] not in NO_PLACES and not ORGANISATIONS.intersection(names) and names[0] not in known
