"""Rules: finds in a passage the patterns of the codebook, with the words that decided.

One PhraseMatcher finds every phrase of every pattern at once; only sentences that hold a pattern's
phrases cost more. spaCy token patterns run behind an anchor word for the same reason.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import product

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from learning_themes.errors import CodebookError
from learning_themes.themes.codebook import Codebook, Pattern

Place = tuple[int, int]


@dataclass(frozen=True)
class Hit:
    """A theme found in a passage: where (token offsets), by which part, why, and how surely (0 to 1)."""

    theme: str
    start: int
    end: int
    basis: str
    why: str
    confidence: float
    pattern: int = -1


@dataclass(frozen=True)
class _Rule:
    theme: str
    index: int
    groups: tuple[frozenset[str], ...]
    within: int
    unless: frozenset[str]
    matcher: Matcher | None = None


class Rules:
    """The codebook's patterns, ready to be looked for; made once and used for every passage."""

    def __init__(self, codebook: Codebook, nlp: Language) -> None:
        self._nlp = nlp
        self._by_lemma = PhraseMatcher(nlp.vocab, attr="LEMMA")
        self._by_form = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._rules: dict[str, list[_Rule]] = defaultdict(list)
        for theme in codebook.themes.values():
            for index, pattern in enumerate(theme.patterns):
                self._add(self._compile(theme.id, index, pattern))

    def find_hits(self, doc: Doc) -> list[Hit]:
        """Return the hits of all patterns in one passage, in order of theme and place."""
        found = self._find_phrases(doc)
        candidates = {
            (rule.theme, rule.index): rule for phrase in found for rule in self._rules.get(phrase, ())
        }
        hits = []
        for rule in candidates.values():
            if rule.unless.isdisjoint(found):
                place = _first_place(rule, found, doc)
                if place:
                    hits.append(_hit(rule, doc[place[0] : place[1]].text, *place))
        return sorted(hits, key=lambda hit: (hit.theme, hit.start, hit.end, hit.pattern))

    def _find_phrases(self, doc: Doc) -> dict[str, list[Place]]:
        found = defaultdict(list)
        for matcher in (self._by_lemma, self._by_form):
            for key, start, end in matcher(doc):
                found[self._nlp.vocab.strings[key]].append((start, end))
        return found

    def _compile(self, theme: str, index: int, pattern: Pattern) -> _Rule:
        unless = frozenset(self._phrase(phrase) for phrase in pattern.unless)
        matcher = None
        if pattern.tokens:
            matcher, groups = self._token_matcher(theme, pattern)
        elif pattern.exact:
            groups = (frozenset([self._form(pattern.exact)]),)
        else:
            wanted = pattern.near or [[pattern.phrase]]
            groups = tuple(frozenset(map(self._phrase, group)) for group in wanted)
        return _Rule(theme, index, groups, pattern.within, unless, matcher)

    def _add(self, rule: _Rule) -> None:
        # The rarest group would be the best anchor; the smallest is a good guess and needs no corpus.
        for phrase in min(rule.groups, key=len):
            self._rules[phrase].append(rule)

    def _phrase(self, phrase: str) -> str:
        doc = self._nlp(phrase)
        key = "lemma:" + " ".join(token.lemma_ for token in doc)
        if key not in self._by_lemma:
            self._by_lemma.add(key, [doc])
        return key

    def _form(self, phrase: str) -> str:
        key = "form:" + phrase
        if key not in self._by_form:
            self._by_form.add(key, [self._nlp.make_doc(phrase)])
        return key

    def _token_matcher(self, theme: str, pattern: Pattern) -> tuple[Matcher, tuple[frozenset[str]]]:
        matcher = Matcher(self._nlp.vocab, validate=True)
        try:
            matcher.add(theme, [pattern.tokens], greedy="LONGEST")
        except ValueError as error:
            raise CodebookError(f"theme {theme}: token pattern {pattern.tokens}: {error}") from None
        words = _anchor_words(pattern.tokens)
        if not words:
            raise CodebookError(
                f"theme {theme}: token pattern {pattern.tokens} needs at least one token that is not"
                " optional and gives its LOWER or LEMMA as a word or as {IN: [words]}"
            )
        return matcher, (frozenset(map(self._phrase, words)),)


def _anchor_words(tokens: list[dict]) -> list[str]:
    """Return the words of which one must stand in any match, so that other sentences are passed over."""
    choices = []
    for token in tokens:
        if token.get("OP", "1") in ("1", "+"):
            value = token.get("LEMMA", token.get("LOWER"))
            words = value.get("IN", []) if isinstance(value, dict) else [value] if value else []
            choices.append([word for word in words if isinstance(word, str)])
    return min(filter(None, choices), key=len, default=[])


def _hit(rule: _Rule, words: str, start: int, end: int) -> Hit:
    return Hit(rule.theme, start, end, "rule", f"“{words}”", 0.8, rule.index)


def _first_place(rule: _Rule, found: dict[str, list[Place]], doc: Doc) -> Place | None:
    """Return the first span in which the rule matches, or None."""
    if rule.matcher:
        return min(((start, end) for _, start, end in rule.matcher(doc)), default=None)
    groups = []
    for group in rule.groups:
        places = [place for phrase in group & found.keys() for place in found[phrase]]
        if not places:
            return None
        groups.append(places)
    spans = (_span(places, rule.within) for places in product(*groups))
    return min((span for span in spans if span), default=None)


def _span(places: tuple[Place, ...], within: int) -> Place | None:
    """Return the span over `places` if neighbours stand close enough and none overlap."""
    ordered = sorted(places)
    for (_, end), (start, _) in zip(ordered, ordered[1:], strict=False):
        if start < end or start - end > within:
            return None
    return ordered[0][0], max(end for _, end in ordered)
