"""What is said on a terminal: commands as a person can copy them, and numbers with their words."""

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
    return _join([*STARTER, *map(str, words)])


def spell_path(path: object) -> str:
    """Return a path as a word of a command, with quotes where it needs them."""
    return _join([str(path)])


def _join(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def spell_percent(share: float) -> str:
    """Return a share as whole per cent with a space before the sign, as reports write it.

    >>> spell_percent(0.482)
    '48\\xa0%'
    """
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def count_of(count: int, one: str) -> str:
    """Return a number with its word.

    >>> count_of(1, "row"), count_of(2, "row")
    ('1 row', '2 rows')
    """
    return f"{count:,} {one}{'' if count == 1 else 's'}"
