"""Puts right what extraction does to words: hyphens, bullets, spaces, ligatures."""

import re
import unicodedata
from collections.abc import Iterator

# Bullets of Word's Symbol and Wingdings fonts arrive in the private-use area.
BULLET = re.compile(r"^\s*(?:[•◦▪▫■□◼◾●○‣⁃∙➢➤►✓✔✗\uf000-\uf0ff]|[-–—*·](?=\s)|o(?=\s+[A-Z\"‘“]))\s*")
NUMBER = re.compile(
    r"^(?P<label>(?:\d{1,2}(?:\.\d{1,3}){1,4}\.?|\d{1,3}[.)]|\(?[a-z]\)|\(?[ivx]{1,5}\)|[A-Z]\.)(?=\s)"
    r"|\d{1,3}\.(?=[A-Z][A-Za-z ]))\s*(?=\S)"
)
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_HEADING_NUMBER = re.compile(
    rf"^(?P<label>\d{{1,2}}(?:\.\d{{1,3}})*)[.)]?\s+(?=[A-Z“‘\"'])(?!(?i:{_MONTH}[a-z]*\s+(?:19|20)\d\d))"
)
_ODD = r"\t\u00a0\u2000-\u200a\u202f\u3000"
_SPACES = re.compile(rf"[{_ODD}][ {_ODD}]*| [ {_ODD}]+")  # all but one plain space, which stays as it is
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2060\ufeff\u00ad]")
_CUT_SIGN = re.compile("[\ufffe\u0002]")
_CUT = re.compile(r"\b(\w+)[\ufffe\u0002]\s*(\w+)")
_SYMBOL_HYPHEN = re.compile(r"(?<=\w)\uf02d(?=\w)")  # a bullet of Word's Symbol font inside a word: "2016-17"
_YEARS = re.compile(r"\d[-–]$")  # a line that breaks off inside "2016-17"
_FEWEST_PROVED = 3  # hyphens at line ends, from which a text is held to be set with soft ones
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st"})
_LIGATURE = re.compile("[ﬀ-ﬅ]")


def clean_text(text: str) -> str:
    """Return `text` on one line with plain spaces, composed accents and no unseen characters."""
    if not text.isascii():
        told = text.translate(_LIGATURES) if _LIGATURE.search(text) else text
        text = unicodedata.normalize("NFC", _SYMBOL_HYPHEN.sub("-", told))
    return _SPACES.sub(" ", _UNSEEN.sub("", text.replace("\r", " ").replace("\n", " "))).strip()


def split_label(text: str, *, heading: bool = False) -> tuple[str, str]:
    """Return the printed paragraph number and the rest: "3.2 The school" gives ("3.2", "The school").

    In a heading a bare number counts too: "4 Findings". In running text it may be a quantity.
    """
    match = (heading and _HEADING_NUMBER.match(text)) or NUMBER.match(text)
    return (match["label"].rstrip(".)").lstrip("("), text[match.end() :]) if match else ("", text)


def split_bullet(text: str) -> tuple[bool, str]:
    """Return whether `text` begins with a bullet sign, and the text without it."""
    match = BULLET.match(text)
    return (True, text[match.end() :]) if match else (False, text)


def join_lines(lines: list[str], known_words: set[str]) -> str:
    """Return lines as running text; a hyphen at a line's end stays unless the whole word is known.

    PDFium writes U+FFFE or U+0002 for such a hyphen. Nearly all in reports are true hyphens
    ("multi-agency"); those of justified text are soft, and their word stands whole elsewhere.
    """
    text = ""
    for line in lines:
        line = line.strip()
        if text.endswith("-") and line[:1].islower() and not text.endswith(" -"):
            text += "\ufffe" + line
        elif breaks_years(text) and line[:1].isdigit():
            text += line
        else:
            text += " " + line
    text = text.replace("-\ufffe", "\ufffe")
    return clean_text(_replace(text, [(match, _mend(match, known_words)) for match in _find_cuts(text)]))


def breaks_years(text: str) -> bool:
    """Return whether a line breaks off between two numbers: "in the year 2016-".

    >>> breaks_years("in the year 2016–"), breaks_years("2016 –")
    (True, False)
    """
    return bool(_YEARS.search(text.rstrip()))


def find_soft_words(text: str) -> set[str]:
    """Return the words that a text's own setting cut at line ends, though they stand whole nowhere else.

    Only where half or more of such hyphens are proved soft by a whole word elsewhere, as in justified text,
    and only words of which neither part is a word of the text.
    """
    matches = list(_find_cuts(text))
    if len(matches) < _FEWEST_PROVED:
        return set()
    cut = [(match[1].lower(), match[2].lower()) for match in matches]
    whole = _replace(text, [(match, " ") for match in matches])
    known = {word.lower() for word in set(re.findall(r"[^\W\d_]{3,}", whole))}
    proved = sum(one + other in known for one, other in cut)
    if proved < max(_FEWEST_PROVED, len(cut) / 2):
        return set()
    return {one + other for one, other in cut if one not in known and other not in known}


def _find_cuts(text: str) -> Iterator[re.Match[str]]:
    """Yield where a line's end cuts a word, as a search for _CUT would: few lines end so."""
    after = 0
    for sign in _CUT_SIGN.finditer(text):
        start = sign.start()
        while start > after and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        match = _CUT.match(text, start) if start < sign.start() else None
        if match:
            yield match
            after = match.end()


def _replace(text: str, changes: list[tuple[re.Match[str], str]]) -> str:
    parts, after = [], 0
    for match, told in changes:
        parts += [text[after : match.start()], told]
        after = match.end()
    return "".join(parts) + text[after:]


def _mend(match: re.Match[str], known_words: set[str]) -> str:
    whole = match[1] + match[2]
    return whole if whole.lower() in known_words else f"{match[1]}-{match[2]}"
