"""Reads codebooks and coded projects of other programs (REFI-QDA .qdc and .qdpx).

The file is taken for hostile: no entity is resolved, no path in it is followed outside the file, and its
size unpacked is limited. What the coded segments come to is settled in `hand_coded`.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from learning_themes.errors import InputError
from learning_themes.packages import explain_unfolding

MOST_BYTES = 1_000_000_000  # of a project unpacked


@dataclass(frozen=True)
class Code:
    """A code of another program: its id, name and description, and the name of the one above it, if any."""

    guid: str
    name: str
    description: str
    above: str


@dataclass(frozen=True)
class Segment:
    """A coded stretch of a source: which source, the words, the code, by whom and when, and the note.

    `name` is what the stretch is called, which is the passage's id where this suite exported it; `code` is
    empty for a note alone; `stance` is what a table says in a column of its own.
    """

    source: str
    name: str
    words: str
    code: str
    by: str
    when: str
    note: str = ""
    stance: str = ""


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
    if told := explain_unfolding(path, most=MOST_BYTES):
        raise InputError(f"{path}: {told}")
    names = {name.lower(): name for name in archive.namelist()}
    if "project.qde" not in names:
        raise InputError(f"{path}: holds no project.qde, so it is no REFI-QDA project")
    root = _parse(path, archive.read(names["project.qde"]))
    users = {
        _plain_guid(node.get("guid")): node.get("name") or node.get("id") or ""
        for node in root.iter("{*}User")
    }
    notes = {_plain_guid(node.get("guid")): _read_note(node) for node in root.iter("{*}Note")}
    segments: list[Segment] = []
    for source in root.iter("{*}TextSource", "{*}Representation"):
        text = _read_text(path, source, archive, names)
        segments += _read_segments(path, source, text, users, notes)
    coded = sum(1 for one in segments if one.code)
    left_out = sum(1 for _ in root.iter("{*}Coding")) - coded
    return Project(tuple(_read_codes(root)), tuple(segments), left_out)


def _read_note(node: etree._Element) -> str:
    return (node.findtext("{*}PlainTextContent") or node.findtext("{*}Description") or "").strip()


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


def _read_segments(
    path: Path, source: etree._Element, text: str, users: Mapping[str, str], notes: Mapping[str, str]
) -> Iterator[Segment]:
    """Yield each coding of a source's selections; a selection with a note and no coding is one too."""
    owner = source if etree.QName(source).localname == "TextSource" else source.getparent()
    for selection in source.iterchildren("{*}PlainTextSelection"):
        start, end = _read_place(path, selection)
        codings = list(selection.iterchildren("{*}Coding"))
        told = _tell_notes(selection, notes)
        for coding in codings or ([selection] if told else []):
            made = coding if coding.get("creatingUser") else selection
            code = coding.find("{*}CodeRef")
            further = _tell_notes(coding, notes) if coding is not selection else []
            yield Segment(
                source=owner.get("name") or "",
                name=selection.get("name") or "",
                words=text[start:end],
                code="" if code is None else _plain_guid(code.get("targetGUID")),
                by=users.get(_plain_guid(made.get("creatingUser")), ""),
                when=coding.get("creationDateTime") or selection.get("creationDateTime") or "",
                note="\n".join(dict.fromkeys([*told, *further])),
            )


def _read_place(path: Path, selection: etree._Element) -> tuple[int, int]:
    try:
        return int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
    except ValueError:
        raise InputError(
            f"{path}: a selection has no whole numbers for its place, so it is damaged: export it again"
        ) from None


def _tell_notes(node: etree._Element, notes: Mapping[str, str]) -> list[str]:
    """Return the notes on a selection or a coding: its description, and those that it refers to."""
    linked = (notes.get(_plain_guid(one.get("targetGUID")), "") for one in node.iterchildren("{*}NoteRef"))
    return [note for note in ((node.findtext("{*}Description") or "").strip(), *linked) if note]


def _plain_guid(guid: str | None) -> str:
    return (guid or "").strip("{}").lower()
