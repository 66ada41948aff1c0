"""The record of what was quoted for training and what was held back: a workbook for the trainer alone."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from learning_themes.reports.briefing import Briefing
from learning_themes.reports.findings import Findings
from learning_themes.reports.packs import Pack
from learning_themes.reports.quoting import HeldBack
from learning_themes.reports.words_around import list_words_around
from learning_themes.reports.workbook import Sheet, write_sheets

STANCE_WORDS = {
    "shortfall": "where practice fell short",
    "strength": "what good looked like",
    "recommendation": "what reviews asked for",
}
READ_ME = (
    ("Marking", "RESTRICTED: what was held back may point to a person. For the trainer alone."),
    ("Quoted", "Every quotation in the packs, and where it stands. Read each and say who read it: could a"
     " family, or a worker, know itself? A machine looked for names, and misses some. Before and After are"
     " what the review says next to it under the same heading, so that you can judge whether it is quoted"
     " fairly. No machine looked for names in them: show them to nobody."),
    ("Held back", "Sentences of the right form that were not quoted, each with the reason. It holds back too"
     " much rather than too little: you may tell what such a sentence says in your own words."),
)  # fmt: skip
QUOTED = {
    "Theme": 30, "For": 24, "Before": 50, "Words": 70, "After": 50, "Review": 40, "Page": 8, "Read by": 16,
    "Fine to use?": 14,
}  # fmt: skip
HELD_BACK = {"Theme": 30, "For": 24, "Words": 90, "Review": 40, "Why not": 50}


def write_quotations(
    path: Path, packs: Sequence[Pack], briefings: Iterable[Briefing], findings: Findings
) -> Path:
    """Write the workbook and return its path: Read me, Quoted, Held back; same packs, same bytes."""
    titles = dict(zip(findings.reviews["review_id"], findings.reviews["title"], strict=True))
    none = [pack.no_quotes for pack in packs if pack.no_quotes]
    read_me = [*READ_ME, *([("Nothing quoted", none[0])] if len(none) == len(packs) and none else [])]
    sheets = [
        Sheet("Read me", {"Sheet": 20, "What it holds": 110}, _frame(read_me, ["Sheet", "What it holds"])),
        Sheet("Quoted", QUOTED, _frame(_list_quoted(packs, findings, titles), list(QUOTED))),
        Sheet("Held back", HELD_BACK, _frame(_list_held_back(packs, briefings, titles), list(HELD_BACK))),
    ]
    return write_sheets(path, sheets, title="Quotations for training")


def _list_quoted(packs: Iterable[Pack], findings: Findings, titles: dict[str, str]) -> list[tuple]:
    quoted = [
        (pack.name, STANCE_WORDS[stance], quote)
        for pack in packs
        for stance, quotes in pack.quotes.items()
        for quote in quotes
    ]
    around = list_words_around(findings.passages, [quote.passage_id for *_, quote in quoted])
    rows = []
    for theme, use, quote in quoted:
        before, after = around[quote.passage_id]
        rows.append(
            (theme, use, before, quote.text, after, titles[quote.review_id], quote.page or "", "", "")
        )
    return rows


def _list_held_back(
    packs: Iterable[Pack], briefings: Iterable[Briefing], titles: dict[str, str]
) -> list[tuple]:
    rows = [_row(pack.name, one, titles) for pack in packs for one in pack.held_back]
    return rows + [_row("", one, titles) for briefing in briefings for one in briefing.held_back]


def _row(theme: str, one: HeldBack, titles: dict[str, str]) -> tuple:
    use = STANCE_WORDS.get(one.use, one.use)
    return (theme, use, one.text, titles[one.review_id], "; ".join(one.reasons))


def _frame(rows: Sequence[tuple], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)
