"""Fixtures: small reports in real formats, and the example corpus run once a session."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import typst
from hypothesis import settings

# How long one case takes depends on what else the machine does; a test that hangs is ended by its own limit.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
EXAMPLE = ROOT / "corpus" / "example"

# One report, told the same way in each format.
PARAGRAPHS = [
    ("heading", "Executive summary"),
    ("text", "The health visitor did not share her concerns with the school. Nobody asked why."),
    ("heading", "Terms of reference"),
    ("text", "The review was asked how well agencies shared information with one another."),
    ("heading", "Findings"),
    ("text", "Information was not shared between agencies, e.g. between the GP and the midwife."),
    ("bullet", "The police did not pass the information on."),
    ("heading", "Recommendations"),
    ("text", "The partnership should agree how information is shared before the next review."),
    ("heading", "Appendix: glossary"),
    ("text", "Information sharing: telling another agency what it needs to know."),
]
TITLE = "Serious Case Review: Child Q"


def typst_source(paragraphs: list[tuple[str, str]] = PARAGRAPHS, title: str = TITLE) -> str:
    """Return a report as Typst, with a running header and page numbers over four pages."""
    marks = {"heading": "#pagebreak(weak: true)\n= ", "bullet": "- ", "text": ""}
    body = "\n\n".join(marks[kind] + text for kind, text in paragraphs)
    return (
        "#set page(header: [Child Q overview report], footer: context [Page #counter(page).display()])\n"
        "#set text(11pt)\n"
        f"#text(24pt)[{title}]\n\nPublished: 9 June 2016\n\n{body}\n"
    )


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """Return a function that makes a PDF's bytes from Typst source."""
    return lambda source=None: typst.compile((source or typst_source()).encode())


@pytest.fixture(scope="session")
def make_docx() -> Callable[..., bytes]:
    """Return a function that makes a Word file's bytes, after `change` has had the document."""

    def make(change: Callable = lambda document: None) -> bytes:
        document = docx.Document()
        document.add_paragraph(TITLE, style="Title")
        document.add_paragraph("Published: 9 June 2016")
        styles = {"heading": "Heading 1", "bullet": "List Bullet", "text": "Normal"}
        for kind, text in PARAGRAPHS:
            document.add_paragraph(text, style=styles[kind])
        change(document)
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()

    return make


@pytest.fixture(scope="session")
def html_report() -> str:
    """Return the report as a web page with furniture round it."""
    marks = {"heading": "<h2>{}</h2>", "bullet": "<ul><li>{}</li></ul>", "text": "<p>{}</p>"}
    body = "".join(marks[kind].format(text) for kind, text in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{TITLE}</title></head><body>"
        "<nav><a href='/'>Home</a></nav><div class='cookie-banner'>We use cookies.</div>"
        f"<main><article><h1>{TITLE}</h1><p>Published: 9 June 2016</p>{body}</article></main>"
        "<footer>Contact us about this website</footer></body></html>"
    )


@pytest.fixture(scope="session")
def text_report() -> str:
    """Return the report as plain text with underlined headings."""
    marks = {"heading": "{}\n" + "-" * 20, "bullet": "- {}", "text": "{}"}
    body = "\n\n".join(marks[kind].format(text) for kind, text in PARAGRAPHS)
    return f"{TITLE}\n\nPublished: 9 June 2016\n\n{body}\n"


@pytest.fixture
def four_formats(tmp_path: Path, make_pdf, make_docx, html_report, text_report) -> Path:
    """Return a folder with the same report as PDF, Word, web page and text."""
    (tmp_path / "q.pdf").write_bytes(make_pdf())
    (tmp_path / "q.docx").write_bytes(make_docx())
    (tmp_path / "q.html").write_text(html_report, encoding="utf-8")
    (tmp_path / "q.txt").write_text(text_report, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real reports and gold files; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: real reports and gold files are not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def public_run(tmp_path_factory: pytest.TempPathFactory):
    """Return a small run with its public version, its tables and findings, made once a session."""
    from tests.public_world import PublicRun, make_public_run, make_world

    folder, tables = tmp_path_factory.mktemp("public"), make_world()
    _, findings = make_public_run(folder, tables)
    return PublicRun(folder, tables, findings)


@pytest.fixture(scope="session")
def example_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run folder of the example corpus, run once a session through the command.

    The example holds a damaged file and a scan on purpose, so the command ends with 3.
    """
    from learning_themes.cli import main

    folder = tmp_path_factory.mktemp("runs") / "example"
    parameters = folder.parent / "parameters.yaml"
    parameters.write_text(
        f"partnership: Calderstone Safeguarding Children Partnership\n"
        f"corpus: '{EXAMPLE}'\ncomparison: '{EXAMPLE / 'neighbours'}'\nscans: list\nas_of: '2026-01-31'\n"
        f"actions: '{EXAMPLE / '_actions' / 'completed.csv'}'\n"
        f"people: '{folder.parent / 'people'}'\n"
        "themes_first: [supervision-and-oversight, fathers-and-other-adults, service-availability]\n",
        encoding="utf-8",
    )
    for name in ("failed-example", "failed-example-2", "failed-example-two"):
        (folder.parent / name).mkdir()
    assert main(["run", str(parameters), "--out", str(folder)]) == 3
    return folder
