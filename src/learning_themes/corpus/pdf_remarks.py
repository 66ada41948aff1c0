"""What a person must know of how a PDF was read: pictures of pages, hidden words, fonts without letters."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from statistics import fmean

from learning_themes.corpus.pdf_lines import Print
from learning_themes.corpus.programs import find_ocr
from learning_themes.corpus.report import Quality, Source
from learning_themes.corpus.scanned import LETTERS_SHARE, count_signs
from learning_themes.errors import ReportNotRead

FEWEST_ON_PAGE = 50  # signs of print on a page of a report, and
FEWEST = 2000  # in a report: with fewer than both nothing was read
DOUBTFUL = 0.85  # a scan read less surely than that needs a look
_ADVICE = "install tesseract, or make it searchable (OCR), and try again"


def refuse_unreadable(told: Print, pages: int, source: Source) -> None:
    """Raise ReportNotRead for pictures of pages, and for fonts that do not say which letters they show."""
    text = "".join(line.text for line in told.lines)
    if len(text) < FEWEST_ON_PAGE * pages and len(text) < FEWEST:
        raise ReportNotRead(
            f"{source.file} has {len(text)} characters of text on {pages} pages: it is probably a scan, or"
            f" its fonts cannot be read; {_ADVICE}"
        )
    letters = share_letters(text)
    if letters < LETTERS_SHARE:
        raise ReportNotRead(
            f"{source.file}: only {int(100 * letters)} % of its signs are letters, so its fonts cannot be"
            f" read; {_ADVICE}"
        )


def share_letters(text: str) -> float:
    """Return the share of letters among the signs of a text, digits and dots aside; 1 if there are none."""
    letters, signs = count_signs(text)
    return letters / signs if signs else 1.0


def measure_lines(told: Print, *, kept: int) -> Quality:
    """Return how well a PDF could be read; `kept` are its lines without furniture and contents."""
    read = [sure for sure in told.scanned.values() if sure is not None]
    return Quality(
        lines=len(told.lines),
        removed=len(told.lines) - kept,
        letters=round(share_letters("".join(line.text for line in told.lines)), 3),
        scanned=len(told.scanned),
        ocr=len(read),
        sure=round(fmean(read), 3) if read else 1.0,
        hidden=sum(hidden.words for hidden in told.hidden),
    )


def list_remarks(told: Print) -> Iterator[str]:
    """Yield what a person must know, as parts of one sentence that begins with the file's name."""
    unread = [page for page, sure in told.scanned.items() if sure is None]
    read = {page: sure for page, sure in told.scanned.items() if sure is not None}
    if unread:
        why = "the run was told to leave them" if find_ocr() else "install tesseract to read them"
        yield f"{_name_pages(unread)} scanned and not read: {why}"
    if read:
        doubtful = [page for page, sure in read.items() if sure < DOUBTFUL]
        look = f"; look at {_pages(doubtful)}, where it was least sure" if doubtful else ""
        sure = round(100 * fmean(read.values()))
        yield f"{_name_pages(read)} scanned and read by {find_ocr()}, {sure} % sure of its words{look}"
    for why, words in (
        ("covered", "covered by a black box but can still be copied out of the file"),
        ("invisible", "invisible but can still be copied out of the file"),
    ):
        found = [hidden for hidden in told.hidden if hidden.why == why]
        if found:
            count = sum(hidden.words for hidden in found)
            yield (
                f"{count} word{'s' * (count > 1)} on {_pages([hidden.page for hidden in found])}"
                f" {'are' if count > 1 else 'is'} {words}, and not read here: if it is published, have it"
                " taken down and redacted again"
            )


def _name_pages(pages: Iterable[int]) -> str:
    pages = list(pages)
    return f"{_pages(pages)} {'are' if len(pages) > 1 else 'is'}"


def _pages(pages: Iterable[int]) -> str:
    """Return the words for some pages.

    >>> _pages([1, 2, 3, 7])
    'pages 1 to 3, 7'
    """
    runs = []
    for _, run in groupby(enumerate(sorted(set(pages))), key=lambda pair: pair[1] - pair[0]):
        numbers = [page for _, page in run]
        runs.append(f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else str(numbers[0]))
    many = len(runs) > 1 or " " in runs[0]
    return f"page{'s' * many} {', '.join(runs)}"
