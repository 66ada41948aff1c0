"""The list of a disclosure check as a CSV that a person marks, and as a page to read beside it."""

import csv
import io
import re
import shutil
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pypandoc

from learning_themes.errors import InputError, nearest
from learning_themes.files import replace_file
from learning_themes.reports import markdown as md
from learning_themes.reports.render import READER
from learning_themes.reports.wording import capital, count_words

LIST_FILE = "findings.csv"
PAGE_FILE = "findings.html"
BACKUP_FILE = "findings-before.csv"
MARKS = ("ok", "remove")
COLUMNS = ("id", "verdict", "note", "kind", "words", "around", "file", "place", "also", "why")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ALSO_SHOWN = 3
CANNOT_FIND = (
    "names of people without a title before them, first names, nicknames and misspelt names",
    "words that are drawn in a picture, or set in the colour of the page",
    "what only those who knew the family would recognise: an unusual injury, a place of work, a day in the"
    " press",
    "what can be put together with other publications: the review itself, an inquest, a court report",
    "a pseudonym that is a real name, or that somebody else has published with the name",
    "numbers and addresses of other countries, and numbers written in words",
)


class Finding(NamedTuple):
    """One thing for a person to look at; `must_go` if marking it as fine is not enough."""

    id: str
    file: str
    place: str
    kind: str
    words: str
    around: str
    why: str
    must_go: bool = False
    also: tuple[str, ...] = ()


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
        also = _word_also(one)
        row = (one.id, verdict, note, one.kind, one.words, one.around, one.file, one.place, also, one.why)
        writer.writerow([_plain(cell) for cell in row])
    replace_file(path, text.getvalue().encode("utf-8-sig"))
    replace_file(folder / PAGE_FILE, _write_page(findings).encode())
    return path


def read_marks(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the verdict and note that a person typed, by the id of the finding; nothing without a list.

    Raises InputError, naming the line, for a verdict that is not one of MARKS.
    """
    path = folder / LIST_FILE
    if not path.is_file():
        return {}
    lines = _decode(path).splitlines()
    delimiter = max(",;\t", key=(lines[0] if lines else "").count)
    reader = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=delimiter)
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


def _word_also(finding: Finding) -> str:
    more = len(finding.also) - ALSO_SHOWN
    rest = [f"and {count_words(more, 'more place')}"] if more > 0 else []
    return "; ".join([*finding.also[:ALSO_SHOWN], *rest])


def _write_page(findings: Sequence[Finding]) -> str:
    must_go = [one for one in findings if one.must_go]
    others = [one for one in findings if not one.must_go]
    parts = [
        md.heading("Disclosure check of the public version", level=1, name="check"),
        md.escape(f"{capital(count_words(len(findings), 'thing'))} to look at. This page is restricted."),
        md.escape(
            f"Open {LIST_FILE}, write ok or remove in the column verdict of every line, save it, and publish"
            " with your name. Where something is marked remove, change what it comes from or set the"
            " review back"
            " to draft, run again and check again: marks for words that stay are kept."
        ),
    ]
    if must_go:
        parts += [md.heading("To be put right first", level=2, name="must-go"), _table(must_go)]
    if others:
        parts += [md.heading("To be marked", level=2, name="to-mark"), _table(others)]
    parts += [
        md.heading("What this check cannot find", level=2, name="cannot"),
        md.bullets(md.escape(one) for one in CANNOT_FIND),
        md.escape("So a person has to read what is published, and another to look at the pictures."),
    ]
    body = pypandoc.convert_text("\n\n".join(parts), "html5-smart", format=READER, extra_args=["--wrap=none"])
    return HEAD + _let_scroll(body) + "</main></body></html>\n"


def _let_scroll(body: str) -> str:
    """Return the page with each table in a region that scrolls by itself, and that the keyboard reaches."""
    number = count(1)
    region = '<div class="scroll" role="region" tabindex="0" aria-label="Table {}"><table'
    opened = re.sub("<table", lambda _: region.format(next(number)), body)
    return opened.replace("</table>", "</table></div>")


def _table(findings: Sequence[Finding]) -> str:
    rows = [
        (one.kind, one.words, one.around, f"{one.file}, {one.place}. {_word_also(one)}", one.why)
        for one in findings
    ]
    columns = {"Kind": 12, "Words": 18, "Words around": 34, "Where": 20, "Why": 16}
    return md.table(columns, rows, caption=f"{capital(count_words(len(rows), 'line'))}.")


HEAD = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Disclosure check</title><style>
body { font: 15px/1.5 sans-serif; color: #1b2733; max-width: 75rem; margin: 1.5rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; min-width: 42rem; } .scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid #b85c00; } caption { text-align: left; padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem; border-bottom: 1px solid #c9d1d8; }
th { background: #12406b; color: white; } td { overflow-wrap: anywhere; }
@media print { table { min-width: 0; } .scroll { overflow: visible; } }
</style></head><body><main>
"""
