"""REFI-QDA: what is exported keeps every coded segment, and what others coded comes back as decisions."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from learning_themes.errors import InputError
from learning_themes.tables import make_table
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.refi import MACHINE, export_codebook, export_project
from learning_themes.themes.refi_import import (
    Project,
    list_unmatched,
    match_codes,
    read_project,
    segments_to_rows,
)
from tests.conftest import ROOT
from tests.tables_fixture import evidence_row, passage_row, register_row

CODEBOOK = load_codebook(ROOT / "themes")
TEXTS = [
    "The dog was seen. \U0001f415",
    "<b>&amp; Nobody\r\nasked.",
    "=1+1 was told to the nurse",
    "Nobody asked.",
]


def tables(texts: list[str], theme: str = "neglect") -> dict:
    passages = [passage_row("r1", n, text=text) for n, text in enumerate(texts)]
    return {
        "register": make_table("register", [register_row("r1", title="Child Q")]),
        "passages": make_table("passages", passages),
        "evidence": make_table("evidence", [evidence_row(one, theme) for one in passages]),
    }


def round_trip(folder: Path, texts: list[str]) -> Project:
    path = folder / "p.qdpx"
    path.write_bytes(export_project(tables(texts), CODEBOOK, name="P"))
    return read_project(path)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), min_size=1, max_size=6
    )
)
def test_every_coded_segment_comes_back_with_its_words(tmp_path_factory, texts):
    project = round_trip(tmp_path_factory.mktemp("refi"), texts)
    assert len(project.segments) == len(texts)
    for segment, text in zip(project.segments, texts, strict=True):
        assert len(segment.words) == len(text)
        assert segment.words.split() == text.split()


def test_positions_count_code_points_of_the_source(tmp_path):
    packed = export_project(tables(TEXTS), CODEBOOK, name="P")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        source = next(name for name in archive.namelist() if name.startswith("sources/"))
        text = archive.read(source).decode()
        root = etree.fromstring(archive.read("project.qde"))
    places = [(int(one.get("startPosition")), int(one.get("endPosition")))
              for one in root.iter("{*}PlainTextSelection")]  # fmt: skip
    assert [text[start:end] for start, end in places][0] == TEXTS[0]
    assert text.count("\n") == len(TEXTS) - 1


def test_the_same_tables_give_the_same_bytes_and_every_id_stands_once():
    once, again = (export_project(tables(TEXTS), CODEBOOK, name="P") for _ in range(2))
    assert once == again
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    guids = [node.get("guid") for node in root.iter() if node.get("guid")]
    assert len(guids) == len(set(guids))
    known = set(guids)
    assert all(node.get("targetGUID") in known for node in root.iter("{*}CodeRef", "{*}NoteRef"))


def test_elements_stand_in_the_order_that_the_standard_gives(tmp_path):
    with zipfile.ZipFile(io.BytesIO(export_project(tables(TEXTS), CODEBOOK, name="P"))) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    assert etree.QName(root).namespace == "urn:QDA-XML:project:1.0"
    names = [etree.QName(node).localname for node in root]
    assert names == ["Users", "CodeBook", "Sources", "Notes"]
    selection = next(root.iter("{*}PlainTextSelection"))
    assert [etree.QName(node).localname for node in selection] == ["Description", "Coding"]


def test_our_own_codebook_comes_back_whole(tmp_path):
    (tmp_path / "c.qdc").write_bytes(export_codebook(CODEBOOK))
    project = read_project(tmp_path / "c.qdc")
    assert list_unmatched(project.codes, CODEBOOK) == []
    assert {theme for theme, _ in match_codes(project.codes, CODEBOOK).values()} == set(CODEBOOK.themes)


def test_what_a_person_coded_becomes_a_decision_and_what_the_machine_coded_does_not(tmp_path):
    project = round_trip(tmp_path, TEXTS)
    passages = tables(TEXTS)["passages"]
    assert segments_to_rows(project, passages, CODEBOOK).empty
    by_ann = replace(project, segments=tuple(replace(one, by="Ann") for one in project.segments))
    rows = segments_to_rows(by_ann, passages, CODEBOOK)
    assert rows["passage_id"].tolist() == passages["passage_id"].tolist()
    assert set(rows["stance"]) == {"shortfall"} and set(rows["by"]) == {"Ann"} and MACHINE != "Ann"


def test_a_segment_of_another_program_is_found_by_its_words(tmp_path):
    other = """<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="x">
    <Users><User guid="{A0000000-0000-0000-0000-000000000001}" name="Ann"/></Users>
    <CodeBook><Codes><Code guid="a0000000-0000-0000-0000-000000000002" name="NEGLECT" isCodable="true"/>
    <Code guid="a0000000-0000-0000-0000-000000000003" name="Weather" isCodable="true"/></Codes></CodeBook>
    <Sources><TextSource guid="a0000000-0000-0000-0000-000000000004" name="Child Q.docx">
    <PlainTextContent>Before. =1+1 was  told to the NURSE after</PlainTextContent>
    <PlainTextSelection guid="a0000000-0000-0000-0000-000000000005" startPosition="8" endPosition="36">
    <Coding guid="a0000000-0000-0000-0000-000000000006"
     creatingUser="{A0000000-0000-0000-0000-000000000001}">
    <CodeRef targetGUID="A0000000-0000-0000-0000-000000000002"/></Coding></PlainTextSelection>
    </TextSource></Sources></Project>"""
    with zipfile.ZipFile(tmp_path / "o.qdpx", "w") as archive:
        archive.writestr("project.qde", other)
    project = read_project(tmp_path / "o.qdpx")
    assert [code.name for code in list_unmatched(project.codes, CODEBOOK)] == ["Weather"]
    rows = segments_to_rows(project, tables(TEXTS)["passages"], CODEBOOK)
    assert rows[["words", "theme", "by"]].values.tolist() == [[TEXTS[2], "neglect", "Ann"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", b"x"), ("a.qdc", b"<CodeBook>"), ("a.qdpx", b"no zip"), ("missing.qdpx", None)],
)
def test_a_file_that_is_no_project_is_refused_by_name(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        read_project(tmp_path / name)


def test_entities_of_a_hostile_file_are_not_resolved(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    (tmp_path / "h.qdc").write_text(
        f'<!DOCTYPE c [<!ENTITY s SYSTEM "{secret.as_uri()}">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0">'
        '<Codes><Code guid="a" name="x" isCodable="true"><Description>&s;</Description></Code></Codes>'
        "</CodeBook>",
        encoding="utf-8",
    )
    assert "SECRET" not in str(read_project(tmp_path / "h.qdc"))
