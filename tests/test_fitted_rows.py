"""Rows of wrapped words are as high as their words need, in every workbook that is written."""

import re
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from learning_themes.corpus.register_book import update_register
from learning_themes.reports.checking_workbook import write_checking_workbook
from learning_themes.reports.workbook import write_workbook
from learning_themes.themes.items import Item, Shown
from tests.checking_world import CODEBOOK
from tests.tables_fixture import make_tables, small_codebook, write_tables
from tests.tracker_world import Open, register, run, table

LINE = 15  # points


def evidence(folder):
    codebook = small_codebook()
    write_tables(make_tables(codebook, reviews=3), folder)
    return write_workbook(folder, codebook)


def tracker(folder):
    return run(folder, table(1, 2, 3)).path


def checks(folder):
    shown = tuple(
        Shown(number, f"Nobody asked why, or what day {number} was like.", "") for number in range(6)
    )
    passage = Item(
        1, "passage", "a", "A review", passage_id="a.1", before="Short.", text="He was not seen. " * 12
    )
    pair = Item(2, "pair", "a", "A review", theme="neglect", shown=shown)
    return write_checking_workbook(folder / "check.xlsx", [passage, pair], CODEBOOK)


def found(folder):
    rows = register()
    rows.loc[0, "problems"] = "the pages are pictures and were not read; " * 12
    update_register(folder, rows, as_of="2024-06-01")
    return folder / "register.xlsx"


@pytest.mark.parametrize("write", [evidence, tracker, checks, found])
def test_a_row_of_wrapped_words_has_the_height_that_its_longest_cell_needs(write, tmp_path):
    several = 0
    for sheet in openpyxl.load_workbook(write(tmp_path)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            column = sheet.column_dimensions[get_column_letter(cell.column)]
            if not isinstance(cell.value, str) or not cell.alignment.wrap_text or column.hidden:
                continue
            needed = max(len(cell.value) / column.width, cell.value.count("\n") + 1)
            height = sheet.row_dimensions[cell.row].height or LINE
            assert height >= min(needed, 27) * LINE, f"{sheet.title}!{cell.coordinate}"
            assert height <= 27 * LINE
            several += height > LINE
    assert several


@pytest.mark.parametrize("write", [evidence, tracker, checks, found])
def test_no_height_is_told_to_be_set_by_a_person_so_that_rows_go_on_fitting(write, tmp_path):
    with zipfile.ZipFile(write(tmp_path)) as parts:
        rows = [row for name in parts.namelist() if name.startswith("xl/worksheets/sheet")
                for row in re.findall(rb"<row [^>]*>", parts.read(name))]  # fmt: skip
    assert any(b" ht=" in row for row in rows)
    assert not [row for row in rows if b'customHeight="1"' in row or b'customHeight="true"' in row]


def test_a_height_that_a_person_set_stays(tmp_path):
    tracker(tmp_path)
    with Open(tmp_path) as opened:
        opened.sheet.row_dimensions[2].height = 200
    run(tmp_path, table(1, 2, 3, 5))
    with Open(tmp_path) as opened:
        rows = opened.sheet.row_dimensions
        assert rows[2].height == 200 and LINE < rows[5].height < 200


def test_the_words_of_a_hidden_column_make_no_row_higher(tmp_path):
    tracker(tmp_path)
    with Open(tmp_path) as opened:
        row = opened.sheet.max_row + 1
        opened.set(row, Action="Ask.", Notes="many words " * 60)
        opened.cell(row, "Notes").alignment = Alignment(wrap_text=True)
        opened.sheet.column_dimensions[get_column_letter(opened.place("Notes"))].hidden = True
    run(tmp_path, table(1, 2, 3))
    with Open(tmp_path) as opened:
        assert opened.sheet.row_dimensions[row].height is None
