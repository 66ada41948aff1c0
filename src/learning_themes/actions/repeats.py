"""Keeps a recommendation once, where a summary or an action plan prints it again."""

import re
from collections import Counter
from collections.abc import Sequence

from learning_themes.actions.items import Item
from learning_themes.actions.labels import plain_label

_SAME = 0.8  # of words that two share of those of the shorter, from which they are one
_SAME_LABEL = 0.5  # of the same, where both have the same number
_FEWEST = 5  # words from which a part of a longer text is told as its repetition


def keep_once(items: Sequence[Item]) -> list[Item]:
    """Return the recommendations in order of place, each once; the surest place wins and takes what it lacks.

    What the other says of owner, date and status is kept where the first says nothing.
    """
    kept: list[tuple[int, Item]] = []
    for place, item in sorted(enumerate(items), key=lambda pair: (pair[1].rank, pair[0])):
        same = next((other for _, other in kept if _is_same(other, item)), None)
        if same is None:
            kept.append((place, item))
            continue
        same.owner = same.owner or item.owner
        same.due = same.due or item.due
        same.take_status(item.status)
        same.beside += item.beside
    return [item for _, item in sorted(kept, key=lambda pair: (pair[1].rank, pair[0]))]


def _is_same(one: Item, other: Item) -> bool:
    """Whether one repeats the other: nearly the same words; fewer where another place gives the same number.

    In one list two may differ in whom they are for alone, or in one word.
    """
    share = _share_words(one.text, other.text)
    if one.rank == other.rank:
        owners = {one.owner or one.head, other.owner or other.head} - {""}
        return share == 1.0 and _is_as_long(one.text, other.text) and len(owners) < 2
    labels = plain_label(one.label), plain_label(other.label)
    if labels[0] and labels[0] == labels[1]:
        return share >= _SAME_LABEL
    return share >= _SAME and _is_as_long(one.text, other.text)


def _is_as_long(one: str, other: str) -> bool:
    lengths = sorted((len(one), len(other)))
    return lengths[0] >= 0.6 * lengths[1]


def _share_words(one: str, other: str) -> float:
    """Return the share of the shorter text's words that the longer has."""
    first, second = (Counter(re.findall(r"[a-z0-9]+", text.casefold())) for text in (one, other))
    fewest = min(first.total(), second.total())
    if fewest < _FEWEST:
        return float(first == second)
    return (first & second).total() / fewest
