"""The page beside the list of a disclosure check: what was found, what to do, and what cannot be found."""

import re
from collections.abc import Sequence
from itertools import count

import pypandoc

from learning_themes.reports import markdown as md
from learning_themes.reports.disclosure_groups import KEPT_WHY, READ, Finding
from learning_themes.reports.render import READER
from learning_themes.reports.wording import capital, count_words, join_words

ALSO_SHOWN = 3
COUNTED = (
    ("to be put right first", "to be put right first"),
    ("that may point to a person", "that may point to a person"),
    ("that a reader does not see", "that a reader does not see"),
    ("file to read yourself", "files to read yourself"),
)
CANNOT_FIND = (
    "names of people without a title before them, first names, nicknames and misspelt names",
    "words that are drawn in a picture, or set in the colour of the page",
    "what only those who knew the family would recognise: an unusual injury, a place of work, a day in the"
    " press",
    "what can be put together with other publications: the review itself, an inquest, a court report",
    "a pseudonym that is a real name, or that somebody else has published with the name",
    "numbers and addresses of other countries, and numbers written in words",
)


TO_DO = (
    "Open findings.csv beside this page, write ok or remove in the column verdict of every line, and save.",
    "Words that stand in a published review (column source) can be read there by anybody. Where they should"
    " not be, such as a date of birth, tell whoever keeps the review: what is left out here is still there.",
    "To take words out of this report, put them, a line each, into names.txt in the folder of what people"
    " typed (_people in the corpus). The passages with them are left out then, and what was counted from them"
    " stays counted. Or set the review back to draft, or change the action's words.",
    "Run again and check again: marks for words that stay are kept. Then publish, with your name.",
)


def write_page(findings: Sequence[Finding]) -> str:
    """Return the page: the findings by how serious they are, what to do, and what the check cannot find."""
    parts = [
        md.heading("Disclosure check of the public version", level=1, name="check"),
        md.escape(f"{say_counts(findings)} This page is restricted."),
        md.heading("What to do", level=2, name="do"),
        md.bullets(md.escape(one) for one in TO_DO),
    ]
    for name, title, rows in _list_parts(findings):
        if rows:
            told = _list_files(rows) if name == "read" else [_table(rows)]
            parts += [md.heading(title, level=2, name=name), *told]
    parts += [
        md.heading("What this check cannot find", level=2, name="cannot"),
        md.bullets(md.escape(one) for one in CANNOT_FIND),
        md.escape("So a person has to read what is published, and another to look at the pictures."),
    ]
    body = pypandoc.convert_text("\n\n".join(parts), "html5-smart", format=READER, extra_args=["--wrap=none"])
    return HEAD + _let_scroll(body) + "</main></body></html>\n"


def say_counts(findings: Sequence[Finding]) -> str:
    """Return how many things there are to look at, and of which kind, in a sentence."""
    told = [
        f"{count_words(len(rows), one, many)}"
        for (one, many), (*_, rows) in zip(COUNTED, _list_parts(findings), strict=True)
        if rows
    ]
    return f"{capital(count_words(len(findings), 'line'))} to go through: {join_words(told) or 'nothing'}."


def _list_parts(findings: Sequence[Finding]) -> list[tuple[str, str, list[Finding]]]:
    """Return the parts of the page, each with its name, its title and its findings."""
    must_go = [one for one in findings if one.must_go]
    read = [one for one in findings if one.kind == READ]
    kept = [one for one in findings if one.kind in KEPT_WHY]
    words = [one for one in findings if one not in (*must_go, *read, *kept)]
    return [
        ("must-go", "To be put right first", must_go),
        ("to-mark", "Words that may point to a person, the worst first", words),
        ("unseen", "What a reader does not see", kept),
        ("read", "Files to read yourself", read),
    ]


def _let_scroll(body: str) -> str:
    """Return the page with each table in a region that scrolls by itself, and that the keyboard reaches."""
    number = count(1)
    region = '<div class="scroll" role="region" tabindex="0" aria-label="Table {}"><table'
    opened = re.sub("<table", lambda _: region.format(next(number)), body)
    return opened.replace("</table>", "</table></div>")


def _table(findings: Sequence[Finding]) -> str:
    rows = [
        (one.kind, one.words, one.around, _place(one), f"{one.why}. {_source(one)}".strip())
        for one in findings
    ]
    columns = {"Kind": 11, "Words": 17, "Words around": 32, "Where": 20, "Why": 20}
    return md.table(columns, rows, caption=f"{capital(count_words(len(rows), 'line'))}.")


def _list_files(findings: Sequence[Finding]) -> list[str]:
    return [
        md.escape(f"{capital(findings[0].why)}. A file that changes has to be read again."),
        md.bullets(md.escape(one.file) for one in findings),
    ]


def _place(finding: Finding) -> str:
    also = word_also(finding)
    return f"{finding.file}, {finding.place}{f'; also {also}' if also else ''}"


def _source(finding: Finding) -> str:
    return f"It stands in {finding.source}." if finding.source else ""


def word_also(finding: Finding) -> str:
    """Return the other places in which a finding stands, the first few by name."""
    more = len(finding.also) - ALSO_SHOWN
    rest = [f"and {count_words(more, 'more place')}"] if more > 0 else []
    return "; ".join([*finding.also[:ALSO_SHOWN], *rest])


HEAD = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Disclosure check</title><style>
body { font: 15px/1.5 sans-serif; color: #1b2733; max-width: 75rem; margin: 1.5rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; min-width: 42rem; } .scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid #b85c00; } caption { text-align: left; padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem; border-bottom: 1px solid #c9d1d8; }
th { background: #12406b; color: white; } td { overflow-wrap: anywhere; }
@media print { table { min-width: 0; } .scroll { overflow: visible; } }
</style></head><body><main>
"""
