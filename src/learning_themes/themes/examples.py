"""The coded example sentences that the classifiers learn from: `themes/examples/VOICE.jsonl`."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from learning_themes.errors import CodebookError, nearest
from learning_themes.tables import STANCES

_KEYS = {"voice", "section", "paragraph", "number", "text", "themes"}


@dataclass(frozen=True)
class Example:
    """A fictional sentence with its place and its themes, each with the stance it was coded with."""

    voice: str
    section: str
    paragraph: str
    number: int
    text: str
    themes: dict[str, str]


def load_examples(folder: Path, theme_ids: Collection[str]) -> list[Example]:
    """Return all examples below `folder`/examples in order of file and line; none if it is missing.

    Raises CodebookError, naming file and line, for bad JSON, a wrong key, or an unknown theme or stance.
    """
    known = frozenset(theme_ids)
    paths = sorted((folder / "examples").glob("*.jsonl"))
    return [example for path in paths for example in _read_file(path, known)]


def digest_examples(folder: Path) -> str:
    """Return the hash of all example files."""
    digest = hashlib.sha256()
    for path in sorted((folder / "examples").glob("*.jsonl")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def digest_local(examples: Sequence[Example]) -> str:
    """Return the hash of local examples, empty if there are none."""
    if not examples:
        return ""
    lines = [json.dumps(asdict(example), ensure_ascii=False, sort_keys=True) for example in examples]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def _read_file(path: Path, known: frozenset[str]) -> Iterator[Example]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CodebookError(f"{path}, line {number}: is not JSON: {error.msg}") from None
        problem = _find_problem(row, known)
        if problem:
            raise CodebookError(f"{path}, line {number}: {problem}")
        yield Example(**row)


def _find_problem(row: object, known: frozenset[str]) -> str:
    if not isinstance(row, dict) or set(row) != _KEYS:
        return f"an example has the keys {', '.join(sorted(_KEYS))}"
    for theme, stance in row["themes"].items():
        if theme not in known:
            return f"there is no theme {theme!r}.{nearest(theme, known)}"
        if stance not in STANCES:
            return f"stance {stance!r} is not one of {', '.join(STANCES)}"
    return ""
