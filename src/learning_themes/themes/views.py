"""What notebooks 02_code and 09_accuracy show: codebook, evidence and scores as tables to look at."""

import pandas as pd
from pandas.io.formats.style import Styler

from learning_themes.tables import STANCES
from learning_themes.themes.codebook import Codebook


def show_codebook(codebook: Codebook) -> pd.DataFrame:
    """Return the themes with family, definition and number of patterns, a row a theme."""
    return pd.DataFrame(
        [
            {
                "family": codebook.families[theme.family],
                "theme": theme.name,
                "definition": theme.definition,
                "patterns": len(theme.patterns),
            }
            for theme in codebook.themes.values()
        ]
    )


def count_stances(evidence: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return coded passages by theme and stance, with their sum; every theme has a row."""
    counts = pd.crosstab(evidence["theme"], evidence["stance"])
    counts = counts.reindex(index=list(codebook.themes), columns=list(STANCES), fill_value=0)
    counts["all"] = counts.sum(axis="columns")
    names = {theme.id: theme.name for theme in codebook.themes.values()}
    return counts.rename(index=names).rename_axis(index="theme", columns=None)


def show_evidence(passages: pd.DataFrame, evidence: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the surest passage of each theme, with its stance and the words that decided."""
    surest = evidence.sort_values(["confidence", "passage_id"], ascending=[False, True])
    surest = surest.drop_duplicates("theme").merge(passages[["passage_id", "page", "text"]], on="passage_id")
    order = {theme: place for place, theme in enumerate(codebook.themes)}
    surest = surest.sort_values("theme", key=lambda ids: ids.map(order))
    names = {theme.id: theme.name for theme in codebook.themes.values()}
    surest = surest.assign(theme=surest["theme"].map(names))
    return surest[["theme", "stance", "confidence", "text", "page", "why"]].reset_index(drop=True)


def show_in_full(table: pd.DataFrame) -> Styler:
    """Return a table as a notebook shows it: sentences whole and escaped, figures to two places."""
    left = [{"selector": "th, td", "props": "text-align: left; vertical-align: top"}]
    plain = table.style.format(precision=2, escape="html", na_rep="-").hide(axis="index")
    return plain.set_table_styles(left)
