"""What a board report says is taken from here: the tables of a run, looked up and never counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import pandas as pd

from learning_themes.actions.state import ActionState, describe_actions
from learning_themes.errors import TableError
from learning_themes.reports.audience import Audience, read_audience
from learning_themes.tables import read_tables
from learning_themes.themes.answers import leave_out_rejected
from learning_themes.trends.change import KindShift, compare_kinds, compare_lengths
from learning_themes.trends.families import estimate_family_shares
from learning_themes.trends.quotations import choose_quotations
from learning_themes.trends.recurrence import Effect, count_effects, count_sides, find_lags, list_history
from learning_themes.trends.reviews import (
    ReviewCounts,
    count_checked,
    count_reviews,
    list_reviews,
)
from learning_themes.trends.shares import rank_themes
from learning_themes.trends.signals import chart_between
from learning_themes.trends.stances import keep_raised
from learning_themes.trends.support import list_support

THEMES_IN_FULL = 12
CHANGE_TABLES = ("changes", "signals", "recurrences", "comparisons", "pairs", "agencies", "breakdowns")
CHECK_TABLES = ("agreement", "checks", "corrected")
QUOTATIONS = {"shortfall": 3, "strength": 2, "recommendation": 1}


class Theme(Protocol):
    """What a report needs of a theme of the codebook."""

    id: str
    name: str
    family: str
    definition: str


class Codebook(Protocol):
    """What a report needs of the codebook."""

    themes: Mapping[str, Theme]
    families: Mapping[str, str]
    version: int
    digest: str


class Share(NamedTuple):
    """k of n reviews, with the share and its interval."""

    k: int
    n: int
    share: float
    low: float
    high: float


class Change(NamedTuple):
    """What may be said of change in a theme, and the counts that it rests on."""

    test: str
    day: str
    k_before: int
    n_before: int
    k_after: int
    n_after: int
    p: float
    verdict: str


@dataclass(frozen=True)
class Findings:
    """The tables of a run, arranged for a report; `focus` are the themes told in full, in order."""

    codebook: Codebook
    dates: str
    register: pd.DataFrame
    reviews: pd.DataFrame
    presence: pd.DataFrame
    shares: pd.DataFrame
    quotations: pd.DataFrame
    changes: pd.DataFrame
    signals: pd.DataFrame
    recurrences: pd.DataFrame
    comparisons: pd.DataFrame
    pairs: pd.DataFrame
    agencies: pd.DataFrame
    breakdowns: pd.DataFrame
    agreement: pd.DataFrame
    checks: pd.DataFrame
    corrected: pd.DataFrame
    passages: pd.DataFrame
    support: pd.DataFrame
    counts: ReviewCounts
    comparison: ReviewCounts
    checked: tuple[int, int]
    ranked: list[str]
    themes_first: list[str]
    focus: list[str]
    by_place: dict[tuple[str, str, str, str], Share]
    state: ActionState | None
    audience: Audience
    public_totals: pd.DataFrame
    actions: pd.DataFrame
    recommendations: pd.DataFrame
    evidence: pd.DataFrame
    new_reviews: pd.DataFrame

    @property
    def names(self) -> dict[str, str]:
        """The name of each theme, by its id."""
        return {theme.id: theme.name for theme in self.codebook.themes.values()}

    def share(self, theme: str, measure: str, *, group: str = "ours") -> Share:
        """Return the share of all reviews of `group` in which `measure` holds for `theme`."""
        return self.by_place[theme, measure, "all", group]

    def change(self, theme: str) -> Change:
        """Return what may be said of change in `theme`."""
        row = self.changes[self.changes["theme"] == theme].iloc[0]
        return Change(*(row[name] for name in Change._fields))

    def history(self) -> pd.DataFrame:
        """Return the reviews of each theme with an action, in order of incident: see `list_history`."""
        return list_history(self.register, self.reviews, self.presence, self.recurrences)

    def between(self, themes: Sequence[str]) -> pd.DataFrame:
        """Return the reviews since each of `themes` was last key, with limits: see `chart_between`."""
        return chart_between(self.reviews, self.presence, themes)

    def family_shares(self) -> pd.DataFrame:
        """Return in how many of the reviews each family of the codebook is found."""
        counted = self.register[self.register["review_id"].isin(self.reviews["review_id"])]
        families = {theme.id: theme.family for theme in self.codebook.themes.values()}
        return estimate_family_shares(counted, self.presence, families, dates=self.dates)

    def sides(self, day: str) -> dict[str, int]:
        """Return how many of our reviews have their incident before `day`, after it, or on no known day."""
        return count_sides(self.register, self.reviews, day)

    def effects(self) -> list[Effect]:
        """Return what became of the theme after each completed action: see `count_effects`."""
        return count_effects(self.register, self.reviews, self.recurrences)

    def last_effects(self) -> list[Effect]:
        """Return that of each theme's last action, the theme that came back most often first."""
        last: dict[str, Effect] = {}
        for one in self.effects():
            if one.theme not in last or one.completed > last[one.theme].completed:
                last[one.theme] = one
        return sorted(last.values(), key=lambda one: (-one.recurs, self.ranked.index(one.theme)))

    def lags(self) -> list[float]:
        """Return the months from incident to publication of our reviews that have both dates."""
        return find_lags(self.register, self.reviews)["months"].tolist()

    def lengths(self) -> tuple[int, int] | None:
        """Return the median words of the earlier and later reviews, if they clearly differ."""
        return compare_lengths(self.register, self.reviews)

    def kind_shift(self, change: Change) -> KindShift | None:
        """Return the kind of review that changed at the same time as a theme, if any: `compare_kinds`."""
        return compare_kinds(self.reviews, change.day)

    def actions_on(self, review_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the actions on a review, and its recommendations."""
        actions, asked = self.actions, self.recommendations
        return actions[actions["review_id"] == review_id], asked[asked["review_id"] == review_id]

    def words_of(self, passage_id: str) -> str:
        """Return the words of a passage; empty if it is not there."""
        found = self.passages[self.passages["passage_id"] == passage_id]
        return found["text"].iloc[0] if len(found) else ""

    def place_of(self, passage_id: str) -> tuple[int, str]:
        """Return the page of a passage and the heading above it; 0 and empty if it is not there."""
        found = self.passages[self.passages["passage_id"] == passage_id]
        return (int(found["page"].iloc[0]), found["heading"].iloc[0]) if len(found) else (0, "")

    def around(self, passage_id: str, after: int = 1) -> tuple[str, str, str]:
        """Return the passage before, the words themselves and up to `after` behind, of one paragraph.

        Each is empty where it is not there.
        """
        found = self.passages[self.passages["passage_id"] == passage_id]
        if found.empty:
            return "", "", ""
        row = found.iloc[0]
        near = self.passages[
            (self.passages["review_id"] == row["review_id"])
            & (self.passages["paragraph"] == row["paragraph"])
        ]
        texts = dict(zip(near["number"], near["text"], strict=True))
        behind = [texts.get(row["number"] + step, "") for step in range(1, after + 1)]
        return texts.get(row["number"] - 1, ""), row["text"], " ".join(one for one in behind if one)

    def is_on_theme(self, passages: pd.DataFrame, theme: str) -> pd.Series:
        """Return for each of `passages` whether it, or another of its paragraph, carries `theme`."""
        place = ["review_id", "paragraph"]
        ids = leave_out_rejected(self.evidence[self.evidence["theme"] == theme])["passage_id"]
        coded = self.passages[self.passages["passage_id"].isin(ids)]
        paragraphs = set(coded[place].itertuples(index=False, name=None))
        found = [one in paragraphs for one in passages[place].itertuples(index=False, name=None)]
        return pd.Series(found, index=passages.index, dtype=bool)

    def held(self, measure: str) -> list[str]:
        """Return the themes for which `measure` holds in at least one review, in order of rank."""
        return [theme for theme in self.ranked if self.share(theme, measure).k]

    def leaders(self, measure: str) -> list[str]:
        """Return the themes for which `measure` holds in at least one review, most often first."""
        ranked = rank_themes(self.shares, measure=measure)
        return [theme for theme in ranked if self.share(theme, measure).k]

    def level(self, measure: str, named: int) -> list[str]:
        """Return the themes after the first `named` leaders that are level with the last of these."""
        themes = self.leaders(measure)
        last = self.share(themes[named - 1], measure).k if len(themes) >= named else -1
        return [theme for theme in themes[named:] if self.share(theme, measure).k == last]


def gather_findings(
    run_folder: Path,
    *,
    codebook: Codebook,
    dates: str,
    themes_first: Sequence[str],
    kinds: Sequence[str] = (),
    as_of: str = "",
    in_full: int = THEMES_IN_FULL,
) -> Findings:
    """Return the findings of the run in `run_folder`, read from its tables; `in_full` themes are in focus.

    The state of the actions is that on the day `as_of` (YYYY-MM-DD); without a day there is none.
    Raises TableError for a table that is missing, or made with other dates or another codebook.
    """
    tables = read_tables(run_folder / "tables")
    reviews = list_reviews(tables["register"], dates=dates, kinds=kinds)
    shares = tables["shares"]
    shares = shares[shares["theme"].isin(list(codebook.themes))]
    _check_current(shares, reviews, codebook=codebook, dates=dates)
    by_place = _place_shares(shares)
    ranked = rank_themes(shares, themes_first=themes_first)
    focus = [theme for theme in ranked if by_place[theme, "key", "all", "ours"].k][:in_full]
    focus = list(dict.fromkeys([*themes_first, *focus]))[: max(in_full, len(themes_first))]
    return Findings(
        codebook=codebook,
        dates=dates,
        register=tables["register"],
        reviews=reviews,
        presence=tables["presence"],
        shares=shares,
        quotations=choose_quotations(
            reviews[reviews["group"] == "ours"],
            tables["passages"],
            keep_raised(tables["evidence"], tables["presence"]),
            themes=focus,
            limits=QUOTATIONS,
        ),
        **{name: tables[name] for name in CHANGE_TABLES + CHECK_TABLES},
        passages=tables["passages"],
        support=list_support(
            reviews[reviews["group"] == "ours"],
            tables["passages"],
            tables["evidence"],
            tables["presence"],
        ),
        counts=count_reviews(tables["register"], dates=dates, group="ours", kinds=kinds),
        comparison=count_reviews(tables["register"], dates=dates, group="comparison", kinds=kinds),
        checked=count_checked(tables["evidence"]),
        ranked=ranked,
        themes_first=list(themes_first),
        focus=focus,
        by_place=by_place,
        state=_describe_actions(tables, as_of) if as_of else None,
        audience=read_audience(run_folder),
        public_totals=tables["public_totals"],
        actions=tables["actions"],
        recommendations=tables["recommendations"],
        evidence=tables["evidence"],
        new_reviews=tables["new_reviews"],
    )


def _describe_actions(tables: Mapping[str, pd.DataFrame], as_of: str) -> ActionState:
    parts = {name: tables[name] for name in ("recommendations", "moves")}
    return describe_actions(tables["actions"], tables["register"], as_of=as_of, **parts)


def _place_shares(shares: pd.DataFrame) -> dict[tuple[str, str, str, str], Share]:
    """Return the shares by theme, measure, period and group."""
    return {
        (row.theme, row.measure, row.period, row.group): Share(row.k, row.n, row.share, row.low, row.high)
        for row in shares.itertuples()
    }


def _check_current(shares: pd.DataFrame, reviews: pd.DataFrame, *, codebook: Codebook, dates: str) -> None:
    """Raise TableError if the shares were made with other dates or another codebook than the report."""
    lacking = [theme for theme in codebook.themes if theme not in set(shares["theme"])]
    years = set(reviews["year"]) - {""}
    held = set(shares["period"]) - {"all"}
    if lacking:
        raise TableError(
            f"this run was made without the theme {lacking[0]!r}, which the codebook has now: make the run"
            " again, or move the file of that theme out of the folder of own themes"
        )
    if years != held:
        raise TableError(
            f"table 'shares' has other years than the reviews have by {dates}: run 06_trends again"
            f" with dates = {dates!r}"
        )
