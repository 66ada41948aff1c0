"""What an analyst's checked passages teach the coding: micro-F1 before and after, on what nobody learns from.

    python -m tests.benchmarks.learning_gain [SEEDS]

An analyst is simulated who answers as the gold of the example has it. Of the 30 reviews half are checked,
another half for each seed; a draw of 60, 120 and 240 passages is made as for a person. What is outside its
random part becomes local examples. Measured are the random part, and the gold of the reviews that were not
checked. Prints the table of docs/checking.md; each draw takes a minute or two, as the coding learns anew.
"""

import json
import sys
from collections.abc import Iterable
from statistics import mean

import numpy as np
import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.codebook import Codebook, load_codebook
from learning_themes.themes.coding import Coder
from learning_themes.themes.decisions import Decision
from learning_themes.themes.examples import Example
from learning_themes.themes.local_examples import make_local_examples
from learning_themes.themes.placing import place_decisions
from learning_themes.themes.sampling import draw_sample
from learning_themes.themes.unit import Unit
from tests.conftest import ROOT
from tests.example_world import GOLD
from tests.tables_fixture import passage_row, register_row

COUNTS = (60, 120, 240)
SEEDS = 2
HEAD = ("seed", "checked", "learned from", "random part: passages", "F1 before", "after", "difference",
        "other reviews: F1 before", "after ", "difference ")  # fmt: skip
Pairs = set[tuple[str, str]]


def read_gold() -> list[dict]:
    """Return the marked sentences of the example."""
    text = (GOLD / "sentences.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def make_passages(gold: list[dict]) -> pd.DataFrame:
    """Return the marked sentences as table `passages`."""
    paragraphs = {name: place for place, name in enumerate(dict.fromkeys(row["paragraph"] for row in gold))}
    return make_table(
        "passages",
        [
            passage_row(row["document"], place)
            | {"passage_id": row["id"], "section": row["section"], "text": row["text"], "heading": ""}
            | {"paragraph": paragraphs[row["paragraph"]], "number": row["number"]}
            for place, row in enumerate(gold)
        ],
    )


def code(passages: pd.DataFrame, coder: Coder) -> pd.DataFrame:
    """Return table `evidence` of all passages, read in their paragraphs."""
    units = [
        Unit(row.text, row.section, row.heading, f"{row.review_id}/{row.paragraph}", row.number)
        for row in passages.itertuples()
    ]
    rows = [
        vars(one) | {"review_id": row.review_id, "passage_id": row.passage_id, "decision": ""}
        for row, found in zip(passages.itertuples(), coder.code_units(units), strict=True)
        for one in found
    ]
    return make_table("evidence", rows)


def draw(passages: pd.DataFrame, machine: pd.DataFrame, reviews: list[str], count: int) -> dict[str, str]:
    """Return the part of each passage that a draw of `count` from these reviews holds."""
    register = make_table("register", [register_row(review) for review in reviews])
    mine = passages[passages["review_id"].isin(reviews)].reset_index(drop=True)
    found = machine[machine["review_id"].isin(reviews)].reset_index(drop=True)
    presence = make_table("presence", [])
    sample = draw_sample(register, mine, found, presence, day="2026-01-31", count=count, pairs=0)
    return dict(zip(sample["passage_id"], sample["part"], strict=True))


def answer(gold: dict[str, dict], parts: dict[str, str]) -> list[Decision]:
    """Return the decisions of an analyst who answers every drawn passage as the gold has it."""
    decisions = []
    for passage_id, part in parts.items():
        row = gold[passage_id]
        said = [(theme, "added", stances[0]) for theme, stances in row["themes"].items()]
        for number, (theme, verdict, stance) in enumerate([*said, ("none", "complete", "")]):
            decisions.append(
                Decision(
                    f"{passage_id}.{number}",
                    passage_id,
                    row["text"],
                    row["document"],
                    theme,
                    verdict,
                    stance,
                    "Analyst",
                    "2026-01-31",
                    part=part,
                    blind=True,
                )  # fmt: skip
            )
    return decisions


def learn(
    gold: dict[str, dict], passages: pd.DataFrame, parts: dict[str, str], codebook: Codebook
) -> list[Example]:
    """Return the local examples that come of answering a draw."""
    return make_local_examples(place_decisions(answer(gold, parts), passages, codebook.themes), passages)


def score(gold: dict[str, dict], machine: pd.DataFrame, ids: set[str]) -> float:
    """Return micro-F1 on these passages; what is disputed counts neither way, as in `evaluate`."""
    truth = {(one, theme) for one in ids for theme in gold[one]["themes"]}
    rows = zip(machine["passage_id"], machine["theme"], strict=True)
    coded = {(one, theme) for one, theme in rows if one in ids and theme not in gold[one]["disputed"]}
    coded |= {pair for pair in zip(machine["passage_id"], machine["theme"], strict=True) if pair in truth}
    return 2 * len(truth & coded) / max(1, len(truth) + len(coded))


def write_row(cells: Iterable[object]) -> None:
    """Write a row of the table as soon as it is known."""
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
    sys.stdout.flush()


def show(before: float, after: float) -> list[str]:
    """Return F1 before and after and the difference."""
    return [f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}"]


def main(seeds: int) -> None:
    """Print a row for each seed and number of checked passages, and mean and range of the differences."""
    rows, codebook = read_gold(), load_codebook(ROOT / "themes")
    gold, passages = {row["id"]: row for row in rows}, make_passages(rows)
    machine = code(passages, Coder(codebook))
    reviews = sorted(set(passages["review_id"]))
    gains: dict[str, list[float]] = {"random part": [], "other reviews": []}
    write_row(HEAD)
    write_row(["---"] * len(HEAD))
    for seed in range(seeds):
        checked = sorted(np.random.default_rng(seed).permutation(reviews)[: len(reviews) // 2])
        elsewhere = set(passages.loc[~passages["review_id"].isin(checked), "passage_id"])
        for count in COUNTS:
            parts = draw(passages, machine, checked, count)
            local = learn(gold, passages, parts, codebook)
            after = code(passages, Coder(codebook, local=local))
            random = {one for one, part in parts.items() if part == "random"}
            cells: list[object] = [seed, count, len(local), len(random)]
            for place, ids in (("random part", random), ("other reviews", elsewhere)):
                scores = score(gold, machine, ids), score(gold, after, ids)
                cells += show(*scores)
                gains[place].append(scores[1] - scores[0])
            write_row(cells)
    for place, told in gains.items():
        sys.stdout.write(f"{place}: {mean(told):+.3f} ({min(told):+.3f} to {max(told):+.3f})\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
