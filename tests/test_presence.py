"""Which themes are present and key in a review, and why."""

import pytest
from tables_fixture import evidence_row, passage_row, register_row

from learning_themes.tables import make_table
from learning_themes.trends.presence import LEARNING, find_presence
from learning_themes.trends.quotations import choose_quotations, find_strongest
from learning_themes.trends.reviews import count_reviews, list_reviews

THEME = "neglect"


def presence_of(passages, *, register=None, **evidence):
    """The presence of one theme that every one of `passages` carries."""
    rows = [evidence_row(passage, THEME, **evidence) for passage in passages]
    return find_presence(
        make_table("register", register or [register_row("a")]),
        make_table("passages", passages),
        make_table("evidence", rows),
    )


def passages(count, **values):
    return [passage_row("a", number, **values) for number in range(count)]


def test_two_passages_make_a_theme_present_and_one_does_not():
    assert presence_of(passages(2))["present"].tolist() == [True]
    assert presence_of(passages(1))["present"].tolist() == [False]


@pytest.mark.parametrize("section", ["front-matter", "method", "appendix"])
def test_terms_of_reference_method_and_appendix_do_not_count(section):
    assert presence_of(passages(5, section=section)).empty


def test_context_headings_and_rejected_hits_do_not_count():
    assert presence_of(passages(5), stance="context").empty
    assert presence_of(passages(5, kind="heading")).empty
    assert presence_of(passages(5), decision="rejected").empty


def test_a_review_that_was_not_read_has_no_presence():
    assert presence_of(passages(5), register=[register_row("a", read_status="not-read")]).empty


def test_present_in_the_analysis_alone_is_not_key():
    row = presence_of(passages(3)).iloc[0]
    assert (row["present"], row["key"], row["key_why"]) == (True, False, "")


def test_a_recommendation_makes_a_present_theme_key():
    recommended = passage_row("a", 9, section="recommendations")
    row = presence_of([*passages(2), recommended], stance="recommendation").iloc[0]
    assert row["key"]
    assert row["key_why"] == "a recommendation is about it"


@pytest.mark.parametrize(("sure", "key"), [(0.59, False), (0.6, True), (1.0, True)])
@pytest.mark.parametrize(
    "what",
    [{"section": "recommendations"}, {"text": "Learning point: they did not ask."}],
)
def test_one_passage_makes_a_theme_key_where_the_coding_is_sure_of_it(what, sure, key):
    held = [*passages(2), passage_row("a", 9, **what)]
    assert presence_of(held, stance="recommendation", confidence=sure).iloc[0]["key"] == key


@pytest.mark.parametrize(
    ("why", "key"),
    [
        ("“report to the Board”; recommendation: “should”", False),
        ("“Board should jointly require a report”; recommendation: “should”, “recommendation”", False),
        ("“annually to the Board”; recommendation: “should”", False),
        ("“Board should audit”, “audit”; recommendation: “should”", False),
        ("“Dip sample”; recommendation: “:”, “to”", False),
        ("“Partnership seek joint assurance”; recommendation: “child”", False),
        ("words: partnership, report, in february; recommendation: “to”", False),
        ("“missing person's report”; recommendation: “should”", True),
        ("“AUDIT”; recommendation: “should”", True),
        ("“assured tenancy”; recommendation: “should”", True),
        ("“Board's own membership”; recommendation: “report to the Board”", True),
        ("words: board, the board, its; recommendation: “audit”", True),
    ],
)
def test_a_recommendation_is_not_about_how_it_is_followed_up(why, key):
    held = [*passages(2), passage_row("a", 9, section="recommendations")]
    assert presence_of(held, stance="recommendation", why=why).iloc[0]["key"] == key


@pytest.mark.parametrize("stance", ["shortfall", "strength"])
def test_prose_among_recommendations_that_recommends_nothing_does_not_make_key(stance):
    held = [*passages(2), passage_row("a", 9, section="recommendations")]
    assert not presence_of(held, stance=stance).iloc[0]["key"]


def test_what_an_analyst_says_that_a_recommendation_is_about_stands():
    held = [*passages(2), passage_row("a", 9, section="recommendations")]
    assert presence_of(held, stance="recommendation", basis="analyst", why="audit it").iloc[0]["key"]


def test_a_learning_point_or_a_finding_may_be_about_audit():
    held = [*passages(2), passage_row("a", 9, text="Learning point: nobody had audited it.")]
    assert presence_of(held, why="“audited”; shortfall: “nobody”").iloc[0]["key"]


def test_a_recommendation_alone_is_not_enough():
    row = presence_of(passages(1, section="recommendations")).iloc[0]
    assert not row["present"]
    assert not row["key"]


def test_the_heading_of_a_finding_makes_key_even_without_a_judgement():
    heading = passage_row("a", 9, kind="heading", section="findings")
    rows = [evidence_row(passage, THEME) for passage in passages(2)]
    rows.append(evidence_row(heading, THEME, stance="context"))
    found = find_presence(
        make_table("register", [register_row("a")]),
        make_table("passages", [*passages(2), heading]),
        make_table("evidence", rows),
    ).iloc[0]
    assert found["key_why"] == "the heading of a finding is about it"
    assert found["passages"] == 2


def test_a_tenth_of_the_findings_makes_key_and_less_does_not():
    findings = [passage_row("a", number, section="findings") for number in range(20)]
    rows = [evidence_row(passage, THEME) for passage in findings[:2]]
    register = make_table("register", [register_row("a")])
    evidence = make_table("evidence", rows)
    tenth = find_presence(register, make_table("passages", findings), evidence).iloc[0]
    assert tenth["key_why"] == "it carries 2 of the 20 passages in findings"
    findings.append(passage_row("a", 20, section="findings"))
    assert not find_presence(register, make_table("passages", findings), evidence)["key"].iloc[0]


@pytest.mark.parametrize("text", ["Learning point 3", "Key learning", "4.2 Learning", "LEARNING: ask"])
def test_a_learning_point_is_known_by_its_first_words(text):
    assert LEARNING.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Learning disability services closed.",
        "Learning needs",
        "The learning is clear",
        "Learning has been identified and can be acted on now.",
    ],
)
def test_learning_of_another_kind_is_no_learning_point(text):
    assert not LEARNING.search(text)


def test_a_passage_under_a_learning_point_makes_key():
    found = presence_of(passages(2, heading="Learning point 2: neglect")).iloc[0]
    assert found["key_why"] == "a learning point is about it"


def test_stances_are_counted_apart_and_the_strongest_is_the_most_confident():
    held = passages(3)
    stances = ["shortfall", "strength", "strength"]
    rows = [
        evidence_row(passage, THEME, stance=stance, confidence=confidence)
        for passage, stance, confidence in zip(held, stances, [0.5, 0.9, 0.7], strict=True)
    ]
    found = find_presence(
        make_table("register", [register_row("a")]),
        make_table("passages", held),
        make_table("evidence", rows),
    ).iloc[0]
    assert (found["shortfall"], found["strength"], found["recommendation"]) == (1, 2, 0)
    assert found["strongest"] == "a-0001"


def test_no_evidence_gives_an_empty_table():
    assert presence_of([]).empty


def test_files_of_one_review_count_once_with_its_earliest_date():
    register = make_table("register", [
        register_row("a", file="plan.pdf", title="", published_date="2021"),
        register_row("a", file="overview.pdf", title="Child A", published_date="2019-05"),
        register_row("b", published_date=""),
        register_row("c", read_status="not-read"),
    ])  # fmt: skip
    reviews = list_reviews(register, dates="publication")
    assert reviews[["review_id", "title", "year"]].values.tolist() == [
        ["a", "Child A", "2019"], ["b", "Review b", ""]]  # fmt: skip
    counts = count_reviews(register, dates="publication", group="ours")
    assert (counts.reviews, counts.files_read, counts.files_not_read, counts.undated) == (2, 3, 1, 1)


def test_quotations_take_turns_between_reviews_and_repeat_no_words():
    held = [
        passage_row("a", 0, text="x" * 80), passage_row("a", 1, text="y" * 80),
        passage_row("b", 0, text="x" * 80), passage_row("b", 1, text="z" * 80),
    ]  # fmt: skip
    rows = [
        evidence_row(passage, THEME, confidence=confidence)
        for passage, confidence in zip(held, [0.9, 0.8, 0.7, 0.6], strict=True)
    ]
    reviews = list_reviews(
        make_table("register", [register_row("a"), register_row("b")]), dates="publication"
    )
    chosen = choose_quotations(
        reviews, make_table("passages", held), make_table("evidence", rows),
        themes=[THEME], limits={"shortfall": 2},
    )  # fmt: skip
    assert chosen["passage_id"].tolist() == ["a-0000", "b-0001"]


def test_a_question_is_not_quoted_however_sure_it_is():
    held = [
        passage_row("a", 0, text="Who is waiting, and who among us has spoken to each of them this month?"),
        passage_row("a", 1, text="Nobody had spoken to those who were waiting in the course of that month."),
    ]
    rows = [evidence_row(one, THEME, confidence=sure) for one, sure in zip(held, (1.0, 0.5), strict=True)]
    reviews = list_reviews(make_table("register", [register_row("a")]), dates="publication")
    tables = reviews, make_table("passages", held), make_table("evidence", rows)
    chosen = choose_quotations(*tables, themes=[THEME], limits={"shortfall": 2})
    assert chosen["passage_id"].tolist() == ["a-0001"]


@pytest.mark.parametrize(
    ("stance", "text", "quoted"),
    [
        ("shortfall", "As the threshold had not been reached, no referral was required at that time.", False),
        ("shortfall", "On what was known, the panel does not think one was plainly required.", False),
        ("shortfall", "The panel is satisfied that the criteria for a rapid review were met in full.", False),
        ("shortfall", "It was decided, wrongly, that no referral was required after the second call.", True),
        ("shortfall", "The duty officer recorded that no referral was made and nobody asked her why.", True),
        ("shortfall", "The criteria for a conference were met by the second arrest and none was held.", True),
        ("strength", "Section 8 makes five recommendations, each with a rationale and a measure.", False),
        ("strength", "The Board has received findings about supervision in each of its reviews.", False),
        ("strength", "The earlier review asked for men in a child's life to be named and spoken to.", False),
        ("strength", "The school nurse asked for the father's name at each visit and wrote it down.", True),
        ("strength", "The Board has received good reports from every school on their attendance.", True),
        ("recommendation", "The review asked for men in a child's life to be named and checked.", True),
    ],
)
def test_a_decision_a_count_or_a_request_is_quoted_for_no_stance_that_it_does_not_show(stance, text, quoted):
    held = [passage_row("a", 0, text=text)]
    reviews = list_reviews(make_table("register", [register_row("a")]), dates="publication")
    evidence = make_table("evidence", [evidence_row(held[0], THEME, stance=stance)])
    chosen = choose_quotations(
        reviews, make_table("passages", held), evidence, themes=[THEME], limits={stance: 2}
    )
    assert chosen["text"].tolist() == ([text] if quoted else [])


@pytest.mark.parametrize(("surenesses", "first"), [((1.0, 0.9), "a-0001"), ((1.0, 0.5), "a-0000")])
def test_of_sure_passages_the_one_that_stands_alone_is_quoted_and_an_unsure_one_only_for_want_of_them(
    surenesses, first
):
    held = [
        passage_row(
            "a", 0, text="For older children, whose carers are pleasant and always ready to talk, it was not."
        ),
        passage_row(
            "a", 1, text="The school was never asked what it knew of the family or of the father's moves."
        ),
    ]
    rows = [
        evidence_row(passage, THEME, confidence=confidence)
        for passage, confidence in zip(held, surenesses, strict=True)
    ]
    reviews = list_reviews(make_table("register", [register_row("a")]), dates="publication")
    passages, evidence = make_table("passages", held), make_table("evidence", rows)
    chosen = choose_quotations(reviews, passages, evidence, themes=[THEME], limits={"shortfall": 1})
    assert chosen["passage_id"].tolist() == [first]
    assert find_strongest(reviews, passages, evidence, stance="shortfall") == {("a", THEME): first}
