"""What people typed anew since the last write: told, so that a column emptied by mistake is seen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.columns import BY_KEY, PEOPLE_KEYS
from learning_themes.actions.memory import Memory
from learning_themes.spoken import count_of

MANY = 10  # cells of one column that change alike, from which it is said that they do


class Retyped(NamedTuple):
    """A cell of people that is not as it was at the last write: its action, its column, then and now."""

    action_id: str
    key: str
    before: str
    now: str


def find_retyped(rows: Sequence[Row], ids: Mapping[int, str], memory: Memory) -> tuple[Retyped, ...]:
    """Return the cells of actions that were there at the last write and hold something else now."""
    found = []
    for row in rows:
        one = memory.actions.get(ids[row.number])
        if one is None or one.deleted:
            continue
        for key in PEOPLE_KEYS:
            before, now = one.typed.get(key, ""), row.text(key)
            if compare_text(before) != compare_text(now):
                found.append(Retyped(one.action_id, key, before, now))
    return tuple(found)


def tell_retyped(retyped: Iterable[Retyped]) -> list[tuple[str, str]]:
    """Return what changed since the last write, as pairs of what is told and how much."""
    retyped = list(retyped)
    filled = [one for one in retyped if one.now]
    emptied = [one for one in retyped if not one.now]
    told = []
    if filled:
        told.append(("typed since the last write", _by_column(filled)))
    if emptied:
        told.append(("emptied since the last write", _by_column(emptied)))
    alike = Counter((one.key, one.now) for one in filled)
    told += [
        ("note", f"{count} cells under {BY_KEY[key].title} became {now!r} at once: is that meant?")
        for (key, now), count in alike.items()
        if count >= MANY
    ]
    return told


def _by_column(retyped: Sequence[Retyped]) -> str:
    counts = Counter(BY_KEY[one.key].title for one in retyped)
    columns = ", ".join(f"{title} {count}" for title, count in counts.items())
    return f"{count_of(len(retyped), 'cell')} ({columns})"
