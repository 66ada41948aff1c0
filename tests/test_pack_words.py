"""Every pack, on one theme or several, read as a trainer would: nothing empty, odd or said twice."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from learning_themes.errors import ParametersError
from learning_themes.parameters import read_parameters
from learning_themes.reports.briefing import brief_theme
from learning_themes.reports.findings import Findings, gather_findings
from learning_themes.reports.pack_text import compose_handbook, compose_handout
from learning_themes.reports.packs import Pack, Quote, choose_themes, gather_packs
from learning_themes.reports.sessions import compose_slides, plan_session
from learning_themes.reports.theme_sets import MOST_TOGETHER
from learning_themes.reports.training_packs import make_gate
from learning_themes.tables import make_table, read_table
from learning_themes.themes.codebook import load_codebook
from tests.conftest import EXAMPLE, ROOT
from tests.tables_fixture import make_tables, write_tables

CODEBOOK = load_codebook(ROOT / "themes")
THEMES = list(CODEBOOK.themes)
JOINED = "information-sharing+professional-challenge+neglect"
UNFINISHED = re.compile(r"\b(?:TODO|TBC|XXX|None|NaN|lorem|your text)\b|\{\w*\}|\$\w|\[\s*\]|\.\.\s|,,|  +\w")
BLAME = re.compile(r"\b(?:incompeten\w*|careless\w*|to blame|negligen\w*|should have known|culprit)\b", re.I)
WRITTEN_HERE = 12  # words: what is as long and stands twice in one file was not meant to


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Findings, Path]:
    folder = tmp_path_factory.mktemp("runs") / "small"
    tables = make_tables(CODEBOOK, reviews=8)
    tables["register"]["status"] = "published"
    tables["recommendations"] = make_table("recommendations", [])
    write_tables(tables, folder)
    return gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=[]), folder


@pytest.fixture(scope="module")
def packs(findings) -> dict[str, Pack]:
    found, run = findings
    evidence = read_table("evidence", run / "tables")
    made = gather_packs(found, evidence, [*THEMES, JOINED], gate=make_gate(run, found))
    quotes = {
        stance: tuple(
            Quote(f"Words of {stance}, number {n}, that stand alone.", "From a review") for n in "12"
        )
        for stance in made[0].quotes
    }
    return {pack.theme: replace(pack, quotes=quotes) for pack in made}


def blocks(source: str) -> list[str]:
    return [block.replace("\\", "") for block in source.strip().split("\n\n")]


@pytest.mark.parametrize("theme", [*THEMES, JOINED])
def test_no_part_of_a_pack_is_empty_and_no_list_has_one_item(packs, theme):
    for source in (compose_handbook(packs[theme]), compose_handout(packs[theme])):
        told = blocks(source)
        levels = [len(re.match(r"#*", block)[0]) for block in told]
        assert levels[-1] == 0 and not [a for a, b in pairwise(levels) if 0 < b <= a]
        lists = [block for block in told if block.startswith("- ")]
        assert lists and not [block for block in lists if block.count("\n- ") == 0]


@pytest.mark.parametrize("theme", [*THEMES, JOINED])
def test_nothing_in_a_pack_is_unfinished_blames_or_is_said_twice(packs, theme):
    pack = packs[theme]
    for source in (compose_handbook(pack), compose_handout(pack)):
        prose = [block for block in blocks(source) if not block.startswith((":::", "![", "|", "+", "#"))]
        sentences = re.split(r"(?<=[.?!])\s+|\n- ", "\n".join(prose))
        long = [s.strip("- \n") for s in sentences if len(s.split()) >= WRITTEN_HERE]
        assert len(long) == len(set(long)) and long
        assert not UNFINISHED.search("\n".join(prose)) and not BLAME.search(source)


@pytest.mark.parametrize("theme", [*THEMES, JOINED])
def test_the_slides_fill_two_hours_and_none_is_bare(packs, theme):
    slides = compose_slides(packs[theme])
    assert sum(step.minutes for step in plan_session(packs[theme])) == 120
    assert len({slide.title for slide in slides}) == len(slides) <= 30
    assert all(slide.notes and (len(slide.points) > 1 or slide.chart) for slide in slides)
    cases = [slide for slide in slides if slide.title.startswith("Case ")]
    assert len(cases) == 3 and len({point for slide in cases for point in slide.points}) == 9
    assert max(sum(map(len, slide.points)) for slide in slides) < 900


@pytest.mark.parametrize("theme", [*THEMES, JOINED])
def test_every_part_of_a_briefing_on_a_theme_says_something(findings, packs, theme):
    briefing = brief_theme(findings[0], packs[theme])
    assert all(part and all(line.strip() for line in part) for part in briefing.parts)


def test_a_pack_on_several_themes_takes_a_case_and_a_chart_from_each(packs):
    joined, single = packs[JOINED], [packs[theme] for theme in JOINED.split("+")]
    assert joined.name == "Information sharing, professional challenge and escalation and neglect"
    assert joined.teaching.cases() == [pack.teaching.cases()[0] for pack in single]
    assert list(joined.charts) == JOINED.split("+")
    assert all(pack.name in joined.definition for pack in single)


def test_a_set_too_large_or_with_an_unknown_theme_is_told(findings):
    with pytest.raises(ParametersError, match="joins 4 themes; join two or three"):
        choose_themes(findings[0], ["+".join(THEMES[: MOST_TOGETHER + 1])])
    with pytest.raises(ParametersError, match="no theme 'neglct'. Did you mean 'neglect'"):
        choose_themes(findings[0], ["education+neglct"])


def test_parameters_take_a_set_and_name_what_is_unknown_in_it(tmp_path):
    path = tmp_path / "p.yaml"
    for asked, known in (("neglect + education", True), ("neglect+educaton", False)):
        path.write_text(f"corpus: '{EXAMPLE}'\ntraining_themes: [{asked}]\n", encoding="utf-8")
        if known:
            read_parameters(path, theme_ids=THEMES, root=ROOT)
            continue
        with pytest.raises(ParametersError, match="training_themes: there is no theme 'educaton'"):
            read_parameters(path, theme_ids=THEMES, root=ROOT)
