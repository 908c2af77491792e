"""Door handles in their dishes, keyholes, and the indicators on the front wings."""

from __future__ import annotations

import numpy as np
from curves import capsule, circle
from cutting import swept
from draping import bead, dome, seat, surface
from materials import indicator, material, zone
from openings import HANDLE, SIDES, handle
from registry import part

LEVER = 0.062
"""Half the lever's length."""
DISH = [(1, 0.002, 0.0, 0), (1, 0.0, -0.0008, 0), (0.975, 0, -0.003, 0), (0.92, 0, -0.008, 0), (0.82, 0, -0.0125, 0),
        (0.66, 0, -0.0155, 0), (0.40, 0, -0.017, 0), (0.0, 0, -0.0175, 0)]  # fmt: skip
"""Rows of the dish from its edge to its middle, as draping.surface takes them."""


@part("car.handles")
def handles(body):
    made = []
    for side in SIDES:
        place = handle(body, side)
        made += [surface("handle dish", place, HANDLE, DISH, zone("body")), _lever(place), *_keyhole(body, side)]
    return made


def _lever(place):
    """A chrome bow over the dish, thick in the middle, its feet outside the dish's ends."""
    share = np.linspace(-1, 1, 49)
    bow = 0.019 * (1 - np.abs(share) ** 3.2) - 0.002
    points = place.on(np.c_[share * (LEVER + 0.017), 0 * share], bow)
    normals = np.broadcast_to(place.frame[2], points.shape)
    ends = np.sqrt(np.clip(1 - np.abs(share) ** 7, 0, 1))
    section = capsule(1, 1, 28, 2.5)
    profile = section[None] * np.stack([0.021 * ends * (1 - 0.15 * share**2), 0.0105 * ends], -1)[:, None] + 1e-6
    return swept("handle lever", points, normals, profile, material("chrome"), cyclic=False)


def _keyhole(body, side):
    _, normal = body.on_side(2.213, 0.885, side)
    place = seat(body, (2.213, side, 0.885), normal, 0.02, degree=3)
    slot = capsule(0.0022, 0.009, 24, 3)
    return [
        surface("lock", place, circle(0.010, 64), [(1, 0, -0.001, 0), *dome(0.0012, 8, 0.002)], material("chrome")),
        surface("keyhole", place, slot, [(1, 0, 0.0034, 0), (0, 0, 0.0034, 0)], material("dark")),
    ]


@part("car.side_indicators")
def side_indicators(body):
    made = []
    for side in SIDES:
        _, normal = body.on_side(1.052, 0.752, side)
        place = seat(body, (1.052, side, 0.752), normal, (0.05, 0.03), degree=3)
        outline = capsule(0.062, 0.021, 96, 2.4)
        made += [
            surface("side indicator frame", place, outline, bead(-0.002, 0.004, 0.004), material("chrome")),
            surface("side indicator", place, outline, dome(0.006, foot=0.001), indicator()),
        ]
    return made
