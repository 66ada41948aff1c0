"""A printed line of a PDF page, as it is seen."""

from dataclasses import dataclass

from learning_themes.corpus.pdf_tables import Row

MARGIN = 0.12  # the part of a page's height, at top and bottom, where furniture stands


@dataclass(frozen=True)
class Line:
    """One printed line, with places and sizes in points from the page's lower left; `page` from 1.

    `end` is the bottom of its last character: PDFium runs a line that ends in a hyphen into the next.
    `first` is the size of its first sign: a footnote begins with a raised number. `row` is a table's row.
    """

    page: int
    text: str
    left: float
    right: float
    bottom: float
    end: float
    size: float
    first: float
    bold: bool
    height: float
    row: Row | None = None

    @property
    def in_margin(self) -> bool:
        """Whether the line stands where running headers and footers do."""
        return self.row is None and not MARGIN < self.bottom / self.height < 1 - MARGIN
