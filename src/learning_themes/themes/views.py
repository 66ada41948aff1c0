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


def show_proposals(proposals: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the proposals with what speaks for each, a row a proposal."""
    names = {theme.id: theme.name for theme in codebook.themes.values()}
    shown = proposals.assign(nearest=proposals["nearest"].map(lambda theme: names.get(theme, theme)))
    columns = ["name", "words", "phrases", "passages", "reviews", "authors", "gathering", "p", "stability"]
    return shown[["proposal_id", *columns, "nearest"]]


def show_proposed_passages(proposals: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the telling passages of each proposal with their place, a row a passage."""
    told = proposals[["name", "examples"]].assign(passage_id=proposals["examples"].str.split())
    told = told.explode("passage_id").merge(passages, on="passage_id")
    return told[["name", "text", "review_id", "heading", "page"]].reset_index(drop=True)
