"""The theme report for the partnership board: one source, as web page, tagged PDF, Word file and slides."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from learning_themes.errors import TableError
from learning_themes.files import replace_file
from learning_themes.identity import read_identity
from learning_themes.reports import (
    action_effects,
    action_sections,
    change_sections,
    public_sections,
    sections,
)
from learning_themes.reports import markdown as md
from learning_themes.reports.asked_before import asked_before
from learning_themes.reports.asks import what_to_decide
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
from learning_themes.reports.checking_marks import explain_on_chart, mark_coding, mark_names, spell_marks
from learning_themes.reports.drawing import Chart, save_chart
from learning_themes.reports.family_chart import draw_family_map
from learning_themes.reports.findings import Codebook, Findings, gather_findings
from learning_themes.reports.lengths import (
    choose_charts,
    contact_box,
    second_page,
    themes_in_full,
    where_to_see,
)
from learning_themes.reports.logo import check_logo
from learning_themes.reports.render import render_html, render_pdf
from learning_themes.reports.render_slides import render_slides
from learning_themes.reports.render_word import render_word
from learning_themes.reports.slides import compose_slides, draw_slide_charts
from learning_themes.reports.summary import things_to_know
from learning_themes.reports.theme_charts import draw_theme
from learning_themes.reports.wording import count_words, parse_as_of, word_date
from learning_themes.spoken import spell_command
from learning_themes.trends.presence import count_moved

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
    length: str = "full",
    identity: Mapping[str, object] | None = None,
) -> dict[str, Path]:
    """Write board-report.md, .html, .pdf, .docx and .pptx, and `charts/`; return the paths by ending.

    Reads the tables of the run folder, writes into it and counts nothing itself. `themes_first` are theme
    ids to tell first; `kinds` are the review types that count, all if empty; `as_of` (YYYY-MM-DD) is the
    day printed and the time stamped into the files; `length` is summary, standard or full; `identity`
    holds logo, logo_alt, colour, accent, font and contact. Raises TableError for a table that has not been
    made, or decisions that are newer than the figures, and ParametersError for a parameter that is not
    allowed.
    """
    run_folder, day = Path(run_folder), parse_as_of(as_of)
    look = read_identity(identity or {})
    check_logo(look)
    findings = gather_findings(
        run_folder,
        codebook=codebook,
        dates=dates,
        themes_first=themes_first,
        kinds=kinds,
        as_of=str(day),
        in_full=themes_in_full(length),
    )
    _check_counted(run_folder, findings)
    charts = draw_charts(findings) | draw_theme_charts(findings)
    slide_charts = draw_slide_charts(findings)
    charts = choose_charts(charts, length)
    for name, chart in (charts | slide_charts).items():
        save_chart(chart, run_folder / "charts", name)
    words = front_words(findings, partnership, word_date(str(day)))
    source = compose_report(findings, charts, words=words, length=length, contact=look.contact)
    contents = {
        "md": source.encode(),
        "html": render_html(source, folder=run_folder, identity=look).encode(),
        "pdf": render_pdf(source, folder=run_folder, as_of=day, identity=look),
        "docx": render_word(source, folder=run_folder, as_of=day, identity=look, words=words),
        "pptx": render_slides(
            compose_slides(findings, slide_charts),
            slide_charts,
            folder=run_folder,
            as_of=day,
            identity=look,
            words=words,
        ),
    }
    return {
        ending: replace_file(run_folder / f"board-report.{ending}", content)
        for ending, content in contents.items()
    }


def _check_counted(run_folder: Path, findings: Findings) -> None:
    """Raise TableError if decisions came after the figures: lists of evidence would not agree with them."""
    if findings.audience.is_public:  # its passages are fewer than were counted, by design
        return
    moved = count_moved(findings.register, findings.passages, findings.evidence, findings.presence)
    if moved:
        raise TableError(
            f"{run_folder}: decisions were taken in since the figures were counted, and in"
            f" {count_words(moved, 'case')} (a theme in a review) passages and figures would not agree; run"
            f" 06_trends, then this again, or: {spell_command('check', run_folder, '--report')}"
        )


def draw_charts(findings: Findings) -> dict[str, Chart]:
    """Return the charts that the findings allow, by name: none without a theme to show."""
    charts = {}
    shares, dates = findings.shares, findings.dates
    names = mark_names(findings.names, findings.checks)
    raised = findings.focus or _raised(findings)
    if raised:
        # unmarked: what is checked is whether a theme is key, and no stance
        charts["shortfall-and-good-practice"] = draw_ranked_themes(shares, findings.names, themes=raised)
    key = findings.held("key")
    if key and findings.counts.first_year:
        charts["heat-map"] = draw_heat_map(shares, names, themes=key, dates=dates)
        if not findings.audience.is_public:  # a family's number could give a small one away
            charts["family-map"] = _draw_families(findings, names, key)
    if findings.focus and findings.counts.first_year != findings.counts.last_year:
        panels = findings.focus[:PANELS]
        charts["trend-panels"] = draw_trend_panels(shares, names, themes=panels, dates=dates)
    charts |= _draw_change(findings, names)
    return {name: spell_marks(explain_on_chart(chart)) for name, chart in charts.items()}


def _draw_families(findings: Findings, names: Mapping[str, str], themes: Sequence[str]) -> Chart:
    return draw_family_map(
        findings.shares,
        findings.family_shares(),
        names,
        families={theme.id: theme.family for theme in findings.codebook.themes.values()},
        family_names=findings.codebook.families,
        themes=themes,
        dates=findings.dates,
    )


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
        for theme in acted_on:
            charts[f"recurrence-{theme}"] = draw_timeline(history, names, themes=[theme])
    if findings.focus and len(findings.comparisons):
        first_source = findings.comparisons["source"].iloc[0]
        rows = findings.comparisons[findings.comparisons["source"] == first_source]
        charts["comparison"] = draw_comparison(rows, names, themes=findings.focus)
    if (findings.pairs["verdict"] != "no-difference").any():
        charts["together"] = draw_pairs(findings.pairs, names)
    return charts


def draw_theme_charts(findings: Findings) -> dict[str, Chart]:
    """Return the chart of each theme that is told in full, by name."""
    names, shares, dates = mark_names(findings.names, findings.checks), findings.shares, findings.dates
    charts = {
        f"theme-{theme}": draw_theme(
            shares, names, theme=theme, dates=dates, mark=mark_coding(findings, theme)
        )
        for theme in findings.focus
    }
    return {name: spell_marks(chart) for name, chart in charts.items()}


def front_words(findings: Findings, partnership: str, as_of: str) -> dict[str, str]:
    """Return the words at the front of the report: title, partnership, day and marking."""
    audience = findings.audience
    return {
        "title": audience.title,
        "partnership": md.clean(partnership),
        "as_of_words": as_of,
        "marking": audience.marking,
        "marking_short": audience.marking_short,
        "kind": "theme report",
    }


def compose_report(
    findings: Findings,
    charts: Mapping[str, Chart],
    *,
    words: Mapping[str, str],
    length: str = "full",
    contact: str = "",
) -> str:
    """Return the whole report as Markdown, in which words from reports are escaped.

    A version for the public opens with whom to call, which the board's has at its end.
    """
    public = findings.audience.is_public
    first = [public_sections.contact_box(findings), things_to_know(findings, see=where_to_see(length))]
    first += [] if public else [what_to_decide(findings)]
    parts = [md.front_matter(words), sections.REST_STARTS, *first, sections.PAGE_ENDS]
    contact = "" if public else contact
    if length == "summary":
        second = [second_page(findings, charts), contact_box(contact)]
        parts += [sections.PAGE_STARTS, *second, sections.PAGE_ENDS]
    else:
        parts += _long_parts(findings, charts, length=length, contact=contact)
    return "\n\n".join(part for part in parts if part) + "\n"


def _long_parts(findings: Findings, charts: Mapping[str, Chart], *, length: str, contact: str) -> list[str]:
    parts = [md.block("contents")]
    if findings.counts.reviews:
        parts += _findings_parts(findings, charts, length=length)
    parts += [public_sections.what_is_left_out(findings), public_sections.all_reviews(findings)]
    parts += [sections.reports_read(findings), sections.how_sure(findings), contact_box(contact)]
    if findings.counts.reviews:
        parts.append(sections.appendix_reviews(findings))
    if findings.counts.reviews and length == "full":
        parts.append(sections.appendix_numbers(findings))
    return parts


def _findings_parts(findings: Findings, charts: Mapping[str, Chart], *, length: str) -> list[str]:
    together = change_sections.what_comes_together(findings, charts) if length == "full" else ""
    return [
        sections.what_recurs(findings, charts),
        change_sections.has_anything_changed(findings, charts),
        action_effects.did_actions_work(findings, charts),
        action_sections.where_actions_stand(findings.state, given=len(findings.recurrences) > 0),
        "" if findings.audience.is_public else asked_before(findings),
        change_sections.other_areas(findings, charts),
        together,
        sections.themes_in_full(findings, charts),
        sections.other_themes(findings),
    ]


def _raised(findings: Findings) -> list[str]:
    """Return the first themes raised at all, for a report in which no theme is key."""
    return list(dict.fromkeys([*findings.held("shortfall"), *findings.held("strength")]))[:DOTS]
