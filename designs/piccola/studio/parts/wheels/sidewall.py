"""The outline of the tyres' sidewall, which rims fit to."""

from __future__ import annotations

import numpy as np
from measures import TYRE_WIDTH

SIDEWALL = [
    (0.184, 0.050), (0.187, 0.066), (0.197, 0.0735), (0.2085, 0.0795), (0.2110, 0.0835), (0.2165, 0.0848),
    (0.2200, 0.0833), (0.2225, 0.0842), (0.232, 0.0885), (0.245, TYRE_WIDTH / 2), (0.258, 0.0918), (0.2595, 0.0926),
    (0.2625, 0.0922), (0.2635, 0.0908), (0.274, 0.0862), (0.2815, 0.0795), (0.2868, 0.0715),
]  # fmt: skip
"""Radius and out of the sidewall, from the bead over the rim protector to the shoulder."""


def sidewall(radius):
    """How far out the sidewall is at a radius."""
    return np.interp(radius, *zip(*SIDEWALL, strict=True))
