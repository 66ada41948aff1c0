"""The theme report for the partnership board: one Markdown source, an HTML page and a tagged PDF."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from learning_themes.reports import change_sections, sections
from learning_themes.reports import markdown as md
from learning_themes.reports.change_charts import (
    draw_before_after,
    draw_between,
    draw_comparison,
    draw_pairs,
    draw_timeline,
    draw_windows,
)
from learning_themes.reports.charts import (
    draw_heat_map,
    draw_ranked_themes,
    draw_trend_panels,
)
from learning_themes.reports.checking_sections import mark_names, spell_marks
from learning_themes.reports.drawing import Chart, save_chart
from learning_themes.reports.findings import Codebook, Findings, gather_findings
from learning_themes.reports.render import render_html, render_pdf, write_whole
from learning_themes.reports.summary import things_to_know
from learning_themes.reports.wording import parse_as_of, word_date

TITLE = "Theme report for the partnership board"
MARKING = "RESTRICTED: contains extracts from reports that may not be published"
MARKING_SHORT = "Restricted"
PANELS = 8
DOTS = 12
CONTROL_CHARTS = 4
TIMELINES = 3


def write_board_report(
    run_folder: Path | str,
    *,
    codebook: Codebook,
    partnership: str,
    dates: str,
    as_of: str,
    themes_first: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> dict[str, Path]:
    """Write board-report.md, .html and .pdf, and `charts/`, into the run folder; return the paths by ending.

    Reads the run's tables and counts nothing itself. `themes_first` are theme ids to tell first; `kinds`
    are the review types that count, all if empty; `as_of` (YYYY-MM-DD) is the day printed and the time
    stamped into the PDF. Raises TableError for a table that has not been made and ParametersError for a
    parameter that is not allowed.
    """
    run_folder, day = Path(run_folder), parse_as_of(as_of)
    findings = gather_findings(
        run_folder, codebook=codebook, dates=dates, themes_first=themes_first, kinds=kinds
    )
    charts = draw_charts(findings)
    for name, chart in charts.items():
        save_chart(chart, run_folder / "charts", name)
    source = compose_report(findings, charts, partnership=partnership, as_of=word_date(str(day)))
    contents = {
        "md": source.encode(),
        "html": render_html(source, folder=run_folder).encode(),
        "pdf": render_pdf(source, folder=run_folder, as_of=day),
    }
    return {
        ending: write_whole(run_folder / f"board-report.{ending}", content)
        for ending, content in contents.items()
    }


def draw_charts(findings: Findings) -> dict[str, Chart]:
    """Return the charts that the findings allow, by name: none without a theme to show."""
    charts = {}
    shares, dates = findings.shares, findings.dates
    names = mark_names(findings.names, findings.checks)
    raised = findings.focus or _raised(findings)
    if raised:
        charts["shortfall-and-good-practice"] = draw_ranked_themes(shares, names, themes=raised)
    key = findings.held("key")
    if key and findings.counts.first_year:
        charts["heat-map"] = draw_heat_map(shares, names, themes=key, dates=dates)
    if findings.focus and findings.counts.first_year != findings.counts.last_year:
        panels = findings.focus[:PANELS]
        charts["trend-panels"] = draw_trend_panels(shares, names, themes=panels, dates=dates)
    charts |= _draw_change(findings, names)
    return {name: spell_marks(chart) for name, chart in charts.items()}


def _draw_change(findings: Findings, names: Mapping[str, str]) -> dict[str, Chart]:
    """Return the charts of change, recurrence, comparison and pairs that the findings allow."""
    charts, dates = {}, findings.dates
    if findings.focus and findings.counts.first_year:
        charts["before-after"] = draw_before_after(findings.changes, names, themes=findings.focus)
        panels = findings.focus[:CONTROL_CHARTS]
        if (findings.breakdowns["by"] == "window").any():
            charts["windows"] = draw_windows(findings.breakdowns, names, themes=panels)
        charts["control-charts"] = draw_between(findings.between(panels), names, themes=panels, dates=dates)
    history = findings.history()
    if len(history):
        acted_on = list(dict.fromkeys(history["theme"]))
        acted_on = [theme for theme in findings.ranked if theme in acted_on][:TIMELINES]
        charts["recurrence"] = draw_timeline(history, names, themes=acted_on)
    if findings.focus and len(findings.comparisons):
        first_source = findings.comparisons["source"].iloc[0]
        rows = findings.comparisons[findings.comparisons["source"] == first_source]
        charts["comparison"] = draw_comparison(rows, names, themes=findings.focus)
    if len(findings.pairs):
        charts["together"] = draw_pairs(findings.pairs, names)
    return charts


def compose_report(findings: Findings, charts: dict[str, Chart], *, partnership: str, as_of: str) -> str:
    """Return the whole report as Markdown, in which words from reports are escaped."""
    head = md.front_matter(
        {
            "title": TITLE,
            "partnership": partnership,
            "as_of_words": as_of,
            "marking": MARKING,
            "marking_short": MARKING_SHORT,
        }
    )
    parts = [head, things_to_know(findings), md.block("contents")]
    if findings.counts.reviews:
        parts += _findings_parts(findings, charts)
    parts += [sections.reports_read(findings), sections.how_sure(findings)]
    if findings.counts.reviews:
        parts += [sections.appendix_reviews(findings), sections.appendix_numbers(findings)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _findings_parts(findings: Findings, charts: dict[str, Chart]) -> list[str]:
    return [
        sections.what_recurs(findings, charts),
        change_sections.has_anything_changed(findings, charts),
        change_sections.what_came_back(findings, charts),
        change_sections.other_areas(findings, charts),
        change_sections.what_comes_together(findings, charts),
        sections.themes_in_full(findings),
        sections.other_themes(findings),
    ]


def _raised(findings: Findings) -> list[str]:
    """Return the first themes raised at all, for a report in which no theme is key."""
    return list(dict.fromkeys([*findings.held("shortfall"), *findings.held("strength")]))[:DOTS]
