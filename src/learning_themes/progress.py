"""Tells how far a long stage is: in the notebook that does it, and to the run that waits for the notebook."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRESS_VARIABLE = "LEARNING_THEMES_PROGRESS"  # names the file in which a run looks for how far a stage is
SURE = 3.0  # seconds of work, before which nothing is said of the time left
EVERY = 0.2  # seconds between two lines

# Items done, of how many, the one just done, and the share of the work that is done (0 to 1).
Progress = Callable[[int, int, str, float], None]


class Stage:
    """How far one stage is, told as a line; call it as its items are done."""

    def __init__(self, doing: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Make the stage; `doing` stands before the numbers, such as "reading"."""
        self._doing = doing
        self._clock = clock
        self._began = clock()
        self._first: tuple[float, float] | None = None  # when the first item was done, and the share then
        self._told = -EVERY
        self._handle: Any = None
        self._show("")

    def __call__(self, done: int, total: int, item: str, share: float) -> None:
        """Tell the line, unless one was told just before; with nothing done, the stage begins anew."""
        now = self._clock()
        if not done:
            self._began, self._first = now, None
        elif self._first is None:  # what goes before, such as imports and training, says nothing of the rest
            self._first = now, share
        if now - self._told < EVERY and 0 < done < total:
            return
        self._told = now
        self._show(self.describe(done, total, item, share))

    def describe(self, done: int, total: int, item: str, share: float) -> str:
        """Return the line: items done, the time left once it can be said, and the item."""
        if done == total:
            return f"{self._doing}: {total} of {total}, {tell_time(self._clock() - self._began)}"
        seconds = self.seconds_left(share)
        left = "" if seconds is None else f", about {tell_time(seconds)} left"
        return f"{self._doing}: {done} of {total}{left}: {item}"

    def seconds_left(self, share: float) -> float | None:
        """Return what the rest takes at the pace so far, None until there is one."""
        if self._first is None:
            return None
        began, before = self._first
        gone = self._clock() - began
        return gone / (share - before) * (1 - share) if gone > SURE and share > before else None

    def _show(self, line: str) -> None:
        _leave(line)
        shell = _find_shell()
        if shell is None or not line:
            return
        from IPython.display import display

        shown = {"text/plain": line}
        if self._handle is None:
            self._handle = display(shown, raw=True, display_id=True)
        else:
            self._handle.update(shown, raw=True)


def tell_time(seconds: float) -> str:
    """Return a time as people say it.

    >>> tell_time(3), tell_time(48), tell_time(150), tell_time(5400)
    ('3 s', '50 s', '3 min', '1 h 30 min')
    """
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 58:
        return f"{5 * round(seconds / 5)} s"
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _leave(line: str) -> None:
    """Leave the line where the run looks for it; that it cannot be left stops nothing."""
    named = os.environ.get(PROGRESS_VARIABLE)
    if not named:
        return
    try:
        Path(named).write_text(line, encoding="utf-8", newline="\n")
    except OSError:
        return


def _find_shell() -> object:
    """Return the notebook's shell, None outside of a notebook."""
    import sys

    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()
