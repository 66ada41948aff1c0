"""Breakdowns: shares by kind of review, age and gender of the child, partnership, and window of reviews."""

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.trends.shares import estimate_share, list_holding
from learning_themes.trends.when import AFTER, BEFORE, middle_day, side_of

WINDOW = 8
AGE_GROUPS = ("under 1", "1 to 4", "5 to 10", "11 to 15", "16 and 17", "18 and over")
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen"
).split()
_AGE = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_NUMBER_WORDS)})\b\s*-?\s*(day|week|month|year)?", re.IGNORECASE)


def estimate_breakdowns(
    reviews: pd.DataFrame,
    register: pd.DataFrame,
    presence: pd.DataFrame,
    theme_ids: Sequence[str],
    *,
    split_day: str = "",
) -> pd.DataFrame:
    """Return the table `breakdowns`: theme × measure × a part of our reviews, with k of n and its interval.

    `by` says how the reviews are parted: "kind", "age", "gender", "partnership", "window" (each WINDOW
    reviews that follow one another by date, named by its first and last) and, with `split_day`,
    "before-after". A review whose age, gender, partnership or date is not known is in none of those parts.
    """
    ours = reviews[reviews["group"] == "ours"]
    holding = list_holding(presence)
    rows = []
    for by, value, ids in _part(ours, register, split_day):
        for theme in theme_ids:
            for measure in ("key", "present", "shortfall", "strength", "recommendation"):
                held = holding.get((theme, measure), frozenset())
                rows.append(
                    {"theme": theme, "measure": measure, "by": by, "value": value}
                    | estimate_share(len(ids & held), len(ids))
                )
    return make_table("breakdowns", rows)


def age_group(child_age: str) -> str:
    """Return the group of an age as printed in the register: the youngest, if it names several; "" if none.

    >>> age_group("11 weeks"), age_group("9 and 5 years"), age_group("6 years; ten months"), age_group("")
    ('under 1', '5 to 10', 'under 1', '')
    """
    parts = [years for part in child_age.split(";") if (years := _youngest(part)) is not None]
    if not parts:
        return ""
    limits = (1, 5, 11, 16, 18)
    return AGE_GROUPS[sum(min(parts) >= limit for limit in limits)]


def _youngest(child_age: str) -> float | None:
    found = [(match[1], match[2] or "") for match in _AGE.finditer(child_age)]
    if not found:
        return None
    unit = next((unit for _, unit in reversed(found) if unit), "year").lower()
    years = [_in_years(number, (own or unit).lower()) for number, own in found]
    # "8 years and 10 months" is one age; "9 and 5 years" is two, of which the younger counts
    return years[0] if len({own for _, own in found if own}) > 1 else min(years)


def _in_years(number: str, unit: str) -> float:
    value = int(number) if number.isdigit() else _NUMBER_WORDS.index(number.lower()) + 1
    return value / {"day": 365, "week": 52, "month": 12, "year": 1}[unit]


def _part(
    ours: pd.DataFrame, register: pd.DataFrame, split_day: str
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield how the reviews are parted, the name of each part, and the reviews in it."""
    for kind, rows in ours.groupby("review_type"):
        yield "kind", str(kind), frozenset(rows["review_id"])
    files = register[register["review_id"].isin(ours["review_id"]) & (register["counted_file"] == "")]
    ages = files.assign(age=files["child_age"].map(age_group)).groupby("age")["review_id"].agg(frozenset)
    for group in AGE_GROUPS:
        if group in ages:
            yield "age", group, ages[group]
    for gender, rows in files[files["gender"] != ""].groupby("gender"):
        yield "gender", str(gender), frozenset(rows["review_id"])
    for partnership, rows in files[files["partnership"] != ""].groupby("partnership"):
        yield "partnership", str(partnership), frozenset(rows["review_id"])
    dated = ours[ours["date"] != ""]
    dated = dated.assign(_day=dated["date"].map(middle_day)).sort_values("_day", kind="stable")
    for start in range(len(dated) - WINDOW + 1):
        part = dated.iloc[start : start + WINDOW]
        yield "window", f"{part['date'].iloc[0]} to {part['date'].iloc[-1]}", frozenset(part["review_id"])
    if split_day:
        sides = dated["date"].map(lambda text: side_of(text, split_day))
        for side in (BEFORE, AFTER):
            yield "before-after", f"{side} {split_day}", frozenset(dated["review_id"][sides == side])
