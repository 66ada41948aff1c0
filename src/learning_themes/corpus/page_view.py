"""Shows a report's pages beside the passages that were read from them."""

import base64
import html
import io
from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium

from learning_themes.errors import InputError, nearest

SCALE = 1.3  # of 72 dots an inch
_STYLE = (
    "display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.5em;margin:0 0 2em;"
    "max-width:75em;border-top:1px solid"
)


def show_pages(
    register: pd.DataFrame, passages: pd.DataFrame, *, folder: Path | str, file: str = "", pages: int = 2
) -> str:
    """Return HTML with the first `pages` pages of a PDF that hold passages, each beside what was read of it.

    `file` is a name from the register, and by default its first PDF; `folder` holds it. Words of reports
    are escaped. Raises InputError for a file that is not in the register, or is no PDF.
    """
    pdfs = [one for one in register["file"] if one.lower().endswith(".pdf")]
    counted = (register["read_status"] != "not-read") & (register["counted_file"] == "")
    read = register[counted & register["file"].isin(pdfs)]
    if not file and read.empty:
        return "<p>No PDF was read: only PDFs have pages to show.</p>"
    file = file or read["file"].iloc[0]
    if file not in set(read["file"]):
        hint = nearest(file, read["file"])
        raise InputError(
            f"{file!r} is no PDF in the register that was read and counted; copy its name from there.{hint}"
        )
    review = read.loc[read["file"] == file, "review_id"].iloc[0]
    of_review = passages[(passages["review_id"] == review) & (passages["page"] > 0)]
    shown = sorted(set(of_review["page"]))[:pages]
    pdf = pdfium.PdfDocument(Path(folder) / file)
    try:
        parts = [_show_page(pdf, page, of_review[of_review["page"] == page], file) for page in shown]
    finally:
        pdf.close()
    return "\n".join(parts)


def _show_page(pdf: pdfium.PdfDocument, page: int, passages: pd.DataFrame, file: str) -> str:
    picture = io.BytesIO()
    pdf[page - 1].render(scale=SCALE).to_pil().save(picture, format="PNG")
    data = base64.b64encode(picture.getvalue()).decode()
    printed = next(iter(passages.get("printed_page", [])), "")
    beside = f", printed as {printed}" if printed not in ("", str(page)) else ""
    name = html.escape(f"Page {page}{beside} of {file}", quote=True)
    items = "".join(
        f"<li><small>{html.escape(row.section)}, {html.escape(row.kind)}"
        f"{', ' + html.escape(row.label) if row.label else ''}</small><br>{html.escape(row.text)}</li>"
        for row in passages.itertuples()
    )
    return (
        f'<section style="{_STYLE}"><div><h4>{name}</h4><img alt="{name}" style="width:100%"'
        f' src="data:image/png;base64,{data}"></div>'
        f"<div><h4>What was read of it</h4><ol>{items}</ol></div></section>"
    )
