"""What a training pack says about a theme: taken from the findings of a run and the theme's training part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import pandas as pd

from learning_themes.actions.wording import asks, asks_nothing
from learning_themes.errors import ParametersError, nearest
from learning_themes.parameters import split_set
from learning_themes.reports import markdown as md
from learning_themes.reports.cases import frame_case, name_most
from learning_themes.reports.change_sections import caution_on_kinds, state_change
from learning_themes.reports.drawing import Chart
from learning_themes.reports.findings import Findings
from learning_themes.reports.pack_files import Marking
from learning_themes.reports.quoting import Gate, HeldBack, can_be_quoted, find_reasons
from learning_themes.reports.sections import state_theme
from learning_themes.reports.theme_charts import draw_theme
from learning_themes.reports.theme_sets import check_sets, join_teaching, name_set, take_turns
from learning_themes.reports.whose_words import find_spoken
from learning_themes.reports.wording import (
    DIFFERENCE_WORDS,
    MEASURE_WORDS,
    REVIEW_TYPE_WORDS,
    capital,
    count_words,
    join_words,
    k_of_n,
    word_date,
)
from learning_themes.themes.codebook import Theme
from learning_themes.themes.teaching import LEVELS, Teaching
from learning_themes.trends.comparison import CORPUS
from learning_themes.trends.needs import check_audience
from learning_themes.trends.quotations import choose_quotations
from learning_themes.trends.together import name_agencies

QUOTED = {"shortfall": 4, "strength": 3, "recommendation": 2}
LOOKED_AT = 60
MOST_THEMES = 2
LEVEL_WORDS = {
    "all_staff": "All staff",
    "practitioners": "Practitioners",
    "managers": "Managers",
    "leaders": "Leaders",
}


# For trainers, who do not run the suite themselves.
ASK_TO_PUBLISH = (
    "Ask whoever runs the suite to set those that are published and to make the packs again"
    " (docs/how-to-training.md)."
)
FOR_TRAINING = Marking(
    "Draft for training: a person reads each quotation and finishes the case before it is used",
    "Draft for training",
)
WITHOUT_QUOTES = Marking(
    "Draft for training: a person finishes the case before it is used", "Draft for training"
)
RESTRICTED = Marking(
    "RESTRICTED: quotes reviews that are not published; for use inside the partnership", "Restricted"
)


@dataclass(frozen=True)
class Quote:
    """Words of a review that may be shown with their `source`; what comes after is for the trainer alone."""

    text: str
    source: str
    review_id: str = ""
    page: int = 0
    passage_id: str = ""


@dataclass(frozen=True)
class Pack:
    """Everything that a pack on one theme says; `teaching` is None where nobody has written it yet.

    `naming_audience` is how many of the quotations name the agency that it is for; `frame` and `agencies` are
    what a made-up case is built on; `held_back` was not quoted, and says why.
    """

    theme: str
    name: str
    definition: str
    audience: str
    naming_audience: int
    levels: tuple[str, ...]
    why_now: tuple[str, ...]
    quotes: dict[str, tuple[Quote, ...]]
    held_back: tuple[HeldBack, ...]
    no_quotes: str
    frame: tuple[tuple[str, str], ...]
    agencies: tuple[str, ...]
    charts: dict[str, Chart]
    slide_charts: dict[str, Chart]
    teaching: Teaching | None
    marking: Marking

    @property
    def what_it_is(self) -> str:
        """The definition with the words that say that it is one."""
        return f"What it is: {self.definition}"


def choose_themes(findings: Findings, asked: Sequence[str]) -> list[str]:
    """Return the themes to make packs of: those asked for, or the priorities and the two most recurrent.

    Themes joined by a plus sign come as one. Raises ParametersError for a theme that the codebook lacks.
    """
    check_sets(asked, findings.names)
    recurrent = [theme for theme in findings.ranked if theme not in findings.themes_first]
    recurrent = [theme for theme in recurrent if findings.share(theme, "key").k]
    asked = ["+".join(split_set(one)) for one in asked]
    return list(dict.fromkeys(asked or [*findings.themes_first, *recurrent[:MOST_THEMES]]))


def choose_levels(level: str) -> tuple[str, ...]:
    """Return the levels of outcomes for `level`: one of LEVELS, or all of them for ''."""
    if level and level not in LEVELS:
        allowed = ", ".join(LEVELS)
        problem = (
            f"training_level: {level!r} is not allowed; use {allowed}, or '' for all.{nearest(level, LEVELS)}"
        )
        raise ParametersError([problem])
    return (level,) if level else LEVELS


def gather_packs(
    findings: Findings,
    evidence: pd.DataFrame,
    themes: Iterable[str],
    *,
    gate: Gate,
    audience: str = "",
    level: str = "",
    include_drafts: bool = False,
) -> list[Pack]:
    """Return a pack for each of `themes`, each a theme or several joined by a plus sign.

    No passage is quoted for two themes, and all passed `gate`.

    Only reviews that a person has set published are quoted, unless `include_drafts`; the pack is then
    marked restricted.
    """
    audience, levels, themes = check_audience(audience), choose_levels(level), list(themes)
    single = list(dict.fromkeys(theme for one in themes for theme in split_set(one)))
    looked_at = _look_at(findings, evidence, single, gate=gate, include_drafts=include_drafts)
    packs = []
    for joined in themes:
        ids = split_set(joined)
        found = [findings.codebook.themes[theme] for theme in ids]
        quotes = {stance: _take_all(looked_at, ids, stance, audience=audience) for stance in QUOTED}
        packs.append(
            Pack(
                theme=joined,
                name=name_set(joined, findings.names),
                definition=_define(found),
                audience=audience,
                naming_audience=sum(audience in name_agencies(q.text) for q in chain(*quotes.values())),
                levels=levels,
                why_now=tuple(_say_all_why_now(findings, ids)),
                quotes=quotes,
                held_back=tuple(one for theme in ids for one in _list_held_back(looked_at, theme)),
                no_quotes="" if any(quotes.values()) else _say_no_quotes(findings, include_drafts),
                frame=tuple(frame_case(findings, evidence, ids)),
                agencies=tuple(name_most(findings, ids)),
                charts=_draw_all(findings, ids),
                slide_charts=_draw_all(findings, ids, for_slide=True),
                teaching=join_teaching([getattr(theme, "training", None) for theme in found]),
                marking=_mark(quotes, include_drafts),
            )
        )
    return packs


def _mark(quotes: dict[str, tuple[Quote, ...]], include_drafts: bool) -> Marking:
    """Return the marking of a pack: what a person does with it before it is used."""
    if include_drafts:
        return RESTRICTED
    return FOR_TRAINING if any(quotes.values()) else WITHOUT_QUOTES


def _define(themes: Sequence[Theme]) -> str:
    """Return what the theme is; of several, each after its name."""
    if len(themes) == 1:
        return themes[0].definition
    return " ".join(f"{theme.name}: {theme.definition}" for theme in themes)


def _say_all_why_now(findings: Findings, themes: Sequence[str]) -> list[str]:
    """Return why now for one theme, or for several in turns, each sentence after the name of its theme."""
    if len(themes) == 1:
        return _say_why_now(findings, themes[0])
    told = {theme: _say_why_now(findings, theme) for theme in themes}
    return take_turns([f"{findings.names[theme]}: {line}" for line in lines] for theme, lines in told.items())


def _say_why_now(findings: Findings, theme: str) -> list[str]:
    """Return how often the theme comes, whether that changed, what came back, and how others compare."""
    told = [state_theme(findings.share(theme, "key"))]
    if not findings.counts.reviews:
        return told
    measures = [
        f"{MEASURE_WORDS[name]} in {k_of_n(*findings.share(theme, name)[:2])}"
        for name in ("shortfall", "strength", "recommendation")
    ]
    told.append(capital(f"{join_words(measures)}."))
    changed = (state_change(findings.change(theme), findings.dates), caution_on_kinds(findings, theme))
    told.append(" ".join(one for one in changed if one))
    told += _say_came_back(findings, theme)
    compared = findings.comparisons[findings.comparisons["theme"] == theme]
    told += [_say_compared(row) for row in compared.itertuples()]
    return told


def _say_compared(row: NamedTuple) -> str:
    """Return the sentence on one source that we are compared with."""
    shares = f"{k_of_n(row.k, row.n)} of ours and {k_of_n(row.k_other, row.n_other)} of theirs"
    often = "" if row.verdict == "no-difference" else " often"
    source = "neighbours' reviews" if row.source == CORPUS else row.source
    return f"Against {source}: key in {shares}, {DIFFERENCE_WORDS[row.verdict]}{often}."


def _say_came_back(findings: Findings, theme: str) -> list[str]:
    return [
        f"An action on it was complete on {word_date(one.completed)}. Since then"
        f" {k_of_n(one.recurs, one.n_after)} reviews of later incidents turn on it as a shortfall."
        for one in sorted(findings.effects(), key=lambda one: one.completed)
        if one.theme == theme
    ]


def _say_no_quotes(findings: Findings, include_drafts: bool) -> str:
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    published = int((ours["status"] == "published").sum())
    if include_drafts or published:
        return (
            "No passage of this kind could be quoted without a risk of pointing to a person. Read the reviews"
            " themselves, and tell what they show in your own words."
        )
    return (
        f"No passage is quoted: none of the {count_words(len(ours), 'review')} is set to published in the"
        f" register, and only published ones are quoted. {ASK_TO_PUBLISH}"
    )


def _look_at(
    findings: Findings, evidence: pd.DataFrame, themes: list[str], *, gate: Gate, include_drafts: bool
) -> pd.DataFrame:
    """Return the strongest sentences of each theme and stance, with their `source`, and `reasons` against."""
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    allowed = ours if include_drafts else ours[ours["status"] == "published"]
    found = choose_quotations(
        allowed, findings.passages, evidence, themes=themes, limits=dict.fromkeys(QUOTED, LOOKED_AT)
    )
    found = found[found["text"].map(can_be_quoted).astype(bool) & _suits(findings, found)]
    kinds = dict(zip(ours["review_id"], map(_name_kind, ours["review_type"]), strict=True))
    reasons = pd.Series([find_reasons(text, gate) for text in found["text"]], index=found.index, dtype=object)
    return found.assign(source=found["review_id"].map(kinds), reasons=reasons)


def _suits(findings: Findings, found: pd.DataFrame) -> pd.Series:
    """Return whether each passage is what it would be quoted for, and the review's own words.

    A recommendation is one that the run lists, or asks for something.
    """
    listed = {one for ids in findings.recommendations["passages"] for one in ids.split()}
    told = findings.passages[findings.passages["review_id"].isin(found["review_id"])]
    spoken = find_spoken(told) - listed
    suits = [
        row.passage_id not in spoken
        and (row.stance != "recommendation" or _recommends(row.text, row.passage_id in listed))
        for row in found.itertuples()
    ]
    return pd.Series(suits, index=found.index, dtype=bool)


def _recommends(text: str, listed: bool) -> bool:
    """Whether a passage says what is to be done, and not who does it, by when, or how it will be tested."""
    return (listed or asks(text)) and not asks_nothing(text)


def _take_all(
    looked_at: pd.DataFrame, themes: Sequence[str], stance: str, *, audience: str
) -> tuple[Quote, ...]:
    """Return as many quotations of a stance as one theme may have, from each of `themes` in turns."""
    taken = [_take(looked_at, theme, stance, audience=audience) for theme in themes]
    return tuple(take_turns(taken, QUOTED[stance]))


def _take(looked_at: pd.DataFrame, theme: str, stance: str, *, audience: str) -> tuple[Quote, ...]:
    """Return the first quotations of a theme and stance, those that name the audience before others."""
    rows = looked_at[(looked_at["theme"] == theme) & (looked_at["stance"] == stance)]
    rows = rows[~rows["reasons"].astype(bool)]
    if audience:
        names = rows["text"].map(lambda text: audience in name_agencies(text))
        rows = rows.loc[names.sort_values(ascending=False, kind="stable").index]
    return tuple(
        Quote(md.clean(row.text), row.source, row.review_id, int(row.page), row.passage_id)
        for row in rows.head(QUOTED[stance]).itertuples()
    )


def _list_held_back(looked_at: pd.DataFrame, theme: str) -> list[HeldBack]:
    """Return the passages of a theme that may not be quoted, in the order in which they were looked at."""
    rows = looked_at[(looked_at["theme"] == theme) & looked_at["reasons"].astype(bool)]
    return [HeldBack(row.review_id, row.stance, md.clean(row.text), row.reasons) for row in rows.itertuples()]


def _name_kind(review_type: str) -> str:
    if review_type == "OTHER":
        return "From a review"
    words = REVIEW_TYPE_WORDS[review_type]
    return f"From a {words[0].lower()}{words[1:]}"


def _draw_all(findings: Findings, themes: Sequence[str], *, for_slide: bool = False) -> dict[str, Chart]:
    """Return the chart of each theme's years by its id, where a year is known."""
    if not findings.counts.first_year:
        return {}
    asked = {"dates": findings.dates, "for_slide": for_slide}
    return {theme: draw_theme(findings.shares, findings.names, theme=theme, **asked) for theme in themes}
