"""Cells that people type into, read and written as words: nothing is evaluated, nor made a formula."""

from datetime import datetime

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767


def typed_value(cell: Cell | MergedCell) -> object:
    """Return what was typed into a cell: a formula as its words, styled text as plain text."""
    value = getattr(cell, "value", None)
    if hasattr(value, "text") and hasattr(value, "ref"):  # a formula over several cells
        return value.text
    return str(value) if isinstance(value, list) else value  # styled text is a list of parts


def is_formula(cell: Cell | MergedCell) -> bool:
    """Return whether a cell holds a formula that a person typed."""
    return getattr(cell, "data_type", "") == "f"


def set_text(cell: Cell, text: str) -> None:
    """Write words into a cell, as words whatever they begin with; characters that cannot be held are left
    out."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
    cell.value = text or None
    if text:
        cell.data_type = "s"
        if text.startswith(FORMULA_STARTS):
            cell.style = cell.style if cell.has_style else "Normal"
            cell.quotePrefix = True


def guard_cell(value: object) -> object:
    """Return a value for CSV that Excel will not take for a formula when it opens it: with a quote before it.

    >>> guard_cell("=1+1"), guard_cell(-1)
    ("'=1+1", -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def unguard_cell(text: str) -> str:
    """Return what stood in a cell before `guard_cell`."""
    return text[1:] if text.startswith(tuple(f"'{sign}" for sign in FORMULA_STARTS)) else text


def as_text(typed: object) -> str:
    """Return what a cell holds as stripped text; a whole number without its decimals, a day as YYYY-MM-DD."""
    if typed is None:
        return ""
    if isinstance(typed, datetime):
        midnight = (typed.hour, typed.minute, typed.second) == (0, 0, 0)
        return typed.date().isoformat() if midnight else typed.isoformat(sep=" ")
    if isinstance(typed, float) and typed.is_integer():
        return str(int(typed))
    return str(typed).replace("\r\n", "\n").strip()
