"""Saves what people type into: a dated copy of the old file first, then the new one whole or not at all."""

import re
from datetime import date
from pathlib import Path

from learning_themes.errors import LearningThemesError
from learning_themes.files import replace_file

FOLDER = "backups"
MOST_BACKUPS = 80  # of the tracker two a write, before it and after
_NAME = re.compile(r"(?P<stem>.+)-(?P<day>\d{4}-\d\d-\d\d)(?:-(?P<number>\d+))?")


def list_backups(path: Path) -> list[Path]:
    """Return the copies of `path` that were kept, the oldest first."""
    found = []
    for one in (path.parent / FOLDER).glob(f"{path.stem}-*{path.suffix}"):
        name = _NAME.fullmatch(one.stem)
        if name and name["stem"] == path.stem:
            found.append((name["day"], int(name["number"] or 1), one))
    return [one for *_, one in sorted(found)]


def newest_backup(path: Path) -> Path | None:
    """Return the newest copy of `path`, if there is one."""
    backups = list_backups(path)
    return backups[-1] if backups else None


def save_with_backup(
    path: Path, content: bytes, *, read: bytes | None, error: type[LearningThemesError]
) -> Path | None:
    """Write `content` to `path`, and return the copy that was made of the old file, if there was one.

    `read` are the bytes that `content` was made from. Raises `error`, leaving the file as it is, if it has
    changed since, or another program holds it.
    """
    try:
        backup = None
        if path.exists():
            held = path.read_bytes()
            if held != read:
                raise error(f"{path}: was saved by somebody in the meantime; run again to take that up")
            backup = _back_up(path, held)
        replace_file(path, content)
    except PermissionError as problem:
        raise error(
            f"{path}: cannot be written, for another program holds it or the folder is read-only;"
            " close it there and run again"
        ) from problem
    except OSError as problem:
        raise error(f"{path}: could not be written: {problem.strerror or problem}") from problem
    return backup


def keep_copy(path: Path, *, error: type[LearningThemesError]) -> Path:
    """Keep a copy of `path` as it is now, and return it: a file that is laid over it later loses nothing."""
    try:
        return _back_up(path, path.read_bytes())
    except OSError as problem:
        raise error(f"{path}: no copy could be kept: {problem.strerror or problem}") from problem


def _back_up(path: Path, held: bytes) -> Path:
    """Return the copy of the old file, made under a name of its own; of very many the oldest go."""
    newest = newest_backup(path)
    if newest and newest.read_bytes() == held:
        return newest
    # A clock that was put back must not make the newest copy the oldest, which is the first to go.
    day = max(date.today().isoformat(), _NAME.fullmatch(newest.stem)["day"] if newest else "")
    today = [_NAME.fullmatch(one.stem) for one in list_backups(path) if f"-{day}" in one.stem]
    number = f"-{1 + int(today[-1]['number'] or 1)}" if today else ""
    copy = path.parent / FOLDER / f"{path.stem}-{day}{number}{path.suffix}"
    replace_file(copy, held)
    for old in list_backups(path)[:-MOST_BACKUPS]:
        old.unlink(missing_ok=True)
    return copy
