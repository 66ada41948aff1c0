"""Reading: what is in a report comes out as passages in their place, and nothing else does."""

import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from learning_themes.cli import main
from learning_themes.corpus.corrections import CORRECTIONS
from learning_themes.corpus.register import read_corpora, read_corpus
from learning_themes.corpus.typed_headings import HEADINGS
from learning_themes.corpus.views import show_told
from learning_themes.errors import InputError
from tests.conftest import PARAGRAPHS, typst_source


def read_one(folder: Path, name: str, data: bytes):
    """Return register row and passages of one file alone in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    corpus = read_corpus(folder)
    return corpus.register.iloc[0], corpus.passages


def texts(passages, **where) -> list[str]:
    for column, value in where.items():
        passages = passages[passages[column] == value]
    return passages["text"].tolist()


def test_every_format_gives_the_same_passages_in_the_same_sections(four_formats):
    corpus = read_corpus(four_formats)
    assert corpus.register["read_status"].tolist() == ["read"] * 4
    told = {
        file: [
            (row.section, row.text)
            for row in corpus.passages[corpus.passages["review_id"] == review_id].itertuples()
            if row.section != "front-matter"
        ]
        for file, review_id in zip(corpus.register["file"], corpus.register["review_id"], strict=True)
    }
    assert told["q.pdf"] == told["q.docx"] == told["q.html"] == told["q.txt"]
    assert ("findings", "The police did not pass the information on.") in told["q.pdf"]
    assert (
        "method",
        "The review was asked how well agencies shared information with one another.",
    ) in told["q.pdf"]


@pytest.mark.parametrize("name", ["q.pdf", "q.docx", "q.html", "q.txt"])
def test_the_register_has_what_the_first_page_says(four_formats, name):
    register = read_corpus(four_formats).register.set_index("file")
    row = register.loc[name]
    assert row["title"] == "Serious Case Review: Child Q"
    assert (row["review_type"], row["published_date"], row["status"]) == (
        "SCR",
        "2016-06-09",
        "draft",
    )


def test_running_headers_page_numbers_and_contents_are_no_passages(tmp_path, make_pdf):
    entries = ["Findings", "What was done", "Appendix"]
    lines = "\n\n".join(f"{entry} #box(width: 1fr, repeat[.]) 3" for entry in entries)
    contents = f"= Contents\n{lines}\n#pagebreak()\n"
    source = typst_source().replace("= Executive summary", contents + "= Executive summary", 1)
    row, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    everything = " ".join(passages["text"])
    assert "overview report" not in everything
    assert "Page 2" not in everything
    assert "What was done" not in everything
    assert len(texts(passages, kind="sentence")) >= 6


def test_a_paragraph_that_runs_over_the_page_is_one(tmp_path, make_pdf):
    long = "Practitioners said" + " that somebody had told them" * 160 + ". Nobody wrote it down."
    paragraphs = [("heading", "Findings"), ("text", long)]
    row, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(typst_source(paragraphs)))
    found = passages[(passages["section"] == "findings") & (passages["kind"] == "sentence")]
    assert found["paragraph"].nunique() == 1
    assert row["pages"] > found["page"].iloc[0]
    assert len(found) == 2


def test_pages_are_counted_from_one(tmp_path, make_pdf):
    row, passages = read_one(tmp_path / "c", "q.pdf", make_pdf())
    page = passages.set_index("text")["page"]
    assert row["pages"] == page["Recommendations"] + 1
    assert page["Serious Case Review: Child Q"] == 1


def test_a_hyphen_at_the_end_of_a_line_stays_in_a_compound(tmp_path, make_pdf):
    source = (
        "#set page(width: 200pt)\n#set text(hyphenate: false)\n= Findings\n"
        + typst_source([("text", "The multi-agency meeting was a non-judgemental one. " * 20)]).split(
            "\n", 2
        )[2]
    )
    row, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert set(texts(passages, kind="sentence")[2:]) == {
        "The multi-agency meeting was a non-judgemental one."
    }


def test_tracked_deletions_and_hidden_text_of_word_never_leak(tmp_path, make_docx):
    def change(document):
        paragraph = document.add_paragraph("The mother ")
        deleted = parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText>Jane Doe </w:delText></w:r></w:del>'
        )
        inserted = parse_xml(
            f'<w:ins {nsdecls("w")} w:id="2" w:author="a"><w:r><w:t>was seen alone.</w:t></w:r></w:ins>'
        )
        paragraph._p.append(deleted)
        paragraph._p.append(inserted)
        run = document.add_paragraph("Seen. ").add_run("Hidden Name")
        run._r.get_or_add_rPr().append(OxmlElement("w:vanish"))

    row, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    everything = " ".join(passages["text"])
    assert "The mother was seen alone." in everything
    assert "Jane" not in everything and "Hidden Name" not in everything
    assert row["read_status"] == "read-with-warning"
    assert "deletions were left out" in row["problems"] and "hidden text" in row["problems"]


def test_a_table_is_read_row_by_row_with_its_column_names(tmp_path, make_docx):
    def change(document):
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(table.rows[0].cells, ["Recommendation", "Owner", "Due"], strict=True):
            cell.text = text
        for cell, text in zip(table.rows[1].cells, ["Share records", "The Trust", "June 2017"], strict=True):
            cell.text = text

    row, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert texts(passages, kind="row") == [
        "Recommendation: Share records | Owner: The Trust | Due: June 2017"
    ]


def test_headings_made_by_hand_in_bold_are_headings(tmp_path):
    import io

    import docx

    document = docx.Document()
    for kind, text in PARAGRAPHS:
        document.add_paragraph().add_run(text).bold = kind == "heading"
    file = io.BytesIO()
    document.save(file)
    row, passages = read_one(tmp_path / "c", "q.docx", file.getvalue())
    assert texts(passages, kind="heading") == [text for kind, text in PARAGRAPHS if kind == "heading"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.pdf", b"", "is empty"),
        (
            "page.pdf",
            b"<!DOCTYPE html><html><body>Not found</body></html>",
            "no PDF but a web page",
        ),
        ("words.pdf", b"just words, no PDF", "no PDF inside"),
        ("broken.pdf", b"%PDF-1.7\nbroken", "damaged"),
        ("broken.docx", b"PK\x03\x04broken", "damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is an old Word file"),
        ("zeros.txt", b"\x00\x01\x02\x00 word", "is not text"),
        ("nothing.html", b"<html><body></body></html>", "no main text"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_row_with_its_reason(tmp_path, name, data, reason):
    row, passages = read_one(tmp_path / "c", name, data)
    assert row["read_status"] == "not-read"
    assert reason in row["problems"] and name in row["problems"]
    assert passages.empty


def test_a_text_heading_of_two_lines_with_an_underline_is_one_heading(tmp_path):
    text = "Finding 1: The plan measured what\nMother did\n-----------\n\nNobody asked the children."
    row, passages = read_one(tmp_path / "c", "q.txt", text.encode())
    assert texts(passages, kind="heading") == ["Finding 1: The plan measured what Mother did"]


def test_a_scan_is_named_as_one(tmp_path, make_pdf):
    row, passages = read_one(
        tmp_path / "c", "scan.pdf", make_pdf("#rect(width: 100%)\n#pagebreak()\n#rect()")
    )
    assert row["read_status"] == "not-read" and "scan" in row["problems"]


def test_one_bad_file_changes_nothing_for_the_others(four_formats):
    before = read_corpus(four_formats)
    (four_formats / "a.pdf").write_bytes(b"%PDF-1.7\nbroken")
    after = read_corpus(four_formats)
    assert after.passages.equals(before.passages)
    assert len(after.register) == len(before.register) + 1


def test_a_file_under_two_names_counts_once(four_formats):
    shutil.copy(four_formats / "q.pdf", four_formats / "r copy.pdf")
    corpus = read_corpus(four_formats)
    row = corpus.register.set_index("file").loc["r copy.pdf"]
    assert row["review_id"] == corpus.register.set_index("file").loc["q.pdf", "review_id"]
    assert row["problems"] == "the same file as q.pdf: counted once"
    assert len(corpus.passages) == len(read_corpus(four_formats).passages)


def test_other_kinds_of_file_are_listed_and_folders_of_people_left_alone(four_formats):
    (four_formats / "index.csv").write_text("a,b")
    (four_formats / "_people").mkdir()
    (four_formats / "_people" / "note.txt").write_text("A note")
    corpus = read_corpus(four_formats)
    assert corpus.left_alone == ("index.csv",)
    assert len(corpus.register) == 4


def test_a_link_out_of_the_folder_is_not_followed(tmp_path, four_formats):
    inside = tmp_path / "inside"
    inside.mkdir()
    try:
        (inside / "linked.pdf").symlink_to(four_formats / "q.pdf")
    except OSError:
        pytest.skip("this system does not let the test make a link")
    corpus = read_corpus(inside)
    assert corpus.register.empty and corpus.left_alone == ("linked.pdf",)


def test_a_persons_correction_wins_and_a_wrong_one_is_named(four_formats):
    people = four_formats / "_people"
    people.mkdir()
    lines = "when,value,column,file\n2026-01-01,2016-07-01,published_date,q.pdf\n"
    (people / CORRECTIONS).write_text(lines, encoding="utf-8")
    register = read_corpus(four_formats, people=people).register.set_index("file")
    assert register.loc["q.pdf", "published_date"] == "2016-07-01"
    assert register.loc["q.docx", "published_date"] == "2016-06-09"
    (people / CORRECTIONS).write_text("file,column,value\nq.pdf,status,publishd\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2: 'publishd' is not one of draft, published.*'published'"):
        read_corpus(four_formats, people=people)


def test_passages_keep_their_ids_when_the_file_is_read_again_or_moved_in_the_text(tmp_path, make_pdf):
    _, before = read_one(tmp_path / "a", "q.pdf", make_pdf())
    longer = [("heading", "Foreword"), ("text", "A new first page.")] + PARAGRAPHS
    _, after = read_one(tmp_path / "b", "q.pdf", make_pdf(typst_source(longer)))
    kept = dict(zip(after["text"], after["passage_id"], strict=True))
    assert all(kept[row.text] == row.passage_id for row in before.itertuples())
    assert before["passage_id"].is_unique


@pytest.mark.shared
def test_58_of_the_59_real_reports_are_read_and_the_other_is_named(shared):
    corpus = read_corpus(shared / "reports" / "ofsted")
    read = corpus.register["read_status"] != "not-read"
    assert (read.sum(), len(corpus.register)) == (58, 59)
    assert "no PDF but a web page" in corpus.register.loc[~read, "problems"].iloc[0]
    assert (corpus.register.loc[read, "published_date"] != "").all()


def test_a_comparison_folder_inside_the_corpus_counts_for_the_comparison_alone(tmp_path, text_report):
    (tmp_path / "neighbours").mkdir()
    (tmp_path / "ours.txt").write_text(text_report, encoding="utf-8")
    (tmp_path / "neighbours" / "theirs.txt").write_text(text_report + "Another end.", encoding="utf-8")
    corpus = read_corpora(tmp_path, comparison=tmp_path / "neighbours")
    assert corpus.register[["file", "group"]].values.tolist() == [
        ["ours.txt", "ours"],
        ["theirs.txt", "comparison"],
    ]
    assert len(read_corpus(tmp_path).register) == 2


def test_a_heading_that_a_person_mapped_is_read_as_they_say_and_a_wrong_section_is_named(four_formats):
    people = four_formats / "_people"
    people.mkdir()
    (people / HEADINGS).write_text('"FINDINGS": narrative\n', encoding="utf-8")
    passages = read_corpus(four_formats, people=people).passages
    assert set(passages[passages["heading"] == "Findings"]["section"]) == {"narrative"}
    assert set(passages[passages["heading"] == "Terms of reference"]["section"]) == {"method"}
    (people / HEADINGS).write_text('"Findings": naration\n', encoding="utf-8")
    with pytest.raises(
        InputError, match=r"headings.yaml: 'Findings': 'naration' is no section; allowed .*'narrative'"
    ):
        read_corpus(four_formats, people=people)


def test_a_line_that_fits_no_heading_of_any_report_is_named_with_its_file_and_the_nearest(
    four_formats, capsys
):
    people = four_formats / "_people"
    people.mkdir()
    lines = '"2. FINDINGS": narrative\n"Finding and analysis": analysis\n"The asks": recommendations\n'
    (people / HEADINGS).write_text(lines, encoding="utf-8")
    told = list(show_told(read_corpus(four_formats, people=people))["about the corrections"])
    assert len(told) == 2
    assert told[0].startswith(
        f"{four_formats.name}/_people/{HEADINGS}: 'Finding and analysis' is no heading of any"
    )
    assert told[0].endswith("Did you mean 'Findings'?") and "'The asks'" in told[1]
    main(["read", str(four_formats)])
    assert f"_people/{HEADINGS}: 'The asks' is no heading of any report" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["- Findings\n", "a: b: c\n", '"3.2": findings\n', "just words\n"])
def test_headings_that_cannot_be_used_say_what_to_write(four_formats, text):
    (four_formats / "_people").mkdir()
    (four_formats / "_people" / HEADINGS).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="headings.yaml.*write one line for each heading"):
        read_corpus(four_formats, people=four_formats / "_people")


def test_bold_words_that_fill_a_line_begin_a_paragraph_and_are_no_heading(tmp_path, make_pdf):
    lead = (
        "#set page(width: 300pt, margin: 40pt)\n"
        "*Recommendation 2 (Marlby Council Children’s Social Care and Marlby Police).* That every enquiry"
        " include a talk with each child who lives in the home."
    )
    source = typst_source([("heading", "Recommendations"), ("text", "Agreed."), ("text", lead)])
    row, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert texts(passages, kind="heading")[-1] == "Recommendations"
    assert any(
        text.startswith("Recommendation 2 (Marlby") and "Marlby Police)." in text for text in passages["text"]
    )


def test_a_numbered_line_that_stands_alone_in_a_text_is_a_heading(tmp_path):
    text = (
        "3. N\n\nShe drew foxes.\n\n5. WHAT WE THINK\n\n5.1 Who was checking\n\n"
        "5.2 The home had a policy on telephones.\n\n1. a list\n2. of things\n"
    )
    row, passages = read_one(tmp_path / "c", "q.txt", text.encode())
    assert texts(passages, kind="heading") == ["N", "WHAT WE THINK", "Who was checking"]


@pytest.mark.parametrize("name", ["plain.txt", "plain.docx"])
def test_a_report_without_chapters_counts_as_analysis_after_its_first_page_and_says_so(tmp_path, name):
    said = "The social worker had no supervision for a year and nobody asked why. "
    lines = [
        "A letter to the chief executive",
        "Dear colleague, we looked at services in May.",
        *[said * 8] * 6,
    ]
    if name.endswith(".docx"):
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(tmp_path / name)
    else:
        (tmp_path / name).write_text("\n\n".join(lines), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    row = corpus.register.iloc[0]
    assert row["read_status"] == "read-with-warning"
    assert "no heading tells where a chapter begins" in row["problems"]
    sections = corpus.passages.groupby("section").size()
    assert sections["analysis"] > sections["front-matter"] > 0
    assert corpus.quality["look"].str.startswith("no heading tells where a chapter begins").all()
