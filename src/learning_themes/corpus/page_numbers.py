"""Finds the number that is printed on each page, among the headers and footers that were taken off."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from learning_themes.corpus.pdf_line import Line

FEWEST = 2  # pages whose printed number differs by the same from the counted one, before it is believed
_ALONE = re.compile(
    r"[\s|–-]*(?:page\s*)?(?P<number>\d{1,4}|[ivx]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[\s|–-]*", re.I
)
_BESIDE = re.compile(
    r"\bpage\s*(?P<named>\d{1,4}|[ivx]{1,6})\b|^(?P<first>\d{1,3})\b|\b(?P<last>\d{1,3})$", re.I
)
_ROMAN = {"i": 1, "v": 5, "x": 10}


def find_printed_pages(furniture: Iterable[Line]) -> dict[int, str]:
    """Return the number printed on each page, as printed, by the page as counted from 1.

    A number is believed if it runs on with that of another page; a page without one is not in it.
    """
    found = [(line.page, number) for line in furniture for number in _list_numbers(line.text.strip())]
    steps = Counter(page - _value(number) for page, number in dict.fromkeys(found))
    printed: dict[int, str] = {}
    for page, number in found:
        step = steps[page - _value(number)]
        best = steps[page - _value(printed[page])] if page in printed else FEWEST - 1
        if step > best:
            printed[page] = number
    return printed


def _list_numbers(text: str) -> Iterator[str]:
    """Yield what may be the page's number in a header or footer: "12", "Page 3 of 40", "Child Q | 7"."""
    alone = _ALONE.fullmatch(text)
    if alone:
        yield alone["number"]
        return
    for match in _BESIDE.finditer(text):
        yield match[match.lastgroup or 0]


def _value(number: str) -> int:
    """Return what a number in digits or small Roman signs is worth: "iv" is 4."""
    if number.isdigit():
        return int(number)
    values = [_ROMAN[sign] for sign in number.lower()]
    after = [*values[1:], 0]
    return sum(-one if one < follows else one for one, follows in zip(values, after, strict=True))
