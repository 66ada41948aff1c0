"""Agreement on checked passages: machine with analyst, and analysts with one another, by theme and stance.

Passages are weighted by 1 / chance of being drawn, so that the figures speak of all passages and not of those
that were drawn because they tell most. Only what was decided blind counts: a person who has seen the
machine's answer agrees with it too often.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import t as student

from learning_themes.tables import STANCES, make_table
from learning_themes.themes.intervals import count_effective, wilson_ends


@dataclass(frozen=True)
class Coding:
    """Two codings of the same things, 0 or 1: their weights, passages, and share of what they stand for.

    A passage that three analysts coded is there three times, with a third of its weight each time.
    """

    first: np.ndarray
    second: np.ndarray
    weights: np.ndarray
    passages: np.ndarray
    shares: np.ndarray


def measure_agreement(checked: pd.DataFrame, themes: Iterable[str]) -> pd.DataFrame:
    """Return the table `agreement` of the table `checked`: all themes together, each theme, each stance.

    A passage counts if it was drawn and coded blind. Where several analysts coded it, the machine is
    compared with their mean. Two analysts are compared on the passages that both coded. A stance is
    compared on the passages and themes that both sides code.
    """
    honest = select_honest(checked)
    themes = list(themes)
    rows = []
    for between, units in (
        ("machine and analyst", _with_machine(honest)),
        ("two analysts", _between_analysts(honest)),
    ):
        if len(units):
            rows += [_describe(between, *one) for one in _compare(units, themes)]
    return make_table("agreement", rows)


def select_honest(checked: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `checked` that were drawn and decided blind."""
    return checked[checked["blind"].astype(bool) & (checked["chance"].fillna(0) > 0)]


def _with_machine(honest: pd.DataFrame) -> pd.DataFrame:
    """Return units: passage_id, weight, first and second (stance by theme of each side), and share."""
    rows = []
    for (passage_id, _), of_analyst in honest.groupby(["passage_id", "by"], sort=True):
        first = _stances(of_analyst, "machine")
        second = _stances(of_analyst, "analyst")
        rows.append((passage_id, 1 / of_analyst["chance"].iloc[0], first, second))
    return _share_out(rows)


def _between_analysts(honest: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for passage_id, of_passage in honest.groupby("passage_id", sort=True):
        codings = [(one["chance"].iloc[0], _stances(one, "analyst")) for _, one in of_passage.groupby("by")]
        for (chance, first), (_, second) in combinations(codings, 2):
            rows.append((passage_id, 1 / chance, first, second))
    return _share_out(rows)


def _share_out(rows: list[tuple]) -> pd.DataFrame:
    units = pd.DataFrame(rows, columns=["passage_id", "weight", "first", "second"])
    share = 1 / units.groupby("passage_id")["weight"].transform("size")
    return units.assign(weight=units["weight"] * share, share=share)


def _stances(rows: pd.DataFrame, side: str) -> dict[str, str]:
    coded = rows[(rows[side] != "") & (rows["theme"] != "")]
    return dict(zip(coded["theme"], coded[side], strict=True))


def _compare(units: pd.DataFrame, themes: list[str]) -> Iterable[tuple[str, str, Coding]]:
    """Yield theme, stance and coding: for all themes together, then each theme, then each stance."""
    sides = [
        np.array([[theme in coded for theme in themes] for coded in units[side]], dtype=float)
        for side in ("first", "second")
    ]
    rest = [units[column].to_numpy() for column in ("weight", "passage_id", "share")]
    every = [np.repeat(column, len(themes)) for column in rest]
    yield "", "", Coding(sides[0].ravel(), sides[1].ravel(), *every)
    for place, theme in enumerate(themes):
        yield theme, "", Coding(sides[0][:, place], sides[1][:, place], *rest)
    both = [
        (row.first[theme], row.second[theme], row.weight, row.passage_id, row.share)
        for row in units.itertuples()
        for theme in sorted(row.first.keys() & row.second.keys())
    ]
    for stance in STANCES if both else ():
        first, second = (np.array([one[side] == stance for one in both], dtype=float) for side in (0, 1))
        yield "", stance, Coding(first, second, *(np.array([one[n] for one in both]) for n in (2, 3, 4)))


def _describe(between: str, theme: str, stance: str, coding: Coding) -> dict[str, object]:
    first, second = coding.first > 0, coding.second > 0
    both, only_first, only_second = (
        int(round(coding.shares[held].sum())) for held in (first & second, first & ~second, second & ~first)
    )
    figures = {
        "precision": share_agreed(coding.first, coding.second, coding.weights, coding.passages),
        "recall": share_agreed(coding.second, coding.first, coding.weights, coding.passages),
    } | {
        name: measure(
            np.column_stack([coding.first, 1 - coding.first]),
            np.column_stack([coding.second, 1 - coding.second]),
            coding.weights,
            coding.passages,
        )
        for name, measure in (("kappa", cohen_kappa), ("ac1", gwet_ac1))
    }
    return {
        "between": between,
        "theme": theme,
        "stance": stance,
        "passages": len(set(coding.passages)),
        "both": both,
        "only_first": only_first,
        "only_second": only_second,
    } | {
        f"{name}{end}": None if figure is None else figure[place]
        for name, figure in figures.items()
        for place, end in enumerate(("", "_low", "_high"))
    }


def share_agreed(
    of: np.ndarray, by: np.ndarray, weights: np.ndarray, passages: np.ndarray
) -> tuple[float, float, float] | None:
    """Return which share of what `of` holds `by` holds too, with its 95 % interval; None if it holds nothing.

    Wilson's interval with an effective size: a passage with several themes is one, and those with great
    weights are worth fewer.
    """
    whole = float((weights * of).sum())
    if not whole:
        return None
    share = min(1.0, float((weights * of * by).sum()) / whole)
    sums = pd.DataFrame({"of": weights * of, "both": weights * of * by}).groupby(passages).sum()
    sums = sums[sums["of"] > 0].to_numpy()
    return (share, *wilson_ends(share, _count_worth(sums, float(weights.max()))))


def _count_worth(sums: np.ndarray, heaviest: float) -> float:
    """Return the effective size of a share from each passage's weight and the part of it that holds.

    The lesser of Kish's and that by linearised variance (Korn and Graubard 1998, Survey Methodology 24),
    which is smaller where what does not hold weighs more, as passages that the machine missed do. One
    heaviest passage of either sort is added to the second, for those that may have been missed in drawing.
    """
    padded = np.vstack([sums, [heaviest, heaviest], [heaviest, 0.0]])
    whole = padded[:, 0].sum()
    share = padded[:, 1].sum() / whole
    variance = ((padded[:, 1] - share * padded[:, 0]) ** 2).sum() / whole**2
    return min(count_effective(sums[:, 0]), share * (1 - share) / variance)


def cohen_kappa(
    first: np.ndarray, second: np.ndarray, weights: np.ndarray, passages: np.ndarray
) -> tuple[float, float, float] | None:
    """Return Cohen's kappa of two codings (thing × category) with its interval; None if it cannot be told.

    Cohen 1960, Educational and Psychological Measurement 20; its variance by linearisation, which for
    equal weights is that of Gwet 2008, British Journal of Mathematical and Statistical Psychology 61.
    """
    shares = [weights @ side / weights.sum() for side in (first, second)]
    chance = float(shares[0] @ shares[1])
    moved = first @ shares[1] + second @ shares[0] - 2 * chance
    return _beyond_chance(first, second, weights, passages, chance=chance, moved=moved)


def gwet_ac1(
    first: np.ndarray, second: np.ndarray, weights: np.ndarray, passages: np.ndarray
) -> tuple[float, float, float] | None:
    """Return Gwet's AC1 of two codings (thing × category) with its interval; None if it cannot be told.

    Gwet 2008, British Journal of Mathematical and Statistical Psychology 61. Unlike kappa it does not
    fall to nothing for a theme that both sides find in nearly no passage.
    """
    mean = (first + second) / 2
    shares = weights @ mean / weights.sum()
    others = first.shape[1] - 1
    chance = float(shares @ (1 - shares)) / others
    moved = (mean - shares) @ (1 - 2 * shares) / others
    return _beyond_chance(first, second, weights, passages, chance=chance, moved=moved)


def _beyond_chance(
    first: np.ndarray,
    second: np.ndarray,
    weights: np.ndarray,
    passages: np.ndarray,
    *,
    chance: float,
    moved: np.ndarray,
) -> tuple[float, float, float] | None:
    """Return (agreed - chance) / (1 - chance) with its interval; `moved` is each thing's pull on chance."""
    if chance >= 1 - 1e-12:
        return None
    alike = (first * second).sum(axis=1)
    agreed = float(weights @ alike / weights.sum())
    value = (agreed - chance) / (1 - chance)
    pull = (alike - agreed - (1 - value) * moved) / (1 - chance)
    by_passage = pd.DataFrame({"pull": weights * pull, "weight": weights}).groupby(passages).sum()
    size = count_effective(by_passage["weight"].to_numpy())
    if agreed >= 1 - 1e-12 or len(by_passage) < 2:
        # without a disagreement the formula gives no width: take that of the agreement itself
        low, high = ((end - chance) / (1 - chance) for end in wilson_ends(agreed, size))
        return value, max(-1.0, low), min(1.0, high)
    count = len(by_passage)
    spread = float((by_passage["pull"] ** 2).sum()) * count / (count - 1)
    half = float(student.ppf(0.975, max(1.0, size - 1))) * spread**0.5 / float(weights.sum())
    return value, max(-1.0, value - half), min(1.0, value + half)
