"""What people coded in another program, or in a table, becomes decisions by the command line, once each."""

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from learning_themes.cli import main
from learning_themes.tables import read_table, write_table
from learning_themes.themes.decisions import read_decisions
from tests import checking_world
from tests.checking_world import decide

SUPERVISION = "Supervision and management oversight"


@pytest.fixture
def run(tmp_path) -> Path:
    """Return a finished run of two small reviews that nobody has checked."""
    made = checking_world.tables()
    for name, table in (made | {"evidence": made["machine"]}).items():
        write_table(name, table, tmp_path / "run" / "tables")
    corpus = tmp_path / "corpus"
    (corpus / "_people").mkdir(parents=True)
    asked = {"corpus": str(corpus), "partnership": "P", "as_of": "2026-11-26", "local_themes": None}
    record = {"parameters": asked, "versions": {}}
    (tmp_path / "run" / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return tmp_path / "run"


def people(run: Path) -> Path:
    return run.parent / "corpus" / "_people"


def exchange(*words: object) -> int:
    return main(["exchange", *map(str, words)])


def said(run: Path) -> list[tuple]:
    return [(one.by, one.passage_id, one.theme, one.verdict, one.stance, one.note)
            for one in read_decisions(people(run)).decisions]  # fmt: skip


def write_project(path: Path, *, code: str = "NEGLECT", user: str = "Ann", words: str = "") -> Path:
    """Write what another program might: names in capitals, other marks and white space, guids in braces."""
    words = words or "the  Midwife did not share her concern!"
    names = f'<User guid="{{A0000000-0000-0000-0000-000000000001}}" name="{user}"/>' if user else ""
    qde = f"""<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="x"><Users>{names}</Users>
    <CodeBook><Codes><Code guid="a0000000-0000-0000-0000-000000000002" name="{code}" isCodable="true"/>
    <Code guid="a0000000-0000-0000-0000-000000000003" name="Weather" isCodable="true"/></Codes></CodeBook>
    <Sources><TextSource guid="a0000000-0000-0000-0000-000000000004" name="Child Q.docx">
    <PlainTextContent>{words}</PlainTextContent>
    <PlainTextSelection guid="a0000000-0000-0000-0000-000000000005" startPosition="0" endPosition="999"
     creatingUser="a0000000-0000-0000-0000-000000000001"><Description>as I read it</Description>
    <Coding guid="a0000000-0000-0000-0000-000000000006" creationDateTime="2026-03-01T09:00:00Z">
    <CodeRef targetGUID="A0000000-0000-0000-0000-000000000002"/></Coding></PlainTextSelection>
    </TextSource></Sources></Project>"""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", qde)
    return path


def test_what_another_program_coded_becomes_a_decision_with_name_time_and_note(run, tmp_path, capsys):
    file = write_project(tmp_path / "o.qdpx", code="neglect: shortfall")
    assert exchange("import", file, "--run", run) == 0
    told = capsys.readouterr().out
    assert "no theme of ours: Weather" in told and "1 new decisions on 1 passages" in told
    assert said(run) == [("Ann", "a.0", "neglect", "added", "shortfall", "as I read it")]
    assert read_decisions(people(run)).decisions[0].when.startswith("2026-03-01T09:00:00")
    evidence = read_table("evidence", run / "tables")
    assert evidence.query("passage_id == 'a.0' and theme == 'neglect'")["why"].tolist() == ["added by Ann"]


def test_the_same_file_counts_once(run, tmp_path, capsys):
    file = write_project(tmp_path / "o.qdpx", code="neglect: shortfall")
    for _ in range(2):
        exchange("import", file, "--run", run)
    assert "0 new decisions on 0 passages, 1 known already" in capsys.readouterr().out
    assert len(said(run)) == 1


def test_without_a_stance_the_machines_is_taken_or_the_one_that_is_given(run, tmp_path, capsys):
    known = write_project(tmp_path / "known.qdpx", code="information-sharing")
    exchange("import", known, "--run", run)
    assert said(run)[0][2:5] == ("information-sharing", "accepted", "shortfall")
    new = write_project(tmp_path / "new.qdpx", code="Neglect")
    exchange("import", new, "--run", run)
    assert "neglect without a stance: give --stance" in capsys.readouterr().out
    exchange("import", new, "--run", run, "--stance", "strength")
    assert said(run)[1][2:5] == ("neglect", "added", "strength")
    assert exchange("import", new, "--run", run, "--stance", "strong") == 2
    assert "Did you mean 'strength'?" in capsys.readouterr().err


def test_a_coding_without_a_name_asks_for_one(run, tmp_path, capsys):
    file = write_project(tmp_path / "o.qdpx", code="neglect: shortfall", user="")
    assert exchange("import", file, "--run", run) == 2
    assert "--by NAME" in capsys.readouterr().err
    assert said(run) == []
    exchange("import", file, "--run", run, "--by", "Bea")
    assert said(run)[0][0] == "Bea"


def test_a_later_word_on_the_screen_stands(run, tmp_path, capsys):
    decide(people(run), "a.0", "neglect", "rejected", by="Ann", when="2026-04-01T09:00:00.000000+00:00")
    exchange("import", write_project(tmp_path / "o.qdpx", code="neglect: shortfall"), "--run", run)
    assert "Ann decided otherwise on neglect later, on 2026-04-01" in capsys.readouterr().out
    assert [row[3] for row in said(run)] == ["rejected"]


def test_words_of_no_passage_are_set_aside_by_name(run, tmp_path, capsys):
    file = write_project(
        tmp_path / "o.qdpx", code="neglect: shortfall", words="The swan flew over the church."
    )
    exchange("import", file, "--run", run)
    assert "set aside: “The swan flew over the church.” in Child Q.docx" in capsys.readouterr().out
    assert said(run) == []


def test_what_is_exported_comes_back_as_known_and_the_machines_as_no_decision(run, tmp_path, capsys):
    decide(people(run), "a.1", "professional-curiosity", "changed", "shortfall", by="Ann", note="see page 3")
    decide(people(run), "a.1", "none", "noted", by="Ann", note="ask the author")
    exchange("import", write_project(tmp_path / "o.qdpx", code="neglect: context"), "--run", run)
    before = said(run)
    assert exchange("export", run, "--out", tmp_path / "p.qdpx") == 0
    capsys.readouterr()
    exchange("import", tmp_path / "p.qdpx", "--run", run)
    assert "0 new decisions on 0 passages, 2 known already, 4 of the machine" in capsys.readouterr().out
    assert said(run) == before


def test_with_out_nothing_is_taken_in(run, tmp_path, capsys):
    out = tmp_path / "look.jsonl"
    file = write_project(tmp_path / "o.qdpx", code="neglect: shortfall")
    assert exchange("import", file, "--run", run, "--out", out) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["by"] == "Ann"
    assert said(run) == []
    assert exchange("import", file, "--run", run, "--out", out) == 2


def test_without_a_run_the_codes_are_told_and_nothing_is_taken_in(tmp_path, capsys):
    assert exchange("import", write_project(tmp_path / "o.qdpx")) == 0
    assert "2 codes, 1 coded segments" in (told := capsys.readouterr().out) and "--run" in told


# Tables


def test_a_coded_csv_becomes_decisions(run, tmp_path):
    file = tmp_path / "coded.csv"
    file.write_text(
        "text,theme,stance,by,note\n"
        f"Supervision was regular and kind.,{SUPERVISION},Strength,Cem,=cmd()\n"
        "The father was not spoken to.,fathers-and-other-adults,,Cem,\n",
        encoding="utf-8-sig",
    )
    assert exchange("import", file, "--run", run) == 0
    assert said(run) == [
        ("Cem", "b.1", "supervision-and-oversight", "accepted", "strength", "=cmd()"),
        ("Cem", "b.0", "fathers-and-other-adults", "accepted", "shortfall", ""),
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_an_exported_table_is_the_machines_and_no_decision(run, tmp_path, ending, capsys):
    exchange("export", run, "--out", tmp_path / f"e.{ending}")
    exchange("import", tmp_path / f"e.{ending}", "--run", run)
    assert "0 new decisions on 0 passages, 0 known already, 5 of the machine" in capsys.readouterr().out


def test_a_workbook_with_the_suites_titles_is_read(run, tmp_path):
    book = Workbook()
    for row in (["Passage id", "Theme id", "Stance", "Coder"], ["b.2", "neglect", "context", "Dee"]):
        book.active.append(row)
    book.save(tmp_path / "c.xlsx")
    exchange("import", tmp_path / "c.xlsx", "--run", run)
    assert said(run) == [("Dee", "b.2", "neglect", "added", "context", "")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"text,stance\nx,context\n", "needs the columns theme"),
        ("a.csv", b"text,theme,stance\nx,neglect,short fall\n", "line 2: stance 'short fall'"),
        ("a.csv", b"text,theme\nx,\n", "line 2: has no theme"),
        ("a.csv", b"text,theme\n\xff,neglect\n", "not UTF-8"),
        ("a.csv", b"", "it has none"),
        ("a.xlsx", b"no workbook", "damaged"),
        ("a.parquet", b"no table", "damaged"),
        ("a.docx", b"x", "is not one of .qdpx"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_name(run, tmp_path, capsys, name, content, told):
    (tmp_path / name).write_bytes(content)
    assert exchange("import", tmp_path / name, "--run", run) == 2
    assert name in (error := capsys.readouterr().err) and told in error
