"""Measures how many passages a second rules, word models and stance code, beside raw text of the same PDFs.

    python -m tests.benchmarks.code_speed REPORTS [--rounds 8]

All PDFs of a folder are read first, which is not measured. Each round takes of every report in turn the raw
text by pypdfium2, and codes its passages without the encoder, in one process and one thread. Printed is the
least processor time of each report, summed: what other work adds is left out as far as rounds show it, and
the ratio to raw text is of the same minutes.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from learning_themes.corpus.passages import make_passages
from learning_themes.corpus.read import read_report
from learning_themes.errors import ReportNotRead
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.coding import Coder
from learning_themes.themes.unit import Unit
from tests.benchmarks.measure_speed import extract_raw


def read_units(path: Path) -> list[Unit]:
    """Return the passages of a report as they are coded; none of one that cannot be read."""
    try:
        report = read_report(path, path.name, scans=False)
    except ReportNotRead:
        return []
    return [
        Unit(row["text"], row["section"], row["heading"], str(row["paragraph"]), row["number"])
        for row in make_passages(report, "r")
    ]


def clock(work: Callable[[], object]) -> float:
    """Return the seconds of processor that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("--themes", type=Path, default=Path("themes"))
    parser.add_argument("--rounds", type=int, default=8)
    told = parser.parse_args()
    paths = sorted(told.reports.rglob("*.pdf"))
    units = [read_units(path) for path in paths]
    passages = sum(map(len, units))
    coder = Coder(load_codebook(told.themes), parts=("rules", "words"))
    raw, coded = [[float("inf")] * len(paths) for _ in range(2)]
    with threadpool_limits(limits=1):
        for _ in range(told.rounds):
            for place, path in enumerate(paths):
                raw[place] = min(raw[place], clock(lambda path=path: extract_raw(path)))
                coded[place] = min(coded[place], clock(lambda its=units[place]: coder.code_units(its)))
            sys.stdout.write(
                f"{passages:,} passages, {passages / sum(coded):,.0f} a second a core,"
                f" {sum(coded) / sum(raw):.2f} times the raw text ({sum(raw):.2f} s)\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
