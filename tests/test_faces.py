"""The four faces of the board report, read as those who cannot see, use a keyboard or hold a phone do."""

import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import docx
import pptx
import pypdfium2
import pytest
from browser_page import OPEN_ALL, RUNS_OVER, find_violations, opened
from docx.oxml.ns import qn
from tables_fixture import make_tables, small_codebook, write_tables

from learning_themes.errors import ParametersError
from learning_themes.reports.board import write_board_report
from learning_themes.reports.render import render_pdf
from learning_themes.reports.render_slides import fit_size
from learning_themes.trends.recurrence import Action, read_actions

CODEBOOK = small_codebook()
CONTACT = "If you are worried about a child, ring 01632 960000.\nIn an emergency ring 999."
LOGO = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='40'><rect width='80' height='40'/></svg>"


def some_actions(folder: Path) -> tuple[Action, ...]:
    path = folder / "actions.csv"
    path.write_text("theme,completed,action\ninformation-sharing,2015-03-01,A route\n", encoding="utf-8")
    return tuple(read_actions(path, CODEBOOK.themes))


def write(folder: Path, **options) -> dict[str, Path]:
    values = {"partnership": "Example & <Partnership>", "dates": "publication", "as_of": "2026-01-31"}
    return write_board_report(folder, codebook=CODEBOOK, **values | options)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_tables(make_tables(CODEBOOK, reviews=12, comparison=3, actions=some_actions(folder)), folder)
    return folder


@pytest.fixture(scope="module")
def faces(run) -> dict[str, Path]:
    (run / "ours.svg").write_text(LOGO, encoding="utf-8")
    identity = {
        "logo": run / "ours.svg", "logo_alt": 'The "Example" logo', "colour": "#5a1f6b", "contact": CONTACT,
    }  # fmt: skip
    return write(run, length="standard", identity=identity)


@pytest.fixture(scope="module")
def word(faces):
    return docx.Document(faces["docx"])


@pytest.fixture(scope="module")
def deck(faces):
    return pptx.Presentation(faces["pptx"])


# The web page


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_wrong_with_everything_open(faces, width):
    with opened(faces["html"], width=width) as page:
        assert find_violations(page) == []


def test_a_narrow_screen_scrolls_one_way_save_in_the_marked_regions(faces):
    with opened(faces["html"], width=320) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.evaluate(RUNS_OVER) == []


def test_the_keyboard_reaches_the_report_its_regions_and_the_evidence(faces):
    with opened(faces["html"]) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#report")
        summary = page.locator("details.evidence > summary").first
        summary.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open") is True
        assert page.locator("details[open] li").first.is_visible()
        assert page.locator(".scroll:not([tabindex='0'])").count() == 0


def test_paper_shows_what_was_opened_and_no_navigation(faces):
    with opened(faces["html"]) as page:
        page.locator("details.evidence > summary").first.click()
        page.emulate_media(media="print")
        shown = page.locator("details.evidence:visible")
        assert shown.count() == 1 and not page.locator("nav").is_visible()


def test_the_evidence_behind_a_number_has_one_row_for_each_review_counted(faces):
    from lxml import html

    page = html.fromstring(faces["html"].read_text(encoding="utf-8"))
    told = page.xpath("//details[not(details)]")
    counted = [re.search(r"in (\d+) of 12 reviews", one.findtext("summary")) for one in told]
    assert sum(map(bool, counted)) > 30
    for one, count in zip(told, counted, strict=True):
        if count:
            assert len(one.xpath(".//li")) == int(count[1])


# The Word file


def test_word_has_a_title_a_language_and_the_marking_on_every_page(word):
    assert word.core_properties.title == "Theme report for the partnership board, Example & <Partnership>"
    assert word.core_properties.language == "en-GB"
    languages = {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "RESTRICTED"
    assert "Example & <Partnership>" in section.footer.paragraphs[0].text
    assert {"PAGE", "NUMPAGES"} <= set("".join(section.footer._element.itertext()).split())


def test_headings_of_word_go_down_one_step_at_a_time(word):
    names = [one.style.name for one in word.paragraphs if one.style.name.startswith("Heading")]
    levels = [int(name.split()[1]) for name in names]
    assert levels[0] == 1 and len(levels) > 20
    assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False))


def test_every_picture_of_word_has_words_and_every_table_a_row_that_repeats(word):
    pictures = [one._inline.docPr for one in word.inline_shapes]
    assert len(pictures) > 8
    assert all(len(one.get("descr")) > 10 and "/" not in one.get("descr") for one in pictures)
    assert len({one.get("id") for one in pictures}) == len(pictures)
    assert len(word.tables) >= 4
    for table in word.tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).startswith("Table ")


def test_the_styles_of_word_are_real_and_in_the_colour_of_the_partnership(word):
    used = {one.style.name for one in word.paragraphs}
    assert {"Title", "Heading 1", "Block Text", "Table Caption", "Image Caption", "Contact"} <= used
    assert str(word.styles["Heading 1"].font.color.rgb) == "5A1F6B"
    runs = {run.style.name for one in word.paragraphs for run in one.runs}
    assert "Source" in runs


def test_the_source_of_a_quotation_in_word_stands_nearer_to_it_than_to_the_next(word):
    quoted = [one for one in word.paragraphs if one.style.name == "Block Text"]
    sources = [one for one in quoted if any(run.style.name == "Source" for run in one.runs)]
    inside = word.styles["Block Text"].paragraph_format.space_after
    assert sources and all(one.paragraph_format.space_after > 2 * inside for one in sources)


def test_the_contents_of_word_lead_to_the_headings(word):
    entries = [one for one in word.paragraphs if one.style.name in ("TOC 1", "TOC 2") and one.hyperlinks]
    anchors = [one.hyperlinks[0].fragment for one in entries]
    marks = {one.get(qn("w:name")) for one in word.element.body.iter(qn("w:bookmarkStart"))}
    assert entries[0].text == "What the board needs to know" and "themes" in anchors
    assert set(anchors) <= marks


def test_word_asks_nothing_on_opening_and_says_how_the_contents_get_page_numbers(word):
    (field,) = [one for one in word.paragraphs if "TOC " in "".join(one._p.itertext())]
    assert "choose Update Field" in field.text
    marks = [one.get(qn("w:fldCharType")) for one in field._p.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate"]  # so the words stand in the field, and go when it is updated
    assert not list(word.element.iter(qn("w:updateFields")))
    assert not [one for one in word.element.iter(qn("w:fldChar")) if one.get(qn("w:dirty"))]


def test_a_long_table_of_word_may_run_over_a_page_and_leaves_no_row_alone(word):
    held = [
        [all(one.paragraph_format.keep_with_next for one in row.cells[0].paragraphs) for row in table.rows]
        for table in word.tables
    ]
    short, long = ([rows for rows in held if (len(rows) > 8) == so] for so in (False, True))
    assert short and long
    assert all(rows == [True] * (len(rows) - 1) + [False] for rows in short)
    assert all(rows[:2] == [True, True] and rows[-2:] == [True, False] for rows in long)
    assert not any(any(rows[2:-2]) for rows in long)


# The slides


def runs_of(page):
    frames = [shape.text_frame for shape in page.shapes if shape.has_text_frame]
    frames.append(page.notes_slide.notes_text_frame)
    return [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]


def test_every_slide_says_one_thing_in_a_sentence_of_its_own(deck):
    titles = [page.shapes.title.text_frame.text for page in deck.slides]
    assert len(set(titles)) == len(titles) == 8
    assert all(title.endswith(".") and " " in title for title in titles[1:])
    assert titles[-1].startswith("The board is asked to decide")
    assert all(len(page.notes_slide.notes_text_frame.text) > 40 for page in deck.slides)


def test_slides_are_read_in_order_in_english_and_without_seeing_the_chart(deck):
    assert deck.core_properties.title.startswith("Theme report") and deck.core_properties.language == "en-GB"
    for page in deck.slides:
        assert page.shapes[0]._element is page.shapes.title._element
        assert {run._r.rPr.get("lang") for run in runs_of(page)} == {"en-GB"}
        for shape in page.shapes:
            if shape.shape_type == 13:
                assert len(shape._element.nvPicPr.cNvPr.get("descr")) > 10
    assert sum(shape.shape_type == 13 for page in deck.slides for shape in page.shapes) == 5


def test_nothing_on_a_slide_overlaps_or_runs_out(deck):
    for page in deck.slides:
        boxes = [(one.left, one.top, one.left + one.width, one.top + one.height) for one in page.shapes]
        for place, (left, top, right, bottom) in enumerate(boxes):
            assert 0 <= left < right <= deck.slide_width and 0 <= top < bottom <= deck.slide_height
            for other in boxes[place + 1 :]:
                assert left >= other[2] or other[0] >= right or top >= other[3] or other[1] >= bottom


def test_what_stands_under_a_chart_can_be_read_from_afar(deck):
    charted = [page for page in deck.slides if any(one.shape_type == 13 for one in page.shapes)]
    boxes = [one for page in charted for one in page.shapes if one.name.startswith("TextBox")]
    sizes = {run.font.size.pt for box in boxes for line in box.text_frame.paragraphs for run in line.runs}
    assert len(sizes) == 1 and min(sizes) >= 14


def test_long_words_on_a_slide_get_smaller_letters():
    box = {"across": 12700 * 400, "high": 12700 * 60, "sizes": (30, 20, 10)}
    assert fit_size(["Short."], **box) == 30
    assert fit_size(["Many long words that need their room. " * 3], **box) == 10


@pytest.mark.parametrize("face", ["docx", "pptx"])
def test_an_office_file_holds_nothing_that_its_library_left_in_it(faces, face):
    with zipfile.ZipFile(faces[face]) as parts:
        names = set(parts.namelist())
        words = b" ".join(parts.read(name) for name in names if name.endswith((".xml", ".rels")))
    assert {name for name in names if name.startswith("docProps/")} == {"docProps/core.xml"}
    assert all(name.endswith((".xml", ".rels", ".png")) for name in names)
    for left in (b"python-", b"Macintosh", b"printerSettings", b"thumbnail", b"pandoc"):
        assert left not in words, left


# The paper, and how long it is


def test_the_summary_has_two_pages_whatever_it_says(run, tmp_path):
    for place, (contact, first) in enumerate([("", []), (CONTACT * 6, list(CODEBOOK.themes)[9:15])]):
        shutil.copytree(run / "tables", tmp_path / str(place) / "tables")
        paths = write(
            tmp_path / str(place), length="summary", themes_first=first, identity={"contact": contact}
        )
        with pypdfium2.PdfDocument(paths["pdf"]) as pdf:
            assert len(pdf) == 2


def test_a_first_page_that_is_too_long_goes_on_to_the_next_and_no_word_falls_off_its_foot(faces):
    source = faces["md"].read_text(encoding="utf-8")
    point = next(line for line in source.splitlines() if line.startswith("- **What keeps coming back"))
    lead, decide, told = "What keeps coming back.", "What the board is asked to decide", []
    for times in (1, 30):
        longer = source.replace(point, "\n".join([point] * times), 1)
        pdf = render_pdf(longer, folder=faces["md"].parent, as_of=date(2026, 1, 31))
        with pypdfium2.PdfDocument(pdf) as read:
            pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in read]
        assert (decide in pages[0]) == (times == 1)
        told.append(sum(page.count(lead) for page in pages))
    assert told == [1, 30]


def test_the_contact_box_and_the_logo_are_on_every_face_that_takes_them(faces, word):
    page = faces["html"].read_text(encoding="utf-8")
    assert 'alt="The &quot;Example&quot; logo"' in page and "data:image/svg+xml;base64" in page
    with pypdfium2.PdfDocument(faces["pdf"]) as pdf:
        text = " ".join(" ".join(one.get_textpage().get_text_bounded() for one in pdf).split())
    assert "In an emergency ring 999." in page and "In an emergency ring 999." in text
    assert "In an emergency ring 999." in [one.text for one in word.paragraphs]
    assert b"5a1f6b" in faces["html"].read_bytes()


def test_a_length_that_is_not_there_is_refused(run):
    with pytest.raises(ParametersError, match="length: 'ful' is not one of .* Did you mean 'full'"):
        write(run, length="ful")


def test_a_logo_that_cannot_be_drawn_is_named(run, tmp_path):
    broken = tmp_path / "ours.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnot a picture")
    with pytest.raises(ParametersError, match="ours.png cannot be drawn"):
        write(run, identity={"logo": broken, "logo_alt": "Ours"})
