"""The reference of all tables, column by column, as Markdown: `docs/reference-tables.md`."""

from collections.abc import Iterator

from learning_themes.tables import OPTIONAL_TABLES, TABLES, Column

HEADER = """# The tables, column by column

Made from `src/learning_themes/tables.py` by `python -m learning_themes.reference`; do not edit it here. Each
table is one Parquet file in `tables/` of a run folder. `exchange export RUN --out FILE.csv` (or .xlsx or
.parquet) writes `evidence` with the columns of `passages` beside it.
"""


def describe_tables() -> str:
    """Return the page."""
    return HEADER + "".join(
        "\n" + "\n".join(_describe(name, columns)) + "\n" for name, columns in TABLES.items()
    )


def _describe(name: str, columns: tuple[Column, ...]) -> Iterator[str]:
    yield f"## {name}\n"
    if name in OPTIONAL_TABLES:
        yield "A run may do without it.\n"
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in columns:
        allowed = ", ".join(f"`{one}`" if one else "empty" for one in column.allowed)
        yield f"| {column.name} | {column.type} | {column.meaning}{f': {allowed}' if allowed else ''} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write(describe_tables())
