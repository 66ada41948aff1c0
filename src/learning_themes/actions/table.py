"""The table `actions`, read from the rows of the tracker, with a remark on each cell that was not plain."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from learning_themes.action_tables import NOT_FOUND, RESPONSES, STATUSES
from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.columns import BY_KEY, DATE_KEYS
from learning_themes.actions.memory import Memory
from learning_themes.actions.printing import MONTHS
from learning_themes.actions.understand import (
    last_day,
    plain_words,
    read_evidence,
    read_owners,
    read_response,
    read_status,
    read_yes,
)
from learning_themes.corpus.typed_dates import Understood, may_be_month_first, read_date, read_month_first
from learning_themes.errors import nearest
from learning_themes.tables import make_table
from learning_themes.typed_cells import as_text

DONE = ("complete", "evidence of impact seen")
_READERS: dict[str, Callable[[object], Understood]] = {
    "status": read_status,
    "response": read_response,
    "impact": read_evidence,
    "test": read_yes,
    **dict.fromkeys(DATE_KEYS, read_date),
}
_ALLOWED = {
    "status": f"choose {', '.join(STATUSES)}",
    "response": f"choose {', '.join(RESPONSES[1:])}",
    "test": "type yes, or leave it empty",
    **dict.fromkeys(DATE_KEYS, "type a day, a month or a year, such as 25/03/2024 or 25 March 2024"),
}

EARLIER = "before publication"  # under Notes: the day of completion is right, though the review came later
_NOTHING = {"impact": "no evidence yet", "test": "no"}


@dataclass(frozen=True)
class Remark:
    """A cell that was not plain: what was typed, and how it was read, or why a person should settle it."""

    row: Row
    action_id: str
    column: str
    typed: str
    read_as: str = ""
    why: str = ""

    def __str__(self) -> str:
        place = f"{self.action_id} ({self.row.place('the tracker')}), {self.column}: {self.typed!r}"
        return f"{place} was read as {self.read_as}" if self.read_as else f"{place}: {self.why}"


def make_actions(
    rows: Sequence[Row],
    ids: Mapping[int, str],
    memory: Memory,
    *,
    names: Mapping[str, str],
    titles: Mapping[str, str],
    published: Mapping[str, str],
    as_of: str,
) -> tuple[pd.DataFrame, list[Remark]]:
    """Return the table `actions` in the order of the sheet on the day `as_of`, and the remarks.

    `ids` are the actions' ids by row number, `names` the themes' names by id, `titles` the reviews' by id,
    and `published` when they were published, as exact as it is known.
    """
    made, remarks = [], []
    month_first = find_month_first(rows)
    for row in rows:
        reader = _RowReader(row, ids[row.number], remarks, month_first, as_of)
        known = memory.actions.get(reader.action_id)
        review_id = _find_review(reader, (known and known.review_id) or "", titles)
        action = _make_action(
            reader, known and known.recommendation_id, names, published=published.get(review_id, "")
        )
        made.append(action | {"review_id": review_id})
    return make_table("actions", made), remarks


def find_month_first(rows: Sequence[Row]) -> set[str]:
    """Return the columns in which a date has its month first, so that one that may be read either way is in
    doubt."""
    return {key for key in DATE_KEYS if any(read_month_first(row.cells.get(key)) for row in rows)}


class _RowReader:
    """One row, with where its remarks go; `month_first` are columns in which a date has its month first."""

    def __init__(
        self, row: Row, action_id: str, remarks: list[Remark], month_first: Collection[str], as_of: str
    ) -> None:
        self.row, self.action_id, self.remarks = row, action_id, remarks
        self.month_first, self.as_of = month_first, as_of

    def told(self, key: str) -> bool:
        """Return whether a person is to settle the cell of `key` already."""
        column = BY_KEY[key].title
        return any(
            (one.action_id, one.column) == (self.action_id, column) and one.why for one in self.remarks
        )

    def remark(self, key: str, *, read_as: str = "", why: str = "") -> None:
        column = BY_KEY[key].title
        self.remarks.append(Remark(self.row, self.action_id, column, self.row.text(key), read_as, why))

    def understand(self, key: str) -> str:
        """Return what the cell of `key` means, with a remark if that was not plain."""
        found = _READERS[key](self.row.cells.get(key))
        if not found.clear:
            self.remark(key, why=self._explain(key))
        elif key in self.month_first and may_be_month_first(self.row.cells.get(key)):
            why = f"may be {found.value}, but other dates in this column have the month first"
            self.remark(key, why=f"{why}, so it counts as empty; type the month in words")
            return ""
        elif not found.exact and not _is_month(self.row.text(key)):
            self.remark(key, read_as=found.value or _NOTHING[key])
        return found.value

    def _explain(self, key: str) -> str:
        """Return what is wrong in the cell of `key`, and what may be typed; a date with its month first is
        turned."""
        typed = self.row.cells.get(key)
        if key in DATE_KEYS and read_date(f"{self.row.text(key)} {self.as_of[:4]}").value:
            return f"the year is missing; type it too, such as {self.row.text(key)} {self.as_of[:4]}"
        turned = read_month_first(typed) if key in DATE_KEYS else ""
        if not turned:
            return f"not understood; {_ALLOWED[key]}"
        year, month, day = turned.split("-")
        turned = f"{day}/{month}/{year}"
        return f"not understood; it seems to have the month first; type {turned}, or the month in words"


def _is_month(text: str) -> bool:
    return text.partition(" ")[0] in MONTHS


def _make_action(
    reader: _RowReader,
    recommendation_id: str | None,
    names: Mapping[str, str],
    *,
    published: str,
) -> dict:
    row = reader.row
    status = reader.understand("status") or "not started"
    completed = reader.understand("completed")
    if completed and status not in DONE:
        reader.remark("completed", why=f"there is a day, but the status is {status}")
        completed = ""
    if completed > reader.as_of:
        reader.remark("completed", why=f"the day lies after {reader.as_of}, so it is left out")
        completed = ""
    if completed and _is_before(completed, published) and EARLIER not in compare_text(row.text("notes")):
        why = f"the day lies before the review was published ({published}), so it is left out; correct the"
        reader.remark("completed", why=f"{why} year, or type “{EARLIER}” under {BY_KEY['notes'].title}")
        completed = ""
    impact = reader.understand("impact")
    if impact and status not in DONE:
        reader.remark("impact", why=f"there is evidence, but the status is {status}, so it counts nowhere")
    if status in DONE and not completed and not reader.told("completed"):
        reader.remark(
            "completed", why="complete, but on no known day, so it cannot be set against later incidents"
        )
    if status in DONE and 4 <= len(completed) < len("2024-03-03"):
        why = "complete, but only the month or the year is known, so it cannot be set against later incidents"
        reader.remark("completed", why=why)
    due, page = reader.understand("due"), row.text("page")
    return {
        "action_id": reader.action_id,
        "recommendation_id": recommendation_id or "",
        "page": int(page) if page.isdigit() else 0,
        "text": row.text("action") or row.text("recommendation"),
        "themes": _find_themes(reader, names),
        "owners": read_owners(row.cells.get("owner")),
        "due": due,
        "due_typed": "" if due else row.text("due"),
        "response": reader.understand("response"),
        "status": status,
        "status_typed": "" if read_status(row.cells.get("status")).clear else row.text("status"),
        "completed_date": completed,
        "review_date": reader.understand("look_again"),
        "impact": impact,
        "test_effect": bool(reader.understand("test")),
        "notes": row.text("notes"),
        "found": NOT_FOUND if row.text("found") == NOT_FOUND else "",
    }  # fmt: skip


def _is_before(completed: str, published: str) -> bool:
    """Return whether every day that `completed` can mean lies before each that `published` can.

    >>> _is_before("2023-12", "2024"), _is_before("2024", "2024-03-03")
    (True, False)
    """
    return last_day(completed).isoformat() < f"{published}-01-01"[:10] if published else False


def _find_themes(reader: _RowReader, names: Mapping[str, str]) -> str:
    """Return the ids of the themes that the row names, with a remark on what is no theme."""
    by_words = {plain_words(word): theme for theme, name in names.items() for word in (theme, name)}
    found = []
    for part in reader.row.text("themes").replace("\n", ";").split(";"):
        theme = by_words.get(plain_words(part))
        if theme:
            found.append(theme)
        elif part.strip():
            hint = nearest(part.strip(), list(names.values()))
            reader.remark("themes", why=f"there is no theme {part.strip()!r}.{hint}")
    return "; ".join(dict.fromkeys(found))


def _find_review(reader: _RowReader, known: str, titles: Mapping[str, str]) -> str:
    """Return the review that the row names: the one known, or the one whose title or id holds the words."""
    text = compare_text(reader.row.text("review"))
    if known or not text:
        return known
    found = match_review(text, titles)
    if not found:
        reader.remark(
            "review", why="no review, or several, go by that name; type the title as another row has it"
        )
    return found


def match_review(text: str, titles: Mapping[str, str]) -> str:
    """Return the one review whose id or title is `text`, or holds it as whole words; "" if there is not
    one."""
    wanted = compare_text(as_text(text))
    same = [one for one, title in titles.items() if wanted in (one.lower(), compare_text(title))]
    words = f" {plain_names(wanted)} "
    holding = [one for one, title in titles.items() if words in f" {plain_names(title)} "]
    found = same or holding
    return found[0] if len(found) == 1 else ""


def plain_names(text: str) -> str:
    """Return a title as small letters and figures with single spaces."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
