"""Reads recommendations out of tables: a row is one, and its columns' names say what the cells are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from learning_themes.actions.bodies import is_bodies
from learning_themes.actions.due import states_time
from learning_themes.actions.items import Item
from learning_themes.actions.paragraphs import Paragraph, Piece
from learning_themes.actions.understand import read_listed_status
from learning_themes.actions.wording import OTHER_HEADING, asks

_CELL = " | "
_SHORT = 70  # letters of a column's name
# Tried in order: the first that fits a column's name says what it holds.
_ROLES = {
    "label": r"^(no|nr|ref|rec no|number|#|id|item|r|s/?n)$|^(rec\w*|action|ref\w*) ?(no|number|ref|id)\b",
    "status": r"^(current |delivery |completion |action )?(status|b?rag|progress)( (rating|status|rag))?$",
    "done": r"\b(taken|already|progress|status|rag|update|outcomes?|evidence|success|measures?|impact|scope"
    r"|milestones?|learning|findings?|theme|why|rationale|response|accepted|comments?|monitoring|assurance)\b",
    "ask": r"\brecommend",
    "owner": r"\b(owners?|leads?|who|whom|agency|agencies|responsib\w+|accountable|organisation|partner)\b"
    r"|^(to|for)$",
    "due": r"\b(dates?|due|when|timescales?|deadline|complet\w+|target|timeframe)\b|^by$",
    "action": r"\b(actions?|improvements?|asks?|what (should|needs|will|must|has|is)|task|commitment"
    r"|proposal)\b",
}
_FEWEST = 3  # words of a recommendation
_STATUS_WORDS = 6  # of a cell from which it tells the progress in sentences, and is no status
_ONLY_LABEL = re.compile(r"^(?:rec\w*\.? ?)?[A-Z]{0,3}\d{0,2}(\.\d{1,2})*\.?$", re.IGNORECASE)
_CONTINUED = re.compile(r"^(continued|\(?cont\.?d?\)?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """A cell's words with the passages they stand in; `name` is its column's, where the row tells it, and
    `heading` where the row of names above does."""

    name: str
    pieces: tuple[Piece, ...]
    heading: str = ""

    @property
    def text(self) -> str:
        """The words of the cell."""
        return " ".join(piece.text for piece in self.pieces).strip()


def read_table(table: Sequence[Paragraph], *, rank: int, actions: bool) -> list[Item]:
    """Return the recommendations of a table's rows, none if no column is for them.

    `actions` tells that a column of actions will do, as in the form of a rapid review. A row that goes on
    from the page before is added to the row that it belongs to.
    """
    if OTHER_HEADING.search(table[0].heading) and "recommend" not in table[0].heading.casefold():
        return []
    names: list[str] = []
    rows: list[tuple[Paragraph, dict[str, Cell]]] = []
    for row in table:
        cells = _read_cells(row)
        if _are_names(cells):
            names = [cell.text for cell in cells]
        else:
            rows.append((row, _find_roles(cells, names)))
    role = "ask" if any("ask" in roles for _, roles in rows) else "action" if actions else ""
    items: list[Item] = []
    for row, roles in rows:
        if role and role in roles:
            _take_row(items, row, roles, role=role, rank=rank)
        elif role and items:  # another action on the recommendation above, whose cell is empty
            items[-1].take_status(_read_status(roles))
    return items


def _read_cells(row: Paragraph) -> list[Cell]:
    """Return the cells of a row, each with its column's name if the reader knew it."""
    cells: list[list[Piece]] = [[]]
    for piece in row.pieces:
        parts = piece.text.split(_CELL) if piece.text != "|" else ["", ""]
        for place, part in enumerate(parts):
            if place:
                cells.append([])
            cells[-1].append(Piece(piece.passage_id, part.strip()))
    return [_name_cell(pieces) for pieces in cells]


def _name_cell(pieces: list[Piece]) -> Cell:
    first = pieces[0]
    name, colon, rest = first.text.partition(": ")
    if colon and len(name) <= _SHORT and name_role(name):
        return Cell(name, (Piece(first.passage_id, rest.strip()), *pieces[1:]))
    return Cell("", tuple(pieces))


def name_role(name: str) -> str:
    """Return what a column holds by its name, or "" if it does not tell.

    >>> [name_role(name) for name in ("Lead agency", "By when", "Agreed recommendation", "Action taken")]
    ['owner', 'due', 'ask', 'done']
    """
    plain = re.sub(r"[^\w#/ ]", "", name.casefold()).strip()
    if len(plain) > _SHORT:
        return ""
    return next((role for role, pattern in _ROLES.items() if re.search(pattern, plain)), "")


def _are_names(cells: Sequence[Cell]) -> bool:
    """Whether a row holds the names of columns, which a page may repeat."""
    texts = [cell.text for cell in cells]
    if any(cell.name for cell in cells) or not all(0 < len(text) <= _SHORT for text in texts):
        return False
    roles = [name_role(text) for text in texts]
    return ("ask" in roles or "action" in roles) and len([role for role in roles if role]) >= 2


def _find_roles(cells: Sequence[Cell], names: Sequence[str]) -> dict[str, Cell]:
    """Return the cells by what they hold: by their columns' names, else by their words."""
    roles: dict[str, Cell] = {}
    if any(cell.name for cell in cells):
        for cell in cells:
            roles.setdefault(name_role(cell.name), replace(cell, heading=cell.name))
        return roles
    if len(names) == len(cells):
        for name, cell in zip(names, cells, strict=True):
            roles.setdefault(name_role(name), replace(cell, heading=name))
        return roles
    return _guess_roles(cells, names) if names else {}


def _guess_roles(cells: Sequence[Cell], names: Sequence[str]) -> dict[str, Cell]:
    """Return roles by words, where a row lacks a cell: the longest asks, a date is due, a body owns."""
    role = next(role for role in map(name_role, names) if role in ("ask", "action"))
    longest = max(cells, key=lambda cell: len(cell.text))
    roles = {role: longest}
    for cell in cells:
        if cell is longest:
            continue
        if re.fullmatch(r"[A-Z]{0,3}\d{1,2}(\.\d{1,2})*\.?|[A-Z]", cell.text):
            roles.setdefault("label", cell)
        elif states_time(cell.text):
            roles.setdefault("due", cell)
        elif is_bodies(cell.text):
            roles.setdefault("owner", cell)
    return roles


def _take_row(items: list[Item], row: Paragraph, roles: dict[str, Cell], *, role: str, rank: int) -> None:
    ask, label = roles[role], _text(roles, "label")
    owner, due = _text(roles, "owner"), _text(roles, "due")
    if not ask.text or _ONLY_LABEL.match(ask.text):
        if items and not ask.text:
            items[-1].take_status(_read_status(roles))
        return
    if items and _goes_on(items[-1], ask, label, roles):
        items[-1].take(ask.pieces)
        items[-1].owner = " ".join(filter(None, [items[-1].owner, owner]))
        items[-1].due = " ".join(filter(None, [items[-1].due, due]))
        items[-1].take_status(_read_status(roles))
    elif len(ask.text.split()) >= _FEWEST:
        item = Item(row.page, label, row.heading, rank, owner=owner, due=due, is_action=role == "action")
        item.take(ask.pieces)
        item.beside = [
            cell.text
            for other, cell in roles.items()
            if other in ("status", "done", "action") and other != role
        ]
        item.status = _read_status(roles)
        items.append(item)


def _read_status(roles: dict[str, Cell]) -> str:
    """Return the status of a row, or its words where a person has to say what they mean; "" for none."""
    words = _text(roles, "status")
    if words and len(words.split()) <= _STATUS_WORDS:
        return read_listed_status(words, roles["status"].heading) or words
    due = _text(roles, "due")  # which says when it is to be done, or that it is
    return "complete" if due and read_listed_status(due, "") == "complete" else ""


def _goes_on(item: Item, ask: Cell, label: str, roles: dict[str, Cell]) -> bool:
    """Whether a row is the rest of the one before, which a page's end cut: no number, and no new sentence."""
    if _CONTINUED.match(label):
        return True
    cut = not item.text.rstrip().endswith((".", "!", "?", ";")) or ask.text[:1].islower()
    numbered = bool(item.label) and not label
    bare = not (_text(roles, "owner") or _text(roles, "due"))
    return (
        cut
        and ask.text[:1].islower()
        and (numbered or bare)
        or (cut and numbered and bare and not asks(ask.text))
    )


def _text(roles: dict[str, Cell], role: str) -> str:
    return roles[role].text if role in roles else ""
