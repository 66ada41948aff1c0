"""Finds finished runs, reads what they were asked, and renews a run's figures and report in place."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.parameters import Parameters
from learning_themes.records import load_record, read_asked
from learning_themes.suite import project_root, renew_run
from learning_themes.tables import read_table

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


def open_run(folder: Path | str = LATEST, *, output: Path | None = None) -> FinishedRun:
    """Return the run in `folder`, or the latest finished one below `output` (the project's reports/).

    Raises InputError if there is none, saying what to do.
    """
    output = output or project_root() / "reports"
    path = _find_latest(output) if str(folder) == LATEST else Path(folder).resolve()
    if not (path / "tables" / "evidence.parquet").is_file():
        raise InputError(
            f"{path}: holds no run that has been coded; give a folder that `run` made, such as one of those"
            f" in {output}, or make one first: python3 start.py run my-parameters.yaml"
        )
    if not (path / "run.json").is_file():
        return FinishedRun(path)
    return FinishedRun(path, read_asked(path), finished=True)


def _find_latest(output: Path) -> Path:
    runs = sorted(output.glob("*/run.json"), key=lambda path: (path.stat().st_mtime, path))
    if not runs:
        raise InputError(
            f"{output}: holds no finished run; make one first: python3 start.py run my-parameters.yaml"
        )
    return runs[-1].parent


def renew_report(run: FinishedRun) -> str:
    """Make figures, charts and reports of a finished run anew if decisions are new, and say what was done.

    The decisions must have been recorded in the run (`record_decisions`). A run that the suite is still
    making goes on by itself.
    """
    if not run.finished:
        return "The run goes on with the notebooks that follow."
    digest = _digest_decisions(run)
    record = load_record(run.folder / "run.json")
    if not digest:
        return "Nobody has decided anything yet: the screen is above, under “Check”."
    if digest == record.get("decisions", ""):
        return "Nothing was decided since the report was made: it stands."
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
