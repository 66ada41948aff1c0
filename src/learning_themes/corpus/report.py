"""What every reader returns: a report as blocks of text in reading order."""

from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, bullet, table row, caption of the title page or footnote, with its place.

    `page` counts from 1, or is 0 where the format has no pages. `level` is a heading's depth from 1,
    0 for anything else. `label` is the printed number ("3.2"), taken off the text. `size` is the type
    size relative to body text, where it is known.
    """

    kind: str
    text: str
    page: int = 0
    level: int = 0
    label: str = ""
    size: float = 1.0

    def with_text(self, text: str) -> "Block":
        """Return the block with other words."""
        return replace(self, text=text)


@dataclass(frozen=True)
class Report:
    """One file as it was read. `title` is what the file's markup calls its title, if anything.

    `furniture` holds the running headers and footers that were taken off, once each: a date of
    publication is sometimes printed nowhere else.
    """

    file: str
    sha256: str
    pages: int
    blocks: tuple[Block, ...]
    title: str = ""
    furniture: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Source:
    """A file to read: its path, its name inside the corpus, its bytes and their hash."""

    path: Path
    file: str
    data: bytes
    sha256: str
