"""The gaps that a program cannot fill: people write into them once, and later runs take it over."""

import csv
import io
import re
from codecs import BOM_UTF8
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.files import append_line
from learning_themes.reports.drafts import GAP_OPENS

NAME = "gaps.csv"
COLUMNS = ("gap", "words")
LONGEST = 2000  # letters of what is written into a gap
_GAP = re.compile(rf"{re.escape(GAP_OPENS)}([^\[\]]+)\]")


class Gaps:
    """What people wrote into gaps, by the words of the gap; it notes every gap that it is asked about."""

    def __init__(self, path: Path | None, written: dict[str, str]) -> None:
        self._path, self._written, self._met = path, written, dict.fromkeys(written)

    def fill(self, text: str) -> str:
        """Return the text with what people wrote in place of each gap; a gap without words stays."""
        self._met |= dict.fromkeys(match[1] for match in _GAP.finditer(text))
        return _GAP.sub(lambda match: self._written.get(match[1]) or match[0], text)

    def keep(self) -> None:
        """Add a line for each gap that the list lacks, to be filled in there; no line of it changes."""
        new = [gap for gap in self._met if gap not in self._written]
        if self._path is None or not new:
            return
        if not self._path.is_file():
            append_line(self._path, BOM_UTF8 + _line(COLUMNS))  # by which Excel knows that it is UTF-8
        for gap in new:
            append_line(self._path, _line((gap, "")))
            self._written[gap] = ""


NO_GAPS = Gaps(None, {})


def read_gaps(people: Path | str) -> Gaps:
    """Return what people wrote into the gaps: gaps.csv in their folder, or nothing.

    The CSV has the columns gap and words. Raises InputError, naming the file, for one that cannot be read.
    """
    path = Path(people) / NAME if str(people) else None
    written: dict[str, str] = {}
    if path is None or not path.is_file():
        return Gaps(path, written)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise InputError(
                    f"{path}: lacks the columns {', '.join(sorted(missing))}; it has gap and words, with"
                    " commas between"
                )
            for row in reader:
                gap, words = (" ".join((row[name] or "").split()) for name in COLUMNS)
                written[gap] = written.get(gap) or words[:LONGEST]
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: cannot be read as CSV in UTF-8; save it as “CSV UTF-8”") from None
    return Gaps(path, written)


def _line(values: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(values)
    return text.getvalue().encode()
