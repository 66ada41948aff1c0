"""The plan for passing on a review once it is published: who gets what, in which form, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.render import TEMPLATES
from learning_themes.reports.wording import REVIEW_TYPE_WORDS, count_words, word_date
from learning_themes.trends.typed import read_rows

COLUMNS = ("who", "what", "form", "days", "by")
PLAN = TEMPLATES / "dissemination.csv"
BEFORE = (
    "The register says that the review is published, and the file in hand is the one that was published.",
    "The family, and staff who took part, know the date and have been offered support.",
    "A person has read the briefing beside the report, and has finished what the machine left open.",
    "The disclosure check was made on each file, and a second person looked at each quotation.",
    "Each sheet names a person to ring for someone who is upset by it.",
)


@dataclass(frozen=True)
class Sending:
    """One line of the plan: who gets what, in which form, how many days after publication, and from whom."""

    who: str
    what: str
    form: str
    days: int
    by: str


def read_plan(path: Path = PLAN) -> list[Sending]:
    """Return the lines of the plan in order of day; raises InputError for days that are no number."""
    plan = []
    for where, row in read_rows(path, COLUMNS):
        try:
            days = int(row["days"])
        except ValueError:
            raise InputError(
                f"{where}: days: {row['days']!r} is no whole number; write days after publication, such as 14"
            ) from None
        plan.append(Sending(row["who"], row["what"], row["form"], days, row["by"]))
    return sorted(plan, key=lambda sending: sending.days)


def compose_plan(findings: Findings, review_id: str, plan: Sequence[Sending]) -> str:
    """Return the plan and checklist for a review as Markdown."""
    review = findings.reviews[findings.reviews["review_id"] == review_id].iloc[0]
    files = findings.register[findings.register["review_id"] == review_id]
    published = min((day for day in files["published_date"] if day), default="")
    key = findings.presence[(findings.presence["review_id"] == review_id) & findings.presence["key"]]
    facts = [
        ("Review", review["title"]),
        ("Kind", REVIEW_TYPE_WORDS[review["review_type"]]),
        ("Partnership", next((name for name in files["partnership"] if name), "not found")),
        ("Published", word_date(published)),
        (
            "Key themes",
            "; ".join(findings.names[theme] for theme in key["theme"] if theme in findings.names) or "none",
        ),
        ("Files", "; ".join(files["file"])),
    ]
    rows = [(one.who, f"{one.what}. {one.form}.", word_due(published, one.days), one.by, "") for one in plan]
    columns = {"Who": 26, "What, and in which form": 34, "When": 16, "From": 16, "Sent on": 8}
    return "\n\n".join(
        [
            md.heading("What is passed on", level=2, name="what"),
            md.table({"What": 22, "From the register": 78}, facts, caption="From the register of this run."),
            md.heading("Before anything is sent", level=2, name="before"),
            md.bullets(md.escape(f"☐ {line}") for line in BEFORE),
            md.heading("Who gets what", level=2, name="who"),
            md.table(columns, rows, caption="The standard plan. Strike out what does not apply."),
        ]
    )


def word_due(published: str, days: int) -> str:
    """Return the day on which a line is due, or the days from publication where the day is not known.

    >>> word_due("2024-06-28", 7), word_due("2024-06", -3), word_due("", 0)
    ('5 July 2024', 'three days before publication', 'on publication')
    """
    try:
        return word_date(str(date.fromisoformat(published) + timedelta(days)))
    except ValueError:
        if not days:
            return "on publication"
        return f"{count_words(abs(days), 'day')} {'after' if days > 0 else 'before'} publication"
