"""How sure a number is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


def wilson(count: int, total: int, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a proportion (E. B. Wilson, 1927): fractions from 0 to 1. `total` is at least 1."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / total
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low = (middle - reach) / scale if count else 0.0  # exactly, where rounding would leave a trace of something
    high = (middle + reach) / scale if count < total else 1.0
    return Interval(low, high)


def lift_intervals(
    both: Numbers, first: Numbers, second: Numbers, total: int, comparisons: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Lift P(AB) / (P(A)·P(B)) of many pairs at once, with the low and the high end of its interval.

    `both`, `first`, `second` are counts (all at least 1) out of `total`. The interval is that of the logarithm of the
    lift by the delta method on the four cells of each pair. All intervals hold together at 95 %: the confidence of
    each is corrected for the number of `comparisons` (Bonferroni).
    """
    p11, p10, p01 = both / total, (first - both) / total, (second - both) / total
    row, column = first / total, second / total
    lift = p11 / (row * column)
    slope11, slope10, slope01 = 1 / p11 - 1 / row - 1 / column, -1 / row, -1 / column
    mean = p11 * slope11 + p10 * slope10 + p01 * slope01
    variance = (p11 * slope11**2 + p10 * slope10**2 + p01 * slope01**2 - mean**2) / total
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / (2 * max(comparisons, 1)))
    reach = z * np.sqrt(np.maximum(variance, 0))
    return lift, lift * np.exp(-reach), lift * np.exp(reach)
