"""Calls PDFium's functions with plain numbers, for many things in one go.

pypdfium2 checks and wraps each value that it hands over; a page is asked about a thousand times. Asked so,
an answer costs a quarter.
"""

import ctypes
from collections.abc import Callable
from itertools import repeat

import numpy as np

HANDLE = ctypes.c_void_p
WHOLE = ctypes.c_int
_FLOAT = ctypes.sizeof(ctypes.c_float)


def bind(function: Callable, result: type, *arguments: type) -> Callable:
    """Return a function of PDFium that takes and gives plain numbers; handles and places in memory too."""
    bound = type(function)(ctypes.cast(function, HANDLE).value)  # of the same kind, so called the same way
    bound.restype, bound.argtypes = result, arguments
    return bound


def find_handle(pointer: object) -> int:
    """Return the number of one of pypdfium2's pointers."""
    return ctypes.cast(pointer, HANDLE).value or 0


def ask(function: Callable, handle: int, places: "range | list[int]") -> list:
    """Return what a bound function says of each place."""
    return list(map(function, repeat(handle), places))


def fill_floats(number: int, each: int, function: Callable[[list[range]], list]) -> tuple[np.ndarray, list]:
    """Return the floats that a function wrote, so many for `each` of a `number` of things, and what it said.

    It is given where in memory each float of each thing goes; what it leaves alone is nought.
    """
    if not number:
        return np.zeros((0, each)), []
    held = (ctypes.c_float * (number * each))()
    start, step = ctypes.addressof(held), each * _FLOAT
    end = start + number * step
    told = function([range(start + one * _FLOAT, end + one * _FLOAT, step) for one in range(each)])
    return np.frombuffer(held, dtype=np.float32).reshape(number, each).astype(np.float64), told
