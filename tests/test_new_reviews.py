"""Which reviews are new since the last board report: told on page one, by title, and never by chance."""

import json

import pytest
from lxml import html
from tables_fixture import make_tables, register_row, small_codebook, write_tables

from learning_themes.errors import InputError
from learning_themes.reports.board import write_board_report
from learning_themes.tables import make_table
from learning_themes.trends.new_reviews import NAME, find_new_reviews, record_report
from learning_themes.trends.public import make_public
from learning_themes.trends.suppression import Limits
from tests.public_world import COUNTING, make_world

MARCH, JUNE, SEPTEMBER = "2026-03-31", "2026-06-30", "2026-09-30"
CODEBOOK = small_codebook(4)


def register_of(*ids: str, **values):
    rows = [register_row(one, sha256=one * 64) | values for one in ids]
    return make_table("register", rows)


def states(people, register, as_of):
    found = find_new_reviews(people, register, as_of=as_of)
    return {row.review_id: (row.state, row.since) for row in found.itertuples()}


def test_reviews_are_told_against_the_last_report_of_an_earlier_day(tmp_path):
    assert states(tmp_path, register_of("a", "b"), MARCH) == {}  # the first report
    assert record_report(tmp_path, register_of("a", "b"), as_of=MARCH)
    assert (
        states(tmp_path, register_of("a", "b"), MARCH) == {}
    )  # made again on its day, it is the first still
    assert states(tmp_path, register_of("b", "c"), JUNE) == {
        "b": ("known", MARCH), "c": ("new", MARCH), "a": ("gone", MARCH)
    }  # fmt: skip
    assert record_report(tmp_path, register_of("b", "c"), as_of=JUNE)
    assert states(tmp_path, register_of("b", "c"), SEPTEMBER) == {"b": ("known", JUNE), "c": ("known", JUNE)}
    assert states(tmp_path, register_of("b", "c"), JUNE)["c"] == ("new", MARCH)


def test_a_review_whose_id_is_another_one_is_known_by_its_file(tmp_path):
    record_report(tmp_path, register_of("a"), as_of=MARCH)
    renamed = make_table("register", [register_row("z", sha256="a" * 64)])
    assert states(tmp_path, renamed, JUNE) == {"z": ("known", MARCH)}


def test_what_is_no_report_to_the_board_leaves_no_line(tmp_path):
    assert not record_report(tmp_path, register_of("a"), as_of=MARCH, audience="public")
    assert not record_report(tmp_path, register_of("a"), as_of="2199-01-01")
    assert not record_report("", register_of("a"), as_of=MARCH)
    assert not (tmp_path / NAME).exists()
    assert record_report(tmp_path, register_of("a"), as_of=JUNE)
    assert not record_report(tmp_path, register_of("a"), as_of=JUNE)
    assert not record_report(tmp_path, register_of("a"), as_of=MARCH)
    assert len((tmp_path / NAME).read_text(encoding="utf-8").splitlines()) == 1


def test_reviews_that_could_not_be_read_and_those_of_other_areas_are_not_counted(tmp_path):
    record_report(tmp_path, register_of("a"), as_of=MARCH)
    rows = [
        register_row("a", sha256="a" * 64),
        register_row("b", read_status="not-read"),
        register_row("c", group="comparison"),
    ]
    assert set(states(tmp_path, make_table("register", rows), JUNE)) == {"a"}


def test_a_broken_line_is_passed_over_and_a_file_that_is_no_text_is_named(tmp_path):
    record_report(tmp_path, register_of("a"), as_of=MARCH)
    with (tmp_path / NAME).open("a", encoding="utf-8") as lines:
        lines.write('{"as_of": "2026-04-01"\n[]\n{"as_of": 3, "reviews": {}}\n')
    assert states(tmp_path, register_of("a", "b"), JUNE)["b"] == ("new", MARCH)
    (tmp_path / NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=f"{NAME}: cannot be read.*move it away and run again"):
        find_new_reviews(tmp_path, register_of("a"), as_of=JUNE)


def test_the_line_holds_no_word_of_a_review(tmp_path):
    record_report(tmp_path, register_of("a", title="Child Zebedee", file="zebedee.pdf"), as_of=MARCH)
    line = json.loads((tmp_path / NAME).read_text(encoding="utf-8"))
    assert line == {"as_of": MARCH, "reviews": {"a": ["a" * 64]}}


@pytest.mark.parametrize(
    ("new", "gone", "told"),
    [
        ((), 0, "No review is new since the report of 31 March 2026."),
        ((0,), 1, "New since the report of 31 March 2026: one review (<b>Child</b> 0). One review counted"
         " there is not counted now (gone-0)."),
        ((0, 1, 2, 3, 4), 2, "five reviews (<b>Child</b> 0, <b>Child</b> 1, <b>Child</b> 2 and two others)."
         " Two reviews counted there are not counted now (gone-0 and Child Gone)."),
        ((0,), 5, "not counted now (gone-0, Child Gone, gone-2 and two others)."),
    ],
)  # fmt: skip
def test_page_one_names_the_new_reviews_and_those_that_are_gone(tmp_path, new, gone, told):
    tables = make_tables(CODEBOOK, reviews=6)
    register = tables["register"]
    ours = register[(register["group"] == "ours") & (register["read_status"] != "not-read")]
    ids = ours.sort_values("published_date")["review_id"].tolist()
    for place, one in enumerate(ids):
        register.loc[register["review_id"] == one, "title"] = f"<b>Child</b> {place}"
    state = [{"review_id": one, "since": MARCH, "state": "new" if place in new else "known"}
             for place, one in enumerate(ids)]  # fmt: skip
    state += [{"review_id": f"gone-{one}", "since": MARCH, "state": "gone"} for one in range(gone)]
    left = register_row("gone-1", title="Child Gone", read_status="not-read")
    tables["register"] = make_table("register", [*register.to_dict("records"), left])
    write_tables(tables | {"new_reviews": make_table("new_reviews", state)}, tmp_path)
    paths = write_board_report(
        tmp_path, codebook=CODEBOOK, partnership="Example", dates="publication", as_of=JUNE, length="summary"
    )
    page = html.document_fromstring(paths["html"].read_text(encoding="utf-8"))
    summary = " ".join(page.xpath("//section[@id='summary']")[0].text_content().split())
    assert told in summary


def test_the_public_is_told_nothing_of_the_last_report_to_the_board():
    tables = make_world()
    state = [{"review_id": one, "since": MARCH, "state": "new"} for one in tables["register"]["review_id"]]
    tables["new_reviews"] = make_table("new_reviews", state)
    assert make_public(tables, COUNTING, Limits())["new_reviews"].empty
