"""The tracker of actions: what a run adds, keeps and tells, case by case, through the workbook itself."""

import json
import shutil
import subprocess
from datetime import date, datetime

import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from learning_themes.actions.history import find_moves, record_history, tell_ahead
from learning_themes.actions.views import show_update
from learning_themes.errors import TrackerError
from learning_themes.saving import list_backups
from learning_themes.tables import make_table
from learning_themes.typed_cells import typed_value
from tests.tracker_world import AS_OF, Open, recommendation, run, table, wording

ID, TEXT = "Action id (machine)", "Recommendation as printed (machine)"


@pytest.fixture
def people(tmp_path):
    """Return a folder with a tracker of three recommendations."""
    run(tmp_path, table(1, 2, 3))
    return tmp_path


def settle(result) -> list[str]:
    return [str(remark) for remark in result.settle]


# What a run makes


def test_a_new_tracker_has_a_row_a_recommendation_of_ours_filled_in_once(tmp_path):
    rows = [recommendation(1), recommendation(2), recommendation(9, review_id="z")]
    result = run(tmp_path, make_table("recommendations", rows))
    assert result.written and len(result.added) == 2
    with Open(tmp_path) as tracker:
        assert tracker.book.sheetnames[:2] == ["How to use this", "Actions"]
        assert tracker.column("Review (machine)") == ["Child Q: Serious Case Review"] * 2
        assert tracker.column("Action") == [wording(1), wording(2)]
        assert tracker.column("Due") == ["August 2024", "2025"]
        assert tracker.column("Status") == ["not started"] * 2
    assert result.actions["due"].tolist() == ["2024-08", "2025"]
    assert result.actions["themes"].tolist() == ["neglect; information-sharing"] * 2


def test_the_same_input_gives_the_same_bytes_and_a_second_run_writes_nothing(people, tmp_path_factory):
    content = (people / "actions.xlsx").read_bytes()
    other = tmp_path_factory.mktemp("other")
    run(other, table(1, 2, 3))
    assert (other / "actions.xlsx").read_bytes() == content
    assert not run(people, table(1, 2, 3)).written
    kept = (people / "backups").iterdir()
    assert [one.read_bytes() for one in kept] == [content]


def test_words_of_a_report_are_never_a_formula(tmp_path):
    hostile = recommendation(1, text='=HYPERLINK("http://x")', owners="+cmd|' /C calc'!A0", label="")
    run(tmp_path, make_table("recommendations", [hostile]))
    with Open(tmp_path) as tracker:
        assert {tracker.cell(2, name).data_type for name in (TEXT, "Action", "Owner")} == {"s"}
        assert tracker.cell(2, "Action").quotePrefix
    assert not run(tmp_path, make_table("recommendations", [hostile])).written


def test_nothing_to_track_makes_no_file(tmp_path):
    result = run(tmp_path, table())
    assert "nothing to track" in result.told[0] and not list(tmp_path.iterdir())


# What a run keeps


def test_new_recommendations_come_under_the_last_row_and_nothing_moves(people):
    with Open(people) as tracker:
        tracker.set(3, Owner="Ann Other", Notes="=1+1")
        tracker.cell(3, "Owner").fill = PatternFill("solid", fgColor="FF0000")
        tracker.cell(3, "Owner").comment = Comment("ask her", "A")
        tracker.sheet.column_dimensions["J"].width = 77
        tracker.book.create_sheet("Ours")["B2"] = "kept"
    result = run(people, table(1, 2, 3, 5))
    with Open(people) as tracker:
        cell = tracker.cell(3, "Owner")
        assert (cell.value, cell.fill.fgColor.rgb, cell.comment.text) == ("Ann Other", "00FF0000", "ask her")
        assert tracker.cell(3, "Notes").value == "=1+1" and tracker.cell(3, "Notes").data_type == "f"
        assert tracker.sheet.column_dimensions["J"].width == 77
        assert tracker.book["Ours"]["B2"].value == "kept"
        assert tracker.column(ID)[3] == result.added[0]
        assert tracker.sheet.auto_filter.ref.endswith("5")
    assert result.backup.is_file()


def test_a_deleted_row_stays_deleted_and_is_listed_with_what_was_in_it(people):
    with Open(people) as tracker:
        gone = tracker.cell(2, ID).value
        tracker.set(2, Notes="of no use")
    run(people, table(1, 2, 3))
    with Open(people) as tracker:
        tracker.sheet.delete_rows(2)
    result = run(people, table(1, 2, 3))
    assert result.deleted == (gone,) and gone not in set(result.actions["action_id"])
    with Open(people) as tracker:
        assert "of no use" in [cell.value for cell in tracker.book["Deleted rows"][2]]
    reissued = make_table("recommendations", [recommendation(1, 1), recommendation(2), recommendation(3)])
    assert not run(people, reissued).added


def test_a_deleted_row_comes_back_when_a_person_types_its_id(people):
    with Open(people) as tracker:
        gone = tracker.cell(2, ID).value
        tracker.sheet.delete_rows(2)
    run(people, table(1, 2, 3))
    with Open(people) as tracker:
        tracker.set(4, **{ID: gone})
    result = run(people, table(1, 2, 3))
    assert gone in set(result.actions["action_id"])
    with Open(people) as tracker:
        assert tracker.cell(4, TEXT).value.endswith(wording(1))


def test_rows_are_found_by_their_words_when_the_ids_are_gone(people):
    with Open(people) as tracker:
        ids = tracker.column(ID)
        tracker.set(3, Owner="Ann")
        tracker.sheet.delete_cols(tracker.place(ID))
    result = run(people, table(1, 2, 3))
    assert not result.added and not result.deleted
    assert result.actions["action_id"].tolist() == ids and result.actions["owners"][1] == "Ann"


def test_a_copied_row_is_another_action_of_the_same_recommendation(people):
    with Open(people) as tracker:
        for place, cell in enumerate(tracker.sheet[2], 1):
            tracker.sheet.cell(5, place).value = cell.value
        tracker.set(5, Action="And a second thing.")
    result = run(people, table(1, 2, 3))
    copied = result.actions.iloc[3]
    assert copied["action_id"] == result.actions["action_id"][0] + "-2"
    assert copied["recommendation_id"] == "q-1-0" and copied["text"] == "And a second thing."
    assert not run(people, table(1, 2, 3)).written


def test_a_row_added_by_hand_gets_an_id_and_its_review_and_theme(people):
    with Open(people) as tracker:
        tracker.set(5, Action="Train everyone.", Status="complete", Completed=date(2023, 5, 4))
        tracker.set(5, **{"Review (machine)": "Kit", "Themes (machine)": "neglect"})
    added = run(people, table(1, 2, 3)).actions.iloc[3]
    assert added[["action_id", "review_id", "themes"]].tolist() == ["H001", "kit", "neglect"]
    assert added["completed_date"] == "2023-05-04"


def test_renamed_moved_and_added_columns_keep_their_cells_and_are_understood(people):
    with Open(people) as tracker:
        tracker.set(2, Owner="Ann", Notes="a note")
    run(people, table(1, 2, 3))
    with Open(people) as tracker:
        tracker.cell(1, "Notes").value = "What Bo says"
        tracker.cell(1, "Owner").value = "In charge"
        tracker.sheet.insert_cols(1)
        tracker.sheet.cell(1, 1).value = "Board ref"
        tracker.sheet.cell(2, 1).value = "B7"
    result = run(people, table(1, 2, 3, 5))
    assert result.actions["owners"][0] == "Ann" and result.actions["notes"][0] == "a note"
    assert any("'In charge' was taken for 'Owner'" in told for told in result.told)
    with Open(people) as tracker:
        assert tracker.sheet.cell(1, 1).value == "Board ref" and tracker.sheet.cell(2, 1).value == "B7"
        assert tracker.cell(5, "In charge").value == "Marlby Police; Marlby Council"


def test_a_column_that_cannot_be_told_is_asked_for_and_nothing_is_written(people):
    with Open(people) as tracker:
        tracker.cell(1, "Evidence of impact").value = "Proof"
        tracker.sheet.move_range("Q1:Q9", cols=5)
    content = (people / "actions.xlsx").read_bytes()
    with pytest.raises(TrackerError, match="'Evidence of impact' is not there, and 'Proof' is new"):
        run(people, table(1, 2, 3))
    assert (people / "actions.xlsx").read_bytes() == content


def test_a_cell_of_the_machine_that_was_corrected_stays_and_is_told(people):
    with Open(people) as tracker:
        tracker.set(2, **{"Themes (machine)": "Fathers, partners and other adults"})
    for _ in range(2):
        result = run(people, table(1, 2, 3))
        assert result.actions["themes"][0] == "fathers-and-other-adults"
        assert "row 2 of the tracker, Themes" in result.told[0]


def test_a_reissued_recommendation_is_followed_and_a_vanished_one_is_marked(people):
    with Open(people) as tracker:
        tracker.set(2, Owner="Ann")
    result = run(people, make_table("recommendations", [recommendation(1, 1), recommendation(2)]))
    assert not result.added and len(result.lost) == 1
    assert result.actions["recommendation_id"].tolist() == ["q-1-1", "q-2-0", "q-3-0"]
    with Open(people) as tracker:
        assert tracker.column("In the report (machine)") == [
            f"words changed in the report ({AS_OF})", None, "no longer found in the report"]  # fmt: skip
        assert "reissued1" in tracker.cell(2, TEXT).value and tracker.cell(2, "Action").value == wording(1)
    assert "found no recommendation at all" in run(people, table()).told[0]


def test_the_memory_can_be_lost_without_losing_a_row_or_adding_one_that_was_deleted(people):
    result = run(people, table(1, 2, 3))
    record_history(people, result.actions, as_of=AS_OF)
    with Open(people) as tracker:
        tracker.sheet.delete_rows(2)
        del tracker.book["Machine memory"]
    result = run(people, table(1, 2, 3))
    assert not result.added and result.actions["recommendation_id"].tolist() == ["q-2-0", "q-3-0"]


def test_a_history_of_a_later_day_is_told_with_what_to_do(people):
    result = run(people, table(1, 2))
    record_history(people, result.actions, as_of="2025-01-01")
    assert not record_history(people, result.actions.iloc[:1], as_of=AS_OF)
    assert "holds a line of 2025-01-01" in tell_ahead(people, as_of=AS_OF)
    assert show_update(result, ahead=tell_ahead(people, as_of=AS_OF)).loc["history", "told"]
    assert tell_ahead(people, as_of="2025-01-01") == ""


def test_a_look_ahead_to_a_day_to_come_leaves_no_line_in_the_history(people):
    result = run(people, table(1, 2))
    assert not record_history(people, result.actions, as_of="2199-01-01")
    assert record_history(people, result.actions, as_of=AS_OF)


def test_merged_cells_count_for_each_row_and_merged_ids_are_refused(people):
    with Open(people) as tracker:
        tracker.set(2, Owner="Ann")
        tracker.sheet.merge_cells("J2:J4")
    assert run(people, table(1, 2, 3)).actions["owners"].tolist() == ["Ann"] * 3
    with Open(people) as tracker:
        tracker.sheet.merge_cells("A2:A4")
    with pytest.raises(TrackerError, match="are merged .A2:A4."):
        run(people, table(1, 2, 3))


# What people type


@pytest.mark.parametrize(
    ("typed", "value", "told"),
    [
        (datetime(2024, 3, 3), "2024-03-03", ""),
        ("3 March 2024", "2024-03-03", "read"),
        ("03/03/24", "2024-03-03", "read"),
        ("March 2024", "2024-03", ""),
        ("Sept 2021", "2021-09", "read"),
        ("31.12.2023", "2023-12-31", "read"),
        (45354, "2024-03-03", "read"),
        ("asap", "", "settle"),
        ("31/02/2024", "", "settle"),
        ("12/25/2024", "", "settle"),
        ("=TODAY()", "", "settle"),
    ],
)
def test_dates_are_read_as_in_britain_and_kept_as_typed(people, typed, value, told):
    with Open(people) as tracker:
        tracker.cell(2, "Due").number_format = "General"
        tracker.set(2, Due=typed)
    result = run(people, table(1, 2, 3))
    assert result.actions["due"][0] == value
    assert (len(result.read_as), len(result.settle)) == (told == "read", told == "settle")
    with Open(people) as tracker:
        assert typed_value(tracker.cell(2, "Due")) == typed


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ("complete", "complete", ""),
        ("Completed", "complete", "read"),
        ("Compelte", "complete", "read"),
        ("in-progress", "in progress", "read"),
        (" In Progress", "in progress", ""),
        ("not yet started", "not started", "read"),
        ("incomplete", "not started", "settle"),
        ("not complete", "not started", "settle"),
        ("Withdrawn - superseded by the national review", "stopped", "read"),
        ("Withdrawn by the panel, May 2024", "stopped", "read"),
        ("withdrawn from two of three schools", "not started", "settle"),
        ("Blue", "not started", "settle"),
        ("complete?? ask Bo", "not started", "settle"),
    ],
)
def test_statuses_are_understood_where_clear_and_never_guessed(people, typed, status, told):
    with Open(people) as tracker:
        tracker.set(2, Status=typed, **({"Completed": date(2024, 1, 2)} if status == "complete" else {}))
    result = run(people, table(1, 2, 3))
    assert result.actions["status"][0] == status
    assert (len(result.read_as), len(result.settle)) == (told == "read", told == "settle")
    with Open(people) as tracker:
        assert tracker.cell(2, "Status").value == typed


def test_what_contradicts_itself_is_listed_for_settling(people):
    with Open(people) as tracker:
        tracker.set(2, Status="complete")
        tracker.set(3, Status="in progress", Completed=date(2024, 1, 2))
        tracker.set(4, **{"Themes (machine)": "Neglekt"})
    told = settle(run(people, table(1, 2, 3)))
    assert "complete, but on no known day" in told[0]
    assert "the status is in progress" in told[1]
    assert "no theme 'Neglekt'. Did you mean 'Neglect'?" in told[2]


# Files that cannot be used


@pytest.mark.parametrize(("name", "content", "who"), [
    ("~$actions.xlsx", b"\x08Ann Bell" + b" " * 46, "Ann Bell"),
    (".~lock.actions.xlsx#", b",bo,pc,01.01.2024 10:00,file:///x;", "another program"),
])  # fmt: skip
def test_an_open_tracker_is_read_and_not_written(people, name, content, who):
    before = (people / "actions.xlsx").read_bytes()
    (people / name).write_bytes(content)
    result = run(people, table(1, 2, 3, 5))
    assert not result.written and len(result.actions) == 4
    assert who in result.told[-1] and "close it" in result.told[-1]
    assert (people / "actions.xlsx").read_bytes() == before


def test_a_file_that_the_system_holds_is_told_in_a_sentence(people, monkeypatch):
    before = (people / "actions.xlsx").read_bytes()

    def refuse(*paths):
        raise PermissionError(13, "in use")

    monkeypatch.setattr("learning_themes.files.os.replace", refuse)
    with pytest.raises(TrackerError, match="another program holds it"):
        run(people, table(1, 2, 3, 5))
    assert (people / "actions.xlsx").read_bytes() == before
    held = sorted(path.name for path in people.iterdir() if path.suffix != ".lock")
    assert held == ["actions-written.jsonl", "actions.xlsx", "backups"]


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"PK nonsense",
                                    lambda b: b"\xd0\xcf\x11\xe0" + b])  # fmt: skip
def test_a_damaged_file_is_named_with_its_newest_copy_and_left_alone(people, damage):
    run(people, table(1, 2, 3, 5))
    path = people / "actions.xlsx"
    path.write_bytes(damage(path.read_bytes()))
    before = path.read_bytes()
    with pytest.raises(TrackerError, match=r"backups.*actions-20|password"):
        run(people, table(1, 2, 3))
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", [
    "actions (Ann's conflicted copy 2024-05-01).xlsx", "actions-PC12.xlsx", "Copy of actions.xlsx",
    "actions - Copy.xlsx", "actions (1).xlsx",
])  # fmt: skip
def test_a_copy_from_cloud_storage_is_refused_by_name_unless_it_holds_the_same(people, name):
    shutil.copy(people / "actions.xlsx", people / name)
    assert "holds the same" in run(people, table(1, 2, 3)).told[0]
    with Open(people) as tracker:
        tracker.set(2, Owner="Ann")
    with pytest.raises(TrackerError) as refused:
        run(people, table(1, 2, 3))
    assert name in str(refused.value) and "move the other out" in str(refused.value)


def test_of_two_copies_each_row_is_named_with_the_file_in_which_it_stands(people):
    with Open(people) as tracker:
        tracker.set(5, Action="Walk the ward.")
    shutil.copy(people / "actions.xlsx", people / "actions (1).xlsx")
    with Open(people) as tracker:
        tracker.set(5, Action="Hold the line.")
        tracker.sheet.row_dimensions[5].hidden = True
    with pytest.raises(TrackerError) as refused:
        run(people, table(1, 2, 3))
    assert "- row 5 of actions (1).xlsx, no id ('Walk the ward.')" in str(refused.value)
    assert "- row 5 of actions.xlsx, hidden there, no id ('Hold the line.')" in str(refused.value)


def test_a_chart_is_never_lost_the_tracker_is_read_and_not_written(people):
    with Open(people) as tracker:
        tracker.sheet.add_chart(BarChart(), "T2")
    before = (people / "actions.xlsx").read_bytes()
    result = run(people, table(1, 2, 3, 5))
    assert "holds a chart" in result.told[-1] and not result.written
    assert (people / "actions.xlsx").read_bytes() == before


def test_a_tracker_that_vanished_is_asked_for_while_there_are_copies(people):
    run(people, table(1, 2, 3, 5))
    (people / "actions.xlsx").unlink()
    with pytest.raises(TrackerError, match="is gone, and .* is a copy of it"):
        run(people, table(1, 2, 3))


def test_copies_are_bounded_and_the_newest_stay(people, monkeypatch):
    monkeypatch.setattr("learning_themes.saving.MOST_BACKUPS", 3)
    held = []
    for number in range(4, 10):
        run(people, table(1, 2, 3, number))
        held.append((people / "actions.xlsx").read_bytes())
    assert [one.read_bytes() for one in list_backups(people / "actions.xlsx")] == held[-3:]


def test_a_sheet_without_headings_is_refused(people):
    with Open(people) as tracker:
        tracker.sheet.delete_rows(1)
    with pytest.raises(TrackerError, match="no sheet has the headings"):
        run(people, table(1, 2, 3))


def test_a_renamed_sheet_with_a_title_above_the_headings_is_found(people):
    with Open(people) as tracker:
        tracker.sheet.title = "Board 2024"
        tracker.sheet.insert_rows(1, 2)
        tracker.sheet["A1"] = "Calderstone actions"
    result = run(people, table(1, 2, 3, 5))
    assert len(result.actions) == 4 and len(result.added) == 1


def test_a_tracker_saved_by_libreoffice_loses_nothing(people, tmp_path_factory):
    program = shutil.which("soffice") or pytest.skip("LibreOffice is not here")
    with Open(people) as tracker:
        tracker.set(2, Owner="Ann", Due=date(2024, 3, 3), Status="Compelte", Notes="=1+1")
        tracker.cell(2, "Owner").comment = Comment("ask her", "A")
    before = run(people, table(1, 2, 3)).actions
    folder = tmp_path_factory.mktemp("office")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    asked = ["--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(people / "actions.xlsx")]
    subprocess.run([program, profile, *asked], capture_output=True, timeout=120, check=False)
    if not (folder / "actions.xlsx").is_file():
        pytest.skip("LibreOffice is here without Calc")
    shutil.copy(folder / "actions.xlsx", people / "actions.xlsx")
    result = run(people, table(1, 2, 3, 5))
    assert len(result.added) == 1 and not result.deleted and result.written
    assert result.actions.head(3).equals(before)
    assert not run(people, table(1, 2, 3, 5)).written
    with Open(people) as tracker:
        assert tracker.cell(2, "Owner").comment.text == "ask her" and tracker.cell(2, "Notes").value == "=1+1"
        lists = [rule for rule in tracker.sheet.data_validations.dataValidation if rule.type == "list"]
        assert {rule.formula1 for rule in lists} == {"StatusList", "ResponseList"}


# History


def test_what_moved_is_told_against_the_last_earlier_day(people):
    first = run(people, table(1, 2, 3)).actions
    assert find_moves(people, first, as_of=AS_OF).empty
    record_history(people, first, as_of=AS_OF)
    with Open(people) as tracker:
        tracker.set(2, Status="complete", Completed=date(2024, 6, 20))
        tracker.sheet.delete_rows(4)
    later = run(people, table(1, 2, 3, 5), as_of="2024-07-01").actions
    for _ in range(2):  # the same on the same day, however often
        moves = find_moves(people, later, as_of="2024-07-01")
        assert moves[["before", "after"]].to_numpy().tolist() == [
            ["not started", "complete"], ["", "not started"], ["not started", "deleted"]]  # fmt: skip
        assert set(moves["since"]) == {AS_OF}
        record_history(people, later, as_of="2024-07-01")


def test_a_change_of_owner_is_told_with_who_it_was_and_who_it_is(people):
    record_history(people, run(people, table(1, 2, 3)).actions, as_of=AS_OF, reported=True)
    with Open(people) as tracker:
        tracker.set(2, Owner="Marlby Trust")
        tracker.set(3, Owner="marlby police;  Marlby Council")  # the same, typed otherwise
    later = run(people, table(1, 2, 3), as_of="2024-07-01").actions
    record_history(people, later, as_of="2024-07-01")
    [told] = find_moves(people, later, as_of="2024-07-01").to_dict("records")
    assert told == {
        "action_id": later["action_id"].iloc[0], "since": AS_OF, "before": "Marlby Police; Marlby Council",
        "after": "Marlby Trust", "what": "owners",
    }  # fmt: skip


def test_a_history_from_before_owners_were_kept_tells_no_change_of_them(people):
    actions = run(people, table(1, 2, 3)).actions
    record_history(people, actions, as_of=AS_OF, reported=True)
    path = people / "actions-history.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    older = [{key: value for key, value in line.items() if key != "owners"} for line in lines]
    path.write_text("".join(json.dumps(line) + "\n" for line in older), encoding="utf-8")
    assert find_moves(people, actions, as_of="2024-07-01").empty


# What a person has to settle


def test_a_day_to_come_does_not_complete_an_action_and_is_told(people):
    with Open(people) as tracker:
        tracker.set(2, Status="complete", Completed="2 March 2027")
    result = run(people, table(1, 2, 3))
    assert result.actions["completed_date"].iloc[0] == ""
    assert any("the day lies after 2024-06-01, so it is left out" in one for one in settle(result))


@pytest.mark.parametrize(
    ("completed", "notes", "day"),
    [
        (date(2014, 12, 13), "", ""),
        ("December 2018", "", ""),
        ("2019", "", "2019"),
        (date(2014, 12, 13), "Done before publication, by the trust alone", "2014-12-13"),
    ],
)
def test_a_day_of_completion_before_the_review_was_published_is_asked_about(people, completed, notes, day):
    with Open(people) as tracker:
        tracker.set(2, Status="complete", Completed=completed, Notes=notes)
    result = run(people, table(1, 2, 3))
    assert result.actions["completed_date"].iloc[0] == day
    asked = (
        "the day lies before the review was published (2019-03-01), so it is left out; correct the year, or"
    )
    assert any(f"{asked} type “before publication” under Notes" in one for one in settle(result)) == (not day)
    with Open(people) as tracker:
        assert tracker.column("Status")[0] == "complete" and tracker.cell(2, "Completed").value


def test_evidence_on_an_action_that_is_not_complete_is_told(people):
    with Open(people) as tracker:
        tracker.set(2, Evidence_of_impact="Nine of ten records name him")
    [told] = settle(run(people, table(1, 2, 3)))
    assert "there is evidence, but the status is not started, so it counts nowhere" in told


def test_a_status_with_a_question_mark_is_no_status(people):
    with Open(people) as tracker:
        tracker.set(2, Status="complete?")
    result = run(people, table(1, 2, 3))
    assert result.actions["status"].iloc[0] == "not started"
    assert any("'complete?': not understood" in one for one in settle(result))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("end of June", "the year is missing; type it too, such as end of June 2024"),
        ("12th Nov", "the year is missing; type it too, such as 12th Nov 2024"),
        ("asap", "not understood; type a day, a month or a year"),
    ],
)
def test_a_date_without_its_year_is_told_that_the_year_is_missing(people, typed, told):
    with Open(people) as tracker:
        tracker.set(2, Due=typed)
    [one] = settle(run(people, table(1, 2, 3)))
    assert f"Due: {typed!r}: {told}" in one


def test_dates_with_the_month_first_are_told_with_what_to_type_and_put_others_in_doubt(people):
    with Open(people) as tracker:
        tracker.set(2, Due="12/25/2024")
        tracker.set(3, Due="7/4/2024")
        tracker.set(4, Due="June 30, 2024")
    result = run(people, table(1, 2, 3))
    assert result.actions["due"].tolist() == ["", "", "2024-06-30"]
    assert result.actions["due_typed"].tolist() == ["12/25/2024", "7/4/2024", ""]
    with Open(people) as tracker:
        assert tracker.column("At the last run (machine)")[:2] == ["due date not understood"] * 2
    first, second = settle(result)
    assert "it seems to have the month first; type 25/12/2024, or the month in words" in first
    assert "may be 2024-04-07, but other dates in this column have the month first, so it counts as" in second


def test_a_cell_to_settle_is_named_by_the_id_of_its_action_and_once(people):
    with Open(people) as tracker:
        tracker.set(3, Status="complete", Completed="Octember 5th 2019")
        action_id = tracker.cell(3, ID).value
    [told] = settle(run(people, table(1, 2, 3)))
    assert told.startswith(f"{action_id} (row 3 of the tracker), Completed: 'Octember 5th 2019'")
    with Open(people) as tracker:
        tracker.sheet.row_dimensions[3].hidden = True  # as a filter does
    [told] = settle(run(people, table(1, 2, 3)))
    assert told.startswith(f"{action_id} (row 3 of the tracker, hidden there), Completed:")
