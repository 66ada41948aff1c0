"""What notebooks 06 and 07 show: a chart with the words that stand in for it."""

from collections.abc import Mapping
from pathlib import Path

from IPython.display import Image, Markdown, display

from learning_themes.reports.checking_marks import explain_on_chart, spell_marks
from learning_themes.reports.drawing import Chart, save_chart


def show_chart(chart: Chart, folder: Path, name: str) -> None:
    """Save `chart` as NAME.png, .svg and .csv in `folder`, and show it with its alt text."""
    chart = spell_marks(explain_on_chart(chart))
    png, *_ = save_chart(chart, folder, name)
    display(Image(png, alt=chart.alt, width=900))
    display(Markdown(f"*{chart.alt}*"))


def show_charts(charts: Mapping[str, Chart], folder: Path) -> None:
    """Save and show every chart, under its name."""
    for name, chart in charts.items():
        show_chart(chart, folder, name)
