"""The command: what a person types, what comes back, and what it answers to wrong words."""

import csv
import json
import os
import subprocess
import sys

import pytest

from learning_themes import suite
from learning_themes.cli import main
from tests.conftest import ROOT


@pytest.fixture
def units(tmp_path):
    """Return a CSV of three passages, one of which has no theme."""
    path = tmp_path / "in.csv"
    rows = [
        ("a", "Information was not shared between the agencies.", "findings"),
        ("b", "The sky was grey that morning.", "narrative"),
        ("c", "Children exposed to domestic abuse receive effective support.", "findings"),
    ]
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([("id", "text", "section"), *rows])
    return path


def read_rows(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_code_writes_a_row_a_coded_pair_with_its_reason(units, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert main(["code", str(units), "-o", str(out)]) == 0
    rows = read_rows(out)
    assert list(rows[0]) == ["id", "theme", "stance", "confidence", "basis", "why"]
    pairs = {(row["id"], row["theme"]): row for row in rows}
    assert pairs["a", "information-sharing"]["stance"] == "shortfall"
    assert pairs["c", "domestic-abuse"]["stance"] == "strength"
    assert not any(row["id"] == "b" for row in rows)
    assert all(row["why"] and 0 <= float(row["confidence"]) <= 1 for row in rows)
    assert "3 passages" in capsys.readouterr().out


def test_csv_and_json_lines_give_the_same_codes(units, tmp_path):
    lines = tmp_path / "in.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in read_rows(units)), encoding="utf-8")
    for path in (units, lines):
        assert main(["code", str(path), "-o", str(path.with_suffix(".out"))]) == 0
    assert units.with_suffix(".out").read_bytes() == lines.with_suffix(".out").read_bytes()


def test_evaluate_scores_what_code_wrote(units, tmp_path, capsys):
    out, gold = tmp_path / "out.csv", tmp_path / "gold.jsonl"
    main(["code", str(units), "-o", str(out)])
    rows = [
        {
            "id": "a",
            "paragraph": "p",
            "text": "x",
            "themes": {"information-sharing": ["shortfall"]},
        },
        {"id": "b", "paragraph": "q", "text": "x", "themes": {}},
        {"id": "c", "paragraph": "r", "text": "x", "themes": {"domestic-abuse": ["strength"]}},
    ]
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    capsys.readouterr()
    assert main(["evaluate", str(out), str(gold), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["micro"]["recall"]["value"] == 1.0
    assert scores["stance"]["value"] == 1.0
    assert scores["report"] is None
    assert main(["evaluate", str(out), str(gold)]) == 0
    assert "micro-F1" in capsys.readouterr().out


def test_read_prints_a_row_a_report_and_ends_with_3_if_some_could_not_be_read(four_formats, tmp_path, capsys):
    assert main(["read", str(four_formats)]) == 0
    (four_formats / "z.pdf").write_bytes(b"no pdf")
    out = tmp_path / "tables"
    assert main(["read", str(four_formats), "--out", str(out)]) == 3
    told = capsys.readouterr().out
    assert "4 of 5 files read." in told and "z.pdf is no PDF inside" in told
    assert (out / "register.parquet").is_file() and (out / "passages.parquet").is_file()
    assert main(["read", str(four_formats), "--json"]) == 3
    rows = json.loads(capsys.readouterr().out)["register"]
    assert rows[0]["found"]["published_date"]["words"] == "Published: 9 June 2016"


def test_what_read_suggests_takes_the_parameters_file_that_asks_for_the_folder(
    four_formats, capsys, monkeypatch
):
    desk = four_formats / "_desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    assert main(["read", str(four_formats)]) == 0
    assert capsys.readouterr().out.rstrip().endswith(f"start.py run --corpus {four_formats}")
    (desk / "our parameters.yaml").write_text("partnership: Ours\ncorpus: ..\n", encoding="utf-8")
    (desk / "others.yml").write_text("corpus: elsewhere\n", encoding="utf-8")
    (desk / "broken.yaml").write_text("corpus: [", encoding="utf-8")
    assert main(["read", str(four_formats)]) == 0
    assert capsys.readouterr().out.rstrip().replace('"', "'").endswith("start.py run 'our parameters.yaml'")


def test_a_folder_without_a_report_is_told_and_is_no_success(tmp_path, capsys):
    (tmp_path / "list.xlsx").write_bytes(b"")
    for words in (
        ["read", str(tmp_path)],
        ["read", str(tmp_path), "--json"],
        ["run", "--corpus", str(tmp_path)],
    ):
        assert main(words) == 2
        told = capsys.readouterr()
        assert "holds no report; put PDF, Word (.docx), HTML or text files into it" in told.err
        assert "left alone, as no kind of report: list.xlsx" in told.err and not told.out


def test_a_folder_of_which_nothing_can_be_read_is_told_so_and_not_sent_on_to_be_coded(tmp_path, capsys):
    (tmp_path / "a.pdf").write_bytes(b"no pdf")
    assert main(["read", str(tmp_path)]) == 3
    told = capsys.readouterr()
    assert "none of the reports in it could be read" in told.err and "a.pdf is no PDF" in told.out
    assert "To code them" not in told.out


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            ["rnu"],
            "publish, statement, chapter, discover, exchange, verify, cache. Did you mean 'run'?",
        ),
        (["run", "--corpsu", "x"], "Did you mean '--corpus'?"),
        (["code"], "required: IN, -o/--out"),
        (["read", "nowhere"], "nowhere: there is no such folder"),
        (["code", "nowhere.csv", "-o", "x.csv"], "nowhere.csv: cannot be opened"),
        (["code", "in.txt", "-o", "x.csv"], "is not one of .csv, .jsonl"),
        (["run", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
    ],
)
def test_wrong_words_end_with_2_and_a_sentence(typed, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(typed) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,txt\n1,a\n", "line 1: lacks the columns text"),
        ("id,text\n1,a\n1,b\n", "line 3: the id '1' is given twice"),
        ("id,text\n,a\n", "line 2: the id '' is empty"),
    ],
)
def test_a_mistake_in_the_input_is_named_with_its_line(text, words, tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["code", str(path), "-o", str(tmp_path / "out.csv")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_the_command_runs_as_a_module_and_tells_its_words():
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "learning_themes", "--help"], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("run", "read", "code", "evaluate"))


def test_a_reader_that_has_seen_enough_is_no_error():
    words = [sys.executable, "-m", "learning_themes", "cache"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()
        assert process.stderr.read() == "" and process.wait() == 0


@pytest.mark.parametrize("word", ["https://example.org/reports", "file:///etc", "FTP://a.b/c"])
def test_an_address_in_the_place_of_a_path_is_refused(word, capsys):
    assert main(["read", word]) == 2
    assert "is an address; nothing is fetched: save it on this computer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "corpus", "comparison"),
    [
        ([], "example", "neighbours"),
        (["--corpus", "{four}"], "{four}", None),
    ],
)
def test_a_run_of_nothing_is_the_example_and_a_run_of_a_folder_knows_no_neighbours(
    words, corpus, comparison, four_formats, monkeypatch
):
    asked = []

    def run(parameters, *, out):
        asked.append(parameters)
        return suite.Run(four_formats, ())

    monkeypatch.setattr(suite, "run_suite", run)
    assert main(["run", *(word.format(four=four_formats) for word in words)]) == 0
    assert asked[0].corpus.name == corpus.format(four=four_formats.name)
    assert (asked[0].comparison.name if asked[0].comparison else None) == comparison


@pytest.mark.parametrize(
    ("as_of", "audience", "told"),
    [("2199-12-31", "board", True), ("2020-01-31", "board", False), ("2199-12-31", "public", False)],
)
def test_a_run_for_a_day_to_come_says_that_the_next_report_will_not_know_of_it(
    as_of, audience, told, tmp_path, four_formats, monkeypatch, capsys
):
    monkeypatch.setattr(suite, "run_suite", lambda parameters, *, out: suite.Run(four_formats, ()))
    asked = (
        f"corpus: {four_formats}\nas_of: '{as_of}'\naudience: {audience}\nidentity: {{contact: Ask us.}}\n"
    )
    (tmp_path / "ours.yaml").write_text(asked, encoding="utf-8")
    assert main(["run", str(tmp_path / "ours.yaml")]) == 0
    words = f"{as_of}, is still to come, so it left no line in reviews-history.jsonl"
    assert (words in capsys.readouterr().out) is told
