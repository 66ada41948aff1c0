"""Reads codebooks and coded projects of other programs (REFI-QDA .qdc and .qdpx).

Codes are matched to themes; coded segments become rows that decisions are made of. The file is taken for
hostile: no entity is resolved, no path in it is followed outside the file, and its size unpacked is limited.
"""

import json
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from lxml import etree

from learning_themes.errors import InputError
from learning_themes.files import replace_file
from learning_themes.tables import STANCES
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.refi import MACHINE, make_guid, stance_code

MOST_BYTES = 1_000_000_000  # of a project unpacked
SHORTEST = 12  # characters of a segment that is sought by its words within a passage
COLUMNS = ("passage_id", "words", "review_id", "theme", "verdict", "stance", "by", "when", "note")


@dataclass(frozen=True)
class Code:
    """A code of another program: its id, name and description, and the name of the one above it, if any."""

    guid: str
    name: str
    description: str
    above: str


@dataclass(frozen=True)
class Segment:
    """A coded stretch of a source: which source, where, the words, the code, by whom and when."""

    source: str
    name: str
    start: int
    end: int
    words: str
    code: str
    by: str
    when: str


@dataclass(frozen=True)
class Project:
    """What was read: the codes, the coded segments, and how many codings lie on something else than text."""

    codes: tuple[Code, ...]
    segments: tuple[Segment, ...]
    left_out: int = 0


def read_project(path: Path) -> Project:
    """Return what a .qdc or .qdpx file holds. Raises InputError, naming the file, if it is neither."""
    if path.suffix.lower() not in (".qdc", ".qdpx"):
        raise InputError(f"{path}: is not .qdc (codebook) or .qdpx (project)")
    try:
        if path.suffix.lower() == ".qdc":
            return Project(tuple(_read_codes(_parse(path, path.read_bytes()))), ())
        with zipfile.ZipFile(path) as archive:
            return _read_archive(path, archive)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror or error}") from None
    except zipfile.BadZipFile:
        raise InputError(f"{path}: is damaged, or no project: export it again") from None


def _read_archive(path: Path, archive: zipfile.ZipFile) -> Project:
    if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
        raise InputError(f"{path}: is more than {MOST_BYTES // 10**6} MB unpacked, so it is not read")
    names = {name.lower(): name for name in archive.namelist()}
    if "project.qde" not in names:
        raise InputError(f"{path}: holds no project.qde, so it is no REFI-QDA project")
    root = _parse(path, archive.read(names["project.qde"]))
    users = {node.get("guid"): node.get("name") or node.get("id") or "" for node in root.iter("{*}User")}
    segments: list[Segment] = []
    left_out = 0
    for source in root.iter("{*}TextSource", "{*}Representation"):
        text = _read_text(path, source, archive, names)
        segments += _read_segments(source, text, users)
    left_out = sum(1 for _ in root.iter("{*}Coding")) - len(segments)
    return Project(tuple(_read_codes(root)), tuple(segments), left_out)


def _parse(path: Path, content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path}: is not well-formed XML: {error.msg}") from None


def _read_codes(root: etree._Element) -> Iterator[Code]:
    for node in root.iter("{*}Code"):
        above = node.getparent()
        held = etree.QName(above).localname == "Code"
        yield Code(
            guid=_plain_guid(node.get("guid")),
            name=node.get("name") or "",
            description=(node.findtext("{*}Description") or "").strip(),
            above=above.get("name") or "" if held else "",
        )


def _read_text(path: Path, source: etree._Element, archive: zipfile.ZipFile, names: Mapping[str, str]) -> str:
    held = source.find("{*}PlainTextContent")
    if held is not None:
        return held.text or ""
    asked = (source.get("plainTextPath") or "").removeprefix("internal://").removeprefix("relative://")
    name = names.get(f"sources/{posixpath.basename(asked)}".lower())
    if not asked or name is None:
        return ""
    try:
        return archive.read(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: its source {name} is not UTF-8 text") from None


def _read_segments(source: etree._Element, text: str, users: Mapping[str, str]) -> Iterator[Segment]:
    owner = source if etree.QName(source).localname == "TextSource" else source.getparent()
    for selection in source.iterchildren("{*}PlainTextSelection"):
        start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
        for coding in selection.iterchildren("{*}Coding"):
            user = coding.get("creatingUser") or selection.get("creatingUser")
            yield Segment(
                source=owner.get("name") or "",
                name=selection.get("name") or "",
                start=start,
                end=end,
                words=text[start:end],
                code=_plain_guid(coding.find("{*}CodeRef").get("targetGUID")),
                by=users.get(user, ""),
                when=coding.get("creationDateTime") or selection.get("creationDateTime") or "",
            )


def _plain_guid(guid: str | None) -> str:
    return (guid or "").strip("{}").lower()


def match_codes(codes: tuple[Code, ...], codebook: Codebook) -> dict[str, tuple[str, str]]:
    """Return, for the guid of each code that is a theme of ours, the theme's id and the stance ("" if none).

    A code is known by our own guid, or by the name or id of a theme, alone or with ": stance" after it.
    """
    known: dict[str, tuple[str, str]] = {}
    for theme in codebook.themes.values():
        for stance in ("", *STANCES):
            code = f"{theme.id}:{stance}" if stance else theme.id
            name = stance_code(theme, stance) if stance else theme.name
            found = (theme.id, stance)
            known |= {make_guid("code", code): found, name.casefold(): found, code.casefold(): found}
    matched = {code.guid: known.get(code.guid) or known.get(code.name.casefold()) for code in codes}
    return {guid: found for guid, found in matched.items() if found}


def list_unmatched(codes: tuple[Code, ...], codebook: Codebook) -> list[Code]:
    """Return the codes that are no theme of ours and no family: proposals for a person to look at."""
    matched = match_codes(codes, codebook)
    families = {name.casefold() for name in codebook.families.values()}
    return [code for code in codes if code.guid not in matched and code.name.casefold() not in families]


def segments_to_rows(project: Project, passages: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return a row for each passage that a segment covers and a known code, with the columns of COLUMNS.

    Words of another extraction match too: case, white space and marks are let go. `verdict` is "added": a
    person in another program coded it. What our own machine coded is no decision and gives no row, nor does
    a segment without a passage. A source named for a review is looked for there alone.
    """
    matched = match_codes(project.codes, codebook)
    index = _index(passages)
    rows = [
        dict(zip(COLUMNS, (passage.passage_id, passage.text, passage.review_id, *matched[one.code][:1],
                           "added", matched[one.code][1], one.by, one.when, ""), strict=True))
        for one in project.segments
        if one.code in matched and one.by != MACHINE
        for passage in _find_passages(one, index)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates(ignore_index=True)


def write_rows(path: Path, rows: pd.DataFrame) -> Path:
    """Write the rows as JSON lines to a new file, whole or not at all; raises InputError if it is there."""
    if path.exists():
        raise InputError(f"{path}: is there already; give a new name")
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows.to_dict("records")]
    try:
        replace_file(path, "".join(lines).encode())
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    return path


def _index(passages: pd.DataFrame) -> dict[str, list[tuple[str, tuple]]]:
    """Return the passages with their plain words, by review."""
    index: dict[str, list[tuple[str, tuple]]] = {}
    for passage in passages.itertuples():
        index.setdefault(passage.review_id, []).append((_plain(passage.text), passage))
    return index


def _find_passages(segment: Segment, index: Mapping[str, list[tuple[str, tuple]]]) -> list[tuple]:
    """Return the passages of a segment: by its name if its words agree, else all that it covers or is in."""
    words = _plain(segment.words)
    reviews = [segment.source] if segment.source in index else list(index)
    places = [place for review in reviews for place in index[review]]
    named = [passage for plain, passage in places if passage.passage_id == segment.name and plain == words]
    if named:
        return named
    covered = [passage for plain, passage in places if plain and _covers(words, plain)]
    return covered or [passage for plain, passage in places if len(words) >= SHORTEST and words in plain]


def _covers(words: str, plain: str) -> bool:
    """Return whether the segment holds the whole passage; a short one must be all of it."""
    return words == plain or (len(plain) >= SHORTEST and plain in words)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
