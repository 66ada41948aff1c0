"""Codes passages: hits of the rules, judged for stance, become evidence."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.language import load_language
from learning_themes.themes.rules import Hit, Rules
from learning_themes.themes.stance import StanceRules, load_stance_words

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Unit:
    """What is coded: a text with its place, as far as it is known."""

    text: str
    section: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Coded:
    """A theme found in a unit, with stance, confidence (0 to 1), who found it and why."""

    theme: str
    stance: str
    confidence: float
    basis: str
    why: str


class Coder:
    """A codebook made ready for coding; made once and used for every passage."""

    def __init__(self, codebook: Codebook) -> None:
        self._nlp = load_language()
        self._rules = Rules(codebook, self._nlp)
        self._stance = StanceRules(load_stance_words(codebook.folder), self._nlp)

    def code_units(self, units: Iterable[Unit]) -> Iterator[list[Coded]]:
        """Yield for each unit its themes in alphabetical order; none where nothing is found."""
        for unit in units:
            yield self.code_unit(unit)

    def code_unit(self, unit: Unit) -> list[Coded]:
        """Return the themes of one unit in alphabetical order."""
        doc = self._nlp(unit.text)
        hits = _by_theme(self._rules.find_hits(doc))
        if not hits:
            return []
        cues = self._stance.find_cues(doc)
        coded = []
        for theme, its_hits in sorted(hits.items()):
            stance = self._stance.judge(doc, cues, its_hits[0].start, unit.section)
            why = f"{_reasons(its_hits)}; {stance.stance}: {stance.why}"
            coded.append(Coded(theme, stance.stance, _confidence(its_hits), its_hits[0].basis, why))
        return coded


def code_passages(
    passages: pd.DataFrame, codebook: Codebook, *, progress: Progress | None = None
) -> pd.DataFrame:
    """Return table `evidence` for table `passages`; `progress` is called once a review."""
    coder = Coder(codebook)
    reviews = list(passages.groupby("review_id", sort=False))
    rows = []
    for done, (review_id, its_passages) in enumerate(reviews, 1):
        units = map(Unit, its_passages["text"], its_passages["section"], its_passages["heading"])
        coded = coder.code_units(units)
        for passage_id, found in zip(its_passages["passage_id"], coded, strict=True):
            rows += [_evidence_row(review_id, passage_id, one) for one in found]
        if progress:
            progress(done, len(reviews), str(review_id))
    return make_table("evidence", rows)


def _evidence_row(review_id: str, passage_id: str, coded: Coded) -> dict:
    return {
        "review_id": review_id,
        "passage_id": passage_id,
        "theme": coded.theme,
        "stance": coded.stance,
        "confidence": coded.confidence,
        "basis": coded.basis,
        "why": coded.why,
        "decision": "",
    }


def _by_theme(hits: list[Hit]) -> dict[str, list[Hit]]:
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.theme, []).append(hit)
    return grouped


def _reasons(hits: list[Hit]) -> str:
    return ", ".join(dict.fromkeys(hit.why for hit in hits[:3]))


def _confidence(hits: list[Hit]) -> float:
    """Return the chance that at least one of the patterns is right, were they independent."""
    wrong = 1.0
    for hit in hits:
        wrong *= 1 - hit.confidence
    return round(1 - wrong, 3)
