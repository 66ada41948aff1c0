"""Gathers files into reviews: one id and one counted file for each, with what people typed laid over."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from learning_themes.corpus.earlier_dates import tell_lost_date
from learning_themes.corpus.register_typed import Typed
from learning_themes.corpus.same_review import choose_counted, find_same
from learning_themes.corpus.sections import tells_no_chapter

LONG = 60  # letters from which a passage tells a text from others


@dataclass(frozen=True)
class Reviews:
    """The rows of the register and the passages of the counted files, with the ids of their reviews."""

    register: list[dict]
    passages: list[pa.Table]


def gather_reviews(
    rows: list[dict], passages: Mapping[str, pa.Table], typed: Typed, *, group: str
) -> Reviews:
    """Return the rows and passages of one group with the files of a review under one id.

    The id is what a person typed, else that of an earlier run, else that of the counted file. Passages of
    the other files are left out, so that nothing is counted twice; their rows follow that of the counted
    file, and name it.
    """
    prefix = "" if group == "ours" else f"{group}-"
    ids = {file: _with_prefix(values["review_id"], prefix) for file, values in typed.values.items()
           if values.get("review_id")}  # fmt: skip
    laid = [tell_lost_date(_lay_over(row, typed), typed.dates.get(row["file"])) for row in rows]
    by_file = {row["file"]: row for row in laid}
    keys = {row["file"]: _long_keys(passages[row["file"]]) for row in laid}
    ordered, kept = [], []
    joined = typed.known | ids
    joined |= {file: own for file, row in by_file.items()
               if file not in ids and (own := _own_id(row, typed.known)) in ids.values()}  # fmt: skip
    for files in find_same(laid, keys, joined=joined, typed=ids).values():
        of_review = [by_file[file] for file in files]
        others = choose_counted(of_review, keys, chapterless=_chapterless(files, passages))
        counted = next((row for row in of_review if row["file"] not in others), of_review[0])
        found = _found_id(files, counted, typed.known)
        review_id = next((ids[file] for file in files if file in ids), found)
        of_review.sort(key=lambda row: (row["file"] in others, row["read_status"] == "not-read"))
        ordered += of_review
        for row in of_review:
            kin = others.get(row["file"])
            if kin:
                row["counted_file"], row["read_status"] = kin.counted, "read-with-warning"
                row["problems"] = "; ".join(filter(None, (kin.told, row["problems"])))
            else:
                kept.append(_with_id(passages[row["file"]], row["review_id"], review_id))
            _set_id(row, review_id, found if row["file"] not in ids else _own_id(row, typed.known))
        _tell_drafts(of_review)
    return Reviews(ordered, kept)


def _chapterless(files: list[str], passages: Mapping[str, pa.Table]) -> list[str]:
    """Return the files of a review in which no chapter was found; of a file alone nothing is asked."""
    several = files if len(files) > 1 else []
    return [file for file in several if tells_no_chapter(passages[file].to_pylist())]


def _tell_drafts(of_review: list[dict]) -> None:
    """Say at each draft of a review that it keeps the review a draft, where another file is published."""
    read = [row for row in of_review if row["read_status"] != "not-read"]
    published = [row["file"] for row in read if row["status"] == "published"]
    for row in read if published else ():
        if row["status"] == "draft":
            told = f"is still a draft, which keeps the review a draft although {published[0]} is published"
            row["problems"] = "; ".join(filter(None, (row["problems"], f"{told}: set the status of both")))
            row["read_status"] = "read-with-warning"


def _with_prefix(review_id: str, prefix: str) -> str:
    return review_id if review_id.startswith(prefix) else prefix + review_id


def _lay_over(row: dict, typed: Typed) -> dict:
    """Return a row with what people typed for its file, and where they typed it under `found`."""
    values = typed.values.get(row["file"], {})
    if not values:
        return dict(row)
    found = json.loads(row["found"])
    for column in values:
        found.setdefault(column, {})["typed"] = typed.sources[row["file"]][column]
    own = {column: value for column, value in values.items() if column != "review_id"}
    return row | own | {"found": json.dumps(found, ensure_ascii=False, sort_keys=True)}


def _found_id(files: list[str], counted: Mapping, known: Mapping[str, str]) -> str:
    return next((known[file] for file in files if file in known), counted["review_id"])


def _own_id(row: Mapping, known: Mapping[str, str]) -> str:
    return known.get(row["file"], row["review_id"])


def _set_id(row: dict, review_id: str, found_id: str) -> None:
    found = json.loads(row["found"])
    found["review_id"] = found.get("review_id", {}) | {"value": found_id}
    row["review_id"] = review_id
    row["found"] = json.dumps(found, ensure_ascii=False, sort_keys=True)


def _long_keys(passages: pa.Table) -> frozenset[str]:
    """Return the keys of the long passages: what stands in their ids for their words."""
    long = passages.filter(pc.greater_equal(pc.utf8_length(passages["text"]), LONG))
    return frozenset(re.sub(r"-\d+$", "", one.rpartition(".")[2]) for one in long["passage_id"].to_pylist())


def _with_id(passages: pa.Table, old: str, new: str) -> pa.Table:
    """Return the passages under another review id, which their own ids begin with."""
    if old == new or not len(passages):
        return passages
    ends = pc.utf8_slice_codeunits(passages["passage_id"], len(old))
    names = pa.array([new] * len(passages), pa.string())
    for name, values in (("review_id", names), ("passage_id", pc.binary_join_element_wise(names, ends, ""))):
        passages = passages.set_column(passages.schema.get_field_index(name), name, values)
    return passages
