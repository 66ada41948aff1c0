"""Versions of the codebook: what differs is told, and the reference of tables is as the code has it."""

import shutil
from pathlib import Path

from learning_themes.cli import main
from learning_themes.reference import describe_tables
from learning_themes.tables import make_table
from learning_themes.themes.versions import compare_shares, select_affected
from tests.conftest import ROOT
from tests.tables_fixture import evidence_row, passage_row


def test_the_reference_of_tables_is_as_the_code_has_it():
    assert (ROOT / "docs" / "reference-tables.md").read_text(encoding="utf-8") == describe_tables()


def test_a_changed_an_added_and_a_removed_theme_are_told(tmp_path, capsys):
    ignored = shutil.ignore_patterns("encoder", "examples")
    new = Path(shutil.copytree(ROOT / "themes", tmp_path / "new", ignore=ignored))
    neglect = new / "context-of-harm" / "neglect.yaml"
    text = neglect.read_text(encoding="utf-8")
    neglect.write_text(text.replace("name: Neglect", "name: Poor care"), encoding="utf-8")
    added = text.replace("id: neglect", "id: care").replace("name: Neglect", "name: Care")
    (neglect.parent / "care.yaml").write_text(added, encoding="utf-8")
    (neglect.parent / "online-harm.yaml").unlink()
    assert main(["codebook", "diff", str(ROOT / "themes"), str(new)]) == 0
    told = capsys.readouterr().out
    assert "changed  neglect: name" in told and "added    care" in told and "removed  online-harm" in told
    assert "3 themes differ." in told


def share(theme: str, measure: str, k: int) -> dict:
    return {"theme": theme, "measure": measure, "period": "all", "group": "ours", "k": k, "n": 9,
            "share": k / 9, "low": 0.0, "high": 1.0, "method": "x"}  # fmt: skip


def test_shares_stand_side_by_side_and_a_theme_of_one_codebook_has_no_number_in_the_other():
    old = make_table("shares", [share("a", "key", 3), share("a", "present", 5)])
    new = make_table("shares", [share("a", "key", 4), share("a", "present", 5), share("b", "key", 1)])
    table = compare_shares(old, new).set_index("theme")
    assert table.loc["a", ["key old", "key new"]].tolist() == [3, 4]
    assert table["key old"].isna()["b"]


def test_decisions_on_themes_that_differ_are_named():
    passage = passage_row("r1", 1)
    rows = [evidence_row(passage, "a", decision="accepted"), evidence_row(passage, "b", decision="accepted"),
            evidence_row(passage, "a")]  # fmt: skip
    affected = select_affected(make_table("evidence", rows), ["a"])
    assert affected[["theme", "decision"]].values.tolist() == [["a", "accepted"]]
