"""The doors from inside, and the panels beside the bench: painted above, padded below, with what a door needs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from materials import material, zone
from mathutils import Vector
from meshes import ball, grid, lathe, tube
from registry import part

from parts.cabin import wall

CARD = (1.03, 2.245)
"""x where a door card begins and ends."""
QUARTER = (2.265, 3.22)
"""x where the panel beside the bench begins and ends."""
SILL, RAIL, FOOT = 0.995, 0.835, 0.31
"""z of a door card's upper edge, of the strip between paint and cloth, and of its lower edge."""
CLOTH = ((1.16, 0.43), (2.15, 0.80))
"""Corners of a door card's padded field."""
FLUTE = 0.066
"""Width of a padded field's flutes."""
BENCH = 0.665
"""z of the lower edge of the panels beside the bench, which hides what is below."""
STEP = (2.235, 2.43)
"""x where the carpet on the wall between door and bench begins and ends."""


def _sheet(side, xs, zs, inset):
    """A piece of the side wall that faces inward."""
    x, z = np.meshgrid(xs, zs)
    made = wall(side, x, z, inset(x, z))
    return made if side < 0 else made[::-1]


def _padding(x, z):
    """How much further a door card stands out at x, z: a fluted cushion with a soft edge."""
    (x0, z0), (x1, z1) = CLOTH
    edge = np.minimum(np.minimum(x - x0, x1 - x), np.minimum(z - z0, z1 - z))
    rise = np.clip(edge / 0.03, 0, 1)
    flutes = np.abs(np.sin(np.pi * (x - x0) / FLUTE)) ** 0.7 * np.clip((edge - 0.035) / 0.01, 0, 1)
    return 0.016 * (1 - (1 - rise) ** 2) + 0.005 * flutes


def _upper(x, z):
    """The painted upper part leans outwards to the window's sill."""
    return 0.062 - 0.030 * np.clip((z - 0.94) / 0.055, 0, 1) ** 2 - 0.006 * np.clip((0.86 - z) / 0.025, 0, 1) ** 2


@part("car.door_cards")
def door_cards(body):
    made = []
    for side in (-1, 1):
        for (low, high), fine in ((CARD, 0.011), (QUARTER, 0.03)):
            xs = np.linspace(low, high, round((high - low) / fine))
            made.append(
                grid(
                    "door card top",
                    _sheet(side, xs[::2], np.linspace(RAIL, SILL + 0.012, 14), _upper),
                    zone("dashboard"),
                )
            )
            foot = FOOT if low == CARD[0] else BENCH
            made.append(
                grid(
                    "door card",
                    _sheet(side, xs, np.linspace(foot, RAIL, 40), lambda x, z: 0.056 + _padding(x, z)),
                    zone("seats"),
                )
            )
            made.append(tube("door card strip", wall(side, xs[::3], RAIL, 0.064), 0.0045, material("chrome")))
        feet = _sheet(side, np.linspace(*STEP, 12), np.linspace(0.26, BENCH + 0.01, 16), lambda x, z: 0.05 + 0 * x)
        made.append(grid("side carpet", feet, material("carpet")))
        made += _door_furniture(side)
    return made


def _door_furniture(side):
    """Armrest, pull, opener, window switches and a speaker."""
    inside = Vector((0, -side, 0))

    def at(x, z, inset):
        return Vector(wall(side, x, z, inset))

    path = [at(x, z, inset) for x, z, inset in (
        (1.50, 0.655, 0.07), (1.54, 0.66, 0.095), (1.66, 0.662, 0.105), (1.86, 0.665, 0.105), (1.98, 0.668, 0.095),
        (2.02, 0.668, 0.07),
    )]  # fmt: skip
    rest = tube(
        "armrest",
        [p for a, b in pairwise(path) for p in (a, a.lerp(b, 0.5))] + [path[-1]],
        0.034,
        material("soft_black"),
    )
    pull = [at(x, z, inset) for x, z, inset in (
        (1.50, 0.745, 0.07), (1.52, 0.75, 0.10), (1.60, 0.755, 0.108), (1.68, 0.75, 0.10), (1.70, 0.745, 0.07),
    )]  # fmt: skip
    made = [rest, tube("door pull", pull, 0.008, material("chrome"))]
    opener = at(1.40, 0.90, 0.064)
    made.append(
        lathe(
            "opener dish",
            [(0.034, 0.0), (0.036, 0.004), (0.032, 0.006), (0.0, 0.002)],
            material("chrome"),
            48,
            inside,
            opener,
        )
    )
    made.append(
        tube(
            "opener",
            [opener + inside * 0.012 + Vector((dx, 0, 0)) for dx in (-0.012, 0.075)],
            0.006,
            material("chrome"),
        )
    )
    for x in (1.60, 1.65):
        made.append(ball("window switch", at(x, 0.692, 0.115), (0.014, 0.008, 0.006), material("chrome"), count=24))
    speaker = at(1.285, 0.54, 0.086)
    made.append(
        lathe(
            "speaker",
            [(0.072, -0.01), (0.072, 0.006), (0.066, 0.009), (0.060, 0.005), (0.0, 0.010)],
            material("black_plastic"),
            64,
            inside,
            speaker,
        )
    )
    for radius in (0.015, 0.027, 0.039, 0.051):
        made.append(
            lathe(
                "speaker slot",
                [(radius - 0.003, 0.0088), (radius + 0.003, 0.0088)],
                material("dark"),
                48,
                inside,
                speaker + inside * 0.0015,
            )
        )
    return made
