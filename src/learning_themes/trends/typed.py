"""Lists that people type as CSV: read with every line's place, so that a mistake can be named."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from learning_themes.errors import InputError


def read_rows(path: Path | str, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield for each row of a CSV file where it stands ("FILE, line N") and its `columns`, stripped.

    Other columns are passed over; nothing comes without a path. Raises InputError if the file cannot be
    read as UTF-8 or lacks a column.
    """
    if not path:
        return
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text: {error}; save it as “CSV UTF-8”") from error
    reader = csv.DictReader(io.StringIO(text))  # not by lines: other signs than an end of line part those too
    try:
        reader.fieldnames = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
        missing = [name for name in columns if name not in reader.fieldnames]
        if missing:
            raise InputError(f"{path}: lacks the column {missing[0]!r}; it needs {', '.join(columns)}")
        for row in reader:
            yield f"{path}, line {reader.line_num}", {name: (row[name] or "").strip() for name in columns}
    except csv.Error as error:
        raise InputError(
            f"{path}, line {reader.line_num}: is no row of CSV: {error}; mend it there"
        ) from None
