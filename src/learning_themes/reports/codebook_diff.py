"""Two codebooks side by side on the same reviews: differences, charts under both, decisions to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.charts import draw_heat_map, draw_ranked_themes
from learning_themes.reports.documents import write_document
from learning_themes.reports.drawing import save_chart
from learning_themes.reports.workbook import Sheet, write_sheets
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.versions import Difference, compare_shares, select_moved
from learning_themes.trends.codebook_change import Recoded
from learning_themes.trends.shares import rank_themes

NAME = "codebook-diff"
TITLE = "The reviews under two versions of the codebook"
MARKING = "RESTRICTED: contains extracts from reports that may not be published"
LISTED = 60  # decisions in the document; all are in the workbook
WORDS_SHOWN = 160


@dataclass(frozen=True)
class CodebookDiff:
    """What two codebooks differ in, and what they make of the same reviews."""

    differences: Sequence[Difference]
    learned: Sequence[str]
    old: Recoded
    new: Recoded
    affected: pd.DataFrame
    decided: int

    @property
    def names(self) -> dict[str, str]:
        """The name of each theme of either, the new one's first."""
        themes = {**self.old.codebook.themes, **self.new.codebook.themes}
        return {theme.id: theme.name for theme in themes.values()}

    @property
    def moved(self) -> pd.DataFrame:
        """The themes of which any number differs."""
        return select_moved(compare_shares(self.old.shares, self.new.shares))


def name_version(codebook: Codebook) -> str:
    """Return a codebook's version and hash in words."""
    return f"version {codebook.version} ({codebook.digest[:12]})"


def tell_diff(diff: CodebookDiff) -> Iterator[str]:
    """Yield the lines for a terminal: the themes whose numbers move, and how many decisions are affected."""
    moved = diff.moved
    yield (
        f"Under both, with the decisions there are, {len(moved)} of {len(diff.names)} themes have other"
        " numbers of our reviews:"
    )
    for row in moved.to_dict("records"):
        told = [f"{what} {_arrow(row, what)}" for what in ("key", "present", "shortfall", "strength")]
        yield f"  {diff.names[row['theme']][:44]:<44} of {row['n']}: {', '.join(told)}"
    yield f"{len(diff.affected)} of {diff.decided} decisions on themes are to be looked at again."
    for (theme, why), rows in diff.affected.groupby(["theme", "why"], sort=True):
        yield f"  look again: {theme}, {len(rows)}: {why}"


def _arrow(row: dict, measure: str) -> str:
    before, after = row[f"{measure} old"], row[f"{measure} new"]
    if pd.isna(before) or pd.isna(after):
        return f"{'-' if pd.isna(before) else before} → {'-' if pd.isna(after) else after}"
    return str(before) if before == after else f"{before} → {after}"


def write_diff(diff: CodebookDiff, folder: Path, *, partnership: str, dates: str, day: str) -> list[Path]:
    """Write codebook-diff.md, .html and .xlsx with charts into `folder`, and return the paths."""
    figures = list(_draw(diff, folder, dates))
    head = {"title": TITLE, "partnership": partnership, "marking": MARKING, "marking_short": "Restricted"}
    body = "\n\n".join(part for part in [*_compose(diff), *figures] if part)
    made = date.fromisoformat(day)
    paths = write_document(body, folder, NAME, head=head, as_of=made, endings=("md", "html"))
    return [*paths, write_sheets(folder / f"{NAME}.xlsx", _sheets(diff), title=TITLE)]


def _draw(diff: CodebookDiff, folder: Path, dates: str) -> Iterator[str]:
    """Draw each chart under both codebooks, and yield the figures, new under old."""
    yield md.heading("The charts under both", level=2, name="charts")
    for version, recoded in (("old", diff.old), ("new", diff.new)):
        words = f"{'Before' if version == 'old' else 'After'}: {name_version(recoded.codebook)}"
        ranked = rank_themes(recoded.shares)
        names = {theme.id: theme.name for theme in recoded.codebook.themes.values()}
        charts = {
            "heat-map": draw_heat_map(recoded.shares, names, themes=ranked, dates=dates),
            "shortfall-and-good-practice": draw_ranked_themes(recoded.shares, names, themes=ranked),
        }
        for name, chart in charts.items():
            save_chart(chart, folder / "charts", f"{name}-{version}")
            yield md.figure(f"charts/{name}-{version}.svg", caption=f"{words}.", alt=chart.alt)


def _compose(diff: CodebookDiff) -> Iterator[str]:
    old, new = diff.old.codebook, diff.new.codebook
    yield md.escape(
        f"The same passages were coded anew by {name_version(old)} and by {name_version(new)}, with the"
        " decisions of people counted in both. Numbers are of reviews. Which of the two is right, they do not"
        " say."
    )
    yield md.heading("What differs", level=2, name="differs")
    yield md.bullets(md.escape(line) for line in _tell_differences(diff))
    yield md.heading("Themes whose numbers move", level=2, name="moved")
    yield _moved_table(diff)
    yield md.heading("Decisions to look at again", level=2, name="decisions")
    yield from _tell_decisions(diff)


def _tell_differences(diff: CodebookDiff) -> list[str]:
    told = [
        f"{diff.names[one.theme]}: {one.what}" + (f" in {', '.join(one.parts)}" if one.parts else "")
        for one in diff.differences
        if one.changes_coding
    ]
    taught = sum(1 for one in diff.differences if not one.changes_coding)
    told += [f"{taught} themes: changed in what is taught alone, which changes no coding"] * bool(taught)
    return [*told, *diff.learned] or ["nothing"]


def _moved_table(diff: CodebookDiff) -> str:
    rows = [
        (diff.names[row["theme"]], str(row["n"]), *(_arrow(row, what) for what in
         ("key", "present", "shortfall", "strength")))
        for row in diff.moved.to_dict("records")
    ]  # fmt: skip
    if not rows:
        return md.escape("No number of reviews differs.")
    columns = {"Theme": 36, "Of": 10, "Key": 13, "Present": 13, "Shortfall": 14, "Good practice": 14}
    return md.table(
        columns, rows, caption="Numbers of reviews before and after; one number where they agree."
    )


def _tell_decisions(diff: CodebookDiff) -> Iterator[str]:
    count = f"{len(diff.affected)} of {diff.decided} decisions on themes are to be looked at again."
    further = len(diff.affected) - LISTED
    yield md.escape(count + (f" The first {LISTED} are here, all in {NAME}.xlsx." if further > 0 else ""))
    rows = [
        (diff.names.get(row.theme, row.theme), f"{row.by}, {row.when}: {row.verdict} {row.stance}".strip(),
         md.shorten(row.words, WORDS_SHOWN), row.why)
        for row in diff.affected.head(LISTED).itertuples()
    ]  # fmt: skip
    if rows:
        columns = {"Theme": 20, "Decision": 20, "Passage": 36, "Why": 24}
        yield md.table(columns, rows, caption="What people decided that the new codebook puts in question.")


def _sheets(diff: CodebookDiff) -> list[Sheet]:
    numbers = compare_shares(diff.old.shares, diff.new.shares)
    numbers.insert(1, "name", numbers["theme"].map(diff.names))
    years = pd.concat(
        [one.shares.assign(codebook=version) for version, one in (("old", diff.old), ("new", diff.new))]
    )
    sheets = (
        ("Numbers", numbers, {"theme": 30, "name": 44}),
        ("Decisions", diff.affected, {"theme": 30, "words": 80, "why": 44}),
        ("Shares", years.round(4), {"theme": 30}),
    )
    return [
        Sheet(name, {column: wide.get(column, 14) for column in rows}, rows.reset_index(drop=True))
        for name, rows, wide in sheets
    ]
