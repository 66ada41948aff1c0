"""No cell of any table that a run writes would be taken for a formula by a spreadsheet."""

import csv
from pathlib import Path

import openpyxl

STARTS = ("=", "+", "-", "@", "\t", "\r")


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def csv_formulas(path: Path) -> list[str]:
    lines = path.read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    cells = [cell for row in csv.reader(lines) for cell in row]
    return [cell for cell in cells if cell.startswith(STARTS) and not is_number(cell)]


def xlsx_formulas(path: Path) -> list[str]:
    """Return cells that are formulas, and words that would become one where the cell is typed in again."""
    cells = [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row]
    words = [c for c in cells if isinstance(c.value, str) and c.value.startswith(STARTS)]
    return [str(c.value) for c in words if c.data_type == "f" or not c.quotePrefix]


def test_every_csv_file_and_workbook_of_a_run_is_free_of_formulas(example_run):
    places = [example_run, example_run.parent / "people"]
    tables = [path for place in places for path in place.rglob("*.csv")]
    books = [path for place in places for path in place.rglob("*.xlsx")]
    assert len(tables) > 10 and len(books) >= 3
    assert not {path.name: found for path in tables if (found := csv_formulas(path))}
    assert not {path.name: found for path in books if (found := xlsx_formulas(path))}


def test_the_search_finds_a_formula(tmp_path):
    (tmp_path / "a.csv").write_text('a,"-1",-x,"@SUM(A1)"\n', encoding="utf-8")
    assert csv_formulas(tmp_path / "a.csv") == ["-x", "@SUM(A1)"]
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "plain", -1])
    book.save(tmp_path / "a.xlsx")
    assert xlsx_formulas(tmp_path / "a.xlsx") == ["=1+1"]
