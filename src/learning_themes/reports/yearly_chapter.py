"""A draft of the chapter on reviews in a partnership's yearly report."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from learning_themes.errors import InputError
from learning_themes.reports import markdown as md
from learning_themes.reports.action_effects import THEME_NOT_ACTION
from learning_themes.reports.change_sections import list_changes
from learning_themes.reports.documents import head_of
from learning_themes.reports.drafts import gap, name_review, tell_actions, write_draft
from learning_themes.reports.findings import Findings
from learning_themes.reports.public_sections import contact_box
from learning_themes.reports.wording import capital, count_words, k_of_n, word_date


def write_chapter(
    folder: Path,
    findings: Findings,
    year: str,
    *,
    partnership: str,
    as_of: str,
    identity: Mapping[str, object] | None = None,
) -> list[Path]:
    """Write chapter-YEAR.md, .html and .docx: a draft chapter of the yearly report."""
    body = compose_chapter(findings, year)
    head = head_of(findings, title=f"Learning from reviews, {year}", partnership=partnership)
    return write_draft(body, folder, f"chapter-{year}", head=head, as_of=as_of, identity=identity)


def compose_chapter(findings: Findings, year: str) -> str:
    """Return the draft chapter as Markdown: what came up this year, what changed, and what was done.

    Only reviews that a person has set published are told of and counted; where the run has others, what its
    figures say over the years is left as a gap. Raises InputError for a year without a published review.
    """
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    published = ours[ours["status"] == "published"]
    drafts = len(ours) - len(published)
    this_year = published[published["year"] == year]
    if this_year.empty:
        raise InputError(_say_none(ours, published, year))
    parts = [
        md.escape(_opening(this_year, year, findings.dates)),
        md.bullets(md.escape(_cite(row)) for _, row in this_year.iterrows()),
        md.heading(f"What came up in {year}", level=2, name="recurred"),
        md.escape(
            "A theme is key in a review that turns on it: a recommendation, a learning point or the heading"
            " of a finding is about it, or it fills a tenth or more of the findings. The themes were found by"
            " machine."
        ),
        gap("who read these themes against the reviews, and when"),
        _year_table(findings, published, year),
        md.escape("With so few reviews a year, a number that differs from last year's may be chance."),
        md.heading("What changed over the years", level=2, name="changed"),
        *(_tell_change(findings) if not drafts else [_ask_for_public(drafts)]),
        md.heading("What was done", level=2, name="done"),
        *_completed(findings, year),
        *_actions_of(findings, this_year),
        gap("what has been done since, and what the partnership will do next year"),
        contact_box(findings),
    ]
    return "\n\n".join(part for part in parts if part)


def _say_none(ours: pd.DataFrame, published: pd.DataFrame, year: str) -> str:
    years = ", ".join(sorted(set(published["year"]) - {""})) or "none"
    drafts = int((ours["year"] == year).sum())
    told = f"no published review that counts is of the year {year!r}; there are {years}"
    if not drafts:
        return told
    are = "is" if drafts == 1 else "are"
    return (
        f"{told}. {capital(count_words(drafts, 'review'))} of {year} {are} not set to published: set the"
        " status in _people/register.xlsx and run again"
    )


def _tell_change(findings: Findings) -> list[str]:
    return [md.bullets(md.escape(told) for told in list_changes(findings)), *_came_back(findings)]


def _ask_for_public(drafts: int) -> str:
    count = count_words(drafts, "review")
    are = "is" if drafts == 1 else "are"
    return gap(
        f"what changed, and what came back. The figures of this run count {count} that {are} not published,"
        " so they are left out here: make a public version (docs/how-to-publish.md) and the chapter from it"
    )


def _opening(reviews: pd.DataFrame, year: str, dates: str) -> str:
    verb = "was" if len(reviews) == 1 else "were"
    placed = f"{verb} published in {year}" if dates == "publication" else f"{verb} about incidents of {year}"
    return f"{capital(count_words(len(reviews), 'review'))} {placed}:"


def _cite(review: pd.Series) -> str:
    return f"{capital(name_review(review).removeprefix('the '))}, {word_date(review['date'])}"


def _year_table(findings: Findings, published: pd.DataFrame, year: str) -> str:
    """Return the themes that are key in a published review of the year, beside those of all years, the most
    often key first."""
    presence = findings.presence
    key = presence[presence["key"] & presence["review_id"].isin(published["review_id"])]
    every = key.groupby("theme")["review_id"].nunique()
    this_year = published[published["year"] == year]
    of_year = key[key["review_id"].isin(this_year["review_id"])].groupby("theme")["review_id"].nunique()
    themes = [one for one in findings.ranked if one in of_year.index]
    themes.sort(key=lambda one: -of_year[one])
    rows = [
        (
            findings.names[theme],
            k_of_n(int(of_year[theme]), len(this_year)),
            k_of_n(int(every[theme]), len(published)),
        )
        for theme in themes
    ]
    columns = {"Theme": 50, f"Key in {year}": 25, "Key in all years": 25}
    return md.table(columns, rows, caption=f"Themes on which reviews of {year} turn.")


def _came_back(findings: Findings) -> list[str]:
    """Return the themes that came back after an action was complete, a sentence each; nothing if none did."""
    items = [
        f"{findings.names[one.theme]}: an action was complete on {word_date(one.completed)};"
        f" {k_of_n(one.recurs, one.n_after)} reviews of later incidents turn on the theme as a"
        " shortfall."
        for one in findings.last_effects()
        if one.recurs
    ]
    if not items:
        return []
    lead = f"These themes came back after an action on them. {THEME_NOT_ACTION}"
    return [md.escape(lead), md.bullets(map(md.escape, items))]


def _completed(findings: Findings, year: str) -> list[str]:
    done = findings.recurrences[findings.recurrences["review_id"] == ""]
    done = done[done["completed"].str.startswith(year)].drop_duplicates(["theme", "completed", "action"])
    items = [
        md.escape(f"{findings.names[row.theme]}: {row.action} ({word_date(row.completed)})")
        for row in done.itertuples()
    ]
    return [md.escape(f"Completed in {year}:"), md.bullets(items)] if items else []


def _actions_of(findings: Findings, reviews: pd.DataFrame) -> list[str]:
    """Return the recommendations and actions of each review under its title."""
    parts: list[str] = []
    for place, (_, review) in enumerate(reviews.iterrows(), 1):
        told = tell_actions(*findings.actions_on(review["review_id"]))
        if told:
            title = capital(name_review(review).removeprefix("the "))
            parts += [md.heading(title, level=3, name=f"done-{place}"), *told]
    return parts
