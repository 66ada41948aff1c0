"""Writes a run's coded corpus for other programs: REFI-QDA, CSV, Excel or Parquet.

The columns of the three last are those of `evidence` and `passages` in `docs/reference-tables.md`.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from learning_themes.errors import InputError
from learning_themes.files import replace_file
from learning_themes.reports.workbook import make_workbook
from learning_themes.tables import read_table
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.refi import export_codebook, export_project
from learning_themes.typed_cells import guard_cell

EXPORTS = (".qdpx", ".qdc", ".csv", ".xlsx", ".parquet")
TABLES = ("register", "passages", "evidence", "decisions")


def export_run(run: Path, codebook: Codebook, out: Path, *, record: Mapping) -> int:
    """Write `out` in the format of its ending, and return how many coded pairs it holds (a .qdc none)."""
    tables = {name: read_table(name, run / "tables") for name in TABLES}
    kind = out.suffix.lower()
    try:
        if kind == ".qdc":
            replace_file(out, export_codebook(codebook))
            return 0
        if kind == ".qdpx":
            asked = record["parameters"]
            packed = export_project(tables, codebook, name=asked["partnership"], day=asked["as_of"])
            replace_file(out, packed)
        else:
            replace_file(out, _as_table(join_evidence(tables), kind))
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    return len(tables["evidence"])


def join_evidence(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the evidence, each row with the place and words of its passage."""
    places = tables["passages"].drop(columns="review_id")
    return tables["evidence"].merge(places, on="passage_id", how="left", validate="many_to_one")


def _as_table(rows: pd.DataFrame, kind: str) -> bytes:
    if kind == ".xlsx":
        return make_workbook("Evidence", rows, {"text": 80, "heading": 30, "why": 40, "passage_id": 24})
    if kind == ".csv":
        return rows.map(guard_cell).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    packed = io.BytesIO()
    rows.to_parquet(packed, index=False)
    return packed.getvalue()
