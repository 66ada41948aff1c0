"""What a run finds changed, damaged, newer or put back: named in words, and the next run works by itself."""

import json
import shutil
from datetime import date, timedelta

import openpyxl
import pytest

from learning_themes import saving
from learning_themes.cache import Cache
from learning_themes.cli import main
from learning_themes.corpus import files_read
from learning_themes.corpus.reading import Job
from learning_themes.corpus.workers import Limits
from learning_themes.errors import InputError, TableError
from learning_themes.records import read_asked
from learning_themes.reports.audience import AUDIENCE_FILE, read_audience
from learning_themes.reports.disclosure import find_people
from learning_themes.reports.disclosure_list import LIST_FILE, read_marks
from learning_themes.saving import list_backups, save_with_backup
from learning_themes.tables import read_table
from tests.tables_fixture import make_tables, small_codebook, write_tables
from tests.tracker_world import Open, run, table


def job(path, file="q.txt"):
    return Job(path, file, "q", {}, False)


def test_a_report_deleted_while_the_run_goes_on_is_a_row_and_the_others_are_read(tmp_path, text_report):
    (tmp_path / "q.txt").write_text(text_report, encoding="utf-8")
    jobs = [job(tmp_path / "gone.txt", "gone.txt"), job(tmp_path / "q.txt")]
    rows = [one.row for one, _ in files_read.read_files(jobs, limits=Limits(), cache=Cache(tmp_path / "c"))]
    assert rows[0]["problems"].startswith("gone.txt cannot be opened")
    assert rows[1]["read_status"] == "read"


def test_a_report_changed_while_it_is_read_is_read_again_the_next_time(tmp_path, text_report, monkeypatch):
    path, cache = tmp_path / "q.txt", Cache(tmp_path / "c")
    path.write_text(text_report, encoding="utf-8")
    with monkeypatch.context() as before:
        before.setattr(files_read, "hash_file", lambda _: "0" * 64)  # as it was when the run began
        ((reading, _),) = files_read.read_files([job(path)], limits=Limits(), cache=cache)
    assert reading.row["read_status"] == "read" and cache.measure()["reports"].entries == 0
    list(files_read.read_files([job(path)], limits=Limits(), cache=cache))
    assert cache.measure()["reports"].entries == 1


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"parameters": 3}', '{"a": 1}', "\x00", "[" * 5000])
def test_a_damaged_record_of_a_run_is_named(tmp_path, content, capsys):
    write_tables(make_tables(small_codebook(2), reviews=3), tmp_path / "run")
    (tmp_path / "run" / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"run\.json: .*make the run again"):
        read_asked(tmp_path / "run")
    assert main(["chapter", str(tmp_path / "run")]) == 2
    told = capsys.readouterr().err
    assert "run.json" in told and "Traceback" not in told


def test_a_run_of_a_later_version_is_refused_with_what_it_has_and_what_to_do(tmp_path):
    (tmp_path / "run.json").write_text(json.dumps({"parameters": {"hologram": "on"}}), encoding="utf-8")
    with pytest.raises(InputError, match="hologram: .*if a later version of the suite made this run"):
        read_asked(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no table" * 50])
def test_a_damaged_table_of_a_run_is_named(tmp_path, content):
    (tmp_path / "register.parquet").write_bytes(content)
    with pytest.raises(TableError, match=r"register\.parquet: is damaged .*make the run again"):
        read_table("register", tmp_path)


def test_a_clock_that_was_put_back_never_makes_the_newest_copy_the_first_to_go(tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "MOST_BACKUPS", 3)
    path, held = tmp_path / "actions.xlsx", b"0"
    path.write_bytes(held)
    for number in range(1, 9):
        day = date(2026, 6, 1) - timedelta(days=number)
        monkeypatch.setattr(
            saving, "date", type("Clock", (date,), {"today": classmethod(lambda _, d=day: d)})
        )
        new = str(number).encode()
        copy = save_with_backup(path, new, read=held, error=InputError)
        assert copy.read_bytes() == held and list_backups(path)[-1] == copy
        held = new
    assert [one.read_bytes() for one in list_backups(path)] == [b"5", b"6", b"7"]


def test_a_tracker_put_back_from_its_copy_is_used_and_grows_by_what_it_lacked(tmp_path):
    run(tmp_path, table(1, 2))
    with Open(tmp_path) as tracker:
        tracker.set(2, Notes="typed by Ann")
    copy = run(tmp_path, table(1, 2, 3)) and saving.newest_backup(tmp_path / "actions.xlsx")
    (tmp_path / "actions.xlsx").write_bytes(b"damaged")
    shutil.copy2(copy, tmp_path / "actions.xlsx")
    run(tmp_path, table(1, 2, 3))
    assert "typed by Ann" in Open(tmp_path).column("Notes")
    assert len([one for one in Open(tmp_path).column("Action id (machine)") if one]) == 3


def test_a_memory_of_a_later_version_with_more_in_it_is_no_harm(tmp_path):
    run(tmp_path, table(1, 2))
    book = openpyxl.load_workbook(tmp_path / "actions.xlsx", rich_text=True)
    hidden = next(sheet for sheet in book.worksheets if sheet.sheet_state != "visible")
    hidden.cell(hidden.max_row + 1, 1).value = "a kind of row that comes later"
    book.save(tmp_path / "actions.xlsx")
    result = run(tmp_path, table(1, 2, 3))
    assert len(result.added) == 1 and len(set(result.actions["action_id"])) == 3


@pytest.mark.parametrize("content", ["{", "[]", '{"parameters": {}}', '{"parameters": 3}'])
def test_a_record_without_its_corpus_is_named_by_the_disclosure_check(tmp_path, content):
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"run\.json"):
        find_people(tmp_path)


def test_a_damaged_record_of_the_audience_is_named(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / AUDIENCE_FILE).write_text('{"name": "pub', encoding="utf-8")
    with pytest.raises(InputError, match=AUDIENCE_FILE):
        read_audience(tmp_path)


def test_a_mark_beside_words_with_a_line_of_another_kind_is_read(tmp_path):
    (tmp_path / LIST_FILE).write_text('id,words,verdict\nf1,"one\u2028two",ok\n', encoding="utf-8")
    assert read_marks(tmp_path) == {"f1": ("ok", "")}
