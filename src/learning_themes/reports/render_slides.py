"""The slides as a PowerPoint file: a title that is read first, words for each chart, notes, fixed bytes."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font, LoadFlags
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide as Page
from pptx.slide import SlideLayout
from pptx.text.text import TextFrame, _Run
from pptx.util import Emu, Inches, Pt

from learning_themes.files import fix_package
from learning_themes.identity import Identity
from learning_themes.reports.drawing import Chart
from learning_themes.reports.logo import logo_png
from learning_themes.reports.slides import Slide
from learning_themes.reports.word_styles import OFFICE_FONTS

LANGUAGE = "en-GB"
WIDE, HIGH = Inches(13.333), Inches(7.5)
LEFT, ACROSS = Inches(0.6), Inches(12.13)
TITLE_TOP, TITLE_HIGH = Inches(0.4), Inches(1.15)
BODY_TOP, CHART_TOP, FOOT_TOP = Inches(1.75), Inches(1.6), Inches(7.0)
BASIS_TOP = Inches(7.17)
POINTS_HIGH = Inches(1.13)
TITLE_SIZES, BODY_SIZES = (30, 28, 26, 24, 22, 20), (22, 20, 18, 17, 16, 15, 14)
LINE_SIZES = (18, 17, 16, 15, 14, 13, 12, 11)  # of what stands under a chart
LINE = 1.25
GAP = 0.55  # of a line, after each point
INK, QUIET = "1B2733", "4C5966"
TITLE_SLIDE, TITLE_AND_TEXT, TITLE_ONLY = 0, 1, 5
LEFTOVERS = ("/thumbnail", "/extended-properties", "/printerSettings")


def render_slides(
    slides: Sequence[Slide],
    charts: Mapping[str, Chart],
    *,
    folder: Path,
    as_of: date,
    identity: Identity,
    words: Mapping[str, str],
) -> bytes:
    """Return the PowerPoint file, the same bytes for the same slides and `as_of`.

    Charts are the PNG files in `folder`/charts. `words` are the front matter of the report.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    _set_design(deck, identity, words)
    titles = [
        fit_size([slide.title], across=ACROSS - Inches(0.3), high=TITLE_HIGH, sizes=TITLE_SIZES)
        for slide in slides
    ]
    under = min((_fit_line(slide) for slide in slides if slide.chart and slide.points), default=LINE_SIZES[0])
    _add_title(deck, identity, words)
    for slide in slides:
        page = _add_slide(deck, slide, charts, folder, size=under)
        _fill_title(page, slide.title, min(titles), identity.colour)
    _number_pages(deck)
    _set_properties(deck, as_of, words)
    _drop_leftovers(deck)
    saved = io.BytesIO()
    deck.save(saved)
    return fix_package(saved.getvalue(), day=as_of.isoformat())


def fit_size(texts: Sequence[str], *, across: int, high: int, sizes: Sequence[int]) -> int:
    """Return the largest of `sizes`, in points, in which the paragraphs fit the box, or the smallest.

    Lines are measured in DejaVu Sans, which is wider than the letters of the slides.
    """
    for size in sizes:
        lines = sum(_count_lines(text, across / 12700, size) + GAP for text in texts)
        if lines * size * LINE <= high / 12700:
            return size
    return sizes[-1]


def _count_lines(text: str, across: float, size: int) -> int:
    lines, used = 1, 0.0
    for word in text.split():
        width = _measure(word + " ") * size
        if used + width > across and used:
            lines, used = lines + 1, 0.0
        used += width
    return lines


def _measure(text: str) -> float:
    """Return the width of `text` in ems."""
    return sum(_ADVANCES.setdefault(letter, _advance(letter)) for letter in text)


def _advance(letter: str) -> float:
    return _FONT.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100


_FONT = FT2Font(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"))
_FONT.set_size(100, 72)
_ADVANCES: dict[str, float] = {}


def _set_design(deck: Deck, identity: Identity, words: Mapping[str, str]) -> None:
    """Give master and layouts the identity's letters and colours, and keep the three layouts in use."""
    layouts = deck.slide_layouts
    kept = [layouts[place] for place in (TITLE_SLIDE, TITLE_AND_TEXT, TITLE_ONLY)]
    for layout in list(layouts):
        if layout not in kept:
            layouts.remove(layout)
    _set_theme_fonts(deck, OFFICE_FONTS[identity.font])
    for holder in (deck.slide_master, *kept):
        for shape in list(holder.placeholders):
            _place(shape, holder)
    for layout in kept[1:]:  # the title slide says it in its own words
        _add_foot(layout, f"{words['marking_short']} · {words['partnership']} · as of {words['as_of_words']}")


def _set_theme_fonts(deck: Deck, font: str) -> None:
    """Name the letters in the theme, from which every text takes them."""
    part = next(
        one.target_part for one in deck.slide_master.part.rels.values() if one.reltype.endswith("/theme")
    )
    part._blob = part.blob.replace(b'<a:latin typeface="Calibri"/>', f'<a:latin typeface="{font}"/>'.encode())


def _place(shape: BaseShape, holder: object) -> None:
    """Move a placeholder to its place on the wide page; those for dates and footers go."""
    kind = str(shape.placeholder_format.type)
    if any(name in kind for name in ("DATE", "FOOTER", "SLIDE_NUMBER")):
        shape._element.getparent().remove(shape._element)
        return
    if "SUBTITLE" in kind:
        shape.left, shape.top, shape.width, shape.height = LEFT, Inches(4.3), ACROSS, Inches(1.6)
    elif "CENTER_TITLE" in kind:
        shape.left, shape.top, shape.width, shape.height = LEFT, Inches(2.3), ACROSS, Inches(1.8)
    elif "TITLE" in kind:
        shape.left, shape.top, shape.width, shape.height = LEFT, TITLE_TOP, ACROSS, TITLE_HIGH
    else:
        shape.left, shape.top, shape.width, shape.height = LEFT, BODY_TOP, ACROSS, FOOT_TOP - BODY_TOP


def _add_foot(layout: SlideLayout, text: str) -> None:
    """Write the marking at the foot of the layout, so that it stands on every slide."""
    name = "Marking"
    box = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="{name}"/><p:cNvSpPr txBox="1"/><p:nvPr'
        ' userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{LEFT}" y="{FOOT_TOP}"/><a:ext cx="{Inches(11)}" cy="{Inches(0.35)}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody><a:bodyPr wrap="square"'
        ' lIns="0"/><a:lstStyle/><a:p/></p:txBody></p:sp>'
    )
    layout.shapes._spTree.append(box)
    frame = layout.shapes[-1].text_frame
    _write(frame.paragraphs[0].add_run(), text, 10, QUIET)


def _add_title(deck: Deck, identity: Identity, words: Mapping[str, str]) -> None:
    page = deck.slides.add_slide(deck.slide_layouts[0])
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = _colour(identity.colour)
    _fill_title(page, words["title"], TITLE_SIZES[0], "FFFFFF")
    below = page.placeholders[1].text_frame
    lines = (words["partnership"], f"As of {words['as_of_words']}", words["marking"])
    for place, line in enumerate(lines):
        paragraph = below.paragraphs[0] if place == 0 else below.add_paragraph()
        _plain(paragraph)
        _write(paragraph.add_run(), line, 20 if place < 2 else 14, "FFFFFF")
    if identity.logo:
        _add_logo(page, identity)
    _set_notes(page, f"{words['title']}, {words['partnership']}. {words['marking']}.")


def _add_logo(page: Page, identity: Identity) -> None:
    """Put the logo on a white ground, since it was drawn for one."""
    picture = page.shapes.add_picture(io.BytesIO(logo_png(identity)), LEFT, Inches(0.6), height=Inches(1.0))
    _describe(picture, "Logo", identity.logo_alt)
    properties = picture._element.spPr
    geometry = properties.find(qn("a:prstGeom"))
    geometry.addnext(parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="FFFFFF"/></a:solidFill>'))


def _add_slide(deck: Deck, slide: Slide, charts: Mapping[str, Chart], folder: Path, *, size: int) -> Page:
    """Add and return one slide; what is read first stands first: title, chart, then points."""
    layout = deck.slide_layouts[2 if slide.chart else 1]
    page = deck.slides.add_slide(layout)
    if slide.chart:
        picture = page.shapes.add_picture(str(folder / "charts" / f"{slide.chart}.png"), LEFT, CHART_TOP)
        _fit(picture, ACROSS, FOOT_TOP - POINTS_HIGH - CHART_TOP - Inches(0.1))
        _describe(picture, "Chart", charts[slide.chart].alt)
        _add_line(page, slide, size)
    else:
        _fill_points(page.placeholders[1].text_frame, slide)
    if slide.foot:
        _add_basis(page, slide.foot)
    _set_notes(page, slide.notes)
    return page


def _fill_title(page: Page, text: str, size: int, colour: str) -> None:
    frame = page.shapes.title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    _plain(frame.paragraphs[0])
    run = frame.paragraphs[0].add_run()
    _write(run, text, size, colour)
    run.font.bold = True


def _fill_points(frame: TextFrame, slide: Slide) -> None:
    frame.word_wrap = True
    leads = slide.leads or ("",) * len(slide.points)
    texts = [f"{lead} {point}".strip() for lead, point in zip(leads, slide.points, strict=True)]
    size = fit_size(
        texts, across=ACROSS - Inches(0.7), high=FOOT_TOP - BODY_TOP - Inches(0.2), sizes=BODY_SIZES
    )
    for place, (lead, point) in enumerate(zip(leads, slide.points, strict=True)):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size * GAP)
        if lead:
            run = paragraph.add_run()
            _write(run, f"{lead} ", size, INK)
            run.font.bold = True
        _write(paragraph.add_run(), point, size, INK)


def _fit_line(slide: Slide) -> int:
    text = " ".join(slide.points)
    return fit_size([text], across=ACROSS - Inches(0.3), high=POINTS_HIGH, sizes=LINE_SIZES)


def _add_line(page: Page, slide: Slide, size: int) -> None:
    """Write what the chart shows under it, in one box."""
    if not slide.points:
        return
    box = page.shapes.add_textbox(LEFT, FOOT_TOP - POINTS_HIGH, ACROSS, POINTS_HIGH)
    box.text_frame.word_wrap = True
    _write(box.text_frame.paragraphs[0].add_run(), " ".join(slide.points), size, INK)


def _add_basis(page: Page, text: str) -> None:
    """Write what the figures rest on below the marking."""
    box = page.shapes.add_textbox(LEFT, BASIS_TOP, Inches(11), Inches(0.3))
    box.name = "What the figures rest on"
    box.text_frame.margin_left, box.text_frame.word_wrap = 0, True  # else it is set in the middle
    _write(box.text_frame.paragraphs[0].add_run(), text, 10, QUIET)


def _fit(picture: BaseShape, across: int, high: int) -> None:
    """Make the picture as large as its room allows, in the middle."""
    scale = min(across / picture.width, high / picture.height)
    picture.width, picture.height = Emu(int(picture.width * scale)), Emu(int(picture.height * scale))
    picture.left = Emu(LEFT + (across - picture.width) // 2)


def _describe(picture: BaseShape, name: str, alt: str) -> None:
    properties = picture._element.nvPicPr.cNvPr
    properties.set("name", name)
    properties.set("descr", alt)


def _write(run: _Run, text: str, size: float, colour: str) -> None:
    run.text = text
    run.font.size = Pt(size)
    run.font.color.rgb = _colour(colour)
    run._r.get_or_add_rPr().set("lang", LANGUAGE)


def _plain(paragraph: object) -> None:
    """Set the paragraph to the left, without a bullet."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("algn", "l")
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.insert(0, parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def _set_notes(page: Page, text: str) -> None:
    frame = page.notes_slide.notes_text_frame
    run = frame.paragraphs[0].add_run()
    run.text = text
    run._r.get_or_add_rPr().set("lang", LANGUAGE)


def _number_pages(deck: Deck) -> None:
    """Write each slide's number at its foot, as a field that follows when slides are moved."""
    for place, page in enumerate(deck.slides, start=1):
        if place == 1:
            continue
        box = page.shapes.add_textbox(WIDE - Inches(1.4), FOOT_TOP, Inches(0.8), Inches(0.35))
        box.name = "Slide number"
        field = parse_xml(
            f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr'
            f' lang="{LANGUAGE}" sz="1000"><a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill></a:rPr>'
            f"<a:t>{place}</a:t></a:fld>"
        )
        properties = box.text_frame.paragraphs[0]._p.get_or_add_pPr()
        properties.set("algn", "r")
        properties.addnext(field)


def _set_properties(deck: Deck, as_of: date, words: Mapping[str, str]) -> None:
    properties = deck.core_properties
    properties.title = f"{words['title']}, {words['partnership']}"
    properties.author = properties.last_modified_by = words["partnership"]
    properties.subject, properties.comments = words["marking"], ""
    properties.language = LANGUAGE
    properties.revision = 1
    properties.created = properties.modified = datetime(as_of.year, as_of.month, as_of.day)


def _drop_leftovers(deck: Deck) -> None:
    """Leave out what the library's own file brings along: its picture, its counts and its printer."""
    for holder in (deck.part.package, deck.part):
        rels = holder._rels
        for key in [key for key, one in rels.items() if one.reltype.endswith(LEFTOVERS)]:
            rels.pop(key)


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.removeprefix("#").upper())
