"""The exceptions a user can meet. Each message names the file, the value, what is allowed and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class LearningThemesError(Exception):
    """Something a user can put right; its message is shown as it stands, without a traceback."""


class ReportNotRead(LearningThemesError):
    """One report could not be read; it becomes a row of the register, never a stopped run."""


class CodebookError(LearningThemesError):
    """A theme file breaks the schema; the message names file and line."""


class ParametersError(LearningThemesError):
    """Parameters of a run are wrong; `problems` holds every one of them."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class TableError(LearningThemesError):
    """A table that passes between stages lacks a column or holds a value that is not allowed."""


class InputError(LearningThemesError):
    """A file named on the command line cannot be used."""


class Busy(LearningThemesError):
    """Another process is writing the same files; nothing was changed."""


class TrackerError(LearningThemesError):
    """The tracker of actions cannot be used or written as it is; the file was left untouched."""


class DecisionError(LearningThemesError):
    """A decision cannot be kept: no name, a value that is not allowed, or a file that cannot be written."""


class NotebookFailed(LearningThemesError):
    """A notebook stopped; the message names it, the cell and the reason."""


class NotPublished(LearningThemesError):
    """A public version may not be published yet; the message gives every reason."""


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the allowed word closest to `word`, or an empty string."""
    close = get_close_matches(word, list(allowed), n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""
