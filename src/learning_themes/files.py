"""Files written whole or not at all, and packages that are the same bytes for the same content."""

import io
import os
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook

FIXED_TIME = (2000, 1, 1, 0, 0, 0)
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
    finally:
        partial.unlink(missing_ok=True)
    return path


def workbook_bytes(book: Workbook, *, day: str) -> bytes:
    """Return the workbook's bytes with every time in it set to `day` (YYYY-MM-DD)."""
    saved = io.BytesIO()
    book.save(saved)
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
