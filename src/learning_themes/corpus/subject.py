"""Tells whom a review is about, and which person a phrase of a sentence belongs to."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from learning_themes.corpus.report import Block

CHILD, KIN, ADULT = "child", "kin", "adult"

_LABEL = re.compile(
    r"\b(?:(?:Child|Children|Baby|Babies|Infant|Young Person|Adult|Twins?|Sibling|Mr|Mrs"
    r"|Ms)s? [A-Z]{1,2}\d{0,2}\b"
    r"|[A-Z]\d{1,2}\b)"
)
_NO_NAME = frozenset(
    """
    a about action adolescent adult adults agency all an and annex approach babies baby board boys care case
    chair child children community concerning confidential death deaths domestic executive extended
    briefing easy minute plan read response seven family final fatal five for four from full girls
    harm homicide in independent infant infants into
    introduction lcspr learning listening local matter mr mrs ms national new no of on overview panel
    partnership people person practice published publication rapid redacted regarding report respect review
    reviews safeguarding serious sibling siblings six story subject summary suspected the their thematic
    three to two under version with young youth voice lessons respecting dhr scr sar cspr rr cpr
    january february march april may june july august september october november december
    """.split()
)
_SEVERAL = re.compile(
    r"\b(family|families|siblings|twins|children|babies|infants|boys|girls|brothers|sisters)\b", re.IGNORECASE
)
_CALLED = re.compile(
    r"\b(?:child|children|boys?|girls?|baby|babies|infants?)\b[^.;]{0,60}\b(?:called|call (?:him|her"
    r"|them)?|known as"
    r"|referred to (?:here |throughout |in this report )?as) ((?:[A-Z][a-z]+(?: [A-Z]\b)?(?:, | and )?){1,6})"
)
_ORGAN = (
    r"(?![’']s (?:home|service|social|centre|hospital|guardian|act|ward|trust|safeguarding)|[- ]protection)"
)
_ADULT = (
    r"(?:step|grand|foster |god)?-?(?:mother|father|mum|dad|parent)s?|gran|nan|partner|boyfriend|girlfriend"
    r"|husband|wife|uncle|aunt|grandparents?|cohabitee|perpetrator|offender|suspect|man|men|woman|women"
    r"|adults?"
    r"|Mr|Mrs|Ms|Miss|Dr|carers?|officers?|constables?|social worker|nurse|midwife|doctor|GP|teacher"
    r"|neighbour"
    r"|worker|professionals?|practitioners?|guardian|author|reviewer|chair|coroner|lodger|relative"
)
_KIN = (
    r"(?:half|step)?-?(?:brother|sister|sibling)s?|cousins?|friends?|classmate|pupil|another child"
    r"|other children"
    r"|(?:previous|first|older|elder|eldest|younger|second|other|half) (?:child|baby|son|daughter|boy|girl)"
    r"|another (?:baby|boy|girl|young person)"
)
_CHILD = (
    rf"(?:child|children|boy|girl){_ORGAN}|baby|babies|infants?|toddler|new-?born|young person|teenager"
    rf"|twins?"
    r"|(?:baby|infant|young) (?:son|daughter)"
)


@dataclass(frozen=True)
class Subject:
    """Who the review is about: the names or labels it uses, whether they are several, or an adult."""

    names: tuple[str, ...]
    several: bool
    adult: bool

    @cached_property
    def _people(self) -> re.Pattern[str]:
        names = "|".join(re.escape(name) for name in self.names) or r"(?!)"
        own_child = r"\b(?:sons?|daughters?)"
        child = rf"(?i:{_CHILD})" if not self.adult else rf"(?i:{_CHILD}|{own_child})"
        kin = rf"(?i:{_KIN})" if self.adult else rf"(?i:{_KIN}|{own_child})"
        labelled = r"(?:Child|Baby|Infant|Young Person) [A-Z0-9]{1,3}\b|Subject\b"
        whose = (
            rf"(?i:{_ADULT}|{_KIN}) (?i:of) (?:(?i:the|this|a|her|his) )?(?:{names}|{labelled}|(?i:{_CHILD}))"
        )
        return re.compile(
            rf"\b(?:(?P<whose>{whose})|(?P<kin>{kin})|(?P<name>{names})"
            rf"|(?P<child>{labelled}|{child})|(?P<adult>(?i:{_ADULT})))(?![\w-])(?P<owns>[’']s?\b)?"
        )

    def kinds(self, text: str) -> list[tuple[str, int, int]]:
        """Return the people that `text` names, in order: CHILD, KIN or ADULT, and where they stand.

        The name of an adult whom a review is about stands as ADULT. "Child A's mother" is the mother alone.
        """
        found = []
        for match in self._people.finditer(text):
            if match["owns"] and re.match(
                r" (?:\w+[ -]){0,2}(?i:" + _ADULT + "|" + _KIN + r")\b", text[match.end() :]
            ):
                continue
            if match["name"]:
                kind = ADULT if self.adult else CHILD
            else:
                kind = ADULT if match["whose"] or match["adult"] else KIN if match["kin"] else CHILD
            found.append((kind, match.start(), match.end()))
        return found

    def is_named(self, text: str) -> bool:
        """Return whether the text names the subject by a name or label that the title gives."""
        return any(re.search(rf"\b{re.escape(name)}\b", text) for name in self.names)

    def person_at(self, text: str, place: int, before: Iterable[str] = ()) -> str:
        """Return who the words at `place` belong to: the person named nearest before them.

        If the sentence names nobody before them, it is the first person whom an earlier sentence of the
        paragraph is about, then the first named after; "" if nobody is.
        """
        people = self.kinds(text)
        nearest = [kind for kind, start, _ in people if start < place]
        if nearest:
            return nearest[-1]
        for sentence in reversed(list(before)):
            if earlier := self.kinds(sentence):
                return earlier[0][0]
        return people[0][0] if people else ""


def has_label(title: str) -> bool:
    """Return whether a title calls somebody by a label such as "Child A"."""
    return bool(_LABEL.search(title.title() if title.isupper() else title))


def list_labels(text: str) -> list[str]:
    """Return the labels, such as "Child A", that a title or the name of a file calls people by."""
    shown = text.title() if text.isupper() else text
    return list(dict.fromkeys(re.sub(r"\s+", " ", match[0]) for match in _LABEL.finditer(shown)))


def list_title_names(text: str) -> list[str]:
    """Return the words of a title that are no words of titles: names and pseudonyms, and places."""
    shown = text.title() if text.isupper() else text
    words = dict.fromkeys(re.findall(r"\b[A-Z][a-z]{2,}\b", shown))
    return [word for word in words if word.lower() not in _NO_NAME]


def find_subject(title: str, kind: str, partnership: str, blocks: Iterable[Block]) -> Subject:
    """Return whom a review is about, from its title and its kind; names count if the text uses them."""
    shown = title.title() if title.isupper() else title
    labels = list_labels(title)
    blocks = list(blocks)
    names = labels or _list_names(shown, partnership, blocks) or _list_called(blocks)
    letters = [label[-1] for label in labels if re.search(r" [B-HJ-Z]$", label)]
    several = len(labels) > 1 or bool(_SEVERAL.search(title)) or kind == "THEMATIC"
    several = several or bool(
        not labels
        and len(names) > 1
        and re.search(rf"{names[0]}\b.{{0,30}}?(?:,|and|&).{{0,30}}?{names[1]}", shown)
    )
    return Subject((*names, *letters), several, kind in ("DHR", "SAR"))


def _list_called(blocks: list[Block]) -> list[str]:
    """Return the names given to a child or children in an early sentence: "called Ann and Ben"."""
    for block in blocks[:30]:
        match = _CALLED.search(block.text[:2000])
        if match:
            return re.findall(r"[A-Z][a-z]+(?: [A-Z]\b)?", match[1])
    return []


def _list_names(title: str, partnership: str, blocks: Iterable[Block]) -> list[str]:
    used: Counter[str] = Counter()
    for block in blocks:
        if block.kind != "heading":
            used.update(re.findall(r"\b[A-Z][a-z]{2,}\b", block.text))
    return [word for word in list_title_names(title) if word not in partnership and used[word] >= 3]
