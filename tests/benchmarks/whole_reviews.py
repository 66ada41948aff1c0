"""How often whole reviews are coded as a careful reader judged them: present, key, shortfall, good practice.

    python start.py run
    python tests/benchmarks/whole_reviews.py RUN

reads the tables of RUN, the folder of a run on the example corpus, and what is marked in `_gold/`, and prints
the table of docs/accuracy.md, then the themes that are most often wrongly taken for key. A theme is judged a
shortfall, or good practice, where its review is marked so or as mixed. A review that could not be read is
left out.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from learning_themes.tables import read_table
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.evaluation import cohen_kappa
from learning_themes.trends.shares import list_holding
from tests.conftest import ROOT
from tests.example_world import list_reviews

JUDGED = {"shortfall": ("shortfall", "mixed"), "strength": ("strength", "mixed")}
MOST = 5  # themes told of apart
WORDS = {"present": "present", "key": "key", "shortfall": "shortfall", "strength": "good practice"}


def holds(measure: str, cell: dict) -> bool:
    """Return whether a reader found that `measure` holds, from what is marked for a review and theme."""
    if measure in JUDGED:
        return cell.get("judged") in JUDGED[measure]
    return bool(cell) if measure == "present" else bool(cell.get("key"))


def count_key(marked: dict, themes: Iterable[str], holding: dict) -> list[tuple[str, int, int, int]]:
    """Return each theme, reviews coded key, those of them judged so, and all judged so, the worst first."""
    rows = []
    for theme in themes:
        coded = set(holding.get((theme, "key"), ())) & marked.keys()
        judged = {review for review, cells in marked.items() if holds("key", cells.get(theme, {}))}
        rows.append((theme, len(coded), len(coded & judged), len(judged)))
    return sorted(rows, key=lambda row: row[2] - row[1])


def main() -> None:
    tables = Path(sys.argv[1]) / "tables"
    register, presence = read_table("register", tables), read_table("presence", tables)
    read = register[register["read_status"] != "not-read"]
    ids = {row.file: row.review_id for row in read.itertuples()}
    marked = {ids[one.file]: one.gold["presence"] for one in list_reviews() if one.file in ids}
    marked |= {
        ids[name]: one.gold["presence"]
        for one in list_reviews()
        if (name := one.file.removeprefix("neighbours/")) in ids
    }
    themes, holding = load_codebook(ROOT / "themes").themes, list_holding(presence)
    print(f"{len(marked)} reviews by {len(themes)} themes")
    print("\n| | precision | recall | kappa |\n|---|---|---|---|")
    for measure, words in WORDS.items():
        pairs = [
            (holds(measure, cells.get(theme, {})), review in holding.get((theme, measure), ()))
            for review, cells in marked.items()
            for theme in themes
        ]
        both = sum(judged and coded for judged, coded in pairs)
        missed, wrong = sum(judged for judged, _ in pairs) - both, sum(coded for _, coded in pairs) - both
        kappa = cohen_kappa(both, missed, wrong, len(pairs) - both - missed - wrong)
        print(f"| {words} | {both / (both + wrong):.2f} | {both / (both + missed):.2f} | {kappa:.2f} |")
    print("\n| key by theme | coded | of these right | judged |\n|---|---|---|---|")
    for theme, coded, right, judged in count_key(marked, themes, holding)[:MOST]:
        print(f"| {theme} | {coded} | {right} | {judged} |")


if __name__ == "__main__":
    main()
