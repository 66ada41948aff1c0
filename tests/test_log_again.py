"""A log of actions that is taken over again a month later: its own numbers tell which action is which."""

import pytest

from tests.test_actions_command import HEADINGS, actions, run, save_log
from tests.tracker_world import Open

__all__ = ["run"]
HEAD = [*HEADINGS, "Evidence"]
FIRST = [
    [1, "Child D", "10.1", "Train the panel in neglect.", "Ann", "30/06/2026", "Not started", ""],
    [2, "Child D", "77", "Ask the school to share its chronology.", "Bob", "01/04/2026", "Ongoing", ""],
    [3, "Child A", "1", "Close the loop with health.", "Cy", "", "Completed", "Dip sample of ten"],
]
LOG = "our log.xlsx"


def month(folder, *, name: str = LOG, head=None, rows=None, **changes: object) -> None:
    """Save the log with changes: `no2_Status` is the cell under Status of number 2."""
    lines = [list(row) for row in rows or FIRST]
    for place, value in changes.items():
        number, heading = place.split("_")
        row = next(row for row in lines if row[0] == int(number[2:]))
        row[(head or HEAD).index({"Action": HEADINGS[3], "Owner": HEADINGS[4], "Due": HEADINGS[5],
                                  "Status": "BRAG"}.get(heading, heading))] = value  # fmt: skip
    save_log(folder / name, {"Log": [head or HEAD, *lines]})


@pytest.fixture
def taken(run, tmp_path, capsys):
    """Return the function that takes the log over again, after the first time, and what it tells."""

    def take(name: str = LOG, mapping: str = "mapping.yaml") -> str:
        assert actions(run, "import", tmp_path / name, "--mapping", tmp_path / mapping, "--yes") == 0
        return capsys.readouterr().out

    month(tmp_path)
    actions(run, "import", tmp_path / LOG, "--mapping", tmp_path / "mapping.yaml")
    capsys.readouterr()
    told = take()
    assert "3 rows: 3 new (2 on a recommendation, 1 that stand alone)" in told and "6 are new" in told
    assert "by hand" not in told and "since the last write" not in told
    return take


def row_of(people, words: str) -> int:
    with Open(people) as tracker:
        return next(n for n, text in enumerate(tracker.column("Action"), 2) if text and words in text)


def cells(people, words: str, *headings: str) -> list[object]:
    with Open(people) as tracker:
        row = next(n for n, text in enumerate(tracker.column("Action"), 2) if text and words in text)
        return [tracker.cell(row, heading).value for heading in headings]


def count(people) -> int:
    with Open(people) as tracker:
        return len([text for text in tracker.column("Action") if text])


def test_the_proposal_names_the_log_and_its_numbers(run, tmp_path):
    month(tmp_path)
    actions(run, "import", tmp_path / LOG, "--mapping", tmp_path / "mapping.yaml")
    text = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    assert 'number: "No."' in text and 'log: "our log"' in text


def test_what_changed_in_the_log_is_taken_over_where_nobody_typed_and_nothing_comes_twice(taken, tmp_path):
    people = tmp_path / "_people"
    before = count(people)
    assert "0 new" in taken() and "0 changed, 3 unchanged" in taken()
    month(tmp_path, no1_Action="Train the panel in neglects.", no1_Status="Completed", no2_Due="01/05/2026",
          no2_Owner="Bo", no3_Evidence="Dip sample of twenty")  # fmt: skip
    told = taken()
    assert (
        "3 rows: 0 new (0 on a recommendation, 0 that stand alone), 3 changed, 0 unchanged, 0 in conflict"
        in told
    )
    assert "Due was '2026-04-01', now '01/05/2026'" in told and "No. 2" in told
    assert count(people) == before
    assert cells(people, "Train the panel", "Action", "Status") == [
        "Train the panel in neglects.",
        "complete",
    ]
    owner, due = cells(people, "Ask the school", "Owner", "Due")
    assert owner == "Bo" and due.strftime("%d/%m/%Y") == "01/05/2026"
    assert cells(people, "Close the loop", "Evidence of impact") == ["Dip sample of twenty"]
    assert "3 unchanged" in taken()


def test_what_a_person_typed_since_stays_and_is_named_until_both_say_the_same(taken, tmp_path):
    people = tmp_path / "_people"
    with Open(people) as tracker:
        tracker.set(row_of(people, "Ask the school"), Due="1 June 2026", Status="complete")
        tracker.set(row_of(people, "Train the panel"), Owner="Ann and Dee")
    assert "3 unchanged, 0 in conflict" in taken()  # the log says what it said
    month(tmp_path, no2_Due="01/05/2026", no2_Owner="Bo")
    for _ in range(2):
        told = taken()
        assert "0 changed, 2 unchanged, 1 in conflict" in told
        assert "Due is '1 June 2026' in the tracker and '01/05/2026' in the log" in told
        assert cells(people, "Ask the school", "Due", "Status", "Owner") == ["1 June 2026", "complete", "Bo"]
    month(tmp_path, no2_Due="June 1st 2026", no2_Owner="Bo", no1_Owner="")
    told = taken()
    assert "1 unchanged" not in told and "Owner is 'Ann and Dee' in the tracker and empty in the log" in told
    assert cells(people, "Train the panel", "Owner") == ["Ann and Dee"]


def test_a_cell_emptied_in_the_log_and_a_row_gone_from_it_empty_nothing(taken, tmp_path):
    people = tmp_path / "_people"
    month(tmp_path, rows=FIRST[1:], no3_Evidence="")
    told = taken()
    assert "Evidence of impact is 'Dip sample of ten' in the tracker and empty in the log" in told
    assert "1 action of this log no longer in it, and left as they are: 1" in told
    assert (
        cells(people, "Close the loop", "Evidence of impact") == ["Dip sample of ten"] and count(people) == 6
    )


def test_a_number_that_stands_for_another_action_changes_nothing_unless_the_log_was_numbered_anew(
    taken, tmp_path
):
    people = tmp_path / "_people"
    month(tmp_path, no2_Action="Write to every dentist about bruising.")
    told = taken()
    assert "1 in conflict" in told and "seems to be another action" in told and count(people) == 6
    assert cells(people, "Ask the school", "Owner") == ["Bob"]
    anew = [[1, "Child W", "", "Write to every dentist.", "Di", "", "Ongoing", ""]]
    anew += [[row[0] + 1, *row[1:]] for row in FIRST]
    month(tmp_path, rows=anew, no3_Status="Completed")
    told = taken()
    assert "4 rows: 1 new (0 on a recommendation, 1 that stand alone), 3 changed, 0 unchanged, 0 in" in told
    assert told.count("No. was ") == 3 and told.count("Status was 'in progress', now 'complete'") == 1
    assert count(people) == 7 and cells(people, "Ask the school", "Status") == ["complete"]


def test_a_row_that_was_deleted_in_the_tracker_is_not_added_again(taken, run, tmp_path):
    people = tmp_path / "_people"
    with Open(people) as tracker:
        tracker.sheet.delete_rows(row_of(people, "Ask the school"))
    actions(run)
    month(tmp_path, no2_Status="Completed")
    told = taken()
    assert "2 unchanged" in told and "its row was deleted in the tracker (2026-01-31)" in told
    assert count(people) == 5


def test_what_people_did_before_is_told_apart_from_what_the_log_wrote(taken, tmp_path):
    people = tmp_path / "_people"
    assert "by hand" not in taken()
    with Open(people) as tracker:
        tracker.set(row_of(people, "Train the panel"), Owner="Ann and Dee")
        tracker.set(tracker.sheet.max_row + 1, Action="Buy a safe.")
        tracker.sheet.delete_rows(row_of(people, "Ask the school"))
    month(tmp_path, no1_Due="01/05/2026", no1_Status="Completed", no3_Evidence="Dip sample of twenty")
    told = taken()
    assert "2 changed" in told and "typed since the last write:" in told and "1 cell (Owner 1)" in told
    assert "1: H002 were added by hand" in told and "by people since the last run:    1: H001" in told
    assert "since the last write" not in taken()


def test_the_next_month_s_file_is_known_as_the_same_log_and_equal_numbers_of_another_are_not(
    taken, run, tmp_path, capsys
):
    people = tmp_path / "_people"
    month(tmp_path, name="log July.xlsx", no1_Action="Train the panel on neglect.")
    actions(run, "import", tmp_path / "log July.xlsx")
    assert 'log: "our log"' in (tmp_path / "log July-mapping.yaml").read_text(encoding="utf-8")
    assert "1 changed, 2 unchanged" in taken("log July.xlsx", "log July-mapping.yaml") and count(people) == 6
    other = [[1, "Child W", "", "Buy safes for families.", "Eve", "", "Ongoing", ""]]
    month(tmp_path, name="other.xlsx", rows=other)
    actions(run, "import", tmp_path / "other.xlsx")
    assert 'log: "other"' in (tmp_path / "other-mapping.yaml").read_text(encoding="utf-8")
    assert "1 rows: 1 new" in taken("other.xlsx", "other-mapping.yaml")
    assert cells(people, "Train the panel", "Owner") == ["Ann"] and count(people) == 7


def test_two_rows_of_the_same_words_with_numbers_of_their_own_are_two_actions(run, tmp_path, capsys):
    rows = [
        [n, "Child W", "W2", "Train all staff.", who, "", "Ongoing", ""]
        for n, who in ((1, "Police"), (2, "ICB"))
    ]
    month(tmp_path, rows=rows)
    actions(run, "import", tmp_path / LOG, "--mapping", tmp_path / "mapping.yaml")
    for new, old in ((2, 0), (0, 2)):
        assert actions(run, "import", tmp_path / LOG, "--mapping", tmp_path / "mapping.yaml", "--yes") == 0
        told = capsys.readouterr().out
        assert f"2 rows: {new} new" in told and f"{old} unchanged" in told
    with Open(tmp_path / "_people") as tracker:
        owners = [tracker.cell(n, "Owner").value for n, text in enumerate(tracker.column("Action"), 2)
                  if text == "Train all staff."]  # fmt: skip
    assert sorted(owners) == ["ICB", "Police"]


def test_a_number_that_stands_twice_is_refused_with_the_number(run, tmp_path, capsys):
    month(tmp_path, rows=[FIRST[0], [1, *FIRST[1][1:]]])
    actions(run, "import", tmp_path / LOG, "--mapping", tmp_path / "mapping.yaml")
    mapping = tmp_path / "mapping.yaml"
    text = mapping.read_text(encoding="utf-8")
    assert 'number: ""' in text
    mapping.write_text(text.replace('number: ""', 'number: "No."'), encoding="utf-8")
    assert actions(run, "import", tmp_path / LOG, "--mapping", mapping, "--yes") == 2
    assert "number: under 'No.', '1' stands on several rows" in capsys.readouterr().err


def test_a_log_taken_over_before_numbers_were_remembered_is_known_by_the_column_kept_beside(taken, tmp_path):
    people = tmp_path / "_people"
    with Open(people) as tracker:
        memory = tracker.book["Machine memory"]
        place = next(cell.column for cell in memory[2] if cell.value == "logged")
        memory.delete_cols(place)
    month(tmp_path, no2_Action="Ask the school to share chronologies.", no3_Status="Ongoing")
    told = taken()
    assert "0 new" in told and "2 in conflict" in told and count(people) == 6
    assert "Status is 'complete' in the tracker and 'in progress' in the log" in told
