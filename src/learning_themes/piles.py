"""Piles up the rows of a table on disk while they are made: memory holds them only when all are there."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa

from learning_themes.tables import give_back_memory, join_tables, table_schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow.parquet as pq

MOST_ROWS = 20_000  # that wait in memory to be written


@contextmanager
def pile_up(name: str) -> Iterator["Pile"]:
    """Yield an empty pile for the rows of table `name`.

    Its file has no name where the system can do that, and nobody but this process ever sees it: it is gone
    when the pile is left, and when the process is killed.
    """
    import pyarrow.parquet as pq

    with tempfile.TemporaryFile() as file, pq.ParquetWriter(file, table_schema(name)) as writer:
        yield Pile(name, file, writer)


class Pile:
    """The rows of one table: added part by part, then read as a whole."""

    def __init__(self, name: str, file: BinaryIO, writer: "pq.ParquetWriter") -> None:
        self._name = name
        self._file = file
        self._writer = writer
        self._parts: list[pa.Table] = []

    def add(self, rows: pa.Table) -> None:
        """Put rows of the table on the pile."""
        self._parts.append(rows)
        if sum(map(len, self._parts)) >= MOST_ROWS:
            self._write()

    def read(self) -> "pd.DataFrame":
        """Return all rows as the checked table; nothing can be added after."""
        import pyarrow.parquet as pq

        self._write()
        self._writer.close()
        frame = join_tables(self._name, [pq.read_table(self._file, use_threads=False, pre_buffer=False)])
        give_back_memory()
        return frame

    def _write(self) -> None:
        if self._parts:
            self._writer.write_table(pa.concat_tables(self._parts).combine_chunks())
            self._parts.clear()
