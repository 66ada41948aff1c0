"""Watches how much memory a process and all that it started hold together; what they share counts once."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

EVERY = 0.2  # seconds


class Watch:
    """The most megabytes (10^6 bytes) that a running process and its descendants held together, sampled."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.most = 0.0
        self._process = process
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while self._process.poll() is None:
            self.most = max(self.most, sum(map(_shared_fairly, _list_family(self._process.pid))) / 1e6)
            threading.Event().wait(EVERY)


def _list_family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:  # it has ended since
            continue
        for child in children:
            yield from _list_family(int(child))


def _shared_fairly(pid: int) -> int:
    """Return the bytes of a process, of a page that n processes share the nth part (Linux's PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
