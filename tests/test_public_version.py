"""The public version: nothing of an unpublished review is in any of its files, and no small number."""

import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from learning_themes.errors import InputError, ParametersError
from learning_themes.reports.audience import make_folder_for, read_audience, read_earlier
from learning_themes.reports.drafts import tell_actions
from learning_themes.reports.file_texts import read_pieces
from learning_themes.reports.statements import compose_statement, write_statement
from learning_themes.reports.yearly_chapter import compose_chapter, write_chapter
from learning_themes.tables import TABLES, make_table, read_tables
from learning_themes.trends.public import UNNAMED_ACTION, make_public
from learning_themes.trends.review_names import name_reviews
from learning_themes.trends.suppression import Limits
from tests.public_world import (
    CANARIES,
    CODEBOOK,
    CONTACT,
    COUNTING,
    DAY,
    NAME,
    PARTNERSHIP,
    SECRET_WORDS,
    THEME,
    make_public_run,
    make_world,
)
from tests.tables_fixture import register_row

ABOUT = {"partnership": PARTNERSHIP, "as_of": DAY}


@pytest.fixture
def world(public_run):
    return public_run.tables


@pytest.fixture
def run(public_run):
    public, findings = public_run.folder / "public", public_run.findings
    review = findings.reviews[findings.reviews["group"] == "ours"].iloc[0]
    write_statement(public, findings, review["review_id"], **ABOUT)
    write_chapter(public, findings, findings.counts.last_year, **ABOUT)
    return public, findings


def all_words(path):
    """Return every word of a file, seen or not, and what stands raw in it."""
    content = path.read_bytes()
    raw = [content]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            raw += [parts.read(name) for name in parts.namelist()]
    read = " ".join(piece.text for piece in read_pieces(path)) if path.suffix != ".parquet" else ""
    return f"{path.name} {read} {' '.join(one.decode('utf-8', 'replace') for one in raw)}"


def test_the_canaries_are_in_the_run_and_in_no_file_of_the_public_version(run, world):
    public, _ = run
    assert world["passages"]["text"].str.contains(SECRET_WORDS, regex=False).any()
    files = [path for path in public.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= set(".html .pdf .docx .xlsx .svg .png .csv .md".split())
    for path in files:
        words = all_words(path)
        assert not [one for one in CANARIES if one.casefold() in words.casefold()], path.name


def test_only_published_reviews_are_counted_and_none_of_their_counts_is_hidden(run, world):
    _, findings = run
    register = world["register"]
    unpublished = set(register["review_id"][register["status"] == "draft"])
    assert findings.counts.drafts == 0 and findings.counts.reviews == 14
    for table in ("reviews", "presence", "passages", "quotations", "register"):
        assert not set(getattr(findings, table)["review_id"]) & unpublished
    assert findings.shares["k"].notna().all()


def test_the_ages_of_children_are_in_no_public_table(run):
    _, findings = run
    assert set(findings.register["child_age"]) == set(findings.register["gender"]) == {""}
    assert set(findings.register["found"]) == {"{}"}
    assert findings.register["incident_date"].str.len().max() <= len("2016-06")
    by_age = findings.breakdowns[findings.breakdowns["by"] == "age"]
    assert not by_age["k"].between(1, 5).any() and not (by_age["n"] - by_age["k"]).between(1, 5).any()


def test_few_unpublished_reviews_are_not_counted_in_the_totals(run):
    public, findings = run
    assert len(findings.public_totals) == len(CODEBOOK.themes)
    assert findings.public_totals[["k", "n"]].isna().all(axis=None)
    report = (public / "board-report.md").read_text(encoding="utf-8").replace("\\", "")
    assert "How often themes are key in them is not shown, because the numbers are small." in report


def test_many_unpublished_reviews_are_counted_where_no_small_number_shows(tmp_path):
    tables = make_world(drafts=14)
    totals = make_public(tables, COUNTING, Limits())["public_totals"]
    shown = totals[totals["shown"] == ""]
    left = shown["k"] - shown["k_published"]
    assert len(shown) and (shown["n"] == 28).all()
    assert not left.between(1, 5).any() and not (14 - left).between(1, 5).any()
    assert totals.loc[totals["shown"] != "", ["k", "n"]].isna().all(axis=None)


def test_an_action_that_names_an_unpublished_review_is_told_without_its_words(run):
    _, findings = run
    words = set(findings.recurrences["action"])
    assert words == {UNNAMED_ACTION, "A form"}


def test_the_public_report_says_whom_to_call_and_what_it_leaves_out(run):
    public, _ = run
    for name in ("board-report.html", "board-report.pdf", "method-statement.docx"):
        assert CONTACT in " ".join(" ".join(piece.text.split()) for piece in read_pieces(public / name)), name
    report = (public / "board-report.md").read_text(encoding="utf-8").replace("\\", "")
    assert "Reports that are not published are not in this version." in report
    assert "Every file in the folder could be read" not in report
    assert "RESTRICTED" not in report and "Restricted" not in report
    assert "What this version leaves out" in report


def test_the_workbook_says_that_it_is_public_and_shows_no_small_total(run):
    public, _ = run
    book = openpyxl.load_workbook(public / "evidence.xlsx")
    told = [cell.value for row in book["Read me"].iter_rows() for cell in row]
    assert CONTACT in told and not any("RESTRICTED" in str(one) for one in told)
    rows = list(book["All reviews"].iter_rows(values_only=True))
    assert all(row[2] is None and row[3] is None for row in rows[1:])


def test_a_public_version_without_a_contact_is_refused(tmp_path, world):
    with pytest.raises(ParametersError, match="whom to call"):
        make_folder_for("public", tmp_path, counting=COUNTING, contact=" ")


def test_the_board_has_its_own_folder_and_the_restricted_marking(tmp_path):
    assert make_folder_for("board", tmp_path, counting=COUNTING) == tmp_path
    assert read_audience(tmp_path).marking.startswith("RESTRICTED")


def test_a_run_without_a_published_review_says_so(tmp_path):
    tables = make_world(drafts=3, published=0)
    public, findings = make_public_run(tmp_path, tables)
    assert findings.counts.reviews == 0
    report = (public / "board-report.md").read_text(encoding="utf-8").replace("\\", "")
    assert "No review has been set to published, so there are no themes to report." in report
    assert not [path for path in (public).rglob("*") if path.is_file() and "Zebedee" in all_words(path)]


def test_passages_with_words_that_must_never_appear_are_left_out_and_stay_counted(world):
    open_one = world["passages"]["review_id"].isin(
        world["register"].query("status == 'published'")["review_id"]
    )
    tables = dict(world)
    tables["passages"] = world["passages"].copy()
    tables["passages"].loc[open_one.idxmax(), "text"] = "Here stands Persimmon\u200b  QUILLFEATHER."
    never = frozenset({"persimmon quillfeather"})
    with_it, without = (make_public(tables, COUNTING, Limits(), never=one) for one in (frozenset(), never))
    assert len(without["passages"]) == len(with_it["passages"]) - 1
    assert "Quillfeather" not in " ".join(without["passages"]["text"]).title()
    pd.testing.assert_frame_equal(without["shares"], with_it["shares"])


def test_public_tables_are_the_tables_of_a_run_and_the_given_ones_stay_as_they_are(world):
    before = {name: table.copy() for name, table in world.items()}
    safe = make_public(world, COUNTING, Limits())
    assert set(world) <= set(safe) <= set(TABLES)
    for name, table in before.items():
        pd.testing.assert_frame_equal(table, world[name])


def test_actions_of_unpublished_reviews_and_what_people_noted_are_left_out(world):
    empty = {"recommendation_id": "", "page": 0, "themes": THEME, "owners": "Council", "due": "",
             "response": "",
             "status": "complete", "completed_date": "", "review_date": "", "test_effect": False,
             "due_typed": f"when {NAME} is back"}  # fmt: skip
    ids = world["register"].query("group == 'ours'").set_index("status")["review_id"]
    rows = [
        empty | {"action_id": str(place), "review_id": one, "text": text, "impact": NAME, "notes": NAME}
        for place, (one, text) in enumerate(
            [(ids["published"].iloc[0], "Train"), (ids["draft"].iloc[0], "Hide"), ("", "As Zebedee asked")]
        )
    ]
    safe = make_public({**world, "actions": make_table("actions", rows)}, COUNTING, Limits())
    typed = ["text", "impact", "notes", "due_typed"]
    assert safe["actions"][typed].to_numpy().tolist() == [["Train", "", "", ""]]


def test_titles_give_the_names_that_point_to_a_review():
    rows = [register_row("a", title="Serious Case Review: Child M", file="Tyler final (2).pdf"),
            register_row("b", title="Rapid Review", file="report.pdf")]  # fmt: skip
    names = name_reviews(make_table("register", rows))
    assert {"Child M", "Tyler", "Serious Case Review: Child M"} <= names
    assert "Rapid Review" not in names and "Serious" not in names


def test_a_statement_is_drawn_from_one_published_review_alone(run, tmp_path, world):
    public, findings = run
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    text = compose_statement(findings, ours["review_id"].iloc[0], **ABOUT).replace("\\", "")
    assert ours["title"].iloc[0] in text and CONTACT in text
    assert "[Fill in: what has been done since" in text
    draft = world["register"].query("status == 'draft'")["review_id"].iloc[0]
    with pytest.raises(InputError, match="no counted review.*set the status of a draft to published"):
        compose_statement(findings, draft, **ABOUT)


def with_review(findings, **values):
    """Return the findings with other values in the row of our first review, and its id."""
    reviews = findings.reviews.copy()
    first = reviews.index[reviews["group"] == "ours"][0]
    for name, value in values.items():
        reviews.loc[first, name] = value
    return replace(findings, reviews=reviews), reviews.loc[first, "review_id"]


@pytest.mark.parametrize(
    ("title", "day", "opening"),
    [
        ("In the matter of Child T: Serious Case Review", "2019-08-15",
         "On 15 August 2019, Example Partnership published the review “In the matter of Child T: Serious"),
        ("Listening to Wren", "2025-11", "In November 2025, Example Partnership published the serious case"
         " review “Listening to Wren”."),
        ("SERIOUS CASE REVIEW: BABY R", "2026-01-31",
         "Example Partnership publishes the review “Serious Case Review: Baby R” on 31 January 2026."),
        ("Wren", "", "Example Partnership publishes the serious case review “Wren”."),
    ],
)  # fmt: skip
def test_a_statement_opens_with_the_review_once_and_in_the_tense_of_its_day(run, title, day, opening):
    findings, review = with_review(run[1], title=title, review_type="SCR", date=day)
    assert opening in compose_statement(findings, review, **ABOUT).replace("\\", "")


def test_a_statement_is_found_by_title_file_or_a_part_that_one_review_has(run):
    findings, review = with_review(run[1], title="Listening to Wren", files="Wren final.docx")
    text = compose_statement(findings, review, **ABOUT)
    for wanted in ("listening to wren", "Wren final.docx", "WREN"):
        assert compose_statement(findings, wanted, **ABOUT) == text
    with pytest.raises(InputError, match="is in 13 reviews; write one of"):
        compose_statement(findings, "Inspection of", **ABOUT)
    with pytest.raises(InputError, match="among the 14 reviews here .*Did you mean 'Listening to Wren'"):
        compose_statement(findings, "Listening to Wern", **ABOUT)


def test_a_statement_reports_good_practice_where_the_shares_count_it(run):
    findings = run[1]
    review = findings.reviews.query("group == 'ours'")["review_id"].iloc[0]
    presence = findings.presence[findings.presence["review_id"] == review].head(2)
    presence = presence.assign(key=False, strength=2, shortfall=[6, 7])
    text = compose_statement(replace(findings, presence=presence), review, **ABOUT).replace("\\", "")
    praised, not_praised = (findings.names[theme] for theme in presence["theme"])
    assert praised in text and not_praised not in text


def test_a_statement_says_how_many_themes_a_review_turns_on_and_lists_a_theme_a_line(run):
    findings, review = with_review(run[1])
    presence = findings.presence
    presence = presence.assign(key=presence["key"] | (presence["review_id"] == review))
    text = compose_statement(replace(findings, presence=presence), review, **ABOUT).replace("\\", "")
    assert int((presence["review_id"] == review).sum()) == 9
    listed = text.partition("turns on nine themes. Those that it says most about are these eight:")[2]
    assert len([line for line in listed.partition("[Fill in")[0].splitlines() if line.startswith("- ")]) == 8


ASKED = {"recommendation_id": "r", "text": "Ask the boys", "owners": "Police; Marlby Council"}
FOLLOWED = ASKED | {"status": "not started", "completed_date": ""}


def tell(actions: list[dict], asked: tuple[dict, ...] = (ASKED,)) -> str:
    """Return what a draft tells of these actions, or `asked` without any."""
    rows = pd.DataFrame(actions, columns=list(FOLLOWED))
    return " ".join(tell_actions(rows, pd.DataFrame(asked, columns=list(ASKED)))).replace("\\", "")


def test_actions_of_a_draft_that_nobody_marked_are_told_without_a_status():
    done = {
        "recommendation_id": "s",
        "status": "complete",
        "completed_date": "2025-03-01",
        "text": "Police ask.",
    }
    told = tell([FOLLOWED | done, FOLLOWED], (ASKED, ASKED | done))
    assert "Ask the boys. For: Police and Marlby Council.\n- Police ask." in told  # in the review's order
    assert "Police ask. For: Marlby Council. Complete, 1 March 2025." in told
    assert "the tracker says “not started” for 1 of 2" in told


def test_what_the_review_recommends_is_told_in_its_words_and_an_action_in_words_marked_as_the_partners():
    told = tell([FOLLOWED | {"text": "Manager sign off before closure", "status": "in progress"}])
    assert "in its own words: - Ask the boys. The partners' action on it: Manager sign off" in told
    assert "closure. For: Police and Marlby Council. In progress." in told
    assert "- Ask the boys. For: Police and Marlby Council." in tell([])  # its row was deleted
    told = tell([FOLLOWED | {"recommendation_id": "gone", "text": "Train"}])
    assert told.index("will do besides:") < told.index("Train.")
    assert tell([], ()) == ""


def test_each_action_on_a_recommendation_is_told_with_its_status():
    done = FOLLOWED | {"status": "complete", "completed_date": "2025-03-01", "owners": "Police"}
    told = tell([done, FOLLOWED | {"text": "Train all", "owners": ""}])
    assert (
        "Ask the boys. The partners' two actions on it: (1) As recommended. For: Police. Complete, 1" in told
    )
    assert "March 2025. (2) Train all. Not started." in told


def test_the_chapter_tells_the_year_and_refuses_one_without_reviews(run, tmp_path):
    _, findings = run
    year = findings.counts.last_year
    _, _, word = write_chapter(tmp_path, findings, year, **ABOUT)
    told = " ".join(piece.text for piece in read_pieces(word))
    assert f"What came up in {year}" in told and "What was done" in told
    assert f"Key in {year}" in told and findings.names[findings.leaders("key")[0]] in told
    with pytest.raises(
        InputError, match="no published review that counts is of the year '1999'; there are 20"
    ):
        write_chapter(tmp_path, findings, "1999", **ABOUT)


def test_a_chapter_of_a_run_for_the_board_tells_nothing_of_a_draft(run, tmp_path):
    _, findings = run
    ours = findings.reviews.query("group == 'ours' and year != ''")
    year = next(one for one, rows in ours.groupby("year") if len(rows) > 1)
    hidden, shown = ours[ours["year"] == year]["review_id"].iloc[:2]
    reviews = findings.reviews.assign(
        status=["published" if one == shown else "draft" for one in findings.reviews["review_id"]],
        title=[f"Child {one}" for one in findings.reviews["review_id"]],
    )
    about = {"recommendation_id": "r", "status": "in progress", "completed_date": "", "owners": "Police"}
    actions = pd.DataFrame(
        [about | {"review_id": one, "text": f"Do this of {one}."} for one in (hidden, shown)]
    )
    source = compose_chapter(replace(findings, reviews=reviews, actions=actions), year).replace("\\", "")
    assert f"One review was published in {year}:" in source
    assert f"Child {shown}" in source and f"Do this of {shown}." in source
    assert f"Child {hidden}" not in source and f"Do this of {hidden}." not in source
    assert "are not published, so they are left out here" in source
    assert "1 of 1" in source and " of 14" not in source
    with pytest.raises(InputError, match="not set to published: set the status"):
        compose_chapter(replace(findings, reviews=reviews.assign(status="draft")), year)


def test_documents_are_the_same_bytes_for_the_same_run(run, tmp_path):
    _, findings = run
    year = findings.counts.last_year
    once, again = (write_chapter(tmp_path / name, findings, year, **ABOUT) for name in ("a", "b"))
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]


def test_the_method_statement_follows_the_standard_and_gives_the_measured_figures(run):
    public, findings = run
    text = (public / "method-statement.md").read_text(encoding="utf-8").replace("\\", "")
    for heading in ("Tier 1: overview", "owner and resp", "description and rationale",
                    "decision-making process", "tool specification", "risks, mitigations"):  # fmt: skip
        assert heading in text
    assert "template version 3.0" in text and "counts 14 reviews" in text
    assert "macro-F1" in text and "whole reviews of the example" in text and "| good practice |" in text


def test_a_damaged_manifest_is_named(tmp_path):
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="is not the manifest of a published version"):
        read_earlier(tmp_path)


def test_the_public_tables_can_be_read_again(run):
    public, _ = run
    assert set(read_tables(public / "tables")) == set(TABLES)
