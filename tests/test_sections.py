"""Headings open the right section; terms of reference never become findings."""

import pytest

from learning_themes.corpus.report import Block
from learning_themes.corpus.sections import name_section, place_blocks


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
