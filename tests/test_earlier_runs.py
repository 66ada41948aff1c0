"""A run that is older than a theme of one's own: it still makes what it has figures for."""

import json
from pathlib import Path

import pytest

from learning_themes import runs
from learning_themes.cli import main
from learning_themes.tables import make_table, write_table
from learning_themes.themes.codebook import load_codebook
from tests.checking_world import decide
from tests.conftest import ROOT
from tests.tables_fixture import make_tables, write_tables

OWN = """id: interpreters
family: working-together
name: Use of interpreters
definition: Whether a trained interpreter was used.
patterns: [{phrase: interpreter}]
must_match: [{text: No interpreter was booked.}]
must_not_match: [The leaflet was translated.]
"""


@pytest.fixture
def run(tmp_path) -> Path:
    """Return a finished run to whose codebook a theme was added afterwards."""
    folder = tmp_path / "reports" / "run"
    tables = make_tables(load_codebook(ROOT / "themes"), reviews=4)
    tables["register"]["status"] = "published"
    write_tables(tables | {"recommendations": make_table("recommendations", [])}, folder)
    record = {"parameters": {"corpus": str(tmp_path / "ours"), "as_of": "2026-01-31"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    own = tmp_path / "ours" / "_people" / "themes" / "working-together" / "interpreters.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(OWN, encoding="utf-8")
    return folder


@pytest.mark.parametrize("words", [["training", "RUN", "--themes", "neglect"], ["chapter", "RUN"]])
def test_an_earlier_run_makes_packs_and_drafts_without_a_theme_that_came_later(words, run, capsys):
    assert main([str(run) if word == "RUN" else word for word in words]) == 0
    told = capsys.readouterr().out
    assert "Left out, as this run was coded before the codebook had it: interpreters; make a new run" in told
    made = [path for folder in ("training", "drafts") for path in (run / folder).rglob("*.*")]
    texts = [path.read_text(encoding="utf-8") for path in made if path.suffix in (".md", ".html")]
    assert made and not any("Use of interpreters" in text for text in texts)


@pytest.mark.parametrize(
    "words", [["training", "RUN", "--themes", "neglect"], ["chapter", "RUN"], ["statement", "RUN", "r000"]]
)
def test_a_run_whose_decisions_are_newer_than_its_figures_says_so_and_still_makes_its_drafts(
    words, run, capsys
):
    evidence = runs.read_table("evidence", run / "tables")
    of_one = (evidence["theme"] == "neglect") & (evidence["review_id"] == "r000")
    words = [str(run) if word == "RUN" else word for word in words]
    assert main(words) == 0
    assert "Take care" not in capsys.readouterr().out
    write_table(
        "evidence", evidence.assign(decision=of_one.map({True: "rejected", False: ""})), run / "tables"
    )
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "In one case (a theme in a review) the figures are those before" in told
    assert f"check {run} --report" in told
    write_table("evidence", evidence.assign(decision="rejected"), run / "tables")  # no passage is left at all
    assert main(words) == 0


def test_a_theme_that_may_be_an_old_one_under_a_new_id_is_not_left_out(run, tmp_path, capsys):
    shares = runs.read_table("shares", run / "tables")
    write_table("shares", shares.replace({"theme": {"neglect": "neglected"}}), run / "tables")
    assert main(["chapter", str(run)]) == 1
    assert "made without the theme" in capsys.readouterr().err


def test_a_report_is_not_made_anew_with_a_theme_that_was_never_coded(run, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "renew_run", lambda *_, **__: pytest.fail("counted a theme that was not coded"))
    decision = decide(tmp_path / "ours" / "_people", "a.0", "neglect", "added", "context")
    write_table("decisions", make_table("decisions", [vars(decision)]), run / "tables")
    told = runs.renew_report(runs.open_run(run))
    assert "was not made anew: this run was coded before the codebook had interpreters" in told
