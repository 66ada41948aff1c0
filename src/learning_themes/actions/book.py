"""Draws up the tracker: its sheets, drop-downs, colours and widths, and the look of each new row."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.action_tables import RESPONSES, STATUSES
from learning_themes.actions.columns import BY_KEY, COLUMNS, DATE_KEYS, Layout
from learning_themes.corpus.typed_dates import read_date
from learning_themes.typed_cells import set_text

HOW_TO, ACTIONS, DELETED, LISTS = "How to use this", "Actions", "Deleted rows", "Lists"
LAST_ROW = 5_000  # down to which drop-downs and colours are set
TOP = Alignment(vertical="top", wrap_text=True)
WHITE = Font(bold=True, color="FFFFFF")
MACHINE_HEAD, PEOPLE_HEAD = (PatternFill("solid", fgColor=colour) for colour in ("5A6570", "12406B"))
SHADED = PatternFill("solid", fgColor="EDEFF1")
BRITISH_DAY = "dd/mm/yyyy"
# Words carry the meaning; the colour only helps to find them.
COLOURS = {
    "standing": {
        "overdue": "F8CBAD",
        "due within 90 days": "FFE699",
        "complete, no evidence of impact": "D9E7F5",
        "evidence of impact seen": "C6E0B4",
    },
    "status": {"in progress": "FFF2CC", "complete": "D9E7F5", "evidence of impact seen": "C6E0B4", "stopped":
    "D9D9D9"},
}  # fmt: skip
ADVICE = (
    (
        "What this is",
        "The actions that follow the recommendations of our reviews: a row an action, on the sheet"
        " “Actions”. Each run of Learning Themes adds the recommendations that are new. It moves"
        " nothing and takes nothing away.",
    ),
    (
        "Blue headings are yours",
        "Action, Owner, Due and all other columns with a blue heading belong to people. Action, Owner,"
        " Due and Status were filled in once, from the report as far as it tells them; change them"
        " as you like. The machine never writes there again.",
    ),
    (
        "Grey headings are the machine's",
        "Columns marked “(machine)” come from the reports. If you correct a cell there, your words"
        " stay, and the run says so.",
    ),
    (
        "More than one action",
        "Copy the whole row of the recommendation and change the copy: it gets an id of its own at"
        " the next run. To add an action that follows no recommendation, type it into an empty row at"
        " the end, and type the theme under “Themes”.",
    ),
    (
        "What you may do",
        "Sort (with one cell selected, so that whole rows move), filter, colour, comment, widen, add"
        " columns and sheets, rename and move columns. Please leave the column “Action id”: rows are found"
        " again by it.",
    ),
    (
        "Deleting",
        "Delete a row and it stays deleted: it is listed on the sheet “Deleted rows”, with what was"
        " in it. To have it back, type its action id into an empty row of “Actions”.",
    ),
    (
        "Dates",
        "Type a day as 03/03/2024. A month, a year, “end of June 2026”, “w/c 4 May 2026” and “Q1"
        " 2026/27” are understood too. Other words, such as “asap” or “30 June” without a year, stay as"
        " you typed them, and are listed for you to settle.",
    ),
    (
        "Status",
        "Not started; in progress; complete; evidence of impact seen; stopped. Complete says that it"
        " was done. Evidence of impact says what is different for children: write it into “Evidence of"
        " impact”. Words such as “TBC” or “n/a” count there as none yet.",
    ),
    (
        "Once an action is complete",
        "Give the day under “Completed”. Its themes are then looked for in reviews of later"
        " incidents, and the board report says where they came back. Of several on one theme the last is"
        " held against it: where another is meant, type yes under “Test the effect” in its row.",
    ),
    (
        "Before each run",
        "Save and close this workbook. Before and after it writes, the run puts a dated copy into the folder"
        " “backups” beside it. Work in this one file: an older copy laid over it is"
        " refused. Charts and pictures belong into a workbook of their own.",
    ),
    (
        "Restricted",
        "It holds words from reports that may not be published.",
    ),
)


def new_book() -> tuple[Workbook, Layout]:
    """Return an empty tracker and where its columns stand."""
    book = Workbook()
    _write_advice(book.active)
    sheet = book.create_sheet(ACTIONS)
    layout = Layout(1, {column.key: place for place, column in enumerate(COLUMNS, 1)})
    for column in COLUMNS:
        write_heading(sheet, layout, column.key)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}1"
    _fit_to_page(sheet)
    sheet.print_title_rows = "1:1"
    _write_lists(book)
    _set_rules(sheet, layout)
    book.active = book.sheetnames.index(ACTIONS)
    return book, layout


def _fit_to_page(sheet: Worksheet, orientation: str = "landscape") -> None:
    """Print a sheet on A4, as wide as the paper and as long as it needs."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, orientation
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write_heading(sheet: Worksheet, layout: Layout, key: str) -> None:
    """Write the heading of a column where it stands, shaded by whose it is, and set the column's width."""
    column, place = BY_KEY[key], layout.places[key]
    cell = sheet.cell(layout.header_row, place)
    set_text(cell, column.title)
    cell.font, cell.alignment = WHITE, TOP
    cell.fill = MACHINE_HEAD if column.machine else PEOPLE_HEAD
    sheet.column_dimensions[get_column_letter(place)].width = column.width


def _write_advice(sheet: Worksheet) -> None:
    sheet.title = HOW_TO
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
    sheet.sheet_view.showGridLines = False
    _fit_to_page(sheet, "portrait")
    for number, (lead, words) in enumerate(ADVICE, 1):
        set_text(sheet.cell(number, 1), lead)
        set_text(sheet.cell(number, 2), words)
        sheet.cell(number, 1).font = Font(bold=True)
        for place in (1, 2):
            sheet.cell(number, place).alignment = TOP


def _write_lists(book: Workbook) -> None:
    """Write what the drop-downs offer; they point to it by name, which every version of Excel keeps."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for place, (name, values) in enumerate(
        {"StatusList": STATUSES, "ResponseList": RESPONSES[1:]}.items(), 1
    ):
        for number, value in enumerate(values, 1):
            set_text(sheet.cell(number, place), value)
        letter = get_column_letter(place)
        area = f"'{LISTS}'!${letter}$1:${letter}${len(values)}"
        book.defined_names[name] = DefinedName(name, attr_text=area)


def _set_rules(sheet: Worksheet, layout: Layout) -> None:
    for key, name in (("status", "StatusList"), ("response", "ResponseList")):
        rule = DataValidation(
            type="list", formula1=name, allow_blank=True, errorStyle="warning", showErrorMessage=True
        )
        rule.error = "This is not on the list. It stays as you typed it, but may not be understood."
        sheet.add_data_validation(rule)
        rule.add(_area(layout, key))
    for key in DATE_KEYS:
        hint = DataValidation(allow_blank=True, showInputMessage=True, promptTitle="Date")
        hint.prompt = (
            "A day, such as 03/03/2024. If only the month or the year is known: March 2024, or 2024."
        )
        sheet.add_data_validation(hint)
        hint.add(_area(layout, key))
    for key, colours in COLOURS.items():
        for words, colour in colours.items():
            rule = CellIsRule(operator="equal", formula=[f'"{words}"'], fill=PatternFill(bgColor=colour))
            sheet.conditional_formatting.add(_area(layout, key), rule)


def _area(layout: Layout, key: str) -> str:
    letter = get_column_letter(layout.places[key])
    return f"{letter}{layout.header_row + 1}:{letter}{LAST_ROW}"


def dress_row(sheet: Worksheet, layout: Layout, number: int) -> None:
    """Give a new row its look: wrapped words, shaded where it is the machine's, days as in Britain."""
    for key, place in layout.places.items():
        cell = sheet.cell(number, place)
        cell.alignment, cell.protection = TOP, Protection(locked=BY_KEY[key].machine)
        if BY_KEY[key].machine:
            cell.fill = copy(SHADED)
        if key in DATE_KEYS:
            cell.number_format = BRITISH_DAY


def type_into(sheet: Worksheet, layout: Layout, number: int, key: str, text: str) -> None:
    """Write what a person had typed elsewhere into a cell of people's, a day as a day."""
    if key not in layout.places:
        return
    cell = sheet.cell(number, layout.places[key])
    day = read_date(text).value if key in DATE_KEYS else ""
    if len(day) == len("2024-03-03"):
        cell.value, cell.number_format = date.fromisoformat(day), BRITISH_DAY
    else:
        set_text(cell, text)


def stretch_tables(sheet: Worksheet, last: int) -> None:
    """Let tables that people made of the rows reach down to row `last`."""
    for table in sheet.tables.values():
        table.ref = _longer(table.ref, last)
        if table.autoFilter is not None:
            table.autoFilter.ref = _longer(table.autoFilter.ref, last)


def stretch_filter(sheet: Worksheet, layout: Layout, last: int) -> bool:
    """Let the filter reach down to row `last` and over every column with a heading; return whether it was
    lengthened.

    Who sorts by its arrows moves the columns that it reaches over, and leaves all others where they are.
    """
    before = sheet.auto_filter.ref
    if not before:
        return False
    headed = [*layout.places.values(), *layout.extra]
    sheet.auto_filter.ref = _longer(before, last, columns=headed)
    moved = range_boundaries(before)[0] - range_boundaries(sheet.auto_filter.ref)[0]
    for chosen in sheet.auto_filter.filterColumn:  # counted from the first column of the filter
        chosen.colId += moved
    return sheet.auto_filter.ref != before


def _longer(area: str, last: int, *, columns: Sequence[int] = ()) -> str:
    first_column, first_row, last_column, last_row = range_boundaries(area)
    first, end = min([first_column, *columns]), max([last_column, *columns])
    return f"{get_column_letter(first)}{first_row}:{get_column_letter(end)}{max(last, last_row)}"


def list_deleted(book: Workbook, rows: list[Mapping[str, str]]) -> None:
    """Add rows to the sheet of deleted rows, which is made if it is not there; what stands there stays."""
    if not rows:
        return
    if DELETED not in book.sheetnames:
        sheet = book.create_sheet(DELETED, book.sheetnames.index(LISTS) if LISTS in book.sheetnames else None)
        sheet.freeze_panes = "A2"
        _fit_to_page(sheet)
        for place, heading in enumerate(rows[0], 1):
            cell = sheet.cell(1, place)
            set_text(cell, heading)
            cell.font, cell.fill, cell.alignment = WHITE, MACHINE_HEAD, TOP
            sheet.column_dimensions[get_column_letter(place)].width = 24
    sheet = book[DELETED]
    first = max((number for number, _ in sheet._cells), default=1) + 1
    for number, row in enumerate(rows, first):
        for place, text in enumerate(row.values(), 1):
            set_text(sheet.cell(number, place), text)
            sheet.cell(number, place).alignment = TOP
