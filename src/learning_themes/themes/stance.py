"""Stance by rules: does a passage say that practice worked, fell short, or should change?

The words are in `themes/stance.yaml`. What counts is the part of the sentence that the theme stands in:
"Although the school acted at once, the referral was closed" praises one and faults the other.
"""

from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from learning_themes.errors import CodebookError
from learning_themes.tables import SECTIONS, STANCES
from learning_themes.themes.codebook import read_yaml

NEAR = 3  # words before a cue within which a negation turns it round
_WEIGHTS = {"strong": 2.0, "weak": 1.0}


class _Cues(BaseModel):
    model_config = ConfigDict(extra="forbid")

    strong: list[str]
    weak: list[str]


class StanceWords(BaseModel):
    """The contents of `stance.yaml`."""

    model_config = ConfigDict(extra="forbid")

    recommendation: list[str]
    not_recommendation: list[str]
    imperative: list[str]
    contrast: list[str]
    negation: list[str]
    shortfall: _Cues
    strength: _Cues
    default: dict[str, str]


class Stance(NamedTuple):
    """What a passage says of practice, the words that decided, and how surely (0 to 1)."""

    stance: str
    why: str
    confidence: float


def load_stance_words(folder: Path) -> StanceWords:
    """Return the stance words of a codebook folder; raises CodebookError naming the file and key."""
    path = folder / "stance.yaml"
    try:
        words = StanceWords.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CodebookError(f"{path}: {where}: {first['msg']}") from None
    for section, stance in words.default.items():
        if section not in (*SECTIONS, "other") or stance not in STANCES:
            raise CodebookError(f"{path}: default: {section}: {stance} is no section with a stance")
    return words


class StanceRules:
    """The stance words, ready to be looked for; made once and used for every passage."""

    def __init__(self, words: StanceWords, nlp: Language) -> None:
        self._words = words
        self._imperative = frozenset(words.imperative)
        self._strings = nlp.vocab.strings
        self._matcher = PhraseMatcher(nlp.vocab, attr="LEMMA")
        lists = {
            "recommendation": words.recommendation,
            "not_recommendation": words.not_recommendation,
            "contrast": words.contrast,
            "negation": words.negation,
            "shortfall.strong": words.shortfall.strong,
            "shortfall.weak": words.shortfall.weak,
            "strength.strong": words.strength.strong,
            "strength.weak": words.strength.weak,
        }
        for name, phrases in lists.items():
            self._matcher.add(name, [nlp(phrase) for phrase in phrases])
        self._matcher.add("break", [nlp(sign) for sign in ";:–—"])

    def find_cues(self, doc: Doc) -> list[tuple[str, int, int]]:
        """Return the stance words of a passage as (list, start, end), to be judged theme by theme."""
        found = [(self._strings[key], start, end) for key, start, end in self._matcher(doc)]
        return sorted(found, key=lambda cue: (cue[1], -cue[2]))

    def is_imperative(self, doc: Doc) -> bool:
        """Whether a passage begins by telling someone to act: "Ensure that …"."""
        return len(doc) > 2 and doc[0].lower_ in self._imperative and doc[1].lower_ not in ("of", "and")

    def judge(self, doc: Doc, cues: list[tuple[str, int, int]], place: int, section: str) -> Stance:
        """Return the stance of a theme that stands at token `place` of a passage in `section`."""
        return self.find_advice(doc, cues, section) or self.weigh(doc, cues, place, section)

    def weigh(
        self, doc: Doc, cues: list[tuple[str, int, int]], place: int, section: str, *, told: bool = True
    ) -> Stance:
        """Return the stance of a theme in a passage that gives no advice.

        Where it is not to be `told` why, the words that decided may be left out, which is faster.
        """
        clause = _clause(doc, cues, place)
        for start, end in (clause, (0, len(doc))):
            score, weighed = _score(cues, start, end)
            if score:
                stance = "strength" if score > 0 else "shortfall"
                why = _name_deciding(doc, score, weighed) if told else ""
                return Stance(stance, why, min(0.95, 0.6 + 0.08 * abs(score)))
        default = self._words.default.get(section) or self._words.default["other"]
        return Stance(default, f"no word tells; section {section or 'unknown'}", 0.5)

    def find_advice(self, doc: Doc, cues: list[tuple[str, int, int]], section: str) -> Stance | None:
        """Return the stance of a passage that says what should be done, whatever its themes; else None."""
        if section == "recommendations":
            return Stance("recommendation", "in the recommendations", 0.95)
        names = {name for name, _, _ in cues}
        if "recommendation" in names and "not_recommendation" not in names:
            start, end = next((s, e) for name, s, e in cues if name == "recommendation")
            return Stance("recommendation", f"“{doc[start:end].text}”", 0.85)
        if self.is_imperative(doc):
            return Stance("recommendation", f"begins “{doc[0].text}”", 0.7)
        return None


def _clause(doc: Doc, cues: list[tuple[str, int, int]], place: int) -> tuple[int, int]:
    """Return the part of the sentence round `place`, between contrasts, semicolons and colons."""
    cuts = {start for name, start, _ in cues if name in ("contrast", "break")}
    if not cuts:
        return 0, len(doc)
    if doc and 0 in cuts:  # "Although …, …": the first comma ends the concession
        comma = next((token.i for token in doc if token.text == ","), None)
        cuts |= {comma} if comma else set()
    before = [cut for cut in cuts if cut <= place]
    after = [cut for cut in cuts if cut > place]
    return max(before, default=0), min(after, default=len(doc))


def _score(
    cues: list[tuple[str, int, int]], start: int, end: int
) -> tuple[float, list[tuple[float, int, int]]]:
    """Return strength less shortfall between two tokens, with weight and place of each word counted."""
    negated = [e for name, s, e in cues if name == "negation" and start <= s < end]
    total, weighed, used = 0.0, [], -1
    for name, s, e in cues:
        if not (start <= s and e <= end) or "." not in name or s < used:
            continue
        kind, degree = name.split(".")
        weight = _WEIGHTS[degree] * (1 if kind == "strength" else -1)
        if kind == "strength" and any(0 <= s - stop <= NEAR for stop in negated):
            weight = -weight
        total += weight
        used = e
        weighed.append((weight, s, e))
    return total, weighed


def _name_deciding(doc: Doc, total: float, weighed: list[tuple[float, int, int]]) -> str:
    """Return the words that weighed most for the side that won."""
    named = [(abs(weight), f"“{doc[s:e].text}”") for weight, s, e in weighed if weight * total > 0]
    return ", ".join(dict.fromkeys([text for _, text in sorted(named, reverse=True)][:3]))
