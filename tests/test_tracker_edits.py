"""Whatever people do to the tracker between runs: nothing typed is lost, and what was deleted stays
deleted."""

from collections import Counter
from datetime import date

import openpyxl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from learning_themes.actions.columns import MACHINE
from learning_themes.actions.memory import SHEET
from learning_themes.errors import TrackerError
from learning_themes.tables import make_table
from tests.tracker_world import recommendation, run

ID = "Action id (machine)"
TEXT_DATES = ["3 March 2024", "03/03/24", "March 2024", "asap", "soon; ask Ann", "31.3.24"]


class People:
    """Edits of a tracker that is open, each by two numbers; every word typed is one of its own."""

    def __init__(self, book) -> None:
        self.book, self.sheet, self.words = book, book["Actions"], 0

    def word(self) -> str:
        self.words += 1
        return f"typed {self.words}"

    def headings(self) -> list[str]:
        return [cell.value for cell in self.sheet[1]]

    def rows(self) -> list[list[object]]:
        return [[cell.value for cell in row] for row in self.sheet.iter_rows(min_row=2)]

    def fill(self, headings, rows) -> None:
        self.sheet.delete_rows(1, self.sheet.max_row)
        for number, row in enumerate([headings, *rows], 1):
            for place, value in enumerate(row, 1):
                self.sheet.cell(number, place).value = value

    def pick(self, a, b) -> tuple[int, int]:
        return 2 + a % max(self.sheet.max_row - 1, 1), 1 + b % self.sheet.max_column

    def set_cell(self, a, b):
        row, place = self.pick(a, b)
        if self.sheet.cell(1, place).value != ID:
            self.sheet.cell(row, place).value = self.word()

    def set_date(self, a, b):
        row, _ = self.pick(a, b)
        due = [place for place, heading in enumerate(self.headings(), 1) if heading == "Due"]
        for place in due:
            self.sheet.cell(row, place).value = (
                TEXT_DATES[b % len(TEXT_DATES)] if b % 2 else date(2024, 3, 1 + b % 28)
            )

    def sort(self, a, b):
        self.fill(
            self.headings(), sorted(self.rows(), key=lambda row: str(row[b % len(row)]), reverse=a % 2 > 0)
        )

    def add_row(self, a, b):
        row = [None] * self.sheet.max_column
        row[-1 - b % 3] = self.word()
        self.sheet.append(row)

    def delete_row(self, a, b):
        self.sheet.delete_rows(self.pick(a, b)[0])

    def duplicate_row(self, a, b):
        rows = self.rows()
        if rows:
            rows.insert(b % len(rows), list(rows[a % len(rows)]))
            self.fill(self.headings(), rows)

    def rename_column(self, a, b):
        place = self.pick(a, b)[1]
        cell = self.sheet.cell(1, place)
        if cell.value != ID:  # the ending tells the test which cells are the machine's
            cell.value = f"Heading {self.word()}" + (MACHINE if str(cell.value).endswith(MACHINE) else "")

    def move_column(self, a, b):
        order = list(range(self.sheet.max_column))
        order.insert(a % len(order), order.pop(b % len(order)))
        headings, *rows = [[line[place] for place in order] for line in [self.headings(), *self.rows()]]
        self.fill(headings, rows)

    def add_column(self, a, b):
        place = 1 + b % self.sheet.max_column
        self.sheet.insert_cols(place)
        self.sheet.cell(1, place).value = f"Ours {self.word()}"
        for row in range(2, self.sheet.max_row + 1, 2):
            self.sheet.cell(row, place).value = self.word()

    def add_sheet(self, a, b):
        self.book.create_sheet(f"Sheet {a % 5}").append([self.word()])

    def clear_id(self, a, b):
        row, _ = self.pick(a, b)
        self.sheet.cell(row, self.headings().index(ID) + 1).value = None


EDITS = [
    name
    for name in vars(People)
    if not name.startswith("_") and name not in ("word", "headings", "rows", "fill", "pick")
]
edits = st.lists(
    st.tuples(st.sampled_from([*EDITS, "run", "run", "reissue", "withdraw", "new"]), st.integers(0, 60),
    st.integers(0, 60)), min_size=8, max_size=30,
)  # fmt: skip


def typed_cells(path) -> dict[tuple[str, str], object]:
    """Return every cell that is a person's, by sheet and place: in the machine's columns only words typed by
    people."""
    book = openpyxl.load_workbook(path)
    kept = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows() if sheet.title != SHEET else ():
            for cell in row:
                heading = str(sheet.cell(1, cell.column).value or "")
                of_machine = sheet.title == "Actions" and (heading.endswith(MACHINE) or cell.row == 1)
                if cell.value is not None and (not of_machine or str(cell.value).startswith("typed")):
                    kept[sheet.title, cell.coordinate] = cell.value
    return kept


class World:
    """The recommendations of the reports, which come, go and change a little."""

    def __init__(self) -> None:
        self.versions = {number: 0 for number in range(1, 6)}

    def change(self, name, a) -> None:
        numbers = sorted(self.versions)
        if name == "new":
            self.versions[max(numbers, default=0) + 1] = 0
        elif numbers and name == "reissue":
            self.versions[numbers[a % len(numbers)]] += 1
        elif len(numbers) > 1:
            self.versions.pop(numbers[a % len(numbers)])

    def table(self):
        return make_table("recommendations", [recommendation(*pair) for pair in self.versions.items()])


def check_run(people, world, deleted, added) -> None:
    path = people / "actions.xlsx"
    before, content = typed_cells(path), path.read_bytes()
    try:
        result = run(people, world.table())
    except TrackerError as refused:
        assert "Rename it back" in str(refused)
        assert path.read_bytes() == content
        raise
    after = typed_cells(path)
    assert {place: after.get(place) for place in before} == before
    added.update(result.added)
    deleted.update(result.deleted)
    ids = list(result.actions["action_id"])
    assert len(ids) == len(set(ids)) and not deleted & set(ids)
    assert max(added.values(), default=1) == 1
    content, again = path.read_bytes(), run(people, world.table())
    assert not again.written and path.read_bytes() == content


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(edits)
def test_no_edit_between_runs_loses_what_people_typed(tmp_path_factory, steps):
    people, world, deleted, added = tmp_path_factory.mktemp("people"), World(), set(), Counter()
    added.update(run(people, world.table()).added)
    editing, path = People(openpyxl.load_workbook(people / "actions.xlsx")), people / "actions.xlsx"
    for name, a, b in [*steps, ("run", 0, 0)]:
        if name in ("reissue", "withdraw", "new"):
            world.change(name, a)
        elif name != "run":
            getattr(editing, name)(a, b)
        else:
            good = path.read_bytes()
            editing.book.save(path)
            try:
                check_run(people, world, deleted, added)
            except TrackerError:
                path.write_bytes(good)
            words, editing = editing.words, People(openpyxl.load_workbook(path))
            editing.words = words
