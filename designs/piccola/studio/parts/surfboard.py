"""A longboard with a stringer, red rails and one fin, built where a carrier holds it."""

from __future__ import annotations

import math

import numpy as np
from curves import capsule, opened
from lofts import loft, plain
from materials import material

BOARD_HALF, BOARD_WIDE, BOARD_THICK = 1.79, 0.270, 0.036
"""Half the surfboard's length, width and thickness."""


def surfboard(put):
    """Board and fin; `put` takes points of the board's own axes (its length, width and height) to the car's."""
    return [_board(put), _fin(put)]


def board_at(s):
    """Half width, half thickness and rise of the board at s: -1 is the nose, 1 the tail."""
    round_off = (1 - abs(s) ** (2.6 if s < 0 else 3.4)) ** (0.62 if s < 0 else 0.5)
    rocker = 0.115 * max(0, -s) ** 3 + 0.045 * max(0, s) ** 3
    return max(BOARD_WIDE * round_off, 0.002), max(BOARD_THICK * min(1, 1.5 * round_off), 0.002), rocker


def _board(put):
    columns = 72
    rows = []
    for s in np.sin(np.linspace(-math.pi / 2, math.pi / 2, 110)):
        half, thick, rise = board_at(s * 0.9999)
        rows.append(put([(s * BOARD_HALF, a, rise + b) for a, b in capsule(2 * half, 2 * thick, columns, 2.5)]))

    def colour(i, j):
        angle = (j + 0.5) / columns * 2 * math.pi
        if math.sin(angle) > 0 and abs(math.cos(angle)) < 0.06:
            return 3  # the stringer
        if i < 22:
            return 1 if i != 20 else 0
        if i > 92 and i != 93:
            return 2
        return 2 if 0.86 < abs(math.cos(angle)) < 0.93 and math.sin(angle) > 0 else 0

    return loft("surfboard", rows, plain("cream_gloss", "sea_gloss", "red_gloss", "wood"), which=colour)


def _fin(put):
    """The single fin near the tail."""
    outline = opened(
        [(1.36, 0.0), (1.44, 0.07), (1.54, 0.125), (1.61, 0.138), (1.585, 0.09), (1.575, 0.04), (1.59, 0.0)], 40
    )
    rise = board_at(0.83)[2] + BOARD_THICK * 0.85
    rows = [put([(x, side * 0.004, z + rise) for x, z in outline]) for side in (-1, 1)]
    return loft("fin", rows, material("red_gloss"))
