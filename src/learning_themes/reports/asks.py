"""What the board is asked to decide: questions that the findings raise, each with its counts."""

from collections.abc import Mapping

from learning_themes.reports import markdown as md
from learning_themes.reports.checking_marks import list_marks
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import k_of_n, word_date

MOST = 4
RETURNS_FROM = 2


def what_to_decide(findings: Findings) -> str:
    """Return the questions for the board as a section; nothing if no review was read."""
    asks = list_asks(findings)
    if not asks:
        return ""
    items = [f"**{md.escape(lead)}** {md.escape(words)}" for lead, words in asks]
    title = md.heading("What the board is asked to decide", level=2, name="decide")
    return "\n\n".join([title, md.block("ask", md.bullets(items))])


def list_asks(findings: Findings) -> list[tuple[str, str]]:
    """Return the questions, at most MOST: what each is about, and the question with what it rests on.

    In order: themes that came back after an action, themes that rose, the theme most often key on which
    no completed action is known, and themes that fell; last, who checks the coding.
    """
    if not findings.counts.reviews:
        return []
    last = _who_checks(findings)
    asks = [*_came_back(findings), *_risen(findings), *_without_action(findings), *_fallen(findings)]
    return [*asks[: MOST - len(last)], *last]


def _came_back(findings: Findings) -> list[tuple[str, str]]:
    rows = findings.recurrences[findings.recurrences["recurs"]]
    told = []
    for theme, back in rows.groupby("theme", sort=False):
        day = back["completed"].max()
        k = back.loc[back["completed"] == day, "review_id"].nunique()
        if k >= RETURNS_FROM:
            counts = k_of_n(k, findings.sides(day)["after"])
            words = (
                f"An action was completed on {word_date(day)}, and {counts} reviews of later incidents turn"
                " on it as a shortfall. What more is to be done, by whom, and how will the board know that it"
                " works?"
            )
            told.append((-k, findings.names[theme], words))
    return [(f"{name}.", words) for _, name, words in sorted(told)]


def _risen(findings: Findings) -> list[tuple[str, str]]:
    return [
        (f"{findings.names[theme]}.", f"More often than before ({_step(findings, theme)}), by more than"
         " chance. Who finds out why, and reports when?")
        for theme in findings.ranked
        if findings.change(theme).verdict == "rise"
    ]  # fmt: skip


def _fallen(findings: Findings) -> list[tuple[str, str]]:
    lengths = findings.lengths()
    shorter = bool(lengths) and lengths[1] < lengths[0]
    question = (
        "The later reports are much shorter: who finds out whether practice changed, or the reports did?"
        if shorter
        else "What brought that about, and how is it kept?"
    )
    return [
        (
            f"{findings.names[theme]}.",
            f"Less often than before ({_step(findings, theme)}), by more than chance. {question}",
        )
        for theme in findings.ranked
        if findings.change(theme).verdict == "fall"
    ]


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
    """Return the leading theme that is not checked, and what that would take; none if all are."""
    left = [theme for theme in findings.focus if marks.get(theme) != "checked"]
    if not left:
        return []
    takes = findings.checks.set_index("theme").loc[left[0], "takes"]
    words = (
        f"The coding of {findings.names[left[0]]} is {marks[left[0]]}. To be checked it"
        f" takes {takes}. Who sees to it, and by when?"
    )
    return [("The figures.", words)]


def _step(findings: Findings, theme: str) -> str:
    change = findings.change(theme)
    before, after = k_of_n(change.k_before, change.n_before), k_of_n(change.k_after, change.n_after)
    return f"{before} reviews, then {after}"
