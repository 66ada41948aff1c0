"""Runs notebooks one after the other in one kernel, which forgets each before it opens the next.

The imports, which take seconds, are so paid once. Each notebook still runs alone, in a kernel of its own.
"""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.utils import run_sync
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError

from learning_themes.errors import LearningThemesError, NotebookFailed
from learning_themes.progress import PROGRESS_VARIABLE

KERNEL = "python3"
_ENGINE = "learning-themes"
_START = 60  # seconds that a kernel may take to answer
_LOOK = 0.3  # seconds between two looks at how far a stage is
_FORGET = "from learning_themes.forgetting import forget; forget()"


class OneKernel:
    """A kernel in which notebooks run, as `open_kernel` yields it."""

    def __init__(self, manager: AsyncKernelManager, told: Path) -> None:
        self._manager = manager
        self._told = told
        self._used = False

    def run(self, source: Path, executed: Path, values: dict[str, object], bar: dict | bool) -> None:
        """Run one notebook with its parameters, and write the executed copy.

        `bar` is how the progress bar looks, False for none. Raises NotebookFailed where a cell stops, or the
        kernel ends.
        """
        if self._used:
            run_sync(_forget)(self._manager)
        self._used = True
        self._told.unlink(missing_ok=True)
        try:
            papermill.execute_notebook(
                source,
                executed,
                parameters=values,
                kernel_name=KERNEL,
                engine_name=_ENGINE,
                progress_bar=bar,
                manager=self._manager,
                told=self._told,
            )
        except PapermillExecutionError as error:
            raise NotebookFailed(_explain(source, error)) from None
        except DeadKernelError:
            raise NotebookFailed(
                f"{source.name}: Python ended while it ran, most often because memory ran out; close other"
                " programs and run again: what was read and coded is kept"
            ) from None


@contextmanager
def open_kernel(folder: Path) -> Iterator[OneKernel]:
    """Start a kernel that works in `folder`, yield it, and end it with all that it started."""
    manager = AsyncKernelManager(kernel_name=KERNEL, transport_encryption="auto")
    with tempfile.TemporaryDirectory() as scratch:
        told = Path(scratch) / "progress"
        run_sync(manager.start_kernel)(cwd=str(folder), env=os.environ | {PROGRESS_VARIABLE: str(told)})
        try:
            yield OneKernel(manager, told)
        finally:
            run_sync(_end)(manager)


async def _end(manager: AsyncKernelManager) -> None:
    await manager.shutdown_kernel(now=True)


async def _forget(manager: AsyncKernelManager) -> None:
    """Have the kernel forget what the last notebook left; one that cannot is started anew."""
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=_START)
        reply = await client.execute(_FORGET, silent=True, reply=True, timeout=_START)
    finally:
        client.stop_channels()
    if reply["content"]["status"] != "ok":
        await manager.restart_kernel(now=True)


class _Engine(NBClientEngine):
    """papermill's own engine, in a kernel that is there already and stays."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        manager: AsyncKernelManager,
        told: Path,
        **_: Any,  # noqa: ANN401 - what papermill hands to engines besides
    ) -> None:
        """Run the notebook that papermill prepared."""
        client = PapermillNotebookClient(
            nb_man, km=manager, kernel_name=kernel_name, timeout=None, startup_timeout=_START
        )
        with _watch(nb_man.pbar, told):
            try:
                client.execute()
            finally:
                if client.kc:
                    client.kc.stop_channels()


papermill_engines.register(_ENGINE, _Engine)


@contextmanager
def _watch(bar: Any, told: Path) -> Iterator[None]:  # noqa: ANN401 - tqdm's, which papermill made
    """Show beside the bar how far the stage is that the kernel is at.

    To a person alone: the line names files, and output that a program keeps is a log, which names none.
    """
    if not bar or not bar.fp.isatty():
        yield
        return
    ended = threading.Event()

    def look() -> None:
        last = ""
        while not ended.wait(_LOOK):
            line = _read_line(told)
            if line != last:
                last = line
                bar.set_postfix_str(line)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _read_line(told: Path) -> str:
    try:
        return told.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # none yet, or half of it
        return ""


def _explain(source: Path, error: PapermillExecutionError) -> str:
    reason = error.evalue if error.ename in _known_errors() else f"{error.ename}: {error.evalue}"
    return f"{source.name} stopped at cell {error.cell_index + 1}: {reason}"


def _known_errors() -> set[str]:
    known, queue = {"LearningThemesError"}, [LearningThemesError]
    while queue:
        for kind in queue.pop().__subclasses__():
            known.add(kind.__name__)
            queue.append(kind)
    return known
