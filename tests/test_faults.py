"""Whatever goes wrong while something is written: nothing typed is lost, and the next run works by itself."""

import os
import sys

import pytest

from learning_themes.corpus.register import read_corpus
from learning_themes.corpus.register_book import update_register
from learning_themes.corpus.register_columns import NAME
from learning_themes.errors import Busy, InputError, LearningThemesError
from learning_themes.files import grow_folder, put_back_folder, replace_file
from learning_themes.locks import hold
from learning_themes.manifest import keep_edited, verify_folder, write_manifest
from learning_themes.themes.decisions import Decision, append_decision, read_decisions
from learning_themes.themes.draws import keep_draw, read_draws
from learning_themes.themes.proposals import Decision as Verdict
from learning_themes.themes.proposals import keep_decision, read_decided
from tests.checking_world import draw, tables
from tests.test_register_book import ALMA, Folder
from tests.tracker_world import Open, run, table

fault_walk = pytest.importorskip(
    "tests.fault_walk", reason="it needs limits that only Unix has", exc_type=ImportError
)
walk = fault_walk.walk
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="points are walked by fork and /proc, which Linux has"
)
SIZES = (0, 1, 7, 100, 1000)


def one_decision(name: str) -> Decision:
    return Decision(name, "a.0", "the words", "a", "neglect", "accepted", "shortfall", "Ann", "2026-01-01")


def ids(people) -> set[str]:
    return {one.id for one in read_decisions(people).decisions}


def test_a_decision_said_to_be_kept_is_kept_and_earlier_ones_stay(tmp_path):
    start = tmp_path / "start"
    append_decision(start, one_decision("first"))

    def after_fault(people, code):
        assert "first" in ids(people)
        assert code != 0 or "second" in ids(people)

    def after_next(people):
        assert ids(people) == {"first", "second"}

    points = walk(
        lambda people: append_decision(people, one_decision("second")), start, tmp_path / "people",
        sizes=(0, 1, 250, 300, 400), after_fault=after_fault, after_next=after_next,
    )  # fmt: skip
    assert points >= 3 * 4 + 10


def test_the_first_decision_of_all_is_whole_or_not_there(tmp_path):
    (tmp_path / "start").mkdir()

    def after_fault(people, code):
        assert code != 0 or ids(people) == {"first"}

    def after_next(people):
        assert ids(people) == {"first"}

    walk(
        lambda people: append_decision(people, one_decision("first")),
        tmp_path / "start", tmp_path / "people",
        sizes=SIZES, after_fault=after_fault, after_next=after_next,
    )  # fmt: skip


def test_a_verdict_on_a_proposal_is_kept_whatever_happens_to_the_next(tmp_path):
    start = tmp_path / "start"
    keep_decision(start, Verdict(("dog",), "dismissed", "", "Ann", "2026-01-01"))

    def words(people):
        return {one.words for one in read_decided(people)}

    def after_fault(people, code):
        assert ("dog",) in words(people)
        assert code != 0 or ("cat",) in words(people)

    def operation(people):
        try:
            keep_decision(people, Verdict(("cat",), "dismissed", "", "Ann", "2026-01-02"))
        except OSError as error:
            raise InputError(str(error)) from error

    def after_next(people):
        assert words(people) == {("dog",), ("cat",)}

    walk(operation, start, tmp_path / "people", sizes=SIZES, after_fault=after_fault, after_next=after_next)


def test_a_draw_is_whole_or_not_there(tmp_path):
    sample = draw(tables()["passages"])
    (tmp_path / "start").mkdir()

    def whole(people):
        return len(read_draws(people)) in (0, len(sample))

    def after_fault(people, code):
        assert whole(people) and (code != 0 or len(read_draws(people)))

    def after_next(people):
        assert len(read_draws(people)) == len(sample)

    walk(
        lambda people: keep_draw(people, sample), tmp_path / "start", tmp_path / "people",
        sizes=SIZES, after_fault=after_fault, after_next=after_next,
    )  # fmt: skip


def test_what_people_typed_in_the_tracker_outlives_every_fault_of_a_merge(tmp_path):
    start = tmp_path / "start"
    run(start, table(1, 2))
    with Open(start) as tracker:
        tracker.sheet.cell(tracker.sheet.max_row, tracker.place("Status")).value = "complete"
    typed = (start / "actions.xlsx").read_bytes()

    def statuses(people):
        opened = Open(people)
        place = opened.place("Status")
        return [
            row[place - 1].value for row in opened.sheet.iter_rows() if row[place - 1].value == "complete"
        ]

    def after_fault(people, code):
        held = [path.read_bytes() for path in people.rglob("*.xlsx")]
        assert statuses(people) and typed in held
        assert code <= 0 or (people / "actions.xlsx").read_bytes() == typed

    def after_next(people):
        assert statuses(people)
        assert len(list(Open(people).sheet.iter_rows())) > len(list(Open(start).sheet.iter_rows()))

    points = walk(
        lambda people: run(people, table(1, 2, 3)), start, tmp_path / "people",
        sizes=(0, 1000, 9000), hows=(fault_walk.KILL, fault_walk.FULL),
        after_fault=after_fault, after_next=after_next,
    )  # fmt: skip
    assert points >= 30


def test_corrections_in_the_register_outlive_every_fault_of_the_next_run(tmp_path):
    corpus = Folder(tmp_path / "corpus")
    corpus.run()
    corpus.type("a.txt", "status", "published")
    typed = (corpus.people / NAME).read_bytes()
    (corpus.path / "c.txt").write_text(ALMA.replace("Child A", "Child C"), encoding="utf-8")
    register = read_corpus(corpus.path, people=corpus.people).register

    def statuses(people):
        there = Folder.__new__(Folder)
        there.people = people
        return there.cells("status")

    def after_fault(people, code):
        held = [path.read_bytes() for path in people.rglob("*.xlsx")]
        assert statuses(people)["a.txt"] == "published" and typed in held
        assert code <= 0 or (people / NAME).read_bytes() == typed

    def after_next(people):
        assert statuses(people)["a.txt"] == "published" and "c.txt" in statuses(people)

    def update(people):
        try:
            update_register(people, register, as_of="2026-01-02")
        except OSError as error:
            raise InputError(str(error)) from error

    points = walk(
        update, corpus.people, tmp_path / "people",
        sizes=(0, 1000, 6000), hows=(fault_walk.KILL, fault_walk.FULL),
        after_fault=after_fault, after_next=after_next,
    )  # fmt: skip
    assert points >= 20


def make_run(folder, words: str):
    """Make the run in `folder`/run anew, as the suite does."""
    try:
        with grow_folder(folder / "run", doing="testing") as part:
            (part / "tables").mkdir()
            for name in ("run.json", "tables/register.parquet", "board-report.docx"):
                (part / name).write_bytes(words.encode() * 400)
            write_manifest(part)
            keep_edited(folder / "run", part)
    except OSError as error:
        raise LearningThemesError(str(error)) from error


def test_a_run_folder_is_the_old_one_or_the_new_one_and_keeps_what_was_typed(tmp_path):
    start = tmp_path / "start"
    make_run(start, "old")
    (start / "run" / "board-report.docx").write_text("the chair's words", encoding="utf-8")

    def typed(folder):
        return [path for path in folder.rglob("*.docx") if path.read_bytes() == b"the chair's words"]

    def after_fault(folder, code):
        put_back_folder(folder / "run")
        assert verify_folder(folder / "run").missing == () and typed(folder)
        made = (folder / "run" / "run.json").read_bytes()
        assert made in (b"old" * 400, b"new" * 400)
        assert code != 0 or made == b"new" * 400

    def after_next(folder):
        assert verify_folder(folder / "run").whole and typed(folder / "run")
        assert (folder / "run" / "run.json").read_bytes() == b"new" * 400
        assert {path.name for path in folder.iterdir()} == {"run", ".run.lock"}, "nothing is left behind"

    points = walk(
        lambda folder: make_run(folder, "new"), start, tmp_path / "reports",
        sizes=(0, 100, 1199), after_fault=after_fault, after_next=after_next,
    )  # fmt: skip
    assert points >= 60


def test_two_processes_do_not_make_the_same_run(tmp_path):
    with grow_folder(tmp_path / "run", doing="testing") as part:
        (part / "mine").write_text("mine", encoding="utf-8")
        told = in_other_process(lambda: make_run(tmp_path, "other"))
        assert "another process is testing" in told and "wait until it is done" in told
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["mine"]


def in_other_process(act) -> str:
    """Return what an act that is refused as busy says, in a process of its own."""
    heard, told = os.pipe()
    if os.fork() == 0:
        try:
            act()
        except Busy as error:
            os.write(told, str(error).encode())
        finally:
            os._exit(0)
    os.close(told)
    os.wait()
    return os.read(heard, 1000).decode()


def test_a_lock_ends_with_the_process_that_held_it(tmp_path):
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        with hold(tmp_path / ".lock", doing="x"):
            os.write(told, b"held")
            os.kill(os.getpid(), 9)
    assert os.read(heard, 4) == b"held"
    os.waitpid(child, 0)
    with hold(tmp_path / ".lock", doing="x"):
        assert (tmp_path / ".lock").exists()


def test_what_a_killed_process_left_of_a_file_goes_once_it_is_old(tmp_path):
    stale, young = tmp_path / ".a[1].csv.partial-1", tmp_path / ".a[1].csv.partial-2"
    for partial in (stale, young):
        partial.write_text("half", encoding="utf-8")
    os.utime(stale, (0, 0))
    replace_file(tmp_path / "a[1].csv", b"whole")
    assert not stale.exists() and young.exists()
    assert (tmp_path / "a[1].csv").read_bytes() == b"whole"
