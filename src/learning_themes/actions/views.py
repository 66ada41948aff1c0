"""What notebook 04 shows of the tracker: what an update did, its remarks, and lists of actions."""

from collections.abc import Sequence

import pandas as pd

from learning_themes.actions.retyped import tell_retyped
from learning_themes.actions.table import Remark
from learning_themes.actions.tracker import TrackerResult

SHOWN = ["action_id", "review", "text", "owners", "due", "status"]


def show_update(update: TrackerResult, *, ahead: str = "") -> pd.DataFrame:
    """Return what an update of the tracker did, a line a fact; `ahead` is what `tell_ahead` says."""
    lines = [*describe_update(update), *([("history", ahead)] if ahead else [])]
    return pd.DataFrame(lines, columns=["what", "told"]).set_index("what")


def describe_update(update: TrackerResult) -> list[tuple[str, str]]:
    """Return what an update of the tracker did, as pairs of what is told and how many or which."""
    lines = [
        ("tracker", f"{update.path.name}, {'written' if update.written else 'not changed'}"),
        ("actions", _count_actions(update)),
        *tell_retyped(update.retyped),
        ("deleted by people since the last run", _count(update.deleted)),
        ("no longer found in the reports", _count(update.lost)),
        ("cells to settle", str(len(update.settle))),
        ("cells read though not plain", str(len(update.read_as))),
    ]
    if update.backup:
        lines.append(("copy of the file before", f"{update.backup.parent.name}/{update.backup.name}"))
    return lines + [("note", told) for told in update.told]


def _count_actions(update: TrackerResult) -> str:
    told = f"{len(update.actions)}, of which {len(update.added)} are new"
    if update.by_hand:
        told += f" and {_count(update.by_hand)} were added by hand"
    return told


def _count(ids: Sequence[str]) -> str:
    return f"{len(ids)}: {', '.join(ids)}" if ids else "0"


def show_remarks(remarks: Sequence[Remark]) -> pd.DataFrame:
    """Return remarks as a table: row of the sheet, column, what was typed, and how it was read or what is
    wrong."""
    rows = [(one.row.number, one.column, one.typed, one.read_as or one.why) for one in remarks]
    return pd.DataFrame(rows, columns=["row", "column", "typed", "read as, or what to settle"])


def show_actions(actions: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of actions that tell one from another."""
    return actions[SHOWN].reset_index(drop=True)
