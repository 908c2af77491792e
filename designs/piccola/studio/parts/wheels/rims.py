"""What every wheel has: a rim with its flange, bolts, a valve, a hub cap with the maker's sun."""

from __future__ import annotations

import math

import numpy as np

from parts.wheels.casting import domed, rounded
from parts.wheels.sidewall import sidewall

INCHES = {14: 0.191, 15: 0.197, 16: 0.203, 17: 0.210}
"""Radius of the flange's edge."""


def rim(casting, inches, of, lip=None, deep=0.030):
    """The turned rim: flange over the tyre's bead, lip, a step `deep` behind it, and the barrel."""
    radius = INCHES[inches]
    out = float(sidewall(radius)) + 0.0035
    flange = [
        (radius - 0.001, out - 0.012), (radius + 0.0015, out - 0.004), (radius + 0.0005, out), (radius - 0.004, out + 0.001),
        (radius - 0.0075, out - 0.002), (radius - 0.009, out - 0.009),
    ]  # fmt: skip
    well = [(radius - 0.009, out - 0.009), (radius - 0.0125, out - deep), (radius - 0.018, out - deep - 0.008)]
    casting.turn(rounded(flange, 0.0022), lip or of, 192)
    casting.turn([*rounded([*well, (radius - 0.022, -0.01)], 0.004), (radius - 0.022, -0.07)], of, 160)
    return casting


def flange_out(inches):
    """How far out the flange's edge is."""
    return float(sidewall(INCHES[inches])) + 0.0035


def bolts(casting, count, at, out, of="chrome", radius=0.0085, start=90.0):
    """Hexagonal bolts with round heads and washers on a circle."""
    for i in range(count):
        turn = math.radians(start) + 2 * math.pi * i / count
        middle = (at * math.cos(turn), at * math.sin(turn))
        casting.turn(
            rounded([(radius * 1.3, out - 0.004), (radius * 1.3, out + 0.001), (0, out + 0.002)], 0.001), of, 24, middle
        )
        head = [(radius, out), (radius, out + 0.008), (radius * 0.8, out + 0.0095)]
        casting.turn(rounded(head, 0.0006, 3), of, 6, middle, turn)
        casting.turn(domed(radius * 0.8, out + 0.0095, out + 0.0115, 6), of, 24, middle)
    return casting


def valve(casting, inches, out, angle=-62.0):
    """A tyre valve with its cap, leaning inwards out of the rim's well."""
    turn, r = math.radians(angle), INCHES[inches] - 0.017
    ends = [
        np.array([a * math.cos(turn), a * math.sin(turn), b])
        for a, b in ((r, out - 0.03), (r - 0.007, out), (r - 0.0115, out + 0.017))
    ]
    casting.rod(ends[0], ends[1], 0.0036, "rubber", 14, 0.0028)
    return casting.rod(ends[1], ends[2], 0.0036, "chrome", 14, 0.0032)


def emblem(casting, radius, out, enamel="enamel_blue", ring="chrome"):
    """A hub cap `radius` wide at `out`: an enamelled dish in a bright ring, with the maker's sun over waves."""
    edge = [(radius, out - 0.012), (radius, out + 0.002), (radius * 0.86, out + 0.0035), (radius * 0.82, out + 0.001)]
    casting.turn(rounded(edge, 0.0016), ring, 96)
    casting.turn(domed(radius * 0.83, out + 0.0012, out + 0.0034, 8), enamel, 96)
    size = radius * 0.86
    angle = np.linspace(0, math.pi, 113)
    rays = 0.44 + 0.24 * (np.cos(14 * angle) < -0.1)
    casting.relief(
        np.c_[np.cos(angle), np.sin(angle)] * rays[:, None] * size + (0, 0.06 * size),
        out + 0.002,
        0.0024,
        "enamel_sun",
        0.0003,
    )
    for row in range(3):
        level = -0.12 - 0.22 * row
        half = math.sqrt(0.80**2 - (level - 0.05) ** 2)
        x = np.linspace(-half, half, 60)
        crest = level + 0.05 * np.cos(x * 11)
        line = np.vstack([np.c_[x, crest - 0.05], np.c_[x, crest + 0.05][::-1]]) * size
        casting.relief(line, out + 0.002, 0.0022, ring, 0.0003)
    return casting
