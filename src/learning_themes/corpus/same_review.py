"""Finds the files that belong to one review, and which of them is counted.

The same text in another file is a copy, another format or a new version; a summary, an action plan or a
briefing belongs to the report that its title names. What is not sure is left apart: a person joins files by
typing the same review id for them, and parts them by typing another.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from learning_themes.corpus.subject import list_labels, list_title_names

SHARED = 0.5  # share of the long passages of the shorter file from which two hold the same text
WHOLE = 0.6  # of their numbers of passages, from which the shorter is no mere part
FEWEST = 12  # long passages from which a file can be compared
COMMON = 12  # files in which a passage stands from which it tells nothing of any
APART = 2  # years between publications from which files of one title are of two reviews
_PART = re.compile(
    r"executive summary|\bsummary\b|action plan|learning (?:brief\w*|summary)|practi\w+ brief\w*|\bbriefing\b"
    r"|(?:7|seven)[- ]minute|easy read|one[- ]page|response to",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\bv(?:ersion)?[ .]?(\d+(?:\.\d+)?)\b", re.IGNORECASE)
_UNFINISHED = re.compile(r"\bdraft\b|\bcopy\b|\(\d\)$", re.IGNORECASE)
_WHY = (
    "as the whole report",
    "as the one published later",
    "as the later version",
    "as the one that is no draft or copy",
    "as the one whose chapters were found",
    "as the fullest",
)
_FIRST = "as the first by name"


@dataclass(frozen=True)
class Kin:
    """What a file is to the one that is counted for its review: the file counted, and how it is told."""

    counted: str
    told: str


def find_same(
    rows: Sequence[Mapping],
    keys: Mapping[str, frozenset[str]],
    *,
    joined: Mapping[str, str],
    typed: Collection[str] = (),
) -> dict[str, list[str]]:
    """Return the files of each review, by the file that stands first, in the order of `rows`.

    `rows` are rows of the register of one group; `keys` gives the long passages of each file as keys;
    `joined` gives the review that a person, or an earlier run, gave to a file. Files with the same one go
    together, those with two different ones stay apart. A file of `typed`, whose review a person typed, is
    joined by its text or its title to no other that a person left alone.
    """
    read = [row for row in rows if row["read_status"] != "not-read"]
    alike = [*_same_text(read, keys), *_named_alike(read)]
    pairs = [*_same_bytes(read), *(one for one in alike if (one[0] in typed) == (one[1] in typed))]
    parent = {row["file"]: row["file"] for row in rows}
    given = {file: {joined[file]} if file in joined else set() for file in parent}

    def root(file: str) -> str:
        while parent[file] != file:
            file = parent[file]
        return file

    def join(first: str, second: str, *, sure: bool = False) -> None:
        one, other = sorted((root(first), root(second)), key=order.__getitem__)
        if one != other and (sure or len(given[one] | given[other]) < 2):
            parent[other] = one
            given[one] |= given[other]

    order = {row["file"]: place for place, row in enumerate(rows)}
    by_review: dict[str, str] = {}
    for file in (file for file in order if file in joined):
        join(by_review.setdefault(joined[file], file), file, sure=True)
    for first, second in pairs:
        join(first, second)
    groups: dict[str, list[str]] = defaultdict(list)
    for file in order:
        groups[root(file)].append(file)
    return dict(groups)


def choose_counted(
    files: Iterable[Mapping], keys: Mapping[str, frozenset[str]], *, chapterless: Collection[str] = ()
) -> dict[str, Kin]:
    """Return, for each file of one review that is not counted, the file that is, and what it is to that.

    Counted is a whole report before a part; of whole reports the one published later, or of the later
    version; then one that is no draft or copy; then one whose chapters were found, which those in
    `chapterless` have not; then the fullest; then the first by name.
    """
    read = [row for row in files if row["read_status"] != "not-read"]
    if len(read) < 2:
        return {}
    fullest = max(row["words"] for row in read)
    ranks = {row["file"]: _rank(row, fullest, chapterless) for row in read}
    best = max(read, key=lambda row: (ranks[row["file"]], _reverse(row["file"])))
    others = {row["file"]: _why(ranks[row["file"]], ranks[best["file"]]) for row in read if row is not best}
    return {
        row["file"]: Kin(best["file"], _tell(row, best, keys, why=others[row["file"]]))
        for row in read
        if row["file"] in others
    }


def _rank(row: Mapping, fullest: int, chapterless: Collection[str]) -> tuple:
    """Return what is weighed to choose the counted file, in the order of `_WHY`."""
    whole = not _is_part(row) and row["words"] >= WHOLE * fullest
    version = _VERSION.search(_stem(row))
    return (
        whole,
        row["published_date"] if whole else "",
        float(version[1]) if version else 0.0,
        not _UNFINISHED.search(_stem(row)),
        row["file"] not in chapterless,
        row["words"],
    )


def _why(rank: tuple, best: tuple) -> str:
    """Return as what the counted file was taken before another, in words; their ranks tell."""
    if best[1] and not rank[1] and rank[0] == best[0]:
        return "as the one with a date of publication"
    return next((why for why, one, other in zip(_WHY, rank, best, strict=True) if one != other), _FIRST)


def _reverse(text: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in text)


def _tell(row: Mapping, best: Mapping, keys: Mapping[str, frozenset[str]], *, why: str) -> str:
    """Return what a file is to the counted one, in words."""
    if row["sha256"] == best["sha256"]:
        return f"the same file as {best['file']}: counted once"
    part = _PART.search(f"{_stem(row)} {row['title']}")
    if part and _is_part(row):
        return f"is the {part[0].lower()} of the review in {best['file']}, which is counted"
    if _share(keys[row["file"]], keys[best["file"]]) >= SHARED:
        if row["published_date"] and best["published_date"] > row["published_date"]:
            return f"is an earlier version of {best['file']}, which is counted"
        if _size_ratio(row, best) >= WHOLE:
            return f"holds the same text as {best['file']}, which is counted {why}"
    return f"belongs to the review in {best['file']}, which is counted {why}"


def _same_bytes(rows: Sequence[Mapping]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    return [(first.setdefault(row["sha256"], row["file"]), row["file"]) for row in rows if row["sha256"]]


def _same_text(rows: Sequence[Mapping], keys: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """Return the pairs of files of which half the long passages of the shorter stand in the longer."""
    holders: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for key in keys.get(row["file"], ()):
            holders[key].append(row["file"])
    shared: Counter[tuple[str, str]] = Counter()
    for files in holders.values():
        if 1 < len(files) <= COMMON:
            shared.update(combinations(files, 2))
    return [
        pair
        for pair, number in shared.items()
        if number >= max(SHARED * min(len(keys[one]) for one in pair), SHARED * FEWEST)
        and min(len(keys[one]) for one in pair) >= FEWEST
    ]


def _named_alike(rows: Sequence[Mapping]) -> list[tuple[str, str]]:
    """Return pairs of a part and a whole whose titles name the same child and kind of one partnership.

    Their dates must agree as far as both have them. Where a part may belong to two, it belongs to none.
    """
    by_name: dict[frozenset[str], list[Mapping]] = defaultdict(list)
    for row in rows:
        by_name[_whom(row)].append(row)
    by_name.pop(frozenset(), None)
    pairs = []
    for named in by_name.values():
        wholes = [row for row in named if not _is_part(row)]
        for part in (row for row in named if _is_part(row)):
            fitting = [row for row in wholes if _agree(part, row)]
            if len({row["sha256"] for row in fitting}) == 1:
                pairs.append((fitting[0]["file"], part["file"]))
    return pairs


def _whom(row: Mapping) -> frozenset[str]:
    """Return the labels or names in the title, or else in the name of the file; none if there are none."""
    for text in (row["title"], _stem(row)):
        labels = list_labels(text)
        names = labels or [name for name in list_title_names(text) if name not in row["partnership"]]
        if names:
            return frozenset(name.casefold() for name in names)
    return frozenset()


def _agree(one: Mapping, other: Mapping) -> bool:
    for field in ("partnership", "incident_date"):
        first, second = one[field], other[field]
        shorter = min(len(first), len(second)) if field == "incident_date" else None
        if first and second and first[:shorter] != second[:shorter]:
            return False
    kinds = {row["review_type"] for row in (one, other)} - {"OTHER"}
    if len(kinds) != 1:
        return False
    years = [row["published_date"][:4] for row in (one, other)]
    return not all(years) or abs(int(years[0]) - int(years[1])) < APART


def _is_part(row: Mapping) -> bool:
    return bool(_PART.search(f"{_stem(row)} {row['title']}"))


def _stem(row: Mapping) -> str:
    return re.sub(r"\.\w{2,5}$", "", row["file"].rsplit("/", 1)[-1]).replace("_", " ")


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= FEWEST else 0.0


def _size_ratio(one: Mapping, other: Mapping) -> float:
    return min(one["words"], other["words"]) / max(one["words"], other["words"], 1)
