"""The needs matrix for people: a workbook, and a section of the overview of the packs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.wording import count_words, join_words
from learning_themes.reports.workbook import Sheet, write_sheets
from learning_themes.trends.needs import NEEDED, SOME, STRONG, Course, find_gaps, find_unneeded

LISTED = 12
COUNTED = (
    "Reviews whose passages name the agency where practice fell short, as in the board report, and where it"
    " should change; the larger makes the evidence."
)
WITHOUT = "No catalogue of courses was given (the parameter training_catalogue), so that"
NO_CATALOGUE = {
    "Gaps": f"Empty. {WITHOUT} what lacks a course is not known.",
    "Courses": f"Empty. {WITHOUT} there are none to list.",
}
READ_ME = (
    ("Needs matrix", "One row a theme, one column an agency: our reviews whose passages name the"
     " agency where practice fell short, or where it should change, whichever are more."),
    ("Needs", "Both counts as a list; that of “fell short” is the board report's. Evidence is strong from"
     f" {STRONG} reviews of either, some from {SOME}."),
    ("Gaps", "Evidence from more than one review, and no course of the catalogue for both theme and agency."),
    ("Courses", "The catalogue as read, a row for each course and theme of it, and whether the reviews hold"
     " evidence for that theme with the course's audience."),
    ("How to read it", "To be named is not to be at fault: an agency that writes well is named more. Passages"
     " were coded by machine. Nought means that no passage names the agency, not that there is no need."),
)  # fmt: skip


def write_needs(path: Path, needs: pd.DataFrame, courses: Sequence[Course], names: Mapping[str, str]) -> Path:
    """Write the needs workbook and return its path; same tables, same bytes."""
    gaps = find_gaps(needs, courses) if courses else needs.iloc[:0]
    told = READ_ME if courses else [(name, NO_CATALOGUE.get(name, words)) for name, words in READ_ME]
    read_me = pd.DataFrame(told, columns=["Sheet", "What it holds"])
    sheets = [
        Sheet("Read me", {"Sheet": 20, "What it holds": 110}, read_me),
        _matrix_sheet(needs, names),
        _list_sheet("Needs", needs, names),
        _list_sheet("Gaps", gaps, names),
        _course_sheet(needs, courses, names),
    ]
    return write_sheets(path, sheets, title="Who needs what training")


def compose_needs(needs: pd.DataFrame, courses: Sequence[Course], names: Mapping[str, str]) -> str:
    """Return the section on needs as Markdown: the strongest, the gaps, and courses' themes without it."""
    parts = [md.heading("Who needs what", level=2, name="needs")]
    if needs.empty:
        return "\n\n".join([*parts, md.escape("No passage on practice that fell short names an agency.")])
    gaps = find_gaps(needs, courses)
    parts.append(_table(needs.head(LISTED), names, "The strongest evidence, by theme and agency."))
    if not courses:
        parts.append(md.escape("No catalogue of courses was given, so what lacks a course is not known."))
        return "\n\n".join(parts)
    parts.append(md.heading("Evidence without a course", level=3, name="gaps"))
    told = f"{count_words(len(gaps), 'pair')} of theme and agency with more than one review and no course."
    parts.append(md.escape(f"{told[:1].upper()}{told[1:]} needs.xlsx lists them all."))
    if len(gaps):
        parts.append(_table(gaps.head(LISTED), names, "The strongest of them."))
    parts.append(md.heading("Courses’ themes without evidence for their audience", level=3, name="unneeded"))
    return "\n\n".join([*parts, _unneeded(needs, courses, names)])


def _unneeded(needs: pd.DataFrame, courses: Sequence[Course], names: Mapping[str, str]) -> str:
    rows = [
        (course.course, names[theme], _audience(course)) for course, theme in find_unneeded(needs, courses)
    ]
    if not rows:
        return md.escape("Each course has evidence in the reviews for its themes and audience.")
    return md.table(
        {"Course": 36, "Theme of it": 34, "With this audience": 30}, rows,
        caption="No review has evidence on the theme that names the audience. That is said of the pair, not"
        " of the course. There may be good reasons to keep it.",
    )  # fmt: skip


def _table(rows: pd.DataFrame, names: Mapping[str, str], caption: str) -> str:
    cells = [
        (
            names.get(row.theme, row.theme),
            row.agency,
            str(row.shortfall),
            str(row.recommendation),
            row.strength,
        )
        for row in rows.itertuples()
    ]
    columns = {"Theme": 34, "Agency": 28, "Fell short": 11, "Should change": 13, "Evidence": 14}
    return md.table(columns, cells, caption=f"{caption} {COUNTED}")


def _matrix_sheet(needs: pd.DataFrame, names: Mapping[str, str]) -> Sheet:
    agencies = sorted(set(needs["agency"]))
    matrix = (
        needs.pivot(index="theme", columns="agency", values="k")
        .reindex(columns=agencies)
        .fillna(0)
        .astype(int)
    )
    matrix = matrix.reindex([theme for theme in names if theme in matrix.index])
    rows = matrix.reset_index()
    rows["theme"] = rows["theme"].map(names)
    rows.columns = ["Theme", *agencies]
    return Sheet("Needs matrix", {"Theme": 44, **dict.fromkeys(agencies, 14)}, rows)


def _list_sheet(name: str, needs: pd.DataFrame, names: Mapping[str, str]) -> Sheet:
    rows = needs.assign(name=[names.get(theme, theme) for theme in needs["theme"]])
    rows = rows[["name", "agency", *NEEDED, "strength", "theme"]]
    widths = {
        "Theme": 44,
        "Agency": 36,
        "Fell short": 12,
        "Should change": 15,
        "Evidence": 14,
        "Theme id": 30,
    }
    return Sheet(name, widths, rows.set_axis(list(widths), axis=1))


def _course_sheet(needs: pd.DataFrame, courses: Sequence[Course], names: Mapping[str, str]) -> Sheet:
    without = find_unneeded(needs, courses)
    rows = [
        (course.course, names[theme], _audience(course), course.dates, course.provider,
         "no" if (course, theme) in without else "yes")
        for course in courses
        for theme in course.themes
    ]  # fmt: skip
    widths = {
        "Course": 44,
        "Theme": 44,
        "Audience": 40,
        "Dates": 24,
        "Provider": 30,
        "Evidence on theme with audience": 34,
    }
    return Sheet("Courses", widths, pd.DataFrame(rows, columns=list(widths)))


def _audience(course: Course) -> str:
    return join_words(course.audience) or "All agencies"
