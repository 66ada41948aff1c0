"""The public version of a checked run: it has the marks, and nothing of who checked or what they said."""

import openpyxl
import pandas as pd
import pytest

from learning_themes.reports.file_texts import read_pieces
from learning_themes.tables import make_table, read_table
from learning_themes.trends.checks import write_checks
from tests.public_world import CODEBOOK, THEME, make_public_run, make_world
from tests.tables_fixture import write_tables
from tests.test_public_version import all_words

ANALYST, NOTE = "Wilhelmina Oxtoby", "Periwinkle: ask the panel about the aunt"
WORDS = "Tangerine curtains were drawn at noon, said the analyst's copy of the words."
CANARIES = (ANALYST, "Wilhelmina", "Oxtoby", "Periwinkle", "Tangerine")
INDICATIVE = "information-sharing"


def decide(tables: dict) -> dict[str, pd.DataFrame]:
    """Return what checking leaves in a run: one analyst judges all reviews, and adds a code with a note."""
    held = {(row.review_id, row.theme): row for row in tables["presence"].itertuples()}
    reviews = list(tables["register"].query("group == 'ours' and read_status != 'not-read'")["review_id"])
    judged = []
    for theme, some in ((THEME, reviews), (INDICATIVE, reviews[:6])):
        for review in dict.fromkeys(some):
            row = held.get((review, theme))
            present, key = (bool(row.present), bool(row.key)) if row else (False, False)
            said = {"machine_present": present, "present": present, "machine_key": key, "key": key}
            judged.append({"review_id": review, "theme": theme, "by": ANALYST, "chance": 1.0,
                           "part": "random"} | said)  # fmt: skip
    first = tables["passages"].iloc[0]
    shared = {"passage_id": first["passage_id"], "review_id": first["review_id"], "theme": THEME,
              "by": ANALYST, "chance": 1.0, "part": "random", "blind": True}  # fmt: skip
    decision = shared | {"id": "1.0", "words": WORDS, "note": NOTE, "verdict": "added", "stance": "strength",
                         "when": "2026-01-31", "draw": "", "codebook": "1", "undoes": ""}  # fmt: skip
    checked = shared | {"machine": "", "analyst": "strength"}
    evidence = tables["evidence"].copy()
    evidence.loc[:2, ["basis", "why"]] = ["analyst", f"added by {ANALYST}"]
    return {
        "judged": make_table("judged", judged), "decisions": make_table("decisions", [decision]),
        "checked": make_table("checked", [checked]), "evidence": evidence,
    }  # fmt: skip


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    run, tables = tmp_path_factory.mktemp("checked"), make_world()
    tables |= decide(tables)
    write_tables(tables, run)
    write_checks(run, themes=list(CODEBOOK.themes))
    whole = {name: read_table(name, run / "tables") for name in ("checks", "corrected", "agreement")}
    assert whole["checks"].set_index("theme").loc[[THEME, INDICATIVE], "mark"].tolist() == [
        "checked", "indicative",
    ]  # fmt: skip
    folder, findings = make_public_run(run, tables | whole)
    return folder, findings


def test_no_name_note_or_word_of_a_decision_is_in_any_public_file(public):
    folder, _ = public
    assert ANALYST in " ".join(read_table("judged", folder.parent / "tables")["by"])
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 20 and [path for path in files if path.suffix == ".parquet"]
    for path in files:
        words = all_words(path).casefold()
        assert not [one for one in CANARIES if one.casefold() in words], path.name
        if path.suffix == ".parquet":
            told = pd.read_parquet(path).astype(str).to_csv().casefold()
            assert not [one for one in CANARIES if one.casefold() in told], path.name


def test_the_marks_are_in_the_public_report_its_charts_and_its_workbook(public):
    folder, _ = public
    for name in ("board-report.html", "board-report.pdf", "board-report.docx"):
        told = " ".join(" ".join(piece.text.split()) for piece in read_pieces(folder / name))
        assert "of 12 themes 1 is checked, 1 is indicative and 10 are not checked yet" in told, name
        assert "marks a theme whose coding is checked" in told, name
    assert "(checked)" in (folder / "charts" / "heat-map.csv").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(folder / "evidence.xlsx")
    rows = list(book["Checks"].iter_rows(values_only=True))
    assert len(rows) == 13 and len(rows[0]) == 3 and "checked" in [row[-1] for row in rows]
    assert "Corrected" not in book.sheetnames and "Agreement" not in book.sheetnames


def test_how_many_reviews_were_judged_stays_inside_as_they_include_unpublished_ones(public):
    folder, _ = public
    checks = read_table("checks", folder / "tables")
    assert not checks[["judged", "n"]].any(axis=None) and checks["agreed"].isna().all()
    assert (
        read_table("corrected", folder / "tables").empty and read_table("decisions", folder / "tables").empty
    )
    report = (folder / "board-report.md").read_text(encoding="utf-8").replace("\\", "")
    assert "judged 1" not in report and "errors allowed for" not in report
    assert "The coding of this theme is checked." in report


def test_an_unchecked_run_has_no_marks_for_the_public_either(public_run):
    report = (public_run.folder / "public" / "board-report.md").read_text(encoding="utf-8")
    assert "marks a theme whose coding" not in report and "A person has checked" not in report
