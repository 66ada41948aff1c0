"""A value of the register with its place, and the walk through a report's sentences that finds it."""

from collections.abc import Iterator
from dataclasses import dataclass

from learning_themes.corpus.report import Block, Report
from learning_themes.corpus.sentences import split_sentences

LONGEST_BLOCK = 6_000  # characters: what follows in a longer block is not looked at,
LONGEST_SENTENCE = 1_200  # nor in a longer sentence


@dataclass(frozen=True)
class Found:
    """A value with where it was found: page as counted (0: none) and the words around it.

    `confidence` is "high" where a label or fixed phrase says what the value is, "medium" where a sentence
    tells it, "low" where only its place speaks for it.
    """

    value: str
    page: int
    words: str
    confidence: str = "high"


@dataclass(frozen=True)
class Sentence:
    """One sentence with its block, the sentences of the block before and after it, and its heading."""

    text: str
    block: Block
    place: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    heading: str


def list_sentences(report: Report, *, blocks: int, pages: int) -> list[Sentence]:
    """Return the sentences of the first `blocks` blocks that stand on the first `pages` pages."""
    return list(_walk(report, blocks, pages))


def _walk(report: Report, blocks: int, pages: int) -> Iterator[Sentence]:
    heading = ""
    for place, block in enumerate(report.blocks[:blocks]):
        if block.page > pages:
            return
        if block.kind == "heading":
            heading = block.text
        sentences = [text[:LONGEST_SENTENCE] for text in split_sentences(block.text[:LONGEST_BLOCK])]
        for i, text in enumerate(sentences):
            yield Sentence(text, block, place, tuple(sentences[:i]), tuple(sentences[i + 1 :]), heading)
