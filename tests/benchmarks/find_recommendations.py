"""How many recommendations are found whole, how many are none, how often owners and dates are right.

    python tests/benchmarks/find_recommendations.py [REVIEWS]

reads the example corpus, and REVIEWS, a folder with `files/` and `gold/recommendations.json`, if it is given.
It prints every miss with its kind, and then the table of docs/method.md.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML

from learning_themes.actions.bodies import Bodies, list_named, part_bodies
from learning_themes.actions.recommendations import find_recommendations
from learning_themes.corpus.register import read_corpus
from learning_themes.tables import make_table

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "corpus" / "example"
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": ""})
# What stands beside a recommendation and may be told with it: its date in brackets, or its label.
_BESIDE = re.compile(r"\s*\((?:by|from) [^()]*\)\s*$", re.IGNORECASE)


@dataclass
class Score:
    """What was found of one set of reviews, and the misses by kind."""

    wanted: int = 0
    whole: int = 0
    found: int = 0
    owners: int = 0
    printed: int = 0
    due: int = 0
    unread: int = 0
    misses: Counter = field(default_factory=Counter)


def plain(text: str) -> str:
    """Return text without kinds of quotation mark, dash and white space, and without a date in brackets."""
    return re.sub(r"\s+", " ", _BESIDE.sub("", text.translate(_QUOTES))).strip()


def same_owners(found: str, gold: list[str], bodies: Bodies) -> tuple[bool, bool]:
    """Return whether the same bodies are named: after both are resolved alike, and as they are printed."""
    ours = {plain(one).casefold() for one in filter(None, found.split("; "))}
    theirs = {plain(bodies.name(part)).casefold() for one in gold for part in part_bodies(one)}
    printed = {re.sub(r"^the ", "", plain(one).casefold()) for one in gold}
    return ours == theirs, ours == printed


def score_review(score: Score, gold: list[dict], found: pd.DataFrame, bodies: Bodies) -> None:
    """Add one review to the score, and print its misses."""
    left = {row.recommendation_id: row for row in found.itertuples()}
    score.found += len(left)
    for wanted in gold:
        score.wanted += 1
        texts = {plain(wanted["text"]), plain(wanted.get("full_text") or wanted["text"])}
        same = next((row for row in left.values() if plain(row.text) in texts), None)
        if same is None:
            tell_miss(score, wanted, left)
            continue
        del left[same.recommendation_id]
        score.whole += 1
        tell_described(score, wanted, same, bodies)
    for row in left.values():
        score.misses["false"] += 1
        say(f"  FALSE {row.review_id} p{row.page} <{row.heading[:30]}> [{row.label}] {row.text[:200]}")


def tell_miss(score: Score, wanted: dict, left: dict) -> None:
    """Say what came near a recommendation that was not found whole."""
    words = set(plain(wanted["text"]).split())
    near = max(left.values(), key=lambda row: len(words & set(row.text.split())), default=None)
    close = near is not None and len(words & set(plain(near.text).split())) > 0.6 * len(words)
    score.misses["cut or too long" if close else "not found"] += 1
    say(f"  {'NOT WHOLE' if close else 'MISSED'} [{wanted['label']}] {wanted['text'][:300]}")
    if close:
        say(f"      got: {near.text[:400]}")


def tell_described(score: Score, wanted: dict, row: object, bodies: Bodies) -> None:
    """Count owners and date of a recommendation that was found whole."""
    resolved, printed = same_owners(row.owners, wanted["owners"], bodies)
    score.owners += resolved
    score.printed += printed
    if not resolved:
        score.misses["owners"] += 1
        say(f"  OWNERS {row.owners!r} for {wanted['owners']}: {row.text[:90]}")
    right = row.due == (wanted["due_iso"] or "")
    score.due += right
    if not right:
        score.misses["due"] += 1
        say(f"  DUE {row.due!r} for {wanted['due']!r} ({wanted['due_iso']}): {row.text[-90:]}")


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(text + "\n")


def find_all(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return register, passages and recommendations of a folder of reports."""
    corpus = read_corpus(folder)
    found = find_recommendations(corpus.register, corpus.passages, make_table("evidence", []))
    return corpus.register, corpus.passages, found


def example_gold() -> dict[str, list[dict]]:
    """Return what is marked in the example, by file."""
    yaml = YAML(typ="safe")
    gold = {}
    for path in sorted((EXAMPLE / "_source").glob("*.md")):
        front = yaml.load(path.read_text(encoding="utf-8").split("---\n", 2)[1])
        marked = yaml.load((EXAMPLE / "_gold" / f"{path.stem}.yaml").read_text(encoding="utf-8"))
        gold[front["file"]] = marked["recommendations"]
    return gold


def score_folder(folder: Path, gold: dict[str, list[dict]]) -> Score:
    """Return the score of a folder; what stands in files that cannot be read is counted apart."""
    register, passages, found = find_all(folder)
    score = Score()
    by_file = register.set_index("file")
    for file, wanted in gold.items():
        row = by_file.loc[file]
        if row["read_status"] == "not-read":
            score.unread += len(wanted)
            continue
        named = list_named(passages.loc[passages["review_id"] == row["review_id"], "text"])
        ours = found[found["review_id"] == row["review_id"]]
        owners = [owner for owners in ours["owners"] for owner in owners.split("; ")]
        say(file)
        score_review(score, wanted, ours, Bodies(row["partnership"], [*named, *owners]))
    return score


def tell(name: str, score: Score) -> None:
    """Write a row of the table."""
    false = score.found - score.whole
    say(
        f"| {name} | {score.whole} of {score.wanted} | {false} of {score.found}"
        f" | {score.owners} of {score.whole} ({score.printed} as printed)"
        f" | {score.due} of {score.whole} | {score.unread} |"
    )
    say(f"    {dict(score.misses)}")


def main() -> None:
    """Score the example, and the reviews that are named."""
    scores = {"example": score_folder(EXAMPLE, example_gold())}
    for folder in map(Path, sys.argv[1:]):
        gold = json.loads((folder / "gold" / "recommendations.json").read_text(encoding="utf-8"))
        scores[folder.name] = score_folder(folder / "files", gold)
    say("| reviews | found whole | false | owners right | date right | in files not read |")
    for name, score in scores.items():
        tell(name, score)


if __name__ == "__main__":
    main()
