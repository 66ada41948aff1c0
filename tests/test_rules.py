"""Rules: phrases by lemma, words near one another, vetoes, spaCy token patterns, with their reason."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.matcher import Matcher

from learning_themes.themes.codebook import Codebook, Example, Pattern, Theme
from learning_themes.themes.language import load_language
from learning_themes.themes.rules import Rules


def reasons(text: str, **pattern) -> list[str]:
    """Return the words in which one pattern is found in a text."""
    theme = Theme(
        id="a-theme",
        name="A theme",
        family="family",
        definition="A theme.",
        patterns=[Pattern(**pattern)],
        must_match=[Example(text="x")],
        must_not_match=["y"],
    )
    codebook = Codebook(1, {"family": "Family"}, {"a-theme": theme}, "", Path())
    nlp = load_language()
    return [hit.why for hit in Rules(codebook, nlp).find_hits(nlp(text))]


NEAR = {"near": [["share", "pass on"], ["information"]], "within": 3}


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        ("Case conferences were held.", {"phrase": "case conference"}, ["“Case conferences”"]),
        ("The MASH met.", {"exact": "MASH"}, ["“MASH”"]),
        ("They had mash.", {"exact": "MASH"}, []),
        ("Information was not shared.", NEAR, ["“Information was not shared”"]),
        ("He passed on the information.", NEAR, ["“passed on the information”"]),
        ("They shared a flat and later gave information.", NEAR, []),
        ("Information was shared with the family.", NEAR | {"unless": ["with the family"]}, []),
        ("Sharing.", NEAR, []),
        ("", NEAR, []),
        (
            "The nurse escalated, at once, her concerns.",
            {
                "tokens": [
                    {"LEMMA": "escalate"},
                    {"OP": "*"},
                    {"LOWER": {"IN": ["concern", "concerns"]}},
                ]
            },
            ["“escalated, at once, her concerns”"],
        ),
    ],
)
def test_a_pattern_finds_what_it_says(text, pattern, found):
    assert reasons(text, **pattern) == found


def test_one_word_cannot_serve_two_groups():
    assert reasons("The plan.", near=[["plan"], ["plan"]], within=5) == []


SPREAD = [
    {"LOWER": "a"},
    {"LOWER": "x", "OP": "?"},
    {"LOWER": {"IN": ["b", "c"]}},
    {"LOWER": "x", "OP": "{,2}"},
    {"LOWER": "a"},
]


@given(st.lists(st.sampled_from("abcxyz"), max_size=40))
def test_a_token_pattern_looked_for_round_its_words_is_found_where_the_whole_passage_has_it(letters):
    doc = load_language()(" ".join(letters))
    matcher = Matcher(doc.vocab)
    matcher.add("spread", [SPREAD], greedy="LONGEST")
    first = min(((start, end) for _, start, end in matcher(doc)), default=None)
    assert reasons(doc.text, tokens=SPREAD) == ([f"“{doc[first[0] : first[1]].text}”"] if first else [])
