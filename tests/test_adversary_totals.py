"""Nobody who has all published versions can work out how few unpublished reviews turn on a theme.

The attacker counts the published reviews, knows that those with a theme are none or more and at most all, and
that a later version counts the reviews of an earlier one and more. Reviews that were unpublished and are
published later tell by themselves what they turn on; that leaks by nature and is not held against the totals.
"""

from dataclasses import replace

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learning_themes.reports.audience import add_hidden, add_shown
from learning_themes.tables import make_table
from learning_themes.trends.public import list_published_totals
from learning_themes.trends.suppression import Limits, list_hidden_totals, suppress_totals
from tests.adversary import Attacker, find_pinned, less

THEMES = ("neglect", "education")
# A version is, for the unpublished and the published reviews, how many there are and in how many each theme
# is key; and how many were unpublished in the version before.
Version = tuple[tuple[int, ...], tuple[int, ...], int]


def publish(versions: list[Version], *, remember: bool = True) -> list[pd.DataFrame]:
    """Return the public totals of each version, made with what the manifest of the last one tells."""
    limits, made = Limits(), []
    for hidden, published, _ in versions:
        rows = [
            {"theme": theme, "k": hidden[place] + published[place], "n": hidden[0] + published[0],
             "k_published": published[place], "n_published": published[0]}
            for place, theme in enumerate(THEMES, 1)
        ]  # fmt: skip
        safe = make_table("public_totals", list(suppress_totals(rows, limits)))
        shown = add_shown(limits.earlier, list_published_totals(safe))
        kept = add_hidden(limits.hidden, list_hidden_totals(safe)) if remember else None
        limits = replace(limits, earlier=shown, hidden=kept)
        made.append(safe)
    return made


def attack(versions: list[Version], made: list[pd.DataFrame]) -> list[str]:
    """Return the small numbers of unpublished reviews that can be told from the published totals."""
    attacker, protected = Attacker(), []
    for number, ((hidden, published, moved), safe) in enumerate(zip(versions, made, strict=True)):
        whole = {f"all {number}": 1}
        protected.append((f"all {number}", whole, hidden[0]))
        if number and not moved:
            more = less(whole, {f"all {number - 1}": 1})
            protected.append((f"new all {number}", more, hidden[0] - versions[number - 1][0][0]))
        for place, theme in enumerate(THEMES, 1):
            with_it = {f"{theme} {number}": 1}
            attacker.learn(with_it, least=0)
            attacker.learn(less(with_it, whole), most=0)
            row = safe[safe["theme"] == theme].iloc[0]
            if row["shown"] == "":
                k, n = row["k"] - published[place], row["n"] - published[0]
                attacker.learn(with_it, least=k, most=k)
                attacker.learn(whole, least=n, most=n)
            sums = [(with_it, hidden[place]), (less(whole, with_it), hidden[0] - hidden[place])]
            names = (theme, f"not {theme}")
            protected += [(f"{name} {number}", *one) for name, one in zip(names, sums, strict=True)]
            if number:
                protected += learn_growth(attacker, versions[number - 1 : number + 1], number, place)
    return find_pinned(attacker, protected)


def learn_growth(attacker: Attacker, pair: list[Version], number: int, place: int) -> list[tuple]:
    """Tell the attacker that all reviews of the version before are counted; return what was added."""
    (hidden, published, _), (hidden_now, published_now, moved) = pair
    theme, added = THEMES[place - 1], []
    for name, before, now, came in (
        (theme, hidden[place], hidden_now[place], published_now[place] - published[place]),
        (f"not {theme}", hidden[0] - hidden[place], hidden_now[0] - hidden_now[place],
         published_now[0] - published[0] - published_now[place] + published[place]),
    ):  # fmt: skip
        grown = less(_sum(name, number), _sum(name, number - 1))
        attacker.learn(grown, least=-came)
        added += [] if moved else [(f"new {name} {number}", grown, now - before)]
    return added


def _sum(name: str, number: int) -> dict[str, int]:
    theme = name.removeprefix("not ")
    with_it = {f"{theme} {number}": 1}
    return with_it if theme == name else {f"all {number}": 1} | {f"{theme} {number}": -1}


@st.composite
def series(draw) -> list[Version]:
    """Return two or three versions, each with all that the one before it counts, some published by then."""
    few = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 20))
    versions: list[Version] = []
    for _ in range(draw(st.integers(2, 3))):
        hidden, published, _ = versions[-1] if versions else ((0, 0, 0), (0, 0, 0), 0)
        new, open_ones = draw(few), draw(few)
        moved = draw(st.integers(0, min(3, hidden[0])))
        now, out = [hidden[0] - moved + new], [published[0] + moved + open_ones]
        for place in (1, 2):
            left = draw(st.integers(max(0, moved - hidden[0] + hidden[place]), min(moved, hidden[place])))
            now.append(hidden[place] - left + draw(st.integers(0, new)))
            out.append(published[place] + left + draw(st.integers(0, open_ones)))
        versions.append((tuple(now), tuple(out), moved))
    return versions


ONE_MORE = [((23, 18, 14), (5, 4, 5), 0), ((24, 18, 15), (5, 4, 5), 0)]
FOUR_MORE = [((17, 5, 0), (2, 1, 0), 0), ((21, 9, 1), (5, 1, 3), 0)]
TWO_PUBLISHED = [((8, 8, 3), (12, 11, 4), 0), ((6, 6, 2), (14, 13, 5), 2)]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(series())
@example(ONE_MORE)
@example(FOUR_MORE)
@example(TWO_PUBLISHED)
def test_no_small_number_of_unpublished_reviews_can_be_told_from_all_published_totals(versions):
    assert attack(versions, publish(versions)) == []


def test_without_what_the_manifest_hides_the_attacker_tells_them():
    assert attack(ONE_MORE, publish(ONE_MORE, remember=False)) == ["new all 1"]


def test_without_any_suppression_the_attacker_tells_them():
    shown = [safe.assign(shown="") for safe in publish(TWO_PUBLISHED)]
    for safe, (hidden, published, _) in zip(shown, TWO_PUBLISHED, strict=True):
        safe["n"] = hidden[0] + published[0]
        safe["k"] = [hidden[place] + published[place] for place in (1, 2)]
    assert "education 0" in attack(TWO_PUBLISHED, shown)


def test_a_total_that_can_be_shown_is_shown_in_the_next_version_too():
    version = ((20, 10, 10), (20, 10, 10), 0)
    later = ((40, 20, 20), (40, 20, 20), 0)
    assert all((safe["shown"] == "").all() for safe in publish([version, version, later]))
