"""What the board is asked to decide: questions that the findings raise, each with its counts."""

from collections.abc import Mapping

from learning_themes.reports import markdown as md
from learning_themes.reports.action_effects import OFTEN
from learning_themes.reports.checking_marks import list_marks
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import count_words, k_of_n, word_date
from learning_themes.trends.checks import BETTER_CODING

MOST, OF_A_KIND = 6, 2


def what_to_decide(findings: Findings) -> str:
    """Return the questions for the board as a section; nothing if no review was read."""
    asks = list_asks(findings)
    if not asks:
        return ""
    items = [f"**{md.escape(lead)}** {md.escape(words)}" for lead, words in asks]
    title = md.heading("What the board is asked to decide", level=2, name="decide")
    return "\n\n".join([title, md.block("ask", md.bullets(items))])


def list_asks(findings: Findings) -> list[tuple[str, str]]:
    """Return the questions, at most MOST and two of a kind: what each is about, and what it rests on.

    In order: themes that came back after an action, themes that rose, themes that fell, and the theme most
    often key on which no completed action is known; last, who keeps the tracker and who checks the coding.
    """
    if not findings.counts.reviews:
        return []
    last = [*_who_keeps_tracker(findings), *_who_checks(findings)]
    kinds = (_came_back(findings), _risen(findings), _fallen(findings), _without_action(findings))
    asks = [ask for kind in kinds for ask in kind[:OF_A_KIND]]
    return [*asks[: MOST - len(last)], *last]


def _came_back(findings: Findings) -> list[tuple[str, str]]:
    return [
        (
            f"{findings.names[one.theme]}.",
            f"An action was completed on {word_date(one.completed)}, and {k_of_n(one.recurs, one.n_after)}"
            " reviews of later incidents turn on the theme as a shortfall. Had the action reached these"
            " cases, what more is to be done, and by whom?",
        )
        for one in findings.last_effects()
        if one.recurs >= OFTEN
    ]


def _risen(findings: Findings) -> list[tuple[str, str]]:
    return [
        (f"{findings.names[theme]}.", f"More often than before ({_step(findings, theme)}), by more than"
         f" chance. {_ask_about(findings, theme, 'Who finds out why, and reports when?')}")
        for theme in findings.ranked
        if findings.change(theme).verdict == "rise"
    ]  # fmt: skip


def _fallen(findings: Findings) -> list[tuple[str, str]]:
    return [
        (f"{findings.names[theme]}.", f"Less often than before ({_step(findings, theme)}), by more than"
         f" chance. {_ask_about(findings, theme, 'What brought that about, and how is it kept?')}")
        for theme in findings.ranked
        if findings.change(theme).verdict == "fall"
    ]  # fmt: skip


def _ask_about(findings: Findings, theme: str, question: str) -> str:
    """Return the question on a change, or where the reports changed too, whether it is one of practice."""
    whether = "who finds out whether practice changed, or the reports did?"
    change, lengths = findings.change(theme), findings.lengths()
    if change.verdict == "fall" and lengths and lengths[1] < lengths[0]:
        return f"The later reports are much shorter: {whether}"
    if findings.kind_shift(change):
        return f"The kind of review changed at the same time: {whether}"
    return question


def _without_action(findings: Findings) -> list[tuple[str, str]]:
    acted = set(findings.recurrences["theme"])
    without = [theme for theme in findings.leaders("key") if theme not in acted]
    if not without:
        return []
    share = findings.share(without[0], "key")
    words = (
        f"Key in {k_of_n(share.k, share.n)} reviews, and no completed action on it was given to this report."
        " Is one under way, and if not, who proposes one?"
    )
    return [(f"{findings.names[without[0]]}.", words)]


def _who_keeps_tracker(findings: Findings) -> list[tuple[str, str]]:
    state = findings.state
    if state is None or state.actions.empty or state.filled_in:
        return []
    number = count_words(len(state.actions), "recommendation")
    words = f"The tracker holds {number} of the reviews, and nobody has filled it in. Who keeps it?"
    return [("The actions.", words)]


def _who_checks(findings: Findings) -> list[tuple[str, str]]:
    checked, coded = findings.checked
    if coded and checked >= coded:
        return []
    marks = list_marks(findings.checks)
    if marks:
        return _who_checks_more(findings, marks)
    words = "The coding was done by machine. Who checks a sample of it, and by when?"
    return [("The figures.", words)]


def _who_checks_more(findings: Findings, marks: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the leading theme that is not checked, and what that would take; none if all are.

    Where it takes judging, the words name the draw that brings reviews by this very theme: one by the
    priorities may bring none.
    """
    left = [theme for theme in findings.focus if marks.get(theme) != "checked"]
    if not left:
        return []
    takes = findings.checks.set_index("theme").loc[left[0], "takes"]
    words = (
        f"The coding of {findings.names[left[0]]} is {marks[left[0]]}. To be checked it"
        f" takes {takes}. Who sees to it, and by when?"
    )
    if not takes.startswith(BETTER_CODING):
        words += f" Such reviews are drawn by “check RUN --more --themes {left[0]}”."
    return [("The figures.", words)]


def _step(findings: Findings, theme: str) -> str:
    change = findings.change(theme)
    before, after = k_of_n(change.k_before, change.n_before), k_of_n(change.k_after, change.n_after)
    return f"{before} reviews, then {after}"
