"""Reads a folder of reports into the register and the passages."""

import csv
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.cache import Cache, find_cache
from learning_themes.corpus.files_read import read_files
from learning_themes.corpus.read import REPORT_SUFFIXES, UNREAD_SUFFIXES
from learning_themes.corpus.reading import Job
from learning_themes.corpus.typed_headings import HEADINGS, read_headings
from learning_themes.corpus.workers import Limits
from learning_themes.errors import InputError, nearest
from learning_themes.tables import TABLES, join_tables, make_table

CORRECTIONS = "register-corrections.csv"
LIMITS = Limits()
_CORRECTABLE = [
    "title", "review_type", "partnership", "author", "published_date", "incident_date", "child_age", "gender",
    "status",
]  # fmt: skip

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Corpus:
    """What was read: tables `register`, `passages`, `quality`, and files left alone as no kind of report."""

    register: pd.DataFrame
    passages: pd.DataFrame
    quality: pd.DataFrame
    left_alone: tuple[str, ...]


def find_files(folder: Path, *, without: Path | None = None) -> tuple[list[Path], list[Path]]:
    """Return the files of `folder` that may be reports, and those of other kinds, in order of name.

    Folders and files whose names begin with "_" or "." belong to people and programs. Links that
    lead out of the folder are not followed. What lies in the folder `without` belongs to another
    corpus. Raises InputError if the folder is missing.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; give the folder that holds the reports")
    root = folder.resolve()
    reports, others = [], []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(("_", ".", "~$")) for part in inside.parts) or path.is_dir():
            continue
        if without and path.resolve().is_relative_to(without.resolve()):
            continue
        kind = path.suffix.lower() in (*REPORT_SUFFIXES, *UNREAD_SUFFIXES)
        inside_root = path.is_file() and path.resolve().is_relative_to(root)
        (reports if kind and inside_root else others).append(path)
    return reports, others


def read_corpus(
    folder: Path,
    *,
    group: str = "ours",
    people: Path | None = None,
    without: Path | None = None,
    progress: Progress | None = None,
    scans: bool = True,
    limits: Limits = LIMITS,
    cache: Cache | None = None,
) -> Corpus:
    """Return the register and passages of all reports in `folder`; an unreadable one is a row too.

    `people` is the folder of what people typed; its corrections and its headings win over what was found.
    `without` is a folder inside `folder` whose reports belong to another corpus.
    `progress` is called with reports done, reports in all, and the file just read. `scans` asks for pages
    that are pictures to be read, where tesseract is installed. `limits` are what one file may take.
    What was read before comes from `cache`, that of this computer if none is given.
    """
    paths, others = find_files(folder, without=without)
    files = [path.relative_to(folder).as_posix() for path in paths]
    corrections = read_corrections(people / CORRECTIONS) if people else {}
    typed = read_headings(people / HEADINGS) if people else {}
    register, passages, quality, first_seen = [], [], [], {}
    ids = _review_ids(files, group)
    jobs = [Job(path, file, ids[file], typed, scans) for path, file in zip(paths, files, strict=True)]
    cache = cache or find_cache()
    for done, (reading, its_passages) in enumerate(read_files(jobs, limits=limits, cache=cache), 1):
        row = reading.row | {"group": group}
        twin = first_seen.setdefault(row["sha256"], row) if row["sha256"] else row
        if twin is not row and row["read_status"] != "not-read":
            its_passages = its_passages[:0]
            _mark_twin(row, twin)
        row.update(corrections.get(row["file"], {}))
        register.append(row)
        passages.append(its_passages)
        quality += [one | {"group": group} for one in reading.quality]
        if progress:
            progress(done, len(paths), row["file"])
    cache.trim()
    left_alone = tuple(path.relative_to(folder).as_posix() for path in others)
    return Corpus(
        make_table("register", register),
        join_tables("passages", passages),
        make_table("quality", quality),
        left_alone,
    )


def _mark_twin(row: dict, twin: dict) -> None:
    row["review_id"] = twin["review_id"]
    row["read_status"] = "read-with-warning"
    row["problems"] = f"the same file as {twin['file']}: counted once"


def _review_ids(files: list[str], group: str) -> dict[str, str]:
    """Return an id a file from its path, so that other files coming and going leave it as it is."""
    prefix = "" if group == "ours" else f"{group}-"
    ids: dict[str, str] = {}
    for file in files:
        wanted = prefix + _slug(str(Path(file).with_suffix("")))
        if wanted in ids.values():  # two formats of one name, or names that differ in signs alone
            wanted += "-" + hashlib.sha256(file.encode()).hexdigest()[:6]
        ids[file] = wanted
    return ids


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "").replace("’", "")).strip("-") or "report"


def read_corrections(path: Path) -> dict[str, dict[str, str]]:
    """Return people's corrections of the register: for each file, column and value.

    The CSV has the columns file, column and value; others (by, when, note) are theirs. Raises
    InputError, naming the line, for a column that cannot be corrected or a value not allowed.
    """
    if not path.is_file():
        return {}
    corrections: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = {"file", "column", "value"} - set(reader.fieldnames or ())
        if missing:
            raise InputError(f"{path}: lacks the columns {', '.join(sorted(missing))}")
        for row in reader:
            column, value = (row["column"] or "").strip(), (row["value"] or "").strip()
            _check_correction(path, reader.line_num, column, value)
            corrections.setdefault((row["file"] or "").strip(), {})[column] = value
    return corrections


def _check_correction(path: Path, line: int, column: str, value: str) -> None:
    where = f"{path}, line {line}"
    if column not in _CORRECTABLE:
        hint = nearest(column, _CORRECTABLE)
        raise InputError(
            f"{where}: column {column!r} cannot be corrected; allowed are {', '.join(_CORRECTABLE)}.{hint}"
        )
    allowed = next(one.allowed for one in TABLES["register"] if one.name == column)
    if allowed and value not in allowed:
        hint = nearest(value, allowed)
        raise InputError(f"{where}: {value!r} is not one of {', '.join(allowed)}.{hint}")
    if column.endswith("_date") and not re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", value):
        raise InputError(f"{where}: {value!r} is not a date; write 2016, 2016-06 or 2016-06-09")


def read_corpora(
    corpus: Path | str,
    *,
    comparison: Path | str = "",
    people: Path | str = "",
    progress: Progress | None = None,
    scans: bool = True,
) -> Corpus:
    """Return our reports and, if a comparison folder is given, its reports too, told apart by `group`.

    A comparison folder may lie inside the corpus; its reports then count for the comparison alone.
    """
    ours = read_corpus(
        Path(corpus),
        people=Path(people) if people else None,
        without=Path(comparison) if comparison else None,
        progress=progress,
        scans=scans,
    )
    if not comparison:
        return ours
    theirs = read_corpus(
        Path(comparison),
        group="comparison",
        people=Path(comparison) / "_people",
        progress=progress,
        scans=scans,
    )
    return Corpus(
        pd.concat([ours.register, theirs.register], ignore_index=True),
        pd.concat([ours.passages, theirs.passages], ignore_index=True),
        pd.concat([ours.quality, theirs.quality], ignore_index=True),
        ours.left_alone + theirs.left_alone,
    )
