"""What a theme is called elsewhere: a sentence for its page, and a sheet for the workbook."""

from collections.abc import Mapping

import pandas as pd

from learning_themes.reports.findings import Codebook, Findings
from learning_themes.reports.wording import join_words
from learning_themes.themes.cross_reading import FITS, CrossReading, load_cross_reading

NAMED = 3  # headings on a theme's page; all are in the workbook
COLUMNS = ["theme", "elsewhere_called", "publisher", "publication", "year", "fit", "compared"]


def read_elsewhere(codebook: Codebook) -> CrossReading:
    """Return the cross-reading of a codebook that was read from a folder; an empty one for any other."""
    folder = getattr(codebook, "folder", None)
    return load_cross_reading(folder, codebook.themes) if folder else CrossReading()


def state_elsewhere(findings: Findings, theme: str) -> str:
    """Return what national bodies call much the same as a theme, with publisher and year; or nothing."""
    reading = read_elsewhere(findings.codebook)
    close = [one for one in reading.of_theme(theme) if one.themes[theme] == "close"][:NAMED]
    if not close:
        return ""
    told = [f"{_quote(one.heading)} ({reading.cite(one)})" for one in close]
    return f"Elsewhere called {join_words(told)}."


def _quote(heading: str) -> str:
    return heading if heading.startswith("“") else f"“{heading}”"


def tabulate_elsewhere(codebook: Codebook) -> pd.DataFrame:
    """Return a row a theme and heading, with the columns of COLUMNS; a theme without one has an empty row."""
    reading = read_elsewhere(codebook)
    rows = []
    for theme in codebook.themes if reading.headings else ():
        for one in reading.of_theme(theme):
            source = reading.sources[one.source]
            fit, compared = (
                FITS[one.themes[theme]],
                "yes" if one.compared else "look it up before you quote it",
            )
            rows.append(
                (
                    theme,
                    one.heading,
                    source.publisher,
                    source.title,
                    str(one.year or source.year),
                    fit,
                    compared,
                )
            )
        if not reading.of_theme(theme):
            rows.append((theme, *[""] * (len(COLUMNS) - 1)))
    return pd.DataFrame(rows, columns=COLUMNS)


def describe_elsewhere(reading: CrossReading, themes: Mapping[str, object]) -> str:
    """Return the page of the reference documentation: each theme with the headings, and the publications."""
    lines = [HEADER]
    for theme in themes:
        lines.append(f"\n## {themes[theme].name}\n")
        for one in reading.of_theme(theme):
            note = "" if one.compared else " *"
            lines.append(f"- {one.heading}{note} ({reading.cite(one)}): {one.themes[theme]}")
        if not reading.of_theme(theme):
            lines.append("No heading that we are sure of.")
    lines.append("\n## The publications\n")
    lines += [f"- {one.publisher}: *{one.title}*, {one.year}." for one in reading.sources.values()]
    return "\n".join(lines) + "\n"


HEADER = """# What the themes are called elsewhere

Made from `themes/cross-reading.yaml` by `python -m learning_themes.reference docs`; edit that file.
That a heading belongs to a theme is a judgement of ours, not of the body that published it: **close** means
much the same ground, **wider** that the heading covers more, **part** that it touches the theme among others,
or a part of it. A star marks a heading that was not compared with a copy or a listing: look it up before you
quote it. The same table is the sheet *Elsewhere* of `evidence.xlsx`.
"""
