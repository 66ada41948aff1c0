"""Rules: finds in a passage the patterns of the codebook, with the words that decided.

One PhraseMatcher finds every phrase of every pattern at once; only sentences that hold a pattern's
phrases cost more. spaCy token patterns run behind an anchor word for the same reason.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from learning_themes.errors import CodebookError
from learning_themes.themes.codebook import Codebook, Pattern
from learning_themes.themes.spans import Place, find_span
from learning_themes.themes.token_patterns import count_longest, find_matches


class Hit(NamedTuple):
    """A theme found in a passage: where (token offsets), by which part, why, and how surely (0 to 1)."""

    theme: str
    start: int
    end: int
    basis: str
    why: str
    confidence: float
    pattern: int = -1


Found = dict[str, list[Hit]]  # the hits in one passage, by theme


def group_hits(hits: list[Hit]) -> Found:
    """Return the hits of one passage by theme."""
    grouped: Found = {}
    for hit in hits:
        grouped.setdefault(hit.theme, []).append(hit)
    return grouped


@dataclass(frozen=True)
class _Rule:
    theme: str
    index: int
    groups: tuple[frozenset[int], ...]  # of phrases by their hash, one of each to stand in the passage
    within: int
    unless: frozenset[int]
    matcher: Matcher | None = None
    longest: int | None = None  # tokens of a match of the matcher, at most


_Behind = tuple[_Rule, list[frozenset[int]]]  # a rule that a phrase calls up, and its groups but the phrase's


class Rules:
    """The codebook's patterns, ready to be looked for; made once and used for every passage."""

    def __init__(self, codebook: Codebook, nlp: Language) -> None:
        self._nlp = nlp
        self._by_lemma = PhraseMatcher(nlp.vocab, attr="LEMMA")
        self._by_form = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._rules: dict[int, list[_Behind]] = defaultdict(list)  # by the phrases of their anchor
        rules = []
        for theme in codebook.themes.values():
            for index, pattern in enumerate(theme.patterns):
                rules.append(self._compile(theme.id, index, pattern))
        # A phrase of many patterns is a common word; where it is the anchor, patterns are tried in vain.
        uses = Counter(phrase for rule in rules for group in rule.groups for phrase in group)
        for rule in rules:
            anchor = min(rule.groups, key=lambda group: sum(uses[phrase] for phrase in group))
            others = [group for group in rule.groups if group is not anchor]
            for phrase in anchor:
                self._rules[phrase].append((rule, others))

    def find_hits(self, doc: Doc) -> list[Hit]:
        """Return the hits of all patterns in one passage, in order of theme and place."""
        phrases = self._by_lemma(doc) + self._by_form(doc)
        rules = self._list_possible({key for key, _, _ in phrases})
        if not rules:
            return []
        found = defaultdict(list)
        for key, start, end in phrases:
            found[key].append((start, end))
        places = [(rule, _first_place(rule, found, doc)) for rule in rules]
        hits = [_hit(rule, doc[place[0] : place[1]].text, *place) for rule, place in places if place]
        return sorted(hits, key=lambda hit: (hit.theme, hit.start, hit.end, hit.pattern))

    def _list_possible(self, present: set[int]) -> list[_Rule]:
        """Return the rules of which every group, and nothing that must not be near, is among the phrases."""
        possible = {}
        for phrase in present & self._rules.keys():
            for rule, others in self._rules[phrase]:
                for group in others:  # a loop, as any() over a generator takes thrice as long here
                    if group.isdisjoint(present):
                        break
                else:
                    if rule.unless.isdisjoint(present):
                        possible[rule.theme, rule.index] = rule
        return list(possible.values())

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
        longest = count_longest(pattern.tokens) if matcher else None
        return _Rule(theme, index, groups, pattern.within, unless, matcher, longest)

    def _phrase(self, phrase: str) -> int:
        doc = self._nlp(phrase)
        key = "lemma:" + " ".join(token.lemma_ for token in doc)
        if key not in self._by_lemma:
            self._by_lemma.add(key, [doc])
        return self._nlp.vocab.strings[key]

    def _form(self, phrase: str) -> int:
        key = "form:" + phrase
        if key not in self._by_form:
            self._by_form.add(key, [self._nlp.make_doc(phrase)])
        return self._nlp.vocab.strings[key]

    def _token_matcher(self, theme: str, pattern: Pattern) -> tuple[Matcher, tuple[frozenset[int], ...]]:
        matcher = Matcher(self._nlp.vocab, validate=True)
        try:
            matcher.add(theme, [pattern.tokens], greedy="LONGEST")
        except ValueError as error:
            raise CodebookError(f"theme {theme}: token pattern {pattern.tokens}: {error}") from None
        groups = _needed_words(pattern.tokens)
        if not groups:
            raise CodebookError(
                f"theme {theme}: token pattern {pattern.tokens} needs at least one token that is not"
                " optional and gives its LOWER or LEMMA as a word or as {IN: [words]}"
            )
        return matcher, tuple(frozenset(map(self._phrase, words)) for words in groups)


def _needed_words(tokens: list[dict]) -> list[list[str]]:
    """Return groups of words of which one each must stand in any match: other sentences are passed over."""
    groups = []
    for token in tokens:
        if token.get("OP", "1") in ("1", "+"):
            value = token.get("LEMMA", token.get("LOWER"))
            words = value.get("IN", []) if isinstance(value, dict) else [value] if value else []
            groups.append([word for word in words if isinstance(word, str)])
    return [group for group in groups if group]


def _hit(rule: _Rule, words: str, start: int, end: int) -> Hit:
    return Hit(rule.theme, start, end, "rule", f"“{words}”", 0.8, rule.index)


def _first_place(rule: _Rule, found: dict[int, list[Place]], doc: Doc) -> Place | None:
    """Return the first span in which the rule matches, or None."""
    groups = []
    for group in rule.groups:
        places = [place for phrase in group & found.keys() for place in found[phrase]]
        if not places:
            return None
        groups.append(places)
    if rule.matcher is None:
        return find_span(groups, rule.within)
    if rule.longest is not None and not _stand_in_turn(groups, rule.longest):
        return None
    return min(find_matches(rule.matcher, doc, *_reach(groups, rule.longest, len(doc))), default=None)


def _stand_in_turn(groups: list[list[Place]], longest: int) -> bool:
    """Return whether a place of each group follows one of the group before it, all within so many tokens.

    Nothing else can be matched by a token pattern, and to call spaCy's matcher costs ten times as much.
    """
    for start, after in groups[0]:
        for places in groups[1:]:
            after = min((end for begin, end in places if begin >= after), default=start + longest + 1)
        if after <= start + longest:
            return True
    return False


def _reach(groups: list[list[Place]], longest: int | None, size: int) -> tuple[int, int]:
    """Return between which tokens a match can stand: it holds a place of every group."""
    if longest is None:
        return 0, size
    firsts = [min(places)[0] for places in groups]
    ends = [max(end for _, end in places) for places in groups]
    return max(0, max(firsts) - longest), min(size, min(ends) + longest)
