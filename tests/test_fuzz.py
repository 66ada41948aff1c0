"""Whatever stands in a file: it is read, or refused in words; a table takes it, and nothing typed is lost.

LEARNING_THEMES_FUZZ=N tries N times as many inputs as here. tests/benchmarks/fuzz_readers.py looks deeper
into the readers; what it found is kept below files/fuzz.
"""

import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from learning_themes.actions.history import NAME, read_history, record_history
from learning_themes.corpus.read import read_report
from learning_themes.corpus.reading import Job, tell_report
from learning_themes.corpus.register import read_corpus
from learning_themes.corpus.typed_headings import read_headings
from learning_themes.corpus.workers import Limits
from learning_themes.errors import LearningThemesError, ReportNotRead
from learning_themes.parameters import read_parameters
from learning_themes.tables import make_table
from learning_themes.themes.codebook import load_theme_file
from learning_themes.themes.decisions import append_decision, read_decisions
from learning_themes.themes.draws import read_draws
from learning_themes.themes.proposals import Decision as Verdict
from learning_themes.themes.proposals import keep_decision, read_decided
from learning_themes.trends.typed import read_rows
from tests.test_faults import one_decision
from tests.tracker_world import Open, run, table

FILES = Path(__file__).parent / "files" / "fuzz"
TIMES = int(os.environ.get("LEARNING_THEMES_FUZZ") or 1)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # all at which Python parts a text into lines


def only_written(text: str) -> str:
    """Return the text without what no workbook can hold: control characters, and halves of a character."""
    return ILLEGAL_CHARACTERS_RE.sub("", text).encode("utf-8", "ignore").decode()


typed_text = st.text(st.one_of(st.characters(), st.sampled_from(LINE_ENDS + '",=+-@\t')), max_size=60)


def tries(number: int):
    """Return settings that try so many inputs, the same in each run unless more are asked for."""
    return settings(
        max_examples=number * TIMES, deadline=None, derandomize=TIMES == 1,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def word(marks: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{marks}</w:body></w:document>")
    return file.getvalue()


def page(marks: str) -> bytes:
    return f"<html><body><main>{marks.replace('w:', '')}".encode()


def join(parts: list[str]) -> bytes:
    return "".join(parts).encode()


def csv_line(cells: list[str]) -> bytes:
    return ",".join(cells).encode("utf-8", "replace")


names = st.sampled_from(
    "p r t tbl tr tc del ins sdt sdtContent txbxContent pPr pStyle rPr vanish br tab".split()
)
marks = st.recursive(
    st.sampled_from(["", "Findings", "AB CD", "1.2", "- a bullet", "&lt;b&gt;", "&#8232;"]),
    lambda inner: st.builds(
        lambda n, parts: f"<w:{n}>{''.join(parts)}</w:{n}>", names, st.lists(inner, max_size=4)
    ),
    max_leaves=30,
)
words = st.lists(
    st.sampled_from(
        "Findings\n\n|1.2 |- |===\n|\f|Ann BELL QC|\x1b[31m|July 2016|\u202e|\0|,(BSc)".split("|")
    )
)
CONTENTS = {
    ".docx": st.one_of(st.binary(max_size=300), marks.map(word)),
    ".html": st.one_of(st.binary(max_size=300), marks.map(page)),
    ".txt": st.one_of(st.binary(max_size=300), words.map(join)),
    ".pdf": st.binary(max_size=300).map(lambda some: b"%PDF-1.7\n" + some),
}  # fmt: skip


@pytest.mark.parametrize("suffix", CONTENTS)
def test_any_file_is_read_or_refused_as_not_read(tmp_path_factory, suffix):
    path = tmp_path_factory.mktemp("fuzz") / f"r{suffix}"

    @tries(60)
    @given(CONTENTS[suffix])
    def look(content):
        path.write_bytes(content)
        try:
            report = read_report(path, path.name, scans=False)
        except ReportNotRead as refused:
            assert str(refused).startswith(path.name)
            return
        reading = tell_report(Job(path, path.name, "r", {}, False), report)
        make_table("passages", reading.passages)
        assert reading.row["read_status"] != "not-read"

    look()


@pytest.mark.parametrize(
    ("name", "told"), [("capitals.txt", "read"), ("markup.html", "its markup is broken")]
)
def test_what_fuzzing_found_is_read_or_refused_and_nothing_hangs(tmp_path, name, told):
    (tmp_path / name).write_bytes((FILES / name).read_bytes())
    row = read_corpus(tmp_path, limits=Limits(seconds=40, seconds_a_megabyte=0)).register.iloc[0]
    assert told in f"{row['read_status']} {row['problems']}" and "longer than" not in row["problems"]


@example("one\u2028two", "")
@tries(40)
@given(typed_text, typed_text)
def test_a_verdict_on_a_proposal_comes_back_whatever_is_in_its_note(tmp_path_factory, note, theme):
    people = tmp_path_factory.mktemp("people")
    keep_decision(people, Verdict(("dog",), "dismissed", theme, "Ann", "2026-01-01", note))
    keep_decision(people, Verdict(("cat",), "dismissed", "", "Ann", "2026-01-02"))
    kept = [one.note.encode("utf-8", "replace") for one in read_decided(people)]
    assert kept == [note.encode("utf-8", "replace"), b""]


state_files = st.sampled_from(["decisions/ann.jsonl", "draws/001 a.jsonl", "proposals.jsonl", NAME])
keys = st.sampled_from("id words by when theme draw as_of action_id verdict chance".split())
rows = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), typed_text),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=6)),
    max_leaves=8,
)  # fmt: skip
damage = st.one_of(
    st.binary(max_size=80), rows.map(lambda row: json.dumps(row).encode() + b"\n"), st.just(b"[" * 3000)
)


@tries(60)
@given(state_files, damage)
def test_any_state_file_is_read_or_refused_by_name(tmp_path_factory, name, content):
    people = tmp_path_factory.mktemp("people")
    (people / name).parent.mkdir(exist_ok=True)
    (people / name).write_bytes(content)
    for read in (read_decisions, read_draws, read_decided, read_history):
        try:
            read(people)
        except LearningThemesError as refused:
            assert Path(name).name in str(refused)
    append_decision(people, one_decision("next"))
    assert "next" in {one.id for one in read_decisions(people).decisions}
    assert (people / name).read_bytes().startswith(content)


@tries(40)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(typed_text).map(csv_line),
    )
)
def test_any_list_in_csv_is_read_or_refused_by_name(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("lists") / "completed.csv"
    path.write_bytes(b"theme,completed\n" + content)
    try:
        list(read_rows(path, ("theme", "completed")))
    except LearningThemesError as refused:
        assert path.name in str(refused)


@tries(10)
@given(
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, 2**16),
)
def test_a_tracker_with_broken_bytes_is_read_or_refused_and_left_as_it_is(tmp_path_factory, bytes_set, cut):
    people = tmp_path_factory.mktemp("people")
    run(people, table(1, 2))
    path = people / "actions.xlsx"
    content = bytearray(path.read_bytes())
    for place, value in bytes_set:
        content[place % len(content)] = value
    broken = bytes(content if cut % 2 else content[: cut % len(content)])
    path.write_bytes(broken)
    try:
        run(people, table(1, 2, 3))
    except LearningThemesError as refused:
        assert path.name in str(refused) and path.read_bytes() == broken
        return
    held = [one.read_bytes() for one in people.rglob("*.xlsx")]
    assert broken in held and len(Open(people).column("Action id (machine)")) >= 2


@tries(5)
@given(typed_text.map(only_written).filter(str.strip))
def test_any_words_typed_in_the_tracker_stay_there_and_make_no_formula(tmp_path_factory, text):
    people = tmp_path_factory.mktemp("people")
    run(people, table(1, 2))
    with Open(people) as tracker:
        cell = tracker.cell(2, "Notes")
        cell.value, cell.data_type = text, "s"
    before = Open(people).cell(2, "Notes")
    run(people, table(1, 2, 3))
    after = Open(people).cell(2, "Notes")
    assert (after.value, after.data_type) == (before.value, before.data_type)


def test_a_broken_line_of_the_history_stays_where_it_is(tmp_path):
    actions = run(tmp_path, table(1, 2)).actions
    (tmp_path / NAME).write_text('{"torn', encoding="utf-8")
    assert record_history(tmp_path, actions, as_of=f"{datetime.now(UTC):%Y-%m-%d}")
    assert (tmp_path / NAME).read_text(encoding="utf-8").startswith('{"torn\n{"as_of"')
    assert {line["action_id"] for line in read_history(tmp_path)} == set(actions["action_id"])


yaml_parts = st.sampled_from(
    "corpus: a|dates: |incident|\n|- |[|]|{|}|&a |*a|!!python/object:os.system |? |: |'|#|2020-13-45".split(
        "|"
    )
    + "\t|  |\0|\x85|id: x|patterns:|%YAML 9|---|0o9|1e999|~|<<: ".split("|")
)


@tries(60)
@given(st.one_of(st.binary(max_size=80), st.lists(yaml_parts, max_size=20).map(join)))
def test_any_yaml_is_read_or_refused_by_name(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("yaml")
    path = folder / "neglect.yaml"
    path.write_bytes(content)
    for read in (
        lambda: read_parameters(path, theme_ids=["neglect"], root=folder),
        lambda: load_theme_file(path, ["harm"]),
        lambda: read_headings(path),
    ):
        try:
            read()
        except LearningThemesError as refused:
            assert path.name in str(refused) or "folder" in str(refused)
