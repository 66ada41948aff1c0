"""Keeps arrays in a file (`.npz`, no pickle) in the cache: whole or not at all, only the last of its kind."""

import os
import zipfile
from pathlib import Path

import numpy as np

from learning_themes.themes.features import Arrays


def read_arrays(path: Path) -> Arrays:
    """Return the arrays in a file, none if it is not there or damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def take_part(arrays: Arrays, prefix: str) -> Arrays:
    """Return the arrays whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Keep arrays in `KIND-DIGEST.npz`, whole or not at all; older files of the kind go.

    A folder that cannot be written keeps nothing, which costs time and no more.
    """
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, **arrays)
        for older in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.npz"):
            older.unlink()
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
