"""What is found of recommendations, layout by layout, in small files of real formats."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pandas as pd
import pytest
from tables_fixture import evidence_row

from learning_themes.actions.recommendations import find_recommendations
from learning_themes.corpus.register import read_corpus
from learning_themes.tables import make_table

FRONT = (
    "Marlby Safeguarding Children Partnership\n\nSerious Case Review: Child Q\n\nPublished: 9 June 2016\n\n"
)
STORY = (
    "FINDINGS\n\nThe school did not tell the police. Nobody asked why the baby was not weighed. The"
    " review of 2014 had"
    " recommended that fathers be named at booking.\n\n"
)


def read(folder: Path) -> pd.DataFrame:
    """Return the recommendations of a folder's reports."""
    corpus = read_corpus(folder)
    return find_recommendations(corpus.register, corpus.passages, make_table("evidence", []))


@pytest.fixture
def find(tmp_path: Path) -> Callable[[str], pd.DataFrame]:
    """Return a function that gives the recommendations of a report in plain text."""

    def find_in(body: str) -> pd.DataFrame:
        (tmp_path / "q.txt").write_text(FRONT + STORY + body, encoding="utf-8")
        return read(tmp_path)

    return find_in


def word_file(folder: Path, build: Callable[[docx.document.Document], None]) -> None:
    """Write a Word report whose end `build` makes."""
    document = docx.Document()
    document.add_paragraph("Serious Case Review: Child Q", style="Title")
    document.add_heading("Findings", 1)
    document.add_paragraph("The school did not tell the police, and nobody asked why.")
    build(document)
    file = io.BytesIO()
    document.save(file)
    (folder / "q.docx").write_bytes(file.getvalue())


def table(document: docx.document.Document, *rows: tuple[str, ...]) -> None:
    """Add a table with these rows."""
    made = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


POLICE = "Marlby Police should record the name of each adult in the home."
TRUST = "Marlby Hospitals NHS Trust should weigh every baby at each visit."


@pytest.mark.parametrize(
    "body",
    [
        f"The panel makes the following two recommendations.\n\n{POLICE}\n\n{TRUST}\n",
        f"Recommendation 1: {POLICE}\n\nRecommendation 2: {TRUST}\n",
        f"Recommendation 1\n\n{POLICE}\n\nRecommendation 2\n\n{TRUST}\n",
        f"R1 - {POLICE}\n\nR2 - {TRUST}\n",
        f"9.1 Two recommendations are made. They have been accepted.\n\n9.2 {POLICE}\n\n9.3 {TRUST}\n",
        f"(A) {POLICE}\n\n(B) {TRUST}\n",
        f"- {POLICE}\n- {TRUST}\n",
        f"1. {POLICE}\n\nThis matters, as nobody knew who lived there.\n\n2. {TRUST}\n",
        f"REC 1. {POLICE} REC 2. {TRUST}\n",
    ],
    ids=[
        "sentences",
        "paragraphs",
        "lines",
        "codes",
        "numbered",
        "letters",
        "bullets",
        "commented",
        "one paragraph",
    ],
)
def test_a_list_is_found_whole_and_without_its_introduction(find, body):
    found = find("RECOMMENDATIONS\n\n" + body)
    assert found["text"].tolist() == [POLICE, TRUST]
    assert found["owners"].tolist() == ["Marlby Police", "Marlby Hospitals NHS Trust"]


def test_what_an_earlier_review_recommended_is_not_taken(find):
    found = find(
        "RECOMMENDATIONS\n\nThe 2014 review had recommended that fathers be named at booking.\n\n"
        f"Recommendation 1: {POLICE}\n\nRECOMMENDATIONS OF EARLIER REVIEWS\n\nRecommendation 1: The"
        f" Board should meet.\n"
    )
    assert found["text"].tolist() == [POLICE]


def test_a_title_behind_the_number_is_not_taken_for_the_recommendation(find):
    found = find(
        f"RECOMMENDATIONS\n\nRecommendation 1 - Records\n\n{POLICE}\n\nRecommendation 2 - Weight\n\n{TRUST}\n"
    )
    assert found["text"].tolist() == [POLICE, TRUST]


def test_it_is_recommended_begins_one_behind_its_finding(find):
    asked = "It is recommended that Marlby Police and Marlby Council agree a protocol."
    found = find(f"RECOMMENDATIONS\n\nInformation was not shared, and nobody noticed. {asked}\n")
    assert found["text"].tolist() == [asked]
    assert found["owners"].tolist() == ["Marlby Police; Marlby Council"]


def test_a_remark_in_the_paragraph_of_a_recommendation_stays_with_it(find):
    whole = f"{POLICE} This was recommended in 2012 and has not been done."
    assert find(f"RECOMMENDATIONS\n\n1. {whole}\n\n2. {TRUST}\n")["text"].tolist() == [whole, TRUST]


def test_learning_points_are_not_taken(find):
    found = find(
        f"LEARNING POINTS\n\nLearning point 1: Practitioners should be"
        f" curious.\n\nRECOMMENDATIONS\n\n1. {POLICE}\n\n2. {TRUST}\n"
    )
    assert found["text"].tolist() == [POLICE, TRUST]


def test_a_summary_that_repeats_them_adds_none(tmp_path):
    (tmp_path / "q.txt").write_text(
        f"{FRONT}EXECUTIVE SUMMARY\n\nRecommendation 1: Police should record the name of each adult.\n\n"
        f"{STORY}RECOMMENDATIONS\n\nRecommendation 1: {POLICE}\n\nRecommendation 2: {TRUST}\n",
        encoding="utf-8",
    )
    assert read(tmp_path)["text"].tolist() == [POLICE, TRUST]


def test_bullets_and_lettered_parts_belong_to_what_they_hang_on(find):
    found = find(
        "RECOMMENDATIONS\n\n1. The Council should make sure that:\n\n- each child is seen alone;\n-"
        " each father is named.\n\n"
        "2. The Council should write to:\n\na) each school; and\n\nb) each nursery.\n\n3. The Council"
        " should audit both.\n"
    )
    assert found["text"].tolist() == [
        "The Council should make sure that: each child is seen alone; each father is named.",
        "The Council should write to: each school; and each nursery.",
        "The Council should audit both.",
    ]


def test_headings_of_agencies_own_the_lists_below_them(find):
    found = find(
        "RECOMMENDATIONS\n\nFor Marlby Police:\n\n- Record who lives in the home.\n- Tell the school"
        " on the day.\n\n"
        "For the Partnership:\n\n- Audit both by 31 March 2017.\n"
    )
    partnership = "Marlby Safeguarding Children Partnership"
    assert found["owners"].tolist() == ["Marlby Police", "Marlby Police", partnership]
    assert found["due"].tolist() == ["", "", "2017-03-31"]


def test_named_parts_stand_beside_the_recommendation(find):
    found = find(
        f"RECOMMENDATIONS\n\nRecommendation 1\n\n{POLICE}\n\nRationale: nobody knew.\n\nOwner: Chief"
        f" Constable\n\n"
        "Target date: 30 June 2017\n"
    )
    row = found.iloc[0]
    assert (row["text"], row["owners"], row["due"]) == (POLICE, "Chief Constable", "2017-06-30")


@pytest.mark.parametrize(
    "beside",
    [
        "Test: an audit shows that each name is recorded",
        "How will we know that it worked? An audit of forty records",
        "By 31 March 2017",
        "Owner: Marlby Police. By 31 March 2017.",
        "Does the partnership know who lives with each child?",
    ],
)
def test_a_bullet_beside_a_recommendation_is_none(find, beside):
    found = find(f"RECOMMENDATIONS\n\n- {POLICE}\n- {beside}\n- {TRUST}\n")
    assert found["text"].tolist() == [POLICE, TRUST]
    assert found["due"].tolist() == ["2017-03-31" if "31 March" in beside else "", ""]


def test_a_test_tells_what_would_show_that_it_was_done(find):
    alone = find(f"RECOMMENDATIONS\n\n- {POLICE}\n- {TRUST}\n")["missing"][0]
    tested = find(f"RECOMMENDATIONS\n\n- {POLICE}\n- Test: an audit of names\n- {TRUST}\n")["missing"][0]
    assert "what would show that it was done" in alone and "what would show" not in tested


def test_a_question_that_is_labelled_as_a_recommendation_is_one(find):
    asked = "How can Marlby Police make sure that each adult is named?"
    found = find(f"RECOMMENDATIONS\n\nRecommendation 1: {asked}\n\nRecommendation 2: {TRUST}\n")
    assert found["text"].tolist() == [asked, TRUST]


def test_a_table_of_recommendations_gives_one_a_row(tmp_path):
    def build(document):
        document.add_heading("Conclusions", 1)
        table(
            document,
            ("No.", "Recommendation", "Lead agency", "By when"),
            (
                "1",
                "Weigh every baby at each visit.",
                "Marlby Hospitals NHS Trust and Marlby Police",
                "May 2017",
            ),
            ("2", "Name each father at booking.", "", "31 May 2017"),
        )

    word_file(tmp_path, build)
    found = read(tmp_path)
    assert found["text"].tolist() == ["Weigh every baby at each visit.", "Name each father at booking."]
    assert found["owners"].tolist() == ["Marlby Hospitals NHS Trust; Marlby Police", ""]
    assert found["due"].tolist() == ["2017-05", "2017-05-31"]


def test_actions_that_follow_recommendations_are_none_of_them(tmp_path):
    def build(document):
        document.add_heading("Recommendations", 1)
        document.add_paragraph(f"Recommendation 1: {POLICE}")
        document.add_heading("Appendix A: action plan", 1)
        table(
            document,
            ("Recommendation", "Action", "Lead", "Date"),
            (POLICE, "Change the form.", "Chief Constable", "May 2017"),
            ("", "Train the officers.", "Chief Constable", "June 2017"),
        )

    word_file(tmp_path, build)
    found = read(tmp_path)
    assert found["text"].tolist() == [POLICE]
    assert found["due"].tolist() == ["2017-05"]


def test_actions_stand_for_recommendations_where_there_are_no_others(tmp_path):
    def build(document):
        document.add_heading("Part 8 Agreed actions", 1)
        table(
            document,
            ("Ref", "Action", "Who", "By"),
            ("1", "Add the children at home to the clinic's letter.", "Marlby Hospitals", "31 Jan 2022"),
        )

    word_file(tmp_path, build)
    assert read(tmp_path)[["label", "owners", "due"]].values.tolist() == [
        ["1", "Marlby Hospitals", "2022-01-31"]
    ]


def test_a_status_that_a_table_prints_is_read_where_it_is_clear_and_kept_where_not(tmp_path):
    printed = ("Completed", "Closed", "On track", "Green", "", "Completed March 2022", "Amber", "Done?")
    asks = ("weigh each baby", "name the father", "call the school", "audit ten records", "train all staff",
            "ask the dentist", "write to parents", "fund the panel")  # fmt: skip

    def build(document):
        document.add_heading("Part 8 Agreed actions", 1)
        rows = [
            (str(n), f"The partnership should {ask} every month.", "31 Jan 2022", status)
            for n, (ask, status) in enumerate(zip(asks, printed, strict=True), 1)
        ]
        table(document, ("Ref", "Action", "By", "RAG status"), *rows)

    word_file(tmp_path, build)
    assert read(tmp_path)["status"].tolist() == [
        "complete", "complete", "in progress", "Green", "", "complete", "in progress", "Done?"
    ]  # fmt: skip


def test_a_recommendation_with_several_actions_of_different_status_is_not_called_complete(tmp_path):
    def build(document):
        document.add_heading("Recommendations", 1)
        document.add_paragraph(f"Recommendation 1: {POLICE}")
        document.add_heading("Appendix A: action plan", 1)
        table(
            document,
            ("Recommendation", "Action", "Lead", "Status"),
            (POLICE, "Change the form.", "Chief Constable", "Completed"),
            ("", "Train the officers.", "Chief Constable", "Ongoing"),
        )

    word_file(tmp_path, build)
    assert read(tmp_path)["status"].tolist() == ["complete / in progress"]


def test_a_box_under_a_finding_is_found(tmp_path):
    def build(document):
        document.add_heading("Finding 1: nobody asked", 2)
        document.add_paragraph("Nobody asked who lived in the home, and nobody was told to.")
        table(document, (f"Recommendation 1: {POLICE}",))
        document.add_paragraph("The second finding follows.")

    word_file(tmp_path, build)
    assert read(tmp_path)["text"].tolist() == [POLICE]


def test_a_row_that_a_page_cuts_is_put_together(tmp_path, make_pdf):
    rows = "".join(
        f"[{n}], [Weigh every baby at each visit and write the weight down, number {n}.], [Marlby"
        f" Police], [May 2017],"
        for n in range(1, 41)
    )
    (tmp_path / "q.pdf").write_bytes(
        make_pdf(
            "#set page(height: 400pt)\n#text(24pt)[Domestic Homicide Review]\n\n= Recommendations\n"
            f"#table(columns: 4, table.header([*No.*], [*Recommendation*], [*Lead*], [*Target date*]),"
            f" {rows})\n"
        )
    )
    found = read(tmp_path)
    wanted = [f"Weigh every baby at each visit and write the weight down, number {n}." for n in range(1, 41)]
    assert found["text"].tolist() == wanted
    assert set(found["due"]) == {"2017-05"}


def test_the_same_report_in_four_formats_recommends_the_same(four_formats):
    found = read(four_formats)
    assert set(found["text"]) == {
        "The partnership should agree how information is shared before the next review."
    }
    assert found["missing"].str.contains("by when").all()


def test_a_theme_that_a_person_rejected_is_no_theme_of_the_recommendation(tmp_path):
    (tmp_path / "q.txt").write_text(
        f"{FRONT}{STORY}RECOMMENDATIONS\n\n1. The board should ask each school who tells it of a visit.\n",
        encoding="utf-8",
    )
    corpus = read_corpus(tmp_path)
    (asked,) = corpus.passages[corpus.passages["text"].str.contains("each school")].to_dict("records")
    coded = [
        evidence_row(asked, "education", stance="recommendation", decision="accepted"),
        evidence_row(asked, "neglect", stance="recommendation", decision="rejected"),
    ]
    found = find_recommendations(corpus.register, corpus.passages, make_table("evidence", coded))
    assert found["themes"].tolist() == ["education"]


def test_a_review_without_recommendations_has_none(find):
    assert find("CONCLUSION\n\nThe panel makes no recommendations. It was a sad case.\n").empty


def test_no_review_gives_an_empty_table():
    empty = [make_table(name, []) for name in ("register", "passages", "evidence")]
    assert find_recommendations(*empty).empty
