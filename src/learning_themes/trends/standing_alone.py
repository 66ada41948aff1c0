"""Whether a passage can be quoted by itself, or leans on what stands before it."""

import re

# Words at the start that point back: "This was not known to the school."
_LEANING = re.compile(
    r"^(?:He|She|They|It|This|These|Those|That|His|Her|Their|Its|Such|However|But|And|Then|There|Each|Both|Neither"
    r"|Several|Others|Another|Also|Again|Instead|Asked|So|Nor|Yet"
    r"|[A-Z][a-z]+ed (?:the|a|an|his|her|their|its)|(?:Was|Were|Had|Has|Did))\b"
)
_REFERS = re.compile(
    r"(?i:\b(?:findings?|recommendations?|paragraphs?|paras?\.?|sections?|appendix|page) \d)"
)
# A verb at the end whose sense stands in the sentence before: "For older children it is not."
_ELLIPSIS = re.compile(
    r"\b(?:it|they|he|she|this|that|these|those|others?|some|most|none|nobody|we|who) "
    r"(?:is|was|are|were|did|do|does|had|has|have|would|could|should|will|can)(?: not|n['’]t)?[.!?]$"
)


def stands_alone(text: str) -> bool:
    """Return whether `text` is a whole sentence that needs no other to be understood."""
    whole = text[:1].isupper() and text.endswith((".", "!", "?"))
    return whole and not (_LEANING.match(text) or _REFERS.search(text) or _ELLIPSIS.search(text))
