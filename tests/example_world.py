"""The sources of the example corpus and what is marked in them, as the tests read it."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from tests.conftest import EXAMPLE

SOURCES = EXAMPLE / "_source"
GOLD = EXAMPLE / "_gold"
STANDARD_COMPLETED = "2019-09-30"  # the action on supervision: corpus/example/_actions/action-log.csv


@dataclass(frozen=True)
class Review:
    """One review of the example: `meta` is its front matter, `gold` what is marked in it, `body` its text."""

    name: str
    meta: dict
    gold: dict
    body: str

    @property
    def file(self) -> str:
        """The name of the built file, from the folder of the example."""
        return self.meta["file"]

    @property
    def ours(self) -> bool:
        """Whether the review is of the partnership itself, not of a neighbour."""
        return not self.file.startswith("neighbours/")

    @property
    def scanned(self) -> bool:
        """Whether the file holds pictures of pages and no text."""
        return self.meta["layout"] == "scan"


def _load_yaml(text: str) -> dict:
    return YAML(typ="safe").load(text)


@cache
def list_reviews() -> tuple[Review, ...]:
    """Return the reviews of the example in order of their number."""
    reviews = []
    for path in sorted(SOURCES.glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        gold = _load_yaml((GOLD / f"{path.stem}.yaml").read_text(encoding="utf-8"))
        reviews.append(Review(path.stem, _load_yaml(front), gold, body))
    return tuple(reviews)


def plain(text: str) -> str:
    """Return `text` without Markdown marks, kinds of quotation mark and runs of white space."""
    text = re.sub(r"[*|\\]|\[\^\d+\]", "", text)
    for curly, straight in (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"')):
        text = text.replace(curly, straight)
    return re.sub(r"\s+", " ", text).strip()


def count_key(theme: str, *, ours: bool, before: bool, stances: tuple[str, ...]) -> tuple[int, int]:
    """Return k of n dated reviews in which `theme` is key, judged in one of `stances`.

    `before` tells incidents before the supervision standard was completed from those after it.
    """
    counted = [
        review.gold["presence"].get(theme, {})
        for review in list_reviews()
        if review.ours == ours
        and review.meta["incident_date"]
        and (review.meta["incident_date"] < STANDARD_COMPLETED) == before
    ]
    return sum(cell.get("key", False) and cell["judged"] in stances for cell in counted), len(counted)


def layouts() -> set[str]:
    """Return the layouts that the sources use."""
    return {review.meta["layout"] for review in list_reviews()}


def built(name: str) -> Path:
    """Return the path of a built file."""
    return EXAMPLE / name
