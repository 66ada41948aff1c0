"""Versions of the codebook: what differs is told, and the reference of tables is as the code has it."""

import json
import re
import shutil
from pathlib import Path

import pytest

from learning_themes.cli import main
from learning_themes.reference import PAGES
from learning_themes.tables import make_table, write_table
from learning_themes.themes.code_reviews import code_passages
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.versions import compare_shares, digest_learned, select_moved
from tests import checking_world
from tests.checking_world import decide
from tests.conftest import ROOT


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_as_the_code_has_it(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()


def test_every_word_of_every_command_is_explained():
    told = [line for line in PAGES["reference-commands.md"]().splitlines() if line.startswith("| `")]
    assert len(told) > 60
    assert not [line for line in told if re.search(r"\|\s*\|$", line)]


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


MEASURES = ("key", "present", "shortfall", "strength")


def share(theme: str, measure: str, k: int) -> dict:
    return {"theme": theme, "measure": measure, "period": "all", "group": "ours", "k": k, "n": 9,
            "share": k / 9, "low": 0.0, "high": 1.0, "method": "x"}  # fmt: skip


def test_shares_stand_side_by_side_and_a_theme_of_one_codebook_has_no_number_in_the_other():
    old = make_table("shares", [share("a", "key", 3), share("a", "present", 5)])
    new = make_table("shares", [share("a", "key", 4), share("a", "present", 5), share("b", "key", 1)])
    table = compare_shares(old, new).set_index("theme")
    assert table.loc["a", ["key old", "key new"]].tolist() == [3, 4]
    assert table["key old"].isna()["b"]


def test_only_themes_whose_numbers_differ_have_moved():
    old = make_table("shares", [share(theme, measure, 3) for theme in "ab" for measure in MEASURES])
    new = make_table(
        "shares", [share(theme, measure, 3 + (theme == "b")) for theme in "ab" for measure in MEASURES]
    )
    assert select_moved(compare_shares(old, new))["theme"].tolist() == ["b"]
    assert select_moved(compare_shares(old, old)).empty


def copy_themes(folder: Path) -> Path:
    ignored = shutil.ignore_patterns("encoder", "examples")
    return Path(shutil.copytree(ROOT / "themes", folder, ignore=ignored))


def make_run(folder: Path) -> Path:
    """Return a finished run of the small world, in which Ann has decided on two passages."""
    made = checking_world.tables()
    for name, table in (made | {"evidence": made["machine"]}).items():
        write_table(name, table, folder / "run" / "tables")
    asked = {"corpus": str(folder / "corpus"), "partnership": "P", "as_of": "2026-11-26"}
    record = json.dumps({"parameters": asked, "versions": {}})
    (folder / "run" / "run.json").write_text(record, encoding="utf-8")
    decide(folder / "corpus" / "_people", "b.1", "supervision-and-oversight", "accepted", "strength")
    decide(folder / "corpus" / "_people", "a.0", "information-sharing", "accepted", "shortfall")
    return folder / "run"


def test_a_corpus_is_shown_under_both_with_the_decisions_to_look_at_again(tmp_path, capsys):
    old, new, run = copy_themes(tmp_path / "old"), copy_themes(tmp_path / "new"), make_run(tmp_path)
    theme = new / "follow-through" / "supervision-and-oversight.yaml"
    text = theme.read_text(encoding="utf-8")
    theme.write_text(text.replace("definition: ", "definition: Another one. "), encoding="utf-8")
    out = tmp_path / "diff"
    assert main(["codebook", "diff", str(old), str(new), "--corpus", str(run), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "changed  supervision-and-oversight: definition" in told
    assert "1 of 2 decisions on themes are to be looked at again." in told
    page = (out / "codebook-diff.md").read_text(encoding="utf-8")
    assert "Supervision was regular and kind" in page and "did not share her concern" not in page
    assert {path.name for path in (out / "charts").glob("*.svg")} == {
        f"{name}-{version}.svg"
        for name in ("heat-map", "shortfall-and-good-practice")
        for version in ("old", "new")
    }


def test_themes_that_differ_in_teaching_alone_put_no_decision_in_question(tmp_path, capsys):
    old, new, run = copy_themes(tmp_path / "old"), copy_themes(tmp_path / "new"), make_run(tmp_path)
    theme = new / "follow-through" / "supervision-and-oversight.yaml"
    text = theme.read_text(encoding="utf-8")
    theme.write_text(text[: text.index("\ntraining:") + 1], encoding="utf-8")
    main(["codebook", "diff", str(old), str(new), "--corpus", str(run)])
    told = capsys.readouterr().out
    assert "1 themes in what is taught alone" in told and "0 of 2 decisions" in told


def test_files_without_a_corpus_are_refused_in_words(tmp_path, capsys):
    themes = str(ROOT / "themes")
    assert main(["codebook", "diff", themes, themes, "--out", str(tmp_path)]) == 2
    assert "--corpus" in capsys.readouterr().err


def test_the_hash_of_what_is_learned_changes_with_the_words_of_stance(tmp_path):
    themes = copy_themes(tmp_path / "themes")
    before = digest_learned(themes)
    stance = themes / "stance.yaml"
    stance.write_bytes(stance.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_learned(themes) == before
    stance.write_bytes(stance.read_bytes() + b"# more\n")
    assert digest_learned(themes) != before


def test_the_codebook_of_an_old_version_codes_as_it_did(tmp_path):
    """An old run is repeated with that year's themes: neither their place nor a newer codebook matters."""
    passages = checking_world.tables()["passages"]
    year = copy_themes(tmp_path / "2025")
    before = code_passages(passages, load_codebook(year))
    changed = copy_themes(tmp_path / "2026")
    (changed / "follow-through" / "supervision-and-oversight.yaml").unlink()
    assert len(code_passages(passages, load_codebook(changed))) < len(before)
    again = Path(shutil.copytree(year, tmp_path / "restored" / "themes"))
    assert code_passages(passages, load_codebook(again)).equals(before)
    assert load_codebook(again).digest == load_codebook(year).digest
