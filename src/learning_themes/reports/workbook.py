"""The workbook of evidence: every table behind the board report, to filter and read in Excel.

Words from reports are hostile until written as plain text: no cell is ever a formula, and what looks
like one keeps its first character and is marked as text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties

from learning_themes.corpus.found_values import word_found
from learning_themes.files import replace_file, workbook_bytes
from learning_themes.fitted_rows import BOLD, count_lines, fit_lines
from learning_themes.reports.asked_before import number_matters
from learning_themes.reports.audience import Audience, read_audience
from learning_themes.reports.checking_sheets import (
    CHECKING_SHEETS,
    MARK_COLUMNS,
    checking_tables,
    mark_rows,
    word_sure,
)
from learning_themes.reports.elsewhere import tabulate_elsewhere
from learning_themes.reports.findings import Codebook
from learning_themes.reports.wording import capital
from learning_themes.tables import TABLES, read_tables

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
A4 = "9"
FIXED_DAY = "2000-01-01"
HEADER = {
    "font": Font(bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", fgColor="12406B"),
    "alignment": Alignment(wrap_text=True, vertical="top"),
}
WRAPPED = Alignment(wrap_text=True, vertical="top")
TOP = Alignment(vertical="top")
WIDE = 30


CHANGE_SHEETS = {
    "Changes": "One row a theme: whether it changed by more than chance, and what that rests on.",
    "Signals": "A row for each signal of a theme's control charts, or one without a rule.",
    "Recurrences": "One row a completed action, and one a review in which its theme is key.",
    "Comparisons": "One row a theme and source: our share less theirs, with its 95 % interval.",
    "Pairs": "One row a pair of themes: the reviews with both, and as many as chance would give.",
    "Agencies": "One row a theme, stance and agency named in its passages.",
    "Breakdowns": "One row a theme, measure and part of our reviews: by kind, age, partnership or window.",
}


# What a sheet says of the strongest passage beside its id, and the column of `passages` that it comes from.
STRONGEST = {"strongest_words": "text", "strongest_page": "page", "strongest_heading": "heading"}
STRONGEST_MEANINGS = {
    "Strongest words": "The words of the strongest evidence, as the report has them.",
    "Strongest page": "Its page; 0 where the format has none.",
    "Strongest heading": "The nearest heading above it.",
}
MATTER_MEANING = {
    "Matter": "Recommendations of one number are alike, and two or more of our reviews made them: filter"
    " it to see what was asked again. 1 is what most reviews asked for; empty where no second review asked."
}
THEME_WIDTHS = {
    "theme_name": 44, "other_name": 44, "theme": 30, "other": 30, "action": 60, "agency": 36, "takes": 60,
    "method": 40, "review": 50, "strongest_words": 80, "strongest_heading": 36, "strongest": 24,
}  # fmt: skip
PUBLIC_SHEET = "All reviews"
ELSEWHERE_SHEET = "Elsewhere"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns with their widths in characters, and its rows."""

    name: str
    widths: Mapping[str, int]
    rows: pd.DataFrame


def write_workbook(run_folder: Path | str, codebook: Codebook) -> Path:
    """Write `evidence.xlsx` into the run folder and return its path; same tables, same bytes.

    Sheets: Read me, Register, Evidence, Recommendations, Presence, Shares, those of CHANGE_SHEETS and,
    where something was checked, of CHECKING_SHEETS; each with filters and a header that stays.
    Characters that a workbook cannot hold are left out, and a text longer than a cell is cut.
    """
    run_folder = Path(run_folder)
    tables = read_tables(run_folder / "tables")
    sheets = [
        _register_sheet(tables["register"]),
        _evidence_sheet(tables, codebook),
        _recommendations_sheet(tables, codebook),
        _presence_sheet(tables, codebook),
        _shares_sheet(mark_rows(tables["shares"], tables["checks"]), codebook),
        *(
            _recurrences_sheet(tables, codebook)
            if name == "Recurrences"
            else _theme_sheet(name, tables[name.lower()], codebook)
            for name in CHANGE_SHEETS
        ),
        *(_theme_sheet(name, table, codebook) for name, table in checking_tables(tables).items()),
    ]
    elsewhere = tabulate_elsewhere(codebook)
    if len(elsewhere):
        sheets.append(_elsewhere_sheet(elsewhere, codebook))
    if len(tables["public_totals"]):
        sheets.append(_theme_sheet(PUBLIC_SHEET, tables["public_totals"], codebook))
    sheets = [_read_me(sheets, codebook, read_audience(run_folder), checks=tables["checks"]), *sheets]
    return write_sheets(run_folder / "evidence.xlsx", sheets, title="Evidence behind the theme report")


def write_sheets(path: Path, sheets: Iterable[Sheet], *, title: str) -> Path:
    """Write a workbook of `sheets` and return its path; same sheets, same bytes."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.language = "en-GB"
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    return replace_file(path, workbook_bytes(book, day=FIXED_DAY))


def make_workbook(name: str, rows: pd.DataFrame, wide: Mapping[str, int]) -> bytes:
    """Return a workbook of one sheet, as safe to open as the one of evidence."""
    book = Workbook(write_only=True)
    _write_sheet(book.create_sheet(name), _sheet(name, rows, wide))
    return workbook_bytes(book, day=FIXED_DAY)


def _read_me(sheets: list[Sheet], codebook: Codebook, audience: Audience, *, checks: pd.DataFrame) -> Sheet:
    what = {
        "Register": "One row a file: what was read, what was not, and why.",
        "Evidence": "One row a coded passage and theme, with the words that decided.",
        "Recommendations": "One row a recommendation, with the most alike of an earlier review of ours.",
        "Presence": "One row a review and theme: whether the theme is present or key, and why.",
        "Shares": "One row a theme, measure, period and group: k of n reviews, with its 95 % interval.",
        ELSEWHERE_SHEET: "One row a theme and heading of a national body that shares its ground.",
        PUBLIC_SHEET: "One row a theme: the published reviews, and all reviews where no small number shows.",
    } | CHANGE_SHEETS
    what |= CHECKING_SHEETS
    rows = [("Marking", audience.marking)]
    rows += [("Contact", audience.contact)] if audience.contact else []
    rows += [("How sure", word_sure(checks))]
    rows += [(sheet.name, f"{what[sheet.name]} Rows: {len(sheet.rows):,}.") for sheet in sheets]
    columns = {column for sheet in sheets for column in sheet.widths}
    rows += [("Codebook", f"Version {codebook.version}, digest {codebook.digest[:12]}.")]
    rows += [(name, f"{capital(meaning)}.") for name, meaning in _explain_columns(columns)]
    told = MARK_COLUMNS | STRONGEST_MEANINGS | MATTER_MEANING
    rows += [(name, meaning) for name, meaning in told.items() if name in columns]
    return Sheet("Read me", {"What": 24, "Meaning": 100}, pd.DataFrame(rows, columns=["What", "Meaning"]))


def _explain_columns(columns: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the meaning of each column; by sheet where it means different things on different sheets."""
    meanings: dict[str, dict[str, str]] = {}
    for table, described in TABLES.items():
        for column in described:
            meanings.setdefault(_title(column.name), {}).setdefault(column.meaning, capital(table))
    for name, by_sheet in meanings.items():
        if name in columns:
            for meaning, sheet in by_sheet.items():
                yield (name if len(by_sheet) == 1 else f"{name} ({sheet})"), meaning


def _register_sheet(register: pd.DataFrame) -> Sheet:
    wide = {"file": 40, "title": 50, "partnership": 30, "author": 30, "problems": 50, "found": 60}
    told = register.drop(columns="sha256").assign(found=register["found"].map(word_found))
    return _sheet("Register", told, wide)


def _evidence_sheet(tables: Mapping[str, pd.DataFrame], codebook: Codebook) -> Sheet:
    titles = tables["register"].drop_duplicates("review_id").set_index("review_id")["title"]
    places = tables["passages"].drop(columns="review_id").drop_duplicates("passage_id")
    rows = tables["evidence"].merge(places, on="passage_id", how="left")
    rows["review"] = rows["review_id"].map(titles)
    rows["theme_name"] = _names(rows["theme"], codebook)
    columns = ["review", "page", "section", "heading", "text", "theme_name", "stance", "confidence",
               "basis", "why", "decision", "theme", "review_id", "passage_id"]  # fmt: skip
    wide = {"review": 40, "heading": 30, "text": 80, "theme_name": 30, "why": 40, "passage_id": 24}
    return _sheet("Evidence", rows[columns], wide)


def _recommendations_sheet(tables: Mapping[str, pd.DataFrame], codebook: Codebook) -> Sheet:
    titles = tables["register"].drop_duplicates("review_id").set_index("review_id")["title"]
    rows = tables["recommendations"].copy()
    texts = rows.set_index("recommendation_id")["text"]
    rows.insert(0, "review", rows["review_id"].map(titles))
    names = {theme.id: theme.name for theme in codebook.themes.values()}
    rows["themes"] = [
        "; ".join(names.get(one, one) for one in ids.split("; ") if one) for ids in rows["themes"]
    ]
    rows["asked_before"] = [texts.get(ids.split()[0], "") if ids else "" for ids in rows["similar"]]
    ours = tables["register"].loc[tables["register"]["group"] == "ours", "review_id"]
    matters = number_matters(rows, set(ours))
    rows["matter"] = [matters.get(one, "") for one in rows["recommendation_id"]]
    rows = rows.rename(columns={"text": "what_is_asked"})
    columns = (
        "review page label what_is_asked owners due themes missing matter asked_before likeness heading"
        " review_id recommendation_id similar passages"
    ).split()
    wide = dict.fromkeys(("owners", "themes", "missing", "heading"), 36)
    wide |= {"review": 40, "what_is_asked": 80, "asked_before": 80}
    return _sheet("Recommendations", rows[columns], wide)


def _presence_sheet(tables: Mapping[str, pd.DataFrame], codebook: Codebook) -> Sheet:
    titles = tables["register"].drop_duplicates("review_id").set_index("review_id")["title"]
    rows = mark_rows(tables["presence"].copy(), tables["checks"])
    rows.insert(0, "review", rows["review_id"].map(titles))
    rows.insert(1, "theme_name", _names(rows["theme"], codebook))
    rows[["present", "key"]] = rows[["present", "key"]].replace({True: "yes", False: "no"})
    rows = _with_words(rows, tables["passages"])
    wide = {"review": 50, "theme_name": 36, "key_why": 50, "strongest_words": 80, "strongest": 24}
    return _sheet("Presence", rows, wide)


def _with_words(rows: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the words of their strongest passage, its page and heading, before its id."""
    found = passages.drop_duplicates("passage_id").set_index("passage_id")
    place = rows.columns.get_loc("strongest")
    for offset, (column, source) in enumerate(STRONGEST.items()):
        told = rows["strongest"].map(found[source])
        if source != "page":
            told = told.fillna("")
        rows.insert(place + offset, column, told)
    return rows


def _shares_sheet(shares: pd.DataFrame, codebook: Codebook) -> Sheet:
    rows = shares.copy()
    rows.insert(0, "theme_name", _names(rows["theme"], codebook))
    rows[["share", "low", "high"]] = rows[["share", "low", "high"]].round(4)
    return _sheet("Shares", rows, {"theme_name": 44, "theme": 30, "method": 14})


def _theme_sheet(name: str, table: pd.DataFrame, codebook: Codebook) -> Sheet:
    """Return a table of themes as a sheet with their names; a number without a limit is left empty."""
    rows = table.copy()
    for column in ("other", "theme"):
        if column in rows:
            rows.insert(0, f"{column}_name", _names(rows[column], codebook))
    if "shown" in rows:
        rows["shown"] = rows["shown"].replace("", "yes")
    for column in rows.select_dtypes("float"):
        rows[column] = rows[column].where(np.isfinite(rows[column])).round(4)
    for column in rows.select_dtypes("bool"):
        rows[column] = rows[column].map({True: "yes", False: "no"})
    return _sheet(name, rows, THEME_WIDTHS)


def _recurrences_sheet(tables: Mapping[str, pd.DataFrame], codebook: Codebook) -> Sheet:
    titles = tables["register"].drop_duplicates("review_id").set_index("review_id")["title"]
    rows = _with_words(tables["recurrences"].copy(), tables["passages"])
    rows.insert(int(rows.columns.get_loc("review_id")), "review", rows["review_id"].map(titles).fillna(""))
    return _theme_sheet("Recurrences", rows, codebook)


def _elsewhere_sheet(rows: pd.DataFrame, codebook: Codebook) -> Sheet:
    rows = rows.assign(theme=_names(rows["theme"], codebook)).rename(columns={"theme": "theme_name"})
    wide = {"theme_name": 44, "elsewhere_called": 60, "publisher": 40, "publication": 60, "fit": 40}
    return _sheet(ELSEWHERE_SHEET, rows, wide)


def _sheet(name: str, rows: pd.DataFrame, wide: Mapping[str, int]) -> Sheet:
    widths = {_title(column): wide.get(column, 14) for column in rows}
    return Sheet(name, widths, rows.set_axis(list(widths), axis=1))


def _write_sheet(worksheet: WriteOnlyWorksheet, sheet: Sheet) -> None:
    for place, width in enumerate(sheet.widths.values(), start=1):
        worksheet.column_dimensions[get_column_letter(place)].width = width
    worksheet.freeze_panes = "A2"
    worksheet.print_title_rows = "1:1"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = A4
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    last = get_column_letter(len(sheet.widths))
    worksheet.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    fit_lines(worksheet, 1, _count_lines(sheet.widths, [width / BOLD for width in sheet.widths.values()]))
    worksheet.append(_header_cells(worksheet, sheet))
    # One cell a column, filled anew for each row: a written cell is never read again, and making
    # and styling a new one each time takes most of the time there is.
    cells = [_column_cell(worksheet, width) for width in sheet.widths.values()]
    wrapped = [width if width >= WIDE else 0 for width in sheet.widths.values()]
    for number, row in enumerate(sheet.rows.itertuples(index=False, name=None), 2):
        fit_lines(worksheet, number, _count_lines(row, wrapped))
        worksheet.append(_filled(cells, row))


def _count_lines(values: Iterable[object], widths: Iterable[float]) -> int:
    """Return the lines of the longest text of a row; a column that does not wrap has the width 0."""
    texts = (
        (one, width) for one, width in zip(values, widths, strict=True) if width and isinstance(one, str)
    )
    return max((count_lines(text, width) for text, width in texts), default=1)


def _header_cells(worksheet: WriteOnlyWorksheet, sheet: Sheet) -> Iterator[WriteOnlyCell]:
    for title in sheet.widths:
        cell = WriteOnlyCell(worksheet, title)
        for attribute, value in HEADER.items():
            setattr(cell, attribute, value)
        yield cell


def _column_cell(worksheet: WriteOnlyWorksheet, width: int) -> tuple[WriteOnlyCell, WriteOnlyCell]:
    """Return two cells alike, the second marked as text that only looks like a formula."""
    plain, quoted = WriteOnlyCell(worksheet), WriteOnlyCell(worksheet)
    for cell in (plain, quoted):
        cell.alignment = WRAPPED if width >= WIDE else TOP
    quoted.quotePrefix = True
    return plain, quoted


def _filled(cells: list[tuple[WriteOnlyCell, WriteOnlyCell]], row: tuple) -> list[WriteOnlyCell]:
    filled = []
    for (plain, quoted), value in zip(cells, row, strict=True):
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
            cell = quoted if value.startswith(FORMULA_STARTS) else plain
            cell.value = value
            cell.data_type = "s"
        else:
            cell = plain
            cell.value = None if pd.isna(value) else value
        filled.append(cell)
    return filled


def _names(themes: pd.Series, codebook: Codebook) -> pd.Series:
    known = {theme.id: theme.name for theme in codebook.themes.values()}
    return themes.map(lambda theme: known.get(theme, theme))


def _title(column: str) -> str:
    words = {"k": "k", "n": "n", "text": "Passage", "theme": "Theme id", "theme_name": "Theme",
             "review_id": "Review id", "passage_id": "Passage id", "key_why": "Why key",
             "other": "Other theme id", "other_name": "Other theme", "ac1": "AC1"}  # fmt: skip
    return words.get(column, capital(column.replace("_", " ")))
