"""Reads a web page: its main content, without navigation, cookie notices and footers."""

import re

from lxml import etree
from trafilatura import extract
from trafilatura.utils import load_html

from learning_themes.corpus.read_text import decode_text
from learning_themes.corpus.report import Block, Report, Source
from learning_themes.corpus.rows import row_text
from learning_themes.corpus.text import clean_text, split_bullet, split_label
from learning_themes.errors import ReportNotRead

_UNSEEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)


def read_html(source: Source) -> Report:
    """Return the report in a web page; pages are not counted. Raises ReportNotRead if there is no text."""
    text, warnings = decode_text(source)
    shown, unseen = _leave_out_hidden(text)
    found = extract(
        shown,
        output_format="xml",
        include_tables=True,
        include_comments=False,
        include_formatting=False,
        favor_recall=True,
        with_metadata=True,
    )
    if not found:
        raise ReportNotRead(f"{source.file} has no main text; save the page whole, or as PDF")
    tree = etree.fromstring(found.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    blocks = [block for element in _top_elements(tree) for block in _read_element(element)]
    return Report(
        source.file,
        source.sha256,
        0,
        tuple(block for block in blocks if block.text),
        title=clean_text(tree.get("title") or ""),
        warnings=(*warnings, *unseen),
    )


def _leave_out_hidden(text: str) -> tuple[object, tuple[str, ...]]:
    """Return the page without what its reader does not see, and a warning if there was any."""
    page = load_html(text)
    hidden = [one for one in page.iter() if _is_hidden(one)] if page is not None else []
    words = sum(len("".join(one.itertext()).split()) for one in hidden)
    if not words:
        return text, ()
    for one in hidden:
        if one.getparent() is not None:
            one.drop_tree()
    return page, (f"hidden parts of the page with {words} words were left out",)


def _is_hidden(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template"):
        return False
    asked = element.get("hidden")
    return (asked is not None and asked != "until-found") or bool(_UNSEEN.search(element.get("style", "")))


def _top_elements(tree: etree._Element) -> list[etree._Element]:
    main = tree.find("main")
    return list(main if main is not None else tree)


def _read_element(element: etree._Element) -> list[Block]:
    if element.tag == "head":
        level = (element.get("rend") or "h2").removeprefix("h")
        label, text = split_label(clean_text("".join(element.itertext())), heading=True)
        return [Block("heading", text, level=int(level) if level.isdigit() else 2, label=label)]
    if element.tag == "list":
        return [Block("bullet", clean_text("".join(item.itertext()))) for item in element.iter("item")]
    if element.tag == "table":
        return _read_table(element)
    bullet, text = split_bullet(clean_text("".join(element.itertext())))
    label, text = split_label(text)
    return [Block("bullet" if bullet else "paragraph", text, label=label)]


def _read_table(table: etree._Element) -> list[Block]:
    rows = [[clean_text(" ".join(c.itertext())) for c in row.iter("cell")] for row in table.iter("row")]
    heads = [[cell.get("role") for cell in row.iter("cell")] for row in table.iter("row")]
    if not rows:
        return []
    named = len(rows) > 1 and set(heads[0]) == {"head"}
    columns = rows[0] if named else []
    blocks = [Block("columns", " | ".join(columns))] if named else []
    for row in rows[1:] if named else rows:
        blocks.append(Block("row", row_text(columns, row)))
    return blocks
