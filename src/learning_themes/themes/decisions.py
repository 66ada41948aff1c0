"""Decisions of analysts: lines that are only ever added, one file an analyst, written durably one at a time.

A file is `PEOPLE/decisions/NAME.jsonl`. Nobody else writes to it, so that folders that are copied by cloud
storage, and two people who check at once, do not clash. Nothing is ever changed or taken away in it: to
undo is a further line.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from learning_themes.check_tables import SAMPLE_PARTS
from learning_themes.decision_tables import VERDICTS
from learning_themes.errors import DecisionError
from learning_themes.files import append_line
from learning_themes.tables import STANCES, make_table

NONE = "none"  # the theme of a decision on the whole passage
JUDGEMENTS = ("key", "present", "absent")
LONGEST_NAME = 60
_RESERVED = frozenset("con prn aux nul".split()) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}


@dataclass(frozen=True)
class Decision:
    """One decision; the columns of table `decisions` say what each part means."""

    id: str
    passage_id: str
    words: str
    review_id: str
    theme: str
    verdict: str
    stance: str
    by: str
    when: str
    draw: str = ""
    part: str = ""
    chance: float = 1.0
    blind: bool = False
    note: str = ""
    codebook: str = ""
    undoes: str = ""


@dataclass(frozen=True)
class Aside:
    """A line that is no whole decision, such as one torn by a fall of power: where it is, and its text."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Kept:
    """What a people's folder holds: the decisions in order of time, and the lines set aside."""

    decisions: tuple[Decision, ...]
    asides: tuple[Aside, ...]

    def to_table(self) -> pd.DataFrame:
        """Return table `decisions`."""
        return make_table("decisions", [asdict(decision) for decision in self.decisions])


def check_name(by: str) -> str:
    """Return an analyst's name, tidied. Raises DecisionError for one that cannot name a person."""
    name = " ".join(str(by).split())
    if not re.search(r"[^\W\d_]", name) or len(name) > LONGEST_NAME or not name.isprintable():
        raise DecisionError(
            f"the name {name[:LONGEST_NAME]!r} cannot be used; give your own, with at least one letter and at"
            f" most {LONGEST_NAME} characters, so that it is known who decided"
        )
    return name


def decisions_file(people: Path, by: str) -> Path:
    """Return the file of an analyst's decisions, by a name that every file system takes."""
    name = check_name(by)
    slug = re.sub(r"[^\w]+", "-", name.casefold()).strip("-_")
    if slug in _RESERVED:
        slug = f"{slug}-"
    return people / "decisions" / f"{slug}.jsonl"


def append_decision(people: Path, decision: Decision) -> Path:
    """Write one decision to its analyst's file and return the file; on return it is on the disk.

    One write of one whole line to a file opened for appending, then synced. Raises DecisionError, naming
    the file, if it could not be written whole.
    """
    _check(decision)
    path = decisions_file(people, decision.by)
    line = json.dumps(asdict(decision), ensure_ascii=False).encode("utf-8", "replace")
    try:
        append_line(path, line)
    except OSError as error:
        raise DecisionError(
            f"{path}: the decision was not saved: {error.strerror or error}; check that the folder can be"
            " written to and the disk is not full, and decide again"
        ) from error
    return path


def _check(decision: Decision) -> None:
    check_name(decision.by)
    problem = _find_problem(asdict(decision))
    if problem:
        raise DecisionError(f"decision {decision.id!r}: {problem}")


def _find_problem(row: object) -> str:
    """Return what is wrong with a line's content, or nothing."""
    if not isinstance(row, dict):
        return "is no object"
    kinds = {field.name: field.type for field in fields(Decision)}
    for name in ("id", "review_id", "theme", "verdict", "by", "when"):
        if not row.get(name):
            return f"lacks {name}"
    for name, value in row.items():
        kind = kinds.get(name)
        right = isinstance(value, (int, float)) if kind is float else kind is None or isinstance(value, kind)
        if not right:
            return f"{name}: {value!r} is not {kind.__name__}"
    for name, allowed in (
        ("verdict", VERDICTS),
        ("stance", (*STANCES, "")),
        ("part", (*SAMPLE_PARTS, "")),
    ):
        if row.get(name, "") not in allowed:
            return f"{name}: {row[name]!r} is not one of {', '.join(allowed)}"
    return ""


def read_decisions(people: Path | str) -> Kept:
    """Return every analyst's decisions below `people`, in order of time, each once; none without a folder.

    The lines of one file keep their order. Raises DecisionError if a file cannot be opened.
    """
    decisions: dict[str, tuple[tuple, Decision]] = {}
    asides = []
    for path in sorted((Path(people) / "decisions").glob("*.jsonl")):
        latest = ""
        for number, text in enumerate(_read_lines(path), 1):
            row = _parse(text)
            if row is not None:
                latest = max(latest, row.when)  # a clock that was put back does not change the order
                decisions.setdefault(row.id, ((latest, path.name, number), row))
            elif text.strip():
                asides.append(Aside(str(path), number, text))
    ordered = sorted(decisions.values(), key=lambda placed: placed[0])
    return Kept(tuple(decision for _, decision in ordered), tuple(asides))


def _read_lines(path: Path) -> Sequence[str]:
    try:
        return path.read_bytes().decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    except OSError as error:
        raise DecisionError(f"{path}: cannot be opened: {error.strerror}") from None


def _parse(text: str) -> Decision | None:
    try:
        row = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    if _find_problem(row):
        return None
    known = {field.name for field in fields(Decision)}
    try:
        return Decision(**{name: value for name, value in row.items() if name in known})
    except TypeError:
        return None


def now() -> str:
    """Return the time in universal time, to the microsecond, as decisions are dated."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def make_id(parts: Iterable[object]) -> str:
    """Return an id from what a decision says, so that the same answer read twice is one decision."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:24]
