"""The command `learning-themes actions`: update, take over a log with its own columns, export."""

import csv
import json
import shutil

import pytest
from openpyxl import Workbook

from learning_themes.cli import main
from learning_themes.tables import make_table, write_table
from tests.conftest import EXAMPLE
from tests.tables_fixture import register_row
from tests.tracker_world import Open, recommendation

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
    assert "5, of which 5 are new" in told and "On 2026-01-31: 5 open" in told
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
    assert "36 rows: 5 on a recommendation, 31 that stand alone" in capsys.readouterr().out
    with Open(tmp_path / "_people") as tracker:
        assert tracker.sheet.max_row == 1 + 5 + 31
        row = tracker.column("Ref").index("A001") + 2
        assert tracker.cell(row, "Action").value.startswith("Home visit and locked box")
        assert tracker.cell(row, "Completed").value.strftime("%d/%m/%Y") == "02/04/2014"
        assert tracker.cell(row, "Recommendation as printed (machine)").value.startswith("10.1")
    assert actions(run, "import", log, "--mapping", tmp_path / "mapping.yaml", "--yes") == 0
    assert "36 that the tracker had already" in capsys.readouterr().out


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
