"""A list of actions for the table of a meeting: a Word file that can be read on paper."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from learning_themes.errors import InputError
from learning_themes.files import replace_file
from learning_themes.identity import read_identity
from learning_themes.reports import markdown as md
from learning_themes.reports.audience import BOARD
from learning_themes.reports.logo import check_logo
from learning_themes.reports.render_word import render_word
from learning_themes.reports.wording import capital, parse_as_of, word_date

TEXT_LIMIT = 400
COLUMNS = {"Action": 44, "Review": 20, "Owner": 18, "Due": 10, "Status": 12}


def write_action_list(
    out: Path,
    actions: pd.DataFrame,
    *,
    what: str,
    partnership: str,
    as_of: str,
    identity: Mapping[str, object] | None = None,
) -> Path:
    """Write actions as a table in a Word file and return its path; `what` says which they are.

    `actions` has the columns of the table `actions` and the title of the review. Raises InputError for a
    file that does not end in .docx.
    """
    if out.suffix.lower() != ".docx":
        raise InputError(f"{out}: the list is written as a Word file; give a name that ends in .docx")
    look, day = read_identity(identity or {}), parse_as_of(as_of)
    check_logo(look)
    title = f"Actions: {what}"
    words = {
        "title": title,
        "partnership": md.clean(partnership),
        "as_of_words": word_date(as_of),
        "marking": BOARD.marking,
        "marking_short": BOARD.marking_short,
        "kind": "list of actions",
    }
    rows = [
        (
            f"{row.action_id}: {md.shorten(row.text, TEXT_LIMIT)}",
            md.shorten(row.review, 80) or "not named",
            row.owners or "nobody named",
            word_date(row.due) if row.due else row.due_typed or "none",
            (row.status_typed or capital(row.status))
            + (f", {word_date(row.completed_date)}" if row.completed_date else "")
            + (f"; {row.found}" if row.found else ""),
        )
        for row in actions.itertuples()
    ]
    caption = f"{len(rows)} on {word_date(as_of)}."
    source = f"{md.front_matter(words)}\n\n{md.table(COLUMNS, rows, caption=caption)}\n"
    return replace_file(out, render_word(source, folder=out.parent, as_of=day, identity=look, words=words))
