"""A file that hangs, needs too much memory or ends its reader is a row; the others go on."""

import os
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from learning_themes.corpus import workers
from learning_themes.corpus.register import read_corpus
from learning_themes.corpus.workers import Failed, Limits, run_apart


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def end(code: int) -> int:
    if code:
        os._exit(code)
    return code


def fill(megabytes: int) -> int:
    return len(bytearray(megabytes * 1_000_000))


def test_a_worker_that_hangs_is_replaced_and_the_others_go_on():
    jobs = [(0, 0), (60, 0), (0.01, 0)]
    first, hung, last = run_apart(sleep, jobs, limits=Limits(seconds=3))
    assert (first, last) == (0, 0.01)
    assert hung == Failed("took longer than 3 seconds to read")


def test_a_larger_file_may_take_longer():
    limits = Limits(seconds=10, seconds_a_megabyte=2)
    assert limits.time_for(5_000_000) == 20


def test_a_worker_that_dies_is_replaced_and_the_others_go_on():
    done = list(run_apart(end, [(0, 0), (7, 0), (0, 0), (0, 0)], limits=Limits()))
    assert [one for one in done if not isinstance(one, Failed)] == [0, 0, 0]
    assert done[1].reason.startswith("stopped the reader")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot hold a process to a memory")
def test_a_worker_that_needs_too_much_memory_is_stopped():
    few, many = run_apart(fill, [(1, 0), (20_000, 0)], limits=Limits())
    assert few == 1_000_000 and "6,000 MB" in many.reason


def test_a_file_that_takes_too_long_is_a_row_with_its_reason(tmp_path, text_report):
    (tmp_path / "a.txt").write_text(text_report, encoding="utf-8")
    (tmp_path / "b.txt").write_text("The school did not know of it. " * 320_000, encoding="utf-8")
    limits = Limits(seconds=6, seconds_a_megabyte=0)
    quick, slow = read_corpus(tmp_path, limits=limits).register.to_dict("records")
    assert quick["read_status"] == "read"
    assert slow["problems"].startswith("b.txt took longer than 6 seconds to read")


def break_pool() -> None:
    """Bring the workers into the state in which the death of one leaves them when it had taken no job yet."""
    for pool in workers._STARTED:
        pool._pool_manager.handle_broken_pool(BrokenProcessPool("All workers expired"))


def test_a_pool_that_breaks_is_replaced_and_no_file_is_lost():
    done = run_apart(sleep, [(0.01 * number, 0) for number in range(40)], limits=Limits())
    first = next(done)
    break_pool()
    assert [first, *done] == [0.01 * number for number in range(40)]
    break_pool()
    assert list(run_apart(sleep, [(0, 0), (0.01, 0)], limits=Limits())) == [0, 0.01]


def test_a_pool_that_hangs_is_replaced_and_no_file_is_lost(monkeypatch):
    monkeypatch.setattr(workers, "STARTING", 25)  # in which the new pool is to start, on a busy machine too
    assert list(run_apart(sleep, [(0, 0), (0.01, 0)], limits=Limits())) == [0, 0.01]
    for pool in workers._STARTED:  # what its workers say is never heard again, nor how long they take
        monkeypatch.setattr(pool._pool_manager, "process_next_message", time.sleep)
        monkeypatch.setattr(pool._pool_manager, "update_status", lambda: None)
    done = run_apart(sleep, [(0.02, 0), (0.03, 0)], limits=Limits(seconds=5))
    assert list(done) == [0.02, 0.03]
