"""Decisions: kept whatever happens, found again, combined, and applied to the evidence."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning_themes.errors import DecisionError
from learning_themes.tables import make_table
from learning_themes.themes.answers import apply_decisions, combine_answers, list_conflicts
from learning_themes.themes.checked import make_checked, make_judged
from learning_themes.themes.decisions import append_decision, decisions_file, read_decisions
from learning_themes.themes.placing import list_flagged, place_decisions
from learning_themes.trends.presence import find_presence
from tests.checking_world import CODEBOOK, TEXTS, decide, tables

# Forks a hundred writers in turn, kills each at a moment of its own, and prints what was confirmed.
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from learning_themes.themes.decisions import Decision, append_decision
people, chance = Path(sys.argv[1]), random.Random(6)
for writer in range(100):
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        for number in range(100000):
            name = f"{writer}-{number}"
            one = Decision(name, "a.0", "words " * 60, "a", "none", "noted", "", "Ann", "2026")
            append_decision(people, one)
            os.write(told, f"{one.id} ".encode())
    os.close(told)
    sys.stdout.write(os.read(heard, 65536).decode())
    time.sleep(chance.random() / 50)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(heard, 65536):
        sys.stdout.write(part.decode())
    os.close(heard)
"""


def placed(people, passages=None, themes=CODEBOOK.themes):
    passages = tables()["passages"] if passages is None else passages
    return place_decisions(read_decisions(people).decisions, passages, themes)


def evidence(people, made=None):
    made = made or tables()
    verdicts = combine_answers(placed(people, made["passages"]), made["machine"])
    found = apply_decisions(made["machine"], verdicts)
    return {(row.passage_id, row.theme): (row.stance, row.decision) for row in found.itertuples()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork and no SIGKILL")
def test_a_hundred_kills_lose_nothing_that_was_confirmed(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path)], check=True, capture_output=True, text=True
    )
    confirmed = set(told.stdout.split())
    kept = [decision.id for decision in read_decisions(tmp_path).decisions]
    assert len({one.partition("-")[0] for one in confirmed}) == 100, "every writer got to write"
    assert confirmed <= set(kept) and len(kept) == len(set(kept))


def test_a_torn_last_line_is_set_aside_and_named_and_the_next_decision_is_whole(tmp_path):
    decide(tmp_path, "a.0", "neglect", "added", "context")
    path = decisions_file(tmp_path, "Ann")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    kept = read_decisions(tmp_path)
    assert len(kept.decisions) == 1
    assert [(aside.file, aside.line) for aside in kept.asides] == [(str(path), 2)]
    decide(tmp_path, "a.1", "neglect", "rejected")
    kept = read_decisions(tmp_path)
    assert [one.passage_id for one in kept.decisions] == ["a.0", "a.1"] and len(kept.asides) == 1


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_words_and_note_come_back_as_they_were(tmp_path_factory, words, note):
    people = tmp_path_factory.mktemp("p")
    decide(people, "a.0", "none", "noted", words=words, note=note)
    back = read_decisions(people).decisions[0]
    assert (back.words, back.note) == (words, note)


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_file_however_damaged_stops_a_run(tmp_path_factory, damage):
    people = tmp_path_factory.mktemp("p")
    decide(people, "a.0", "neglect", "rejected")
    path = decisions_file(people, "Ann")
    path.write_bytes(path.read_bytes() + damage)
    assert read_decisions(people).decisions[0].theme == "neglect"


@pytest.mark.parametrize("by", ["", "   ", "123", "a\x07b", "x" * 61])
def test_a_name_that_names_nobody_is_refused_in_words(tmp_path, by):
    with pytest.raises(DecisionError, match="give your own"):
        decide(tmp_path, "a.0", "neglect", "rejected", by=by)
    assert not list(tmp_path.rglob("*.jsonl"))


@pytest.mark.parametrize("by", ["Con", "../../up", "a:b", "Zoë O’Neill", "李"])
def test_a_name_becomes_a_file_that_every_system_takes(tmp_path, by):
    path = decide(tmp_path, "a.0", "neglect", "rejected", by=by) and decisions_file(tmp_path, by)
    assert path.parent == tmp_path / "decisions" and path.is_file()
    assert not set(path.name) & set('<>:"/\\|?*') and path.stem.lower() != "con"


def test_a_value_that_is_not_allowed_is_refused(tmp_path):
    with pytest.raises(DecisionError, match="'maybe' is not one of accepted"):
        decide(tmp_path, "a.0", "neglect", "maybe")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written to")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(DecisionError, match="was not saved"):
        decide(tmp_path, "a.0", "neglect", "rejected")


def test_decisions_decide_the_evidence_and_rejected_ones_leave_presence(tmp_path):
    decide(tmp_path, "a.0", "information-sharing", "accepted", "shortfall")
    decide(tmp_path, "a.1", "professional-curiosity", "changed", "shortfall")
    decide(tmp_path, "a.1", "neglect", "rejected")
    decide(tmp_path, "a.3", "supervision-and-oversight", "added", "strength")
    found = evidence(tmp_path)
    assert found["a.0", "information-sharing"] == ("shortfall", "accepted")
    assert found["a.1", "professional-curiosity"] == ("shortfall", "changed from context")
    assert found["a.1", "neglect"] == ("shortfall", "rejected")
    assert found["a.3", "supervision-and-oversight"] == ("strength", "added")
    assert found["b.0", "fathers-and-other-adults"] == ("shortfall", "")
    made = tables()
    decided = apply_decisions(made["machine"], combine_answers(placed(tmp_path), made["machine"]))
    presence = find_presence(made["register"], made["passages"], decided)
    assert ("a", "neglect") not in set(zip(presence["review_id"], presence["theme"], strict=True))


def test_what_a_complete_answer_does_not_name_is_rejected(tmp_path):
    decide(tmp_path, "a.1", "professional-curiosity", "added", "shortfall", blind=True)
    decide(tmp_path, "a.1", "none", "complete", blind=True)
    assert evidence(tmp_path)["a.1", "neglect"] == ("shortfall", "rejected")


def test_undoing_is_a_further_line(tmp_path):
    wrong = decide(tmp_path, "a.0", "information-sharing", "rejected")
    decide(tmp_path, "a.0", "information-sharing", "undone", undoes=wrong.id)
    assert evidence(tmp_path)["a.0", "information-sharing"] == ("shortfall", "")
    assert len(decisions_file(tmp_path, "Ann").read_text(encoding="utf-8").splitlines()) == 2


def test_nobody_undoes_the_decision_of_another(tmp_path):
    first = decide(tmp_path, "a.0", "information-sharing", "rejected")
    decide(tmp_path, "a.0", "information-sharing", "undone", undoes=first.id, by="Bo")
    assert evidence(tmp_path)["a.0", "information-sharing"] == ("shortfall", "rejected")


def test_analysts_who_disagree_are_listed_until_one_settles_it(tmp_path):
    decide(tmp_path, "a.0", "information-sharing", "accepted", "shortfall")
    decide(tmp_path, "a.0", "information-sharing", "rejected", by="Bo")
    made = tables()
    conflicts = list_conflicts(combine_answers(placed(tmp_path), made["machine"]), made["passages"])
    assert conflicts["answers"].tolist() == ["Ann: shortfall; Bo: does not carry it"]
    assert evidence(tmp_path)["a.0", "information-sharing"] == ("shortfall", "unsettled")
    decide(tmp_path, "a.0", "information-sharing", "settled", "context", by="Cal")
    assert evidence(tmp_path)["a.0", "information-sharing"] == ("context", "changed from shortfall")
    assert list_conflicts(combine_answers(placed(tmp_path), made["machine"]), made["passages"]).empty


def test_a_theme_that_left_the_codebook_keeps_its_decision_flagged(tmp_path):
    decide(tmp_path, "a.3", "neglect", "added", "shortfall")
    fewer = {theme: one for theme, one in CODEBOOK.themes.items() if theme != "neglect"}
    flagged = list_flagged(placed(tmp_path, themes=fewer))
    assert flagged[["theme", "why"]].values.tolist() == [["neglect", "theme gone"]]
    assert ("a.3", "neglect") in evidence(tmp_path), "it is in force again once the theme is back"


def test_a_report_issued_again_keeps_its_decisions_by_their_words(tmp_path):
    decide(tmp_path, "a.0", "information-sharing", "rejected")
    decide(tmp_path, "a.3", "neglect", "added", "context")
    made = tables()
    passages = made["passages"]
    passages["passage_id"] = "new-" + passages["passage_id"]
    passages["review_id"] = "new-" + passages["review_id"]
    passages.loc[passages["text"] == TEXTS["a"][0], "text"] = "The midwife did NOT share her concern"
    found = placed(tmp_path, passages)
    assert {(one.passage_id, one.state) for one in found} == {
        ("new-a.0", "found again by its words"),
        ("new-a.3", "found again by its words"),
    }


def test_words_that_changed_are_flagged_and_change_nothing(tmp_path):
    decide(tmp_path, "a.0", "information-sharing", "rejected")
    made = tables()
    passages = made["passages"]
    passages.loc[0, ["passage_id", "text"]] = ["a.9", "The midwife did not share her two concerns."]
    made["machine"].loc[0, "passage_id"] = "a.9"
    (one,) = placed(tmp_path, passages)
    assert (one.passage_id, one.state) == ("a.9", "words changed")
    assert evidence(tmp_path, made)["a.9", "information-sharing"] == ("shortfall", "")


def test_checked_has_a_row_for_each_theme_of_either_side_and_one_where_there_is_none(tmp_path):
    decide(tmp_path, "a.1", "professional-curiosity", "added", "shortfall", blind=True)
    decide(tmp_path, "a.1", "early-help", "added", "context", blind=True)
    decide(tmp_path, "a.1", "none", "complete", blind=True)
    decide(tmp_path, "a.3", "none", "complete", blind=True)
    decide(tmp_path, "b.0", "fathers-and-other-adults", "accepted", "shortfall")  # not complete
    checked = make_checked(placed(tmp_path), tables()["machine"], {})
    assert checked[["passage_id", "theme", "machine", "analyst"]].values.tolist() == [
        ["a.1", "early-help", "", "context"],
        ["a.1", "neglect", "shortfall", ""],
        ["a.1", "professional-curiosity", "context", "shortfall"],
        ["a.3", "", "", ""],
    ]


def test_what_was_changed_on_seeing_the_codes_mends_the_evidence_and_not_the_blind_answer(tmp_path):
    decide(tmp_path, "a.0", "none", "complete", blind=True)
    decide(tmp_path, "a.0", "information-sharing", "accepted", "shortfall")
    checked = make_checked(placed(tmp_path), tables()["machine"], {})
    assert checked[["theme", "analyst", "blind"]].values.tolist() == [["information-sharing", "", True]]
    assert evidence(tmp_path)["a.0", "information-sharing"] == ("shortfall", "accepted")


def test_judged_reviews_stand_beside_what_the_machine_makes_of_them(tmp_path):
    for verdict in ("key", "present"):
        decide(tmp_path, "a.0", "neglect", verdict, passage_id="", words="")
    presence = make_table("presence", [])
    judged = make_judged(placed(tmp_path), presence, {})
    assert judged[["machine_present", "present", "key"]].values.tolist() == [[False, True, False]]


def test_decisions_are_plain_lines_of_json(tmp_path):
    decision = decide(tmp_path, "a.0", "neglect", "added", "context", note="=HYPERLINK()")
    row = json.loads(decisions_file(tmp_path, "Ann").read_text(encoding="utf-8"))
    assert row["note"] == "=HYPERLINK()" and row["by"] == "Ann" and row["words"] == TEXTS["a"][0]
    append_decision(tmp_path, decision)
    assert len(read_decisions(tmp_path).decisions) == 1, "the same decision twice is one"
