"""Decisions outlive what they were made on: another codebook, a report issued again, a run made again."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from ruamel.yaml import YAML

from learning_themes import suite
from learning_themes.cli import main
from learning_themes.tables import read_table
from learning_themes.trends.check_views import show_flagged
from tests.conftest import ROOT
from tests.notebook_cells import run_cells
from tests.test_checking_workbook import fill, written

SUPERVISION, NEGLECT, SHARING = "supervision-and-oversight", "neglect", "information-sharing"
FAMILY = {SUPERVISION: "follow-through", NEGLECT: "context-of-harm", SHARING: "working-together"}
REPORT = """Serious Case Review: Child {letter}

Published: 9 June 201{year}

Findings
--------

{found}

Recommendations
---------------

The partnership should make sure that supervision is offered to every health visitor.
"""
FOUND = {
    "a": "Supervision was not offered to the midwife of this family. Neglect of the two boys was not named."
    " The nurse did not share information about the flat with the school.",
    "b": "Supervision of the social worker did not take place in spring. The neglect was seen by nobody."
    " Information was not shared with the GP at all.",
    "c": "The meeting of the agencies was held in the town hall. Staff spoke of their work with warmth.",
}


class World:
    """A corpus of three reports, a codebook of three themes, and what a run and an analyst do with them."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.themes = folder / "corpus", folder / "themes"
        self.run, self.people = folder / "run", folder / "people"
        self.corpus.mkdir()
        for year, (letter, found) in enumerate(FOUND.items(), 4):
            self.issue(letter, found, year=year)
        for name in ("codebook.yaml", "stance.yaml"):
            (self.themes / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / "themes" / name, self.themes / name)
        for theme, family in FAMILY.items():
            (self.themes / family).mkdir()
            shutil.copy(ROOT / "themes" / family / f"{theme}.yaml", self.path(theme))

    def path(self, theme: str) -> Path:
        return self.themes / FAMILY[theme] / f"{theme}.yaml"

    def issue(self, letter: str, found: str, *, year: int) -> None:
        text = REPORT.format(letter=letter.upper(), year=year, found=found)
        (self.corpus / f"{letter}.txt").write_text(text, encoding="utf-8")

    def change(self, theme: str, **values: object) -> None:
        yaml = YAML()
        told = yaml.load(self.path(theme))
        yaml.dump(dict(told) | values, self.path(theme))

    def make(self) -> dict[str, object]:
        """Run the notebooks that read, code, check and count, and return what 03_check named."""
        given = {
            "corpus": str(self.corpus), "people": str(self.people), "comparison": "", "actions": "",
            "run_folder": str(self.run), "themes_folder": str(self.themes), "as_of": "2026-01-31",
        }  # fmt: skip
        run_cells("01_read", **given)
        run_cells("02_code", **given)
        checked = run_cells("03_check", **given)
        run_cells("06_trends", until="write_checks", **given)
        return checked

    def check(self, *options: str) -> int:
        return main(["check", str(self.run), "--people", str(self.people), *options])

    def table(self, name: str):
        return read_table(name, self.run / "tables")

    def evidence(self) -> dict[tuple[str, str], tuple[str, str]]:
        texts = self.table("passages").set_index("passage_id")["text"]
        rows = self.table("evidence").itertuples()
        return {(texts[row.passage_id], row.theme): (row.stance, row.decision) for row in rows}

    def lines(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted((self.people / "decisions").glob("*.jsonl")))


@pytest.fixture
def world(tmp_path, monkeypatch) -> World:
    made = World(tmp_path)
    monkeypatch.setattr(suite, "themes_folder", lambda: made.themes)
    return made


def answer(theme: str, stance: str = "shortfall") -> dict[str, str]:
    return {"Theme 1": theme, "Stance 1": stance}


ANN = {
    "offered to the midwife": answer(SUPERVISION),
    "the two boys": answer(NEGLECT),
    "with the school": answer(SHARING),
    "place in spring": answer(SUPERVISION, "context"),
    "the GP at all": {"No theme": "yes"},
    "spoke of their work": answer(SUPERVISION, "strength"),
}


def judge(path: Path, by: str = "Ann Lee", **judgements: str) -> Path:
    """Type a judgement into the row of each report on the sheet of reviews."""
    said = {f"Child {letter}": {"Judgement": judgement} for letter, judgement in judgements.items()}
    return fill(path, said, by=by, sheet="Reviews")


@pytest.fixture
def decided(world) -> World:
    """Return the world after a run that an analyst has checked in Excel."""
    world.make()
    assert world.check() == 0
    path = judge(fill(written(world.run), ANN), A="Key", B="Key", C="Present")
    assert world.check("--import", str(path)) == 0
    return world


def test_a_run_made_again_with_nothing_changed_has_the_same_decisions_and_figures(decided):
    names = ("decisions", "checked", "judged", "evidence")
    before = {name: decided.table(name) for name in names}
    decided.make()
    for name in names:
        assert decided.table(name).equals(before[name]), name
    assert decided.evidence()["Information was not shared with the GP at all.", SHARING][1] == "rejected"


def test_another_codebook_keeps_every_decision_flags_what_it_cannot_place_and_counts_the_rest(decided):
    lines, ids = decided.lines(), list(decided.table("decisions")["id"])
    decided.change(SUPERVISION, patterns=[{"phrase": "clinical oversight"}])
    decided.change(NEGLECT, name="Neglect and its signs")
    decided.path(SHARING).unlink()
    flagged = show_flagged(decided.make()["recorded"])
    assert decided.lines() == lines and list(decided.table("decisions")["id"]) == ids
    assert {(row.theme, row.why) for row in flagged.itertuples()} == {(SHARING, "theme gone")}
    found = decided.evidence()
    said = "Supervision was not offered to the midwife of this family."
    assert found[said, SUPERVISION] == ("shortfall", "added"), "the machine no longer finds it"
    assert found["Neglect of the two boys was not named.", NEGLECT] == ("shortfall", "accepted")
    assert not [theme for _, theme in found if theme == SHARING]
    assert set(decided.table("checks")["theme"]) == {SUPERVISION, NEGLECT}
    assert decided.table("checks").set_index("theme").loc[SUPERVISION, "judged"] == 3
    corrected = decided.table("corrected").query("measure == 'key'").set_index("theme")
    assert corrected.loc[SUPERVISION, "k"] < 2 and round(corrected.loc[SUPERVISION, "share"], 2) == 0.67


def test_a_theme_that_comes_back_brings_its_decisions_into_force_again(decided):
    before, kept = decided.evidence(), decided.path(SHARING).read_bytes()
    decided.path(SHARING).unlink()
    decided.make()
    decided.path(SHARING).write_bytes(kept)
    assert show_flagged(decided.make()["recorded"]).empty
    assert decided.evidence() == before


def test_a_report_issued_again_keeps_what_has_its_words_and_flags_what_was_reworded(decided):
    lines = decided.lines()
    moved = "The agencies met. Neglect of the two boys was not named. Then they met again."
    decided.issue("a", f"{moved} Supervision was offered to no midwife of this family.", year=4)
    flagged = show_flagged(decided.make()["recorded"])
    assert decided.lines() == lines
    why = {(row.words.split()[0], row.theme): row.why for row in flagged.itertuples()}
    assert why["Supervision", SUPERVISION] == "words changed" and why["The", SHARING] == "passage gone"
    found = decided.evidence()
    assert found["Neglect of the two boys was not named.", NEGLECT] == ("shortfall", "accepted")
    assert found["Supervision was offered to no midwife of this family.", SUPERVISION][1] == ""
    checked = decided.table("checked")
    assert set(checked["review_id"]) == {"a", "b", "c"} and checked["passage_id"].nunique() == 4
    assert len(decided.table("judged")) == 3, "what was judged of the review stands"


BO = ANN | {
    "the two boys": {"No theme": "yes"},
    "place in spring": answer(SUPERVISION),
    "the GP at all": answer(SHARING),
}


@pytest.fixture
def twice(decided) -> World:
    """Return the world after a second analyst has answered the same draw in Excel, blind too."""
    assert decided.check("--by", "Bo Ito") == 0
    path = judge(fill(written(decided.run), BO, by="Bo Ito"), by="Bo Ito", A="Key", B="Absent", C="Present")
    assert decided.check("--import", str(path)) == 0
    return decided


def between(world: World):
    """Return the row of all themes together of how the two analysts agree."""
    rows = world.table("agreement").query("between == 'two analysts' and theme == '' and stance == ''")
    (row,) = rows.itertuples()
    return row


def test_two_who_code_the_same_passages_are_compared_and_what_they_differ_on_is_listed(twice, capsys):
    named = twice.make()
    answers = [
        "Ann Lee: context; Bo Ito: shortfall",
        "Ann Lee: does not carry it; Bo Ito: shortfall",
        "Ann Lee: shortfall; Bo Ito: does not carry it",
    ]
    assert sorted(named["recorded"].conflicts["answers"]) == answers
    told = capsys.readouterr().out
    assert "Decided by Ann Lee, Bo Ito" in told and "3 of what was decided is seen differently" in told
    twice.check()
    told = capsys.readouterr().out
    assert told.count("Differs: ") == 3 and all(f": {one}\n" in told for one in answers)
    row = between(twice)
    assert row.passages == 6 and (row.both, row.only_first, row.only_second) == (4, 1, 1)
    assert row.ac1_low < row.ac1 < row.ac1_high and row.kappa < row.ac1
    assert twice.evidence()["Neglect of the two boys was not named.", NEGLECT][1] == "unsettled"
    assert twice.table("corrected").query("measure == 'key'")["share"].between(0.33, 0.67).all()


def test_what_is_settled_on_the_screen_stands_and_both_answers_stay(twice):
    lines = twice.lines().splitlines()
    opened = twice.make()["opened"]
    session = opened.make_session()
    session.answer({"type": "open", "id": "1", "by": "Cal"})
    settling = [place for place, item in enumerate(opened.items) if item.kind == "settle"]
    for place in settling:
        said = {"verdict": "settled", "theme": opened.items[place].theme, "stance": "shortfall"}
        asked = {"type": "decide", "id": f"s{place}", "item": place, "decisions": [said]}
        assert session.answer(asked)["type"] == "saved"
    assert len(settling) == 3 and twice.make()["recorded"].conflicts.empty
    assert set(lines) < set(twice.lines().splitlines())
    assert twice.evidence()["Neglect of the two boys was not named.", NEGLECT] == ("shortfall", "accepted")
    assert between(twice).only_first == 1, "how the two differed stays as it was"


def test_what_is_settled_in_excel_stands_and_reading_it_twice_adds_nothing(twice, capsys):
    assert twice.check() == 0
    path = written(twice.run)
    book = load_workbook(path)
    titles = {cell.value: cell.column for cell in book["Differences"][1]}
    for row, said in ((2, "Not this theme"), (3, "shortfall"), (4, "perhaps")):
        book["Differences"].cell(row, titles["Settled"]).value = said
    book["Read me"]["B3"] = "Cal"
    book.save(path)
    assert twice.check("--import", str(path)) == 3
    told = capsys.readouterr().out
    assert "2 answers taken" in told and "Differences!G4: 'perhaps' is not one of shortfall" in told
    assert told.count("Differs: ") == 1 + 3, "three before, one after"
    lines = twice.lines()
    twice.check("--import", str(path))
    assert "0 answers taken, 2 known already" in capsys.readouterr().out and twice.lines() == lines
