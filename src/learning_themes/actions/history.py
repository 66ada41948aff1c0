"""The history of actions: one line of JSON for each change, in the folder of what people typed.

It stands there and not in the run folder, because runs are made anew, moved and deleted, and what changed
since the last report must be told all the same.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.actions.cells import compare_text
from learning_themes.actions.memory import Memory, Remembered
from learning_themes.errors import TrackerError
from learning_themes.files import replace_file
from learning_themes.tables import make_table

NAME = "actions-history.jsonl"
DELETED = "deleted"
REPORT = {"action_id": "", "status": "reported"}  # the line that a report leaves, of no action
KEPT = ("recommendation_id", "review_id", "status", "completed_date", "due", "owners")
OWNERS = "owners"


def read_history(people: Path | str) -> list[dict[str, str]]:
    """Return the lines of the history in order; a line that is broken is passed over."""
    return list(_lines(_read_text(Path(people) / NAME)))


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise TrackerError(f"{path}: cannot be read: {error}; move it away and run again") from error


def _lines(text: str) -> Iterator[dict[str, str]]:
    for line in text.split("\n"):
        try:
            read = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if (
            isinstance(read, dict)
            and isinstance(read.get("as_of"), str)
            and isinstance(read.get("action_id"), str)
        ):
            yield {name: str(value) for name, value in read.items()}


def record_history(people: Path | str, actions: pd.DataFrame, *, as_of: str, reported: bool = False) -> bool:
    """Add a line for each action that is not as the history last had it; return whether there was one.

    With `reported` a line says besides that a report was made on that day, against which the next one tells
    what moved. A run of an earlier day than the last line adds nothing: it looks back, and is no news. Nor
    does one of a day to come, after which nothing could be added until then. A broken line stays where it is.
    """
    if as_of > date.today().isoformat():
        return False
    path = Path(people) / NAME
    text = _read_text(path)
    held = list(_lines(text))
    if held and max(line["as_of"] for line in held) > as_of:
        return False
    before, now = _last_state(held), _state(actions)
    new = [
        {"as_of": as_of, "action_id": one, **state} for one, state in now.items() if before.get(one) != state
    ]
    new += [
        {"as_of": as_of, "action_id": one, **state, "status": DELETED}
        for one, state in before.items()
        if one not in now and state["status"] != DELETED
    ]
    mark = {"as_of": as_of, **REPORT}
    if reported and (new or mark not in held):
        new.append(mark)
    if new:
        lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in new]
        before_them = text if not text or text.endswith("\n") else f"{text}\n"
        try:
            replace_file(path, (before_them + "".join(lines)).encode())
        except OSError as error:
            raise TrackerError(f"{path}: could not be written: {error.strerror or error}") from error
    return bool(new)


def tell_ahead(people: Path | str, *, as_of: str) -> str:
    """Return that the history holds a line of a later day, with what to do; "" if it holds none."""
    last = max((line["as_of"] for line in read_history(people)), default="")
    if last <= as_of:
        return ""
    return (
        f"{Path(people) / NAME}: holds a line of {last}, so nothing of {as_of} was added: a run of an earlier"
        " day looks back. If the clock was wrong on that day, take its lines out."
    )


def _state(actions: pd.DataFrame) -> dict[str, dict[str, str]]:
    rows = actions[["action_id", *KEPT]].to_dict("records")
    return {row.pop("action_id"): row for row in rows}


def _last_state(lines: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    told = [line for line in lines if line["action_id"]]
    return {line["action_id"]: {name: line.get(name, "") for name in KEPT} for line in told}


def last_statuses(people: Path | str) -> dict[str, str]:
    """Return the last status of each action that the history ever had, by its id; "deleted" is one."""
    return {one: state["status"] for one, state in _last_state(read_history(people)).items()}


def find_moves(people: Path | str, actions: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Return the table `moves`: a row an action whose status is not that of the last report before `as_of`,
    and one whose owners are not those of then.

    However often the tracker was brought up to date in between. Where no report is known it is the last
    earlier day; without a line of one there is nothing to compare with, and there are no rows.
    """
    earlier = [line for line in read_history(people) if line["as_of"] < as_of]
    if not earlier:
        return make_table("moves", [])
    reports = [place for place, line in enumerate(earlier, 1) if not line["action_id"]]
    earlier = earlier[: reports[-1]] if reports else earlier
    since = max(line["as_of"] for line in earlier)
    before = {one: state["status"] for one, state in _last_state(earlier).items()}
    now = dict(zip(actions["action_id"], actions["status"], strict=True))
    rows = []
    for one in [*now, *(one for one in before if one not in now)]:
        old, new = before.get(one, ""), now.get(one, DELETED)
        if old != new:
            rows.append({"action_id": one, "since": since, "before": old, "after": new})
    return make_table("moves", rows + _find_handed_over(earlier, actions, since=since))


def _find_handed_over(earlier: list[dict[str, str]], actions: pd.DataFrame, *, since: str) -> list[dict]:
    """Return a row of `moves` for each action with other owners than the history last had; one that was
    written before owners were kept in it says nothing of them."""
    before = {line["action_id"]: line[OWNERS] for line in earlier if OWNERS in line}
    now = zip(actions["action_id"], actions[OWNERS], strict=True)
    return [
        {"action_id": one, "since": since, "before": before[one], "after": new, "what": OWNERS}
        for one, new in now
        if one in before and compare_text(before[one]) != compare_text(new)
    ]


def known_actions(people: Path) -> Memory:
    """Return the memory as far as the history holds it: which actions there ever were, for a book without
    its own."""
    memory = Memory()
    for one, state in _last_state(read_history(people)).items():
        memory.actions[one] = Remembered(
            one, state["recommendation_id"], state["review_id"], deleted="earlier"
        )
    return memory
