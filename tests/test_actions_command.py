"""The command `learning-themes actions`: update, take over a log with its own columns, export."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from learning_themes.actions.tracker import update_tracker
from learning_themes.cli import main
from learning_themes.tables import make_table, read_table, write_table
from learning_themes.themes.codebook import load_codebook
from tests.conftest import EXAMPLE, ROOT
from tests.face_text import read_word
from tests.tables_fixture import make_tables, register_row, write_tables
from tests.tracker_world import Open, recommendation, wording

TITLES = {
    "d": "Serious Case Review in respect of Child D: Overview Report",
    "a": "Serious Case Review: Overview Report in respect of Child A",
    "w": "RAPID REVIEW REPORT: CHILD W",
}


@pytest.fixture
def run(tmp_path):
    """Return a run folder with three reviews of the example's names and some recommendations."""
    folder = tmp_path / "run"
    rows = [register_row(one, title=title) for one, title in TITLES.items()]
    write_table("register", make_table("register", rows), folder / "tables")
    asked = [("d", "10.1"), ("d", "10.2"), ("a", "Recommendation 1"), ("a", "Recommendation 2"), ("w", "W2")]
    made = [
        recommendation(number, review_id=review, label=label, recommendation_id=f"{review}-{label}",
                       themes="supervision-and-oversight", due="")
        for number, (review, label) in enumerate(asked)
    ]  # fmt: skip
    write_table("recommendations", make_table("recommendations", made), folder / "tables")
    record = {"parameters": {"corpus": str(tmp_path), "as_of": "2026-01-31"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def actions(run, *words: object) -> int:
    return main(["actions", *map(str, words), "--run", str(run), "--as-of", "2026-01-31"])


@pytest.fixture
def log(tmp_path):
    return shutil.copy(EXAMPLE / "_actions" / "action-log.csv", tmp_path / "action-log.csv")


def take_over(run, log, tmp_path, **changes: str) -> int:
    mapping = tmp_path / "mapping.yaml"
    actions(run, "import", log, "--mapping", mapping)
    text = mapping.read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(f'"{old}": "?"', f'"{old}": "{new}"')
    mapping.write_text(text, encoding="utf-8")
    return actions(run, "import", log, "--mapping", mapping, "--yes")


def test_the_command_updates_the_tracker_and_says_how_actions_stand(run, tmp_path, capsys):
    assert actions(run) == 0
    told = capsys.readouterr().out
    assert "5, of which 5 are new" in told and "On 2026-01-31, of 5 actions: 5 open" in told
    assert (
        f"Example Partnership ({tmp_path / '_people'})" in told
        and "Nobody has filled in the tracker yet" in told
    )
    assert (tmp_path / "_people" / "actions.xlsx").is_file()
    assert (tmp_path / "_people" / "actions-history.jsonl").read_text(encoding="utf-8").count("\n") == 5


def test_a_log_is_proposed_first_and_what_is_not_clear_must_be_settled(run, log, tmp_path, capsys):
    assert take_over(run, log, tmp_path) == 2
    told = capsys.readouterr()
    assert 'settle 1 value marked "?"' in told.out
    assert "status: 'Red' is not settled; choose not started" in told.err
    assert not (tmp_path / "_people").exists()
    text = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    assert '"Blue (complete)": "complete"' in text and 'action: "What we said we would do"' in text
    assert '"Child D": "d"' in text and 'keep: ["Ref"]' in text


def test_the_log_of_the_example_is_taken_over_each_row_once(run, log, tmp_path, capsys):
    assert take_over(run, log, tmp_path, Red="in progress") == 0
    assert "36 rows: 36 new (5 on a recommendation, 31 that stand alone)" in capsys.readouterr().out
    with Open(tmp_path / "_people") as tracker:
        assert tracker.sheet.max_row == 1 + 5 + 31
        row = tracker.column("Ref").index("A001") + 2
        assert tracker.cell(row, "Action").value.startswith("Home visit and locked box")
        assert tracker.cell(row, "Completed").value.strftime("%d/%m/%Y") == "02/04/2014"
        assert tracker.cell(row, "Recommendation as printed (machine)").value.startswith("10.1")
    assert actions(run, "import", log, "--mapping", tmp_path / "mapping.yaml", "--yes") == 0
    assert "36 rows: 0 new" in capsys.readouterr().out


def test_what_a_person_typed_is_not_written_over_by_a_log(run, log, tmp_path):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Action="Ours already.", Owner="Ann")
    take_over(run, log, tmp_path, Red="in progress")
    with Open(tmp_path / "_people") as tracker:
        assert tracker.cell(2, "Action").value == "Ours already." and tracker.cell(2, "Owner").value == "Ann"
        ids = tracker.column("Action id (machine)")
        row = tracker.column("Ref").index("A001")
    assert ids[row] == f"{ids[0]}-2"


def test_an_excel_log_with_several_actions_a_recommendation_is_taken_over(run, tmp_path):
    book = Workbook()
    for line in (
        ["Action log of the board"],
        [],
        ["Review", "Rec", "Agreed action", "Lead", "Progress"],
        ["Child W", "W2", "Write the plan.", "ICB", "Done"],
        ["Child W", "W2", "=Cost it.", "ICB", "ongoing"],
    ):
        book.active.append(line)
    book.active["C5"].data_type = "s"
    book.save(tmp_path / "log.xlsx")
    assert take_over(run, tmp_path / "log.xlsx", tmp_path) == 0
    with Open(tmp_path / "_people") as tracker:
        texts, ids = tracker.column("Action"), tracker.column("Action id (machine)")
        assert ids[texts.index("=Cost it.")] == ids[texts.index("Write the plan.")] + "-2"
        assert tracker.cell(texts.index("=Cost it.") + 2, "Action").data_type == "s"


@pytest.mark.parametrize(("content", "told"), [
    ("x,y\n1,2\n", "no row of headings"),
    ("a,b,a\n1,2,3\n", "heading 'a' twice"),
])  # fmt: skip
def test_a_log_that_cannot_be_used_is_refused_in_a_sentence(run, tmp_path, capsys, content, told):
    (tmp_path / "log.csv").write_text(content, encoding="utf-8")
    assert actions(run, "import", tmp_path / "log.csv") == 2
    assert told in capsys.readouterr().err


def test_a_mapping_that_is_wrong_is_told_all_at_once(run, log, tmp_path, capsys):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        'columns: {action: "What we said", onwer: Ref}\nreviews: {Kit: kti}\n', encoding="utf-8"
    )
    assert actions(run, "import", log, "--mapping", mapping, "--yes") == 2
    told = capsys.readouterr().err
    assert "no column 'What we said'. Did you mean 'What we said we would do'?" in told
    assert "no 'onwer'" in told and "no review 'kti'" in told
    assert actions(run, "import", log, "--mapping", mapping) == 2
    assert "is there already" in capsys.readouterr().err


def test_the_list_is_written_as_csv_and_the_tracker_is_only_read(run, tmp_path):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Notes="-1+1")
        tracker.cell(2, "Notes").data_type = "s"
    before = (tmp_path / "_people" / "actions.xlsx").read_bytes()
    assert actions(run, "export", "-o", tmp_path / "out.csv") == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5 and rows[0]["review"] == TITLES["d"] and rows[0]["notes"] == "'-1+1"
    assert (tmp_path / "_people" / "actions.xlsx").read_bytes() == before


def test_a_run_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["actions", "--run", str(tmp_path)]) == 2
    assert "holds no finished run" in capsys.readouterr().err


def test_a_wrong_day_is_told(run, capsys):
    assert main(["actions", "--run", str(run), "--as-of", "31/01/2026"]) == 2
    assert "is not a date" in capsys.readouterr().err


# Logs as partnerships keep them


def save_log(path, sheets: dict[str, list[list[object]]], hidden: str = "", merged: str = ""):
    """Save a log of several sheets, one of them hidden, and on the first a merged cell and a hidden row."""
    book = Workbook()
    for place, (title, rows) in enumerate(sheets.items()):
        sheet = book.active if not place else book.create_sheet()
        sheet.title = title
        for row in rows:
            sheet.append(row)
        if title == hidden:
            sheet.sheet_state = "hidden"
    if merged:
        book.worksheets[0].merge_cells(merged)
        book.worksheets[0].row_dimensions[6].hidden = True
    book.save(path)
    return path


HEADINGS = ["No.", "Review", "Rec", "What did we agree to do?", "Who is leading?", "By (date)", "BRAG"]


@pytest.fixture
def kept_log(tmp_path):
    """Return a log with a title, a merged review, a hidden row, a hidden sheet and one of another kind."""
    rows = [
        ["Thornmere", "log of actions", "2025"], HEADINGS,
        [1, "Child D", "10.1", "Train the panel.", "Ann", "30/06/2026", "Completed"],
        [2, None, "10.2", "Train the panel.", "Ann", "30/06/2026", "Completed"],
        [3, "Child D", "77", "Ask the school.", "Bob", "", "Not started"],
        [None, "HEALTH", None, None, None, None, None],
    ]  # fmt: skip
    closed = [HEADINGS, [4, "Child A", "1", "Close the loop.", "Cy", "", "Completed"]]
    sheets = {"Open": rows, "Closed": closed, "Contacts": [["Name", "Phone", "Post"], ["Ann", "1", "x"]]}
    return save_log(tmp_path / "our log 2025.xlsx", sheets, hidden="Closed", merged="B3:B4")


def test_every_sheet_of_a_log_is_read_or_named_and_the_next_command_can_be_copied(
    run, kept_log, tmp_path, capsys
):
    assert actions(run, "import", kept_log) == 0
    told = capsys.readouterr().out
    assert "read: sheet 'Open', 4 rows" in told and "read: sheet 'Closed' (hidden), 1 row" in told
    assert "not read: sheet 'Contacts', for it has other headings (Name, Phone, Post)" in told
    assert f"'{kept_log}' --mapping '{tmp_path / 'our log 2025-mapping.yaml'}' --yes --run" in told
    text = (tmp_path / "our log 2025-mapping.yaml").read_text(encoding="utf-8")
    for line in ('recommendation: "Rec"', 'action: "What did we agree to do?"', 'owner: "Who is leading?"',
                 'due: "By (date)"', 'status: "BRAG"', 'keep: ["No."]'):  # fmt: skip
        assert line in text


def test_rows_of_the_same_words_on_other_recommendations_stay_apart_and_none_comes_twice(
    run, kept_log, tmp_path, capsys
):
    assert take_over(run, kept_log, tmp_path) == 0
    told = capsys.readouterr().out
    assert (
        "5 rows: 4 new (3 on a recommendation, 1 that stand alone), 0 changed, 0 unchanged, 0 in conflict,"
        " 1 passed over" in told
    )
    place = "our log 2025.xlsx, sheet 'Open', row"
    assert f"{place} 5: stands alone, for '77' is no recommendation of 'Child D'" in told
    assert f"{place} 6, hidden there: says nothing to do ('HEALTH')" in told
    with Open(tmp_path / "_people") as tracker:
        found = dict(
            zip(tracker.column("Recommendation as printed (machine)"), tracker.column("Action"), strict=True)
        )
        assert [found[key] for key in found if key and key.startswith(("10.1", "10.2"))] == [
            "Train the panel."
        ] * 2
        assert tracker.cell(tracker.column("Action").index("Ask the school.") + 2, "Rec").value == "77"
    before = len(tracker.column("Action"))
    assert actions(run, "import", kept_log, "--mapping", tmp_path / "mapping.yaml", "--yes") == 0
    assert "0 changed, 4 unchanged, 0 in conflict" in capsys.readouterr().out
    with Open(tmp_path / "_people") as tracker:
        assert len(tracker.column("Action")) == before


def test_a_row_on_a_recommendation_that_is_filled_in_comes_with_all_that_the_machine_knows(
    run, kept_log, tmp_path, capsys
):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Action="Ours already.", Owner="Ann")
    capsys.readouterr()
    assert take_over(run, kept_log, tmp_path) == 0
    assert "changed by hand" not in capsys.readouterr().out
    with Open(tmp_path / "_people") as tracker:
        row = max(n for n, text in enumerate(tracker.column("Action"), 2) if text == "Train the panel.")
        for heading in ("Review", "Recommendation as printed", "Themes", "Page", "At the last run"):
            assert tracker.cell(row, f"{heading} (machine)").value, heading
    assert actions(run, "import", kept_log, "--mapping", tmp_path / "mapping.yaml", "--yes") == 0
    assert "0 changed, 4 unchanged, 0 in conflict" in capsys.readouterr().out


def test_a_log_of_which_no_heading_is_known_says_so_and_a_second_proposal_what_to_do(run, tmp_path, capsys):
    log = save_log(tmp_path / "odd.xlsx", {"A": [["Aa", "Bb", "Cc"], ["Do it.", "x", "y"]]})
    assert actions(run, "import", log) == 0
    assert "None of its headings was recognised as the action" in capsys.readouterr().out
    assert actions(run, "import", log) == 2
    assert "for a new proposal, delete it" in capsys.readouterr().err


def test_a_column_of_an_odd_heading_is_known_by_what_stands_under_it_or_asked_for(run, tmp_path, capsys):
    head = ["What are we going to do?", "SCR/LCSPR", "When by", "So what?", "BRAG"]
    rows = [
        [f"Do thing {number}.", review, due, "", colour]
        for number, (review, due, colour) in enumerate(
            [("Child A", "30/04/2026", "B"), ("Child D", "03/05/2026", "A"), ("Child W", "04/14/2026", "R")]
        )
    ]
    log = save_log(tmp_path / "odd.xlsx", {"A": [head, *rows]})
    actions(run, "import", log)
    mapping = tmp_path / "odd-mapping.yaml"
    text = mapping.read_text(encoding="utf-8")
    assert '  review: "SCR/LCSPR"' in text and '  due: "When by"' in text
    assert '  action: "?"' in text and '  owner: "?"' in text
    assert '"B": "complete"' in text and '"A": "in progress"' in text and '"R": "?"' in text
    capsys.readouterr()
    assert actions(run, "import", log, "--mapping", mapping, "--yes") == 2
    told = capsys.readouterr().err
    assert 'columns: owner: is not settled; give the column of your log, or "" if it has none' in told


@pytest.mark.parametrize(
    ("heading", "cells", "line"),
    [
        ("When signed off", ["03/05/2026", "", "x"], 'completed: "?"  # may be: "When signed off"'),
        ("Closed on", ["03/05/2026", "", ""], 'completed: "?"  # may be: "Closed on"'),
        ("Panel", ["03/05/2026", "", "04/05/2026"], 'completed: "?"  # may be: "Panel"'),
        ("So what? (impact)", ["Nine of ten", "", ""], 'impact: "?"  # may be: "So what? (impact)"'),
        ("Begun", ["03/05/2026", "01/02/2026", "04/03/2026"], 'completed: ""'),
        ("What was done", ["Letters", "", "Visits"], 'completed: ""'),
        ("When signed off", ["", "", ""], 'completed: ""'),
        ("To be completed by", ["03/05/2026", "04/05/2026", "07/05/2026"], 'due: "To be completed by"'),
        ("Date of closure", ["03/05/2026", "04/05/2026", "07/05/2026"], 'due: "?"'),
    ],
)
def test_a_column_that_may_tell_completion_or_impact_is_asked_about(
    run, tmp_path, capsys, heading, cells, line
):
    head = ["Action", "SCR", "Status", heading]
    rows = [
        ["Do it.", "Child A", "Complete"], ["Write.", "Child D", "Ongoing"], ["Ask.", "Child W", "Complete"]
    ]  # fmt: skip
    rows = [[*row, cell] for row, cell in zip(rows, cells, strict=True)]
    log = save_log(tmp_path / "odd.xlsx", {"A": [head, *rows]})
    actions(run, "import", log)
    mapping = tmp_path / "odd-mapping.yaml"
    assert f"\n  {line}\n" in mapping.read_text(encoding="utf-8")
    text = mapping.read_text(encoding="utf-8").replace('owner: "?"', 'owner: ""')
    mapping.write_text(text, encoding="utf-8")
    if '"?"' in line:
        assert actions(run, "import", log, "--mapping", mapping, "--yes") == 2
        assert f"columns: {line.partition(':')[0]}: is not settled" in capsys.readouterr().err


def test_cells_to_settle_that_the_log_brought_are_told_apart_from_those_before(run, tmp_path, capsys):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Due="30 June")
    log = save_log(
        tmp_path / "log.xlsx", {"A": [HEADINGS, [1, "Child D", "77", "Ask.", "Bob", "soon", "Open"]]}
    )
    capsys.readouterr()
    assert take_over(run, log, tmp_path, Open="in progress") == 0
    told = capsys.readouterr().out
    assert "'soon': not understood" in told and "'30 June'" not in told
    assert "1 cell to settle from before" in told


def test_values_of_a_column_that_a_person_named_are_read_where_they_are_clear(run, tmp_path):
    log = save_log(tmp_path / "odd.xlsx", {"A": [["Aa", "Bb", "Cc"], ["Do it.", "Closed", "Child D"]]})
    actions(run, "import", log)
    mapping = tmp_path / "odd-mapping.yaml"
    text = mapping.read_text(encoding="utf-8")
    for key, heading in (("action", "Aa"), ("status", "Bb"), ("review", "Cc"), ("owner", ""), ("due", "")):
        text = text.replace(f'  {key}: "?"', f'  {key}: "{heading}"')
    mapping.write_text(text, encoding="utf-8")
    assert actions(run, "import", log, "--mapping", mapping, "--yes") == 0
    with Open(tmp_path / "_people") as tracker:
        row = tracker.column("Action").index("Do it.") + 2
        assert tracker.cell(row, "Status").value == "complete"
        assert tracker.cell(row, "Review (machine)").value == TITLES["d"]


# What is named, and whose tracker it is


def test_actions_of_a_kind_are_named_with_whom_and_by_when(run, tmp_path, capsys):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Due="end of June 2025", Owner="Ann")
        tracker.set(3, Due="30 June", Status="in progress")
        tracker.set(4, Status="complete", Evidence_of_impact="TBC")
    capsys.readouterr()
    for which, words in {
        "overdue": ("1 action of 5", "Ann; due 2025-06; not started"),
        "unread-dates": ("1 action of 5", "due '30 June', not understood"),
        "no-evidence": ("1 action of 5", "no date due; complete; Serious Case Review: Overview"),
        "not-filled-in": ("3 actions of 5", "no date due"),
    }.items():
        assert actions(run, "list", which) == 0
        told = capsys.readouterr().out
        assert all(one in told for one in words), told


def test_a_withdrawn_recommendation_is_overdue_nowhere_and_is_named_apart(run, tmp_path, capsys):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        for row in (2, 3, 4):
            tracker.set(row, Due="1 June 2025", Owner=f"Owner {row}")
    left = read_table("recommendations", run / "tables").iloc[2:]  # the report came again without two
    write_table("recommendations", left, run / "tables")
    capsys.readouterr()
    assert actions(run) == 0
    told = capsys.readouterr().out
    assert "5 open, of which 1 overdue" in told
    assert "2 open actions on a recommendation that is no longer found in the report" in told
    assert "actions list not-found --run" in told
    with Open(tmp_path / "_people") as tracker:
        stand = tracker.column("At the last run (machine)")
        assert stand[:3] == ["no longer found in the report"] * 2 + ["overdue"]
        tracker.set(3, **{"In_the_report_(machine)": None})  # a person says that it is still to be done
    capsys.readouterr()
    for which, owners in {"overdue": ("Owner 3", "Owner 4"), "not-found": ("Owner 2",)}.items():
        assert actions(run, "list", which) == 0
        told = capsys.readouterr().out
        assert all((f"Owner {row}" in told) == (f"Owner {row}" in owners) for row in (2, 3, 4)), told
        assert ("no longer found in the report" in told) == (which == "not-found")
    out = tmp_path / "open.docx"
    assert actions(run, "list", "open", "--out", out) == 0
    assert read_word(out).count("Not started; no longer found in the report") == 1
    assert actions(run) == 0
    with Open(tmp_path / "_people") as tracker:
        assert tracker.cell(3, "At the last run (machine)").value == "overdue"


def test_a_status_that_a_report_prints_begins_the_row_and_is_nobody_s_typing(run, tmp_path, capsys):
    table = read_table("recommendations", run / "tables")
    statuses = ["complete", "Green", "in progress", "", "complete / in progress"]
    write_table("recommendations", table.assign(status=statuses), run / "tables")
    assert actions(run) == 0
    told = capsys.readouterr().out
    assert "4 open" in told and "1 complete" in told and "Nobody has filled in the tracker yet" in told
    assert "Status: 'Green': not understood; choose not started" in told
    assert "Status: 'complete / in progress': not understood" in told
    with Open(tmp_path / "_people") as tracker:
        first = ["complete", "Green", "in progress", "not started", "complete / in progress"]
        assert tracker.column("Status") == first
        assert tracker.cell(2, "At the last run (machine)").value == "complete, no evidence of impact"
        tracker.set(3, Status="complete")
    assert actions(run) == 0
    assert "Nobody has filled in" not in capsys.readouterr().out


def test_all_cells_to_settle_are_named_when_that_is_asked(run, tmp_path, capsys):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        for row in range(2, 7):
            for heading in ("Due", "Status", "Response", "Look_again_on", "Completed"):
                tracker.set(row, **{heading: "who knows"})
    capsys.readouterr()
    actions(run)
    told = capsys.readouterr().out
    assert "and 5 more; to see all: python3 start.py actions --all --run" in told
    actions(run, "--all")
    assert capsys.readouterr().out.count("not understood;") == 25


def test_where_several_corpora_have_runs_a_tracker_is_not_chosen_by_chance(
    run, tmp_path, monkeypatch, capsys
):
    root = tmp_path / "house"
    for name, corpus in (("ours", tmp_path / "a"), ("example", tmp_path / "b")):
        record = {"parameters": {"corpus": str(corpus), "as_of": "2026-01-31"}}
        (root / "reports" / name).mkdir(parents=True)
        (root / "reports" / name / "run.json").write_text(json.dumps(record), encoding="utf-8")
    monkeypatch.setattr("learning_themes.runs.project_root", lambda: root)
    assert main(["actions"]) == 2
    told = capsys.readouterr().err
    assert "several corpora" in told and all(f"reports/{name}" in told for name in ("ours", "example"))
    assert not (tmp_path / "b" / "_people").exists()


def test_two_runs_of_one_corpus_with_other_people_folders_have_each_a_tracker_of_its_own(
    run, tmp_path, monkeypatch, capsys
):
    root = tmp_path / "house"
    for place, people in enumerate(("", "shared")):
        folder = root / "reports" / f"run{place}"
        shutil.copytree(run, folder)
        asked = {"corpus": str(tmp_path), "as_of": "2026-01-31"}
        asked |= {"people": str(tmp_path / people)} if people else {}
        (folder / "run.json").write_text(json.dumps({"parameters": asked}), encoding="utf-8")
        os.utime(folder / "run.json", (place, place))
    monkeypatch.setattr("learning_themes.runs.project_root", lambda: root)
    assert main(["actions"]) == 2
    told = capsys.readouterr().err
    assert "several people folders" in told and f"people {tmp_path / 'shared'}" in told
    parameters = tmp_path / "parameters.yaml"
    typed = f"corpus: {tmp_path}\npartnership: Ours\noutput: {root / 'reports'}\n"
    parameters.write_text(typed, encoding="utf-8")
    assert main(["actions", "--run", str(parameters)]) == 0
    told = capsys.readouterr().out
    assert f"({tmp_path / '_people'})" in told and "not the newest" not in told
    assert not (tmp_path / "shared").exists()
    assert actions(root / "reports" / "run0", "list", "open") == 0
    assert f"tracker read: {tmp_path / '_people' / 'actions.xlsx'}" in capsys.readouterr().out
    parameters.write_text(f"{typed}people: {tmp_path / 'third'}\n", encoding="utf-8")
    assert main(["actions", "--run", str(parameters)]) == 2
    assert f"with the people folder {tmp_path / 'third'}; make one first" in capsys.readouterr().err


def test_an_older_tracker_is_refused_and_taken_when_that_is_meant(run, tmp_path, capsys):
    actions(run)
    old = shutil.copy(tmp_path / "_people" / "actions.xlsx", tmp_path / "old.xlsx")
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Owner="Ann")
    actions(run)
    shutil.copy(old, tmp_path / "_people" / "actions.xlsx")
    capsys.readouterr()
    assert actions(run) == 1
    assert "Owner is 'Ann', and here 'Marlby Police; Marlby Council'" in capsys.readouterr().err
    assert actions(run, "--as-it-is") == 0
    told = capsys.readouterr().out
    assert (
        "an older tracker was taken as it is (on 2026-01-31), and what was done up to the last write" in told
    )
    assert "Owner is 'Ann', and here 'Marlby Police; Marlby Council'" in told
    whole = (tmp_path / "_people" / "actions-differences.txt").read_text(encoding="utf-8")
    assert "It holds, and the tracker has not:" in whole and "Owner is 'Ann'" in whole
    assert actions(run) == 0 and "older tracker" not in capsys.readouterr().out


@pytest.fixture
def with_actions(tmp_path) -> tuple[Path, str, str]:
    """Return a finished run with two recommendations in its tracker, their review and its year."""
    codebook = load_codebook(ROOT / "themes")
    folder, tables = tmp_path / "reports" / "run", make_tables(codebook, reviews=6)
    review = tables["register"].query("published_date != ''")["review_id"].iloc[0]
    year = tables["register"].set_index("review_id").loc[review, "published_date"][:4]
    asked = [recommendation(number, review_id=review, due="") for number in (1, 2)]
    tables["recommendations"] = make_table("recommendations", asked)
    tables["register"]["status"] = "published"
    write_tables(tables, folder)
    record = {"parameters": {"corpus": str(tmp_path), "as_of": "2026-01-31"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert actions(folder) == 0
    made = update_tracker(
        tmp_path / "_people", tables["recommendations"], tables["register"], names={}, as_of="2026-01-31"
    )
    write_table("actions", made.actions, folder / "tables")
    return folder, review, year


def read_draft(folder: Path, *words: str) -> str:
    """Return the draft that a command writes, as Markdown."""
    assert main([words[0], str(folder), *words[1:]]) == 0
    (path,) = (folder / "drafts").glob(f"{words[0]}-*.md")
    return path.read_text(encoding="utf-8").replace("\\", "")


def test_a_chapter_tells_the_tracker_as_it_stands_and_not_as_it_stood_at_the_run(with_actions, tmp_path):
    folder, _, year = with_actions
    with Open(tmp_path / "_people") as tracker:
        for row in (2, 3):
            tracker.set(row, Status="complete", Completed="1 December 2025", Owner="Marlby Trust")
    text = read_draft(folder, "chapter", "--year", year)
    assert "For: Marlby Trust. Complete, 1 December 2025." in text and "not started" not in text


def test_a_deleted_action_is_in_no_count_of_a_chapter(with_actions, tmp_path):
    folder, _, year = with_actions
    assert "the tracker says “not started” for 2 of 2" in read_draft(folder, "chapter", "--year", year)
    with Open(tmp_path / "_people") as tracker:
        tracker.sheet.delete_rows(3)
    text = read_draft(folder, "chapter", "--year", year)
    assert "how far this has come; the tracker says “not started”." in text
    assert wording(2) in text  # the review recommends it all the same


def test_a_statement_calls_no_recommendation_complete_without_the_second_action_on_it(with_actions, tmp_path):
    folder, review, _ = with_actions
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Status="complete", Completed="1 December 2025")
        copied = [cell.value for cell in tracker.sheet[2]]
        tracker.sheet.append(copied)
        tracker.set(4, Action="Train all", Owner="Trust", Status="in progress", Completed=None)
    text = read_draft(folder, "statement", review)
    assert f"{wording(1)} The partners' two actions on it: (1) As recommended. For: Marlby Police and" in text
    assert "Complete, 1 December 2025. (2) Train all. For: Trust. In progress." in text


def test_a_draft_of_a_public_version_tells_of_a_later_action_without_its_words(with_actions, tmp_path):
    folder, review, _ = with_actions
    record = {"parameters": {"corpus": str(tmp_path), "as_of": "2026-01-31", "audience": "public"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    shutil.copytree(folder / "tables", folder / "public" / "tables")
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Status="complete", Completed="1 December 2025", Action="Do as Child Z asked")
        tracker.sheet.append([cell.value for cell in tracker.sheet[2]])
        tracker.set(4, Action="Tell Child Z", Owner="Zed Trust", Status="in progress", Completed=None)
    text = read_draft(folder, "statement", review)
    assert "Child Z" not in text and "Zed Trust" not in text
    assert "(1) As recommended. For: Marlby Police and Marlby Council. Complete, 1 December 2025." in text
    assert "(2) An action that is not worded here. In progress." in text


def test_a_chapter_without_a_year_says_which_it_chose(tmp_path, capsys):
    folder, tables = tmp_path / "reports" / "run", make_tables(load_codebook(ROOT / "themes"), reviews=6)
    register = tables["register"]
    tables["register"] = register.assign(status="published")
    write_tables(tables | {"recommendations": make_table("recommendations", [])}, folder)
    record = {"parameters": {"corpus": str(tmp_path), "as_of": "2026-01-31"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    last = register.loc[register["group"] == "ours", "published_date"].max()[:4]
    assert main(["chapter", str(folder)]) == 0
    told = f"The chapter is on {last}, the last year with a published review by date of publication"
    assert f"{told}; for another year: --year YYYY" in capsys.readouterr().out
    assert main(["chapter", str(folder), "--year", last]) == 0
    assert "The chapter is on" not in capsys.readouterr().out


def test_a_run_older_than_the_one_that_wrote_the_tracker_last_says_so_and_marks_nothing(
    run, tmp_path, capsys
):
    older = tmp_path / "elsewhere" / "older"  # beside which no newer one lies
    shutil.copytree(run, older)
    for name in ("register", "recommendations"):
        table = read_table(name, older / "tables")
        write_table(name, table[table["review_id"] != "w"], older / "tables")
    actions(run)
    capsys.readouterr()
    for _ in range(2):
        assert actions(older, "--all") == 0
        told = capsys.readouterr().out
        assert "older is older than the run from which the tracker was last written" in told
        assert "lacks 1 review of it (w)" in told
        with Open(tmp_path / "_people") as tracker:
            assert set(tracker.column("In the report (machine)")) == {None}
            tracker.set(2, Notes=f"{tracker.cell(2, 'Notes').value} again")
    assert actions(older, "list", "open") == 0
    told = capsys.readouterr().out
    assert "take care: older is older than the run" in told and "5 actions of 5" in told
    assert actions(run) == 0
    assert "is older than" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ((), "which is newer; it has no review that is missing here. Nothing was marked as no longer found"),
        (("w",), "which is newer: 1 review of it is missing here (w)"),
        (("a", "w"), "which is newer: 2 reviews of it are missing here (a, w)"),
        (None, "which is newer and cannot be read: reviews read since may be missing here"),
    ],
)
def test_a_run_that_is_not_the_newest_says_how_many_reviews_of_that_it_has_not(
    run, tmp_path, capsys, lacking, told
):
    newer = tmp_path / "newer"
    shutil.copytree(run, newer)
    os.utime(run / "run.json", (1, 1))
    register = read_table("register", run / "tables")
    write_table("register", register[~register["review_id"].isin(lacking or ())], run / "tables")
    if lacking is None:
        shutil.rmtree(newer / "tables")
    assert actions(run) == 0
    assert f"run is not the newest run of this corpus, {told}\n" in capsys.readouterr().out


def test_a_list_can_be_written_to_print_and_names_the_day_and_evidence(run, tmp_path, capsys):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Status="complete", Completed="1 December 2025", Evidence_of_impact="Nine of ten <b>")
    capsys.readouterr()
    assert actions(run, "list", "complete") == 0
    told = capsys.readouterr().out
    assert "complete 2025-12-01" in told and "evidence: Nine of ten <b>" in told
    out = tmp_path / "for the board.docx"
    assert actions(run, "list", "open", "--out", out) == 0
    assert f"4 of 5 actions: {out}" in capsys.readouterr().out
    text = read_word(out)
    assert "Actions: open" in text and "RESTRICTED" in text and "Not started" in text
    assert actions(run, "list", "open", "--out", tmp_path / "board.xlsx") == 2
    assert "give a name that ends in .docx" in capsys.readouterr().err


def test_new_actions_are_told_by_review(run, tmp_path, capsys):
    actions(run)
    assert f"{TITLES['d']} 2" in capsys.readouterr().out


def test_a_status_that_could_not_be_read_keeps_its_words_in_every_list_and_is_counted(run, tmp_path, capsys):
    actions(run)
    with Open(tmp_path / "_people") as tracker:
        tracker.set(2, Status="Green", Due="30/06/2025")
        tracker.set(3, Status="100%", Completed="June 30, 2025")
    capsys.readouterr()
    assert actions(run) == 0
    assert "1 action with a status that could not be read, counted as not started." in capsys.readouterr().out
    for which in ("unread-statuses", "overdue"):
        assert actions(run, "list", which) == 0
        assert "'Green', not understood" in capsys.readouterr().out
    assert actions(run, "list", "complete") == 0
    assert "complete 2025-06-30" in capsys.readouterr().out
    assert actions(run, "export", "-o", tmp_path / "out.csv") == 0
    assert "1 cell could not be read and is empty in it" in capsys.readouterr().out
