"""Whether the same input gives the same bytes, whatever the clock's zone, hash seed, order and processes.

    python tests/benchmarks/reproducible.py FOLDER [CORPUS] [--reports 6] [--runs 5]

runs the whole suite once for each line of WAYS on copies of the first reports of CORPUS (the example if none
is given), each time with an empty cache and for the public as well as the board, and names every file that is
not the same in all runs. `run.json`, `manifest.json` and executed notebooks hold times, and are left out. It
ends with 1 if anything differs.
"""

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "corpus" / "example"
LEFT_OUT = frozenset(["run.json", "manifest.json"])
# How each run differs from the first: the time zone, the hash seed, the order of the files, the processors.
WAYS = (
    {"TZ": "Europe/London", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4242", "shuffled": "7", "processors": "1"},
    {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "1", "shuffled": "8"},
    {"TZ": "Europe/London", "PYTHONHASHSEED": "0", "processors": "1"},
    {"TZ": "Europe/London", "PYTHONHASHSEED": "0"},
)
ONE_PROCESSOR = "import os\nos.cpu_count = lambda: 1\n"


def copy_reports(source: Path, target: Path, *, most: int, shuffled: str) -> None:
    """Copy reports into a new folder in the order of their names, or one shuffled by a seed."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    suffixes = (".pdf", ".docx", ".html", ".txt")
    paths = sorted(path for path in source.iterdir() if path.suffix in suffixes)[:most]
    if shuffled:
        random.Random(int(shuffled)).shuffle(paths)
    for path in paths:
        shutil.copy(path, target / path.name)
    (target / "_people").mkdir()
    for path in sorted(paths)[::2]:
        with (target / "_people" / "register-corrections.csv").open("a", encoding="utf-8") as lines:
            lines.write("file,column,value\n" if lines.tell() == 0 else "")
            lines.write(f'"{path.name}",status,published\n')


def make_run(folder: Path, way: dict[str, str], out: Path, *, models: Path | None) -> None:
    """Run the suite in one way into `out`, with models fitted earlier if there are `models`."""
    around = folder / f"around-{out.name}"
    (around / "cache").mkdir(parents=True)
    for path in models.glob("models-*") if models else ():
        shutil.copy(path, around / "cache" / path.name)
    if way.get("processors") == "1":
        (around / "sitecustomize.py").write_text(ONE_PROCESSOR, encoding="utf-8")
    environment = os.environ | {
        "TZ": way["TZ"],
        "PYTHONHASHSEED": way["PYTHONHASHSEED"],
        "PYTHONPATH": os.pathsep.join([str(around), str(ROOT / "src")]),
        "LEARNING_THEMES_CACHE": str(around / "cache"),
    }
    command = [
        sys.executable,
        "-m",
        "learning_themes",
        "run",
        str(folder / "parameters.yaml"),
        "--out",
        str(out),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(done.stdout + done.stderr)


def hash_files(run: Path) -> dict[str, str]:
    """Return the hash of each file of a run, by its path there."""
    paths = [path for path in run.rglob("*") if path.is_file()]
    return {
        path.relative_to(run).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
        if path.name not in LEFT_OUT and path.suffix != ".ipynb"
    }


def find_differing(made: list[dict[str, str]]) -> list[str]:
    """Return the files that are not in every run, or not the same there."""
    names = sorted(set().union(*made))
    return [name for name in names if len({one.get(name) for one in made}) > 1]


def main() -> None:
    """Make the runs, compare them, and print what differs."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("corpus", type=Path, nargs="?", default=EXAMPLE)
    asked.add_argument("--reports", type=int, default=6)
    asked.add_argument("--models", type=Path, help="the cache whose fitted models are used: it saves minutes")
    asked.add_argument("--runs", type=int, default=len(WAYS))
    options = asked.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True)
    (folder / "parameters.yaml").write_text(
        "corpus: corpus\npartnership: Somewhere\nas_of: '2026-01-31'\naudience: public\nscans: list\n"
        "identity:\n  contact: Worried about a child? Call 020 7946 0018.\n",
        encoding="utf-8",
    )
    made = []
    for number, way in enumerate(WAYS[: options.runs], 1):
        copy_reports(
            options.corpus, folder / "corpus", most=options.reports, shuffled=way.get("shuffled", "")
        )
        make_run(folder, way, folder / f"run{number}", models=options.models)
        made.append(hash_files(folder / f"run{number}"))
    names = sorted(set().union(*made))
    different = find_differing(made)
    print(f"{len(made)} runs, {len(names)} files each: {dict(Counter(Path(name).suffix for name in names))}")
    for name in different:
        hashes = [one.get(name, "missing")[:8] for one in made]
        print(f"differs  {name}  {hashes}")
    print(f"{len(different)} differ")
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
