"""Finds where phrases of several groups stand close together, at a cost that grows with the text alone."""

from collections.abc import Sequence

Place = tuple[int, int]  # the first token, and the one after the last
_State = tuple[int, int]  # the groups met, a bit each, and where the last of them ends


def find_span(groups: Sequence[Sequence[Place]], within: int) -> Place | None:
    """Return the first span over a place of each group, with at most `within` tokens between neighbours.

    Places do not overlap, and their order is free; of spans that begin together it is the shortest. Trying
    every choice of places takes their number to the power of the groups: a passage that says the same words
    a thousand times would never end. So the places are walked once, with what can still be continued.
    """
    if len(groups) == 1:
        return min(groups[0], default=None)
    whole = (1 << len(groups)) - 1
    best: Place | None = None
    begun: dict[_State, int] = {}  # where the earliest begins of those that stand alike
    ordered = sorted((place, 1 << number) for number, places in enumerate(groups) for place in set(places))
    for (start, end), bit in ordered:
        begun = {state: first for state, first in begun.items() if state[1] + within >= start}
        grown = {(bit, end): start}
        for (met, last), first in begun.items():
            if last <= start and not met & bit:
                state = (met | bit, end)
                grown[state] = min(first, grown.get(state, first))
        for state, first in grown.items():
            if state[0] == whole:
                best = min(best or (first, end), (first, end))
            else:
                begun[state] = min(first, begun.get(state, first))
    return best
