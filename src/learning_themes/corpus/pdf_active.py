"""What a PDF asks a program to do when it is opened: nothing of it is ever done, and a person is told."""

import re
import zlib
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

MOST_UNPACKED = 20_000_000  # bytes of packed objects that are looked through in one file
_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


def list_active(pdf: pdfium.PdfDocument, data: bytes) -> Iterator[str]:
    """Yield what in a PDF was left alone, in words: scripts, commands to start a program, attached files.

    PDFium counts the scripts of the whole file and the attached files. Other scripts and commands are
    looked for by their names, in the file and in its packed objects; what is encrypted is not seen.
    """
    texts = [data, *_unpack(data)]
    if any(map(_SCRIPT.search, texts)) or pdfium_c.FPDFDoc_GetJavaScriptActionCount(pdf) > 0:
        yield "a script in it was not run; have it removed before it is passed on"
    if any(map(_LAUNCH.search, texts)):
        yield "a command in it to start a program was not followed; have it removed before it is passed on"
    attached = pdfium_c.FPDFDoc_GetAttachmentCount(pdf)
    if attached > 0:
        files = "one file attached to it was" if attached == 1 else f"{attached} files attached to it were"
        yield f"{files} not read; if there is a report among them, save it beside this one"


def _unpack(data: bytes) -> Iterator[bytes]:
    """Yield the packed objects of a file, as far as they unfold within the limit."""
    left = MOST_UNPACKED
    for found in _PACKED.finditer(data):
        if left <= 0:
            return
        try:
            packed = data[found.end() : data.find(b"endstream", found.end())]
            unpacked = zlib.decompressobj().decompress(packed, left)
        except zlib.error:  # packed in another way, or damaged
            continue
        left -= len(unpacked)
        yield unpacked


def _spell(name: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a PDF name, any letter of which may be written by its number: /Java#53cript."""
    letters = (b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name)
    return re.compile(b"/" + b"".join(letters) + rb"(?![A-Za-z])")


_SCRIPT, _LAUNCH = _spell(b"JavaScript"), _spell(b"Launch")
