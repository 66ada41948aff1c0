"""What two codebooks make of the same reviews: shares under both, and the decisions to look at again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from learning_themes.themes.answers import GIVEN, apply_decisions, combine_answers, list_coded
from learning_themes.themes.code_reviews import code_passages
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import JUDGEMENTS, NONE, Decision
from learning_themes.themes.placing import IN_FORCE, Placed, keep_standing, place_decisions
from learning_themes.trends.presence import find_presence
from learning_themes.trends.shares import estimate_shares

AFFECTED = ("theme", "by", "when", "verdict", "stance", "review_id", "passage_id", "words", "why")
ON_THEME = "the theme is defined otherwise"
GONE = "the new codebook has no such theme"


@dataclass(frozen=True)
class Recoded:
    """A corpus coded by one codebook: what the machine alone found, and the shares with decisions on it."""

    codebook: Codebook
    machine: pd.DataFrame
    shares: pd.DataFrame


def recode(
    codebook: Codebook,
    register: pd.DataFrame,
    passages: pd.DataFrame,
    decisions: Sequence[Decision],
    *,
    dates: str,
    kinds: Collection[str] = (),
) -> Recoded:
    """Return what `codebook` makes of the passages, as it would have been counted with these decisions."""
    machine = code_passages(passages, codebook)
    verdicts = combine_answers(place_decisions(decisions, passages, codebook.themes), machine)
    presence = find_presence(register, passages, apply_decisions(machine, verdicts))
    shares = estimate_shares(register, presence, codebook.themes, dates=dates, kinds=kinds)
    return Recoded(codebook, machine, shares)


def list_affected(
    decisions: Sequence[Decision],
    passages: pd.DataFrame,
    old: Recoded,
    new: Recoded,
    *,
    differ: Collection[str],
) -> pd.DataFrame:
    """Return the standing decisions to look at again under the new codebook, with the reason; see AFFECTED.

    They are those on a theme of `differ`, and those on passages that the machine now codes otherwise. Notes
    and skipped items are no decision on a theme.
    """
    known = {**old.codebook.themes, **new.codebook.themes}
    placed = place_decisions(keep_standing(decisions), passages, known)
    before, after = list_coded(old.machine), list_coded(new.machine)
    rows = []
    for one in placed:
        if one.state in IN_FORCE and _is_on_a_theme(one):
            why = _find_why(one, before, after, differ, new.codebook.themes)
            decision = one.decision
            told = (decision.theme, decision.by, decision.when[:10], decision.verdict, decision.stance)
            rows += [(*told, one.review_id, one.passage_id, decision.words, why)] if why else []
    return pd.DataFrame(rows, columns=list(AFFECTED))


def _is_on_a_theme(one: Placed) -> bool:
    verdict = one.decision.verdict
    return one.decision.theme != NONE and (verdict in GIVEN or verdict == "rejected" or verdict in JUDGEMENTS)


def _find_why(
    one: Placed,
    before: Mapping[str, Mapping[str, str]],
    after: Mapping[str, Mapping[str, str]],
    differ: Collection[str],
    themes: Collection[str],
) -> str:
    theme = one.decision.theme
    if theme not in themes:
        return GONE
    was, now = (coded.get(one.passage_id, {}).get(theme, "") for coded in (before, after))
    moved = f"the machine had {was or 'not coded it'}, and now has {now or 'not coded it'}"
    reasons = [ON_THEME] * (theme in differ) + [moved] * (one.passage_id != "" and was != now)
    return "; ".join(reasons)
