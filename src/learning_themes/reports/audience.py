"""Whom a report is for: the board, or the public, for whom a folder of safe tables is made first."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from learning_themes.errors import InputError, ParametersError
from learning_themes.files import replace_file
from learning_themes.manifest import MANIFEST
from learning_themes.records import load_record
from learning_themes.tables import read_tables, write_table
from learning_themes.trends.public import Counting, list_not_shown, list_published_counts, make_public
from learning_themes.trends.review_names import normalise
from learning_themes.trends.suppression import ALL, CHARACTERISTICS, SMALL_UP_TO, Hidden, Limits, Shown

PUBLIC_FOLDER = "public"
TABLES_FOLDER = "tables"
AUDIENCE_FILE = "audience.json"
NAMES_FILE = "names.txt"  # in the folder of what people typed: words that must never appear


@dataclass(frozen=True)
class Audience:
    """Whom the report in a folder is for, how it is marked, and whom readers of it can call."""

    name: str = "board"
    marking: str = "RESTRICTED: contains extracts from reports that may not be published"
    marking_short: str = "Restricted"
    title: str = "Theme report for the partnership board"
    contact: str = ""
    small_up_to: int = SMALL_UP_TO

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it."""
        return self.name == "public"


BOARD = Audience()
PUBLIC = Audience(
    name="public",
    marking="Public version: small numbers are not shown",
    marking_short="Public version",
    title="Practice themes in safeguarding reviews",
)


def make_folder_for(
    audience: str,
    run_folder: Path | str,
    *,
    counting: Counting,
    contact: str = "",
    small_up_to: int = SMALL_UP_TO,
    published: Path | str = "",
    people: Path | str = "",
) -> Path:
    """Return the folder whose tables a report for `audience` is drawn from, and where it goes.

    For the board that is the run folder. For the public it is `public/` in it, with tables made safe here:
    see `make_public`. `published` is the folder of the last published version, whose counts are allowed for;
    `people` the folder of what people typed, whose names.txt lists words that must never appear.
    Raises ParametersError where the public version has no contact, InputError for a manifest that is damaged.
    """
    run_folder = Path(run_folder)
    if audience == "board":
        return run_folder
    if not contact.strip():
        raise ParametersError(
            [
                "identity.contact: a public version says whom to call when a child is at risk; give the words"
                " to print"
            ]
        )
    earlier = read_earlier(published)
    tables = read_tables(run_folder / TABLES_FOLDER)
    never = read_names(Path(people) / NAMES_FILE) if people else frozenset()
    safe = make_public(tables, counting, Limits(small_up_to, earlier.shown, earlier.hidden), never=never)
    folder = run_folder / PUBLIC_FOLDER
    for name, table in safe.items():
        write_table(name, table, folder / TABLES_FOLDER)
    about = replace(PUBLIC, contact=contact.strip(), small_up_to=small_up_to)
    record = asdict(about) | {
        "earlier_sha256": earlier.digest, "shown": list_published_counts(safe),
        "hidden": list_not_shown(tables, safe),
    }  # fmt: skip
    replace_file(folder / TABLES_FOLDER / AUDIENCE_FILE, _as_json(record))
    return folder


def read_audience(report_folder: Path) -> Audience:
    """Return whom the report in `report_folder` is for: the board, unless safe tables were made there."""
    record = read_record(report_folder)
    return Audience(**{name: record[name] for name in asdict(BOARD)}) if record else BOARD


def read_record(report_folder: Path) -> dict:
    """Return what was written beside the safe tables: the audience, the counts shown; empty for the board."""
    path = report_folder / TABLES_FOLDER / AUDIENCE_FILE
    return load_record(path) if path.is_file() else {}


def read_names(path: Path) -> frozenset[str]:
    """Return the names that must never appear, one a line; lines that open with # are notes.

    Raises InputError if the file is there and cannot be read as UTF-8.
    """
    if not path.is_file():
        return frozenset()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}); save it as UTF-8") from None
    return frozenset(normalise(line) for line in lines if line.strip() and not line.startswith("#"))


class Earlier(NamedTuple):
    """What earlier published versions showed and hid, by cell, and the hash of the last manifest."""

    shown: Shown | None = None
    hidden: Hidden | None = None
    digest: str = ""


def read_earlier(published: Path | str) -> Earlier:
    """Return what the versions published in a folder showed and hid; nothing where there is none.

    A manifest that does not say what was hidden is taken to have hidden all that it does not show.
    Raises InputError for one that cannot be read.
    """
    path = Path(published) / MANIFEST if published else None
    if path is None or not path.is_file():
        return Earlier()
    try:
        content = path.read_bytes()
        record = json.loads(content)
        return Earlier(
            record["shown"],
            record.get("hidden", dict.fromkeys((f"{by}|{ALL}" for by in (*CHARACTERISTICS, "total")), ())),
            hashlib.sha256(content).hexdigest(),
        )
    except (ValueError, KeyError, OSError) as error:
        raise InputError(
            f"{path}: is not the manifest of a published version ({error}); put back the one that was"
            " published, since the numbers in it must be allowed for"
        ) from None


def add_shown(earlier: Shown | None, shown: Shown) -> dict[str, list]:
    """Return the counts of earlier versions and this: each cell lists all it showed, the last at the end."""
    held = earlier or {}
    return {
        key: [*(one for one in held.get(key, ()) if one not in shown.get(key, ())), *shown.get(key, ())]
        for key in sorted({*held, *shown})
    }


def add_hidden(earlier: Hidden | None, hidden: Hidden) -> dict[str, list[int]]:
    """Return the cells that this version or an earlier one hid, each with the most that is known of any."""
    both = [one for one in (earlier, hidden) if one]
    found = {key: [one[key] for one in both if key in one] for key in sorted({*(earlier or {}), *hidden})}
    return {key: [max(most) for most in zip(*held, strict=False)] for key, held in found.items()}


def _as_json(record: dict) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
