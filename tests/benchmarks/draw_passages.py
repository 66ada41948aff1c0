"""Draws passages of a folder of reports for a person to read beside the pages that they come from.

    python tests/benchmarks/draw_passages.py REPORTS OUT.csv [--count 500] [--seed 1] [--kinds KIND,KIND]

Every passage has the same chance, and the same reports, count and seed give the same draw. OUT.csv has for
each passage its file, page, section, heading, kind, text, and the ends of the passages before and after it;
the columns `furniture` (a running header, footer or page number in it), `joined` (two things that do not
belong together), `cut` (not whole) and `order` (out of reading order) are for the reader's marks.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from learning_themes.corpus.register import read_corpus

MARKS = ("furniture", "joined", "cut", "order")
_ENDS = 60  # letters shown of the passages beside one


def draw(passages: pd.DataFrame, *, count: int, seed: int) -> pd.DataFrame:
    """Return `count` passages in reading order with the ends of their neighbours and columns for marks."""
    beside = passages.groupby("review_id", sort=False)["text"]
    passages = passages.assign(
        before=beside.shift(1).fillna("").str[-_ENDS:], after=beside.shift(-1).fillna("").str[:_ENDS]
    )
    places = np.random.default_rng(seed).choice(len(passages), min(count, len(passages)), replace=False)
    return passages.iloc[sorted(places)].assign(**dict.fromkeys(MARKS, ""))


def main() -> None:
    """Read the folder, draw, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default="heading,sentence,bullet,row")
    told = parser.parse_args()
    corpus = read_corpus(told.reports, scans=False)
    passages = corpus.passages[corpus.passages["kind"].isin(told.kinds.split(","))]
    files = corpus.register.drop_duplicates("review_id").set_index("review_id")["file"]
    drawn = draw(passages, count=told.count, seed=told.seed)
    drawn.insert(0, "file", drawn["review_id"].map(files))
    columns = ["file", "page", "section", "heading", "kind", "before", "text", "after", *MARKS]
    drawn[columns].to_csv(told.out, index=False, encoding="utf-8-sig", lineterminator="\n")


if __name__ == "__main__":
    main()
