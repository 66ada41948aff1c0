"""Finds the programs that read what Python cannot: they are used where they are installed."""

import os
import shutil
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

_PROGRAMS = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"))
_TESSERACT = (_PROGRAMS / "Tesseract-OCR" / "tesseract.exe",)
_LIBREOFFICE = (
    _PROGRAMS / "LibreOffice" / "program" / "soffice.exe",
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)


@cache
def find_tesseract() -> str:
    """Return the path of the program, or "" where it is not installed."""
    return _find(("tesseract",), _TESSERACT)


@cache
def find_ocr() -> str:
    """Return what reads pages that are pictures: tesseract, else RapidOCR and its version, or ""."""
    if find_tesseract():
        return "tesseract"
    return f"RapidOCR {version('rapidocr')}" if find_spec("rapidocr") else ""


@cache
def find_libreoffice() -> str:
    """Return the path of the program, or "" where it is not installed."""
    return _find(("soffice", "libreoffice"), _LIBREOFFICE)


def identify(program: str) -> list[str | int]:
    """Return what tells one installation of a program from another: path, size and time; [] without one."""
    try:
        stat = Path(program).stat()
    except OSError:
        return []
    return [program, stat.st_size, stat.st_mtime_ns] if program else []


def _find(names: tuple[str, ...], places: tuple[Path, ...]) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or next((str(path) for path in places if path.is_file()), "")
