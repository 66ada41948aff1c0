"""How well each report could be read, so that a person sees at once which to look at."""

from typing import TYPE_CHECKING

from learning_themes.corpus.report import Report
from learning_themes.corpus.sections import name_section, plain_words, tells_no_chapter
from learning_themes.spoken import spell_percent

if TYPE_CHECKING:
    import pandas as pd

FEWEST_WORDS = 500  # of a review: with fewer it is a letter, or half of it was not read
MOST_REMOVED = 0.25  # of its lines, as headers, footers and contents
FEWEST_LETTERS = 0.85  # of its signs
MOST_UNMAPPED = 0.6  # of the headings of its chapters, from the fifth on
FEWEST_CHAPTERS = 3
SUREST = 0.85  # of a scan's words


def measure_report(report: Report, passages: list[dict], typed: dict[str, str]) -> dict:
    """Return the row of table `quality` for one report."""
    headings = _chapter_headings(report)
    unmapped = [text for text in headings if not (plain_words(text) in typed or name_section(text)[0])]
    quality = report.quality
    row = {
        "file": report.file,
        "words": sum(len(passage["text"].split()) for passage in passages),
        "lines": quality.lines,
        "removed": round(quality.removed / quality.lines, 3) if quality.lines else 0.0,
        "letters": quality.letters,
        "headings": len(headings),
        "unmapped": len(unmapped),
        "scanned": quality.scanned,
        "ocr": quality.ocr,
        "sure": quality.sure,
        "hidden": quality.hidden,
    }
    untold = ["no heading tells where a chapter begins"] if tells_no_chapter(passages) else []
    return row | {"look": "; ".join([*untold, *_doubts(row)])}


def _chapter_headings(report: Report) -> list[str]:
    """Return the headings of the first level that has some: the level above may be the title's alone."""
    headings = [block for block in report.blocks if block.kind == "heading"]
    for level in sorted({block.level for block in headings}):
        chapters = [block.text for block in headings if block.level == level]
        if len(chapters) >= FEWEST_CHAPTERS:
            return chapters
    return [block.text for block in headings]


def _doubts(row: dict) -> list[str]:
    """Return why a person should look at a report, in words."""
    doubts = {
        f"only {row['words']:,} words": row["words"] < FEWEST_WORDS,
        f"{spell_percent(row['removed'])} of its lines were taken for headers, footers and contents": row[
            "removed"
        ]
        > MOST_REMOVED,
        f"only {spell_percent(row['letters'])} of its signs are letters": row["letters"] < FEWEST_LETTERS,
        f"{row['unmapped']} of {row['headings']} chapters do not tell their section by their headings": (
            row["headings"] >= 5 and row["unmapped"] > MOST_UNMAPPED * row["headings"]
        ),
        f"{row['scanned'] - row['ocr']} scanned pages were not read": row["scanned"] > row["ocr"],
        f"the reading of pictures was only {spell_percent(row['sure'])} sure of its words": row["sure"]
        < SUREST,
        f"{row['hidden']} words that cannot be seen were left out": row["hidden"] > 0,
    }
    return [words for words, holds in doubts.items() if holds]


def show_quality(quality: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table `quality` with the reports to look at first, in words and percent."""
    shown = quality.sort_values("look", key=lambda look: look == "", kind="stable")
    shown["sure"] = shown["sure"].map(spell_percent).where(shown["ocr"] > 0, "")
    for share in ("removed", "letters"):
        shown[share] = shown[share].map(spell_percent)
    first = ["file", "look"]
    return shown[first + [name for name in shown if name not in (*first, "group", "lines")]].set_index("file")
