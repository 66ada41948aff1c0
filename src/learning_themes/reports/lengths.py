"""How long the board report is: a summary of two pages, the standard report, or everything."""

from collections.abc import Mapping

from learning_themes.errors import ParametersError, nearest
from learning_themes.reports import change_sections, sections
from learning_themes.reports import markdown as md
from learning_themes.reports.drawing import Chart
from learning_themes.reports.findings import Findings
from learning_themes.reports.summary import SEE, sentence_undated

# How many themes are told in full; on the two pages, how many stand in the table.
THEMES = {"summary": 6, "standard": 6, "full": 12}
LEFT_OUT = {
    "summary": ("shortfall-and-good-practice", "heat-map", "family-map", "trend-panels", "windows",
                "control-charts", "comparison", "together"),
    "standard": ("family-map", "trend-panels", "windows", "control-charts", "together"),
    "full": (),
}  # fmt: skip
MEANING = (
    "A theme is key in a review that turns on it: a recommendation, a learning point or the heading of a"
    " finding is about it, or it fills a tenth or more of the findings. The likely range says how far chance"
    " alone could move the share with this many reviews."
)


# Where the two pages send a reader who wants more: they have no section on it.
SEE_WORKBOOK = {"read": "the register in evidence.xlsx", "changed": "the changes in evidence.xlsx"}


def themes_in_full(length: str) -> int:
    """Return how many themes the report tells in full; raises ParametersError for a length it has not."""
    if length not in THEMES:
        hint = nearest(length, THEMES)
        raise ParametersError([f"length: {length!r} is not one of {', '.join(THEMES)}.{hint}"])
    return THEMES[length]


def where_to_see(length: str) -> Mapping[str, str]:
    """Return where a report of this length tells more, for the sentences of its first page."""
    return SEE_WORKBOOK if length == "summary" else SEE


def choose_charts(charts: Mapping[str, Chart], length: str) -> dict[str, Chart]:
    """Return the charts that a report of this length shows."""
    of_themes = length != "summary"
    return {
        name: chart
        for name, chart in charts.items()
        if name not in LEFT_OUT[length] and (of_themes or not name.startswith(("theme-", "recurrence-")))
    }


def second_page(findings: Findings, charts: Mapping[str, Chart]) -> str:
    """Return the second page of the summary: the leading themes, what changed, and how sure we are."""
    title = md.heading("The leading themes", level=2, name="recurs")
    if not findings.counts.reviews:
        return "\n\n".join([title, md.escape("There are none to show.")])
    caption = "The leading themes, over all years."
    table = sections.share_table(findings, findings.focus, caption=caption, linked=False)
    sure = md.heading("How sure are we?", level=2, name="sure")
    told = f"{change_sections.explain_change(findings)} {sentence_undated(findings)}"
    figures = change_sections.chart_figures(charts, "before-after")
    return "\n\n".join([title, md.escape(MEANING), table, *figures, sure, md.escape(told)])


def contact_box(contact: str) -> str:
    """Return the partnership's contact box, a paragraph a line; nothing if it gave no words."""
    lines = [md.escape(line) for line in contact.splitlines() if line.strip()]
    return md.block("contact", *lines) if lines else ""
