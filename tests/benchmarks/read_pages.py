"""How many passages stand in the right section, in the text itself and not in its furniture.

    python tests/benchmarks/read_pages.py [REVIEWS]

reads the example corpus, and REVIEWS, a folder with `files/`, `gold/sections.json` and `gold/units.json`, if
it is given. Every passage of the example is looked for in the source of its report, so that its section is
judged by where it stands and not by the heading that was read. Title pages and what stands before the first
marked heading have no mark, and are not judged. It prints every miss, and then the table of docs/accuracy.md.
"""

import json
import re
import sys
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from learning_themes.corpus.register import read_corpora, read_corpus  # noqa: E402
from learning_themes.tables import UNCOUNTED_SECTIONS  # noqa: E402
from tests.conftest import EXAMPLE  # noqa: E402
from tests.example_world import Review, list_reviews, plain  # noqa: E402

_SHORTEST = 12  # letters of a passage that can be found by its words alone, without its place


@dataclass
class Score:
    """What was found of one set of reviews; `strange` are passages that stand nowhere in their source."""

    passages: int = 0
    placed: int = 0
    right: int = 0
    method: int = 0
    counted: int = 0
    strange: int = 0
    wrong: Counter = field(default_factory=Counter)


def letters(text: str) -> str:
    """Return the letters and digits of a text alone, in small letters."""
    return re.sub(r"[\W_]+", "", text.casefold())


def cells_of(row) -> list[str]:
    """Return what of a passage is looked for: a row cell by cell, without the names of its columns."""
    if row.kind != "row":
        return [letters(plain(row.text))]
    cells = [cell.split(": ", 1)[-1] for cell in row.text.split(" | ")]
    return [letters(plain(cell)) for cell in cells]


class Source:
    """The words of a report's source, and in which marked section each stands."""

    def __init__(self, review: Review) -> None:
        body = re.sub(r"\[\^\d+\]", "", review.body)
        parts = re.split(r"^(#+\s+.*?)\s*(?:\{.*?\})?$", body, flags=re.MULTILINE)
        marked = iter(review.gold["sections"])
        self.words = letters(plain(parts[0]))
        self.starts, self.sections = [0], [set()]
        for heading, text in zip(parts[1::2], parts[2::2], strict=True):
            one = next(marked)
            self.starts.append(len(self.words))
            self.sections.append({one["section"], *one["alt"]})
            self.words += letters(plain(heading)) + letters(plain(text))

    def find(self, words: str, after: int) -> int:
        """Return where words stand, the next place first, or -1."""
        place = self.words.find(words, after)
        return place if place >= 0 else self.words.find(words)

    def allowed(self, place: int) -> set[str]:
        """Return the sections that a reader could defend at a place."""
        return self.sections[bisect_right(self.starts, place) - 1]


def score_review(score: Score, review: Review, passages: pd.DataFrame) -> None:
    """Add one review of the example to the score, and print its misses."""
    source, after = Source(review), 0
    front = letters(plain(" ".join(map(str, review.meta.values()))))
    for row in passages.itertuples():
        score.passages += 1
        words = max(cells_of(row), key=len)
        place = source.find(words, after) if words else -1
        if place < 0:
            if not words or words not in front:
                score.strange += 1
                say(f"  NOT IN SOURCE {review.name} p{row.page} {row.kind} {row.text[:150]!r}")
        elif row.section == "front-matter" and words in front or not source.allowed(place):
            continue
        elif row.heading != "Footnotes" and (len(words) >= _SHORTEST or place - after < 200):
            after = place + len(words)
            judge(score, row, source.allowed(place), review.name)


def judge(score: Score, row, allowed: set[str], name: str) -> None:
    """Count a passage whose section is known."""
    score.placed += 1
    score.right += row.section in allowed
    if row.section not in allowed:
        score.wrong[name, row.heading, row.section, "/".join(sorted(allowed))] += 1
    if allowed == {"method"} and row.kind != "heading":
        score.method += 1
        score.counted += row.section not in UNCOUNTED_SECTIONS


def score_example() -> Score:
    """Return the score of the reviews of the example that hold text."""
    score = Score()
    corpus = read_corpora(EXAMPLE, comparison=EXAMPLE / "neighbours", scans=False)
    ids = dict(zip(corpus.register["file"].str.split("/").str[-1], corpus.register["review_id"], strict=True))
    for review in list_reviews():
        if not review.scanned:
            review_id = ids[review.file.split("/")[-1]]
            score_review(score, review, corpus.passages[corpus.passages["review_id"] == review_id])
    return score


def score_marked(folder: Path) -> Score:
    """Return the score of reviews marked by paragraph: each sentence is looked for among the passages."""
    score = Score()
    corpus = read_corpus(folder / "files", scans=False)
    ids = dict(zip(corpus.register["file"], corpus.register["review_id"], strict=True))
    headings = json.loads((folder / "gold" / "sections.json").read_text(encoding="utf-8"))
    alike = {
        (file, letters(one["heading"])): set(one["alt"])
        for file, marked in headings.items()
        for one in marked
    }
    for unit in json.loads((folder / "gold" / "units.json").read_text(encoding="utf-8")):
        passages = corpus.passages[corpus.passages["review_id"] == ids[unit["file"]]]
        allowed = {unit["section"]} | alike.get((unit["file"], letters(unit["heading"])), set())
        for sentence in unit["sents"]:
            score_sentence(score, sentence, passages, allowed if not unit["method"] else {"method"})
    return score


def score_sentence(score: Score, sentence: str, passages: pd.DataFrame, allowed: set[str]) -> None:
    """Count the passages that hold a marked sentence."""
    wanted = letters(sentence)
    found = [row for row in passages.itertuples() if row.kind != "heading" and wanted in letters(row.text)]
    score.passages += 1
    if not found:
        score.strange += 1
        say(f"  NOT A PASSAGE {sentence[:150]!r}")
        return
    best = next((row for row in found if row.section in allowed), found[0])
    judge(score, best, allowed, passages["review_id"].iloc[0])


def tell(name: str, score: Score) -> None:
    """Print the misses of a set and its line of the table."""
    for (review, heading, section, allowed), times in score.wrong.most_common():
        say(f"  {times} WRONG {review} <{heading[:60]}> read as {section}, marked {allowed}")
    share = score.right / max(1, score.placed)
    say(
        f"| {name} | {score.right:,} of {score.placed:,} ({100 * share:.1f} %) |"
        f" {score.counted} of {score.method:,} |"
        f" {score.strange} of {score.passages:,} |"
    )


def say(words: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    tell("example corpus", score_example())
    if len(sys.argv) > 1:
        tell("marked reviews", score_marked(Path(sys.argv[1])))
