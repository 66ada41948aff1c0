"""The manifest of a run folder: every file that was made with its hash, so that a change is seen later."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.files import replace_file

MANIFEST = "manifest.json"
KEPT = "kept"  # what people had changed in a folder that was made anew
NEVER_KEPT = frozenset("tables charts".split())  # made by programs alone
TYPED_IN = frozenset(".docx .pptx .xlsx .csv .md .ipynb .txt".split())


@dataclass(frozen=True)
class Verified:
    """What differs from a manifest: files changed, missing, and added since; `files` is how many it names."""

    files: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every file of the manifest is there as it was made."""
        return not (self.changed or self.missing)


def write_manifest(folder: Path, *, without: Iterable[str] = ()) -> Path:
    """Write the manifest of the files in `folder` but for those of people, `without`; return its path."""
    left_out = set(without)
    files = {name: hash_file(folder / name) for name in _list_files(folder) if name not in left_out}
    record = {"made_with": version("learning-themes"), "files": files}
    return replace_file(folder / MANIFEST, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())


def verify_folder(folder: Path) -> Verified:
    """Return how a run folder, or a published one, differs from its manifest.

    Raises InputError if it holds no manifest, or one that cannot be read.
    """
    made = read_manifest(folder)
    held = set(_list_files(folder))
    return Verified(
        len(made),
        tuple(name for name in made if name in held and hash_file(folder / name) != made[name]),
        tuple(name for name in made if name not in held),
        tuple(sorted(held - set(made))),
    )


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Return the hash of each file that was made, by its path in the folder; see `verify_folder`."""
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(
            f"{folder}: holds no {MANIFEST}; give the folder of a finished run, or a published one"
        )
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        if not all(isinstance(part, str) for pair in files.items() for part in pair):
            raise TypeError("files: not a hash for each name")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); so nothing can be said of this folder") from None
    return {name: files[name] for name in sorted(files)}


def keep_edited(earlier: Path, new: Path) -> tuple[str, ...]:
    """Bring what people changed or added in the folder `earlier` into `new`, and return the paths there.

    An added file keeps its place if it is free; what would be written over goes below `kept/`.
    """
    try:
        seen = verify_folder(earlier)
    except InputError:  # of an earlier version, or not finished: nothing tells what people changed
        return ()
    kept = []
    for name in (*seen.added, *seen.changed):  # so that what was kept before stays where it is
        if not _is_typed_in(name) or _same(earlier / name, new / name):
            continue
        place = name if name in seen.added and not (new / name).exists() else _free(new, name)
        (new / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(earlier / name, new / place)
        kept.append(place)
    return tuple(kept)


@contextmanager
def rewriting(folder: Path, part: str) -> Iterator[list[str]]:
    """Let files below `part` of a finished folder be made anew; what people changed there is kept first.

    Yields a list that holds, once all is made, the paths below `kept/` of what was written over. The
    manifest then names what was made. A folder without a manifest has nothing that could be told apart.
    """
    kept: list[str] = []
    try:
        seen = verify_folder(folder)
    except InputError:
        yield kept
        return
    copies = {}
    for name in (*seen.added, *seen.changed):
        if name.startswith(f"{part}/") and _is_typed_in(name):
            copies[name] = _free(folder, name)
            (folder / copies[name]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / name, folder / copies[name])
    yield kept
    of_people = set(seen.added) - set(copies)
    for name, copy in copies.items():
        if _same(folder / name, folder / copy):  # nothing was written over it
            (folder / copy).unlink()
            of_people.add(name)
        else:
            kept.append(copy)
    write_manifest(folder, without=(*of_people, *kept))


def list_people_files(folder: Path) -> tuple[str, ...]:
    """Return the files of a folder that its manifest does not name, which are no part of what was made."""
    try:
        return verify_folder(folder).added
    except InputError:
        return ()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free(folder: Path, name: str) -> str:
    """Return a path below `kept/` that nothing has yet."""
    path = Path(KEPT) / name.removeprefix(f"{KEPT}/")
    number, free = 2, path
    while (folder / free).exists():
        number, free = number + 1, path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free.as_posix()


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _is_typed_in(name: str) -> bool:
    path = Path(name)
    return path.suffix.lower() in TYPED_IN and path.parts[0] not in NEVER_KEPT


def _list_files(folder: Path) -> list[str]:
    """Return the files below a folder but its manifest, hidden ones, and locks of office programs."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        name.as_posix()
        for name in names
        if name.as_posix() != MANIFEST and not any(part.startswith((".", "~$")) for part in name.parts)
    )
