"""Headings open the right section; terms of reference never become findings."""

import pytest

from learning_themes.corpus.report import Block
from learning_themes.corpus.sections import name_section, place_blocks, plain_words


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("5. Findings", "findings"),
        ("Key lines of enquiry", "method"),
        ("TERMS OF REFERENCE", "method"),
        ("Summary of events", "narrative"),
        ("Executive Summary", "summary"),
        ("What the partnership should do next", "recommendations"),
        ("Areas for improvement", "recommendations"),
        ("Practice to be valued", "good-practice"),
        ("Appendix 3: Terms of reference", "appendix"),
        ("Section B: Family", "background"),
        ("What the family said", "analysis"),
        ("Seeing the child", ""),
        ("Autism became the answer to every question", ""),
        ("Finding 2: The scope of the assessment was narrow", "findings"),
        ("Theme two: next steps that nobody took", "findings"),
        ("Findings of the review panel", "findings"),
        ("Analysis against the terms of reference", "analysis"),
        ("Summary of findings", "findings"),
        ("Part 5 What the parents said", "analysis"),
        ("Views of family members", "analysis"),
        ("Family engagement", "method"),
        ("Timeframe for the review", "method"),
        ("Author of the overview report", "method"),
        ("Purpose of the Local Child Safeguarding Practice Review", "method"),
        ("Predictability and preventability", "analysis"),
        ("Key episodes", "narrative"),
        ("Circumstances of the child’s death", "narrative"),
        ("Concluding remarks", "findings"),
        ("A word of thanks", "front-matter"),
        ("Words used here", "appendix"),
        ("Action already taken", "recommendations"),
        ("GOOD WORK", "good-practice"),
        ("7 minute briefing", "summary"),
    ],
)
def test_a_heading_tells_its_section(heading, section):
    assert name_section(heading)[0] == section


def place(*headings: tuple[int, str]) -> list[str]:
    blocks = [Block("heading", "Title", page=1, level=1, size=2)]
    blocks += [Block("heading", text, page=2, level=level) for level, text in headings]
    return [placed.section for placed in place_blocks(tuple(blocks))][1:]


def test_lines_of_enquiry_below_the_method_are_method():
    assert place((1, "Method"), (2, "How well did agencies share information?")) == ["method"] * 2


def test_a_heading_without_a_known_word_keeps_its_chapter():
    assert place((1, "Findings"), (2, "The men in the house")) == ["findings"] * 2


def test_the_children_in_an_analysis_is_analysis_and_good_practice_is_not():
    sections = place((1, "Analysis"), (2, "The children"), (2, "Good practice"))
    assert sections == ["analysis", "analysis", "good-practice"]


def test_an_unknown_chapter_after_the_background_is_analysis():
    assert place((1, "The family"), (1, "A house full of strangers")) == ["background", "analysis"]


def test_findings_after_an_appendix_like_page_are_findings():
    assert place((1, "About this inspection"), (2, "Inspection findings")) == ["method", "findings"]


EVENTS = [
    "On 3 March 2019 the school rang the duty desk.",
    "In April 2019 she moved.",
    "Two weeks later, on 2 May, the police were called.",
]
JUDGED = [
    "The visit should have been made.",
    "Nobody asked her what she wanted.",
    "In my view there was no plan because no one led it.",
]
PROCESS = [
    "The panel met six times.",
    "I read the records of nine agencies.",
    "Fourteen practitioners were interviewed.",
]
ADVICE = [
    "The Trust should share its records.",
    "We recommend that the form be changed.",
    "The Board must ask for a report.",
]
HOME = ["She lived with her mother and two brothers.", "The family is white British.", "She liked to draw."]


def place_text(*parts: tuple[str, list[str]], typed: dict[str, str] | None = None) -> dict[str, str]:
    """Return the section of each chapter in a report of chapters with their text."""
    blocks = [Block("heading", "Title", page=1, level=1, size=2)]
    for heading, texts in parts:
        blocks.append(Block("heading", heading, page=2, level=2))
        blocks += [Block("paragraph", text, page=2) for text in texts]
    return {
        placed.heading: placed.section
        for placed in place_blocks(tuple(blocks), typed)
        if placed.block.kind == "heading"
    }


@pytest.mark.parametrize(
    ("texts", "section"),
    [(EVENTS, "narrative"), (JUDGED, "analysis"), (ADVICE, "recommendations")],
)
def test_where_a_heading_does_not_tell_the_text_below_it_does(texts, section):
    chapters = place_text(
        ("The family", HOME), ("What happened", EVENTS), ("A house full of strangers", texts)
    )
    assert chapters["A house full of strangers"] == section


@pytest.mark.parametrize(("texts", "section"), [(PROCESS, "method"), (HOME, "background")])
def test_an_introduction_is_method_or_background_by_what_it_says(texts, section):
    assert place_text(("Introduction", texts))["Introduction"] == section


@pytest.mark.parametrize(
    "heading",
    ["January to June 2012", "To September 2013", "Spring 2014: on a plan", "Nine in the morning",
     "Ten at night", "Year 9", "The first lockdown", "2 May 2021", "Between March and July 2020"],
)  # fmt: skip
def test_a_time_as_a_heading_opens_a_narrative(heading):
    assert place_text(("The family", HOME), (heading, ["She was seen."]))[heading] == "narrative"


def test_a_period_of_life_among_findings_stays_with_them():
    chapters = place_text(("Findings", JUDGED), ("The first six weeks", JUDGED))
    assert chapters["The first six weeks"] == "findings"


def test_an_agency_as_a_heading_stays_in_its_chapter_even_if_set_in_the_same_type():
    chapters = place_text(
        ("Analysis by agency", JUDGED), ("Marlby Police", EVENTS),
        ("Recommendations", []), ("For Marlby Community NHS Trust", EVENTS), ("For the Board", EVENTS),
    )  # fmt: skip
    assert chapters["Marlby Police"] == "analysis"
    assert chapters["For Marlby Community NHS Trust"] == chapters["For the Board"] == "recommendations"


def test_a_question_that_only_looks_like_a_narrative_is_judged_by_its_text():
    chapters = place_text(("What happened", EVENTS), ("What happened to her words?", JUDGED * 3))
    assert chapters == {
        "Title": "front-matter",
        "What happened": "narrative",
        "What happened to her words?": "analysis",
    }


def test_lines_of_enquiry_are_method_as_questions_and_analysis_when_they_are_answered():
    questions = [
        "How well did agencies share what they knew?",
        "Was the child seen alone?",
        "Who knew the father?",
    ]
    assert place_text(("Key lines of enquiry", questions))["Key lines of enquiry"] == "method"
    answered = place_text(("What happened", EVENTS), ("Key line of enquiry 1: the father", JUDGED * 3))
    assert answered["Key line of enquiry 1: the father"] == "analysis"


def test_questions_that_the_review_was_asked_are_method_wherever_they_are_listed():
    blocks = (
        Block("heading", "Title", page=1, level=1),
        Block("heading", "Background", page=2, level=2),
        Block("paragraph", "The review was asked to consider the following questions:", page=2),
        Block("bullet", "whether information was shared", page=2),
        Block("paragraph", "How well was the father known?", page=2),
        Block("paragraph", "She lived with her mother.", page=2),
    )
    assert [placed.section for placed in place_blocks(blocks)][2:] == ["method"] * 3 + ["background"]


def test_lines_of_a_title_page_are_front_matter_whatever_they_name():
    blocks = (
        Block("heading", "Serious Case Review: Child Q", page=1, level=1),
        Block("heading", "Overview of the case by the independent author", page=1, level=2),
        Block("paragraph", "March 2022", page=1),
        Block("heading", "Findings", page=2, level=2),
    )
    assert [placed.section for placed in place_blocks(blocks)] == ["front-matter"] * 3 + ["findings"]


def test_a_word_of_method_inside_a_statement_hides_no_finding():
    heading = "Staff had signed off the plan before anybody had asked who took part in it"
    assert place_text(("Findings", JUDGED), (heading, JUDGED))[heading] == "findings"
    assert place((1, "Findings"), (2, "Who took part in the meeting")) == ["findings"] * 2


def test_what_a_person_typed_wins():
    typed = {plain_words("3. What Jo’s days were like"): "narrative"}
    assert (
        place_text(("WHAT JO'S DAYS WERE LIKE", PROCESS), typed=typed)["WHAT JO'S DAYS WERE LIKE"]
        == "narrative"
    )


def test_a_footnote_stands_apart():
    blocks = (Block("heading", "Findings", page=2, level=1), Block("footnote", "Children Act 1989.", page=2))
    assert [(one.section, one.heading) for one in place_blocks(blocks)][1] == ("appendix", "Footnotes")
