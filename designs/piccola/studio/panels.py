"""Where the skin is cut into panels and panes: each edge is a function of points (n × 3), negative inside."""

from __future__ import annotations

from functools import cache

import numpy as np
from curves import Outline, closed, mirrored
from cutting import Sheet, cut, line, parted
from measures import ARCH_RADIUS, FRONT_AXLE, REAR_AXLE, WHEEL_RADIUS
from openings import hole, openings
from solid import FLOOR, LOW_PLAN, common

GAP = 0.008
"""Between the edges of two panels before they are rounded: 4 mm of air and 2 mm of rounding on both sides."""
EDGE, ARCH_LIP = 0.002, 0.010
"""Rounding of panels' edges, and of the wheel arches."""
PILLAR = 0.054
"""Width of the A pillar's band between windscreen and door window."""
B_PILLAR = 0.060

# The A pillar is a plane through the skin, so windscreen and door window are exactly PILLAR apart all along it.
_PILLAR_FOOT, _PILLAR_TOP = np.array([1.035, 0.618, 1.0]), np.array([1.60, 0.552, 1.375])
_PILLAR_OUTWARD = np.array([-0.33, 0.70, 0.63])
_PILLAR_ACROSS = np.cross(_PILLAR_OUTWARD, _PILLAR_TOP - _PILLAR_FOOT)
_PILLAR_ACROSS /= np.linalg.norm(_PILLAR_ACROSS)

SIDE_WINDOWS = Outline(
    closed(
        [
            (0.7, 1.035), (1.3, 1.022), (1.8, 1.020), (2.3, 1.026), (2.66, 1.040), (2.81, 1.062), (2.865, 1.115),
            (2.835, 1.195), (2.73, 1.270), (2.55, 1.325), (2.3, 1.352), (2.0, 1.360), (1.75, 1.352), (1.5, 1.33),
            (1.1, 1.25), (0.7, 1.15),
        ]
    )
)  # fmt: skip
"""All glass of one side in side projection (x, z), as if there were no pillars."""
REAR_WINDOW = Outline(
    closed(mirrored([(0.0, 1.075), (0.25, 1.080), (0.40, 1.093), (0.455, 1.135), (0.44, 1.20), (0.395, 1.28),
                     (0.35, 1.312), (0.20, 1.328)], 0))
)  # fmt: skip
"""In the projection on the tail: (y, z)."""
ROOF = Outline(
    closed(mirrored([(1.555, 0.0), (1.562, 0.20), (1.585, 0.38), (1.635, 0.485), (1.74, 0.532), (2.0, 0.552),
                     (2.3, 0.552), (2.6, 0.528), (2.82, 0.478), (2.925, 0.38), (2.962, 0.20), (2.97, 0.0)], 1))
)  # fmt: skip
"""In plan (x, y): between windscreen, drip lines and rear window."""
BONNET = Outline(
    closed(mirrored([(0.105, 0.0), (0.115, 0.15), (0.15, 0.28), (0.22, 0.395), (0.38, 0.505), (0.60, 0.570),
                     (0.80, 0.590), (0.895, 0.575), (0.905, 0.50), (0.870, 0.32), (0.850, 0.15), (0.845, 0.0)], 1))
)  # fmt: skip
TAILGATE = Outline(
    closed(mirrored([(0.0, 0.35), (0.3, 0.36), (0.45, 0.42), (0.488, 0.55), (0.498, 0.75), (0.500, 0.95),
                     (0.508, 1.10), (0.492, 1.25), (0.45, 1.36), (0.43, 1.55), (0.2, 1.6)], 0))
)  # fmt: skip
"""In the projection on the tail (y, z); its upper edge is the roof's, its lower one the bumper's."""
FLAP_AT, FLAP_RADIUS = (3.02, 0.905), 0.066
"""The charge flap in the left rear wing: x and z, and its radius."""
_PLAN = Outline(LOW_PLAN)
SILL = 0.288
"""z of the upper edge of the dark sill."""


def pillar(points):
    """Metres behind the middle of the A pillar's band (negative: windscreen), measured along the skin."""
    return (points * (1, 0, 1) + np.abs(points) * (0, 1, 0) - _PILLAR_FOOT) @ _PILLAR_ACROSS


def windscreen(points):
    x, y, _ = points.T
    top, foot = x - 1.512 + 0.16 * y**2, 0.905 + 0.30 * y**2 - x
    pane = common(common(pillar(points) + PILLAR / 2, foot * 0.85, 0.07), top * 0.95, 0.055)
    return np.maximum(pane, 0.8 - points[:, 2])


def cowl(points):
    """The dark strip under the windscreen, where its wipers stand."""
    x, y, z = points.T
    strip = common((0.872 + 0.26 * y**2 - x) * 0.85, np.abs(y) - 0.555, 0.03)
    return np.maximum(np.maximum(strip, x - 1.1), 0.7 - z)


def behind_b_pillar(points):
    """Metres behind the middle of the B pillar."""
    x, _, z = points.T
    return x - 2.235 + 0.10 * (z - 1.2)


def side_windows(points):
    """Both door windows and rear quarter windows."""
    panes = common(SIDE_WINDOWS(points[:, [0, 2]]), PILLAR / 2 - pillar(points), 0.05)
    panes = np.maximum(panes, 0.3 - np.abs(points[:, 1]))
    return common(panes, B_PILLAR / 2 - np.abs(behind_b_pillar(points)), 0.045)


def rear_window(points):
    return np.maximum(REAR_WINDOW(points[:, [1, 2]]), 2.6 - points[:, 0])


def roof(points):
    return np.maximum(ROOF(points[:, :2]), 1.2 - points[:, 2])


def arches(points):
    x, y, z = points.T
    round_axles = np.minimum(np.hypot(x - FRONT_AXLE, z - WHEEL_RADIUS), np.hypot(x - REAR_AXLE, z - WHEEL_RADIUS))
    return np.maximum(round_axles - ARCH_RADIUS - ARCH_LIP, 0.5 - np.abs(y))


def rounding(points):
    """How much a panel's edge is rounded: more at the wheel arches, where it is a lip that catches light."""
    lip = np.clip(1.5 - np.abs(arches(points)) / 0.01, 0, 1)
    return EDGE + (ARCH_LIP - EDGE) * lip


def underside(points):
    """All that lies well inside the car's plan, near the ground."""
    return np.maximum(_PLAN(points[:, :2]) + 0.07, points[:, 2] - FLOOR - 0.06)


def sill(points):
    """The dark foot all round; it rises a little at nose and tail."""
    x, _, z = points.T
    return z - SILL + 0.03 * np.exp(-(((x - 1.8) / 0.9) ** 2))


def doors(points):
    """Below the belt a front edge that leans forward to meet the A pillar; above it a frame round the window."""
    x, y, z = points.T
    lean = np.clip((z - 0.70) / 0.34, 0, 1)
    front = 1.135 - 0.090 * lean**2 * (3 - 2 * lean) - x
    frame = SIDE_WINDOWS(np.stack([x, np.maximum(z, 1.15)], -1)) - 0.026
    rear = behind_b_pillar(points) + 0.30 * np.maximum(0.66 - z, 0) ** 1.5
    edges = common(common(front, 0.004 - pillar(points), 0.02), frame, 0.03)
    whole = common(common(edges, rear, 0.03), 0.350 - z, 0.14)
    return np.maximum(whole, 0.3 - np.abs(y))


def bonnet(points):
    return np.maximum(BONNET(points[:, :2]), 0.55 - points[:, 2])


def tailgate(points):
    return np.maximum(TAILGATE(points[:, 1:]), 2.6 - points[:, 0])


def flap(points):
    x, y, z = points.T
    return np.maximum(np.hypot(x - FLAP_AT[0], z - FLAP_AT[1]) - FLAP_RADIUS, y + 0.3)


def bumpers(points):
    x, y, z = points.T
    front = np.maximum(z - 0.520 - 0.11 * y**2, x - 0.7)
    rear = np.maximum(z - 0.448 - 0.13 * y**2, 2.9 - x)
    return np.minimum(front, rear)


WINDOWS = {"windscreen": windscreen, "side_windows": side_windows, "rear_window": rear_window}


@cache
def pieces(body):
    """The skin cut into pieces by name: panels, panes of glass, and "grooves", the strips between panels."""
    found, grooves = {}, []
    rest = Sheet(body.vertices, body.normals, body.triangles)
    for name, height in WINDOWS.items():
        found[name], rest = cut(rest, height)
    for name, height in (("arches", arches), ("underside", underside)):
        found[name], rest = cut(rest, height)
    for place, outline in openings(body):
        _, rest = cut(rest, hole(place, outline))
    for name, height in (
        ("cowl", cowl), ("roof", roof), ("sill", sill), ("doors", doors), ("bonnet", bonnet), ("bumpers", bumpers),
        ("tailgate", tailgate), ("flap", flap),
    ):  # fmt: skip
        found[name], strip, rest = parted(rest, height, GAP)
        grooves.append(strip)
    found["wings"] = rest
    starts = np.cumsum([0] + [len(strip.vertices) for strip in grooves])
    found["grooves"] = Sheet(
        np.vstack([strip.vertices for strip in grooves]),
        np.vstack([strip.normals for strip in grooves]),
        np.vstack([strip.triangles + start for strip, start in zip(grooves, starts, strict=False)]),
    )
    return found


def window_lines(body):
    """The edges of the openings for glass: {"windscreen" | "side_windows" | "rear_window": [(points, outward normals)]}.

    Points (n × 3) about 8 mm apart on the skin, closed, with the glass on their left; for seals and trims (`swept`).
    """
    return {name: [line(pieces(body)[name], loop) for loop in pieces(body)[name].loops()] for name in WINDOWS}
