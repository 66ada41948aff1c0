"""Stances: in which reviews a theme is a shortfall, reported as good practice, or recommended on."""

import pandas as pd

STANCE_FROM = {"shortfall": 2, "strength": 2, "recommendation": 1}
PRAISED_OF = 4  # of so many passages that judge practice, one must praise it


def hold_stances(counts: pd.DataFrame) -> pd.DataFrame:
    """Return for each row of `counts` which stances hold: a column of true or false each, of STANCE_FROM.

    `counts` has the counted passages of each stance for a review and theme, such as the table `presence`.
    A shortfall takes two, a recommendation one. Good practice takes two, and a fourth or more of those that
    judge practice (shortfall or strength): in a long review that finds fault on every page two kind remarks
    are no judgement of it.
    """
    holds = pd.DataFrame({stance: counts[stance] >= enough for stance, enough in STANCE_FROM.items()})
    judging = counts["shortfall"] + counts["strength"]
    holds["strength"] &= counts["strength"] * PRAISED_OF >= judging
    return holds.astype(bool)


def keep_raised(evidence: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of evidence whose stance holds for their theme in their review, as `shares` counts it.

    Else a quotation would stand beside a number in which its review is not counted.
    """
    place = ["review_id", "theme"]
    holds = hold_stances(counts).assign(review_id=counts["review_id"], theme=counts["theme"])
    raised = holds.melt(place, var_name="stance", value_name="raised")
    raised = raised.loc[raised["raised"], [*place, "stance"]]
    return evidence.merge(raised, on=[*place, "stance"])
