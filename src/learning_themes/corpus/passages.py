"""Cuts a report into passages: sentences, bullets, table rows and headings with their place."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from learning_themes.corpus.report import Block, Report
from learning_themes.corpus.sections import Placed, place_blocks
from learning_themes.corpus.sentences import split_sentences

_KINDS = {"bullet": "bullet", "row": "row", "heading": "heading"}
_ASIDE = re.compile(r"\((\w+\W+){0,2}\w+\)\.?")  # "(Recommendation)", "(See page 4)": of three words at most
MOST_LETTERS = 5_000  # of a passage: the longest row of a real table has fewer
_STATED = 4  # words from which a label's sentence is one: "B9. Male." are two answers on a form
_LABEL = re.compile(
    r"([A-Z]\d{1,2}|(key )?(learning( point)?|lesson|finding|recommendation|action|question) \d{1,2})[.:]",
    re.IGNORECASE,
)


def make_passages(report: Report, review_id: str, typed: Mapping[str, str] | None = None) -> list[dict]:
    """Return the rows of table `passages` for one report, in reading order.

    `typed` gives the section of headings that a person mapped, by their plain words.
    """
    rows: list[dict] = []
    for paragraph, placed in enumerate(place_blocks(report.blocks, typed)):
        if placed.block.kind != "columns":
            rows += _paragraph_rows(placed, paragraph, review_id)
    for row in rows:
        row["page"] = row["page"] if report.pages else 0  # breaks that somebody typed tell no page
        row["printed_page"] = report.printed.get(row["page"], "")
    return _identify(rows, review_id)


def _paragraph_rows(placed: Placed, paragraph: int, review_id: str) -> list[dict]:
    block = placed.block
    heading = block.kind == "heading"
    return [
        {
            "review_id": review_id,
            "page": block.page,
            "section": placed.section,
            "heading": placed.heading,
            "kind": _KINDS.get(block.kind, "sentence"),
            "label": block.label,
            "paragraph": paragraph,
            "number": number,
            "text": text,
        }
        for number, text in enumerate(_cut_long([block.text] if heading else _split_block(block)))
    ]


def _cut_long(sentences: list[str]) -> Iterator[str]:
    """Yield the sentences, in parts where one is beyond all measure: a text without stops is one sentence."""
    for sentence in sentences:
        while len(sentence) > MOST_LETTERS:
            end = sentence.rfind(" ", 1, MOST_LETTERS + 1)
            end = MOST_LETTERS if end < 0 else end
            yield sentence[:end].rstrip()
            sentence = sentence[end:].lstrip()
        yield sentence


def _split_block(block: Block) -> list[str]:
    """Return a block's sentences.

    In a row, owner and date stay with the last sentence before them. A label, "Learning point 1.", stays with
    the sentence that it opens, and a short aside, "(Recommendation)", with the one that it follows.
    """
    sentences: list[str] = []
    for sentence in split_sentences(block.text):
        if sentences and _belongs(sentence, sentences[-1], block.kind):
            sentences[-1] += f" {sentence}"
        else:
            sentences.append(sentence)
    return sentences


def _belongs(sentence: str, above: str, kind: str) -> bool:
    if kind == "row" and sentence.startswith("|") or _ASIDE.fullmatch(sentence):
        return True
    return bool(_LABEL.fullmatch(above)) and len(sentence.split()) >= _STATED


def _identify(rows: list[dict], review_id: str) -> list[dict]:
    """Return the rows with passage ids from their words, so that another extraction keeps them."""
    seen: Counter[str] = Counter()
    for row in rows:
        words = re.sub(r"\W+", "", row["text"].casefold())
        key = hashlib.sha256(words.encode()).hexdigest()[:10]
        seen[key] += 1
        suffix = f"-{seen[key]}" if seen[key] > 1 else ""
        row["passage_id"] = f"{review_id}.{key}{suffix}"
    return rows
