"""What a PDF asks a program to do when it is opened: nothing of it is ever done, and a person is told."""

from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

# PDFium counts the scripts of the whole file alone. In a packed object these words are not seen.
SCRIPT, LAUNCH = b"/JavaScript", b"/Launch"


def list_active(pdf: pdfium.PdfDocument, data: bytes) -> Iterator[str]:
    """Yield what in a PDF was left alone, in words: scripts, commands to start a program, attached files."""
    if SCRIPT in data or pdfium_c.FPDFDoc_GetJavaScriptActionCount(pdf) > 0:
        yield "a script in it was not run; have it removed before it is passed on"
    if LAUNCH in data:
        yield "a command in it to start a program was not followed; have it removed before it is passed on"
    attached = pdfium_c.FPDFDoc_GetAttachmentCount(pdf)
    if attached > 0:
        files = "one file attached to it was" if attached == 1 else f"{attached} files attached to it were"
        yield f"{files} not read; if there is a report among them, save it beside this one"
