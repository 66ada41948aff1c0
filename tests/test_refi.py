"""REFI-QDA: what is exported keeps every coding with its coder and note, and is valid by the standard."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from learning_themes.errors import InputError
from learning_themes.tables import STANCES, make_table
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.codings import MACHINE
from learning_themes.themes.decisions import Decision
from learning_themes.themes.hand_coded import list_unmatched, match_codes
from learning_themes.themes.refi import NEWCOMER, export_codebook, export_project
from learning_themes.themes.refi_import import Project, read_project
from tests.conftest import ROOT
from tests.refi_schema import CODEBOOK_SCHEMA, PROJECT_SCHEMA
from tests.tables_fixture import evidence_row, passage_row, register_row

CODEBOOK = load_codebook(ROOT / "themes")
TEXTS = [
    "The dog was seen. \U0001f415",
    "<b>&amp; Nobody\r\nasked.",
    "=1+1 was told to the nurse",
    "Nobody asked.",
]
WHEN = "2026-03-02T10:00:00.000000+00:00"


def decision(passage: dict, theme: str, stance: str, by: str, note: str = "", verdict: str = "added") -> dict:
    key = f"{passage['passage_id']}{theme}{stance}{by}{verdict}"
    place = (passage["passage_id"], passage["text"], passage["review_id"])
    return vars(Decision(key, *place, theme, verdict, stance, by, WHEN, note=note))


def tables(texts: list[str], decisions: tuple = (), **evidence: str) -> dict:
    passages = [passage_row("r1", n, text=text) for n, text in enumerate(texts)]
    rows = [decision(passages[place], *told) for place, *told in decisions]
    return {
        "register": make_table("register", [register_row("r1", title="Child Q")]),
        "passages": make_table("passages", passages),
        "evidence": make_table("evidence", [evidence_row(one, "neglect", **evidence) for one in passages]),
        "decisions": make_table("decisions", rows),
    }


def export(held: dict) -> bytes:
    return export_project(held, CODEBOOK, name="P", day="2026-11-26")


def round_trip(folder: Path, held: dict) -> Project:
    (folder / "p.qdpx").write_bytes(export(held))
    return read_project(folder / "p.qdpx")


def root_of(packed: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return etree.fromstring(archive.read("project.qde"))


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
PLAIN = st.text(st.characters(categories=["L", "Nd"], include_characters=" =<&'"), max_size=30).map(str.strip)
CODED = st.tuples(st.integers(0, 5), st.sampled_from(sorted(CODEBOOK.themes)), st.sampled_from(STANCES),
                  st.sampled_from(["Ann", "Bob O'Neill", "Łucja"]), PLAIN)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(WORDS, min_size=6, max_size=6), coded=st.lists(CODED, max_size=12))
def test_every_coding_comes_back_with_its_words_coder_and_note(tmp_path_factory, texts, coded):
    coded = list({(place, theme, by): (place, theme, stance, by, note)
                  for place, theme, stance, by, note in coded}.values())  # fmt: skip
    project = round_trip(tmp_path_factory.mktemp("refi"), tables(texts, tuple(coded)))
    matched = match_codes(project.codes, CODEBOOK)
    found = {
        (one.name, *matched[one.code], one.by, one.note) for one in project.segments if one.by != MACHINE
    }
    names = tables(texts)["passages"]["passage_id"]
    assert found == {(names[place], theme, stance, by, note) for place, theme, stance, by, note in coded}
    assert {one.name for one in project.segments if one.by == MACHINE} == set(names)
    words = dict(zip(names, texts, strict=True))
    assert all(one.words.split() == words[one.name].split() for one in project.segments)


def test_positions_count_code_points_of_the_source():
    packed = export(tables(TEXTS))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        source = next(name for name in archive.namelist() if name.startswith("sources/"))
        text = archive.read(source).decode()
    places = [(int(one.get("startPosition")), int(one.get("endPosition")))
              for one in root_of(packed).iter("{*}PlainTextSelection")]  # fmt: skip
    assert [text[start:end] for start, end in places][0] == TEXTS[0]
    assert text.count("\n") == len(TEXTS) - 1


BOTH = ((0, "neglect", "shortfall", "Ann", "She said <so>"), (0, "neglect", "strength", "Bob"),
        (1, "none", "", "Ann", "Ask the author", "noted"))  # fmt: skip


def test_the_same_tables_give_the_same_bytes_and_every_id_stands_once():
    once, again = (export(tables(TEXTS, BOTH)) for _ in range(2))
    assert once == again
    root = root_of(once)
    guids = [node.get("guid") for node in root.iter() if node.get("guid")]
    assert len(guids) == len(set(guids))
    asked = [node.get("targetGUID") for node in root.iter("{*}CodeRef")]
    asked += [node.get("creatingUser") for node in root.iter() if node.get("creatingUser")]
    assert set(asked) <= set(guids)


@pytest.mark.parametrize("decisions", [(), BOTH], ids=["machine alone", "two analysts and a note"])
def test_an_export_is_valid_by_the_published_schema(decisions):
    PROJECT_SCHEMA.assertValid(root_of(export(tables(TEXTS, decisions, decision="unsettled"))))
    CODEBOOK_SCHEMA.assertValid(etree.fromstring(export_codebook(CODEBOOK)))


def test_a_file_against_the_schema_is_told():
    root = root_of(export(tables(TEXTS)))
    next(root.iter("{*}PlainTextSelection")).attrib.pop("guid")
    assert not PROJECT_SCHEMA.validate(root)


def test_what_qualcoder_reads_is_there():
    """QualCoder reads coder, time and note of each selection, and takes the first user for its own."""
    root = root_of(export(tables(TEXTS, BOTH)))
    selections = list(root.iter("{*}PlainTextSelection"))
    assert all(one.get("creatingUser") and one.get("creationDateTime") for one in selections)
    assert all(len(one.findall("{*}Coding")) <= 1 for one in selections)
    assert [node.get("name") for node in root.iter("{*}User")] == [NEWCOMER, "Ann", "Bob", MACHINE]
    assert not list(root.iter("{*}NoteRef"))  # it makes a nameless code of each
    names = [node.get("name") for node in root.iter("{*}Code")]
    assert len(names) == len(set(names))


def test_both_analysts_and_the_machine_are_there_where_they_disagree(tmp_path):
    project = round_trip(tmp_path, tables(TEXTS, BOTH, decision="unsettled"))
    first = [one for one in project.segments if one.name == project.segments[0].name]
    assert {one.by: one.note for one in first if one.by != MACHINE} == {"Ann": "She said <so>", "Bob": ""}
    assert MACHINE in {one.by for one in first}
    alone = [one for one in project.segments if not one.code]
    assert [(one.by, one.note) for one in alone] == [("Ann", "Ask the author")]


def test_what_an_analyst_rejected_is_left_out(tmp_path):
    assert not round_trip(tmp_path, tables(TEXTS, decision="rejected")).segments


def test_our_own_codebook_comes_back_whole(tmp_path):
    (tmp_path / "c.qdc").write_bytes(export_codebook(CODEBOOK))
    project = read_project(tmp_path / "c.qdc")
    assert list_unmatched(project.codes, CODEBOOK) == []
    assert {theme for theme, _ in match_codes(project.codes, CODEBOOK).values()} == set(CODEBOOK.themes)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", b"x"), ("a.qdc", b"<CodeBook>"), ("a.qdpx", b"no zip"), ("missing.qdpx", None)],
)
def test_a_file_that_is_no_project_is_refused_by_name(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        read_project(tmp_path / name)


def test_a_selection_without_a_place_is_refused_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "o.qdpx", "w") as archive:
        archive.writestr(
            "project.qde",
            '<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources><TextSource guid="a" name="b">'
            '<PlainTextSelection guid="c"/></TextSource></Sources></Project>',
        )
    with pytest.raises(InputError, match="o.qdpx"):
        read_project(tmp_path / "o.qdpx")


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
