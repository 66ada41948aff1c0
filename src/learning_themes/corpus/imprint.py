"""Takes off what a printer puts round a report: imprint, "end of report", an "and" on a line of its own."""

import re
from dataclasses import replace

from learning_themes.corpus.report import Block, Report

LONGEST = 300  # signs of a block that is an imprint
_END = re.compile(r"\W*(end of (the )?(report|review|document)|\[?ends\]?)\W*", re.I)
_RIGHTS = re.compile(r"©|\(c\) (crown )?copyright|crown copyright|\bISBN\b|\ball rights reserved\b", re.I)
_JOINING = re.compile(r"and|&", re.I)
_VERB = re.compile(r"\b(is|are|was|were|be|been|has|have|had|may|can|must|should|did|does)\b", re.I)


def is_imprint(text: str) -> bool:
    """Return whether a block is an imprint or the words that close a report, and tells nothing of a review.

    >>> is_imprint("© Crown copyright 2018"), is_imprint("- end of report -")
    (True, True)
    >>> is_imprint("The photograph was © the school and was shared without consent.")
    False
    """
    if _END.fullmatch(text):
        return True
    return len(text) <= LONGEST and bool(_RIGHTS.search(text)) and not _VERB.search(text)


def take_off_imprint(report: Report) -> Report:
    """Return the report with imprints among its furniture: their dates may be printed nowhere else."""
    printed = [block.text for block in report.blocks if is_imprint(block.text)]
    kept = tuple(block for block in report.blocks if not is_imprint(block.text))
    return replace(report, blocks=kept, furniture=(*report.furniture, *dict.fromkeys(printed)))


def join_titles(blocks: list[Block]) -> list[Block]:
    """Return the blocks with two headings joined that stand on a page about a line of their own, "and"."""
    joined: list[Block] = []
    for block in blocks:
        if len(joined) > 1 and _JOINING.fullmatch(joined[-1].text) and _are_joined(joined[-2], block):
            link = joined.pop().text
            joined[-1] = joined[-1].with_text(f"{joined[-1].text} {link} {block.text}")
        else:
            joined.append(block)
    return joined


def _are_joined(above: Block, below: Block) -> bool:
    return (
        above.kind == below.kind == "heading"
        and above.page == below.page
        and above.level == below.level
        and not below.label
    )
