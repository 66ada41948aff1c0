"""What a log said of an action when it was last taken over: held against what it says now, and against what
the tracker holds, it tells what changed in the log and what a person has typed since."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from enum import Enum

from learning_themes.actions.cells import compare_text
from learning_themes.actions.columns import DATE_KEYS
from learning_themes.corpus.typed_dates import read_date

BESIDE = "+"  # before the heading of a column that is kept beside
LONG = 300  # letters of a text from which only its digest is remembered; the words of the action stay whole
# From which a changed action under the same number is still the same: of its words, or of its letters.
ALIKE_WORDS, ALIKE_LETTERS = 0.5, 0.8


@dataclass(frozen=True)
class Logged:
    """Of which log and which number of it an action is, the recommendation that it was put on, what the log
    `said` by column, and where that is something else what then `stood` in the tracker."""

    log: str = ""
    number: str = ""
    follows: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    stood: Mapping[str, str] = field(default_factory=dict)

    def as_cell(self) -> dict[str, object]:
        """Return it as the memory of the tracker keeps it."""
        return {key: value for key, value in asdict(self).items() if value}


def read_logged(cell: Mapping[str, object]) -> Logged:
    """Return what the memory of the tracker keeps of a log; of what is broken, nothing."""
    names = {name: str(cell.get(name) or "") for name in ("log", "number", "follows")}
    parts = {name: cell.get(name) for name in ("said", "stood")}
    known = {
        name: {str(key): str(text) for key, text in part.items()} if isinstance(part, dict) else {}
        for name, part in parts.items()
    }
    return Logged(**names, **known)


class Outcome(Enum):
    """What comes of one cell of a log that is taken over again."""

    STAYS = "the log says what it said, or the tracker holds it already"
    TAKEN = "the log changed, and nobody typed into the tracker's cell since"
    CONFLICT = "the log and the tracker differ, and a person has to say which is right"


def weigh(key: str, *, new: str, now: str, before: Logged | None) -> Outcome:
    """Return what comes of a cell that is `new` in the log and `now` in the tracker.

    `before` is what the log said when it was last taken over, None where that is not known. A cell that was
    emptied in the log empties none in the tracker.
    """
    said = before.said.get(key, "") if before else None
    if is_same(key, new, now) or (said is not None and is_same(key, new, said)):
        return Outcome.STAYS
    if said is None:
        return Outcome.TAKEN if new and not now else Outcome.CONFLICT if new else Outcome.STAYS
    untouched = is_same(key, now, before.stood.get(key, said))
    return Outcome.TAKEN if new and untouched else Outcome.CONFLICT


def is_same(key: str, one: str, other: str) -> bool:
    """Return whether two texts of a column say the same, days however they are written."""
    return _mark(key, one) == _mark(key, other)


def remember(key: str, text: str) -> str:
    """Return a text as it is remembered: itself, or of a long one a digest by which it is known again."""
    return text if key == "action" else _mark(key, text) if len(text) > LONG else text


def _mark(key: str, text: str) -> str:
    day = read_date(text).value if key in DATE_KEYS and text else ""
    if day or text.startswith("sha256 "):
        return day or text
    plain = compare_text(text)
    long = key != "action" and len(text) > LONG
    return f"sha256 {hashlib.sha256(plain.encode()).hexdigest()[:16]}" if long else plain


def are_alike(one: str, other: str) -> bool:
    """Return whether two texts may be the same action, the words of which were changed."""
    first, second = compare_text(one), compare_text(other)
    if not first or not second:
        return False
    words = SequenceMatcher(None, first.split(), second.split(), autojunk=False).ratio()
    letters = SequenceMatcher(None, first, second, autojunk=False).ratio()
    return words >= ALIKE_WORDS or letters >= ALIKE_LETTERS
