"""The chart of notebook 09_accuracy: how well each theme is found, drawn from the table of scores."""

import pandas as pd
from matplotlib.figure import Figure

from learning_themes.reports import style
from learning_themes.reports.drawing import LABELS, Chart, say, share_axis

_MARKS = (("|", style.INK, 7), ("D", style.STRENGTH, 2.4), ("o", style.SHORTFALL, 3.6))  # sign, colour, size


def draw_theme_scores(scores: pd.DataFrame) -> Chart:
    """Return precision, recall and F1 a theme, the weakest first, as `themes.scores.show_theme_scores` gives.

    Themes with too few gold sentences to judge are left out, and the alternative text counts them.
    """
    numbers = scores[scores["enough"]].reset_index(drop=True)
    height = 0.6 + 0.2 * max(len(numbers), 1)
    with style.chart_style():
        figure = Figure(figsize=(style.WIDTH, height))
        axes = figure.add_axes((LABELS, 0.25 / height, 0.31, 1 - 0.55 / height))
        for place, row in enumerate(numbers.itertuples()):
            axes.hlines(place, *sorted((row.precision, row.recall)), color=style.RULE, linewidth=2)
            for value, (mark, colour, size) in zip((row.precision, row.recall, row.f1), _MARKS, strict=True):
                axes.plot(
                    *(value, place, mark), color=colour, markersize=size, markeredgewidth=1.4, clip_on=False
                )
            told = f"F1 {row.f1:.2f}, {row.right} right, {row.wrong} wrong, {row.missed} missed"
            axes.text(1.05, place, told, fontsize=6.2, va="center", transform=axes.get_yaxis_transform())
        axes.set_yticks(range(len(numbers)), numbers["theme"])
        axes.set_ylim(len(numbers) - 0.5, -0.5)
        share_axis(axes, "x")
        say(
            figure,
            "How well each theme is found: precision (bar), recall (diamond) and F1 (dot), weakest first",
        )
    return Chart(figure, _alt(numbers, len(scores)), numbers)


def _alt(numbers: pd.DataFrame, themes: int) -> str:
    few = themes - len(numbers)
    who = "One theme has" if few == 1 else f"{few} themes have"
    left_out = f" {who} too few sentences in the gold file to be judged." if few else ""
    if numbers.empty:
        return f"No theme can be judged.{left_out}"
    weakest, best = numbers.iloc[0], numbers.iloc[-1]
    return (
        f"For each of {len(numbers)} themes its precision, recall and F1. Weakest: {weakest['theme']}"
        f" (F1 {weakest['f1']:.2f}); best: {best['theme']} (F1 {best['f1']:.2f}).{left_out}"
    )
