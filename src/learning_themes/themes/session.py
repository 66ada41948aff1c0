"""A sitting of one analyst: what the screen is told, and what each of its messages writes.

The screen knows nothing that this does not tell it. In a blind draw the codes leave the kernel only when
the answer on them is on the disk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median

import pandas as pd

from learning_themes.errors import LearningThemesError
from learning_themes.tables import STANCES
from learning_themes.themes.answers import GIVEN, REJECTED
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import (
    JUDGEMENTS,
    NONE,
    Decision,
    append_decision,
    check_name,
    now,
    read_decisions,
)
from learning_themes.themes.items import Item
from learning_themes.themes.placing import IN_FORCE, keep_standing, place_decisions

SECONDS = {"passage": 15.0, "pair": 20.0, "settle": 15.0}  # an item, until the analyst's own pace is known
LONGEST_PAUSE = 180.0  # seconds; a longer gap between two answers is a break, not work
LONGEST_NOTE = 2000
FOR_ITEM = {
    "passage": ("accepted", "rejected", "changed", "added", "complete", "skipped", "noted"),
    "pair": (*JUDGEMENTS, "skipped", "noted"),
    "settle": ("settled",),
}


class Session:
    """The items of a draw, before one analyst after the other."""

    def __init__(
        self,
        items: Sequence[Item],
        passages: pd.DataFrame,
        codebook: Codebook,
        people: Path,
        *,
        keep_draw: Callable[[], object] | None = None,
    ) -> None:
        """Make the session on a run's `passages`; `keep_draw` is called before the first decision."""
        self.items = list(items)
        self._passages = passages
        self._codebook = codebook
        self._people = people
        self._keep_draw = keep_draw
        self._by = ""
        self._own: list[Decision] = []
        self._places = {_key(item): place for place, item in enumerate(self.items)}

    def answer(self, message: object) -> dict:
        """Return the reply to a message of the screen; a mistake is a reply too, never an exception."""
        asked = message if isinstance(message, dict) else {}
        steps = {"open": self._open, "decide": self._decide, "undo": self._undo}
        try:
            step = steps.get(asked.get("type"))
            if step is None:
                raise LearningThemesError(f"the screen asked for {asked.get('type')!r}, which is not known")
            return {"id": str(asked.get("id", ""))} | step(asked)
        except LearningThemesError as error:
            return {"type": "failed", "id": str(asked.get("id", "")), "message": str(error)}

    def describe(self) -> dict:
        """Return what the screen needs before anybody has given a name: themes, stances, how many items."""
        families = self._codebook.families
        return {
            "themes": [
                {"id": one.id, "name": one.name, "family": families[one.family], "definition": one.definition}
                for one in self._codebook.themes.values()
            ],
            "stances": list(STANCES),
            "count": len(self.items),
        }

    def _open(self, asked: Mapping) -> dict:
        self._by = check_name(asked.get("by", ""))
        kept = [one for one in read_decisions(self._people).decisions if one.by == self._by]
        placed = place_decisions(kept, self._passages, self._codebook.themes)
        self._own = [
            replace(one.decision, passage_id=one.passage_id, review_id=one.review_id)
            for one in placed
            if one.state in IN_FORCE
        ]
        states = [self._state(place) for place in range(len(self.items))]
        first = next((place for place, one in enumerate(states) if not one["finished"]), len(states))
        return {"type": "opened", "by": self._by, "items": states, "at": first, "progress": self._progress()}

    def _decide(self, asked: Mapping) -> dict:
        place = self._find_place(asked.get("item"))
        item, when = self.items[place], now()
        decisions = [
            self._make(item, asked, number, one, when)
            for number, one in enumerate(asked.get("decisions", []))
        ]
        known = {one.id for one in self._own}
        for decision in decisions:
            if decision.id not in known:
                self._write(decision)
        return {"type": "saved", "at": place, "item": self._state(place), "progress": self._progress()}

    def _find_place(self, number: object) -> int:
        if not self._by:
            raise LearningThemesError("give your name first, so that it is known who decided")
        if not isinstance(number, int) or not 0 <= number < len(self.items):
            raise LearningThemesError(f"there is no item {number!r}; this draw has {len(self.items)}")
        return number

    def _make(self, item: Item, asked: Mapping, number: int, one: Mapping, when: str) -> Decision:
        verdict, theme = str(one.get("verdict", "")), str(one.get("theme") or item.theme or NONE)
        if verdict not in FOR_ITEM[item.kind]:
            raise LearningThemesError(f"{verdict!r} is no answer here; it may be {FOR_ITEM[item.kind]}")
        if theme != NONE and theme not in self._codebook.themes:
            raise LearningThemesError(f"there is no theme {theme!r} in the codebook")
        stance = str(one.get("stance", ""))
        if verdict in GIVEN - {"settled"} and stance not in STANCES:
            raise LearningThemesError(f"choose a stance for {theme!r}: {', '.join(STANCES)}")
        return Decision(
            id=f"{asked.get('id', '')}.{number}",
            passage_id=item.passage_id, words=item.text, review_id=item.review_id, theme=theme,
            verdict=verdict, stance=stance, by=self._by, when=when,
            draw=item.draw, part=item.part, chance=item.chance,
            blind=item.blind and not self._is_complete(item),
            note=str(one.get("note", ""))[:LONGEST_NOTE],
            codebook=f"{self._codebook.version} {self._codebook.digest[:12]}",
        )  # fmt: skip

    def _write(self, decision: Decision) -> None:
        if self._keep_draw:
            self._keep_draw()
            self._keep_draw = None
        append_decision(self._people, decision)
        self._own.append(decision)

    def _undo(self, asked: Mapping) -> dict:
        """Take back the last click: all that it wrote."""
        standing = [one for one in keep_standing(self._own) if _decision_key(one) in self._places]
        if not standing:
            raise LearningThemesError("there is nothing to undo")
        click = standing[-1].id.rpartition(".")[0]
        for number, one in enumerate(reversed([s for s in standing if s.id.rpartition(".")[0] == click])):
            own_id = f"{asked.get('id', '')}.{number}"
            self._write(replace(one, id=own_id, verdict="undone", undoes=one.id, when=now(), note=""))
        place = self._places[_decision_key(standing[-1])]
        return {"type": "undone", "at": place, "item": self._state(place), "progress": self._progress()}

    def _is_complete(self, item: Item) -> bool:
        return any(one.verdict == "complete" for one in self._standing(item))

    def _standing(self, item: Item) -> list[Decision]:
        return [one for one in keep_standing(self._own) if _decision_key(one) == _key(item)]

    def _state(self, place: int) -> dict:
        """Return an item as the screen may show it, with the analyst's answer on it so far."""
        item = self.items[place]
        standing = self._standing(item)
        complete = any(one.verdict == "complete" for one in standing)
        judged = [one for one in standing if one.verdict in (*JUDGEMENTS, "settled")]
        skipped = bool(standing) and standing[-1].verdict == "skipped"
        hidden = item.blind and not complete
        return {
            "kind": item.kind, "title": item.title, "file": item.file, "theme": item.theme, "page": item.page,
            "section": item.section, "heading": item.heading, "before": item.before, "text": item.text,
            "after": item.after, "answers": item.answers, "hidden": hidden, "blind": item.blind,
            "codes": [] if hidden else [vars(code) for code in item.codes],
            "shown": [vars(one) | ({"stance": ""} if item.blind else {}) for one in item.shown],
            "given": {one.theme: "" if one.verdict == REJECTED else one.stance for one in standing
                      if one.verdict in GIVEN or one.verdict == REJECTED},
            "judged": (judged[-1].verdict if item.kind == "pair" else judged[-1].stance or "no")
            if judged else "",
            "note": next((one.note for one in reversed(standing) if one.note), ""),
            "complete": complete, "skipped": skipped, "finished": complete or bool(judged) or skipped,
        }  # fmt: skip

    def _progress(self) -> dict:
        """Return how many items are answered, of how many, and about how many minutes are left."""
        finished = {
            _decision_key(one)
            for one in keep_standing(self._own)
            if one.verdict in ("complete", "settled", "skipped", *JUDGEMENTS)
        }
        left = [item for item in self.items if _key(item) not in finished]
        pace = self._pace()
        seconds = sum(pace if pace is not None else SECONDS[item.kind] for item in left)
        return {"done": len(self.items) - len(left), "of": len(self.items), "minutes": round(seconds / 60)}

    def _pace(self) -> float | None:
        """Return the median seconds between this analyst's finished items, or None until there are five."""
        times = [
            datetime.fromisoformat(one.when) for one in self._own if one.verdict in ("complete", *JUDGEMENTS)
        ]
        gaps = [(later - earlier).total_seconds() for earlier, later in zip(times, times[1:], strict=False)]
        gaps = [gap for gap in gaps if 0 < gap < LONGEST_PAUSE]
        return median(gaps[-30:]) if len(gaps) >= 5 else None


def _key(item: Item) -> tuple[str, str, str, str]:
    if item.kind == "pair":
        return "pair", item.review_id, item.theme, ""
    return item.kind, item.review_id, item.passage_id, item.theme if item.kind == "settle" else ""


def _decision_key(decision: Decision) -> tuple[str, str, str, str]:
    """Return the key of the item that a decision is on, whatever was read or drawn in between."""
    if not decision.passage_id:
        return "pair", decision.review_id, decision.theme, ""
    if decision.verdict == "settled":
        return "settle", decision.review_id, decision.passage_id, decision.theme
    return "passage", decision.review_id, decision.passage_id, ""
