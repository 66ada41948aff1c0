"""The manifest of a run folder: changes are seen, and what people typed there outlives the next run."""

import shutil

import pytest

from learning_themes.cli import main
from learning_themes.files import grow_folder
from learning_themes.manifest import keep_edited, rewriting, verify_folder, write_manifest


@pytest.fixture
def made(tmp_path):
    run = tmp_path / "run"
    for name in ("board-report.docx", "tables/register.parquet", "notebooks/01_read.ipynb"):
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).write_text(f"made: {name}", encoding="utf-8")
    write_manifest(run)
    return run


def renew(run):
    """Make the folder anew, as a run does."""
    with grow_folder(run, doing="testing") as part:
        for name in ("board-report.docx", "tables/register.parquet", "notebooks/01_read.ipynb"):
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_text(f"made anew: {name}", encoding="utf-8")
        write_manifest(part)
        return keep_edited(run, part)


def test_a_run_as_it_was_made_is_whole(made, capsys):
    assert main(["verify", str(made)]) == 0
    assert "3 of 3 files are as they were made" in capsys.readouterr().out


def test_changed_missing_and_added_files_are_named(made, capsys):
    (made / "board-report.docx").write_text("tampered", encoding="utf-8")
    (made / "tables" / "register.parquet").unlink()
    (made / "disclosure").mkdir()
    (made / "disclosure" / "list.csv").write_text("ok", encoding="utf-8")
    assert main(["verify", str(made)]) == 1
    told = capsys.readouterr().out
    assert f"changed  {made / 'board-report.docx'}" in told
    assert f"missing  {made / 'tables' / 'register.parquet'}" in told
    assert f"added    {made / 'disclosure' / 'list.csv'}" in told
    assert "1 of 3 files" in told


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}', '{"files": {"a": 1}}', "\x00"])
def test_a_damaged_manifest_is_named_and_no_traceback_is_shown(made, content, capsys):
    (made / "manifest.json").write_text(content, encoding="utf-8")
    assert main(["verify", str(made)]) == 2
    assert "manifest.json: cannot be read" in capsys.readouterr().err


def test_a_folder_that_is_no_run_is_refused(tmp_path, capsys):
    assert main(["verify", str(tmp_path)]) == 2
    assert "holds no manifest.json; give the folder of a finished run" in capsys.readouterr().err


def test_a_report_that_staff_edited_is_kept_when_its_run_is_made_anew(made):
    (made / "board-report.docx").write_text("with the chair's words", encoding="utf-8")
    (made / "disclosure").mkdir()
    (made / "disclosure" / "list.csv").write_text("verdicts", encoding="utf-8")
    assert renew(made) == ("disclosure/list.csv", "kept/board-report.docx")
    assert (made / "kept" / "board-report.docx").read_text(encoding="utf-8") == "with the chair's words"
    assert (made / "board-report.docx").read_text(encoding="utf-8").startswith("made anew")
    assert (made / "disclosure" / "list.csv").read_text(encoding="utf-8") == "verdicts"
    assert verify_folder(made).whole


def test_what_was_kept_once_is_kept_for_good_beside_what_is_typed_later(made):
    for words in ("first", "second"):
        (made / "board-report.docx").write_text(words, encoding="utf-8")
        renew(made)
    renew(made)
    kept = {path.read_text(encoding="utf-8") for path in (made / "kept").iterdir()}
    assert kept == {"first", "second"}


def test_what_programs_made_is_not_kept(made):
    (made / "tables" / "register.parquet").write_text("recorded later", encoding="utf-8")
    assert renew(made) == () and not (made / "kept").exists()


def test_a_run_of_an_earlier_version_without_a_manifest_is_replaced_as_before(made):
    (made / "manifest.json").unlink()
    assert renew(made) == ()
    shutil.rmtree(made)
    assert keep_edited(made, made) == ()


def test_what_people_changed_is_kept_where_a_part_is_made_anew(tmp_path):
    place = tmp_path / "training" / "neglect"
    place.mkdir(parents=True)
    for name in ("handbook.docx", "slides.pptx", "handout.docx"):
        (place / name).write_bytes(b"made first")
    write_manifest(tmp_path)
    (place / "handbook.docx").write_bytes(b"with my case")
    (place / "slides.pptx").write_bytes(b"with my slides")
    (place / "my notes.docx").write_bytes(b"mine")
    with rewriting(tmp_path, "training") as kept:
        (place / "handbook.docx").write_bytes(b"made again")
        (place / "handout.docx").write_bytes(b"made again")
    assert kept == ["kept/training/neglect/handbook.docx"]
    assert (tmp_path / kept[0]).read_bytes() == b"with my case"
    assert (place / "slides.pptx").read_bytes() == b"with my slides"
    seen = verify_folder(tmp_path)
    assert seen.whole and set(seen.added) == {
        "kept/training/neglect/handbook.docx",
        "training/neglect/my notes.docx",
        "training/neglect/slides.pptx",
    }
