"""The charts of change: what they show is in the tables, in words, and in files that do not vary."""

import pytest
from matplotlib.image import imread
from pptx.util import Inches
from tables_fixture import make_tables, small_codebook

from learning_themes.reports.change_charts import (
    draw_before_after,
    draw_between,
    draw_comparison,
    draw_pairs,
    draw_timeline,
    draw_windows,
)
from learning_themes.reports.drawing import save_chart
from learning_themes.reports.how_tested import say_tests
from learning_themes.reports.render_slides import ACROSS, CHART_TOP, FOOT_TOP, POINTS_HIGH
from learning_themes.reports.slides import LINE_LETTERS, LINE_ROW
from learning_themes.trends.change import find_changes
from learning_themes.trends.recurrence import Action, choose_days, find_recurrences, list_history
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.shares import rank_themes
from learning_themes.trends.signals import chart_between

CODEBOOK = small_codebook(8)
NAMES = {theme.id: theme.name for theme in CODEBOOK.themes.values()}
ACTIONS = tuple(Action(theme, "2016-12-31", "Done") for theme in list(NAMES)[:2])
CHARTS = ["before-after", "windows", "comparison", "together", "recurrence", "control-charts"]


def draw(name, tables):
    themes = rank_themes(tables["shares"])[:5]
    reviews = list_reviews(tables["register"], dates="publication")
    if name == "before-after":
        return draw_before_after(tables["changes"], NAMES, themes=themes)
    if name == "windows":
        return draw_windows(tables["breakdowns"], NAMES, themes=themes)
    if name == "comparison":
        return draw_comparison(tables["comparisons"], NAMES, themes=themes)
    if name == "together":
        return draw_pairs(tables["pairs"], NAMES)
    if name == "recurrence":
        history = list_history(tables["register"], reviews, tables["presence"], tables["recurrences"])
        return draw_timeline(history, NAMES, themes=list(dict.fromkeys(history["theme"])))
    between = chart_between(reviews, tables["presence"], themes)
    return draw_between(between, NAMES, themes=themes, dates="publication")


@pytest.fixture(scope="module")
def tables():
    return make_tables(CODEBOOK, reviews=18, comparison=8, density=50, actions=ACTIONS)


def test_the_timeline_of_a_slide_has_letters_that_can_be_read_from_afar(tables):
    reviews = list_reviews(tables["register"], dates="publication")
    history = list_history(tables["register"], reviews, tables["presence"], tables["recurrences"])
    theme = history["theme"].value_counts().index[0]
    chart = draw_timeline(history, NAMES, themes=[theme], row=LINE_ROW, letters=LINE_LETTERS)
    (axes,) = chart.figure.axes
    labels = axes.get_yticklabels()
    across, high = chart.figure.get_size_inches()
    room = FOOT_TOP - POINTS_HIGH - CHART_TOP
    shown = min(ACROSS.inches / across, room / Inches(high))
    assert len(labels) > 15 and min(label.get_fontsize() for label in labels) * shown > 9
    chart.figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in labels]
    assert min(box.x0 for box in boxes) >= 0
    assert all(above.y0 >= below.y1 for above, below in zip(boxes, boxes[1:], strict=False))


def words_on(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_saved_as_three_files_of_the_same_bytes(name, tables, tmp_path):
    for folder in ("a", "b"):
        save_chart(draw(name, tables), tmp_path / folder, "chart")
    for kind in ("png", "svg", "csv"):
        first, second = ((tmp_path / folder / f"chart.{kind}").read_bytes() for folder in ("a", "b"))
        assert first == second and len(first) > 200


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_ink_and_white_margins(name, tables, tmp_path):
    save_chart(draw(name, tables), tmp_path, "chart")
    picture = imread(tmp_path / "chart.png")[..., :3]
    assert 0.005 < (picture.min(axis=2) < 0.9).mean() < 0.5
    refuse_ink_at_the_edge(picture)


def refuse_ink_at_the_edge(picture):
    for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
        assert edge.min() > 0.95, "something is cut off at the edge"


@pytest.mark.parametrize("name", ["together", "comparison", "before-after"])
def test_counts_of_three_digits_are_not_cut(name, tables, tmp_path):
    large = {"both": 118, "n": 258, "expected": 112.1, "verdict": "no-difference"}
    large |= {"k": 118, "k_other": 107, "n_other": 258}
    large |= {"k_before": 110, "n_before": 125, "k_after": 112, "n_after": 133}
    counted = dict(tables)
    for table in ("pairs", "comparisons", "changes"):
        columns = tables[table].columns
        given = {column: value for column, value in large.items() if column in columns}
        if table == "changes":
            given["verdict"] = "no-change"
        counted[table] = tables[table].assign(**given)
    save_chart(draw(name, counted), tmp_path, "chart")
    refuse_ink_at_the_edge(imread(tmp_path / "chart.png")[..., :3])


@pytest.mark.parametrize("name", CHARTS)
def test_the_alternative_text_names_the_themes_and_their_counts(name, tables):
    chart = draw(name, tables)
    row = chart.numbers.iloc[0]
    assert NAMES[row["theme"]] in chart.alt
    assert " of " in chart.alt


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("reviews", [0, 1, 4])
def test_few_reviews_or_none_still_draw(name, reviews, tmp_path):
    few = make_tables(CODEBOOK, reviews=reviews, comparison=1, actions=ACTIONS)
    save_chart(draw(name, few), tmp_path, "chart")
    assert (tmp_path / "chart.png").stat().st_size > 200


def test_before_and_after_stand_on_the_chart_as_k_of_n_with_what_may_be_said(tables):
    chart = draw("before-after", tables)
    words = " ".join(words_on(chart.figure))
    for row in chart.numbers.itertuples():
        assert f"{row.k_before} of {row.n_before} → {row.k_after} of {row.n_after}" in words
    assert "no clear change" in words or "too few to tell" in words


@pytest.mark.parametrize(
    ("actions", "split_date", "tested", "sides"),
    [
        ((), "", "by the order of the reviews.", "ring in the earlier half"),
        ((), "2018-12-31", "before and after 31 December 2018, the day set for this report.",
         "ring before, filled mark after"),
        (ACTIONS, "", "was completed, or else by the order of the reviews.", "Without a day to compare"),
        (ACTIONS, "2018-12-31", "was completed, or else before and after 31 December 2018, the day set for"
         " this report.", "ring before, filled mark after"),
    ],
)  # fmt: skip
def test_the_report_says_about_which_day_the_themes_were_tested(tables, actions, split_date, tested, sides):
    reviews = list_reviews(tables["register"], dates="publication")
    days = choose_days(NAMES, actions, split_date=split_date)
    changes = find_changes(reviews, tables["presence"], list(NAMES), days=days)
    recurrences = find_recurrences(tables["register"], reviews, tables["presence"], actions)
    assert say_tests(changes, recurrences).endswith(tested)
    told = draw_before_after(changes, NAMES, themes=list(NAMES)).figure.texts[0].get_text()
    assert sides in told and (sides == "Without a day to compare" or "Without" not in told)


def test_a_control_chart_with_too_few_points_has_no_limits():
    few = draw("control-charts", make_tables(CODEBOOK, reviews=6))
    assert few.numbers["upper"].isna().all()
    assert not [word for word in words_on(few.figure) if "limit" in word]
