"""The section on completed actions: what came back after each, and what that says of whether it worked."""

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.action_mentions import find_mentions, name_asking, word_month
from learning_themes.reports.change_sections import caution_on_kinds
from learning_themes.reports.drawing import Chart
from learning_themes.reports.evidence_behind import evidence_of_return, word_place
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import capital, count_words, join_words, k_of_n, word_date
from learning_themes.trends.recurrence import Effect
from learning_themes.trends.standing_alone import stands_alone

TOLD = 3  # later reviews below which nothing is said of whether an action worked
OFTEN = 2  # later reviews from which a theme is said to have come back
QUOTED = 3
QUOTATION_LIMIT = 600
MENTION_LIMIT = 700
LEAD_RETURNS = "Reviews of later incidents that turn on the theme as a shortfall, the latest first:"
LEAD_RETURN = "A review of a later incident that turns on the theme as a shortfall:"
THEME_NOT_ACTION = (
    "What is counted is the theme, and not the action: only reading the later reviews tells whether it had"
    " reached them."
)


def did_actions_work(findings: Findings, charts: Mapping[str, Chart]) -> str:
    """Return what came back after each completed action and whether it worked; nothing if none was given."""
    effects = findings.effects()
    if not effects:
        return ""
    intro = f"{THEME_NOT_ACTION} A review of an incident before the action is not held against it."
    intro = f"{intro} {say_two_ways(findings)}".strip()
    parts = [md.heading("Did our completed actions work?", level=2, name="recurrence"), md.escape(intro)]
    last = {one.theme: one.completed for one in findings.last_effects()}
    for one in effects:
        parts += _one_action(findings, one)
        chart = f"recurrence-{one.theme}"
        if chart in charts and one.completed == last[one.theme]:  # one history a theme, whatever its actions
            caption = f"{findings.names[one.theme]}, from incident to publication."
            parts.append(md.figure(f"charts/{chart}.svg", caption=caption, alt=charts[chart].alt))
    parts.append(md.escape(sentence_lag(findings)))
    return "\n\n".join(part for part in parts if part)


def say_two_ways(findings: Findings) -> str:
    """Return why the counts here are not those of the test beside them; nothing if both go by incident."""
    tested = [(findings.change(one.theme), one.completed) for one in findings.effects()]
    by_day = any(change.test == "before-after" and change.day == day for change, day in tested)
    if findings.dates == "incident" or not by_day:
        return ""
    return (
        "The counts here go by the day of the incident. The test of change that the answers rest on, and the"
        " charts of change, go by the day of publication: a review published after an action may tell of an"
        " incident before it, so the two may count different reviews as later ones."
    )


def sentence_came_back(findings: Findings) -> str:
    """Return which themes came back after an action, which once and which not; nothing without actions.

    The first sentence says in full what is counted, and those behind it say it in short.
    """
    effects = [one for one in findings.last_effects() if one.n_after]
    since = "since our action was complete"
    told = (
        ([one for one in effects if one.recurs >= OFTEN], f"Reviews of incidents {since} turn", ""),
        ([one for one in effects if one.recurs == 1], f"One review of an incident {since} turns", "One"),
        ([one for one in effects if not one.recurs], f"No review of an incident {since} turns", "No"),
    )
    sentences: list[str] = []
    for themes, turn, few in told:
        lead = f"{few} such review" if sentences else f"{turn} on its theme as a shortfall"
        if themes:
            sentences.append(f"{lead}: {join_words([_name_effect(findings, one) for one in themes])}.")
    return " ".join([*sentences, THEME_NOT_ACTION]) if sentences else ""


def sentence_lag(findings: Findings) -> str:
    """Return how long after the incident reviews are published; nothing if no review has both dates."""
    lags = findings.lags()
    if not lags:
        return ""
    return (
        f"Reviews were published {round(median(lags))} months after the incident (the median of"
        f" {len(lags)} with both"
        f" dates; {round(min(lags))} to {round(max(lags))}). What has changed since shows in reviews only"
        " after that."
    )


def answer_whether_it_worked(findings: Findings, one: Effect) -> str:
    """Return in words what may be said of whether an action worked, from the test of its theme."""
    change = findings.change(one.theme)
    turn_on = "turns on the theme" if one.recurs == 1 else "turn on the theme"
    raised = f"{k_of_n(one.recurs, one.n_after)} reviews of later incidents {turn_on} as a shortfall"
    if one.n_after < TOLD:
        return "Too early to say: there are too few reviews of later incidents."
    if change.test != "before-after" or change.day != one.completed:
        return f"Not tested: {raised}, but the theme was not tested for change about this day."
    caution = caution_on_kinds(findings, one.theme)
    if change.verdict == "fall" and caution:
        return (
            "It cannot be told: the theme is less often key since, by more than chance, which fits an action"
            f" that worked. {caution} Either may explain it. Since then {raised}."
        )
    if change.verdict == "fall":
        return (
            "Perhaps: the theme is less often key since, by more than chance, which fits an action that"
            f" worked. It does not show that the action brought it about. Since then {raised}."
        )
    if change.verdict == "rise":
        return f"It does not look so: the theme is more often key since, by more than chance, and {raised}."
    if not one.recurs:
        return (
            "Not known: no review of a later incident turns on the theme as a shortfall, but so few reviews"
            " would show that by chance too."
        )
    few = "it is not key less often by more than chance"
    if change.verdict == "too-few":
        few = "there are too few reviews to tell whether it is key less often"
    return f"The counts do not show that it did: {raised}, and {few}. Nor does that prove that it failed."


def _name_effect(findings: Findings, one: Effect) -> str:
    unplaced = f", and key in {one.k_unplaced} of {one.unplaced} of no known day" if one.k_unplaced else ""
    counts = f"{k_of_n(one.recurs, one.n_after)} since {word_date(one.completed)}{unplaced}"
    return f"{findings.names[one.theme]} ({counts})"


def _one_action(findings: Findings, one: Effect) -> list[str]:
    reviews = findings.recurrences
    recurs = reviews[
        (reviews["theme"] == one.theme) & (reviews["completed"] == one.completed) & reviews["recurs"]
    ]
    head = md.heading(findings.names[one.theme], level=3, name=f"action-{one.theme}-{one.completed}")
    done = f"Action complete {word_date(one.completed)}: {one.action}"
    answer = f"**{md.escape('Did it work?')}** {md.escape(answer_whether_it_worked(findings, one))}"
    return [
        head,
        md.escape(done),
        answer,
        md.escape(_count_sides(one)),
        evidence_of_return(findings, recurs),
        *_quote_mentions(findings, one),
        *_quote_returns(findings, recurs),
    ]


def _count_sides(one: Effect) -> str:
    told = [
        f"The theme is key in {k_of_n(one.k_before, one.n_before)} reviews of incidents up to that day and in"
        f" {k_of_n(one.k_after, one.n_after)} of later ones."
    ]
    if one.unplaced:
        unplaced = capital(count_words(one.unplaced, "review"))
        key = f", and the theme is key in {one.k_unplaced} of them" if one.k_unplaced else ""
        told.append(f"{unplaced} with no known day of incident cannot be placed{key}.")
    if one.others:
        others = capital(count_words(one.others, "other completed action"))
        verb = "is" if one.others == 1 else "are"
        told.append(f"{others} on the theme {verb} in the tracker, against which it is not held.")
    return " ".join(told)


def _quote_mentions(findings: Findings, one: Effect) -> list[str]:
    """Return quotations in which later reviews speak of the action itself, or of the review that asked."""
    quoted = []
    for row in find_mentions(findings, one).itertuples():
        words = quote_with_neighbours(findings, row.passage_id, after=2, most=MENTION_LIMIT)
        quoted.append(md.quotation(md.shorten(words, MENTION_LIMIT), _cite_mention(findings, row)))
    named = " or ".join([*sorted(name_asking(findings, one)), word_month(one)])
    lead = f"Later reviews that speak of {named} and of what was done:"
    return [md.escape(lead), *quoted] if quoted else []


def _quote_returns(findings: Findings, recurs: pd.DataFrame) -> list[str]:
    """Return quotations of the theme from reviews of later incidents, the latest first, under a line of their
    own: they need not speak of the action."""
    review_of = {row.review_id: row for row in findings.reviews.itertuples()}
    quoted = []
    for row in recurs.sort_values("incident_date", ascending=False).head(QUOTED).itertuples():
        words = quote_with_neighbours(findings, row.strongest)
        if not words:  # left out of a public version
            continue
        title = md.shorten(review_of[row.review_id].title, 90)
        where = word_place(*findings.place_of(row.strongest))
        source = f"{title}, incident {word_date(row.incident_date)}, {where}"
        quoted.append(md.quotation(md.shorten(words, QUOTATION_LIMIT), source))
    lead = LEAD_RETURN if len(quoted) == 1 else LEAD_RETURNS
    return [md.escape(lead), *quoted] if quoted else []


def _cite_mention(findings: Findings, row: NamedTuple) -> str:
    review = {one.review_id: one for one in findings.reviews.itertuples()}[row.review_id]
    return f"{md.shorten(review.title, 90)}, {review.year}, {word_place(int(row.page), row.heading)}"


def quote_with_neighbours(
    findings: Findings, passage_id: str, *, after: int = 1, most: int = QUOTATION_LIMIT
) -> str:
    """Return a passage with the sentence after it (or so many), and that before it where it leans on that.

    A sentence of a review is often turned by the next: "This is now ordinary practice. For older children
    it is not." Empty if the passage is not there.
    """
    before, words, behind = findings.around(passage_id, after)
    parts = [words] if stands_alone(words) else [before, words]
    if len(" ".join([*parts, behind])) <= most:
        parts.append(behind)
    return " ".join(part for part in parts if part)
