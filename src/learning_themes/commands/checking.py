"""What `learning-themes check` does: draws, writes the workbook, reads one back, and says how far it is."""

from collections.abc import Sequence
from pathlib import Path

from learning_themes.errors import InputError, nearest
from learning_themes.manifest import rewriting
from learning_themes.reports.checking_answers import import_workbook, read_draw_name
from learning_themes.reports.checking_carried import gather_own, tell_carried
from learning_themes.reports.checking_earlier import find_open, tell_open
from learning_themes.reports.checking_workbook import choose_path, write_checking_workbook
from learning_themes.runs import FinishedRun, open_coded, renew_report
from learning_themes.spoken import spell_command
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import check_name, read_decisions
from learning_themes.themes.placing import place_decisions
from learning_themes.trends.check_round import Round, open_round, record_decisions
from learning_themes.trends.check_views import list_differences, tell_progress


def write_check(
    target: Path | str,
    *,
    people: Path | None,
    by: str,
    blind: bool,
    report: bool,
    more: bool = False,
    again: bool = False,
    themes: Sequence[str] = (),
) -> str:
    """Write the workbook of the run's draw, and return how far the draw is and where the workbook lies.

    While one of that draw is there that is still to be answered, it is named, and another written only
    `again`. Rows of a new one carry what `by` has answered already. With `more` a further draw follows once
    the last one is answered, of reviews by `themes` if any are given, else by the run's priorities. With
    `report` the run's figures and reports are made anew with what was decided.
    """
    run = open_coded(target)
    codebook = run.load_codebook()
    _check_themes(themes, codebook)
    before = _open(run, codebook, people, blind=blind)
    opened = _open(run, codebook, people, blind=blind, further=more, themes=themes) if more else before
    opened.keep_draw()
    path, carried = _write_workbook(opened, check_name(by) if by else "", again=again)
    back = spell_command("check", run.folder, "--import", path)
    lines = [*_tell(run, opened), f"Workbook: {path}", *carried, f"Once it is filled in: {back}"]
    if more and opened.name_draw() == before.name_draw():
        lines.append(
            "Of the last draw something is still open: answer or skip it, then --more draws further."
        )
    return "\n".join([*lines, renew_report(run)] if report else lines)


def _write_workbook(opened: Round, by: str, *, again: bool) -> tuple[Path, list[str]]:
    """Write the workbook of a round and return its path, and what it carries of earlier answers, told.

    Unless it is to be written `again`, one that is there and still to be answered is returned instead.
    """
    folder, draw = opened.people / "checking", opened.name_draw()
    kept = read_decisions(opened.people).decisions
    placed = place_decisions(kept, opened.reading.passages, opened.codebook.themes)
    earlier = [] if again else find_open(folder, opened.items, placed, draw=draw, by=by)
    if earlier:
        return earlier[0].path, tell_open(earlier)
    path = choose_path(folder, f"check {draw}".strip())
    write_checking_workbook(path, opened.items, opened.codebook, by=by, own=gather_own(placed, by))
    return path, tell_carried(opened.items, placed, by)


def read_check(
    target: Path | str, file: Path, *, people: Path | None, by: str, report: bool
) -> tuple[str, int]:
    """Read a workbook in and return what came of it, and how many rows were set aside."""
    run = open_coded(target)
    codebook = run.load_codebook()
    opened = _open(run, codebook, people, draw=read_draw_name(file))
    imported = import_workbook(file, opened, by=by)
    lines = [
        f"{imported.by}: {imported.taken} answers taken, {imported.known} known already,"
        f" {imported.blank} blank, {len(imported.aside)} set aside.",
        *(f"set aside: {one}" for one in imported.aside),
        *_tell(run, opened),
        renew_report(run)
        if report
        else "The board report does not hold it yet: to make it anew, add --report.",
    ]
    return "\n".join(lines), len(imported.aside)


def _check_themes(themes: Sequence[str], codebook: Codebook) -> None:
    for theme in themes:
        if theme not in codebook.themes:
            hint = nearest(theme, list(codebook.themes))
            raise InputError(f"--themes: there is no theme {theme!r}.{hint}")


def _tell(run: FinishedRun, opened: Round) -> list[str]:
    """Record what was decided, and return how far the draw is and what analysts see differently.

    The manifest of the run then names its tables as they are now.
    """
    with rewriting(run.folder, run.tables.name):
        recorded = record_decisions(opened)
    return [tell_progress(opened, recorded), *list_differences(opened, recorded)]


def _open(
    run: FinishedRun,
    codebook: Codebook,
    people: Path | None,
    *,
    blind: bool = True,
    draw: str = "",
    further: bool = False,
    themes: Sequence[str] = (),
) -> Round:
    parameters = run.parameters
    return open_round(
        run.tables,
        codebook=codebook,
        people=people or run.people,
        day=parameters.today,
        themes_first=list(themes) or parameters.themes_first,
        kinds=parameters.kinds,
        blind=blind,
        draw=draw,
        further=further,
    )
