"""The reviews that count: the files of one review made one row, dated and told apart by group."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from learning_themes.errors import ParametersError, nearest

DATES = {"publication": "published_date", "incident": "incident_date"}
COLUMNS = [
    "review_id",
    "group",
    "title",
    "review_type",
    "date",
    "year",
    "status",
    "pages",
    "files",
]
STARTS_WITH_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class ReviewCounts:
    """How many reviews and files of one group were read, and how many of the reviews have a date."""

    reviews: int
    files_read: int
    files_not_read: int
    undated: int
    drafts: int
    other_kinds: int
    first_year: str
    last_year: str


def list_reviews(register: pd.DataFrame, *, dates: str, kinds: Collection[str] = ()) -> pd.DataFrame:
    """Return one row a counted review, with the columns of COLUMNS.

    A review counts when at least one of its files was read. Its title and kind are those of its first
    file that has one, beginning with the one that is counted, and its pages those of the counted file;
    its date is the earliest that its files give, so that an action plan added later does not move the
    review; `year` is empty for a review without a date. It is a draft until
    all its files are set published. With `kinds` (review types) only those count. Reviews come in order
    of group, year and title.
    """
    column = date_column(dates)
    read = register[register["read_status"] != "not-read"]
    reviews = pd.DataFrame(_merge_files(read, column), columns=COLUMNS)
    if kinds:
        reviews = reviews[reviews["review_type"].isin(list(kinds))].copy()
    reviews["_undated"] = reviews["year"] == ""
    order = ["group", "_undated", "date", "title", "review_id"]
    reviews = reviews.sort_values(order, ascending=[False, True, True, True, True], kind="stable")
    return reviews[COLUMNS].reset_index(drop=True)


def date_column(dates: str) -> str:
    """Return the register column for `dates`; raises ParametersError if it is not one of DATES."""
    if dates not in DATES:
        allowed = " or ".join(DATES)
        problem = f"dates: {dates!r} is not allowed; use {allowed}.{nearest(str(dates), DATES)}"
        raise ParametersError([problem])
    return DATES[dates]


def count_reviews(
    register: pd.DataFrame, *, dates: str, group: str, kinds: Collection[str] = ()
) -> ReviewCounts:
    """Return how many reviews and files of `group` were read, and how the reviews are dated."""
    files = register[register["group"] == group]
    reviews = list_reviews(files, dates=dates, kinds=kinds)
    years = sorted(year for year in reviews["year"] if year)
    unread = int((files["read_status"] == "not-read").sum())
    return ReviewCounts(
        reviews=len(reviews),
        files_read=len(files) - unread,
        files_not_read=unread,
        undated=len(reviews) - len(years),
        drafts=int((reviews["status"] == "draft").sum()),
        other_kinds=len(list_reviews(files, dates=dates)) - len(reviews),
        first_year=years[0] if years else "",
        last_year=years[-1] if years else "",
    )


def _merge_files(read: pd.DataFrame, column: str) -> Iterator[dict]:
    for review_id, files in read.groupby("review_id", sort=False):
        known = [date for date in files[column] if STARTS_WITH_YEAR.match(date)]
        date = min(known, default="")
        yield {
            "review_id": review_id,
            "group": files["group"].iloc[0],
            "title": _first(files["title"]) or files["file"].iloc[0],
            "review_type": _first(files["review_type"].replace("OTHER", "")) or "OTHER",
            "date": date,
            "year": date[:4],
            "status": "published" if (files["status"] == "published").all() else "draft",
            "pages": int(files["pages"].iloc[0]),
            "files": _list_files(list(files["file"])),
        }


def _list_files(files: list[str]) -> str:
    """Return the names of a review's files, the counted one first and, beside others, named as such."""
    counted, *others = files
    return "; ".join([f"{counted} (counted)", *others]) if others else counted


def _first(values: pd.Series) -> str:
    return next((value for value in values if value.strip()), "")


def count_checked(evidence: pd.DataFrame) -> tuple[int, int]:
    """Return how many rows of evidence an analyst has decided on or made, and how many there are."""
    seen = (evidence["decision"] != "") | (evidence["basis"] == "analyst")
    return int(seen.sum()), len(evidence)
