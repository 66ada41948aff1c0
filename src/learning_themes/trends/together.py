"""Together: which themes come in the same reviews more than chance, and which agencies a theme is told of."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML
from scipy.stats import false_discovery_control, fisher_exact
from scipy.stats.contingency import odds_ratio

from learning_themes.tables import make_table
from learning_themes.trends.change import LEVEL
from learning_themes.trends.presence import count_stances, place_evidence, select_counted
from learning_themes.trends.stances import keep_raised

REVIEWS_FROM = 3  # reviews in which each theme of a pair must be key, and must not be
AGENCIES = Path(__file__).with_name("agencies.yaml")


def find_pairs(reviews: pd.DataFrame, presence: pd.DataFrame, theme_ids: Sequence[str]) -> pd.DataFrame:
    """Return the table `pairs`: one row a pair of themes that our reviews are able to show together.

    `both` counts the reviews in which both are key, `expected` those that chance would give; the odds
    ratio has its exact conditional 95 % interval, p is Fisher's exact, adjusted over all pairs by
    Benjamini and Hochberg's method. Rarest chance first.
    """
    ours = set(reviews["review_id"][reviews["group"] == "ours"])
    key = presence[presence["key"] & presence["review_id"].isin(ours)]
    holding = {theme: set(rows["review_id"]) for theme, rows in key.groupby("theme")}
    n = len(ours)
    able = [theme for theme in theme_ids if REVIEWS_FROM <= len(holding.get(theme, ())) <= n - REVIEWS_FROM]
    rows = [_pair(first, second, holding, n) for first, second in combinations(able, 2)]
    if rows:
        for row, p in zip(rows, false_discovery_control([row["p"] for row in rows]), strict=True):
            row["p_adjusted"] = float(p)
            row["verdict"] = "no-difference" if p > LEVEL else "more" if row["odds"] > 1 else "less"
    rows.sort(key=lambda row: (row["p"], -row["both"], row["theme"], row["other"]))
    return make_table("pairs", rows)


def count_agencies(reviews: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the table `agencies`: theme × agency × stance, from the counted passages that name the agency.

    `n` is the reviews of ours in which the stance holds for the theme, as `shares` counts them, `k` those of
    them with a passage that names the agency. A passage may name several agencies, or none; naming is not
    blame.
    """
    counted = select_counted(place_evidence(reviews[reviews["group"] == "ours"], passages, evidence))
    counted = keep_raised(counted, count_stances(counted).reset_index())
    named = counted["text"].map(name_agencies)
    rows = []
    for (theme, stance), part in counted.groupby(["theme", "stance"], sort=True):
        told = named[part.index]
        for agency in list_agencies():
            with_it = part[told.map(lambda names, agency=agency: agency in names)]
            if len(with_it):
                rows.append(
                    {
                        "theme": theme, "stance": stance, "agency": agency,
                        "k": with_it["review_id"].nunique(), "n": part["review_id"].nunique(),
                        "passages": len(with_it),
                    }
                )  # fmt: skip
    return make_table("agencies", rows)


def list_agencies() -> list[str]:
    """Return the agencies that are looked for, in the order of agencies.yaml."""
    return list(_patterns())


def name_agencies(text: str) -> frozenset[str]:
    """Return the agencies that a passage names.

    >>> sorted(name_agencies("The midwife did not know that the police had attended."))
    ['Midwifery and maternity', 'Police']
    """
    return frozenset(agency for agency, pattern in _patterns().items() if pattern.search(text))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    words = YAML(typ="safe").load(AGENCIES.read_text(encoding="utf-8"))
    return {name: re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE) for name, parts in words.items()}


def _pair(first: str, second: str, holding: Mapping[str, set[str]], n: int) -> dict:
    one, two = holding[first], holding[second]
    both = len(one & two)
    table = [[both, len(one) - both], [len(two) - both, n - len(one | two)]]
    estimate = odds_ratio(table, kind="conditional")
    interval = estimate.confidence_interval(confidence_level=0.95)
    return {
        "theme": first, "other": second, "k": len(one), "k_other": len(two), "both": both, "n": n,
        "expected": len(one) * len(two) / n, "odds": float(estimate.statistic),
        "low": float(interval.low), "high": float(interval.high), "p": float(fisher_exact(table).pvalue),
    }  # fmt: skip
