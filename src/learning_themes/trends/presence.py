"""Presence: which themes each review shows, and which of them it turns on."""

import re

import pandas as pd

from learning_themes.columns import STANCES
from learning_themes.tables import UNCOUNTED_SECTIONS, make_table
from learning_themes.themes.answers import leave_out_rejected
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.stances import STANCE_FROM

PRESENT_FROM = 2
KEY_SHARE = 0.1
KEY_FROM = 0.6  # confidence from which one recommendation, learning point or heading makes a theme key
FINDING_SECTIONS = ("findings", "analysis", "good-practice", "recommendations")

# How others will see that it was done, which is not what is asked: “and should report to the Board by June”.
# But a missing person's report is what a recommendation may be about, and AUDIT is a test for drink.
_BODY = r"\b(?i:boards?|partnerships?|committees?|executive)\b"
_FOLLOW_UP = re.compile(
    r"\b(?:[Aa]udit(?:s|ed|ing)?|(?i:assurance|assures? (?:itself|themselves)|dip[- ]sampl\w+))\b"
    rf"|\b(?i:report\w*|quarterly|annually)\b.*{_BODY}|{_BODY}.*\b(?i:report\w*)\b"
)
_STANCE_TOLD = re.compile(rf"; (?:{'|'.join(STANCES)}): ")  # in `why`, before the words that told the stance

# "Learning disability", "Learning has been identified" and the like open what is no learning point.
_NOT_A_POINT = (
    r"(?!\s+(?:disab|difficult|needs?\b|environment|mentor|support|assistant|provider|provision"
    r"|outcome|journey|style|skills|and\s+skills|to\b|(?:has|have|had|was|were)\b))"
)
_POINT = r"^\W*(?:\d[\d.]*\W*)?(?:key\s+)?learning"
LEARNING = re.compile(_POINT + r"s?\b" + _NOT_A_POINT, re.IGNORECASE)
NUMBERED_LEARNING = re.compile(_POINT + r"\s+points?\b", re.IGNORECASE)


def find_presence(register: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the table `presence`: one row a review and theme with at least one counted passage.

    A review and theme without a row has no counted passage: the theme is neither present nor key.
    Counted are passages of reviews that were read, outside front matter, method and appendix, that
    are no headings and carry the theme with a stance other than context; a hit that an analyst
    rejected is left out. Two counted passages make a theme present. A present theme is key when a
    recommendation, a learning point or the heading of a finding is about it, of which the coder is sure
    enough (KEY_FROM), or it carries a tenth or more of the passages in findings; `key_why` says which.
    A recommendation is not about the report or audit by which it is followed up.
    """
    reviews = list_reviews(register, dates="publication")
    coded = place_evidence(reviews, passages, evidence)
    counted = select_counted(coded)
    rows = _count_passages(counted)
    if rows.empty:
        return make_table("presence", [])
    reasons = _find_reasons(coded, counted, passages)
    whys = [
        "; ".join(reasons.get((row.review_id, row.theme), []))
        for row in rows[["review_id", "theme"]].itertuples(index=False)
    ]
    rows["present"] = rows["passages"] >= PRESENT_FROM
    rows["key_why"] = [why if ok else "" for why, ok in zip(whys, rows["present"], strict=True)]
    rows["key"] = rows["key_why"] != ""
    rows["group"] = rows["review_id"].map(dict(zip(reviews["review_id"], reviews["group"], strict=True)))
    return make_table("presence", rows.to_dict("records"))


def count_moved(
    register: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame, presence: pd.DataFrame
) -> int:
    """Return for how many reviews and themes `presence` was counted from other evidence than this.

    So many figures lag behind where decisions were taken in since `presence` was made.
    """
    reviews = list_reviews(register, dates="publication")
    counted = select_counted(place_evidence(reviews, passages, evidence))
    columns = ["review_id", "theme", "passages", *STANCE_FROM]
    now, then = (
        {row[:2]: row[2:] for row in table[columns].itertuples(index=False, name=None)}
        for table in (_count_passages(counted), presence)
    )
    return sum(now.get(place) != then.get(place) for place in {*now, *then})


def place_evidence(reviews: pd.DataFrame, passages: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence of counted reviews that no analyst rejected, with the columns of its passages.

    A theme found twice in one passage counts once, by its most confident row.
    """
    held = leave_out_rejected(evidence[evidence["review_id"].isin(reviews["review_id"])])
    held = held.sort_values("confidence", ascending=False, kind="stable")
    held = held.drop_duplicates(["passage_id", "theme"]).sort_index()
    places = passages.drop(columns="review_id").drop_duplicates("passage_id")
    return held.merge(places, on="passage_id", how="inner")


def select_counted(coded: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `coded` that count towards presence."""
    return coded[
        ~coded["section"].isin(UNCOUNTED_SECTIONS)
        & (coded["kind"] != "heading")
        & (coded["stance"] != "context")
    ]


def order_strongest(coded: pd.DataFrame) -> pd.DataFrame:
    """Return `coded` with the strongest first: surest of theme and stance, then longest, then first."""
    sure = coded["confidence"] * coded["stance_confidence"]
    ordered = coded.assign(_sure=sure, _length=coded["text"].str.len())
    by = ["_sure", "_length", "page", "passage_id"]
    ordered = ordered.sort_values(by, ascending=[False, False, True, True], kind="stable")
    return ordered.drop(columns=["_sure", "_length"])


def count_stances(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the passages of each stance but context, a column each, by review and theme."""
    held = counted.groupby(["review_id", "theme", "stance"])["passage_id"].nunique()
    return held.unstack(fill_value=0).reindex(columns=list(STANCE_FROM), fill_value=0)


def _count_passages(counted: pd.DataFrame) -> pd.DataFrame:
    place = ["review_id", "theme"]
    rows = counted.groupby(place, sort=True).agg(passages=("passage_id", "nunique"))
    rows = rows.join(count_stances(counted))
    rows["strongest"] = order_strongest(counted).groupby(place)["passage_id"].first()
    return rows.reset_index()


def _find_reasons(
    coded: pd.DataFrame, counted: pd.DataFrame, passages: pd.DataFrame
) -> dict[tuple[str, str], list[str]]:
    """Return, for review and theme, the rules that would make it key, in words."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for found, words in (
        (_asked(counted), "a recommendation is about it"),
        (_learning_points(coded, counted), "a learning point is about it"),
        (_finding_headings(coded), "the heading of a finding is about it"),
    ):
        sure = found[found["confidence"] >= KEY_FROM]  # one passage decides: often a tail, "audit it"
        for place in sorted(set(zip(sure["review_id"], sure["theme"], strict=True))):
            reasons.setdefault(place, []).append(words)
    for place, words in _share_findings(counted, passages):
        reasons.setdefault(place, []).append(words)
    return reasons


def _asked(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that recommend, without what machines found by words of following that up.

    What stands among recommendations and recommends nothing, "Learning has been identified", is left out.
    """
    recommended = counted[(counted["section"] == "recommendations") & (counted["stance"] == "recommendation")]
    found_in = recommended["why"].map(lambda why: _STANCE_TOLD.split(why)[0])
    followed_up = found_in.str.contains(_FOLLOW_UP) & (recommended["basis"] != "analyst")
    return recommended[~followed_up]


def _learning_points(coded: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are learning points.

    A passage or heading that opens with the word, a passage under a "Learning point", and the opening
    of each paragraph or bullet under a heading such as "Key learning": a whole chapter called
    "Learning" would otherwise make every theme key.
    """
    opens = counted["text"].str.contains(LEARNING)
    under_point = counted["heading"].str.contains(NUMBERED_LEARNING)
    under_chapter = counted["heading"].str.contains(LEARNING) & (counted["number"] == 0)
    headings = coded[
        (coded["kind"] == "heading")
        & ~coded["section"].isin(UNCOUNTED_SECTIONS)
        & coded["text"].str.contains(LEARNING)
    ]
    return pd.concat([counted[opens | under_point | under_chapter], headings])


def _finding_headings(coded: pd.DataFrame) -> pd.DataFrame:
    return coded[(coded["kind"] == "heading") & coded["section"].isin(FINDING_SECTIONS)]


def _share_findings(counted: pd.DataFrame, passages: pd.DataFrame) -> list[tuple[tuple[str, str], str]]:
    findings = passages[(passages["section"] == "findings") & (passages["kind"] != "heading")]
    totals = findings.groupby("review_id")["passage_id"].nunique()
    in_findings = counted[counted["section"] == "findings"]
    carried = in_findings.groupby(["review_id", "theme"])["passage_id"].nunique()
    return [
        ((review_id, theme), f"it carries {k} of the {totals[review_id]} passages in findings")
        for (review_id, theme), k in carried.items()
        if k >= KEY_SHARE * totals[review_id]
    ]
