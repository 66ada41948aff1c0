"""How far a long stage is: told as a line, with a time left that is about right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.progress import PROGRESS_VARIABLE, Stage


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def left(tmp_path, monkeypatch):
    """Return a function that reads the line that was left for the run."""
    monkeypatch.setenv(PROGRESS_VARIABLE, str(tmp_path / "told"))
    return lambda: (tmp_path / "told").read_text(encoding="utf-8")


@given(st.lists(st.integers(1, 50), min_size=3, max_size=30), st.floats(0, 500))
def test_at_an_even_pace_the_time_left_is_the_time_left_whatever_went_before(sizes, start):
    clock = Clock()
    stage = Stage("coding", clock=clock)
    stage(0, len(sizes), "", 0.0)
    clock.now += start  # imports and training
    for done in range(1, len(sizes)):
        clock.now += 4.0 * sizes[done - 1]
        share = sum(sizes[:done]) / sum(sizes)
        stage(done, len(sizes), "x", share)
        told = stage.seconds_left(share)
        assert told is None if done == 1 else told == pytest.approx(4.0 * sum(sizes[done:]))


def test_the_line_says_what_is_done_the_time_left_and_the_file(left):
    clock = Clock()
    stage = Stage("reading", clock=clock)
    stage(1, 4, "a.pdf", 0.1)
    assert left() == "reading: 1 of 4: a.pdf"
    clock.now += 30
    stage(2, 4, "b.pdf", 0.4)
    assert left() == "reading: 2 of 4, about 1 min left: b.pdf"
    clock.now += 60
    stage(4, 4, "d.pdf", 1.0)
    assert left() == "reading: 4 of 4, 2 min"


def test_a_second_folder_begins_its_own_time(left):
    clock = Clock()
    stage = Stage("reading", clock=clock)
    stage(2, 2, "b.pdf", 1.0)
    clock.now += 600
    stage(0, 3, "", 0.0)
    clock.now += 2
    stage(3, 3, "e.pdf", 1.0)
    assert left() == "reading: 3 of 3, 2 s"


def test_a_line_that_cannot_be_left_stops_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv(PROGRESS_VARIABLE, str(tmp_path / "no" / "folder"))
    Stage("reading")(1, 1, "a.pdf", 1.0)
