"""One Markdown source made into an accessible HTML page and a tagged PDF (PDF/UA-1).

The look lives in `templates/`: a designer changes `board.html`, `board.css` and `board.typ` without
touching Python. `board.lua` numbers tables and figures and carries alternative text into the PDF.
"""

import base64
import html
import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import matplotlib
import pypandoc
import typst
from matplotlib.ft2font import FT2Font

from learning_themes.files import replace_file
from learning_themes.identity import Identity, logo_kind
from learning_themes.reports.logo import logo_address
from learning_themes.reports.markdown import clean

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
# Raw HTML, TeX, attributes and the rest are off: the source is Markdown and nothing else.
READER = (
    "markdown-smart-raw_html-raw_tex-raw_attribute-tex_math_dollars-tex_math_single_backslash"
    "-citations-example_lists-autolink_bare_uris-emoji"
)
MISSING = "\N{WHITE SQUARE}"
PLAIN = Identity()
IMAGE = re.compile(r'src="(charts/[a-z0-9-]+\.svg)"')
# Evidence is opened in place on the web page; on paper it would be most of the report.
EVIDENCE = re.compile(r"^(:{3,}) \{[^\n]*\.evidence [^\n]*\n.*?^\1$\n*", re.DOTALL | re.MULTILINE)
TO_EVIDENCE = re.compile(r"\[([^\]\[]*)\]\(#evidence-[a-z0-9-]+\)")


def without_evidence(markdown: str) -> str:
    """Return the source without the passages that the web page opens in place, and without links to them."""
    return TO_EVIDENCE.sub(r"\1", EVIDENCE.sub("", markdown))


def render_html(markdown: str, *, folder: Path, template: str = "board", identity: Identity = PLAIN) -> str:
    """Return one HTML page that needs no other file: styles, logo and the charts in `folder` are inside."""
    given = _look(identity)
    if identity.logo:
        given |= {"logo": "logo", "logo_alt": html.escape(clean(identity.logo_alt))}
    page = pypandoc.convert_text(
        markdown,
        "html5-smart",
        format=READER,
        extra_args=[*_options(template, ".html", given), "--section-divs", "--toc", "--toc-depth=3"],
    )
    if identity.logo:
        page = page.replace('src="logo"', f'src="{logo_address(identity)}"', 1)
    return IMAGE.sub(lambda found: f'src="{_inline(folder / found[1])}"', page)


def render_pdf(
    markdown: str, *, folder: Path, as_of: date, template: str = "board", identity: Identity = PLAIN
) -> bytes:
    """Return the PDF, the same bytes for the same source and `as_of`; charts and logo come from `folder`."""
    given = _look(identity)
    if identity.logo:
        content = identity.logo.read_bytes()
        logo = replace_file(folder / f"logo.{logo_kind(content)}", content)
        given |= {"logo": json.dumps(logo.name), "logo_alt": json.dumps(clean(identity.logo_alt))}
    source = pypandoc.convert_text(
        without_evidence(markdown),
        "typst-smart",
        format=READER,
        extra_args=[*_options(template, ".typ", given), "--shift-heading-level-by=-1"],
    )
    return typst.compile(
        replace_missing(source).encode(),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(datetime.combine(as_of, time(), UTC).timestamp()),
    )


def replace_missing(text: str) -> str:
    """Return `text` with a white square for each character that the PDF's letters do not have."""
    known = FT2Font(str(FONTS / "DejaVuSans.ttf")).get_charmap()
    return "".join(c if ord(c) in known or c in "\n\t\u200b" else MISSING for c in text)


def _look(identity: Identity) -> dict[str, str]:
    look = {"colour": identity.colour, "accent": identity.accent, "letters": identity.font}
    return look | ({"serif": "yes"} if "Serif" in identity.font else {})


def _options(template: str, ending: str, given: dict[str, str]) -> list[str]:
    return [
        "--standalone",
        "--wrap=none",
        f"--template={TEMPLATES / template}{ending}",
        f"--lua-filter={TEMPLATES / 'board.lua'}",
        *(f"--variable={name}:{value}" for name, value in given.items()),
    ]


def _inline(path: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode()}"
