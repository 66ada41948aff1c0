"""Recurrence: themes that come back in an incident after an action on them was complete."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from learning_themes.actions.table import DONE
from learning_themes.errors import InputError, nearest
from learning_themes.tables import make_table
from learning_themes.trends.stances import STANCE_FROM
from learning_themes.trends.typed import read_rows
from learning_themes.trends.when import AFTER, BEFORE, months_between, side_of

ACTION_COLUMNS = ("theme", "completed", "action")
HISTORY_COLUMNS = [
    "theme",
    "completed",
    "review_id",
    "title",
    "incident_date",
    "published_date",
    "key",
    "recurs",
]


@dataclass(frozen=True)
class Action:
    """An action on a theme that was completed: the day (YYYY-MM-DD) and what was done, as typed.

    `asked` tells that a person marked it to be tested; `others` counts completed actions on the theme that
    are not.
    """

    theme: str
    completed: str
    action: str
    asked: bool = False
    others: int = 0


class Effect(NamedTuple):
    """What became of a theme after an action on it: reviews by the day of their incident.

    Of `n_before` reviews of incidents up to the day and `n_after` later ones the theme is key in `k_before`
    and `k_after`, and of these later ones `recurs` raise it as a shortfall; `unplaced` have no known day, and
    in `k_unplaced` of them it is key.
    """

    theme: str
    completed: str
    action: str
    others: int
    k_before: int
    n_before: int
    k_after: int
    n_after: int
    recurs: int
    unplaced: int
    k_unplaced: int = 0


def read_actions(path: Path | str, theme_ids: Collection[str]) -> list[Action]:
    """Return the completed actions of a CSV file with the columns `theme`, `completed` and `action`.

    Other columns are passed over; without a path there are none. Raises InputError, naming line and value,
    for a missing column, an unknown theme, or a day that is not one of the calendar as YYYY-MM-DD.
    """
    actions = []
    for where, row in read_rows(path, ACTION_COLUMNS):
        theme, completed, words = row.values()
        if theme not in theme_ids:
            raise InputError(f"{where}: there is no theme {theme!r}.{nearest(theme, list(theme_ids))}")
        if not _is_day(completed):
            raise InputError(
                f"{where}: completed: {completed!r} is no day; write it as YYYY-MM-DD, such as 2019-09-30"
            )
        actions.append(Action(theme, completed, words))
    return sorted(actions, key=lambda one: (one.theme, one.completed))


def list_completed(tracked: pd.DataFrame) -> list[Action]:
    """Return the completed actions of the table `actions`, one for each theme of each.

    Left out are those without a theme, and those of which the day of completion is not known exactly: no
    incident could be set before or after them.
    """
    done = tracked[tracked["status"].isin(DONE) & tracked["completed_date"].map(_is_day).astype(bool)]
    return sorted(
        (
            Action(theme, row.completed_date, row.text, asked=row.test_effect)
            for row in done.itertuples()
            for theme in row.themes.split("; ")
            if theme
        ),
        key=lambda one: (one.theme, one.completed, one.action),
    )


def join_actions(typed: Collection[Action], tracked: Collection[Action]) -> list[Action]:
    """Return the actions of the CSV file, and of the tracker one on each theme, with how many others there
    are.

    That one is what a theme is held against: the last of those that a person marked to be tested, else the
    last. A tracker has many, and a board needs no list of all. One that the file has too, on the same theme
    and day, counts once.
    """
    chosen = {one.theme: one for one in sorted(tracked, key=lambda one: (one.asked, one.completed))}
    count = Counter(one.theme for one in tracked)
    named = {(one.theme, one.completed) for one in typed}
    more = [
        replace(one, others=count[one.theme] - 1)
        for one in chosen.values()
        if (one.theme, one.completed) not in named
    ]
    return sorted([*typed, *more], key=lambda one: (one.theme, one.completed))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def choose_days(
    theme_ids: Iterable[str], actions: Collection[Action], *, split_date: str = ""
) -> dict[str, str]:
    """Return for each theme the day to compare before and after: that of its last action, of those that a
    person
    marked if there are any; else `split_date`."""
    days = {theme: split_date for theme in theme_ids if split_date}
    for one in sorted(actions, key=lambda one: (one.asked, one.completed)):
        days[one.theme] = one.completed
    return days


def find_recurrences(
    register: pd.DataFrame,
    reviews: pd.DataFrame,
    presence: pd.DataFrame,
    actions: Collection[Action],
    *,
    strongest: Mapping[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """Return the table `recurrences`: a row an action, and one a review of ours in which its theme is key.

    The row of the action itself has no review_id, so that an action after which nothing came is there too.

    `side` says where the *incident* lies, "before" the day of completion or on it, or "after"; a review
    of an incident before the action is not held against it, nor one whose date of incident is unknown
    (""). It `recurs` where the incident came after and the review raises the theme as a shortfall, as
    `shares` counts it: a review that only praises is no recurrence. `strongest` gives the passage to show
    for a review and theme, such as `find_strongest` of shortfalls; without it, that of `presence`.
    """
    ours = set(reviews["review_id"][reviews["group"] == "ours"])
    incidents = _first_dates(register, "incident_date")
    rows = []
    for one in actions:
        rows.append(_row(one))
        key = presence[(presence["theme"] == one.theme) & presence["key"] & presence["review_id"].isin(ours)]
        for row in key.itertuples():
            side = side_of(incidents.get(row.review_id, ""), one.completed)
            raised = row.shortfall >= STANCE_FROM["shortfall"]
            recurs = side == AFTER and raised
            rows.append(
                _row(
                    one,
                    review_id=row.review_id,
                    incident_date=incidents.get(row.review_id, ""),
                    side=side,
                    recurs=recurs,
                    strongest=(strongest or {}).get((row.review_id, one.theme), row.strongest),
                )
            )
    return make_table("recurrences", rows)


def count_sides(register: pd.DataFrame, reviews: pd.DataFrame, day: str) -> dict[str, int]:
    """Return how many of our reviews have their incident "before" `day`, "after" it, or "" (not known)."""
    incidents = _first_dates(register, "incident_date")
    sides = [side_of(incidents.get(one, ""), day) for one in reviews["review_id"][reviews["group"] == "ours"]]
    return {side: sides.count(side) for side in ("before", "after", "")}


def count_effects(register: pd.DataFrame, reviews: pd.DataFrame, recurrences: pd.DataFrame) -> list[Effect]:
    """Return what became of the theme after each action of the table `recurrences`, in its order."""
    effects = []
    for (theme, completed), rows in recurrences.groupby(["theme", "completed"], sort=False):
        sides = count_sides(register, reviews, completed)
        placed = rows[rows["review_id"] != ""].drop_duplicates("review_id")
        effects.append(
            Effect(
                theme=theme, completed=completed,
                action=rows["action"].iloc[0], others=int(rows["others"].iloc[0]),
                k_before=int((placed["side"] == BEFORE).sum()), n_before=sides[BEFORE],
                k_after=int((placed["side"] == AFTER).sum()), n_after=sides[AFTER],
                recurs=int(placed["recurs"].sum()), unplaced=sides[""],
                k_unplaced=int((placed["side"] == "").sum()),
            )
        )  # fmt: skip
    return effects


def find_lags(register: pd.DataFrame, reviews: pd.DataFrame) -> pd.DataFrame:
    """Return our reviews that have both dates: review_id, incident_date, published_date, months between."""
    incidents, published = (_first_dates(register, f"{name}_date") for name in ("incident", "published"))
    rows = [
        (one, incidents[one], published[one], round(months_between(incidents[one], published[one]), 1))
        for one in reviews["review_id"][reviews["group"] == "ours"]
        if incidents.get(one) and published.get(one)
    ]
    return pd.DataFrame(rows, columns=["review_id", "incident_date", "published_date", "months"])


def _row(action: Action, **values: object) -> dict:
    row = {
        "theme": action.theme,
        "action": action.action,
        "completed": action.completed,
        "others": action.others,
    }
    nothing = {"review_id": "", "incident_date": "", "side": "", "recurs": False, "strongest": ""}
    return row | nothing | values


def _first_dates(register: pd.DataFrame, column: str) -> dict[str, str]:
    """Return the earliest known date of each review, over its files."""
    known = register[register[column] != ""]
    return known.groupby("review_id")[column].min().to_dict()


def list_history(
    register: pd.DataFrame, reviews: pd.DataFrame, presence: pd.DataFrame, recurrences: pd.DataFrame
) -> pd.DataFrame:
    """Return, for each theme in `recurrences`, our reviews with a known incident, in order of incident.

    Columns: theme, completed (the last action on it), review_id, title, incident_date, published_date, key,
    recurs: one row a theme and review.
    """
    incidents, published = (_first_dates(register, f"{name}_date") for name in ("incident", "published"))
    ours = reviews[(reviews["group"] == "ours") & reviews["review_id"].isin(list(incidents))]
    rows = []
    for theme, actions in recurrences.groupby("theme", sort=False):
        key = set(presence["review_id"][(presence["theme"] == theme) & presence["key"]])
        completed = actions["completed"].max()
        recurs = set(actions["review_id"][actions["recurs"] & (actions["completed"] == completed)])
        rows += [
            (
                theme, completed, row.review_id, row.title, incidents[row.review_id],
                published.get(row.review_id, ""), row.review_id in key, row.review_id in recurs,
            )
            for row in ours.itertuples()
        ]  # fmt: skip
    history = pd.DataFrame(rows, columns=HISTORY_COLUMNS)
    return history.sort_values(["theme", "incident_date", "review_id"], kind="stable", ignore_index=True)
