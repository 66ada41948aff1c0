"""The workbook of evidence, opened again as Excel would find it."""

import json
import zipfile

import openpyxl
import pytest
from tables_fixture import make_tables, small_codebook, write_tables

from learning_themes.reports.asked_before import number_matters
from learning_themes.reports.workbook import CHANGE_SHEETS, write_workbook
from learning_themes.tables import make_table

CODEBOOK = small_codebook()


@pytest.fixture(scope="module")
def tables():
    return make_tables(CODEBOOK, reviews=5)


@pytest.fixture(scope="module")
def path(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    write_tables(tables, folder)
    return write_workbook(folder, CODEBOOK)


def test_every_table_is_a_sheet_with_a_filter_and_a_header_that_stays(path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Read me", "Register", "Evidence", "Recommendations", "Presence", "Shares", *CHANGE_SHEETS
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert None not in [cell.value for cell in sheet[1]]
        widths = [one.width for one in sheet.column_dimensions.values()]
        assert min(widths) >= 10 and max(widths) <= 100
        assert sheet.print_title_rows == "$1:$1"


def test_evidence_stands_beside_its_passage_and_report(path, tables):
    sheet = openpyxl.load_workbook(path)["Evidence"]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, [cell.value for cell in sheet[2]], strict=True))
    evidence = tables["evidence"].iloc[0]
    passage = tables["passages"].set_index("passage_id").loc[evidence["passage_id"]]
    assert row["Passage"] == passage["text"]
    assert row["Page"] == passage["page"]
    assert row["Theme"] == CODEBOOK.themes[evidence["theme"]].name
    assert sheet.max_row == len(tables["evidence"]) + 1


def test_where_a_value_was_found_is_told_in_words(tables, tmp_path):
    title = {
        "value": "Child Q",
        "page": 2,
        "words": "Child Q",
        "confidence": "high",
        "typed": "register.xlsx",
    }
    found = json.dumps({"title": title, "published_date": {"confidence": "low"}})
    write_tables(tables | {"register": tables["register"].assign(found=found)}, tmp_path)
    sheet = openpyxl.load_workbook(write_workbook(tmp_path, CODEBOOK))["Register"]
    told = sheet.cell(2, [cell.value for cell in sheet[1]].index("Found") + 1).value
    assert told == "title “Child Q” (page 2, high, typed by a person); published (low)"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_looks_like_a_formula_stays_text(start, tables, tmp_path):
    attack = f'{start}cmd|" /C calc"!A0'
    register = tables["register"].assign(title=attack)
    write_tables(tables | {"register": register}, tmp_path)
    path = write_workbook(tmp_path, CODEBOOK)
    cell = openpyxl.load_workbook(path)["Register"]["D2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.replace("\n", "\r") == attack
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet2.xml")


def test_a_recommendation_stands_beside_what_was_asked_before(tables, tmp_path):
    common = {"page": 1, "label": "1", "heading": "", "passages": "", "owners": "", "due": "", "missing": ""}
    first, second = (
        common | {"recommendation_id": name, "review_id": tables["register"]["review_id"][0], "text": text,
                  "themes": "", "similar": "", "likeness": 0.0}
        for name, text in (("a", "=Name each father."), ("b", "Name each father again."))
    )  # fmt: skip
    recommendations = make_table("recommendations", [first, second | {"similar": "a", "likeness": 0.6}])
    write_tables(tables | {"recommendations": recommendations}, tmp_path)
    sheet = openpyxl.load_workbook(write_workbook(tmp_path, CODEBOOK))["Recommendations"]
    rows = [dict(zip([c.value for c in sheet[1]], row, strict=True)) for row in sheet.iter_rows(2)]
    assert rows[1]["Asked before"].value == "=Name each father."
    assert (rows[1]["Asked before"].data_type, rows[0]["What is asked"].quotePrefix) == ("s", True)


def test_the_recommendations_of_one_matter_have_one_number(tables, tmp_path):
    reviews = list(dict.fromkeys(tables["register"]["review_id"]))
    asked = [("a", 0, ""), ("b", 0, ""), ("c", 1, "b"), ("d", 1, "a"), ("e", 2, "d")]
    asked += [("f", 3, ""), ("g", 3, "f")]  # of one review: no second one asked
    common = {"page": 1, "label": "1", "heading": "", "passages": "", "owners": "", "due": "", "missing": ""}
    rows = [
        common | {"recommendation_id": name, "review_id": reviews[at], "text": name, "themes": "",
                  "similar": similar, "likeness": 0.6}
        for name, at, similar in asked
    ]  # fmt: skip
    write_tables(tables | {"recommendations": make_table("recommendations", rows)}, tmp_path)
    sheet = openpyxl.load_workbook(write_workbook(tmp_path, CODEBOOK))["Recommendations"]
    header = [cell.value for cell in sheet[1]]
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(2, values_only=True)]
    told = {row["What is asked"]: row["Matter"] for row in rows}
    assert told == {"a": 1, "d": 1, "e": 1, "b": 2, "c": 2, "f": None, "g": None}


def test_what_is_alike_to_two_that_were_asked_apart_brings_them_together_only_by_two_themes(tables, tmp_path):
    reviews = list(dict.fromkeys(tables["register"]["review_id"]))
    common = {"page": 1, "label": "1", "heading": "", "passages": "", "owners": "", "due": "", "missing": ""}
    asked = [
        ("a", 0, "neglect; early-help", ""),
        ("b", 0, "neglect; early-help", ""),
        ("c", 1, "neglect; early-help", "a b"),
        ("d", 2, "neglect", "c"),
        ("e", 0, "neglect", ""),
        ("f", 0, "education", ""),
        ("g", 1, "neglect; education", "e f"),
    ]
    rows = [
        common | {"recommendation_id": name, "review_id": reviews[at], "text": name, "themes": themes,
                  "similar": similar, "likeness": 0.6}
        for name, at, themes, similar in asked
    ]  # fmt: skip
    made = make_table("recommendations", rows)
    assert number_matters(made, reviews) == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 2, "g": 2}


def test_control_characters_are_left_out_and_long_text_is_cut(tables, tmp_path):
    passages = tables["passages"].assign(text="a\x00b\x0b" + "c" * 40_000)
    write_tables(tables | {"passages": passages}, tmp_path)
    sheet = openpyxl.load_workbook(write_workbook(tmp_path, CODEBOOK))["Evidence"]
    assert sheet["E2"].value == "ab" + "c" * 32_765


def test_the_same_tables_give_the_same_bytes(path, tables, tmp_path):
    write_tables(tables, tmp_path)
    assert write_workbook(tmp_path, CODEBOOK).read_bytes() == path.read_bytes()


def test_no_reviews_make_a_workbook_with_headers(tmp_path):
    write_tables(make_tables(CODEBOOK, reviews=0), tmp_path)
    book = openpyxl.load_workbook(write_workbook(tmp_path, CODEBOOK))
    assert book["Evidence"].max_row == 1
