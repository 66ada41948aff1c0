"""Finds paragraph numbers that were printed without their full stop, by the numbers before and after them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from learning_themes.corpus.report import Block

_BARE = re.compile(r"(\d{1,3})\s+(?=[A-Z])")


def label_series(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; one that begins with the number missing between two others has it as its label.

    "33. Homes are near.", "34 Most children stay.", "35. Few move.": the second is paragraph 34.
    """
    numbered = [place for place, block in enumerate(blocks) if block.label.isdigit() or _is_bare(block)]
    told = list(blocks)
    for before, place, after in zip(numbered, numbered[1:], numbered[2:], strict=False):
        match = _BARE.match(blocks[place].text)
        around = (blocks[before].label, blocks[after].label)
        if match and around == (str(int(match[1]) - 1), str(int(match[1]) + 1)):
            told[place] = replace(blocks[place], label=match[1], text=blocks[place].text[match.end() :])
    return told


def _is_bare(block: Block) -> bool:
    return block.kind == "paragraph" and not block.label and bool(_BARE.match(block.text))
