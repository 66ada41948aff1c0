"""The disclosure check: what may point to a person in any produced file, as a list to go through."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.files import replace_file
from learning_themes.manifest import hash_file
from learning_themes.records import load_record
from learning_themes.reports.audience import (
    NAMES_FILE,
    PUBLIC,
    PUBLIC_FOLDER,
    TABLES_FOLDER,
    Audience,
    read_audience,
    read_names,
)
from learning_themes.reports.disclosure_groups import (
    KEPT_WHY,
    NO_CONTACT,
    NOT_FILLED,
    READ,
    UNPUBLISHED_WORDS,
    Finding,
    Found,
    group_findings,
)
from learning_themes.reports.disclosure_list import MARKS, write_list
from learning_themes.reports.disclosure_marks import DISCLOSURE_FOLDER, take_marks
from learning_themes.reports.disclosure_sources import add_sources, read_published
from learning_themes.reports.drafts import DRAFT, GAP_OPENS
from learning_themes.reports.file_texts import read_pieces
from learning_themes.reports.personal_data import WHY, Known, find_personal
from learning_themes.reports.piece_sentences import sentence_at
from learning_themes.reports.pieces import Piece
from learning_themes.reports.public_files import list_left_out, list_public_files
from learning_themes.reports.wording import count_words
from learning_themes.tables import read_table
from learning_themes.trends.public import name_unpublished
from learning_themes.trends.review_names import CAPITALISED, normalise
from learning_themes.trends.reviews import list_reviews

CHECK_FILE = "check.json"
READ_YOURSELF = (".html", ".pdf", ".docx", ".pptx", ".xlsx")
GAP = re.compile(rf"{re.escape(GAP_OPENS)}[^\]]*\]")
SHORT_DIGEST = 12  # digits of a digest, as reports print it
AROUND = 70
AROUND_LONGEST = 2 * AROUND + 200
QUOTED = 60  # letters of a passage by which it is known again, even where it was cut
SOFTWARE = ("openpyxl", "python-docx", "python-pptx", "learning-themes", "en-gb", "en-us", "none")
PLAIN_KEYS = (
    "title",
    "created",
    "modified",
    "revision",
    "lastprinted",
    "language",
    "lpstr",
    "i4",
    "i2",
    "bool",
)
READ_WHY = (
    "names without a title, nicknames, words drawn in pictures, and details that only neighbours would know"
    " are not found by the check"
)


@dataclass(frozen=True)
class Checked:
    """A finished check: the list's path, its findings, how many still need a mark, and files left out."""

    path: Path
    findings: tuple[Finding, ...]
    unmarked: int
    left_out: tuple[str, ...] = ()


def check_disclosure(
    run_folder: Path | str, *, people: Path | None = None, marks_of: Path | None = None
) -> Checked:
    """Look through every file of the run's public version and write the list into `disclosure/`.

    Marks that were made for the same words in an earlier check are kept; those of an earlier run are taken
    over where `marks_of` is its folder. Raises InputError where the run has no public version, or for marks
    that are not allowed.
    """
    run_folder = Path(run_folder)
    public = run_folder / PUBLIC_FOLDER
    audience = read_audience(public)
    if not audience.is_public:
        raise InputError(
            f"{run_folder}: holds no public version; run with 'audience: public' and a contact,"
            " then check again"
        )
    people = people or find_people(run_folder)
    known = _add_own(gather_known(run_folder, audience, people), run_folder)
    quoted = _list_unpublished_words(run_folder / TABLES_FOLDER)
    files = list_public_files(public)
    found = (one for name in files for one in check_file(public / name, name, known=known, quoted=quoted))
    findings = add_sources(group_findings(found), read_published(public / TABLES_FOLDER))
    folder = run_folder / DISCLOSURE_FOLDER
    marks = take_marks(run_folder, marks_of, ids={one.id for one in findings})
    path = write_list(folder, findings, marks)
    record = {
        "files": {name: hash_file(public / name) for name in files},
        "findings": {one.id: one.kind for one in findings},
        "people": str(people or ""),
        "names_sha256": hash_names(people),
    }
    replace_file(folder / CHECK_FILE, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())
    unmarked = sum(marks.get(one.id, ("",))[0] not in MARKS for one in findings)
    return Checked(path, tuple(findings), unmarked, tuple(list_left_out(public)))


def find_people(run_folder: Path) -> Path | None:
    """Return the folder of what people typed for the run's corpus, as its `run.json` names it."""
    record = run_folder / "run.json"
    if not record.is_file():
        return None
    asked = load_record(record).get("parameters")
    asked = asked if isinstance(asked, dict) else {}
    people, corpus = asked.get("people"), asked.get("corpus")
    if not (people or corpus):
        raise InputError(f"{record}: names no corpus; make the run again, or put the file back from a copy")
    return Path(people or Path(corpus) / "_people")


def gather_known(run_folder: Path, audience: Audience, people: Path | None) -> Known:
    """Return the names that are known: authors of the register, `names.txt`, and unpublished reviews."""
    register = read_table("register", run_folder / TABLES_FOLDER)
    reviews = list_reviews(register, dates="publication")
    published = frozenset(reviews["review_id"][reviews["status"] == "published"])
    authors = {name.strip() for text in register["author"] for name in text.split(";")} - {""}
    return Known(
        authors=frozenset(authors),
        contact=audience.contact,
        never=read_names(people / NAMES_FILE) if people else frozenset(),
        unpublished=name_unpublished(register, published),
    )


def _add_own(known: Known, run_folder: Path) -> Known:
    """Return what is known, with what the report says of itself: its makers, their area, its codebook."""
    register = read_table("register", run_folder / PUBLIC_FOLDER / TABLES_FOLDER)
    path = run_folder / "run.json"
    record = load_record(path) if path.is_file() else {}
    makers = {*register["partnership"], str(record.get("parameters", {}).get("partnership", ""))}
    digests = (str(one) for name, one in record.get("versions", {}).items() if name.endswith("_sha256"))
    return replace(
        known,
        places=frozenset(word for name in makers for word in CAPITALISED.findall(name)),
        codes=frozenset(digest[:SHORT_DIGEST] for digest in digests),
        own_words=frozenset({*makers, PUBLIC.marking, PUBLIC.marking_short, DRAFT}),
    )


def hash_names(people: Path | None) -> str:
    """Return the SHA-256 of the names that must never appear; "" where there is no such list."""
    path = people / NAMES_FILE if people else None
    return hash_file(path) if path and path.is_file() else ""


def check_file(path: Path, name: str, *, known: Known, quoted: frozenset[str]) -> Iterator[Found]:
    """Yield what a person must look at in one file."""
    pieces = [Piece("name of the file", path.stem.replace("_", " ").replace("-", " ")), *read_pieces(path)]
    seen: set[str] = set()
    for piece in pieces:
        text = normalise(piece.text)
        if piece.kept != "text" and not _is_plain(piece, known.own_words):
            yield Found(
                name, piece.place, piece.kept, text[:200], text[:AROUND_LONGEST], KEPT_WHY[piece.kept]
            )
        if text not in seen:
            seen.add(text)
            yield from _find_in(name, piece.place, text, known)
    yield from _find_quoted(name, pieces, quoted)
    yield from _find_gaps(name, pieces)
    if path.suffix in READ_YOURSELF:
        yield from _find_contact(name, path, pieces, known.contact)
        yield Found(name, "the whole file", READ, name, "", READ_WHY, digest=hash_file(path))


def _find_in(name: str, place: str, text: str, known: Known) -> Iterator[Found]:
    for hit in find_personal(text, known):
        sentence = sentence_at(text, hit.start, hit.end)
        around = sentence if len(sentence) <= AROUND_LONGEST else _cut_around(text, hit.start, hit.end)
        yield Found(name, place, hit.kind, hit.words, around, WHY[hit.kind], sentence)


def _cut_around(text: str, start: int, end: int) -> str:
    """Return the words about a place in a long text, whole words alone."""
    before = text[max(0, start - AROUND) : start].partition(" ")[2] if start > AROUND else text[:start]
    after = text[end : end + AROUND].rpartition(" ")[0] if end + AROUND < len(text) else text[end:]
    return f"{before}{text[start:end]}{after}"[:AROUND_LONGEST]


def _is_plain(piece: Piece, own_words: Collection[str]) -> bool:
    """Return whether a property says nothing of a person: a title, a time, a program, or our own name."""
    key = piece.place.rsplit(" ", 1)[-1].casefold()
    is_plain = key in PLAIN_KEYS or piece.text.casefold() in SOFTWARE or piece.text.strip() in own_words
    return piece.kept == "metadata" and is_plain


def _find_quoted(name: str, pieces: Sequence[Piece], quoted: frozenset[str]) -> Iterator[Found]:
    """Yield the words of unpublished reviews: a last net, for the tables hold none of them."""
    whole = [(piece.place, normalise(piece.text)) for piece in pieces if len(piece.text) >= QUOTED]
    for place, text in whole:
        starts = {text[:QUOTED], text.lstrip("“\"' ")[:QUOTED]} & quoted
        if len(text) > 4 * QUOTED and not starts:
            starts = {words for words in quoted if words in text}
        for words in sorted(starts):
            why = "a passage of a review that is not published"
            yield Found(name, place, UNPUBLISHED_WORDS, words, words, why)


def _list_unpublished_words(tables: Path) -> frozenset[str]:
    register, passages = read_table("register", tables), read_table("passages", tables)
    reviews = list_reviews(register, dates="publication")
    published = passages["review_id"].isin(reviews["review_id"][reviews["status"] == "published"])
    texts = passages["text"].map(normalise)
    # the same words may stand in a published review, there perhaps after "Recommendation 3."
    allowed = "\n".join(texts[published])
    starts = {text[:QUOTED] for text in texts[~published] if len(text) >= QUOTED}
    return frozenset(start for start in starts if start not in allowed)


def _find_gaps(name: str, pieces: Iterable[Piece]) -> Iterator[Found]:
    """Yield one finding if a file has gaps that a person was to fill."""
    gaps = dict.fromkeys(gap for piece in pieces for gap in GAP.findall(normalise(piece.text)))
    if gaps:
        words = f"{count_words(len(gaps), 'gap')}: {' '.join(gaps)}"[:AROUND_LONGEST]
        why = "words in square brackets that somebody was to write; fill them in Word, or leave the file out"
        yield Found(name, "the whole file", NOT_FILLED, words, "", why)


def _find_contact(name: str, path: Path, pieces: Iterable[Piece], contact: str) -> Iterator[Found]:
    """Yield a finding if a report does not say whom to call."""
    if path.suffix == ".xlsx":
        return
    told = "".join(normalise(" ".join(piece.text for piece in pieces)).split()).replace("-", "")
    wanted = "".join(normalise(contact).split()).replace("-", "")
    if wanted not in told:
        why = "a public report says whom to call when a child is at risk"
        yield Found(name, "the whole file", NO_CONTACT, name, "", why)
