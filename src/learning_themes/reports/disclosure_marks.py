"""Marks that a person made on the list of an earlier run, for the lines that are the same in this one."""

from collections.abc import Collection, Mapping
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.reports.disclosure_list import LIST_FILE, read_marks

DISCLOSURE_FOLDER = "disclosure"
SIGN_OFF = "sign-off.json"

Marks = Mapping[str, tuple[str, str]]


def take_marks(run_folder: Path, earlier: Path | None, *, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the marks of a run's list, and for the other `ids` those that were made in the run `earlier`.

    A file that has changed is another line, so it has to be read again. A mark that is taken over says in its
    note where it was made. Raises InputError where `earlier` has no list.
    """
    marks = read_marks(run_folder / DISCLOSURE_FOLDER)
    if earlier is None:
        return marks
    path = earlier / DISCLOSURE_FOLDER / LIST_FILE
    if not path.is_file():
        raise InputError(f"{path}: is not there; give the folder of a run that has been checked")
    before = {key: one for key, one in read_marks(path.parent).items() if one[0] and key in ids}
    taken = {key: (verdict, _say_where(note, earlier)) for key, (verdict, note) in before.items()}
    return {**taken, **{key: one for key, one in marks.items() if one[0] or key not in taken}}


def find_signed(run_folder: Path) -> Path | None:
    """Return the run beside this one whose list was signed off last; None where there is none."""
    signed = [path for path in run_folder.parent.glob(f"*/{DISCLOSURE_FOLDER}/{SIGN_OFF}")]
    others = [path for path in signed if path.parents[1].name != run_folder.name]
    last = max(others, key=lambda path: (path.stat().st_mtime, path.parents[1].name), default=None)
    return last.parents[1] if last else None


def _say_where(note: str, earlier: Path) -> str:
    told = f"marked in {earlier.resolve().name}"
    return note if told in note else f"{note} ({told})".strip()
