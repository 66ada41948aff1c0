"""Commands as a person can copy them into a terminal."""

import os
import shlex
import subprocess

STARTER = ("py", "start.py") if os.name == "nt" else ("python3", "start.py")


def spell_command(*words: object) -> str:
    """Return a command of the suite for this kind of computer, with quotes where a name needs them.

    >>> spell_command("check", "reports/our run") in (
    ...     "python3 start.py check 'reports/our run'", 'py start.py check "reports/our run"')
    True
    """
    whole = [*STARTER, *map(str, words)]
    return subprocess.list2cmdline(whole) if os.name == "nt" else shlex.join(whole)
