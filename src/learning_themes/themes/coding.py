"""Codes passages: the rules' hits and the classifier's probability, judged for stance, become evidence."""

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from sklearn.preprocessing import normalize
from spacy.tokens import Doc

from learning_themes.cache import Cache
from learning_themes.tables import STANCES
from learning_themes.themes.beside import stands_beside
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.encoder import load_encoder
from learning_themes.themes.encoder_kept import KeptEncoder
from learning_themes.themes.examples import Example
from learning_themes.themes.features import Neighbours, without_number
from learning_themes.themes.language import load_language, read_docs
from learning_themes.themes.rules import Found, Hit, Rules, group_hits
from learning_themes.themes.stance import Stance, StanceRules, load_stance_words
from learning_themes.themes.stance_model import Pair, Scene
from learning_themes.themes.telling import find_telling
from learning_themes.themes.training import load_models, stack_hits
from learning_themes.themes.unit import Unit
from learning_themes.themes.weighing import weigh_stances, weigh_themes

PARTS = ("rules", "words", "encoder")


class Coded(NamedTuple):
    """A theme found in a unit, with stance, who found it and why, and both confidences (0 to 1)."""

    theme: str
    stance: str
    confidence: float
    basis: str
    why: str
    stance_confidence: float


class Coder:
    """A codebook made ready for coding: its rules, what was learned from its examples, its encoder."""

    def __init__(
        self,
        codebook: Codebook,
        *,
        parts: Collection[str] = PARTS,
        local: Sequence[Example] = (),
        threads: int = 0,
        cache: Cache | None = None,
    ) -> None:
        """Make the coder; with fewer `parts` it codes by these alone, to show what each adds.

        It learns from `local` examples beside those of the codebook. Themes with too few examples are
        always coded by their rules. The encoder uses so many `threads`, all if 0, and takes from `cache`
        what it said of the same passages before.
        """
        self._nlp = load_language()
        self._rules = Rules(codebook, self._nlp)
        self._stance = StanceRules(load_stance_words(codebook.folder), self._nlp)
        learned = "words" in parts or "encoder" in parts
        self._models = (
            load_models(codebook, self._nlp, self._rules, self._stance, local=local) if learned else None
        )
        self._encoder = (
            load_encoder(codebook.folder, threads) if self._models and "encoder" in parts else None
        )
        if self._encoder and "words" not in parts:
            self._encoder = self._encoder.alone()
        if self._encoder and cache:
            self._encoder = KeptEncoder(self._encoder, codebook.folder, cache)

    def code_units(self, units: Sequence[Unit]) -> list[list[Coded]]:
        """Return for each unit its themes in alphabetical order; none where nothing is found.

        Units of one paragraph are read together, so give a report's, or a file's, at once. Owners, dates and
        tests beside a recommendation have none.
        """
        if not units:
            return []
        code = self._code_by_rules if self._models is None else self._code_by_models
        with _uncollected():
            docs = read_docs(self._nlp, (without_number(unit.text) for unit in units))
            found = [group_hits(self._rules.find_hits(doc)) for doc in docs]
            coded = code(units, docs, found)
        return [
            [] if one and stands_beside(unit.text, unit.section) else one
            for one, unit in zip(coded, units, strict=True)
        ]

    def compare(self, texts: Sequence[str], others: Sequence[str]) -> np.ndarray:
        """Return how like each text is to each of the others by its words (text × other, 0 to 1)."""
        if self._models is None or not others:
            return np.zeros((len(texts), len(others)))
        left, right = (
            normalize(self._models.text.transform(read_docs(self._nlp, map(without_number, some))))
            for some in (texts, others)
        )
        return (left @ right.T).toarray()

    def _code_by_rules(self, units: Sequence[Unit], docs: list[Doc], found: list[Found]) -> list[list[Coded]]:
        results = []
        for unit, doc, hits in zip(units, docs, found, strict=True):
            cues = self._stance.find_cues(doc) if hits else []
            one = []
            for theme in sorted(hits):
                stance = self._stance.judge(doc, cues, _place(hits, theme), unit.section)
                one.append(_make(theme, _chance(hits[theme]), _reasons(hits[theme]), "rule", stance))
            results.append(one)
        return results

    def _code_by_models(
        self, units: Sequence[Unit], docs: list[Doc], found: list[Found]
    ) -> list[list[Coded]]:
        models, encoder = self._models, self._encoder
        neighbours = Neighbours(_paragraphs(units), [unit.number for unit in units])
        scene = Scene(docs, models.text.transform(docs), [unit.section for unit in units], neighbours)
        opinion = weigh_themes(scene, stack_hits(found, models.themes.themes), models, encoder)
        known = frozenset(opinion.themes)
        coded = [
            likely | _by_rules_alone(hits, known)
            for likely, hits in zip(opinion.list_likely(), found, strict=True)
        ]
        wanted = [(row, theme) for row, chances in enumerate(coded) for theme in sorted(chances)]
        columns = {theme: column for column, theme in enumerate(opinion.themes)}
        pairs = [Pair(row, columns.get(theme, -1), _place(found[row], theme)) for row, theme in wanted]
        stances = weigh_stances(scene, pairs, opinion, models, encoder)
        judged = self._name_stances(scene, pairs, stances)
        # A theme that a rule found, as every theme without a column is, has the rule for its reason.
        silent = [pair for pair, (row, theme) in zip(pairs, wanted, strict=True) if theme not in found[row]]
        telling = iter(self._tell(scene, models.themes.word_weights, silent, [p.theme for p in silent], 3))
        results: list[list[Coded]] = [[] for _ in units]
        for (row, theme), stance in zip(wanted, judged, strict=True):
            if theme in found[row]:
                basis, reason = "rule", _reasons(found[row][theme])
            else:
                words = ", ".join(next(telling))
                basis, reason = "classifier", f"words: {words}" if words else "the whole passage"
            results[row].append(_make(theme, coded[row][theme], reason, basis, stance))
        return results

    def _name_stances(self, scene: Scene, pairs: list[Pair], chances: np.ndarray) -> list[Stance]:
        """Return the likeliest stance of each pair, with the words that speak most for it."""
        best = chances.argmax(axis=1)
        telling = self._tell(scene, self._models.stance.word_weights, pairs, best.tolist(), 2)
        return [
            Stance(STANCES[stance], ", ".join(f"“{word}”" for word in words) or "its place", float(chance))
            for stance, words, chance in zip(best, telling, chances.max(axis=1), strict=True)
        ]

    def _tell(
        self, scene: Scene, weights: np.ndarray, pairs: list[Pair], columns: list[int], most: int
    ) -> list[list[str]]:
        """Return for each pair the words of its passage that speak most for its column of `weights`."""
        asked = [(pair.row, column) for pair, column in zip(pairs, columns, strict=True)]
        return find_telling(scene.words, self._models.text.names, weights, asked, most)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no collection of garbage look through all that was learned while one report is coded.

    The objects of a report go when the last name for them goes; to look for circles among them takes an
    eighth of the time, and there are none.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _paragraphs(units: Sequence[Unit]) -> list[object]:
    """Return a name for each unit's paragraph; a unit without one stands alone."""
    return [unit.paragraph if unit.paragraph is not None else row for row, unit in enumerate(units)]


def _by_rules_alone(hits: Found, learned: Collection[str]) -> dict[str, float]:
    """Return the themes found in a passage that have too few examples for anything but their rules."""
    return {theme: _chance(its) for theme, its in hits.items() if theme not in learned}


def _make(theme: str, chance: float, reason: str, basis: str, stance: Stance) -> Coded:
    why = f"{reason}; {stance.stance}: {stance.why}"
    return Coded(theme, stance.stance, chance, basis, why, round(stance.confidence, 3))


def _place(hits: Found, theme: str) -> int:
    return hits[theme][0].start if theme in hits else -1


def _reasons(hits: list[Hit]) -> str:
    return ", ".join(dict.fromkeys(hit.why for hit in hits[:3]))


def _chance(hits: list[Hit]) -> float:
    """Return the chance that at least one of the patterns is right, were they independent."""
    wrong = 1.0
    for hit in hits:
        wrong *= 1 - hit.confidence
    return round(1 - wrong, 3)
