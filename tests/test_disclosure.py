"""The disclosure check: what is found in text, in every kind of file and wherever it hides there."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from pptx.util import Inches

from learning_themes.reports.disclosure import check_file
from learning_themes.reports.disclosure_groups import KEPT_WHY, MUST_GO, NOT_FILLED, ORDER, READ
from learning_themes.reports.file_texts import read_content
from learning_themes.reports.personal_data import WHY, Known, find_personal, is_nhs_number

KNOWN = Known(
    authors=frozenset({"Dr Rhona Castleby"}),
    contact="Call 020 7946 0018",
    never=frozenset({"Persimmon Quillfeather"}),
    unpublished=frozenset({"Child Zebedee"}),
    places=frozenset({"Calderstone"}),
    codes=frozenset({"804183804183"}),
)
NHS = "999 000 0018"


def kinds(text: str) -> list[str]:
    return [hit.kind for hit in find_personal(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mrs Quillfeather rang.", "name"),
        ("MR JOHN SMITH", "name"),
        ("PC Anne O'Neill-Smith attended.", "name"),
        ("persimmon   QUILLFEATHER", "name that must never appear"),
        ("as in the review of child zebedee", "names an unpublished review"),
        ("DOB 12/03/2015", "date of birth"),
        ("She was born on 3rd of March 2015.", "date of birth"),
        ("date of birth: 2015-03-12", "date of birth"),
        ("DOB of the elder child, Child A: 12 March", "date of birth"),
        ("12/03/2015 (DOB)", "date of birth"),
        ("Her birthday is March 12th.", "date of birth"),
        ("born by caesarean section after a long labour on 12 March 2015", "date of birth"),
        ("A boy aged 12 was seen in Marlby.", "age and place"),
        ("Her children aged 3 and 5 were seen in Marlby.", "age and place"),
        ("Aged 12, he came to Marlby General Hospital from Thornby.", "age and place"),
        ("I told Miss Quill. Nobody listened.", "name"),
        ("The 11-month-old came from Kingston upon Hull.", "age and place"),
        ("at 12 Acacia Avenue", "address"),
        ("Flat 3", "address"),
        ("ML3 4AB", "postcode"),
        ("sw1a 1aa", "postcode"),
        ("020 7946 0019", "phone"),
        ("+44 7911 123456", "phone"),
        ("a.b@marlby.gov.uk", "e-mail"),
        (f"NHS {NHS}", "NHS number"),
        ("9990000026", "NHS number"),
        ("AB 12 34 56 C", "number of a person or case"),
        ("UPN H801200001001", "number of a person or case"),
        ("crime ref: 42/98765/21", "number of a person or case"),
        ("case number FD21P00045", "number of a person or case"),
        ("01632 960123", "long number"),
        ("reference 804183", "long number"),
    ],
)
def test_what_may_point_to_a_person_is_found(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Dr Castleby wrote the review; Rhona Castleby chaired it.",
        "Mr X and Ms AB lived with Child M.",
        "Call 020 7946 0018",
        "2013 2014 2015 2016",
        "12,345 words, 0.12345678, 2016-03-31, a1b2c3d4e5f6",
        "The child was aged 12. He moved to Marlby.",
        "aged 4 in January 2015, see Appendix B",
        "12 of 18 reviews (67 %), Working Together 2018",
        "The doctor and the constable came on Monday.",
        "I told Miss. Miss listened.",
        "They had his date of birth before 15 February 2013.",
        "He was 12 years old and in the care of Marlby City Council.",
        "At the age of 15 she was taken to Marlby General Hospital on Tuesday.",
        "A boy aged 12 was seen in Calderstone.",
        "Children aged 16 and 17 who are homeless in Marlby; those under the age of one in Marlby;"
        " from the age of 16 onwards in Marlby; aged five to 19 in Marlby; until the child is two years old.",
        "Inspection of Marlby, 2023 (review 53), page 6: “A boy aged 12 was quickly seen.”",
        "made with version 3 of the theme codebook (804183804183)",
    ],
)
def test_authors_pseudonyms_the_contact_and_plain_figures_are_fine(text):
    assert kinds(text) == []


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=9, max_size=9), st.sampled_from(["", " ", "-"]))
def test_exactly_one_check_digit_or_none_makes_an_nhs_number(nine, mark):
    numbers = [f"{nine[:3]}{mark}{nine[3:6]}{mark}{nine[6:]}{digit}" for digit in range(10)]
    right = [number for number in numbers if is_nhs_number(number)]
    assert len(right) <= 1
    for number in right:
        assert "NHS number" in kinds(f"({number})")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_around_it_leaves_a_name_that_must_never_appear_found(around):
    assert "name that must never appear" in kinds(f"{around} Persimmon Quillfeather {around}")


def found(content: bytes, suffix: str) -> str:
    return " ".join(f"{piece.kept}: {piece.text}" for piece in read_content(content, suffix))


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("The body")
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "In a table"
    document.sections[0].header.paragraphs[0].text = "In the header"
    document.sections[0].footer.paragraphs[0].text = "In the footer"
    run = document.add_paragraph().add_run("Not to be seen")
    run.font.hidden = True
    document.add_comment(run, text="A remark", author="Persimmon", initials="PQ")
    tracked = (
        f"<w:p {nsdecls('w')}><w:del w:id='1' w:author='Quill'><w:r><w:delText>Taken"
        " out</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='Quill'><w:r><w:t>Put in</w:t></w:r></w:ins></w:p>"
    )
    document.element.body.insert(-1, parse_xml(tracked))
    document.core_properties.author = "Feather"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        "text: The body", "text: In a table", "text: In the header", "text: In the footer",
        "hidden: Not to be seen", "comment: A remark", "comment: Persimmon", "metadata: Feather",
        "tracked: deleted by Quill: Taken out", "tracked: inserted by Quill: Put in",
    ],
)  # fmt: skip
def test_a_word_file_hides_nothing(words):
    assert words in found(word_file(), ".docx")


def slides() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "On the slide"
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
    box.text_frame.text = "In a box"
    box._element.nvSpPr.cNvPr.set("descr", "What the picture shows")
    slide.notes_slide.notes_text_frame.text = "In the notes"
    deck.core_properties.last_modified_by = "Feather"
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "words",
    ["text: On the slide", "text: In a box", "What the picture shows", "In the notes", "metadata: Feather"],
)
def test_slides_hide_nothing(words):
    assert words in found(slides(), ".pptx")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "Seen"
    book.active["A2"] = 9990000018
    book.active["A1"].comment = Comment("A remark", "Persimmon")
    hidden = book.create_sheet("Lists")
    hidden["B2"] = "On a hidden sheet"
    hidden.sheet_state = "veryHidden"
    book.active.column_dimensions["C"].hidden = True
    book.properties.creator = "Feather"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "words",
    ["text: Seen", "text: 9990000018", "comment: A remark", "text: On a hidden sheet", "hidden: column C",
     "hidden: the sheet Lists", "metadata: Feather"],
)  # fmt: skip
def test_a_workbook_hides_nothing(words):
    assert words in found(workbook(), ".xlsx").replace("hidden: hidden: ", "hidden: ")


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    words = chunk(b"tEXt", b"Author\0Feather") + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A remark"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + words + chunk(b"IEND", b"")


def test_a_picture_tells_its_properties():
    assert "metadata: Author: Feather" in found(picture(), ".png")
    assert "metadata: Comment: A remark" in found(picture(), ".png")


def test_a_web_page_hides_nothing():
    page = (
        "<html><head><meta name='author' content='Feather'></head><body><!-- A remark --><h1>Top</h1>"
        "<p>Seen</p><img alt='In words'"
        " src='data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcv"
        "MjAwMC9zdmciPjwhLS0gRHJhd24gLS0+PC9zdmc+'><p style='display:none'>Not to be seen</p></body></html>"
    )
    words = found(page.encode(), ".html")
    for one in ("metadata: Feather", "comment: A remark", "text: Seen", "text: In words", "Drawn",
                "hidden: Not to be seen"):  # fmt: skip
        assert one in words


def test_a_pdf_tells_its_words_and_properties(make_pdf):
    source = (
        '#set document(title: "T", author: "Feather")\nSeen, and Persimmon \\ Quillfeather over two lines'
    )
    words = found(make_pdf(source), ".pdf")
    assert "metadata: Feather" in words and "name that must never appear" in kinds(words)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".pdf", ".png", ".svg", ".zip"])
def test_a_file_that_cannot_be_looked_into_is_named(suffix):
    assert "embedded: cannot be looked into" in found(b"no such thing", suffix)


def test_a_file_in_a_file_is_named():
    file = io.BytesIO(word_file())
    with zipfile.ZipFile(file, "a") as parts:
        parts.writestr("word/embeddings/case-notes.bin", b"x")
    assert "embedded: word/embeddings/case-notes.bin" in found(file.getvalue(), ".docx")


def test_each_thing_is_told_with_file_place_words_around_and_why(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(f"a,b\nthe number is {NHS} in the letter,c\n", encoding="utf-8")
    (one,) = check_file(path, "charts/r.csv", known=KNOWN, quoted=frozenset())
    assert (one.file, one.place, one.kind, one.words) == ("charts/r.csv", "line 2", "NHS number", NHS)
    assert "the number is" in one.around and one.why == "ten digits whose check digit is right"


def test_every_kind_has_its_place_in_the_order_of_the_list():
    assert set(ORDER) == {*WHY, *KEPT_WHY, *MUST_GO, NOT_FILLED, READ}


def test_an_age_and_a_place_in_another_sentence_are_another_line(tmp_path):
    path = tmp_path / "r.csv"
    said = ["He was aged 12 in Marlby.", "“He was aged 12 in Marlby.”", "He hid, aged 12, in Marlby."]
    path.write_text("\n".join(said) + "\n", encoding="utf-8")
    ids = [one.id for one in check_file(path, "r.csv", known=KNOWN, quoted=frozenset())]
    assert len(ids) == 3 and len(set(ids)) == 2


def test_a_name_in_the_name_of_a_file_is_found(tmp_path):
    path = tmp_path / "Persimmon_Quillfeather.csv"
    path.write_text("a\n", encoding="utf-8")
    (one,) = check_file(path, path.name, known=KNOWN, quoted=frozenset())
    assert one.must_go and one.place == "name of the file"
