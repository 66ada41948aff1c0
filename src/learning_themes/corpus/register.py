"""Reads a folder of reports into the register and the passages."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from learning_themes.cache import Cache, find_cache
from learning_themes.corpus.files_read import measure_file, read_files
from learning_themes.corpus.read import REPORT_SUFFIXES, UNREAD_SUFFIXES
from learning_themes.corpus.reading import Job
from learning_themes.corpus.register_typed import read_typed
from learning_themes.corpus.reviews import gather_reviews
from learning_themes.corpus.typed_headings import HEADINGS, read_headings, tell_unfitting
from learning_themes.corpus.workers import Limits
from learning_themes.errors import InputError
from learning_themes.progress import Progress
from learning_themes.tables import join_tables, make_table

LIMITS = Limits()
MOST_NAMED = 5
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Corpus:
    """What was read: tables `register`, `passages`, `quality`, and files left alone as no kind of report.

    `told` is what a person should know of the corrections and headings that were typed.
    """

    register: pd.DataFrame
    passages: pd.DataFrame
    quality: pd.DataFrame
    left_alone: tuple[str, ...]
    told: tuple[str, ...] = ()


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


def refuse_no_reports(folder: Path, *, without: Path | None = None) -> None:
    """Raise InputError, naming what lies there, if `folder` holds no file that may be a report."""
    reports, others = find_files(folder, without=without)
    if not reports:
        left = f"; left alone, as no kind of report: {_name_some(others, folder)}" if others else ""
        raise InputError(
            f"{folder}: holds no report; put PDF, Word (.docx), HTML or text files into it{left}"
        )


def _name_some(paths: Sequence[Path], folder: Path) -> str:
    names = [_name(path, folder) for path in paths[:MOST_NAMED]]
    more = len(paths) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


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
    `progress` is called with reports done, reports in all, the file just read, and the share of all bytes
    that is read. `scans` asks for pages that are pictures to be read, where tesseract is installed. `limits`
    are what one file may take.
    What was read before comes from `cache`, that of this computer if none is given.
    """
    paths, others = find_files(folder, without=without)
    files = [_name(path, folder) for path in paths]
    typed_files = read_typed(people)
    typed = read_headings(people / HEADINGS) if people else {}
    register, passages, quality = [], {}, []
    ids = _review_ids(files, group)
    jobs = [Job(path, file, ids[file], typed, scans) for path, file in zip(paths, files, strict=True)]
    cache = cache or find_cache()
    sizes = [1 + measure_file(path) for path in paths]
    if progress:
        progress(0, len(paths), "", 0.0)
    for done, (reading, its_passages) in enumerate(read_files(jobs, limits=limits, cache=cache), 1):
        row = reading.row | {"group": group}
        register.append(row)
        passages[row["file"]] = its_passages
        quality += [one | {"group": group} for one in reading.quality]
        if progress:
            progress(done, len(paths), row["file"], sum(sizes[:done]) / sum(sizes))
    cache.trim()
    told = typed_files.match({row["file"]: row["sha256"] for row in register})
    unfitting = tell_unfitting(people / HEADINGS, _headings(passages.values())) if typed else []
    reviews = gather_reviews(register, passages, told, group=group)
    passages.clear()  # the counted ones are in the reviews
    left_alone = tuple(_name(path, folder) for path in others)
    return Corpus(
        make_table("register", reviews.register),
        join_tables("passages", reviews.passages),
        make_table("quality", quality),
        left_alone,
        (*told.told, *unfitting),
    )


def _headings(tables: Iterable[pa.Table]) -> set[str]:
    """Return the headings of all files, of those too that are not counted."""
    return {
        text
        for passages in tables
        for text in passages.filter(pc.equal(passages["kind"], "heading"))["text"].to_pylist()
    }


def _name(path: Path, folder: Path) -> str:
    """Return the name of a file inside its corpus; signs of control and bytes that are no UTF-8 are told.

    >>> _name(Path("a/two\\nlines.txt"), Path("a"))
    'two\\\\nlines.txt'
    """
    return _UNWRITABLE.sub(lambda sign: repr(sign[0])[1:-1], path.relative_to(folder).as_posix())


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
        ours.told + theirs.told,
    )
