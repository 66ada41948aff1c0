"""Names of files: whatever they hold, each report is a row, and paths outside are refused in words."""

import os
import sys

import pytest

from learning_themes.cli import main
from learning_themes.corpus.register import read_corpus
from learning_themes.errors import ParametersError
from learning_themes.parameters import read_parameters
from tests.conftest import ROOT

NAMES = [
    b"two\nlines.txt", b"quote ' and \".txt",
    b"bell \x07 and escape \x1b[31m.txt", b"not UTF-8 \xff\xe9.txt",
    b"=1+1.txt", b"-rf.txt", b"x" * 200 + b".txt", b"a\ttab.txt", b"%s {0} $HOME `id`.txt",
]  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems refuse such names")
def test_any_name_that_the_system_takes_is_a_row(tmp_path, text_report, capsys):
    for name in NAMES:
        (tmp_path / os.fsdecode(name)).write_text(f"{text_report}\n{name!r}", encoding="utf-8")
    register = read_corpus(tmp_path).register
    assert len(register) == len(NAMES) and register["review_id"].nunique() == len(NAMES)
    assert set(register["read_status"]) == {"read"}
    assert main(["read", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told and "\x07" not in told


@pytest.mark.parametrize(
    "place", ["//server/share/reports", "https://example.org/reports", "../../nowhere", "\0"]
)
def test_a_corpus_that_is_no_folder_of_this_computer_is_refused(tmp_path, place):
    with pytest.raises(ParametersError, match="corpus"):
        read_parameters(None, theme_ids=[], root=ROOT, corpus=place)
