"""The disclosure check: what may point to a person in any produced file, as a list to go through."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from learning_themes.errors import InputError
from learning_themes.files import replace_file
from learning_themes.manifest import hash_file
from learning_themes.reports.audience import (
    NAMES_FILE,
    PUBLIC_FOLDER,
    TABLES_FOLDER,
    Audience,
    read_audience,
    read_names,
)
from learning_themes.reports.disclosure_list import MARKS, Finding, read_marks, write_list
from learning_themes.reports.file_texts import read_pieces
from learning_themes.reports.personal_data import NEVER, WHY, Known, find_personal
from learning_themes.reports.pieces import Piece
from learning_themes.tables import read_table
from learning_themes.trends.public import name_unpublished
from learning_themes.trends.review_names import normalise
from learning_themes.trends.reviews import list_reviews

DISCLOSURE_FOLDER = "disclosure"
CHECK_FILE = "check.json"
READ_YOURSELF = (".html", ".pdf", ".docx", ".pptx", ".xlsx")
AROUND = 70
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
KEPT_WHY = {
    "hidden": "text that a reader does not see",
    "comment": "a comment, or a note of a reviewer",
    "tracked": "a tracked change",
    "metadata": "a property of the file that names somebody or something",
    "embedded": "a file in the file, or a file that cannot be looked into",
}
NO_CONTACT = "contact is missing"
UNPUBLISHED_WORDS = "words of an unpublished review"
READ = "read it yourself"
READ_WHY = (
    "names without a title, nicknames, words drawn in pictures, and details that only neighbours would know"
    " are not found by the check"
)
# What a person cannot mark as fine: it has to be put right before anything is published.
MUST_GO = (NEVER, NO_CONTACT, UNPUBLISHED_WORDS)


@dataclass(frozen=True)
class Checked:
    """A finished check: the list's path, its findings, and how many still need a mark."""

    path: Path
    findings: tuple[Finding, ...]
    unmarked: int


def check_disclosure(run_folder: Path | str, *, people: Path | None = None) -> Checked:
    """Look through every file of the run's public version and write the list into `disclosure/`.

    Marks that were made for the same words in an earlier check are kept. Raises InputError where the run
    has no public version, or for marks that are not allowed.
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
    known = gather_known(run_folder, audience, people)
    quoted = _list_unpublished_words(run_folder / TABLES_FOLDER)
    files = list_public_files(public)
    findings = _merge(
        one for name in files for one in check_file(public / name, name, known=known, quoted=quoted)
    )
    folder = run_folder / DISCLOSURE_FOLDER
    marks = read_marks(folder)
    path = write_list(folder, findings, marks)
    record = {
        "files": {name: hash_file(public / name) for name in files},
        "findings": {one.id: one.kind for one in findings},
        "people": str(people or ""),
        "names_sha256": hash_names(people),
    }
    replace_file(folder / CHECK_FILE, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())
    unmarked = sum(marks.get(one.id, ("",))[0] not in MARKS for one in findings)
    return Checked(path, tuple(findings), unmarked)


def find_people(run_folder: Path) -> Path | None:
    """Return the folder of what people typed for the run's corpus, as its `run.json` names it."""
    record = run_folder / "run.json"
    if not record.is_file():
        return None
    parameters = json.loads(record.read_text(encoding="utf-8"))["parameters"]
    return Path(parameters["people"] or Path(parameters["corpus"]) / "_people")


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


def hash_names(people: Path | None) -> str:
    """Return the SHA-256 of the names that must never appear; "" where there is no such list."""
    path = people / NAMES_FILE if people else None
    return hash_file(path) if path and path.is_file() else ""


def list_public_files(public: Path) -> list[str]:
    """Return the files of the public version that would be published, by their path in it."""
    paths = (path.relative_to(public) for path in sorted(public.rglob("*")) if path.is_file())
    return [path.as_posix() for path in paths if path.parts[0] != TABLES_FOLDER]


def check_file(path: Path, name: str, *, known: Known, quoted: frozenset[str]) -> Iterator[Finding]:
    """Yield what a person must look at in one file."""
    pieces = [Piece("name of the file", path.stem.replace("_", " ").replace("-", " ")), *read_pieces(path)]
    seen: set[str] = set()
    for piece in pieces:
        text = normalise(piece.text)
        if piece.kept != "text" and not _is_plain(piece):
            yield _finding(name, piece.place, piece.kept, text[:200], text, KEPT_WHY[piece.kept])
        if text not in seen:
            seen.add(text)
            yield from _find_in(name, piece.place, text, known)
    yield from _find_quoted(name, pieces, quoted)
    if path.suffix in READ_YOURSELF:
        yield from _find_contact(name, path, pieces, known.contact)
        yield _finding(name, "the whole file", READ, name, hash_file(path), READ_WHY)


def _find_in(name: str, place: str, text: str, known: Known) -> Iterator[Finding]:
    for hit in find_personal(text, known):
        around = text[max(0, hit.start - AROUND) : hit.end + AROUND]
        yield _finding(name, place, hit.kind, hit.words, around, WHY[hit.kind])


def _finding(file: str, place: str, kind: str, words: str, around: str, why: str) -> Finding:
    digest = hashlib.sha256("|".join((kind, words, around)).encode()).hexdigest()
    shown = "" if kind == READ else around[: 2 * AROUND + 200]
    return Finding(digest[:12], file, place, kind, words, shown, why, kind in MUST_GO)


def _is_plain(piece: Piece) -> bool:
    """Return whether a property says nothing of a person: a title, a time, the name of a program."""
    key = piece.place.rsplit(" ", 1)[-1].casefold()
    return piece.kept == "metadata" and (key in PLAIN_KEYS or piece.text.casefold() in SOFTWARE)


def _find_quoted(name: str, pieces: Sequence[Piece], quoted: frozenset[str]) -> Iterator[Finding]:
    """Yield the words of unpublished reviews: a last net, for the tables hold none of them."""
    whole = [(piece.place, normalise(piece.text)) for piece in pieces if len(piece.text) >= QUOTED]
    for place, text in whole:
        starts = {text[:QUOTED], text.lstrip("“\"' ")[:QUOTED]} & quoted
        if len(text) > 4 * QUOTED and not starts:
            starts = {words for words in quoted if words in text}
        for words in sorted(starts):
            yield _finding(
                name, place, UNPUBLISHED_WORDS, words, words, "a passage of a review that is not published"
            )


def _list_unpublished_words(tables: Path) -> frozenset[str]:
    register, passages = read_table("register", tables), read_table("passages", tables)
    reviews = list_reviews(register, dates="publication")
    published = passages["review_id"].isin(reviews["review_id"][reviews["status"] == "published"])
    texts = passages["text"].map(normalise)
    # the same words may stand in a published review, there perhaps after "Recommendation 3."
    allowed = "\n".join(texts[published])
    starts = {text[:QUOTED] for text in texts[~published] if len(text) >= QUOTED}
    return frozenset(start for start in starts if start not in allowed)


def _find_contact(name: str, path: Path, pieces: Iterable[Piece], contact: str) -> Iterator[Finding]:
    """Yield a finding if a report does not say whom to call."""
    if path.suffix == ".xlsx":
        return
    told = "".join(normalise(" ".join(piece.text for piece in pieces)).split()).replace("-", "")
    wanted = "".join(normalise(contact).split()).replace("-", "")
    if wanted not in told:
        why = "a public report says whom to call when a child is at risk"
        yield _finding(name, "the whole file", NO_CONTACT, name, "", why)


def _merge(findings: Iterable[Finding]) -> list[Finding]:
    """Return each finding once, with the other files and places that have the same words."""
    merged: dict[str, Finding] = {}
    for one in findings:
        if one.id not in merged:
            merged[one.id] = one
        else:
            first = merged[one.id]
            also = tuple(dict.fromkeys([*first.also, f"{one.file}, {one.place}"]))
            merged[one.id] = first._replace(also=also)
    return sorted(merged.values(), key=lambda one: (not one.must_go, one.kind == READ, one.kind, one.words))
