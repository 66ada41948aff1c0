"""The gaps of the method statement and of the note are filled once, and every later run takes the words."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.errors import InputError
from learning_themes.reports.data_protection import write_data_protection_note
from learning_themes.reports.gaps import COLUMNS, LONGEST, NAME, read_gaps
from tests.tables_fixture import make_tables, small_codebook, write_tables

ASKED = {"partnership": "Calderstone", "as_of": "2026-01-31"}


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    write_tables(make_tables(small_codebook(), reviews=2), folder)
    return folder


def list_rows(people):
    with (people / NAME).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_what_is_written_once_stands_in_every_later_note(run, tmp_path):
    people = tmp_path / "people"
    first = write_data_protection_note(run, people=people, **ASKED)[0].read_text(encoding="utf-8")
    rows = list_rows(people)
    assert len(rows) >= 8 and all(row["words"] == "" for row in rows) and "Fill in" in first
    for row in rows:
        row["words"] = "Ann Bell, 3 May 2026, *agreed*" if "data protection officer" in row["gap"] else ""
    with (people / NAME).open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS)
        writer.writeheader()
        writer.writerows([*rows, {"gap": "one of ours", "words": "stays"}])
    typed = (people / NAME).read_bytes()
    later = write_data_protection_note(run, people=people, **ASKED)[0].read_text(encoding="utf-8")
    assert r"Ann Bell\, 3 May 2026\, \*agreed\*" in later
    assert later.count("Fill in") == first.count("Fill in") - 1
    assert (people / NAME).read_bytes() == typed


def test_without_a_folder_nothing_is_kept(run, tmp_path):
    write_data_protection_note(run, **ASKED)
    assert not list(tmp_path.rglob(NAME))


@pytest.mark.parametrize(
    ("content", "told"), [(b"a;b\n", "lacks the columns gap, words"), (b"\xff\xfe", "UTF-8")]
)
def test_a_list_that_cannot_be_read_is_named(run, tmp_path, content, told):
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(InputError, match=told):
        write_data_protection_note(run, people=tmp_path, **ASKED)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_any_words_come_back(tmp_path_factory, words):
    people = tmp_path_factory.mktemp("people")
    gaps = read_gaps(people)
    gaps.fill("[Fill in: who, and when]")
    gaps.keep()
    with (people / NAME).open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([COLUMNS, ("who, and when", words)])
    told = read_gaps(people).fill("By: [Fill in: who, and when].")
    plain = " ".join(words.split())[:LONGEST]
    assert told == (f"By: {plain}." if plain else "By: [Fill in: who, and when].")
