"""Which reviews are new since the last board report: each report leaves a line of JSON with those it counted.

It stands in the folder of what people typed and not in the run folder, as the history of actions does: runs
are made anew, moved and deleted, and what is new since the last report must be told all the same.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.errors import InputError
from learning_themes.files import append_line
from learning_themes.tables import make_table
from learning_themes.trends.reviews import list_reviews

NAME = "reviews-history.jsonl"
NEW, KNOWN, GONE = "new", "known", "gone"
Reviews = dict[str, list[str]]  # the hashes of its files, by the id of the review


def find_new_reviews(people: Path | str, register: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Return the table `new_reviews`: our reviews now and at the last report of a day before `as_of`.

    A review whose id is another one now is known by its files. There are no rows where no earlier report is
    known.
    """
    earlier = [line for line in _read_lines(people) if line[0] < as_of]
    if not earlier:
        return make_table("new_reviews", [])
    since, before = earlier[-1]
    now = _list_files(register)
    rows = [_row(one, since, KNOWN if _is_in(one, now, before) else NEW) for one in now]
    rows += [_row(one, since, GONE) for one in before if not _is_in(one, before, now)]
    return make_table("new_reviews", rows)


def record_report(people: Path | str, register: pd.DataFrame, *, as_of: str, audience: str = "board") -> bool:
    """Add a line of the reviews that the board report of `as_of` counts; return whether it was added.

    A version for the public is no report to the board. Nor does a run of an earlier day than the last line
    add one, which looks back, nor one of a day to come, after which nothing could be added until then.
    """
    lines, reviews = _read_lines(people), _list_files(register)
    looks_back = bool(lines) and lines[-1][0] > as_of
    if not people or audience != "board" or looks_back or as_of > date.today().isoformat():
        return False
    if lines and lines[-1] == (as_of, reviews):
        return False
    path = Path(people) / NAME
    try:
        append_line(path, json.dumps({"as_of": as_of, "reviews": reviews}, ensure_ascii=False).encode())
    except OSError as error:
        raise InputError(f"{path}: could not be written: {error.strerror or error}; run again") from error
    return True


def tell_ahead(*, as_of: str, audience: str = "board") -> str:
    """Return that a report to the board of a day to come is in no history, with what to do; else ""."""
    if audience != "board" or as_of <= date.today().isoformat():
        return ""
    return (
        f"The day of this report, {as_of}, is still to come, so it left no line in {NAME} nor in"
        " actions-history.jsonl: the next report will tell what is new, and what moved, since the report"
        f" before this one. To have it counted as a report, run the same again on {as_of} or later"
    )


def _list_files(register: pd.DataFrame) -> Reviews:
    """Return the reviews of ours that count, with the hashes of their files in order."""
    reviews = list_reviews(register, dates="publication")
    ours = reviews["review_id"][reviews["group"] == "ours"]
    return {one: sorted(register["sha256"][register["review_id"] == one]) for one in sorted(ours)}


def _is_in(one: str, reviews: Reviews, others: Reviews) -> bool:
    hashes = {digest for files in others.values() for digest in files}
    return one in others or bool(hashes & set(reviews[one]))


def _row(review_id: str, since: str, state: str) -> dict[str, str]:
    return {"review_id": review_id, "since": since, "state": state}


def _read_lines(people: Path | str) -> list[tuple[str, Reviews]]:
    """Return the day and the reviews of each report, in order; a line that is broken is passed over."""
    path = Path(people) / NAME
    if not people or not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}; move it away and run again") from error
    return sorted(_parse(text), key=lambda line: line[0])


def _parse(text: str) -> Iterator[tuple[str, Reviews]]:
    for line in text.split("\n"):
        try:
            read = json.loads(line)
            reviews = {str(one): [str(file) for file in files] for one, files in read["reviews"].items()}
            date.fromisoformat(read["as_of"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
        yield read["as_of"], reviews
