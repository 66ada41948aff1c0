"""What a disclosure check found, put together: one row for the same thing in five files, the worst first."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from learning_themes.reports.personal_data import AGE_AND_PLACE, NEVER, UNPUBLISHED
from learning_themes.reports.piece_sentences import letters_of
from learning_themes.reports.wording import count_words

NO_CONTACT = "contact is missing"
UNPUBLISHED_WORDS = "words of an unpublished review"
NOT_FILLED = "gap that nobody has filled"
READ = "read it yourself"
# What a person cannot mark as fine: it has to be put right before anything is published.
MUST_GO = (NEVER, UNPUBLISHED_WORDS, NO_CONTACT)
KEPT_WHY = {
    "hidden": "text that a reader does not see",
    "comment": "a comment, or a note of a reviewer",
    "tracked": "a tracked change",
    "embedded": "a file in the file, or a file that cannot be looked into",
    "metadata": "a property of the file that names somebody or something",
}
# The worst first: what is a person's alone, then what is of few, then what hides, then what is to be read.
ORDER = (
    *MUST_GO, NOT_FILLED, UNPUBLISHED, "NHS number", "number of a person or case", "date of birth", "name",
    "address", AGE_AND_PLACE, "phone", "e-mail", "postcode", "long number", *KEPT_WHY, READ,
)  # fmt: skip
# Whether these point to a person depends on the sentence; a name or a number is the same in every sentence.
BY_SENTENCE = (UNPUBLISHED, AGE_AND_PLACE)
AROUND_SHOWN = 3


class Finding(NamedTuple):
    """One thing for a person to look at; `must_go` if marking it as fine is not enough.

    `also` are the other places in which it stands, `said` the sentences, and `source` the published review in
    which its words stand.
    """

    id: str
    file: str
    place: str
    kind: str
    words: str
    around: str
    why: str
    must_go: bool = False
    also: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    source: str = ""


class Found(NamedTuple):
    """One thing in one place of one file; `sentence` is where it stands, `digest` that of a file to read."""

    file: str
    place: str
    kind: str
    words: str
    around: str
    why: str
    sentence: str = ""
    digest: str = ""

    @property
    def must_go(self) -> bool:
        """Whether marking it as fine is not enough."""
        return self.kind in MUST_GO

    @property
    def id(self) -> str:
        """The same for the same thing in every face; the letter first keeps Excel from reading a number."""
        said = self.sentence if self.kind in BY_SENTENCE else ""
        known_by = (self.kind, letters_of(self.words) or self.words, letters_of(said), self.digest)
        return f"f{hashlib.sha256('|'.join(known_by).encode()).hexdigest()[:11]}"


def group_findings(found: Iterable[Found]) -> list[Finding]:
    """Return each thing once, with the other files, places and sentences in which it stands."""
    groups: dict[str, list[Found]] = {}
    for one in found:
        groups.setdefault(one.id, []).append(one)
    findings = [_join(same) for same in groups.values()]
    return sorted(findings, key=lambda one: (_rank(one.kind), one.words, one.file))


def _join(same: Sequence[Found]) -> Finding:
    first = same[0]
    places = dict.fromkeys(f"{one.file}, {one.place}" for one in same)
    also = tuple(place for place in places if place != f"{first.file}, {first.place}")
    said = tuple(dict.fromkeys(one.sentence for one in same if one.sentence))
    around = _join_around(same)
    return Finding(
        first.id,
        first.file,
        first.place,
        first.kind,
        first.words,
        around,
        first.why,
        first.must_go,
        also,
        said,
    )


def _join_around(same: Sequence[Found]) -> str:
    """Return the words around, one of each sentence."""
    told: dict[str, str] = {}
    for one in same:
        letters = letters_of(one.sentence or one.around)
        if not any(letters in other or other in letters for other in told):
            told[letters] = one.around
    around = list(told.values())
    more = len(around) - AROUND_SHOWN
    rest = [f"and {count_words(more, 'other sentence')}"] if more > 0 else []
    return " | ".join([*around[:AROUND_SHOWN], *rest])


def _rank(kind: str) -> int:
    return ORDER.index(kind)
