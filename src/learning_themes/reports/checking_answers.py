"""Reads a workbook of `checking_workbook` back: rows become decisions, wrong values are named by cell."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from learning_themes.errors import InputError, nearest
from learning_themes.packages import explain_unfolding
from learning_themes.reports.checking_carried import THEMES_A_ROW, YES
from learning_themes.reports.checking_workbook import DRAW_CELL, JUDGEMENTS, NAME_CELL, NOT_THIS_THEME
from learning_themes.tables import STANCES
from learning_themes.themes.answers import Answer, gather_answers, gather_settled
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import (
    NONE,
    Decision,
    append_decision,
    check_name,
    make_id,
    now,
    read_decisions,
)
from learning_themes.themes.items import Item
from learning_themes.themes.placing import Placed, place_decisions
from learning_themes.trends.check_round import Round


@dataclass
class Imported:
    """What came of reading a workbook in: rows taken, rows that were in already, and what was set aside."""

    by: str
    taken: int = 0
    known: int = 0
    blank: int = 0
    aside: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A row's values by title, and where it stands."""

    sheet: str
    number: int
    values: Mapping[str, str]
    letters: Mapping[str, str]

    def name(self, title: str) -> str:
        """Return the place of the cell under `title`, as Excel names it."""
        return f"{self.sheet}!{self.letters.get(title, 'A')}{self.number}"


class _WrongValue(Exception):
    """A value of a row that cannot be taken; the row is set aside whole."""


def read_draw_name(path: Path) -> str:
    """Return the name of the draw that a workbook was written for. Raises InputError for another file."""
    return str(open_workbook(path)["Lists"][DRAW_CELL].value or "")


def import_workbook(path: Path, opened: Round, *, by: str = "") -> Imported:
    """Write the answers in a workbook as decisions of the analyst named in it, or of `by`.

    A row with a wrong value is set aside whole and named by its cell; blank rows are passed over. A row
    that says what the analyst's answer is already, or that was read in before, adds nothing.
    """
    book = open_workbook(path)
    named = str(by or book["Read me"][NAME_CELL].value or "")
    if not named.strip():
        raise InputError(f"{path}: Read me!{NAME_CELL} is empty: put your name there, or give --by NAME")
    imported = Imported(check_name(named))
    kept = read_decisions(opened.people).decisions
    placed = place_decisions(kept, opened.reading.passages, opened.codebook.themes)
    writer = _Writer(opened, imported, {one.id.rpartition(".")[0] for one in kept}, placed)
    steps = {
        "Passages": writer.take_passage,
        "Reviews": writer.take_review,
        "Differences": writer.take_settled,
    }
    for sheet, take in steps.items():
        for row in list_rows(book[sheet]) if sheet in book.sheetnames else ():
            try:
                take(row)
            except _WrongValue as problem:
                imported.aside.append(f"{path.name}, {problem}")
    return imported


def open_workbook(path: Path):  # noqa: ANN201 - openpyxl's own class has no public name
    """Return a workbook of a check as it was saved. Raises InputError for what is none."""
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    if told := explain_unfolding(path):
        raise InputError(f"{path}: {told}; give a workbook that `check` has written")
    try:
        book = load_workbook(path, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as an Excel workbook (.xlsx): {error}") from None
    missing = [name for name in ("Read me", "Passages", "Reviews", "Lists") if name not in book.sheetnames]
    if missing:
        raise InputError(f"{path}: lacks the sheet {missing[0]!r}; give a workbook that `check` has written")
    return book


def list_rows(sheet: Worksheet) -> Iterator[Row]:
    """Yield the rows of a sheet under its titles that hold anything."""
    titles = {str(cell.value): get_column_letter(cell.column) for cell in sheet[1] if cell.value}
    for number in range(2, sheet.max_row + 1):
        values = {title: _text(sheet[f"{letter}{number}"].value) for title, letter in titles.items()}
        if any(values.values()):
            yield Row(sheet.title, number, values, titles)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


class _Writer:
    """Takes rows one by one and writes what is new in them."""

    def __init__(self, opened: Round, imported: Imported, known: set[str], placed: Sequence[Placed]) -> None:
        self._opened = opened
        self._imported = imported
        self._known = known
        own = [one for one in placed if one.decision.by == imported.by]
        self._answers = gather_answers(own)
        self._settled = gather_settled(placed)
        self._judged = {
            (one.review_id, one.decision.theme): one.decision.verdict
            for one in own
            if one.decision.verdict in JUDGEMENTS
        }
        self._items = {
            item.passage_id or f"{item.review_id}\n{item.theme}": item
            for item in opened.items
            if item.kind != "settle"
        }
        differences = [item for item in opened.items if item.kind == "settle"]
        self._items |= {f"{item.passage_id}\n{item.theme}": item for item in differences}

    def take_passage(self, row: Row) -> None:
        """Take a row of Passages."""
        given = _read_themes(row, self._opened.codebook)
        nothing, as_found = (_read_yes(row, title) for title in ("No theme", "All as found"))
        if not (given or nothing or as_found):
            self._imported.blank += 1
            if row.values.get("Note"):
                self._write(row, self._find(row), "", [(NONE, "noted", "", row.values["Note"])], blind=False)
            return
        item = self._find(row)
        if nothing and (given or as_found):
            raise _WrongValue(f"{row.name('No theme')}: says no theme, but the row gives some")
        if as_found and item.blind:
            raise _WrongValue(
                f"{row.name('All as found')}: the codes were hidden; give the themes themselves"
            )
        if as_found:
            given = dict(sorted(({code.theme: code.stance for code in item.codes} | given).items()))
        answer = self._answers.get((self._imported.by, item.passage_id), Answer(self._imported.by, "", ""))
        held = {theme: stance for theme, stance in answer.stances.items() if stance}
        if answer.complete and held == given:
            self._imported.known += 1
            return
        if answer.complete:
            self._refuse_older(row, item, given)
        steps = _list_steps(item, given, held, row.values.get("Note", ""))
        self._write(row, item, given, steps, blind=item.blind and not answer.complete)
        self._imported.taken += 1

    def take_review(self, row: Row) -> None:
        """Take a row of Reviews."""
        said = row.values.get("Judgement", "").casefold()
        if not said:
            self._imported.blank += 1
            return
        if said not in JUDGEMENTS:
            hint = nearest(said, JUDGEMENTS)
            raise _WrongValue(
                f"{row.name('Judgement')}: {said!r} is not one of {', '.join(JUDGEMENTS)}.{hint}"
            )
        item = self._find(row)
        held = self._judged.get((item.review_id, item.theme))
        if held == said:
            self._imported.known += 1
            return
        if held:
            self._refuse_older(row, item, said)
        self._write(row, item, said, [(item.theme, said, "", row.values.get("Note", ""))], blind=item.blind)
        self._imported.taken += 1

    def take_settled(self, row: Row) -> None:
        """Take a row of Differences."""
        said = row.values.get("Settled", "").casefold()
        allowed = (*STANCES, NOT_THIS_THEME)
        if not said:
            self._imported.blank += 1
            return
        if said not in allowed:
            hint = nearest(said, allowed)
            raise _WrongValue(f"{row.name('Settled')}: {said!r} is not one of {', '.join(allowed)}.{hint}")
        stance = "" if said == NOT_THIS_THEME else said
        held = self._settled.get(tuple(read_id(row).split("\n", 1)))
        if held == stance:
            self._imported.known += 1
            return
        if held is not None:
            stands = held or NOT_THIS_THEME
            raise _WrongValue(f"{row.name('Settled')}: it is settled as {stands!r} already, and is left so")
        item = self._find(row)
        self._write(row, item, said, [(item.theme, "settled", stance, "")], blind=False)
        self._imported.taken += 1

    def _find(self, row: Row) -> Item:
        item = self._items.get(read_id(row))
        if item is None:
            raise _WrongValue(
                f"{row.name('Id')}: the row belongs to no passage or review of this draw that is still in the"
                " corpus"
            )
        return item

    def _refuse_older(self, row: Row, item: Item, answer: object) -> None:
        """Set a row aside that was read in before and that the analyst has changed since, on the screen."""
        if self._name(row, item, answer) in self._known:
            raise _WrongValue(
                f"{row.name('No.')}: this answer was read in before and you changed it since;"
                " it is left as it is now"
            )

    def _name(self, row: Row, item: Item, answer: object) -> str:
        note = row.values.get("Note", "") if not answer else ""
        return make_id(["xlsx", self._imported.by, item.draw, row.values.get("Id", ""), answer, note])

    def _write(
        self, row: Row, item: Item, answer: object, steps: list[tuple[str, str, str, str]], *, blind: bool
    ) -> None:
        name, when, codebook = self._name(row, item, answer), now(), self._opened.codebook
        if not answer and name in self._known:
            return
        self._opened.keep_draw()
        for number, (theme, verdict, stance, note) in enumerate(steps):
            decision = Decision(
                f"{name}.{number}", item.passage_id, item.text, item.review_id, theme, verdict, stance,
                self._imported.by, when, item.draw, item.part, item.chance, blind, note,
                f"{codebook.version} {codebook.digest[:12]}",
            )  # fmt: skip
            append_decision(self._opened.people, decision)


def read_id(row: Row) -> str:
    """Return the id that a row carries, whichever program saved it."""
    return row.values.get("Id", "").replace("\r\n", "\n").replace("_x000D_", "")


def _list_steps(
    item: Item, given: Mapping[str, str], held: Mapping[str, str], note: str
) -> list[tuple[str, str, str, str]]:
    """Return the decisions (theme, verdict, stance, note) by which a passage's answer becomes `given`."""
    coded = {} if item.blind else {code.theme: code.stance for code in item.codes}
    steps = []
    for theme, stance in given.items():
        verdict = "added" if theme not in coded else "accepted" if coded[theme] == stance else "changed"
        steps.append((theme, verdict, stance, ""))
    gone = [theme for theme in {**coded, **held} if theme not in given]
    steps += [(theme, "rejected", "", "") for theme in gone]
    return [*steps, (NONE, "complete", "", note)]


def _read_themes(row: Row, codebook: Codebook) -> dict[str, str]:
    ids = {word.casefold(): one.id for one in codebook.themes.values() for word in (one.name, one.id)}
    given = {}
    for n in range(1, THEMES_A_ROW + 1):
        theme, stance = row.values.get(f"Theme {n}", ""), row.values.get(f"Stance {n}", "").casefold()
        if not (theme or stance):
            continue
        if theme.casefold() not in ids:
            names = [one.name for one in codebook.themes.values()]
            told = (
                f"{theme!r} is no theme of the codebook.{nearest(theme, names)}"
                if theme
                else "lacks its theme"
            )
            raise _WrongValue(f"{row.name(f'Theme {n}')}: {told}")
        if stance not in STANCES:
            told = f"{stance!r} is not one of" if stance else "choose one of"
            raise _WrongValue(
                f"{row.name(f'Stance {n}')}: {told} {', '.join(STANCES)}.{nearest(stance, STANCES)}"
            )
        if given.setdefault(ids[theme.casefold()], stance) != stance:
            raise _WrongValue(f"{row.name(f'Stance {n}')}: {theme} is given twice, with different stances")
    return dict(sorted(given.items()))


def _read_yes(row: Row, title: str) -> bool:
    value = row.values.get(title, "").casefold()
    if value not in ("", YES):
        raise _WrongValue(f"{row.name(title)}: {value!r} is not understood; write {YES!r} or leave it blank")
    return value == YES
