"""The maker's sign, half a sun over waves, and number plates: for nose and tail."""

from __future__ import annotations

import math

import numpy as np
from curves import capsule, circle, outwards
from draping import bead, letters, surface
from materials import material
from meshes import mesh, quads

PLATE_TEXT = "PI·061·CC"


def emblem(place, radius):
    """An enamelled disc in a chrome ring: a wheel-like sun that comes up over three waves."""
    disc = circle(radius)
    return [
        surface("emblem ring", place, disc, bead(-0.002, 0.005, 0.009), material("chrome")),
        surface(
            "emblem enamel",
            place,
            disc,
            [(1, 0, 0.0045, 0), (0.6, 0, 0.006, 0), (0, 0, 0.0065, 0)],
            material("enamel_blue"),
        ),
        _sun(place, radius),
        *(_wave(place, radius, -0.14 - 0.24 * row) for row in range(3)),
    ]


def _flat(name, place, outline, above, colour, thick=0.0012):
    """A closed outline as a thin plate over the skin with a small edge."""
    middle = outline.mean(axis=0)
    rings = [
        place.world(points, place.height(points) + height)
        for points, height in (
            (outline, above),
            (outline - outwards(outline) * thick * 0.3, above + thick),
            (np.repeat([middle], len(outline), 0), above + thick * 1.1),
        )
    ]
    return mesh(name, np.vstack(rings), quads(len(rings), len(outline), around=True), material(colour), smooth=False)


def _sun(place, radius):
    """Half a disc with seven short rays."""
    angle = np.linspace(0, math.pi, 113)
    rays = 0.42 + 0.24 * (np.cos(14 * angle) < -0.1)
    arc = np.c_[np.cos(angle), np.sin(angle)] * rays[:, None]
    return _flat("emblem sun", place, np.vstack([arc, [[0, 0.0]]]) * radius + (0, 0.02 * radius), 0.0063, "enamel_sun")


def _wave(place, radius, level):
    """One line of waves across the disc."""
    half = math.sqrt(max(0.86**2 - (level - 0.05) ** 2, 0))
    x = np.linspace(-half, half, 60)
    crest = level + 0.045 * np.cos(x * 11)
    line = np.vstack([np.c_[x, crest - 0.04], np.c_[x, crest + 0.04][::-1]])
    return _flat("emblem wave", place, line * radius, 0.0063, "satin")


def number_plate(place, at, above, width=0.42, height=0.096):
    """A plate in a thin frame on a flat holder; `at` is its middle on the seat, `above` the height of its back."""
    outline = capsule(width, height, 200, power=9)
    turned = _Flat(place, at, above)
    return [
        surface(
            "plate frame",
            turned,
            outline,
            [
                (1, 0.006, -0.02, 1),
                (1, 0.006, 0.004, 1),
                (1, 0.004, 0.006, 1),
                (1, -0.002, 0.006, 1),
                (1, -0.003, 0.003, 1),
            ],
            material("black_plastic"),
        ),
        surface("plate", turned, outline, [(1, -0.002, 0.004, 1), (0, 0, 0.004, 1)], material("plate_white")),
        letters(
            "plate letters",
            turned,
            PLATE_TEXT,
            height * 0.80,
            material("plate_black"),
            (0.0, 0.0),
            0.0055,
            "Bold",
            thick=0.0006,
            spacing=1.12,
        ),
    ]


class _Flat:
    """A flat seat in front of another one: what a plate stands on."""

    def __init__(self, place, at, above):
        self.frame = place.frame
        self.at = place.world(np.array([at]), above)[0]

    def height(self, points):
        return np.zeros(len(points))

    def world(self, points, heights):
        return self.at + np.c_[points, np.broadcast_to(heights, len(points))] @ self.frame
