"""Writes the codebook and the coded corpus for other programs for qualitative analysis, in REFI-QDA.

REFI-QDA 1.0 (2019, www.qdasoftware.org) is made for ATLAS.ti, MAXQDA, NVivo, QualCoder and others. A family
is a code that nothing is coded with, its themes stand under it, and under each theme its four stances: what
is coded carries the stance. Ids come from the project's own (uuid5), so that a second export is the same.
"""

import io
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import pandas as pd

from learning_themes.tables import STANCES
from learning_themes.themes.codebook import Codebook, Theme

CODEBOOK = "urn:QDA-XML:codebook:1.0"
PROJECT = "urn:QDA-XML:project:1.0"
ORIGIN = "Learning Themes"
MACHINE = "Learning Themes (machine)"  # who coded what no person has decided on
FIXED_TIME = (2000, 1, 1, 0, 0, 0)
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:learning-themes:refi-qda")
_BREAKS = str.maketrans({"\r": " ", "\n": " ", "\x0b": " ", "\x0c": " ", "\x85": " ", "\u2028": " ",
                         "\u2029": " "})  # fmt: skip
COLOURS = {"shortfall": "#B5483A", "strength": "#2E7D4F", "recommendation": "#12406B", "context": "#7A7A7A"}


def make_guid(kind: str, name: str) -> str:
    """Return the id that other programs know a thing by: the same for the same kind and name."""
    return str(uuid.uuid5(_IDS, f"{kind}:{name}"))


def stance_code(theme: Theme, stance: str) -> str:
    """Return the name of the code of a theme with a stance; it stands once in the codebook."""
    return f"{theme.name}: {stance}"


def export_codebook(codebook: Codebook) -> bytes:
    """Return the codebook as the bytes of a .qdc file."""
    root = ElementTree.Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    _add_codes(root, codebook)
    return _to_bytes(root)


def export_project(tables: Mapping[str, pd.DataFrame], codebook: Codebook, *, name: str) -> bytes:
    """Return the coded corpus as the bytes of a .qdpx file: each review's text, and what is coded in it.

    A passage is a line of the text; positions count Unicode code points from 0, the end not included. Reads
    the tables register, passages and evidence; what an analyst rejected is left out.
    """
    evidence = tables["evidence"]
    evidence = evidence[evidence["decision"] != "rejected"]
    coded = {passage: rows for passage, rows in evidence.groupby("passage_id", sort=False)}
    titles = tables["register"].drop_duplicates("review_id").set_index("review_id")["title"]
    root = ElementTree.Element("Project", {"xmlns": PROJECT, "name": xml_text(name), "origin": ORIGIN})
    users = ElementTree.SubElement(root, "Users")
    for user, called in (("machine", MACHINE), ("analyst", "Analyst")):
        ElementTree.SubElement(users, "User", {"guid": make_guid("user", user), "name": called})
    _add_codes(ElementTree.SubElement(root, "CodeBook"), codebook, notes=True)
    sources = ElementTree.Element("Sources")
    files = {}
    for review, passages in tables["passages"].groupby("review_id", sort=True):
        guid = make_guid("source", str(review))
        source = {"guid": guid, "name": str(review), "plainTextPath": f"internal://{guid}.txt"}
        node = ElementTree.SubElement(sources, "TextSource", source)
        ElementTree.SubElement(node, "Description").text = xml_text(titles.get(review, ""))
        files[f"sources/{guid}.txt"] = _write_source(node, passages, coded, codebook).encode()
    if files:
        root.append(sources)
    _add_notes(root, codebook)
    return _zip({"project.qde": _to_bytes(root), **files})


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF
                                                        and ord(c) not in (0xFFFE, 0xFFFF)))  # fmt: skip


def _write_source(
    node: ElementTree.Element,
    passages: pd.DataFrame,
    coded: Mapping[str, pd.DataFrame],
    codebook: Codebook,
) -> str:
    """Add the selections of one review to `node`, and return its text."""
    lines, start = [], 0
    for passage in passages.itertuples():
        line = passage.text.translate(_BREAKS)
        lines.append(line)
        if passage.passage_id in coded:
            _add_selection(node, passage.passage_id, (start, start + len(line)), coded, codebook)
        start += len(line) + 1
    return "\n".join(lines)


def _add_selection(
    node: ElementTree.Element,
    passage_id: str,
    place: tuple[int, int],
    coded: Mapping[str, pd.DataFrame],
    codebook: Codebook,
) -> None:
    rows = [row for row in coded[passage_id].itertuples() if row.theme in codebook.themes]
    if not rows:
        return
    selection = ElementTree.SubElement(
        node,
        "PlainTextSelection",
        {
            "guid": make_guid("selection", passage_id),
            "name": xml_text(passage_id),
            "startPosition": str(place[0]),
            "endPosition": str(place[1]),
            "creatingUser": make_guid("user", "machine"),
        },
    )
    why = [f"{codebook.themes[row.theme].name} ({row.confidence:.2f}): {row.why}" for row in rows]
    ElementTree.SubElement(selection, "Description").text = xml_text("\n".join(why))
    for row in rows:
        user = "analyst" if row.basis == "analyst" or row.decision else "machine"
        guid = make_guid("coding", f"{passage_id}:{row.theme}:{row.stance}")
        coding = ElementTree.SubElement(
            selection, "Coding", {"guid": guid, "creatingUser": make_guid("user", user)}
        )
        code = make_guid("code", f"{row.theme}:{row.stance}")
        ElementTree.SubElement(coding, "CodeRef", {"targetGUID": code})


def _add_codes(parent: ElementTree.Element, codebook: Codebook, *, notes: bool = False) -> None:
    codes = ElementTree.SubElement(parent, "Codes")
    for family, name in codebook.families.items():
        themes = [theme for theme in codebook.themes.values() if theme.family == family]
        if themes:
            node = _add_code(codes, f"family:{family}", name, "", codable=False)
            for theme in themes:
                _add_theme(node, theme, notes=notes)


def _add_theme(family: ElementTree.Element, theme: Theme, *, notes: bool) -> None:
    node = _add_code(family, theme.id, theme.name, theme.definition)
    if notes:
        ElementTree.SubElement(node, "NoteRef", {"targetGUID": make_guid("note", theme.id)})
    for stance in STANCES:
        _add_code(node, f"{theme.id}:{stance}", stance_code(theme, stance), "", colour=COLOURS[stance])


def _add_code(
    parent: ElementTree.Element,
    code: str,
    name: str,
    description: str,
    *,
    codable: bool = True,
    colour: str = "",
) -> ElementTree.Element:
    attributes = {"guid": make_guid("code", code), "name": xml_text(name)}
    attributes["isCodable"] = "true" if codable else "false"
    node = ElementTree.SubElement(parent, "Code", attributes | ({"color": colour} if colour else {}))
    if description:
        ElementTree.SubElement(node, "Description").text = xml_text(description)
    return node


def _add_notes(root: ElementTree.Element, codebook: Codebook) -> None:
    """Add a note a theme: what belongs to it and what does not."""
    notes = ElementTree.SubElement(root, "Notes")
    for theme in codebook.themes.values():
        attributes = {"guid": make_guid("note", theme.id), "name": xml_text(theme.name)}
        note = ElementTree.SubElement(notes, "Note", attributes)
        ElementTree.SubElement(note, "PlainTextContent").text = xml_text("\n".join(_tell(theme)))


def _tell(theme: Theme) -> Iterator[str]:
    yield f"Theme {theme.id}. {theme.definition}"
    yield from (f"Belongs: {one}" for one in theme.include)
    yield from (f"Does not belong: {one}" for one in theme.exclude)


def _to_bytes(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "utf-8") + b"\n"


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
