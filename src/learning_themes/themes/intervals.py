"""Intervals of a share that rests on a sample with weights: the effective size, and Wilson's ends for it."""

import numpy as np
from scipy.special import betainc
from scipy.stats import norm

Z = float(norm.ppf(0.975))
NEARLY = 1e-9
HALVINGS = 30


def count_effective(weights: np.ndarray) -> float:
    """Return the size of the plain random sample that is worth as much: Kish 1965, Survey Sampling, 11.2.

    >>> count_effective(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def wilson_ends(share: float, size: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of `share` of a sample of `size`, which need not be whole.

    Wilson 1927; as method 3 of Newcombe 1998, Statistics in Medicine 17. Without a sample it is 0 to 1.
    """
    if size <= 0:
        return 0.0, 1.0
    middle = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    low = 0.0 if share <= NEARLY else max(0.0, middle - half)
    high = 1.0 if share >= 1 - NEARLY else min(1.0, middle + half)
    return float(low), float(high)


def mid_p_ends(share: float, size: float) -> tuple[float, float]:
    """Return the mid-P 95 % interval of `share` of a sample of `size`, which need not be whole.

    The exact interval, with half the chance of what was seen counted as more extreme: Lancaster 1961,
    Journal of the American Statistical Association 56; for samples with weights, with their effective
    size: Korn and Graubard 1998, Survey Methodology 24.
    """
    if size <= 0:
        return 0.0, 1.0
    held = share * size
    low = 0.0 if held <= NEARLY else _solve(held, size, 0.025)
    high = 1.0 if size - held <= NEARLY else _solve(held, size, 0.975)
    return low, high


def careful_ends(share: float, size: float) -> tuple[float, float]:
    """Return the lower of the lower ends and the higher of the higher ends of Wilson and mid-P.

    Each alone covers less than it says for some shares of small samples, and seldom both for the same.
    """
    ends = [wilson_ends(share, size), mid_p_ends(share, size)]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _solve(held: float, size: float, level: float) -> float:
    """Return the share at which more than `held` has the chance `level`, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _chance_of_more(held, size, middle) < level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _chance_of_more(held: float, size: float, share: float) -> float:
    at_least = betainc(held, size - held + 1, share) if held > NEARLY else 1.0
    more = betainc(held + 1, size - held, share) if size - held > NEARLY else 0.0
    return float(at_least + more) / 2
