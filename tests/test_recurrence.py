"""Recurrence: an incident after an action counts against it, and no other does."""

import pytest
from tables_fixture import register_row

from learning_themes.errors import InputError
from learning_themes.tables import make_table
from learning_themes.trends.recurrence import (
    Action,
    choose_days,
    count_sides,
    find_lags,
    find_recurrences,
    list_history,
    read_actions,
)
from learning_themes.trends.reviews import list_reviews

ACTION = Action("neglect", "2019-09-30", "A standard for visits")
INCIDENTS = {"before": "2018-05-01", "same-month": "2019-09", "after": "2020-02", "unknown": ""}


def key_row(review_id: str, *, shortfall: int = 2, strength: int = 0) -> dict:
    return {
        "review_id": review_id, "group": "ours", "theme": "neglect", "present": True, "key": True,
        "key_why": "a recommendation is about it", "passages": 3, "shortfall": shortfall,
        "strength": strength,
        "recommendation": 0, "strongest": f"{review_id}-0001",
    }  # fmt: skip


@pytest.fixture
def world():
    rows = [
        register_row(name, incident_date=day, published_date="2021-03") for name, day in INCIDENTS.items()
    ]
    register = make_table("register", rows)
    return register, list_reviews(register, dates="publication")


def test_only_an_incident_after_the_action_recurs(world):
    presence = make_table("presence", [key_row(name) for name in INCIDENTS])
    found = find_recurrences(*world, presence, [ACTION]).set_index("review_id")
    assert found["side"].to_dict() == {
        "": "", "before": "before", "same-month": "before", "after": "after", "unknown": "",
    }  # fmt: skip
    assert found["recurs"].to_dict() == {name: name == "after" for name in ["", *INCIDENTS]}


def test_praise_after_an_action_is_no_recurrence(world):
    presence = make_table("presence", [key_row("after", shortfall=1, strength=4)])
    assert not find_recurrences(*world, presence, [ACTION])["recurs"].any()


def test_an_action_after_which_nothing_came_is_there_with_its_denominators(world):
    found = find_recurrences(*world, make_table("presence", []), [ACTION])
    assert found["review_id"].tolist() == [""]
    assert count_sides(*world, ACTION.completed) == {"before": 2, "after": 1, "": 1}


def test_the_history_holds_each_review_with_a_known_incident_once(world):
    presence = make_table("presence", [key_row("before"), key_row("after")])
    history = list_history(*world, presence, find_recurrences(*world, presence, [ACTION]))
    assert history["review_id"].tolist() == ["before", "same-month", "after"]
    assert history["key"].tolist() == [True, False, True]
    assert history["recurs"].tolist() == [False, False, True]


def test_the_lag_is_in_months_and_only_where_both_dates_are_known(world):
    lags = find_lags(*world).set_index("review_id")["months"]
    assert set(lags.index) == set(INCIDENTS) - {"unknown"}
    assert lags["after"] == pytest.approx(13, abs=0.2)


def test_the_last_action_sets_the_day_and_a_given_day_the_others():
    actions = [Action("a", "2020-01-01", ""), Action("a", "2018-01-01", ""), Action("b", "2019-01-01", "")]
    assert choose_days(["a", "b", "c"], actions) == {"a": "2020-01-01", "b": "2019-01-01"}
    assert choose_days(["a", "c"], actions, split_date="2016-01-01")["c"] == "2016-01-01"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("theme,completed\nneglect,2019-09-30\n", "lacks the column 'action'"),
        ("theme,completed,action\nneglct,2019-09-30,x\n", "line 2: there is no theme 'neglct'. Did you mean"),
        ("theme,completed,action\nneglect,30/09/2019,x\n", "line 2: completed: '30/09/2019' is no day"),
        ("theme,completed,action\nneglect,2019-02-30,x\n", "'2019-02-30' is no day"),
        ("theme,completed,action\nneglect,20190930,x\n", "'20190930' is no day"),
    ],
)
def test_a_mistake_in_the_actions_names_its_line_and_value(tmp_path, text, words):
    (tmp_path / "actions.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_actions(tmp_path / "actions.csv", ["neglect"])
    assert words in str(error.value)


def test_actions_are_read_whatever_columns_stand_beside(tmp_path):
    text = '﻿log,action,theme,completed\nA1,"Visits, monthly",neglect,2019-09-30\n'
    (tmp_path / "actions.csv").write_text(text, encoding="utf-8")
    assert read_actions(tmp_path / "actions.csv", ["neglect"]) == [
        Action("neglect", "2019-09-30", "Visits, monthly")
    ]
    assert read_actions("", ["neglect"]) == []
