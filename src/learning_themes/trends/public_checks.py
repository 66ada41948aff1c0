"""What a public version says of checking: the marks, and no more.

A mark is a word on the coding of a theme and says nothing of a child, so readers may have it. Who decided,
what was noted, on which passages, and how many reviews were judged, unpublished ones among them, stay inside.
"""

from collections.abc import Mapping

import pandas as pd

from learning_themes.check_tables import CHECK_TABLES
from learning_themes.decision_tables import DECISION_TABLES
from learning_themes.tables import make_table

UNNAMED_ANALYST = "added by an analyst"


def bare_checks(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of checking and of decisions for the public: without rows, but for the marks.

    Of `checks` there are theme and mark alone, and of `agreement` how machine and analyst agree over all
    themes together.
    """
    bare = {name: make_table(name, []) for name in (*CHECK_TABLES, *DECISION_TABLES) if name in tables}
    if "checks" in bare:
        bare["checks"] = _keep_marks(tables["checks"])
    if "agreement" in bare:
        rows = tables["agreement"]
        whole = (rows["theme"] == "") & (rows["stance"] == "") & (rows["between"] == "machine and analyst")
        bare["agreement"] = rows[whole].reset_index(drop=True)
    return bare


def _keep_marks(checks: pd.DataFrame) -> pd.DataFrame:
    figures = {"judged": 0, "n": 0, "passages": 0, "takes": ""}
    measures = dict.fromkeys(("agreed", "low", "high", "precision", "recall", "kappa", "ac1"))
    rows = [{"theme": row.theme, "mark": row.mark} | figures | measures for row in checks.itertuples()]
    return make_table("checks", rows)


def unname_analysts(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return table `evidence` with what analysts added told without their names."""
    return evidence.assign(why=evidence["why"].where(evidence["basis"] != "analyst", UNNAMED_ANALYST))
