"""What is put before an analyst: drawn passages in their paragraphs, drawn reviews with their passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from learning_themes.themes.codebook import Codebook

MOST_SHOWN = 6  # passages of a review and theme, of those coded and of those not
LONGEST_SIDE = 1200  # characters of the paragraph shown on either side of the passage


@dataclass(frozen=True)
class Code:
    """A theme that the machine found in a passage, with its stance and the words that decided."""

    theme: str
    stance: str
    why: str


@dataclass(frozen=True)
class Shown:
    """A passage shown to judge a review by; `stance` is empty if the machine does not code the theme."""

    page: int
    text: str
    stance: str


@dataclass(frozen=True)
class Item:
    """One thing to answer: a passage, a review and theme ("pair"), or a disagreement to settle ("settle")."""

    number: int
    kind: str
    review_id: str
    title: str
    file: str = ""
    passage_id: str = ""
    theme: str = ""
    page: int = 0
    section: str = ""
    heading: str = ""
    before: str = ""
    text: str = ""
    after: str = ""
    codes: tuple[Code, ...] = ()
    shown: tuple[Shown, ...] = ()
    answers: str = ""
    part: str = ""
    chance: float = 1.0
    draw: str = ""
    blind: bool = False


@dataclass
class Reading:
    """The tables that items are made from, laid out to be looked up."""

    register: pd.DataFrame
    passages: pd.DataFrame
    machine: pd.DataFrame
    titles: dict[str, str] = field(init=False)
    files: dict[str, str] = field(init=False)
    places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Lay out titles, files and places."""
        named = self.register.drop_duplicates("review_id")[["review_id", "title", "file"]]
        self.titles = {row.review_id: row.title or row.file for row in named.itertuples()}
        self.files = dict(zip(named["review_id"], named["file"], strict=True))
        self.passages = self.passages.drop_duplicates("passage_id").reset_index(drop=True)
        self.places = {one: place for place, one in enumerate(self.passages["passage_id"])}

    def title(self, review_id: str) -> str:
        """Return what a review is called: its title, else its file."""
        return self.titles.get(review_id, review_id)


def make_items(
    sample: pd.DataFrame, reading: Reading, shown: Mapping[tuple[str, str], Sequence[str]]
) -> list[Item]:
    """Return an item for each row of table `sample` in its order; rows whose passage is gone are left out.

    `shown` gives, by review and theme, the passages by which a pair is judged.
    """
    codes = _group_codes(reading.machine)
    items = []
    for row in sample.sort_values("order", kind="stable").itertuples():
        if row.kind == "pair":
            items.append(_make_pair(len(items) + 1, row, reading, shown.get((row.review_id, row.theme), ())))
        elif row.passage_id in reading.places:
            items.append(_make_passage(len(items) + 1, row, reading, codes.get(row.passage_id, ())))
    return items


def make_settling(conflicts: pd.DataFrame, reading: Reading, *, after: int, codebook: Codebook) -> list[Item]:
    """Return an item for each disagreement of table `conflicts`, numbered on from `after`."""
    items = []
    for row in conflicts.itertuples():
        if row.passage_id in reading.places and row.theme in codebook.themes:
            place = _place(row.passage_id, reading)
            number = after + len(items) + 1
            items.append(Item(number, "settle", theme=row.theme, answers=row.answers, **place))
    return items


def _group_codes(machine: pd.DataFrame) -> dict[str, tuple[Code, ...]]:
    codes: dict[str, tuple[Code, ...]] = {}
    ordered = machine.sort_values("confidence", ascending=False, kind="stable")
    for row in ordered.drop_duplicates(["passage_id", "theme"]).itertuples():
        codes[row.passage_id] = (*codes.get(row.passage_id, ()), Code(row.theme, row.stance, row.why))
    return codes


def _make_passage(number: int, row: tuple, reading: Reading, codes: Sequence[Code]) -> Item:
    return Item(
        number,
        "passage",
        codes=tuple(codes),
        part=row.part,
        chance=float(row.chance),
        draw=row.draw,
        blind=bool(row.blind),
        **_place(row.passage_id, reading),
    )


def _place(passage_id: str, reading: Reading) -> dict[str, object]:
    """Return a passage with what stands before and after it in its paragraph."""
    place = reading.places[passage_id]
    table = reading.passages
    here = table.loc[place]
    start, end = place, place
    while start > 0 and _same_paragraph(table.loc[start - 1], here):
        start -= 1
    while end + 1 < len(table) and _same_paragraph(table.loc[end + 1], here):
        end += 1
    return {
        "review_id": here["review_id"], "title": reading.title(here["review_id"]),
        "passage_id": passage_id, "page": int(here["page"]), "section": here["section"],
        "heading": "" if here["heading"] == here["text"] else here["heading"], "text": here["text"],
        "before": " ".join(table.loc[start : place - 1, "text"])[-LONGEST_SIDE:],
        "after": " ".join(table.loc[place + 1 : end, "text"])[:LONGEST_SIDE],
    }  # fmt: skip


def _same_paragraph(one: pd.Series, other: pd.Series) -> bool:
    return one["review_id"] == other["review_id"] and one["paragraph"] == other["paragraph"]


def _make_pair(number: int, row: tuple, reading: Reading, shown: Sequence[str]) -> Item:
    coded = reading.machine[
        (reading.machine["review_id"] == row.review_id) & (reading.machine["theme"] == row.theme)
    ]
    stances = dict(zip(coded["passage_id"], coded["stance"], strict=True))
    passages = [reading.passages.loc[reading.places[one]] for one in shown if one in reading.places]
    return Item(
        number,
        "pair",
        row.review_id,
        reading.title(row.review_id),
        reading.files.get(row.review_id, ""),
        theme=row.theme,
        shown=tuple(Shown(int(p["page"]), p["text"], stances.get(p["passage_id"], "")) for p in passages),
        part=row.part,
        chance=float(row.chance),
        draw=row.draw,
        blind=bool(row.blind),
    )
