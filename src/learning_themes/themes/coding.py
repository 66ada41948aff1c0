"""Codes passages: the rules' hits and the classifier's probability, judged for stance, become evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from spacy.tokens import Doc

from learning_themes.tables import make_table
from learning_themes.themes.classifier import Batch
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.features import Neighbours, without_number
from learning_themes.themes.language import load_language
from learning_themes.themes.rules import Hit, Rules
from learning_themes.themes.stance import Stance, StanceRules, load_stance_words
from learning_themes.themes.stance_model import Pair, Scene
from learning_themes.themes.training import load_models, stack_hits

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Unit:
    """What is coded: a text with its place, as far as it is known.

    `paragraph` names the paragraph it stands in, None if that is not known, and `number` its place there.
    """

    text: str
    section: str = ""
    heading: str = ""
    paragraph: str | None = None
    number: int = 0


@dataclass(frozen=True)
class Coded:
    """A theme found in a unit, with stance, who found it and why, and both confidences (0 to 1)."""

    theme: str
    stance: str
    confidence: float
    basis: str
    why: str
    stance_confidence: float


class Coder:
    """A codebook made ready for coding: its rules, and the classifiers learned from its examples."""

    def __init__(self, codebook: Codebook) -> None:
        self._nlp = load_language()
        self._rules = Rules(codebook, self._nlp)
        self._stance = StanceRules(load_stance_words(codebook.folder), self._nlp)
        self._models = load_models(codebook, self._nlp, self._rules, self._stance)

    def code_units(self, units: Sequence[Unit]) -> list[list[Coded]]:
        """Return for each unit its themes in alphabetical order; none where nothing is found.

        Units of one paragraph are read together, so give a report's, or a file's, at once.
        """
        docs = [self._nlp(without_number(unit.text)) for unit in units]
        hits = [self._rules.find_hits(doc) for doc in docs]
        found = [_by_theme(one) for one in hits]
        if self._models is None:
            coded = [{theme: _chance(its) for theme, its in one.items()} for one in found]
            return self._judge_by_rules(units, docs, found, coded)
        neighbours = Neighbours(_paragraphs(units), [unit.number for unit in units])
        coded = self._weigh(Batch(docs, stack_hits(hits, self._models.themes.themes), neighbours), found)
        return self._judge_by_model(units, docs, found, coded, neighbours)

    def _weigh(self, batch: Batch, found: list[dict[str, list[Hit]]]) -> list[dict[str, float]]:
        """Return the coded themes of each passage with their probability.

        A theme with too few examples for the classifier is coded by its rules alone.
        """
        themes = self._models.themes.themes
        coded: list[dict[str, float]] = []
        for row, chances in enumerate(self._models.themes.predict(batch)):
            likely = np.flatnonzero(chances > self._models.themes.threshold)
            one = {themes[column]: round(float(chances[column]), 3) for column in likely}
            one |= {theme: _chance(its) for theme, its in found[row].items() if theme not in themes}
            coded.append(one)
        return coded

    def _judge_by_rules(
        self,
        units: Sequence[Unit],
        docs: list[Doc],
        found: list[dict[str, list[Hit]]],
        coded: list[dict[str, float]],
    ) -> list[list[Coded]]:
        results = []
        for unit, doc, hits, chances in zip(units, docs, found, coded, strict=True):
            cues = self._stance.find_cues(doc) if chances else []
            one = []
            for theme, chance in sorted(chances.items()):
                stance = self._stance.judge(doc, cues, _place(hits, theme), unit.section)
                one.append(_make(theme, chance, _reasons(hits[theme]), "rule", stance))
            results.append(one)
        return results

    def _judge_by_model(
        self,
        units: Sequence[Unit],
        docs: list[Doc],
        found: list[dict[str, list[Hit]]],
        coded: list[dict[str, float]],
        neighbours: Neighbours,
    ) -> list[list[Coded]]:
        columns = {theme: column for column, theme in enumerate(self._models.themes.themes)}
        wanted = [(row, theme) for row, chances in enumerate(coded) for theme in sorted(chances)]
        pairs = [Pair(row, columns.get(theme, -1), _place(found[row], theme)) for row, theme in wanted]
        scene = Scene(docs, [unit.section for unit in units], neighbours)
        stances = self._models.stance.judge(scene, pairs)
        words = self._models.themes.word_features(docs)
        results: list[list[Coded]] = [[] for _ in units]
        for (row, theme), stance in zip(wanted, stances, strict=True):
            by_rule = theme in found[row]
            reason = _reasons(found[row][theme]) if by_rule else self._telling(words, row, theme)
            basis = "rule" if by_rule else "classifier"
            results[row].append(_make(theme, coded[row][theme], reason, basis, stance))
        return results

    def _telling(self, words: sp.csr_matrix, row: int, theme: str) -> str:
        telling = self._models.themes.telling_words(words, row, theme)
        return f"words: {', '.join(telling)}" if telling else "the passages round it"


def code_passages(
    passages: pd.DataFrame, codebook: Codebook, *, progress: Progress | None = None
) -> pd.DataFrame:
    """Return table `evidence` for table `passages`; `progress` is called once a review."""
    coder = Coder(codebook)
    reviews = list(passages.groupby("review_id", sort=False))
    rows = []
    for done, (review_id, its_passages) in enumerate(reviews, 1):
        units = [_unit(row) for row in its_passages.itertuples()]
        for passage_id, found in zip(its_passages["passage_id"], coder.code_units(units), strict=True):
            rows += [_evidence_row(str(review_id), passage_id, one) for one in found]
        if progress:
            progress(done, len(reviews), str(review_id))
    return make_table("evidence", rows)


def _unit(row: tuple) -> Unit:
    return Unit(row.text, row.section, row.heading, str(row.paragraph), row.number)


def _evidence_row(review_id: str, passage_id: str, coded: Coded) -> dict:
    return {
        "review_id": review_id,
        "passage_id": passage_id,
        "theme": coded.theme,
        "stance": coded.stance,
        "confidence": coded.confidence,
        "stance_confidence": coded.stance_confidence,
        "basis": coded.basis,
        "why": coded.why,
        "decision": "",
    }


def _paragraphs(units: Sequence[Unit]) -> list[object]:
    """Return a name for each unit's paragraph; a unit without one stands alone."""
    return [unit.paragraph if unit.paragraph is not None else row for row, unit in enumerate(units)]


def _by_theme(hits: list[Hit]) -> dict[str, list[Hit]]:
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.theme, []).append(hit)
    return grouped


def _make(theme: str, chance: float, reason: str, basis: str, stance: Stance) -> Coded:
    why = f"{reason}; {stance.stance}: {stance.why}"
    return Coded(theme, stance.stance, chance, basis, why, round(stance.confidence, 3))


def _place(hits: dict[str, list[Hit]], theme: str) -> int:
    return hits[theme][0].start if theme in hits else -1


def _reasons(hits: list[Hit]) -> str:
    return ", ".join(dict.fromkeys(hit.why for hit in hits[:3]))


def _chance(hits: list[Hit]) -> float:
    """Return the chance that at least one of the patterns is right, were they independent."""
    wrong = 1.0
    for hit in hits:
        wrong *= 1 - hit.confidence
    return round(1 - wrong, 3)
