"""Markdown made safe: words from reports go in as plain words, whatever marks they hold."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

MARKS = re.compile(r"([!-/:-@\[-`{-~])")
# White space, but not the no-break space that holds a number and its sign together.
SPACES = re.compile(r"[^\S\xa0]+")
# Control, format, surrogate, private-use and unassigned characters: invisible, or able to reverse
# the text around them. Joiners stay, because Arabic and Indic names need them.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
JOINERS = "\u200c\u200d"
DASHES = 100


def clean(text: str) -> str:
    """Return `text` on one line, without characters that cannot be seen.

    >>> clean(" a\\u202e  b\\n\\x00c ")
    'a b c'
    """
    one_line = SPACES.sub(" ", str(text))
    seen = (c for c in one_line if c in JOINERS or unicodedata.category(c) not in UNSEEN)
    return SPACES.sub(" ", "".join(seen)).strip()


def escape(text: str) -> str:
    r"""Return `text` as Markdown that shows those very words: every ASCII mark has a backslash.

    >>> escape("1. <b> #import $x$")
    '1\\. \\<b\\> \\#import \\$x\\$'
    """
    return MARKS.sub(r"\\\1", clean(text))


def shorten(text: str, limit: int) -> str:
    """Return `text`, or its first words up to `limit` characters and "[…]"."""
    text = clean(text)
    if len(text) <= limit:
        return text
    return f"{text[:limit].rsplit(' ', 1)[0]} […]"


def heading(text: str, *, level: int, name: str) -> str:
    """Return a heading whose words are escaped, with the anchor `name`."""
    return f"{'#' * level} {escape(text)} {{#{name}}}"


def bullets(items: Iterable[str]) -> str:
    """Return a list; the items are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def block(name: str, *parts: str) -> str:
    """Return a block of the kind `name`, which the templates know how to show."""
    inner = "\n\n".join(parts)
    return f"::: {{.{name}}}\n{inner}\n:::"


def opened(told: str, *parts: str, name: str = "", depth: int = 0) -> str:
    """Return what the web page opens in place under the words `told`; other faces leave it out.

    A block that holds another of `depth` 0 has depth 1.
    """
    marks = ":" * (3 + depth)
    anchor = f"#{name} " if name else ""
    inner = "\n\n".join(parts)
    return f'{marks} {{{anchor}.evidence told="{escape(told)}"}}\n{inner}\n{marks}'


class Ready(str):
    """A cell of a table that is Markdown already."""

    __slots__ = ()


def link(text: str, name: str) -> Ready:
    """Return `text`, escaped, as a link to the anchor `name`."""
    return Ready(f"[{escape(text)}](#{name})")


def quotation(text: str, source: str) -> str:
    """Return a block quotation of words from a report, with its source under it."""
    return f"> “{escape(text)}”\n>\n> [{escape(source)}]{{.source}}"


def figure(path: str, *, caption: str, alt: str) -> str:
    """Return a chart with its caption and the words for those who cannot see it."""
    return f'![{escape(caption)}]({path}){{alt="{escape(alt)}"}}'


def table(columns: Mapping[str, int], rows: Iterable[Sequence[str]], *, caption: str, right: int = 0) -> str:
    """Return a table: `columns` maps each heading to its width in parts; cells are plain text.

    The last `right` columns are set to the right.
    """
    whole = sum(columns.values())
    dashes = ["-" * max(3, DASHES * width // whole) for width in columns.values()]
    left = len(dashes) - right
    rule = [f":{d}" if place < left else f"{d}:" for place, d in enumerate(dashes)]
    lines = [_row(escape(name) for name in columns), _row(rule)]
    lines += [_row(cell if isinstance(cell, Ready) else escape(cell) for cell in row) for row in rows]
    return "\n".join([*lines, "", f": {escape(caption)}"])


def front_matter(values: Mapping[str, str]) -> str:
    """Return a metadata block in which every value is escaped text."""
    lines = [f"{name}: {json.dumps(escape(value), ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(["---", *lines, "---"])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
