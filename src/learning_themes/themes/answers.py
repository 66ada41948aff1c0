"""What decisions come to: each analyst's answer on a passage, conflicts, and the evidence as decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.decisions import JUDGEMENTS, NONE
from learning_themes.themes.placing import IN_FORCE, Placed

GIVEN = frozenset({"accepted", "changed", "added", "settled"})
REJECTED, ACCEPTED, UNSETTLED = "rejected", "accepted", "unsettled"


@dataclass
class Answer:
    """One analyst's answer on one passage: stance by theme, empty for a theme that it does not carry."""

    by: str
    passage_id: str
    review_id: str
    stances: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    skipped: bool = False
    blind: bool = False
    part: str = ""
    chance: float = 1.0
    note: str = ""

    def stance_of(self, theme: str) -> str | None:
        """Return the stance given to a theme, empty if it was refused, None if nothing was said of it."""
        return self.stances.get(theme, "" if self.complete else None)


Answers = dict[tuple[str, str], Answer]  # by analyst and passage


def gather_answers(placed: Iterable[Placed], *, unaided: bool = False) -> Answers:
    """Return the answers that the decisions in force come to, settlements apart.

    With `unaided`, an answer that was completed blind stays as it was then: what the analyst changed on
    seeing the codes mends the evidence, but says nothing of how two careful readers agree.
    """
    answers: Answers = {}
    for one in _on_passages(placed):
        decision = one.decision
        if decision.verdict == "settled":
            continue
        key = (decision.by, one.passage_id)
        answer = answers.setdefault(key, Answer(decision.by, one.passage_id, one.review_id))
        if not (unaided and answer.complete and answer.blind):
            _take(answer, one)
    return answers


def _on_passages(placed: Iterable[Placed]) -> Iterable[Placed]:
    return (one for one in placed if one.state in IN_FORCE and one.decision.verdict not in JUDGEMENTS)


def _take(answer: Answer, one: Placed) -> None:
    decision = one.decision
    if decision.part:
        answer.part, answer.chance = decision.part, decision.chance
    if decision.verdict in GIVEN:
        answer.stances[decision.theme] = decision.stance
    elif decision.verdict == REJECTED:
        answer.stances[decision.theme] = ""
    elif decision.verdict == "complete":
        answer.blind = decision.blind or (answer.complete and answer.blind)
        answer.complete, answer.skipped = True, False
    elif decision.verdict == "skipped":
        answer.skipped = True
    if decision.verdict in ("noted", "complete") and decision.note:
        answer.note = decision.note


def gather_settled(placed: Iterable[Placed]) -> dict[tuple[str, str], str]:
    """Return the stance that was settled for passage and theme, empty if it does not carry the theme."""
    return {
        (one.passage_id, one.decision.theme): one.decision.stance
        for one in _on_passages(placed)
        if one.decision.verdict == "settled" and one.decision.theme != NONE
    }


@dataclass(frozen=True)
class Verdict:
    """What analysts together say of a theme in a passage; `stance` is None where they disagree."""

    review_id: str
    stance: str | None
    who: tuple[tuple[str, str], ...]


Verdicts = dict[tuple[str, str], Verdict]  # by passage and theme


def combine_answers(placed: Iterable[Placed], machine: pd.DataFrame) -> Verdicts:
    """Return the verdict on every passage and theme of which an analyst, or the machine, said anything."""
    placed = list(placed)
    settled = gather_settled(placed)
    by_passage: dict[str, list[Answer]] = defaultdict(list)
    for answer in gather_answers(placed).values():
        by_passage[answer.passage_id].append(answer)
    coded = list_coded(machine[machine["passage_id"].isin(by_passage)])
    verdicts = {}
    for passage_id, answers in by_passage.items():
        themes = {theme for one in answers for theme in one.stances} | set(coded.get(passage_id, {}))
        for theme in sorted(themes):
            said = [(one.by, one.stance_of(theme)) for one in answers]
            who = tuple((by, stance) for by, stance in said if stance is not None)
            if who:
                stances = {stance for _, stance in who}
                stance = stances.pop() if len(stances) == 1 else None
                stance = settled.get((passage_id, theme), stance)
                verdicts[passage_id, theme] = Verdict(answers[0].review_id, stance, who)
    return verdicts


def list_coded(machine: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the stance by theme of each coded passage."""
    coded: dict[str, dict[str, str]] = defaultdict(dict)
    rows = zip(machine["passage_id"], machine["theme"], machine["stance"], strict=True)
    for passage_id, theme, stance in rows:
        coded[passage_id][theme] = stance
    return coded


def list_conflicts(verdicts: Verdicts, passages: pd.DataFrame) -> pd.DataFrame:
    """Return what analysts disagree on and nobody settled: passage_id, review_id, theme, answers, text."""
    texts = dict(zip(passages["passage_id"], passages["text"], strict=True))
    rows = [
        (passage_id, verdict.review_id, theme, tell_answers(verdict), texts.get(passage_id, ""))
        for (passage_id, theme), verdict in verdicts.items()
        if verdict.stance is None
    ]
    return pd.DataFrame(rows, columns=["passage_id", "review_id", "theme", "answers", "text"])


def tell_answers(verdict: Verdict) -> str:
    """Return who said what, in words."""
    return "; ".join(f"{by}: {stance or 'does not carry it'}" for by, stance in verdict.who)


def apply_decisions(machine: pd.DataFrame, verdicts: Verdicts) -> pd.DataFrame:
    """Return table `evidence`: what the machine coded, as analysts decided on it, and what they added.

    A rejected row stays, marked, and is counted nowhere; a changed one takes the analyst's stance and
    names the machine's; where analysts disagree the machine's coding stands until it is settled.
    """
    rows = machine.to_dict("records")
    for row in rows:
        verdict = verdicts.get((row["passage_id"], row["theme"]))
        if verdict:
            row |= _decide(row, verdict)
    known = set(zip(machine["passage_id"], machine["theme"], strict=True))
    rows += [
        _added(passage_id, theme, verdict)
        for (passage_id, theme), verdict in sorted(verdicts.items(), key=lambda item: item[0])
        if verdict.stance and (passage_id, theme) not in known
    ]
    return make_table("evidence", rows)


def leave_out_rejected(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `evidence` but those of which an analyst decided that they are not on the theme."""
    return evidence[evidence["decision"] != REJECTED]


def _decide(row: Mapping, verdict: Verdict) -> dict:
    if verdict.stance is None:
        return {"decision": UNSETTLED}
    if not verdict.stance:
        return {"decision": REJECTED}
    if verdict.stance == row["stance"]:
        return {"decision": ACCEPTED, "confidence": 1.0, "stance_confidence": 1.0}
    decision = f"changed from {row['stance']}"
    return {"decision": decision, "stance": verdict.stance, "confidence": 1.0, "stance_confidence": 1.0}


def _added(passage_id: str, theme: str, verdict: Verdict) -> dict:
    who = ", ".join(by for by, stance in verdict.who if stance) or "settlement"
    return {
        "review_id": verdict.review_id, "passage_id": passage_id, "theme": theme,
        "stance": verdict.stance, "confidence": 1.0, "stance_confidence": 1.0, "basis": "analyst",
        "why": f"added by {who}", "decision": "added",
    }  # fmt: skip
