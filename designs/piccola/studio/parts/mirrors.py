"""Door mirrors: a painted cap on a dark foot and arm at the front of the door's window."""

from __future__ import annotations

import numpy as np
from curves import capsule, opened
from materials import material, zone
from mathutils import Vector
from meshes import grid
from openings import SIDES
from registry import part

FOOT = (1.245, 1.005)
"""x and z where the arm grows out of the door."""
WIDTH, HEIGHT, DEPTH = 0.195, 0.128, 0.085
CLEARANCE = 0.055
"""Between the skin at the foot and the cap's inner end."""


def middle(body, side):
    """The middle of the cap's rear edge, towards which it opens."""
    foot, _ = body.on_side(*FOOT, side)
    return np.array((foot.x + 0.015, foot.y + side * (CLEARANCE + WIDTH / 2), foot.z + 0.072))


def shape(middle, side, rows):
    """Rings round the mirror: each row is (x from the rear edge, scale, lift). The outer end is lower than the inner."""
    outline = capsule(WIDTH, HEIGHT, 128, 2.7)
    # Slimmer towards the tip and leaning a little back there, as a shell does.
    share = outline[:, 0] / (WIDTH / 2)
    rings = []
    for x, scale, lift in rows:
        y, z = outline[:, 0] * scale, outline[:, 1] * scale * (1 - 0.10 * share)
        rings.append(middle + np.c_[x + 0.018 * share * scale, side * y, z + lift])
    return rings


@part("car.mirror_caps")
def caps(body):
    """The painted shells, in the colour of the mirrors."""
    made = []
    for side in SIDES:
        front = [
            (-DEPTH * (1 - scale**2.4) ** 0.55, scale, 0.012 * (1 - scale**2))
            for scale in np.cos(np.linspace(0, np.pi / 2, 40))
        ]
        edge = [(0.0, 0.965, 0), (0.003, 0.975, 0), (0.004, 0.99, 0)]
        made.append(
            grid(
                "mirror cap",
                shape(middle(body, side), side, [*edge, *front]),
                zone("mirrors"),
                around=True,
                turned=True,
            )
        )
    return made


@part("car.mirrors")
def mirrors(body):
    """Rear bezel, glass, arm and foot of both mirrors."""
    made = []
    for side in SIDES:
        place = middle(body, side)
        bezel = [(0.003, 0.975, 0), (0.006, 0.965, 0), (0.007, 0.94, 0), (0.004, 0.925, 0), (-0.004, 0.92, 0)]
        glass = [(-0.0015, 0.925, 0), (-0.0010, 0.6, 0), (-0.0010, 0.0, 0)]
        made += [
            grid("mirror bezel", shape(place, side, bezel), material("black_plastic"), around=True, turned=True),
            grid("mirror glass", shape(place, side, glass), material("mirror"), around=True, turned=True),
            _arm(body, place, side),
            _foot(body, side),
        ]
    return made


def _arm(body, place, side):
    """A flat arm that leaves the foot outwards and bends up into the cap's lower inner corner."""
    foot, normal = body.on_side(*FOOT, side)
    way = opened(
        [
            foot - normal * 0.01, foot + normal * 0.025 + Vector((0.0, 0, 0.004)),
            Vector((place[0] - 0.030, place[1] - side * WIDTH * 0.30, place[2] - HEIGHT * 0.48)),
            Vector((place[0] - 0.036, place[1] - side * WIDTH * 0.14, place[2] - HEIGHT * 0.30)),
        ],
        40,
    )  # fmt: skip
    rings = []
    for share, at in zip(np.linspace(0, 1, len(way)), way, strict=True):
        section = capsule(0.062 - 0.020 * share, 0.021, 32, 2.4)
        rings.append(at + np.c_[section[:, 0], np.zeros(32), section[:, 1]])
    return grid("mirror arm", rings, material("black_plastic"), around=True, turned=True)


def _foot(body, side):
    """A small dark shoe on the door, under the corner of the window."""
    foot, normal = body.on_side(*FOOT, side)
    outline = capsule(0.12, 0.046, 96, 2.6)
    across = np.array((1.0, 0, 0)) - np.array(normal) * normal.x
    plane = np.stack([across, np.cross(np.array(normal), across)])
    rings = [
        np.array(foot) + outline @ plane * scale + np.array(normal) * out
        for scale, out in ((1.0, -0.012), (1.0, 0.003), (0.96, 0.0065), (0.8, 0.010), (0.4, 0.014), (0.0, 0.015))
    ]
    return grid("mirror foot", rings, material("black_plastic"), around=True, turned=True)
