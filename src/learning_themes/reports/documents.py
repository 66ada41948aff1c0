"""Short documents beside the report, from one Markdown source: a web page and a Word file."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from learning_themes.files import replace_file
from learning_themes.identity import read_identity
from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.logo import check_logo
from learning_themes.reports.render import render_html
from learning_themes.reports.render_word import render_word
from learning_themes.reports.wording import word_date


def write_document(
    body: str,
    folder: Path,
    name: str,
    *,
    head: Mapping[str, str],
    as_of: date,
    endings: Collection[str] = ("md", "html", "docx"),
    identity: Mapping[str, object] | None = None,
) -> list[Path]:
    """Write `body` as NAME.md and as a web page and a Word file, and return the paths.

    `head` holds title, partnership, marking and marking_short, as plain text; `identity` is that of the
    report (see `write_board_report`).
    """
    look = read_identity(identity or {})
    check_logo(look)
    words = {key: md.clean(value) for key, value in head.items()}
    kind = words["title"][:1].lower() + words["title"][1:]
    words |= {"as_of_words": word_date(as_of.isoformat()), "kind": kind}
    source = f"{md.front_matter(words)}\n\n{body}\n"
    contents = {"md": source.encode()}
    if "html" in endings:
        contents["html"] = render_html(source, folder=folder, identity=look).encode()
    if "docx" in endings:
        contents["docx"] = render_word(source, folder=folder, as_of=as_of, identity=look, words=words)
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
