"""What one copy of the tracker holds and another has not, in words that a person can look up."""

from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.columns import BY_KEY, PEOPLE_KEYS
from learning_themes.actions.reading import OWN_SHEETS, TrackerSheet

TOLD = 12  # differences; of more the number is told
WORDS = 10


def name_row(row: Row) -> str:
    """Return a row as a person would look for it: its number, its id and the first words of its action."""
    words = (row.text("action") or row.text("recommendation")).split()
    text = " ".join(words[:WORDS]) + (" […]" if len(words) > WORDS else "")
    return f"row {row.number}, {row.text('action_id') or 'no id'} ({text!r})"


def tell_differences(other: TrackerSheet, here: TrackerSheet) -> list[str]:
    """Return what `other` holds and `here` has not, or has otherwise: sheets, columns, rows, cells.

    At most TOLD are returned, and one more line that says how many there are besides.
    """
    sheets = [
        f"the sheet {title!r}"
        for title in other.book.sheetnames
        if title not in here.book.sheetnames and title not in OWN_SHEETS
    ]
    columns = [
        f"the column {text!r}"
        for text in other.layout.extra.values()
        if text not in here.layout.extra.values()
    ]
    found = [*sheets, *columns, *_rows_and_cells(other, here)]
    more = [f"and {len(found) - TOLD} more"] if len(found) > TOLD else []
    return [*found[:TOLD], *more]


def _rows_and_cells(other: TrackerSheet, here: TrackerSheet) -> list[str]:
    by_id = {row.text("action_id"): row for row in here.rows if row.text("action_id")}
    without_id = {compare_text(row.text("action")) for row in here.rows if not row.text("action_id")}
    rows, cells = [], []
    for row in other.rows:
        same = by_id.get(row.text("action_id"))
        if same:
            cells += _cells(row, same)
        elif compare_text(row.text("action")) not in without_id:
            rows.append(name_row(row))
    return [*rows, *cells]


def _cells(other: Row, here: Row) -> list[str]:
    """Return the cells of people that differ in two rows of the same action."""
    pairs = [(BY_KEY[key].title, other.text(key), here.text(key)) for key in PEOPLE_KEYS]
    pairs += [(heading, other.extra.get(heading, ""), here.extra.get(heading, "")) for heading in other.extra]
    return [
        f"{name_row(other)}: {heading} is {_short(text)}, and here {_short(held)}"
        for heading, text, held in pairs
        if compare_text(text) != compare_text(held)
    ]


def _short(text: str) -> str:
    words = text.split()
    return repr(" ".join(words[:WORDS]) + (" […]" if len(words) > WORDS else "")) if text else "empty"
