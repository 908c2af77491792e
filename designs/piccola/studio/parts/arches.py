"""What is fixed round the wheels and along the doors: flares, mudflaps and mouldings."""

from __future__ import annotations

import math

import numpy as np
from materials import material
from mathutils import Matrix
from measures import ARCH_RADIUS, FRONT_AXLE, REAR_AXLE, TRACK, WHEEL_RADIUS
from meshes import grid, linked
from registry import part
from scipy import ndimage
from swallow import swallow

from parts.wheels.casting import Casting, rounded

SILL = 0.222
"""Height at which flares end."""


def _flare(body, axle, side):
    """A lip of dark plastic over the edge of an arch, lying on the skin, thinner towards its ends."""
    low = math.asin((SILL - WHEEL_RADIUS) / 0.385)
    angle = np.linspace(low, math.pi - low, 90)
    outline = rounded([(-0.004, -0.030), (-0.002, 0.016), (0.016, 0.0185), (0.040, 0.011), (0.0445, -0.004)], 0.006, 6)
    reach, proud = outline.T
    on_skin = np.array([
        [abs(body.on_side(axle + r * math.cos(a), WHEEL_RADIUS + r * math.sin(a), side)[0].y) for r in (0.372, 0.392)]
        for a in angle
    ])  # fmt: skip
    on_skin = ndimage.gaussian_filter1d(on_skin, 2, axis=0, mode="nearest")
    r = ARCH_RADIUS + reach
    skin = on_skin[:, :1] + (on_skin[:, 1:] - on_skin[:, :1]) * np.clip((r - 0.372) / 0.02, -0.5, 1)
    thin = np.clip(np.minimum(angle - low, math.pi - low - angle) / 0.35, 0.35, 1)[:, None]
    y = skin + np.where(proud > 0, proud * thin, proud)
    x = axle + r * np.cos(angle)[:, None]
    z = WHEEL_RADIUS + r * np.sin(angle)[:, None]
    return grid("flare", np.stack([x, side * y, z], -1), material("black_plastic"))


@part("accessories.wheel_arches", shade=True)
def wheel_arches(body):
    return [_flare(body, axle, side) for axle in (FRONT_AXLE, REAR_AXLE) for side in (-1, 1)]


def _strip(body, side, start, end, height, outline, of):
    """A strip along the side at a height: outline (up, proud of the skin), pointed at both ends."""
    x = np.linspace(start, end, 80)
    place = [body.on_side(each, height, side) for each in x]
    y = ndimage.gaussian_filter1d([abs(p.y) for p, _ in place], 2, mode="nearest")
    lean = np.mean([n.z for _, n in place])
    up, proud = np.asarray(outline).T
    point = np.sqrt(np.clip(np.minimum(x - start, end - x) / 0.03, 0.0, 1) * 0.98 + 0.02)[:, None]
    return grid(
        "strip",
        np.stack([
            np.broadcast_to(x[:, None], (len(x), len(up))),
            side * (y[:, None] + proud * point - up * point * lean),
            height + up * point,
        ], -1),
        material(of),
    )  # fmt: skip


@part("accessories.side_mouldings", shade=True)
def side_mouldings(body):
    """A rubber strip with a bright line in its middle."""
    rubber = rounded([(-0.021, -0.004), (-0.018, 0.010), (0.018, 0.010), (0.021, -0.004)], 0.007, 6)
    bright = rounded([(-0.0045, 0.007), (-0.004, 0.0118), (0.004, 0.0118), (0.0045, 0.007)], 0.002, 5)
    ends = FRONT_AXLE + 0.425, REAR_AXLE - 0.425
    return [
        _strip(body, side, ends[0] + inset, ends[1] - inset, 0.475, outline, of)
        for side in (-1, 1)
        for outline, of, inset in ((rubber, "black_plastic", 0), (bright, "chrome", 0.012))
    ]


@part("accessories.mudflaps", shade=True)
def mudflaps(body):
    """Four flaps behind the wheels, each with a raised swallow."""
    casting = Casting()
    corners = [
        (-0.090, 0.300), (-0.090, 0.115), (-0.072, 0.098), (0.072, 0.098), (0.090, 0.115), (0.090, 0.300),
        (-0.090, 0.300),
    ]  # fmt: skip
    outline = rounded(corners, 0.012)[:-1]
    casting.relief(outline, -0.003, 0.006, "tyre", 0.0015)
    casting.relief(
        rounded([(x * 0.9, 0.2 + (z - 0.2) * 0.9) for x, z in corners], 0.01)[:-1], 0.0028, 0.0008, "tyre_letters"
    )
    casting.relief(swallow(0.048, -12) + np.array([0.0, 0.155]), 0.0030, 0.0035, "white_gloss", 0.001)
    data, placed = casting.mesh("mudflap"), []
    for axle in (FRONT_AXLE, REAR_AXLE):
        for side in (-1, 1):
            made = linked("mudflap", data)
            lean = Matrix.Rotation(math.radians(8), 4, "Y")
            made.matrix_world = (
                Matrix.Translation((axle + 0.325, side * (TRACK / 2 + 0.005), 0))
                @ lean
                @ Matrix.Rotation(math.pi / 2, 4, "Z")
            )
            placed.append(made)
    return placed
