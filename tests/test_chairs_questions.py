"""What a chair asks of the board report: did our action work, had it been asked before, how sure are you?"""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pptx
import pytest
from lxml import html
from tables_fixture import (
    evidence_row,
    make_change_tables,
    make_tables,
    passage_row,
    register_row,
    small_codebook,
    write_tables,
)

from learning_themes.reports.accuracy_figures import sentence_accuracy, sentence_rates
from learning_themes.reports.action_effects import (
    answer_whether_it_worked,
    quote_with_neighbours,
    say_two_ways,
    sentence_came_back,
)
from learning_themes.reports.asked_before import Matter, asked_before
from learning_themes.reports.audience import PUBLIC
from learning_themes.reports.board import write_board_report
from learning_themes.reports.change_sections import has_anything_changed
from learning_themes.reports.evidence_behind import word_place
from learning_themes.reports.findings import gather_findings
from learning_themes.reports.method_statement import compose_method_statement
from learning_themes.reports.slides import compose_slides
from learning_themes.reports.workbook import write_workbook
from learning_themes.tables import make_table, read_tables
from learning_themes.trends.change import compare_kinds, find_changes
from learning_themes.trends.presence import find_presence
from learning_themes.trends.quotations import find_strongest
from learning_themes.trends.recurrence import Action, Effect, choose_days, count_effects, find_recurrences
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.shares import estimate_shares
from tests.tracker_world import recommendation

CODEBOOK = small_codebook(12)
THEME, OTHER = list(CODEBOOK.themes)[:2]
NAME = CODEBOOK.themes[THEME].name
DAY = "2019-12-31"
# A sentence that was coded a shortfall, and the one that it leans on, which turns it.
PRAISE = "At the front door we heard that this is now ordinary practice."
TURN = "For older children it is not."
REVIEWS = {  # id: published, incident, kind, whether the theme is key
    "one": ("2012-03-01", "2011-01", "SCR", True), "two": ("2013-03-01", "2012-01", "SCR", True),
    "three": ("2014-03-01", "2013-01", "SCR", True), "four": ("2015-03-01", "2014-01", "SCR", True),
    "five": ("2016-03-01", "2015-01", "SCR", True), "six": ("2017-03-01", "2016-01", "SCR", True),
    "seven": ("2021-03-01", "2020-02", "LCSPR", False), "eight": ("2022-03-01", "2021-02", "LCSPR", False),
    "nine": ("2023-03-01", "2022-02", "LCSPR", False), "ten": ("2024-03-01", "2023-02", "RR", True),
    "eleven": ("2025-03-01", "2024-02", "RR", False), "twelve": ("2025-06-01", "2024-03", "RR", False),
}  # fmt: skip


def make_world() -> dict[str, pd.DataFrame]:
    """Return the tables of twelve reviews in which a theme is key before an action, and in one after it."""
    register = [
        register_row(name, published_date=published, incident_date=incident, review_type=kind, pages=0)
        for name, (published, incident, kind, _) in REVIEWS.items()
    ]
    register.append(register_row("theirs", group="comparison"))
    register.append(register_row("lost", group="comparison", read_status="not-read", problems="damaged"))
    passages, evidence = [], []
    for name, (*_, key) in REVIEWS.items():
        texts = [PRAISE, TURN] if name == "ten" else ["They did not ask.", "They did not tell."]
        places = {"section": "findings", "heading": "Finding 1: nobody told", "page": 0, "paragraph": 7}
        rows = [passage_row(name, at, text=text, **places) | {"number": at} for at, text in enumerate(texts)]
        passages += rows
        # the sentence that turns the other is coded, or nothing of the theme
        evidence += [evidence_row(row, THEME if key else OTHER) for row in rows]
    passages.append(passage_row("theirs", 0))
    tables = {
        "register": make_table("register", register),
        "passages": make_table("passages", passages),
        "evidence": make_table("evidence", evidence),
    }
    tables["presence"] = find_presence(*tables.values())
    themes = list(CODEBOOK.themes)
    tables["shares"] = estimate_shares(tables["register"], tables["presence"], themes, dates="publication")
    actions = (Action(THEME, DAY, "A standard for the front door", others=2),)
    tables |= make_change_tables(tables, themes, actions)
    days, reviews = choose_days(themes, actions), list_reviews(tables["register"], dates="publication")
    tables["changes"] = find_changes(reviews, tables["presence"], themes, themes_first=[THEME], days=days)
    again = recommendation(2, review_id="ten", text="Tell the school of each visit at night.")
    first = recommendation(1, review_id="two", text="Tell each school of a visit by police at night.")
    again |= {"similar": first["recommendation_id"], "likeness": 0.6}
    return tables | {"recommendations": make_table("recommendations", [first, again])}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chair")
    write_tables(make_world(), folder)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    paths = write_board_report(
        folder, codebook=CODEBOOK, partnership="Example Partnership", dates="publication",
        as_of="2026-01-31", themes_first=[THEME],
    )  # fmt: skip
    return html.document_fromstring(paths["html"].read_text(encoding="utf-8"))


def section(page, name: str) -> str:
    return " ".join(page.xpath(f"//section[@id='{name}']")[0].text_content().split())


# Did our action work?


def test_each_action_is_answered_for_and_the_theme_is_not_called_the_action(page):
    told = section(page, "recurrence")
    assert "Did it work? It cannot be told: the theme is less often key since" in told
    assert "Either may explain it." in told
    assert "What is counted is the theme, and not the action" in told
    assert "Two other completed actions on the theme are in the tracker" in told


def test_why_the_counts_by_incident_are_not_those_of_the_test_is_said_where_they_differ(page):
    lead = "The counts here go by the day of the incident."
    assert section(page, "recurrence").count(lead) == 1
    for dates, test, day, said in (
        ("publication", "before-after", DAY, True),
        ("incident", "before-after", DAY, False),
        ("publication", "order", "", False),
        ("publication", "before-after", "2018-01-01", False),
    ):
        change = SimpleNamespace(test=test, day=day)
        effect = SimpleNamespace(theme=THEME, completed=DAY)
        findings = SimpleNamespace(
            dates=dates, effects=lambda one=effect: [one], change=lambda _, c=change: c
        )
        assert say_two_ways(findings).startswith(lead) == said


def test_a_review_without_pages_has_an_empty_cell_in_the_list_of_reviews(page):
    cells = [cell.text_content() for cell in page.xpath("//section[@id='appendix-a']//td")]
    assert "one.pdf" in " ".join(cells) and "none" not in cells and "0" not in cells


def test_a_passage_that_came_back_is_quoted_with_the_sentence_that_turns_it(page):
    quoted = page.xpath("//section[@id='recurrence']//blockquote")[0].text_content()
    assert f"{PRAISE} {TURN}" in " ".join(quoted.split())


def test_what_came_back_is_quoted_under_a_line_of_its_own(page):
    quoted = page.xpath("//section[@id='recurrence']//blockquote[contains(., 'ordinary practice')]")[0]
    lead = quoted.xpath("preceding::p[1]")[0].text_content()
    assert lead == "A review of a later incident that turns on the theme as a shortfall:"


def test_what_came_once_is_told_apart_from_what_came_back(page):
    told = section(page, "summary")
    lead = "One review of an incident since our action was complete turns on its theme as a shortfall"
    assert f"{lead}: {NAME} (1 of 6 since 31 December 2019). What is counted is the theme" in told
    assert "Reviews of incidents since" not in told
    assert "What is counted is the theme, and not the action" in told


CHANGED = {"test": "before-after", "day": DAY}
EFFECT = Effect(
    THEME, DAY, "A standard", 0, k_before=5, n_before=6, k_after=2, n_after=6, recurs=2, unplaced=0
)


def test_what_came_back_says_once_in_full_what_is_counted_and_then_in_short():
    two, third = list(CODEBOOK.themes)[1:3]
    effects = [EFFECT, EFFECT._replace(theme=two, recurs=1), EFFECT._replace(theme=third, recurs=0)]
    names = {THEME: "Neglect", two: "Early help", third: "Supervision"}
    findings = SimpleNamespace(names=names, last_effects=lambda: effects)
    assert sentence_came_back(findings) == (
        "Reviews of incidents since our action was complete turn on its theme as a shortfall:"
        " Neglect (2 of 6 since 31 December 2019)."
        " One such review: Early help (1 of 6 since 31 December 2019)."
        " No such review: Supervision (0 of 6 since 31 December 2019)."
        " What is counted is the theme, and not the action: only reading the later reviews tells whether it"
        " had reached them."
    )
    assert sentence_came_back(SimpleNamespace(names=names, last_effects=lambda: [])) == ""


@pytest.mark.parametrize(
    ("effect", "change", "begins", "holds"),
    [
        (EFFECT._replace(n_after=2, recurs=0), CHANGED | {"verdict": "fall"}, "Too early to say", "few"),
        (EFFECT, {"test": "order", "day": "", "verdict": "fall"}, "Not tested", "2 of 6 reviews"),
        (EFFECT, CHANGED | {"verdict": "fall"}, "Perhaps", "does not show that the action"),
        (EFFECT, CHANGED | {"verdict": "rise"}, "It does not look so", "more often"),
        (
            EFFECT,
            CHANGED | {"verdict": "no-change"},
            "The counts do not show that it did",
            "by more than chance",
        ),
        (EFFECT, CHANGED | {"verdict": "too-few"}, "The counts do not show that it did", "too few reviews"),
        (EFFECT._replace(recurs=0), CHANGED | {"verdict": "no-change"}, "Not known", "by chance too"),
    ],
)
def test_the_answer_claims_no_more_than_the_test(effect, change, begins, holds):
    findings = SimpleNamespace(change=lambda _: SimpleNamespace(**change), kind_shift=lambda _: None)
    answer = answer_whether_it_worked(findings, effect)
    assert answer.startswith(begins) and holds in answer


@pytest.mark.parametrize(
    ("around", "quoted"),
    [
        (("Before.", "The plan was shared.", "After."), "The plan was shared. After."),
        (("The police came.", "They told nobody.", ""), "The police came. They told nobody."),
        (("", "The plan was shared.", "x" * 900), "The plan was shared."),
        (("", "", ""), ""),
    ],
)
def test_a_quotation_comes_with_the_sentence_after_it_and_one_that_leans_with_that_before(around, quoted):
    findings = SimpleNamespace(around=lambda *_: around)
    assert quote_with_neighbours(findings, "p") == quoted


def test_effects_count_each_review_once_on_its_side(folder):
    tables = read_tables(folder / "tables")
    reviews = list_reviews(tables["register"], dates="publication")
    action = Action(THEME, DAY, "A standard")
    found = find_recurrences(tables["register"], reviews, tables["presence"], [action])
    (one,) = count_effects(tables["register"], reviews, found)
    assert (one.k_before, one.n_before, one.k_after, one.n_after, one.recurs) == (6, 6, 1, 6, 1)
    nothing = find_recurrences(tables["register"], reviews, make_table("presence", []), [action])
    (none,) = count_effects(tables["register"], reviews, nothing)
    assert (none.k_before, none.n_before, none.k_after, none.n_after, none.recurs) == (0, 6, 0, 6, 0)


# Has it been asked before?


def test_what_was_asked_again_stands_beside_what_was_asked_before(page):
    cells = page.xpath("//section[@id='asked-before']//tbody//*[self::th or self::td]")
    assert [cell.text_content().split(" (")[0] for cell in cells] == [
        "2013 and 2024", "Tell each school of a visit by police at night.",
        "Tell the school of each visit at night.",
    ]  # fmt: skip
    assert "1 of 2 recommendations are much like one" in section(page, "asked-before")


def with_action(folder, *, title: str, action: str = "", tracked: str = "", day: str = DAY):
    """Return the findings with the review that asked first called `title`, and an action on `day`.

    Either its words name what it is on, or the tracker has it on the recommendation `tracked`.
    """
    findings = gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=[THEME])
    register = findings.register.copy()
    register.loc[register["review_id"] == "two", "title"] = title
    rows = [{"recommendation_id": tracked, "status": "complete", "completed_date": day}] if tracked else []
    recurrences = findings.recurrences.assign(action=action, completed=day)
    actions = pd.DataFrame(rows, columns=["recommendation_id", "status", "completed_date"])
    return replace(findings, register=register, recurrences=recurrences, actions=actions)


ASKED_SINCE = "An action on it was completed on 31 December 2019; it was asked again in 2024."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"action": "A form (Child Q, recommendation 1)"}, ASKED_SINCE),
        ({"action": "A form (Kit, rec. 3; Child Q, recommendations 4, 2 and 1)"}, ASKED_SINCE),
        ({"tracked": "q-1-0"}, ASKED_SINCE),
        (
            {"tracked": "q-1-0", "day": "2025-02"},
            "An action on it was completed in February 2025; no review read asked since.",
        ),
        ({"action": "A form (Child Q, recommendation 12)"}, ""),
        ({"action": "A form for Child Q and recommendation 1 of Kit"}, ""),
        ({"action": "A form (Child Q, recommendation 2; Kit, recommendation 1)"}, ""),
        ({"tracked": "q-3-0"}, ""),
    ],
)
def test_a_completed_action_stands_beside_the_matter_that_it_names(folder, given, told):
    findings = with_action(folder, title="Serious Case Review: Child Q", **given)
    text = asked_before(findings).replace("\\", "")
    assert ("Completed actions" in text) == bool(told) and told in text
    (slide,) = [one for one in compose_slides(findings, {}) if "much like" in one.title]
    assert slide.points == (
        f"“Tell the school of each visit at night.” (Review ten, page 12) {told}".strip(),
    )


def test_a_name_that_two_reviews_have_names_neither(folder):
    title = "Serious Case Review: Child Q"
    findings = with_action(folder, title=title, action="A form (Child Q, recommendation 1)")
    both = findings.register.assign(title=title)
    assert "Completed actions" not in asked_before(replace(findings, register=both))


# Did it change, or did the reports?


def test_a_change_of_the_kind_of_review_at_the_same_time_is_told(page):
    told = section(page, "changed")
    assert "the kind of review changed at the same time" in told
    assert "6 of 6 reviews before are of the kind serious case review, and 0 of 6 after" in told
    assert "6 of 6 reviews before are of the kind" in section(page, f"theme-{THEME}")
    assert "the kind of review changed at the same time" in section(page, "summary")
    assert "who finds out whether practice changed, or the reports did?" in section(page, "decide")


def reviews_of(kinds: str) -> pd.DataFrame:
    rows = [
        register_row(f"r{at}", published_date=f"{2010 + at}-01-01", review_type={"s": "SCR", "r": "RR"}[kind])
        for at, kind in enumerate(kinds)
    ]
    return list_reviews(make_table("register", rows), dates="publication")


@pytest.mark.parametrize(
    ("kinds", "day", "expected"),
    [
        ("ssssssrrrrrr", "", ("SCR", 6, 6, 0, 6)),
        ("ssssssrrrrrr", "2014-06-01", ("SCR", 5, 5, 1, 7)),
        ("srsrsrsrsrsr", "", None),  # the same on both sides
        ("ssrr", "", None),  # too few to say
        ("ssssssssssss", "2019-12-31", None),
        ("sss", "", None),
    ],
)
def test_a_kind_of_review_counts_as_changed_only_by_more_than_chance(kinds, day, expected):
    found = compare_kinds(reviews_of(kinds), day)
    assert (found and tuple(found)) == expected


def test_the_report_says_how_rarely_chance_shows_as_much_and_how_priorities_are_tested(page):
    told = section(page, "changed")
    assert "If nothing had changed, chance would show as much about once in" in told
    assert "Priorities are tested apart from other themes" in told
    assert "all themes allowed for" not in section(page, "sure").split("other areas")[0]


# Where does it come from, and how sure are you?


def test_a_report_without_pages_is_cited_by_its_headings(page):
    assert "under “Finding 1: nobody told”" in section(page, "recurrence")


@pytest.mark.parametrize(
    ("page_number", "heading", "expected"),
    [(7, "Findings", "page 7"), (0, "Findings", "under “Findings”"), (0, "", "no page numbers")],
)
def test_a_place_is_a_page_else_a_heading(page_number, heading, expected):
    assert word_place(page_number, heading) == expected


def test_files_of_other_areas_that_could_not_be_read_are_counted_as_theirs(page):
    assert "One file of other areas could not be read" in section(page, "summary")
    row = page.xpath("//section[@id='read']//table[contains(caption, 'could not be read')]/tbody/tr")[0]
    assert row[1].text == "other areas"


def test_the_report_says_in_plain_words_how_often_the_coding_was_right_when_it_was_measured(page):
    told = section(page, "sure")
    assert "of the machine's codings of sentences were right" in told.replace("’", "'")
    assert "method statement" in told


@pytest.mark.parametrize(
    ("signalled", "told"),
    [
        ([THEME], f"The control charts signal for {NAME}, where the test finds a change too."),
        (
            [OTHER],
            f"The control charts signal for {CODEBOOK.themes[OTHER].name}, where the test does not find",
        ),
        ([], ""),
    ],
)
def test_signals_are_told_with_what_the_test_finds_and_where_to_see_when(folder, signalled, told):
    findings = gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=[THEME])
    row = {"chart": "between", "points": 12, "rule": "long-gap", "first": "2012", "last": "2025"}
    signals = make_table("signals", [row | {"theme": theme} for theme in signalled])
    charts = {"control-charts": SimpleNamespace(alt="Charts.")}
    text = has_anything_changed(replace(findings, signals=signals), charts).replace("\\", "")
    assert told in text
    assert ("signal for" in text) == ("The sheet Signals of evidence.xlsx has when." in text) == bool(told)


def test_a_slide_tells_what_was_asked_before_with_its_years_and_only_where_something_was(folder):
    asked = {"codebook": CODEBOOK, "dates": "publication", "themes_first": []}
    findings = gather_findings(folder, **asked)
    title = "1 of 2 recommendations are much like one of an earlier review."
    (slide,) = [one for one in compose_slides(findings, {}) if one.title == title]
    assert slide.leads == ("2013 and 2024 (2 reviews).",)
    assert slide.points == ("“Tell the school of each visit at night.” (Review ten, page 12)",)
    assert "A person has to read them together" in slide.notes
    none = replace(findings, recommendations=findings.recommendations.assign(similar=""))
    public = replace(findings, audience=PUBLIC)
    for other in (none, public):
        assert not [one for one in compose_slides(other, {}) if "earlier review" in one.title]


@pytest.mark.parametrize(
    ("marks", "decided", "foot"),
    [
        ((), 0, "Coded by machine, not checked by a person"),
        ((), 3, "Coded by machine, a person has checked a part"),
        (("indicative",), 3, "Coded by machine, a person has checked a sample"),
    ],
)
def test_every_slide_with_figures_says_who_coded_and_the_first_how_often_that_is_right(
    folder, marks, decided, foot
):
    findings = gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=[THEME])
    row = {"theme": THEME, "mark": "indicative", "judged": 2, "n": 12, "takes": "more reviews judged"}
    checks = pd.DataFrame([row] * len(marks), columns=list(row))
    slides = compose_slides(replace(findings, checks=checks, checked=(decided, 40)), {})
    *figures, sure, asked = slides
    assert {slide.foot for slide in figures} == {foot} and len(figures) > 3
    assert not sure.foot and not asked.foot  # how sure we are is the slide itself, and a question no figure
    assert (sentence_rates() in figures[0].points) == (not marks)


def test_the_foot_stands_on_the_slide_and_apart_from_the_marking(folder):
    paths = write_board_report(
        folder, codebook=CODEBOOK, partnership="Example Partnership", dates="publication", as_of="2026-01-31"
    )
    deck = pptx.Presentation(paths["pptx"])
    for page in list(deck.slides)[1:4]:
        (foot,) = [one for one in page.shapes if one.name == "What the figures rest on"]
        (marking,) = [one for one in page.slide_layout.shapes if one.name == "Marking"]
        assert foot.text_frame.text == "Coded by machine, not checked by a person"
        assert marking.top < foot.top and foot.top + foot.height <= deck.slide_height


def test_a_year_in_which_two_reviews_asked_is_named_once():
    asked = [SimpleNamespace(year=year) for year in ("2013", "2022", "2022", "")]
    assert Matter(asked, None, None).when == "2013, 2022 and undated (4 reviews)"


def test_the_slide_on_shortfalls_names_the_theme_of_which_it_gives_good_practice(folder):
    findings = gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=[])
    (slide,) = [one for one in compose_slides(findings, {}) if "most frequent shortfall" in one.title]
    name = slide.title.split(" is the most")[0]
    assert f"{name} is reported as good practice in " in slide.points[0]


@pytest.mark.parametrize("first", [[], [THEME]])
def test_the_slide_on_how_sure_we_are_can_be_read_aloud(folder, first):
    findings = gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=first)
    (slide,) = [one for one in compose_slides(findings, {}) if "never the mention" in " ".join(one.points)]
    (rule,) = [point for point in slide.points if "A change is stated only" in point]
    assert ("Priorities are tested apart" in rule) == bool(first)
    assert max(len(point.split()) for point in slide.points) <= 25
    # the report and the statement of the method say it in the same words
    statement = compose_method_statement(findings, partnership="Example Partnership", as_of="2026-01-31")
    assert all(rule in told.replace("\\", "") for told in (has_anything_changed(findings, {}), statement))


def test_the_plain_words_on_accuracy_follow_the_table(tmp_path):
    path = tmp_path / "accuracy.md"
    table = "| | one | two |\n|---|---|---|\n| precision, recall | 0.74, 0.86 | 0.60, 0.50 |\n"
    whole = "| | precision | recall |\n|---|---|---|\n| key | 0.64 | 0.93 |\n| shortfall | 0.80 | 0.81 |\n"
    whole += "| good practice | 0.48 | 0.61 |\n"
    path.write_text(f"# A\n\n## Sentences\n\n{table}\n## Whole reviews\n\n{whole}\n", encoding="utf-8")
    told = sentence_accuracy(path)
    assert " %" not in told  # a line does not end between a number and its sign
    told = told.replace("\N{NO-BREAK SPACE}", " ")
    assert "Measured on inspection reports and fictional reviews" in told  # where it was tried
    assert "Of the fictional example reviews in which it said that a theme is key" in told
    assert sentence_rates(path).startswith(
        "On the fictional example reviews, a careful reader agreed with 64"
    )
    assert "60 to 74 % of the machine's codings" in told and "found 50 to 86 % of those" in told
    assert "64 % were, and it missed 7 % of those" in told
    assert "judged 80 % so, and of those that it called good practice 48 %" in told
    assert sentence_accuracy(tmp_path / "none.md") == ""


def test_agencies_are_counted_of_the_reviews_that_the_report_counts_for_the_stance():
    tables = make_tables(CODEBOOK, reviews=12, density=60)
    shares = (
        tables["shares"].query("period == 'all' and group == 'ours'").set_index(["theme", "measure"])["k"]
    )
    agencies = tables["agencies"]
    assert len(agencies) > 0
    for row in agencies.itertuples():
        assert row.n == shares[row.theme, row.stance]


def test_the_workbook_gives_the_words_and_place_of_the_strongest_passage(folder):
    import openpyxl

    book = openpyxl.load_workbook(write_workbook(folder, CODEBOOK))
    for name in ("Presence", "Recurrences"):
        head, *rows = book[name].iter_rows(values_only=True)
        told = [dict(zip(head, row, strict=True)) for row in rows]
        told = [row for row in told if row["Strongest"]]
        assert told
        for row in told:
            assert row["Strongest words"] and row["Strongest heading"] == "Finding 1: nobody told"
    assert book["Recurrences"]["F1"].value == "Review"


def test_later_reviews_that_speak_of_the_action_are_quoted_and_unplaced_ones_are_not_forgotten(tmp_path):
    tables = make_world()
    said = {"text": "The action on the front door was marked complete in December 2019.", "paragraph": 9}
    more = passage_row("eleven", 8, section="findings", heading="Finding 2", page=0, **said)
    other = more | {"passage_id": "twelve-0008", "review_id": "twelve"}  # the same words, as a person decided
    tables["passages"] = make_table("passages", [*tables["passages"].to_dict("records"), more, other])
    coded = evidence_row(more, THEME, stance="context")
    rejected = evidence_row(other, THEME, stance="context", decision="rejected")  # on no such theme
    tables["evidence"] = make_table("evidence", [*tables["evidence"].to_dict("records"), coded, rejected])
    register = tables["register"].copy()
    register.loc[register["review_id"] == "ten", "incident_date"] = ""
    tables["register"] = register
    themes = list(CODEBOOK.themes)
    days = (Action(THEME, DAY, "A standard for the front door"),)
    tables |= make_change_tables(tables, themes, days)
    write_tables(tables, tmp_path)
    paths = write_board_report(
        tmp_path, codebook=CODEBOOK, partnership="Example", dates="publication", as_of="2026-01-31"
    )
    page = html.document_fromstring(paths["html"].read_text(encoding="utf-8"))
    told = section(page, "recurrence")
    assert "Later reviews that speak of December 2019 and of what was done:" in told
    assert "marked complete in December 2019." in told and "Review eleven, 2025, under “Finding 2”" in told
    assert "Review twelve, 2025" not in told
    assert "turns on the theme as a shortfall:" not in told  # none can be placed
    assert "and the theme is key in 1 of them" in told
    assert "0 of 5 since 31 December 2019, and key in 1 of 1 of no known day" in section(page, "summary")


def test_later_reviews_that_speak_of_the_review_that_asked_are_quoted_beside_the_answer(tmp_path):
    tables = make_world()
    register = tables["register"].copy()
    register.loc[register["review_id"] == "six", "title"] = "Serious Case Review: Quill"
    tables["register"] = register
    place = {"section": "findings", "heading": "Finding 2", "page": 0}
    texts = {
        "eleven": "This is a marked change from what was found in the review of Quill.",
        "twelve": "The nurse wrote with a quill what the review meeting had said.",
    }
    said = [passage_row(name, 8, text=text, paragraph=9, **place) for name, text in texts.items()]
    tables["passages"] = make_table("passages", [*tables["passages"].to_dict("records"), *said])
    coded = [evidence_row(row, THEME, stance="context") for row in said]
    tables["evidence"] = make_table("evidence", [*tables["evidence"].to_dict("records"), *coded])
    days = (Action(THEME, DAY, "One route through the front door (Quill, recommendation 1)"),)
    tables |= make_change_tables(tables, list(CODEBOOK.themes), days)
    write_tables(tables, tmp_path)
    paths = write_board_report(
        tmp_path, codebook=CODEBOOK, partnership="Example", dates="publication", as_of="2026-01-31"
    )
    told = section(html.document_fromstring(paths["html"].read_text(encoding="utf-8")), "recurrence")
    assert "Later reviews that speak of Quill or December 2019 and of what was done:" in told
    assert texts["eleven"] in told and texts["twelve"] not in told


def test_a_shortfall_beside_praise_is_not_shown_as_the_strongest():
    rows = [passage_row("a", at, paragraph=at // 2, text=text) | {"number": at % 2} for at, text in enumerate(
        ["She took the family to supervision at once, although there was no plan for it.",
         "The supervisor asked the right question about the father, and set a task.",
         "Nobody in the service looked at decisions to close, and no manager had to agree.",
         "The service was busy in the autumn of that year, as it is in every year."])]  # fmt: skip
    evidence = [
        evidence_row(rows[0], THEME, confidence=1.0, stance_confidence=1.0),
        evidence_row(rows[1], THEME, stance="strength"),
        evidence_row(rows[2], THEME, confidence=0.6),
    ]
    reviews = list_reviews(make_table("register", [register_row("a")]), dates="publication")
    found = find_strongest(
        reviews, make_table("passages", rows), make_table("evidence", evidence), stance="shortfall"
    )
    assert found == {("a", THEME): "a-0002"}


def test_no_quotation_stands_under_a_measure_that_holds_in_no_review(tmp_path):
    write_tables(make_tables(CODEBOOK, reviews=5, density=16), tmp_path)
    asked = {"codebook": CODEBOOK, "dates": "publication"}
    findings = gather_findings(tmp_path, themes_first=[], **asked)
    paths = write_board_report(tmp_path, partnership="Example", as_of="2026-01-31", **asked)
    page = html.document_fromstring(paths["html"].read_text(encoding="utf-8"))
    none = [
        (theme, stance)
        for theme in findings.focus
        for stance in ("shortfall", "strength")
        if not findings.share(theme, stance).k
    ]
    assert none
    for theme, stance in none:
        assert not page.xpath(f"//*[@id='theme-{theme}-{stance}']")
    quoted = {(row.theme, row.stance, row.review_id) for row in findings.quotations.itertuples()}
    counted = {(row.theme, row.measure, row.review_id) for row in findings.support.itertuples()}
    assert quoted and quoted <= counted
