"""Drafts for people to finish: the statement on one published review, and a chapter of the yearly report."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.errors import InputError, nearest
from learning_themes.reports import markdown as md
from learning_themes.reports.change_sections import list_changes, sentence_came_back
from learning_themes.reports.documents import head_of, write_document
from learning_themes.reports.findings import Findings
from learning_themes.reports.public_sections import contact_box
from learning_themes.reports.wording import (
    REVIEW_TYPE_WORDS,
    capital,
    count_words,
    join_words,
    k_of_n,
    word_date,
)

DRAFT = "Draft for the partnership to finish"
GAP_CARE = "[A sentence for the family and those who knew the child]"
GAP_DONE = "[What has been done since, and what the partners will do, by when]"
LISTED = 8


def write_statement(
    folder: Path,
    findings: Findings,
    review_id: str,
    *,
    partnership: str,
    as_of: str,
    identity: Mapping[str, object] | None = None,
) -> list[Path]:
    """Write statement-REVIEW.md, .html and .docx: a draft of what is said when a review is published."""
    body = compose_statement(findings, review_id, partnership=partnership)
    title = "Statement on the publication of a review"
    head = head_of(findings, title=title, partnership=partnership)
    return _write(body, folder, f"statement-{review_id[:80]}", head=head, as_of=as_of, identity=identity)


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
    return _write(body, folder, f"chapter-{year}", head=head, as_of=as_of, identity=identity)


def compose_statement(findings: Findings, review_id: str, *, partnership: str) -> str:
    """Return the draft of a statement as Markdown, from the register and the presence of one review.

    Raises InputError for a review that is not there or that no person has set published.
    """
    review = _find_review(findings, review_id)
    key, praised, asked = (_themes(findings, review_id, how) for how in ("key", "strength", "recommendation"))
    kind = REVIEW_TYPE_WORDS[review["review_type"]]
    kind = "review" if review["review_type"] == "OTHER" else kind[0].lower() + kind[1:]
    joint = "on" if len(review["date"]) == len("2024-10-01") else "in"
    dated = findings.dates == "publication" and review["date"]
    when = f" {joint} {word_date(review['date'])}" if dated else ""
    parts = [
        md.escape(f"{partnership} publishes{when} the {kind} “{md.shorten(review['title'], 160)}”."),
        md.escape(GAP_CARE),
        md.heading("What the review finds", level=2, name="finds"),
        md.escape(_sentence("The review turns on", key, "No theme was found on which the review turns.")),
        md.escape(_sentence("It reports good practice on", praised, "")),
        md.escape(_sentence("It makes recommendations on", asked, "")),
        md.escape("These themes were found by machine. [Checked against the review by, on]"),
        md.heading("What happens now", level=2, name="now"),
        md.escape(GAP_DONE),
        *_actions(findings, [review_id]),
        contact_box(findings),
    ]
    return "\n\n".join(part for part in parts if part)


def compose_chapter(findings: Findings, year: str) -> str:
    """Return the draft chapter as Markdown: what came up this year, what changed, and what was done.

    Raises InputError for a year without a review.
    """
    reviews = findings.reviews
    this_year = reviews[(reviews["group"] == "ours") & (reviews["year"] == year)]
    if this_year.empty:
        years = sorted(set(reviews["year"][reviews["group"] == "ours"]) - {""})
        raise InputError(
            f"no review that counts is of the year {year!r}; there are {', '.join(years) or 'none'}"
        )
    placed = "published" if findings.dates == "publication" else "of incidents"
    parts = [
        md.escape(f"{capital(count_words(len(this_year), 'review'))} {placed} in {year}:"),
        md.bullets(md.escape(_cite(row)) for _, row in this_year.iterrows()),
        md.heading(f"What came up in {year}", level=2, name="recurred"),
        _year_table(findings, year),
        md.escape("With so few reviews a year, a number that differs from last year's may be chance."),
        md.heading("What changed over the years", level=2, name="changed"),
        md.bullets(md.escape(told) for told in list_changes(findings)),
        md.escape(sentence_came_back(findings)),
        md.heading("What was done", level=2, name="done"),
        *(_actions(findings, list(this_year["review_id"])) or [md.escape(GAP_DONE)]),
        _completed(findings, year),
        md.escape("[What the partnership will do next year]"),
        contact_box(findings),
    ]
    return "\n\n".join(part for part in parts if part)


def _write(
    body: str,
    folder: Path,
    name: str,
    *,
    head: Mapping[str, str],
    as_of: str,
    identity: Mapping[str, object] | None,
) -> list[Path]:
    day, head = date.fromisoformat(as_of), {**head, "marking": DRAFT}
    return write_document(body, folder, name, head=head, as_of=day, identity=identity)


def _find_review(findings: Findings, review_id: str) -> pd.Series:
    reviews = findings.reviews[findings.reviews["group"] == "ours"].set_index("review_id")
    if review_id not in reviews.index:
        hint = nearest(review_id, reviews.index)
        raise InputError(
            f"there is no counted review {review_id!r} here; reviews are"
            f" {', '.join(reviews.index) or 'none'}."
            f" A statement is drawn from a public run, which holds published reviews alone.{hint}"
        )
    if reviews.loc[review_id, "status"] != "published":
        raise InputError(
            f"{review_id}: is a draft; set its status to published in _people/register.xlsx first"
        )
    return reviews.loc[review_id]


def _themes(findings: Findings, review_id: str, how: str) -> list[str]:
    rows = findings.presence[findings.presence["review_id"] == review_id]
    least = {"strength": 2, "recommendation": 1}
    held = rows[rows["key"]] if how == "key" else rows[rows[how] >= least[how]]
    ordered = held.sort_values(["passages", "theme"], ascending=[False, True])
    return [findings.names[theme] for theme in ordered["theme"] if theme in findings.names][:LISTED]


def _sentence(start: str, themes: Sequence[str], otherwise: str) -> str:
    return (
        f"{start} {join_words([theme[:1].lower() + theme[1:] for theme in themes])}." if themes else otherwise
    )


def _cite(review: pd.Series) -> str:
    kind = REVIEW_TYPE_WORDS[review["review_type"]]
    return f"{md.shorten(review['title'], 120)} ({kind}, {word_date(review['date'])})"


def _year_table(findings: Findings, year: str) -> str:
    """Return the themes that are key in a review of the year, beside all years."""
    shares = findings.shares[findings.shares["group"] == "ours"]
    of_year = shares[(shares["period"] == year) & (shares["k"] > 0)].set_index(["theme", "measure"])
    rows = [
        (
            findings.names[theme],
            k_of_n(*(int(of_year.loc[(theme, "key"), one]) for one in ("k", "n"))),
            k_of_n(*findings.share(theme, "key")[:2]),
        )
        for theme in findings.ranked
        if (theme, "key") in of_year.index
    ]
    columns = {"Theme": 50, f"Key in {year}": 25, "Key in all years": 25}
    return md.table(columns, rows, caption=f"Themes on which reviews of {year} turn.")


def _actions(findings: Findings, review_ids: Sequence[str]) -> list[str]:
    """Return the actions of reviews with how far they have come; nothing where the run has none."""
    actions = findings.actions[findings.actions["review_id"].isin(review_ids)]
    items = [
        md.escape(f"{md.shorten(row.text, 300)} ({row.owners or 'no owner named'}; {row.status})")
        for row in actions.itertuples()
    ]
    return [md.escape("Actions that follow:"), md.bullets(items)] if items else []


def _completed(findings: Findings, year: str) -> str:
    done = findings.recurrences[findings.recurrences["review_id"] == ""]
    done = done[done["completed"].str.startswith(year)].drop_duplicates(["theme", "completed", "action"])
    items = [
        md.escape(f"{findings.names[row.theme]}: {row.action} ({word_date(row.completed)})")
        for row in done.itertuples()
    ]
    return "\n\n".join([md.escape(f"Completed in {year}:"), md.bullets(items)]) if items else ""
