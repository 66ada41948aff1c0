"""How often each field of the register is right, wrong and left empty, on reports whose fields are marked.

    python tests/benchmarks/find_register.py [REVIEWS]

reads the example corpus, and REVIEWS, a folder with `files/` and `gold/meta.json`, if it is given. It prints
every value that is not right, and then the table of docs/accuracy.md. A field that the marks leave empty is
right if it was left empty, and wrong if anything was found.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from learning_themes.corpus.register import read_corpus

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "corpus" / "example"
FIELDS = (
    "title", "review_type", "partnership", "author", "published_date", "incident_date", "child_age", "gender",
    "language",
)  # fmt: skip
GENDERS = {"male": "boy", "female": "girl"}
NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
).split()
UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_AGE = re.compile(rf"\b(\d+|{'|'.join(NUMBERS)})\b[ -]*((?:day|week|month|year)s?)?", re.IGNORECASE)
_TITLES = re.compile(r"\b(?:The )?(?:Dr|Professor|Reverend|Sir|Detective Superintendent)\.? ")


def plain(text: str) -> str:
    """Return words and numbers alone, in small letters."""
    return " ".join(re.findall(r"[^\W_]+", text.lower().replace("’", "'").replace("'", "")))


def names(text: str) -> set[str]:
    """Return the names alone of authors joined by ";" or "and"."""
    bare = re.sub(r" \([^()]*\)", "", _TITLES.sub("", text))
    return {plain(one) for one in re.split(r";| and ", bare)}


def ages(text: str) -> list[tuple[int, str]]:
    """Return the ages that a text names, in years where a part between ";" names no unit.

    >>> ages("six-year"), ages("11 and 9 months"), ages("Child A 12; Child B 9 weeks")
    ([(6, 'years')], [(11, 'months'), (9, 'months')], [(12, 'years'), (9, 'weeks')])
    """
    found = []
    for part in text.split(";"):
        unit, of_part = "years", []
        for match in reversed(list(_AGE.finditer(part))):
            unit = UNITS[match[2][0].lower()] if match[2] else unit
            number = int(match[1]) if match[1].isdigit() else NUMBERS.index(match[1].lower()) + 1
            of_part.append((number, unit))
        found += of_part[::-1]
    return found


def same(field: str, found: str, marked: Mapping[str, str]) -> bool:
    """Return whether a value says what is marked.

    A title may have its subtitle with it, or be the short one; names may have titles, and what stands in
    brackets after them; ages may be more exact than marked, and come in any order.
    """
    gold = marked[field]
    if field == "title":
        long = plain(f"{gold} {marked.get('subtitle', '')}")
        return plain(found) in {plain(gold), long, plain(marked.get("short_title", gold))}
    if field == "author":
        return names(found) == names(gold)
    if field == "child_age":
        exact, marked_ages = sorted(ages(found)), sorted(ages(gold))
        more_exact = [(number, unit) for number, unit in exact if unit == "years"] == marked_ages
        return exact == marked_ages or (bool(found) and more_exact)
    return plain(found) == plain(gold)


def example_marks() -> dict[str, dict[str, str]]:
    """Return what the sources of the example say of themselves, by file."""
    yaml = YAML(typ="safe")
    marks = {}
    for path in sorted((EXAMPLE / "_source").glob("*.md")):
        front = yaml.load(path.read_text(encoding="utf-8").split("---\n", 2)[1])
        marks[front["file"]] = {key: str(value) for key, value in front.items()} | {
            "gender": GENDERS.get(front["child_gender"], ""),
            "language": "en",
        }
    return marks


def folder_marks(folder: Path) -> dict[str, dict[str, str]]:
    """Return what is marked in `folder`/gold/meta.json, by file; fields that it lacks are not measured."""
    data = json.loads((folder / "gold" / "meta.json").read_text(encoding="utf-8"))
    marks = {}
    for file, fields in data.items():
        told = {key: "; ".join(value) if isinstance(value, list) else value or "" for key, value in
                fields.items()}  # fmt: skip
        marks[file] = told | {"language": "en"}
    return marks


def score(folder: Path, marks: Mapping[str, Mapping[str, str]], name: str, cells: Counter) -> None:
    """Add one folder of reports to `cells`, by field and outcome, and print what is not right."""
    register = read_corpus(folder).register.set_index("file")
    for file, marked in marks.items():
        row = register.loc[file]
        found = json.loads(row["found"])
        for field in FIELDS:
            if field not in marked or row["read_status"] == "not-read":
                continue
            value = "" if field == "review_type" and field not in found else row[field]
            how = "right" if same(field, value, marked) else "wrong" if value else "blank"
            cells[name, field, how] += 1
            if how != "right":
                say(f"{how.upper()} {field}: {value!r} for {marked[field]!r} in {file}: {found.get(field)}")


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(text + "\n")


def tell(names: list[str], cells: Counter) -> None:
    """Write the table: a row a field, for each set and for all."""
    say("| field | " + " | ".join(f"{name}: right, wrong, blank of n" for name in [*names, "all"]) + " |")
    for field in FIELDS:
        told = []
        for chosen in ([name] for name in names) if len(names) == 1 else [*([n] for n in names), names]:
            counts = [sum(cells[one, field, how] for one in chosen) for how in ("right", "wrong", "blank")]
            told.append("{}, {}, {} of {}".format(*counts, sum(counts)) if sum(counts) else "-")
        say(f"| {field} | {' | '.join(told)} |")


def main() -> None:
    """Score the example, and the reviews that are named."""
    cells: Counter = Counter()
    names = ["example"]
    score(EXAMPLE, example_marks(), "example", cells)
    for folder in map(Path, sys.argv[1:]):
        names.append(folder.name)
        score(folder / "files", folder_marks(folder), folder.name, cells)
    tell(names, cells)


if __name__ == "__main__":
    main()
