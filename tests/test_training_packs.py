"""Training packs: every theme has a whole one, nobody is named in it, and what is wrong is told."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learning_themes.cli import main
from learning_themes.errors import InputError, ParametersError
from learning_themes.reports.briefing import PARTS, brief_theme, count_pages, render_briefing
from learning_themes.reports.cases import frame_case
from learning_themes.reports.dissemination import compose_plan, read_plan, word_due
from learning_themes.reports.findings import Findings, gather_findings
from learning_themes.reports.pack_files import Imprint, render_deck, render_docx
from learning_themes.reports.pack_text import compose_handbook, compose_handout
from learning_themes.reports.packs import FOR_TRAINING, RESTRICTED, Quote, choose_themes, gather_packs
from learning_themes.reports.personal_data import Known
from learning_themes.reports.quotation_files import write_quotations
from learning_themes.reports.quoting import (
    KNOWN,
    Gate,
    find_identifying,
    find_reasons,
    learn_vocabulary,
)
from learning_themes.reports.review_briefing import brief_review
from learning_themes.reports.sessions import compose_slides, plan_session
from learning_themes.reports.training_packs import compose_overview, make_gate, write_training
from learning_themes.reports.wording import word_date
from learning_themes.tables import make_table, read_table
from learning_themes.themes.codebook import load_codebook
from learning_themes.trends.standing_alone import stands_alone
from tests.conftest import ROOT
from tests.face_text import read_word
from tests.tables_fixture import make_tables, write_tables

CODEBOOK = load_codebook(ROOT / "themes")
THEMES = list(CODEBOOK.themes)
DAY = date(2026, 1, 31)
IMPRINT = Imprint("Calderstone", DAY)
ASKED = {"codebook": CODEBOOK, "partnership": "Calderstone", "dates": "publication", "as_of": "2026-01-31"}
VOCABULARY = learn_vocabulary(
    ["the he hope police school nobody asked staff workers"] * 3, ["Serious Case Review: Jasper"]
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder of twelve reviews, half of them published, with sentences that may be quoted."""
    folder = tmp_path_factory.mktemp("runs") / "small"
    tables = make_tables(CODEBOOK, reviews=12, comparison=4)
    texts = tables["passages"]["text"].str.replace(
        r" in (?:the )?[A-Z][A-Za-z ]+?(?= records| that| \w)", "", regex=True
    )
    tables["passages"] = tables["passages"].assign(text=texts)
    tables["recommendations"] = make_table("recommendations", [])
    write_tables(tables, folder)
    return folder


@pytest.fixture(scope="module")
def findings(run: Path) -> Findings:
    return gather_findings(run, codebook=CODEBOOK, dates="publication", themes_first=["neglect"])


def packs(findings: Findings, run: Path, themes: list[str], **asked):
    gate = make_gate(run, findings)
    return gather_packs(findings, read_table("evidence", run / "tables"), themes, gate=gate, **asked)


@pytest.mark.parametrize("drafts", [False, True])
def test_every_theme_has_a_pack_without_an_empty_part(findings, run, drafts):
    for pack in packs(findings, run, THEMES, include_drafts=drafts):
        for source in (compose_handbook(pack), compose_handout(pack)):
            blocks = source.strip().split("\n\n")
            assert not [(a, b) for a, b in zip(blocks, blocks[1:], strict=False) if a[:3] == b[:3] == "## "]
            assert not blocks[-1].startswith("#")
        slides = compose_slides(pack)
        assert len({slide.title for slide in slides}) == len(slides)
        assert all((slide.points or slide.chart) and slide.notes for slide in slides)
        assert max(sum(map(len, slide.points)) for slide in slides) < 900
        assert sum(step.minutes for step in plan_session(pack)) == 120


def test_what_a_person_took_off_the_theme_frames_no_case(findings, run):
    evidence = read_table("evidence", run / "tables")
    told = dict(frame_case(findings, evidence, THEMES[:1]))
    assert "The evidence lies mostly in" in told["Where it turns"]
    assert "Where it turns" not in dict(
        frame_case(findings, evidence.assign(decision="rejected"), THEMES[:1])
    )


def test_every_face_of_a_pack_says_that_the_definition_is_one(findings, run):
    [pack] = packs(findings, run, ["professional-challenge"])
    told = f"What it is: {pack.definition}"
    assert all(_escape(told) in source for source in (compose_handbook(pack), compose_handout(pack)))
    assert compose_slides(pack)[0].points[0] == told
    assert brief_theme(findings, pack).parts[0][0] == told


def test_drafts_are_not_quoted_and_packs_that_quote_them_are_marked(findings, run):
    drafts = set(findings.reviews.query("group == 'ours' and status == 'draft'")["review_id"])
    texts = findings.passages.set_index("text")["review_id"]
    [closed], [opened] = (
        packs(findings, run, ["neglect"]),
        packs(findings, run, ["neglect"], include_drafts=True),
    )
    quoted = [quote.text for quotes in closed.quotes.values() for quote in quotes]
    assert not [text for text in quoted if set(texts[[text]]) <= drafts]
    assert (closed.marking, opened.marking) == (FOR_TRAINING, RESTRICTED)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("The plan was agreed with Mrs Harrow at home.", "a name after a title"),
        ("Nobody asked Child B where she slept.", "someone by letter"),
        ("Staff did not know that K was missing.", "someone by letter"),
        ("The record of FA was not looked for by the police.", "someone by letter"),
        ("The police came on 3 March and left.", "an exact date"),
        ("He was born on a farm.", "a date of birth"),
        ("The school rang 01632 960 123 twice.", "a telephone or NHS number"),
        ("The family moved to AB1 2CD soon after.", "a postcode"),
        ("Workers went to 14 Mill Lane that day.", "an address"),
        ("Staff wrote to duty@example.org at once.", "an e-mail or web address"),
        ("The child, aged 7, was seen.", "an exact age"),
        ("Staff recorded the bite with a body map.", "an injury"),
        ("The police in Harbrook were told.", "a word that could be a name"),
        ("Jasper was not seen alone.", "a word that could be a name"),
        ("Hope was not seen by the school.", "a word that could be a name"),
    ],
)
def test_what_points_to_a_person_is_held_back(text, what):
    assert what in find_identifying(text, VOCABULARY)


@pytest.mark.parametrize(
    "text",
    ["Nobody asked the school what it knew.", "The Local Authority and the Police were told by staff."],
)
def test_plain_practice_may_be_quoted(text):
    assert not find_identifying(text, VOCABULARY) and stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "Recorded the mark with a body map.", "Was told of the plan by the school.", "He asked why.",
        "For older children, with carers who are pleasant, it is not.",
    ],
)  # fmt: skip
def test_a_fragment_does_not_stand_alone(text):
    assert not stands_alone(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("The girl, who was nine years old, was moved to Harbrook by the school.", "age and place"),
        ("The police told winterbourne of it on the same day.", "name that must never appear"),
        ("The staff spoke of the brambles case at the meeting.", "names an unpublished review"),
        ("The case number 23/4567/01 was not given to the school.", "number of a person or case"),
    ],
)
def test_what_the_disclosure_check_finds_is_held_back_with_the_reason(text, what):
    known = Known(never=frozenset(["Winterbourne"]), unpublished=frozenset(["Brambles"]))
    assert what in find_reasons(text, Gate(known, VOCABULARY))


def test_the_record_says_where_quotations_stand_and_why_others_were_held_back(tmp_path):
    tables = make_tables(CODEBOOK, reviews=6)
    tables["register"]["status"] = "published"
    write_tables(tables, tmp_path / "run")
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "names.txt").write_text("records\n", encoding="utf-8")
    asked = ASKED | {"themes": ["neglect"], "people": tmp_path / "people"}
    [path] = [one for one in write_training(tmp_path / "run", **asked) if one.name == "quotations.xlsx"]
    book = openpyxl.load_workbook(path)
    held = [row for row in book["Held back"].iter_rows(min_row=2, values_only=True)]
    assert any("name that must never appear" in row[-1] for row in held)
    quoted = [row[3] for row in book["Quoted"].iter_rows(min_row=2, values_only=True)]
    assert not [text for text in quoted if "records" in text.casefold()]


def test_a_word_of_a_title_names_nobody_where_the_reports_write_it_small():
    texts = ["The school asked the nurse about the plan and the visit."] + ["Wren saw a wren."] * 4
    learnt = learn_vocabulary(texts, ["The Care of Wren: A Review"])
    assert not find_identifying("The school asked nobody about the plan.", learnt)
    assert find_identifying("Staff asked Wren about the plan.", learnt)


def test_slides_are_as_full_as_one_another(findings, run):
    [pack] = packs(findings, run, ["professional-challenge"])
    talk = [slide for slide in compose_slides(pack) if slide.title.startswith("Talk in small groups")]
    assert [len(slide.points) for slide in talk] == [3, 3]


@given(st.text("abcdefghijklmnoprstuw", min_size=2, max_size=9).map(str.capitalize))
def test_an_unknown_word_with_a_capital_is_held_back(name):
    assume(name not in KNOWN)
    assert find_identifying(f"The school told {name} nothing.", VOCABULARY)


def test_files_are_accessible_and_the_same_each_time(findings, run):
    [pack] = packs(findings, run, ["professional-challenge"], include_drafts=True)
    face = {"title": pack.name, "marking": pack.marking, "imprint": IMPRINT, "charts": pack.charts}
    word, show = render_docx(compose_handbook(pack), **face), render_deck(compose_slides(pack), **face)
    assert word == render_docx(compose_handbook(pack), **face)
    assert show == render_deck(compose_slides(pack), **face)
    document, presentation = docx.Document(io.BytesIO(word)), pptx.Presentation(io.BytesIO(show))
    for properties in (document.core_properties, presentation.core_properties):
        assert properties.title == f"{pack.name}, Calderstone" and properties.language == "en-GB"
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables) and document.tables
    assert all(
        page.shapes.title.text and page.notes_slide.notes_text_frame.text for page in presentation.slides
    )
    shapes = [one for page in presentation.slides for one in page.shapes if one.shape_type == 13]
    pictures = [one._element.nvPicPr.cNvPr for one in shapes]
    pictures += [one._inline.docPr for one in document.inline_shapes]
    assert len(pictures) == 2 and all(len(one.get("descr")) > 40 for one in pictures)
    foot = document.sections[0].footer.paragraphs[0].text
    assert "learning from reviews" in foot and "theme report" not in foot


def test_words_of_a_report_stay_words_in_word_and_slides():
    hostile = "<script> =cmd|' /C calc'!A0 \\input{x} [x](http://a.b) ![y](z.png) **bold**"
    word = docx.Document(
        io.BytesIO(render_docx(f"{_escape(hostile)}\n", title=hostile, marking=FOR_TRAINING, imprint=IMPRINT))
    )
    assert hostile in [paragraph.text for paragraph in word.paragraphs]


def _escape(text: str) -> str:
    from learning_themes.reports.markdown import escape

    return escape(text)


@pytest.mark.parametrize("length", [3, 60, 400])
def test_a_briefing_is_one_page_however_long_its_sentences(findings, run, length):
    [pack] = packs(findings, run, ["information-sharing"])
    briefing = brief_theme(findings, pack)
    long = tuple(
        f"Sentence {number} " + "goes on and on, " * (length // 16) + "and ends." for number in range(9)
    )
    stretched = type(briefing)(briefing.name, briefing.title * 3, briefing.marking, (long,) * len(PARTS))
    for one in (briefing, stretched):
        word, pdf = render_briefing(one, IMPRINT)
        assert count_pages(pdf) == 1
        told = [p.text for p in docx.Document(io.BytesIO(word)).paragraphs if p.style.name == "Heading 1"]
        assert told == [f"{number}. {title}" for number, title in enumerate(one.titles, start=1)]


def test_a_briefing_on_a_theme_calls_nothing_a_recommendation_or_an_incident_that_is_not_one(findings, run):
    [pack] = packs(findings, run, ["information-sharing"])
    nothing = replace(pack, quotes=dict.fromkeys(pack.quotes, ()))
    asked = replace(pack, quotes=nothing.quotes | {"recommendation": (Quote("Ask.", "A review"),)})
    for one, sixth in ((asked, "Recommendations"), (nothing, "What good looks like")):
        briefing = brief_theme(findings, one)
        assert briefing.titles[2] == "A case to think with: made up"
        assert briefing.titles[5] == sixth
        assert all(part and all(part) for part in briefing.parts)


def test_what_is_not_quoted_is_not_to_be_read_and_a_trainer_is_told_whom_to_ask(findings, run):
    [pack] = packs(findings, run, ["information-sharing"])
    nothing = replace(pack, quotes=dict.fromkeys(pack.quotes, ()), no_quotes="None is set to published.")
    assert "Read each quotation" in compose_handbook(pack)
    assert "Read each quotation" not in compose_handbook(nothing)
    overview = compose_overview(findings, [nothing], "").replace("\\", "")
    assert "Nothing is quoted in these packs" in overview and "quotations.xlsx" not in overview
    assert "Ask whoever runs the suite to set those that are published" in overview
    assert "python3 start.py training latest --themes professional-challenge" in overview


def test_the_workbook_of_quotations_says_why_it_is_empty(findings, run, tmp_path):
    [pack] = packs(findings, run, ["information-sharing"])
    nothing = replace(pack, quotes=dict.fromkeys(pack.quotes, ()), no_quotes="None is set to published.")
    path = write_quotations(tmp_path / "q.xlsx", [nothing], [], findings)
    rows = [row[1] for row in openpyxl.load_workbook(path)["Read me"].iter_rows(values_only=True)]
    assert "None is set to published." in rows


def test_a_quotation_of_a_format_without_pages_has_no_page_in_the_workbook(findings, run, tmp_path):
    [pack] = packs(findings, run, ["information-sharing"])
    quotes = {
        stance: tuple(replace(one, page=number) for number, one in enumerate(held))
        for stance, held in pack.quotes.items()
    }
    path = write_quotations(tmp_path / "q.xlsx", [replace(pack, quotes=quotes)], [], findings)
    pages = [row[6] for row in openpyxl.load_workbook(path)["Quoted"].iter_rows(min_row=2, values_only=True)]
    assert pages and 0 not in pages and None in pages


def test_a_review_is_briefed_in_its_own_sentences_and_a_draft_is_marked(findings, run):
    evidence, none = read_table("evidence", run / "tables"), make_table("recommendations", [])
    texts = set(findings.passages["text"])
    for row in findings.reviews[findings.reviews["group"] == "ours"].itertuples():
        briefing = brief_review(findings, evidence, none, row.review_id, gate=Gate())
        assert all(briefing.parts)
        assert set(briefing.parts[4]) <= texts | {briefing.parts[4][0]}
        assert ("RESTRICTED" in briefing.marking.words) == (row.status == "draft")


def test_the_plan_counts_its_days_from_the_register(findings):
    review_id = findings.reviews.query("group == 'ours' and date.str.len() == 10")["review_id"].iloc[0]
    published = date.fromisoformat(findings.reviews.set_index("review_id").loc[review_id, "date"])
    on_the_day = compose_plan(findings, review_id, read_plan(), published).replace("\\", "")
    assert word_date(str(published + timedelta(7))) in on_the_day
    assert "seven days before publication (past)" in on_the_day
    assert word_date(str(published - timedelta(7))) not in on_the_day


def test_a_plan_of_years_ago_prints_no_day_that_is_past(findings):
    review_id = findings.reviews.query("group == 'ours' and date.str.len() == 10")["review_id"].iloc[0]
    published = date.fromisoformat(findings.reviews.set_index("review_id").loc[review_id, "date"])
    source = compose_plan(findings, review_id, read_plan(), published + timedelta(2000)).replace("\\", "")
    days = [word_date(str(published + timedelta(one.days))) for one in read_plan() if one.days]
    assert not [day for day in days if day in source]
    assert source.count("(past)") == len(read_plan()) and "say by when it is to be done now" in source


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ("2019-03", "180 days after publication (past)"),
        ("2025-12", "180 days after publication"),
        ("", "180 days after"),
    ],
)
def test_a_month_of_publication_is_past_once_all_of_it_is(published, told):
    assert word_due(published, 180, DAY).startswith(told)
    assert word_due(published, 180, DAY).endswith("(past)") == told.endswith("(past)")


def test_a_run_is_written_whole_and_the_same_twice(tmp_path):
    tables = make_tables(CODEBOOK, reviews=1)
    tables["register"]["status"] = "published"
    write_tables(tables, tmp_path)
    first = {path: path.read_bytes() for path in write_training(tmp_path, **ASKED, themes=["neglect"])}
    again = write_training(tmp_path, **ASKED, themes=["neglect"])
    assert list(first) == again and first == {path: path.read_bytes() for path in again}
    assert [path.parent.name for path in again if path.name == "passing-on.docx"] == ["r000"]


def test_a_pack_for_one_agency_says_how_much_of_it_is_about_that_agency(findings, run):
    texts = findings.passages["text"].str.replace("managers", "the police")
    other = replace(findings, passages=findings.passages.assign(text=texts))
    for told_by, named in ((other, True), (findings, False)):
        [pack] = packs(told_by, run, ["neglect"], include_drafts=True, audience="Police")
        quoted = [quote.text for quotes in pack.quotes.values() for quote in quotes]
        naming = sum("police" in text for text in quoted)
        told = f"Quotations that name Police: {naming} of {len(quoted)}; case, questions and check are"
        told = told if named else "No quotation names Police: this is the pack for all agencies."
        assert (naming > 0) is named and told in compose_handbook(pack).replace("\\", "")
    [plain] = packs(findings, run, ["neglect"], include_drafts=True)
    assert "For: All agencies together; " in compose_handbook(plain).replace("\\", "")
    assert "those for all agencies" not in compose_handbook(plain)


def test_the_overview_names_packs_that_were_made_earlier(tmp_path):
    tables = make_tables(CODEBOOK, reviews=1)
    write_tables(tables, tmp_path)
    write_training(tmp_path, **ASKED, themes=["neglect", "neglect+education"])
    doing = []
    first, *_ = write_training(tmp_path, **ASKED, themes=["early-help"], progress=doing.append)
    told = read_word(first)
    assert "Made earlier, not anew." in told and "neglect+education/" in told and "early-help/" in told
    assert "writing the pack on Early help" in " ".join(doing)


def test_the_priorities_and_the_two_most_recurrent_themes_are_chosen(findings):
    chosen = choose_themes(findings, [])
    assert chosen[0] == "neglect" and len(chosen) == 3
    assert choose_themes(findings, ["education"]) == ["education"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"themes": ["neglct"]}, "Did you mean 'neglect'"),
        ({"audience": "Polise"}, "Did you mean 'Police'"),
        ({"level": "manager"}, "Did you mean 'managers'"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_words(run, asked, words):
    with pytest.raises(ParametersError) as error:
        write_training(run, **ASKED, **asked)
    assert words in str(error.value)


def test_the_command_needs_a_finished_run(tmp_path, capsys):
    assert main(["training", str(tmp_path)]) == 2
    assert "holds no finished run" in capsys.readouterr().err


def test_a_plan_with_a_wrong_day_names_its_line(tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text("who,what,form,days,by\nStaff,Report,Paper,soon,Us\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2: days: 'soon'"):
        read_plan(plan)


def test_a_run_without_any_review_still_has_packs(tmp_path):
    tables = make_tables(CODEBOOK, reviews=0)
    write_tables(tables, tmp_path)
    paths = write_training(tmp_path, **ASKED, themes=["neglect"])
    assert {path.name for path in paths} >= {"overview.docx", "needs.xlsx", "handbook.docx", "briefing.pdf"}
