"""Reads the sections that people give to headings of their own: `_people/headings.yaml`."""

from collections.abc import Iterable
from pathlib import Path

from learning_themes.corpus.sections import plain_words
from learning_themes.errors import InputError, nearest
from learning_themes.tables import SECTIONS
from learning_themes.typed_yaml import read_typed_yaml

HEADINGS = "headings.yaml"


def read_headings(path: Path) -> dict[str, str]:
    """Return the section of each heading that a person mapped, by its plain words; none without a file.

    The file has lines `"What Jo's days were like": narrative`. Raises InputError, naming the file and the
    line's heading, for anything that is no section.
    """
    return {
        _check_words(path, heading): _check_section(path, heading, value)
        for heading, value in _read_lines(path).items()
    }


def tell_unfitting(path: Path, headings: Iterable[str]) -> list[str]:
    """Return a note on each line of the file that fits none of `headings`, those of all reports read."""
    found = {plain_words(one): one for one in sorted(headings)}
    return [
        f"{'/'.join(path.parts[-3:])}: {str(line)!r} is no heading of any report that was read, so this line"
        " changes nothing: write the heading as it stands in the report, or take the line out."
        f"{nearest(str(line), found.values())}"
        for line in _read_lines(path)
        if plain_words(str(line)) not in found
    ]


def _read_lines(path: Path) -> dict:
    if not path.is_file():
        return {}
    data = read_typed_yaml(path, lambda told: InputError(f"{told}; {_ADVICE}")) or {}
    if not isinstance(data, dict):
        raise InputError(f"{path}: is no list of headings with their sections; {_ADVICE}")
    return data


_ADVICE = 'write one line for each heading, such as "What Jo\'s days were like": narrative'


def _check_words(path: Path, heading: object) -> str:
    words = plain_words(str(heading))
    if not words:
        raise InputError(f"{path}: {heading!r} has no words of a heading; {_ADVICE}")
    return words


def _check_section(path: Path, heading: object, section: object) -> str:
    if section not in SECTIONS:
        raise InputError(
            f"{path}: {heading!r}: {section!r} is no section; allowed are {', '.join(SECTIONS)}."
            f"{nearest(str(section), SECTIONS)} Write one of them after the colon, or take the line out"
        )
    return str(section)
