"""Packages of parts: a bomb is refused before it is unfolded, wherever a workbook may come from."""

import io
import os
import struct
import tracemalloc
import zipfile

import openpyxl
import pytest

from learning_themes.actions.logs import read_log
from learning_themes.errors import InputError
from learning_themes.packages import explain_unfolding
from learning_themes.themes.coded_table import read_coded_table
from learning_themes.trends.needs import read_catalogue


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_package_is_refused_for_its_size_its_ratio_and_its_parts():
    assert "times its size" in explain_unfolding(zipped(a=b"0" * 25_000_000))
    assert "unfolds to more than the 1 MB" in explain_unfolding(zipped(a=b"0" * 2_000_000), most=1_000_000)
    assert "holds 10,001 parts" in explain_unfolding(zipped(**{f"p{n}": b"" for n in range(10_001)}))


def lying(content: bytes, size: int) -> bytes:
    """Return a package whose list and parts state another size than they unfold to."""
    made = bytearray(zipped(a=content))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = made.index(mark) + place
        made[at : at + 4] = struct.pack("<I", size)
    return bytes(made)


@pytest.mark.parametrize("content", [b"0" * 200_000_000, os.urandom(2_000_000)])
def test_a_part_that_states_a_smaller_size_is_counted_and_not_unfolded_whole(content):
    made = lying(content, 1000)
    tracemalloc.start()
    told = explain_unfolding(made)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "times its size" in told or "larger than its list says" in told
    assert peak < 20_000_000


def test_a_large_workbook_of_honest_rows_is_opened():
    book, file = openpyxl.Workbook(), io.BytesIO()
    for number in range(3000):
        book.active.append(
            [f"row {number}", "The same words in every row of this sheet, as lists have them."]
        )
    book.save(file)
    assert explain_unfolding(file.getvalue()) == ""
    assert explain_unfolding(b"no zip file") == ""


@pytest.mark.parametrize("read", [read_log, read_coded_table, lambda path: read_catalogue(path, {})])
def test_a_bomb_in_the_place_of_a_workbook_is_named(read, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(zipped(**{"xl/worksheets/sheet1.xml": b" " * 30_000_000}))
    with pytest.raises(InputError, match=r"list.xlsx: unfolds to more than 250 times its size"):
        read(path)
