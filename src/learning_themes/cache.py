"""A cache of what was read and coded: nothing is done twice, and nothing is lost when a run is stopped.

An entry is named by the hash of all that it was made from, and holds the hash of its own bytes; one that is
damaged, cut off or another's is thrown away and made again. Deleting the folder costs time and nothing else.
"""

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache as once
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CACHE_VARIABLE = "LEARNING_THEMES_CACHE"
LARGEST_VARIABLE = "LEARNING_THEMES_CACHE_MB"
MOST_MEGABYTES = 4000
KEPT = 0.8  # of the most, once it was too much and the longest unused were thrown away
KINDS = {
    "reports": "reports as they were read",
    "encoded": "what the sentence encoder says of them",
    "evidence": "reports as they were coded",
}
_MARK = b"learning-themes cache 1\n"
_HEAD = len(_MARK) + 2 * 65  # the mark, the key and the hash, each with the end of its line
_ABANDONED = 3600  # seconds after which a half-written entry belongs to nobody


@dataclass(frozen=True)
class Kept:
    """How much of one kind is in the cache: entries and bytes."""

    entries: int
    size: int


class Cache:
    """A folder of entries by kind and key; a folder that cannot be written holds none and stops nothing."""

    def __init__(self, folder: Path, *, most: int = MOST_MEGABYTES * 1_000_000) -> None:
        self.folder = folder
        self.most = most

    def has(self, kind: str, key: str) -> bool:
        """Whether there is an entry, sound or not."""
        return bool(key) and self._path(kind, key).is_file()

    def get(self, kind: str, key: str) -> bytes | None:
        """Return what was kept under `key`, or None if it is not there or not as it was written."""
        path = self._path(kind, key)
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        content = entry[_HEAD:]
        if entry[:_HEAD] != _head(key, content):
            _remove(path)
            return None
        _touch(path)
        return content

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep `content` under `key`, whole or not at all."""
        path = self._path(kind, key)
        partial = path.with_name(f".{key}.part-{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(_head(key, content) + content)
            partial.replace(path)
        except OSError:
            _remove(partial)

    def forget(self, kind: str, key: str) -> None:
        """Throw one entry away."""
        _remove(self._path(kind, key))

    def measure(self) -> dict[str, Kept]:
        """Return how much is kept of each kind."""
        sizes = {kind: [size for _, size, _ in self._entries(kind)] for kind in KINDS}
        return {kind: Kept(len(its), sum(its)) for kind, its in sizes.items()}

    def trim(self) -> None:
        """Throw away the entries that were used longest ago, if all together are more than the most."""
        entries = sorted(entry for kind in KINDS for entry in self._entries(kind))
        total = sum(size for _, size, _ in entries)
        if total <= self.most:
            return
        for _, size, path in entries:
            if total <= KEPT * self.most:
                return
            _remove(path)
            total -= size

    def clear(self) -> None:
        """Throw all entries away; other files in the folder stay."""
        for kind in KINDS:
            shutil.rmtree(self.folder / kind, ignore_errors=True)

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key

    def _entries(self, kind: str) -> Iterator[tuple[float, int, Path]]:
        """Yield when each entry was last used, its size and its path; what was left half-written goes."""
        for path in (self.folder / kind).glob("??/*"):
            try:
                stat = path.stat()
            except OSError:
                continue
            if not path.name.startswith("."):
                yield stat.st_mtime, stat.st_size, path
            elif time.time() - stat.st_mtime > _ABANDONED:
                _remove(path)


def find_cache() -> Cache:
    """Return the cache of this computer: `.cache/learning-themes` in the project, or where the variable says.

    LEARNING_THEMES_CACHE names another folder, LEARNING_THEMES_CACHE_MB the most megabytes that it may hold.
    """
    most = os.environ.get(LARGEST_VARIABLE, "")
    megabytes = int(most) if most.isdecimal() else MOST_MEGABYTES
    return Cache(cache_folder(), most=megabytes * 1_000_000)


def cache_folder() -> Path:
    """Return the folder in which the cache is."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[2] / ".cache" / "learning-themes"


def make_key(*parts: object) -> str:
    """Return the key for what is made from `parts`: numbers, texts, and lists and dictionaries of them."""
    told = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


@once
def digest_code(folder: Path, libraries: tuple[str, ...]) -> str:
    """Return the hash of a package's sources, what it reads beside them, and the versions it runs on.

    The modules above the package that name tables and columns count too.
    """
    digest = hashlib.sha256(sys.version.encode())
    above = [folder.parent / name for name in ("columns.py", "tables.py", "cache.py")]
    for path in [*above, *_list_sources(folder)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for library in libraries:
        digest.update(f"{library} {_find_version(library)}\n".encode())
    return digest.hexdigest()


def _list_sources(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".py", ".yaml"))


def _find_version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _head(key: str, content: bytes) -> bytes:
    return _MARK + f"{key}\n{hashlib.sha256(content).hexdigest()}\n".encode()


def _touch(path: Path) -> None:
    """Set the time of last use, where the system lets us."""
    try:
        os.utime(path)
    except OSError:
        return


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # open in another run, or no file at all
        return
