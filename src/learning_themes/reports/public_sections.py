"""What a public version adds to a report: whom to call, what is left out, and all reviews where it may."""

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import count_words, k_of_n

CONTACT_TITLE = "If you are worried about a child"


def contact_box(findings: Findings) -> str:
    """Return whom to call when a child is at risk; nothing in a report that is not for the public."""
    if not findings.audience.is_public:
        return ""
    title = md.heading(CONTACT_TITLE, level=2, name="contact")
    return "\n\n".join([title, md.block("know", md.escape(findings.audience.contact))])


def what_is_left_out(findings: Findings) -> str:
    """Return what a public version does not show and why; nothing in a report that is not for the public."""
    if not findings.audience.is_public:
        return ""
    small = findings.audience.small_up_to
    items = [
        "It counts and quotes published reviews alone. Titles, file names and words of other reviews are not"
        " in it, nor in its charts, its workbook or the words that stand in for charts.",
        "Numbers of children by age or gender are left out where they, or what is left of their group, are 1"
        f" to {small}, and so are others from which these could be worked out. The age and gender of single"
        " children, and the days of incidents, are left out.",
        "Reviews that are not published are counted only together with the published ones, and only where"
        f" neither those with a theme nor those without it are 1 to {small} of the unpublished, now or when"
        " an earlier published version is taken from this one.",
        "Numbers of published reviews by theme are shown as they are: anybody can count them in the reviews.",
    ]
    title = md.heading("What this version leaves out", level=2, name="left-out")
    return "\n\n".join([title, md.bullets(md.escape(item) for item in items)])


def all_reviews(findings: Findings) -> str:
    """Return the themes among all reviews, where that can be shown; nothing where all are published."""
    totals = findings.public_totals
    if totals.empty:
        return ""
    title = md.heading("All reviews, published or not", level=2, name="all-reviews")
    shown = totals[totals["shown"] == ""]
    if shown.empty:
        words = (
            "There are reviews that are not published. How often themes are key in them is not shown, because"
            " the numbers are small."
        )
        return "\n\n".join([title, md.escape(words)])
    rows = [(findings.names[row.theme], _published(row), _all(row)) for row in totals.itertuples()]
    caption = f"In how many reviews each theme is key. {_left_out(totals)}"
    columns = {"Theme": 50, "Key in published reviews": 25, "Key in all reviews": 25}
    return "\n\n".join([title, md.table(columns, rows, caption=caption)])


def _left_out(totals: pd.DataFrame) -> str:
    hidden = int((totals["shown"] != "").sum())
    return f"Not shown, because numbers are small: {count_words(hidden, 'theme')}." if hidden else ""


def _published(row: pd.Series) -> str:
    return k_of_n(int(row.k_published), int(row.n_published))


def _all(row: pd.Series) -> str:
    return "not shown" if row.shown else k_of_n(int(row.k), int(row.n))
