"""Awkward files: each is read, or refused with its own reason; none hangs, and none changes the others."""

import io
import os
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import typst
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from learning_themes.corpus.programs import find_libreoffice
from learning_themes.corpus.register import Corpus, read_corpus

FILES = Path(__file__).parent / "files"
WORDS = "Nobody asked the school what it knew of the family, and the school did not say so."
RUN = " ".join([WORDS] * 12)
READ, WARNED = "read", "read-with-warning"
NO_CHAPTER = "read-with-warning: no heading tells where a chapter begins"
WORD_XML = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"<w:document {WORD_XML}><w:body><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:body></w:document>"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(source: str) -> bytes:
    return typst.compile(f"#set text(11pt)\n{source}".encode())


def word(change: Callable = lambda document: None, text: str = RUN) -> bytes:
    document = docx.Document()
    if text:
        document.add_paragraph(text)
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def packed(**members: str | bytes) -> bytes:
    """Return a zip file; two underscores in a name stand for a slash and one for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return file.getvalue()


def add_xml(xml: str) -> Callable:
    """Return a change of a Word file that adds a paragraph given as XML."""
    element = f"<w:p {nsdecls('w')}>{xml}</w:p>"
    return lambda document: document.element.body.insert(0, parse_xml(element))


def nest_tables(document: docx.document.Document) -> None:
    cell = document.add_table(1, 1).cell(0, 0)
    for _ in range(30):
        cell = cell.add_table(1, 1).cell(0, 0)
    cell.text = WORDS


def page(body: str, head: str = "<meta charset='utf-8'>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><main>{body}</main></body></html>"


def bomb() -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>' + BODY.format("&e8;")


def wide(xml: str) -> bytes:
    """Return XML in UTF-16, in which no byte search finds its words."""
    return f'<?xml version="1.0" encoding="utf-16"?>{xml}'.encode("utf-16")


def outside(text: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>{BODY.format("&out; " + text)}'


PACKED = (
    b"99 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n"
    + zlib.compress(b"<</S/JavaScript>>")
    + b"\nendstream"
)
LAUNCH = b"/OpenAction << /S /Launch /F (calc.exe) >> /Type/Catalog"
SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Type/Catalog"
BELOW = "<div>" * 3000
DELETED = f"<w:del><w:r><w:delText>{WORDS}</w:delText></w:r></w:del>"
VANISHED = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{WORDS}</w:t></w:r>"
FIELD = "<w:r><w:instrText>DDEAUTO cmd calc</w:instrText></w:r>"
WELSH = "Nid oedd yr ysgol yn gwybod beth oedd yn digwydd i'r plentyn gartref. "
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

# A file's name, what is in it, and whether it is read, or the reason that its row gives.
AWKWARD: list[tuple[str, Callable[[str], bytes | str], str]] = [
    ("empty.pdf", lambda r: b"", "is empty"),
    ("blanks.pdf", lambda r: b" \n\t ", "is empty"),
    ("broken.pdf", lambda r: b"%PDF-1.7\nbroken", "is damaged"),
    ("cut short.pdf", lambda r: pdf(r)[:1500], "is damaged"),
    ("locked.pdf", lambda r: (FILES / "locked.pdf").read_bytes(), "is locked with a password"),
    ("no printing.pdf", lambda r: (FILES / "no-printing.pdf").read_bytes(), "only 51 words"),
    ("blank pages.pdf", lambda r: pdf("#pagebreak()\n#pagebreak()"), "probably a scan"),
    ("page numbers alone.pdf", lambda r: pdf('#set page(numbering: "1")\n#pagebreak()'), "probably a scan"),
    ("web page.pdf", lambda r: page(f"<p>{r}</p>"), "no PDF but a web page"),
    ("words.pdf", lambda r: r, "no PDF inside"),
    ("word file.pdf", lambda r: word(text=r), READ),
    ("pdf.docx", lambda r: pdf(r), READ),
    ("pdf.txt", lambda r: pdf(r), READ),
    ("CAPITALS.PDF", lambda r: pdf(r), READ),
    ("junk before.pdf", lambda r: b"HTTP/1.1 200 OK\r\n\r\n" + pdf(r), READ),
    ("junk after.pdf", lambda r: pdf(r) + b"\n<!-- saved by a scanner -->" * 50, READ),
    ("script.pdf", lambda r: pdf(r).replace(b"/Type/Catalog", SCRIPT), "a script in it was not run"),
    ("spelt script.pdf", lambda r: pdf(r).replace(b"/Type/Catalog", SCRIPT.replace(b"JavaS", b"Java#53")),
     "a script in it was not run"),
    ("packed script.pdf", lambda r: pdf(r) + PACKED, "a script in it was not run"),
    ("start.pdf", lambda r: pdf(r).replace(b"/Type/Catalog", LAUNCH), "a command in it to start"),
    ("one long word.pdf", lambda r: pdf(f"{r}\n\n{'a' * 9000}"), NO_CHAPTER),
    ("tiny print.pdf", lambda r: pdf(f"#set text(1pt)\n{r}"), READ),
    ("huge print.pdf", lambda r: pdf(f"#set text(90pt)\n{r}"), NO_CHAPTER),
    ("emoji.pdf", lambda r: pdf(f"{r} \N{GRINNING FACE} \N{ARABIC LETTER BEH}\N{ARABIC LETTER ALEF}"), READ),
    ("markup.pdf", lambda r: pdf(f"{r} \\<script\\>alert(1)\\</script\\> \\=SUM(A1)"), READ),
    ("page of points.pdf", lambda r: pdf(f"#set page(width: 150pt, height: 60pt)\n{r}"), NO_CHAPTER),
    ("empty.docx", lambda r: b"", "is empty"),
    ("broken.docx", lambda r: b"PK\x03\x04broken", "is damaged"),
    ("cut short.docx", lambda r: word(text=r)[:9000], "is damaged"),
    ("no words.docx", lambda r: word(text=""), "has no text"),
    ("other zip.docx", lambda r: packed(readme_txt=r), "no Word file inside"),
    ("workbook.docx", lambda r: packed(xl__workbook_xml="<workbook/>"), "no Word file inside"),
    ("slides.docx", lambda r: packed(ppt__presentation_xml="<p/>"), "no Word file inside"),
    ("words.docx", lambda r: r, "no DOCX inside"),
    ("web page.docx", lambda r: page(f"<p>{r}</p>"), READ),
    ("locked.docx", lambda r: OLE + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
    ("not XML.docx", lambda r: packed(word__document_xml="no XML"), "is damaged"),
    ("no body.docx", lambda r: packed(word__document_xml=f"<w:document {WORD_XML}/>"), "is damaged"),
    ("no styles.docx", lambda r: packed(word__document_xml=BODY.format(r)), READ),
    ("billion laughs.docx", lambda r: packed(word__document_xml=bomb()), "defines words of its own"),
    ("outside.docx", lambda r: packed(word__document_xml=outside(r)), "defines words of its own"),
    ("utf-16.docx", lambda r: packed(word__document_xml=wide(bomb())), "defines words of its own"),
    ("bomb.docx", lambda r: packed(word__document_xml=BODY.format("a" * 310_000_000)), "times its size"),
    ("dense.docx", lambda r: packed(word__document_xml=BODY.format("a" * 25_000_000)), "250 times its size"),
    ("many.docx", lambda r: packed(**{f"part{n}": "" for n in range(10_001)}), "holds 10,001 parts"),
    ("tables in tables.docx", lambda r: word(nest_tables, r), NO_CHAPTER),
    ("only deleted.docx", lambda r: word(add_xml(DELETED), ""), "has no text"),
    ("hidden words.docx", lambda r: word(add_xml(VANISHED), r), WARNED),
    ("field.docx", lambda r: word(add_xml(FIELD), r), READ),
    ("macros.docm", lambda r: word(text=r), "is a Word file with macros"),
    ("no main text.html", lambda r: page(""), "no main text"),
    ("script alone.html", lambda r: page("<script>document.write('words')</script>"), "no main text"),
    ("frames.html", lambda r: "<html><frameset><frame src='a'></frameset></html>", "no main text"),
    ("deep.html", lambda r: page(f"{BELOW}<p>{r}</p>"), "read: |no main text"),
    ("unclosed.html", lambda r: f"<html><body><main><h2>Findings<p>{r}<p>{r}", READ),
    ("windows.html", lambda r: page(f"<p>{r}</p>", "").replace("did not", "didn\x92t").encode("latin-1"),
     WARNED),
    ("utf16.html", lambda r: page(f"<p>{r}</p>").encode("utf-16"), READ),
    ("xml head.html", lambda r: f'<?xml version="1.0"?>{page(f"<p>{r}</p>")}', READ),
    ("page.txt", lambda r: page(f"<p>{r}</p>"), READ),
    ("long attribute.html", lambda r: page(f"<p title='{'x' * 500_000}'>{r}</p>"), READ),
    ("empty.txt", lambda r: b"", "is empty"),
    ("mark alone.txt", lambda r: b"\xef\xbb\xbf", "is empty"),
    ("lines alone.txt", lambda r: "\n" * 5000, "is empty"),
    ("utf16.txt", lambda r: r.encode("utf-16"), READ),
    ("utf16 big end.txt", lambda r: b"\xfe\xff" + r.encode("utf-16-be"), READ),
    ("utf16 no mark.txt", lambda r: r.encode("utf-16-le"), "is not text"),
    ("windows.txt", lambda r: f"{r} Father\x92s".encode("latin-1"), WARNED),
    ("binary.txt", lambda r: bytes(range(256)) * 40, "is not text"),
    ("one line.txt", lambda r: f"{WORDS} " * 20_000, READ),
    ("a line of 50 MB.txt", lambda r: f"{WORDS} " * 620_000, "50,000,000|may have 10,000,000; give each"),
    ("a word of 50 MB.txt", lambda r: "a" * 50_000_000, "may have 10,000,000"),
    ("a line of 50 MB.html", lambda r: page(f"<p>{'a ' * 25_000_000}</p>"), "no main text"),
    ("tags of 50 MB.html", lambda r: page("<b>" * 16_000_000), "no main text"),
    ("a page.txt", lambda r: f"About us. {WORDS}", "has only 19 words and counts as a review: if it is none"),
    ("old Mac.txt", lambda r: f"{r}\r\r{r}\r", READ),
    ("form feeds.txt", lambda r: f"{r}\f\f{r}\f", NO_CHAPTER),
    ("terminal.txt", lambda r: f"\x1b[31m{r}\x1b[0m\x1b]0;title\x07", READ),
    ("turned round.txt", lambda r: f"{r} \u202egnirahs\u202c", READ),
    ("no spaces.txt", lambda r: f"{r} {'a' * 300_000}", READ),
    ("Welsh.txt", lambda r: WELSH * 20, "is written in Welsh"),
    ("broken.rtf", lambda r: b"{\\rtf1 broken", "LibreOffice|read: "),
    ("words.rtf", lambda r: r, READ),
    ("broken.odt", lambda r: b"PK\x03\x04broken", "is damaged"),
    ("word file.doc", lambda r: word(text=r), READ),
    ("old.doc", lambda r: OLE + b"broken", "LibreOffice"),
    ("slides.pptx", lambda r: packed(ppt__presentation_xml="<p/>"), "is a slide deck"),
    ("notes.pages", lambda r: packed(Index_zip="x"), "is an Apple Pages file"),
    ("=cmd|' & calc.txt", lambda r: r, READ),
    ("-n --help.txt", lambda r: r, READ),
    (f"{'long ' * 38}.txt", lambda r: r, READ),
    ("Ẑ ünïcode 漢字 \u202e.txt", lambda r: r, READ),
]  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Return a folder with all the files, and a good one among them."""
    folder = tmp_path_factory.mktemp("awkward")
    for number, (name, make, _) in enumerate(AWKWARD):
        made = make(f"{RUN} The file has the number {number}.")
        (folder / name).write_bytes(made.encode() if isinstance(made, str) else made)
    (folder / "good.txt").write_text(RUN, encoding="utf-8")
    (folder / "folder.pdf").mkdir()
    return folder


@pytest.fixture(scope="session")
def reading(folder) -> Corpus:
    """Return what is read of all the files together."""
    return read_corpus(folder, scans=False)


def test_there_are_at_least_sixty_and_each_is_a_row(reading):
    assert len(AWKWARD) >= 60 and len(reading.register) == len(AWKWARD) + 1


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, _, expected in AWKWARD])
def test_an_awkward_file_is_read_or_refused_with_its_reason(reading, name, expected):
    row = reading.register.set_index("file").loc[name]
    told = f"{row['read_status']}: {row['problems']}"
    if expected == READ:
        assert told == "read: " and row["words"] >= 16
    else:
        assert any(one in told for one in expected.split("|"))


def test_the_good_file_among_them_is_read_as_if_it_were_alone(folder, reading, tmp_path):
    (tmp_path / "good.txt").write_bytes((folder / "good.txt").read_bytes())
    alone = read_corpus(tmp_path).passages["text"].tolist()
    assert reading.passages.loc[reading.passages["review_id"] == "good", "text"].tolist() == alone


def test_nothing_comes_in_from_outside_a_file(reading):
    words = " ".join([*reading.passages["text"], *reading.register["problems"]])
    assert "root:" not in words and "lollol" not in words and "Traceback" not in words


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_what_is_no_file_is_left_alone_and_listed(tmp_path):
    (tmp_path / "good.txt").write_text(RUN, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    reading = read_corpus(tmp_path)
    assert list(reading.register["file"]) == ["good.txt"]
    assert set(reading.left_alone) == {"loop.pdf", "pipe.pdf"}


@pytest.mark.skipif(not find_libreoffice(), reason="LibreOffice is not installed")
def test_old_formats_are_read_through_libreoffice(tmp_path):
    rtf = r"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0\fs24 " + RUN + r"\par}"
    (tmp_path / "old.rtf").write_bytes(rtf.encode())
    row = read_corpus(tmp_path).register.iloc[0]
    assert row["words"] == len(RUN.split())
    assert row["problems"] == "is a rich-text file, read through LibreOffice"
