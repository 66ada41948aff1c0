"""Reads what a run was asked from its `run.json`, or says in a sentence why that cannot be."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from learning_themes.errors import InputError
from learning_themes.parameters import Parameters

RECORD = "run.json"


def load_record(path: Path) -> dict[str, Any]:
    """Return what stands in a JSON file that a program wrote; raises InputError if it is damaged."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: cannot be read: {error}; make the run again, or put the file back from a copy"
        ) from None
    if not isinstance(record, dict):
        raise InputError(f"{path}: holds no record; make the run again, or put the file back from a copy")
    return record


def read_asked(run: Path) -> Parameters:
    """Return the parameters that the run in a folder was made with.

    Raises InputError for a damaged record, and for one with parameters that this version does not know.
    """
    path = run / RECORD
    try:
        return Parameters.model_validate(load_record(path).get("parameters"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "parameters"
        raise InputError(
            f"{path}: cannot be read: {where}: {first['msg']}; if a later version of the suite made this run,"
            " open it with that, or make the run again"
        ) from None
