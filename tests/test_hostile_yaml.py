"""YAML that people typed: what unfolds, hides or doubles is refused by name, and much of it is read."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning_themes.corpus.typed_headings import read_headings
from learning_themes.errors import LearningThemesError
from learning_themes.parameters import read_parameters
from learning_themes.themes.codebook import load_codebook, read_yaml
from learning_themes.themes.cross_reading import FILE, load_cross_reading
from learning_themes.themes.overlay import lay_over
from tests.conftest import ROOT

LAUGHS = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{m}, *{m}, *{m}]\n" for m, n in pairwise("abcdefghi"))
WRONG: dict[str, tuple[bytes, str]] = {
    "an alias": (LAUGHS.encode(), "line 1: anchors"),
    "a tag": (b"a: 1\nb: !!python/object/apply:os.system ['true']\n", "line 2: tags"),
    "a plain tag": (b"corpus: !file x\n", "line 1: tags"),
    "a key twice": (b"corpus: a\ncorpus: b\n", "line 2: .*duplicate key"),
    "a tab": (b"corpus:\n\t- a\n", "line 2"),
    "Latin letters": ("corpus: é\n".encode("latin-1"), "not UTF-8"),
    "UTF-16": ("corpus: a\n".encode("utf-16"), "not UTF-8"),
    "a control character": (b"corpus: a\x00b\n", "not valid YAML|not allowed"),
    "a date that is none": (b"as_of: 2024-13-45\n", "not valid YAML|as_of|month"),
    "a number too long": (b"small_up_to: " + b"9" * 6000 + b"\n", "not valid YAML|small_up_to"),
    "lists in lists": (b"[" * 5000, "deep|line 1"),
    "keys in keys": ("".join(f"{' ' * n}a:\n" for n in range(60)).encode(), "more than 40 deep"),
    "six megabytes": (b"# " + b"x" * 6_000_000, "larger than 5 MB"),
    "a list for a key": (b"? [{a: b}]\n: c\n", "a key is no word|expected key"),
    "two documents": (b"a: 1\n---\nb: 2\n", "single document|line"),
}  # fmt: skip


def read_cross(path: Path) -> object:
    path.rename(path.with_name(FILE))
    return load_cross_reading(path.parent, ["neglect"])


def read_local(path: Path) -> object:
    local = path.parent / "themes" / "context-of-harm" / "neglect.yaml"
    local.parent.mkdir(parents=True)
    path.rename(local)
    return lay_over(load_codebook(ROOT / "themes"), path.parent / "themes")


READERS = {
    "parameters": lambda path: read_parameters(path, theme_ids=[], root=path.parent),
    "headings": read_headings,
    "a theme": read_yaml,
    "cross-reading": read_cross,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(("content", "told"), WRONG.values(), ids=WRONG)
def test_each_is_refused_by_name(tmp_path, reader, content, told):
    path = tmp_path / "typed.yaml"
    path.write_bytes(content)
    if b"as_of" in content or b"small_up_to" in content:
        told = "."  # each reader has its own reason
    with pytest.raises(LearningThemesError, match=told):
        reader(path)


def test_a_local_theme_that_unfolds_is_refused(tmp_path):
    path = tmp_path / "typed.yaml"
    path.write_text(LAUGHS, encoding="utf-8")
    with pytest.raises(LearningThemesError, match=r"neglect\.yaml, line 1: anchors"):
        read_local(path)


def test_ten_thousand_themes_are_refused_before_one_is_read(tmp_path):
    family = tmp_path / "themes" / "context-of-harm"
    family.mkdir(parents=True)
    for number in range(10_000):
        (family / f"theme-{number}.yaml").write_bytes(b"")
    with pytest.raises(
        LearningThemesError, match=r"holds 10,000 theme files, and a codebook has at most 200"
    ):
        lay_over(load_codebook(ROOT / "themes"), tmp_path / "themes")


def test_a_file_with_a_mark_of_its_encoding_is_read(tmp_path):
    (tmp_path / "a.yaml").write_bytes("\ufeffa: é\n".encode())
    assert read_yaml(tmp_path / "a.yaml") == {"a": "é"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{}&*!|>#'\"\n \t%@`0,?", max_size=60).map(str.encode))
def test_no_bytes_end_in_a_traceback(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    for reader in (READERS["parameters"], read_headings, read_yaml):
        try:
            reader(path)
        except LearningThemesError as error:
            assert str(path) in str(error)
