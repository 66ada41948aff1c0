"""What `learning-themes codebook diff` does: compares two codebooks, and codes a corpus by both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.corpus.register import read_corpus
from learning_themes.errors import InputError
from learning_themes.parameters import Parameters
from learning_themes.reports.codebook_diff import CodebookDiff, name_version, tell_diff, write_diff
from learning_themes.runs import open_coded
from learning_themes.tables import read_table
from learning_themes.themes.answers import GIVEN
from learning_themes.themes.codebook import Codebook, load_codebook
from learning_themes.themes.decisions import JUDGEMENTS, NONE, Decision, read_decisions
from learning_themes.themes.overlay import lay_over
from learning_themes.themes.placing import keep_standing
from learning_themes.themes.versions import Difference, compare_codebooks, compare_learned
from learning_themes.trends.codebook_change import list_affected, recode


@dataclass(frozen=True)
class Read:
    """A corpus read: its tables, what people decided on it, and the parameters that counting needs."""

    register: pd.DataFrame
    passages: pd.DataFrame
    decisions: tuple[Decision, ...]
    parameters: Parameters


def tell_codebook_diff(
    old: Path, new: Path, *, corpus: Path | None = None, out: Path | None = None
) -> Iterator[str]:
    """Yield what two codebooks differ in and, with a `corpus`, what they make of it; `out` also takes files.

    `corpus` is the folder of a finished run, or of reports, whose own themes are laid over both codebooks.
    """
    if out and not corpus:
        raise InputError("--out writes what two codebooks make of reviews; name these by --corpus")
    read = _read(corpus) if corpus else None
    local = read.parameters.local_themes_folder if read else None
    before, after = (lay_over(load_codebook(folder), local) for folder in (old, new))
    yield f"{name_version(before)} and {name_version(after)}:".capitalize()
    differences, learned = compare_codebooks(before, after), compare_learned(before, after)
    yield from _tell_differences(differences)
    yield from learned
    yield f"{len(differences)} themes differ."
    if read and (differences or learned):
        diff = _compare(before, after, read, differences, learned)
        yield from tell_diff(diff)
        if out:
            asked = read.parameters
            paths = write_diff(diff, out, partnership=asked.partnership, dates=asked.dates, day=asked.today)
            yield from (f"Written: {path}" for path in paths)


def _tell_differences(differences: list[Difference]) -> Iterator[str]:
    """Yield a line a theme; those that differ in what is taught alone share one."""
    for one in differences:
        if one.changes_coding:
            yield f"{one.what:<8} {one.theme}" + (f": {', '.join(one.parts)}" if one.parts else "")
    taught = sum(1 for one in differences if not one.changes_coding)
    if taught:
        yield f"changed  {taught} themes in what is taught alone, which changes no coding"


def _read(corpus: Path) -> Read:
    """Return a corpus from a finished run, or by reading the reports of a folder."""
    if (corpus / "run.json").is_file() or (corpus / "tables").is_dir():
        run = open_coded(corpus)
        register, passages = (read_table(name, run.tables) for name in ("register", "passages"))
        parameters = run.parameters
    else:
        people = corpus / "_people"
        found = read_corpus(corpus, people=people)
        register, passages = found.register, found.passages
        parameters = Parameters(corpus=corpus, as_of=date.today().isoformat())
    decisions = read_decisions(parameters.people_folder).decisions
    return Read(register, passages, decisions, parameters)


def _compare(
    before: Codebook, after: Codebook, read: Read, differences: list[Difference], learned: list[str]
) -> CodebookDiff:
    asked = read.parameters
    old, new = (
        recode(one, read.register, read.passages, read.decisions, dates=asked.dates, kinds=asked.kinds)
        for one in (before, after)
    )
    differ = [one.theme for one in differences if one.changes_coding]
    affected = list_affected(read.decisions, read.passages, old, new, differ=differ)
    decided = [
        one
        for one in keep_standing(read.decisions)
        if one.theme != NONE and one.verdict in (*GIVEN, *JUDGEMENTS, "rejected")
    ]
    return CodebookDiff(differences, learned, old, new, affected, len(decided))
