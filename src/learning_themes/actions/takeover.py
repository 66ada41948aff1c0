"""Takes stock of a log of actions that somebody kept in columns of their own, and proposes how it is read.

The proposal is a short YAML file: a person checks it, settles what is marked "?", and only then is it taken
over.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from learning_themes.action_tables import RESPONSES, STATUSES
from learning_themes.actions.columns import PEOPLE_KEYS, propose_columns
from learning_themes.actions.log_hints import find_hints, tells_completion
from learning_themes.actions.log_identity import propose_name, propose_number, twice
from learning_themes.actions.logs import Log
from learning_themes.actions.table import match_review
from learning_themes.actions.understand import plain_words, read_listed_status, read_response
from learning_themes.corpus.typed_dates import read_date, read_month_first
from learning_themes.errors import InputError, nearest
from learning_themes.typed_yaml import read_typed_yaml

UNSETTLED = "?"
KEYS = ("review", "recommendation", "page", "themes", *PEOPLE_KEYS)
VALUES = {"status": STATUSES, "response": RESPONSES[1:]}
ASKED = ("review", "action", "owner", "due", "status")  # asked for where no heading was recognised
FEWEST, MOSTLY = 3, 0.6  # different values under a heading, and the share of them that tells what it is
NUMBERS = (
    "rec no",
    "rec",
    "recommendation",
    "recommendation no",
    "recommendation number",
    "rec number",
    "no",  # last: it often only counts the rows
)
KINDS = {"scr", "lcspr", "cspr", "rr", "cpr", "dhr", "sar", "review", "the"}


@dataclass(frozen=True)
class LogMapping:
    """How a log is read: the heading for each column, the headings kept beside, and what its values mean.

    `log` is the name under which it is known again, `number` the heading of its own numbers, "" for none.
    """

    columns: dict[str, str]
    keep: list[str] = field(default_factory=list)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    log: str = ""
    number: str = ""


def propose_mapping(
    log: Log, titles: Mapping[str, str], *, known: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Return the proposal as YAML text; `titles` are our reviews' titles by id.

    `known` are the logs that were taken over before, with the words of their actions by number.
    """
    columns = _propose_keys(log, titles)
    action = columns.get("action", "")
    number = propose_number(log, action=action)
    name = propose_name(log, number=number, action=action, known=known or {})
    keep = [one for one in log.headings if one not in columns.values()]
    if keep:
        columns |= {key: UNSETTLED for key in ASKED if key not in columns}
    hints = find_hints(log, columns)
    columns |= dict.fromkeys(hints, UNSETTLED)
    lines = [
        f"# How {json.dumps(log.path.name)} is taken over into the tracker. Check each line and change what"
        " is wrong;",
        f'# replace each "{UNSETTLED}". Then run the same command with --mapping THIS FILE --yes.',
        "",
        '# Column of the tracker: column of your log, or "" if it has none. What is kept below may be one of'
        " them.",
        "columns:",
        *(_column_line(key, columns.get(key, ""), hints.get(key, [])) for key in KEYS),
        "",
        "# Columns of your log that are kept beside, as they are. Take out what is not wanted.",
        f"keep: {json.dumps(keep, ensure_ascii=False)}",
        "",
        "# The column of your log with a number of its own for each row, by which it is known when the log",
        '# is taken over again; "" if there is none: then its words tell. And the name of the log: keep it.',
        f"number: {json.dumps(number, ensure_ascii=False)}",
        f"log: {json.dumps(name, ensure_ascii=False)}",
    ]
    for key, allowed in VALUES.items():
        heading = columns.get(key, "")
        proposed = {value: _propose_value(key, value, heading) for value in _distinct(log, heading)}
        lines += ["", f"# What your words mean: {', '.join(allowed)}.", *_lines(key, proposed)]
    reviews = {value: _propose_review(value, titles) for value in _distinct(log, columns.get("review", ""))}
    known = [f"#   {one}: {title}" for one, title in titles.items()]
    lines += [
        "",
        '# Which review is meant, by its id; "" keeps your words. The ids:',
        *known,
        *_lines("reviews", reviews),
    ]
    return "\n".join(lines) + "\n"


def is_recognised(log: Log) -> bool:
    """Return whether the column that says what is to be done was recognised by its heading."""
    return "action" in propose_columns(log.headings)


def _propose_keys(log: Log, titles: Mapping[str, str]) -> dict[str, str]:
    """Return the heading for each column of the tracker: by its words, else by what stands under it."""
    headings = log.headings
    proposed = {key: one for key, one in propose_columns(headings).items() if key in KEYS}
    free = [one for one in headings if one not in proposed.values()]
    numbers = [one for name in NUMBERS for one in free if plain_words(one) == name]
    if numbers and "recommendation" not in proposed:
        proposed["recommendation"] = numbers[0]
    tells: dict[str, Callable[[str], object]] = {
        "review": lambda value: _propose_review(value, titles),
        "due": lambda value: read_date(value).value or read_month_first(value),
    }
    for key, tell in tells.items():
        free = [one for one in headings if one not in proposed.values()]
        if key == "due":
            free = [one for one in free if not tells_completion(one, _distinct(log, one))]
        found = [one for one in free if _mostly(_distinct(log, one), tell)]
        if key not in proposed and len(found) == 1:
            proposed[key] = found[0]
    return proposed


def _column_line(key: str, heading: str, hints: Sequence[str]) -> str:
    """Return the line of a column; one that is not settled names the headings that may be meant."""
    line = f"  {key}: {json.dumps(heading, ensure_ascii=False)}"
    return f"{line}  # may be: {json.dumps(hints, ensure_ascii=False)[1:-1]}" if hints else line


def _mostly(values: Sequence[str], tell: Callable[[str], object]) -> bool:
    return len(values) >= FEWEST and sum(bool(tell(value)) for value in values) >= MOSTLY * len(values)


def _distinct(log: Log, heading: str) -> list[str]:
    return list(dict.fromkeys(row[heading] for row in log.rows if row.get(heading))) if heading else []


def _propose_value(key: str, value: str, heading: str) -> str:
    found = read_listed_status(value, heading) if key == "status" else read_response(value).value
    return found or UNSETTLED


def _propose_review(value: str, titles: Mapping[str, str]) -> str:
    names = " ".join(word for word in value.split() if word.lower() not in KINDS)
    return match_review(value, titles) or match_review(names, titles)


def _lines(name: str, values: Mapping[str, str]) -> list[str]:
    if not values:
        return [f"{name}: {{}}"]
    pairs = (f"  {json.dumps(one, ensure_ascii=False)}: {json.dumps(value)}" for one, value in values.items())
    return [f"{name}:", *pairs]


def read_mapping(path: Path, log: Log, titles: Mapping[str, str]) -> LogMapping:
    """Return the mapping that a person has checked.

    Raises InputError, naming every problem, for an unknown column, value or review, or one not settled yet.
    """
    data = read_typed_yaml(path, InputError)
    if not isinstance(data, dict) or not isinstance(data.get("columns"), dict):
        raise InputError(f"{path}: has no part 'columns'; make it anew by the command without --mapping")
    parts = {name: data.get(name) or {} for name in ("columns", *VALUES, "reviews")}
    broken = [name for name, part in parts.items() if not isinstance(part, dict)]
    keep = data.get("keep") or []
    if broken or not isinstance(keep, list):
        raise InputError(
            f"{path}: the part {(broken or ['keep'])[0]!r} is not as the command wrote it; make it anew"
        )
    words = {
        name: {str(one): str(value or "") for one, value in part.items()} for name, part in parts.items()
    }
    _settle_clear(words, log, titles)
    number = data.get("number")
    if number is None:  # a mapping from before logs were known again by their numbers
        number = propose_number(log, action=words["columns"].get("action", ""))
    mapping = LogMapping(
        {key: one for key, one in words["columns"].items() if one},
        [str(one) for one in keep if one not in words["columns"].values()],
        {key: words[key] for key in VALUES},
        words["reviews"],
        str(data.get("log") or log.path.stem),
        str(number),
    )
    problems = [
        *_wrong_columns(mapping, log),
        *_wrong_number(mapping, log),
        *_wrong_values(mapping, log),
        *_wrong_reviews(mapping, titles),
    ]
    if problems:
        raise InputError("\n".join(f"{path}: {problem}" for problem in problems))
    return mapping


def _settle_clear(words: dict[str, dict[str, str]], log: Log, titles: Mapping[str, str]) -> None:
    """Add what is clear of the values of a column that a person gave after the proposal was written."""
    for key in VALUES:
        for value in _distinct(log, words["columns"].get(key, "")):
            words[key].setdefault(value, _propose_value(key, value, words["columns"].get(key, "")))
    for value in _distinct(log, words["columns"].get("review", "")):
        words["reviews"].setdefault(value, _propose_review(value, titles))


def _wrong_columns(mapping: LogMapping, log: Log) -> list[str]:
    unknown = [key for key in mapping.columns if key not in KEYS]
    problems = [
        f'columns: {key}: is not settled; give the column of your log, or "" if it has none'
        for key, one in mapping.columns.items()
        if one == UNSETTLED
    ]
    problems += [
        f"columns: the tracker has no {key!r}; it has {', '.join(KEYS)}.{nearest(key, KEYS)}"
        for key in unknown
    ]
    for one in [*mapping.columns.values(), *mapping.keep]:
        if one not in (*log.headings, UNSETTLED):
            problems.append(f"{log.path.name} has no column {one!r}.{nearest(one, log.headings)}")
    if "action" not in mapping.columns:
        problems.append("columns: action: give the column that says what is to be done")
    return problems


def _wrong_number(mapping: LogMapping, log: Log) -> list[str]:
    number = mapping.number
    if number and number not in log.headings:
        return [f"number: {log.path.name} has no column {number!r}.{nearest(number, log.headings)}"]
    rows = [row for row in log.rows if row.get(mapping.columns.get("action", ""))]
    several = twice(rows, number)
    if not several:
        return []
    return [
        f"number: under {number!r}, {several[0]!r} stands on several rows, so it tells none; give each row a"
        ' number of its own, name another column, or "" for none'
    ]


def _wrong_values(mapping: LogMapping, log: Log) -> list[str]:
    problems = []
    for key, allowed in VALUES.items():
        for value in _distinct(log, mapping.columns.get(key, "")):
            meant = mapping.values[key].get(value, UNSETTLED)
            if meant not in allowed:
                what = "is not settled" if meant == UNSETTLED else f"is {meant!r}, which is not allowed"
                problems.append(
                    f"{key}: {value!r} {what}; choose {', '.join(allowed)}.{nearest(meant, allowed)}"
                )
    return problems


def _wrong_reviews(mapping: LogMapping, titles: Mapping[str, str]) -> list[str]:
    return [
        f"reviews: {value!r}: there is no review {one!r}.{nearest(one, list(titles))}"
        for value, one in mapping.reviews.items()
        if one and one not in titles
    ]
