"""Finds the passages that decisions were made on: by id, or else by their words, whatever came between.

A report that is read anew, renamed or issued again keeps its decisions where its words are the same. Where
they are not, or the theme has left the codebook, the decision is kept and flagged, and changes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

import pandas as pd

from learning_themes.themes.decisions import JUDGEMENTS, NONE, Decision

APPLIES, MOVED = "applies", "found again by its words"
WORDS_CHANGED, PASSAGE_GONE = "words changed", "passage gone"
THEME_GONE, REVIEW_GONE = "theme gone", "review gone"
IN_FORCE = frozenset({APPLIES, MOVED})
ALIKE = 0.75  # of the characters, from which another passage counts as the same one reworded


@dataclass(frozen=True)
class Placed:
    """A decision with the passage that it stands on now, and whether it is in force."""

    decision: Decision
    passage_id: str
    review_id: str
    state: str


def place_decisions(
    decisions: Iterable[Decision], passages: pd.DataFrame, themes: Collection[str]
) -> list[Placed]:
    """Return the decisions that stand, in order, each with its place in `passages`.

    What was undone is left out, with the undoing. A decision whose words have changed is placed on the
    passage of its review that is most like it.
    """
    places = _Places(passages)
    return [_place(decision, places, themes) for decision in keep_standing(decisions)]


def keep_standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that their own analyst has not undone."""
    decisions = list(decisions)
    undone = {(one.by, one.undoes) for one in decisions if one.verdict == "undone"}
    return [one for one in decisions if one.verdict != "undone" and (one.by, one.id) not in undone]


def list_flagged(placed: Iterable[Placed]) -> pd.DataFrame:
    """Return the decisions that are kept but not in force: columns by, when, theme, verdict, why, words."""
    rows = [
        (one.decision.by, one.decision.when[:10], one.decision.theme, one.decision.verdict, one.state,
         one.decision.words)
        for one in placed
        if one.state not in IN_FORCE
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["by", "when", "theme", "verdict", "why", "words"])


def plain_words(text: str) -> str:
    """Return the letters and digits of a text in lower case, as passages are named by them."""
    return re.sub(r"\W+", "", text.casefold())


class _Places:
    """Where the words of a run's passages stand."""

    def __init__(self, passages: pd.DataFrame) -> None:
        self.by_id: dict[str, tuple[str, str]] = {}
        self.by_words: dict[str, list[str]] = defaultdict(list)
        self.by_review: dict[str, list[str]] = defaultdict(list)
        rows = zip(passages["passage_id"], passages["review_id"], passages["text"], strict=True)
        for passage_id, review_id, text in rows:
            words = plain_words(text)
            self.by_id[passage_id] = (review_id, words)
            self.by_words[words].append(passage_id)
            self.by_review[review_id].append(passage_id)
        self._alike: dict[tuple[str, str], str] = {}

    def find_again(self, review_id: str, words: str) -> str:
        """Return the passage with these words in the review, or the only one anywhere, or nothing."""
        found = self.by_words.get(words, [])
        here = [one for one in found if self.by_id[one][0] == review_id]
        return here[0] if here else found[0] if len(found) == 1 else ""

    def find_alike(self, review_id: str, words: str) -> str:
        """Return the passage of the review most like the words, if any is like them."""
        key = (review_id, words)
        if key not in self._alike:
            self._alike[key] = _most_alike(words, self.by_review.get(review_id, []), self.by_id)
        return self._alike[key]


def _most_alike(words: str, candidates: list[str], by_id: Mapping[str, tuple[str, str]]) -> str:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    best, found = ALIKE, ""
    for candidate in candidates:
        matcher.set_seq1(by_id[candidate][1])
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= best and matcher.ratio() >= best:
            best, found = matcher.ratio(), candidate
    return found


def _place(decision: Decision, places: _Places, themes: Collection[str]) -> Placed:
    passage_id, review_id, state = _find(decision, places)
    if state in IN_FORCE and decision.theme != NONE and decision.theme not in themes:
        state = THEME_GONE
    return Placed(decision, passage_id, review_id, state)


def _find(decision: Decision, places: _Places) -> tuple[str, str, str]:
    if decision.verdict in JUDGEMENTS or not decision.passage_id:
        state = APPLIES if decision.review_id in places.by_review else REVIEW_GONE
        return "", decision.review_id, state
    words = plain_words(decision.words)
    review_id, now = places.by_id.get(decision.passage_id, ("", ""))
    if review_id and now == words:
        return decision.passage_id, review_id, APPLIES
    found = places.find_again(decision.review_id, words)
    if found:
        return found, places.by_id[found][0], MOVED
    alike = decision.passage_id if review_id else places.find_alike(decision.review_id, words)
    if alike:
        return alike, places.by_id[alike][0], WORDS_CHANGED
    return decision.passage_id, decision.review_id, PASSAGE_GONE
