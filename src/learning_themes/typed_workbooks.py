"""Opens workbooks that people type into, or says in a sentence why they cannot be used or written."""

import io
import warnings
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from learning_themes.errors import LearningThemesError
from learning_themes.packages import explain_unfolding
from learning_themes.saving import newest_backup

MOST_BYTES = 500_000_000  # unpacked: nothing typed is near it, a file made to fill the memory is
NOT_WORKBOOK = b"\xd0\xcf\x11\xe0"  # how a workbook with a password, or of Excel before 2007, begins
# Parts that would be lost when the workbook is written again: then it is not written.
LOST = {
    "xl/charts/": "a chart",
    "xl/chartsheets/": "a chart sheet",
    "xl/diagrams/": "a diagram",
    "xl/media/": "a picture",
    "xl/embeddings/": "an embedded file",
    "xl/ctrlProps/": "buttons or boxes",
    "xl/activeX/": "buttons or boxes",
    "xl/slicers/": "a slicer",
    "xl/timelines/": "a timeline",
    "xl/drawings/drawing": "shapes, pictures or text boxes",
    "xl/connections.xml": "a data connection",
    "xl/queryTables/": "a data connection",
    "xl/vbaProject.bin": "macros",
}


def find_lock(path: Path) -> str:
    """Return who has the workbook open, in words, from the lock file that Excel or LibreOffice leaves; "" if
    none."""
    excel, office = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    for lock in (excel, office):
        if lock.exists():
            return f"{path.name} is open in another program{_owner(lock)}: close it there"
    return ""


def _owner(lock: Path) -> str:
    try:
        content = lock.read_bytes()
    except OSError:
        return ""
    if lock.name.startswith("~$"):
        name = content[1 : 1 + content[0]].decode("cp1252", "replace") if content else ""
    else:
        name = content.decode("utf-8", "replace").split(",")[0]
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    return f" ({name[:60]})" if name else ""


def load_typed(path: Path, content: bytes, *, error: type[LearningThemesError]) -> Workbook:
    """Return the workbook in `content`; raises `error` if it is damaged, locked or no workbook."""
    if content.startswith(NOT_WORKBOOK):
        raise error(
            f"{path}: has a password, or is of a version before Excel 2007; save it as an Excel workbook"
            " (.xlsx)"
            " without a password"
        )
    if told := explain_unfolding(content, most=MOST_BYTES):
        raise error(f"{path}: {told}; put back a backup")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), rich_text=True)
    except Exception as problem:  # a damaged workbook fails in any of a hundred ways inside the library
        backup = newest_backup(path)
        advice = f"the newest copy of it is {backup}" if backup else "there is no copy of it in backups"
        raise error(
            f"{path}: is damaged or no Excel workbook ({type(problem).__name__}); {advice}. It was left as it"
            " is"
        ) from problem


def find_lost(path: Path, content: bytes) -> str:
    """Return why a workbook cannot be written again without a loss, in words; "" if it can."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if not _is_empty_drawing(parts, name)]
    lost = sorted({words for part, words in LOST.items() if any(name.startswith(part) for name in names)})
    if not lost:
        return ""
    return (
        f"{path.name} holds {' and '.join(lost)}, which would be lost when it is written;"
        " move that into a workbook of its own"
    )


def _is_empty_drawing(parts: zipfile.ZipFile, name: str) -> bool:
    """Return whether a part is a drawing with nothing in it, as LibreOffice writes beside each comment."""
    return name.startswith("xl/drawings/drawing") and b"Anchor" not in parts.read(name)
