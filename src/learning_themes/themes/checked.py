"""Sets what analysts answered beside what the machine coded: tables `checked` and `judged`."""

from collections.abc import Iterable

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.sampling import combine_draws
from learning_themes.themes.answers import gather_answers, list_coded
from learning_themes.themes.decisions import JUDGEMENTS
from learning_themes.themes.placing import APPLIES, Placed


def make_checked(placed: Iterable[Placed], machine: pd.DataFrame) -> pd.DataFrame:
    """Return table `checked`: for each drawn passage that an analyst completed, each theme of either side.

    A passage with no theme on either side has one row, with an empty theme. Answers that were given
    blind stand as they were before the codes were shown.
    """
    answers = gather_answers(placed, unaided=True).values()
    coded = list_coded(machine)
    rows = []
    for answer in answers:
        if not (answer.complete and answer.part):
            continue
        by_machine = coded.get(answer.passage_id, {})
        given = {theme: stance for theme, stance in answer.stances.items() if stance}
        place = {"passage_id": answer.passage_id, "review_id": answer.review_id, "by": answer.by,
                 "chance": answer.chance, "part": answer.part, "blind": answer.blind}  # fmt: skip
        for theme in sorted({*by_machine, *given}) or [""]:
            row = {"theme": theme, "machine": by_machine.get(theme, ""), "analyst": given.get(theme, "")}
            rows.append(place | row)
    return make_table("checked", rows)


def make_judged(placed: Iterable[Placed], presence: pd.DataFrame) -> pd.DataFrame:
    """Return table `judged`: each analyst's last judgement of a drawn review and theme.

    `presence` is what the machine's coding alone comes to; a pair without a row in it is absent.
    """
    found = {(row.review_id, row.theme): (bool(row.present), bool(row.key)) for row in presence.itertuples()}
    rows = {}
    for one in placed:
        decision = one.decision
        if decision.verdict not in JUDGEMENTS or one.state != APPLIES or not decision.part:
            continue
        present, key = found.get((decision.review_id, decision.theme), (False, False))
        rows[decision.by, decision.review_id, decision.theme] = {
            "review_id": decision.review_id, "theme": decision.theme,
            "machine_present": present, "machine_key": key,
            "present": decision.verdict in ("present", "key"), "key": decision.verdict == "key",
            "by": decision.by, "chance": decision.chance, "part": decision.part,
        }  # fmt: skip
    return make_table("judged", list(rows.values()))
