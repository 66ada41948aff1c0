"""Reads a Word file by its own XML, since tracked insertions, text boxes and content controls count.

Word's tracked deletions, comments and hidden text are left out, and the report says so.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from learning_themes.corpus.docx_marks import find_hidden_styles, is_hidden, join_deleted_marks
from learning_themes.corpus.heading_ranks import rank_headings
from learning_themes.corpus.report import Block, Report, Source
from learning_themes.corpus.rows import form_row, may_name_column, row_text
from learning_themes.corpus.text import clean_text, split_bullet, split_label
from learning_themes.errors import ReportNotRead
from learning_themes.packages import explain_unfolding

FEWEST_STYLED = 3  # headings in Word's own styles from which bold paragraphs are no headings
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTE_KINDS = (f"{_W}footnoteReference", f"{_W}endnoteReference")
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK}


def read_docx(source: Source) -> Report:
    """Return the report in a Word file.

    Pages are counted by the breaks that Word left in the file, so they may differ by one; a file without any
    was not laid out by Word, and has no page numbers that could be told.
    Raises ReportNotRead for a file that is no Word file inside, or has no text.
    """
    parts = _open_parts(source)
    body = _parse(parts["word/document.xml"], source).find(f"{_W}body")
    if body is None:
        raise ReportNotRead(f"{source.file} is damaged; open it and save it as .docx again")
    styles = _heading_styles(parts.get("word/styles.xml"), source)
    hiding = (
        find_hidden_styles(_parse(parts["word/styles.xml"], source)) if "word/styles.xml" in parts else {}
    )
    walker = _Walker(styles, _read_notes(parts, source), hiding)
    walker.deleted += join_deleted_marks(body)
    blocks = [block for block in walker.read_body(body) if block.text]
    if not blocks:
        raise ReportNotRead(f"{source.file} has no text")
    return Report(
        source.file,
        source.sha256,
        walker.page if walker.laid_out else 0,
        tuple(blocks if walker.styled >= FEWEST_STYLED else _promote_bold(blocks)),
        title=_core_title(parts, source),
        furniture=tuple(_furniture(parts, source)),
        warnings=tuple(_warnings(parts, walker)),
    )


def _open_parts(source: Source) -> dict[str, bytes]:
    if told := explain_unfolding(source.data):
        raise ReportNotRead(f"{source.file} {told}; not opened")
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            wanted = [info for info in archive.infolist() if info.filename.endswith(".xml")]
            parts = {info.filename: archive.read(info) for info in wanted}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        raise ReportNotRead(
            f"{source.file} is damaged, or is no Word file inside; open it and save it as .docx again"
        ) from None
    if "word/document.xml" not in parts:
        raise ReportNotRead(f"{source.file} is no Word file inside; open it and save it as .docx")
    return parts


def _parse(data: bytes, source: Source) -> etree._Element:
    refusal = f"{source.file} defines words of its own, as no Word file does; not opened"
    if b"<!DOCTYPE" in data.replace(b"\0", b""):  # in letters of one, two or four bytes
        raise ReportNotRead(refusal)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise ReportNotRead(f"{source.file} is damaged; open it and save it as .docx again") from None
    if root.getroottree().docinfo.doctype:  # in any other encoding that the parser knows
        raise ReportNotRead(refusal)
    return root


def _heading_styles(data: bytes | None, source: Source) -> dict[str, int]:
    """Return the level of each paragraph style that is a heading or the title: 0 is the title."""
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in _parse(data, source).iter(f"{_W}style") if data else ():
        identity = style.get(f"{_W}styleId", "")
        name = _value(style.find(f"{_W}name")).lower()
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        parents[identity] = _value(style.find(f"{_W}basedOn"))
        if name == "title":
            levels[identity] = 0
        elif name.startswith("heading ") and name[8:].isdigit():
            levels[identity] = int(name[8:])
        elif outline is not None and _value(outline).isdigit() and int(_value(outline)) < 9:
            levels[identity] = int(_value(outline)) + 1
    for identity, parent in parents.items():
        if identity not in levels and parent in levels and levels[parent]:
            levels[identity] = levels[parent]
    return levels


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{_W}val", "")


class _Walker:
    """Goes through a document's body once, counting pages and what it leaves out."""

    def __init__(
        self, styles: dict[str, int], notes: dict[str, etree._Element], hiding: dict[str, bool]
    ) -> None:
        self.styles = styles
        self.hiding = hiding
        self.page = 1
        self.laid_out = False  # by Word, which then left its page breaks in the file
        self.styled = 0
        self.hidden = 0
        self.deleted = 0
        self.notes = notes
        self.noted: list[str] = []  # the notes of a paragraph or table that is not yet told whole

    def read_body(self, body: etree._Element) -> Iterator[Block]:
        """Yield the blocks of a document, the notes of each paragraph and table right after it."""
        for block in self.read(body):
            yield block
            yield from self._tell_notes(block.page)
        yield from self._tell_notes(self.page)

    def _tell_notes(self, page: int) -> Iterator[Block]:
        noted, self.noted = self.noted, []
        for note in noted:
            paragraphs = self.notes[note].iter(f"{_W}p")
            text = clean_text(" ".join("".join(self._words(paragraph)) for paragraph in paragraphs))
            yield Block("footnote", text, page)

    def read(self, parent: etree._Element) -> Iterator[Block]:
        """Yield the blocks below `parent` in order; content controls and the like are looked into."""
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._read_paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._read_table(child)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                yield from self.read(child)

    def _read_paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        words, page = [], 0
        for word in self._words(paragraph):
            words.append(word)
            page = page or (self.page if word.strip() else 0)  # where its first word stands, after any break
        text = clean_text("".join(words))
        style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        yield self._make_block(paragraph, text, style, page or self.page)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                yield from self.read(box)

    def _make_block(self, paragraph: etree._Element, text: str, style: str, page: int) -> Block:
        level = self.styles.get(style)
        if style.upper().startswith("TOC"):
            return Block("contents", "", page)
        if level == 0:
            return Block("heading", text, page, level=1, size=2.0)
        if level:
            self.styled += 1
            label, text = split_label(text, heading=True)
            return Block("heading", text, page, level=level, label=label)
        bullet, text = split_bullet(text)
        if bullet or paragraph.find(f"{_W}pPr/{_W}numPr") is not None or "List" in style:
            return Block("bullet", text, page)
        kind = "bold" if text and _all_bold(paragraph) else "paragraph"
        label, text = split_label(text, heading=kind == "bold")
        return Block(kind, text, page, label=label)

    def _words(self, paragraph: etree._Element) -> Iterator[str]:
        """Yield a paragraph's words as accepted; text boxes in it come as paragraphs of their own."""
        for child in paragraph:
            if child.tag in (f"{_W}del", f"{_W}moveFrom"):
                self.deleted += 1
            elif child.tag == f"{_W}r":
                yield from self._run_words(child)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                yield from self._words(child)

    def _run_words(self, run: etree._Element) -> Iterator[str]:
        if is_hidden(run, self.hiding):
            self.hidden += 1
            return
        for piece in run:
            if piece.tag == f"{_W}t":
                yield piece.text or ""
            elif piece.tag in (f"{_W}tab", f"{_W}cr"):
                yield " "
            elif piece.tag in _NOTE_KINDS and _note_key(piece) in self.notes:
                self.noted.append(_note_key(piece))
            elif piece.tag == f"{_W}noBreakHyphen":
                yield "-"
            elif piece.tag == f"{_W}lastRenderedPageBreak":
                self.page += 1
                self.laid_out = True
            elif piece.tag == f"{_W}br":
                self.page += piece.get(f"{_W}type") == "page" and not _page_follows(run)
                yield " "

    def _read_table(self, table: etree._Element) -> Iterator[Block]:
        """Yield a table's rows as "column: words" each; a table of one column is a box, read as text."""
        rows = [_cells_of(row) for row in table.iter(f"{_W}tr") if _table_of(row) is table]
        kept = [row for row in rows if row and not _is_deleted(row)]
        self.deleted += len(rows) - len(kept)
        rows = kept
        if max(map(len, rows), default=0) <= 1:
            for row in rows:
                for cell in row:
                    yield from self.read(cell)
            return
        yield from self._table_rows(rows)

    def _table_rows(self, rows: list[list[etree._Element]]) -> Iterator[Block]:
        columns: dict[int, str] = {}
        for number, row in enumerate(rows):
            cells = [list(self.read(cell)) for cell in row]
            texts = [" ".join(block.text for block in blocks if block.text) for blocks in cells]
            if number == 0 and len(rows) > 1 and _are_names(row, texts):
                columns = dict(zip(_places(row), texts, strict=True))
                yield Block("columns", " | ".join(texts), self.page)
            elif len(texts) == 2 and not columns and len(texts[0]) <= 80 and texts[1]:
                yield from form_row(texts[0], cells[1])
            elif any(texts):
                names = [
                    columns.get(place, "") if _span(cell) == 1 else ""
                    for place, cell in zip(_places(row), row, strict=True)
                ]
                yield Block("row", row_text(names, texts), self.page)


def _page_follows(run: etree._Element) -> bool:
    """Whether Word's own page mark follows a typed page break, so that it would count twice."""
    following = run.getparent().getnext()
    return following is not None and following.find(f".//{_W}lastRenderedPageBreak") is not None


def _read_notes(parts: dict[str, bytes], source: Source) -> dict[str, etree._Element]:
    """Return the footnotes and endnotes by kind and number; those that only draw a line have a type."""
    return {
        f"{kind}{note.get(f'{_W}id')}": note
        for kind in ("footnote", "endnote")
        if f"word/{kind}s.xml" in parts
        for note in _parse(parts[f"word/{kind}s.xml"], source).iter(f"{_W}{kind}")
        if note.get(f"{_W}type", "normal") == "normal"
    }


def _note_key(piece: etree._Element) -> str:
    return f"{etree.QName(piece).localname.removesuffix('Reference')}{piece.get(f'{_W}id')}"


def _cells_of(row: etree._Element) -> list[etree._Element]:
    """Return a row's cells, those in content controls included and those of tables inside it not."""
    return [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]


def _is_deleted(row: list[etree._Element]) -> bool:
    """Whether a row is a tracked deletion."""
    tr = next(row[0].iterancestors(f"{_W}tr"))
    return tr.find(f"{_W}trPr/{_W}del") is not None


def _span(cell: etree._Element) -> int:
    """Return over how many columns a cell is merged."""
    told = _value(cell.find(f"{_W}tcPr/{_W}gridSpan"))
    return int(told) if told.isdigit() else 1


def _places(row: list[etree._Element]) -> list[int]:
    """Return the column in which each cell of a row begins, from 0."""
    tr = next(row[0].iterancestors(f"{_W}tr"))
    before = _value(tr.find(f"{_W}trPr/{_W}gridBefore"))
    places = [int(before) if before.isdigit() else 0]
    for cell in row[:-1]:
        places.append(places[-1] + _span(cell))
    return places


def _table_of(row: etree._Element) -> etree._Element:
    return next(row.iterancestors(f"{_W}tbl"))


def _are_names(row: list[etree._Element], texts: list[str]) -> bool:
    """Whether a table's first row names its columns: Word says so, all are bold, or three short names."""
    if next(row[0].iterancestors(f"{_W}tr")).find(f"{_W}trPr/{_W}tblHeader") is not None:
        return True
    if not all(may_name_column(text) for text in texts):
        return False
    bold = all(_all_bold(p) for cell in row for p in cell.iter(f"{_W}p") if list(p.iter(f"{_W}t")))
    return bold or len(texts) >= 3


def _all_bold(paragraph: etree._Element) -> bool:
    runs = [run for run in paragraph.iter(f"{_W}r") if "".join(run.itertext(f"{_W}t")).strip()]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(m is not None and _value(m) not in ("0", "false") for m in marks)


def _promote_bold(blocks: list[Block]) -> list[Block]:
    """Return blocks with short bold paragraphs as headings, ranked by their looks: they were made by hand."""
    made = [block for block in blocks if _is_heading_by_hand(block)]
    ranks = iter(rank_headings([(block.label, block.text) for block in made]))
    return [
        Block("heading", block.text, block.page, level=min(2 + next(ranks), 4), label=block.label)
        if _is_heading_by_hand(block)
        else block
        for block in blocks
    ]


def _is_heading_by_hand(block: Block) -> bool:
    return block.kind == "bold" and len(block.text) <= 120 and not block.text.endswith((".", ";"))


def _core_title(parts: dict[str, bytes], source: Source) -> str:
    data = parts.get("docProps/core.xml")
    return (_parse(data, source).findtext(f"{_DC}title") or "").strip() if data else ""


def _furniture(parts: dict[str, bytes], source: Source) -> Iterator[str]:
    for name in sorted(parts):
        if name.startswith(("word/header", "word/footer")):
            for paragraph in _parse(parts[name], source).iter(f"{_W}p"):
                text = clean_text("".join(paragraph.itertext(f"{_W}t")))
                if text:
                    yield text


def _warnings(parts: dict[str, bytes], walker: _Walker) -> Iterator[str]:
    if walker.deleted:
        yield "tracked deletions were left out; accept or reject changes before publishing"
    if walker.hidden:
        yield "hidden text was left out; remove it before publishing"
    if b"<w:comment " in parts.get("word/comments.xml", b""):
        yield "comments were left out; remove them before publishing"
