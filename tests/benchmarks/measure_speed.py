"""Measures reading and coding against the floor: the same PDFs' raw text by pypdfium2, in as many processes.

Run it from the project's folder: python -m tests.benchmarks.measure_speed CORPUS [THEMES]. Each step runs in
a process of its own, with an empty cache at first; printed are seconds of processor (user and system, all
processes together) and of the clock, without the imports, and the ratio of the first to the floor's.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

from tests.benchmarks.memory_together import Watch

PROCESSES = 2


class Foretold:
    """Notes what is told of the time left when a quarter, half and three quarters are done."""

    def __init__(self, doing: str) -> None:
        from learning_themes.progress import Stage

        self.stage = Stage(doing)
        self.noted: dict[int, tuple[float, float | None]] = {}

    def __call__(self, done: int, total: int, item: str, share: float) -> None:
        self.stage(done, total, item, share)
        for part in (25, 50, 75):
            if done * 100 >= part * total and part not in self.noted:
                self.noted[part] = time.monotonic(), self.stage.seconds_left(share)

    def tell(self) -> None:
        ended = time.monotonic()
        told = [
            f"at {part} %: {'nothing' if left is None else f'{left:.0f} s'} told, {ended - when:.0f} s came"
            for part, (when, left) in self.noted.items()
        ]
        sys.stderr.write(f"  time left {'; '.join(told)}\n")


def extract_raw(path: Path) -> int:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:  # a file that is no PDF inside
        return 0
    return sum(len(document[page].get_textpage().get_text_range()) for page in range(len(document)))


def run_floor(corpus: Path, work: Path, themes: Path) -> None:
    from learning_themes.processes import share_work

    list(share_work(extract_raw, sorted(corpus.rglob("*.pdf")), processes=PROCESSES))


def run_read(corpus: Path, work: Path, themes: Path) -> None:
    from learning_themes.corpus.register import read_corpora
    from learning_themes.tables import write_table

    foretold = Foretold("reading")
    reading = read_corpora(corpus, progress=foretold)
    foretold.tell()
    for name in ("register", "passages", "quality"):
        write_table(name, getattr(reading, name), work)


def run_code(corpus: Path, work: Path, themes: Path) -> None:
    from learning_themes.tables import read_table, write_table
    from learning_themes.themes.code_reviews import code_passages
    from learning_themes.themes.codebook import load_codebook

    passages, codebook = read_table("passages", work), load_codebook(themes)
    foretold = Foretold("coding")
    evidence = code_passages(passages, codebook, progress=foretold, processes=PROCESSES)
    foretold.tell()
    write_table("evidence", evidence, work)


def run_train(corpus: Path, work: Path, themes: Path) -> None:
    """Train what coding takes from the cache, where it is not there."""
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.coding import Coder

    Coder(load_codebook(themes), threads=1)


def run_nmf(corpus: Path, work: Path, themes: Path) -> None:
    """Find as many topics as the codebook has themes by scikit-learn, in the sentences that were read."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    from learning_themes.tables import read_table

    words = TfidfVectorizer(stop_words="english", min_df=5, max_features=20_000)
    counted = words.fit_transform(read_table("passages", work)["text"])
    NMF(36, init="nndsvd", random_state=0, max_iter=200).fit(counted)


STEPS: dict[str, Callable[[Path, Path, Path], None]] = {
    "floor": run_floor, "read": run_read, "code": run_code, "train": run_train, "nmf": run_nmf,
}  # fmt: skip


def run_step(name: str, *folders: Path) -> None:
    """Run one step in this process, and print its seconds when all its workers have ended."""
    import pandas  # noqa: F401 - the bare imports are not measured
    import pyarrow.parquet  # noqa: F401
    from joblib.externals.loky import get_reusable_executor

    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    STEPS[name](*folders)
    clock = time.perf_counter() - began
    get_reusable_executor().shutdown(wait=True)
    for worker in active_children():
        worker.terminate()
        worker.join()
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor = own.ru_utime + own.ru_stime - before.ru_utime - before.ru_stime
    processor += workers.ru_utime + workers.ru_stime
    peaks = own.ru_maxrss * 1024 / 1e6, workers.ru_maxrss * 1024 / 1e6
    print(f"{processor:.2f} {clock:.2f} {peaks[0]:.0f} {peaks[1]:.0f}")


def measure(name: str, *folders: Path, cache: Path) -> list[float]:
    """Return seconds of processor and of the clock, and the most MB: of main, largest worker, all."""
    command = [sys.executable, "-m", "tests.benchmarks.measure_speed", "--step", name, *map(str, folders)]
    environment = os.environ | {"LEARNING_THEMES_CACHE": str(cache)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        watch = Watch(process)
        told = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return [*map(float, told.split()), round(watch.most)]


def edit_theme(themes: Path) -> None:
    path = next(themes.glob("*/information-sharing.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("patterns:\n", "patterns:\n- phrase: never told the others\n", 1), encoding="utf-8"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--models", type=Path, help="a trained .npz, so that the training is not measured")
    options = parser.parse_args()
    if options.step:
        run_step(options.step, *options.folders)
        return
    with tempfile.TemporaryDirectory() as scratch:
        work, cache, themes = (Path(scratch) / name for name in ("tables", "cache", "themes"))
        corpus, held = Path(scratch) / "corpus", Path(scratch) / "held.pdf"
        shutil.copytree(options.folders[0], corpus, copy_function=shutil.copyfile)
        for folder in [corpus, *corpus.rglob("*/")]:
            folder.chmod(0o755)
        shutil.copytree("themes", themes)
        cache.mkdir()
        if options.models:
            shutil.copy(options.models, cache)
        reports = sorted(corpus.rglob("*.pdf"))
        one, smallest = reports[-1], sorted(reports, key=lambda path: path.stat().st_size)[:PROCESSES]
        starting = Path(scratch) / "starting"
        starting.mkdir()
        for path in smallest:
            shutil.copyfile(path, starting / path.name)
        floor = measure("floor", corpus, work, themes, cache=cache)
        tell("floor: raw text of all", floor, floor)
        tell("start: the smallest two", measure("read", starting, work, themes, cache=cache), floor)
        one.rename(held)
        tell("read, all but one, cold", measure("read", corpus, work, themes, cache=cache), floor)
        tell("code, all but one, cold", measure("code", corpus, work, themes, cache=cache), floor)
        shutil.move(held, one)
        tell("read, one added", measure("read", corpus, work, themes, cache=cache), floor)
        tell("code, one added", measure("code", corpus, work, themes, cache=cache), floor)
        tell("read, unchanged", measure("read", corpus, work, themes, cache=cache), floor)
        tell("code, unchanged", measure("code", corpus, work, themes, cache=cache), floor)
        shutil.rmtree(cache / "evidence")
        tell("code, all, encoder aside", measure("code", corpus, work, themes, cache=cache), floor)
        edit_theme(themes)
        tell("code, one theme edited", measure("code", corpus, work, themes, cache=cache), floor)


def tell(what: str, seconds: list[float], floor: list[float]) -> None:
    processor, clock, own, worker, together = seconds
    print(
        f"{what:<26} processor {processor:7.1f} s = {processor / floor[0]:5.1f} floors, clock {clock:6.1f} s,"
        f" peak {own:5.0f} MB, largest worker {worker:5.0f} MB, together {together:5.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
