"""The roof spoiler: a lip in body colour that carries the roof's line on over the rear window."""

from __future__ import annotations

import numpy as np
from lofts import heights, loft
from materials import material, zone
from registry import part

ROOT, UNDER, TAIL = 2.80, 3.00, 3.165
"""x where it leaves the roof, where its underside returns to the skin, and of its trailing edge."""
HALF = 0.500
EDGE = 0.010
"""Thickness of the trailing edge."""
UPPER, LOWER = 24, 16
"""Points of a section's upper face and of its underside."""


@part("accessories.spoiler", shade=True)
def spoiler(body):
    """Sections from side to side, each a closed outline: upper face, edge, underside."""
    rows = [_section(body, v) for v in np.sin(np.linspace(-np.pi / 2, np.pi / 2, 81))]
    made = loft("spoiler", rows, [zone("body"), material("black_plastic")], which=lambda _, column: int(column < LOWER))
    bevel = made.modifiers.new("rounded", "BEVEL")
    bevel.width, bevel.segments, bevel.limit_method, bevel.angle_limit = 0.003, 3, "ANGLE", 0.7
    return [made]


def _skin(body, x, y):
    return heights(body, np.stack([x, np.full_like(x, y)], -1))


def _section(body, v):
    """The outline at share v (-1…1) of the width. Towards its ends it shrinks into the skin."""
    y = v * HALF
    end = max(1 - abs(v) ** 9, 0.0) ** 0.5
    reach = ROOT + (TAIL - ROOT) * (0.80 + 0.20 * end) - 0.035 * v**2
    t = np.linspace(0, 1, UPPER)
    x = ROOT + (reach - ROOT) * t
    skin = _skin(body, x, y)
    before = _skin(body, np.array([ROOT - 0.02]), y)[0]
    # it goes on along the roof's slope and straightens, so that the edge stands proud of the window
    free = skin[0] + (skin[0] - before) / 0.02 * (x - ROOT) * (1 - 0.30 * t)
    z = np.maximum(skin + 0.0015, skin + (free - skin) * (0.25 + 0.75 * end))
    upper = np.stack([x, np.full_like(x, y), z], -1)
    edge = upper[[-1, -1]] + ((0.003, 0, -EDGE * 0.35), (0, 0, -EDGE))
    t = np.linspace(0, 1, LOWER)[1:]
    x = reach + (UNDER - reach) * t
    share = (1 - t) ** 1.5
    under = np.stack([x, np.full_like(x, y), (z[-1] - EDGE) * share + (_skin(body, x, y) - 0.004) * (1 - share)], -1)
    inner = np.array([[ROOT + 0.10, y, _skin(body, np.array([ROOT + 0.10]), y)[0] - 0.006]])
    return np.vstack([upper, edge, under, inner])[::-1]
