"""Sets what analysts answered beside what the machine coded: tables `checked` and `judged`."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.answers import gather_answers, list_coded
from learning_themes.themes.decisions import JUDGEMENTS
from learning_themes.themes.pairs import list_pairs
from learning_themes.themes.placing import IN_FORCE, Placed
from learning_themes.themes.sampling import combine_draws

Chances = Mapping[tuple[str, str, str], float]  # by review, passage and theme, as in table `sample`


def find_chances(
    placed: Iterable[Placed], draws: pd.DataFrame, presence: pd.DataFrame, reviews: Sequence[str]
) -> dict[tuple[str, str, str], float]:
    """Return for all that was decided its chance over all `draws` together.

    `reviews` are those that are drawn from. What a draw no longer kept had drawn has no chance here.
    """
    decided = list_decided(placed)
    pairs = draws[draws["kind"] == "pair"]
    population = list_pairs(reviews, presence, themes=list(dict.fromkeys(pairs["theme"])))
    combined = combine_draws(draws, population, decided=decided)
    keys = zip(combined["review_id"], combined["passage_id"], combined["theme"], strict=True)
    return dict(zip(keys, combined["chance"], strict=True))


def list_decided(placed: Iterable[Placed]) -> Collection[tuple[str, str, str]]:
    """Return the (review_id, passage_id, theme) that somebody has answered, as table `sample` names them."""
    placed = list(placed)
    complete = {
        (answer.review_id, answer.passage_id, "")
        for answer in gather_answers(placed).values()
        if answer.complete
    }
    return complete | {(one.review_id, "", one.decision.theme) for one in _judgements(placed)}


def _judgements(placed: Iterable[Placed]) -> Iterable[Placed]:
    return (one for one in placed if one.decision.verdict in JUDGEMENTS and one.state in IN_FORCE)


def make_checked(placed: Iterable[Placed], machine: pd.DataFrame, chances: Chances) -> pd.DataFrame:
    """Return table `checked`: for each drawn passage that an analyst completed, each theme of either side.

    A passage with no theme on either side has one row, with an empty theme. Answers that were given
    blind stand as they were before the codes were shown.
    """
    coded = list_coded(machine)
    rows = []
    for answer in gather_answers(placed, unaided=True).values():
        if not (answer.complete and answer.part):
            continue
        by_machine = coded.get(answer.passage_id, {})
        given = {theme: stance for theme, stance in answer.stances.items() if stance}
        chance = chances.get((answer.review_id, answer.passage_id, ""), answer.chance)
        place = {"passage_id": answer.passage_id, "review_id": answer.review_id, "by": answer.by,
                 "chance": chance, "part": answer.part, "blind": answer.blind}  # fmt: skip
        for theme in sorted({*by_machine, *given}) or [""]:
            row = {"theme": theme, "machine": by_machine.get(theme, ""), "analyst": given.get(theme, "")}
            rows.append(place | row)
    return make_table("checked", rows)


def make_judged(placed: Iterable[Placed], presence: pd.DataFrame, chances: Chances) -> pd.DataFrame:
    """Return table `judged`: each analyst's last judgement of a drawn review and theme.

    `presence` is what the machine's coding alone comes to; a pair without a row in it is absent.
    """
    found = {(row.review_id, row.theme): (bool(row.present), bool(row.key)) for row in presence.itertuples()}
    rows = {}
    for one in _judgements(placed):
        decision = one.decision
        if not decision.part:
            continue
        present, key = found.get((decision.review_id, decision.theme), (False, False))
        rows[decision.by, decision.review_id, decision.theme] = {
            "review_id": decision.review_id, "theme": decision.theme,
            "machine_present": present, "machine_key": key,
            "present": decision.verdict in ("present", "key"), "key": decision.verdict == "key",
            "by": decision.by, "part": decision.part,
            "chance": chances.get((decision.review_id, "", decision.theme), decision.chance),
        }  # fmt: skip
    return make_table("judged", list(rows.values()))
