"""The register as a workbook: what people type in it wins, is found again, and is never lost."""

import datetime

import pytest
from openpyxl import Workbook, load_workbook

from learning_themes.corpus.corrections import CORRECTIONS
from learning_themes.corpus.found_values import count_found, list_found, show_found
from learning_themes.corpus.register import read_corpus
from learning_themes.corpus.register_book import GONE, update_register
from learning_themes.corpus.register_columns import BY_KEY, NAME
from learning_themes.errors import InputError

ALMA = """Serious Case Review: Child A

Calderwick Safeguarding Children Board

Published 9 June 2016

Child A died on 4 May 2015 at the age of 6 years.

The health visitor did not see the child alone, and nobody asked why the visits had stopped.
"""
BEN = """Rapid Review: Child B

Calderwick Safeguarding Children Partnership

Published in March 2020

The school wrote down what the child had said, and rang the social worker on the same day.
"""


class Folder:
    """A corpus of two reports, with its people's folder, read and updated as a run does it."""

    def __init__(self, path):
        self.path, self.people = path, path / "_people"
        self.people.mkdir(parents=True)
        (path / "a.txt").write_text(ALMA, encoding="utf-8")
        (path / "b.txt").write_text(BEN, encoding="utf-8")

    def run(self):
        self.corpus = read_corpus(self.path, people=self.people)
        self.result = update_register(self.people, self.corpus.register, as_of="2026-01-01")
        return self.corpus.register.set_index("file")

    def type(self, file, key, value):
        """Type into the blue cell of a file, where its column stands now."""
        book = load_workbook(self.people / NAME)
        sheet = book["Register"]
        heads = {cell.value: cell.column for cell in sheet[1]}
        row = next(row for row in range(2, sheet.max_row + 1) if self.cell(sheet, heads, row, "file") == file)
        sheet.cell(row, heads[BY_KEY[key].title]).value = value
        book.save(self.people / NAME)

    def cell(self, sheet, heads, row, key):
        return sheet.cell(row, heads[BY_KEY[key].title]).value

    def cells(self, key):
        """Return the cells of a column by file."""
        sheet = load_workbook(self.people / NAME)["Register"]
        heads = {cell.value: cell.column for cell in sheet[1]}
        rows = range(2, sheet.max_row + 1)
        return {self.cell(sheet, heads, row, "file"): self.cell(sheet, heads, row, key) for row in rows}


@pytest.fixture
def folder(tmp_path):
    made = Folder(tmp_path / "corpus")
    made.run()
    return made


def test_the_workbook_shows_what_was_found_how_surely_and_where(folder):
    assert folder.result.written and set(folder.result.added) == {"a.txt", "b.txt"}
    assert folder.cells("found_published_date")["a.txt"] == "2016-06-09\n(high)"
    assert folder.cells("published_date") == {"a.txt": None, "b.txt": None}
    book = load_workbook(folder.people / NAME)
    assert book["Register"].freeze_panes == "B2" and book["Lists"].sheet_state == "hidden"
    assert len(book["Register"].data_validations.dataValidation) == 3
    places = [[cell.value for cell in row] for row in book["Where found"].iter_rows()]
    assert ["a.txt", "published", "2016-06-09", "high", None, "Published 9 June 2016", None] in places


def test_a_run_that_finds_nothing_new_leaves_the_file_as_it_is(folder):
    before = (folder.people / NAME).read_bytes()
    folder.run()
    assert not folder.result.written and (folder.people / NAME).read_bytes() == before


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("title", "Alma", "Alma"),
        ("published_date", "9/7/2016", "2016-07-09"),
        ("published_date", datetime.datetime(2016, 7, 9), "2016-07-09"),
        ("published_date", 42560, "2016-07-09"),
        ("incident_date", 2014, "2014"),
        ("incident_date", "-", ""),
        ("review_type", "lcspr", "LCSPR"),
        ("status", "published", "published"),
        ("child_age", 7.0, "7"),
    ],
)
def test_what_is_typed_wins_and_survives_every_run(folder, key, typed, kept):
    folder.type("a.txt", key, typed)
    for _ in range(2):
        assert folder.run().loc["a.txt", key] == kept
    assert folder.run().loc["b.txt", key] != kept or key in ("incident_date",)


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("published_date", "asap", "'asap' is not a date; write 2016"),
        ("published_date", "31/6/2016", "is not a date"),
        ("published_date", "9/6/1016", "is not a date|year"),
        ("incident_date", 201606, "'201606' is not a date"),
        ("status", "publishd", "'publishd' is not one of draft, published. Did you mean 'published'"),
        ("review_type", "Report", "'Report' is not one of SCR, LCSPR"),
        ("gender", "m", "'m' is not one of girl, boy"),
        ("child_age", datetime.datetime(2026, 10, 8), "Excel may have made of other words"),
        ("title", "=1+1", "holds a formula"),
        ("title", "#REF!", "holds the error '#REF!'"),
        ("review_id", "a b", "'a b' is no review id"),
    ],
)
def test_a_value_out_of_range_is_named_with_its_cell_and_the_file_is_left(folder, key, typed, told):
    folder.type("a.txt", key, typed)
    before = (folder.people / NAME).read_bytes()
    with pytest.raises(InputError, match=told) as error:
        folder.run()
    assert NAME in str(error.value) and "cell" in str(error.value) and "(a.txt)" in str(error.value)
    assert (folder.people / NAME).read_bytes() == before


def test_every_wrong_value_is_named_at_once(folder):
    folder.type("a.txt", "published_date", "asap")
    folder.type("b.txt", "status", "done")
    with pytest.raises(InputError) as error:
        folder.run()
    assert len(str(error.value).splitlines()) == 2


def test_columns_may_be_moved_and_added_and_keep_what_is_in_them(folder):
    folder.type("a.txt", "title", "Alma")
    old = load_workbook(folder.people / NAME)["Register"]
    book = Workbook()
    sheet = book.active
    sheet.title = "Register"
    for place, column in enumerate(reversed(list(old.columns)), 2):
        for cell in column:
            sheet.cell(cell.row, place).value = cell.value
    sheet["A1"], sheet["A2"], sheet["A3"] = "My notes", "ring the author", "=SUM(1,2)"
    book.save(folder.people / NAME)
    (folder.path / "c.txt").write_text(BEN.replace("Child B", "Child C").replace("school", "nurse"))
    assert folder.run().loc["a.txt", "title"] == "Alma" and folder.result.added == ("c.txt",)
    sheet = load_workbook(folder.people / NAME)["Register"]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == [
        "My notes",
        "ring the author",
        "=SUM(1,2)",
    ]
    assert folder.run().loc["a.txt", "title"] == "Alma"


def test_a_date_that_is_lost_with_a_files_name_is_told_until_a_person_has_settled_it(folder):
    text = ALMA.replace("Published 9 June 2016\n\n", "")
    (folder.path / "2016-06-09 a.txt").write_text(text, encoding="utf-8")
    assert folder.run().loc["2016-06-09 a.txt", "published_date"] == "2016-06-09"
    (folder.path / "2016-06-09 a.txt").rename(folder.path / "alma.txt")
    for _ in range(2):  # and again at the next run, when the register knows the new name
        row = folder.run().loc["alma.txt"]
        assert (row["published_date"], row["read_status"]) == ("", "read-with-warning")
        assert "date of publication 2016-06-09 under its old name, “2016-06-09 a.txt”" in row["problems"]
        assert "type it under “Published” in register.xlsx" in row["problems"]
    assert "2016-06-09 under “2016-06-09 a.txt”" in folder.cells("found_published_date")["alma.txt"]
    folder.type("alma.txt", "published_date", "9/6/2016")
    assert "old name" not in folder.run().loc["alma.txt", "problems"]
    folder.type("alma.txt", "published_date", "-")
    assert "old name" not in folder.run().loc["alma.txt", "problems"]
    folder.type("alma.txt", "published_date", "")
    assert "old name" in folder.run().loc["alma.txt", "problems"]


def test_a_renamed_report_with_its_date_in_its_text_or_with_other_words_is_not_asked_about(folder):
    (folder.path / "a.txt").rename(folder.path / "renamed.txt")
    assert folder.run().loc["renamed.txt", "problems"] == ""
    (folder.path / "renamed.txt").write_text(ALMA.replace("Published 9 June 2016", ""), encoding="utf-8")
    assert "old name" not in folder.run().loc["renamed.txt", "problems"]


def test_a_report_that_is_renamed_moved_or_away_keeps_its_row_and_its_review(folder):
    folder.type("a.txt", "title", "Alma")
    before = folder.run().loc["a.txt"]
    passages = set(folder.corpus.passages["passage_id"])
    (folder.path / "old").mkdir()
    (folder.path / "a.txt").rename(folder.path / "old" / "renamed.txt")
    after = folder.run().loc["old/renamed.txt"]
    assert (after["title"], after["review_id"]) == ("Alma", before["review_id"])
    assert set(folder.corpus.passages["passage_id"]) == passages and not folder.result.added
    (folder.path / "old" / "renamed.txt").unlink()
    folder.run()
    assert folder.cells("counted")["old/renamed.txt"] == GONE
    (folder.path / "back.txt").write_text(ALMA, encoding="utf-8")
    assert folder.run().loc["back.txt", "title"] == "Alma"


def test_before_it_is_written_a_copy_is_kept(folder):
    folder.type("a.txt", "title", "Alma")
    typed = (folder.people / NAME).read_bytes()
    (folder.path / "c.txt").write_text(BEN.replace("Child B", "Child C").replace("school", "nurse"))
    folder.run()
    assert folder.result.backup.read_bytes() == typed


def test_a_missing_or_doubled_column_is_named_since_what_is_typed_in_it_would_be_lost(folder):
    book = load_workbook(folder.people / NAME)
    heads = {cell.value: cell for cell in book["Register"][1]}
    heads["Title"].value = "Heading"
    book.save(folder.people / NAME)
    with pytest.raises(InputError, match="there is no column 'Title'"):
        folder.run()
    heads["Title"].value = "Author"
    book.save(folder.people / NAME)
    with pytest.raises(InputError, match="'Author' is there twice"):
        folder.run()


def test_the_workbook_wins_over_the_csv_and_the_difference_is_told(folder):
    lines = "file,column,value\na.txt,title,Anna\na.txt,author,Ann Bell\nz.txt,title,Zoe\n"
    (folder.people / CORRECTIONS).write_text(lines, encoding="utf-8")
    folder.type("a.txt", "title", "Alma")
    row = folder.run().loc["a.txt"]
    assert (row["title"], row["author"]) == ("Alma", "Ann Bell")
    told = " ".join(folder.corpus.told)
    assert "'Alma'" in told and "'Anna'" in told and "workbook wins" in told and "'z.txt' is no file" in told


def test_words_of_a_report_become_no_formula_and_no_markup(tmp_path):
    folder = Folder(tmp_path / "corpus")
    hostile = ALMA.replace(
        "Serious Case Review: Child A", '=HYPERLINK("http://x") Serious Case Review <b>A</b>'
    )
    (folder.path / "a.txt").write_text(hostile, encoding="utf-8")
    register = folder.run().reset_index()
    for sheet in load_workbook(folder.people / NAME).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "<b>" not in show_found(register) and "&lt;b&gt;" in show_found(register)


def test_a_damaged_workbook_is_named_and_left(folder):
    (folder.people / NAME).write_bytes(b"no workbook")
    with pytest.raises(InputError, match="damaged or no Excel workbook"):
        folder.run()
    assert (folder.people / NAME).read_bytes() == b"no workbook"


def test_values_are_counted_by_how_sure_they_are(folder):
    folder.type("a.txt", "title", "Alma")
    register = folder.run().reset_index()
    counts = count_found(register)
    assert counts.loc["title", "typed by a person"] == 1 and counts.to_numpy().sum() == 16
    titles = list_found(register).query("field == 'title' and file == 'a.txt'").iloc[0]
    assert (titles["found"], titles["typed"]) == ("Serious Case Review: Child A", "Alma")
