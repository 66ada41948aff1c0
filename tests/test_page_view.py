"""A report's pages are shown beside what was read of them, and how well each report could be read."""

import pytest

from learning_themes.corpus.page_view import show_pages
from learning_themes.corpus.quality import show_quality
from learning_themes.corpus.register import read_corpus
from learning_themes.errors import InputError
from learning_themes.tables import make_table, read_table
from tests.conftest import typst_source
from tests.tables_fixture import register_row

HOSTILE = "<script>alert(1)</script> was said by nobody in the school."


def test_a_page_stands_beside_its_passages_and_hostile_words_are_only_words(tmp_path, make_pdf):
    source = typst_source([("heading", "Findings"), ("text", HOSTILE.replace("<", "\\<"))])
    (tmp_path / "q.pdf").write_bytes(make_pdf(source))
    reading = read_corpus(tmp_path)
    shown = show_pages(reading.register, reading.passages, folder=tmp_path)
    assert shown.count("<img alt=") == 2 and "Page 2 of q.pdf" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; was said" in shown and "<script" not in shown


def test_a_file_that_has_no_pages_to_show_is_named(four_formats):
    reading = read_corpus(four_formats)
    with pytest.raises(InputError, match="'q.docx' is no PDF .* Did you mean 'q.pdf'"):
        show_pages(reading.register, reading.passages, folder=four_formats, file="q.docx")


def test_reports_to_look_at_come_first_with_the_reason(tmp_path, make_pdf, text_report):
    (tmp_path / "a.txt").write_text(text_report * 20, encoding="utf-8")
    (tmp_path / "short.pdf").write_bytes(make_pdf())
    quality = read_corpus(tmp_path).quality
    shown = show_quality(quality)
    assert list(shown.index) == ["short.pdf", "a.txt"]
    assert shown.loc["short.pdf", "look"].startswith("only 87 words; 48\xa0% of its lines")
    assert shown.loc["a.txt", "look"] == ""
    measured = quality.set_index("file").loc["short.pdf"]
    assert measured["headings"] == 5 and 0 < measured["removed"] < 1


def number_pages(body: str, numbering: str) -> str:
    """Return Typst source of three pages whose footers count from the second page."""
    words = "The school rang the nurse on the same day, and she came. " * 4
    footer = f"context if here().page() > 1 [{numbering}]"
    pages = "#pagebreak()\n".join([f"= Findings {body}\n{words}"] * 3)
    return f"#set page(width: 400pt, height: 400pt, footer: {footer})\n{pages}"


@pytest.mark.parametrize(
    ("numbering", "printed"),
    [
        ("#(here().page() - 1)", ["", "1", "2"]),
        ("Child Q | Page #(here().page() + 4) of 9", ["", "6", "7"]),
        ('#numbering("i", here().page() + 2)', ["", "iv", "v"]),
        ("Published in 2019", ["", "", ""]),
    ],
)
def test_a_page_has_its_number_as_printed_beside_the_counted_one(tmp_path, make_pdf, numbering, printed):
    (tmp_path / "q.pdf").write_bytes(make_pdf(number_pages("", numbering)))
    passages = read_corpus(tmp_path).passages
    told = passages.drop_duplicates("page")
    assert told["page"].tolist() == [1, 2, 3] and told["printed_page"].tolist() == printed


def test_the_printed_number_is_shown_where_it_differs(tmp_path, make_pdf):
    (tmp_path / "q.pdf").write_bytes(make_pdf(number_pages("", "#(here().page() - 1)")))
    reading = read_corpus(tmp_path)
    shown = show_pages(reading.register, reading.passages, folder=tmp_path)
    assert "Page 1 of q.pdf" in shown and "Page 2, printed as 1 of q.pdf" in shown


def test_the_tables_of_an_older_run_open_without_printed_numbers(tmp_path, make_pdf):
    (tmp_path / "q.pdf").write_bytes(make_pdf())
    passages = read_corpus(tmp_path).passages
    passages.drop(columns="printed_page").to_parquet(tmp_path / "passages.parquet")
    assert set(read_table("passages", tmp_path)["printed_page"]) == {""}


def test_a_register_of_an_older_run_counts_each_of_its_files(tmp_path):
    register = make_table("register", [register_row("a")])
    register.drop(columns="counted_file").to_parquet(tmp_path / "register.parquet")
    assert list(read_table("register", tmp_path)["counted_file"]) == [""]
