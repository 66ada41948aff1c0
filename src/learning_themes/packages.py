"""Whether a package of parts (.docx, .xlsx, .qdpx: a zip file) may be opened: a bomb is refused unopened."""

import copy
import io
import zipfile
import zlib
from pathlib import Path

MOST_PARTS = 10_000
MOST_UNFOLDED = 300_000_000  # bytes
MOST_RATIO = 250  # of unfolded to packed bytes; office programs stay below 100, and deflate cannot pass 1,032
PIECE = 1_000_000  # bytes
RATIO_FROM = 20_000_000  # bytes unfolded: below, no ratio harms


def explain_unfolding(package: Path | bytes, *, most: int = MOST_UNFOLDED) -> str:
    """Return why a package is not opened, in words that follow "it"; "" if it may be, or is no zip file.

    Every part is unfolded piece by piece and counted, whatever size the package's own list states.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package) if isinstance(package, bytes) else package) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                return f"holds {len(parts):,} parts, more than the {MOST_PARTS:,} of any office file"
            packed = max(1, sum(one.compress_size for one in parts))
            return _count_parts(archive, parts, most, packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        return ""  # who opens it says what is wrong


def _count_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], most: int, packed: int) -> str:
    dense = max(RATIO_FROM, MOST_RATIO * packed)
    unfolded = 0
    for part in parts:
        held = _count_part(archive, part, min(most, dense) - unfolded)
        unfolded += held
        if unfolded > min(most, dense):
            return (
                f"unfolds to more than the {most / 1e6:,.0f} MB that are opened"
                if most < dense
                else f"unfolds to more than {MOST_RATIO} times its size, as no office file does"
            )
        if held > part.file_size:
            return f"holds a part that is larger than its list says ({ascii(part.filename)})"
    return ""


def _count_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Return the bytes that a part unfolds to, or a number above `most` as soon as that is clear."""
    counted = copy.copy(part)
    counted.file_size = (
        most + 2 * PIECE
    )  # where Python's own reader would stop, and compare the sum of what it read
    held = 0
    with archive.open(counted) as file:
        while held <= most and (piece := file.read(PIECE)):
            held += len(piece)
    return held
