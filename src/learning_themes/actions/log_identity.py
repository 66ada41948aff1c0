"""What tells the rows of a log from one another, and the log from others: its own numbers, and its name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from learning_themes.actions.cells import compare_text
from learning_themes.actions.columns import plain_heading
from learning_themes.actions.logged import read_logged
from learning_themes.actions.logs import Log
from learning_themes.actions.memory import read_memory
from learning_themes.actions.opening import NAME, open_tracker

NUMBER_NAMES = tuple(
    "action no|action number|action ref|action reference|action id|unique reference|unique ref|unique id"
    "|ref|ref no|ref number|reference|reference no|reference number|log no|log number|log ref|id|item no"
    "|item number|item|no|nr|number|s no|sr no|row no".split("|")
)
SHARED = 0.5  # of the numbers, from which a log with the same actions under them is the one that is known


def propose_number(log: Log, *, action: str = "") -> str:
    """Return the heading of the log's own numbers: one that says so, with another on each row; else "".

    `action` is the heading of what is to be done: a row without that is no action and needs no number.
    """
    names = [(plain_heading(one) or one.strip(), one) for one in log.headings]
    likely = [heading for name in (*NUMBER_NAMES, "#") for plain, heading in names if plain == name]
    rows = [row for row in log.rows if row.get(action)] or log.rows
    return next((one for one in likely if any(row.get(one) for row in rows) and not twice(rows, one)), "")


def twice(rows: Sequence[Mapping[str, str]], heading: str) -> list[str]:
    """Return the numbers under a heading that stand on more rows than one."""
    counts = Counter(compare_text(row[heading]) for row in rows if row.get(heading))
    return [number for number, count in counts.items() if count > 1]


def known_logs(people: Path) -> dict[str, dict[str, str]]:
    """Return of each log that the tracker in `people` knows the words of its actions by number."""
    path = people / NAME
    memory = read_memory(open_tracker(path).book) if path.is_file() else None
    logs: dict[str, dict[str, str]] = {}
    for one in memory.actions.values() if memory else ():
        held = read_logged(one.logged)
        if held.number:
            logs.setdefault(held.log, {})[compare_text(held.number)] = held.said.get("action", "")
    return logs


def propose_name(log: Log, *, number: str, action: str, known: Mapping[str, Mapping[str, str]]) -> str:
    """Return the name of a log: that of a known one with the same actions under its numbers, else its own."""
    said = {compare_text(row[number]): row.get(action, "") for row in log.rows if row.get(number)}
    for name, held in known.items():
        same = sum(compare_text(text) == compare_text(held.get(one, "")) for one, text in said.items())
        if same and same >= SHARED * min(len(said), len(held)):
            return name
    return log.path.stem
