"""Whose words a passage is: the review's own, or those of somebody whom it heard.

What a parent or a child said must not be told as if the review had found it. A line of a quotation has often
nothing around it that says whose it is, so that the first person is taken for somebody else's but where it is
plainly the reviewers'. That leaves out some of their own sentences.
"""

import re

import pandas as pd

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^‘]*?’(?!\w)")
_SELF = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|us|[Oo]urs?|[Oo]urselves)\b")
_REVIEWERS = re.compile(
    r"\b(?:I|we)(?: (?:have|had|do|did|would|also|therefore|\w+ly))*(?: not)?"
    r" (?:find|found|hear|heard|consider(?:ed)?|conclude[ds]?|recommend(?:ed)?|looked at|review(?:ed)?|noted?"
    r"|read|examined|make|commend|accept|seen)\b"
    r"|\bin (?:my|our) (?:\w+ )?(?:view|opinion|judgement|judgment)\b"
    r"|\bour (?:\w+ )?(?:reviews?|sample|audit|findings?|recommendations?|two|three|four|five|six|seven|eight"
    r"|nine|ten)\b",
    re.IGNORECASE,
)


def is_spoken(text: str) -> bool:
    """Return whether a sentence is told in the first person, and not plainly by those who review.

    >>> is_spoken("I told them twice that he was not eating."), is_spoken("We found no record of it.")
    (True, False)
    """
    own = _REVIEWERS.sub("", _QUOTED.sub("", text))
    return bool(_SELF.search(own))


def find_spoken(passages: pd.DataFrame) -> set[str]:
    """Return the passage_ids of sentences in the first person, and of those inside a longer quotation."""
    spoken = {row.passage_id for row in passages.itertuples() if is_spoken(row.text)}
    for _, paragraph in passages.groupby(["review_id", "paragraph"], sort=False):
        opened = False
        for row in paragraph.itertuples():
            ends = _is_open(row.text, opened)
            if opened or ends:
                spoken.add(row.passage_id)
            opened = ends
    return spoken


def _is_open(text: str, opened: bool) -> bool:
    """Return whether a quotation is open after a sentence."""
    for sign in re.findall(r"[“”\"]", text):
        opened = sign == "“" or sign == '"' and not opened
    return opened
