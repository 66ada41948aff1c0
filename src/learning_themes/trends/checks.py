"""What checking says of each theme: its mark, the figures behind it, and what a better mark would take."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from learning_themes.tables import make_table, read_table, write_table
from learning_themes.themes.agreement import measure_agreement
from learning_themes.themes.intervals import count_effective, wilson_ends
from learning_themes.trends.corrected import average_judgements, correct_shares, place_answers
from learning_themes.trends.reviews import list_reviews

# A theme is checked if machine and person agree on whether it is key in this share of reviews, and in that
# share at the lower end of the interval. docs/checking.md shows how often good and poor coding passes.
AGREED_FROM = 0.85
SURELY_FROM = 0.75
FEWEST_JUDGED = 10
FEWEST_PASSAGES = 5
# Agreement is easy where a theme is hardly ever key, so this share of the reviews in which either side
# finds it key must be so for both.
SHARED_FROM = 0.5
BETTER_CODING = "better coding: machine and person"  # what it takes where judging more does not help


def write_checks(
    run_folder: Path,
    *,
    themes: Sequence[str],
    kinds: Collection[str] = (),
    checked: pd.DataFrame | None = None,
    judged: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Write the tables agreement, corrected and checks of a run folder, and return checks.

    `checked` and `judged` are taken from the run's tables of these names if they are not given; a run
    without them has nothing checked. Needs the tables register and presence.
    """
    tables = run_folder / "tables"
    checked = _read_if_there("checked", tables) if checked is None else checked
    judged = _read_if_there("judged", tables) if judged is None else judged
    register, presence = read_table("register", tables), read_table("presence", tables)
    agreement = measure_agreement(checked, themes)
    write_table("agreement", agreement, tables)
    write_table("corrected", correct_shares(register, presence, judged, themes=themes, kinds=kinds), tables)
    checks = mark_themes(register, presence, judged, agreement, themes=themes, kinds=kinds)
    write_table("checks", checks, tables)
    return checks


def _read_if_there(name: str, tables: Path) -> pd.DataFrame:
    return read_table(name, tables) if (tables / f"{name}.parquet").is_file() else make_table(name, [])


def mark_themes(
    register: pd.DataFrame,
    presence: pd.DataFrame,
    judged: pd.DataFrame,
    agreement: pd.DataFrame,
    *,
    themes: Sequence[str],
    kinds: Collection[str] = (),
) -> pd.DataFrame:
    """Return the table `checks`, a row a theme: see `grade_theme`. Only our own reviews count."""
    reviews = list_reviews(register, dates="publication", kinds=kinds)
    ids = reviews["review_id"][reviews["group"] == "ours"].tolist()
    known = average_judgements(judged)
    rows = []
    for theme in themes:
        on_passages = _figures_on_passages(agreement, theme)
        placed = place_answers(ids, presence, known, theme=theme)
        rows.append({"theme": theme} | grade_theme(placed, passages=on_passages["passages"]) | on_passages)
    return make_table("checks", rows)


def _figures_on_passages(agreement: pd.DataFrame, theme: str) -> dict[str, object]:
    rows = agreement[(agreement["between"] == "machine and analyst") & (agreement["theme"] == theme)]
    names = ("precision", "recall", "kappa", "ac1")
    if rows.empty:
        return {"passages": 0} | dict.fromkeys(names)
    row = rows.iloc[0]
    coded = int(row["both"] + row["only_first"] + row["only_second"])
    return {"passages": coded} | {name: row[name] if coded else None for name in names}


def grade_theme(placed: pd.DataFrame, *, passages: int = 0) -> dict[str, object]:
    """Return mark, judged, n, agreed, low, high and takes, from the reviews with what was judged of them.

    `placed` is as `place_answers` gives it; `passages` are those checked that carry the theme. Agreement
    is whether both call the theme key or neither does, each answer of the machine weighted by its
    reviews. Its interval is Wilson's; the fewer reviews are left unjudged, the narrower it is, and
    without any left it has no width.
    """
    n, judged = len(placed), int(placed["judged"].sum())
    figures: dict[str, object] = {"judged": judged, "n": n, "agreed": None, "low": None, "high": None}
    if not judged:
        mark = "indicative" if passages >= FEWEST_PASSAGES else "not yet checked"
        return figures | {"mark": mark, "takes": _word_first(n)}
    agreed, shared, worth = _measure(placed)
    low, high = _ends(agreed, worth, n)
    figures |= {"agreed": agreed, "low": low, "high": high}
    if _passes(agreed, low, judged, n) and shared >= SHARED_FROM:
        return figures | {"mark": "checked", "takes": ""}
    takes = _word_takes(agreed, judged, n, rare=shared < SHARED_FROM, hopeless=high < AGREED_FROM)
    return figures | {"mark": "indicative", "takes": takes}


def _measure(placed: pd.DataFrame) -> tuple[float, float, float]:
    """Return the share of reviews that agree on key, the share of key ones that are so for both, and a size.

    The second is of the reviews that are key for either side, and 1 where there are none. The size is how
    many evenly judged reviews the judged ones are worth.
    """
    answers = placed.groupby("answer")["judged"]
    weight = (answers.transform("size") / answers.transform("sum"))[placed["judged"]]
    judged = placed[placed["judged"]]
    machine, person = judged["machine_key"].astype(float), judged["key"]
    agreed = float((weight * (1 - (machine - person).abs())).sum() / weight.sum())
    either = float((weight * np.maximum(machine, person)).sum())
    both = float((weight * np.minimum(machine, person)).sum())
    return agreed, both / either if either else 1.0, count_effective(weight.to_numpy())


def _ends(agreed: float, judged: float, n: int) -> tuple[float, float]:
    """Return the ends of the interval of agreement among n reviews of which `judged` were looked at."""
    if judged >= n:
        return agreed, agreed
    return wilson_ends(agreed, judged * (n - 1) / (n - judged))


def _passes(agreed: float, low: float, judged: int, n: int) -> bool:
    return judged >= min(FEWEST_JUDGED, n) and agreed >= AGREED_FROM and low >= SURELY_FROM


def _find_more(agreed: float, judged: int, n: int, *, later: float) -> int | None:
    """Return how many more judged reviews would pass if `later` of them agree; None if not even all would."""
    for more in range(1, n - judged + 1):
        whole = judged + more
        together = (agreed * judged + later * more) / whole
        if _passes(together, _ends(together, whole, n)[0], whole, n):
            return more
    return None


def _word_first(n: int) -> str:
    least = _find_more(1.0, 0, n, later=1.0)
    return f"{_count(least, 'judged review')} at least, if all agree" if least else "reviews to judge"


def _word_takes(agreed: float, judged: int, n: int, *, rare: bool, hopeless: bool) -> str:
    """Return what it would take to be checked, from what was seen so far."""
    least = _find_more(agreed, judged, n, later=1.0)
    more = _find_more(agreed, judged, n, later=agreed)
    too_few = f"{BETTER_CODING} agree in too few reviews, which judging more will not change"
    if hopeless:
        return too_few
    if rare and (judged >= FEWEST_JUDGED or least is None):
        return f"{BETTER_CODING} seldom call the same reviews key"
    if least is None:
        return too_few
    at_least = _count(least, "more judged review")
    if more is None:
        return f"{at_least} at least, if all of them agree"
    if more == least:
        return f"{at_least}, if they agree as often as so far"
    return f"{_count(more, 'more judged review')}, if they agree as often as so far, or {least} if all agree"


def _count(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
