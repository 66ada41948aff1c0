"""The state of the actions on a day: overdue, due soon, complete without evidence, by owner, asked again,
moved."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from learning_themes.action_tables import NOT_FOUND
from learning_themes.actions.history import OWNERS
from learning_themes.actions.owner_names import name_owners
from learning_themes.actions.printing import FIRST_STATUS, is_overdue, is_soon, review_titles
from learning_themes.actions.table import DONE

OWNER_COLUMNS = ["owner", "actions", "open", "overdue", "due_soon", "complete", "with_impact"]
NOBODY = "no owner named"


@dataclass(frozen=True)
class ActionState:
    """The actions of a corpus on a day, each part a table with the columns of `actions` and the review's
    title.

    `filled_in` counts actions in which a person has typed a status, a response, a day, evidence or a note;
    `unread_due` are open actions whose date could not be read, so that they may be overdue; `unread_status`
    are those of which the status could not, which count as not started; `not_found` are open actions whose
    recommendation is no longer in the report: neither overdue nor due, until a person settles them;
    `spellings` gives for each cell of owners that was not plain the bodies that it counts for;
    `repeated` are open actions on recommendations that earlier reviews had made; `moves` are the
    changes of status in the table `moves`, and `handed_over` those of owners, with what each action says.
    """

    actions: pd.DataFrame
    open: pd.DataFrame
    overdue: pd.DataFrame
    due_soon: pd.DataFrame
    unread_due: pd.DataFrame
    not_found: pd.DataFrame
    unread_status: pd.DataFrame
    complete: pd.DataFrame
    stopped: pd.DataFrame
    not_filled_in: pd.DataFrame
    without_impact: pd.DataFrame
    repeated: pd.DataFrame
    by_owner: pd.DataFrame
    moves: pd.DataFrame
    handed_over: pd.DataFrame
    filled_in: int
    overdue_not_filled_in: int
    spellings: Mapping[str, Sequence[str]]


def describe_actions(
    actions: pd.DataFrame,
    register: pd.DataFrame,
    *,
    recommendations: pd.DataFrame,
    moves: pd.DataFrame,
    as_of: str,
) -> ActionState:
    """Return the state of `actions` on the day `as_of` (YYYY-MM-DD)."""
    titles = review_titles(register)
    actions = actions.assign(review=[titles.get(one, one) for one in actions["review_id"]])
    is_open = ~actions["status"].isin([*DONE, "stopped"]) & (actions["response"] != "not accepted")
    still_open = actions[is_open]
    complete = actions[actions["status"].isin(DONE)]
    filled = _filled_in(actions, recommendations)
    is_asked = still_open["found"] != NOT_FOUND
    asked = still_open[is_asked]
    state = {
        "overdue": _by_due(asked, lambda due: is_overdue(due, as_of)),
        "due_soon": _by_due(asked, lambda due: is_soon(due, as_of)),
    }
    return ActionState(
        actions=actions,
        open=still_open,
        unread_due=asked[asked["due_typed"] != ""],
        not_found=still_open[~is_asked],
        unread_status=actions[actions["status_typed"] != ""],
        complete=complete,
        stopped=actions[actions["status"] == "stopped"],
        not_filled_in=actions[~filled],
        without_impact=complete[~has_impact(complete)],
        repeated=_repeated(still_open, recommendations),
        by_owner=_by_owner(actions, state | {"open": still_open, "complete": complete}),
        moves=moves[moves["what"] == ""],
        handed_over=moves[moves["what"] == OWNERS].merge(
            actions[["action_id", "text", "review"]], on="action_id"
        ),
        spellings={
            typed: bodies
            for typed, bodies in name_owners(actions["owners"]).items()
            if bodies != [one for one in typed.split("; ") if one]
        },
        filled_in=int(filled.sum()),
        overdue_not_filled_in=int((~filled[state["overdue"].index]).sum()),
        **state,
    )


def _by_due(actions: pd.DataFrame, holds: Callable[[str], bool]) -> pd.DataFrame:
    """Return the actions whose date `holds`, the earliest first."""
    wanted = actions["due"].map(holds).astype(bool)
    return actions[wanted].sort_values("due", kind="stable")


def _filled_in(actions: pd.DataFrame, recommendations: pd.DataFrame) -> pd.Series:
    """Return for each action whether a person has typed into it: a status that the report prints is no
    such."""
    printed = dict(zip(recommendations["recommendation_id"], recommendations["status"], strict=True))
    first = [printed.get(one, "") for one in actions["recommendation_id"]]
    typed = actions[["response", "completed_date", "review_date", "impact", "notes"]] != ""
    moved = (actions["status"] != FIRST_STATUS) & (actions["status"] != first)
    words = (actions["status_typed"] != "") & (actions["status_typed"] != first)
    return typed.any(axis=1) | moved | words | (actions["recommendation_id"] == "")


def _repeated(still_open: pd.DataFrame, recommendations: pd.DataFrame) -> pd.DataFrame:
    """Return the open actions on recommendations made before, with `times`: this time and those before."""
    earlier = {row.recommendation_id: len(row.similar.split()) for row in recommendations.itertuples()}
    times = pd.Series(
        [1 + earlier.get(one, 0) for one in still_open["recommendation_id"]], index=still_open.index
    )
    repeated = still_open.assign(times=times.astype("int64"))
    return repeated[repeated["times"] > 1].sort_values("times", ascending=False, kind="stable")


def has_impact(actions: pd.DataFrame) -> pd.Series:
    """Return for each action whether it is complete with evidence of impact: by its status, or its words."""
    seen = actions["status"] == "evidence of impact seen"
    return seen | ((actions["status"] == "complete") & (actions["impact"] != ""))


def _by_owner(actions: pd.DataFrame, parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return OWNER_COLUMNS, a row an owner, most overdue first; an action of several owners counts for
    each."""
    bodies = name_owners(actions["owners"])
    named = {name: _count_owners(part, bodies) for name, part in parts.items()}
    with_impact = _count_owners(actions[has_impact(actions)], bodies)
    rows = [
        (owner, count, named["open"][owner], named["overdue"][owner], named["due_soon"][owner],
         named["complete"][owner], with_impact[owner])
        for owner, count in _count_owners(actions, bodies).items()
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=OWNER_COLUMNS)
    return table.sort_values(["overdue", "open", "owner"], ascending=[False, False, True], ignore_index=True)


def _count_owners(actions: pd.DataFrame, bodies: Mapping[str, Sequence[str]]) -> Counter[str]:
    return Counter(owner for owners in actions["owners"] for owner in bodies[owners] or [NOBODY])
