"""What is gathered of one recommendation while a report is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from learning_themes.actions.paragraphs import Piece


@dataclass
class Item:
    """A recommendation as it is printed: label, words with their passages, and what stands beside it.

    `rank` tells how surely the place is one for recommendations: 0 is the surest. `head` is what the heading
    or line above names as its owner, `owner` and `due` what a column, brackets or a named part says, and
    `status` what a column says of how far it has come.
    `is_action` tells that its table has actions and no recommendations.
    """

    page: int
    label: str
    heading: str
    rank: int
    pieces: list[Piece] = field(default_factory=list)
    head: str = ""
    owner: str = ""
    due: str = ""
    beside: list[str] = field(default_factory=list)
    is_action: bool = False
    status: str = ""

    @property
    def text(self) -> str:
        """The words as they stand."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def passages(self) -> tuple[str, ...]:
        """The ids of its passages, each once, in order."""
        return tuple(dict.fromkeys(piece.passage_id for piece in self.pieces))

    def take_status(self, status: str) -> None:
        """Add how far it, or a part of it, has come: where parts differ, their words stay side by side."""
        known = self.status.split(" / ") if self.status else []
        if status and status not in known:
            self.status = " / ".join([*known, status])

    def take(self, pieces: Sequence[Piece]) -> None:
        """Add words that belong to it."""
        self.pieces += [piece for piece in pieces if piece.text]
