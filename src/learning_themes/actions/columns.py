"""The columns of the tracker, and how they are found again after people renamed, moved or added some."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from learning_themes.errors import TrackerError, nearest

MACHINE = " (machine)"
AGREEING = (
    0.6  # share of remembered cells from which a column without a known name is the one that is missing
)


@dataclass(frozen=True)
class TrackerColumn:
    """One column: its key, its heading, its width in characters, and headings that others give it."""

    key: str
    title: str
    width: int
    machine: bool = False
    also: tuple[str, ...] = ()


def _machine(key: str, title: str, width: int) -> TrackerColumn:
    return TrackerColumn(key, title + MACHINE, width, machine=True, also=(title.lower(),))


def _people(key: str, title: str, width: int, also: str = "") -> TrackerColumn:
    return TrackerColumn(key, title, width, also=tuple(also.split("|")) if also else ())


COLUMNS = (
    _machine("action_id", "Action id", 11),
    _machine("review", "Review", 28),
    _machine("page", "Page", 10),
    _machine("recommendation", "Recommendation as printed", 60),
    _machine("themes", "Themes", 30),
    _machine("similar", "Asked before", 34),
    _machine("found", "In the report", 18),
    _machine("standing", "At the last run", 20),
    _people("action", "Action", 60, "actions|agreed action|action to be taken|what will be done"
            "|what we said we would do|what we will do|what did we agree to do|what we agreed"
            "|what we agreed to do|agreed actions"),
    _people("owner", "Owner", 26, "owners|lead|lead officer|lead agency|lead officer agency|responsible"
            "|action owner|agency|lead owner|who|who is leading|led by|lead person|responsible person"),
    _people("due", "Due", 14, "due date|target date|deadline|timescale|by when|target|by|by date|date due"),
    _people("response", "Response", 17, "accepted|recommendation accepted|response to recommendation"),
    _people("why", "Why", 30, "reason|rationale|reason for response|response and why"),
    _people("status", "Status", 18, "rag|rag status|rag rating|brag|brag status|brag rating|progress|state"),
    _people("completed", "Completed", 14, "completed date|date completed|date closed|closed|completion date"
            "|date signed off|signed off|date of completion"),
    _people("look_again", "Look again on", 14, "review date|next review|date of review"),
    _people("impact", "Evidence of impact", 44, "evidence|impact|so what|what difference did it make"
            "|what difference has it made"),
    _people("test", "Test the effect", 12),
    _people("notes", "Notes", 40, "comments|comment|note|evidence and comments|update|updates"),
)  # fmt: skip
BY_KEY: Mapping[str, TrackerColumn] = {column.key: column for column in COLUMNS}
MACHINE_KEYS = tuple(column.key for column in COLUMNS if column.machine and column.key != "action_id")
PEOPLE_KEYS = tuple(column.key for column in COLUMNS if not column.machine)
DATE_KEYS = ("due", "completed", "look_again")
FEWEST_HEADINGS = 3


@dataclass
class Layout:
    """Where the columns stand: `places` by key, `extra` the headings that people added, both from 1."""

    header_row: int
    places: dict[str, int]
    extra: dict[int, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def plain_heading(text: str) -> str:
    """Return a heading without case, marks and "(machine)", to be compared."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower().removesuffix(MACHINE)).strip()


def propose_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return for each column of the tracker the heading of `headings` that means it, where one does."""
    proposed: dict[str, str] = {}
    for level in ("title", "also"):
        for column in COLUMNS:
            known = {plain_heading(column.title)} if level == "title" else set(column.also)
            for heading in headings:
                if heading and heading not in proposed.values() and plain_heading(heading) in known:
                    proposed.setdefault(column.key, heading)
    return proposed


def find_header_row(rows: Sequence[Sequence[str]], known: Collection[str] = ()) -> int:
    """Return the place, from 1, of the row that holds the headings, or 0 if none of `rows` does."""
    titles = {plain_heading(column.title) for column in COLUMNS} | {plain_heading(one) for one in known}
    scores = [len({plain_heading(cell) for cell in row if cell} & titles) for row in rows]
    best = max(scores, default=0)
    return scores.index(best) + 1 if best >= FEWEST_HEADINGS else 0


def find_columns(
    headings: Sequence[str],
    *,
    header_row: int,
    remembered: Mapping[str, str],
    known_extra: Collection[str],
    agreement: Mapping[tuple[str, int], float],
    file: str,
) -> Layout:
    """Return where each column stands under `headings`, the cells of the header row.

    `remembered` are the headings at the last run by key, `known_extra` those that people had added by then,
    and `agreement` how far the cells of a place (from 1) agree with what a column held at the last run.
    Raises TrackerError if a new heading may be that of a missing column, and nothing tells which.
    """
    places = _by_name(headings, remembered)
    free = {place: text for place, text in enumerate(headings, 1) if text and place not in places.values()}
    new = {place: text for place, text in free.items() if text not in known_extra}
    missing = [
        column.key
        for column in COLUMNS
        if column.key not in places and (not remembered or column.key in remembered)
    ]
    layout = Layout(header_row, places)
    for key in missing:
        place = _find_renamed(key, new, places, remembered, agreement)
        if place and (remembered or plain_heading(new[place]) not in BY_KEY[key].also):
            layout.told.append(
                f"column {new[place]!r} was taken for {BY_KEY[key].title!r}, which is not there"
            )
        if place:
            places[key] = place
            free.pop(place)
            new.pop(place)
    gone = [key for key in missing if key not in places and not BY_KEY[key].machine]
    if gone and new:
        _refuse(file, gone, new)
    layout.told += [
        f"there is no column {BY_KEY[key].title!r} any more, so nothing was read from it" for key in gone
    ]
    layout.extra = free
    return layout


def _by_name(headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Return the places of the columns whose heading is that of the last run, or our own."""
    places: dict[str, int] = {}
    plain = {}
    for place, text in enumerate(headings, 1):
        plain.setdefault(plain_heading(text), place)
    for of_column in (lambda column: remembered.get(column.key, ""), lambda column: column.title):
        for column in COLUMNS:
            name = plain_heading(of_column(column))
            if name and column.key not in places and name in plain and plain[name] not in places.values():
                places[column.key] = plain[name]
    return places


def _find_renamed(
    key: str,
    new: Mapping[int, str],
    places: Mapping[str, int],
    remembered: Mapping[str, str],
    agreement: Mapping[tuple[str, int], float],
) -> int:
    """Return the new place that a missing column has under another name; 0 if there is none, or no telling.

    The words that stood there tell first. A name that others give the column, such as "Lead agency", tells
    only where no other new column can be meant: a person may have renamed the old one and added this.
    """
    place = _by_content(key, new, agreement)
    if place:
        return place
    named = [one for one, text in new.items() if plain_heading(text) in BY_KEY[key].also]
    beside = _by_neighbours(key, new, places, remembered, agreement)
    if not named:
        return beside
    alone = len(new) == 1 or not remembered or (len(named) == 1 and beside == named[0])
    return named[0] if alone else 0


def _by_content(key: str, new: Mapping[int, str], agreement: Mapping[tuple[str, int], float]) -> int:
    likely = sorted((agreement.get((key, place), 0.0), place) for place in new)
    return likely[-1][1] if likely and likely[-1][0] >= AGREEING else 0


def _by_neighbours(
    key: str,
    new: Mapping[int, str],
    places: Mapping[str, int],
    remembered: Mapping[str, str],
    agreement: Mapping[tuple[str, int], float],
) -> int:
    """Return the new place between the columns that stood to both sides of `key` at the last run.

    Only for a column that was empty then: another would have brought its words along.
    """
    order = list(remembered)
    if key not in order or any((key, place) in agreement for place in new):
        return 0
    place = order.index(key)
    before = places.get(order[place - 1], 0) if place else 0
    after = places.get(order[place + 1], 0) if place + 1 < len(order) else 0
    between = [one for one in new if one == before + 1 and (one == after - 1 or not after)]
    return between[0] if len(between) == 1 and before else 0


def _refuse(file: str, gone: Sequence[str], new: Mapping[int, str]) -> None:
    titles = ", ".join(repr(BY_KEY[key].title) for key in gone)
    names = ", ".join(map(repr, new.values()))
    hint = nearest(BY_KEY[gone[0]].title, list(new.values()))
    raise TrackerError(
        f"{file}: the column {titles} is not there, and {names} is new; it may be the same under another"
        " name."
        f"{hint} Rename it back to {titles}, or add an empty column of that name, and run again"
    )
