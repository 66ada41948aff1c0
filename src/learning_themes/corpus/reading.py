"""Reads one file into a row of the register, its passages and its quality: what a worker does.

Nothing here imports pandas: a worker starts sooner without it.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from learning_themes.corpus.details import find_details
from learning_themes.corpus.language import LANGUAGES, find_language
from learning_themes.corpus.passages import make_passages
from learning_themes.corpus.quality import measure_report
from learning_themes.corpus.read import hash_file, read_report
from learning_themes.corpus.report import Report
from learning_themes.corpus.sections import tells_no_chapter
from learning_themes.errors import ReportNotRead
from learning_themes.tables import TABLES

MOST_LETTERS = 10_000_000  # of a report: about 4,000 pages
NO_CHAPTER = (
    "no heading tells where a chapter begins, so all after the first page counts as analysis, questions that"
    " it was asked too; with headings of Word's own styles, or one to a line, it can be read by chapter"
)
FEWEST_WORDS = 100  # with fewer, and of no kind that is known, it is hardly a review


@dataclass(frozen=True)
class Job:
    """A file to read: its name and id, the headings that people mapped, and whether to read its pictures."""

    path: Path
    file: str
    review_id: str
    typed: dict[str, str]
    scans: bool


@dataclass(frozen=True)
class Reading:
    """What a file gives: a row of the register, and rows of the passages and of the table `quality`.

    `sure` is whether the same file gives the same again: a program or the memory may fail once.
    """

    row: dict
    passages: list[dict]
    quality: list[dict]
    sure: bool = True


def read_one(job: Job) -> Reading:
    """Return what the file of a job gives; one that cannot be read gives its row, with the reason."""
    try:
        report = read_report(job.path, job.file, scans=job.scans)
        return tell_report(job, report)
    except ReportNotRead as error:
        return replace(not_read(job, str(error)), sure="LibreOffice" not in str(error))
    except Exception as error:  # one bad file, whatever is wrong with it, must not stop the others
        kind = type(error).__name__
        return not_read(job, f"{job.file} could not be read ({kind}); save it again, or as another format")


def tell_report(job: Job, report: Report) -> Reading:
    """Return what a report that was read gives; one beyond all measure is refused as ReportNotRead."""
    letters = sum(len(block.text) for block in report.blocks)
    if letters > MOST_LETTERS:
        raise ReportNotRead(
            f"{job.file} has {letters:,} letters, and a report may have {MOST_LETTERS:,}; "
            "give each report a file of its own"
        )
    passages = make_passages(report, job.review_id, job.typed)
    return Reading(_make_row(job, report, passages), passages, [measure_report(report, passages, job.typed)])


def not_read(job: Job, reason: str, *, sha256: str | None = None) -> Reading:
    """Return the row of a file that could not be read; its hash is taken if it is not given."""
    known = hash_file(job.path) if sha256 is None else sha256
    row = _row(job, sha256=known, read_status="not-read", problems=reason)
    return Reading(row, [], [], sure=False)


def _make_row(job: Job, report: Report, passages: list[dict]) -> dict:
    """Return the register's row of a report that was read."""
    found = find_details(report)
    language = find_language(block.text for block in report.blocks)
    words = sum(len(passage["text"].split()) for passage in passages)
    problems = [
        *report.warnings,
        *_foreign(language),
        *([NO_CHAPTER] if tells_no_chapter(passages) else []),
        *_short(words, found["review_type"].value if "review_type" in found else ""),
    ]
    told = {
        name: {"value": one.value, "page": one.page, "words": one.words, "confidence": one.confidence}
        for name, one in found.items()
    }
    return _row(
        job,
        sha256=report.sha256,
        pages=report.pages,
        words=words,
        read_status="read-with-warning" if problems else "read",
        problems="; ".join(problems),
        language=language,
        found=json.dumps(told, ensure_ascii=False, sort_keys=True),
        **{name: one.value for name, one in found.items()},
    )


def _foreign(language: str) -> list[str]:
    """Return the warning that a report in another language needs: the codebook's words are English."""
    if language in ("en", ""):
        return []
    return [f"is written in {LANGUAGES[language]}: themes are looked for in English words alone"]


def _short(words: int, kind: str) -> list[str]:
    """Return the warning that a page of a few words needs: it counts as a review like any other."""
    if words >= FEWEST_WORDS or kind:
        return []
    number = "one word" if words == 1 else f"{words:,} words"
    return [f"has only {number} and counts as a review: if it is none, take it out of the folder"]


def _row(job: Job, **values: object) -> dict:
    """Return a register row with `values`, and empty where nothing was found."""
    row: dict[str, object] = {column.name: "" for column in TABLES["register"]}
    row |= {"pages": 0, "words": 0, "review_type": "OTHER", "status": "draft", "found": "{}"}
    return row | {"review_id": job.review_id, "file": job.file} | values
