"""How many pages a second are read, in one process and in two, beside raw text extraction of the same files.

    python tests/benchmarks/read_speed.py REPORTS [--rounds 3] [--profile]

reads all PDFs of a folder. Each round takes the raw text by pypdfium2, then the passages in one process, then
both in two processes, so that all see the same state of the machine; the ratios are of the same round. It
prints the median round, and with --profile the functions in which most of the seconds of one process go.
"""

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium

from learning_themes.corpus.passages import make_passages
from learning_themes.corpus.read import read_report
from learning_themes.errors import ReportNotRead


def extract(path: Path) -> int:
    """Return the pages of a PDF after its raw text was taken; 0 for what is none."""
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return 0
    for page in pdf:
        page.get_textpage().get_text_range()
    return len(pdf)


def read(path: Path) -> int:
    """Return the pages of a report after its passages were made; 0 for one that cannot be read."""
    try:
        report = read_report(path, path.name, scans=False)
    except ReportNotRead:
        return 0
    make_passages(report, "r")
    return report.pages


def measure(work: Callable[[Path], int], paths: list[Path], pool: ProcessPoolExecutor | None) -> float:
    """Return the pages a second."""
    start = time.perf_counter()
    pages = sum(pool.map(work, paths) if pool else map(work, paths))
    return pages / (time.perf_counter() - start)


def main() -> None:
    """Measure in rounds and print the median of each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    told = parser.parse_args()
    paths = sorted(told.reports.rglob("*.pdf"))
    read(paths[0])  # imports and models are not what is measured
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(read, paths[:4]))
        rounds = [
            [measure(work, paths, place) for place in (None, pool) for work in (extract, read)]
            for _ in range(told.rounds)
        ]
    for name, raw, passages in (("one process", 0, 1), ("two processes", 2, 3)):
        ratio = median(one[raw] / one[passages] for one in rounds)
        speeds = [median(one[place] for one in rounds) for place in (raw, passages)]
        sys.stdout.write(
            f"{name}: raw {speeds[0]:.0f}, passages {speeds[1]:.0f} pages a second, ratio {ratio:.1f}\n"
        )
    if told.profile:
        profile = cProfile.Profile()
        profile.runcall(lambda: [read(path) for path in paths])
        pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
