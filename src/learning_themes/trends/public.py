"""The public tables of a run: made safe first, so that whatever is drawn from them is safe too.

Only published reviews are left, counted anew; children are not told apart by small groups; and beside the
published reviews, all reviews are counted only where that shows no small number of unpublished ones.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from learning_themes.tables import TABLES, make_table
from learning_themes.trends.breakdowns import estimate_breakdowns
from learning_themes.trends.change import find_changes
from learning_themes.trends.comparison import CORPUS, Figure, compare_shares
from learning_themes.trends.public_checks import bare_checks, unname_analysts
from learning_themes.trends.quotations import find_strongest
from learning_themes.trends.recurrence import Action, choose_days, find_recurrences
from learning_themes.trends.review_names import mentions, name_reviews
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.shares import estimate_shares, list_holding
from learning_themes.trends.signals import find_signals
from learning_themes.trends.suppression import (
    Limits,
    list_hidden,
    list_hidden_totals,
    list_shown,
    suppress_parts,
    suppress_totals,
)
from learning_themes.trends.together import count_agencies, find_pairs

Tables = Mapping[str, pd.DataFrame]
UNNAMED_ACTION = "An action of the partnership on this theme"
TO_MONTH = len("2016-06")
# Columns of the tracker that people fill freely: not for the public.
TYPED = {"impact": "", "notes": "", "due_typed": "", "status_typed": ""}


@dataclass(frozen=True)
class Counting:
    """How a run counts: the themes in order, the date that places a review, and what it was given."""

    themes: Sequence[str]
    dates: str
    kinds: Sequence[str] = ()
    themes_first: Sequence[str] = ()
    split_date: str = ""


def make_public(
    tables: Tables, counting: Counting, limits: Limits, *, never: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Return the tables of a run for the public, and `public_totals`; changes none of `tables`.

    Left are the reviews that a person has set published, ours and those of others. What a register says of
    a child (age, gender) and the words in which values were found are gone, dates of incidents are kept to
    the month, and the names of unpublished reviews are gone from what people typed of actions. Passages
    with any of the words `never` are left out; what was counted from them stays counted. Of checking
    there are the marks alone: see `bare_checks`.
    """
    published = find_published(tables["register"], counting)
    names = name_unpublished(tables["register"], published) | frozenset(never)
    safe = {name: _keep(name, tables[name], published) for name in TABLES if name in tables}
    safe["register"] = _bare_register(safe["register"], names)
    safe["evidence"] = unname_analysts(safe["evidence"])
    safe |= bare_checks(tables)
    safe["new_reviews"] = make_table("new_reviews", [])  # it is the board's last report that it tells of
    safe |= _leave_out(safe, never)
    for name in ("recommendations", "actions"):
        if name in safe:
            safe[name] = _bare_typed(name, safe, names)
    safe |= _count(safe, counting, actions=_read_back_actions(tables["recurrences"], names), tables=tables)
    safe["breakdowns"] = suppress_parts(safe["breakdowns"], limits)
    safe["public_totals"] = count_totals(tables, published, counting, limits)
    return safe


def find_published(register: pd.DataFrame, counting: Counting) -> frozenset[str]:
    """Return the ids of the counted reviews that are published: every file read of them is set so."""
    reviews = list_reviews(register, dates=counting.dates)
    return frozenset(reviews["review_id"][reviews["status"] == "published"])


def name_unpublished(register: pd.DataFrame, published: Collection[str]) -> frozenset[str]:
    """Return the titles, file names and pseudonyms of unpublished reviews that no published one has."""
    ours = register[register["review_id"].isin(published)]
    return name_reviews(register[~register["review_id"].isin(published)], without=name_reviews(ours))


def count_totals(
    tables: Tables, published: Collection[str], counting: Counting, limits: Limits
) -> pd.DataFrame:
    """Return the table `public_totals`: for each theme, in how many of all our reviews it is key.

    Without rows where every review is published: the shares say the same then.
    """
    reviews = list_reviews(tables["register"], dates=counting.dates, kinds=counting.kinds)
    ours = frozenset(reviews["review_id"][reviews["group"] == "ours"])
    open_ones = ours & frozenset(published)
    if ours == open_ones:
        return make_table("public_totals", [])
    holding = list_holding(tables["presence"])
    rows = []
    for theme in counting.themes:
        key = holding.get((theme, "key"), frozenset())
        rows.append(
            {
                "theme": theme, "k": len(key & ours), "n": len(ours),
                "k_published": len(key & open_ones), "n_published": len(open_ones),
            }
        )  # fmt: skip
    return make_table("public_totals", list(suppress_totals(rows, limits)))


def list_published_counts(tables: Tables) -> dict[str, list[list[int]]]:
    """Return what these public tables show, by cell, for the next version to be compared with."""
    return list_published_totals(tables["public_totals"]) | list_shown(tables["breakdowns"])


def list_published_totals(totals: pd.DataFrame) -> dict[str, list[list[int]]]:
    """Return k and n of each total that is shown, and what of them is of unpublished reviews."""
    return {
        f"total|{row.theme}": [
            [int(row.k), int(row.n), int(row.k - row.k_published), int(row.n - row.n_published)]
        ]
        for row in totals[totals["shown"] == ""].itertuples()
    }


def list_not_shown(tables: Tables, safe: Tables) -> dict[str, list[int]]:
    """Return what the public tables `safe` hide of a run's `tables`, for the next version to hide too."""
    hidden = list_hidden(tables["breakdowns"], safe["breakdowns"])
    return hidden | list_hidden_totals(safe["public_totals"])


def _keep(name: str, table: pd.DataFrame, published: Collection[str]) -> pd.DataFrame:
    """Return the rows of published reviews; tables of counts come without rows, to be counted anew."""
    if name == "actions":
        return table[table["review_id"].isin([*published, ""])].reset_index(drop=True)
    if "review_id" not in table or name == "recurrences":
        return table.iloc[:0]
    return table[table["review_id"].isin(published)].reset_index(drop=True)


def _leave_out(safe: Tables, never: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return passages, evidence and recommendations without those that have words which must not appear."""
    passages, evidence = safe["passages"], safe["evidence"]
    gone: set[str] = set()
    for table, column in ((passages, "text"), (passages, "heading"), (evidence, "why")):
        if never:
            has_words = [bool(mentions(text, never)) for text in table[column]]
            gone |= set(table["passage_id"][pd.Series(has_words, index=table.index, dtype=bool)])
    kept = {
        "passages": passages[~passages["passage_id"].isin(gone)].reset_index(drop=True),
        "evidence": evidence[~evidence["passage_id"].isin(gone)].reset_index(drop=True),
    }
    if never and "machine" in safe:
        why = safe["machine"]["why"]
        has_words = pd.Series([bool(mentions(text, never)) for text in why], index=why.index, dtype=bool)
        kept["machine"] = safe["machine"].assign(why=why.mask(has_words, ""))
    if "recommendations" in safe:
        asked = safe["recommendations"]
        clear = pd.Series([not set(one.split()) & gone for one in asked["passages"]], dtype=bool)
        kept["recommendations"] = asked[clear].reset_index(drop=True)
    return kept


def _bare_register(register: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Return the files that were read, without what is said of the child and where it was found."""
    read = register[register["read_status"] != "not-read"].reset_index(drop=True)
    problems = ["" if mentions(text, names) else text for text in read["problems"]]
    month = read["incident_date"].str[:TO_MONTH]
    return read.assign(child_age="", gender="", found="{}", incident_date=month, problems=problems)


def _bare_typed(name: str, safe: Tables, names: Collection[str]) -> pd.DataFrame:
    """Return recommendations or actions without what points to an unpublished review."""
    table = safe[name]
    known = set(safe["recommendations"]["recommendation_id"]) if "recommendations" in safe else set()
    if name == "recommendations":
        similar = [" ".join(one for one in text.split() if one in known) for text in table["similar"]]
        return table.assign(similar=similar)
    clear = [not mentions(f"{row.text} {row.owners}", names) for row in table.itertuples()]
    kept = table[pd.Series(clear, index=table.index, dtype=bool)]
    links = [one if one in known else "" for one in kept["recommendation_id"]]
    return kept.assign(recommendation_id=links, **TYPED).reset_index(drop=True)


def _read_back_actions(recurrences: pd.DataFrame, names: Collection[str]) -> list[Action]:
    """Return the completed actions that the run was given, without the names of unpublished reviews."""
    rows = recurrences[recurrences["review_id"] == ""].drop_duplicates(["theme", "completed", "action"])
    return [
        Action(
            row.theme,
            row.completed,
            UNNAMED_ACTION if mentions(row.action, names) else row.action,
            others=row.others,
        )
        for row in rows.itertuples()
    ]


def _read_back_figures(comparisons: pd.DataFrame) -> list[Figure]:
    rows = comparisons[comparisons["source"] != CORPUS]
    return [Figure(row.theme, int(row.k_other), int(row.n_other), row.source) for row in rows.itertuples()]


def _count(
    safe: Tables, counting: Counting, *, actions: Sequence[Action], tables: Tables
) -> dict[str, pd.DataFrame]:
    """Return the tables of counts, made of the published reviews as notebook 06 makes them of all."""
    register, presence = safe["register"], safe["presence"]
    passages, evidence, themes = safe["passages"], safe["evidence"], list(counting.themes)
    reviews = list_reviews(register, dates=counting.dates, kinds=counting.kinds)
    shares = estimate_shares(register, presence, themes, dates=counting.dates, kinds=counting.kinds)
    days = choose_days(themes, actions, split_date=counting.split_date)
    strongest = find_strongest(reviews, passages, evidence, stance="shortfall")
    return {
        "shares": shares,
        "changes": find_changes(reviews, presence, themes, themes_first=counting.themes_first, days=days),
        "signals": find_signals(reviews, shares, presence, themes),
        "recurrences": find_recurrences(register, reviews, presence, actions, strongest=strongest),
        "comparisons": compare_shares(shares, themes, _read_back_figures(tables["comparisons"])),
        "pairs": find_pairs(reviews, presence, themes),
        "agencies": count_agencies(reviews, passages, evidence),
        "breakdowns": estimate_breakdowns(
            reviews, _with_children(register, tables["register"]), presence, themes,
            split_day=counting.split_date,
        ),
    }  # fmt: skip


def _with_children(register: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the register with the ages and genders that are counted by groups, and shown nowhere else."""
    children = whole[["file", "group", "child_age", "gender"]]
    return register.drop(columns=["child_age", "gender"]).merge(children, on=["file", "group"], how="left")
