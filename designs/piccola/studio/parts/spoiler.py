"""The roof spoiler: a lip in body colour that carries the roof's line on over the rear window."""

from __future__ import annotations

import numpy as np
from lofts import loft
from materials import material, zone
from registry import part

ROOT, UNDER, TAIL = 2.80, 3.00, 3.165
"""x where it leaves the roof, where its underside returns to the skin, and of its trailing edge."""
HALF = 0.500
EDGE = 0.010
"""Thickness of the trailing edge."""


@part("accessories.spoiler", shade=True)
def spoiler(body):
    """Sections from side to side, each a closed outline: upper face, edge, underside."""
    rows = []
    for v in np.sin(np.linspace(-np.pi / 2, np.pi / 2, 81)):
        rows.append(_section(body, v))
    made = loft("spoiler", rows, [zone("body"), material("black_plastic")], which=_is_under)
    bevel = made.modifiers.new("rounded", "BEVEL")
    bevel.width, bevel.segments, bevel.limit_method, bevel.angle_limit = 0.003, 3, "ANGLE", 0.7
    return [made]


UPPER, LOWER = 24, 16


def _is_under(_, column):
    return int(column < LOWER)


def _section(body, v):
    """The outline at share v (-1…1) of the width. Towards its ends it shrinks into the skin."""
    y = v * HALF
    end = max(1 - abs(v) ** 9, 0.0) ** 0.5
    reach = ROOT + (TAIL - ROOT) * (0.80 + 0.20 * end) - 0.035 * v**2
    root, normal = body.on_top(ROOT, y)
    slope = -normal.x / normal.z
    upper = []
    for t in np.linspace(0, 1, UPPER):
        x = ROOT + (reach - ROOT) * t
        ahead = x - ROOT
        # it goes on along the roof's slope and straightens, so that the edge stands proud of the window
        free = root.z + slope * ahead * (1 - 0.30 * t) - 0.004
        skin = body.on_top(x, y)[0].z
        upper.append((x, y, max(skin + 0.0015, skin + (free + 0.004 * t - skin) * (0.25 + 0.75 * end))))
    x, _, z = upper[-1]
    edge = [(x + 0.003, y, z - EDGE * 0.35), (x, y, z - EDGE)]
    back = []
    for t in np.linspace(0, 1, LOWER)[1:]:
        xx = x + (UNDER - x) * t
        skin = body.on_top(xx, y)[0].z
        back.append((xx, y, (z - EDGE) * (1 - t) ** 1.5 + (skin - 0.004) * (1 - (1 - t) ** 1.5)))
    inner = [(ROOT + 0.10, y, body.on_top(ROOT + 0.10, y)[0].z - 0.006)]
    return np.array(upper + edge + back + inner)[::-1]
