"""Reads files in worker processes that are held to a time and a memory, and replaced when they break it."""

import atexit
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as TimeOutError
from dataclasses import dataclass
from functools import cache
from typing import Any

from pebble import ProcessExpired, ProcessPool

MOST_WORKERS = 8


@dataclass(frozen=True)
class Limits:
    """What one file may take: seconds, so many more for each megabyte of it, and megabytes of memory.

    Windows has no way to hold a process to a memory: there the time alone holds.
    """

    seconds: float = 120
    seconds_a_megabyte: float = 60
    memory: int = 6000

    def time_for(self, size: int) -> float:
        """Return the seconds that a file of `size` bytes may take."""
        return self.seconds + self.seconds_a_megabyte * size / 1_000_000


@dataclass(frozen=True)
class Failed:
    """That a file was not read, and why: it took too long, or its worker ended."""

    reason: str


def run_apart(
    function: Callable[[Any], Any], jobs: Iterable[tuple[Any, int]], *, limits: Limits
) -> Iterator[Any]:
    """Yield what `function` returns for each job, in order; each job comes with its file's size in bytes.

    A worker that hangs or dies is replaced, and its job gives Failed; the others go on.
    """
    pool = _pool(min(os.cpu_count() or 1, MOST_WORKERS), limits.memory)
    futures = [
        (pool.schedule(function, args=(job,), timeout=limits.time_for(size)), limits.time_for(size))
        for job, size in jobs
    ]
    try:
        for future, seconds in futures:
            try:
                yield future.result()
            except TimeOutError:
                yield Failed(f"took longer than {seconds:.0f} seconds to read")
            except (ProcessExpired, MemoryError):
                yield Failed(f"stopped the reader, or needs more than {limits.memory:,} MB of memory")
    finally:
        for future, _ in futures:  # nothing is left to do if the caller was stopped
            future.cancel()


@cache
def _pool(workers: int, memory: int) -> ProcessPool:
    """Return workers that stay for the next files too: starting one costs more than reading a report."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(workers, context=context, initializer=_hold, initargs=(memory,))
    atexit.register(pool.stop)
    return pool


def _hold(memory: int) -> None:
    """Hold this process to so many megabytes, where the system knows how."""
    try:
        import resource
    except ImportError:
        return
    limit = memory * 1_000_000
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    except (ValueError, OSError):  # not on every kind of Unix
        return
