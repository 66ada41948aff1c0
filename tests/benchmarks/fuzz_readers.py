"""Feeds the readers with broken files for as long as is wanted, by atheris; by hand, not a part of CI.

    python tests/benchmarks/fuzz_readers.py FOLDER -max_total_time=600 -timeout=60

needs `pip install atheris` in an environment of its own that has the project's packages too. The first byte
of an input chooses the format, the rest is the file: a PDF, a web page, text, and of a Word file the document
inside it. FOLDER/findings gets one file for each place at which another error than "not read" came out, named
by the error and the place; hangs and crashes of the process are kept by libFuzzer itself as timeout-* and
crash-*. At the end of a run every count is in FOLDER/counts.json.
"""

import atexit
import hashlib
import io
import json
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["learning_themes"]):
    from learning_themes.corpus.read import read_report
    from learning_themes.corpus.read_docx import read_docx  # noqa: F401 - so that it is instrumented
    from learning_themes.corpus.read_html import read_html  # noqa: F401
    from learning_themes.corpus.read_pdf import read_pdf  # noqa: F401
    from learning_themes.corpus.read_text import read_text  # noqa: F401
    from learning_themes.corpus.reading import Job, tell_report
from learning_themes.errors import ReportNotRead

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = (".txt", ".html", ".docx", ".pdf", ".docx")
LONGEST, MOST_PDF = 3000, 40_000  # bytes of a beginning: short ones are tried oftener
WHOLE = 4  # the place of the Word file that is taken as it is
COUNTS: Counter[str] = Counter()


def pack_word(document: bytes) -> bytes:
    """Return a Word file with these bytes as its document."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", document)
    return file.getvalue()


def make_seeds(folder: Path) -> None:
    """Write small beginnings in each format: the reports of the example, cut where they are long."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "corpus" / "example").glob("*.*")):
        kinds = {".txt": 0, ".html": 1, ".pdf": 3, ".docx": 2}
        if path.suffix not in kinds:
            continue
        data = path.read_bytes()
        if path.suffix == ".docx":
            try:
                data = zipfile.ZipFile(path).read("word/document.xml")
            except zipfile.BadZipFile:
                kinds[".docx"] = WHOLE
        parts = (
            [data]
            if path.suffix == ".pdf"
            else [data[at : at + LONGEST] for at in range(0, len(data), 50_000)]
        )
        for part in parts if len(parts[0]) < MOST_PDF else []:
            name = hashlib.sha256(part).hexdigest()[:16]
            (folder / name).write_bytes(bytes([kinds[path.suffix]]) + part)


def main() -> None:
    """Fuzz until libFuzzer is told to stop."""
    folder = Path(sys.argv[1])
    make_seeds(folder / "corpus")
    (folder / "findings").mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp())

    def try_one(data: bytes) -> None:
        if len(data) < 2:
            return
        kind = data[0] % len(SUFFIXES)
        content = pack_word(data[1:]) if kind == SUFFIXES.index(".docx") else data[1:]
        path = scratch / f"report{SUFFIXES[kind]}"
        path.write_bytes(content)
        COUNTS["inputs"] += 1
        try:
            report = read_report(path, path.name, scans=False)
            tell_report(Job(path, path.name, "r", {}, False), report)
            COUNTS["read"] += 1
        except ReportNotRead:
            COUNTS["refused"] += 1
        except Exception as error:
            keep(folder / "findings", error, path.suffix, content)

    def tell() -> None:
        (folder / "counts.json").write_text(json.dumps(COUNTS, indent=1), encoding="utf-8")

    atexit.register(tell)
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(folder / "corpus")], try_one)
    atheris.Fuzz()


def keep(folder: Path, error: Exception, suffix: str, content: bytes) -> None:
    """Keep the first file of each error and place."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "learning_themes" in one.filename]
    name = f"{type(error).__name__}-{Path(frames[-1].filename).stem}-{frames[-1].lineno}"
    COUNTS[name] += 1
    if not (folder / f"{name}{suffix}").exists():
        (folder / f"{name}{suffix}").write_bytes(content)
        told = "".join(traceback.format_exception(error))
        (folder / f"{name}.log").write_text(told, encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
