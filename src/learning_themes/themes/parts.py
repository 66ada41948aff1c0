"""Codes a gold file by each part of the coder alone, by all together and by baselines, to be scored.

So each part shows what it adds. A baseline knows nothing of the sentence, or nothing but phrases.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from learning_themes.themes.codebook import Codebook
from learning_themes.themes.coding import Coder, Unit
from learning_themes.themes.evaluation import evaluate, read_gold
from learning_themes.themes.examples import load_examples
from learning_themes.themes.exchange import read_units

Codes = list[dict[str, str]]  # theme and stance of each unit


def score_parts(
    codebook: Codebook, gold: Path, *, progress: Callable[[str], None] | None = None
) -> pd.DataFrame:
    """Return the scores of every baseline and part on a gold file, a row each.

    Columns: coder, precision, recall, micro_f1, low, high (of micro-F1, 95 %), macro_f1, stance (of right
    pairs), kappa (over review and theme; empty if the gold names no documents).
    """
    truth, units = read_gold(gold), read_units(gold)
    rows = []
    for name, code in _coders(codebook).items():
        if progress:
            progress(name)
        codes = code([one.unit for one in units])
        scores = evaluate(dict(zip([one.id for one in units], codes, strict=True)), truth)
        rows.append({"coder": name} | _row(scores))
    return pd.DataFrame(rows)


def code_file(codebook: Codebook, path: Path) -> dict[str, dict[str, str]]:
    """Return the themes with their stance that all parts together code in each unit of a file, by its id."""
    units = read_units(path)
    codes = _by_coder([one.unit for one in units], Coder(codebook))
    return dict(zip([one.id for one in units], codes, strict=True))


def _coders(codebook: Codebook) -> dict[str, Callable[[Sequence[Unit]], Codes]]:
    coders = {
        "every theme in every sentence": lambda units: _everywhere(units, list(codebook.themes)),
        "the commonest theme in every sentence": lambda units: _everywhere(units, _commonest(codebook)),
        "phrases alone": lambda units: _by_phrases(units, codebook),
        "rules": lambda units: _by_coder(units, Coder(codebook, parts=("rules",))),
        "rules and words": lambda units: _by_coder(units, Coder(codebook, parts=("rules", "words"))),
    }
    if (codebook.folder / "encoder" / "model.onnx").is_file():
        coders["encoder"] = lambda units: _by_coder(units, Coder(codebook, parts=("encoder",)))
        coders["all together"] = lambda units: _by_coder(units, Coder(codebook))
    return coders


def _everywhere(units: Sequence[Unit], themes: list[str]) -> Codes:
    return [dict.fromkeys(themes, "shortfall") for _ in units]


def _commonest(codebook: Codebook) -> list[str]:
    counts = Counter(
        theme for example in load_examples(codebook.folder, codebook.themes) for theme in example.themes
    )
    return [theme for theme, _ in counts.most_common(1)]


def _by_phrases(units: Sequence[Unit], codebook: Codebook) -> Codes:
    """Return the themes one of whose plain phrases stands in the text, as a list of keywords would find."""
    phrases = {
        theme.id: [pattern.phrase.lower() for pattern in theme.patterns if pattern.phrase]
        for theme in codebook.themes.values()
    }
    return [
        {
            theme: "shortfall"
            for theme, its in phrases.items()
            if any(phrase in unit.text.lower() for phrase in its)
        }
        for unit in units
    ]


def _by_coder(units: Sequence[Unit], coder: Coder) -> Codes:
    return [{one.theme: one.stance for one in coded} for coded in coder.code_units(units)]


def _row(scores: dict) -> dict:
    micro, report = scores["micro"], scores["report"]
    return {
        "precision": micro["precision"] and micro["precision"]["value"],
        "recall": micro["recall"]["value"],
        "micro_f1": micro["f1"]["value"],
        "low": micro["f1"]["low"],
        "high": micro["f1"]["high"],
        "macro_f1": scores["macro"]["f1"] and scores["macro"]["f1"]["value"],
        "stance": scores["stance"] and scores["stance"]["value"],
        "kappa": report["kappa"]["value"] if report and report["kappa"] else None,
    }
