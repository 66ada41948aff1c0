"""What notebook 01_read shows: the register and passages as tables to look at."""

import pandas as pd

from learning_themes.corpus.register import Corpus
from learning_themes.corpus.register_book import RegisterResult
from learning_themes.tables import SECTIONS

_SHOWN = {
    "file": "file",
    "title": "title",
    "review_type": "kind",
    "published_date": "published",
    "incident_date": "incident",
    "author": "author",
    "pages": "pages",
    "words": "words",
    "read_status": "reading",
    "counted_file": "counted instead",
}


def show_register(register: pd.DataFrame) -> pd.DataFrame:
    """Return the register's columns that a person looks at first, a row a file."""
    return register[list(_SHOWN)].rename(columns=_SHOWN)


def show_problems(corpus: Corpus) -> pd.DataFrame:
    """Return each file with a problem and what it is; files left alone come last."""
    register = corpus.register
    rows = register.loc[register["problems"] != "", ["file", "read_status", "problems"]]
    rows = rows.set_axis(["file", "reading", "problem"], axis="columns")
    left = pd.DataFrame(
        [(file, "left alone", "no kind of report") for file in corpus.left_alone],
        columns=["file", "reading", "problem"],
    )
    return pd.concat([rows, left], ignore_index=True)


def count_sections(register: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Return how many passages of each report stand in each section."""
    counts = pd.crosstab(passages["review_id"], passages["section"])
    columns = [section for section in SECTIONS if section in counts]
    names = register.drop_duplicates("review_id").set_index("review_id")["file"]
    return counts[columns].rename(index=names).rename_axis(index="file", columns=None)


def show_passages(register: pd.DataFrame, passages: pd.DataFrame, *, each: int = 2) -> pd.DataFrame:
    """Return the first `each` passages of findings of every report, with their place."""
    counted = passages[passages["section"].isin(("findings", "analysis", "recommendations"))]
    some = counted[counted["kind"] != "heading"].groupby("review_id", sort=False).head(each)
    files = register.drop_duplicates("review_id").set_index("review_id")["file"]
    shown = some.assign(file=some["review_id"].map(files))
    return shown[["file", "page", "section", "heading", "text"]].reset_index(drop=True)


def show_told(corpus: Corpus, *results: RegisterResult) -> pd.DataFrame:
    """Return what a person should know of corrections and headings that were typed, and of the workbook."""
    told = [*corpus.told, *(line for one in results for line in one.told)]
    added = [f"{len(one.added)} files are new in {one.path.name}" for one in results if one.added]
    return pd.DataFrame({"about the corrections": [*told, *added] or ["nothing to settle"]})
