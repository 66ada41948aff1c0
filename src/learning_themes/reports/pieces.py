"""A piece of a produced file: words with their place, and how they are kept there."""

from typing import NamedTuple


class Piece(NamedTuple):
    """Words of a file. `kept` is text, hidden, comment, tracked, metadata, embedded or picture."""

    place: str
    text: str
    kept: str = "text"
    content: bytes = b""
