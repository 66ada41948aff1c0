"""Rows piled up on disk come back as they would have from memory, checked, and leave nothing behind."""

import tempfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes import piles
from learning_themes.errors import TableError
from learning_themes.piles import pile_up
from learning_themes.tables import make_table, pack_rows

CHANGE = {"action_id": "a", "since": "2026-01-01", "before": "", "after": "complete"}


@given(st.lists(st.lists(st.text(max_size=5), max_size=4), max_size=6))
def test_a_pile_is_the_table_of_its_rows_in_their_order(parts):
    rows = [[CHANGE | {"action_id": name} for name in part] for part in parts]
    with pytest.MonkeyPatch.context() as patch, pile_up("moves") as pile:
        patch.setattr(piles, "MOST_ROWS", 3)
        for part in rows:
            pile.add(pack_rows("moves", part))
        found = pile.read()
    pd.testing.assert_frame_equal(found, make_table("moves", [row for part in rows for row in part]))


def test_what_is_missing_in_a_pile_is_named():
    with pile_up("moves") as pile, pytest.raises(TableError, match="'before': empty text"):
        pile.add(pack_rows("moves", [CHANGE | {"before": None}]))
        pile.read()


def test_a_pile_leaves_nothing_behind_even_when_it_is_never_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pile_up("moves") as pile:
        pile.add(pack_rows("moves", [CHANGE]))
    assert not list(tmp_path.iterdir())
