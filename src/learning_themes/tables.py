"""The tables that pass between stages: their columns, types and meaning, checked when written and read.

A date is text as exact as it is known: "2016", "2016-06" or "2016-06-09".
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from learning_themes.action_tables import ACTION_TABLES
from learning_themes.check_tables import CHECK_TABLES
from learning_themes.columns import GROUPS, NUMBER, STANCES, TEXT, TRUTH, WHOLE, Column
from learning_themes.decision_tables import DECISION_TABLES
from learning_themes.errors import TableError
from learning_themes.news_tables import NEWS_TABLES

if TYPE_CHECKING:  # what reads one report needs the names of columns, and no pandas
    import pandas as pd

# Arrow's own pool keeps what reading a file needed in passing: of a million passages, 300 MB for nothing.
pa.set_memory_pool(pa.system_memory_pool())

SECTIONS = (
    "front-matter", "summary", "method", "background", "narrative", "analysis", "findings", "good-practice",
    "recommendations", "appendix",
)  # fmt: skip
UNCOUNTED_SECTIONS = ("front-matter", "method", "appendix")
REVIEW_TYPES = ("SCR", "LCSPR", "RR", "CPR", "DHR", "SAR", "THEMATIC", "OTHER")
READ_STATUSES = ("read", "read-with-warning", "not-read")
GENDERS = ("girl", "boy", "")
MEASURES = ("key", "present", "shortfall", "strength", "recommendation")
BREAKDOWNS = ("kind", "age", "gender", "partnership", "window", "before-after")
DIFFERENCES = ("more", "less", "no-difference")
VERDICTS = ("fall", "rise", "no-change", "too-few")

TABLES: dict[str, tuple[Column, ...]] = {
    "register": (
        Column("review_id", TEXT, "the review; files of one review share it and count once"),
        Column("group", TEXT, "ours, or the comparison corpus", GROUPS),
        Column("file", TEXT, "path inside the corpus folder"),
        Column("sha256", TEXT, "hash of the file's bytes"),
        Column("title", TEXT, "title as printed; empty if not found"),
        Column("review_type", TEXT, "kind of review; OTHER if not found", REVIEW_TYPES),
        Column("partnership", TEXT, "partnership or board that commissioned it"),
        Column("author", TEXT, "author or authors, joined by '; '"),
        Column("published_date", TEXT, "YYYY, YYYY-MM or YYYY-MM-DD; empty if not found"),
        Column("incident_date", TEXT, "YYYY, YYYY-MM or YYYY-MM-DD; empty if not found"),
        Column("child_age", TEXT, "age as printed; empty if not found"),
        Column("status", TEXT, "draft until a person sets published", ("draft", "published")),
        Column("pages", WHOLE, "pages as counted; 0 where the format has none"),
        Column("words", WHOLE, "words in the passages kept"),
        Column("read_status", TEXT, "whether it could be read", READ_STATUSES),
        Column("problems", TEXT, "what was warned of, or why it could not be read"),
        Column(
            "found",
            TEXT,
            "each value found with its page and how sure it is, and what was typed; as JSON in the table",
        ),
        Column("gender", TEXT, "of the child; empty if not found, or of several", GENDERS),
        Column("language", TEXT, "code of the language, such as en; empty if there is too little text"),
        Column(
            "counted_file",
            TEXT,
            "the file of the review that is counted instead; empty if it is this one",
            optional=True,
        ),
    ),
    "passages": (
        Column("passage_id", TEXT, "stable across re-runs and re-extraction"),
        Column("review_id", TEXT, "the review it belongs to"),
        Column("page", WHOLE, "page as counted from 1; 0 where the format has none"),
        Column("section", TEXT, "canonical section", SECTIONS),
        Column("heading", TEXT, "nearest heading above, as printed"),
        Column("kind", TEXT, "what it is", ("sentence", "bullet", "row", "heading")),
        Column("label", TEXT, "paragraph number as printed, such as 3.2; empty if none"),
        Column("paragraph", WHOLE, "place of its paragraph in the report, from 0"),
        Column("number", WHOLE, "place of the passage in its paragraph, from 0"),
        Column("text", TEXT, "the words"),
        Column("printed_page", TEXT, "page number as printed; empty if none", optional=True),
    ),
    "quality": (
        Column("file", TEXT, "path inside the corpus folder, of a file that was read"),
        Column("group", TEXT, "ours, or the comparison corpus", GROUPS),
        Column("words", WHOLE, "words in its passages"),
        Column("lines", WHOLE, "printed lines; 0 where the format has none"),
        Column("removed", NUMBER, "share of them taken for running headers, footers and contents"),
        Column("letters", NUMBER, "share of letters among its signs"),
        Column("headings", WHOLE, "headings of chapters"),
        Column("unmapped", WHOLE, "of these, that do not tell their section by their words"),
        Column("scanned", WHOLE, "pages that are pictures"),
        Column("ocr", WHOLE, "of these, pages read from their picture"),
        Column("sure", NUMBER, "how sure that reading was of their words, 0 to 1"),
        Column("hidden", WHOLE, "words that cannot be seen but can be copied, which were left out"),
        Column("look", TEXT, "why a person should look at it; empty if there is no reason"),
    ),
    "evidence": (
        Column("review_id", TEXT, "the review"),
        Column("passage_id", TEXT, "the passage"),
        Column("theme", TEXT, "theme id"),
        Column("stance", TEXT, "what the passage says of practice", STANCES),
        Column("confidence", NUMBER, "that the passage carries the theme, 0 to 1"),
        Column("stance_confidence", NUMBER, "that the stance is the right one, 0 to 1"),
        Column("basis", TEXT, "who found it", ("rule", "classifier", "analyst")),
        Column("why", TEXT, "the words or examples that decided"),
        Column("decision", TEXT, "an analyst's verdict; empty if none"),
    ),
    **ACTION_TABLES,
    **NEWS_TABLES,
    "proposals": (
        Column("proposal_id", TEXT, "the group of words, joined by hyphens"),
        Column("name", TEXT, "a name to begin with: the words that most authors use"),
        Column("words", TEXT, "the words that make the group, joined by '; ', the most novel first"),
        Column("phrases", TEXT, "pairs of words that two authors or more use, joined by '; '"),
        Column("passages", WHOLE, "unexplained passages that hold one of the words"),
        Column("reviews", WHOLE, "reviews with such a passage"),
        Column("authors", WHOLE, "authors of these reviews"),
        Column("novelty", NUMBER, "G² of the most novel word: unexplained against explained passages"),
        Column("gathering", NUMBER, "deviations by which it lies in fewer reviews than chance deals"),
        Column("p", NUMBER, "share of shuffled corpora whose best group gathers as much"),
        Column("stability", NUMBER, "share of draws of four fifths of the reviews that find it too"),
        Column("nearest", TEXT, "id of the theme found most often under the same headings; empty if none"),
        Column("examples", TEXT, "passage_ids of three telling passages, joined by a space"),
    ),
    "presence": (
        Column("review_id", TEXT, "the review"),
        Column("group", TEXT, "ours, or the comparison corpus", GROUPS),
        Column("theme", TEXT, "theme id"),
        Column("present", TRUTH, "two or more counted passages with a stance other than context"),
        Column("key", TRUTH, "present, and the review turns on it"),
        Column("key_why", TEXT, "which rule made it key; empty if it is not"),
        Column("passages", WHOLE, "counted passages with a stance other than context"),
        Column("shortfall", WHOLE, "of these, shortfall"),
        Column("strength", WHOLE, "of these, strength"),
        Column("recommendation", WHOLE, "of these, recommendation"),
        Column("strongest", TEXT, "passage_id of the strongest evidence; empty if none"),
    ),
    "shares": (
        Column("theme", TEXT, "theme id"),
        Column("measure", TEXT, "what is counted", MEASURES),
        Column("period", TEXT, "a year, or 'all'"),
        Column("group", TEXT, "ours, or the comparison corpus", GROUPS),
        Column("k", WHOLE, "reviews in which the measure holds"),
        Column("n", WHOLE, "reviews in the period"),
        Column("share", NUMBER, "k / n; empty if n is 0"),
        Column("low", NUMBER, "lower end of the 95 % interval"),
        Column("high", NUMBER, "upper end of the 95 % interval"),
        Column("method", TEXT, "how the interval was made"),
    ),
    "changes": (
        Column("theme", TEXT, "theme id"),
        Column("first", TRUTH, "a priority theme, tested apart from the others"),
        Column("test", TEXT, "what was compared", ("before-after", "order")),
        Column("day", TEXT, "the last day of before; empty where the order was tested"),
        Column("k_before", WHOLE, "reviews in which the theme is key: before, or in the earlier half"),
        Column("n_before", WHOLE, "reviews before, or in the earlier half"),
        Column("k_after", WHOLE, "reviews in which the theme is key: after, or in the later half"),
        Column("n_after", WHOLE, "reviews after, or in the later half"),
        Column("p", NUMBER, "chance of so large a difference, or a larger one, if nothing changed"),
        Column("p_least", NUMBER, "the smallest p that so many reviews could have shown"),
        Column("p_adjusted", NUMBER, "p with the other themes allowed for; 1 if there are too few"),
        Column("verdict", TEXT, "what may be said", VERDICTS),
    ),
    "signals": (
        Column("theme", TEXT, "theme id"),
        Column("chart", TEXT, "shares by year, or reviews between", ("years", "between")),
        Column("points", WHOLE, "points of the chart"),
        Column("rule", TEXT, "which rule signals; empty if none", ("", "shift", "trend", "long-gap")),
        Column("first", TEXT, "year or date of the first point that signals, or of the gap that does"),
        Column("last", TEXT, "year or date of the last"),
    ),
    "breakdowns": (
        Column("theme", TEXT, "theme id"),
        Column("measure", TEXT, "what is counted", MEASURES),
        Column("by", TEXT, "how our reviews are parted", BREAKDOWNS),
        Column("value", TEXT, "which part"),
        Column("k", WHOLE, "reviews of the part in which the measure holds"),
        Column("n", WHOLE, "reviews of the part"),
        Column("share", NUMBER, "k / n; empty if n is 0"),
        Column("low", NUMBER, "lower end of the 95 % interval"),
        Column("high", NUMBER, "upper end of the 95 % interval"),
        Column("method", TEXT, "how the interval was made"),
    ),
    "recurrences": (
        Column("theme", TEXT, "theme id"),
        Column("action", TEXT, "the action on it, as typed"),
        Column("others", WHOLE, "other completed actions on the theme, which it is not held against"),
        Column("completed", TEXT, "the day on which it was completed"),
        Column("review_id", TEXT, "a review of ours in which the theme is key; empty for the action itself"),
        Column("incident_date", TEXT, "its date of incident; empty if not known"),
        Column("side", TEXT, "where the incident lies; empty if not known", ("before", "after", "")),
        Column("recurs", TRUTH, "after the action, and not only praised"),
        Column("strongest", TEXT, "passage_id of the strongest evidence"),
    ),
    "comparisons": (
        Column("theme", TEXT, "theme id"),
        Column("source", TEXT, "whom we are compared with"),
        Column("k", WHOLE, "our reviews in which the theme is key"),
        Column("n", WHOLE, "our reviews"),
        Column("k_other", WHOLE, "theirs in which it is key"),
        Column("n_other", WHOLE, "theirs"),
        Column("difference", NUMBER, "our share less theirs; empty if either has no reviews"),
        Column("low", NUMBER, "lower end of its 95 % interval"),
        Column("high", NUMBER, "upper end of its 95 % interval"),
        Column("p", NUMBER, "Fisher's exact p value, two-sided"),
        Column("p_adjusted", NUMBER, "p with the other themes allowed for"),
        Column("verdict", TEXT, "what may be said", DIFFERENCES),
    ),
    "pairs": (
        Column("theme", TEXT, "theme id"),
        Column("other", TEXT, "theme id of the other"),
        Column("k", WHOLE, "our reviews in which the theme is key"),
        Column("k_other", WHOLE, "our reviews in which the other is key"),
        Column("both", WHOLE, "our reviews in which both are"),
        Column("n", WHOLE, "our reviews"),
        Column("expected", NUMBER, "reviews with both that chance would give"),
        Column("odds", NUMBER, "odds ratio; infinite if one never comes without the other"),
        Column("low", NUMBER, "lower end of its 95 % interval"),
        Column("high", NUMBER, "upper end of its 95 % interval"),
        Column("p", NUMBER, "Fisher's exact p value, two-sided"),
        Column("p_adjusted", NUMBER, "p with the other pairs allowed for"),
        Column("verdict", TEXT, "what may be said", DIFFERENCES),
    ),
    "agencies": (
        Column("theme", TEXT, "theme id"),
        Column("stance", TEXT, "what the passages say of practice", STANCES),
        Column("agency", TEXT, "an agency that they name"),
        Column(
            "k",
            WHOLE,
            "of these reviews, those with such a passage that names it",
        ),
        Column("n", WHOLE, "our reviews in which the stance holds for the theme, as in shares"),
        Column("passages", WHOLE, "such passages that name it"),
    ),
    "public_totals": (
        Column("theme", TEXT, "theme id"),
        Column("k", WHOLE, "of all our reviews, those in which the theme is key; empty if not shown"),
        Column("n", WHOLE, "all our reviews, published or not; empty if not shown"),
        Column("k_published", WHOLE, "of the published reviews, those in which the theme is key"),
        Column("n_published", WHOLE, "our published reviews"),
        Column("shown", TEXT, "why k and n are not shown; empty if they are"),
    ),
    **CHECK_TABLES,
    **DECISION_TABLES,
}

# Made by stages that a run may do without: where such a table was not written, it has no rows.
OPTIONAL_TABLES = (
    "quality", "recommendations", "actions", "proposals", "public_totals", *CHECK_TABLES, *DECISION_TABLES,
    *NEWS_TABLES,
)  # fmt: skip


def table_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of table `name`."""
    return pa.schema([pa.field(column.name, column.type) for column in TABLES[name]])


def make_table(name: str, rows: list[dict]) -> "pd.DataFrame":
    """Return `rows` as a checked table, with its columns in order even if there are no rows."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=[column.name for column in TABLES[name]])
    return check_table(name, frame)


def pack_rows(name: str, rows: list[dict]) -> pa.Table:
    """Return rows as an Arrow table, without the room that Arrow leaves in what it has just made."""
    made = pa.Table.from_pylist(rows, schema=table_schema(name))
    return made.take(pa.array(range(len(made)), pa.int64()))


def join_tables(name: str, parts: list[pa.Table]) -> "pd.DataFrame":
    """Return Arrow tables, one below the other, as the checked table that their rows would make.

    They are taken out of `parts`: of a national corpus there is no room for two copies.
    """
    whole = pa.concat_tables([table_schema(name).empty_table(), *parts])
    if len(parts) > 1:
        whole = whole.combine_chunks()
    parts.clear()
    return _check_arrow(name, whole)


def _check_arrow(name: str, whole: pa.Table) -> "pd.DataFrame":
    """Return what is of the table's schema as its checked frame, without a second copy."""
    if any(column.null_count for column in whole.columns):
        return check_table(name, whole.to_pandas())  # which says what is missing
    for column in TABLES[name]:
        if column.allowed:
            _check_values(name, column, whole[column.name].unique().to_pandas())
    return whole.to_pandas()


def check_table(name: str, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return `frame` with the columns of table `name` in order and typed; extra columns are dropped.

    Raises TableError for a missing column, a value of the wrong type or one that is not allowed.
    """
    return _pack_frame(name, frame).to_pandas()


def _pack_frame(name: str, frame: "pd.DataFrame") -> pa.Table:
    """Return a frame that holds a table as Arrow's, checked as `check_table` says."""
    frame = _fill_optional(name, frame)
    missing = [column.name for column in TABLES[name] if column.name not in frame]
    if missing:
        raise TableError(f"table {name!r} lacks the columns {', '.join(missing)}")
    frame = frame[[column.name for column in TABLES[name]]]
    for column in TABLES[name]:
        _check_values(name, column, frame[column.name])
    try:
        return pa.Table.from_pandas(frame, schema=table_schema(name), preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TableError(f"table {name!r}: {error}") from error


def _fill_optional(name: str, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table with its optional columns, empty where an older run did not write them."""
    names = [column.name for column in TABLES[name] if column.optional]
    told = {one: frame[one].astype(object).fillna("") if one in frame else "" for one in names}
    return frame.assign(**told) if told else frame


def _check_values(name: str, column: Column, values: "pd.Series") -> None:
    if column.type == TEXT and values.isna().any():
        raise TableError(f"table {name!r}, column {column.name!r}: empty text is '', not missing")
    if column.allowed:
        wrong = sorted(set(values) - set(column.allowed))
        if wrong:
            allowed = ", ".join(column.allowed)
            raise TableError(f"table {name!r}, column {column.name!r}: {wrong[0]!r} is not one of {allowed}")


def write_table(name: str, frame: "pd.DataFrame", folder: Path) -> Path:
    """Write the checked table as `folder/NAME.parquet` and return the path."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.parquet"
    pq.write_table(_pack_frame(name, frame).replace_schema_metadata(None), path)
    return path


def read_table(name: str, folder: Path) -> "pd.DataFrame":
    """Return table `name` of a run folder's `tables/`, checked; an optional one that is missing without rows.

    Raises TableError if the file of another is missing: the notebook that writes it has not run.
    """
    frame = _read_file(name, folder)
    give_back_memory()
    return frame


def give_back_memory() -> None:
    """Give the system what Arrow holds of memory and does not use: a large table's reading leaves a sixth."""
    pa.default_memory_pool().release_unused()


def _read_file(name: str, folder: Path) -> "pd.DataFrame":
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    if name in OPTIONAL_TABLES and not path.is_file():
        return make_table(name, [])
    if not path.is_file():
        raise TableError(f"{path} is missing: run the notebook that writes {name!r} first")
    try:
        arrow = pq.read_table(path, use_threads=False, pre_buffer=False)  # each costs a copy in passing
    except (OSError, pa.ArrowException) as error:
        raise TableError(
            f"{path}: is damaged ({type(error).__name__}); make the run again, or put the file back from a"
            " copy"
        ) from None
    if arrow.schema.equals(table_schema(name)):
        return _check_arrow(name, arrow)
    return check_table(name, arrow.to_pandas())


def read_tables(folder: Path) -> "dict[str, pd.DataFrame]":
    """Return every table of a run folder's `tables/` by name, an optional one that is missing without rows.

    Raises TableError for another that is missing.
    """
    return {name: read_table(name, folder) for name in TABLES}
