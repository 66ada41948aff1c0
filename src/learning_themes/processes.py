"""Shares work among the processes of this computer, or of a Dask cluster.

The variable LEARNING_THEMES_BACKEND says which: `loky`, the processes of this computer, or `dask`, with
the address of its scheduler in LEARNING_THEMES_SCHEDULER. What comes back is the same, in the same order.
"""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from learning_themes.errors import InputError, nearest

BACKEND_VARIABLE = "LEARNING_THEMES_BACKEND"
SCHEDULER_VARIABLE = "LEARNING_THEMES_SCHEDULER"
BACKENDS = ("loky", "dask")
MOST_PROCESSES = 8
AHEAD = 2  # jobs a process that wait, so that memory does not grow with their number


def chosen_backend() -> str:
    """Return the backend that the variable names, loky if none; raises InputError for another word."""
    backend = os.environ.get(BACKEND_VARIABLE) or BACKENDS[0]
    if backend not in BACKENDS:
        hint = nearest(backend, BACKENDS)
        raise InputError(f"there is no backend {backend!r}; backends are {', '.join(BACKENDS)}.{hint}")
    return backend


def count_processes() -> int:
    """Return how many processes this computer is asked to run at once."""
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def share_work(function: Callable[[Any], Any], jobs: Iterable[Any], *, processes: int) -> Iterator[Any]:
    """Yield what `function` returns for each job, in order; with one process it runs in this one."""
    from joblib import Parallel, delayed

    if chosen_backend() == "dask":
        with _cluster() as workers:
            yield from Parallel(
                n_jobs=workers, return_as="generator", pre_dispatch=AHEAD * workers, batch_size=1
            )(delayed(function)(job) for job in jobs)
        return
    if processes < 2:
        yield from map(function, jobs)
        return
    with warnings.catch_warnings():
        # loky replaces a worker whose memory has grown, which costs a second and changes no result
        warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
        yield from Parallel(
            n_jobs=processes,
            backend="loky",
            return_as="generator",
            pre_dispatch=AHEAD * processes,
            batch_size=1,
        )(delayed(function)(job) for job in jobs)


def end_workers() -> None:
    """End the processes that wait for more work: each holds as much memory as all that it loaded."""
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)


@contextmanager
def _cluster() -> Iterator[int]:
    """Connect to the Dask cluster that the variable names, and yield how many workers it has.

    Raises InputError if Dask is not installed, no scheduler is named or it does not answer.
    """
    address = os.environ.get(SCHEDULER_VARIABLE, "")
    if not address:
        raise InputError(
            "the backend dask needs the address of a scheduler: --scheduler tcp://HOST:8786; "
            "`dask scheduler` starts one and prints its address"
        )
    try:
        from dask.distributed import Client
    except ImportError:
        raise InputError(
            "the backend dask needs the package distributed, which is not installed; run without --backend,"
            " or install it, in the project's folder: pip install '.[dask]'"
        ) from None
    from joblib import parallel_config

    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{address}: no Dask scheduler answers there ({error})") from None
    try:
        workers = sum(client.ncores().values())
        if not workers:
            raise InputError(f"{address}: the scheduler has no worker; start one: dask worker {address}")
        with parallel_config(backend="dask"):
            yield workers
    finally:
        client.close()
