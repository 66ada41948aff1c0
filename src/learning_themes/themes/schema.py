"""What every record of the codebook has in common: nothing unknown in it, nothing empty, never changed."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Closed(BaseModel):
    """A record that refuses keys it does not know and takes the blanks off the ends of text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
