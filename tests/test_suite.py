"""The suite: one run of the example makes everything a run folder promises, whole or not at all."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pyarrow.parquet as pq
import pytest
from face_text import read_html, read_pdf, read_slides, read_word
from number_sources import collect_rows, find_unsourced

from learning_themes import suite
from learning_themes.cli import main
from learning_themes.errors import CodebookError, InputError
from learning_themes.parameters import Parameters
from learning_themes.reports.findings import gather_findings
from learning_themes.reports.summary import sentence_level
from learning_themes.tables import OPTIONAL_TABLES, TABLES, read_table
from learning_themes.themes.codebook import load_codebook
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_a_run_folder_holds_what_is_promised(example_run):
    faces = [f"board-report.{ending}" for ending in ("html", "pdf", "docx", "pptx")]
    for name in (*faces, "evidence.xlsx", "run.json"):
        assert (example_run / name).stat().st_size > 1000
    assert {path.stem for path in (example_run / "notebooks").iterdir()} == set(suite.NOTEBOOKS)
    charts = {path.stem for path in (example_run / "charts").iterdir()}
    assert charts
    for chart in charts:
        assert all((example_run / "charts" / f"{chart}.{kind}").is_file() for kind in ("png", "svg", "csv"))


def test_themes_that_are_level_are_not_told_as_a_ranking(example_run):
    findings = gather_findings(
        example_run, codebook=load_codebook(ROOT / "themes"), dates="publication", themes_first=[]
    )
    page = read_html(example_run / "board-report.html")
    for measure, named in (("key", 3), ("shortfall", 1), ("strength", 3)):
        leaders = findings.leaders(measure)
        counts = [findings.share(theme, measure).k for theme in leaders]
        level = [theme for theme, k in zip(leaders, counts, strict=True) if k == counts[named - 1]]
        told = sentence_level(findings, measure, named)
        assert (told != "") == (len([one for one in level if one not in leaders[:named]]) > 0)
        assert told.strip() in page
    everywhere = [sentence_level(findings, "key", named) for named in range(1, len(findings.leaders("key")))]
    assert any("As often" in told for told in everywhere) and "" in everywhere


def test_what_failed_runs_of_the_same_name_kept_goes_with_the_next_good_one(example_run):
    assert [path.name for path in example_run.parent.glob("failed-*")] == ["failed-example-two"]


def test_every_file_of_a_run_can_lie_on_a_windows_disk(example_run):
    names = [path.relative_to(example_run).as_posix() for path in example_run.rglob("*")]
    parts = {part for name in names for part in name.split("/")}
    assert not [one for one in parts if re.search(r'[<>:"\\|?*\x00-\x1f]|[ .]$', one)]
    assert not [one for one in parts if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", one)]
    assert len({name.lower() for name in names}) == len(names)  # that disk does not tell Case from case
    assert max(map(len, names)) <= 120  # 260 with the folders above, on an old Windows


def test_every_table_has_its_columns(example_run):
    for name, columns in TABLES.items():
        if name in OPTIONAL_TABLES:
            continue
        schema = pq.read_schema(example_run / "tables" / f"{name}.parquet")
        assert schema.names == [column.name for column in columns]
        assert len(read_table(name, example_run / "tables")) > 0


def test_the_run_says_what_it_was_made_from_and_with(example_run):
    record = json.loads((example_run / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"]["as_of"] == "2026-01-31"
    assert len(record["inputs"]) == 32 and all(len(one["sha256"]) == 64 for one in record["inputs"])
    assert set(record["seconds"]) == set(suite.NOTEBOOKS)
    assert len(record["versions"]["codebook_sha256"]) == 64
    assert len(record["not_read"]) == 2


def test_the_story_of_the_example_is_told(example_run):
    """What corpus/example/README.md says to look for: a fall, a rise, and a return after an action."""
    tables = example_run / "tables"
    changes = read_table("changes", tables).set_index("theme")
    supervision = changes.loc["supervision-and-oversight"]
    assert (supervision["k_before"], supervision["n_before"]) == (8, 8)
    assert supervision["k_after"] <= 3 and supervision["verdict"] == "fall"
    changed = changes[changes["verdict"].isin(["fall", "rise"])]["verdict"].to_dict()
    assert changed == {"supervision-and-oversight": "fall", "service-availability": "rise"}
    back = read_table("recurrences", tables).query("recurs and theme == 'fathers-and-other-adults'")
    assert back["review_id"].nunique() >= 7 and (back["incident_date"] > "2016-03-31").all()
    report = (example_run / "board-report.md").read_text(encoding="utf-8").replace("\\", "")
    assert (
        "Supervision and management oversight: less often than before, by more than chance: 8 of 8" in report
    )
    assert "Availability of services: more often than before, by more than chance: 2 of 10" in report
    assert (
        "turn on its theme as a shortfall: Fathers, partners and other adults (9 of 13 since 31 March 2016"
        in report
    )
    assert "It is damaged" in report


def test_every_coded_pair_carries_the_words_that_decided(example_run):
    evidence = read_table("evidence", example_run / "tables")
    assert (evidence["why"].str.len() > 0).all()
    assert not evidence.duplicated(["passage_id", "theme"]).any()
    passages = read_table("passages", example_run / "tables")
    assert set(evidence["passage_id"]) <= set(passages["passage_id"])


@pytest.mark.parametrize("face", ["html", "pdf", "docx", "pptx"])
def test_every_number_of_the_example_is_in_a_row_of_its_tables(example_run, face):
    first = ["supervision-and-oversight", "fathers-and-other-adults", "service-availability"]
    codebook = load_codebook(suite.themes_folder())
    findings = gather_findings(
        example_run, codebook=codebook, dates="publication", themes_first=first, as_of="2026-01-31"
    )
    read = {"html": read_html, "pdf": read_pdf, "docx": read_word, "pptx": read_slides}[face]
    rows = collect_rows(findings, as_of="2026-01-31")
    assert find_unsourced(read(example_run / f"board-report.{face}"), rows) == []


def test_terms_of_reference_name_themes_and_none_is_counted(example_run):
    tables = example_run / "tables"
    passages, evidence = read_table("passages", tables), read_table("evidence", tables)
    method = passages[passages["section"] == "method"]
    coded = evidence[evidence["passage_id"].isin(method["passage_id"])]
    assert len(coded) > 0
    presence = read_table("presence", tables)
    assert not set(presence["strongest"]) & set(method["passage_id"])


def test_the_same_input_gives_the_same_tables_charts_and_reports(example_run, tmp_path):
    again = tmp_path / "again"
    parameters = example_run.parent / "parameters.yaml"
    assert main(["run", str(parameters), "--out", str(again)]) == 3
    for path in sorted(example_run.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb" and path.name not in ("run.json", "manifest.json"):
            twin = again / path.relative_to(example_run)
            assert twin.read_bytes() == path.read_bytes(), path.name


@pytest.fixture
def small_corpus(tmp_path, text_report) -> Parameters:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "q.txt").write_text(text_report, encoding="utf-8")
    return Parameters(corpus=corpus, output=tmp_path / "reports", as_of="2026-01-31")


def break_notebook(monkeypatch, tmp_path, source: str) -> None:
    """Let the suite run one notebook whose only cell is `source`."""
    root = tmp_path / "project"
    (root / "notebooks").mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    notebook.cells = [nbformat.v4.new_code_cell(source)]
    nbformat.write(notebook, root / "notebooks" / "01_read.ipynb")
    themes = suite.themes_folder()  # the codebook stays where it is
    monkeypatch.setattr(suite, "themes_folder", lambda: themes)
    monkeypatch.setattr(suite, "project_root", lambda: root)
    monkeypatch.setattr(suite, "NOTEBOOKS", {"01_read": "reading"})


def test_a_notebook_that_fails_is_named_with_its_cell_and_reason_and_kept(
    small_corpus, monkeypatch, tmp_path
):
    break_notebook(monkeypatch, tmp_path, "raise ValueError('the ink ran out')")
    with pytest.raises(suite.NotebookFailed) as error:
        suite.run_suite(small_corpus, progress=False)
    told = str(error.value)
    assert "01_read.ipynb stopped at cell 1: ValueError: the ink ran out" in told
    kept = Path(told.rsplit("kept at ", 1)[1])
    assert "the ink ran out" in kept.read_text(encoding="utf-8")
    left = [path for path in small_corpus.output.iterdir() if path.suffix != ".lock"]
    assert all(path.name.startswith("failed-") for path in left)


def test_an_earlier_run_stays_whole_when_the_next_one_fails(small_corpus, monkeypatch, tmp_path):
    out = tmp_path / "reports" / "quarter"
    out.mkdir(parents=True)
    (out / "run.json").write_text("{}")
    (out / "board-report.html").write_text("the last one")
    break_notebook(monkeypatch, tmp_path, "raise ValueError('no')")
    with pytest.raises(suite.NotebookFailed):
        suite.run_suite(small_corpus, out=out, progress=False)
    assert (out / "board-report.html").read_text() == "the last one"


def test_a_folder_of_something_else_is_never_written_over(small_corpus, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear board")
    with pytest.raises(suite.InputError, match="a folder of something else"):
        suite.run_suite(small_corpus, out=tmp_path / "mine", progress=False)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "Dear board"


def test_an_empty_corpus_is_refused_in_words(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(suite.InputError, match="holds no report"):
        suite.run_suite(Parameters(corpus=tmp_path / "empty", output=tmp_path / "r"), progress=False)


def test_a_corpus_of_which_nothing_can_be_read_still_makes_a_report_that_says_so(tmp_path, capsys):
    corpus = tmp_path / "bad"
    corpus.mkdir()
    (corpus / "a.pdf").write_bytes(b"no pdf")
    out = tmp_path / "run"
    assert main(["run", "--corpus", str(corpus), "--out", str(out)]) == 3
    assert "none of the reports in it could be read" in capsys.readouterr().err
    assert "a.pdf" in (out / "board-report.html").read_text(encoding="utf-8")
    assert pd.read_parquet(out / "tables" / "evidence.parquet").empty


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_prose_parameters_and_calls(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert [cell for cell in code if "parameters" in cell.metadata.get("tags", [])] == code[:1]
    for cell in code:
        assert len(cell.source.splitlines()) <= 15
        tree = ast.parse(cell.source)
        banned = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If)
        assert not any(isinstance(node, banned) for node in ast.walk(tree))
    assert notebook.cells[0].cell_type == "markdown"
    assert "does not show" in notebook.cells[-1].source


def test_kinds_dates_and_a_comparison_corpus_reach_the_figures(tmp_path, text_report):
    for folder, name, text in (
        ("ours", "q.txt", text_report),
        ("ours", "rapid.txt", text_report.replace("Serious Case Review", "Rapid Review")),
        ("theirs", "q.txt", text_report.replace("Child Q", "Child Z")),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    parameters = tmp_path / "parameters.yaml"
    parameters.write_text(
        "corpus: ours\ncomparison: theirs\nkinds: [SCR]\ndates: incident\nthemes_first: [early-help]\n",
        encoding="utf-8",
    )
    out = tmp_path / "run"
    assert main(["run", str(parameters), "--out", str(out)]) == 0
    shares = read_table("shares", out / "tables").query("period == 'all' and measure == 'present'")
    assert set(shares["group"]) == {"ours", "comparison"}
    assert (shares["n"] == 1).all()
    assert len(read_table("register", out / "tables")) == 3
    report = (out / "board-report.md").read_text(encoding="utf-8")
    assert "One review of other kinds was read too" in report.replace("\\", "")
    assert "Early help and prevention" in report.replace("\\", "")


def test_a_mistake_in_a_theme_of_your_own_is_told_before_any_notebook_runs(small_corpus, tmp_path):
    theme = tmp_path / "themes" / "the-child" / "animals.yaml"
    theme.parent.mkdir(parents=True)
    theme.write_text("id: animals\nfamily: the-child\nname: Animals at home\n", encoding="utf-8")
    wrong = small_corpus.model_copy(update={"local_themes": tmp_path / "themes"})
    with pytest.raises(CodebookError, match="animals.yaml, line 1: must_match: Field required"):
        suite.run_suite(wrong, progress=False)


@pytest.mark.parametrize("name", suite.NOTEBOOKS)
def test_each_notebook_lays_the_themes_of_your_own_over_the_codebook(name):
    source = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    loaded = source.count("load_codebook(themes_folder)")
    assert source.count("lay_over(load_codebook(themes_folder), local_themes") == loaded


def test_a_mistake_in_a_typed_list_is_told_before_any_notebook_runs(small_corpus, tmp_path):
    (tmp_path / "actions.csv").write_text("theme,completed,action\nneglct,2020-01-01,x\n", encoding="utf-8")
    wrong = small_corpus.model_copy(update={"actions": tmp_path / "actions.csv"})
    with pytest.raises(InputError, match="line 2: there is no theme 'neglct'"):
        suite.run_suite(wrong, progress=False)
    assert not (tmp_path / "reports").exists() or not list((tmp_path / "reports").iterdir())
