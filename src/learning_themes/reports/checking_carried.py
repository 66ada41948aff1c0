"""Answers that stand already, as a workbook written again carries them: one analyst's, never another's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from learning_themes.spoken import count_of
from learning_themes.tables import STANCES
from learning_themes.themes.answers import Answer, gather_answers
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import JUDGEMENTS
from learning_themes.themes.items import Item
from learning_themes.themes.placing import IN_FORCE, Placed

THEMES_A_ROW = 4
YES = "yes"


@dataclass(frozen=True)
class Own:
    """What one analyst answered up to now: on passages, and on reviews by theme with the note on each."""

    passages: Mapping[str, Answer] = field(default_factory=dict)
    judged: Mapping[tuple[str, str], str] = field(default_factory=dict)
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def answers(self, item: Item) -> bool:
        """Whether the analyst has answered an item of a draw."""
        if item.kind == "pair":
            return (item.review_id, item.theme) in self.judged
        return item.kind == "passage" and item.passage_id in self.passages

    def exceeds(self, item: Item) -> bool:
        """Whether the answer on a passage gives more themes than a row has columns for."""
        answer = self.passages.get(item.passage_id) if item.kind == "passage" else None
        return bool(answer) and len(list_given(answer)) > THEMES_A_ROW


def gather_own(placed: Iterable[Placed], by: str) -> Own:
    """Return what the analyst `by` answered whole, of the decisions that are in force."""
    own = [one for one in placed if one.decision.by == by]
    judged, notes = {}, {}
    for one in own:
        if one.decision.verdict in JUDGEMENTS and one.state in IN_FORCE:
            judged[one.review_id, one.decision.theme] = one.decision.verdict
            notes[one.review_id, one.decision.theme] = one.decision.note
    answers = {passage: one for (_, passage), one in gather_answers(own).items() if one.complete}
    return Own(answers, judged, notes)


def list_given(answer: Answer) -> dict[str, str]:
    """Return the stance by theme that an answer gives a passage, without the themes that it refuses."""
    return {theme: stance for theme, stance in answer.stances.items() if stance in STANCES}


def fill_passage(item: Item, own: Own, codebook: Codebook) -> dict[str, str]:
    """Return what an analyst's answer puts into the row of a passage, by title; nothing without one."""
    if not own.answers(item) or own.exceeds(item):
        return {}
    answer = own.passages[item.passage_id]
    given = sorted(list_given(answer).items())
    cells = {} if given else {"No theme": YES}
    for n, (theme, stance) in enumerate(given, 1):
        cells |= {f"Theme {n}": codebook.themes[theme].name, f"Stance {n}": stance}
    return cells | {"Note": answer.note}


def fill_review(item: Item, own: Own) -> dict[str, str]:
    """Return what an analyst's judgement puts into the row of a review, by title."""
    pair = (item.review_id, item.theme)
    return {"Judgement": own.judged[pair], "Note": own.notes[pair]} if own.answers(item) else {}


def tell_carried(items: Sequence[Item], placed: Sequence[Placed], by: str) -> list[str]:
    """Return in a line or two what a workbook of `items` carries of what was answered already.

    Without a name it carries nothing: one reader's answers in another's workbook would count as both theirs.
    """
    people = dict.fromkeys(one.decision.by for one in placed)
    own = {name: gather_own(placed, name) for name in people}
    counts = Counter({name: sum(map(one.answers, items)) for name, one in own.items()})
    if not by:
        told = ", ".join(f"{name} ({count})" for name, count in counts.items() if count)
        blank = "their rows are blank in this workbook, which has no name, and what was answered stands"
        return [f"Answered already by {told}: {blank}. To have your own in it: --by NAME"] if told else []
    if not counts[by]:
        return []
    over = sum(map(own[by].exceeds, items))
    lines = [f"In it already: {count_of(counts[by] - over, 'answer')} of {by}."]
    if over:
        lines.append(
            f"Left blank: {count_of(over, 'row')}, answered with more than {THEMES_A_ROW} themes; what was"
            " answered stands. Change it on the screen."
        )
    return lines
