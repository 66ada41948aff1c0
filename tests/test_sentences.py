"""British reports split into sentences where a reader would split them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.corpus.dates import find_dates
from learning_themes.corpus.passages import MOST_LETTERS, make_passages
from learning_themes.corpus.report import Block, Report
from learning_themes.corpus.sentences import load_splitter, split_sentences
from learning_themes.corpus.text import clean_text, join_lines, split_bullet, split_label


@pytest.mark.parametrize(
    "sentences",
    [
        ["See para. 3.2 of the report.", "It was late."],
        ["A s.47 enquiry began, e.g. by the police.", "None was recorded."],
        ["Mr. A and Dr. Smith met at St. Anne’s.", "They agreed."],
        ["He lived with Mr A.", "The police knew."],
        ["“Nobody asked.”", "She said so twice."],
        ["The plan (see fig. 2) was vague.", "Why?", "No one knew!"],
        ["It cost £3.50 a day.", "The 0-19 service paid."],
        ["Attendance was 71.4 per cent.", "It fell."],
    ],
)
def test_sentences_end_where_they_end(sentences):
    assert split_sentences(" ".join(sentences)) == sentences


TRICKY = (
    "The plan was late.", "Was it?", "No!", "e.g. by", "(see para. 3.2. The end)", "Mr. A", "for Mr A.", "I.",
    "s.47", "www.example.org/a.", "at 9 a.m.", "“Nobody asked.”", "(2018).", "Nov.", "multi-para.", "It …",
    "Ofsted.", "3.2", "[One. Two]", "“", "\"", "did so?!", "café. The", "。", "don’t.", "A. Smith", "3a.",
)  # fmt: skip


@given(st.lists(st.sampled_from(TRICKY) | st.text(alphabet="aAé.?! ”’(1", max_size=6), max_size=7))
def test_what_spacy_is_not_asked_about_is_what_it_would_have_said(pieces):
    text = " ".join(pieces)
    told = [sent.text.strip() for sent in load_splitter()(text).sents]
    assert split_sentences(text) == [sentence for sentence in told if sentence]


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=200))
def test_splitting_loses_no_words(text):
    plain = clean_text(text)
    assert "".join("".join(split_sentences(plain)).split()) == "".join(plain.split())


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["multi-", "agency work"], "multi-agency work"),
        (["the assess\ufffement was", "late"], "the assessment was late"),
        (["out-of\ufffehours service"], "out-of-hours service"),
        (["a pause - then", "more"], "a pause - then more"),
    ],
)
def test_hyphens_at_line_ends_follow_the_words_of_the_report(lines, text):
    assert join_lines(lines, {"assessment", "agency"}) == text


@pytest.mark.parametrize(
    ("text", "bullet", "rest"),
    [
        ("\uf0b7 A point", True, "A point"),
        ("• A point", True, "A point"),
        ("- A point", True, "A point"),
        ("o The booking midwife", True, "The booking midwife"),
        ("of all", False, "of all"),
        ("-5 degrees", False, "-5 degrees"),
    ],
)
def test_bullets_are_told_from_words(text, bullet, rest):
    assert split_bullet(text) == (bullet, rest)


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("3.2 The school", "3.2", "The school"),
        ("12. Leaders", "12", "Leaders"),
        ("11.When children go missing", "11", "When children go missing"),
        ("(a) the police", "a", "the police"),
        ("181 live outside", "", "181 live outside"),
        ("2016 was a year", "", "2016 was a year"),
    ],
)
def test_paragraph_numbers_are_taken_off(text, label, rest):
    assert split_label(text) == (label, rest)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("9 June 2016", ["2016-06-09"]),
        ("on the 3rd of March, 2020", ["2020-03-03"]),
        ("Sept 2014", ["2014-09"]),
        ("31/01/2021", ["2021-01-31"]),
        ("31 June 2016", []),
        ("May they in 2016", []),
        ("in 2016", []),
    ],
)
def test_dates_are_as_exact_as_they_are_printed(text, dates):
    assert [found.iso for found in find_dates(text)] == dates


LONG = st.builds(
    lambda words, times: words * times, st.text("ab ", min_size=1, max_size=20), st.integers(1, 2000)
)


@given(st.lists(LONG, min_size=1, max_size=3))
def test_a_text_without_stops_is_cut_and_loses_no_letters(texts):
    blocks = tuple(Block("paragraph", text) for text in texts)
    passages = [one["text"] for one in make_passages(Report("a.txt", "", 0, blocks), "a")]
    assert all(len(text) <= MOST_LETTERS for text in passages)
    assert "".join("".join(passages).split()) == "".join("".join(texts).split())
