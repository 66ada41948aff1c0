"""The charts: what they show is in the tables, in words and in files that do not vary."""

import re

import pandas as pd
import pytest
from tables_fixture import make_tables, small_codebook

from learning_themes.reports.charts import (
    draw_heat_map,
    draw_ranked_themes,
    draw_trend_panels,
)
from learning_themes.reports.drawing import save_chart
from learning_themes.reports.wording import percent
from learning_themes.trends.shares import rank_themes

CODEBOOK = small_codebook()
NAMES = {theme.id: theme.name for theme in CODEBOOK.themes.values()}


def draw(name, shares, themes):
    if name == "dots":
        return draw_ranked_themes(shares, NAMES, themes=themes)
    drawing = {"heat map": draw_heat_map, "panels": draw_trend_panels}[name]
    return drawing(shares, NAMES, themes=themes, dates="publication")


@pytest.fixture(scope="module")
def shares():
    return make_tables(CODEBOOK, reviews=14, density=60)["shares"]


def words_on(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("name", ["heat map", "panels", "dots"])
def test_the_numbers_behind_a_chart_are_those_of_the_table(name, shares):
    chart = draw(name, shares, rank_themes(shares)[:5])
    merged = chart.numbers.merge(shares, on=["theme", "measure", "period", "group", "k", "n"])
    assert len(merged) == len(chart.numbers) > 0


@pytest.mark.parametrize("name", ["heat map", "panels", "dots"])
def test_the_alternative_text_says_k_of_n(name, shares):
    chart = draw(name, shares, rank_themes(shares)[:3])
    overall = chart.numbers[chart.numbers["period"] == "all"]
    row = (chart.numbers if overall.empty else overall).iloc[0]
    assert row["name"] in chart.alt
    assert f"{row['k']} of {row['n']}" in chart.alt


@pytest.mark.parametrize("name", ["heat map", "panels", "dots"])
@pytest.mark.parametrize("reviews", [0, 1, 6])
def test_few_reviews_or_none_still_draw(name, reviews, tmp_path):
    few = make_tables(CODEBOOK, reviews=reviews)["shares"]
    save_chart(draw(name, few, rank_themes(few)[:4]), tmp_path, "chart")
    assert {path.suffix for path in tmp_path.iterdir()} == {".png", ".svg", ".csv"}


@pytest.mark.parametrize("name", ["heat map", "panels", "dots"])
def test_the_same_numbers_give_the_same_bytes(name, shares, tmp_path):
    runs = [
        save_chart(draw(name, shares, rank_themes(shares)[:4]), tmp_path / run, "chart")
        for run in ("one", "two")
    ]
    assert [p.read_bytes() for p in runs[0]] == [p.read_bytes() for p in runs[1]]
    assert pd.read_csv(runs[0][2])["k"].notna().all()


def test_shares_run_from_0_to_100_per_cent(shares):
    panels = draw("panels", shares, rank_themes(shares)[:4]).figure.axes
    assert {axes.get_ylim() for axes in panels} == {(0, 1)}
    assert draw("dots", shares, rank_themes(shares)[:4]).figure.axes[0].get_xlim() == (0, 1)


@pytest.mark.parametrize("name", ["heat map", "panels", "dots"])
def test_shares_on_an_axis_are_written_as_in_the_words(name, shares):
    figure = draw(name, shares, rank_themes(shares)[:3]).figure
    figure.canvas.draw()
    labels = [tick.get_text() for axes in figure.axes for tick in (*axes.get_xticklabels(),
              *axes.get_yticklabels()) if "%" in tick.get_text()]  # fmt: skip
    assert percent(1) in labels
    assert all(re.fullmatch(r"\d+\N{NO-BREAK SPACE}%", label) for label in labels)


def test_no_line_joins_the_years(shares):
    panels = draw("panels", shares, rank_themes(shares)[:4]).figure.axes
    assert {line.get_linestyle() for axes in panels for line in axes.lines} == {"None"}


def test_the_heat_map_has_k_in_each_cell_and_n_above_each_year(shares):
    chart = draw("heat map", shares, rank_themes(shares)[:3])
    words = words_on(chart.figure)
    assert "All\nof 14" in words
    counts = [word for word in words if word.isdigit()]
    assert sorted(counts) == sorted(str(k) for k in chart.numbers["k"])
