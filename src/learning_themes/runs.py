"""Finds finished runs, reads what they were asked, and renews a run's figures and report in place."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from learning_themes.errors import InputError, nearest
from learning_themes.parameters import Parameters, read_parameters
from learning_themes.records import RECORD, load_record, read_asked
from learning_themes.spoken import spell_command, spell_path
from learning_themes.suite import load_codebook_of, project_root, renew_run, themes_folder
from learning_themes.tables import read_table
from learning_themes.themes.codebook import Codebook, load_codebook

CHECKING = "03_check"
LATEST = "latest"


@dataclass(frozen=True)
class FinishedRun:
    """A run folder, with the parameters that it was made with (the defaults while it is being made)."""

    folder: Path
    parameters: Parameters = field(default_factory=Parameters)
    finished: bool = False

    @property
    def tables(self) -> Path:
        """Where its tables are."""
        return self.folder / "tables"

    @property
    def people(self) -> Path:
        """Where what people typed for its corpus is kept."""
        return self.parameters.people_folder

    @property
    def whose(self) -> tuple[Path, Path]:
        """Its corpus and the folder of what people typed: of one corpus there may be several."""
        return self.parameters.corpus, self.people

    @property
    def record(self) -> dict:
        """What stands in its run.json."""
        return load_record(self.folder / RECORD)

    def load_codebook(self) -> Codebook:
        """Return the shipped codebook with the local themes that the run names laid over it."""
        return load_codebook_of(self.parameters)

    def load_codebook_then(self) -> tuple[Codebook, tuple[str, ...]]:
        """Return the codebook without the themes that came after the run, and the ids of these.

        Of a theme that was not coded the run has no figures. Where a theme of the run has left the codebook
        the new one may be the same under another id: nothing is left out then, and what reads the run
        refuses it.
        """
        codebook, later = self.load_codebook(), tuple(self.list_uncoded())
        if not later or self._list_themes() - set(codebook.themes):
            return codebook, ()
        kept = {name: theme for name, theme in codebook.themes.items() if name not in later}
        return replace(codebook, themes=kept), later

    def list_uncoded(self) -> list[str]:
        """Return the themes of the codebook that the run was made without."""
        known = self._list_themes()
        return [theme for theme in self.load_codebook().themes if theme not in known]

    def _list_themes(self) -> set[str]:
        return set(read_table("shares", self.tables)["theme"])


def open_run(target: Path | str = LATEST) -> FinishedRun:
    """Return the finished run that is meant: a run folder, a parameters file's latest, or `latest` of all.

    The latest of all is looked for in the project's folder reports. Raises InputError if there is none,
    saying what to do.
    """
    if str(target) == LATEST:
        return _open(_list_runs(project_root() / "reports", needed=True)[0])
    path = Path(target).resolve()
    if path.suffix.lower() in (".yaml", ".yml"):
        return _open_latest_of(path)
    if not path.exists():
        known = [run.name for run in _list_runs(path.parent)]
        raise InputError(
            f"{path}: there is no such folder, so it holds no finished run.{nearest(path.name, known)} Give a"
            f" folder that `run` made, the parameters file of a run, or `{LATEST}`"
        )
    if not (path / RECORD).is_file():
        raise InputError(
            f"{path}: holds no finished run; give a folder that `run` made, the parameters file of a run, or"
            f" `{LATEST}`; or make a run first: python3 start.py run my-parameters.yaml"
        )
    return _open(path)


def open_only_corpus(target: Path | str = LATEST) -> FinishedRun:
    """Return the finished run that is meant, as `open_run` does, for a command that writes what people type
    into.

    Where several corpora have runs, or one has with several people folders, `latest` does not tell whose
    tracker is meant: raises InputError, naming a run of each.
    """
    if str(target) != LATEST:
        return open_run(target)
    newest: dict[tuple[Path, Path], FinishedRun] = {}
    for folder in _list_runs(project_root() / "reports", needed=True):
        run = _open(folder)
        newest.setdefault(run.whose, run)
    if len(newest) > 1:
        several = "corpora" if len({corpus for corpus, _ in newest}) > 1 else "people folders"
        lines = [
            f"  --run {spell_path(run.folder)}  (corpus {corpus}, people {people},"
            f" {run.parameters.partnership})"
            for (corpus, people), run in newest.items()
        ]
        raise InputError(
            f"there are finished runs of several {several}, each with a tracker of its own. Say which is"
            " meant, by a run or by its parameters file:\n" + "\n".join(lines)
        )
    return next(iter(newest.values()))


def find_newer(run: FinishedRun) -> Path | None:
    """Return the newest finished run of the same corpus and people folder, if that is not `run` itself."""
    for folder in _list_runs(run.folder.parent):
        if _open(folder).whose == run.whose:
            return None if folder == run.folder else folder
    return None


def find_folder(target: Path | str) -> Path:
    """Return the folder of a run as `open_run` does, or one that notebooks run by hand have filled."""
    return Path(target) if (Path(target) / "tables").is_dir() else open_run(target).folder


def _open_latest_of(path: Path) -> FinishedRun:
    themes = list(load_codebook(themes_folder()).themes)
    parameters = read_parameters(path, theme_ids=themes, root=project_root())
    for folder in _list_runs(parameters.output):
        run = _open(folder)
        if run.whose == (parameters.corpus, parameters.people_folder):
            return run
    raise InputError(
        f"{parameters.output}: holds no finished run of {parameters.corpus} with the people folder"
        f" {parameters.people_folder}; make one first: {spell_command('run', path)}"
    )


def _open(folder: Path) -> FinishedRun:
    return FinishedRun(folder, read_asked(folder), finished=True)


def _list_runs(output: Path, *, needed: bool = False) -> list[Path]:
    """Return the finished runs in a folder, newest first; raises InputError for none where one is needed."""
    found = sorted(output.glob(f"*/{RECORD}"), key=lambda path: (path.stat().st_mtime, path), reverse=True)
    if needed and not found:
        raise InputError(
            f"{output}: holds no finished run; make one first: python3 start.py run my-parameters.yaml"
        )
    return [path.parent for path in found]


def open_coded(folder: Path | str = LATEST) -> FinishedRun:
    """Return a finished run as `open_run` does, or the one in `folder` that is coded and not finished yet."""
    path = Path(folder).resolve()
    making = str(folder) != LATEST and not (path / RECORD).is_file()
    if making and (path / "tables" / "evidence.parquet").is_file():
        return FinishedRun(path)
    return open_run(folder)


def renew_report(run: FinishedRun) -> str:
    """Make figures, charts and reports of a finished run anew if decisions are new, and say what was done.

    The decisions must have been recorded in the run (`record_decisions`). A run that the suite is still
    making goes on by itself.
    """
    if not run.finished:
        return "The run goes on with the notebooks that follow."
    digest = _digest_decisions(run)
    if not digest:
        return "Nobody has decided anything yet: the screen is above, under “Check”."
    if digest == run.record.get("decisions", ""):
        return "Nothing was decided since the report was made: it stands."
    if uncoded := run.list_uncoded():
        return (
            f"The report was not made anew: this run was coded before the codebook had {', '.join(uncoded)}."
            " What was decided is kept; make the run again, and it counts."
        )
    kept = renew_run(run.folder, run.parameters, after=CHECKING, told={"decisions": digest})
    return "\n".join(
        [
            f"The report has been made anew with what was decided: {run.folder / 'board-report.html'}",
            *(f"Changed by somebody, and kept: {run.folder / name}" for name in kept),
        ]
    )


def _digest_decisions(run: FinishedRun) -> str:
    ids = read_table("decisions", run.tables)["id"]
    return hashlib.sha256("\n".join(ids).encode()).hexdigest() if len(ids) else ""
