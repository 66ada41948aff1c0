"""The section of the board report on actions: what is overdue, what was completed, and what it is known to
do."""

from collections.abc import Callable

import pandas as pd

from learning_themes.actions.history import DELETED
from learning_themes.actions.state import ActionState
from learning_themes.actions.table import DONE
from learning_themes.reports import markdown as md
from learning_themes.reports.wording import capital, count_words, join_words, k_of_n, word_date

LISTED = 10
OWNERS_LISTED = 15
TEXT_LIMIT = 160
NOBODY = "nobody named"
ACTION_COLUMNS = {"Action": 46, "Review": 24, "Owner": 18, "Due": 12}
HANDED_COLUMNS = {"Action": 40, "Review": 24, "Owner then": 18, "Owner now": 18}


def where_actions_stand(state: ActionState | None, *, given: bool = False) -> str:
    """Return how the actions stand; nothing if there is no tracker.

    `given` tells that completed actions were given to the run in a list of their own.

    While nobody has filled in the tracker, the section says that and no more: what is due by the reports'
    own words may long be done.
    """
    if state is None or state.actions.empty:
        return ""
    parts = [md.heading("Where do our actions stand?", level=2, name="actions")]
    if not state.filled_in:
        return "\n\n".join([*parts, md.escape(_nothing_filled_in(state, given=given))])
    parts += [md.escape(sentence_actions(state)), md.escape(_moved(state)), _handed_over(state)]
    parts += [_listed(state.overdue, "Overdue actions, the longest first.", "overdue actions")]
    parts += [_listed(state.due_soon, "Actions due within 90 days.", "actions that are due")]
    parts += [_by_owner(state), md.escape(_without_impact(state)), md.escape(_repeated(state))]
    return "\n\n".join(part for part in parts if part)


def sentence_actions(state: ActionState | None) -> str:
    """Return how many actions are overdue, complete, and known to have made a difference, in short
    sentences."""
    if state is None or state.actions.empty:
        return ""
    if not state.filled_in:
        return _nothing_filled_in(state)
    overdue, complete = len(state.overdue), len(state.complete)
    seen = complete - len(state.without_impact)
    told = [
        f"{k_of_n(overdue, len(state.open))} open actions {_are(overdue)} overdue{_unsaid(state)}.",
        f"{k_of_n(complete, len(state.actions))} actions {_are(complete)} complete"
        + (f", and {seen or 'none'} of these {_carry(seen)} evidence of impact." if complete else "."),
    ]
    untouched = len(state.actions) - state.filled_in
    if untouched:
        told.append(f"For {k_of_n(untouched, len(state.actions))} nothing has been filled in yet.")
    if len(state.unread_due):
        told.append(
            f"{capital(count_words(len(state.unread_due), 'open action'))} with a date that could not be read"
            " may be overdue too."
        )
    if len(state.not_found):
        told.append(
            f"{capital(count_words(len(state.not_found), 'open action'))} on a recommendation that is no"
            f" longer found in the report {_count(len(state.not_found))} as neither overdue nor due."
        )
    if len(state.unread_status):
        told.append(
            f"{capital(count_words(len(state.unread_status), 'action'))} with a status that could not be read"
            f" {_count(len(state.unread_status))} as not started."
        )
    return " ".join(told if len(state.open) else ["No action is open.", *told[1:]])


def _nothing_filled_in(state: ActionState, *, given: bool = False) -> str:
    number = count_words(len(state.actions), "action")
    told = f"The tracker lists {number}, and nobody has filled it in yet: how far they are is not known."
    beside = " The completed actions above were given to this report in a list of their own." if given else ""
    return told + beside


def _unsaid(state: ActionState) -> str:
    count = state.overdue_not_filled_in
    return f"; for {count} of these nothing has been filled in yet, so they may be done" if count else ""


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _carry(count: int) -> str:
    return "carries" if count == 1 else "carry"


def _count(count: int) -> str:
    return "counts" if count == 1 else "count"


def _moved(state: ActionState) -> str:
    """Return what moved since the last report, nothing if there is none to compare with."""
    if state.moves.empty and state.handed_over.empty:
        return ""
    came = state.moves["before"] == ""
    complete = int((came & state.moves["after"].isin(DONE)).sum())
    already = f" (among them {count_words(complete, 'complete one')})" if complete else ""
    counts: list[tuple[int, Callable[[int], str]]] = [
        (int(came.sum()), lambda n: f"{count_words(n, 'action')} came in{already}"),
        (_reached(state, "complete"), lambda n: f"{count_words(n, 'action')} became complete"),
        (
            _reached(state, "evidence of impact seen"),
            lambda n: f"evidence of impact was seen for {count_words(n, 'action')}",
        ),
        (_reopened(state), lambda n: f"{count_words(n, 'action')} went back from complete"),
        (_reached(state, "stopped"), lambda n: f"{count_words(n, 'action')} stopped"),
        (
            _reached(state, DELETED),
            lambda n: f"{count_words(n, 'action')} {'was' if n == 1 else 'were'} deleted",
        ),
        (len(state.handed_over), lambda n: f"{count_words(n, 'action')} changed owner"),
    ]
    told = [word(count) for count, word in counts if count]
    since = word_date([*state.moves["since"], *state.handed_over["since"]][0])
    return f"Since {since}: {join_words(told)}." if told else ""


def _handed_over(state: ActionState) -> str:
    """Return from whom to whom actions went, nothing if none did."""
    rows = [
        (
            md.shorten(row.text, TEXT_LIMIT),
            md.shorten(row.review, 60),
            row.before or NOBODY,
            row.after or NOBODY,
        )
        for row in state.handed_over.head(LISTED).itertuples()
    ]
    caption = "Actions that changed owner."
    if len(state.handed_over) > LISTED:
        caption += f" The first {LISTED} of {len(state.handed_over)}."
    return md.table(HANDED_COLUMNS, rows, caption=caption) if rows else ""


def _reached(state: ActionState, status: str) -> int:
    return int(((state.moves["after"] == status) & (state.moves["before"] != "")).sum())


def _reopened(state: ActionState) -> int:
    back = state.moves["before"].isin(DONE) & ~state.moves["after"].isin([*DONE, DELETED])
    return int(back.sum())


def _listed(rows: pd.DataFrame, caption: str, of_what: str) -> str:
    if rows.empty:
        return ""
    cells = [
        (
            md.shorten(row.text, TEXT_LIMIT),
            md.shorten(row.review, 60),
            row.owners or NOBODY,
            word_date(row.due)
            + (f" (status “{md.shorten(row.status_typed, 40)}” not understood)" if row.status_typed else ""),
        )
        for row in rows.head(LISTED).itertuples()
    ]
    if len(rows) > LISTED:
        caption = f"{caption} The first {LISTED} of {len(rows)}; the tracker has all {of_what}."
    return md.table(ACTION_COLUMNS, cells, caption=caption)


def _by_owner(state: ActionState) -> str:
    rows = [
        (row.owner, str(row.actions), str(row.open), str(row.overdue), str(row.due_soon), str(row.complete),
         str(row.with_impact))
        for row in state.by_owner.head(OWNERS_LISTED).itertuples()
    ]  # fmt: skip
    columns = {"Owner": 34, "Actions": 11, "Open": 9, "Overdue": 11, "Due in 90 days": 12, "Complete": 12,
               "Impact seen": 11}  # fmt: skip
    caption = "Actions by owner. An action with several owners counts for each of them."
    more = len(state.by_owner) - OWNERS_LISTED
    if more > 0:
        caption += (
            f" {capital(count_words(more, 'other owner'))} with fewer overdue or open are in the tracker."
        )
    return md.table(columns, rows, caption=caption, right=6)


def _without_impact(state: ActionState) -> str:
    count = len(state.without_impact)
    if not count:
        return ""
    words = k_of_n(count, len(state.complete))
    return (
        f"{words} completed actions carry no evidence of impact: it is known that they were done, and not"
        " what"
        " changed for children."
    )


def _repeated(state: ActionState) -> str:
    if state.repeated.empty:
        return ""
    first = state.repeated.iloc[0]
    return (
        f"{k_of_n(len(state.repeated), len(state.open))} open actions follow a recommendation that an earlier"
        " review"
        f" had made. Most often, {first['times']} times: “{md.shorten(first['text'], TEXT_LIMIT)}”"
        f" ({md.shorten(first['review'], 60)})."
    )
