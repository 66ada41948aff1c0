"""The figures of accuracy as docs/accuracy.md gives them, for documents that must state them."""

import re
from collections.abc import Sequence
from pathlib import Path

ACCURACY = Path(__file__).resolve().parents[3] / "docs" / "accuracy.md"
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


def read_figures_table(path: Path = ACCURACY) -> list[list[str]]:
    """Return the rows of the first table of the document, the head first; none without it."""
    lines = read_accuracy(path).get("Sentences", "").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if not set("".join(row)) <= set("-: ")]


def sentence_accuracy(path: Path = ACCURACY) -> str:
    """Return in plain words how often the coding was right when it was measured; empty without figures.

    The lowest and highest of the sets of sentences, and of whole reviews how many said to be key are.
    """
    cells = [cell for row in read_figures_table(path) if row[0] == "precision, recall" for cell in row[1:]]
    pairs = [pair for cell in cells if len(pair := re.findall(r"0\.\d\d", cell)) == 2]
    if not pairs:
        return ""
    right, found = zip(*pairs, strict=True)
    told = (
        f"Measured on other texts, {_span(right)} of the machine's codings of sentences were right, and it"
        f" found {_span(found)} of those that a careful reader gives."
    )
    key = re.search(
        r"key, kappa 0\.\d\d \((0\.\d\d), (0\.\d\d)\)", read_accuracy(path).get("Whole reviews", "")
    )
    if key:
        told += (
            f" Of the reviews in which it said that a theme is key, {_percent(key[1])} % were, and it missed"
            f" {100 - _percent(key[2])} % of those that are: a count such as “key in most reviews” is rather"
            " too high than too low."
        )
    return told


def _span(values: Sequence[str]) -> str:
    low, high = _percent(min(values)), _percent(max(values))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _percent(value: str) -> int:
    return round(100 * float(value))
