"""The partnership's logo in the shapes that the faces of a report need."""

import base64
import tempfile
from pathlib import Path

import typst

from learning_themes.errors import ParametersError
from learning_themes.identity import Identity, logo_kind

PIXELS_AN_INCH = 300


def logo_png(identity: Identity) -> bytes:
    """Return the logo as PNG; raises ParametersError for a file that cannot be drawn."""
    logo = identity.logo
    content = logo.read_bytes()
    if logo_kind(content) == "png":
        _draw(logo, content, "png")  # to be sure that it can be drawn
        return content
    return _draw(logo, content, "svg")


def check_logo(identity: Identity) -> None:
    """Raise ParametersError if there is a logo that cannot be drawn; nothing otherwise."""
    if identity.logo:
        logo_png(identity)


def logo_address(identity: Identity) -> str:
    """Return the logo as an address that holds the picture itself, for a page that needs no other file."""
    content = identity.logo.read_bytes()
    kind = {"png": "png", "svg": "svg+xml"}[logo_kind(content)]
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _draw(logo: Path, content: bytes, kind: str) -> bytes:
    source = (
        f'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("logo.{kind}", height: 20mm)'
    )
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / f"logo.{kind}").write_bytes(content)
        (Path(place) / "page.typ").write_text(source, encoding="utf-8", newline="\n")
        try:
            return typst.compile(
                Path(place) / "page.typ",
                root=place,
                format="png",
                ppi=PIXELS_AN_INCH,
                ignore_system_fonts=True,
            )
        except typst.TypstError as error:
            problem = f"identity.logo: {logo} cannot be drawn; save it again as PNG or SVG ({error})"
            raise ParametersError([problem[:500]]) from None
