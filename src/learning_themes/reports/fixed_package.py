"""Word files, slides and workbooks are zip packages full of times: here they come out always the same."""

import io
import re
import zipfile
from datetime import date

ENTRY_TIME = (2000, 1, 1, 0, 0, 0)
CORE = "docProps/core.xml"
STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def fix_package(content: bytes, *, day: date) -> bytes:
    """Return the package with every time in it set to `day`, and every entry to one and the same time."""
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == CORE:
                part = STAMPS.sub(rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, ENTRY_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return fixed.getvalue()
