"""Notebook 09_accuracy: scores on a gold file, theme by theme, with what was taken for what."""

import json

import nbformat
import pandas as pd
import papermill
from matplotlib.image import imread
from traitlets.config import Config

from learning_themes.reports.accuracy_charts import draw_theme_scores
from learning_themes.reports.drawing import save_chart
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.evaluation import GoldUnit
from learning_themes.themes.scores import find_confusions
from learning_themes.themes.scores import show_theme_scores as show
from learning_themes.themes.views import show_in_full
from tests.conftest import ROOT

CODEBOOK = load_codebook(ROOT / "themes")


def unit(place: int, text: str, *themes: str, disputed: tuple[str, ...] = ()) -> GoldUnit:
    stances = {theme: ["shortfall"] for theme in themes}
    return GoldUnit(str(place), f"p{place}", "d", stances, frozenset(disputed), text)


def test_a_confusion_is_a_missed_theme_with_what_was_coded_instead():
    gold = [
        unit(0, "One.", "neglect"),
        unit(1, "Two.", "neglect", disputed=("education",)),
        unit(2, "Three.", "education"),
        unit(3, "Four.", "neglect"),
        unit(4, "Five.", "early-help"),
    ]
    abuse, neglect = {"domestic-abuse": "shortfall"}, {"neglect": "context"}
    coded = {"0": abuse, "1": {"education": "context"}, "2": neglect, "3": abuse}
    found = find_confusions(coded, gold, CODEBOOK)
    rows = [tuple(row) for row in found.itertuples(index=False)]
    assert rows == [
        ("Neglect", "Domestic abuse", 2, "One."),
        ("School, absence and education", "Neglect", 1, "Three."),
    ]


def score(right: int, wrong: int, missed: int) -> dict:
    precision, recall = right / (right + wrong), right / (right + missed)
    f1 = 2 * right / (2 * right + wrong + missed)
    return {
        "right": right,
        "wrong": wrong,
        "missed": missed,
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }


def test_themes_are_shown_weakest_first_and_those_with_few_sentences_last():
    scores = {
        "themes": {"neglect": score(8, 1, 1), "education": score(3, 4, 5), "early-help": score(1, 0, 0)}
    }
    table = show(scores, CODEBOOK)
    assert table["f1"].head(2).is_monotonic_increasing
    assert table["enough"].tolist() == [True, True, False]
    chart = draw_theme_scores(table)
    assert len(chart.numbers) == 2
    assert "Weakest: School, absence and education" in chart.alt and "One theme has too few" in chart.alt


def test_the_chart_of_all_themes_is_whole_on_the_page(tmp_path):
    scores = {"themes": {theme: score(120, 119, 118 + place) for place, theme in enumerate(CODEBOOK.themes)}}
    save_chart(draw_theme_scores(show(scores, CODEBOOK)), tmp_path, "chart")
    picture = imread(tmp_path / "chart.png")[..., :3]
    assert 0.005 < (picture.min(axis=2) < 0.9).mean() < 0.5
    for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
        assert edge.min() > 0.95, "something is cut off at the edge"


def test_a_table_shows_sentences_whole_and_takes_no_markup_from_them():
    sentence = "<script>alert(1)</script> " + "The school rang the nurse again. " * 10
    shown = show_in_full(pd.DataFrame({"example": [sentence], "f1": [0.123456]})).to_html()
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert shown.count("The school rang the nurse again.") == 10
    assert "0.12<" in shown


def test_the_notebook_runs_on_a_gold_file(tmp_path):
    texts = ["Information was not shared between the agencies.", "The school and the police spoke daily."] * 3
    rows = [
        {"id": str(place), "paragraph": str(place), "number": 1, "text": text, "document": "d"}
        | {"themes": {"information-sharing": ["shortfall", "strength"]}}
        for place, text in enumerate(texts)
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    executed = tmp_path / "09.ipynb"
    papermill.execute_notebook(
        ROOT / "notebooks" / "09_accuracy.ipynb",
        executed,
        parameters={"gold": str(gold), "out": str(tmp_path / "out"), "themes_folder": str(ROOT / "themes")},
        kernel_name="python3",
        cwd=tmp_path,
        config=Config(KernelManager={"transport_encryption": "auto"}),
        progress_bar=False,
    )
    text = json.dumps(nbformat.read(executed, as_version=4))
    assert "all together" in text and "every theme in every sentence" in text
    assert (tmp_path / "out" / "theme-scores.svg").is_file()
    assert pd.read_csv(tmp_path / "out" / "theme-scores.csv")["theme"].tolist() == ["Information sharing"]
