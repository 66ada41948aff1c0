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
class Quality:
    """What tells how well a file could be read, where its format tells it.

    `lines` printed and `removed` as furniture; `letters`, the share of its signs that are letters;
    `scanned`, pages that are pictures, `ocr`, how many of them were read, and `sure`, how surely, 0 to 1;
    `hidden`, words that cannot be seen and were left out.
    """

    lines: int = 0
    removed: int = 0
    letters: float = 1.0
    scanned: int = 0
    ocr: int = 0
    sure: float = 1.0
    hidden: int = 0


@dataclass(frozen=True)
class Report:
    """One file as it was read. `title` is what the file's markup calls its title, if anything.

    `furniture` holds the running headers and footers that were taken off, once each: a date of
    publication is sometimes printed nowhere else. `printed` has the number printed on a page, where there
    is one, by the page as counted.
    """

    file: str
    sha256: str
    pages: int
    blocks: tuple[Block, ...]
    title: str = ""
    furniture: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    quality: Quality = Quality()
    printed: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A file to read: its path, its name inside the corpus, its bytes and their hash.

    `scans` asks for pages that are pictures to be read, where there is a program for it.
    """

    path: Path
    file: str
    data: bytes
    sha256: str
    scans: bool = True
