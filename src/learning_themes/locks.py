"""Locks that keep two processes from writing the same thing; they end with the process, however it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from learning_themes.errors import Busy


@contextmanager
def hold(path: Path, *, doing: str, seconds: float = 0) -> Iterator[None]:
    """Hold the lock file `path` while the block runs; the same process may hold it twice.

    The system lets go of it when a process dies, so that no lock is ever stale. Where the folder cannot be
    written to, or its disk knows no locks, the block runs without: the writing then says what is wrong.
    Raises Busy, saying what another process is `doing`, if the lock is not free within `seconds`.
    """
    lock = FileLock(path, timeout=seconds, is_singleton=True)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(f"{doing}; wait until it is done, and try again") from None
    except (OSError, NotImplementedError):
        yield
        return
    try:
        yield
    finally:
        lock.release()
