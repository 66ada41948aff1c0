"""Nothing is done twice, and the cache is never a source of wrong answers."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.cache import Cache, Kept, make_key
from learning_themes.corpus import files_read
from learning_themes.corpus.register import read_corpus
from learning_themes.corpus.workers import Failed

KEY, OTHER = make_key("one"), make_key("another")


def read_everything(folder: Path, cache: Cache, **given: object) -> list:
    corpus = read_corpus(folder, cache=cache, **given)
    return [table.to_dict("list") for table in (corpus.register, corpus.passages, corpus.quality)]


@pytest.fixture
def cache(tmp_path_factory) -> Cache:
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def read_anew(monkeypatch) -> list[str]:
    """The files that were read in a worker, and not taken from the cache."""
    files: list[str] = []
    run_apart = files_read.run_apart

    def note(function, jobs, **given):
        files.extend(job.file for job, _ in jobs)
        return run_apart(function, jobs, **given)

    monkeypatch.setattr(files_read, "run_apart", note)
    return files


def test_the_tables_are_the_same_with_and_without_the_cache(four_formats, cache, read_anew, tmp_path_factory):
    first = read_everything(four_formats, cache)
    read_anew.clear()
    assert read_everything(four_formats, cache) == first
    assert read_anew == []
    assert read_everything(four_formats, Cache(tmp_path_factory.mktemp("empty"))) == first


def test_only_what_was_added_or_changed_is_read_again(four_formats, cache, read_anew, text_report):
    read_everything(four_formats, cache)
    read_anew.clear()
    (four_formats / "new.txt").write_text(text_report.replace("police", "school"), encoding="utf-8")
    (four_formats / "q.txt").write_text(text_report.replace("GP", "hospital"), encoding="utf-8")
    (four_formats / "q.pdf").unlink()
    register, *_ = read_everything(four_formats, cache)
    assert sorted(read_anew) == ["new.txt", "q.txt"]
    assert register["file"] == ["new.txt", "q.docx", "q.html", "q.txt"]


def test_a_heading_that_a_person_maps_is_heeded_at_once(four_formats, cache):
    _, before, _ = read_everything(four_formats, cache, people=four_formats / "_people")
    (four_formats / "_people").mkdir()
    (four_formats / "_people" / "headings.yaml").write_text("Findings: narrative\n", encoding="utf-8")
    _, after, _ = read_everything(four_formats, cache, people=four_formats / "_people")
    assert "narrative" in set(after["section"]) - set(before["section"])


def test_another_reader_reads_everything_again(four_formats, cache, read_anew, monkeypatch):
    read_everything(four_formats, cache)
    read_anew.clear()
    monkeypatch.setattr(files_read, "digest_code", lambda *_: "a newer reader")
    read_everything(four_formats, cache)
    assert len(read_anew) == 4


def test_a_file_that_is_no_report_is_not_tried_again(tmp_path, cache, read_anew):
    (tmp_path / "a.pdf").write_bytes(b"no PDF at all")
    first = read_everything(tmp_path, cache)
    assert first[0]["read_status"] == ["not-read"]
    assert read_everything(tmp_path, cache) == first and read_anew == ["a.pdf"]


def test_a_file_whose_reader_failed_is_tried_again(tmp_path, cache, text_report, monkeypatch):
    (tmp_path / "a.txt").write_text(text_report, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(files_read, "run_apart", lambda *_, **__: iter([Failed("took too long")]))
        assert read_everything(tmp_path, cache)[0]["read_status"] == ["not-read"]
    assert read_everything(tmp_path, cache)[0]["read_status"] == ["read"]


def empty(entry: Path) -> None:
    entry.write_bytes(b"")


def cut_off(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-10])


def lengthen(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes() + b"\0")


def swap(entry: Path) -> None:
    other = next(path for path in entry.parents[1].glob("??/*") if path != entry)
    entry.write_bytes(other.read_bytes())


def scramble(entry: Path) -> None:
    entry.write_bytes(os.urandom(3000))


def put_a_folder_there(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


def take_away(entry: Path) -> None:
    entry.unlink()


def make_sound_nonsense(entry: Path) -> None:
    """Content with the right key and hash, which is no table."""
    Cache(entry.parents[2]).put(files_read.KIND, entry.name, b"sound, and nonsense")


@pytest.mark.parametrize(
    "damage", [empty, cut_off, lengthen, swap, scramble, put_a_folder_there, take_away, make_sound_nonsense]
)
def test_a_damaged_entry_is_noticed_and_made_again(four_formats, cache, read_anew, damage):
    first = read_everything(four_formats, cache)
    read_anew.clear()
    damage(min((cache.folder / files_read.KIND).glob("??/*")))
    assert read_everything(four_formats, cache) == first
    assert len(read_anew) == 1


@given(content=st.binary(min_size=1, max_size=300), data=st.data())
def test_no_byte_of_an_entry_changes_unnoticed(tmp_path_factory, content, data):
    cache = Cache(tmp_path_factory.mktemp("cache"))
    cache.put("reports", KEY, content)
    entry = next(cache.folder.glob("reports/??/*"))
    whole = bytearray(entry.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    entry.write_bytes(whole)
    assert cache.get("reports", KEY) is None
    assert not entry.exists()


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(four_formats, cache, tmp_path_factory):
    no_folder = tmp_path_factory.mktemp("none") / "a file"
    no_folder.write_text("in the way", encoding="utf-8")
    assert read_everything(four_formats, Cache(no_folder)) == read_everything(four_formats, cache)
    assert no_folder.read_text(encoding="utf-8") == "in the way"


def test_what_was_used_longest_ago_goes_first(cache):
    small = Cache(cache.folder, most=2000)
    for place, key in enumerate((KEY, OTHER)):
        small.put("reports", key, b"x" * 1000)
        os.utime(next(cache.folder.glob(f"reports/??/{key}")), (place, place))
    small.get("reports", KEY)  # used just now, so that the other is the one to go
    small.trim()
    assert small.get("reports", OTHER) is None and small.get("reports", KEY) is not None


def test_what_a_stopped_run_left_half_written_is_never_read_and_goes(cache):
    cache.put("reports", KEY, b"whole")
    half = next(cache.folder.glob("reports/??/*")).with_name(f".{KEY}.part-1")
    half.write_bytes(b"ha")
    assert cache.measure()["reports"].entries == 1 and half.exists()  # it may be another run's
    os.utime(half, (time.time() - 7200,) * 2)
    cache.measure()
    assert not half.exists()


def test_clearing_leaves_what_is_not_the_caches(cache):
    cache.put("evidence", KEY, b"x")
    (cache.folder / "models-1.npz").write_bytes(b"learned")
    cache.clear()
    assert cache.measure()["evidence"] == Kept(0, 0)
    assert [path.name for path in cache.folder.iterdir()] == ["models-1.npz"]
