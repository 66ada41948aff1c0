"""How themes were tested for change: about the day of an action, about a day that was set, or by order."""

import pandas as pd

from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import word_date

# Their tests are a family of their own, which has half of the risk of a false alarm (docs/method.md).
PRIORITIES_APART = "Priorities are tested apart from other themes, so a change in one shows sooner."


def say_rule(findings: Findings) -> str:
    """Return when a change is stated, in words that are short enough for a slide."""
    if findings.themes_first:
        return f"A change is stated only where it is more than chance. {PRIORITIES_APART}"
    return "A change is stated only where it is more than chance, with all themes allowed for."


def say_tests(changes: pd.DataFrame, recurrences: pd.DataFrame) -> str:
    """Return what each theme of the table `changes` was tested about, in one sentence.

    A day that is not that of a completed action on the theme is the one that the run was given.
    """
    by_day = changes[changes["test"] == "before-after"]
    acted_on = {(row.theme, row.completed) for row in recurrences.itertuples()}
    days = {(row.theme, row.day) for row in by_day.itertuples()}
    told = ["before and after the day on which an action on it was completed"] if days & acted_on else []
    given = sorted({day for _, day in days - acted_on})
    told += [f"before and after {word_date(day)}, the day set for this report" for day in given]
    told += ["by the order of the reviews"] if (changes["test"] == "order").any() or not told else []
    return f"Each theme is tested once: {', or else '.join(told)}."


def say_sides(changes: pd.DataFrame) -> str:
    """Return what the two marks of a theme on a chart of the table `changes` stand for."""
    by_order = (changes["test"] == "order").to_numpy()
    if len(by_order) and by_order.all():
        return "ring in the earlier half of the reviews, filled mark in the later half"
    also = ". Without a day to compare about, the earlier and the later half" if by_order.any() else ""
    return f"ring before, filled mark after{also}"
