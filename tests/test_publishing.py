"""Publishing: refused until a person has gone through the list; then whole, with hashes, or not at all."""

import csv
import hashlib
import json
import shutil

import pytest

from learning_themes.cli import main
from learning_themes.errors import InputError, NotPublished
from learning_themes.reports.audience import make_folder_for, read_earlier
from learning_themes.reports.disclosure import check_disclosure
from learning_themes.reports.publishing import publish, say_difference, say_version
from learning_themes.tables import read_table, write_table
from tests.public_world import CONTACT, COUNTING

BY = "Ada Example"


@pytest.fixture
def run(public_run, tmp_path):
    shutil.copytree(public_run.folder, tmp_path / "run")
    public = tmp_path / "run" / "public"
    for path in [
        *public.glob("charts/*"),
        *public.glob("statement-*"),
        *public.glob("chapter-*"),
        public / "evidence.xlsx",
        public / "board-report.md",
    ]:
        path.unlink()  # to check again and again in less time
    return tmp_path / "run"


def mark(run, verdict: str = "ok", *, only=lambda row: True) -> None:
    """Write `verdict` on the lines of the list, as a person would in Excel."""
    path = run / "disclosure" / "findings.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        delimiter = ";" if ";" in lines.readline()[:12] else ","
        lines.seek(0)
        rows = list(csv.DictReader(lines, delimiter=delimiter))
    for row in rows:
        row["verdict"] = verdict if only(row) else row["verdict"]
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys(), delimiter=";")  # as Excel may save it
        writer.writeheader()
        writer.writerows(rows)


def reasons(run, to, **options) -> str:
    with pytest.raises(NotPublished) as error:
        publish(run, by=options.get("by", BY), to=to)
    assert not to.exists()
    return str(error.value)


def test_a_checked_and_signed_version_is_published_with_its_hashes(run, tmp_path):
    checked = check_disclosure(run)
    assert checked.unmarked == len(checked.findings) > 0
    mark(run)
    to = publish(run, by=BY, to=tmp_path / "out", day="2026-02-01")
    manifest = json.loads((to / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["signed_off"]["by"] == BY and manifest["signed_off"]["day"] == "2026-02-01"
    assert manifest["signed_off"]["lines_marked_ok"] == len(checked.findings)
    files = {path.relative_to(to).as_posix() for path in to.rglob("*") if path.is_file()} - {"manifest.json"}
    assert files == set(manifest["files"]) and "board-report.pdf" in files
    assert not any(name.startswith("tables") for name in files)
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((to / name).read_bytes()).hexdigest() == digest
    assert json.loads((run / "disclosure" / "sign-off.json").read_text(encoding="utf-8"))["by"] == BY


def test_without_a_check_nothing_is_published(run, tmp_path):
    assert "no disclosure check has been made" in reasons(run, tmp_path / "out")


def test_a_line_without_a_verdict_stops_it(run, tmp_path):
    check_disclosure(run)
    mark(run, only=lambda row: row["kind"] != "read it yourself")
    assert "lines of" in (told := reasons(run, tmp_path / "out")) and "have no verdict" in told


def test_a_line_taken_out_of_the_list_stops_it(run, tmp_path):
    check_disclosure(run)
    mark(run)
    path = run / "disclosure" / "findings.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(lines[:-1]), encoding="utf-8")
    assert "1 of" in reasons(run, tmp_path / "out")


def test_a_line_marked_remove_stops_it(run, tmp_path):
    check_disclosure(run)
    mark(run)
    mark(run, "remove", only=lambda row: row["file"] == "board-report.pdf")
    assert "1 lines are marked remove" in reasons(run, tmp_path / "out")


@pytest.mark.parametrize("name", ["board-report.html", "new.html"])
def test_a_file_that_changed_or_came_after_the_check_stops_it(run, tmp_path, name):
    check_disclosure(run)
    mark(run)
    with (run / "public" / name).open("a", encoding="utf-8") as file:
        file.write("<p>later</p>")
    assert f"changed since the check, so check again: {name}" in reasons(run, tmp_path / "out")


@pytest.mark.parametrize("name", ["Thumbs.db", "charts/desktop.ini", ".DS_Store", "~$ard-report.docx"])
def test_what_a_computer_leaves_in_the_folder_is_named_and_neither_stops_it_nor_is_published(
    run, tmp_path, name, capsys
):
    check_disclosure(run)
    mark(run)
    (run / "public" / name).write_bytes(b"left by the computer")
    to = publish(run, by=BY, to=tmp_path / "out")
    assert not (to / name).exists()
    assert main(["check-disclosure", str(run)]) == 0
    assert f"since the computer put it there: {name}" in capsys.readouterr().out


def test_a_finding_in_several_files_is_one_line_with_the_published_review_it_stands_in(run):
    tables = run / "public" / "tables"
    passages = read_table("passages", tables)
    said = "The baby was born on 3 May 2015 at the hospital, to a mother who had not been seen."
    passages.loc[0, ["text", "page"]] = [said, 7]
    write_table("passages", passages, tables)
    for name, words in (("a.csv", f"x,“{said}”"), ("b.md", f"Child M, page 7: “{said}” The clearest of 2.")):
        (run / "public" / name).write_text(f"{words}\n", encoding="utf-8")
    (one,) = [one for one in check_disclosure(run).findings if one.kind == "date of birth"]
    assert (one.words, one.also) == ("born on 3 May 2015", ("b.md, line 1",))
    assert one.source.startswith("the published review “Inspection of") and one.source.endswith("page 7")
    page = (run / "disclosure" / "findings.html").read_text(encoding="utf-8")
    assert "It stands in the published review" in page and "tell whoever keeps the review" in page


def test_gaps_that_nobody_filled_are_one_line_for_all_faces_of_a_document(run):
    def told():
        return [one for one in check_disclosure(run).findings if one.kind == "gap that nobody has filled"]

    (one,) = told()
    assert one.file == "method-statement.docx" and len(one.also) == 2
    assert one.words.startswith("12 gaps: [Fill in: where the report is published]")
    for path in (run / "public").glob("method-statement.*"):
        path.unlink()
    assert told() == []


def test_marks_of_an_earlier_run_are_taken_over_where_the_line_is_the_same(run, tmp_path, capsys):
    (run / "public" / "a.csv").write_text("Mrs Quillfeather\n", encoding="utf-8")
    later = tmp_path / "later"
    shutil.copytree(run, later)
    lines = len(check_disclosure(run).findings)
    mark(run)
    publish(run, by=BY, to=tmp_path / "published")
    with (later / "public" / "board-report.html").open("a", encoding="utf-8") as page:
        page.write("<p>A new sentence</p>")
    assert main(["check-disclosure", str(later)]) == 0
    assert f"check-disclosure {later} --marks-of {run}" in capsys.readouterr().out
    assert main(["check-disclosure", str(later), "--marks-of", str(run)]) == 0
    assert f" {lines} lines" in f" {capsys.readouterr().out}"
    marked = list(csv.DictReader((later / "disclosure" / "findings.csv").open(encoding="utf-8-sig")))
    assert [row["file"] for row in marked if not row["verdict"]] == ["board-report.html"]
    assert all("marked in run" in row["note"] for row in marked if row["verdict"])
    assert main(["check-disclosure", str(later), "--marks-of", str(tmp_path)]) == 2
    assert "give the folder of a run that has been checked" in capsys.readouterr().err


def test_the_list_has_the_worst_first_and_the_files_to_read_last(run):
    lines = ["Mrs Quillfeather", "NHS 999 000 0018", "DOB 12/03/2015", "a.b@marlby.gov.uk"]
    (run / "public" / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    kinds = [one.kind for one in check_disclosure(run).findings]
    assert kinds[1:5] == ["NHS number", "date of birth", "name", "e-mail"]
    files = kinds.count("read it yourself")
    assert files > 4 and kinds[-files:] == ["read it yourself"] * files


def test_an_id_of_the_list_is_no_number_for_excel(run):
    checked = check_disclosure(run)
    assert all(one.id[0].isalpha() and len(one.id) == 12 for one in checked.findings)


def test_a_name_that_must_never_appear_cannot_be_marked_ok(run, tmp_path):
    people = tmp_path / "people"
    people.mkdir()
    (people / "names.txt").write_text("# never\nexample PARTNERSHIP\n", encoding="utf-8")
    checked = check_disclosure(run, people=people)
    assert any(one.must_go for one in checked.findings)
    mark(run)
    assert "name that must never appear: this cannot be marked ok" in reasons(run, tmp_path / "out")


def test_a_name_added_after_the_check_stops_it(run, tmp_path):
    people = tmp_path / "people"
    people.mkdir()
    check_disclosure(run, people=people)
    mark(run)
    (people / "names.txt").write_text("Somebody\n", encoding="utf-8")
    assert "names.txt changed since the check" in reasons(run, tmp_path / "out")


def test_a_report_that_lost_its_contact_cannot_be_published(run, tmp_path):
    page = run / "public" / "board-report.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("020 7946 0018", "the usual number"), encoding="utf-8"
    )
    check_disclosure(run)
    mark(run)
    assert "contact is missing: this cannot be marked ok" in reasons(run, tmp_path / "out")


def print_draft_words(run) -> str:
    """Put words of an unpublished review on the public page, and return them."""
    page = run / "public" / "board-report.html"
    words = "Quokka lane neighbours had told the practitioners of the broken window in three letters"
    words += " before that. Mrs"
    page.write_text(
        page.read_text(encoding="utf-8").replace("</main>", f"<p>{words}</p></main>"), encoding="utf-8"
    )
    return words


def test_words_of_an_unpublished_review_are_known_again(run, tmp_path):
    print_draft_words(run)
    kinds = {one.kind for one in check_disclosure(run).findings}
    assert "words of an unpublished review" in kinds


def test_words_that_a_published_review_has_too_can_be_published(run):
    words = print_draft_words(run)
    tables = run / "tables"
    passages, register = read_table("passages", tables), read_table("register", tables)
    of_published = passages["review_id"].isin(register["review_id"][register["status"] == "published"])
    passages.loc[of_published.idxmax(), "text"] = f"Recommendation 3. {words} Marsh agreed."
    write_table("passages", passages, tables)
    kinds = {one.kind for one in check_disclosure(run).findings}
    assert "words of an unpublished review" not in kinds


def test_nobody_cannot_sign(run, tmp_path):
    check_disclosure(run)
    mark(run)
    assert "nobody signs for it" in reasons(run, tmp_path / "out", by=" ")


def test_marks_stay_when_it_is_checked_again_and_the_list_before_is_kept(run):
    check_disclosure(run)
    mark(run)
    again = check_disclosure(run)
    assert again.unmarked == 0
    assert (run / "disclosure" / "findings-before.csv").is_file()
    (run / "public" / "board-report.html").write_text(f"<html><p>{CONTACT}</p></html>", encoding="utf-8")
    assert check_disclosure(run).unmarked >= 1  # a page that changed has to be read again


def test_a_wrong_verdict_is_named_with_its_line(run):
    check_disclosure(run)
    mark(run, "okay")
    with pytest.raises(InputError, match="line 2: 'okay' is no verdict; write ok or remove"):
        check_disclosure(run)


def test_the_list_is_no_place_for_formulas(run):
    (run / "public" / "note.csv").write_text("=cmd|' Mrs Quillfeather'\n", encoding="utf-8")
    check_disclosure(run)
    with (run / "disclosure" / "findings.csv").open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert any("cmd" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_a_second_version_takes_the_place_of_the_first_and_knows_its_numbers(run, tmp_path):
    check_disclosure(run)
    mark(run)
    to = publish(run, by=BY, to=tmp_path / "out")
    assert "is not the one that this run allowed for" in _refusal(run, to)
    make_folder_for("public", run, counting=COUNTING, contact=CONTACT, published=to)
    check_disclosure(run)
    assert "Against the versions published before: no figures of theirs" in say_difference_from(to, run)
    (to / "old.txt").write_text("of the first version", encoding="utf-8")
    publish(run, by=BY, to=to)
    assert json.loads((to / "manifest.json").read_text(encoding="utf-8"))["number"] == 2
    assert (to / "earlier" / "manifest-0001.json").is_file() and not (to / "old.txt").exists()
    assert read_earlier(to).digest
    assert "It is version 2, in place of version 1, whose manifest is kept in earlier" in say_version(to)


def say_difference_from(to, run) -> str:
    """Return what differs from the version in `to`, as a run that publishes there is told."""
    (run / "run.json").write_text(json.dumps({"parameters": {"published": str(to)}}), encoding="utf-8")
    told = say_difference(run)
    (run / "run.json").unlink()
    return told


def test_a_public_version_that_does_not_say_what_it_hides_is_made_again(run, tmp_path):
    path = run / "public" / "tables" / "audience.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["hidden"]
    path.write_text(json.dumps(record), encoding="utf-8")
    check_disclosure(run)
    mark(run)
    assert "made by an earlier version of the suite" in reasons(run, tmp_path / "out")


def _refusal(run, to) -> str:
    with pytest.raises(NotPublished) as error:
        publish(run, by=BY, to=to)
    return str(error.value)


def test_a_folder_of_something_else_is_not_published_over(run, tmp_path):
    check_disclosure(run)
    mark(run)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear", encoding="utf-8")
    with pytest.raises(InputError, match="is something else"):
        publish(run, by=BY, to=tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "Dear"


def test_nothing_is_left_where_the_copy_fails(run, tmp_path, monkeypatch):
    check_disclosure(run)
    mark(run)
    monkeypatch.setattr(shutil, "copyfile", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert "nothing was published" in reasons(run, tmp_path / "deep" / "out")
    assert not [path for path in (tmp_path / "deep").iterdir() if path.suffix != ".lock"]


def test_the_commands_check_and_publish_and_say_what_cannot_be_found(run, tmp_path, capsys):
    assert main(["publish", str(run), "--check"]) == 0
    told = capsys.readouterr().out
    assert "without a verdict" in told and "names of people without a title before them" in told
    assert main(["publish", str(run), "--by", BY, "--to", str(tmp_path / "out")]) == 1
    assert "have no verdict" in capsys.readouterr().err
    mark(run)
    assert main(["publish", str(run), "--by", BY, "--to", str(tmp_path / "out")]) == 0
    assert f"Signed off by {BY}" in capsys.readouterr().out
    assert (tmp_path / "out" / "board-report.html").is_file()


def test_a_run_without_a_public_version_is_refused_in_words(tmp_path, capsys):
    (tmp_path / "tables").mkdir()
    assert main(["check-disclosure", str(tmp_path)]) == 2
    assert "holds no public version" in capsys.readouterr().err
    assert main(["publish", str(tmp_path / "none"), "--by", BY]) == 2
    assert "holds no finished run" in capsys.readouterr().err
