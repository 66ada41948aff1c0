"""A partnership's own themes and names, laid over the shipped codebook without touching its files.

The folder holds FAMILY/THEME.yaml. A file whose id the shipped codebook has changes only the parts that it
gives; any other is a whole theme of its own. The shipped files can so be replaced by newer ones at any time.
"""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from learning_themes.errors import CodebookError
from learning_themes.themes.codebook import (
    Codebook,
    Theme,
    digest_coding,
    find_line,
    load_theme_file,
    read_yaml,
    refuse_too_many,
    word_problem,
)

REPLACES = ("name", "definition", "include", "exclude", "patterns", "must_match", "must_not_match")
ADDS = {"add_patterns": "patterns", "add_must_match": "must_match", "add_must_not_match": "must_not_match"}


class _Change(BaseModel):
    """The keys of a local file that changes a shipped theme; what they hold is checked as the theme's."""

    model_config = ConfigDict(extra="forbid")

    id: str
    family: str | None = None
    name: str | None = None
    definition: str | None = None
    include: list[Any] | None = None
    exclude: list[Any] | None = None
    patterns: list[Any] | None = None
    must_match: list[Any] | None = None
    must_not_match: list[Any] | None = None
    add_patterns: list[Any] = Field([])
    add_must_match: list[Any] = Field([])
    add_must_not_match: list[Any] = Field([])


def lay_over(codebook: Codebook, folder: Path | str | None) -> Codebook:
    """Return `codebook` with the themes of `folder` laid over it; as it is if there are none.

    The digests are then those of both. Raises CodebookError, naming the file, for one outside the schema, a
    family that the codebook does not have, or a shipped theme under another family.
    """
    paths = list_local(folder)
    if not paths:
        return codebook
    refuse_too_many(Path(folder), paths)
    local = [_read_local(path, codebook) for path in paths]
    themes = codebook.themes | {theme.id: theme for theme in local}
    order = list(codebook.families)
    ordered = sorted(themes.values(), key=lambda theme: (order.index(theme.family), theme.name))
    digest = hashlib.sha256(codebook.digest.encode())
    for path in paths:
        digest.update(f"{path.parent.name}/{path.name}".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return replace(
        codebook,
        themes={theme.id: theme for theme in ordered},
        digest=digest.hexdigest(),
        coding_digest=digest_coding([codebook.coding_digest], local),
    )


def list_local(folder: Path | str | None) -> list[Path]:
    """Return the theme files of a folder of local themes, in order; none if there is no such folder."""
    return sorted(Path(folder).glob("*/*.yaml")) if folder else []


def _read_local(path: Path, codebook: Codebook) -> Theme:
    family = path.parent.name
    if family not in codebook.families:
        raise CodebookError(
            f"{path}: the folder {family!r} is not a family; families are {', '.join(codebook.families)}"
        )
    shipped = codebook.themes.get(path.stem)
    if shipped is None:
        return load_theme_file(path, codebook.families)
    if shipped.family != family:
        raise CodebookError(
            f"{path}: the theme {path.stem!r} is of the family {shipped.family!r}; put the file into a folder"
            " of that name"
        )
    return _change(path, shipped)


def _own_place(place: tuple[str | int, ...], data: object, shipped: Theme) -> tuple[str | int, ...]:
    """Return where a place of the whole theme stands in the file that adds to its lists."""
    for key, target in ADDS.items():
        if isinstance(data, dict) and place[:1] == (target,) and len(place) > 1:
            added = int(place[1]) - len(data.get(target) or getattr(shipped, target))
            return (key, added, *place[2:]) if added >= 0 else place
    return place


def _change(path: Path, shipped: Theme) -> Theme:
    data = read_yaml(path)
    try:
        change = _Change.model_validate(data)
        whole = shipped.model_dump() | {
            key: value for key in REPLACES if (value := getattr(change, key)) is not None
        }
        for key, target in ADDS.items():
            whole[target] = [*whole[target], *getattr(change, key)]
        theme = Theme.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        place = _own_place(first["loc"], data, shipped)
        where = ".".join(map(str, place)) or "the file"
        raise CodebookError(
            f"{path}, line {find_line(path, place)}: {where}: {word_problem(first)}\nA file that changes a"
            f" shipped theme has id and any of {', '.join((*REPLACES, *ADDS))}"
        ) from None
    if change.id != path.stem:
        raise CodebookError(f"{path}: id {change.id!r} is not the file's name {path.stem!r}")
    return theme
