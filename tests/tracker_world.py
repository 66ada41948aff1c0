"""A tracker in a small world of recommendations, and the edits that people make in it, for tests."""

import random
from pathlib import Path

import openpyxl
import pandas as pd

from learning_themes.actions.tracker import TrackerResult, update_tracker
from learning_themes.tables import make_table
from tests.tables_fixture import register_row

NAMES = {
    "neglect": "Neglect",
    "information-sharing": "Information sharing",
    "fathers-and-other-adults": "Fathers, partners and other adults",
}
AS_OF = "2024-06-01"
WORDS = (
    "assure agencies health police schools visits records partners fathers supervision audit training policy"
    " housing panel midwives nurses chronology threshold escalation interpreter neglect infants sleep advice"
    " consent transfer closure meeting minutes register review escalate monitor sample dental clinic family"
).split()


def register() -> pd.DataFrame:
    """Return two reviews of our own and one of a neighbour."""
    rows = [
        register_row("q", title="Child Q: Serious Case Review"),
        register_row("kit", title="Kit, a review"),
    ]
    return make_table("register", [*rows, register_row("z", title="Child Z", group="comparison")])


def wording(number: int, version: int = 0) -> str:
    """Return words of their own for recommendation `number`; each version differs from the last by one
    word."""
    words = random.Random(number).sample(WORDS, 14)
    if version:
        words[version % 14] = f"reissued{version}"
    return f"The partnership should {' '.join(words)}."


def recommendation(number: int, version: int = 0, **values: object) -> dict:
    """Return one row of the table `recommendations`."""
    row = {
        "recommendation_id": f"q-{number}-{version}", "review_id": "q", "page": 10 + number, "label":
        str(number), "heading": "Recommendations", "text": wording(number, version), "passages": "",
        "owners": "Marlby Police; Marlby Council", "due": ["2024-03-31", "2024-08", "2025", ""][number % 4],
        "themes": "neglect; information-sharing", "missing": "", "similar": "", "likeness": 0.0,
    }  # fmt: skip
    return row | values


def table(*numbers: int) -> pd.DataFrame:
    """Return the table of these recommendations."""
    return make_table("recommendations", [recommendation(number) for number in numbers])


def run(people: Path, recommendations: pd.DataFrame, *, as_of: str = AS_OF) -> TrackerResult:
    """Update the tracker in `people`."""
    return update_tracker(people, recommendations, register(), names=NAMES, as_of=as_of)


class Open:
    """The tracker as a person has it open: cells by heading, and saved on leaving."""

    def __init__(self, people: Path) -> None:
        self.path = people / "actions.xlsx"
        self.book = openpyxl.load_workbook(self.path, rich_text=True)
        self.sheet = self.book["Actions"]

    def __enter__(self) -> "Open":
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self.book.save(self.path)

    def place(self, heading: str) -> int:
        """Return the place of a column by its heading."""
        return next(cell.column for cell in self.sheet[1] if cell.value == heading)

    def cell(self, row: int, heading: str) -> openpyxl.cell.Cell:
        """Return the cell of a row under a heading."""
        return self.sheet.cell(row, self.place(heading))

    def column(self, heading: str) -> list[object]:
        """Return what stands under a heading."""
        return [row[self.place(heading) - 1].value for row in self.sheet.iter_rows(min_row=2)]

    def set(self, row: int, **values: object) -> None:
        """Type into a row: keys are headings, with _ for a space."""
        for heading, value in values.items():
            self.cell(row, heading.replace("_", " ")).value = value
