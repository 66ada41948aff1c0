"""The data-protection note of a run: what a data protection officer needs to begin an assessment with."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from learning_themes.reports import markdown as md
from learning_themes.reports.documents import write_document
from learning_themes.reports.gaps import NO_GAPS, Gaps, read_gaps
from learning_themes.reports.wording import count_words
from learning_themes.tables import read_tables
from learning_themes.trends.reviews import list_reviews

NAME = "data-protection-note"
TITLE = "Data-protection note"
MARKING = "For the data protection officer: a draft to confirm, not legal advice"


def write_data_protection_note(
    run_folder: Path | str,
    *,
    partnership: str,
    as_of: str,
    people: Path | str = "",
    identity: Mapping[str, object] | None = None,
) -> list[Path]:
    """Write data-protection-note.md, .html and .docx into the run folder, and return the paths.

    What people wrote into gaps.csv of the folder `people` stands in its gaps, and new gaps are added there.
    """
    run_folder = Path(run_folder)
    head = {"title": TITLE, "partnership": partnership, "marking": MARKING, "marking_short": "Draft"}
    gaps = read_gaps(people)
    body = compose_note(run_folder, gaps)
    gaps.keep()
    day = date.fromisoformat(as_of)
    return write_document(body, run_folder, NAME, head=head, as_of=day, identity=identity)


def compose_note(run_folder: Path, gaps: Gaps = NO_GAPS) -> str:
    """Return the note as Markdown, with the numbers of the run and what people wrote in `gaps`."""
    parts = [
        _part("Purpose", "purpose", [
            "To learn from reviews of practice: which themes come back, and what should change.",
            "Not to take decisions about any person, and not to build records of people.",
        ], gaps),
        _part("What is processed", "data", _what_is_processed(run_folder), gaps),
        _part("Lawful basis, to be confirmed", "basis", [
            "UK GDPR article 6: [Fill in: article 6, to confirm; often 6(1)(e), public task, with the"
            " Children Act 2004 and Working Together to Safeguard Children]",
            "UK GDPR article 9 and Data Protection Act 2018, schedule 1: [Fill in: article 9, to confirm;"
            " often substantial public interest, safeguarding of children and of individuals at risk]",
            "Data on criminal offences, article 10: [Fill in: article 10, to confirm]",
            "Whether an assessment of impact (article 35) is needed: [Fill in: article 35, to decide;"
            " children, special categories and a new technology point to yes]",
        ], gaps),
        _part("Where data goes", "flows", [
            "From the folder of reports to the run folder, on one computer. There is no network call while"
            " it runs,"
            " no cloud model and no telemetry; there is no processor beside the partnership.",
            "The run folder holds the words of all reports, drafts too, in tables/, notebooks/, charts/"
            " and the"
            " board's report: it is restricted, and so are disclosure/ and this folder as a whole.",
            "Only what is in public/ is published, after the disclosure check and a signature. The"
            " published folder"
            " holds a manifest with the name of who signed.",
            "[Fill in: backups and synchronised folders of the computer: where do they go?]",
        ], gaps),
        _part("How long it is kept", "retention", [
            "The program deletes nothing but an earlier run that a run is told to replace.",
            "[Fill in: how long runs, the reports and what people typed are kept, and who deletes them]",
        ], gaps),
        _part("Rights of people", "rights", [
            "People are described under pseudonyms, but may be recognised. [Fill in: how a request for"
            " access, correction or objection is answered; take a report out of the folder and run again]",
            "No decision is taken by automated means about a person (article 22 is not engaged).",
        ], gaps),
        _part("Risks, and what is done", "risks", [
            "A draft identifies a child: drafts are never quoted, named or counted by themselves for the"
            " public; a"
            " review is a draft until a person sets it published.",
            "Small numbers identify a child: they are left out, with those from which they could be worked"
            " out,"
            " also by comparison with an earlier published version.",
            "Names stay in a report: a check lists what looks like names, dates of birth, addresses and"
            " numbers;"
            " names.txt lists names that must never appear; a person signs. The check cannot find every"
            " name.",
            "A laptop is lost: [Fill in: laptops: encryption, access, and whom to tell]",
        ], gaps),
        _part("To be agreed", "agreed", [
            "Data protection officer: [Fill in: data protection officer: name, date, advice]",
            "Information asset owner: [Fill in: information asset owner: name, date]",
        ], gaps),
    ]  # fmt: skip
    return "\n\n".join(parts)


def _part(title: str, name: str, items: list[str], gaps: Gaps) -> str:
    told = md.bullets(md.escape(gaps.fill(item)) for item in items)
    return "\n\n".join([md.heading(title, level=2, name=name), told])


def _what_is_processed(run_folder: Path) -> list[str]:
    tables = read_tables(run_folder / "tables")
    register = tables["register"]
    reviews = list_reviews(register, dates="publication")
    drafts = int((reviews["status"] == "draft").sum())
    authors = {name.strip() for text in register["author"] for name in text.split(";")} - {""}
    return [
        f"{count_words(len(register), 'file')} of {count_words(len(reviews), 'review')}, of which"
        f" {count_words(drafts, 'review')} not set to published; {len(tables['passages']):,} passages.",
        "Of children, families and practitioners: what the reviews say of them, as a rule under"
        " pseudonyms: age,"
        " gender, health, harm, offences, family.",
        f"Of authors of reviews: their names ({len(authors)} found).",
        f"Found values that the register keeps of each file: {', '.join(_kept_values(tables))}.",
    ]


def _kept_values(tables: dict) -> list[str]:
    found = {name for text in tables["register"]["found"] for name in json.loads(text)}
    return sorted(name.replace("_", " ") for name in found) or ["none"]
