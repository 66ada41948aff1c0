"""Reads a folder of reports into the register and the passages."""

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.corpus.details import find_details
from learning_themes.corpus.language import LANGUAGES, find_language
from learning_themes.corpus.passages import make_passages
from learning_themes.corpus.quality import measure_report
from learning_themes.corpus.read import REPORT_SUFFIXES, UNREAD_SUFFIXES, load_source, read_report
from learning_themes.corpus.typed_headings import HEADINGS, read_headings
from learning_themes.corpus.workers import Failed, Limits, run_apart
from learning_themes.errors import InputError, ReportNotRead, nearest
from learning_themes.tables import TABLES, make_table

CORRECTIONS = "register-corrections.csv"
LIMITS = Limits()
_CORRECTABLE = [
    "title", "review_type", "partnership", "author", "published_date", "incident_date", "child_age", "gender",
    "status",
]  # fmt: skip

Progress = Callable[[int, int, str], None]
_Read = tuple[dict, list[dict], list[dict]]  # rows of the register, the passages and the table `quality`


@dataclass(frozen=True)
class _Job:
    """A file to read: its name and id, the headings that people mapped, and whether to read its pictures."""

    path: Path
    file: str
    review_id: str
    typed: dict[str, str]
    scans: bool


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
) -> Corpus:
    """Return the register and passages of all reports in `folder`; an unreadable one is a row too.

    `people` is the folder of what people typed; its corrections and its headings win over what was found.
    `without` is a folder inside `folder` whose reports belong to another corpus.
    `progress` is called with reports done, reports in all, and the file just read. `scans` asks for pages
    that are pictures to be read, where tesseract is installed. `limits` are what one file may take.
    """
    paths, others = find_files(folder, without=without)
    files = [path.relative_to(folder).as_posix() for path in paths]
    corrections = read_corrections(people / CORRECTIONS) if people else {}
    typed = read_headings(people / HEADINGS) if people else {}
    register, passages, quality, first_seen = [], [], [], {}
    ids = _review_ids(files, group)
    jobs = [_Job(path, file, ids[file], typed, scans) for path, file in zip(paths, files, strict=True)]
    for done, (row, its_passages, measured) in enumerate(_read_all(jobs, limits), 1):
        row["group"] = group
        twin = first_seen.setdefault(row["sha256"], row) if row["sha256"] else row
        if twin is not row and row["read_status"] != "not-read":
            its_passages = []
            _mark_twin(row, twin)
        row.update(corrections.get(row["file"], {}))
        register.append(row)
        passages += its_passages
        quality += [one | {"group": group} for one in measured]
        if progress:
            progress(done, len(paths), row["file"])
    left_alone = tuple(path.relative_to(folder).as_posix() for path in others)
    return Corpus(
        make_table("register", register),
        make_table("passages", passages),
        make_table("quality", quality),
        left_alone,
    )


def _mark_twin(row: dict, twin: dict) -> None:
    row["review_id"] = twin["review_id"]
    row["read_status"] = "read-with-warning"
    row["problems"] = f"the same file as {twin['file']}: counted once"


def _read_all(jobs: list[_Job], limits: Limits) -> Iterator[_Read]:
    """Yield what each file gives, in order; each is read in a process apart."""
    sized = ((job, _size(job.path)) for job in jobs)
    for job, read in zip(jobs, run_apart(_read_one, sized, limits=limits), strict=True):
        if isinstance(read, Failed):
            reason = f"{job.file} {read.reason}; save it again, or as another format"
            yield _row(job.review_id, job.file, "", read_status="not-read", problems=reason), [], []
        else:
            yield read


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_one(job: _Job) -> _Read:
    path, file, review_id = job.path, job.file, job.review_id
    try:
        report = read_report(path, file, scans=job.scans)
    except ReportNotRead as error:
        return _row(review_id, file, _hash(path, file), read_status="not-read", problems=str(error)), [], []
    except Exception as error:  # one bad file, whatever is wrong with it, must not stop the others
        reason = f"{file} could not be read ({type(error).__name__}); save it again, or as another format"
        return _row(review_id, file, _hash(path, file), read_status="not-read", problems=reason), [], []
    passages = make_passages(report, review_id, job.typed)
    found = find_details(report)
    language = find_language(block.text for block in report.blocks)
    problems = [*report.warnings, *_foreign(language)]
    row = _row(
        review_id,
        file,
        report.sha256,
        pages=report.pages,
        words=sum(len(passage["text"].split()) for passage in passages),
        read_status="read-with-warning" if problems else "read",
        problems="; ".join(problems),
        language=language,
        found=json.dumps(
            {
                name: {"page": one.page, "words": one.words, "confidence": one.confidence}
                for name, one in found.items()
            },
            ensure_ascii=False,
            sort_keys=True,
        ),
        **{name: one.value for name, one in found.items()},
    )
    return row, passages, [measure_report(report, passages, job.typed)]


def _foreign(language: str) -> list[str]:
    """Return the warning that a report in another language needs: the codebook's words are English."""
    if language in ("en", ""):
        return []
    return [f"is written in {LANGUAGES[language]}: themes are looked for in English words alone"]


def _hash(path: Path, file: str) -> str:
    try:
        return load_source(path, file).sha256
    except ReportNotRead:
        return ""


def _row(review_id: str, file: str, sha256: str, **values: object) -> dict:
    """Return a register row with `values`, and empty where nothing was found."""
    row: dict[str, object] = {column.name: "" for column in TABLES["register"]}
    row |= {"pages": 0, "words": 0, "review_type": "OTHER", "status": "draft", "found": "{}"}
    return row | {"review_id": review_id, "file": file, "sha256": sha256} | values


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
