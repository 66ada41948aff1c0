"""Walks every point at which writing can go wrong: each file call in turn is killed, or fails, in a child.

The points are found by running the operation once under Python's audit hooks, which see every open, rename,
removal and new folder, with `os.fsync` and `os.write` watched beside them. Writes that stop in the middle
come from a limit on the size of files, which the system itself keeps.
"""

import errno
import os
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

WATCHED = frozenset("open os.rename os.remove os.mkdir os.rmdir os.link os.truncate".split())
KILL, FULL, BROKEN, REFUSED = "killed", "disk full", "input/output error", "permission denied"
ERRORS = {FULL: errno.ENOSPC, BROKEN: errno.EIO, REFUSED: errno.EACCES}
CRASHED = 70  # the exit code of a child that met another error than one that a user can meet


@dataclass(frozen=True)
class Fault:
    """Where and how an operation goes wrong: at its call number `point`, or at byte `limit` of a file."""

    how: str
    point: int = -1
    limit: int = -1


class _Watch:
    """Counts the file calls on a folder, and makes one of them go wrong."""

    def __init__(self, folder: Path, fault: Fault | None) -> None:
        self._folder, self._fault, self.calls = str(folder), fault, 0
        self._handles: set[int] = set()
        sys.addaudithook(self._hear)
        for name in ("fsync", "write"):
            self._wrap(name)

    def _hear(self, event: str, arguments: tuple) -> None:
        if event not in WATCHED or not str(arguments[0]).startswith(self._folder):
            return
        if event == "open" and not self._writes(arguments):
            return
        self.meet()

    @staticmethod
    def _writes(arguments: tuple) -> bool:
        _, mode, flags = arguments
        return any(sign in (mode or "") for sign in "wax+") or bool(flags & (os.O_WRONLY | os.O_RDWR))

    def _wrap(self, name: str) -> None:
        real = getattr(os, name)

        def call(handle: int, *rest: object) -> object:
            if os.readlink(f"/proc/self/fd/{handle}").startswith(self._folder):
                self.meet()
            return real(handle, *rest)

        setattr(os, name, call)

    def meet(self) -> None:
        here, self.calls = self.calls, self.calls + 1
        if self._fault is None or self._fault.point != here:
            return
        if self._fault.how == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        code = ERRORS[self._fault.how]
        raise OSError(code, os.strerror(code))


def in_child(operation: Callable[[Path], object], folder: Path, fault: Fault | None) -> tuple[int, int]:
    """Run the operation on the folder in a child, and return its exit code (or -signal) and file calls."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        code = CRASHED
        try:
            code = _act(operation, folder, fault, told)
        except BaseException:
            traceback.print_exc()  # told by pytest where the test fails
        finally:
            os._exit(code)
    os.close(told)
    _, status = os.waitpid(child, 0)
    calls = os.read(heard, 32)
    os.close(heard)
    return os.waitstatus_to_exitcode(status), int(calls or -1)


def _act(operation: Callable[[Path], object], folder: Path, fault: Fault | None, told: int) -> int:
    from learning_themes.errors import LearningThemesError

    if fault and fault.limit >= 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if fault.how == KILL else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault.limit, fault.limit))
    watch = _Watch(folder, fault)
    try:
        operation(folder)
        code = 0
    except LearningThemesError:
        code = 1
    if not fault:
        os.write(told, str(watch.calls).encode())
    return code


def list_faults(
    operation: Callable[[Path], object],
    start: Path,
    scratch: Path,
    *,
    sizes: tuple[int, ...],
    hows: tuple[str, ...],
) -> Iterator[Fault]:
    """Yield every fault of an operation on a copy of the folder `start`: each call, and each size."""
    folder = copy_to(start, scratch)
    code, calls = in_child(operation, folder, None)
    assert code == 0 and calls > 0, "the operation works where nothing goes wrong"
    for point in range(calls):
        for how in hows:
            yield Fault(how, point=point)
    for limit in sizes:
        yield Fault(KILL, limit=limit)
        yield Fault(BROKEN, limit=limit)


def copy_to(start: Path, scratch: Path) -> Path:
    """Return a fresh copy of the folder `start`, the same path each time."""
    shutil.rmtree(scratch, ignore_errors=True)
    return Path(shutil.copytree(start, scratch))


def walk(
    operation: Callable[[Path], object],
    start: Path,
    scratch: Path,
    *,
    sizes: tuple[int, ...],
    hows: tuple[str, ...] = (KILL, *ERRORS),
    after_fault: Callable[[Path, int], None],
    after_next: Callable[[Path], None],
) -> int:
    """Walk all faults: what stands after each is looked at, then the operation runs again, and that is too.

    `after_fault` is told the exit code: 0 said done, 1 said what is wrong, below 0 killed. Returns how many
    faults there were.
    """
    count = 0
    for fault in list_faults(operation, start, scratch, sizes=sizes, hows=hows):
        try:
            _meet(fault, operation, start, scratch, after_fault=after_fault, after_next=after_next)
        except AssertionError as error:
            error.add_note(f"at {fault}")
            raise
        count += 1
    return count


def _meet(
    fault: Fault,
    operation: Callable[[Path], object],
    start: Path,
    scratch: Path,
    *,
    after_fault: Callable[[Path, int], None],
    after_next: Callable[[Path], None],
) -> None:
    folder = copy_to(start, scratch)
    code, _ = in_child(operation, folder, fault)
    assert code != CRASHED, "it ended in an error that no user should see"
    assert code != 0 or fault.how != KILL or fault.limit >= 0, "the fault was not met"
    after_fault(folder, code)
    again, _ = in_child(operation, folder, None)
    assert again == 0, "the next run did not work by itself"
    after_next(folder)
