"""Measures how time and memory grow with the number of reports, beside scikit-learn's NMF on their sentences.

    python -m tests.benchmarks.growth CORPUS [--sizes 50 100 200 400 2300] [--out FOLDER]

Each report of a size is one of CORPUS of which most pages are changed for pages of other reports, drawn by a
fixed seed: no two hold the same text, so that no cache helps and none is taken for another version of one.
The sentence encoder stands aside: it is left out of the copied codebook. Every step runs in a process of its
own. Written are growth.csv and, with all sizes that it holds, growth.svg.
"""

import argparse
import csv
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2 as pdfium

from tests.benchmarks.measure_speed import measure

STEPS = ("floor", "read", "code", "nmf")
COLUMNS = ("reports", "passages", "step", "processor", "clock", "own", "worker", "together")
KEPT = 0.35  # of a report's pages, its first ones included, that stay its own


def make_corpus(reports: list[Path], folder: Path, size: int) -> None:
    """Write `size` PDFs into `folder`, each from one of `reports`."""
    folder.mkdir()
    documents = [pdf for pdf in map(open_pdf, reports) if pdf is not None]
    rng = random.Random(12)
    for number in range(size):
        write_report(documents, number, rng, folder / f"report-{number:04}.pdf")


def open_pdf(path: Path) -> pdfium.PdfDocument | None:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError:  # a file that is no PDF inside
        return None


def write_report(documents: list[pdfium.PdfDocument], number: int, rng: random.Random, path: Path) -> None:
    own = documents[number % len(documents)]
    made = pdfium.PdfDocument.new()
    made.import_pages(own, list(range(max(1, round(KEPT * len(own))))))
    while len(made) < len(own):
        other = rng.choice(documents)
        first = rng.randrange(len(other))
        run = range(first, min(len(other), first + 3, first + len(own) - len(made)))
        made.import_pages(other, list(run))
    made.save(path)
    made.close()


def copy_themes(folder: Path) -> None:
    """Copy the codebook without its encoder."""
    shutil.copytree("themes", folder, ignore=shutil.ignore_patterns("model.onnx"))


def measure_size(reports: list[Path], size: int, scratch: Path) -> list[list[float]]:
    """Return a row of COLUMNS for each step; models that were trained stay in the cache, and nothing else."""
    corpus, work, cache, themes = (scratch / name for name in ("corpus", "work", "cache", "themes"))
    make_corpus(reports, corpus, size)
    work.mkdir()
    measure("train", corpus, work, themes, cache=cache)
    rows = []
    for step in STEPS:
        told = measure(step, corpus, work, themes, cache=cache)
        rows.append([size, 0, step, *told])
        sys.stdout.write(f"{time.strftime('%H:%M:%S')} {size} {step}: {told}\n")
        sys.stdout.flush()
    passages = count_passages(work / "passages.parquet")
    for folder in (corpus, work, *cache.glob("*/")):
        shutil.rmtree(folder)
    return [[size, passages, *row[2:]] for row in rows]


def count_passages(path: Path) -> int:
    import pyarrow.parquet as pq

    return pq.ParquetFile(path).metadata.num_rows


def keep(rows: list[list[float]], path: Path) -> list[dict[str, str]]:
    """Return all rows kept at `path`, the new ones for those of the same size."""
    sizes = {str(row[0]) for row in rows}
    kept = []
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as lines:
            kept = [row for row in csv.DictReader(lines) if row["reports"] not in sizes]
    kept += [dict(zip(COLUMNS, map(str, row), strict=True)) for row in rows]
    kept.sort(key=lambda row: (int(row["reports"]), STEPS.index(row["step"])))
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return kept


def draw(rows: list[dict[str, str]], path: Path) -> None:
    """Draw seconds of processor and megabytes against reports, both axes in powers of ten."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    plt.rcParams["svg.hashsalt"] = "growth"
    figure, (times, memory) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    names = {"floor": "raw text (floor)", "read": "reading", "code": "rules and word models", "nmf": "NMF"}
    marks = {"floor": "s", "read": "o", "code": "^", "nmf": "x"}
    for step in STEPS:
        of_step = [row for row in rows if row["step"] == step]
        sizes = [int(row["reports"]) for row in of_step]
        seconds = [float(row["processor"]) for row in of_step]
        peaks = [float(row["together"]) for row in of_step]
        for axes, values in ((times, seconds), (memory, peaks)):
            axes.plot(sizes, values, marker=marks[step], label=names[step])
    for axes, title in ((times, "Processor, seconds"), (memory, "Memory at most, MB, all processes")):
        axes.set(xscale="log", yscale="log", xlabel="reports", title=title)
        ticks = sorted({int(row["reports"]) for row in rows})
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    times.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[50, 100, 200, 400, 2300])
    parser.add_argument("--out", type=Path, default=Path("docs/figures"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    reports = sorted(options.corpus.rglob("*.pdf"))
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        copy_themes(scratch / "themes")
        (scratch / "cache").mkdir()
        for size in options.sizes:
            rows = measure_size(reports, size, scratch)
            draw(keep(rows, options.out / "growth.csv"), options.out / "growth.svg")


if __name__ == "__main__":
    main()
