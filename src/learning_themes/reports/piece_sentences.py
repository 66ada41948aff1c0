"""The sentences of a piece of a produced file, where a citation and the words that it cites are two."""

import re
from collections.abc import Iterator

# "Child M, 2016 (review 3), page 4: “He was seen.” The clearest of 3 passages." is three sentences
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[.!?…][”\"’'])\s+|(?<=:)\s+(?=[“\"])|\n")
NO_LETTERS = re.compile(r"[\W_]+")


def list_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of `text` starts and ends."""
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def sentence_at(text: str, start: int, end: int) -> str:
    """Return the sentence in which the words from `start` to `end` stand, or the sentences from one to other.

    >>> sentence_at("He fell. Mrs. Quill saw it. Nobody asked.", 9, 19)
    'Mrs. Quill saw it.'
    """
    spans = [span for span in list_sentences(text) if span[0] < end and start < span[1]]
    return text[spans[0][0] : spans[-1][1]] if spans else text[start:end]


def letters_of(text: str) -> str:
    """Return the letters and digits of `text` alone, by which the same words are known in every face.

    >>> letters_of("“Mr. O’Neill-\\n Smith”, 020 79")
    'mroneillsmith02079'
    """
    return NO_LETTERS.sub("", text).casefold()
