"""The columns of the register as a workbook, and how they are found after people moved and added some."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.tables import GENDERS, REVIEW_TYPES

NAME = "register.xlsx"
SHEET = "Register"
MACHINE = " (machine)"
HEADER_ROWS = 30  # of the sheet, in which the headings are looked for


@dataclass(frozen=True)
class RegisterColumn:
    """One column: its key, heading, width in characters, and the words that its drop-down offers."""

    key: str
    title: str
    width: int
    offers: tuple[str, ...] = ()

    @property
    def machine(self) -> bool:
        """Whether the run writes it, and not a person."""
        return self.title.endswith(MACHINE)


def _pair(key: str, title: str, width: int, offers: Sequence[str] = ()) -> tuple[RegisterColumn, ...]:
    found = RegisterColumn(f"found_{key}", f"{title} as found{MACHINE}", width)
    return RegisterColumn(key, title, width, tuple(offers)), found


COLUMNS = (
    RegisterColumn("file", f"File{MACHINE}", 44),
    RegisterColumn("counted", f"Counted{MACHINE}", 30),
    *_pair("review_id", "Review id", 26),
    RegisterColumn("status", "Status", 12, ("draft", "published")),
    *_pair("review_type", "Kind", 12, REVIEW_TYPES),
    *_pair("title", "Title", 40),
    *_pair("partnership", "Partnership", 32),
    *_pair("author", "Author", 26),
    *_pair("published_date", "Published", 16),
    *_pair("incident_date", "Incident", 16),
    *_pair("child_age", "Age of the child", 18),
    *_pair("gender", "Girl or boy", 12, tuple(one for one in GENDERS if one)),
    RegisterColumn("reading", f"Reading{MACHINE}", 40),
    RegisterColumn("fingerprint", f"Fingerprint{MACHINE}", 18),
)
BY_KEY = {column.key: column for column in COLUMNS}
PEOPLE_KEYS = tuple(column.key for column in COLUMNS if not column.machine)
FOUND_KEYS = tuple(key for key in PEOPLE_KEYS if f"found_{key}" in BY_KEY)


def find_places(rows: Sequence[Sequence[str]], path: Path) -> tuple[int, dict[str, int]]:
    """Return the row of the headings, and where each column stands by key, both from 1.

    Raises InputError if a column is there twice or is not there: what was typed in it would be passed over.
    """
    known = {_plain(column.title): column.key for column in COLUMNS}
    scores = [len({_plain(cell) for cell in row} & set(known)) for row in rows]
    header = scores.index(max(scores)) if scores else 0
    if not scores or not scores[header]:
        raise InputError(
            f"{path}: the sheet {SHEET!r} has no row of headings in its first {HEADER_ROWS} rows; put back a"
            f" copy from the folder “backups”, or move the file away: the next run makes a new one"
        )
    places: dict[str, int] = {}
    for place, text in enumerate(rows[header], 1):
        key = known.get(_plain(text))
        if key in places:
            raise InputError(f"{path}: the column {text!r} is there twice; rename or delete one of the two")
        if key:
            places[key] = place
    missing = [column.title for column in COLUMNS if column.key not in places]
    if missing:
        names = ", ".join(map(repr, missing))
        raise InputError(
            f"{path}: there is no column {names}; name it so again, or add an empty column of that name"
            " (columns of your own may have any other name and stand anywhere)"
        )
    return header + 1, places


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
