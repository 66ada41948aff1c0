"""A draft of what a partnership says when it publishes a review."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from learning_themes.errors import InputError, nearest
from learning_themes.reports import markdown as md
from learning_themes.reports.documents import head_of
from learning_themes.reports.drafts import gap, name_review, tell_actions, write_draft
from learning_themes.reports.findings import Findings
from learning_themes.reports.public_sections import contact_box
from learning_themes.reports.wording import count_words, word_date
from learning_themes.trends.stances import hold_stances

LISTED = 8
WHERE_IDS = "the ids are in the column Review id of the sheet Register of evidence.xlsx"


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
    review = find_review(findings, review_id)
    body = compose_statement(findings, review_id, partnership=partnership, as_of=as_of)
    head = head_of(findings, title="Statement on the publication of a review", partnership=partnership)
    name = f"statement-{review.name[:80]}"
    return write_draft(body, folder, name, head=head, as_of=as_of, identity=identity)


def compose_statement(findings: Findings, review_id: str, *, partnership: str, as_of: str) -> str:
    """Return the draft of a statement as Markdown, from the register and the presence of one review.

    `review_id` may be the title or the file name too. Raises InputError for a review that is not there or
    that no person has set published.
    """
    review = find_review(findings, review_id)
    parts = [
        md.escape(_opening(review, partnership, as_of=as_of, dates=findings.dates)),
        gap("a sentence for the family and those who knew the child or the adult"),
        md.heading("What the review finds", level=2, name="finds"),
        *_tell_themes(findings, review.name),
        gap(
            "who read these themes against the review, and when. They were found by machine: take out those"
            " that the review does not bear out"
        ),
        md.heading("What happens now", level=2, name="now"),
        gap("what has been done since, and what the partners will do, by when"),
        *tell_actions(*findings.actions_on(review.name)),
        contact_box(findings),
    ]
    return "\n\n".join(part for part in parts if part)


def find_review(findings: Findings, wanted: str) -> pd.Series:
    """Return our counted review with the id, title or file name `wanted`, or alone with that part of one.

    Raises InputError where there is none, or several with the part, and for a draft.
    """
    reviews = findings.reviews[findings.reviews["group"] == "ours"].set_index("review_id")
    asked = wanted.strip().casefold()
    held = [row for row in reviews.itertuples() if asked in _names_of(row)]
    held = held or [row for row in reviews.itertuples() if asked and asked in " ".join(_names_of(row))]
    if len(held) > 1:
        raise InputError(
            f"{wanted!r} is in {len(held)} reviews; write one of {', '.join(r.Index for r in held)}"
        )
    if not held:
        hint = nearest(wanted, [*reviews.index, *reviews["title"]])
        raise InputError(
            f"there is no counted review {wanted!r} among the {count_words(len(reviews), 'review')} here"
            f" ({WHERE_IDS}).{hint} A public run holds published reviews alone: set the status of a draft to"
            " published in _people/register.xlsx, and run again"
        )
    review = reviews.loc[held[0].Index]
    if review["status"] != "published":
        raise InputError(
            f"{review.name}: is a draft; set its status to published in _people/register.xlsx and run again"
        )
    return review


def _names_of(row: tuple) -> set[str]:
    return {row.Index.casefold(), row.title.casefold(), *(file.casefold() for file in row.files.split("; "))}


def _opening(review: pd.Series, partnership: str, *, as_of: str, dates: str) -> str:
    """Return who publishes which review: as news on the day, or in the month, and as past after it."""
    day = review["date"] if dates == "publication" else ""
    if not day or day >= as_of[: len(day)]:
        return f"{partnership} publishes {name_review(review)}{f' {_word_day(day)}' if day else ''}."
    when = _word_day(day)
    return f"{when[:1].upper()}{when[1:]}, {partnership} published {name_review(review)}."


def _word_day(day: str) -> str:
    return f"{'on' if len(day) == len('2024-10-01') else 'in'} {word_date(day)}"


def _tell_themes(findings: Findings, review_id: str) -> list[str]:
    """Return the themes on which the review turns, each with what else it says of it, and other praise."""
    rows = findings.presence[findings.presence["review_id"] == review_id]
    rows = rows[rows["theme"].isin(findings.names)]
    rows = rows.assign(praised=hold_stances(rows)["strength"])
    rows = rows.sort_values(["passages", "theme"], ascending=[False, True])
    key, praised = rows[rows["key"]], rows[~rows["key"] & rows["praised"]]
    parts = [md.escape("No theme was found on which the review turns.")]
    if len(key):
        themes = md.bullets(md.escape(_word_theme(findings, row)) for row in key.head(LISTED).itertuples())
        parts = [md.escape(_count_key(len(key))), themes]
    if len(praised):
        told = md.bullets(md.escape(findings.names[row.theme]) for row in praised.head(LISTED).itertuples())
        parts += [md.escape(f"It {'also ' if len(key) else ''}reports good practice on:"), told]
    return parts


def _count_key(key: int) -> str:
    more = f" Those that it says most about are these {count_words(LISTED, 'theme').split()[0]}:"
    return f"The review turns on {count_words(key, 'theme')}{f'.{more}' if key > LISTED else ':'}"


def _word_theme(findings: Findings, row: tuple) -> str:
    told = ["a recommendation"] if row.recommendation else []
    told += ["good practice"] if row.praised else []
    also = f" (with {' and '.join(told)})" if told else ""
    return f"{findings.names[row.theme]}{also}"
