"""Writes the codebook and the coded corpus for other programs for qualitative analysis, in REFI-QDA.

REFI-QDA 1.0 (2019, www.qdasoftware.org) is made for ATLAS.ti, MAXQDA, NVivo, QualCoder and others. A family
is a code that nothing is coded with, its themes stand under it, and under each theme its four stances: what
is coded carries the stance. Ids come from the project's own (uuid5), so that a second export is the same.
"""

import io
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree

import pandas as pd

from learning_themes.tables import STANCES
from learning_themes.themes.codebook import Codebook, Theme
from learning_themes.themes.codings import MACHINE, Coding, list_codings

CODEBOOK = "urn:QDA-XML:codebook:1.0"
PROJECT = "urn:QDA-XML:project:1.0"
ORIGIN = "Learning Themes"
NEWCOMER = "Coder (give your own name)"
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


def export_project(tables: Mapping[str, pd.DataFrame], codebook: Codebook, *, name: str, day: str) -> bytes:
    """Return the coded corpus as the bytes of a .qdpx file: each review's text, and what is coded in it.

    A passage is a line of the text; positions count Unicode code points from 0, the end not included. Each
    coding is a selection of its own, with its coder and note, since some programs read these of selections
    alone. `day` (YYYY-MM-DD) dates what has no time of its own. Reads the tables that `list_codings` does,
    and register.
    """
    stamp = f"{day}T00:00:00Z"
    codings: dict[str, list[Coding]] = {}
    for one in list_codings(tables, codebook):
        codings.setdefault(one.passage_id, []).append(one)
    titles = tables["register"].drop_duplicates("review_id").set_index("review_id")["title"]
    attributes = {"xmlns": PROJECT, "name": xml_text(name), "origin": ORIGIN, "creationDateTime": stamp}
    root = ElementTree.Element("Project", attributes)
    _add_users(root, {coding.by for found in codings.values() for coding in found})
    _add_codes(ElementTree.SubElement(root, "CodeBook"), codebook)
    sources = ElementTree.Element("Sources")
    files = {}
    for review, passages in tables["passages"].groupby("review_id", sort=True):
        guid = make_guid("source", str(review))
        source = {"guid": guid, "name": str(review), "plainTextPath": f"internal://{guid}.txt"}
        source |= {"creatingUser": make_guid("user", MACHINE), "creationDateTime": stamp}
        node = ElementTree.SubElement(sources, "TextSource", source)
        ElementTree.SubElement(node, "Description").text = xml_text(titles.get(review, ""))
        files[f"sources/{guid}.txt"] = _write_source(node, passages, codings, stamp).encode()
    if files:
        root.append(sources)
    return _zip({"project.qde": _to_bytes(root), **files})


def _add_users(root: ElementTree.Element, names: set[str]) -> None:
    """Add the users. The first is for whoever opens the file: QualCoder lets them code under that name."""
    users = ElementTree.SubElement(root, "Users")
    for name in (NEWCOMER, *sorted(names - {MACHINE, NEWCOMER}), MACHINE):
        ElementTree.SubElement(users, "User", {"guid": make_guid("user", name), "name": xml_text(name)})


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF
                                                        and ord(c) not in (0xFFFE, 0xFFFF)))  # fmt: skip


def _write_source(
    node: ElementTree.Element, passages: pd.DataFrame, codings: Mapping[str, list[Coding]], stamp: str
) -> str:
    """Add the selections of one review to `node`, and return its text."""
    lines, start = [], 0
    for passage in passages.itertuples():
        line = passage.text.translate(_BREAKS)
        lines.append(line)
        for coding in codings.get(passage.passage_id, ()):
            _add_selection(node, coding, (start, start + len(line)), stamp)
        start += len(line) + 1
    return "\n".join(lines)


def _add_selection(node: ElementTree.Element, coding: Coding, place: tuple[int, int], stamp: str) -> None:
    """Add one coding as a selection; a note without a theme is a selection without a code."""
    key = f"{coding.passage_id}:{coding.theme}:{coding.stance}:{coding.by}"
    made = {"creatingUser": make_guid("user", coding.by), "creationDateTime": _plain_time(coding.when, stamp)}
    where = {"startPosition": str(place[0]), "endPosition": str(place[1])}
    named = {"guid": make_guid("selection", key), "name": xml_text(coding.passage_id)}
    selection = ElementTree.SubElement(node, "PlainTextSelection", named | where | made)
    if coding.note:
        ElementTree.SubElement(selection, "Description").text = xml_text(coding.note)
    if coding.theme:
        coded = ElementTree.SubElement(selection, "Coding", {"guid": make_guid("coding", key)} | made)
        code = make_guid("code", f"{coding.theme}:{coding.stance}")
        ElementTree.SubElement(coded, "CodeRef", {"targetGUID": code})


def _plain_time(when: str, stamp: str) -> str:
    """Return a time in universal time to the second, `stamp` where it is none."""
    try:
        time = datetime.fromisoformat(when)
    except ValueError:
        return stamp
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add_codes(parent: ElementTree.Element, codebook: Codebook) -> None:
    codes = ElementTree.SubElement(parent, "Codes")
    for family, name in codebook.families.items():
        themes = [theme for theme in codebook.themes.values() if theme.family == family]
        if themes:
            node = _add_code(codes, f"family:{family}", name, "", codable=False)
            for theme in themes:
                _add_theme(node, theme)


def _add_theme(family: ElementTree.Element, theme: Theme) -> None:
    """Add a theme with its stances; what belongs to it is in its description, which every program shows."""
    node = _add_code(family, theme.id, theme.name, "\n".join(_tell(theme)))
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


def _tell(theme: Theme) -> Iterator[str]:
    yield theme.definition
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
