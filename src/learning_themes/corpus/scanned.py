"""Reads pages that are pictures with tesseract, a program for reading print, or else with an extra for it."""

import csv
import io
import os
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import compress
from statistics import fmean, median

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from learning_themes.corpus.pdf_drawn import PICTURE, list_bounds, list_drawn
from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.programs import find_tesseract

FEWEST_LETTERS = 25  # of a page of print
LETTERS_SHARE = 0.6  # of a page's signs: with fewer the fonts do not say which letters they show
LARGE = 0.3  # of a page's area, from which pictures may hold its print
DOTS = 300  # an inch
GREY = 128  # of 255: what is darker is ink
RULE = 150  # dots: ink that runs on for so long is a rule, and no letter
SECONDS = 90  # for one page
SURE = 30  # percent: a sign that stands alone and is read with less is a stain
ALIKE = 0.6  # of body text: lines whose height differs by less are of one type
CAPITALS = 0.8  # of a line's letters, from which it was typed as a heading
SHORT = 0.6  # of the width of print: a shorter line that stands alone and ends in no stop is a heading


@dataclass(frozen=True)
class ScannedPage:
    """What was read of a picture of a page: lines, and how sure the program was, 0 to 1."""

    lines: tuple[Line, ...]
    confidence: float


def is_picture(page: pdfium.PdfPage, text: str) -> bool:
    """Whether a page's print must be read from its picture: its `text` is too little, or no letters."""
    letters, signs = count_signs(text)
    if letters >= FEWEST_LETTERS:
        return letters < LETTERS_SHARE * signs
    return signs >= FEWEST_LETTERS or pictures_area(page) >= LARGE * page.get_width() * page.get_height()


def count_signs(text: str) -> tuple[int, int]:
    """Return how many letters a text has, and how many signs; spaces, digits and dots are none.

    >>> count_signs("Page 3 of 4 …?")
    (6, 7)
    """
    # a text has few different signs: each is judged once
    codes = np.bincount(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    found = np.flatnonzero(codes)
    chars, times = list(map(chr, found.tolist())), codes[found].tolist()
    letters = sum(compress(times, map(str.isalpha, chars)))
    signs = sum(
        number
        for char, number in zip(chars, times, strict=True)
        if not (char.isspace() or char.isdigit() or char in "._…-")
    )
    return letters, signs


def pictures_area(page: pdfium.PdfPage) -> float:
    """Return the area, in square points, of the largest picture on a page."""
    boxes = list_bounds(list_drawn(page, (PICTURE,), deep=True))
    return max(((right - left) * (top - bottom) for left, bottom, right, top in boxes), default=0.0)


def read_picture(page: pdfium.PdfPage, number: int) -> ScannedPage:
    """Return the lines of a page's picture; `number` counts pages from 1.

    A page that tesseract cannot read in time has no lines and the confidence 0.
    """
    image = _without_rules(page.render(scale=DOTS / 72, grayscale=True).to_numpy())
    if find_tesseract():
        words = _ask_tesseract(image)
    else:
        from learning_themes.corpus.scanned_extra import read_words

        words = read_words(image)
    return _make_page(words, number, page.get_height())


def _ask_tesseract(image: np.ndarray) -> list[dict[str, str]]:
    """Return the rows of tesseract's table of words for a grey picture."""
    picture = io.BytesIO()
    Image.fromarray(image).save(picture, format="PNG", compress_level=1)
    try:
        done = subprocess.run(
            [find_tesseract(), "stdin", "stdout", "-l", "eng", "--dpi", str(DOTS), "tsv"],
            input=picture.getvalue(),
            capture_output=True,
            timeout=SECONDS,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    told = done.stdout.decode("utf-8", errors="replace")
    return list(csv.DictReader(io.StringIO(told), delimiter="\t", quoting=csv.QUOTE_NONE))


def _without_rules(image: np.ndarray) -> np.ndarray:
    """Return a grey picture without horizontal rules: tesseract passes over words that are underlined."""
    from scipy.ndimage import maximum_filter1d, minimum_filter1d  # few reports have a page to look at

    image = image.squeeze()
    dark = image < GREY
    rules = maximum_filter1d(minimum_filter1d(dark, RULE, axis=1), RULE, axis=1)
    rules = maximum_filter1d(rules, 3, axis=0)  # with the grey of its edges
    return np.where(rules, np.uint8(255), image)


def _make_page(rows: list[dict[str, str]], number: int, height: float) -> ScannedPage:
    """Return a page from the rows of tesseract's table of words."""
    words: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    tall: dict[tuple[str, ...], float] = {}
    for row in rows:
        place = (row["block_num"], row["par_num"], row["line_num"])
        if row["level"] == "4":
            tall[place] = float(row["height"])
        elif row["level"] == "5" and _is_word(row["text"], float(row["conf"])):
            words[place].append(row)
    alone = Counter(place[:2] for place in words)
    wide = max((_right(line) - _left(line) for line in words.values()), default=0.0)
    lines = tuple(
        _make_line(line, tall[place], number, height, heads=alone[place[:2]] == 1 and _is_short(line, wide))
        for place, line in words.items()
    )
    sure = [float(word["conf"]) / 100 for line in words.values() for word in line]
    return ScannedPage(lines, round(fmean(sure), 3) if sure else 0.0)


def _is_word(text: str, sure: float) -> bool:
    return sum(map(str.isalnum, text)) > 1 or bool(text.strip(" _")) and sure >= SURE


def _left(words: list[dict[str, str]]) -> int:
    return min(int(word["left"]) for word in words)


def _right(words: list[dict[str, str]]) -> int:
    return max(int(word["left"]) + int(word["width"]) for word in words)


def _is_short(words: list[dict[str, str]], wide: float) -> bool:
    """Whether a line looks like a heading: short, begun with a capital, and ended by no stop."""
    first, last = words[0]["text"], words[-1]["text"]
    return (
        _right(words) - _left(words) < SHORT * wide
        and first[0].isupper()
        and last[-1].isalnum()
        and sum(word["text"].isalpha() for word in words) > len(words) / 2
    )


def _make_line(words: list[dict[str, str]], tall: float, number: int, height: float, *, heads: bool) -> Line:
    """Return a line; a heading typed in capitals, or underlined, is told as bold."""
    step = 72 / DOTS
    bottom = height - max(int(word["top"]) + int(word["height"]) for word in words) * step
    size = round(tall * step, 1)
    text = " ".join(word["text"] for word in words).replace("_", " ").strip()
    letters = [char for char in text if char.isalpha()]
    bold = heads or len(letters) >= 4 and sum(map(str.isupper, letters)) >= CAPITALS * len(letters)
    return Line(
        number, text, _left(words) * step, _right(words) * step, bottom, bottom, size, size, bold, height
    )


def even_sizes(lines: list[Line], *, pages: set[int]) -> list[Line]:
    """Return lines with those of scanned `pages` in the type of body text where their height is near to it.

    A picture tells only how high a line's letters reach, which differs from word to word.
    """
    sizes = [line.size for line in lines if line.page in pages]
    usual = median(sizes) if sizes else 0.0
    return [_even(line, usual) if line.page in pages else line for line in lines]


def _even(line: Line, usual: float) -> Line:
    if abs(line.size - usual) > ALIKE * usual:
        return line
    return replace(line, size=usual, first=usual)
