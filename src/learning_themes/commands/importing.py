"""What `learning-themes exchange import` does: reads what was coded elsewhere, and keeps it as decisions."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from learning_themes.errors import InputError, nearest
from learning_themes.files import replace_file
from learning_themes.runs import open_run, renew_report
from learning_themes.suite import themes_folder
from learning_themes.tables import STANCES, read_table
from learning_themes.themes.codebook import Codebook, load_codebook
from learning_themes.themes.coded_table import read_hand_coded
from learning_themes.themes.decisions import Decision, append_decision, read_decisions
from learning_themes.themes.hand_coded import Taken, count_by_coder, list_unmatched, make_decisions
from learning_themes.themes.refi_import import Project
from learning_themes.trends.check_round import open_round, read_machine, record_decisions

ASIDE_TOLD = 20


def describe_codings(file: Path) -> list[str]:
    """Return what a file holds, in words; nothing is taken in without a run."""
    project = read_hand_coded(file)
    told = _describe(project, load_codebook(themes_folder()))
    return [*told, "Nothing was taken in: name the run whose passages were coded, by --run."]


def take_codings(
    file: Path,
    run_folder: Path | str,
    *,
    people: Path | None = None,
    by: str = "",
    stance: str = "",
    out: Path | None = None,
    report: bool = False,
) -> list[str]:
    """Keep what people coded in a file as decisions on a run's passages, and return what came of it.

    With `out` the decisions are written there as lines, to look at, and kept nowhere else.
    """
    if stance and stance not in STANCES:
        raise InputError(f"--stance {stance!r} is not one of {', '.join(STANCES)}.{nearest(stance, STANCES)}")
    run = open_run(run_folder)
    codebook = run.load_codebook()
    people = people or run.people
    project = read_hand_coded(file)
    taken = make_decisions(
        project, read_table("passages", run.tables), read_machine(run.tables), codebook,
        earlier=read_decisions(people).decisions, by=by, stance=stance,
    )  # fmt: skip
    told = [*_describe(project, codebook), *_tell_taken(taken)]
    if out:
        return [*told, f"Written to look at, and not taken in: {_write_lines(out, taken.decisions)}"]
    for decision in taken.decisions:
        append_decision(people, decision)
    if not taken.decisions:
        return [*told, "Nothing new was taken in."]
    told.append(f"Kept in {people / 'decisions'}.")
    opened = open_round(run.tables, codebook=codebook, people=people, day=run.parameters.today)
    record_decisions(opened)
    return [
        *told,
        renew_report(run) if report else "The figures count them at the next run, or with --report.",
    ]


def _describe(project: Project, codebook: Codebook) -> list[str]:
    coded = sum(1 for one in project.segments if one.code)
    told = [
        f"{len(project.codes)} codes, {coded} coded segments, {len(project.segments) - coded} notes alone."
    ]
    for code in list_unmatched(project.codes, codebook):
        told.append(f"no theme of ours: {code.name}" + (f" (under {code.above})" if code.above else ""))
    if project.left_out:
        told.append(f"{project.left_out} codings of pictures, sound or whole sources were left out.")
    return told


def _tell_taken(taken: Taken) -> list[str]:
    passages = len({one.passage_id for one in taken.decisions})
    told = [
        f"{len(taken.decisions)} new decisions on {passages} passages, {taken.known} known already,"
        f" {taken.by_machine} of the machine and no decision, {len(taken.aside)} set aside."
    ]
    told += [f"{name}: {count}" for name, count in count_by_coder(taken.decisions).items()]
    told += [f"set aside: {one}" for one in taken.aside[:ASIDE_TOLD]]
    further = len(taken.aside) - ASIDE_TOLD
    return [*told, f"and {further} more set aside."] if further > 0 else told


def _write_lines(path: Path, decisions: Sequence[Decision]) -> Path:
    """Write the decisions as JSON lines to a new file; raises InputError if it is there."""
    if path.exists():
        raise InputError(f"{path}: is there already; give a new name")
    lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in decisions]
    try:
        return replace_file(path, "".join(lines).encode())
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
