"""New themes: what several authors dwell on is proposed; one author's habit, a template and noise are not."""

import random
import shutil
from pathlib import Path

import pandas as pd
import pytest

from learning_themes.cli import main
from learning_themes.errors import CodebookError
from learning_themes.tables import make_table, write_table
from learning_themes.themes.checking import _missed, _mistaken
from learning_themes.themes.codebook import Codebook, load_codebook
from learning_themes.themes.discovery import find_proposals
from learning_themes.themes.language import load_language
from learning_themes.themes.overlay import lay_over
from learning_themes.themes.proposals import draft_theme
from learning_themes.themes.rules import Rules
from tests.conftest import ROOT
from tests.tables_fixture import evidence_row, passage_row, register_row

PLAIN = [
    "They met again on the same day of that month.",
    "Her file was closed after a few letters.",
    "No reply came for weeks and it was left there.",
    "He said that it had taken many calls.",
]
DWELT = {1: 5, 4: 5, 7: 4, 9: 5, 12: 4}  # passages on what is new, by review
NEW = [
    "The kayak was kept at the lake near the house.",
    "Nobody asked who owned the kayak on the lake.",
    "A paddle and a kayak were seen by the lake at each visit.",
    "The lake was frozen; the paddle lay on it.",
    "She had gone out on the lake with a paddle of his.",
]


def tail(*places: int) -> str:
    """Return a word that stands once, so that no two passages are printed alike."""
    return " It was x" + "q".join("abcdefghijklmnopqrstuvwxyz"[p // 26] + "abcdefghijklmnopqrstuvwxyz"[p % 26]
                                  for p in places) + "."  # fmt: skip


@pytest.fixture(scope="module")
def codebook(tmp_path_factory) -> Codebook:
    """Return the codebook without its encoder and with the examples of one voice alone."""
    ignored = shutil.ignore_patterns("encoder", "[!b]*.jsonl")
    folder = tmp_path_factory.mktemp("codebook") / "themes"
    return load_codebook(Path(shutil.copytree(ROOT / "themes", folder, ignore=ignored)))


def make_corpus(dwell_on: dict[int, int], *, reviews: int = 14, each: str = "") -> list[pd.DataFrame]:
    """Return register, passages and evidence of reviews; some hold so many passages on something new."""
    rng = random.Random(5)
    passages = []
    for review in range(reviews):
        texts = [rng.choice(PLAIN) + tail(review, n) for n in range(30)]
        held = (NEW * 3)[: dwell_on.get(review, 0)]
        texts += [text + tail(review, 30 + n) for n, text in enumerate(held)]
        texts += [each + tail(review, 99)] * bool(each)
        passages += [
            passage_row(f"r{review}", n, text=text, section="findings", heading=f"Part {n // 5}")
            for n, text in enumerate(texts)
        ]
    register = [register_row(f"r{review}", author=f"Author {review}") for review in range(reviews)]
    return [make_table("register", register), make_table("passages", passages), make_table("evidence", [])]


def test_what_several_authors_dwell_on_is_proposed_with_examples_of_three(found):
    proposals, passages = found["proposals"], found["passages"]
    assert len(proposals) == 1
    row = proposals.iloc[0]
    assert set(row["words"].split("; ")) >= {"kayak", "lake", "paddle"}
    assert (row["reviews"], row["authors"]) == (5, 5)
    examples = passages[passages["passage_id"].isin(row["examples"].split())]
    assert examples["review_id"].nunique() == 3


@pytest.mark.parametrize(
    ("dwell_on", "each"),
    [
        ({}, ""),
        ({3: 15}, ""),
        ({}, "The kayak on the lake had a paddle, as this form asks of every review."),
    ],
    ids=["nothing new", "one author's habit", "in every review"],
)
def test_nothing_is_proposed_where_no_theme_comes_back(codebook, dwell_on, each):
    assert find_proposals(*make_corpus(dwell_on, each=each), codebook).empty


def test_how_recommendations_will_be_tested_is_no_new_theme(codebook):
    register, passages, evidence = make_corpus(DWELT)
    new = passages["text"].str.contains("kayak|paddle|lake")
    passages = passages.assign(text=("Test: " + passages["text"]).where(new, passages["text"]))
    assert find_proposals(register, passages, evidence, codebook).empty


def test_passages_that_a_person_took_off_a_theme_are_searched_for_a_new_one(codebook, found):
    register, passages, _ = make_corpus(DWELT)
    new = passages[passages["text"].str.contains("kayak|paddle|lake")].to_dict("records")
    coded = [evidence_row(row, "neglect", confidence=0.9) for row in new]
    assert find_proposals(register, passages, make_table("evidence", coded), codebook).empty
    rejected = make_table("evidence", [row | {"decision": "rejected"} for row in coded])
    assert find_proposals(register, passages, rejected, codebook).equals(found["proposals"])


def test_nothing_is_proposed_once_the_passages_are_shuffled_between_the_reviews(codebook):
    register, passages, evidence = make_corpus(DWELT)
    shuffled = passages.sample(frac=1, random_state=3)["review_id"].to_numpy()
    assert find_proposals(register, passages.assign(review_id=shuffled), evidence, codebook).empty


@pytest.mark.parametrize("reviews", [0, 1])
def test_a_corpus_too_small_for_anything_proposes_nothing(codebook, reviews):
    assert find_proposals(*make_corpus({0: 5}, reviews=reviews), codebook).empty


def test_the_draft_of_a_proposal_finds_its_own_sentences_and_not_the_others(codebook, found):
    theme = draft_theme(found["proposals"].iloc[0], found["passages"], codebook)
    rules = Rules(Codebook(1, codebook.families, {theme.id: theme}, "", codebook.folder), load_language())
    assert not list(_missed(theme, rules)) and not list(_mistaken(theme, rules))


@pytest.fixture(scope="module")
def found(codebook) -> dict[str, pd.DataFrame]:
    """Return the tables of a corpus with something new, and what is proposed of it."""
    tables = make_corpus(DWELT)
    named = dict(zip(("register", "passages", "evidence"), tables, strict=True))
    return named | {"proposals": find_proposals(*tables, codebook)}


@pytest.fixture
def run(tmp_path, found) -> Path:
    """Return a run folder with a proposal."""
    for name, table in found.items():
        write_table(name, table, tmp_path / "run" / "tables")
    return tmp_path / "run"


def discover(run: Path, *words: str) -> int:
    return main(["discover", str(run), "--people", str(run.parent / "people"), *words])


def test_a_dismissed_proposal_stays_dismissed(run, capsys):
    assert discover(run) == 0
    proposal = capsys.readouterr().out.split(":")[0]
    assert discover(run, "--dismiss", proposal, "--by", "Ann", "--note", "a lake") == 0
    assert discover(run, "--accept", proposal) == 2
    discover(run)
    assert "Nothing new" in capsys.readouterr().out


def test_an_accepted_proposal_becomes_a_local_theme_and_is_never_written_over(run, capsys):
    discover(run)
    proposal = capsys.readouterr().out.split(":")[0]
    assert discover(run, "--accept", proposal, "--by", "Ann") == 0
    laid = lay_over(load_codebook(ROOT / "themes"), run.parent / "people" / "themes")
    assert proposal in laid.themes
    (run.parent / "people" / "proposals.jsonl").unlink()
    assert discover(run, "--accept", proposal) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_merged_proposal_adds_its_words_to_the_theme(run, capsys):
    discover(run)
    proposal = capsys.readouterr().out.split(":")[0]
    assert discover(run, "--merge", proposal, "--into", "neglct") == 2
    assert "Did you mean 'neglect'?" in capsys.readouterr().err
    assert discover(run, "--merge", proposal, "--into", "neglect") == 0
    shipped = load_codebook(ROOT / "themes")
    laid = lay_over(shipped, run.parent / "people" / "themes")
    assert len(laid.themes["neglect"].patterns) > len(shipped.themes["neglect"].patterns)


def test_a_line_that_is_no_decision_is_named(run, capsys):
    people = run.parent / "people"
    people.mkdir()
    (people / "proposals.jsonl").write_text('{"words": ["a"]}', encoding="utf-8")
    assert discover(run) == 2
    assert "proposals.jsonl, line 1: is no decision" in capsys.readouterr().err


def test_a_line_torn_by_a_fall_of_power_is_passed_over(run):
    people = run.parent / "people"
    people.mkdir()
    (people / "proposals.jsonl").write_text('{"words": ["a"', encoding="utf-8")
    assert discover(run) == 0


# Local themes


def local(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / "local" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path / "local"


def test_a_local_file_changes_the_parts_that_it_gives_and_the_digest(tmp_path, codebook):
    folder = local(tmp_path, "context-of-harm/neglect.yaml", "id: neglect\nname: Neglect and poor care\n")
    laid = lay_over(codebook, folder)
    assert laid.themes["neglect"].name == "Neglect and poor care"
    assert laid.themes["neglect"].patterns == codebook.themes["neglect"].patterns
    assert laid.digest != codebook.digest and len(laid.themes) == len(codebook.themes)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("harm/neglect.yaml", "id: neglect\n", "is not a family"),
        ("the-child/neglect.yaml", "id: neglect\n", "is of the family"),
        ("context-of-harm/neglect.yaml", "id: neglect\nnam: x\n", "nam"),
        ("context-of-harm/neglect.yaml", "- neglect\n", "the file"),
        ("the-child/lakes.yaml", "id: lakes\n", "lakes.yaml"),
    ],
)
def test_a_wrong_local_file_is_named(tmp_path, codebook, name, text, told):
    with pytest.raises(CodebookError, match=told):
        lay_over(codebook, local(tmp_path, name, text))


def test_a_run_without_local_themes_is_as_shipped(tmp_path, codebook):
    assert lay_over(codebook, tmp_path / "none") is codebook
    assert lay_over(codebook, "") is codebook
