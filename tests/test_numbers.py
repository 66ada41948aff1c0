"""Every number on the finished pages stands in a row of the tables: each is read off and looked for."""

import re
from dataclasses import replace

import pytest
from face_text import read_html, read_pdf, read_slides, read_word
from number_sources import K_OF_N, add_chapters, add_statement, collect_rows, find_unsourced, squash
from tables_fixture import make_tables, small_codebook, write_tables

from learning_themes.reports.audience import make_folder_for
from learning_themes.reports.board import write_board_report
from learning_themes.reports.findings import gather_findings
from learning_themes.reports.method_statement import compose_method_statement
from learning_themes.reports.wording import capital, count_words
from learning_themes.reports.yearly_chapter import compose_chapter
from learning_themes.trends.recurrence import Action
from learning_themes.trends.reviews import count_checked
from tests import public_world

CODEBOOK = small_codebook(18)
READERS = {"html": read_html, "docx": read_word, "pdf": read_pdf, "pptx": read_slides}
DAY = "2026-01-31"
FIRST = list(CODEBOOK.themes)[3:6]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    actions = (Action("information-sharing", "2016-03-01", "One route, from 2016"),)
    write_tables(make_tables(CODEBOOK, reviews=11, comparison=4, actions=actions), folder)
    return folder


@pytest.fixture(scope="module")
def run(folder):
    paths = write_board_report(
        folder, codebook=CODEBOOK, partnership="Example Partnership", dates="publication", as_of=DAY,
        themes_first=FIRST,
    )  # fmt: skip
    findings = gather_findings(folder, codebook=CODEBOOK, dates="publication", themes_first=FIRST)
    return {face: read(paths[face]) for face, read in READERS.items()}, collect_rows(findings, as_of=DAY)


@pytest.mark.parametrize("face", READERS)
def test_every_number_of_a_face_is_in_a_row_of_the_tables(run, face):
    texts, rows = run
    assert len(re.findall(r"\d+", texts[face])) > {"html": 2000, "docx": 1000, "pdf": 800, "pptx": 80}[face]
    assert find_unsourced(texts[face], rows) == []


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Return the folder of a public version that shows some counts of unpublished reviews, not all."""
    folder = tmp_path_factory.mktemp("public-numbers")
    write_tables(public_world.make_world(drafts=14), folder)
    return make_folder_for("public", folder, counting=public_world.COUNTING, contact=public_world.CONTACT)


@pytest.mark.parametrize(
    ("version", "length"),
    [("board", "standard"), ("board", "summary"), ("public", "full"), ("public", "standard"),
     ("public", "summary")],
)  # fmt: skip
def test_every_number_of_other_lengths_and_of_the_public_version_is_in_a_row(folder, public, version, length):
    place, codebook = (folder, CODEBOOK) if version == "board" else (public, public_world.CODEBOOK)
    paths = write_board_report(
        place, codebook=codebook, partnership="Example Partnership", dates="publication", as_of=DAY,
        length=length,
    )  # fmt: skip
    findings = gather_findings(place, codebook=codebook, dates="publication", themes_first=[])
    rows = collect_rows(findings, as_of=DAY)
    for face, read in READERS.items():
        text = read(paths[face])
        assert len(re.findall(r"\d+", text)) > 80
        assert find_unsourced(text, rows) == [], face
        assert find_unsourced(text[-2000:] + " In all 41 children.", rows) != []


@pytest.fixture(scope="module", params=["board", "public"])
def found(request, folder, public):
    place, codebook = (folder, CODEBOOK) if request.param == "board" else (public, public_world.CODEBOOK)
    return gather_findings(place, codebook=codebook, dates="publication", themes_first=[])


@pytest.mark.parametrize("decided", [0, 7])
def test_every_number_of_the_method_statement_is_in_a_row(found, decided):
    evidence = found.evidence.copy()
    evidence.loc[evidence.index[:decided], "decision"] = "accepted"
    found = replace(found, evidence=evidence, checked=count_checked(evidence))
    rows = add_statement(collect_rows(found, as_of=DAY), found)
    told = compose_method_statement(found, partnership="Example Partnership", as_of=DAY).replace("\\", "")
    assert len(re.findall(r"\d+", told)) > 100 and find_unsourced(told, rows) == []
    numbers = list(re.finditer(r"[\d,]+(?= codings)|(?<=of )\d+(?= themes of)|(?<=\| )0\.\d+", told))
    for number in numbers[:2] + numbers[2::9]:
        wrong = f"{told[: number.start()]}{number[0]}7{told[number.end() :]}"
        assert find_unsourced(wrong, rows) != []


def test_every_number_of_a_chapter_of_the_yearly_report_is_in_a_row(found):
    rows = add_chapters(collect_rows(found, as_of=DAY), found)
    register = found.register[found.register["group"] == "ours"]
    published = register[register["status"] == "published"]
    days = published.drop_duplicates("review_id")["published_date"]
    years = sorted(set(days.str[:4]) - {""})
    assert len(years) > 1
    for year in years:
        told = compose_chapter(found, year).replace("\\", "")
        reviews = count_words(int(days.str.startswith(year).sum()), "review")
        assert told.startswith(f"{capital(reviews)} w") and find_unsourced(told, rows) == []
        assert all(int(one[2]) == len(days) for one in re.finditer(r"(\d+) of (\d+) \|$", told, re.MULTILINE))
        assert find_unsourced(told.replace(" of ", "1 of ", 3), rows) != []


@pytest.mark.parametrize("face", READERS)
def test_a_share_that_is_one_too_many_is_found_on_every_face(run, face):
    texts, rows = run
    text = squash(texts[face])
    shares = [found for found in K_OF_N.finditer(text) if found[3] and int(found[1]) < int(found[2])]
    assert len(shares) > 5
    for found in shares[::9]:
        wrong = f"{text[: found.start()]}{int(found[1]) + 1}{text[found.end(1) :]}"
        assert find_unsourced(wrong, rows) != []


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("likely range", "most likely range 77 to"),
        ("Example Partnership", "41 children"),
        ("page", "page 999"),
        ("As of", "As of 3 May 2011"),
    ],
)
def test_a_number_from_nowhere_is_found(run, true, false):
    texts, rows = run
    assert len(find_unsourced(squash(texts["pdf"]).replace(true, false, 1), rows)) >= 1
