"""The plan for passing on a review once it is published: who gets what, in which form, by when."""

from calendar import monthrange
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
PAST = " (past)"
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


def compose_plan(findings: Findings, review_id: str, plan: Sequence[Sending], as_of: date) -> str:
    """Return the plan and checklist for a review as Markdown; a day before `as_of` is not printed as one."""
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
    when = [word_due(published, one.days, as_of) for one in plan]
    rows = [
        (one.who, f"{one.what}. {one.form}.", day, one.by, "") for one, day in zip(plan, when, strict=True)
    ]
    caption = "The standard plan. Strike out what does not apply."
    if any(day.endswith(PAST) for day in when):
        caption += (
            f" What was due before {word_date(str(as_of))} has no day: say by when it is to be done now."
        )
    columns = {"Who": 26, "What, and in which form": 34, "When": 16, "From": 16, "Sent on": 8}
    return "\n\n".join(
        [
            md.heading("What is passed on", level=2, name="what"),
            md.table({"What": 22, "From the register": 78}, facts, caption="From the register of this run."),
            md.heading("Before anything is sent", level=2, name="before"),
            md.bullets(md.escape(f"☐ {line}") for line in BEFORE),
            md.heading("Who gets what", level=2, name="who"),
            md.table(columns, rows, caption=caption),
        ]
    )


def word_due(published: str, days: int, as_of: date) -> str:
    """Return the day on which a line is due, or the days from publication where the day is past or not known.

    >>> word_due("2024-06-28", 7, date(2024, 7, 1)), word_due("2024-06-28", 0, date(2024, 7, 1))
    ('5 July 2024', 'on publication (past)')
    >>> word_due("2024-06", -3, date(2024, 6, 1)), word_due("", 0, date(2024, 6, 1))
    ('three days before publication', 'on publication')
    """
    try:
        due = date.fromisoformat(published) + timedelta(days)
    except ValueError:
        past = bool(published) and _ends(published) + timedelta(days) < as_of
        return _from_publication(days) + (PAST if past else "")
    return word_date(str(due)) if due >= as_of else _from_publication(days) + PAST


def _ends(month: str) -> date:
    """Return the last day of a month or a year."""
    year, _, number = month.partition("-")
    last = int(number or 12)
    return date(int(year), last, monthrange(int(year), last)[1])


def _from_publication(days: int) -> str:
    if not days:
        return "on publication"
    return f"{count_words(abs(days), 'day')} {'after' if days > 0 else 'before'} publication"
