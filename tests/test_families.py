"""Families: a family counts once a review, and its themes, local ones too, stand below it in the chart."""

from dataclasses import replace

from learning_themes.reports.family_chart import draw_family_map
from learning_themes.tables import make_table
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.overlay import lay_over
from learning_themes.trends.families import estimate_family_shares
from learning_themes.trends.presence import find_presence
from learning_themes.trends.shares import estimate_shares, rank_themes
from tests.conftest import ROOT
from tests.tables_fixture import evidence_row, passage_row, register_row

OWN = """id: dogs-at-home
name: Dogs at home
family: context-of-harm
definition: Dangerous dogs.
patterns:
- phrase: dog
must_match:
- text: The dog bit him.
must_not_match:
- The door was shut.
"""


def make_shares(codes: dict[str, list[str]], families: dict[str, str]) -> tuple:
    """Return shares of themes and of families of reviews in which each theme is recommended upon."""
    rows = [passage_row(review, n, section="recommendations") for review in codes for n in range(4)]
    passages = make_table("passages", rows)
    evidence = [
        evidence_row(row, theme, stance="recommendation") for row in rows for theme in codes[row["review_id"]]
    ]
    register = make_table("register", [register_row(review) for review in codes])
    presence = find_presence(register, passages, make_table("evidence", evidence))
    shares = estimate_shares(register, presence, families, dates="publication")
    return shares, estimate_family_shares(register, presence, families, dates="publication")


def key(shares, theme: str) -> tuple[int, int]:
    row = shares.query("theme == @theme and measure == 'key' and period == 'all'").iloc[0]
    return row["k"], row["n"]


def test_a_family_counts_once_a_review_however_many_of_its_themes_are_key():
    families = {"a": "one", "b": "one", "one": "two"}
    shares, of_families = make_shares({"r1": ["a", "b"], "r2": ["b"], "r3": ["one"], "r4": []}, families)
    assert key(shares, "b") == (2, 4) and key(shares, "one") == (1, 4)
    assert key(of_families, "family:one") == (2, 4) and key(of_families, "family:two") == (1, 4)


def test_a_family_without_a_review_has_none():
    _, of_families = make_shares({"r1": []}, {"a": "one"})
    assert key(of_families, "family:one") == (0, 1)


def test_a_local_theme_stands_in_its_family(tmp_path):
    folder = tmp_path / "context-of-harm"
    folder.mkdir()
    (folder / "dogs-at-home.yaml").write_text(OWN, encoding="utf-8")
    codebook = lay_over(load_codebook(ROOT / "themes"), tmp_path)
    codebook = replace(
        codebook, themes={k: codebook.themes[k] for k in ("dogs-at-home", "early-help", "neglect")}
    )
    families = {theme.id: theme.family for theme in codebook.themes.values()}
    names = {theme.id: theme.name for theme in codebook.themes.values()}
    shares, of_families = make_shares({"r1": ["dogs-at-home", "neglect"], "r2": ["early-help"]}, families)
    chart = draw_family_map(shares, of_families, names, families=families, family_names=codebook.families,
                            themes=rank_themes(shares), dates="publication")  # fmt: skip
    labels = [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    context = labels.index("CONTEXT OF HARM")
    assert set(labels[context + 1 :]) == {"Dogs at home", "Neglect"}
    assert labels[:2] == ["PLANS AND FOLLOW-THROUGH", "Early help and prevention"]
    assert "under their families" in chart.alt


def test_a_family_is_good_practice_where_one_of_its_themes_alone_is():
    register = make_table("register", [register_row("r1"), register_row("r2")])
    counts = {"group": "ours", "present": True, "key": False, "key_why": "", "recommendation": 0,
              "strongest": ""}  # fmt: skip
    presence = make_table("presence", [
        counts | {"review_id": "r1", "theme": "a", "passages": 2, "shortfall": 0, "strength": 2},
        counts | {"review_id": "r1", "theme": "b", "passages": 9, "shortfall": 9, "strength": 0},
        counts | {"review_id": "r2", "theme": "b", "passages": 9, "shortfall": 7, "strength": 2},
    ])  # fmt: skip
    shares = estimate_family_shares(register, presence, {"a": "one", "b": "one"}, dates="publication")
    praised = shares.query("measure == 'strength' and period == 'all'").iloc[0]
    assert (praised["k"], praised["n"]) == (1, 2)
