"""What one copy of the tracker holds and another has not, in words that a person can look up."""

from typing import NamedTuple

from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.columns import BY_KEY, PEOPLE_KEYS
from learning_themes.actions.reading import OWN_SHEETS, TrackerSheet

WORDS = 10


def name_row(row: Row, file: str) -> str:
    """Return a row of `file` as a person would look for it: its place, its id, its action's first words."""
    words = (row.text("action") or row.text("recommendation")).split()
    text = " ".join(words[:WORDS]) + (" […]" if len(words) > WORDS else "")
    return f"{row.place(file)}, {row.text('action_id') or 'no id'} ({text!r})"


class Differences(NamedTuple):
    """What two copies do not both hold, in words: `there` what the other alone holds or has otherwise, `here`
    what this one alone holds."""

    there: list[str]
    here: list[str]


def find_differences(other: TrackerSheet, here: TrackerSheet) -> Differences:
    """Return in what two copies of the tracker differ: sheets, columns, rows, cells that people type."""
    there, alone = _parts_of(other, here), _parts_of(here, other)
    by_id = {row.text("action_id"): row for row in here.rows if row.text("action_id")}
    for row in other.rows:
        same = by_id.get(row.text("action_id"))
        if same:
            for heading, text, held in _cells(row, same):
                if text:
                    name = name_row(row, other.path.name)
                    there.append(f"{name}: {heading} is {_short(text)}, and here {_short(held)}")
                else:
                    alone.append(f"{name_row(same, here.path.name)}: {heading} is {_short(held)}")
    return Differences(there, alone)


def _parts_of(one: TrackerSheet, other: TrackerSheet) -> list[str]:
    """Return the sheets, columns and rows of `one` that `other` has not."""
    sheets = [
        f"the sheet {title!r}"
        for title in one.book.sheetnames
        if title not in other.book.sheetnames and title not in OWN_SHEETS
    ]
    known = set(other.layout.extra.values())
    columns = [f"the column {text!r}" for text in one.layout.extra.values() if text not in known]
    ids = {row.text("action_id") for row in other.rows if row.text("action_id")}
    words = {compare_text(row.text("action")): bool(row.text("action_id")) for row in other.rows}
    rows = [name_row(row, one.path.name) for row in one.rows if not _has(row, ids, words)]
    return [*sheets, *columns, *rows]


def _has(row: Row, ids: set[str], words: dict[str, bool]) -> bool:
    """Return whether a row stands in the other copy: by its id, or by its words where either has no id."""
    text = compare_text(row.text("action"))
    same_words = text in words and not (row.text("action_id") and words[text])
    return row.text("action_id") in ids or same_words


def _cells(other: Row, here: Row) -> list[tuple[str, str, str]]:
    """Return heading and both texts of each cell of people that differs in two rows of the same action."""
    pairs = [(BY_KEY[key].title, other.text(key), here.text(key)) for key in PEOPLE_KEYS]
    headings = dict.fromkeys([*other.extra, *here.extra])
    pairs += [(heading, other.extra.get(heading, ""), here.extra.get(heading, "")) for heading in headings]
    return [pair for pair in pairs if compare_text(pair[1]) != compare_text(pair[2])]


def _short(text: str) -> str:
    words = text.split()
    return repr(" ".join(words[:WORDS]) + (" […]" if len(words) > WORDS else "")) if text else "empty"
