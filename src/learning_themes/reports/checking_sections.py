"""What reports say of how far the coding was checked: marks on themes, and shares with errors allowed for.

Where nothing has been checked there is nothing to mark, and the report says once that nobody has.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.checking_marks import SIGNS, list_marks
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import (
    capital,
    count_words,
    join_words,
    k_of_n,
    percent,
    word_range,
    word_share,
)

MOST_NAMED = 6
MARK_WORDS = {"checked": "checked", "indicative": "indicative", "not yet checked": "not yet"}
# As the gate is set: see docs/checking.md.
CHECKED_MEANS = (
    "A theme is checked when machine and person agree on whether it is key in 85 % or more of the reviews"
    " that a person judged, and enough were judged to say that they would agree in 75 % of all; it is"
    " indicative when too few were judged to say so, or the two agreed too seldom."
)


def explain_signs(findings: Findings) -> list[str]:
    """Return the paragraph that explains the marks; none if nothing has been checked."""
    if not list_marks(findings.checks):
        return []
    words = (
        f"In the charts {SIGNS['checked']} marks a theme whose coding is checked, {SIGNS['indicative']}"
        " one that is indicative; a theme without a sign has not been checked yet."
        " What that means is told in “How sure are we?”."
    )
    return [md.escape(words)]


def word_mark(findings: Findings, theme: str) -> list[str]:
    """Return the cell of a table that says how far a theme was checked; none if nothing has been."""
    marks = list_marks(findings.checks)
    return [MARK_WORDS[marks.get(theme, "not yet checked")]] if marks else []


def state_check(findings: Findings, theme: str) -> str:
    """Return what checking says of a theme told in full; empty if nothing has been checked."""
    if not list_marks(findings.checks):
        return ""
    rows = findings.checks[findings.checks["theme"] == theme]
    if rows.empty or rows["mark"].iloc[0] == "not yet checked":
        return "The coding of this theme has not been checked yet."
    row = rows.iloc[0]
    mark = f"The coding of this theme is {row['mark']}."
    if findings.audience.is_public:
        return mark
    parts = [
        mark,
        _word_judged(row),
        _word_corrected(findings, theme),
    ]
    if row["takes"]:
        parts.append(f"What it would take to be checked: {row['takes']}.")
    return " ".join(part for part in parts if part)


def corrected_table(findings: Findings, themes: Sequence[str]) -> list[str]:
    """Return the shares with the coding's errors allowed for beside the raw ones, if there are any."""
    rows = findings.corrected
    rows = rows[(rows["measure"] == "key") & (rows["group"] == "ours") & rows["theme"].isin(list(themes))]
    if rows.empty:
        return []
    columns = {"Theme": 28, "By machine: key in": 18, "Likely range": 16, "With errors allowed for": 18,
               "Likely range ": 16, "Judged by a person": 16}  # fmt: skip
    held = {row.theme: row for row in rows.itertuples()}
    cells = [_corrected_cells(findings, held[theme]) for theme in themes if theme in held]
    caption = (
        "Key over all years, as the machine coded and with its errors allowed for: the themes of which a"
        " person judged reviews. Where the two differ, go by the second."
    )
    return [md.table(columns, cells, caption=caption)]


def _corrected_cells(findings: Findings, row: tuple) -> Iterable[str]:
    raw = findings.share(row.theme, "key")
    return (
        findings.names[row.theme],
        word_share(raw.k, raw.n, raw.share),
        word_range(raw.low, raw.high),
        percent(row.share),
        word_range(row.low, row.high),
        k_of_n(row.judged, row.n),
    )


def say_uncorrected(findings: Findings) -> str:
    """Return what a chart over the years says of errors: that no single year can be corrected, and why."""
    if findings.audience.is_public:
        return "Not corrected for coding errors."
    rows = findings.corrected
    if rows[(rows["measure"] == "key") & (rows["group"] == "ours")].empty:
        return "Not corrected for coding errors: too few reviews were judged."
    return "Not corrected for coding errors: no single year has enough judged reviews."


def head_of_slide(findings: Findings) -> tuple[str, list[str]]:
    """Return the title of the slide on how sure the figures are, and what it says of the marks."""
    marks = list_marks(findings.checks)
    if not marks:
        part = "a person has checked a part of the coding." if findings.checked[0] else ""
        return f"The figures are indicative: {part or 'no person has checked the coding yet.'}", []
    checked = [findings.names[theme] for theme in findings.ranked if marks.get(theme) == "checked"]
    if not checked:
        return "The figures are indicative: a person has checked a sample, and no theme has passed yet.", []
    more = len(checked) - MOST_NAMED
    named = checked[:MOST_NAMED] + ([count_words(more, "other theme")] if more > 0 else [])
    coding = count_words(len(checked), "theme")
    title = f"The coding of {coding} is checked; all other figures are indicative."
    return title, [f"Checked: {join_words(named)}."]


def foot_of_slide(findings: Findings) -> str:
    """Return what stands at the foot of every slide with figures: that a machine coded, and who checked."""
    checked = "a person has checked a part" if findings.checked[0] else "not checked by a person"
    if list_marks(findings.checks):
        checked = "a person has checked a sample"
    return f"Coded by machine, {checked}"


def _word_judged(row: pd.Series) -> str:
    if not row["judged"]:
        passages = count_words(int(row["passages"]), "passage")
        return f"So far {passages} of it were checked, and no review was judged."
    words = f"A person judged {row['judged']} of the {count_words(int(row['n']), 'review')}"
    if row["judged"] == row["n"]:
        return f"{words} and agreed with the machine in {percent(row['agreed'])} on whether it is key."
    likely = word_range(row["low"], row["high"])
    return f"{words}; machine and person agree on whether it is key in {percent(row['agreed'])} ({likely})."


def _word_corrected(findings: Findings, theme: str) -> str:
    """Return the corrected shares beside the raw ones."""
    rows = findings.corrected
    rows = rows[(rows["theme"] == theme) & (rows["group"] == "ours")]
    words = [
        f"{row.measure} in {percent(row.share)} of reviews (likely range {word_range(row.low, row.high)}),"
        f" where the machine has {k_of_n(row.k, row.n)} ({percent(row.k / row.n)})"
        for row in rows.itertuples()
    ]
    return f"With the coding's errors allowed for it is {'; and '.join(words)}." if words else ""


def sentence_checked(findings: Findings) -> str:
    """Return in one sentence how many themes are checked; empty if nothing has been checked."""
    marks = list_marks(findings.checks)
    if not marks:
        return ""
    counts = {mark: list(marks.values()).count(mark) for mark in MARK_WORDS}
    return (
        f"The coding was done by machine. A person has checked a sample: of {len(marks)} themes"
        f" {_are(counts['checked'], 'checked')}, {_are(counts['indicative'], 'indicative')} and"
        f" {_are(counts['not yet checked'], 'not checked yet')}."
    )


def _are(count: int, what: str) -> str:
    return f"{count or 'none'} {'is' if count == 1 else 'are'} {what}"


def explain_checking(findings: Findings, version: int) -> list[str]:
    """Return what the report says of the coding once some of it has been checked; none before."""
    if not list_marks(findings.checks):
        return []
    told = [
        f"The passages were coded with version {version} of the theme codebook. {sentence_checked(findings)}",
        *_word_passages(findings),
        f"{CHECKED_MEANS} All figures of themes that are not checked are indicative.",
    ]
    if findings.audience.is_public:
        return told
    return [
        *told,
        "Shares with the coding's errors allowed for rest on the reviews that a person judged, and on what"
        " the machine said of the others. They hold whatever the machine's quality, and their range is the"
        " wider the fewer were judged.",
    ]


def _word_passages(findings: Findings) -> list[str]:
    """Return what was found on passages: how many of the machine's codes are right, and how many it finds."""
    rows = findings.agreement
    rows = rows[(rows["theme"] == "") & (rows["stance"] == "") & rows["precision"].notna()]
    told = []
    for row in rows[rows["recall"].notna()].itertuples():
        right = f"{percent(row.precision)} ({word_range(row.precision_low, row.precision_high)})"
        found = f"{percent(row.recall)} ({word_range(row.recall_low, row.recall_high)})"
        passages = count_words(row.passages, "passage")
        if row.between == "two analysts":
            told.append(
                f"On {passages} that two analysts coded, the second gave {right} of the first's themes."
            )
        else:
            told.append(
                f"On {passages} drawn for checking, {right} of the machine's themes are right, and it finds"
                f" {found} of those that a person gives."
            )
    return told


def checks_table(findings: Findings) -> list[str]:
    """Return the table of the themes that a person has looked at; none if nothing has been checked."""
    marks = list_marks(findings.checks)
    seen = [theme for theme in findings.ranked if marks.get(theme) in SIGNS]
    if not seen or findings.audience.is_public:
        return []
    rows = findings.checks.set_index("theme")
    columns = {"Theme": 26, "Coding": 13, "Judged": 11, "Agreed on key": 13, "Likely range": 14,
               "To be checked": 27}  # fmt: skip
    cells = [_check_cells(findings.names[theme], rows.loc[theme]) for theme in seen]
    return [md.table(columns, cells, caption="The themes of which a person has checked the coding.")]


def _check_cells(name: str, row: pd.Series) -> Iterable[str]:
    agreed = percent(row["agreed"]) if row["judged"] else "none judged"
    return (
        name,
        row["mark"],
        k_of_n(int(row["judged"]), int(row["n"])),
        agreed,
        "all were judged" if row["judged"] == row["n"] else word_range(row["low"], row["high"]),
        capital(row["takes"]) or "Done",
    )
