"""Rows of tables and forms as blocks, told alike in every format."""

from collections.abc import Sequence

from learning_themes.corpus.report import Block

FEWEST_WORDS = 12  # of a form's row from which its name is a heading
LONGEST_NAME = 60  # letters of a column's name
SHORT_FORM = 5  # letters up to which a full stop ends a short form such as "No."
FORM_LEVEL = 5  # of such a heading: it stands below the form's parts


def form_row(name: str, blocks: Sequence[Block]) -> list[Block]:
    """Return a form's row, a name beside what was filled in, as a heading with its text."""
    words = sum(len(block.text.split()) for block in blocks)
    if words < FEWEST_WORDS:
        text = f"{name}: {' '.join(block.text for block in blocks)}"
        return [Block("row", text, blocks[0].page)]
    filled = [Block("paragraph", b.text, b.page) if b.kind == "bold" else b for b in blocks]
    return [Block("heading", name, blocks[0].page, level=FORM_LEVEL), *filled]


def may_name_column(text: str) -> bool:
    """Return whether a cell's words are short enough, and no sentence, for the name of a column.

    >>> may_name_column("No."), may_name_column("Lead agency"), may_name_column("See the child alone.")
    (True, True, False)
    """
    sentence = text.endswith(".") and len(text) > SHORT_FORM
    return bool(text) and len(text) <= LONGEST_NAME and not sentence


def row_text(columns: Sequence[str], texts: Sequence[str]) -> str:
    """Return a row as "column: words" for each cell that is not empty; "No." loses its stop.

    >>> row_text(["No.", "Action", "Owner"], ["1", "See the child", "Marlby"])
    'No: 1 | Action: See the child | Owner: Marlby'
    """
    return " | ".join(
        f"{columns[index].rstrip('.:')}: {text}" if index < len(columns) and columns[index] else text
        for index, text in enumerate(texts)
        if text
    )
