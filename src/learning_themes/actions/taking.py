"""Brings the rows of a log into the tracker: a new action, or what changed in one that is known."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.cell.cell import MergedCell

from learning_themes.actions.book import TOP, dress_row, type_into
from learning_themes.actions.cells import Row, compare_text
from learning_themes.actions.columns import BY_KEY, MACHINE, PEOPLE_KEYS
from learning_themes.actions.logged import (
    BESIDE,
    Logged,
    Outcome,
    are_alike,
    is_same,
    read_logged,
    remember,
    weigh,
)
from learning_themes.actions.printing import FIRST_STATUS, Printed, word_day
from learning_themes.actions.reading import TrackerSheet
from learning_themes.actions.takeover import LogMapping
from learning_themes.fitted_rows import forget_height
from learning_themes.typed_cells import set_text

WORDS_TOLD = 60  # letters of a cell that is told
_NUMBER = re.compile(r"^(?:recommendation|rec|r)?[\s.:no]*(?=[\da-z])", re.IGNORECASE)
_FOLLOWS = "\0follows"  # of a row that was just taken over, which the memory does not know yet
_ALONE_KEYS = ("review", "page", "themes")  # typed by a person where an action stands alone


@dataclass(frozen=True)
class _Line:
    """A row of the log: where it stands, its number, and what it says, in the tracker's words."""

    place: str
    number: str
    values: Mapping[str, str]
    extra: Mapping[str, str]
    recommendation: Printed | None

    @property
    def follows(self) -> str:
        return self.recommendation.recommendation_id if self.recommendation else ""


@dataclass
class Taking:
    """A log on its way into the sheet, and what was done with its rows.

    `keep` gives the places of the columns kept beside, `numbers` the words of the log's actions by number.
    `logged` is what is to be remembered of the rows, by their number on the sheet.
    """

    read: TrackerSheet
    mapping: LogMapping
    printed: Mapping[str, Printed]
    titles: Mapping[str, str]
    keep: Mapping[str, int]
    numbers: Mapping[str, str] = field(default_factory=dict)
    placed: int = 0
    unchanged: int = 0
    alone: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    written: bool = False
    logged: dict[int, Logged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        held = {
            one: read_logged(known.logged) for one, known in self.read.memory.actions.items() if known.logged
        }
        self._known = {
            compare_text(one.number): action_id
            for action_id, one in held.items()
            if one.log == self.mapping.log and one.number
        }
        ids = {row.number: row.text("action_id") for row in self.read.rows}
        self._of_row = {number: held[one] for number, one in ids.items() if one in held}

    def take(self, cells: Mapping[str, str], place: str) -> None:
        """Bring one row of the log into the sheet, or note why not."""
        line = _Line(
            place,
            cells.get(self.mapping.number, ""),
            self._values(cells),
            {heading: cells.get(heading, "") for heading in self.keep},
            find_of(cells, self.mapping, self.printed),
        )
        if not line.values.get("action"):
            words = " ".join(text for text in cells.values() if text)[:80]
            self.passed_over.append(f"{place}: says nothing to do ({words!r})")
            return
        known = self._known.get(compare_text(line.number), "") if line.number else ""
        there = [row for row in self.read.rows if known and row.text("action_id") == known]
        row = next((row for row in there if row.number not in self.logged), None)
        changed = row is not None and not self._has_words(row, line.values["action"])
        anew = changed and self._has_moved(row, line)
        found = self._find_by_words(line) if row is None or changed else row
        if found is None and changed and not anew and are_alike(row.text("action"), line.values["action"]):
            found = row
        if found:
            self._compare(found, line)
        elif changed and not anew:
            self._refuse_other_words(line, known)
        elif known and not there:
            day = self.read.memory.actions[known].deleted or "before"
            self.passed_over.append(f"{self._name(line)}: its row was deleted in the tracker ({day})")
        else:
            self._add(line, cells)

    def missing(self) -> list[str]:
        """Return the numbers of actions that were taken over from this log and are no longer in it."""
        return [
            held.number
            for number, held in self._of_row.items()
            if held.log == self.mapping.log and held.number and number not in self.logged
            and compare_text(held.number) not in self.numbers
        ]  # fmt: skip

    def _values(self, cells: Mapping[str, str]) -> dict[str, str]:
        values = {key: cells.get(heading, "") for key, heading in self.mapping.columns.items()}
        typed = values.get("review", "")
        values["review"] = self.titles.get(self.mapping.reviews.get(typed, ""), typed)
        for key, meant in self.mapping.values.items():
            values[key] = meant.get(values.get(key, ""), "")
        return values

    def _name(self, line: _Line) -> str:
        number = f"{self.mapping.number} {line.number}" if line.number else ""
        return ", ".join(filter(None, [line.place, number]))

    # Which row of the tracker a row of the log is

    def _has_words(self, row: Row, words: str) -> bool:
        """Return whether a row says these words, or the log did of it when it was last taken over."""
        held = self._of_row.get(row.number, Logged())
        return any(is_same("action", words, one) for one in (row.text("action"), held.said.get("action", "")))

    def _has_moved(self, row: Row, line: _Line) -> bool:
        """Return whether the words of a row stand under another number now: the log was numbered anew."""
        ids = {one.text("action_id"): one for one in self.read.rows}
        for number, words in self.numbers.items():
            if number != compare_text(line.number) and self._has_words(row, words):
                theirs = ids.get(self._known.get(number, ""))
                if theirs is None or not self._has_words(theirs, words):
                    return True
        return False

    def _find_by_words(self, line: _Line) -> Row | None:
        """Return the row that holds the action already by its words; one that has its number first.

        Two rows of a log with numbers of their own are two actions, whatever their words; but where a log was
        numbered anew the words tell.
        """
        free = [row for row in self.read.rows if self._may_be(row, line)]
        same = [row for row in free if self._is_same(row, line)]
        return same[0] if same else self._find_by_column(free, line)

    def _may_be(self, row: Row, line: _Line) -> bool:
        if not line.number:
            return True
        if row.number in self.logged:
            return False
        held, number = self._of_row.get(row.number, Logged()), compare_text(line.number)
        if held.log != self.mapping.log or compare_text(held.number) in ("", number):
            return True
        return not self._has_words(row, self.numbers.get(compare_text(held.number), ""))

    def _find_by_column(self, rows: Sequence[Row], line: _Line) -> Row | None:
        """Return the row with the number in the column kept beside: one taken over before numbers were
        remembered."""
        heading = self.mapping.number
        if not line.number or heading not in self.keep:
            return None
        found = [
            row
            for row in rows
            if row.number not in self._of_row
            and compare_text(row.extra.get(heading, "")) == compare_text(line.number)
        ]
        alike = [row for row in found if are_alike(row.text("action"), line.values["action"])]
        return alike[0] if len(found) == len(alike) == 1 else None

    def _is_same(self, row: Row, line: _Line) -> bool:
        """Return whether a row holds the action already: its words, its review, and its recommendation.

        Of a row that stands alone the recommendation is what its column of the log says.
        """
        for key in ("action", "review"):
            if compare_text(row.text(key)) != compare_text(line.values.get(key, "")):
                return False
        follows = self._follows(row)
        if line.recommendation or follows:
            return bool(line.recommendation) and follows == line.follows
        named = self.mapping.columns.get("recommendation", "")
        return named not in line.extra or compare_text(row.extra.get(named, "")) == compare_text(
            line.extra[named]
        )

    def _follows(self, row: Row) -> str:
        known = self.read.memory.actions.get(row.text("action_id"))
        return (known.recommendation_id if known else "") or row.extra.get(_FOLLOWS, "")

    def _refuse_other_words(self, line: _Line, action_id: str) -> None:
        held = read_logged(self.read.memory.actions[action_id].logged).said.get("action", "")
        self.conflicts.append(
            f"{self._name(line)}: was {_short(held)} and is now {_short(line.values['action'])}, which"
            f" seems to be another action: {action_id} was left as it is, and nothing was added. Give the new"
            " action a number of its own; or if it is the same, type the new words into the tracker too"
        )

    # What changed in a row that is known

    def _compare(self, row: Row, line: _Line) -> None:
        """Take over what changed in the log, and note where the tracker's cell was typed since."""
        held = self._of_row.get(row.number)
        ours = held if held and held.log == self.mapping.log else None
        taken, differ = [], []
        said, stood = dict(ours.said if ours else {}), dict(ours.stood if ours else {})
        for key, new, now in self._cells(row, line):
            outcome = weigh(key, new=new, now=now, before=ours)
            if outcome is Outcome.TAKEN and not self._write(row, key, new):
                outcome = Outcome.CONFLICT
            if outcome is Outcome.CONFLICT:
                differ.append(f"{_title(key)} is {_short(now)} in the tracker and {_short(new)} in the log")
                continue
            if outcome is Outcome.TAKEN:
                taken.append(f"{_title(key)} was {_short(now)}, now {_short(new)}")
            if not ours or not is_same(key, new, said.get(key, "")):
                said[key], stood[key] = remember(key, new), remember(key, new)
        if ours and ours.follows != line.follows and self._follows(row) != line.follows:
            differ.append("it names another recommendation; to move it, copy its cells to a row of that one")
        self._note(row, line, taken, differ)
        if not held or ours:
            follows = ours.follows if ours and differ else line.follows
            number = line.number or (ours.number if ours else "")
            self.logged[row.number] = _logged(self.mapping.log, number, follows, said, stood)
        if taken:
            forget_height(self.read.sheet, row.number)

    def _cells(self, row: Row, line: _Line) -> list[tuple[str, str, str]]:
        """Return of each cell that the log speaks of its key, what the log says and the tracker holds."""
        keys = PEOPLE_KEYS if self._follows(row) else (*PEOPLE_KEYS, *_ALONE_KEYS)
        cells = [
            (key, line.values.get(key, ""), row.text(key)) for key in keys if key in self.mapping.columns
        ]
        return cells + [
            (f"{BESIDE}{heading}", text, row.extra.get(heading, "")) for heading, text in line.extra.items()
        ]

    def _write(self, row: Row, key: str, text: str) -> bool:
        """Write what the log says into a cell; return whether that can be done."""
        heading = key.removeprefix(BESIDE)
        place = self.keep[heading] if key != heading else self.read.layout.places.get(key, 0)
        if not place or isinstance(self.read.sheet.cell(row.number, place), MergedCell):
            return False
        if key != heading:
            set_text(self.read.sheet.cell(row.number, place), text)
            row.extra = row.extra | {heading: text}
        else:
            type_into(self.read.sheet, self.read.layout, row.number, key, text)
            row.cells[key] = text
        self.written = True
        return True

    def _note(self, row: Row, line: _Line, taken: Sequence[str], differ: Sequence[str]) -> None:
        name = f"{self._name(line)}, {row.text('action_id') or 'new'} ({row.place('the tracker')})"
        if differ:
            also = f"; taken over: {'; '.join(taken)}" if taken else ""
            self.conflicts.append(f"{name}: {'; '.join(differ)}{also}")
        elif taken:
            self.changed.append(f"{name}: {'; '.join(taken)}")
        else:
            self.unchanged += 1

    # A new action

    def _add(self, line: _Line, cells: Mapping[str, str]) -> None:
        read = self.read
        row = _choose_row(read, line.recommendation, taken=self.logged)
        keys = PEOPLE_KEYS if line.recommendation else (*PEOPLE_KEYS, *_ALONE_KEYS)
        action_id = row.text("action_id")
        new = {key: line.values[key] for key in keys if line.values.get(key)}
        for key, text in {**({"action_id": action_id} if action_id else {}), **new}.items():
            type_into(read.sheet, read.layout, row.number, key, text)
            row.cells[key] = text
        for heading, text in line.extra.items():
            set_text(read.sheet.cell(row.number, self.keep[heading]), text)
            read.sheet.cell(row.number, self.keep[heading]).alignment = TOP
        forget_height(read.sheet, row.number)
        row.cells["review"] = line.values["review"]
        row.extra = row.extra | line.extra | {_FOLLOWS: line.follows}
        found = self._cells(row, line)
        said, stood = ({key: remember(key, texts[place]) for key, *texts in found} for place in (0, 1))
        self.logged[row.number] = _logged(self.mapping.log, line.number, line.follows, said, stood)
        self.written = True
        if line.recommendation:
            self.placed += 1
        else:
            self.alone.append(f"{line.place}: {self._why_alone(cells)}")

    def _why_alone(self, line: Mapping[str, str]) -> str:
        """Return why a row was put on no recommendation."""
        review = line.get(self.mapping.columns.get("review", ""), "")
        typed = line.get(self.mapping.columns.get("recommendation", ""), "")
        if not self.mapping.reviews.get(review, ""):
            return f"stands alone, for {review!r} is no review of this run" if review else "names no review"
        if not typed:
            return "stands alone, for it names no recommendation"
        return f"stands alone, for {typed!r} is no recommendation of {review!r}"


def _logged(log: str, number: str, follows: str, said: Mapping[str, str], stood: Mapping[str, str]) -> Logged:
    """Return what is remembered of a row: without what is empty, and what stood only where it is not what was
    said."""
    held = {key: text for key, text in said.items() if text}
    other = {key: text for key, text in stood.items() if not is_same(key, text, said.get(key, ""))}
    return Logged(log, number, follows, held, other)


def _title(key: str) -> str:
    heading = key.removeprefix(BESIDE)
    return heading if key != heading else BY_KEY[key].title.removesuffix(MACHINE)


def _short(text: str) -> str:
    return (
        repr(text if len(text) <= WORDS_TOLD else f"{text[: WORDS_TOLD - 1].rstrip()}…") if text else "empty"
    )


def find_of(line: Mapping[str, str], mapping: LogMapping, printed: Mapping[str, Printed]) -> Printed | None:
    """Return the recommendation that a row of the log is on, None if it stands alone."""
    review_id = mapping.reviews.get(line.get(mapping.columns.get("review", ""), ""), "")
    return _find(line.get(mapping.columns.get("recommendation", ""), ""), review_id, printed)


def _find(typed: str, review_id: str, printed: Mapping[str, Printed]) -> Printed | None:
    """Return the recommendation of the review that goes by the number, or the words, that were typed."""
    of_review = [one for one in printed.values() if one.review_id == review_id] if typed and review_id else []
    number = _plain_number(typed)
    by_number = [one for one in of_review if number and _plain_number(one.label) == number]
    by_words = [one for one in of_review if compare_text(one.first["action"]) == compare_text(typed)]
    found = by_number or by_words
    return found[0] if len(found) == 1 else None


def _plain_number(text: str) -> str:
    return _NUMBER.sub("", text.strip()).strip(" .:)").lower()


def _choose_row(read: TrackerSheet, recommendation: Printed | None, *, taken: Collection[int]) -> Row:
    """Return the row to fill: that of the recommendation if nobody has, else a new one under the last.

    Those in `taken` were filled by another row of the log.
    """
    action_id = ""
    for row in read.rows if recommendation else ():
        known = read.memory.actions.get(row.text("action_id"))
        if known and known.recommendation_id == recommendation.recommendation_id:
            action_id = action_id or row.text("action_id")
            if row.number not in taken and _as_first_filled(row, recommendation):
                return row
    number = max([row.number for row in read.rows], default=read.layout.header_row) + 1
    row = Row(number, {"action_id": action_id})
    dress_row(read.sheet, read.layout, number)
    read.rows.append(row)
    return row


def _as_first_filled(row: Row, recommendation: Printed) -> bool:
    """Return whether people's cells of a row are still those that it was first filled with."""
    due = recommendation.first["due"]
    first = recommendation.first | {
        "due": due if len(due) == 10 else due and word_day(due),
    }
    typed = {key: row.text(key) for key in PEOPLE_KEYS}
    if (
        typed["status"] == FIRST_STATUS
    ):  # of a row from before statuses were read in reports, or that has none
        first["status"] = FIRST_STATUS
    return all(compare_text(typed[key]) == compare_text(first.get(key, "")) for key in PEOPLE_KEYS)
