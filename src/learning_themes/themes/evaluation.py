"""Scores coded sentences against a gold file: by sentence, by stance and by report.

A coded pair is right if the gold has its theme, wrong if the gold neither has nor disputes it. Intervals
come from resampling paragraphs (percentile bootstrap: Efron and Tibshirani, 1993, chapter 13).
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from learning_themes.errors import InputError
from learning_themes.typed_cells import unguard_cell

RESAMPLES = 1000
SEED = 20160609
FEWEST = 5  # gold sentences that a theme needs to count in macro-F1
_GOLD_KEYS = ("id", "paragraph", "text", "themes")


@dataclass(frozen=True)
class GoldUnit:
    """A gold sentence: accepted stances by theme, and themes that count neither way."""

    id: str
    paragraph: str
    document: str
    themes: dict[str, list[str]]
    disputed: frozenset[str]
    text: str = ""


@dataclass
class Counts:
    """Right, wrong and missed pairs by theme, and stances right over right pairs, of some sentences."""

    right: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    missed: Counter = field(default_factory=Counter)
    stance: int = 0

    def add(self, other: "Counts") -> None:
        """Add another's counts."""
        self.right.update(other.right)
        self.wrong.update(other.wrong)
        self.missed.update(other.missed)
        self.stance += other.stance


def read_gold(path: Path) -> list[GoldUnit]:
    """Return the sentences of a gold file in JSON Lines. Raises InputError naming file and line."""
    units = []
    for number, row in _read_json_lines(path):
        missing = [key for key in _GOLD_KEYS if key not in row]
        if missing:
            raise InputError(f"{path}, line {number}: lacks {', '.join(missing)}")
        themes = {theme: list(stances) for theme, stances in row["themes"].items()}
        document = str(row.get("document", ""))
        disputed = frozenset(row.get("disputed", ()))
        units.append(GoldUnit(str(row["id"]), str(row["paragraph"]), document, themes, disputed, row["text"]))
    if not units:
        raise InputError(f"{path}: has no sentences")
    return units


def _read_json_lines(path: Path) -> Iterable[tuple[int, dict]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{path}, line {number}: is not JSON: {error.msg}") from None
            if not isinstance(row, dict):
                raise InputError(f"{path}, line {number}: is not an object with keys and values")
            yield number, row


def read_coded(path: Path) -> dict[str, dict[str, str]]:
    """Return for each id its themes with their stance, from a CSV made by `learning-themes code`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = {"id", "theme", "stance"} - set(reader.fieldnames or ())
            if missing:
                raise InputError(f"{path}: lacks the columns {', '.join(sorted(missing))}")
            coded: dict[str, dict[str, str]] = defaultdict(dict)
            for row in reader:
                coded[unguard_cell(row["id"])][row["theme"]] = row["stance"]
            return coded
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text") from None


def evaluate(coded: dict[str, dict[str, str]], gold: list[GoldUnit]) -> dict:
    """Return all scores as plain data.

    Keys: sentences, pairs, micro and macro (precision, recall, f1), stance, themes (each with
    right, wrong, missed, precision, recall, f1, kappa), report (kappa, f1, cells; None without
    documents) and unknown_ids. Scores are {value, low, high}; None where nothing can be counted.
    """
    counted = {unit.id: _count(coded.get(unit.id, {}), unit) for unit in gold}
    total = _total(counted.values())
    resampled = _resample(gold, counted)
    return {
        "sentences": len(gold),
        "pairs": sum(total.right.values()) + sum(total.missed.values()),
        "micro": {
            name: _interval(_micro(total)[name], [_micro(one)[name] for one in resampled])
            for name in ("precision", "recall", "f1")
        },
        "macro": {"f1": _interval(_macro(total, total), [_macro(one, total) for one in resampled])},
        "stance": _interval(_stance(total), [_stance(one) for one in resampled]),
        "themes": {theme: _theme_scores(theme, total, coded, gold) for theme in _themes(total)},
        "report": _report_scores(coded, gold),
        "unknown_ids": sorted(set(coded) - {unit.id for unit in gold}),
    }


def _count(coded: dict[str, str], unit: GoldUnit) -> Counts:
    counts = Counts()
    for theme, stance in coded.items():
        if theme in unit.themes:
            counts.right[theme] += 1
            counts.stance += stance in unit.themes[theme]
        elif theme not in unit.disputed:
            counts.wrong[theme] += 1
    counts.missed.update(theme for theme in unit.themes if theme not in coded)
    return counts


def _total(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for one in counts:
        total.add(one)
    return total


def _resample(gold: list[GoldUnit], counted: dict[str, Counts]) -> list[Counts]:
    """Return totals over paragraphs drawn with replacement, RESAMPLES times."""
    paragraphs: dict[str, Counts] = defaultdict(Counts)
    for unit in gold:
        paragraphs[unit.paragraph].add(counted[unit.id])
    pool = list(paragraphs.values())
    rng = np.random.default_rng(SEED)
    return [
        _total(pool[index] for index in rng.integers(len(pool), size=len(pool))) for _ in range(RESAMPLES)
    ]


def _prf(right: int, wrong: int, missed: int) -> dict[str, float | None]:
    return {
        "precision": right / (right + wrong) if right + wrong else None,
        "recall": right / (right + missed) if right + missed else None,
        "f1": 2 * right / (2 * right + wrong + missed) if right + wrong + missed else None,
    }


def _micro(counts: Counts) -> dict[str, float | None]:
    return _prf(*(sum(c.values()) for c in (counts.right, counts.wrong, counts.missed)))


def _macro(counts: Counts, total: Counts) -> float | None:
    """Return the mean F1 of themes with FEWEST or more sentences in the whole gold file."""
    enough = [theme for theme in _themes(total) if total.right[theme] + total.missed[theme] >= FEWEST]
    scores = [_prf(counts.right[theme], counts.wrong[theme], counts.missed[theme])["f1"] for theme in enough]
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None


def _stance(counts: Counts) -> float | None:
    right = sum(counts.right.values())
    return counts.stance / right if right else None


def _interval(value: float | None, resampled: list[float | None]) -> dict[str, float] | None:
    if value is None:
        return None
    known = [one for one in resampled if one is not None]
    low, high = np.percentile(known, [2.5, 97.5])
    return {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def _themes(counts: Counts) -> list[str]:
    return sorted(set(counts.right) | set(counts.wrong) | set(counts.missed))


def _theme_scores(theme: str, total: Counts, coded: dict[str, dict[str, str]], gold: list[GoldUnit]) -> dict:
    right, wrong, missed = total.right[theme], total.wrong[theme], total.missed[theme]
    neither = sum(
        theme not in unit.themes and theme not in unit.disputed and theme not in coded.get(unit.id, {})
        for unit in gold
    )
    kappa = cohen_kappa(right, wrong, missed, neither)
    return {"right": right, "wrong": wrong, "missed": missed, **_prf(right, wrong, missed)} | {"kappa": kappa}


def cohen_kappa(both: int, only_first: int, only_second: int, neither: int) -> float | None:
    """Return Cohen's kappa of two yes-or-no codings (Cohen 1960), or None if chance agrees on all.

    >>> round(cohen_kappa(20, 5, 10, 15), 2)
    0.4
    """
    n = both + only_first + only_second + neither
    if not n:
        return None
    agreed = (both + neither) / n
    first, second = (both + only_first) / n, (both + only_second) / n
    chance = first * second + (1 - first) * (1 - second)
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def _report_scores(coded: dict[str, dict[str, str]], gold: list[GoldUnit]) -> dict | None:
    """Return kappa and F1 over all (document, theme) cells, with intervals by resampling paragraphs."""
    if not all(unit.document for unit in gold):
        return None
    cells = {unit.document for unit in gold}
    value = _report_score(coded, gold)
    paragraphs: dict[str, list[GoldUnit]] = defaultdict(list)
    for unit in gold:
        paragraphs[unit.paragraph].append(unit)
    pool = list(paragraphs.values())
    rng = np.random.default_rng(SEED)
    drawn = [
        _report_score(coded, [u for i in rng.integers(len(pool), size=len(pool)) for u in pool[i]])
        for _ in range(RESAMPLES)
    ]
    return {
        "documents": len(cells),
        "kappa": _interval(value[0], [one[0] for one in drawn]),
        "f1": _interval(value[1], [one[1] for one in drawn]),
    }


def _report_score(
    coded: dict[str, dict[str, str]], gold: list[GoldUnit]
) -> tuple[float | None, float | None]:
    """Present: two or more sentences of a document carry the theme with a stance other than context."""
    truth: Counter = Counter()
    found: Counter = Counter()
    for unit in gold:
        truth.update((unit.document, theme) for theme, s in unit.themes.items() if set(s) - {"context"})
        found.update(
            (unit.document, theme)
            for theme, stance in coded.get(unit.id, {}).items()
            if stance != "context" and theme not in unit.disputed
        )
    present = {cell for cell, times in truth.items() if times >= 2}
    coded_present = {cell for cell, times in found.items() if times >= 2}
    right, wrong = len(present & coded_present), len(coded_present - present)
    missed = len(present - coded_present)
    cells = len({unit.document for unit in gold}) * THEMES
    kappa = cohen_kappa(right, wrong, missed, cells - right - wrong - missed)
    return kappa, _prf(right, wrong, missed)["f1"]


THEMES = 36  # cells a document: the themes of the shipped codebook, to which gold files are coded
