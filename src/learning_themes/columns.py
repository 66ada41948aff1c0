"""What a column of a table is, and the values that columns of many tables share."""

from dataclasses import dataclass

import pyarrow as pa

STANCES = ("shortfall", "strength", "recommendation", "context")
GROUPS = ("ours", "comparison")


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, Arrow type, meaning, and the values allowed if it is closed.

    `optional` text came later than the first runs: where a table lacks it, it is empty.
    """

    name: str
    type: pa.DataType
    meaning: str
    allowed: tuple[str, ...] = ()
    optional: bool = False


TEXT, WHOLE, NUMBER, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
