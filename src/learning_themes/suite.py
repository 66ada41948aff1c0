"""Runs the notebooks in order, and leaves a run folder whole or not at all."""

import glob
import hashlib
import json
import platform
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.errors import InputError, LearningThemesError, NotebookFailed
from learning_themes.files import grow_folder, put_back_folder
from learning_themes.manifest import keep_edited, list_people_files, write_manifest
from learning_themes.parameters import Parameters
from learning_themes.records import load_record

if TYPE_CHECKING:
    from learning_themes.themes.codebook import Codebook

NOTEBOOKS = {
    "01_read": "reading the reports",
    "02_code": "coding the passages",
    "03_check": "drawing what to check",
    "04_actions": "tracking the actions",
    "05_discover": "looking for new themes",
    "06_trends": "counting and drawing",
    "07_board_report": "writing the board report",
    "08_training": "writing for training",
}
# Parameters of notebooks that a run leaves as they are there: a person sets them by hand.
LEFT_ALONE = frozenset("by how_many how_many_reviews blind draw_more look_at".split())
_LIBRARIES = (
    "pandas pyarrow scipy spacy scikit-learn onnxruntime tokenizers matplotlib papermill pypdfium2"
    " trafilatura pypandoc_binary typst openpyxl anywidget"
).split()


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, the files that could not be read, each with its reason, and what was kept.

    `kept` are paths in the folder of what people had changed in the run that stood there before.
    """

    folder: Path
    not_read: tuple[str, ...]
    kept: tuple[str, ...] = ()


def project_root() -> Path:
    """Return the folder that holds `notebooks/`, `themes/` and `corpus/`."""
    return Path(__file__).resolve().parents[2]


def themes_folder() -> Path:
    """Return the folder of the shipped codebook."""
    return project_root() / "themes"


def load_codebook_of(parameters: Parameters) -> "Codebook":
    """Return the shipped codebook with the partnership's own themes laid over it."""
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.overlay import lay_over

    return lay_over(load_codebook(themes_folder()), parameters.local_themes_folder)


def run_suite(parameters: Parameters, *, out: Path | None = None, progress: bool = True) -> Run:
    """Run all notebooks and return the run folder: `out`, or a new one under `parameters.output`.

    An earlier run at `out` is replaced once the new one is complete. Raises NotebookFailed, keeping
    the executed copies, if a notebook stops; InputError if `out` is a folder of something else.
    """
    target = out.resolve() if out else _new_name(parameters)
    _refuse_other_folder(target)
    _refuse_no_reports(parameters)
    _refuse_wrong_lists(parameters)
    _refuse_unusable_tracker(parameters)
    put_back_folder(parameters.published_folder)
    with _workspace(target) as workspace:
        seconds = _run_notebooks(list(NOTEBOOKS), parameters, workspace, progress=progress)
        not_read = _not_read(workspace)
        _write_record(workspace, parameters, seconds, not_read)
        write_manifest(workspace)
        kept = keep_edited(target, workspace)
    _forget_failed(target)
    return Run(target, not_read, kept)


def renew_run(
    folder: Path,
    parameters: Parameters,
    *,
    after: str,
    told: Mapping[str, str],
    progress: bool = True,
) -> tuple[str, ...]:
    """Run the notebooks after `after` again on a finished run, which is replaced whole or not at all.

    `told` is added to its `run.json`. Return the paths of what people had changed and is kept (see
    `keep_edited`).
    """
    names = list(NOTEBOOKS)
    with _workspace(folder) as workspace:
        shutil.copytree(folder, workspace, dirs_exist_ok=True)
        record = load_record(workspace / "run.json")
        left = names[names.index(after) + 1 :]
        record["seconds"] |= _run_notebooks(left, parameters, workspace, progress=progress)
        _write_json(workspace / "run.json", record | told)
        kept = keep_edited(folder, workspace)
        write_manifest(workspace, without=(*list_people_files(folder), *kept))
    return kept


def _new_name(parameters: Parameters) -> Path:
    """Return a folder that is not there yet, named for the day and the corpus."""
    name = f"{parameters.today}-{re.sub(r'[^A-Za-z0-9]+', '-', parameters.corpus.name).strip('-')}"
    number, target = 2, parameters.output / name
    while target.exists():
        number, target = number + 1, parameters.output / f"{name}-{number}"
    return target


def _refuse_other_folder(target: Path) -> None:
    if target.exists() and not (target / "run.json").is_file() and any(target.iterdir()):
        raise InputError(
            f"{target}: is a folder of something else, so no run is written over it;"
            " give a new folder, or one that holds an earlier run"
        )


def _refuse_no_reports(parameters: Parameters) -> None:
    from learning_themes.corpus.register import refuse_no_reports

    for folder, without in ((parameters.corpus, parameters.comparison), (parameters.comparison, None)):
        if folder:
            refuse_no_reports(folder, without=without)


@contextmanager
def _workspace(target: Path) -> Iterator[Path]:
    """Yield a folder that takes the target's place when the run is finished, with what people had typed."""
    try:
        with grow_folder(target, doing="making a run there") as workspace:
            (workspace / "notebooks").mkdir()
            yield workspace
    except OSError as error:
        raise LearningThemesError(
            f"{target}: the run could not be written: {error.strerror or error}; check that the disk is not"
            " full, that you may write there, and that no file of it is open in another program"
        ) from error


def _refuse_wrong_lists(parameters: Parameters) -> None:
    """Raise InputError or CodebookError for a mistake in typed lists and themes, before any notebook runs."""
    from learning_themes.themes.cross_reading import load_cross_reading
    from learning_themes.trends.comparison import read_figures
    from learning_themes.trends.needs import check_audience, read_catalogue
    from learning_themes.trends.recurrence import read_actions

    themes = load_codebook_of(parameters).themes
    load_cross_reading(themes_folder(), themes)
    check_audience(parameters.training_audience)
    if not (parameters.actions or parameters.figures or parameters.training_catalogue):
        return
    read_actions(parameters.actions or "", themes)
    read_figures(parameters.figures or "", themes)
    read_catalogue(parameters.training_catalogue or "", themes)


def _refuse_unusable_tracker(parameters: Parameters) -> None:
    """Raise TrackerError for a tracker that the run could not use, before any notebook has run."""
    from learning_themes.actions.tracker import check_tracker

    check_tracker(parameters.people_folder)


def _run_notebooks(
    names: Sequence[str], parameters: Parameters, workspace: Path, *, progress: bool
) -> dict[str, float]:
    """Run the notebooks and return the seconds of each."""
    from learning_themes.one_kernel import open_kernel

    folder = project_root() / "notebooks"
    seconds = {}
    with open_kernel(folder) as kernel:
        for name in names:
            began = time.perf_counter()
            values = _notebook_parameters(folder / f"{name}.ipynb", parameters, workspace)
            bar = _bar(list(NOTEBOOKS).index(name) + 1, NOTEBOOKS[name]) if progress else False
            executed = workspace / "notebooks" / f"{name}.ipynb"
            try:
                kernel.run(folder / f"{name}.ipynb", executed, values, bar)
            except NotebookFailed as error:
                kept = _keep_failed(workspace) / f"{name}.ipynb"
                raise NotebookFailed(f"{error}\nThe executed copy is kept at {kept}") from None
            seconds[name] = round(time.perf_counter() - began, 2)
    return seconds


def _bar(number: int, doing: str) -> dict[str, object]:
    return {
        "desc": f"{number} of {len(NOTEBOOKS)} {doing}",
        "bar_format": "{desc:<34} {bar:24} {n_fmt}/{total_fmt} cells, {elapsed}{postfix}",
    }


def _notebook_parameters(source: Path, parameters: Parameters, workspace: Path) -> dict[str, object]:
    """Return those of the run's values that the notebook takes; papermill only logs unknown ones."""
    import papermill

    values = {
        "run_folder": str(workspace),
        "themes_folder": str(themes_folder()),
        "local_themes": str(parameters.local_themes_folder),
        "corpus": str(parameters.corpus),
        "people": str(parameters.people_folder),
        "comparison": str(parameters.comparison or ""),
        "scans": parameters.scans,
        "figures": str(parameters.figures or ""),
        "actions": str(parameters.actions or ""),
        "split_date": parameters.split_date,
        "partnership": parameters.partnership,
        "dates": parameters.dates,
        "as_of": parameters.today,
        "kinds": parameters.kinds,
        "themes_first": parameters.themes_first,
        "audience": parameters.audience,
        "training_themes": parameters.training_themes,
        "training_audience": parameters.training_audience,
        "training_level": parameters.training_level,
        "training_catalogue": str(parameters.training_catalogue or ""),
        "training_drafts": parameters.training_drafts,
        "length": parameters.length,
        "identity": parameters.identity.model_dump(mode="json"),
        "small_up_to": parameters.small_up_to,
        "published": str(parameters.published_folder),
    }
    wanted = [name for name in papermill.inspect_notebook(source) if name not in LEFT_ALONE]
    unknown = sorted(set(wanted) - set(values))
    if unknown:
        raise NotebookFailed(
            f"{source.name}: its parameters cell has {', '.join(unknown)}, which a run does not set;"
            f" it may have {', '.join(values)}"
        )
    return {name: values[name] for name in wanted}


def _forget_failed(target: Path) -> None:
    """Delete what earlier runs of the same name kept of their failures: it holds words of reports."""
    for kept in target.parent.glob(f"failed-{glob.escape(target.name)}*"):
        if re.fullmatch(r"(-\d+)?", kept.name.removeprefix(f"failed-{target.name}")) and kept.is_dir():
            shutil.rmtree(kept, ignore_errors=True)


def _keep_failed(workspace: Path) -> Path:
    """Move the executed copies out of the workspace and return their folder."""
    base = workspace.parent / f"failed-{workspace.name.removeprefix('.').removesuffix('.part')}"
    number, kept = 2, base
    while kept.exists():
        number, kept = number + 1, base.with_name(f"{base.name}-{number}")
    (workspace / "notebooks").rename(kept)
    return kept


def _not_read(workspace: Path) -> tuple[str, ...]:
    from learning_themes.tables import read_table

    register = read_table("register", workspace / "tables")
    return tuple(register.loc[register["read_status"] == "not-read", "problems"])


def _write_record(
    workspace: Path, parameters: Parameters, seconds: dict[str, float], not_read: tuple[str, ...]
) -> None:
    """Write `run.json`: parameters, versions, input hashes, seconds a stage."""
    from learning_themes.tables import read_table
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.overlay import lay_over
    from learning_themes.themes.versions import digest_learned

    codebook = lay_over(load_codebook(themes_folder()), parameters.local_themes_folder)
    register = read_table("register", workspace / "tables")
    record = {
        "parameters": json.loads(parameters.model_dump_json()) | {"as_of": parameters.today},
        "versions": {
            "learning-themes": version("learning-themes"),
            "python": platform.python_version(),
            "codebook": codebook.version,
            "codebook_sha256": codebook.digest,
            "learned_sha256": digest_learned(codebook.folder),
            "notebooks_sha256": _notebooks_digest(),
            **{library: version(library) for library in _LIBRARIES},
        },
        "inputs": [
            {
                "group": row.group,
                "file": row.file,
                "sha256": row.sha256,
                "read_status": row.read_status,
            }
            for row in register.itertuples()
        ],
        "not_read": list(not_read),
        "seconds": seconds,
    }
    _write_json(workspace / "run.json", record)


def _write_json(path: Path, record: Mapping[str, object]) -> None:
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _notebooks_digest() -> str:
    digest = hashlib.sha256()
    for name in NOTEBOOKS:
        digest.update((project_root() / "notebooks" / f"{name}.ipynb").read_bytes())
    return digest.hexdigest()
