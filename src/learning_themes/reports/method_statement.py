"""The method statement of a run, by the headings of the UK Algorithmic Transparency Recording Standard.

The headings are those of the template version 3.0 and of its guidance of 8 May 2025. What a program cannot
know (who is responsible, who agreed) is left as a gap in square brackets.
"""

from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from learning_themes.reports import markdown as md
from learning_themes.reports.accuracy_figures import (
    NOT_FOUND,
    SENTENCES,
    WHOLE_REVIEWS,
    read_figures,
    sentence_accuracy,
)
from learning_themes.reports.documents import head_of, write_document
from learning_themes.reports.findings import Findings
from learning_themes.reports.gaps import NO_GAPS, Gaps, read_gaps
from learning_themes.reports.how_tested import say_rule
from learning_themes.reports.public_sections import contact_box
from learning_themes.reports.wording import DATE_WORDS, count_words, word_date, word_years

NAME = "method-statement"
TITLE = "Method statement"
STANDARD = "Algorithmic Transparency Recording Standard, template version 3.0, guidance of 8 May 2025"
LIBRARIES = "scikit-learn onnxruntime spacy pypdfium2 scipy".split()
Fields = list[tuple[str, str]]


def write_method_statement(
    folder: Path | str,
    findings: Findings,
    *,
    partnership: str,
    as_of: str,
    people: Path | str = "",
    identity: Mapping[str, object] | None = None,
) -> list[Path]:
    """Write method-statement.md, .html and .docx into the folder of a report, and return the paths.

    What people wrote into gaps.csv of the folder `people` stands in its gaps, and new gaps are added there.
    """
    folder, day, gaps = Path(folder), date.fromisoformat(as_of), read_gaps(people)
    body = compose_method_statement(findings, partnership=partnership, as_of=as_of, gaps=gaps)
    gaps.keep()
    head = head_of(findings, title=TITLE, partnership=partnership)
    return write_document(body, folder, NAME, head=head, as_of=day, identity=identity)


def compose_method_statement(
    findings: Findings, *, partnership: str, as_of: str, gaps: Gaps = NO_GAPS
) -> str:
    """Return the method statement as Markdown, filled from the run and from what people wrote in `gaps`."""
    intro = (
        f"How the figures of the theme report were made, by the headings of the {STANDARD}. Words in square"
        " brackets are for the partnership to fill: once, in gaps.csv among what it types."
    )
    parts = [
        md.escape(intro),
        contact_box(findings),
        _section("Tier 1: overview", "tier-1", _overview(findings, partnership), gaps),
        _section("Tier 2, 1: owner and responsibility", "owner", _owner(partnership), gaps),
        _section("Tier 2, 2: description and rationale", "rationale", _rationale(findings), gaps),
        _section("Tier 2, 3: decision-making process", "process", _process(findings, as_of), gaps),
        _section("Tier 2, 4: tool specification", "specification", _specification(findings), gaps),
        _accuracy(),
        _section("Tier 2, 5: risks, mitigations and impact assessments", "risks", _risks(findings), gaps),
    ]
    return "\n\n".join(part for part in parts if part)


def _section(title: str, name: str, fields: Fields, gaps: Gaps) -> str:
    parts = [md.heading(title, level=2, name=name)]
    parts += [f"**{md.escape(label)}.** {md.escape(gaps.fill(words))}" for label, words in fields]
    return "\n\n".join(parts)


def _overview(findings: Findings, partnership: str) -> Fields:
    return [
        ("Name", f"Learning Themes, version {version('learning-themes')}"),
        (
            "Description",
            f"Finds which practice themes come up in safeguarding reviews. {partnership} uses it to see which"
            " themes keep coming back, and whether they are raised as shortfalls or as good practice. It"
            " reads"
            " reports, not case files, and decides nothing about any child, family or worker.",
        ),
        ("Website", "[Fill in: where the report is published]"),
        ("Contact e-mail", "[Fill in: the partnership's address for questions about this statement]"),
    ]


def _owner(partnership: str) -> Fields:
    return [
        ("Organisation", partnership),
        ("Team", "[Fill in: the team that runs it]"),
        ("Senior responsible owner", "[Fill in: role]"),
        ("Third parties", "None takes part in running it: it is open software that runs on the partnership's"
         " own computer. [Fill in: whoever installed or supports it, if anybody]"),
    ]  # fmt: skip


def _rationale(findings: Findings) -> Fields:
    themes = len(findings.codebook.themes)
    return [
        (
            "Detailed description",
            f"Reports are split into passages (sentences and bullets). Rules and classifiers mark which of"
            f" {themes} themes of a codebook a passage carries, and whether it tells of a shortfall, of good"
            " practice, of a recommendation or of background. A theme is key in a review that turns on it."
            " What"
            " is counted is reviews, never mentions, and every share is given with its 95 % interval.",
        ),
        (
            "Scope",
            "To describe published and unpublished learning reviews to a board and, without small numbers, to"
            " the public. It is not made to judge a practitioner, an agency or a family, nor to predict"
            " harm.",
        ),
        (
            "Benefit",
            "The same reading of every report by written rules, with the passages behind each number.",
        ),
        (
            "Previous process",
            "[Fill in: how the partnership looked for themes before, such as reading by one officer]",
        ),
        (
            "Alternatives considered",
            "Reading by hand alone: slow, and it differs between readers. Cloud services: reports would leave"
            " the partnership. [Fill in: others]",
        ),
    ]


def _process(findings: Findings, as_of: str) -> Fields:
    counts = findings.counts
    years = f", {word_years(counts.first_year, counts.last_year)}" if counts.first_year else ""
    checked, coded = findings.checked
    seen = f"{checked:,} of {coded:,} codings were decided on by a person" if checked else (
        f"none of the {coded:,} codings has been decided on by a person yet, so every figure is indicative"
    )  # fmt: skip
    return [
        ("Process integration", "The board reads the report with the reviews at hand, and decides what to"
         " ask."),
        ("Provided information", "A report with charts, a workbook of coded passages with the words that"
         " decided,"
         " and this statement."),
        ("Frequency and scale of usage", f"This run of {word_date(as_of)} counts"
         f" {count_words(counts.reviews, 'review')}{years}, placed by {DATE_WORDS[findings.dates]}."
         " [Fill in: how often it is run]"),
        ("Human decisions and review", f"In this run {seen}. A person sets which reviews are published, goes"
         " through the disclosure check and signs it off before anything is published."),
        ("Required training", "[Fill in: who may run it, and what they have read: the method and the guide to"
         " publishing]"),
        ("Appeals and review", "It decides nothing about a person. Whoever sees a mistake in it can write"
         " to the"
         " contact above; a coding can be rejected, and a report taken out, and the run made again."),
    ]  # fmt: skip


def _specification(findings: Findings) -> Fields:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    codebook = findings.codebook
    return [
        ("System architecture", "Notebooks that run in order on one computer, without any network connection:"
         " read, code, count, report. Tables pass between them as files."),
        ("Phase", "[Fill in: pilot, or in use since]"),
        ("Maintenance", "[Fill in: who updates the codebook and the software, and how often]"),
        ("Models", f"Rules of the codebook (version {codebook.version}, digest {codebook.digest[:12]});"
         " linear"
         " classifiers over words and over a small sentence encoder; a classifier of stance. No generative"
         " model."
         f" Made with {libraries}."),
        ("Model task, input and output", "Input: a passage, its neighbours and its heading. Output: themes"
         " and a"
         " stance, each with a confidence and the words or examples that decided."),
        ("Development data", "Coded sentences that were written for this purpose; no report of the"
         " partnership was"
         " learned from. How many, and in how many voices, is told in docs/accuracy.md of the software."),
        ("Data it is used on", "The reports in the partnership's folder, and what its people typed:"
         " corrections,"
         " decisions and actions."),
    ]  # fmt: skip


def _accuracy() -> str:
    """Return the figures of accuracy as measured, or that they are missing."""
    rows = read_figures(SENTENCES)
    title = md.heading("Performance, as measured", level=3, name="performance")
    if not rows:
        return "\n\n".join([title, md.escape(NOT_FOUND)])
    columns = dict(zip([rows[0][0] or "Measure", *rows[0][1:]], (34, 22, 22, 22), strict=False))
    caption = "How often the coding agrees with a careful reading, from docs/accuracy.md."
    parts = [title, md.table(columns, rows[1:], caption=caption)]
    head, *whole = read_figures(WHOLE_REVIEWS) or [[]]
    if whole:
        columns = dict(zip([head[0] or "Whole reviews", *head[1:]], (40, 20, 20, 20), strict=True))
        caption = "How often whole reviews of the example are coded as a careful reader judged them."
        parts.append(md.table(columns, whole, caption=caption))
    return "\n\n".join([*parts, md.escape(sentence_accuracy())])


def _risks(findings: Findings) -> Fields:
    small = findings.audience.small_up_to
    return [
        ("Impact assessments", "Data protection: see the data-protection note of the run, for the data"
         " protection"
         " officer to complete. Equality: [Fill in: date and link]."),
        ("Risk: a child is recognised", "The public version is drawn from published reviews alone; numbers of"
         f" children from 1 to {small} and those that would give them away are left out; a check lists names,"
         " numbers and places, and a person signs it off. A check by machine cannot find everything."),
        ("Risk: the coding is wrong", "Accuracy is measured and stated; a sample is checked by a person;"
         " figures"
         " that nobody has checked are called indicative."),
        ("Risk: chance is taken for change", f"{say_rule(findings)} Where nothing changed, one is"
         " stated in at most one of twenty reports."),
        ("Risk: blame", "Themes are about practice and systems. To be named in a passage is not to be"
         " blamed."),
    ]  # fmt: skip
