"""Who coded what in a run: the machine, and each analyst by name, with their notes; for other programs."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from learning_themes.themes.answers import GIVEN, REJECTED, leave_out_rejected
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import JUDGEMENTS, NONE, Decision
from learning_themes.themes.placing import IN_FORCE, Placed, place_decisions

MACHINE = "Learning Themes (machine)"  # who coded what no person has decided on
SOMEBODY = "Analyst"  # who decided where a run kept no name
STANDS = ("", "unsettled")  # decisions beside which the machine's own coding stands


@dataclass(frozen=True)
class Coding:
    """One coded passage: theme and stance (both empty for a note alone), by whom, when, and the note."""

    passage_id: str
    theme: str
    stance: str
    by: str
    when: str
    note: str


def list_codings(tables: Mapping[str, pd.DataFrame], codebook: Codebook) -> list[Coding]:
    """Return every coding that stands in a run, in the order of the passages, themes and names.

    Reads tables passages, evidence and, where there is one, decisions. What an analyst rejected is left
    out; where analysts disagree, each one's coding is there beside the machine's.
    """
    people = _list_people(tables, codebook)
    given = {(one.passage_id, one.theme) for one in people if one.theme}
    codings = [*people, *_list_evidence(tables["evidence"], codebook, given)]
    places = {passage: place for place, passage in enumerate(tables["passages"]["passage_id"])}
    held = (one for one in codings if one.passage_id in places)
    return sorted(held, key=lambda one: (places[one.passage_id], one.theme, one.stance, one.by))


def _list_evidence(evidence: pd.DataFrame, codebook: Codebook, given: set[tuple[str, str]]) -> list[Coding]:
    """Return the machine's codings that stand, and those of persons that no decision names."""
    rows = leave_out_rejected(evidence[evidence["theme"].isin(list(codebook.themes))])
    codings = []
    for row in rows.itertuples():
        by_machine = row.basis != "analyst" and row.decision in STANDS
        if by_machine or (row.passage_id, row.theme) not in given:
            by = MACHINE if by_machine else SOMEBODY
            note = f"{row.confidence:.2f}: {row.why}" if by_machine else row.why
            codings.append(Coding(row.passage_id, row.theme, row.stance, by, "", note))
    return codings


def _list_people(tables: Mapping[str, pd.DataFrame], codebook: Codebook) -> list[Coding]:
    rows = tables["decisions"].to_dict("records") if "decisions" in tables else []
    decisions = [Decision(**row) for row in rows]
    placed = place_decisions(decisions, tables["passages"], codebook.themes)
    return _gather([one for one in placed if _is_on_a_passage(one)])


def _is_on_a_passage(one: Placed) -> bool:
    return one.state in IN_FORCE and bool(one.passage_id) and one.decision.verdict not in JUDGEMENTS


def _gather(placed: list[Placed]) -> list[Coding]:
    """Return each analyst's last word on a passage and theme; a note on the passage goes with all of them."""
    coded: dict[tuple[str, str], dict[str, Decision]] = {}
    notes: dict[tuple[str, str], Decision] = {}
    for one in placed:
        decision = one.decision
        themes = coded.setdefault((decision.by, one.passage_id), {})
        if decision.verdict in GIVEN and decision.stance and decision.theme != NONE:
            themes[decision.theme] = decision
        elif decision.verdict in GIVEN or decision.verdict == REJECTED:
            themes.pop(decision.theme, None)
        elif decision.note:
            notes[decision.by, one.passage_id] = decision
    return [coding for place, themes in coded.items() for coding in _word(place, themes, notes.get(place))]


def _word(place: tuple[str, str], themes: Mapping[str, Decision], noted: Decision | None) -> list[Coding]:
    by, passage_id = place
    if not themes:
        return [Coding(passage_id, "", "", by, noted.when, noted.note)] if noted else []
    codings = []
    for theme, decision in themes.items():
        told = dict.fromkeys(one.note for one in (decision, noted) if one and one.note)
        codings.append(Coding(passage_id, theme, decision.stance, by, decision.when, "\n".join(told)))
    return codings
