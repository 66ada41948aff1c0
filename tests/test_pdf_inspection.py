"""The disclosure check of a PDF: nothing that a reader does not see goes unnoticed."""

import io

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from learning_themes.reports.file_texts import read_content

NAME = "Rosalind Quillfeather"
XMP = (
    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
    " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about=''"
    " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'"
    " photoshop:CaptionWriter='Persimmon'><dc:creator><rdf:Seq><rdf:li>Feather</rdf:li></rdf:Seq>"
    "</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
)


def kept(data: bytes, how: str) -> str:
    return " ".join(piece.text for piece in read_content(data, ".pdf") if piece.kept == how)


def layered(name: bytes) -> bytes:
    """Return a PDF written by hand: print in a layer that is switched off, and properties as XMP."""
    shown = (
        b"BT /F 12 Tf 72 700 Td (Seen) Tj ET /OC /L BDC BT /F 12 Tf 72 600 Td (%s) Tj ET EMC" % NAME.encode()
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/OCG/Name %s/Usage<</View<</ViewState/OFF>>>>>>" % name,
        b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(XMP), XMP.encode()),
    ]
    file, places = io.BytesIO(b"%PDF-1.7\n"), []
    file.seek(0, io.SEEK_END)
    for number, one in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = file.tell()
    file.write(b"xref\n0 8\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % one for one in places))
    file.write(b"trailer\n<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        b"(Notes of \\(the\\) panel)",
        b"<FEFF" + "Notes of (the) panel".encode("utf-16-be").hex().encode() + b">",
    ],
)
def test_a_layer_is_named_and_its_words_are_read_though_it_is_off(name):
    data = layered(name)
    assert "a layer that can be shown or not: Notes of (the) panel" in kept(data, "hidden")
    assert NAME in kept(data, "text")


def test_the_properties_that_are_kept_as_xmp_are_told():
    told = kept(layered(b"(Notes)"), "metadata")
    assert "Feather" in told and "Persimmon" in told


@pytest.mark.parametrize(
    "unseen",
    [
        f"#text(fill: white)[{NAME}]",
        f"#place(dx: 900pt, [{NAME}])",
        f"#text(size: 1pt)[{NAME}]",
        f"#text(fill: rgb(0, 0, 0, 3))[{NAME}]",
        f"#box[{NAME}#place(top + left, dx: -1pt, dy: -1pt, rect(fill: black, width: 120pt, height: 12pt))]",
    ],
    ids=["white", "off the page", "tiny", "clear", "covered"],
)  # fmt: skip
def test_print_that_cannot_be_seen_is_told_of(make_pdf, unseen):
    assert NAME in kept(make_pdf(f"Plain words.\n\n{unseen}\n\nMore plain words."), "hidden")


def test_white_print_on_a_dark_ground_and_small_dots_are_plain(make_pdf):
    source = f"#box(fill: navy, inset: 4pt, text(fill: white)[{NAME}])\n\nA full stop. A dash - and a dot ."
    assert kept(make_pdf(source), "hidden") == ""


def test_a_file_in_the_pdf_is_named_and_read(make_pdf):
    data = make_pdf(f'Words.\n#pdf.attach("case-notes.txt", bytes("The child was {NAME}."))')
    assert "case-notes.txt" in kept(data, "embedded")
    assert NAME in kept(data, "text")


def test_the_words_and_the_writer_of_a_note_are_told(make_pdf):
    pdf = pdfium.PdfDocument(make_pdf("Words."))
    first = pdf[0]
    note = pdfium_c.FPDFPage_CreateAnnot(first.raw, pdfium_c.FPDF_ANNOT_TEXT)
    for key, words in ((b"Contents", f"Is this {NAME}?"), (b"T", "Feather")):
        held = (words + "\0").encode("utf-16-le")
        pdfium_c.FPDFAnnot_SetStringValue(
            note, key, (pdfium_c.FPDF_WCHAR * (len(held) // 2)).from_buffer_copy(held)
        )
    pdfium_c.FPDFPage_CloseAnnot(note)
    file = io.BytesIO()
    pdf.save(file)
    told = kept(file.getvalue(), "comment")
    assert f"Is this {NAME}?" in told and "Feather" in told


def test_the_address_of_a_link_is_read(make_pdf):
    assert "mailto:r.quill@marlby.gov.uk" in kept(
        make_pdf('#link("mailto:r.quill@marlby.gov.uk")[Ask us]'), "text"
    )


def test_the_pdf_of_the_public_version_keeps_nothing_unseen(public_run):
    pieces = read_content((public_run.folder / "public" / "board-report.pdf").read_bytes(), ".pdf")
    unseen = [piece for piece in pieces if piece.kept in ("hidden", "comment", "embedded")]
    assert unseen == []
