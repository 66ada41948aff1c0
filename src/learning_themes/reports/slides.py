"""The slides of the board report: one message a slide, its chart, and notes for whoever presents it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from learning_themes.reports import markdown as md
from learning_themes.reports.accuracy_figures import sentence_rates
from learning_themes.reports.action_effects import THEME_NOT_ACTION, sentence_came_back, sentence_lag
from learning_themes.reports.asked_before import TEXT_LIMIT, Matter, count_again, list_matters
from learning_themes.reports.asks import list_asks
from learning_themes.reports.change_charts import draw_before_after, draw_timeline
from learning_themes.reports.change_sections import (
    explain_change,
    list_changes,
    sentence_kinds,
)
from learning_themes.reports.charts import draw_heat_map, draw_ranked_themes
from learning_themes.reports.checking_marks import explain_on_chart, mark_names, spell_marks
from learning_themes.reports.checking_sections import foot_of_slide, head_of_slide, sentence_checked
from learning_themes.reports.drawing import Chart
from learning_themes.reports.evidence_behind import number_reviews, word_place
from learning_themes.reports.findings import Findings
from learning_themes.reports.how_tested import say_rule
from learning_themes.reports.public_sections import CONTACT_TITLE
from learning_themes.reports.summary import (
    LEAST_SURE,
    count_unread,
    sentence_level,
    sentence_read,
    sentence_sure,
    sentences_read,
)
from learning_themes.reports.too_few import say_too_few
from learning_themes.reports.wording import capital, count_words, join_words, k_of_n, word_date, word_share
from learning_themes.trends.standing_alone import stands_alone

ROWS = 5
MATTERS = 3
QUOTATION_LIMIT = 260
TITLE_LIMIT = 70
LINE_ROW, LINE_LETTERS = 0.113, 6.5  # of the timeline, which a slide must show from afar


@dataclass(frozen=True)
class Slide:
    """One slide: its message as a sentence, what supports it, its chart, and the presenter's notes.

    The foot says, in small, what the figures rest on.
    """

    title: str
    points: tuple[str, ...] = ()
    chart: str = ""
    notes: str = ""
    leads: tuple[str, ...] = field(default=())
    foot: str = ""


def compose_slides(findings: Findings, charts: Mapping[str, Chart]) -> list[Slide]:
    """Return the slides after the title slide, from the findings; few if no review was read."""
    if not findings.counts.reviews:
        return [Slide(sentence_read(findings), notes=sentences_read(findings))]
    figures = [
        _recurs(findings, charts),
        _falls_short(findings, charts),
        _changed(findings, charts),
        _came_back(findings, charts),
        None if findings.audience.is_public else _asked_again(findings),
        _goes_well(findings),
    ]
    foot = foot_of_slide(findings)
    last = _whom_to_call(findings) if findings.audience.is_public else _asked(findings)
    slides = [*(replace(slide, foot=foot) for slide in figures if slide), _sure(findings), last]
    return [slide for slide in slides if slide]


def _whom_to_call(findings: Findings) -> Slide:
    return Slide(CONTACT_TITLE, tuple(findings.audience.contact.splitlines()))


def draw_slide_charts(findings: Findings) -> dict[str, Chart]:
    """Return the charts of the slides, by name: of a few themes, so that they can be read from afar."""
    if not findings.counts.reviews:
        return {}
    charts = {}
    shares, names = findings.shares, mark_names(findings.names, findings.checks)
    if findings.leaders("key") and findings.counts.first_year:
        charts["slide-recurs"] = draw_heat_map(
            shares, names, themes=findings.leaders("key")[:ROWS], dates=findings.dates
        )
    if findings.leaders("shortfall"):
        charts["slide-shortfall"] = draw_ranked_themes(
            shares, findings.names, themes=findings.leaders("shortfall")[:ROWS]
        )
    tested = _tested(findings)
    if tested and findings.counts.first_year:
        charts["slide-changed"] = draw_before_after(findings.changes, names, themes=tested)
    back = [one.theme for one in findings.last_effects() if one.recurs]
    if back:
        charts["slide-back"] = draw_timeline(
            findings.history(), names, themes=back[:1], row=LINE_ROW, letters=LINE_LETTERS
        )
    return {name: spell_marks(explain_on_chart(chart)) for name, chart in charts.items()}


def _recurs(findings: Findings, charts: Mapping[str, Chart]) -> Slide:
    keys = findings.leaders("key")
    if not keys:
        return Slide("No theme is key in any of the reviews read.", notes=sentences_read(findings))
    first, *others = [f"{findings.names[theme]} ({_k_of_n(findings, theme, 'key')})" for theme in keys[:3]]
    others = f" {join_words(others)} come next.{sentence_level(findings, 'key', 3)}" if others else ""
    notes = (
        "A theme is key in a review that turns on it: a recommendation, a learning point or the heading of a"
        " finding is about it, or it fills a tenth or more of the findings."
        f" {sentences_read(findings)}"
    )
    # what a person checked here tells more than what was measured elsewhere
    rates = "" if sentence_checked(findings) else sentence_rates()
    return Slide(
        f"Reviews most often turn on {first}.",
        (f"{_span(findings)}{others}", *([rates] if rates else [])),
        _held(charts, "slide-recurs"),
        notes,
    )


def _falls_short(findings: Findings, charts: Mapping[str, Chart]) -> Slide | None:
    themes = findings.leaders("shortfall")
    if not themes:
        return None
    share = findings.share(themes[0], "shortfall")
    praised = findings.share(themes[0], "strength")
    title = f"{findings.names[themes[0]]} is the most frequent shortfall: {k_of_n(share.k, share.n)} reviews."
    level = sentence_level(findings, "shortfall", 1).strip()
    point = (
        f"{findings.names[themes[0]]} is reported as good practice in {k_of_n(praised.k, praised.n)} reviews."
        " One review can raise both."
    )
    notes = (
        "A shortfall is counted when two or more passages of a review say so; good practice when two or more"
        " do, and they are a quarter or more of those that judge practice."
        f" {_theme_notes(findings, themes[:ROWS])}"
    )
    return Slide(title, (f"{level} {point}".strip(),), _held(charts, "slide-shortfall"), notes)


def _changed(findings: Findings, charts: Mapping[str, Chart]) -> Slide:
    verdicts = findings.changes["verdict"]
    risen, fallen = int((verdicts == "rise").sum()), int((verdicts == "fall").sum())
    title = "No theme changed by more than chance."
    if risen or fallen:
        parts = [f"{count_words(fallen, 'theme')} came up less often" if fallen else "",
                 f"{count_words(risen, 'theme')} more often" if risen else ""]  # fmt: skip
        if not fallen:
            parts[1] = f"{count_words(risen, 'theme')} came up more often"
        title = f"{capital(join_words([part for part in parts if part]))} than before, by more than chance."
    points = [f"Reviews are in order of their {findings.dates} here."]
    points += [few] if (few := say_too_few(findings)) else []
    if (risen or fallen) and findings.lengths():
        points.append(_lengths(*findings.lengths()))
    points += [warned] if (warned := sentence_kinds(findings, counted=False)) else []
    notes = f"{' '.join(list_changes(findings))} {explain_change(findings)}"
    return Slide(title, tuple(points), _held(charts, "slide-changed"), notes)


def _lengths(earlier: int, later: int) -> str:
    """Return the warning that the reports themselves changed, short enough for a slide."""
    way, effect = ("shorter", "less") if later < earlier else ("longer", "more")
    return (
        f"Take care: the later reports are much {way} (a median of {later:,} words, against {earlier:,} in"
        f" the earlier half), which by itself can make themes key {effect} often."
    )


def _came_back(findings: Findings, charts: Mapping[str, Chart]) -> Slide | None:
    effects = findings.last_effects()
    if not effects:
        return None
    notes = f"{sentence_came_back(findings)} {sentence_lag(findings)}".strip()
    first = effects[0]
    if not first.recurs:
        title = "No theme came back as a shortfall after an action on it was complete."
        return Slide(title, ("That is no proof that the actions worked.",), notes=notes)
    title = (
        f"{findings.names[first.theme]} came back after the action of {word_date(first.completed)}:"
        f" {k_of_n(first.recurs, first.n_after)} reviews."
    )
    points = (
        THEME_NOT_ACTION,
        "Reviews are counted by the day of their incident, not of their publication.",
    )
    return Slide(title, points, _held(charts, "slide-back"), notes)


def _asked_again(findings: Findings) -> Slide | None:
    """Return what reviews asked for again, each with its years; nothing where none did."""
    matters = list_matters(findings)
    if not matters:
        return None
    title = f"{k_of_n(*count_again(findings))} recommendations are much like one of an earlier review."
    leads = [f"{one.when}." for one in matters[:MATTERS]]
    points = [_quote_last(one) for one in matters[:MATTERS]]
    notes = (
        f"{capital(count_words(len(matters), 'matter'))} came again; those that most reviews asked for stand"
        " here, in the words of the last. A person has to read them together: the words may be alike and the"
        " matter not, and what was asked in other words is not found. If it is the same, what became of the"
        " first?"
    )
    return Slide(title, tuple(points), notes=notes, leads=tuple(leads))


def _quote_last(one: Matter) -> str:
    """Return the last recommendation of a matter with its place, and what was done about it."""
    title = md.shorten(one.asked[-1].title, TITLE_LIMIT)
    place = f"({title}, {word_place(int(one.last.page), one.last.heading)})"
    return f"“{md.shorten(one.last.text, TEXT_LIMIT)}” {place} {one.acted}".strip()


def _goes_well(findings: Findings) -> Slide:
    themes = findings.leaders("strength")[:3]
    if not themes:
        return Slide("No theme is reported as good practice in any of the reviews read.")
    share = findings.share(themes[0], "strength")
    name = findings.names[themes[0]]
    title = f"{name} is most often reported as good practice: {k_of_n(share.k, share.n)} reviews."
    points, leads = [], []
    for theme in themes:
        words, source = _best_words(findings, theme, " ".join(points))
        leads.append(f"{findings.names[theme]}, {_k_of_n(findings, theme, 'strength')}.")
        points.append(f"“{md.shorten(words, QUOTATION_LIMIT)}” {source}")
    title += sentence_level(findings, "strength", 1)
    leads.append("Take care.")
    points.append(LEAST_SURE)
    return Slide(title, tuple(points), notes=_theme_notes(findings, themes), leads=tuple(leads))


def _sure(findings: Findings) -> Slide:
    title, marked = head_of_slide(findings)
    unread = count_unread(findings)
    missing = f" {unread}." if unread else ""
    points = (
        f"{_span(findings)}{missing}",
        *marked,
        "The review is what is counted, never the mention: a long report weighs no more than a short one.",
        say_rule(findings),
        "The shares say how often reviews raise a theme, and not how often practice falls short.",
    )
    return Slide(
        title,
        points,
        notes=f"{sentences_read(findings)} {sentence_sure(findings)} {explain_change(findings)}",
    )


def _asked(findings: Findings) -> Slide | None:
    asks = list_asks(findings)
    if not asks:
        return None
    title = f"The board is asked to decide {count_words(len(asks), 'thing')}."
    notes = "Agree for each who does it, by when, and how the board will know that it is done."
    leads, points = zip(*asks, strict=True)
    return Slide(title, points, notes=notes, leads=leads)


def _tested(findings: Findings) -> list[str]:
    """Return the themes of the slide on change: those that changed, then the first of the others."""
    verdicts = dict(zip(findings.changes["theme"], findings.changes["verdict"], strict=True))
    changed = [theme for theme in findings.ranked if verdicts[theme] in ("fall", "rise")]
    return list(dict.fromkeys([*changed, *findings.focus]))[:ROWS]


def _best_words(findings: Findings, theme: str, said: str) -> tuple[str, str]:
    """Return the surest clear passage of good practice in a theme that was not `said` yet, and its place."""
    support = findings.support
    rows = support[(support["theme"] == theme) & (support["measure"] == "strength")]
    new = rows[[md.clean(text) not in said for text in rows["text"]]]
    rows = new if len(new) else rows
    rows = rows.sort_values("sure", ascending=False, kind="stable")
    fits = rows[rows["text"].str.len().between(60, QUOTATION_LIMIT) & rows["text"].map(stands_alone)]
    row = (fits if len(fits) else rows).iloc[0]
    title = {review.review_id: review for _, review in number_reviews(findings)}[row["review_id"]].title
    return row["text"], f"({md.shorten(title, TITLE_LIMIT)}, {word_place(int(row['page']), row['heading'])})"


def _theme_notes(findings: Findings, themes: list[str]) -> str:
    told = []
    for theme in themes:
        short, good = findings.share(theme, "shortfall"), findings.share(theme, "strength")
        told.append(
            f"{findings.names[theme]}: shortfall in {word_share(short.k, short.n, short.share)}, good"
            f" practice in {word_share(good.k, good.n, good.share)}"
        )
    return f"{'. '.join(told)}."


def _span(findings: Findings) -> str:
    counts = findings.counts
    reviews = capital(count_words(counts.reviews, "review"))
    if not counts.first_year:
        return f"{reviews}, none with a date."
    joint = "in" if counts.first_year == counts.last_year else "from"
    years = counts.first_year if joint == "in" else f"{counts.first_year} to {counts.last_year}"
    verb = "published" if findings.dates == "publication" else "about incidents"
    dated = counts.reviews - counts.undated
    some = f", of which {dated} {'has' if dated == 1 else 'have'} a date:" if counts.undated else ","
    return f"{reviews}{some} {verb} {joint} {years}."


def _k_of_n(findings: Findings, theme: str, measure: str) -> str:
    share = findings.share(theme, measure)
    return k_of_n(share.k, share.n)


def _held(charts: Mapping[str, Chart], name: str) -> str:
    return name if name in charts else ""
