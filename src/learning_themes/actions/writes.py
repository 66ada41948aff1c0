"""The writes of the tracker: a number that the workbook carries, and a line for each beside it.

The memory stands in the workbook itself, so that an older copy fits its own memory. By that alone an older
copy cannot be told from the one that was written last; by the number in it, held against the lines beside
it, it can.
"""

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from learning_themes.errors import TrackerError
from learning_themes.files import replace_file

NAME = "actions-written.jsonl"
_STAMP = re.compile(r"(?P<number>\d{1,9}) (?P<digest>[0-9a-f]{12})")


@dataclass(frozen=True)
class Write:
    """One write of the tracker: its stamp, "17 0123456789ab", the day that counted as today, and of the last
    write the ids of the reviews that the run had."""

    stamp: str
    as_of: str
    reviews: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The how manieth write it was, from 1."""
        return stamp_number(self.stamp)


def stamp_number(stamp: str) -> int:
    """Return the number in a stamp; 0 for a workbook that has none.

    >>> stamp_number("17 0123456789ab"), stamp_number("")
    (17, 0)
    """
    found = _STAMP.fullmatch(stamp)
    return int(found["number"]) if found else 0


def next_stamp(before: str, last: Sequence[Write], cells: Sequence[Sequence[str]]) -> str:
    """Return the stamp of a write of `cells` that follows the stamp `before` and the `last` writes.

    The same cells written after the same write get the same stamp, whenever and wherever that is done.
    """
    number = max([stamp_number(before), *(one.number for one in last)]) + 1
    content = json.dumps([before, number, *map(list, cells)], ensure_ascii=False)
    return f"{number} {hashlib.sha256(content.encode()).hexdigest()[:12]}"


def read_writes(people: Path) -> list[Write]:
    """Return the writes that were noted in the folder `people`, in order; a broken line is passed over."""
    try:
        text = (people / NAME).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise TrackerError(f"{people / NAME}: cannot be read: {error}; move it away and run again") from error
    writes = []
    for line in text.split("\n"):
        try:
            read = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(read, dict) and _STAMP.fullmatch(str(read.get("stamp"))):
            had = read.get("reviews")
            reviews = tuple(map(str, had)) if isinstance(had, list) else ()
            writes.append(Write(str(read["stamp"]), str(read.get("as_of", "")), reviews))
    return writes


def find_lacking(people: Path, reviews: Collection[str]) -> list[str]:
    """Return the ids of the reviews that the run of the last write had and that are none of `reviews`."""
    return [one for write in read_writes(people)[-1:] for one in write.reviews if one not in reviews]


def note_write(people: Path, write: Write) -> None:
    """Add a line for a write that has just been done; raises TrackerError if it cannot be added."""
    earlier = [{"stamp": one.stamp, "as_of": one.as_of} for one in read_writes(people)]
    lines = [json.dumps(one) + "\n" for one in [*earlier, asdict(write)]]
    try:
        replace_file(people / NAME, "".join(lines).encode())
    except OSError as error:
        raise TrackerError(
            f"{people / NAME}: could not be written: {error.strerror or error}. The tracker was written; an"
            " older copy laid over it may not be noticed until the next run writes"
        ) from error
