"""Whether a package of parts (.docx, .xlsx, .qdpx: a zip file) may be opened: a bomb is refused unopened."""

import io
import zipfile
from pathlib import Path

MOST_PARTS = 10_000
MOST_UNFOLDED = 300_000_000  # bytes
MOST_RATIO = 250  # of unfolded to packed bytes; office programs stay below 100, and deflate cannot pass 1,032
RATIO_FROM = 20_000_000  # bytes unfolded: below, no ratio harms


def explain_unfolding(package: Path | bytes, *, most: int = MOST_UNFOLDED) -> str:
    """Return why a package is not opened, in words that follow "it"; "" if it may be, or is no zip file.

    The sizes are those that the package's own list states. Python unfolds no part further than that, so a
    list that lies gives a damaged part, and no more bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package) if isinstance(package, bytes) else package) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return ""  # who opens it says what is wrong
    unfolded, packed = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    if len(parts) > MOST_PARTS:
        return f"holds {len(parts):,} parts, more than the {MOST_PARTS:,} of any office file"
    if unfolded > most:
        return f"unfolds to {unfolded / 1e6:,.0f} MB, more than the {most / 1e6:,.0f} MB that are opened"
    if unfolded > RATIO_FROM and unfolded > MOST_RATIO * max(packed, 1):
        return f"unfolds to {unfolded // max(packed, 1):,} times its size, as no office file does"
    return ""
