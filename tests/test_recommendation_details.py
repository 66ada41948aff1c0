"""Whom a recommendation is for, by when, what it lacks, and what asked the same before."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.actions.bodies import Bodies, part_bodies
from learning_themes.actions.due import easter, find_due
from learning_themes.actions.items import Item
from learning_themes.actions.missing import SHOWN, WHEN, WHO, find_missing
from learning_themes.actions.owners import find_owners
from learning_themes.actions.paragraphs import Piece
from learning_themes.actions.similar import find_similar

NAMED = ["Marlby Hospitals NHS Trust", "Marlby Council", "Marlby Council Children's Social Care"]
BODIES = Bodies("Marlby Safeguarding Children Partnership", NAMED)


def owners_of(text: str, **beside: str) -> list[str]:
    item = Item(1, "", "", 0, pieces=[Piece("p", text)], **beside)
    return find_owners(item, BODIES)


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("The Trust should weigh every baby.", ["Marlby Hospitals NHS Trust"]),
        ("The Partnership must audit this.", ["Marlby Safeguarding Children Partnership"]),
        ("MSCP to audit this.", ["Marlby Safeguarding Children Partnership"]),
        ("Children’s Social Care should see each child.", ["Marlby Council Children's Social Care"]),
        ("That Marlby Council and the fire service agree a route.", ["Marlby Council", "Fire service"]),
        ("The police, with Marlby Council, should agree a route.", ["Police", "Marlby Council"]),
        ("All partners to include the father.", ["All partners"]),
        ("The Home Office and the Ministry of Justice should ask.", ["Home Office", "Ministry of Justice"]),
        ("That a meeting be held for each child in a household.", []),
        ("Guidance for all schools should be rewritten.", []),
        ("Ensure that schools are told.", []),
        ("The words “lifestyle choice” should not be used.", []),
    ],
)  # fmt: skip
def test_who_is_told_to_act_is_named_as_the_review_names_them(text, owners):
    assert owners_of(text) == owners


def test_a_column_says_more_than_the_sentence_and_a_sentence_more_than_the_heading():
    assert owners_of("The Trust should act.", owner="Levels Police; by May 2016") == ["Levels Police"]
    assert owners_of("The Trust should act.", head="Levels Police") == ["Marlby Hospitals NHS Trust"]
    assert owners_of("Weigh every baby.", head="Levels Police") == ["Levels Police"]


def test_names_that_hold_and_stay_whole():
    names = ["Thornmere and District Hospitals NHS Trust", "the drug and alcohol partnership"]
    assert part_bodies(" and ".join(names)) == names


@pytest.mark.parametrize(
    ("beside", "text", "due"),
    [
        ("30 September 2016", "Act.", "2016-09-30"),
        ("", "Act by June 2016 and report from May 2017.", "2016-06"),
        ("", "Report what was learned in the review of March 2014.", ""),
        ("", "It should be in force by the end of April 2016.", "2016-04-30"),
        ("", "Train all staff by Easter 2022.", "2022-04"),
        ("Within 3 months of publication", "Act.", "2016-09"),
        ("Within three months", "Act.", ""),
        ("Completed", "Act.", ""),
        ("immediately", "Act.", ""),
    ],
)
def test_a_due_date_is_as_exact_as_it_is_stated(beside, text, due):
    assert find_due(beside, text, published="2016-06-09") == due


@given(st.integers(1900, 2200))
def test_easter_is_a_sunday_in_spring(year):
    day = easter(year)
    assert day.weekday() == 6
    assert (3, 22) <= (day.month, day.day) <= (4, 25)


def test_what_is_missing_is_said_and_nothing_where_nothing_is():
    bare = find_missing("Improve record keeping.", owners="", due="", beside="")
    whole = find_missing("Audit 30 records.", owners="Marlby Council", due="2016-06", beside="")
    assert bare.split("; ") == [WHO, WHEN, SHOWN]
    assert whole == ""


def recommendations(*texts: str) -> pd.DataFrame:
    rows = [
        {"recommendation_id": f"r{n}", "review_id": f"review-{n}", "text": text, "themes": ""}
        for n, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def test_only_an_earlier_review_of_the_same_group_asked_before():
    table = recommendations(*["Record the name of each father at booking."] * 4, "Open two small homes.")
    dates = pd.Series(["2014", "2016-05", "2018-01-01", "", "2019"], index=table["review_id"])
    groups = pd.Series(["ours", "ours", "comparison", "ours", "ours"], index=table["review_id"])
    found = find_similar(table, dates, groups, names=[])
    assert found["similar"].tolist() == ["", "r0", "", "", ""]
    assert found["likeness"].iloc[1] == pytest.approx(0.75)


def test_names_of_bodies_make_no_likeness():
    table = recommendations("Marlby Council should mend the roof.", "Marlby Council should name each father.")
    dates = pd.Series(["2014", "2016"], index=table["review_id"])
    groups = pd.Series("ours", index=table["review_id"])
    assert find_similar(table, dates, groups, names=["Marlby Council"])["likeness"].tolist() == [0, 0]
