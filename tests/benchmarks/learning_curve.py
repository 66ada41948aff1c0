"""What more examples buy: the scores of rules and word models that learned from a share of the examples.

    python -m tests.benchmarks.learning_curve GOLD... [--encoder] [--out FOLDER]
    python -m tests.benchmarks.learning_curve GOLD... --whole
    python -m tests.benchmarks.learning_curve --voices

The first takes of each voice the same share of its paragraphs, drawn by a fixed seed, the small shares three
times; it prints a row for each share and gold file, and writes every score to learning-curve.csv and a chart
of micro-F1 to learning-curve.svg. The encoder stands aside, as to train it anew for each share takes hours.
With --encoder another column shows the shipped blend: the encoder as it is, that learned from all examples,
and the word models of the share.

The second takes all paragraphs of a share of the voices, and prints: where that is worse than as many
sentences of all voices, further voices teach more than more of the same.

The third leaves out of training one group of voices after the other, each voice in one group, and prints
for each voice how well its own sentences are coded by models that never saw it: a voice that is coded almost
perfectly teaches nothing new, and one that is coded badly is strange.
"""

import argparse
import csv
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import mean

import numpy as np

from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.coding import Coder
from learning_themes.themes.evaluation import GoldUnit, evaluate, read_gold
from learning_themes.themes.examples import Example, load_examples
from learning_themes.themes.exchange import read_units
from learning_themes.themes.training import CACHE_VARIABLE
from learning_themes.themes.unit import Unit
from tests.conftest import ROOT

DRAWS = {1 / 16: 3, 1 / 8: 3, 1 / 4: 3, 1 / 2: 2, 1: 1}
GROUPS = 8
WORDS = ("rules", "words")
COLUMNS = ("share", "draw", "sentences", "gold", "micro_f1", "macro_f1", "stance", "with_encoder")
SCORES = COLUMNS[4:]
NAMES = {"dev": "inspection reports", "reviews": "review reports", "sentences": "example corpus"}


def draw_share(examples: Sequence[Example], share: float, draw: int) -> list[Example]:
    """Return of each voice the share of its paragraphs that a draw gives, at least one."""
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for voice, paragraph in dict.fromkeys((one.voice, one.paragraph) for one in examples):
        paragraphs[voice].append(paragraph)
    rng, kept = np.random.default_rng(draw), set()
    for voice, its in paragraphs.items():
        places = rng.permutation(len(its))[: max(1, round(share * len(its)))]
        kept |= {(voice, its[place]) for place in places}
    return [one for one in examples if (one.voice, one.paragraph) in kept]


def draw_voices(examples: Sequence[Example], share: float, draw: int) -> list[Example]:
    """Return all examples of the share of the voices that a draw gives."""
    voices = np.random.default_rng(draw).permutation(sorted({one.voice for one in examples}))
    kept = set(voices[: max(1, round(share * len(voices)))])
    return [one for one in examples if one.voice in kept]


def split_voices(examples: Sequence[Example]) -> list[set[str]]:
    """Return the groups of voices; those whose names are like each other are in different ones."""
    voices = sorted({one.voice for one in examples})
    return [set(voices[first::GROUPS]) for first in range(GROUPS)]


def copy_themes(folder: Path, *, encoder: bool) -> None:
    """Copy the codebook without its examples, and without its encoder unless it is asked for."""
    left_out = ["examples"] if encoder else ["examples", "encoder"]
    shutil.copytree(ROOT / "themes", folder, ignore=shutil.ignore_patterns(*left_out))
    (folder / "examples").mkdir()


def write_examples(folder: Path, examples: Sequence[Example]) -> None:
    """Make these the examples that the codebook in `folder` learns from."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in examples]
    (folder / "examples" / "share.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")


def score(coder: Coder, gold: Sequence[GoldUnit], units: Sequence[Unit]) -> dict[str, float]:
    """Return micro-F1, macro-F1 and stance of a coder on gold sentences with their units."""
    coded = coder.code_units(units)
    codes = {one.id: {c.theme: c.stance for c in its} for one, its in zip(gold, coded, strict=True)}
    scores = evaluate(codes, list(gold))
    told = {"micro_f1": scores["micro"]["f1"], "macro_f1": scores["macro"]["f1"], "stance": scores["stance"]}
    return {name: one["value"] for name, one in told.items()}


def measure_curve(
    paths: Sequence[Path],
    themes: Path,
    examples: list[Example],
    draw_examples: Callable[[Sequence[Example], float, int], list[Example]],
    *,
    encoder: bool,
) -> list[dict]:
    """Return a row of COLUMNS for each share, draw and gold file, and print the rows of each share."""
    rows: list[dict] = []
    write_row(["examples", "gold", "micro-F1", "macro-F1", "stance", *["with the encoder"] * encoder])
    write_row(["---"] * (5 + encoder))
    for share, draws in DRAWS.items():
        of_share = []
        for draw in range(draws):
            learned = draw_examples(examples, share, draw)
            write_examples(themes, learned)
            codebook = load_codebook(themes)
            coders = [Coder(codebook, parts=WORDS), *([Coder(codebook)] if encoder else [])]
            for path in paths:
                gold, units = read_gold(path), [one.unit for one in read_units(path)]
                scores = [score(coder, gold, units) for coder in coders]
                known = scores[0] | {"with_encoder": scores[1]["micro_f1"] if encoder else ""}
                where = {"share": share, "draw": draw, "sentences": len(learned), "gold": name_gold(path)}
                of_share.append(where | known)
        print_share(of_share, encoder)
        rows += of_share
    return rows


def name_gold(path: Path) -> str:
    """Return what a gold file holds, as docs/accuracy.md names it."""
    return NAMES.get(path.stem, path.stem)


def print_share(rows: list[dict], encoder: bool) -> None:
    """Print the mean over the draws of a share, and the least and greatest, for each gold file."""
    for gold in dict.fromkeys(row["gold"] for row in rows):
        its = [row for row in rows if row["gold"] == gold]
        sentences = round(mean(row["sentences"] for row in its))
        cells = [show([row[name] for row in its]) for name in SCORES[: 3 + encoder]]
        write_row([f"{sentences:,}", gold, *cells])


def show(values: list[float]) -> str:
    """Return the mean, and the least and greatest if there are several."""
    spread = f" ({min(values):.3f} to {max(values):.3f})" if len(values) > 1 else ""
    return f"{mean(values):.3f}{spread}"


def measure_voices(themes: Path, examples: list[Example]) -> None:
    """Print for each voice the scores on its sentences by models that never saw it, the best first."""
    rows = []
    for group in split_voices(examples):
        write_examples(themes, [one for one in examples if one.voice not in group])
        coder = Coder(load_codebook(themes), parts=WORDS)
        for voice in sorted(group):
            its = [one for one in examples if one.voice == voice]
            rows.append((voice, len(its), score(coder, *as_gold(its))))
    rows.sort(key=lambda row: -row[2]["micro_f1"])
    write_row(["voice", "sentences", "micro-F1", "stance"])
    write_row(["---"] * 4)
    for voice, sentences, scores in rows:
        write_row([voice, sentences, f"{scores['micro_f1']:.3f}", f"{scores['stance']:.3f}"])
    median = [f"{np.median([row[2][name] for row in rows]):.3f}" for name in ("micro_f1", "stance")]
    write_row([f"median of {len(rows)}", round(np.median([row[1] for row in rows])), *median])


def as_gold(examples: Sequence[Example]) -> tuple[list[GoldUnit], list[Unit]]:
    """Return examples as gold sentences, each with its one accepted stance, and as units to code."""
    accepted = [{theme: [stance] for theme, stance in one.themes.items()} for one in examples]
    gold = [
        GoldUnit(str(row), one.paragraph, document="", themes=its, disputed=frozenset())
        for row, (one, its) in enumerate(zip(examples, accepted, strict=True))
    ]
    units = [
        Unit(text=one.text, section=one.section, heading="", paragraph=one.paragraph, number=one.number)
        for one in examples
    ]
    return gold, units


def write_row(cells: Iterable[object]) -> None:
    """Write a row of the table as soon as it is known."""
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
    sys.stdout.flush()


def keep(rows: list[dict], path: Path) -> None:
    """Write every score, a row a share, draw and gold file."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def draw_chart(rows: list[dict], path: Path) -> None:
    """Draw micro-F1 against the sentences learned from, a point a draw, a line through the means."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    plt.rcParams["svg.hashsalt"] = "learning-curve"
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for gold, mark in zip(dict.fromkeys(row["gold"] for row in rows), "os^Dvx", strict=False):
        its = [row for row in rows if row["gold"] == gold]
        shares = [[row for row in its if row["share"] == share] for share in DRAWS]
        ticks = [mean(row["sentences"] for row in one) for one in shares]
        line = axes.plot(ticks, [mean(row["micro_f1"] for row in one) for one in shares], label=gold)
        points = [row["sentences"] for row in its], [row["micro_f1"] for row in its]
        axes.plot(*points, mark, color=line[0].get_color(), markersize=4)
    axes.set(xscale="log", xlabel="example sentences learned from", ylabel="micro-F1, rules and word models")
    axes.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--whole", action="store_true", help="learn from a share of the voices, each whole")
    parser.add_argument("--voices", action="store_true", help="score each voice left out of training")
    parser.add_argument("--encoder", action="store_true", help="show the blend with the encoder, too")
    parser.add_argument("--out", type=Path, default=Path("docs/figures"))
    options = parser.parse_args()
    if bool(options.gold) == options.voices:
        parser.error("give gold files, or --voices")
    examples = load_examples(ROOT / "themes", load_codebook(ROOT / "themes").themes)
    with tempfile.TemporaryDirectory() as scratch:
        themes = Path(scratch) / "themes"
        os.environ[CACHE_VARIABLE] = str(Path(scratch) / "cache")
        copy_themes(themes, encoder=options.encoder)
        if options.voices:
            measure_voices(themes, examples)
            return
        draw = draw_voices if options.whole else draw_share
        rows = measure_curve(options.gold, themes, examples, draw, encoder=options.encoder)
    if options.whole:
        return
    options.out.mkdir(parents=True, exist_ok=True)
    keep(rows, options.out / "learning-curve.csv")
    draw_chart(rows, options.out / "learning-curve.svg")


if __name__ == "__main__":
    main()
