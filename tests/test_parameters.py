"""Parameters: every problem at once, with the nearest right word; paths count from the file."""

from datetime import date

import pytest

from learning_themes.errors import ParametersError
from learning_themes.parameters import Parameters, read_parameters
from learning_themes.themes.codebook import load_codebook
from tests.conftest import ROOT

IDS = ["neglect", "information-sharing"]


def read(tmp_path, text: str, **given) -> Parameters:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return read_parameters(path, theme_ids=IDS, root=ROOT, **given)


def problems(tmp_path, text: str) -> list[str]:
    with pytest.raises(ParametersError) as error:
        read(tmp_path, text)
    return error.value.problems


def test_every_problem_is_told_at_once(tmp_path):
    told = problems(
        tmp_path,
        "datse: incident\ndates: birthday\nkinds: [SRC]\nas_of: '2026-02-30'\nthemes_first: [neglct]\n"
        "figures: none.csv\nactions: https://example.org/a.csv\n",
    )
    assert len(told) == 7
    everything = "\n".join(told)
    assert "Did you mean 'dates'?" in everything
    assert "'birthday' is not allowed; input should be 'publication' or 'incident'" in everything
    assert "Did you mean 'SCR'?" in everything
    assert "is not a day of the calendar" in everything
    assert "Did you mean 'neglect'?" in everything and "there is no file" in everything
    assert "is an address" in everything


def test_a_key_without_a_name_hides_no_other_problem(tmp_path):
    told = problems(tmp_path, "'': x\nfigures: none.csv\n")
    assert len(told) == 2 and "there is no file" in told[1]


def test_nothing_is_said_of_what_stands_in_for_a_wrong_value(tmp_path):
    told = problems(tmp_path, "corpus: ftp://example.org\nthemes_first: [one_of_ours]\nidentity: {logo: 7}\n")
    assert len(told) == 2
    assert "corpus" in told[0] and "identity" in told[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("themes_first: [neglct]", "there is no theme 'neglct'. Did you mean 'neglect'?"),
        ("corpus: nowhere", "there is no folder"),
        ("corpus: https://example.org/reports", "is an address; nothing is fetched"),
        ("actions: file:///etc/passwd", "is an address; nothing is fetched"),
        (
            "identity: {logo: 'https://example.org/l.png', logo_alt: L}",
            "identity.logo: 'https://example.org/l",
        ),
        ("as_of: 2026-02-30", "line 1: 2026-02-30 is not a day of the calendar"),
        ("corpus: .\ncomparison: .", "nothing would be left to compare"),
        (f"corpus: .\nactions: '{ROOT / 'corpus/example/_actions/completed.csv'}'", "has no place beside"),
        ("as_of: 2026-03-31", "needs quotes"),
        ("dates: incident\ndates: publication", "duplicate key"),
        ("- a list", "expected lines such as"),
        ("audience: everybody", "'everybody' is not allowed"),
        ("audience: public", "a version for the public needs the words of the contact box"),
        ("small_up_to: 0", "greater than or equal to 1"),
        ("actions: none.csv", "there is no file"),
        ("split_date: 2019-09-30", "needs quotes"),
        ("split_date: '2019-09-31'", "is not a day of the calendar"),
        ("themes_first: [a, b, c, d, e, f, g]", "at most 6"),
    ],
)
def test_a_problem_is_told_in_words(tmp_path, text, words):
    assert words in "\n".join(problems(tmp_path, text))


def test_paths_count_from_the_file_and_a_typed_corpus_wins(tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "typed").mkdir()
    parameters = read(tmp_path, "corpus: ours\npeople: ''\n")
    assert parameters.corpus == tmp_path / "ours"
    assert parameters.people_folder == tmp_path / "ours" / "_people"
    assert read(tmp_path, "corpus: ours\n", corpus=tmp_path / "typed").corpus == tmp_path / "typed"


def test_the_shipped_file_has_every_key_with_a_comment_and_is_valid(tmp_path):
    text = (ROOT / "parameters.yaml").read_text(encoding="utf-8")
    for key in Parameters.model_fields:
        before = text.split(f"\n{key}:")[0]
        assert before != text and before.rsplit("\n", 1)[-1].startswith("#")
    themes = list(load_codebook(ROOT / "themes").themes)
    parameters = read_parameters(ROOT / "parameters.yaml", theme_ids=themes, root=ROOT)
    assert parameters.corpus == ROOT / "corpus" / "example"


def test_without_as_of_today_is_today():
    assert Parameters().today == date.today().isoformat()
    assert Parameters(as_of="2026-01-31").today == "2026-01-31"
