"""Every value of the register with how sure it is, its page and its words, as a table to look at."""

import html
import json
from collections.abc import Iterator

import pandas as pd

FIELDS = {
    "title": "title",
    "review_type": "kind",
    "partnership": "partnership",
    "author": "author",
    "published_date": "published",
    "incident_date": "incident",
    "child_age": "age of the child",
    "gender": "girl or boy",
}
COLUMNS = ["file", "field", "found", "how sure", "page", "words", "typed"]
TYPED = "typed by a person"
_SCROLL = "max-height:32em;overflow:auto;border:1px solid"


def list_found(register: pd.DataFrame) -> pd.DataFrame:
    """Return a row a file that was read and field: columns file, field, found, how sure, page, words, typed.

    What was found stays there when a person typed another value, which is then under `typed`.
    """
    read = register[register["read_status"] != "not-read"]
    return pd.DataFrame(list(_list(read)), columns=COLUMNS)


def _list(read: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for row in read.to_dict("records"):
        found = json.loads(row["found"])
        for column, name in FIELDS.items():
            one = found.get(column, {})
            page = str(one.get("page") or "")
            typed = (row[column] or "-") if one.get("typed") else ""
            sure = one.get("confidence", "")
            yield row["file"], name, one.get("value", ""), sure, page, one.get("words", ""), typed


def word_found(told: str) -> str:
    """Return in a line what the column `found` of the register holds: each value, its page and how sure.

    >>> word_found('{"title": {"value": "Child Q", "page": 1, "words": "Child Q", "confidence": "high"}}')
    'title “Child Q” (page 1, high)'
    """
    found, parts = json.loads(told or "{}"), []
    for column, name in FIELDS.items():
        one = found.get(column, {})
        page = f"page {one['page']}" if one.get("page") else ""
        how = ", ".join(filter(None, (page, one.get("confidence", ""), TYPED if one.get("typed") else "")))
        if how:
            value = f" “{one['value']}”" if one.get("value") else ""
            parts.append(f"{name}{value} ({how})")
    return "; ".join(parts)


def show_found(register: pd.DataFrame) -> str:
    """Return HTML of the table that `list_found` gives, to scroll in; words of reports are escaped."""
    heads = "".join(f'<th scope="col" style="text-align:left">{html.escape(name)}</th>' for name in COLUMNS)
    rows = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{html.escape(text)}</td>' for text in row) + "</tr>"
        for row in list_found(register).itertuples(index=False)
    )
    return (
        f'<div role="region" aria-label="Where each value was found" tabindex="0" style="{_SCROLL}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def count_found(register: pd.DataFrame) -> pd.DataFrame:
    """Return how many values of each field were found, how surely, and how many a person typed."""
    found = list_found(register)
    how = found["how sure"].where(found["found"] != "", "empty").where(found["typed"] == "", TYPED)
    counts = pd.crosstab(found["field"], how).reindex(list(FIELDS.values()), fill_value=0)
    columns = [name for name in ("high", "medium", "low", "empty", TYPED) if name in counts]
    return counts[columns].rename_axis(index=None, columns=None)
