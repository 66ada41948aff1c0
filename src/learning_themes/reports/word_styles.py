"""The styles of the Word report, so that staff edit it by styles: set here, over those that pandoc writes."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.styles.style import BaseStyle

from learning_themes.identity import GROUND, Identity

# Faces that office machines have, close to those that come with the suite.
OFFICE_FONTS = {"DejaVu Sans": "Arial", "DejaVu Serif": "Georgia"}
INK, QUIET, RULE = "1B2733", "4C5966", "C9D1D8"
# Points, space before and after, by style.
SIZES = {
    "Normal": (10, 0, 0),
    "Body Text": (10, 3, 5),
    "First Paragraph": (10, 3, 5),
    "Compact": (10, 1, 1),
    "Title": (24, 0, 6),
    "Heading 1": (17, 20, 8),
    "Heading 2": (13, 14, 5),
    "Heading 3": (11, 9, 3),
    "Block Text": (10, 2, 2),
    "Table Caption": (9, 12, 4),
    "Image Caption": (9, 3, 9),
    "TOC Heading": (13, 12, 6),
    "TOC 1": (10, 2, 0),
    "TOC 2": (9.5, 0, 0),
    "Know": (10, 4, 4),
    "Ask": (10, 4, 4),
    "Definition": (10, 0, 5),
    "Stated": (10, 3, 5),
    "Contact": (10, 4, 4),
    "Marking": (10, 6, 12),
    "As of": (10.5, 0, 6),
    "Header": (8, 0, 0),
    "Footer": (8, 0, 0),
}
COLOURED = ("Title", "Heading 1", "Heading 2", "TOC Heading")
BOLD = ("Title", "Heading 1", "Heading 2", "Heading 3", "TOC Heading", "Stated", "Marking")
SHADED = ("Know", "Ask", "Contact")


def set_styles(document: Document, identity: Identity) -> None:
    """Give the document's styles the identity's colours and letters, and British English."""
    font = OFFICE_FONTS[identity.font]
    _set_defaults(document, font)
    for name, (points, before, after) in SIZES.items():
        _set_paragraph_style(document, name, points, before, after)
    for name in COLOURED:
        document.styles[name].font.color.rgb = RGBColor.from_string(identity.colour[1:].upper())
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name in (*COLOURED, *BOLD):
        document.styles[name].font.bold = name in BOLD
        document.styles[name].font.italic = False
    document.styles["TOC 2"].paragraph_format.left_indent = Pt(12)
    for name in SHADED:
        _shade(document.styles[name], GROUND[1:].upper())
    for name in ("Know", "Ask"):
        document.styles[name].paragraph_format.left_indent = Pt(18)
    _quiet(document)
    document.styles["Marking"].font.color.rgb = RGBColor.from_string(identity.accent[1:].upper())
    _draw_bar(document.styles["Block Text"])
    _set_table_style(document.styles["Table"], identity)


def _set_defaults(document: Document, font: str) -> None:
    """Set letters and language for every style that does not say otherwise."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}")
    for tag in ("w:rFonts", "w:lang"):
        for old in defaults.findall(qn(tag)):
            defaults.remove(old)
    defaults.insert(0, _fonts(font))
    for old in defaults.findall(qn("w:color")):
        defaults.remove(old)
    defaults.insert(1, parse_xml(f'<w:color {nsdecls("w")} w:val="{INK}"/>'))
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'))
    for style in document.styles.element.iter(qn("w:style")):
        for run in style.findall(qn("w:rPr")):
            for old in (*run.findall(qn("w:rFonts")), *run.findall(qn("w:lang"))):
                run.remove(old)
    language = document.settings.element.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:val"), "en-GB")


def _fonts(font: str) -> OxmlElement:
    places = " ".join(f'w:{place}="{font}"' for place in ("ascii", "hAnsi", "cs", "eastAsia"))
    return parse_xml(f"<w:rFonts {nsdecls('w')} {places}/>")


def _set_paragraph_style(document: Document, name: str, points: float, before: float, after: float) -> None:
    known = {style.name for style in document.styles}
    if name not in known:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
    style = document.styles[name]
    style.font.size = Pt(points)
    style.font.italic = name == "Definition"
    for old in style.element.iter(qn("w:color")):  # else the white letters of a table's first row are lost
        old.getparent().remove(old)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.widow_control = True
    style.paragraph_format.keep_with_next = name.startswith(("Heading", "Table Caption", "Definition"))
    style.hidden, style.quick_style = False, True


def _quiet(document: Document) -> None:
    """Set the quiet grey of captions, sources, headers and footers."""
    for name in ("Table Caption", "Image Caption", "Definition", "Header", "Footer"):
        document.styles[name].font.color.rgb = RGBColor.from_string(QUIET)
    known = {style.name for style in document.styles}
    if "Source" not in known:
        document.styles.add_style("Source", WD_STYLE_TYPE.CHARACTER)
    document.styles["Source"].font.size = Pt(9)
    document.styles["Source"].font.color.rgb = RGBColor.from_string(QUIET)


def _shade(style: BaseStyle, fill: str) -> None:
    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'
    style.element.get_or_add_pPr().insert_element_before(parse_xml(shade), *_AFTER_SHADE)


def _draw_bar(style: BaseStyle) -> None:
    """Draw the bar at the left of a quotation."""
    bar = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="9" w:color="{RULE}"/></w:pBdr>'
    style.element.get_or_add_pPr().insert_element_before(parse_xml(bar), "w:shd", *_AFTER_SHADE)
    style.paragraph_format.left_indent, style.paragraph_format.right_indent = Pt(18), Pt(0)


def _set_table_style(style: BaseStyle, identity: Identity) -> None:
    """Give tables a coloured first row, shaded rows by turns and rules that are hardly seen."""
    element = style.element
    for old in (*element.findall(qn("w:tblStylePr")), *element.findall(qn("w:tblPr"))):
        element.remove(old)
    colour, pale = identity.colour[1:].upper(), GROUND[1:].upper()
    element.append(
        parse_xml(
            f'<w:tblPr {nsdecls("w")}><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>'
            f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders><w:tblCellMar>'
            '<w:top w:w="30" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
            '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    for kind, fill, letters in (
        ("firstRow", colour, '<w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr>'),
        ("band2Horz", pale, ""),
    ):
        shade = f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr>'
        element.append(
            parse_xml(f'<w:tblStylePr {nsdecls("w")} w:type="{kind}">{letters}{shade}</w:tblStylePr>')
        )


# The elements of a paragraph's properties that stand after its shading, in the order of the schema.
_AFTER_SHADE = tuple(
    f"w:{name}"
    for name in (
        "tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi"
        " adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc"
        " textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ).split()
)
