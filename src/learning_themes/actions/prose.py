"""Reads recommendations out of running text: labelled, numbered, bulleted, or one a paragraph."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from learning_themes.actions.bodies import is_bodies
from learning_themes.actions.due import is_due_alone
from learning_themes.actions.items import Item
from learning_themes.actions.labels import Label, Scheme, find_scheme
from learning_themes.actions.paragraphs import Paragraph, Piece
from learning_themes.actions.wording import IN_TEXT, MODAL, PART, asks, leads_in, quotes_others
from learning_themes.themes.beside import says_when

_HEAD = re.compile(r"^(?:recommendations? |actions? )?(?:for|to) (?P<body>[^.:]{2,80}):?$", re.IGNORECASE)
_ADDRESSED = re.compile(r"^(?:To|For) (?P<body>[^:.;]{2,120}): *(?=\S)")
_CONTINUES = re.compile(
    r"^(this|these|it|they|the (audit|report|review|policy|guidance|training|work)) (should|must|will"
    r"|is to|are to)\b",
    re.IGNORECASE,
)
_PART_LABEL = re.compile(r"^([a-z]|[ivx]{1,5})$")
_FEWEST = 3  # words of a recommendation
_TITLE = 10  # words up to which what stands behind a label, without a stop, is its title
_MANY = 3  # asking sentences in a single paragraph from which each is taken for one recommendation
_AFTER = 2  # plain paragraphs after a list of bullets that end it


_STOPS = (".", ";", ":", "?", "!")
_NOTHING = Piece("", "")


@dataclass
class Reading:
    """The state of reading one region: how its list is made, the recommendation at hand, and those found."""

    scheme: Scheme
    mode: str
    rank: int
    lettered_parts: bool = False
    items: list[Item] = field(default_factory=list)
    open: bool = False
    listing: bool = False
    part: str = ""
    head: str = ""
    pending: Label | None = None
    pending_piece: Piece = _NOTHING
    plain: int = 0

    @property
    def item(self) -> Item | None:
        """The recommendation at hand, if the words that come may belong to it."""
        return self.items[-1] if self.items and self.open else None

    def begin(self, paragraph: Paragraph, label: str) -> Item:
        """Begin a recommendation and return it."""
        heading = paragraph.heading
        self.items.append(Item(paragraph.page, label, heading, self.rank, head=self.head))
        self.open, self.listing, self.part, self.pending, self.plain = True, False, "", None, 0
        return self.items[-1]


def read_prose(region: Sequence[Paragraph], *, rank: int, asking: bool) -> list[Item]:
    """Return the recommendations of a region's paragraphs, in order; rows of tables are passed over."""
    paragraphs = [paragraph for paragraph in region if not paragraph.is_row]
    scheme = find_scheme(piece.text for paragraph in paragraphs for piece in paragraph.pieces)
    mode = _choose_mode(paragraphs, scheme, asking)
    reading = Reading(scheme, mode, rank, lettered_parts=_has_main_numbers(paragraphs))
    for paragraph in paragraphs:
        if paragraph.kind == "heading":
            _read_heading(reading, paragraph)
        else:
            _read_paragraph(reading, paragraph)
    if paragraphs:
        _end_pending(reading, paragraphs[-1])
    return [item for item in reading.items if item.pieces]


def _choose_mode(paragraphs: Sequence[Paragraph], scheme: Scheme, asking: bool) -> str:
    """Return how the list is made: by labels, paragraph numbers, bullets, or asking paragraphs."""
    texts = [p for p in paragraphs if p.kind != "heading" and not leads_in(p.pieces[0].text)]
    if [p.kind for p in texts[:2]] == ["bullet", "bullet"] and not any(p.label for p in texts[:2]):
        return "bullets"  # numbers that come after them are of the chapter that follows
    if scheme.worded or scheme.prefixes:
        return "labels"
    if sum(bool(p.label) and asks(p.text) for p in texts) >= 2 or _only_one(texts):
        return "numbers"
    if scheme:
        return "labels"
    bullets = sum(p.kind == "bullet" for p in texts)
    if (bullets >= 2 or bullets == len(texts) == 1) and not _stems(texts):
        return "bullets"
    return "asking" if asking else "none"


def _has_main_numbers(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether some paragraphs have numbers, so that "a" and "ii" tell parts of what has one."""
    return any(p.label and not _PART_LABEL.match(p.label) for p in paragraphs if p.kind != "heading")


def _only_one(texts: Sequence[Paragraph]) -> bool:
    return len(texts) == 1 and bool(texts[0].label)


def _stems(texts: Sequence[Paragraph]) -> bool:
    """Whether bullets hang on asking sentences: "The Board should ensure that:"."""
    stems = [p for p in texts if p.kind != "bullet" and p.text.endswith(":") and MODAL.search(p.text)]
    return len(stems) >= 1 and not any(_is_head(p.text) for p in stems)


def _is_head(text: str) -> bool:
    return bool(_HEAD.match(text.strip())) or text[:1].isupper() and is_bodies(text.strip().rstrip(":"))


def _read_heading(reading: Reading, heading: Paragraph) -> None:
    found = reading.scheme.read(heading.text)
    reading.open, reading.part = False, ""
    if found is None:
        reading.head = _body_of(heading.text)
        return
    if found.rest and (asks(found.rest) and len(found.rest.split()) > 7):
        item = reading.begin(heading, found.label)
        item.take([Piece(heading.pieces[0].passage_id, found.rest)])
        item.owner = found.aside
    else:
        _end_pending(reading, heading)
        reading.pending = found
        reading.pending_piece = Piece(heading.pieces[0].passage_id, found.rest)


def _body_of(text: str) -> str:
    match = _HEAD.match(text.strip())
    if match:
        return match["body"]
    return text.strip().rstrip(":") if is_bodies(text.strip().rstrip(":")) else ""


def _read_paragraph(reading: Reading, paragraph: Paragraph) -> None:
    if reading.item and reading.part and paragraph.kind != "bullet":
        reading.part = ""
    if _names_owner(reading, paragraph):
        reading.head, reading.open = _body_of(paragraph.text), False
        return
    if reading.mode == "asking":
        paragraph = _from_its_asking(paragraph)
    pieces = [Piece(p.passage_id, part) for p in paragraph.pieces for part in reading.scheme.split(p.text)]
    for place, piece in enumerate(pieces):
        _read_piece(reading, paragraph, piece, place, len(pieces))


def _from_its_asking(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph from "It is recommended that …" on, where only a finding stands before that."""
    places = [place for place, piece in enumerate(paragraph.pieces) if IN_TEXT.match(piece.text)]
    if not places or any(MODAL.search(piece.text) for piece in paragraph.pieces[: places[0]]):
        return paragraph
    return replace(paragraph, pieces=paragraph.pieces[places[0] :])


def _names_owner(reading: Reading, paragraph: Paragraph) -> bool:
    """Whether a line stands above recommendations and says whom they are for."""
    free = paragraph.kind == "sentence" and not (paragraph.label or reading.pending)
    return free and _is_head(paragraph.text) and not _trails(reading, paragraph)


def _trails(reading: Reading, paragraph: Paragraph) -> bool:
    """Whether a line that names bodies stands below its recommendation, as in a box."""
    return bool(reading.item) and reading.mode == "labels" and not paragraph.text.rstrip().endswith(":")


def _read_piece(reading: Reading, paragraph: Paragraph, piece: Piece, place: int, count: int) -> None:
    """Put a sentence where it belongs; a test in the paragraph of its recommendation is part of its words."""
    found = reading.scheme.read(piece.text)
    if found and reading.mode == "labels":
        _begin_labelled(reading, paragraph, piece, found)
    elif (part := PART.match(piece.text)) and not (place and part["test"]):
        _take_part(reading, part, piece.text)
    elif place == 0 and reading.items and says_when(piece.text):
        reading.items[-1].due = reading.items[-1].due or piece.text
    elif reading.pending:
        pending = reading.pending
        item = reading.begin(paragraph, pending.label)
        item.owner = pending.aside
        item.take([piece])
    elif place == 0 and _begins(reading, paragraph, count):
        reading.begin(paragraph, paragraph.label).take([piece])
    elif reading.item and _belongs(reading, paragraph, piece, place):
        _add(reading, piece)
    elif place and reading.mode == "asking" and _begins(reading, paragraph, count, sentence=piece.text):
        reading.begin(paragraph, paragraph.label).take([piece])
    elif place == 0:
        _leave(reading, paragraph)


def _begin_labelled(reading: Reading, paragraph: Paragraph, piece: Piece, found: Label) -> None:
    _end_pending(reading, paragraph)
    titled = (
        len(found.rest.split()) <= _TITLE and found.rest[-1:] not in _STOPS and not MODAL.search(found.rest)
    )
    if not found.rest or titled:
        reading.open, reading.pending = False, found
        reading.pending_piece = Piece(piece.passage_id, found.rest)
        return
    item = reading.begin(paragraph, found.label)
    item.owner = found.aside
    item.take([Piece(piece.passage_id, found.rest)])


def _end_pending(reading: Reading, paragraph: Paragraph) -> None:
    """Take a title for the recommendation, where nothing came below it."""
    pending, piece = reading.pending, reading.pending_piece
    if pending and piece.text:
        reading.begin(paragraph, pending.label).take([piece])
        reading.items[-1].owner = pending.aside
    reading.pending, reading.open = None, False


def _take_part(reading: Reading, part: re.Match[str], text: str) -> None:
    """Put what a named part says where it belongs: "Owner: Levels Police"."""
    item = reading.items[-1] if reading.items else None
    if item is None:
        return
    reading.part = part["name"]
    rest = text[part.end() :].strip()
    if part["owner"]:
        item.owner = rest
    elif part["due"]:
        item.due = rest
    else:
        item.beside.append(text)


def _add(reading: Reading, piece: Piece) -> None:
    item = reading.item
    if item is None:
        return
    if reading.part and is_due_alone(piece.text):
        item.due = item.due or piece.text
    elif reading.part:
        item.beside.append(piece.text)
    else:
        item.take([piece])


def _begins(reading: Reading, paragraph: Paragraph, count: int, sentence: str = "") -> bool:
    """Whether a paragraph without a label of the list begins a recommendation."""
    text = sentence or paragraph.text
    first = sentence or paragraph.pieces[0].text
    if leads_in(first) or quotes_others(first) or len(text.split()) < _FEWEST:
        return False
    if _is_part(reading, paragraph):
        return False
    if reading.mode == "numbers":
        return bool(paragraph.label) and (asks(text) or "." not in paragraph.label)
    if reading.mode == "bullets":
        return paragraph.kind == "bullet" and reading.plain < _AFTER
    if reading.mode != "asking" or not (asks(text) and not _continues(reading, paragraph, text)):
        return False
    return not sentence or sum(asks(piece.text) for piece in paragraph.pieces) >= _MANY


def _continues(reading: Reading, paragraph: Paragraph, text: str) -> bool:
    return bool(reading.item) and (_is_open_ended(reading) or bool(_CONTINUES.match(text)))


def _is_open_ended(reading: Reading) -> bool:
    item = reading.item
    return bool(item) and not item.text.rstrip().endswith((".", "!", "?", ")", "]", "”", '"'))


def _belongs(reading: Reading, paragraph: Paragraph, piece: Piece, place: int) -> bool:
    """Whether words go on with the recommendation at hand."""
    item = reading.item
    if item is None:
        return False
    if place:
        return reading.plain == 0
    if _is_part(reading, paragraph):
        reading.listing = True
        return True
    if paragraph.kind == "bullet":
        hangs = reading.listing or item.text.rstrip().endswith((":", ";", ",", "–", "-"))
        reading.listing = hangs
        return hangs
    if _is_open_ended(reading) or piece.text[:1].islower():
        return not (reading.listing and piece.text[:1].isupper())
    return bool(_CONTINUES.match(piece.text)) or is_due_alone(piece.text)


def _is_part(reading: Reading, paragraph: Paragraph) -> bool:
    """Whether a paragraph is part "a" or "ii" of the numbered recommendation at hand."""
    lettered = reading.lettered_parts or reading.mode == "labels"
    return bool(reading.item) and lettered and bool(_PART_LABEL.match(paragraph.label))


def _leave(reading: Reading, paragraph: Paragraph) -> None:
    """Pass over a paragraph that belongs to none: the recommendation before it is done."""
    reading.open = False
    if paragraph.kind != "bullet" and reading.items:
        reading.plain += 1


def strip_address(text: str) -> tuple[str, str]:
    """Return whom a text is addressed to, and the rest: "To Levels Police: ring back." gives both."""
    match = _ADDRESSED.match(text)
    return (match["body"], text[match.end() :]) if match else ("", text)
