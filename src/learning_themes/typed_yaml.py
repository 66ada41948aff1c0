"""Reads YAML that people typed: what could take for ever, or means another thing than it says, is refused."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent

LARGEST = 5_000_000  # bytes: the shipped themes have a hundredth of it each
DEEPEST = 40
LONGEST = 160  # letters of a line, from which its first are shown and not how to write it
_COLON = "mapping values are not allowed"  # as the reader of YAML says it
_KEY_AND_WORDS = re.compile(r"(?P<lead>(?:- +)*[\w-]+: +)(?P<words>[^'\"\[{].*)")


def read_typed_yaml(path: Path, error: Callable[[str], Exception]) -> object:
    """Return the plain data of a YAML file in UTF-8; an empty one gives None.

    Raises what `error` makes of a message that names file, line and reason: for a file that cannot be opened,
    is no YAML, holds a key twice, or uses tags, anchors and aliases (small files that unfold to huge ones).
    """
    text = _read_text(path, error)
    try:
        problem = _find_problem(text)
        if problem:
            raise error(f"{path}, line {problem}")
        return YAML(typ="safe").load(text)
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line if mark else 0
        raise error(f"{path}, line {line + 1}: {_explain(wrong.problem, text, line)}") from None
    except TypeError:  # a list or a mapping in the place of a key
        raise error(f"{path}: a key is no word; write each key as a word, then a colon") from None
    except (YAMLError, ValueError) as wrong:
        raise error(f"{path}: not valid YAML: {' '.join(str(wrong).split())[:200]}") from None


def _read_text(path: Path, error: Callable[[str], Exception]) -> str:
    try:
        if not path.is_file():
            raise error(f"{path}: there is no such file")
        if path.stat().st_size > LARGEST:
            raise error(f"{path}: is larger than {LARGEST // 1_000_000} MB, as no file of this kind is")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise error(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except OSError as wrong:
        raise error(f"{path}: cannot be opened: {wrong.strerror}") from None


def _find_problem(text: str) -> str:
    """Return the line and what is refused there, or nothing; nothing is built while looking."""
    depth = 0
    for event in YAML(typ="safe").parse(text):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            return f"{line}: lists and keys stand more than {DEEPEST} deep in each other"
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            return f"{line}: anchors (&) and aliases (*) are not allowed; write it out, or put it in quotes"
        if isinstance(event, (ScalarEvent, CollectionStartEvent)) and event.tag is not None:
            return f"{line}: tags (!) are not allowed; take it out, or put the words in quotes"
        if isinstance(event, ScalarEvent) and not event.style and _is_no_day(event.value):
            return f"{line}: {event.value} is not a day of the calendar"
    return ""


def _explain(problem: str | None, text: str, line: int) -> str:
    """Return what is wrong in a line, counted from 0, with the line itself, and for a colon what to do."""
    shown = "".join(text.split("\n")[line : line + 1]).strip()
    told = problem or "not valid YAML"
    if _COLON not in told:
        return f"{told}: {shown[:LONGEST]}" if shown else told
    parts = _KEY_AND_WORDS.fullmatch(shown)
    if parts and ":" not in parts["words"]:
        told = f"is read on from the line above: {shown[:LONGEST]}"
        return f"{told}; begin it further left, or put all the words in quotes"
    how = f": {parts['lead']}{quote_words(parts['words'])}" if parts and len(shown) <= LONGEST else ""
    return f"a colon stands in words without quotes: {shown[:LONGEST]}; put the words in quotes{how}"


def quote_words(words: str) -> str:
    """Return words in the quotes in which YAML takes them as they stand.

    >>> print(quote_words("The school's word: no"))
    'The school''s word: no'
    """
    return "'" + words.replace("'", "''") + "'"


def _is_no_day(words: str) -> bool:
    """Whether words without quotes, which YAML takes for a date, are no date."""
    if not re.fullmatch(r"\d{4}-\d\d?-\d\d?", words):
        return False
    try:
        date(*map(int, words.split("-")))
    except ValueError:
        return True
    return False
