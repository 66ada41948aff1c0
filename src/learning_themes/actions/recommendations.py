"""Finds the recommendations that each review makes, whole and once, and describes them."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from learning_themes.actions.bodies import Bodies, is_bodies, list_named, part_bodies
from learning_themes.actions.due import cut_due, find_due, states_time
from learning_themes.actions.items import Item
from learning_themes.actions.labels import WORDED
from learning_themes.actions.missing import find_missing
from learning_themes.actions.owners import find_owners
from learning_themes.actions.paragraphs import Paragraph, Piece, join_passages, part_files
from learning_themes.actions.prose import read_prose, strip_address
from learning_themes.actions.regions import find_regions, find_tables, is_asking
from learning_themes.actions.repeats import keep_once
from learning_themes.actions.similar import find_similar
from learning_themes.actions.table_rows import read_table
from learning_themes.actions.wording import ASKING_HEADING, IN_TEXT, asks, quotes_others
from learning_themes.tables import make_table
from learning_themes.themes.answers import leave_out_rejected

# Where a recommendation is looked for, the surest place first: of two alike the first is kept.
IN_SECTION, IN_TABLE, ELSEWHERE, IN_APPENDIX, IN_SUMMARY = range(5)
_FILES_APART = 10  # a later file of a review is less sure than any place of an earlier one
_SURENESS = {"recommendations": IN_SECTION, "summary": IN_SUMMARY, "appendix": IN_APPENDIX}
_NO_PLACE = ("method", "front-matter", "background", "narrative")


def find_recommendations(
    register: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame
) -> pd.DataFrame:
    """Return table `recommendations`: each that a review makes, whole, once, in the order of the register.

    Left out are learning points, and what other reviews are told to have recommended. `themes` are those of
    the evidence on its passages that no analyst rejected, strongest first.
    """
    reviews = register.drop_duplicates("review_id").set_index("review_id")
    themes = _themes_by_passage(evidence)
    by_review = dict(list(passages.groupby("review_id", sort=False)))
    rows: list[dict] = []
    names: list[str] = []
    for review_id, review in reviews.iterrows():
        if review_id in by_review:
            named = list_named(by_review[review_id]["text"])
            found = _describe_all(by_review[review_id], review, named)
            rows += [{**row, "themes": _join_themes(row["passages"], themes)} for row in found]
            names += named
    return _add_similar(make_table("recommendations", rows), reviews, names)


def read_recommendations(passages: pd.DataFrame) -> list[Item]:
    """Return what one review recommends, from its passages in order, one file after another."""
    found: list[Item] = []
    for number, paragraphs in enumerate(part_files(join_passages(passages))):
        items = [*_read_regions(paragraphs), *_read_tables(paragraphs), *_read_elsewhere(paragraphs)]
        found += [
            replace(tidy(item), rank=item.rank + number * _FILES_APART) for item in items if item.pieces
        ]
    kept = keep_once(_without_followers([item for item in found if _is_one(item)]))
    return kept or keep_once([tidy(item) for item in _read_sentences(join_passages(passages))])


def _without_followers(items: Sequence[Item]) -> list[Item]:
    """Return the items without actions that follow recommendations, and without those of a summary alone."""
    surer = [item for item in items if not item.is_action] or list(items)
    chapters = [item for item in surer if item.rank % _FILES_APART < IN_SUMMARY]
    return chapters or surer


def _read_regions(paragraphs: Sequence[Paragraph]) -> Iterable[Item]:
    for region in find_regions(paragraphs):
        rank = _SURENESS.get(region[0].section, ELSEWHERE)
        tabled = any(paragraph.is_row for paragraph in region)
        yield from read_prose(region, rank=rank, asking=is_asking(region) and not tabled)


def _read_tables(paragraphs: Sequence[Paragraph]) -> Iterable[Item]:
    for table in find_tables(paragraphs):
        first = table[0]
        if first.section in _NO_PLACE:
            continue
        actions = first.section == "recommendations" or bool(ASKING_HEADING.search(first.heading))
        yield from read_table(table, rank=_SURENESS.get(first.section, IN_TABLE), actions=actions)


def _read_elsewhere(paragraphs: Sequence[Paragraph]) -> Iterable[Item]:
    """Yield what is labelled as a recommendation outside their chapter: in a box below a finding."""
    outside = [p for p in paragraphs if p.section not in ("recommendations", *_NO_PLACE) and not p.is_row]
    for place, paragraph in enumerate(outside):
        match = WORDED.match(paragraph.text)
        if match and match["label"].casefold().startswith("rec") and paragraph.kind != "heading":
            block = [paragraph, *_hanging(outside[place + 1 :])]
            rank = _SURENESS.get(paragraph.section, ELSEWHERE)
            yield from read_prose(block, rank=rank, asking=False)


def _hanging(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the bullets and the first words that follow a label at once."""
    taken: list[Paragraph] = []
    for paragraph in paragraphs:
        if (
            paragraph.kind == "heading"
            or WORDED.match(paragraph.text)
            or (taken and paragraph.kind != "bullet")
        ):
            break
        taken.append(paragraph)
    return taken


def _read_sentences(paragraphs: Sequence[Paragraph]) -> Iterable[Item]:
    """Yield sentences that recommend where they stand, for a review that has no other place for them."""
    for paragraph in paragraphs:
        if paragraph.section in _NO_PLACE or paragraph.kind == "heading":
            continue
        for piece in paragraph.pieces:
            if IN_TEXT.match(piece.text) and not quotes_others(piece.text):
                item = Item(paragraph.page, paragraph.label, paragraph.heading, ELSEWHERE)
                item.take([piece])
                yield item


_NAMED_BEHIND = re.compile(r"\s*[\[(](?P<inside>[^\[\]()]*(?:\([^()]*\)[^\[\]()]*)*)[\])]\.?$")


def tidy(item: Item) -> Item:
    """Return the recommendation without whom it is addressed to and what names its owner behind it."""
    if not item.pieces:
        return item
    address, rest = strip_address(item.pieces[0].text)
    if address and is_bodies(address) or address and item.pieces[0].text.startswith("To "):
        item.owner = item.owner or address
        item.pieces[0] = replace(item.pieces[0], text=rest)
    if item.owner and not item.due and states_time(item.owner):
        item.due = item.owner
    return _take_behind(item)


def _take_behind(item: Item) -> Item:
    """Take the owner off the end: "[Levels Police]", "(The Council, by May 2021)", or a line of names."""
    last = item.pieces[-1]
    head, stop, tail = last.text.rpartition(". ")
    match = _NAMED_BEHIND.search(last.text)
    if len(item.pieces) > 1 and is_bodies(last.text) and not asks(last.text):
        item.owner = item.owner or last.text
        item.pieces.pop()
    elif stop and is_bodies(tail) and not asks(tail):
        item.owner = item.owner or tail
        item.pieces[-1] = Piece(last.passage_id, f"{head}.")
    elif match and is_bodies(named := cut_due(match["inside"]).strip(), loose=True):
        item.owner, item.due = item.owner or named, item.due or match["inside"]
        _shorten(item, last.text[: match.start()])
    return item


def _shorten(item: Item, rest: str) -> None:
    """Leave `rest` of the last words, or nothing of them."""
    last = item.pieces.pop()
    if rest or not item.pieces:
        item.pieces.append(Piece(last.passage_id, rest))


def _is_one(item: Item) -> bool:
    """Whether it says something, and neither only what others recommended nor only what a reader is asked."""
    if not item.pieces or len(item.text.split()) < 2:
        return False
    first = item.pieces[0].text
    named = bool(WORDED.match(f"{item.label} "))
    return not (quotes_others(first) and not item.label or first.rstrip().endswith("?") and not named)


def _describe_all(passages: pd.DataFrame, review: pd.Series, named: list[str]) -> list[dict]:
    items = read_recommendations(passages)
    bodies = Bodies(
        review["partnership"], [*named, *(part for item in items for part in part_bodies(item.owner))]
    )
    seen: Counter[str] = Counter()
    return [_describe(item, review, bodies, seen) for item in items]


def _describe(item: Item, review: pd.Series, bodies: Bodies, seen: Counter[str]) -> dict:
    owners = "; ".join(find_owners(item, bodies))
    beside = " ".join([item.due, *item.beside, item.heading])
    due = find_due(item.due, item.text, published=review["published_date"])
    return {
        "recommendation_id": _identify(item.text, str(review.name), seen),
        "review_id": str(review.name),
        "page": item.page,
        "label": item.label,
        "heading": item.heading,
        "text": item.text,
        "passages": " ".join(item.passages),
        "owners": owners,
        "due": due,
        "themes": "",
        "missing": find_missing(item.text, owners=owners, due=due, beside=beside),
        "similar": "",
        "likeness": 0.0,
        "status": item.status,
    }


def _identify(text: str, review_id: str, seen: Counter[str]) -> str:
    """Return an id from the review and the words, so that another run or another reader keeps it."""
    words = re.sub(r"\W+", "", text.casefold())
    key = hashlib.sha256(words.encode()).hexdigest()[:8]
    seen[key] += 1
    return f"{review_id}.r{key}" + (f"-{seen[key]}" if seen[key] > 1 else "")


def _themes_by_passage(evidence: pd.DataFrame) -> dict[str, list[tuple[float, str]]]:
    themes: dict[str, list[tuple[float, str]]] = {}
    for row in leave_out_rejected(evidence).itertuples(index=False):
        themes.setdefault(row.passage_id, []).append((row.confidence, row.theme))
    return themes


def _join_themes(passages: str, themes: dict[str, list[tuple[float, str]]]) -> str:
    """Return the themes of its passages, each once, the surest first."""
    best: dict[str, float] = {}
    for passage in passages.split():
        for confidence, theme in themes.get(passage, []):
            best[theme] = max(confidence, best.get(theme, 0.0))
    return "; ".join(sorted(best, key=lambda theme: (-best[theme], theme)))


def _add_similar(table: pd.DataFrame, reviews: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    if table.empty:
        return table
    found = find_similar(table, reviews["published_date"], reviews["group"], names=sorted(set(names)))
    return make_table("recommendations", table.assign(**found).to_dict("records"))
