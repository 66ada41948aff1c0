"""The reference pages made from the code: `python -m learning_themes.reference docs` writes them anew."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from learning_themes.cli import make_parser
from learning_themes.parameters import Parameters
from learning_themes.reports.elsewhere import describe_elsewhere, read_elsewhere
from learning_themes.suite import project_root, themes_folder
from learning_themes.tables import OPTIONAL_TABLES, TABLES, Column
from learning_themes.themes.codebook import load_codebook

MADE = "by `python -m learning_themes.reference docs`; do not edit it here."
TABLES_HEAD = f"""# The tables, column by column

Made from `src/learning_themes/tables.py` {MADE} Each
table is one Parquet file in `tables/` of a run folder. `exchange export RUN --out FILE.csv` (or .xlsx or
.parquet) writes `evidence` with the columns of `passages` beside it.
"""
COMMANDS_HEAD = f"""# The commands, option by option

Made from the help of the command
{MADE}
`python3 start.py COMMAND …` passes each on to `learning-themes COMMAND …` in the project's environment.
Exit codes: 0 done; 1 failed; 2 wrong words or parameters, all of them told at once, or a folder without a
report; 3 done, but some reports, or all, could not be read (named); 130 stopped by Ctrl-C.
"""
PARAMETERS_HEAD = f"""# The parameters, key by key

Made from `parameters.yaml` and the checks on it
{MADE} A key that a file leaves out has its
default.
"""


def describe_tables() -> str:
    """Return the page on the tables."""
    return TABLES_HEAD + "".join(
        "\n" + "\n".join(_describe_table(name, columns)) + "\n" for name, columns in TABLES.items()
    )


def _describe_table(name: str, columns: tuple[Column, ...]) -> Iterator[str]:
    yield f"## {name}\n"
    if name in OPTIONAL_TABLES:
        yield "A run may do without it.\n"
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in columns:
        allowed = f": {_word_allowed(column.allowed)}" if column.allowed else ""
        yield f"| {column.name} | {column.type} | {column.meaning}{allowed} |"


def describe_commands() -> str:
    """Return the page on the commands, from the parser that reads them."""
    return COMMANDS_HEAD + "".join(
        "\n" + "\n".join(_describe_command(parser)) + "\n" for parser in _walk(make_parser())
    )


def _walk(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield every parser below this one that does something."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                if one.get_default("function"):
                    yield one
                yield from _walk(one)


def _describe_command(parser: argparse.ArgumentParser) -> Iterator[str]:
    words = [one for one in parser._actions if not isinstance(one, argparse._HelpAction)]
    words = [one for one in words if not isinstance(one, argparse._SubParsersAction)]
    needed = [_name_word(one) for one in words if not one.option_strings or one.required]
    yield f"## {' '.join([parser.prog, *needed])}\n"
    text = str(parser.description)
    yield f"{text[0].upper()}{text[1:]}.\n"
    if words:
        yield "| word | what it is |"
        yield "|---|---|"
    for one in words:
        yield f"| `{_name_word(one)}` | {str(one.help or '').replace('|', 'or')} |"


def _name_word(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return f"[{name}]" if action.nargs == "?" else f"{name} …" if action.nargs == "+" else name
    value = "" if action.nargs == 0 else f" {name}{' …' if action.nargs == '+' else ''}"
    return action.option_strings[-1] + value


def describe_parameters() -> str:
    """Return the page on the parameters: what `parameters.yaml` says of each, what it may be, its default."""
    text = (project_root() / "parameters.yaml").read_text(encoding="utf-8")
    told = dict(_read_comments(text))
    parts = []
    for name, field in Parameters.model_fields.items():
        allowed = [one for one in get_args(field.annotation) if isinstance(one, str)]
        may_be = f"May be {_word_allowed(allowed)}." if _is_choice(field) else ""
        default = "" if "Default:" in told[name] else f"Default: {_word_default(field.default)}."
        words = " ".join(one for one in (told[name], may_be, default) if one)
        parts.append(f"\n## {name}\n\n{words}\n")
    return PARAMETERS_HEAD + "".join(parts)


def _word_allowed(allowed: Sequence[str]) -> str:
    return ", ".join(f"`{one}`" if one else "empty" for one in allowed)


def _is_choice(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is Literal


def _word_default(value: object) -> str:
    if value is None or value == "" or value == []:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str | int):
        return f"`{value}`"
    return f"`{value.as_posix()}`" if isinstance(value, Path) else "as in `parameters.yaml`"


def _read_comments(text: str) -> Iterator[tuple[str, str]]:
    """Yield each key of the file with the words of the comment above it."""
    told: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            told.append(line.lstrip("# "))
        elif key := re.match(r"([a-z_]+):", line):
            yield key[1], " ".join(told)
            told = []
        elif not line.strip():
            told = []


def describe_cross_reading() -> str:
    """Return the page on what the themes are called elsewhere."""
    codebook = load_codebook(themes_folder())
    return describe_elsewhere(read_elsewhere(codebook), codebook.themes)


PAGES = {
    "reference-tables.md": describe_tables,
    "reference-commands.md": describe_commands,
    "reference-parameters.md": describe_parameters,
    "cross-reading.md": describe_cross_reading,
}


def write_pages(folder: Path) -> list[Path]:
    """Write every page of the reference into a folder and return their paths."""
    for name, describe in PAGES.items():
        (folder / name).write_text(describe(), encoding="utf-8", newline="\n")
    return [folder / name for name in PAGES]


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
