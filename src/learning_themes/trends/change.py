"""Change: whether a theme became more or less frequent by more than chance, with all themes allowed for.

Each theme is tested once, and which test is settled before its outcomes are looked at: before against
after, where there is a date to compare about; otherwise the order of the reviews. The priority themes
share one half of the 5 % and all other themes the other half, so that a partnership in which nothing
changed is told of a change on any theme in at most one run in twenty (docs/simulation.md).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import PermutationMethod, false_discovery_control, fisher_exact, hypergeom, mannwhitneyu

from learning_themes.tables import make_table
from learning_themes.trends.when import AFTER, BEFORE, middle_day, side_of

LEVEL = 0.05
SIDE_FROM = 3  # reviews needed on each side of a date before and after are compared
HALF = 0.5  # difference of shares of a kind of review that is worth a warning
LONGER = 1.5  # times as long as the others before a difference of length is worth a warning
EXACT_UP_TO = 60  # reviews, above which ties in the dates are dealt with by the normal approximation
RESAMPLES = 9999
Adjust = Callable[[Sequence[float]], np.ndarray]
FALL, RISE, NO_CHANGE, TOO_FEW = "fall", "rise", "no-change", "too-few"


@dataclass(frozen=True)
class Tested:
    """One theme's test: k of n before and after, its p value, and the smallest that it could have had."""

    test: str
    day: str
    before: tuple[int, int]
    after: tuple[int, int]
    p: float
    p_least: float

    @property
    def direction(self) -> str:
        """Whether the share after is lower ("fall") or higher ("rise") than before."""
        first, second = (k / n if n else 0 for k, n in (self.before, self.after))
        return FALL if second < first else RISE


def find_changes(
    reviews: pd.DataFrame,
    presence: pd.DataFrame,
    theme_ids: Sequence[str],
    *,
    themes_first: Collection[str] = (),
    days: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the table `changes`: one row a theme, from our dated reviews in which it is key or not.

    `reviews` are those of `list_reviews`; `days` gives themes the day to compare before and after (the
    day itself belongs to before), used where each side has three reviews or more. The verdict is
    "too-few" where the number of reviews could not show even the clearest change.
    """
    dated = reviews[(reviews["group"] == "ours") & (reviews["date"] != "")]
    key = presence[presence["key"] & presence["review_id"].isin(dated["review_id"])]
    holding = key.groupby("theme")["review_id"].agg(frozenset).to_dict()
    tested = {
        theme: _test_theme(dated, holding.get(theme, frozenset()), (days or {}).get(theme, ""))
        for theme in theme_ids
    }
    first = [theme for theme in theme_ids if theme in themes_first]
    others = [theme for theme in theme_ids if theme not in themes_first]
    share = LEVEL / 2 if first and others else LEVEL
    verdicts = {
        **_judge({theme: tested[theme] for theme in first}, share, adjust_by_holm),
        **_judge({theme: tested[theme] for theme in others}, share, false_discovery_control),
    }
    rows = []
    for theme, one in tested.items():
        verdict, adjusted = verdicts[theme]
        rows.append(
            {
                "theme": theme, "first": theme in themes_first, "test": one.test, "day": one.day,
                "k_before": one.before[0], "n_before": one.before[1],
                "k_after": one.after[0], "n_after": one.after[1],
                "p": one.p, "p_least": one.p_least, "p_adjusted": adjusted, "verdict": verdict,
            }
        )  # fmt: skip
    return make_table("changes", rows)


def compare_lengths(register: pd.DataFrame, reviews: pd.DataFrame) -> tuple[int, int] | None:
    """Return the median words of our earlier and our later half of dated reviews, if they clearly differ.

    None unless one median is half as large again as the other and the difference is more than chance: a
    longer report has more room for themes, so a change of form can look like a change of practice.
    """
    words = register.groupby("review_id")["words"].sum()
    dated = reviews[(reviews["group"] == "ours") & (reviews["date"] != "")]
    dated = dated.assign(_day=dated["date"].map(middle_day)).sort_values("_day", kind="stable")
    lengths = dated["review_id"].map(words).to_numpy(dtype=float)
    earlier, later = lengths[: len(lengths) // 2], lengths[len(lengths) // 2 :]
    if len(earlier) < SIDE_FROM or mannwhitneyu(earlier, later).pvalue > LEVEL:
        return None
    medians = int(np.median(earlier)), int(np.median(later))
    return medians if max(medians) >= LONGER * min(medians) else None


class KindShift(NamedTuple):
    """A kind of review that makes much of one side of a change and little of the other: k of n on each."""

    kind: str
    k_before: int
    n_before: int
    k_after: int
    n_after: int


def compare_kinds(reviews: pd.DataFrame, day: str = "") -> KindShift | None:
    """Return the kind of review whose share differs most before and after `day`, if it clearly differs.

    Without a day, of the earlier and the later half, as `find_changes` shows them. None unless the shares
    are HALF or more apart by more than chance (Fisher's exact test): serious case reviews ended in 2019,
    and a change of theme at the same time may be one of form.
    """
    dated = reviews[(reviews["group"] == "ours") & (reviews["date"] != "")]
    before, after = _part(dated, day)
    if min(len(before), len(after)) < SIDE_FROM:
        return None
    shifts = []
    for kind in dict.fromkeys(dated["review_type"]):
        first, second = (
            _count((before["review_type"] == kind).to_numpy()),
            _count((after["review_type"] == kind).to_numpy()),
        )
        apart = abs(first[0] / first[1] - second[0] / second[1])
        if apart >= HALF and p_by_side(first, second)[0] <= LEVEL:
            shifts.append((apart, KindShift(kind, *first, *second)))
    return max(shifts, key=lambda one: one[0])[1] if shifts else None


def _part(dated: pd.DataFrame, day: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the reviews before and after `day`, or without a day the earlier and the later half."""
    if day:
        sides = dated["date"].map(lambda text: side_of(text, day))
        return dated[sides == BEFORE], dated[sides == AFTER]
    order = np.argsort(dated["date"].map(middle_day).to_numpy(dtype=float), kind="stable")
    half = len(order) // 2
    return dated.iloc[order[:half]], dated.iloc[order[half:]]


def p_by_order(days: np.ndarray, holds: np.ndarray) -> tuple[float, float]:
    """Return the p value for `holds` coming earlier or later than chance, and the smallest possible.

    The Mann-Whitney test of the days of the reviews that hold against those of the others, two-sided: the
    trend test for proportions with ranks of the days as scores. Exact for few reviews, by permutation
    where dates are tied, by the normal approximation for many. Mann and Whitney (1947), Annals of
    Mathematical Statistics 18; Armitage (1955), Biometrics 11.
    """
    k, n = int(holds.sum()), len(holds)
    if k in (0, n):
        return 1.0, min(1.0, 2 / comb(n, n // 2))
    tied = len(np.unique(days)) < n
    method = "auto"
    if tied and n <= EXACT_UP_TO and min(k, n - k) > 1:  # a permutation needs two reviews on each side
        method = PermutationMethod(n_resamples=RESAMPLES, rng=np.random.default_rng(0))
    p = float(mannwhitneyu(days[holds], days[~holds], method=method).pvalue)
    return min(1.0, p), min(1.0, 2 / comb(n, k))


def p_by_side(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float]:
    """Return Fisher's exact p value (two-sided) for k of n before and after, and the smallest possible.

    Fisher (1935), Journal of the Royal Statistical Society 98.
    """
    (k1, n1), (k2, n2) = before, after
    p = float(fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)
    k = k1 + k2
    if k in (0, n1 + n2):
        k = (n1 + n2) // 2  # nothing differs: what these numbers of reviews could have shown at best
    ends = [max(0, k - n2), min(k, n1)]
    return min(1.0, p), float(min(hypergeom.pmf(ends, n1 + n2, k, n1)))


def adjust_by_holm(p_values: Sequence[float]) -> np.ndarray:
    """Return Holm's adjusted p values: Holm (1979), Scandinavian Journal of Statistics 6.

    >>> adjust_by_holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(steps, 1)
    return adjusted


def _test_theme(dated: pd.DataFrame, holding: frozenset[str], day: str) -> Tested:
    holds = dated["review_id"].isin(holding).to_numpy()
    if day:
        sides = dated["date"].map(lambda text: side_of(text, day)).to_numpy()
        before, after = (_count(holds[sides == side]) for side in (BEFORE, AFTER))
        if min(before[1], after[1]) >= SIDE_FROM:
            return Tested("before-after", day, before, after, *p_by_side(before, after))
    days = dated["date"].map(middle_day).to_numpy(dtype=float)
    before, after = (_count(part["review_id"].isin(holding).to_numpy()) for part in _part(dated, ""))
    return Tested("order", "", before, after, *p_by_order(days, holds))


def _count(holds: np.ndarray) -> tuple[int, int]:
    return int(holds.sum()), len(holds)


def _judge(tested: Mapping[str, Tested], level: float, adjust: Adjust) -> dict[str, tuple[str, float]]:
    """Return each theme's verdict and adjusted p value; themes that could not reach `level` are set apart.

    Leaving out tests that cannot reach the level whatever the outcomes does not raise the rate of false
    alarms, as the smallest p value depends on the margins alone: Tarone (1990), Biometrics 46; Gilbert
    (2005), Applied Statistics 54.
    """
    able = _list_able({theme: one.p_least for theme, one in tested.items()}, level)
    adjusted = dict(zip(able, adjust([tested[theme].p for theme in able]), strict=True)) if able else {}
    verdicts = {}
    for theme, one in tested.items():
        if theme not in adjusted:
            verdicts[theme] = (TOO_FEW, 1.0)
        elif adjusted[theme] <= level:
            verdicts[theme] = (one.direction, float(adjusted[theme]))
        else:
            verdicts[theme] = (NO_CHANGE, float(adjusted[theme]))
    return verdicts


def _list_able(p_least: Mapping[str, float], level: float) -> list[str]:
    """Return the themes whose smallest p value would pass, were as many tested as are left (Tarone)."""
    for count in range(1, len(p_least) + 1):
        able = [theme for theme, p in p_least.items() if p <= level / count]
        if len(able) <= count:
            return able
    return list(p_least)
