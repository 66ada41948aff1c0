"""What national bodies call the ground of the themes: `cross-reading.yaml` beside the codebook, checked."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from learning_themes.errors import CodebookError, nearest
from learning_themes.themes.codebook import read_yaml
from learning_themes.themes.schema import Closed, Words

FILE = "cross-reading.yaml"
FITS = {
    "close": "much the same ground",
    "wider": "covers more than the theme",
    "part": "touches the theme among others, or a part of it",
}


class Source(Closed):
    """A publication: who published it, what it is called, when, and where its headings were compared."""

    publisher: Words
    title: Words
    year: int | Words
    where: str = ""


class Heading(Closed):
    """A heading of a publication, with the themes whose ground it shares, and how far (see FITS).

    `year` is its own where the source is a series.
    """

    source: str
    heading: Words
    year: int | Words | None = None
    themes: dict[str, Literal["close", "wider", "part"]] = Field(min_length=1)
    compared: bool = False


class _Contents(Closed):
    sources: dict[str, Source]
    headings: list[Heading]


@dataclass(frozen=True)
class CrossReading:
    """The publications by id, and their headings in order; both empty where a codebook has no such file."""

    sources: dict[str, Source] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()

    def cite(self, one: Heading) -> str:
        """Return the publisher and year of a heading."""
        source = self.sources[one.source]
        return f"{source.publisher}, {one.year or source.year}"

    def of_theme(self, theme: str) -> list[Heading]:
        """Return the headings that share ground with a theme, the closest first."""
        held = [one for one in self.headings if theme in one.themes]
        return sorted(held, key=lambda one: list(FITS).index(one.themes[theme]))


def load_cross_reading(folder: Path, themes: Collection[str]) -> CrossReading:
    """Return the cross-reading of the codebook in `folder`; an empty one without a file.

    Raises CodebookError, naming the file and the heading, for an unknown theme or source, a publication
    without publisher, title or year, a heading given twice, or anything outside the schema.
    """
    path = folder / FILE
    if not path.is_file():
        return CrossReading()
    try:
        contents = _Contents.model_validate(read_yaml(path))
    except ValidationError as error:
        told = (
            f"{path}: {'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in error.errors()
        )
        raise CodebookError("\n".join(told)) from None
    seen: set[tuple[str, str]] = set()
    for one in contents.headings:
        _check(path, one, contents.sources, themes)
        if (one.source, one.heading) in seen:
            raise CodebookError(f"{path}: the heading {one.heading!r} of {one.source} is given twice")
        seen.add((one.source, one.heading))
    return CrossReading(contents.sources, tuple(contents.headings))


def _check(path: Path, one: Heading, sources: Collection[str], themes: Collection[str]) -> None:
    if one.source not in sources:
        raise CodebookError(
            f"{path}: the heading {one.heading!r} names the source {one.source!r}, which is not among"
            f" {', '.join(sources)}.{nearest(one.source, sources)}"
        )
    for theme in one.themes:
        if theme not in themes:
            raise CodebookError(
                f"{path}: the heading {one.heading!r} names the theme {theme!r}, which the codebook does not"
                f" have.{nearest(theme, themes)}"
            )
