"""Shares of reviews, their intervals and the order of themes."""

import pytest
from tables_fixture import make_tables, register_row, small_codebook

from learning_themes.errors import ParametersError
from learning_themes.tables import make_table
from learning_themes.trends.shares import estimate_share, estimate_shares, rank_themes


def presence_row(review_id, theme="neglect", **values):
    row = {
        "review_id": review_id, "group": "ours", "theme": theme, "present": True, "key": True,
        "key_why": "", "passages": 3, "shortfall": 2, "strength": 1, "recommendation": 1,
        "strongest": "",
    }  # fmt: skip
    return row | values


def shares_of(register, presence, *, dates="publication", themes=("neglect", "early-help")):
    return estimate_shares(
        make_table("register", register), make_table("presence", presence), themes, dates=dates
    )


def pick(shares, measure="key", period="all", group="ours", theme="neglect"):
    rows = shares.query("measure == @measure and period == @period and group == @group and theme == @theme")
    return rows.iloc[0]


# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3 (score, no correction).
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(k, n, low, high):
    share = estimate_share(k, n)
    assert share["low"] == pytest.approx(low, abs=5e-5)
    assert share["high"] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize("n", [1, 2, 18, 1000])
def test_none_and_all_keep_their_ends(n):
    assert estimate_share(0, n)["low"] == 0
    assert estimate_share(n, n)["high"] == 1
    assert estimate_share(0, n)["high"] == pytest.approx(1 - estimate_share(n, n)["low"])


def test_no_reviews_give_no_share_and_no_error():
    row = pick(shares_of([], []))
    assert (row["k"], row["n"]) == (0, 0)
    assert row[["share", "low", "high"]].isna().all()


def test_k_and_n_are_reviews_in_the_year():
    register = [register_row("a"), register_row("b"), register_row("c", published_date="2021")]
    shares = shares_of(register, [presence_row("a"), presence_row("c", key=False)])
    assert pick(shares, period="2019")[["k", "n"]].tolist() == [1, 2]
    assert pick(shares, period="2021")[["k", "n"]].tolist() == [0, 1]
    assert pick(shares, measure="present")[["k", "n"]].tolist() == [2, 3]
    assert pick(shares, theme="early-help")[["k", "n"]].tolist() == [0, 3]


def test_stances_need_two_passages_and_a_recommendation_one():
    shares = shares_of([register_row("a")], [presence_row("a")])
    k = [pick(shares, measure=m)["k"] for m in ("shortfall", "strength", "recommendation")]
    assert k == [1, 0, 1]


def test_undated_reviews_count_in_all_and_in_no_year():
    shares = shares_of([register_row("a"), register_row("b", published_date="")], [])
    assert set(shares["period"]) == {"2019", "all"}
    assert pick(shares)["n"] == 2


def test_unread_files_and_second_files_of_a_review_do_not_count():
    register = [
        register_row("a"),
        register_row("a", file="plan.pdf"),
        register_row("b", read_status="not-read"),
    ]
    assert pick(shares_of(register, []))["n"] == 1


def test_reviews_can_be_placed_by_incident():
    shares = shares_of([register_row("a")], [presence_row("a")], dates="incident")
    assert set(shares["period"]) == {"2017", "all"}


def test_an_unknown_way_of_dating_is_refused_by_name():
    with pytest.raises(ParametersError, match="'publicaton'.*Did you mean 'publication'"):
        shares_of([register_row("a")], [], dates="publicaton")


def test_the_comparison_is_kept_apart_and_absent_without_reviews():
    assert set(shares_of([register_row("a")], [])["group"]) == {"ours"}
    register = [register_row("a"), register_row("b", group="comparison")]
    shares = shares_of(register, [presence_row("b", group="comparison")])
    assert pick(shares)["k"] == 0
    assert pick(shares, group="comparison")[["k", "n"]].tolist() == [1, 1]


def test_themes_rank_by_key_then_present_then_codebook():
    presence = [presence_row("a", "c"), presence_row("a", "b", key=False)]
    shares = shares_of([register_row("a")], presence, themes=("a", "b", "c", "d"))
    assert rank_themes(shares, themes_first=[]) == ["c", "b", "a", "d"]
    assert rank_themes(shares, themes_first=["d"]) == ["d", "c", "b", "a"]


def test_an_unknown_theme_to_put_first_is_refused_by_name():
    with pytest.raises(ParametersError, match="'neglct'.*Did you mean 'neglect'"):
        rank_themes(shares_of([register_row("a")], []), themes_first=["neglct"])


def test_every_share_holds_together():
    shares = make_tables(small_codebook(8), reviews=12)["shares"]
    assert (shares["k"] <= shares["n"]).all()
    assert shares["share"].between(shares["low"] - 1e-12, shares["high"] + 1e-12).all()
    assert shares["low"].ge(0).all()
    assert shares["high"].le(1).all()


@pytest.mark.parametrize(
    ("strength", "shortfall", "holds"),
    [(2, 6, True), (2, 7, False), (3, 9, True), (3, 10, False), (1, 0, False), (2, 0, True)],
)
def test_good_practice_takes_two_passages_and_a_quarter_of_those_that_judge_practice(
    strength, shortfall, holds
):
    row = presence_row("a", strength=strength, shortfall=shortfall, passages=strength + shortfall + 5)
    shares = shares_of([register_row("a")], [row])
    assert pick(shares, measure="strength")["k"] == holds
    assert pick(shares, measure="shortfall")["k"] == (shortfall >= 2)
