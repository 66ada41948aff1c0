"""Reads files in worker processes that are held to a time and a memory, and replaced when they break it."""

import atexit
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from concurrent.futures import TimeoutError as TimeOutError
from dataclasses import dataclass
from functools import cache
from itertools import islice
from threading import Thread
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

MOST_WORKERS = 8
MOST_BREAKS = 3  # of the pool at one file, before the file is given up
STARTING = 120  # seconds that a worker may need beyond the time of its file, before its pool is given up
AHEAD = 8  # files a worker that wait or are read already, so that a long one keeps nobody idle


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


class PoolHangs(BrokenExecutor):
    """A pool that gives no result, long after it should have ended the file that takes too long."""


def run_apart(
    function: Callable[[Any], Any], jobs: Sequence[tuple[Any, int]], *, limits: Limits
) -> Iterator[Any]:
    """Yield what `function` returns for each job, in order; each job comes with its file's size in bytes.

    A worker that hangs or dies is replaced, and its job gives Failed; the others go on. No more than a few
    jobs a worker are ahead of what was taken, so that many files need no more memory than few.
    """
    if not jobs:
        return
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    size = (workers if len(jobs) > 1 else 1, limits.memory)
    waiting, broke = iter(jobs), 0
    ahead = deque(_schedule(size, function, job, limits) for job in islice(waiting, AHEAD * workers))
    try:
        while ahead:
            _, future, seconds = ahead[0]
            try:
                result = _take(future, seconds, limits)
            # A worker died before its pool knew what it was doing, or the pool says nothing: begin again.
            except BrokenExecutor as error:
                if isinstance(error, PoolHangs):
                    end_workers()
                broke += 1
                if broke < MOST_BREAKS:
                    ahead = deque(_schedule(size, function, job, limits) for job, _, _ in ahead)
                    continue
                result = Failed("stopped the reader, each time that it was tried")
            broke = 0
            ahead.popleft()
            yield result
            ahead.extend(_schedule(size, function, job, limits) for job in islice(waiting, 1))
    finally:
        for _, future, _ in ahead:  # nothing is left to do if the caller was stopped
            future.cancel()


def _schedule(
    size: tuple[int, int], function: Callable[[Any], Any], job: tuple[Any, int], limits: Limits
) -> tuple[tuple[Any, int], ProcessFuture, float]:
    """Return the job with its future and seconds; a pool that broke is replaced first."""
    seconds = limits.time_for(job[1])
    if not _pool(*size).active:
        end_workers()
    return job, _pool(*size).schedule(function, args=(job[0],), timeout=seconds), seconds


def _take(future: ProcessFuture, seconds: float, limits: Limits) -> Any:  # noqa: ANN401 - what the function gives
    try:
        # The pool ends a file that takes too long by itself; only one that is broken does not say so.
        return future.result(timeout=seconds + STARTING)
    except TimeOutError:
        if not future.done():
            raise PoolHangs from None
        return Failed(f"took longer than {seconds:.0f} seconds to read")
    except (ProcessExpired, MemoryError):
        return Failed(f"stopped the reader, or needs more than {limits.memory:,} MB of memory")


@cache
def _pool(workers: int, memory: int) -> ProcessPool:
    """Return workers that stay for the next files too: starting one costs more than reading a report."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(workers, context=context, initializer=_hold, initargs=(memory,))
    atexit.register(pool.stop)
    _STARTED.append(pool)
    return pool


_STARTED: list[ProcessPool] = []


def end_workers() -> None:
    """End the workers of this process; new ones are started when there is more to read."""
    while _STARTED:
        pool = _STARTED.pop()
        atexit.unregister(pool.stop)
        pool.stop()
        ending = Thread(target=pool.join, daemon=True)  # one that hangs is left behind: join knows no limit
        ending.start()
        ending.join(STARTING)
    _pool.cache_clear()


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
