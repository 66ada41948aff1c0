"""Structure: tables, columns, turned pages, notes and bullets come out in their order and apart."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from learning_themes.corpus.sentences import split_sentences
from tests.test_reading import read_one, texts

TABLE = """
#table(columns: (1fr, 3fr, 2fr, 1fr), {style}
  {header}
  [R1], [Share records within five days of a move, and record that this was done.],
  [Marlby Trust; Marlby Police], [June 2017],
  [R2], [See each child alone.], [Marlby Council], [May 2018],
)
"""
HEADER = "[*Ref*], [*Recommendation*], [*Owner*], [*Date*],"
ROWS = [
    "Ref: R1 | Recommendation: Share records within five days of a move, and record that this was done."
    " | Owner: Marlby Trust; Marlby Police | Date: June 2017",
    "Ref: R2 | Recommendation: See each child alone. | Owner: Marlby Council | Date: May 2018",
]
SENTENCE = "Practitioners saw the child and wrote down what they had been told by others. "


def pdf(body: str, settings: str = "") -> str:
    """Return Typst source of a report whose only chapter holds `body`."""
    return (
        f"#set page(width: 500pt, height: 500pt, margin: 50pt{settings})\n#set text(11pt, hyphenate: false)\n"
        f"#text(24pt)[Serious Case Review: Child Q]\n#pagebreak()\n= Findings\n{body}\n"
    )


def of_findings(passages):
    return passages[(passages["section"] == "findings") & (passages["kind"] != "heading")]


# Tables in PDF


def test_a_ruled_table_is_read_row_by_row_with_its_column_names(tmp_path, make_pdf):
    source = pdf("Before." + TABLE.format(style="", header=HEADER) + "After.")
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert of_findings(passages)["text"].tolist() == ["Before.", *ROWS, "After."]
    assert set(texts(passages, kind="row")) == set(ROWS)


def test_a_table_ruled_between_rows_alone_is_read_row_by_row(tmp_path, make_pdf):
    source = pdf(TABLE.format(style="stroke: (x: none, y: 0.5pt),", header=HEADER))
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert texts(passages, kind="row") == ROWS


def test_an_aligned_table_without_rules_is_read_row_by_row(tmp_path, make_pdf):
    source = pdf(TABLE.format(style="stroke: none, column-gutter: 12pt,", header=HEADER))
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert texts(passages, kind="row") == ROWS


def test_a_table_over_two_pages_keeps_its_column_names(tmp_path, make_pdf):
    rows = "".join(
        f"[R{n}], [See the child of family number {n} alone.], [Marlby], [May 2018]," for n in range(1, 40)
    )
    source = pdf(f"#table(columns: (1fr, 3fr, 2fr, 1fr), {HEADER} {rows})")
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert passages["page"].max() >= 3
    assert texts(passages, kind="row")[-1] == (
        "Ref: R39 | Recommendation: See the child of family number 39 alone. | Owner: Marlby | Date: May 2018"
    )
    assert len(texts(passages, kind="row")) == 39


def test_a_form_in_a_pdf_is_read_as_headings_with_their_text(tmp_path, make_pdf):
    source = pdf(
        "#table(columns: (1fr, 3fr), [Key lines of enquiry], [How well did agencies share what they knew"
        " of him? Was he seen alone by anybody who could have asked?], [Child], [Q, aged 4])"
    )
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert "Key lines of enquiry" in texts(passages, kind="heading")
    assert texts(passages, kind="row") == ["Child: Q, aged 4"]


def test_a_box_round_a_paragraph_is_no_table(tmp_path, make_pdf):
    source = pdf("#rect(width: 100%)[" + SENTENCE * 3 + "]")
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert texts(passages, kind="sentence", section="findings") == [SENTENCE.strip()] * 3


def test_merged_cells_of_a_pdf_keep_the_names_of_their_columns(tmp_path, make_pdf):
    source = pdf(
        "#table(columns: (1fr, 3fr, 2fr), [*Ref*], [*Action*], [*Owner*], table.cell(rowspan: 2)[A1],"
        " [See the child.], [Marlby], [Ring him twice.], [Police],"
        " table.cell(colspan: 2)[All of these are done.], [The Board])"
    )
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    assert texts(passages, kind="row") == [
        "Ref: A1 | Action: See the child. | Owner: Marlby",
        "Action: Ring him twice. | Owner: Police",
        "All of these are done. | Owner: The Board",
    ]


def test_a_row_that_a_page_breaks_is_read_as_one(tmp_path, make_pdf):
    told = "See the child of the family alone and write down what is said and by whom it was heard " * 3
    long = " ".join([told] * 6)
    source = pdf(
        f"#v(100pt)\n#table(columns: (1fr, 3fr, 2fr), [*Ref*], [*Action*], [*Owner*],"
        f" [A1], [{long}], [Marlby Trust], [A2], [Ring.], [Police])"
    )
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(source))
    rows = texts(passages, kind="row")
    assert len(rows) == 2 and rows[0].endswith("it was heard | Owner: Marlby Trust")
    assert " ".join(rows[0].split()).count("See the child") == 18


def test_numbers_and_notes_inside_a_paragraph_do_not_cut_it(tmp_path, make_pdf):
    body = (
        "The review of 2013#footnote[Not published.] was read by all who took part in it and by the Board"
        " in the year that went before, since complaints had fallen and nobody knew why they had (from 85 to"
        " 64) in the period. "
    )
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body + SENTENCE * 3)))
    found = of_findings(passages)
    assert found["paragraph"].nunique() == 1 and "(from 85 to 64) in the period." in found["text"].iloc[0]


def test_the_name_of_a_section_that_stands_alone_opens_it(tmp_path, make_pdf):
    body = SENTENCE * 3 + "\n\nRecommendations\n\n1. The Board should ask why.\n\n2. It should tell him."
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    assert "The Board should ask why." in texts(passages, section="recommendations")


# Pages


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_page_turned_on_its_side_is_read_as_it_is_seen(tmp_path, make_pdf, rotation):
    import pypdfium2

    document = pypdfium2.PdfDocument(make_pdf(pdf(SENTENCE * 4)))
    document[1].set_rotation(rotation)
    file = io.BytesIO()
    document.save(file)
    _, passages = read_one(tmp_path / "c", "q.pdf", file.getvalue())
    assert of_findings(passages)["text"].tolist() == [SENTENCE.strip()] * 4
    assert of_findings(passages)["paragraph"].nunique() == 1


def test_a_page_set_sideways_is_read_in_order(tmp_path, make_pdf):
    block = "#pagebreak()\n#rotate(-90deg, reflow: true)[#block(width: 380pt)[" + SENTENCE * 4 + "]]"
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(block)))
    assert of_findings(passages)["text"].tolist() == [SENTENCE.strip()] * 4


def test_two_columns_are_read_one_after_the_other(tmp_path, make_pdf):
    told = [f"Sentence number {n} says what was seen on that day." for n in range(1, 41)]
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(" ".join(told), ", columns: 2")))
    assert of_findings(passages)["text"].tolist() == told
    assert of_findings(passages)["paragraph"].nunique() == 1


def test_lines_drawn_across_two_columns_are_read_down_each_column(tmp_path, make_pdf):
    left = [f"Left line {n} says what was seen then" for n in range(1, 12)]
    right = [f"right line {n} says what was seen then" for n in range(1, 12)]
    rows = "".join(
        f"#place(top + left, dx: 0pt, dy: {20 * n + 40}pt)[{a}]"
        f"#place(top + left, dx: 220pt, dy: {20 * n + 40}pt)[{b}]"
        for n, (a, b) in enumerate(zip(left, right, strict=True))
    )
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(rows)))
    told = " ".join(of_findings(passages)["text"])
    assert told.index("Left line 11") < told.index("right line 1 ")


def test_footnotes_stand_apart_and_leave_the_sentence_whole(tmp_path, make_pdf):
    body = (
        "The plan was made under section 47#footnote[Children Act 1989.] and it was reviewed once. "
        + SENTENCE
    )
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    assert "The plan was made under section 47 and it was reviewed once." in texts(
        passages, section="findings"
    )
    assert [text for text in texts(passages, heading="Footnotes")] == ["Children Act 1989."]


def test_bullets_and_the_bullets_below_them_are_passages_of_their_own(tmp_path, make_pdf):
    body = (
        "The panel found:\n- that nobody had rung the school, although the school had asked for a call twice"
        " that week\n  - or the nursery\n- that no one knew why"
    )
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    assert texts(passages, kind="bullet") == [
        "that nobody had rung the school, although the school had asked for a call twice that week",
        "or the nursery",
        "that no one knew why",
    ]


# Sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["See paras. 3.2 to 3.4 and s. 47.", "They met at 3 p.m. on Friday."],
        ["He left at 9 a.m.", "The school rang at noon."],
        ["Dr. Patel saw Child No. 3.", "No. 4 was not seen."],
        ["Under S.20 of the Act, i.e. by agreement, he moved.", "It ended."],
        ["The L.S.C.B. met.", "It agreed."],
        ["They were late.", "(Recommendation)"],
        ["See to it (page 15, paragraph 4. Page 22, paragraph 7).", "Tell him."],
        ["She went where she could.", "‘Together or apart’ was asked."],
        ["She weighed 3.2 kg.", "The scales were new."],
    ],
)
def test_british_sentences_end_where_they_end(sentences):
    assert split_sentences(" ".join(sentences)) == sentences


def test_a_numbered_paragraph_gives_its_number_as_label(tmp_path, make_pdf):
    body = "3.2 The school rang. Nobody answered.\n\n3.3 The nurse called at 3 p.m. and left."
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    found = of_findings(passages)
    assert found["label"].tolist() == ["3.2", "3.2", "3.3"]
    assert found["text"].tolist()[0] == "The school rang."


# Word


def word(inner: str) -> str:
    return f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>{inner}</w:t></w:r></w:p>"


def test_content_controls_and_text_boxes_of_word_are_read_once(tmp_path, make_docx):
    box = (
        "<w:p xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
        " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
        " xmlns:v='urn:schemas-microsoft-com:vml' xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'>"
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
        "<w:p><w:r><w:t>Words in a box.</w:t></w:r></w:p>"
        "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>Words in a box.</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent>{word('Words in a control.')}</w:sdtContent></w:sdt>"
    inline = (
        f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>The child was </w:t></w:r>"
        "<w:sdt><w:sdtContent><w:r>"
        "<w:t>seven</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>.</w:t></w:r></w:p>"
    )

    def change(document):
        for xml in (box, control, inline):
            document.element.body.insert(-1, parse_xml(xml))

    _, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert passages["text"].tolist()[-3:] == [
        "Words in a box.",
        "Words in a control.",
        "The child was seven.",
    ]


def test_a_table_in_a_table_of_word_is_read_once(tmp_path, make_docx):
    def change(document):
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(table.rows[0].cells, ["Ref", "Action", "Owner"], strict=True):
            cell.text = text
        for cell, text in zip(table.rows[1].cells, ["A1", "See the child.", "Marlby"], strict=True):
            cell.text = text
        inner = table.rows[1].cells[1].add_table(rows=1, cols=2)
        inner.rows[0].cells[0].text = "By"
        inner.rows[0].cells[1].text = "May 2018"

    _, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    row = " ".join(texts(passages, kind="row"))
    assert row.startswith("Ref: A1 | Action: See the child.") and row.endswith("Owner: Marlby")
    assert row.count("May 2018") == 1


def test_comments_of_word_are_left_out_and_said(tmp_path, make_docx):
    def change(document):
        paragraph = document.add_paragraph("The plan was late.")
        document.add_comment(paragraph.runs, text="Is Jane Doe happy with this?", author="A")

    row, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert "Jane" not in " ".join(passages["text"])
    assert "comments were left out" in row["problems"]


def test_the_mark_of_a_deleted_paragraph_leaves_no_text(tmp_path, make_docx):
    moved = (
        f"<w:p {nsdecls('w')}><w:moveFrom w:id='3' w:author='a'>"
        "<w:r><w:t>Jane Doe moved.</w:t></w:r></w:moveFrom>"
        "<w:moveTo w:id='4' w:author='a'><w:r><w:t>She was seen.</w:t></w:r></w:moveTo></w:p>"
    )
    row, passages = read_one(
        tmp_path / "c",
        "q.docx",
        make_docx(lambda document: document.element.body.insert(-1, parse_xml(moved))),
    )
    assert texts(passages)[-1] == "She was seen."


def test_footnotes_of_word_stand_nowhere_in_a_sentence(tmp_path, make_docx):
    marked = (
        f"<w:p {nsdecls('w')}><w:r><w:t>The plan was late</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:t xml:space='preserve'> and long.</w:t></w:r></w:p>"
    )
    _, passages = read_one(
        tmp_path / "c",
        "q.docx",
        make_docx(lambda document: document.element.body.insert(-1, parse_xml(marked))),
    )
    assert texts(passages)[-1] == "The plan was late and long."


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_of_word_stand_apart_and_are_not_lost(tmp_path, make_docx, kind):
    marked = (
        f"<w:p {nsdecls('w')}><w:r><w:t>The plan was late</w:t></w:r>"
        f"<w:r><w:{kind}Reference w:id='2'/></w:r><w:r><w:t xml:space='preserve'> and long.</w:t></w:r></w:p>"
    )
    data = make_docx(lambda document: document.element.body.insert(-1, parse_xml(marked)))
    notes = (
        f"<w:{kind}s {nsdecls('w')}><w:{kind} w:id='2'>{word('Children Act 1989.')}</w:{kind}></w:{kind}s>"
    )
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"word/{kind}s.xml", notes)
    _, passages = read_one(tmp_path / "c", "q.docx", file.getvalue())
    assert texts(passages)[-2:] == ["The plan was late and long.", "Children Act 1989."]
    assert texts(passages, heading="Footnotes") == ["Children Act 1989."]


def fill(table, rows: list[list[str]]) -> None:
    for row, told in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, told, strict=True):
            cell.text = text


def test_merged_cells_of_word_keep_the_names_of_their_columns(tmp_path, make_docx):
    def change(document):
        table = document.add_table(rows=4, cols=3)
        rows = [["Ref", "Action", "Owner"], ["A1", "See the child.", "Marlby"], ["", "Ring him.", "Police"]]
        fill(table, [*rows, ["", "", ""]])
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 1)).text = "All of these are done."
        table.cell(3, 2).text = "The Board"

    _, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert texts(passages, kind="row") == [
        "Ref: A1 | Action: See the child. | Owner: Marlby",
        "Action: Ring him. | Owner: Police",
        "All of these are done. | Owner: The Board",
    ]


def test_a_deleted_row_of_word_never_leaks_and_is_said(tmp_path, make_docx):
    def change(document):
        table = document.add_table(rows=3, cols=3)
        fill(table, [["Ref", "Action", "Owner"], ["A1", "See Jane Doe.", "M"], ["A2", "See him.", "M"]])
        row = table.rows[1]._tr.get_or_add_trPr()
        row.append(parse_xml(f"<w:del {nsdecls('w')} w:id='9' w:author='a'/>"))

    row, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert texts(passages, kind="row") == ["Ref: A2 | Action: See him. | Owner: M"]
    assert "tracked deletions were left out" in row["problems"]


# Web pages


def test_only_the_main_content_of_a_web_page_is_read(tmp_path, html_report):
    page = html_report.replace(
        "<footer>",
        "<aside><h2>Related news</h2><p>The mayor opened a new park on Monday with many guests.</p></aside>"
        "<div class='share-buttons'><a href='#'>Share on social media</a></div><footer>",
    )
    _, passages = read_one(tmp_path / "c", "q.html", page.encode())
    told = " ".join(passages["text"])
    for furniture in ("Home", "cookies", "Contact us", "Related news", "mayor", "Share on"):
        assert furniture not in told
    assert "The police did not pass the information on." in told


# What stands at the edges of a text


def test_a_number_at_the_head_of_a_page_closes_the_bracket_above_and_numbers_no_paragraph(tmp_path, make_pdf):
    filling = "#v(318pt)\n"  # to the foot of the page
    text = "1. There was a fall in the number of complaints that were made about the service (from 85 to"
    body = f"{filling}{text}\n#pagebreak()\n64) in the period.\n\n65. The panel met."
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    assert of_findings(passages)[["label", "text"]].values.tolist() == [
        ["1", f"{text[3:]} 64) in the period."],
        ["65", "The panel met."],
    ]


def test_a_bracket_left_open_does_not_swallow_the_next_numbered_paragraph(tmp_path, make_pdf):
    body = f"{SENTENCE * 4}\n\n1\\. The plan was late (see the table\n#pagebreak()\n2\\. The panel met."
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    assert of_findings(passages)["label"].tolist()[4:] == ["1", "2"]


@pytest.mark.parametrize(
    "imprint", ["– end of report –", "© Crown copyright 2018", "ISBN 978-1-84 Printed by Marlby Press"]
)
def test_an_imprint_is_no_passage(tmp_path, make_pdf, imprint):
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(f"{SENTENCE * 4}\n\n{imprint}")))
    assert of_findings(passages)["text"].tolist() == [SENTENCE.strip()] * 4


def test_what_is_said_of_a_copyright_or_an_end_stays(tmp_path, make_pdf):
    said = "The picture was © the school and was shared.", "This was the end of the report that she made."
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf("\n\n".join(said))))
    assert tuple(of_findings(passages)["text"]) == said


def test_two_titles_about_an_and_are_one_heading(tmp_path, make_pdf):
    title = "= Review of services\n#text(16pt)[and]\n= Review of the Board\n"
    title += pdf(SENTENCE).split("\n", 2)[2]
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf("#set text(11pt)\n" + title))
    assert texts(passages, kind="heading")[0] == "Review of services and Review of the Board"


@pytest.mark.parametrize(
    ("text", "passages_of_it"),
    [
        ("He was not seen. (Recommendation)", ["He was not seen. (Recommendation)"]),
        ("He was seen. (Nobody had asked him why.)", ["He was seen.", "(Nobody had asked him why.)"]),
        ("Learning point 1. A check needs a name.", ["Learning point 1. A check needs a name."]),
        ("C2. We will see each of them.", ["C2. We will see each of them."]),
        ("They met in 2018. It was late.", ["They met in 2018.", "It was late."]),
        ("B9. Male.", ["B9.", "Male."]),
    ],
)
def test_labels_and_asides_stay_with_their_sentence(tmp_path, text, passages_of_it):
    data = f"FINDINGS\n\n{SENTENCE}\n\n{text}\n".encode()
    _, passages = read_one(tmp_path / "c", "q.txt", data)
    assert texts(passages, kind="sentence")[1:] == passages_of_it


@pytest.mark.parametrize("second", ["2.A high number moved.", "2.PAs moved home.", "2 Most of them moved."])
def test_a_paragraph_number_without_its_space_or_stop_is_a_label(tmp_path, make_pdf, second):
    body = f"{SENTENCE * 4}\n\n1\\. Homes were near.\n\n{second}\n\n3\\. Few of them came back."
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    assert of_findings(passages)["label"].tolist()[4:] == ["1", "2", "3"]


def test_a_quantity_that_opens_a_paragraph_is_no_number_of_it(tmp_path, make_pdf):
    body = f"{SENTENCE * 4}\n\n1\\. Homes were near.\n\n14 Children moved.\n\n2\\. Few came back."
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(body)))
    assert of_findings(passages)["label"].tolist()[4:] == ["1", "", "2"]


# Boxes, and what Word hides


def test_the_words_of_a_learning_point_box_stand_together_and_apart_from_the_text(tmp_path, make_pdf):
    box = "#rect(width: 100%)[*Learning point 1* \\ A check is only as good as the name that is checked.]"
    _, passages = read_one(tmp_path / "c", "q.pdf", make_pdf(pdf(f"{SENTENCE * 4}\n\n{box}\n\nAfter it.")))
    found = passages[passages["page"] == 2]
    assert found["text"].tolist()[-3:] == [
        "Learning point 1",
        "A check is only as good as the name that is checked.",
        "After it.",
    ]
    assert set(found["section"]) == {"findings"}


def test_a_learning_point_box_of_word_is_read_in_its_place(tmp_path, make_docx):
    def change(document):
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "Learning point 1. A check needs a name."
        document.add_paragraph("After it.")

    _, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert passages["text"].tolist()[-2:] == ["Learning point 1. A check needs a name.", "After it."]


def test_sub_bullets_of_word_are_passages_of_their_own(tmp_path, make_docx):
    def change(document):
        document.add_paragraph("that nobody rang", style="List Bullet")
        document.add_paragraph("the school", style="List Bullet 2")

    _, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert texts(passages, kind="bullet")[-2:] == ["that nobody rang", "the school"]


@pytest.mark.parametrize("kind", [WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER])
def test_text_that_a_style_of_word_hides_never_leaks_and_is_said(tmp_path, make_docx, kind):
    def change(document):
        base = document.styles.add_style("Unseen", kind)
        base.font.hidden = True
        style = document.styles.add_style("Below", kind)
        style.base_style = base
        paragraph = document.add_paragraph(style=style if kind == WD_STYLE_TYPE.PARAGRAPH else None)
        paragraph.add_run("Jane Doe hid.", style=style if kind == WD_STYLE_TYPE.CHARACTER else None)
        document.add_paragraph("She was seen.")

    row, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert "Jane" not in " ".join(passages["text"]) and texts(passages)[-1] == "She was seen."
    assert "hidden" in row["problems"]


def test_a_deleted_paragraph_mark_of_word_joins_the_paragraphs_about_it(tmp_path, make_docx):
    marked = (
        f"<w:p {nsdecls('w')}><w:pPr><w:rPr><w:del w:id='5' w:author='a'/></w:rPr></w:pPr>"
        "<w:r><w:t xml:space='preserve'>The plan was late and </w:t></w:r></w:p>"
    )

    def change(document):
        document.element.body.insert(-1, parse_xml(marked))
        document.add_paragraph("it was long.")

    _, passages = read_one(tmp_path / "c", "q.docx", make_docx(change))
    assert texts(passages)[-1] == "The plan was late and it was long."


def test_pages_of_a_word_file_are_told_only_where_word_laid_them_out(tmp_path):
    document = Document()
    document.add_heading("Findings", 1)
    document.add_paragraph(SENTENCE)
    document.add_page_break()
    document.add_paragraph("After the break the school was not told of the move of the family.")
    document.save(tmp_path / "typed.docx")
    document.paragraphs[-1].runs[0]._r.insert(0, parse_xml(f"<w:lastRenderedPageBreak {nsdecls('w')}/>"))
    document.save(tmp_path / "laid out.docx")
    pages = {}
    for name in ("typed.docx", "laid out.docx"):
        register, passages = read_one(tmp_path / name.split(".")[0], name, (tmp_path / name).read_bytes())
        pages[name] = (register["pages"], sorted(set(passages["page"])))
    assert pages == {"typed.docx": (0, [0]), "laid out.docx": (2, [1, 2])}
