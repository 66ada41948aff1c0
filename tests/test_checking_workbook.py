"""The Excel form of a check: written, answered in Excel or LibreOffice, read back by the command."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from learning_themes.cli import main
from learning_themes.manifest import verify_folder, write_manifest
from learning_themes.reports.checking_workbook import write_checking_workbook
from learning_themes.tables import read_table, write_table
from learning_themes.themes.decisions import read_decisions
from learning_themes.themes.draws import keep_draw
from learning_themes.themes.items import Item, Shown
from tests.checking_world import CODEBOOK, HOSTILE, decide, draw, tables


@pytest.fixture
def run(tmp_path) -> Path:
    for name, table in (tables() | {"evidence": tables()["machine"]}).items():
        write_table(name, table, tmp_path / "run" / "tables")
    return tmp_path / "run"


def check(run: Path, *options: str) -> int:
    return main(["check", str(run), "--people", str(run.parent / "people"), *options])


def written(run: Path) -> Path:
    return max((run.parent / "people" / "checking").glob("*.xlsx"), key=lambda path: path.stat().st_mtime_ns)


def fill(
    path: Path, answers: dict[str, dict[str, str]], *, by: str = "Ann Lee", sheet: str = "Passages"
) -> Path:
    """Type answers into the rows whose passage holds the words given, and return the path."""
    book = load_workbook(path)
    book["Read me"]["B3"] = by
    titles = {cell.value: cell.column for cell in book[sheet][1]}
    text = titles["Passage"] if sheet == "Passages" else titles["Report"]
    for row in range(2, book[sheet].max_row + 1):
        for words, values in answers.items():
            if words in str(book[sheet].cell(row, text).value):
                for title, value in values.items():
                    book[sheet].cell(row, titles[title]).value = value
    book.save(path)
    return path


ANSWERS = {
    "share her concern": {"Theme 1": "Information sharing", "Stance 1": "shortfall", "Note": "=1+1"},
    "Nobody asked": {
        "Theme 1": "Neglect", "Stance 1": "context", "Theme 2": "early-help", "Stance 2": "Strength"
    },
    "calm": {"No theme": "yes"},
}  # fmt: skip


def decisions(run: Path) -> list[tuple[str, str, str, str]]:
    kept = read_decisions(run.parent / "people").decisions
    return sorted((one.passage_id, one.theme, one.verdict, one.stance) for one in kept)


def test_answers_in_excel_are_taken_and_taking_them_twice_adds_nothing(run, capsys):
    assert check(run) == 0
    path = fill(written(run), ANSWERS)
    assert check(run, "--import", str(path)) == 0
    assert "Ann Lee: 3 answers taken" in capsys.readouterr().out
    first = decisions(run)
    assert ("a.1", "early-help", "added", "strength") in first and ("a.3", "none", "complete", "") in first
    assert check(run, "--import", str(path)) == 0
    assert "0 answers taken, 3 known already" in capsys.readouterr().out
    assert decisions(run) == first
    checked = read_table("checked", run / "tables")
    assert set(checked["by"]) == {"Ann Lee"} and checked["blind"].all()
    assert checked["passage_id"].nunique() == 3


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_workbook_that_libreoffice_saved_is_read_the_same(run, tmp_path):
    check(run)
    path = fill(written(run), ANSWERS)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    asked = ["--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(path)]
    subprocess.run(["soffice", profile, *asked], capture_output=True, timeout=120, check=False)
    saved = tmp_path / "saved" / path.name
    if not saved.is_file():
        pytest.skip("LibreOffice is here without Calc")
    assert load_workbook(saved)["Passages"].data_validations.dataValidation
    assert check(run, "--import", str(saved)) == 0
    through_libreoffice = decisions(run)
    shutil.rmtree(tmp_path / "people" / "decisions")
    assert check(run, "--import", str(path)) == 0
    assert decisions(run) == through_libreoffice and len(through_libreoffice) >= 6


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"Theme 1": "Neglekt", "Stance 1": "context"}, "codebook. Did you mean 'Neglect'?"),
        ({"Theme 1": "Neglect"}, "choose one of shortfall"),
        ({"Theme 2": "Neglect", "Stance 2": "bad"}, "'bad' is not one of shortfall"),
        ({"Stance 1": "context"}, "lacks its theme"),
        ({"No theme": "yes", "Theme 1": "Neglect", "Stance 1": "context"}, "says no theme, but"),
        ({"No theme": "perhaps"}, "'perhaps' is not understood"),
        ({"All as found": "yes"}, "the codes were hidden"),
        ({"No theme": "yes", "Id": "a.77"}, "belongs to no passage"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_by_its_cell_and_the_other_rows_are_taken(run, capsys, values, told):
    check(run)
    path = fill(written(run), {"share her concern": values, "calm": {"No theme": "yes"}})
    assert check(run, "--import", str(path)) == 3
    said = capsys.readouterr().out
    assert told in said and "Passages!" in said and "1 answers taken" in said
    assert [one[0] for one in decisions(run)] == ["a.3"]


def test_a_workbook_without_a_name_or_of_another_kind_is_refused(run, tmp_path, capsys):
    check(run)
    path = fill(written(run), ANSWERS, by="")
    assert check(run, "--import", str(path)) == 2
    assert "Read me!B3 is empty" in capsys.readouterr().err
    assert check(run, "--import", str(path), "--by", "Bo") == 0
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")
    assert check(run, "--import", str(tmp_path / "no.xlsx")) == 2
    assert "cannot be read as an Excel workbook" in capsys.readouterr().err


def test_text_from_reports_is_never_a_formula_and_what_was_typed_is_not_written_over(run):
    passages = read_table("passages", run / "tables")
    passages.loc[passages["text"] == HOSTILE, "text"] = '=HYPERLINK("http://x","y")'
    write_table("passages", passages, run / "tables")
    check(run)
    first = written(run)
    kept = fill(first, ANSWERS).read_bytes()
    check(run, "--again")
    assert first.read_bytes() == kept and written(run) != first
    cells = [cell for row in load_workbook(first)["Passages"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=HYPER")].count("f") == 0


def workbooks(run: Path) -> list[Path]:
    return sorted((run.parent / "people" / "checking").glob("*.xlsx"))


def test_a_workbook_that_is_still_to_be_answered_is_named_and_no_other_written(run, capsys):
    check(run)
    [first] = workbooks(run)
    for typed in ({}, {"calm": {"No theme": "yes"}}):
        kept = fill(first, typed).read_bytes()
        capsys.readouterr()
        check(run)
        told = capsys.readouterr().out
        assert workbooks(run) == [first] and first.read_bytes() == kept and f"Workbook: {first}" in told
        assert "It was there already, of Ann Lee, and is still to be answered, so no other" in told
    check(run, "--by", "Bo")
    [theirs] = set(workbooks(run)) - {first}
    check(run, "--by", "Bo")
    assert len(workbooks(run)) == 2 and load_workbook(theirs)["Read me"]["B3"].value == "Bo"
    capsys.readouterr()
    check(run)
    assert f"Of the same draw too: {first.name} (of Ann Lee)." in capsys.readouterr().out
    check(run, "--again")
    assert len(workbooks(run)) == 3


def test_a_workbook_that_was_answered_in_full_or_has_other_rows_is_none_to_type_into(run):
    check(run)
    [first] = workbooks(run)
    check(run, "--import", str(fill(first, {"": {"No theme": "yes"}})))
    check(run)
    assert len(workbooks(run)) == 2
    passages = read_table("passages", run / "tables")
    passages.loc[passages["passage_id"] == "a.3", "text"] = "The unit was loud."
    write_table("passages", passages, run / "tables")
    check(run)
    assert len(workbooks(run)) == 3
    written(run).write_bytes(b"no workbook")
    check(run)
    assert len(workbooks(run)) == 4


def cells(path: Path, sheet: str) -> dict[str, dict[str, str]]:
    """Return the rows of a sheet by the id in them: what stands under each title."""
    rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    titles = next(rows)
    return {row[titles.index("Id")]: dict(zip(titles, row, strict=True)) for row in rows}


@pytest.fixture
def with_pair(run) -> Path:
    """Return the run with a draw kept that also asks for a review to be judged."""
    passages = read_table("passages", run / "tables").assign(page=0)
    write_table("passages", passages, run / "tables")
    keep_draw(run.parent / "people", draw(passages, blind=True, pairs=(("a", "neglect"),)))
    return run


def test_a_workbook_written_again_carries_ones_own_answers_and_nobody_elses(with_pair, capsys):
    run = with_pair
    check(run)
    notes = {"share her concern": ANSWERS["share her concern"] | {"Note": "see page 4"}}
    path = fill(written(run), ANSWERS | notes)
    fill(path, {"": {"Judgement": "key"}}, sheet="Reviews")
    check(run, "--import", str(path))
    first = decisions(run)
    capsys.readouterr()
    assert check(run, "--by", "Ann Lee", "--again") == 0
    again, told = written(run), capsys.readouterr().out
    assert again != path and load_workbook(again)["Read me"]["B3"].value == "Ann Lee"
    rows, judged = cells(again, "Passages"), [row["Judgement"] for row in cells(again, "Reviews").values()]
    assert (rows["a.0"]["Theme 1"], rows["a.0"]["Stance 1"]) == ("Information sharing", "shortfall")
    assert rows["a.0"]["Note"] == "see page 4" and rows["a.3"]["No theme"] == "yes"
    assert {rows["a.1"][f"Stance {n}"] for n in (1, 2)} == {"strength", "context"}
    assert "In it already: 4 answers of Ann Lee." in told and judged == ["key"]
    check(run, "--import", str(again))
    assert "0 answers taken" in capsys.readouterr().out and decisions(run) == first
    for name in ((), ("--by", "Bo")):
        check(run, *name, "--again")
        assert rows["a.1"]["Theme 1"] and not cells(written(run), "Passages")["a.1"]["Theme 1"]
    assert not any(row["Judgement"] for row in cells(written(run), "Reviews").values())


def test_a_workbook_without_a_name_tells_who_answered_already(run, capsys):
    check(run, "--import", str(fill((check(run), written(run))[1], ANSWERS)))
    capsys.readouterr()
    check(run, "--again")
    assert "Answered already by Ann Lee (3)" in capsys.readouterr().out


def test_an_answer_with_more_themes_than_a_row_holds_is_left_blank_and_told(run, capsys):
    check(run)
    for theme in ("neglect", "early-help", "education", "poverty-and-housing", "information-sharing"):
        decide(run.parent / "people", "a.3", theme, "added", "context")
    decide(run.parent / "people", "a.3", "none", "complete")
    before = decisions(run)
    capsys.readouterr()
    check(run, "--by", "Ann")
    told = capsys.readouterr().out
    assert "In it already: 0 answers of Ann." in told
    assert "Left blank: 1 row, answered with more than 4 themes; what was answered stands" in told
    check(run, "--import", str(written(run)))
    assert decisions(run) == before


def test_reviews_without_page_numbers_are_judged_without_page_0(with_pair):
    check(with_pair)
    shown = [row["Passages"] for row in cells(written(with_pair), "Reviews").values()]
    assert shown and "Nobody asked why." in shown[0] and "page" not in shown[0]


def test_an_answer_that_was_changed_since_is_left_and_named(run, capsys):
    check(run)
    path = fill(written(run), {"calm": {"No theme": "yes"}})
    check(run, "--import", str(path))
    decide(run.parent / "people", "a.3", "neglect", "added", "context", by="Ann Lee", when="2999")
    assert check(run, "--import", str(path)) == 3
    assert "you changed it since" in capsys.readouterr().out


def test_shown_codes_can_be_taken_as_found(run):
    check(run, "--open")
    path = fill(written(run), {"Nobody asked": {"All as found": "yes"}})
    assert check(run, "--import", str(path)) == 0
    assert ("a.1", "neglect", "accepted", "shortfall") in decisions(run)


def test_reviews_are_judged_in_excel_too(run):
    machine = read_table("machine", run / "tables")
    twice = machine.iloc[[0]].assign(passage_id="a.3")
    write_table("machine", pd.concat([machine, twice]), run / "tables")  # two passages make it key
    check(run)
    assert (
        check(run, "--import", str(fill(written(run), {"Review": {"Judgement": "Key"}}, sheet="Reviews")))
        == 0
    )
    judged = read_table("judged", run / "tables")
    assert judged["key"].all() and set(judged["review_id"]) == {"a", "b"}


def test_the_report_is_made_anew_where_that_is_asked_with_or_without_a_workbook_to_read(
    run, monkeypatch, capsys
):
    monkeypatch.setattr("learning_themes.commands.checking.renew_report", lambda run: "made anew")
    for options, told in (((), False), (("--report",), True)):
        assert check(run, *options) == 0
        assert ("made anew" in capsys.readouterr().out) == told
    check(run, "--import", str(fill(written(run), ANSWERS)), "--report")
    assert "made anew" in capsys.readouterr().out


def test_a_folder_without_a_run_is_refused_in_words(tmp_path, capsys):
    assert main(["check", str(tmp_path)]) == 2
    assert "holds no finished run" in capsys.readouterr().err


def test_a_run_that_was_checked_is_as_its_manifest_says(run):
    write_manifest(run)
    check(run)
    check(run, "--import", str(fill(written(run), ANSWERS)))
    seen = verify_folder(run)
    assert not seen.changed and not seen.missing


def test_a_further_draw_follows_once_all_is_answered_and_not_before(run, capsys):
    check(run)
    first = written(run)
    assert check(run, "--more") == 0
    assert "something is still open" in capsys.readouterr().out
    every = {"": {"No theme": "yes"}}
    check(run, "--import", str(fill(first, every)))
    check(run, "--import", str(fill(first, {"": {"Judgement": "Key"}}, sheet="Reviews")))
    capsys.readouterr()
    assert check(run, "--more", "--themes", "neglect") == 0
    told = capsys.readouterr().out
    assert "something is still open" not in told
    assert len(set(read_table("sample", run / "tables")["draw"])) == 2
    assert check(run, "--more", "--themes", "negelct") == 2
    assert "there is no theme 'negelct'" in capsys.readouterr().err


def test_what_has_left_the_corpus_is_left_out_of_its_draw_and_told_and_a_further_draw_follows(run, capsys):
    passages = read_table("passages", run / "tables")
    pairs = (("a", "neglect"), ("b", "neglect"), ("b", "education"))
    keep_draw(run.parent / "people", draw(passages, blind=True, pairs=pairs))
    check(run)
    before = written(run)
    for name in ("register", "passages", "machine", "evidence"):
        table = read_table(name, run / "tables")
        write_table(name, table[table["review_id"] != "b"].reset_index(drop=True), run / "tables")
    capsys.readouterr()
    check(run)
    told = capsys.readouterr().out
    assert "0 of 4 passages checked, 0 of 1 reviews judged." in told
    assert "No longer in the corpus, and left out of this draw: 3 passages and 2 reviews." in told
    assert set(cells(written(run), "Reviews")) == {"a\nneglect"}
    fill(before, {"": {"Judgement": "Key"}}, sheet="Reviews")
    check(run, "--import", str(fill(before, {"": {"No theme": "yes"}})))
    told = capsys.readouterr().out
    assert "5 answers taken" in told and "5 set aside" in told
    assert "belongs to no passage or review of this draw that is still in the corpus" in told
    assert check(run, "--more") == 0
    told = capsys.readouterr().out
    assert "something is still open" not in told and "No longer in the corpus" not in told
    assert len(set(read_table("sample", run / "tables")["draw"])) == 2


def test_a_draw_of_which_nothing_is_left_gives_way_to_a_new_one(run, capsys):
    gone = draw(read_table("passages", run / "tables")).assign(passage_id="z.0", review_id="z")
    keep_draw(run.parent / "people", gone)
    assert check(run) == 0
    assert "0 of 7 passages checked" in capsys.readouterr().out


def test_a_workbook_or_run_that_is_not_there_is_told_as_such(run, capsys):
    assert check(run, "--import", str(run / "nothere.xlsx")) == 2
    assert "nothere.xlsx: there is no such file" in capsys.readouterr().err
    (run / "run.json").write_text("{}", encoding="utf-8")
    assert main(["check", str(run.with_name("rnu"))]) == 2
    told = capsys.readouterr().err
    assert "there is no such folder" in told and "Did you mean 'run'?" in told and "`latest`" in told


def test_a_passage_of_a_format_without_pages_is_shown_without_a_page(tmp_path):
    shown = (Shown(0, "Nobody asked why.", "shortfall"), Shown(7, "The unit was calm.", ""))
    pair = Item(1, "pair", "a", "A review", theme="neglect", shown=shown)
    path = write_checking_workbook(tmp_path / "check.xlsx", [pair], CODEBOOK)
    told = load_workbook(path)["Reviews"]["F2"].value
    assert told == "- Nobody asked why.\n- The unit was calm. (page 7)"
