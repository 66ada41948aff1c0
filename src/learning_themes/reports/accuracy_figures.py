"""The figures of accuracy as docs/accuracy.md gives them, for documents that must state them."""

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
