"""The list of a disclosure check as a CSV that a person marks, and as a page to read beside it."""

import csv
import io
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from learning_themes.errors import InputError, nearest
from learning_themes.files import replace_file
from learning_themes.reports.disclosure_groups import Finding
from learning_themes.reports.disclosure_page import word_also, write_page

LIST_FILE = "findings.csv"
PAGE_FILE = "findings.html"
BACKUP_FILE = "findings-before.csv"
MARKS = ("ok", "remove")
COLUMNS = ("id", "verdict", "note", "kind", "words", "around", "file", "place", "also", "source", "why")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Marks = Mapping[str, tuple[str, str]]


def write_list(folder: Path, findings: Sequence[Finding], marks: Marks) -> Path:
    """Write the list as CSV, with the marks made so far, and as a page; return the path of the CSV.

    An earlier CSV is kept beside it as BACKUP_FILE, since a person has typed in it.
    """
    path = folder / LIST_FILE
    if path.is_file():
        shutil.copy2(path, folder / BACKUP_FILE)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in findings:
        verdict, note = marks.get(one.id, ("", ""))
        also = word_also(one)
        told = (one.kind, one.words, one.around, one.file, one.place, also, one.source, one.why)
        writer.writerow([_plain(cell) for cell in (one.id, verdict, note, *told)])
    replace_file(path, text.getvalue().encode("utf-8-sig"))
    replace_file(folder / PAGE_FILE, write_page(findings).encode())
    return path


def read_marks(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the verdict and note that a person typed, by the id of the finding; nothing without a list.

    Raises InputError, naming the line, for a verdict that is not one of MARKS.
    """
    path = folder / LIST_FILE
    if not path.is_file():
        return {}
    text = _decode(path)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    missing = [name for name in ("id", "verdict") if name not in (reader.fieldnames or [])]
    if missing:
        raise InputError(
            f"{path}: lacks the column {missing[0]!r}; run check-disclosure again to make a new list"
        )
    marks = {}
    for row in reader:
        verdict = (row["verdict"] or "").strip().casefold()
        if verdict and verdict not in MARKS:
            hint = nearest(verdict, MARKS)
            raise InputError(
                f"{path}, line {reader.line_num}: {verdict!r} is no verdict; write ok or remove.{hint}"
            )
        marks[(row["id"] or "").strip()] = (verdict, (row.get("note") or "").strip())
    return marks


def _decode(path: Path) -> str:
    """Return the text of a CSV that Excel may have saved again in the letters of Windows."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be opened ({error.strerror}); close it in Excel and try again"
        ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
