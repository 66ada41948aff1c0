"""Short documents beside the report, from one Markdown source: a web page and a Word file."""

import tempfile
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pypandoc

from learning_themes.files import fix_package, replace_file
from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.render import READER, render_html
from learning_themes.reports.wording import word_date


def write_document(
    body: str,
    folder: Path,
    name: str,
    *,
    head: Mapping[str, str],
    as_of: date,
    endings: Collection[str] = ("md", "html", "docx"),
) -> list[Path]:
    """Write `body` as NAME.md and as a web page and a Word file, and return the paths.

    `head` holds title, partnership, marking and marking_short, as plain text.
    """
    values = {**head, "as_of_words": word_date(as_of.isoformat())}
    source = f"{md.front_matter(values)}\n\n{body}\n"
    contents = {"md": source.encode()}
    if "html" in endings:
        contents["html"] = render_html(source, folder=folder).encode()
    if "docx" in endings:
        contents["docx"] = render_docx(body, head=values, as_of=as_of)
    return [replace_file(folder / f"{name}.{ending}", content) for ending, content in contents.items()]


def head_of(findings: Findings, *, title: str, partnership: str) -> dict[str, str]:
    """Return the head of a document with the marking of the report that it goes with."""
    marking = findings.audience
    return {
        "title": title,
        "partnership": partnership,
        "marking": marking.marking,
        "marking_short": marking.marking_short,
    }


def render_docx(body: str, *, head: Mapping[str, str], as_of: date) -> bytes:
    """Return a Word file of Markdown with its title and marking; same source and day, same bytes."""
    lines = [head["partnership"], head["marking"], f"As of {head['as_of_words']}"]
    top = "\n\n".join(md.escape(line) for line in lines)
    source = f"{md.front_matter({'title': head['title']})}\n\n{top}\n\n{body}\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.docx"
        options = ["--wrap=none", "--shift-heading-level-by=-1", "--metadata=lang:en-GB"]
        pypandoc.convert_text(source, "docx", format=READER, outputfile=str(path), extra_args=options)
        return fix_package(path.read_bytes(), day=as_of.isoformat())
