"""Sentences in the form of a decision, a count or a request, which do not show the stance that they carry."""

import re

import pandas as pd

NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|no)"
WHO_REVIEWS = r"(?:reviews?|reports?|reviewers?|panel|authors?|recommendations?)"
NEEDED = r"(?:required|needed|necessary|warranted|called for)"
WHAT_IS_DONE = r"(?:referral|assessment|review|conference|enquiry|investigation|meeting|action)"
# What is said to have been in order, or not called for, fell short of nothing.
IN_ORDER = (
    rf"\bno (?:[\w-]+ ){{0,2}}{WHAT_IS_DONE} (?:was|were|is|are) (?:\w+ )?{NEEDED}\b",
    rf"\b(?:does|do|did) not (?:think|consider|believe) (?:that )?(?:one|it|an?y? \w+) (?:was|were|is)"
    rf" (?:\w+ )?{NEEDED}\b",
    r"\b(?:is|are|was|were) (?:satisfied|assured) that\b.*\b(?:was|were|is|are|been) met\b",
)
# A count of findings or recommendations, or what a review asked for, praises nothing.
COUNTED_OR_ASKED = (
    rf"\b(?:makes?|made|contains?|sets out) (?:\w+ )?{NUMBER} (?:\w+ )?recommendations?\b",
    r"\b(?:has|have|had) (?:received|been given) (?:\w+ )?(?:findings|warnings|recommendations)\b",
    rf"\b{WHO_REVIEWS} (?:has |have |had )?(?:asked|called|recommended) (?:for|that)\b",
)
# Words by which a sentence turns on what was decided: "They decided, wrongly, that no referral was required."
TURNS = re.compile(
    r"\b(?:wrong(?:ly)?|mistaken(?:ly)?|but|though|although|however|despite|yet|should|unlikely|never"
    r"|nobody|not satisfied)\b",
    re.IGNORECASE,
)
FORMS = {
    "shortfall": re.compile("|".join(IN_ORDER), re.IGNORECASE),
    "strength": re.compile("|".join(COUNTED_OR_ASKED), re.IGNORECASE),
}


def find_decision_forms(coded: pd.DataFrame) -> pd.Series:
    """Return for each coded passage whether its words do not show its `stance`, by their form."""
    told = [
        bool((form := FORMS.get(row.stance)) and form.search(row.text) and not TURNS.search(row.text))
        for row in coded.itertuples()
    ]
    return pd.Series(told, index=coded.index, dtype=bool)
