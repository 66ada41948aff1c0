"""What `learning-themes check` does: draws, writes the workbook, reads one back, and says how far it is."""

from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.parameters import read_parameters
from learning_themes.reports.checking_answers import import_workbook, read_draw_name
from learning_themes.reports.checking_workbook import choose_path, write_checking_workbook
from learning_themes.runs import LATEST, FinishedRun, open_run, renew_report
from learning_themes.suite import load_codebook_of, project_root, themes_folder
from learning_themes.themes.codebook import Codebook, load_codebook
from learning_themes.trends.check_round import Round, open_round, record_decisions
from learning_themes.trends.check_views import list_differences, tell_progress


def write_check(target: Path | None, *, people: Path | None, by: str, blind: bool, report: bool) -> str:
    """Write the workbook of the run's draw, and return how far the draw is and where the workbook lies.

    With `report` the run's figures and reports are made anew with what was decided.
    """
    run = _open_run(target)
    codebook = load_codebook_of(run.parameters)
    opened = _open(run, codebook, people, blind=blind)
    opened.keep_draw()
    name = f"check {opened.sample['draw'].iloc[0]}" if len(opened.sample) else "check"
    path = choose_path(opened.people / "checking", name)
    write_checking_workbook(path, opened.items, codebook, by=by)
    lines = [*_tell(opened), f"Workbook: {path}", f"Read it back with: check {run.folder} --import FILE"]
    return "\n".join([*lines, renew_report(run)] if report else lines)


def read_check(
    target: Path | None, file: Path, *, people: Path | None, by: str, report: bool
) -> tuple[str, int]:
    """Read a workbook in and return what came of it, and how many rows were set aside."""
    run = _open_run(target)
    codebook = load_codebook_of(run.parameters)
    opened = _open(run, codebook, people, draw=read_draw_name(file))
    imported = import_workbook(file, opened, by=by)
    lines = [
        f"{imported.by}: {imported.taken} answers taken, {imported.known} known already,"
        f" {imported.blank} blank, {len(imported.aside)} set aside.",
        *(f"set aside: {one}" for one in imported.aside),
        *_tell(opened),
        renew_report(run) if report else "To make the board report anew with it, add --report.",
    ]
    return "\n".join(lines), len(imported.aside)


def _tell(opened: Round) -> list[str]:
    """Record what was decided, and return how far the draw is and what analysts see differently."""
    recorded = record_decisions(opened)
    return [tell_progress(opened, recorded), *list_differences(opened, recorded)]


def _open_run(target: Path | None) -> FinishedRun:
    """Return the run that is meant: a run folder, the latest of a parameters file, or the latest of all."""
    if target is None:
        return open_run(LATEST)
    if target.suffix.lower() not in (".yaml", ".yml"):
        return open_run(target)
    themes = list(load_codebook(themes_folder()).themes)
    parameters = read_parameters(target, theme_ids=themes, root=project_root())
    for record in sorted(parameters.output.glob("*/run.json"), key=lambda path: -path.stat().st_mtime):
        run = open_run(record.parent)
        if run.parameters.corpus == parameters.corpus:
            return run
    raise InputError(
        f"{parameters.output}: holds no finished run of {parameters.corpus}; make one first: run {target}"
    )


def _open(
    run: FinishedRun, codebook: Codebook, people: Path | None, *, blind: bool = True, draw: str = ""
) -> Round:
    parameters = run.parameters
    return open_round(
        run.tables,
        codebook=codebook,
        people=people or parameters.people_folder,
        day=parameters.today,
        themes_first=parameters.themes_first,
        kinds=parameters.kinds,
        blind=blind,
        draw=draw,
    )
