"""Which action each row of the tracker is: by its id, else by its words, else a new one that a person
added."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.memory import Memory, Remembered

ALIKE = 0.8  # of the words, from which a recommendation of the same review is the old one re-issued
SAME_ELSEWHERE = 0.95  # the same for one of another review: a report that came in under another name
BY_HAND = re.compile(r"H(\d{3,})")
_COPY = re.compile(r"-(\d+)$")


def action_id_of(recommendation_id: str) -> str:
    """Return the id of the first action on a recommendation, the same whenever it is made.

    >>> action_id_of("child-q-1")
    'Ab1420526'
    """
    return f"A{hashlib.sha256(recommendation_id.encode()).hexdigest()[:8]}"


def match_rows(
    rows: Sequence[Row], memory: Memory, texts: Mapping[str, str], *, used: Iterable[str] = ()
) -> dict[int, tuple[str, str]]:
    """Return for each row's number its action id, and the id of the action that it was copied from or "".

    `texts` are the recommendations as the tracker prints them, by id: where no memory is left they tell
    which row is which. Of rows with the same id the one most like what was remembered keeps it. A new id is
    none of `used`, those that the history knows: an id is never given to two actions.
    """
    matched: dict[int, tuple[str, str]] = {}
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_id[row.text("action_id")].append(row)
    nameless = by_id.pop("", [])
    taken = set(memory.actions) | set(by_id) | set(used)
    copies = []
    for action_id, same in by_id.items():
        keeper = max(same, key=lambda row: (_agreement(row, memory.actions.get(action_id)), -row.number))
        matched[keeper.number] = (action_id, "")
        copies += [(row, action_id) for row in same if row is not keeper]
    found = _match_words(nameless, _candidates(memory, texts, set(by_id)))
    matched |= {number: (action_id, "") for number, action_id in found.items()}
    printed = _printed(rows, matched)
    for row in nameless:
        if row.number not in matched:
            copies.append((row, printed.get(compare_text(row.text("recommendation")), "")))
    for row, source in sorted(copies, key=lambda pair: pair[0].number):
        action_id = _next_copy(source, taken) if source else _next_by_hand(taken)
        taken.add(action_id)
        matched[row.number] = (action_id, source)
    return matched


def _candidates(memory: Memory, texts: Mapping[str, str], present: Iterable[str]) -> list[Remembered]:
    """Return the actions that a row without an id may be: not on the sheet, deleted ones last."""
    known = dict(memory.actions) or {action_id_of(one): Remembered(action_id_of(one), one) for one in texts}
    candidates = []
    for one in known.values():
        text = one.machine.get("recommendation") or texts.get(one.recommendation_id, "")
        if one.action_id not in present:
            candidates.append(replace(one, machine=one.machine | {"recommendation": text}))
    return sorted(candidates, key=lambda one: bool(one.deleted))


def _match_words(rows: Sequence[Row], candidates: Sequence[Remembered]) -> dict[int, str]:
    """Return the action id of each row whose words are those of a candidate; the surest pairs come first."""
    pairs = []
    for row in rows:
        for place, one in enumerate(candidates):
            printed = _same(row, "recommendation", one.machine)
            agreed = _agreement(row, one)
            if printed or (agreed >= 2 and _same(row, "action", one.typed)):
                pairs.append((-printed, bool(one.deleted), -agreed, row.number, place))
    matched: dict[int, str] = {}
    for *_, number, place in sorted(pairs):
        action_id = candidates[place].action_id
        if number not in matched and action_id not in matched.values():
            matched[number] = action_id
    return matched


def _same(row: Row, key: str, held: Mapping[str, str]) -> bool:
    return bool(row.text(key)) and compare_text(row.text(key)) == compare_text(held.get(key, ""))


def _agreement(row: Row, one: Remembered | None) -> int:
    """Return how many cells of a row are as remembered."""
    if one is None:
        return 0
    return sum(_same(row, key, part) for part in (one.machine, one.typed) for key in part)


def _printed(rows: Sequence[Row], matched: Mapping[int, tuple[str, str]]) -> dict[str, str]:
    """Return the action on each recommendation that is on the sheet, by the recommendation's words."""
    return {
        compare_text(row.text("recommendation")): matched[row.number][0]
        for row in reversed(rows)
        if row.number in matched and row.text("recommendation")
    }


def _next_copy(source: str, taken: Iterable[str]) -> str:
    stem, number = _COPY.sub("", source), 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _next_by_hand(taken: Iterable[str]) -> str:
    numbers = [int(found[1]) for one in taken if (found := BY_HAND.match(one))]
    return f"H{max(numbers, default=0) + 1:03}"


def follow_recommendations(
    lost: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Return for each lost recommendation the new one that it became when its words changed a little.

    Both map an id to its review and its words. Within a review the most alike pairs go first; in another
    review the words must be all but the same.
    """
    pairs = []
    for old, (old_review, old_text) in lost.items():
        for one, (review, text) in new.items():
            least = ALIKE if review == old_review else SAME_ELSEWHERE
            alike = _likeness(old_text, text, least)
            if alike >= least:
                pairs.append((review != old_review, -alike, old, one))
    followed: dict[str, str] = {}
    for _, _, old, one in sorted(pairs):
        if old not in followed and one not in followed.values():
            followed[old] = one
    return followed


def _likeness(old: str, new: str, least: float) -> float:
    """Return how alike two texts are, word by word, 0 to 1; 0 if they cannot reach `least`."""
    matcher = SequenceMatcher(None, compare_text(old).split(), compare_text(new).split(), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
