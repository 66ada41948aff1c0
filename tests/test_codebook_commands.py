"""`learning-themes codebook` and `parts`: try a sentence, check the files, see what each part adds."""

import json
import re
import shutil
from pathlib import Path

import pytest

from learning_themes import suite
from learning_themes.cli import main
from tests.conftest import ROOT

CHALLENGE = Path("working-together") / "professional-challenge.yaml"


@pytest.fixture
def themes(tmp_path, monkeypatch) -> Path:
    """Return a copy of the codebook with one voice of examples and no encoder, which the command uses."""
    ignored = shutil.ignore_patterns("encoder", "[!b]*.jsonl")
    folder = Path(shutil.copytree(ROOT / "themes", tmp_path / "themes", ignore=ignored))
    monkeypatch.setattr(suite, "themes_folder", lambda: folder)
    monkeypatch.setenv("LEARNING_THEMES_CACHE", str(tmp_path / "cache"))
    return folder


def test_a_sentence_is_tried_with_its_reasons_and_the_nearest_examples(capsys):
    assert main(["codebook", "try", "The health visitor escalated her concerns and was heard."]) == 0
    told = capsys.readouterr().out
    assert "professional-challenge" in told
    assert re.search(r"how sure: \d+\xa0% of the theme, \d+\xa0% of the stance", told) and "found by:" in told
    assert told.count("like: “") >= 2


def test_a_sentence_without_a_theme_says_so(capsys):
    assert main(["codebook", "try", "The sky was grey."]) == 0
    assert "no theme" in capsys.readouterr().out


def test_a_wrong_section_names_those_allowed(capsys):
    assert main(["codebook", "try", "x", "--section", "finding"]) == 2
    assert "Did you mean 'findings'?" in capsys.readouterr().err


def test_the_shipped_codebook_has_nothing_wrong(capsys):
    assert main(["codebook", "check"]) == 0
    told = capsys.readouterr().out
    assert "36 themes: nothing wrong" in told
    assert "sentences of the shipped themes may be worth a look: --notes" in told
    assert "operation encompass" not in told
    assert main(["codebook", "check", "--notes"]) == 0
    assert "operation encompass" in capsys.readouterr().out  # a phrase of two themes, to look at


def test_a_check_names_each_sentence_that_went_wrong(themes, capsys):
    path = themes / CHALLENGE
    text = path.read_text(encoding="utf-8")
    text = text.replace("must_match:\n", "must_match:\n- text: The purple kettle sang.\n", 1)
    text = text.replace("must_not_match:\n", "must_not_match:\n- He escalated his concerns.\n", 1)
    text = text.replace("must_not_match:\n", "must_not_match:\n- The purple kettle sang.\n", 1)
    path.write_text(text, encoding="utf-8")
    assert main(["codebook", "check"]) == 1
    told = capsys.readouterr().out
    assert f"{CHALLENGE.as_posix()}: must_match: “The purple kettle sang.” is not found" in told
    assert "must_not_match: “He escalated his concerns.” is found by the pattern" in told
    assert "“The purple kettle sang.” stands in must_match and in must_not_match" in told
    assert "3 wrong" in told


def test_a_check_reads_the_cross_reading_too(themes, capsys):
    path = themes / "cross-reading.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{neglect: close}", "{neglct: close}", 1), encoding="utf-8")
    assert main(["codebook", "check"]) == 1
    assert "Did you mean 'neglect'?" in capsys.readouterr().err


def test_an_example_coded_in_two_ways_is_to_look_at(themes, capsys):
    row = {"voice": "b", "section": "findings", "paragraph": "b-1", "number": 1}
    row["text"] = "The nurse wrote to the school twice that week."
    rows = [row | {"themes": {"education": "context"}}, row | {"paragraph": "b-2", "themes": {}}]
    path = themes / "examples" / "b.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    main(["codebook", "check", "--notes"])
    assert "is coded otherwise in b-1: education" in capsys.readouterr().out


@pytest.fixture
def own_theme(tmp_path) -> Path:
    """Return a corpus with the whole theme that the how-to page shows among what people typed."""
    page = (ROOT / "docs" / "how-to-grow-the-codebook.md").read_text(encoding="utf-8")
    theme = next(part for part in page.split("```yaml\n")[1:] if part.startswith("id: interpreters"))
    path = tmp_path / "ours" / "_people" / "themes" / "working-together" / "interpreters.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(theme.partition("```")[0], encoding="utf-8")
    (tmp_path / "ours.yaml").write_text("corpus: ours\nthemes_first: [interpreters]\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("typed", "mistaken", "told"),
    [
        ("definition: Whether", "definition: Use: whether",
         ("line 4: a colon stands in words without quotes: definition: Use: whether",
          "put the words in quotes: definition: 'Use: whether professionals")),
        ("- text: No interpreter", "- text: It's so: no interpreter",
         ("line 15:", "put the words in quotes: - text: 'It''s so: no interpreter was")),
        ("- The leaflet was", "- The leaflet: it was",
         ("line 19: must_not_match.0", "in quotes: - 'The leaflet: it was translated into Polish.'")),
        ("- text: No interpreter was", "- No interpreter: was",
         ("line 15: must_match.0", "in quotes: - text: 'No interpreter: was booked")),
        ("  stance: shortfall", "   stance: shortfall",
         ("line 16: is read on from the line above: stance: shortfall", "further left")),
    ],
)  # fmt: skip
def test_a_colon_in_a_sentence_is_told_with_its_line_and_how_to_write_it(
    typed, mistaken, told, own_theme, themes, capsys
):
    text = own_theme.read_text(encoding="utf-8").replace(typed, mistaken, 1)
    own_theme.write_text(text, encoding="utf-8")
    assert main(["codebook", "check", "--local", str(own_theme.parents[1])]) == 1
    said = capsys.readouterr().err
    assert "interpreters.yaml, line" in said and all(words in said for words in told), said


def test_a_colon_in_a_sentence_that_is_added_to_a_shipped_theme_is_told_with_its_line(
    own_theme, themes, capsys
):
    path = own_theme.with_name("professional-challenge.yaml")
    path.write_text("id: professional-challenge\nadd_must_not_match:\n- It: was\n", encoding="utf-8")
    assert main(["codebook", "check", "--local", str(own_theme.parents[1])]) == 1
    said = capsys.readouterr().err
    assert "professional-challenge.yaml, line 3: add_must_not_match.0: the colon" in said
    assert "in quotes: - 'It: was'" in said


@pytest.mark.parametrize("named", ["ours.yaml", "ours/_people/themes"])
def test_a_theme_of_ones_own_is_checked_and_tried(named, own_theme, themes, tmp_path, capsys):
    local = ["--local", str(tmp_path / named)]
    assert main(["codebook", "check", *local]) == 0
    assert "37 themes, 1 of them with files of your own in" in capsys.readouterr().out
    assert main(["codebook", "try", "Her son was asked to interpret for his father.", *local]) == 0
    assert "interpreters" in capsys.readouterr().out


def test_what_is_wrong_with_a_theme_of_ones_own_names_its_file(own_theme, themes, tmp_path, capsys):
    text = own_theme.read_text(encoding="utf-8").replace("No interpreter was", "Nobody was")
    own_theme.write_text(text, encoding="utf-8")
    assert main(["codebook", "check", "--local", str(tmp_path / "ours.yaml")]) == 1
    told = capsys.readouterr().out
    assert f"{own_theme}: must_match: “Nobody was booked for the first three visits.” is not found" in told


@pytest.mark.parametrize("place", ["interpreters.yaml", "working-together/interpreters.yml"])
def test_a_theme_of_ones_own_that_lies_where_none_is_read_is_told(
    place, own_theme, themes, tmp_path, monkeypatch, capsys
):
    stray = own_theme.parents[1] / place
    own_theme.rename(stray)
    assert main(["codebook", "check", "--local", str(own_theme.parents[1])]) == 1
    told = capsys.readouterr().out
    assert f"wrong  {stray}: is passed over: a theme is read from FAMILY/THEME.yaml" in told
    monkeypatch.setattr(suite, "run_suite", lambda parameters, *, out: suite.Run(tmp_path, ()))
    (tmp_path / "ours.yaml").write_text("corpus: ours\n", encoding="utf-8")
    assert main(["run", str(tmp_path / "ours.yaml")]) == 0
    assert f"{stray}: is passed over" in capsys.readouterr().err


@pytest.fixture
def project(own_theme, themes, tmp_path, monkeypatch) -> Path:
    """Return a project whose parameters.yaml asks for a corpus without themes of one's own."""
    monkeypatch.setattr(suite, "project_root", lambda: tmp_path)
    monkeypatch.setattr("learning_themes.runs.project_root", lambda: tmp_path)
    (tmp_path / "example").mkdir()
    (tmp_path / "parameters.yaml").write_text("corpus: example\n", encoding="utf-8")
    return tmp_path


def test_a_check_says_that_no_theme_of_ones_own_was_looked_at_and_how_to(project, capsys):
    assert main(["codebook", "check"]) == 0
    told = capsys.readouterr().out
    assert f"No theme of your own was looked at: there is no FAMILY/THEME.yaml in {project}" in told
    assert "codebook check --local my-parameters.yaml" in told


def test_a_check_without_a_place_finds_ones_own_themes_beside_the_latest_run(project, own_theme, capsys):
    run = project / "reports" / "one" / "run.json"
    run.parent.mkdir(parents=True)
    run.write_text(json.dumps({"parameters": {"corpus": str(project / "ours")}}), encoding="utf-8")
    text = own_theme.read_text(encoding="utf-8").replace("No interpreter was", "Nobody was")
    own_theme.write_text(text, encoding="utf-8")
    assert main(["codebook", "check"]) == 1
    told = capsys.readouterr().out
    assert f"{own_theme}: must_match: “Nobody was booked for the first three visits.” is not found" in told
    assert f"1 of them with files of your own in {own_theme.parents[1]}: 1 wrong" in told


def test_a_run_says_which_sentences_of_ones_own_theme_are_not_found(
    own_theme, themes, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(suite, "run_suite", lambda parameters, *, out: suite.Run(tmp_path, ()))
    assert main(["run", str(tmp_path / "ours.yaml")]) == 0
    assert "must_match" not in capsys.readouterr().err
    text = own_theme.read_text(encoding="utf-8").replace("No interpreter was", "Nobody was")
    own_theme.write_text(text, encoding="utf-8")
    assert main(["run", str(tmp_path / "ours.yaml")]) == 0
    told = capsys.readouterr().err
    assert f"{own_theme}: must_match: “Nobody was booked for the first three visits.” is not found" in told


def test_a_pattern_that_takes_long_is_wrong(own_theme, themes, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("learning_themes.themes.checking.SLOWEST", 0.0)
    pattern = "patterns:\n- tokens: [{LOWER: interpreter}, {OP: '*'}, {LOWER: late}]\n"
    own_theme.write_text(
        own_theme.read_text(encoding="utf-8").replace("patterns:\n", pattern), encoding="utf-8"
    )
    assert main(["codebook", "check", "--local", str(own_theme.parents[1])]) == 1
    told = capsys.readouterr().out
    assert "interpreters.yaml: the pattern" in told and "said over and over; let fewer of its tokens" in told


def test_a_place_without_themes_is_named(tmp_path, capsys):
    assert main(["codebook", "check", "--local", str(tmp_path / "none")]) == 2
    assert "is neither a folder of themes nor a parameters file" in capsys.readouterr().err


def test_each_part_is_scored_beside_the_baselines(tmp_path, capsys):
    texts = {
        "Information was not shared between the agencies.": {"information-sharing": ["shortfall"]},
        "The midwife did not know that the police had been.": {"information-sharing": ["shortfall"]},
        "The sky was grey.": {},
    }
    rows = [
        {"id": str(place), "paragraph": str(place), "text": text, "themes": themes, "document": "d"}
        for place, (text, themes) in enumerate(texts.items())
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert main(["parts", str(gold), "--json"]) == 0
    scores = {row["coder"]: row for row in json.loads(capsys.readouterr().out)}
    assert scores["every theme in every sentence"]["recall"] == 1
    assert scores["rules"]["recall"] == 0.5  # the second sentence lacks the textbook word
    assert scores["all together"]["micro_f1"] == 1


def test_a_sentence_that_a_pattern_finds_and_the_coding_does_not_take_is_named(own_theme, capsys):
    path = own_theme.parents[1] / "working-together" / "information-sharing.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "id: information-sharing\nadd_patterns:\n- phrase: joined-up picture\nadd_must_match:\n"
        "- text: Nobody had a joined-up picture of the family.\n  stance: shortfall\n",
        encoding="utf-8",
    )
    assert main(["codebook", "check", "--local", str(own_theme.parents[1])]) == 0
    told = capsys.readouterr().out
    assert "“Nobody had a joined-up picture of the family.” is found by a pattern and yet not coded" in told
    path.write_text(path.read_text(encoding="utf-8").replace("joined-up picture\n", "one view\n"), "utf-8")
    assert main(["codebook", "check", "--local", str(own_theme.parents[1])]) == 1
    told = capsys.readouterr().out
    assert "“Nobody had a joined-up picture of the family.” is not found by any pattern" in told
    assert "picture of the family.” is found by a pattern" not in told
