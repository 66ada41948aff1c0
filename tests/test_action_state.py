"""What the board is told of actions, and how completed ones feed the view of what came back."""

import pandas as pd
import pytest

from learning_themes.action_tables import NOT_FOUND
from learning_themes.actions.state import describe_actions
from learning_themes.reports.action_sections import sentence_actions, where_actions_stand
from learning_themes.tables import make_table
from learning_themes.trends.recurrence import Action, choose_days, join_actions, list_completed
from tests.tracker_world import recommendation, register

AS_OF = "2024-06-01"


def action(number: int, **values: object) -> dict:
    row = {
        "action_id": f"A{number}", "recommendation_id": f"q-{number}-0", "review_id": "q", "page": 1,
        "text": f"Do thing {number}.", "themes": "neglect", "owners": "Police; Health", "due": "",
        "response": "",
        "status": "in progress", "completed_date": "", "review_date": "", "impact": "", "notes": "",
        "due_typed": "", "test_effect": False,
    }  # fmt: skip
    return row | values


def describe(*rows: dict, recommendations=(), moves=()):
    return describe_actions(
        make_table("actions", list(rows)), register(), as_of=AS_OF, moves=make_table("moves", list(moves)),
        recommendations=make_table("recommendations", list(recommendations)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "overdue", "soon"),
    [
        ("2024-05-31", True, False),
        ("2024-06-01", False, True),
        ("2024-05", True, False),
        ("2024-06", False, True),
        ("2024-08-30", False, True),
        ("2024-08-31", False, False),
        ("2023", True, False),
        ("2024", False, False),
        ("", False, False),
    ],
)
def test_an_action_is_overdue_once_all_of_its_date_has_passed(due, overdue, soon):
    state = describe(action(1, due=due))
    assert (len(state.overdue), len(state.due_soon)) == (overdue, soon)


@pytest.mark.parametrize("values", [
    {"status": "complete"}, {"status": "evidence of impact seen"}, {"status": "stopped"},
    {"response": "not accepted"},
])  # fmt: skip
def test_what_is_done_stopped_or_not_accepted_is_never_overdue(values):
    state = describe(action(1, due="2020", **values))
    assert state.overdue.empty and state.open.empty


def test_owners_are_counted_one_by_one_the_most_overdue_first():
    state = describe(
        action(1, due="2023"), action(2, owners="Health", status="complete"), action(3, owners="")
    )
    rows = state.by_owner.set_index("owner")[["actions", "open", "overdue", "complete"]]
    assert rows.loc["Health"].tolist() == [2, 1, 1, 1]
    assert rows.loc["Police"].tolist() == [1, 1, 1, 0]
    assert rows.index[-1] == "no owner named"


def test_a_tracker_that_nobody_has_filled_in_says_so_and_nothing_of_overdue():
    told = where_actions_stand(describe(action(1, due="2015", status="not started")))
    assert "nobody has filled it in" in told.replace("\\", "") and "verdue" not in told


def test_no_tracker_gives_no_section():
    assert where_actions_stand(describe()) == "" == where_actions_stand(None)


def test_the_section_tells_counts_repeats_moves_and_missing_evidence():
    rows = [
        action(1, due="2023-12-31", text="Share *records* <b>now</b>."),
        action(2, status="complete", completed_date="2024-05-02"),
        action(3, status="evidence of impact seen", impact="Fewer", completed_date="2024-05-02"),
        action(4, status="not started", due="2022"),
    ]
    moves = [{"action_id": "A2", "since": "2024-03-01", "before": "in progress", "after": "complete"}]
    similar = recommendation(1, similar="q-8-0 q-9-0", recommendation_id="q-1-0")
    told = where_actions_stand(describe(*rows, recommendations=[similar], moves=moves)).replace("\\", "")
    assert "2 of 2 open actions are overdue; for 1 of these nothing has been filled in yet" in told
    assert "2 of 4 actions are complete, and 1 of these carries evidence of impact." in told
    assert "Since 1 March 2024: one action became complete." in told
    assert "1 of 2 completed actions carry no evidence of impact" in told
    assert (
        "1 of 2 open actions follow a recommendation that an earlier review had made. Most often, 3 times"
        in told
    )


def test_actions_that_came_in_complete_are_told_so_that_the_numbers_add_up():
    rows = [action(n, status="complete") for n in (1, 2)] + [action(3, status="evidence of impact seen")]
    moved = (("in progress", "complete"), ("", "complete"), ("", "evidence of impact seen"), ("", "stopped"))
    moves = [{"action_id": f"A{n}", "since": "2024-03-01", "before": before, "after": after}
             for n, (before, after) in enumerate(moved, 1)]  # fmt: skip
    told = where_actions_stand(describe(*rows, action(4, due="2025"), moves=moves)).replace("\\", "")
    assert "three actions came in (among them two complete ones) and one action became complete." in told
    told = where_actions_stand(describe(*rows, action(4), moves=[moves[0], moves[3]])).replace("\\", "")
    assert "Since 1 March 2024: one action came in and one action became complete." in told


def test_actions_that_changed_owner_are_counted_and_named_beside_those_that_moved():
    since = {"since": "2024-03-01"}
    moves = [
        since | {"action_id": "A1", "before": "in progress", "after": "complete"},
        since | {"action_id": "A2", "before": "Police", "after": "Health <b>", "what": "owners"},
        since | {"action_id": "A3", "before": "complete", "after": "", "what": "owners"},
    ]
    rows = [action(1, status="complete"), action(2, due="2025"), action(3, owners="")]
    told = where_actions_stand(describe(*rows, moves=moves))
    assert "<b>" not in told
    told = told.replace("\\", "")
    assert "Since 1 March 2024: one action became complete and two actions changed owner." in told
    assert "| Do thing 2. | Child Q: Serious Case Review | Police | Health" in told
    assert "| complete | nobody named |" in told
    told = where_actions_stand(describe(*rows, moves=moves[1:2])).replace("\\", "")
    assert "Since 1 March 2024: one action changed owner." in told
    assert "changed owner" not in where_actions_stand(describe(*rows, moves=moves[:1]))


def test_what_was_withdrawn_is_not_overdue_and_a_status_that_is_not_understood_is_marked():
    gone = action(1, due="2020", text="Withdrawn thing.", found=NOT_FOUND)
    asked = action(2, due="2023", status="not started", status_typed="Gone *soon*")
    state = describe(gone, asked, action(3, due="2024-06-30", found=NOT_FOUND))
    assert state.overdue["action_id"].tolist() == ["A2"] and state.due_soon.empty and len(state.open) == 3
    assert state.by_owner["overdue"].tolist() == [1, 1] and state.by_owner["open"].tolist() == [3, 3]
    told = where_actions_stand(state)
    assert "Withdrawn thing" not in told and "*soon*" not in told
    told = told.replace("\\", "")
    assert "1 of 3 open actions is overdue" in told and "(status “Gone *soon*” not understood)" in told
    assert (
        "Two open actions on a recommendation that is no longer found in the report count as neither overdue"
        " nor due." in told
    )


def test_words_of_the_tracker_are_escaped():
    told = where_actions_stand(describe(action(1, due="2023", text="<script>*x*", owners="[a](b)")))
    assert "<script>" not in told and "[a](b)" not in told


def test_when_nothing_is_open_the_sentence_says_so():
    assert sentence_actions(describe(action(1, status="stopped"))).startswith("No action is open.")


# Recurrence


def tracked(*rows: dict) -> list[Action]:
    return list_completed(make_table("actions", list(rows)))


def test_completed_actions_with_an_exact_day_and_themes_are_held_against_later_reviews():
    done = tracked(
        action(1, status="complete", completed_date="2020-03-31", themes="neglect; supervision"),
        action(2, status="evidence of impact seen", completed_date="2021-01-01"),
        action(3, status="complete", completed_date="2021-03"),
        action(4, status="complete"),
        action(5, status="complete", completed_date="2021-01-01", themes=""),
        action(6, completed_date=""),
    )
    assert [(one.theme, one.completed) for one in done] == [
        ("neglect", "2020-03-31"), ("neglect", "2021-01-01"), ("supervision", "2020-03-31")]  # fmt: skip


def test_the_csv_decides_the_day_of_its_themes_and_the_tracker_that_of_others():
    typed = [Action("neglect", "2019-09-30", "by hand")]
    done = tracked(
        action(1, status="complete", completed_date="2021-01-01", themes="neglect; supervision"),
        action(2, status="complete", completed_date="2019-09-30"),
    )
    joined = join_actions(typed, done)
    assert [(one.theme, one.completed) for one in joined] == [
        ("neglect", "2019-09-30"), ("neglect", "2021-01-01"), ("supervision", "2021-01-01")]  # fmt: skip
    days = choose_days(["neglect", "supervision", "x"], done, split_date="2018-01-01") | choose_days(
        [], typed
    )
    assert days == {"neglect": "2019-09-30", "supervision": "2021-01-01", "x": "2018-01-01"}


def test_the_action_that_a_person_marked_is_the_one_that_a_theme_is_held_against():
    rows = [
        action(1, status="complete", completed_date="2019-09-30", text="The standard", test_effect=True),
        action(2, status="complete", completed_date="2021-01-01", text="A small thing"),
        action(3, status="complete", completed_date="2018-01-01", text="An early one"),
    ]
    joined = join_actions([], tracked(*rows))
    assert [(one.action, one.completed, one.others) for one in joined] == [("The standard", "2019-09-30", 2)]
    assert choose_days(["neglect"], tracked(*rows)) == {"neglect": "2019-09-30"}
    unmarked = tracked(*(row | {"test_effect": False} for row in rows))
    assert [(one.action, one.others) for one in join_actions([], unmarked)] == [("A small thing", 2)]


def test_open_actions_with_a_date_that_cannot_be_read_are_told():
    told = sentence_actions(
        describe(action(1, due_typed="30 June"), action(2, due="2023", status="complete"))
    )
    assert "One open action with a date that could not be read may be overdue too." in told


def test_a_tracker_without_completed_actions_changes_nothing():
    typed = [Action("neglect", "2019-09-30", "by hand")]
    assert join_actions(typed, list_completed(make_table("actions", [action(1)]))) == typed
    assert (
        isinstance(make_table("actions", []), pd.DataFrame)
        and list_completed(make_table("actions", [])) == []
    )
