"""The marks of checking on charts: a sign behind the name of each theme that somebody has checked.

Where nothing has been checked there is nothing to mark.
"""

from collections.abc import Mapping

import pandas as pd

from learning_themes.reports import style
from learning_themes.reports.drawing import Chart
from learning_themes.reports.findings import Findings

SIGNS = {"checked": "\N{CHECK MARK}", "indicative": "\N{WHITE CIRCLE}"}
EXPLAINED = f"{SIGNS['checked']} coding checked   {SIGNS['indicative']} indicative   no sign: not yet checked"


def list_marks(checks: pd.DataFrame) -> dict[str, str]:
    """Return the mark of each theme by its id; empty if nothing has been checked."""
    marks = dict(zip(checks["theme"], checks["mark"], strict=True))
    return marks if any(mark in SIGNS for mark in marks.values()) else {}


def mark_names(names: Mapping[str, str], checks: pd.DataFrame) -> dict[str, str]:
    """Return the names of themes with the sign of their mark, for charts."""
    marks = list_marks(checks)
    return {theme: f"{name} {SIGNS.get(marks.get(theme, ''), '')}".strip() for theme, name in names.items()}


def spell_marks(chart: Chart) -> Chart:
    """Return the chart with signs in words, in its alternative text and its numbers."""
    numbers = chart.numbers.copy()
    if "name" in numbers:
        numbers["name"] = [_spell(name) for name in numbers["name"]]
    return chart._replace(alt=_spell(chart.alt), numbers=numbers)


def _spell(text: str) -> str:
    for mark, sign in SIGNS.items():
        text = text.replace(sign, f"({mark})")
    return text


def mark_coding(findings: Findings, theme: str) -> str:
    """Return the words for the chart of one theme, such as `✓ coding checked`; none if nothing is marked."""
    marks = list_marks(findings.checks)
    if not marks:
        return ""
    mark = marks.get(theme, "not yet checked")
    return f"{SIGNS.get(mark, '')} coding {mark}".strip()


def explain_on_chart(chart: Chart) -> Chart:
    """Return the chart with a line that explains its signs, if it has any: it may be shown by itself."""
    told = " ".join([chart.alt, *chart.numbers.get("name", [])])
    if any(sign in told for sign in SIGNS.values()):
        height = chart.figure.get_figheight()
        chart.figure.text(0.005, 1 - 0.19 / height, EXPLAINED, va="top", fontsize=5.8, color=style.QUIET)
    return chart
