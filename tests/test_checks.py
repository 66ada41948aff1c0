"""Marks on themes, and what the run and the board report say of them."""

import openpyxl
import pandas as pd
import pytest
from tables_fixture import make_tables, small_codebook, write_tables

from learning_themes.reports.asks import list_asks
from learning_themes.reports.board import compose_report, draw_charts, draw_theme_charts, front_words
from learning_themes.reports.checking_sheets import mark_rows
from learning_themes.reports.findings import gather_findings
from learning_themes.reports.slides import compose_slides, draw_slide_charts
from learning_themes.reports.workbook import write_workbook
from learning_themes.tables import make_table, read_table
from learning_themes.themes.agreement import measure_agreement
from learning_themes.trends.checks import grade_theme, mark_themes, write_checks

CODEBOOK = small_codebook(8)
THEMES = list(CODEBOOK.themes)


def placed(n, judged, *, agreed, key=0.5):
    """Return n reviews of which `judged` were judged and `agreed` of these agree."""
    machine = pd.Series([place < key * n for place in range(n)]).sample(frac=1, random_state=1).tolist()
    rows = pd.DataFrame({"machine_key": machine})
    rows["answer"] = ["key" if one else "absent" for one in machine]
    rows["judged"] = [place < judged for place in range(n)]
    truth = [one if place < agreed else not one for place, one in enumerate(machine)]
    rows["key"] = pd.Series(truth, dtype=float).where(rows["judged"])
    return rows


def judgements(tables, theme, *, wrong=0):
    """Return a judgement of every review of ours, of which the first `wrong` differ from the machine."""
    register = tables["register"]
    ids = register[(register["group"] == "ours") & (register["read_status"] != "not-read")]["review_id"]
    held = tables["presence"][tables["presence"]["theme"] == theme].set_index("review_id")
    rows = []
    for place, review_id in enumerate(ids):
        key = bool(held["key"].get(review_id, False))
        said = key if place >= wrong else not key
        rows.append({"review_id": review_id, "theme": theme, "machine_present": key, "machine_key": key,
                     "present": said, "key": said, "by": "AB", "chance": 1.0, "part": "random"})  # fmt: skip
    return make_table("judged", rows)


def find(folder):
    """Return the findings of a run folder."""
    return gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=[])


def report(folder, *, charts=False):
    """Return the source of the board report, without its escapes and, unless asked for, its charts."""
    found = find(folder)
    words = front_words(found, "P", "31 January 2026")
    source = compose_report(found, draw_charts(found) if charts else {}, words=words)
    return source.replace("\\", "")


@pytest.fixture(scope="module")
def tables():
    return make_tables(CODEBOOK, reviews=12, density=40)


@pytest.mark.parametrize(
    ("n", "judged", "agreed", "mark", "takes"),
    [
        (60, 30, 29, "checked", ""),
        (60, 40, 36, "checked", ""),
        (60, 30, 15, "indicative", "better coding"),
        (60, 20, 18, "indicative", "more judged reviews, if they agree as often as so far, or"),
        (60, 5, 5, "indicative", "5 more judged reviews, if they agree as often"),
        (60, 5, 3, "indicative", "at least, if all of them agree"),
        (20, 20, 17, "checked", ""),
        (20, 20, 16, "indicative", "better coding"),
        (3, 3, 3, "checked", ""),
        (60, 0, 0, "not yet checked", "10 judged reviews at least"),
        (0, 0, 0, "not yet checked", "reviews to judge"),
    ],
)
def test_a_theme_is_marked_by_how_surely_machine_and_person_agree(n, judged, agreed, mark, takes):
    grade = grade_theme(placed(n, judged, agreed=agreed))
    assert grade["mark"] == mark
    assert takes in grade["takes"]
    assert bool(grade["takes"]) == (mark != "checked")


def test_what_it_takes_is_enough_and_not_far_too_many():
    more = int(grade_theme(placed(60, 20, agreed=17))["takes"].split()[0])
    marks = [
        grade_theme(placed(60, 20 + count, agreed=17 + count))["mark"] for count in (more - 3, more, more + 3)
    ]
    assert marks[0] == "indicative"
    assert marks[2] == "checked"


def test_a_rare_theme_is_not_checked_by_saying_never():
    rows = placed(40, 40, agreed=40, key=0)
    rows.loc[:2, "key"] = 1.0
    grade = grade_theme(rows)
    assert grade["agreed"] > 0.9
    assert grade["mark"] == "indicative"
    assert "seldom call the same reviews key" in grade["takes"]


def test_a_few_checked_passages_do_not_make_a_theme_more_than_it_was():
    assert grade_theme(placed(20, 0, agreed=0), passages=1)["mark"] == "not yet checked"
    assert grade_theme(placed(20, 0, agreed=0), passages=8)["mark"] == "indicative"


def test_every_theme_has_a_row_and_none_is_checked_without_decisions(tables):
    nothing = measure_agreement(make_table("checked", []), THEMES)
    frames = tables["register"], tables["presence"], make_table("judged", []), nothing
    checks = mark_themes(*frames, themes=THEMES)
    assert checks["theme"].tolist() == THEMES
    assert set(checks["mark"]) == {"not yet checked"}


def test_a_run_without_decisions_makes_the_same_report_as_before(tables, tmp_path):
    write_tables(tables, tmp_path)
    before = report(tmp_path)
    write_checks(tmp_path, themes=THEMES)
    assert report(tmp_path) == before
    assert "every figure is indicative" in before
    assert read_table("corrected", tmp_path / "tables").empty


def test_the_board_report_tells_marks_and_corrected_shares(tables, tmp_path):
    theme = tables["shares"].query("measure == 'key'").sort_values("k")["theme"].iloc[-1]
    write_tables(tables | {"judged": judgements(tables, theme, wrong=1)}, tmp_path)
    checks = write_checks(tmp_path, themes=THEMES).set_index("theme")
    assert checks.loc[theme, "mark"] == "checked"
    text = report(tmp_path, charts=True)
    assert "1 is checked" in text
    assert "The coding of this theme is checked." in text
    assert "A person judged 12 of the 12 reviews" in text
    assert "With the coding's errors allowed for it is key in" in text
    assert f"{CODEBOOK.themes[theme].name} (checked)" in text
    assert "With errors allowed for" in text and "no single year has enough judged reviews" in text
    assert "every figure is indicative" not in text


def test_the_board_is_asked_for_judged_reviews_with_the_draw_that_brings_them(tables, tmp_path):
    first, second = find_themes(tables, tmp_path)
    write_tables(tables | {"judged": judgements(tables, first, wrong=1)}, tmp_path)
    write_checks(tmp_path, themes=THEMES)
    (asked,) = [words for lead, words in list_asks(find(tmp_path)) if lead == "The figures."]
    assert "judged reviews at least, if all agree. Who sees to it, and by when?" in asked
    assert asked.endswith(f"“check RUN --more --themes {second}”.")


def test_the_board_is_asked_for_no_draw_where_judging_more_will_not_help(tables, tmp_path):
    first, _ = find_themes(tables, tmp_path)
    write_tables(tables | {"judged": judgements(tables, first, wrong=9)}, tmp_path)
    write_checks(tmp_path, themes=THEMES)
    (asked,) = [words for lead, words in list_asks(find(tmp_path)) if lead == "The figures."]
    assert "it takes better coding" in asked and "--more" not in asked


def find_themes(tables, folder):
    """Return the two themes that the board report tells first."""
    write_tables(tables, folder)
    return list(find(folder).focus)[:2]


def test_every_chart_that_names_themes_carries_the_mark_and_says_what_it_means(tables, tmp_path):
    theme = tables["shares"].query("measure == 'key'").sort_values("k")["theme"].iloc[-1]
    write_tables(tables | {"judged": judgements(tables, theme, wrong=1)}, tmp_path)
    write_checks(tmp_path, themes=THEMES)
    findings = find(tmp_path)
    marked = f"{CODEBOOK.themes[theme].name} (checked)"
    for name, chart in (draw_charts(findings) | draw_slide_charts(findings)).items():
        told = " ".join([chart.alt, *chart.numbers.get("name", [])])
        explained = any("coding checked" in words.get_text() for words in chart.figure.texts)
        of_stance = name in ("shortfall-and-good-practice", "slide-shortfall")  # what nobody checks
        assert (marked in told) == (CODEBOOK.themes[theme].name in told and not of_stance), name
        assert explained == (marked in told), name
    for name, chart in draw_theme_charts(findings).items():
        marks = {words.get_text() for words in chart.figure.texts}
        wanted = "\N{CHECK MARK} coding checked" if name == f"theme-{theme}" else "coding not yet checked"
        assert wanted in marks, name


def test_the_workbook_and_the_slides_carry_the_marks(tables, tmp_path):
    theme = tables["shares"].query("measure == 'key'").sort_values("k")["theme"].iloc[-1]
    write_tables(tables | {"judged": judgements(tables, theme, wrong=1)}, tmp_path)
    write_checks(tmp_path, themes=THEMES)
    book = openpyxl.load_workbook(write_workbook(tmp_path, CODEBOOK))
    rows = [dict(zip([c.value for c in book["Shares"][1]], row, strict=True))
            for row in book["Shares"].iter_rows(min_row=2, values_only=True)]  # fmt: skip
    marks = {(row["Theme id"] == theme, row["Coding"]) for row in rows}
    assert marks == {(True, "checked"), (False, "not yet checked")}
    assert book["Corrected"].max_row == 3 and book["Checks"].max_row == len(THEMES) + 1
    sure = next(row[1].value for row in book["Read me"] if row[0].value == "How sure")
    assert "of 8 themes 1 checked, 0 indicative" in sure
    titles = [slide.title for slide in compose_slides(find(tmp_path), {})]
    assert "The coding of one theme is checked; all other figures are indicative." in titles


def test_shares_of_other_areas_carry_no_mark():
    checks = pd.DataFrame({"theme": ["a"], "mark": ["checked"]})
    rows = pd.DataFrame({"theme": ["a", "a"], "group": ["ours", "comparison"]})
    assert mark_rows(rows, checks)["coding"].tolist() == ["checked", ""]


def test_the_board_report_tells_how_passages_agree(tables, tmp_path):
    theme = tables["shares"].query("measure == 'key'").sort_values("k")["theme"].iloc[-1]
    coded = tables["evidence"][tables["evidence"]["theme"] == theme].head(8)
    rows = [
        {"passage_id": row.passage_id, "review_id": row.review_id, "theme": theme, "machine": row.stance,
         "analyst": row.stance if place else "", "by": by, "chance": 0.1, "part": "random", "blind": True}
        for place, row in enumerate(coded.itertuples()) for by in ("AB", "CD")
    ]  # fmt: skip
    write_tables(tables | {"checked": make_table("checked", rows)}, tmp_path)
    write_checks(tmp_path, themes=THEMES)
    text = report(tmp_path)
    assert (
        "On eight passages drawn for checking, 88\xa0% (53 to 98\xa0%) of the machine's themes are right"
        in text
    )
    assert "On eight passages that two analysts coded, the second gave 100\xa0%" in text
    assert "So far eight passages of it were checked, and no review was judged." in text


def test_a_poor_theme_stays_indicative_and_its_share_is_put_right(tables, tmp_path):
    theme = tables["shares"].query("measure == 'key'").sort_values("k")["theme"].iloc[-1]
    judged = judgements(tables, theme, wrong=6)
    write_tables(tables, tmp_path)
    checks = write_checks(tmp_path, themes=THEMES, judged=judged).set_index("theme")
    assert checks.loc[theme, "mark"] == "indicative"
    row = read_table("corrected", tmp_path / "tables").query("measure == 'key'").iloc[0]
    assert row["share"] == pytest.approx(judged["key"].mean())
    assert "The coding of this theme is indicative." in report(tmp_path)
