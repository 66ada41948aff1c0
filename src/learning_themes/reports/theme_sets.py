"""Themes taught in one session: what is taught about each, taken in turns until two hours are full."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from learning_themes.errors import ParametersError, nearest
from learning_themes.parameters import split_set
from learning_themes.reports.wording import join_words
from learning_themes.themes.teaching import LEVELS, Outcomes, Teaching

Item = TypeVar("Item")

MOST_TOGETHER = 3  # a session has three cases, one a theme
MOST = {"questions": 6, "good_practice": 6, "knowledge_check": 5, "tomorrow": 5}
OUTCOMES = 4


def check_sets(asked: Sequence[str], names: Mapping[str, str]) -> None:
    """Raise ParametersError, naming every problem, for an unknown theme or a set of too many."""
    problems = [
        f"training_themes: there is no theme {theme!r}.{nearest(theme, names)}"
        for one in asked
        for theme in split_set(one)
        if theme not in names
    ]
    problems += [
        f"training_themes: {one!r} joins {len(split_set(one))} themes; join two or three, since a session of"
        " two hours holds three cases"
        for one in asked
        if len(split_set(one)) > MOST_TOGETHER
    ]
    if problems:
        raise ParametersError(problems)


def name_set(asked: str, names: Mapping[str, str]) -> str:
    """Return the name of a theme, or of the themes of a set."""
    told = [names[theme] for theme in split_set(asked)]
    return told[0] if len(told) == 1 else join_words([told[0], *map(_small, told[1:])])


def take_turns(lists: Iterable[Iterable[Item]], most: int | None = None) -> list[Item]:
    """Return the first of each list, then the second of each, and so on, each once, up to `most`.

    >>> take_turns([["a", "b"], ["c"], ["a", "d"]])
    ['a', 'c', 'b', 'd']
    """
    missing = object()
    turns = chain.from_iterable(zip_longest(*lists, fillvalue=missing))
    taken: list[Item] = []
    for item in turns:
        if item is not missing and item not in taken:
            taken.append(item)
    return taken[:most]


def join_teaching(told: Sequence[Teaching | None]) -> Teaching | None:
    """Return what is taught about several themes as if they were one; None if nothing is written on any."""
    written = [one for one in told if one is not None]
    if len(written) <= 1:
        return written[0] if written else None
    levels = {level: take_turns([one.outcomes.at(level) for one in written], OUTCOMES) for level in LEVELS}
    cases = take_turns([one.cases() for one in written], MOST_TOGETHER)
    lists = {name: take_turns([getattr(one, name) for one in written], most) for name, most in MOST.items()}
    return Teaching(
        outcomes=Outcomes(**levels),
        scenarios=[text for text, _ in cases],
        case_questions=[list(asked) for _, asked in cases],
        **lists,
    )


def _small(name: str) -> str:
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
