"""Finds whether the child whom a review is about is a girl or a boy."""

import re
from collections import Counter
from collections.abc import Iterator

from learning_themes.corpus.child import CHILD_HEADING, CHILD_ROW, NUMBER, SPAN
from learning_themes.corpus.found import Found, Sentence, list_sentences
from learning_themes.corpus.report import Report
from learning_themes.corpus.subject import CHILD, Subject

_SEX = re.compile(
    r"(?:^|[.,;|(:]\s?)(?:gender: ?|sex: ?)?(?P<sex>male|female|boy|girl|[MF])(?=\s?[.,;|)]|$)", re.IGNORECASE
)
_GIRL, _BOY = r"\b(?:she|her|herself)\b", r"\b(?:he|him|his|himself)\b"
_LETTERS_ASIDE = r"(?: \([^()]{1,20}\))?"


def find_gender(report: Report, subject: Subject, age: Found | None) -> Found | None:
    """Return "girl" or "boy" if the report says so of one child, or calls it "she" or "he" throughout."""
    if subject.several:
        return None
    if subject.adult:
        return _gender_of_only(age)
    sentences = list_sentences(report, blocks=200, pages=12)
    return _said_gender(sentences, subject) or _pronoun_gender(sentences, subject)


def _gender_of_only(age: Found | None) -> Found | None:
    """Return what the sentence with the age of an adult's only child calls the child."""
    words = (
        {word.lower() for word in re.findall(r"(?i)\b(?:son|boy|daughter|girl)s?\b", age.words)}
        if age
        else set()
    )
    values = {"girl" if word in ("daughter", "girl") else "boy" for word in words}
    if not age or ";" in age.value or len(values) != 1 or any(word.endswith("s") for word in words):
        return None
    return Found(values.pop(), age.page, age.words, "medium")


def _said_gender(sentences: list[Sentence], subject: Subject) -> Found | None:
    said: dict[str, Found] = {}
    for sentence in sentences[:150]:
        for word, confidence in _gender_words(sentence, subject):
            value = "girl" if word.lower() in ("female", "girl", "f") else "boy"
            said.setdefault(value, Found(value, sentence.block.page, sentence.text[:200], confidence))
        if said:
            return next(iter(said.values())) if len(said) == 1 else None
    return None


def _gender_words(sentence: Sentence, subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield the words of a sentence that say girl or boy of the child, with how surely."""
    text = sentence.text
    own_row = CHILD_ROW.match(sentence.block.text) or CHILD_HEADING.match(sentence.heading)
    label = re.search(r"\b(?:gender|sex): ?(male|female|boy|girl|m|f)\b", text, re.IGNORECASE)
    if label and not (subject.kinds(sentence.heading) and subject.kinds(sentence.heading)[0][0] != CHILD):
        yield label[1], "high"
    elif own_row and sentence.block.kind != "heading" and _SEX.search(text):
        yield _SEX.search(text)["sex"], "high"
    for match in re.finditer(
        rf"(?i)\b(?:{SPAN}[- ]old|female|male|baby|infant|young"
        rf"|teenage) (?P<sex>girl|boy|male|female)\b"
        rf"|\b(?P<noun>girl|boy) of {NUMBER}\b|\b(?P<adj>female|male) (?:child|baby"
        rf"|infant)\b",
        text,
    ):
        nearest = [kind for kind, start, _ in subject.kinds(text) if start < match.start()]
        if not nearest or nearest[-1] == CHILD:
            yield next(value for value in match.groups() if value), "medium"
    for name in subject.names:
        match = re.search(
            rf"\b{re.escape(name)} (?:was|is) (?:a|an|the) (?:[\w-]+ ){{0,3}}?(girl|boy)\b", text
        )
        if match:
            yield match[1], "high"


def _pronoun_gender(sentences: list[Sentence], subject: Subject) -> Found | None:
    """Return what "he" and "she" say where they can mean nobody but the child."""
    votes: Counter[str] = Counter()
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        value = _pronoun(sentence, subject)
        if value:
            votes[value] += 1
            first.setdefault(value, sentence)
    if not votes:
        return None
    value, most = votes.most_common(1)[0]
    if most < 3 or most < 0.9 * sum(votes.values()):
        return None
    return Found(value, first[value].block.page, first[value].text[:200], "medium" if most >= 6 else "low")


def _pronoun(sentence: Sentence, subject: Subject) -> str:
    """Return "girl" or "boy" if a pronoun of the sentence, or of the next, is the child's; "" if none is.

    It is where the sentence names the child and nobody else, where it follows the name at once ("Child J
    and his mother"), and where it opens the next sentence.
    """
    people = subject.kinds(sentence.text)
    if not people or not subject.is_named(sentence.text):
        return ""
    if all(kind == CHILD for kind, _, _ in people):
        own = _of_words(sentence.text[people[0][2] :])
        following = re.match(r"(?:He|She)\b", sentence.after[0]) if sentence.after else None
        return own or (_of_words(following[0]) if following else "")
    names = "|".join(re.escape(name) for name in subject.names)
    beside = re.search(rf"\b(?:{names}){_LETTERS_ASIDE}(?:,| and|, and) (his|her) ", sentence.text)
    return _of_words(beside[1]) if beside and people[0][0] == CHILD else ""


def _of_words(text: str) -> str:
    girl, boy = re.search(_GIRL, text, re.IGNORECASE), re.search(_BOY, text, re.IGNORECASE)
    if bool(girl) == bool(boy):
        return ""
    return "girl" if girl else "boy"
