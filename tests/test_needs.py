"""Training needs: evidence by theme and agency, read against a catalogue of courses."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from learning_themes.errors import InputError
from learning_themes.reports.needs_files import compose_needs, write_needs
from learning_themes.tables import make_table
from learning_themes.themes.codebook import load_codebook
from learning_themes.trends.needs import find_gaps, find_unneeded, read_catalogue, weigh_needs
from tests.conftest import EXAMPLE, ROOT

THEMES = load_codebook(ROOT / "themes").themes
NAMES = {theme.id: theme.name for theme in THEMES.values()}
HEAD = "course,themes,audience,dates,provider\n"


def named(theme: str, agency: str, k: int, stance: str = "shortfall") -> dict:
    return {"theme": theme, "stance": stance, "agency": agency, "k": k, "n": 9, "passages": k}


NEEDS = weigh_needs(
    make_table(
        "agencies",
        [
            named("neglect", "Police", 5),
            named("neglect", "Police", 7, "strength"),
            named("neglect", "Housing", 1),
            named("neglect", "Housing", 2, "recommendation"),
            named("education", "Police", 1),
        ],
    )
)


def catalogue(tmp_path: Path, rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "courses.csv"
    path.write_text(head + rows, encoding="utf-8")
    return path


def test_evidence_is_weighed_by_reviews_and_praise_is_no_need():
    told = [(row.theme, row.agency, row.k, row.strength) for row in NEEDS.itertuples()]
    assert told == [
        ("neglect", "Police", 5, "strong"),
        ("neglect", "Housing", 2, "some"),
        ("education", "Police", 1, "one review"),
    ]


def test_both_counts_are_told_so_that_the_board_report_says_the_same(tmp_path):
    told = {(row.theme, row.agency): (row.shortfall, row.recommendation) for row in NEEDS.itertuples()}
    assert told == {
        ("neglect", "Police"): (5, 0),
        ("neglect", "Housing"): (1, 2),
        ("education", "Police"): (1, 0),
    }
    lines = compose_needs(NEEDS, [], NAMES).splitlines()
    assert [cell.strip() for line in lines if "Housing" in line for cell in line.split("|")[3:5]] == [
        "1",
        "2",
    ]
    book = openpyxl.load_workbook(write_needs(tmp_path / "needs.xlsx", NEEDS, [], NAMES))
    assert ("Neglect", "Housing", 1, 2, "some", "neglect") in list(book["Needs"].values)


def test_a_theme_without_evidence_is_said_of_the_pair_and_not_of_the_course(tmp_path):
    rows = "Neglect,neglect;online-harm,Housing,May,Us\n"
    courses = read_catalogue(catalogue(tmp_path, rows), THEMES)
    told = compose_needs(NEEDS, courses, NAMES)
    assert "Courses’ themes without evidence for their audience" in told
    assert "That is said of the pair, not of the course" in told.replace("\\", "")
    head, *listed = openpyxl.load_workbook(write_needs(tmp_path / "n.xlsx", NEEDS, courses, NAMES))[
        "Courses"
    ].values
    assert head[-1] == "Evidence on theme with audience"
    assert [row[-1] for row in listed] == ["yes", "no"]


def test_gaps_are_evidence_without_a_course_and_the_other_way_round(tmp_path):
    rows = "Neglect,neglect,Housing,May,Us\nOnline,online-harm,All,,\n"
    courses = read_catalogue(catalogue(tmp_path, rows), THEMES)
    assert find_gaps(NEEDS, courses)["agency"].tolist() == ["Police"]
    assert [(course.course, theme) for course, theme in find_unneeded(NEEDS, courses)] == [
        ("Online", "online-harm")
    ]


def test_excel_and_csv_are_read_alike(tmp_path):
    rows = "Neglect,neglect; education,Police; Housing,May,Us\n"
    book = Workbook()
    for line in (HEAD.strip().split(","), rows.strip().split(",")):
        book.active.append(line)
    book.save(tmp_path / "courses.xlsx")
    assert read_catalogue(tmp_path / "courses.xlsx", THEMES) == read_catalogue(
        catalogue(tmp_path, rows), THEMES
    )


@pytest.mark.parametrize(
    ("rows", "head", "words"),
    [
        ("Neglect,neglct,All,,\n", HEAD, "line 2: themes: 'neglct' is not known"),
        ("Neglect,neglect,Polise,,\n", HEAD, "Did you mean 'Police'"),
        (",neglect,All,,\n", HEAD, "course: is empty"),
        ("Neglect,,All,,\n", HEAD, "line 2: themes: is empty; write at least one"),
        (
            "Neglect,neglect,All,32 Foo 2026,\n",
            HEAD,
            "line 2: dates: '32 Foo 2026' is not a date; write 10 March",
        ),
        ("Neglect,neglect,All,May; 31/2/2026,\n", HEAD, "dates: '31/2/2026' is not a date"),
        (
            "One,neglect,All,,\nTwo,neglect,All,,\none,neglect,,,\n",
            HEAD,
            "line 4: course: 'one' is in line 2 too",
        ),
        ("One,neglct,Polise,1st,\n", HEAD, "line 2: dates: '1st' is not a date"),
        ("", HEAD, "holds no course; write one a row"),
        (",,,,\n", HEAD, "holds no course"),
        ("Neglect,neglect\n", "course,themes\n", "lacks the column 'audience'"),
    ],
)
def test_a_mistake_in_the_catalogue_is_named(tmp_path, rows, head, words):
    with pytest.raises(InputError) as error:
        read_catalogue(catalogue(tmp_path, rows, head), THEMES)
    assert words in str(error.value) and "courses.csv" in str(error.value)


def test_names_of_themes_blank_rows_and_words_for_dates_are_taken(tmp_path):
    rows = ",,,,\n\nOne,Neglect; neglect; EDUCATION,all,10 March 2026; 2026-04-01; monthly,Us\n"
    head = "Course, Themes,Audience,Dates,Provider\n"
    [course] = read_catalogue(catalogue(tmp_path, rows, head), THEMES)
    assert course.themes == ("neglect", "education") and course.audience == ()
    assert course.dates == "10 March 2026; 2026-04-01; monthly"


def test_days_and_mistakes_in_excel_are_told_by_row(tmp_path):
    book = Workbook()
    book.active.append(["Course", "Themes", "Audience", "Dates", "Provider"])
    book.active.append(["A", "neglect", "All", date(2026, 3, 9), None])
    book.active["A4"], book.active["B4"], book.active["D4"] = "B", "neglect", "30 February 2026"
    book.save(tmp_path / "courses.xlsx")
    with pytest.raises(InputError, match=r"courses\.xlsx, row 4: dates: '30 February 2026' is not a date"):
        read_catalogue(tmp_path / "courses.xlsx", THEMES)
    book.active["D4"] = None
    book.save(tmp_path / "courses.xlsx")
    assert [course.dates for course in read_catalogue(tmp_path / "courses.xlsx", THEMES)] == [
        "2026-03-09",
        "",
    ]


def test_a_file_that_is_no_workbook_is_named(tmp_path):
    (tmp_path / "courses.xlsx").write_text("not a workbook")
    with pytest.raises(InputError, match=r"courses\.xlsx: cannot be read as an Excel workbook"):
        read_catalogue(tmp_path / "courses.xlsx", THEMES)


def test_the_workbook_holds_the_matrix_and_no_formula(tmp_path):
    courses = read_catalogue(catalogue(tmp_path, "=1+1,neglect,All,=NOW(),@x\n"), THEMES)
    first = write_needs(tmp_path / "needs.xlsx", NEEDS, courses, NAMES).read_bytes()
    assert write_needs(tmp_path / "needs.xlsx", NEEDS, courses, NAMES).read_bytes() == first
    book = openpyxl.load_workbook(tmp_path / "needs.xlsx")
    head, *rows = [tuple(row) for row in book["Needs matrix"].values]
    assert head == ("Theme", "Housing", "Police")
    assert sorted(rows) == sorted([(NAMES["neglect"], 2, 5), (NAMES["education"], 0, 1)])
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_overview_says_that_no_catalogue_was_given():
    assert "No catalogue of courses was given" in compose_needs(NEEDS, [], NAMES)
    assert "names an agency" in compose_needs(NEEDS.iloc[:0], [], NAMES)


def test_the_catalogue_of_the_example_has_gaps_and_courses_to_spare():
    courses = read_catalogue(EXAMPLE / "_training" / "catalogue.csv", THEMES)
    assert len(courses) == 8 and len(find_unneeded(NEEDS, courses)) > 0


def test_without_a_catalogue_no_gap_is_listed_and_the_workbook_says_why(tmp_path):
    book = openpyxl.load_workbook(write_needs(tmp_path / "needs.xlsx", NEEDS, [], NAMES))
    assert book["Needs"].max_row == 1 + len(NEEDS)
    assert book["Gaps"].max_row == 1
    told = dict(row for row in book["Read me"].iter_rows(values_only=True))
    assert "No catalogue of courses was given" in told["Gaps"]
