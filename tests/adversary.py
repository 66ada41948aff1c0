"""Somebody who has every published version, and works out what they do not show by linear programming."""

from collections.abc import Iterable, Mapping
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog

Sum = Mapping[str, float]  # the unknowns of a sum, each with its factor
NEAR = 1e-6


class Attacker:
    """What is known of some counts: each is none or more, and sums of them are between a least and a most."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.rows: list[tuple[Sum, float]] = []  # a sum that is at most a number

    def learn(self, what: Sum, *, least: float = -np.inf, most: float = np.inf) -> None:
        """Note that a sum of counts is between `least` and `most`."""
        for name in what:
            self.places.setdefault(name, len(self.places))
        if most < np.inf:
            self.rows.append((what, most))
        if least > -np.inf:
            self.rows.append(({name: -factor for name, factor in what.items()}, -least))

    def tell(self, what: Sum) -> tuple[int, float] | None:
        """Return the least and the most that a sum can be; None where what is known cannot be."""
        ends = []
        for sign in (1, -1):
            found = linprog(sign * self._row(what), A_ub=self._matrix(), b_ub=[most for _, most in self.rows])
            if found.status == 3:  # without an end
                ends.append(np.inf)
            elif found.status != 0:
                return None
            else:
                ends.append(sign * found.fun)
        return ceil(ends[0] - NEAR), ends[1] if ends[1] == np.inf else floor(ends[1] + NEAR)

    def _row(self, what: Sum) -> np.ndarray:
        row = np.zeros(len(self.places))
        for name, factor in what.items():
            row[self.places[name]] = factor
        return row

    def _matrix(self) -> np.ndarray:
        return np.array([self._row(what) for what, _ in self.rows])


def less(one: Sum, other: Sum) -> Sum:
    """Return the sum `one` less the sum `other`."""
    return dict(one) | {name: -factor for name, factor in other.items()}


def find_pinned(attacker: Attacker, protected: Iterable[tuple[str, Sum, int]], up_to: int = 5) -> list[str]:
    """Return the small numbers that the attacker can tell exactly, each by its name."""
    return [
        name for name, what, true in protected if 1 <= true <= up_to and attacker.tell(what) == (true, true)
    ]
