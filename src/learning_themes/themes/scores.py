"""Puts the scores of an evaluation into text and tables to read."""

from collections import Counter

import pandas as pd

from learning_themes.themes.codebook import Codebook
from learning_themes.themes.evaluation import FEWEST, GoldUnit


def describe_scores(scores: dict) -> str:
    """Return the scores as text: what counts first, then a row a theme."""
    lines = [
        f"{scores['sentences']:,} sentences, {scores['pairs']:,} coded pairs in the gold file",
        _line("micro precision", scores["micro"]["precision"]),
        _line("micro recall", scores["micro"]["recall"]),
        _line("micro-F1", scores["micro"]["f1"]),
        _line("macro-F1", scores["macro"]["f1"]),
        _line("stance", scores["stance"]),
    ]
    if scores["report"]:
        lines += [
            _line("report kappa", scores["report"]["kappa"]),
            _line("report F1", scores["report"]["f1"]),
        ]
    lines += [
        "",
        f"{'theme':<28}{'right':>6}{'wrong':>6}{'missed':>7}{'prec.':>7}{'recall':>7}{'F1':>7}{'kappa':>7}",
    ]
    lines += [_theme_line(theme, one) for theme, one in scores["themes"].items()]
    if scores["unknown_ids"]:
        lines.append(f"\n{len(scores['unknown_ids'])} coded ids are not in the gold file and were left out")
    return "\n".join(lines)


def _line(name: str, score: dict | None) -> str:
    if score is None:
        return f"{name:<16} cannot be told"
    return f"{name:<16} {score['value']:.3f}  ({score['low']:.3f} to {score['high']:.3f})"


def _theme_line(theme: str, one: dict) -> str:
    figures = "".join(f"{_figure(one[name]):>7}" for name in ("precision", "recall", "f1", "kappa"))
    return f"{theme:<28}{one['right']:>6}{one['wrong']:>6}{one['missed']:>7}{figures}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def show_theme_scores(scores: dict, codebook: Codebook) -> pd.DataFrame:
    """Return a row a theme, the weakest first and those with few gold sentences last.

    Columns: theme, gold (sentences), right, wrong, missed, precision, recall, f1, enough (whether the gold
    has FEWEST sentences or more, as macro-F1 wants).
    """
    rows = [
        {
            "theme": codebook.themes[theme].name if theme in codebook.themes else theme,
            "gold": one["right"] + one["missed"],
            **{name: one[name] for name in ("right", "wrong", "missed", "precision", "recall", "f1")},
            "enough": one["right"] + one["missed"] >= FEWEST,
        }
        for theme, one in scores["themes"].items()
    ]
    table = pd.DataFrame(rows).astype({"precision": float, "recall": float, "f1": float})
    return table.sort_values(["enough", "f1", "theme"], ascending=[False, True, True], ignore_index=True)


def find_confusions(
    coded: dict[str, dict[str, str]], gold: list[GoldUnit], codebook: Codebook, *, most: int = 15
) -> pd.DataFrame:
    """Return which wrong theme was coded where another was missed, the commonest pairs first.

    Columns: missed, coded instead, times, example (a sentence). A theme missed in a sentence without a
    wrong one is no confusion; `show_theme_scores` counts it.
    """
    times: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for unit in gold:
        found = coded.get(unit.id, {})
        wrong = [theme for theme in found if theme not in unit.themes and theme not in unit.disputed]
        for theme in sorted(set(unit.themes) - set(found)):
            for instead in wrong:
                times[theme, instead] += 1
                example.setdefault((theme, instead), unit.text)
    names = {theme.id: theme.name for theme in codebook.themes.values()}
    ordered = sorted(times.items(), key=lambda item: (-item[1], item[0]))[:most]
    return pd.DataFrame(
        [
            (names.get(missed, missed), names.get(instead, instead), count, example[missed, instead])
            for (missed, instead), count in ordered
        ],
        columns=["missed", "coded instead", "times", "example"],
    )
