"""Measures how well new themes are found: `python tests/benchmarks/discover.py RUN_FOLDER`.

RUN_FOLDER is a finished run of the example corpus. Five tables are printed: what is proposed as it is; with
the planted theme's passages taken out, over draws of the reviews; with the passages shuffled between the
reviews; and each theme of the codebook taken out, without the planted passages, to see whether it would be
found again.
"""

import re
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from learning_themes.tables import read_table
from learning_themes.themes.codebook import Codebook, load_codebook
from learning_themes.themes.discovery import find_candidates, find_proposals
from learning_themes.themes.examples import load_examples
from learning_themes.themes.novelty import Group, rows_of
from learning_themes.themes.unexplained import Unexplained, gather_unexplained

ROOT = Path(__file__).resolve().parents[2]
RUNS = 100
TOP = 3
# What the example's authors call the theme that was planted in it; nothing in the package knows it.
PLANTED = re.compile(
    r"\b(?:dogs?|animals?|cats?|kittens?|pets?|vets?|veterinary|pupp(?:y|ies)|bitten|bites?|rspca|creatures?"
    r"|beasts?|collie|pony|paws|rabbits?|terrier|growl\w*)\b",
    re.IGNORECASE,
)


def main(run_folder: Path) -> None:
    """Print the measures."""
    codebook = load_codebook(ROOT / "themes")
    tables = [read_table(name, run_folder / "tables") for name in ("register", "passages", "evidence")]
    began = time.perf_counter()
    proposals = find_proposals(*tables, codebook)
    print(f"As it is, in {time.perf_counter() - began:.1f} s:")
    print(proposals.drop(columns=["examples", "phrases"]).to_string(index=False), "\n")
    unexplained = gather_unexplained(*tables, codebook)
    rng = np.random.default_rng(2026)
    print(f"Shuffled: {count_shuffled(unexplained, rng)} of {RUNS} runs proposed something.")
    planted = tables[1]["text"].str.contains(PLANTED)
    without = gather_unexplained(tables[0], tables[1][~planted].reset_index(drop=True), tables[2], codebook)
    print(f"Without the {planted.sum()} planted passages: {count_drawn(without, rng)} of {RUNS} draws of"
          " nine tenths of the reviews proposed something;"
          f" all reviews: {sum(one.passes for one in find_candidates(without))}.")  # fmt: skip
    without = without.shuffle(rng)
    print(f"Without them and shuffled: {count_shuffled(without, rng)} of {RUNS}.\n")
    again = find_again([tables[0], tables[1][~planted].reset_index(drop=True), tables[2]], codebook)
    print(again.to_string(index=False))
    print(f"Found again in the top {TOP}: {again['found again'].sum()} of {len(again)} themes.")


def count_shuffled(unexplained: Unexplained, rng: np.random.Generator) -> int:
    """Return in how many shuffled corpora anything is proposed."""
    return sum(_proposes(unexplained.shuffle(rng), seed) for seed in range(RUNS))


def count_drawn(unexplained: Unexplained, rng: np.random.Generator) -> int:
    """Return in how many draws of nine tenths of the reviews anything is proposed."""
    reviews = np.unique(unexplained.reviews)
    drawn = round(0.9 * len(reviews))
    parts = (
        unexplained.select(np.isin(unexplained.reviews, rng.choice(reviews, drawn, replace=False)))
        for _ in range(RUNS)
    )
    return sum(_proposes(part, seed) for seed, part in enumerate(parts))


def _proposes(unexplained: Unexplained, seed: int) -> bool:
    return any(one.passes for one in find_candidates(unexplained, seed=seed))


def find_again(tables: list[pd.DataFrame], codebook: Codebook) -> pd.DataFrame:
    """Return, for each theme taken out of the codebook and its examples, whether it is proposed in its place.

    It is found again if half of the passages of one of the TOP proposals had been coded with it.
    """
    register, passages, evidence = tables
    examples = load_examples(codebook.folder, codebook.themes)
    rows = []
    for theme in codebook.themes:
        rest = replace(codebook, themes={k: v for k, v in codebook.themes.items() if k != theme})
        texts = [one.text for one in examples if set(one.themes) != {theme}]
        its = evidence["theme"] == theme
        unexplained = gather_unexplained(register, passages, evidence[~its], rest, examples=texts)
        found = [one.group for one in find_candidates(unexplained) if one.passes][:TOP]
        words = [", ".join(unexplained.words[list(group.columns)][:8]) for group in found]
        rows.append(
            {
                "theme": theme,
                "reviews": evidence.loc[its, "review_id"].nunique(),
                "left unexplained": int(
                    unexplained.passages["passage_id"].isin(evidence.loc[its, "passage_id"]).sum()
                ),
                "proposed": " | ".join(words) or "-",
                "found again": any(
                    _is_of(unexplained, group, evidence.loc[its, "passage_id"]) for group in found
                ),
            }
        )
    return pd.DataFrame(rows)


def _is_of(unexplained: Unexplained, group: Group, passages: pd.Series) -> bool:
    held = unexplained.passages["passage_id"].iloc[rows_of(unexplained, group)]
    return bool(held.isin(passages).mean() >= 0.5)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
