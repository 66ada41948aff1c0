"""What a training pack says about a theme: taken from the findings of a run and the theme's training part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from learning_themes.errors import ParametersError, nearest
from learning_themes.reports import markdown as md
from learning_themes.reports.change_sections import state_change
from learning_themes.reports.findings import Findings
from learning_themes.reports.quoting import Vocabulary, find_identifying, learn_vocabulary, stands_alone
from learning_themes.reports.sections import state_theme
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
from learning_themes.themes.teaching import LEVELS, Teaching
from learning_themes.trends.needs import check_audience
from learning_themes.trends.quotations import choose_quotations
from learning_themes.trends.together import name_agencies

QUOTED = {"shortfall": 4, "strength": 3, "recommendation": 2}
LOOKED_AT = 60
MOST_THEMES = 2
AGENCIES_NAMED = 4
SHORTEST, LONGEST = 60, 320
LEVEL_WORDS = {
    "all_staff": "All staff",
    "practitioners": "Practitioners",
    "managers": "Managers",
    "leaders": "Leaders",
}
SECTION_WORDS = {
    "summary": "summaries",
    "background": "the family's background",
    "narrative": "what happened",
    "analysis": "the analysis of practice",
    "findings": "the findings",
    "good-practice": "good practice",
    "recommendations": "recommendations",
}


@dataclass(frozen=True)
class Quote:
    """Words of a review that may be shown, and the kind of review that they come from."""

    text: str
    source: str


@dataclass(frozen=True)
class Pack:
    """Everything that a pack on one theme says; `teaching` is None where nobody has written it yet."""

    theme: str
    name: str
    definition: str
    audience: str
    levels: tuple[str, ...]
    why_now: tuple[str, ...]
    quotes: dict[str, tuple[Quote, ...]]
    no_quotes: str
    skeleton: tuple[str, ...]
    teaching: Teaching | None
    marking: str


def choose_themes(findings: Findings, asked: Sequence[str]) -> list[str]:
    """Return the themes to make packs of: those asked for, or the priorities and the two most recurrent.

    Raises ParametersError for a theme that the codebook does not have.
    """
    problems = [
        f"training_themes: there is no theme {theme!r}.{nearest(theme, findings.names)}"
        for theme in asked
        if theme not in findings.names
    ]
    if problems:
        raise ParametersError(problems)
    recurrent = [theme for theme in findings.ranked if theme not in findings.themes_first]
    recurrent = [theme for theme in recurrent if findings.share(theme, "key").k]
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
    audience: str = "",
    level: str = "",
    include_drafts: bool = False,
) -> list[Pack]:
    """Return a pack for each of `themes`; no passage is quoted in two of them.

    Only reviews that a person has set published are quoted, unless `include_drafts`; the pack then
    carries a marking.
    """
    audience, levels, themes = check_audience(audience), choose_levels(level), list(themes)
    quotes = _choose_quotes(findings, evidence, themes, audience=audience, include_drafts=include_drafts)
    marking = ""
    if include_drafts:
        marking = "RESTRICTED: quotes reviews that are not published; for use inside the partnership"
    packs = []
    for theme in themes:
        found = findings.codebook.themes[theme]
        packs.append(
            Pack(
                theme=theme,
                name=found.name,
                definition=found.definition,
                audience=audience,
                levels=levels,
                why_now=tuple(_say_why_now(findings, theme)),
                quotes=quotes[theme],
                no_quotes=_say_no_quotes(findings, include_drafts),
                skeleton=tuple(_sketch_scenario(findings, evidence, theme)),
                teaching=getattr(found, "training", None),
                marking=marking,
            )
        )
    return packs


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
    told.append(state_change(findings.change(theme), findings.dates))
    told += _say_came_back(findings, theme)
    compared = findings.comparisons[findings.comparisons["theme"] == theme]
    told += [_say_compared(row) for row in compared.itertuples()]
    return told


def _say_compared(row: NamedTuple) -> str:
    """Return the sentence on one source that we are compared with."""
    shares = f"{k_of_n(row.k, row.n)} of ours and {k_of_n(row.k_other, row.n_other)} of theirs"
    often = "" if row.verdict == "no-difference" else " often"
    return f"Against the {row.source}: key in {shares}, {DIFFERENCE_WORDS[row.verdict]}{often}."


def _say_came_back(findings: Findings, theme: str) -> list[str]:
    rows = findings.recurrences[findings.recurrences["theme"] == theme]
    told = []
    for day, part in rows.groupby("completed", sort=True):
        k = part.loc[part["recurs"], "review_id"].nunique()
        n = findings.sides(str(day))["after"]
        told.append(
            f"An action on it was complete on {word_date(str(day))}. Since then it was raised as a shortfall"
            f" in {k_of_n(k, n)} of later incidents."
        )
    return told


def _say_no_quotes(findings: Findings, include_drafts: bool) -> str:
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    published = int((ours["status"] == "published").sum())
    if include_drafts or published:
        return (
            "No passage of this kind could be quoted without a risk of pointing to a person. Read the reviews"
            " themselves, and tell what they show in your own words."
        )
    return (
        "No passage is quoted: nobody has set a review of this run as published. Set the status in the"
        " corrections of the register, run again, and quotations come here."
    )


def _choose_quotes(
    findings: Findings, evidence: pd.DataFrame, themes: list[str], *, audience: str, include_drafts: bool
) -> dict[str, dict[str, tuple[Quote, ...]]]:
    """Return the quotations of each theme and stance that name nobody and stand alone."""
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    allowed = ours if include_drafts else ours[ours["status"] == "published"]
    found = choose_quotations(
        allowed, findings.passages, evidence, themes=themes, limits=dict.fromkeys(QUOTED, LOOKED_AT)
    )
    vocabulary = learn_vocabulary(findings.passages["text"], findings.register["title"])
    safe = pd.Series([_may_quote(text, vocabulary) for text in found["text"]], index=found.index, dtype=bool)
    found = found[safe].assign(
        source=found["review_id"].map(
            dict(zip(ours["review_id"], map(_name_kind, ours["review_type"]), strict=True))
        )
    )
    return {
        theme: {stance: _take(found, theme, stance, audience=audience) for stance in QUOTED}
        for theme in themes
    }


def _may_quote(text: str, vocabulary: Vocabulary) -> bool:
    text = md.clean(text)
    return SHORTEST <= len(text) <= LONGEST and stands_alone(text) and not find_identifying(text, vocabulary)


def _take(found: pd.DataFrame, theme: str, stance: str, *, audience: str) -> tuple[Quote, ...]:
    """Return the first quotations of a theme and stance, those that name the audience before others."""
    rows = found[(found["theme"] == theme) & (found["stance"] == stance)]
    if audience:
        names = rows["text"].map(lambda text: audience in name_agencies(text))
        rows = rows.loc[names.sort_values(ascending=False, kind="stable").index]
    return tuple(Quote(md.clean(row.text), row.source) for row in rows.head(QUOTED[stance]).itertuples())


def _name_kind(review_type: str) -> str:
    if review_type == "OTHER":
        return "From a review"
    words = REVIEW_TYPE_WORDS[review_type]
    return f"From a {words[0].lower()}{words[1:]}"


def _sketch_scenario(findings: Findings, evidence: pd.DataFrame, theme: str) -> list[str]:
    """Return what a made-up case could draw on: the agencies and parts of reviews with most evidence."""
    named = findings.agencies[
        (findings.agencies["theme"] == theme) & (findings.agencies["stance"] != "context")
    ]
    by_agency = named.groupby("agency")["k"].max().sort_values(ascending=False, kind="stable")
    told = []
    if len(by_agency):
        told.append(
            f"Put in: {join_words(list(by_agency.index[:AGENCIES_NAMED]))}. The evidence names them most."
        )
    ours = findings.reviews.loc[findings.reviews["group"] == "ours", "review_id"]
    coded = evidence[(evidence["theme"] == theme) & evidence["review_id"].isin(ours)]
    coded = coded[coded["stance"] != "context"]
    places = findings.passages.set_index("passage_id")["section"].reindex(coded["passage_id"])
    common = [SECTION_WORDS[s] for s in places.value_counts().index if s in SECTION_WORDS][:2]
    reviews = coded["review_id"].nunique()
    if common:
        told.append(
            f"The evidence lies mostly in {join_words(common)}, and comes from"
            f" {count_words(reviews, 'review')}: take a little from several and nothing from one alone."
        )
    return told or ["This run has no evidence on the theme: build the case from the beginnings alone."]
