"""The sheets of checking in the workbook of evidence: marks, corrected shares and agreement."""

from collections.abc import Mapping

import pandas as pd

from learning_themes.reports.checking_marks import list_marks

CHECKING_SHEETS = {
    "Checks": "One row a theme: its mark, how often machine and person agree, and what a better mark takes.",
    "Corrected": "One row a theme and measure: the share as coded, and with the coding's errors allowed for.",
    "Agreement": "One row a theme or stance: how machine and person, or two people, agree on passages.",
}
MARK_COLUMNS = {
    "Coding": "What the coding of the theme may be called, in our reviews: see the sheet Checks.",
    "As coded": "The share that the coding gives, before its errors are allowed for: k of n.",
}


def mark_rows(rows: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return a table of themes with the mark of each in column `coding`; as it is if nothing is marked.

    Marks are of our own reviews: rows of other groups have none.
    """
    marks = list_marks(checks)
    if not marks:
        return rows
    coding = rows["theme"].map(marks).fillna("")
    return rows.assign(coding=coding.where(rows["group"] == "ours", "") if "group" in rows else coding)


def checking_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of CHECKING_SHEETS by sheet; none before anything has been checked."""
    if not list_marks(tables["checks"]):
        return {}
    corrected = tables["corrected"]
    if corrected.empty and not tables["checks"]["n"].any():  # a public version has the marks alone
        return {"Checks": tables["checks"][["theme", "mark"]]}
    as_coded = corrected["k"] / corrected["n"]
    places = list(corrected.columns)
    places.insert(places.index("n") + 1, "as_coded")
    return {
        "Checks": tables["checks"],
        "Corrected": corrected.assign(as_coded=as_coded)[places],
        "Agreement": tables["agreement"],
    }


def word_sure(checks: pd.DataFrame) -> str:
    """Return what the sheet Read me says of how sure the figures are."""
    marks = list(list_marks(checks).values())
    if not marks:
        return (
            "Passages are coded by machine; unless `Decision` is filled, nobody has checked them. The figures"
            " are indicative."
        )
    return (
        f"Passages are coded by machine. A person has checked a sample: of {len(marks)} themes"
        f" {marks.count('checked')} checked, {marks.count('indicative')} indicative and"
        f" {marks.count('not yet checked')} not yet checked. See the sheet Checks. All figures of themes"
        " that are not checked are indicative."
    )
