"""The figures of accuracy as docs/accuracy.md gives them, for documents that must state them."""

import re
from collections.abc import Sequence
from pathlib import Path

from learning_themes.reports.wording import percent, word_range

ACCURACY = Path(__file__).resolve().parents[3] / "docs" / "accuracy.md"
SENTENCES, WHOLE_REVIEWS = "Sentences", "Whole reviews"  # the parts with a table of what was measured
DECIMAL = re.compile(r"[01]\.\d\d")
NOT_FOUND = "The figures of accuracy (docs/accuracy.md) are not installed with this copy."


def read_accuracy(path: Path = ACCURACY) -> dict[str, str]:
    """Return the parts of the document on accuracy by their headings, as plain Markdown; none without it."""
    if not path.is_file():
        return {}
    parts: dict[str, list[str]] = {"": []}
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ").strip()
            parts[heading] = []
        elif not line.startswith("# "):
            parts[heading].append(line)
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def read_figures(part: str, path: Path = ACCURACY) -> list[list[str]]:
    """Return the rows of the table in one part of the document, the head first; none without it."""
    lines = read_accuracy(path).get(part, "").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if not set("".join(row)) <= set("-: ")]


def sentence_accuracy(path: Path = ACCURACY) -> str:
    """Return in plain words how often the coding was right when it was measured; empty without figures.

    The lowest and highest of the sets of sentences; and of whole reviews how many of those said to turn on a
    theme, or to raise it, are judged so.
    """
    cells = [
        cell for row in read_figures(SENTENCES, path) if row[0] == "precision, recall" for cell in row[1:]
    ]
    pairs = [pair for cell in cells if len(pair := re.findall(r"0\.\d\d", cell)) == 2]
    if not pairs:
        return ""
    right, found = zip(*pairs, strict=True)
    told = (
        f"Measured on inspection reports and fictional reviews that it had not learned from, {_span(right)}"
        " of the machine's codings of sentences were right, and it found"
        f" {_span(found)} of those that a careful reader gives."
    )
    measured = _read_whole(path)
    if not measured:
        return told
    key, missed = percent(float(measured["key"][0])), percent(1 - float(measured["key"][1]))
    short, good = (percent(float(measured[name][0])) for name in ("shortfall", "good practice"))
    return (
        f"{told} Of the fictional example reviews in which it said that a theme is key, {key} were, and it"
        f" missed {missed} of those that are. Of those that it called a shortfall a careful reader judged"
        f" {short} so, and of those that it called good practice {good}: good practice is the least sure of"
        " the figures, and is to be read before it is repeated."
    )


def sentence_rates(path: Path = ACCURACY) -> str:
    """Return how many of the themes said to be key, and to be good practice, were; empty without figures."""
    measured = _read_whole(path)
    if not measured:
        return ""
    key, good = (percent(float(measured[name][0])) for name in ("key", "good practice"))
    return (
        f"On the fictional example reviews, a careful reader agreed with {key} of the themes that the"
        f" machine called key, and with {good} of those that it called good practice."
    )


def _read_whole(path: Path) -> dict[str, list[str]]:
    """Return what was measured on whole reviews by measure; none unless all that is told is there."""
    whole = {name: cells for name, *cells in read_figures(WHOLE_REVIEWS, path)}
    measured = {
        name: cells for name, cells in whole.items() if len(cells) > 1 and DECIMAL.fullmatch(cells[0])
    }
    return measured if {"key", "shortfall", "good practice"} <= set(measured) else {}


def _span(values: Sequence[str]) -> str:
    low, high = float(min(values)), float(max(values))
    return percent(low) if low == high else word_range(low, high)
