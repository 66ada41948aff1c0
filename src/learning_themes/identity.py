"""The partnership's identity on its reports: logo, colours, letters, and the words of the contact box."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from learning_themes.errors import ParametersError, nearest

FONTS = ("DejaVu Sans", "DejaVu Serif")
LEAST_CONTRAST = 4.5
# The palest ground that letters stand on in the templates; white is paler still, so it passes too.
GROUND = "#eef3f8"
LARGEST_LOGO = 1_000_000


class Identity(BaseModel):
    """How the partnership looks in what is published; `parameters.yaml` explains each key."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    logo: Path | None = None
    logo_alt: Annotated[str, Field(max_length=200)] = ""
    colour: str = "#12406b"
    accent: str = "#a04f04"
    font: Literal["DejaVu Sans", "DejaVu Serif"] = "DejaVu Sans"
    contact: Annotated[str, Field(max_length=600)] = ""

    @field_validator("logo", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("colour", "accent")
    @classmethod
    def _can_be_read(cls, value: str) -> str:
        return check_colour(value)

    @model_validator(mode="after")
    def _logo_has_words(self) -> "Identity":
        if self.logo and not self.logo_alt:
            raise ValueError("logo_alt: a logo needs words for those who cannot see it, such as its name")
        return self


def check_colour(value: str) -> str:
    """Return the colour as `#rrggbb` if letters in it can be read on the palest ground.

    Raises ValueError, with the nearest darker colour that would pass, for one that cannot.

    >>> check_colour("#12406B")
    '#12406b'
    """
    colour = value.lower()
    digits = colour.removeprefix("#")
    if len(colour) != 7 or colour[0] != "#" or set(digits) - set("0123456789abcdef"):
        raise ValueError(f"{value!r} is not a colour; write '#12406b', in quotes")
    contrast = find_contrast(colour, GROUND)
    if contrast < LEAST_CONTRAST:
        raise ValueError(
            f"{value!r} is too pale to be read: its contrast is {contrast:.1f}, and {LEAST_CONTRAST} is"
            f" needed (WCAG 2.2, 1.4.3). {darken_to_pass(colour)!r} would pass"
        )
    return colour


def find_contrast(colour: str, ground: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it.

    >>> round(find_contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darken_to_pass(colour: str) -> str:
    """Return the colour, or the first darker shade of it that can be read on the palest ground."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    for percent in range(100, -1, -1):
        darker = "#" + "".join(f"{part * percent // 100:02x}" for part in parts)
        if find_contrast(darker, GROUND) >= LEAST_CONTRAST:
            return darker
    return "#000000"


def read_identity(values: Mapping[str, object]) -> Identity:
    """Return the identity of the values given; raises ParametersError with every problem at once."""
    try:
        identity = Identity.model_validate(dict(values))
    except ValidationError as error:
        problems = [explain_identity(problem["loc"], problem) for problem in error.errors()]
        raise ParametersError(problems) from None
    problems = find_logo_problems(identity)
    if problems:
        raise ParametersError(problems)
    return identity


def explain_identity(place: tuple, problem: Mapping[str, object]) -> str:
    """Return one problem of validation in words that name the key, what was given and what is allowed."""
    key = ".".join(["identity", *(str(part) for part in place if part != "identity")])
    if problem["type"] == "extra_forbidden":
        names = list(Identity.model_fields)
        wrong = str(place[-1])
        return f"unknown key {key!r}; keys of identity are {', '.join(names)}.{nearest(wrong, names)}"
    if problem["type"] == "literal_error":
        return f"{key}: {problem['input']!r} does not come with the suite; choose {' or '.join(FONTS)}"
    return f"{key}: {str(problem['msg']).removeprefix('Value error, ')}"


def find_logo_problems(identity: Identity) -> list[str]:
    """Return what is wrong with the logo's file, in words; an empty list if nothing is."""
    logo = identity.logo
    if logo is None:
        return []
    if not logo.is_file():
        return [f"identity.logo: there is no file {logo}; give a PNG or SVG file, or '' for none"]
    content = logo.read_bytes()
    if len(content) > LARGEST_LOGO:
        return [f"identity.logo: {logo} has {len(content):,} bytes; give one of at most {LARGEST_LOGO:,}"]
    if logo_kind(content) is None:
        return [f"identity.logo: {logo} is neither PNG nor SVG; save it as one of these"]
    return []


def logo_kind(content: bytes) -> str | None:
    """Return `png` or `svg` by what the file holds, whatever its name; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "svg" if b"<svg" in content[:2000] else None


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
