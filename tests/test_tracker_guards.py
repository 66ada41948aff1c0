"""A tracker that is not the one people worked in, or whose cells moved, is not taken in silence."""

import shutil
from datetime import date

import openpyxl
import pytest

from learning_themes.actions.history import find_moves, read_history, record_history
from learning_themes.actions.state import describe_actions
from learning_themes.actions.tracker import check_tracker, update_tracker
from learning_themes.actions.views import describe_update
from learning_themes.errors import TrackerError
from learning_themes.reports.action_sections import sentence_actions
from learning_themes.saving import list_backups
from learning_themes.tables import make_table
from tests.tracker_world import AS_OF, NAMES, Open, register, run, table, wording

LATER = "2024-07-01"
ROWS = tuple(range(1, 13))


@pytest.fixture
def people(tmp_path):
    """Return the folder of a tracker of twelve rows, with some of people's words in each."""
    record_history(tmp_path, run(tmp_path, table(*ROWS)).actions, as_of=AS_OF)
    with Open(tmp_path) as tracker:
        for row in range(2, 2 + len(ROWS)):
            tracker.set(row, Owner=f"Owner {row}", Notes=f"Note of row {row}", Due=date(2025, 1, row))
    record_history(tmp_path, run(tmp_path, table(*ROWS)).actions, as_of=AS_OF)
    return tmp_path


def add_by_hand(people, words: str) -> None:
    with Open(people) as tracker:
        tracker.set(tracker.sheet.max_row + 1, Action=words)


def take_as_it_is(people, as_of: str = LATER):
    return update_tracker(people, table(*ROWS), register(), names=NAMES, as_of=as_of, as_it_is=True)


def sort_people(people, by: str = "Notes") -> None:
    """Sort people's columns alone, the other way round, as Excel does with a part of the columns selected."""
    with Open(people) as tracker:
        first = tracker.place("Action")
        rows = [[cell.value for cell in row[first - 1 :]] for row in tracker.sheet.iter_rows(min_row=2)]
        rows.sort(key=lambda row: str(row[tracker.place(by) - first]), reverse=True)
        for number, row in enumerate(rows, 2):
            for place, value in enumerate(row, first):
                tracker.sheet.cell(number, place).value = value


# An older copy


def test_an_older_copy_is_refused_with_what_it_lacks_and_nothing_is_changed(people):
    old = shutil.copy(people / "actions.xlsx", people.parent / "as-it-was.xlsx")
    add_by_hand(people, "Hold the line.")
    with Open(people) as tracker:
        tracker.sheet.cell(1, tracker.sheet.max_column + 1).value = "Karen"
        tracker.set(3, Status="complete")
        tracker.book.create_sheet("Tom's list")["A1"] = "kept"
    record_history(people, run(people, table(*ROWS), as_of=LATER).actions, as_of=LATER)
    history = read_history(people)
    shutil.copy(old, people / "actions.xlsx")
    before = (people / "actions.xlsx").read_bytes()
    for use in (lambda: run(people, table(*ROWS), as_of=LATER), lambda: check_tracker(people)):
        with pytest.raises(TrackerError) as refused:
            use()
        told = str(refused.value)
        assert f"written last (on {LATER}), but an older one (of {AS_OF})" in told.replace(
            "(on 2024-06-01)", "(of 2024-06-01)"
        )
        for held in (
            'the sheet "Tom\'s list"',
            "the column 'Karen'",
            "H001 ('Hold the line.')",
            "Status is 'complete'",
        ):
            assert held in told
        assert f"backups/{list_backups(people / 'actions.xlsx')[-1].name}" in told and "--as-it-is" in told
    assert (people / "actions.xlsx").read_bytes() == before and read_history(people) == history


def test_the_copy_that_is_named_is_the_tracker_as_it_was_written_last(people):
    old = shutil.copy(people / "actions.xlsx", people.parent / "as-it-was.xlsx")
    add_by_hand(people, "Hold the line.")
    run(people, table(*ROWS))
    newest = (people / "actions.xlsx").read_bytes()
    shutil.copy(old, people / "actions.xlsx")
    copy = list_backups(people / "actions.xlsx")[-1]
    assert copy.read_bytes() == newest
    shutil.copy(copy, people / "actions.xlsx")
    assert "H001" in set(run(people, table(*ROWS)).actions["action_id"])


def test_an_older_copy_that_is_meant_is_taken_and_no_id_is_given_twice(people):
    old = shutil.copy(people / "actions.xlsx", people.parent / "as-it-was.xlsx")
    add_by_hand(people, "Hold the line.")
    record_history(people, run(people, table(*ROWS)).actions, as_of=AS_OF)
    shutil.copy(old, people / "actions.xlsx")
    assert take_as_it_is(people).written
    assert not run(people, table(*ROWS), as_of=LATER).written  # from then on it is the one
    add_by_hand(people, "Another thing.")
    actions = run(people, table(*ROWS), as_of=LATER).actions
    assert actions.set_index("action_id")["text"]["H002"] == "Another thing."
    assert "H001" not in set(actions["action_id"])


def test_a_copy_of_the_same_write_that_somebody_typed_into_is_no_older_one(people):
    mine = shutil.copy(people / "actions.xlsx", people.parent / "mine.xlsx")
    book = openpyxl.load_workbook(mine)
    book["Actions"]["R2"] = "typed at home"
    book.save(mine)
    shutil.copy(mine, people / "actions.xlsx")
    assert run(people, table(*ROWS)).written


def test_a_tracker_from_before_writes_were_numbered_is_held_against_its_history(people):
    with Open(people) as tracker:
        tracker.book["Machine memory"]["D1"] = None
    old = shutil.copy(people / "actions.xlsx", people.parent / "as-it-was.xlsx")
    (people / "actions-written.jsonl").unlink()
    assert not run(people, table(*ROWS)).written  # nothing tells that it is older, for it is not
    add_by_hand(people, "Hold the line.")
    record_history(people, run(people, table(*ROWS)).actions, as_of=AS_OF)
    (people / "actions-written.jsonl").unlink()
    shutil.copy(old, people / "actions.xlsx")
    with pytest.raises(TrackerError, match="older one"):
        run(people, table(*ROWS))


# A copy beside it


def test_a_copy_under_any_name_is_found_by_its_memory_and_what_differs_is_named(people):
    shutil.copy(people / "actions.xlsx", people / "Karen's list.xlsx")
    assert "holds the same" in run(people, table(*ROWS)).told[0]
    book = openpyxl.load_workbook(people / "Karen's list.xlsx")
    book["Actions"]["J4"] = "Karen"
    book.save(people / "Karen's list.xlsx")
    with pytest.raises(TrackerError) as refused:
        run(people, table(*ROWS))
    assert '"Karen\'s list.xlsx"' in str(refused.value)
    assert "Owner is 'Karen', and here 'Owner 4'" in str(refused.value)


def test_a_workbook_of_another_kind_beside_it_is_left_alone(people):
    book = openpyxl.Workbook()
    book.active["A1"] = "Minutes"
    book.save(people / "minutes.xlsx")
    assert run(people, table(*ROWS)).told == ()


# Cells on other rows


def test_people_s_columns_sorted_without_the_others_are_refused_and_nothing_is_changed(people):
    sort_people(people)
    before, history = (people / "actions.xlsx").read_bytes(), read_history(people)
    for use in (lambda: run(people, table(*ROWS)), lambda: check_tracker(people)):
        with pytest.raises(TrackerError) as refused:
            use()
        told = str(refused.value)
        assert "in 12 rows what stands under Action, Owner, Due, Notes stood in another row" in told
        assert "and 7 more" in told and "--as-it-is" in told
    assert (people / "actions.xlsx").read_bytes() == before and read_history(people) == history


def test_whole_rows_sorted_and_words_typed_anew_are_taken(people):
    with Open(people) as tracker:
        rows = [[cell.value for cell in row] for row in tracker.sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for place, value in enumerate(row, 1):
                tracker.sheet.cell(number, place).value = value
        for number in range(2, 8):
            tracker.set(number, Notes="Seen in March.", Owner="Ann")
    actions = run(people, table(*ROWS)).actions
    assert actions["text"].tolist() == [wording(number) for number in reversed(ROWS)]


def test_cells_that_were_moved_on_purpose_are_taken_when_that_is_said(people):
    sort_people(people)
    take_as_it_is(people)
    actions = run(people, table(*ROWS), as_of=LATER).actions
    assert actions["owners"].tolist() == [f"Owner {n}" for n in (9, 8, 7, 6, 5, 4, 3, 2, 13, 12, 11, 10)]


def add_column(people, heading: str, texts) -> None:
    with Open(people) as tracker:
        place = tracker.sheet.max_column + 1
        for number, text in enumerate([heading, *texts], 1):
            tracker.sheet.cell(number, place).value = text


def turn_column(people, heading: str) -> None:
    with Open(people) as tracker:
        texts = tracker.column(heading)
        for number, text in enumerate(reversed(texts), 2):
            tracker.cell(number, heading).value = text


def test_the_filter_reaches_over_a_column_that_people_added_and_keeps_what_is_chosen_in_it(people):
    add_column(people, "RAG", ["R"] * len(ROWS))
    with Open(people) as tracker:
        tracker.sheet.auto_filter.ref = "C1:F8"
        tracker.sheet.auto_filter.add_filter_column(1, ["10"])  # Recommendation as printed
    run(people, table(*ROWS))
    with Open(people) as tracker:
        last = tracker.sheet.cell(1, tracker.place("RAG")).column_letter
        assert tracker.sheet.auto_filter.ref == f"A1:{last}{1 + len(ROWS)}"
        assert [one.colId for one in tracker.sheet.auto_filter.filterColumn] == [3]
    assert not run(people, table(*ROWS)).written


def test_a_column_of_people_s_own_that_stayed_behind_when_rows_were_sorted_is_refused(people):
    add_column(people, "Ref.", [f"LSCP/{number}" for number in ROWS])
    run(people, table(*ROWS))
    turn_column(people, "Ref.")
    with pytest.raises(TrackerError, match=r"in 12 rows what stands under Ref\. stood in another row"):
        run(people, table(*ROWS))


@pytest.mark.parametrize("texts", [[f"=A{n + 1}" for n in ROWS], list(ROWS)])
def test_formulas_and_numbers_that_count_the_rows_may_stay_where_they_are(people, texts):
    add_column(people, "Mine", texts)
    run(people, table(*ROWS))
    with Open(people) as tracker:
        rows = [[cell.value for cell in row[:-1]] for row in tracker.sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for place, value in enumerate(row, 1):
                tracker.sheet.cell(number, place).value = value
    assert run(people, table(*ROWS)).actions["text"].tolist() == [wording(n) for n in reversed(ROWS)]


# Columns under other names


@pytest.mark.parametrize(("old", "renamed", "added"), [("Owner", "Responsible person", "Lead agency"),
                                                       ("Status", "Where are we?", "RAG")])  # fmt: skip
def test_a_column_that_was_added_is_not_read_in_place_of_one_that_was_renamed(people, old, renamed, added):
    with Open(people) as tracker:
        for number in range(2, 8):
            tracker.set(number, Status="complete")
    before = run(people, table(*ROWS)).actions
    with Open(people) as tracker:
        tracker.sheet.cell(1, tracker.place(old)).value = renamed
        place = tracker.sheet.max_column + 1
        for number, text in enumerate([added, *["ICB"] * 12], 1):
            tracker.sheet.cell(number, place).value = text
    result = run(people, table(*ROWS))
    assert result.actions.equals(before)
    assert f"column {renamed!r} was taken for {old!r}, which is not there" in result.told


def test_where_two_columns_may_be_the_one_that_is_missing_nothing_is_read(people):
    with Open(people) as tracker:
        tracker.sheet.cell(1, tracker.place("Owner")).value = "Responsible person"
        place = tracker.sheet.max_column + 1
        for number in range(2, 14):
            tracker.sheet.cell(number, tracker.place("Responsible person")).value = f"Somebody {number}"
            tracker.sheet.cell(number, place).value = "ICB"
        tracker.sheet.cell(1, place).value = "Lead agency"
    with pytest.raises(TrackerError, match="'Owner' is not there"):
        run(people, table(*ROWS))


# Words that are no evidence, and dates that are more than a day


@pytest.mark.parametrize(
    "words", ["n/a", "TBC", "None yet", "Not yet audited", "-", "to be confirmed", "Awaiting audit"]
)
def test_words_that_say_there_is_no_evidence_are_none(people, words):
    with Open(people) as tracker:
        tracker.set(2, Status="complete", Completed=date(2024, 5, 1), Evidence_of_impact=words)
        tracker.set(
            3, Status="complete", Completed=date(2024, 5, 1), Evidence_of_impact="9 of 10 plans name him"
        )
    result = run(people, table(*ROWS))
    assert result.actions["impact"].tolist()[:2] == ["", "9 of 10 plans name him"]
    assert any(one.typed == words and one.read_as == "no evidence yet" for one in result.read_as)
    state = describe_actions(
        result.actions, register(), recommendations=table(*ROWS), moves=make_table("moves", []), as_of=AS_OF
    )
    assert len(state.without_impact) == 1
    with Open(people) as tracker:
        assert tracker.cell(2, "Evidence of impact").value == words
        assert tracker.column("At the last run (machine)")[:2] == [
            "complete, no evidence of impact",
            "complete",
        ]


@pytest.mark.parametrize("words", ["No child was seen alone before; now 9 of 10 are", "No repeat incidents",
                                   "None of the 20 files lacked a chronology", "Yes: audit of May",
                                   "Not a single visit was missed"])  # fmt: skip
def test_evidence_that_begins_with_no_is_evidence(people, words):
    with Open(people) as tracker:
        tracker.set(2, Status="complete", Evidence_of_impact=words)
    assert run(people, table(*ROWS)).actions["impact"].tolist()[0] == words


def test_a_cell_merged_across_columns_counts_for_the_first_alone_and_a_band_is_no_action(people):
    with Open(people) as tracker:
        tracker.set(2, Status="complete", Look_again_on=date(2025, 1, 1))
        first = tracker.place("Look again on")
        tracker.sheet.merge_cells(start_row=2, end_row=2, start_column=first, end_column=first + 1)
        last = tracker.sheet.max_row + 1
        tracker.sheet.cell(last, 1).value = "HEALTH ACTIONS"
        tracker.sheet.merge_cells(start_row=last, end_row=last, start_column=1, end_column=12)
    result = run(people, table(*ROWS))
    assert len(result.actions) == 12 and result.actions["impact"].tolist()[0] == ""
    assert (
        f"row {last} of the tracker ('HEALTH ACTIONS') runs across the columns: it was taken for a heading,"
        " and is no action" in result.told
    )


def test_a_date_that_cannot_be_read_is_told_and_does_not_fall_out_of_sight(people):
    with Open(people) as tracker:
        tracker.set(2, Due="30 June")
        tracker.set(3, Due="end of March 2024")
        tracker.set(4, Due="03/05/24 (was 31/01/24)")
    result = run(people, table(*ROWS))
    assert result.actions["due"].tolist()[:3] == ["", "2024-03", "2024-05-03"]
    state = describe_actions(
        result.actions, register(), recommendations=table(*ROWS), moves=make_table("moves", []), as_of=AS_OF
    )
    assert state.unread_due["due_typed"].tolist() == ["30 June"] and len(state.overdue) == 2
    with Open(people) as tracker:
        assert tracker.column("At the last run (machine)")[:3] == [
            "due date not understood",
            "overdue",
            "overdue",
        ]


def test_a_deleted_row_that_is_put_back_comes_with_what_people_had_typed(people):
    with Open(people) as tracker:
        action_id = tracker.sheet.cell(2, 1).value
        tracker.sheet.delete_rows(2)
    assert run(people, table(*ROWS)).deleted == (action_id,)
    with Open(people) as tracker:
        tracker.sheet.cell(tracker.sheet.max_row + 1, 1).value = action_id
    row = run(people, table(*ROWS)).actions.set_index("action_id").loc[action_id]
    assert (row["owners"], row["notes"], row["due"]) == ("Owner 2", "Note of row 2", "2025-01-02")


# What is long, what is only read, and rows that are no action


def test_all_differences_of_an_older_copy_stand_in_a_file_with_what_it_alone_holds(people):
    old = shutil.copy(people / "actions.xlsx", people.parent / "as-it-was.xlsx")
    with Open(people) as tracker:
        for row in range(2, 14):
            tracker.set(row, Status="in progress", Evidence_of_impact=f"Audit {row}")
    run(people, table(*ROWS), as_of=LATER)
    shutil.copy(old, people / "actions.xlsx")
    with Open(people) as tracker:
        tracker.set(5, Evidence_of_impact="", Look_again_on="1/2/2027")
    with pytest.raises(TrackerError) as refused:
        run(people, table(*ROWS), as_of=LATER)
    told = str(refused.value)
    assert "and 12 more" in told
    assert "What this alone holds, and would be lost with it:" in told and "Look again on is" in told
    whole = (people / "actions-differences.txt").read_text(encoding="utf-8")
    assert whole.count("Evidence of impact is 'Audit") == 12 and whole.count("Status is") == 12
    assert str(people / "actions-differences.txt") in told


def test_who_only_reads_is_answered_with_a_caution_where_a_run_would_be_refused(people):
    shutil.copy(people / "actions.xlsx", people / "Karen's list.xlsx")
    add_by_hand(people, "Hold the line.")
    with pytest.raises(TrackerError):
        run(people, table(*ROWS), as_of=LATER)
    read = update_tracker(people, table(*ROWS), register(), names=NAMES, as_of=LATER, write=False)
    assert len(read.actions) == 13
    assert [one for one in read.told if one.startswith("take care: ") and "Karen's list.xlsx" in one]


def test_capitals_alone_in_a_row_are_a_heading_and_what_people_added_is_told_with_its_ids(people):
    with Open(people) as tracker:
        tracker.sheet.cell(
            tracker.sheet.max_row + 1, tracker.place("Action id (machine)")
        ).value = "HEALTH ACTIONS"
    add_by_hand(people, "HOLD THE LINE")
    result = run(people, table(*ROWS), as_of=LATER)
    assert len(result.actions) == 13
    assert any("'HEALTH ACTIONS'" in one and "is no action" in one for one in result.told)
    assert result.by_hand == ("H001",)
    assert dict(describe_update(result))["actions"] == "13, of which 0 are new and 1: H001 were added by hand"


def test_a_body_counts_once_however_its_name_is_typed(people):
    names = [
        "Marlby Police",
        "marlby police",
        "Marlby Police (DCI Shah)",
        "Marlby Police / Marlby Council",
        "Marlby Council",
        "NHS Marlby CCG",
        "NHS Marlby Clinical Commissioning Group",
        "Health and Care Trust",
    ]
    with Open(people) as tracker:
        for row in range(2, 14):
            tracker.set(row, Owner=names[row - 2] if row - 2 < len(names) else None)
    state = describe_actions(
        run(people, table(*ROWS), as_of=LATER).actions, register(), as_of=LATER,
        recommendations=table(*ROWS), moves=make_table("moves", []),
    )  # fmt: skip
    counted = state.by_owner.set_index("owner")["actions"].to_dict()
    assert counted.pop("no owner named") == 4
    assert counted == {
        "Marlby Police": 4, "Marlby Council": 2, "NHS Marlby Clinical Commissioning Group": 2,
        "Health and Care Trust": 1,
    }  # fmt: skip
    assert state.spellings["marlby police"] == ["Marlby Police"]


def test_what_was_typed_or_emptied_since_the_last_write_is_told_and_one_value_filled_down_is_asked_about(
    people,
):
    with Open(people) as tracker:
        for row in range(2, 14):
            tracker.set(row, Status="complete", Notes=None if row < 5 else f"Note of row {row}")
    told = describe_update(run(people, table(*ROWS), as_of=LATER))
    assert ("typed since the last write", "12 cells (Status 12)") in told
    assert ("emptied since the last write", "3 cells (Notes 3)") in told
    assert ("note", "12 cells under Status became 'complete' at once: is that meant?") in told
    assert "typed since the last write" not in dict(describe_update(run(people, table(*ROWS), as_of=LATER)))


def test_rows_moved_to_another_sheet_are_not_taken_for_deleted(people):
    with Open(people) as tracker:
        closed = tracker.book.create_sheet("Closed")
        closed.append([cell.value for cell in tracker.sheet[1]])
        closed.append([cell.value for cell in tracker.sheet[3]])
        tracker.sheet.delete_rows(3)
    with pytest.raises(TrackerError, match="rows of 1 action stand on the sheet 'Closed'"):
        run(people, table(*ROWS), as_of=LATER)
    assert len(take_as_it_is(people).deleted) == 1


def test_an_older_run_marks_nothing_as_no_longer_found(people):
    older = update_tracker(people, table(1, 2), register(), names=NAMES, as_of=LATER, newest=False)
    assert older.lost == () and any("stay unmarked" in one for one in older.told)
    assert len(run(people, table(1, 2), as_of=LATER).lost) == 10


def test_what_moved_is_told_against_the_last_report_however_often_the_tracker_was_brought_up_to_date(people):
    first = run(people, table(*ROWS)).actions
    record_history(people, first, as_of=AS_OF, reported=True)
    with Open(people) as tracker:
        tracker.set(2, Status="complete")
    later = run(people, table(*ROWS), as_of=LATER).actions
    record_history(people, later, as_of=LATER)
    with Open(people) as tracker:
        tracker.set(3, Status="complete")
    last = run(people, table(*ROWS), as_of="2024-08-01").actions
    moves = find_moves(people, last, as_of="2024-08-01")
    assert moves["after"].tolist() == ["complete"] * 2 and set(moves["since"]) == {AS_OF}


def test_evidence_in_words_counts_as_evidence_everywhere(people):
    with Open(people) as tracker:
        tracker.set(2, Status="complete", Evidence_of_impact="Nine of ten records name him")
        tracker.set(3, Status="complete")
        tracker.set(4, Status="evidence of impact seen")
    state = describe_actions(
        run(people, table(*ROWS), as_of=LATER).actions, register(), as_of=LATER,
        recommendations=table(*ROWS), moves=make_table("moves", []),
    )  # fmt: skip
    assert len(state.without_impact) == 1
    assert "and 2 of these carry evidence of impact." in sentence_actions(state)
    assert state.by_owner["with_impact"].sum() == 2
