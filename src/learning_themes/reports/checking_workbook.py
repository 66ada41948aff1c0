"""A draw as a workbook to be answered in Excel: drop-downs for themes, stances and judgements.

What comes from reports is written as plain text, never as a formula.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.files import replace_file, workbook_bytes
from learning_themes.reports.checking_carried import THEMES_A_ROW, YES, Own, fill_passage, fill_review
from learning_themes.reports.workbook import FIXED_DAY, FORMULA_STARTS, HEADER, LONGEST_CELL, WRAPPED
from learning_themes.tables import STANCES
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.items import Item

NAME_CELL, DRAW_CELL = "B3", "F1"
JUDGEMENTS = ("key", "present", "absent")
ANSWER = PatternFill("solid", fgColor="FFF7E0")
# column: width in characters; those to fill in come after the text, the id last and hidden
PASSAGES = {
    "No.": 6, "Report": 28, "Page": 7, "Before": 40, "Passage": 60, "After": 40, "Found": 40,
    "All as found": 12,
    **{f"{what} {n}": width for n in range(1, THEMES_A_ROW + 1)
       for what, width in (("Theme", 30), ("Stance", 16))},
    "No theme": 10, "Note": 30, "Id": 10,
}  # fmt: skip
REVIEWS = {
    "No.": 6, "Report": 28, "File": 28, "Theme": 28, "Definition": 40, "Passages": 90, "Judgement": 14,
    "Note": 30, "Id": 10,
}  # fmt: skip
DIFFERENCES = {
    "No.": 6, "Report": 28, "Page": 7, "Passage": 60, "Theme": 28, "Answers": 50, "Settled": 16, "Id": 10,
}  # fmt: skip
NOT_THIS_THEME = "not this theme"
NOTHING = Own()
HELP = (
    ("How", "On the sheet Passages, give for each passage the themes that it speaks of, each with its stance,"
     " from the drop-downs; or “yes” under No theme. A row left blank is passed over."),
    ("Stances", "shortfall: practice fell short. strength: it worked. recommendation: what should happen."
     " context: the theme is the subject, without a judgement."),
    ("All as found", "If the machine's codes are shown: “yes” takes them all as right; add what is missing."
     " If you give themes without it, only those hold."),
    ("Reviews", "On the sheet Reviews, judge whether the theme is key in the review, present but not key, or"
     " absent. Present: two or more passages judge practice on it. Key: a recommendation, a learning point or"
     " the heading of a finding is about it, or a tenth of the findings."),
    ("Differences", "If there is a sheet Differences, it holds what analysts see differently. Settle each by"
     " the stance that holds, or “not this theme”; until then the machine's coding stands."),
    ("Back", "Save the file, then: python3 start.py check RUN --import THIS-FILE. It may be read in more than"
     " once; nothing is counted twice."),
)  # fmt: skip


def write_checking_workbook(
    path: Path, items: Sequence[Item], codebook: Codebook, *, by: str = "", own: Own = NOTHING
) -> Path:
    """Write the passages and pairs of `items` as a workbook and return its path, which must be new.

    `own` are the answers of `by` that stand already: their rows carry them.
    """
    book = Workbook()
    _fill_read_me(book.active, by)
    passages = [item for item in items if item.kind == "passage"]
    pairs = [item for item in items if item.kind == "pair"]
    _fill_passages(book.create_sheet("Passages"), passages, codebook, own)
    _fill_reviews(book.create_sheet("Reviews"), pairs, codebook, own)
    differences = [item for item in items if item.kind == "settle"]
    if differences:
        _fill_differences(book.create_sheet("Differences"), differences, codebook)
    _fill_themes(book.create_sheet("Themes"), codebook)
    draw = next((item.draw for item in items if item.draw), "")
    _fill_lists(book.create_sheet("Lists"), codebook, draw)
    return replace_file(path, workbook_bytes(book, day=FIXED_DAY))


def choose_path(folder: Path, name: str) -> Path:
    """Return a path for a workbook in `folder` that is not there yet: what was typed is not written over."""
    path, number = folder / f"{name}.xlsx", 2
    while path.exists():
        path, number = folder / f"{name} ({number}).xlsx", number + 1
    return path


def _fill_read_me(sheet: Worksheet, by: str) -> None:
    sheet.title = "Read me"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 100
    _put(sheet, "A1", "RESTRICTED: extracts from reports that may not be published")
    sheet["A1"].font = Font(bold=True)
    _put(sheet, "A3", "Your name")
    sheet["A3"].font = Font(bold=True)
    _put(sheet, NAME_CELL, by)
    sheet[NAME_CELL].fill = ANSWER
    for row, (what, how) in enumerate(HELP, 5):
        _put(sheet, f"A{row}", what)
        _put(sheet, f"B{row}", how)
        sheet[f"A{row}"].alignment = sheet[f"B{row}"].alignment = WRAPPED


def _fill_passages(sheet: Worksheet, items: Sequence[Item], codebook: Codebook, own: Own) -> None:
    _fill_header(sheet, PASSAGES)
    names = {theme.id: theme.name for theme in codebook.themes.values()}
    for row, item in enumerate(items, 2):
        found = (
            "; ".join(f"{names.get(one.theme, one.theme)}: {one.stance}" for one in item.codes) or "no theme"
        )
        values = (item.number, item.title, item.page or "", item.before, item.text, item.after,
                  "hidden until you have answered" if item.blind else found)  # fmt: skip
        _fill_row(sheet, row, values, PASSAGES, item.passage_id, fill_passage(item, own, codebook))
    last = max(2, len(items) + 1)
    for n in range(1, THEMES_A_ROW + 1):
        _offer(sheet, PASSAGES, f"Theme {n}", last, f"Lists!$A$1:$A${len(codebook.themes)}")
        _offer(sheet, PASSAGES, f"Stance {n}", last, f"Lists!$B$1:$B${len(STANCES)}")
    _offer(sheet, PASSAGES, "No theme", last, "Lists!$C$1:$C$1")
    _offer(sheet, PASSAGES, "All as found", last, "Lists!$C$1:$C$1")
    if all(item.blind for item in items):
        for column in ("Found", "All as found"):
            sheet.column_dimensions[_letter(PASSAGES, column)].hidden = True


def _fill_reviews(sheet: Worksheet, items: Sequence[Item], codebook: Codebook, own: Own) -> None:
    _fill_header(sheet, REVIEWS)
    for row, item in enumerate(items, 2):
        theme = codebook.themes.get(item.theme)
        shown = "\n".join(f"- {one.text}{f' (page {one.page})' if one.page else ''}" for one in item.shown)
        values = (item.number, item.title, item.file, theme.name if theme else item.theme,
                  theme.definition if theme else "", shown)  # fmt: skip
        _fill_row(sheet, row, values, REVIEWS, f"{item.review_id}\n{item.theme}", fill_review(item, own))
    last = max(2, len(items) + 1)
    _offer(sheet, REVIEWS, "Judgement", last, f"Lists!$D$1:$D${len(JUDGEMENTS)}")


def _fill_differences(sheet: Worksheet, items: Sequence[Item], codebook: Codebook) -> None:
    _fill_header(sheet, DIFFERENCES)
    for row, item in enumerate(items, 2):
        values = (item.number, item.title, item.page or "", item.text, codebook.themes[item.theme].name,
                  item.answers)  # fmt: skip
        _fill_row(sheet, row, values, DIFFERENCES, f"{item.passage_id}\n{item.theme}")
    last = f"Lists!$E$1:$E${len(STANCES) + 1}"
    _offer(sheet, DIFFERENCES, "Settled", max(2, len(items) + 1), last)


def _fill_themes(sheet: Worksheet, codebook: Codebook) -> None:
    columns = {"Theme": 40, "Family": 30, "Definition": 100}
    _fill_header(sheet, columns)
    for row, theme in enumerate(codebook.themes.values(), 2):
        for column, value in enumerate((theme.name, codebook.families[theme.family], theme.definition), 1):
            _put(sheet, f"{get_column_letter(column)}{row}", value)
            sheet[f"{get_column_letter(column)}{row}"].alignment = WRAPPED


def _fill_lists(sheet: Worksheet, codebook: Codebook, draw: str) -> None:
    names = [theme.name for theme in codebook.themes.values()]
    settled = (*STANCES, NOT_THIS_THEME)
    for letter, values in zip("ABCDE", (names, STANCES, (YES,), JUDGEMENTS, settled), strict=True):
        for row, value in enumerate(values, 1):
            _put(sheet, f"{letter}{row}", value)
    _put(sheet, DRAW_CELL, draw)
    sheet.sheet_state = "hidden"


def _fill_header(sheet: Worksheet, columns: dict[str, int]) -> None:
    for place, (title, width) in enumerate(columns.items(), 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        _put(sheet, f"{letter}1", title)
        for attribute, value in HEADER.items():
            setattr(sheet[f"{letter}1"], attribute, value)
    if "Id" in columns:
        sheet.column_dimensions[_letter(columns, "Id")].hidden = True
    sheet.freeze_panes = "A2"


def _fill_row(
    sheet: Worksheet,
    row: int,
    values: Sequence,
    columns: dict[str, int],
    key: str,
    answered: Mapping[str, str] = MappingProxyType({}),
) -> None:
    for place, title in enumerate(columns, 1):
        cell = f"{get_column_letter(place)}{row}"
        if place <= len(values):
            _put(sheet, cell, values[place - 1])
        elif title == "Id":
            _put(sheet, cell, key)
        else:
            sheet[cell].fill = ANSWER
            _put(sheet, cell, answered.get(title, ""))
        sheet[cell].alignment = WRAPPED
    if "Passage" in columns:
        sheet[f"{_letter(columns, 'Passage')}{row}"].font = Font(bold=True)


def _put(sheet: Worksheet, place: str, value: object) -> None:
    """Write a value; text is text, whatever it looks like."""
    cell = sheet[place]
    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_STARTS)


def _offer(sheet: Worksheet, columns: dict[str, int], title: str, last: int, values: str) -> None:
    letter = _letter(columns, title)
    offered = DataValidation(type="list", formula1=values, allow_blank=True, showErrorMessage=True)
    offered.errorTitle, offered.error = title, "Please choose from the list, or leave it blank."
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{last}")


def _letter(columns: dict[str, int], title: str) -> str:
    return get_column_letter(list(columns).index(title) + 1)
