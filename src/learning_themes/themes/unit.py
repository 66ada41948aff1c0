"""What is coded: a passage with its place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """What is coded: a text with its place, as far as it is known.

    `paragraph` names the paragraph it stands in, None if that is not known, and `number` its place there.
    """

    text: str
    section: str = ""
    heading: str = ""
    paragraph: str | None = None
    number: int = 0
