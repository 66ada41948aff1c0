"""Examples from an analyst's own decisions, learned from beside the shipped ones and kept apart from them.

The random part of every draw is never learned from: it is what the coding is measured on.
"""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.answers import combine_answers, gather_answers
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import read_decisions
from learning_themes.themes.draws import read_draws
from learning_themes.themes.examples import Example
from learning_themes.themes.placing import Placed, place_decisions, plain_words

VOICE = "zz-local"  # comes after the shipped voices, so that their folds in training stay as they are


def load_local_examples(people: Path | str, passages: pd.DataFrame, codebook: Codebook) -> list[Example]:
    """Return the examples that the decisions below `people` come to; none without decisions."""
    people = Path(people)
    placed = place_decisions(read_decisions(people).decisions, passages, codebook.themes)
    draws = read_draws(people)
    random = set(draws.loc[(draws["part"] == "random") & (draws["kind"] == "passage"), "passage_id"])
    return make_local_examples(placed, passages, random)


def make_local_examples(
    placed: Iterable[Placed], passages: pd.DataFrame, random: Iterable[str] = ()
) -> list[Example]:
    """Return an example for each passage that is answered in full, agreed or settled, in order of its id.

    Left out is what belongs to the random part of any draw (`random`: its passage_ids), and every other
    passage with the same words.
    """
    placed = list(placed)
    known = passages.drop_duplicates("passage_id").set_index("passage_id")
    held = {one.passage_id for one in placed if one.decision.part == "random"} | set(random)
    held_words = {plain_words(known.at[one, "text"]) for one in held if one in known.index}
    verdicts = combine_answers(placed, make_table("machine", []))
    unsettled = {passage_id for (passage_id, _), verdict in verdicts.items() if verdict.stance is None}
    complete = {answer.passage_id for answer in gather_answers(placed).values() if answer.complete}
    examples = []
    for passage_id in sorted((complete & set(known.index)) - unsettled - held):
        row = known.loc[passage_id]
        if plain_words(row["text"]) not in held_words:
            themes = {
                theme: v.stance for (one, theme), v in verdicts.items() if one == passage_id and v.stance
            }
            examples.append(Example(VOICE, row["section"], passage_id, 0, row["text"], themes))
    return examples
