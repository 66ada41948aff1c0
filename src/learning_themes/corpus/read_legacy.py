"""Reads old Word files, rich text and OpenDocument through LibreOffice, where it is installed."""

import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from learning_themes.corpus.programs import find_libreoffice
from learning_themes.corpus.read_docx import read_docx
from learning_themes.corpus.report import Report, Source
from learning_themes.errors import ReportNotRead

_ENDINGS = {"an old Word file": ".doc", "a rich-text file": ".rtf", "an OpenDocument file": ".odt"}
SECONDS = 110  # less than a file may take in all, so that the program is never left behind
# The profile that LibreOffice starts with: no macro runs and nothing is fetched for a file.
_SETTING = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="{name}"'
    ' oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = {
    "DisableMacrosExecution": "true",
    "MacroSecurityLevel": "3",
    "BlockUntrustedRefererLinks": "true",
    "DisableActiveContent": "true",
}
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_SETTING.format(name=name, value=value) for name, value in _SETTINGS.items())
    + "</oor:items>"
)


def read_legacy(source: Source, *, kind: str) -> Report:
    """Return the report in a file that LibreOffice can make into a Word file; `kind` is one of _ENDINGS.

    Raises ReportNotRead, with what to do, where LibreOffice is not installed or cannot read the file.
    """
    if not find_libreoffice():
        raise ReportNotRead(
            f"{source.file} is {kind}; save it as .docx or PDF, or install LibreOffice, which reads it"
        )
    with tempfile.TemporaryDirectory(prefix="learning-themes-") as folder:
        data = _convert(source, Path(folder), _ENDINGS[kind])
    if data is None:
        raise ReportNotRead(f"{source.file} is {kind} that LibreOffice cannot read; save it as .docx or PDF")
    report = read_docx(replace(source, data=data))
    return replace(report, warnings=(*report.warnings, f"is {kind}, read through LibreOffice"))


def _convert(source: Source, folder: Path, ending: str) -> bytes | None:
    """Return the file as a Word file's bytes, or nothing; `folder` is thrown away with all in it."""
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(
        _PROFILE, encoding="utf-8", newline="\n"
    )
    given = folder / f"report{ending}"
    given.write_bytes(source.data)
    command = [
        find_libreoffice(),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "made"),
        str(given),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=True, cwd=folder)
    except (OSError, subprocess.SubprocessError):
        return None
    made = folder / "made" / "report.docx"
    return made.read_bytes() if made.is_file() else None
