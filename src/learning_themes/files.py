"""Files and folders written whole or not at all, lines that are only added, and packages of fixed bytes."""

import glob
import io
import os
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lxml.etree import SerialisationError
from openpyxl import Workbook

from learning_themes.errors import LearningThemesError
from learning_themes.fitted_rows import fit_rows
from learning_themes.locks import hold

FIXED_TIME = (2000, 1, 1, 0, 0, 0)
STALE = 3600.0  # seconds: no file takes so long to write
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def replace_file(path: Path, content: bytes) -> Path:
    """Write `content` to `path` whole or not at all, through to the disk, and return `path`.

    What stood there before stays until the new file is complete; OSError is left to the caller.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    _sweep(path)
    return path


def _sweep(path: Path) -> None:
    """Delete what processes that were killed left of the same file, once it is old enough to be nobody's."""
    for partial in path.parent.glob(f".{glob.escape(path.name)}.partial-*"):
        with suppress(OSError):
            if time.time() - partial.stat().st_mtime > STALE:
                partial.unlink()


def append_line(path: Path, line: bytes) -> Path:
    """Add one line to `path` by one write, through to the disk, and return `path`.

    A line that an earlier writer left torn stays as a line of its own. OSError is left to the caller.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)  # as any file of the folder: colleagues read it too
    try:
        whole = line if _ends_whole(handle) else b"\n" + line
        if os.write(handle, whole + b"\n") != len(whole) + 1:
            raise OSError("the line was written in part only")
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)
    return path


def _ends_whole(handle: int) -> bool:
    size = os.lseek(handle, 0, os.SEEK_END)
    if not size:
        return True
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) == b"\n"


def _sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk too, where the system can do so."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders; it needs no sync of them either
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


@contextmanager
def grow_folder(target: Path, *, doing: str) -> Iterator[Path]:
    """Yield an empty folder beside `target` that takes its place when the block ends without an error.

    What stood at `target` stays until then. What an earlier process left when it was killed half-way is put
    back or cleared first. Raises Busy if another process is `doing` this to the same folder, and leaves
    OSError to the caller.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part, earlier = _beside(target, "part"), _beside(target, "earlier")
    with hold(_beside(target, "lock"), doing=f"{target}: another process is {doing}"):
        _put_back(target, earlier)
        _clear(part)
        part.mkdir()
        try:
            yield part
            if target.exists():
                target.rename(earlier)
            part.rename(target)
        finally:
            _put_back(target, earlier)
            _clear(part)


def put_back_folder(target: Path) -> None:
    """Put an earlier folder back that a process killed at its last step had moved away from `target`."""
    earlier = _beside(target, "earlier")
    if not target.exists() and earlier.exists():
        with hold(_beside(target, "lock"), doing=f"{target}: another process is writing there"):
            _put_back(target, earlier)


def _beside(target: Path, state: str) -> Path:
    return target.with_name(f".{target.name}.{state}")


def _put_back(target: Path, earlier: Path) -> None:
    """Put the earlier folder back if no new one took its place, or clear it."""
    if earlier.exists() and not target.exists():
        earlier.rename(target)
    _clear(earlier)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def workbook_bytes(book: Workbook, *, day: str) -> bytes:
    """Return the workbook's bytes: rows as high as their words need, every time in it `day` (YYYY-MM-DD).

    Raises LearningThemesError if there is no room for the files that it is made from.
    """
    saved = io.BytesIO()
    fit_rows(book)
    try:
        book.save(saved)
    except (OSError, SerialisationError) as error:
        raise LearningThemesError(
            f"{tempfile.gettempdir()}: a workbook could not be made there ({error}); make room on the disk,"
            " and run again"
        ) from error
    return fix_package(saved.getvalue(), day=day)


def fix_package(content: bytes, *, day: str) -> bytes:
    """Return a Word file, slides or a workbook with every time in it set to `day` (YYYY-MM-DD).

    They are zip packages full of times; so the same content gives the same bytes.
    """
    fixed = io.BytesIO()
    stamp = f"{day}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _STAMPS.sub(rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return fixed.getvalue()
