"""Tyres with their tread, and the brakes behind the wheels."""

from __future__ import annotations

import math

import numpy as np
from measures import WHEEL_RADIUS
from registry import part

from parts.wheels.casting import Casting, rounded
from parts.wheels.lettering import lettered
from parts.wheels.sidewall import SIDEWALL, sidewall

TREAD = 0.064
"""Half the width of the tread's flat part."""


def _crown(out):
    """Radius of the tread at a place across."""
    return WHEEL_RADIUS - 0.0012 * (out / TREAD) ** 2 - 0.004 * np.clip((np.abs(out) - 0.05) / 0.02, 0, 1) ** 2


def _across(channels, deep):
    """Places across the tread and how deep the lengthwise channels (middle, half width) are there."""
    places = [(-0.0705, 0.0), *((out, 0.0) for out in np.linspace(-0.066, 0.066, 11))]
    for middle, half in channels:
        places = [(out, d) for out, d in places if abs(out - middle) > half + 0.0015]
        places += [(middle - half - 0.0008, 0), (middle - half + 0.0002, deep), (middle + half - 0.0002, deep)]
        places += [(middle + half + 0.0008, 0)]
    return np.array(sorted([*places, (0.0705, 0.0)]))


def tread(casting, blocks, channels, cut, lamellae, lean, deep=0.0075):
    """The running surface: `blocks` a round, lengthwise channels, cross cuts `cut` wide that lean over the width.

    lamellae: how many fine cuts a block has; lean(out) in fractions of a block.
    """
    across = _across(channels, deep)
    out, channel = across.T
    pitch = 2 * math.pi / blocks
    wide, thin = cut / WHEEL_RADIUS / pitch, 0.0012 / WHEEL_RADIUS / pitch
    cuts = [(0.0, wide, deep), *(((i + 1) / (lamellae + 1), thin, deep * 0.6) for i in range(lamellae))]
    steps = sorted(
        (middle + sign * half, depth)
        for middle, width, d in cuts
        for sign in (-1, 1)
        for half, depth in ((width / 2, d), (width / 2 + thin * 0.45, 0.0))
    )
    place, cross = np.array(steps).T
    angle = (np.arange(blocks)[:, None] + place).ravel() * pitch
    cross = np.tile(cross, blocks)[:, None]
    outer = np.clip((np.abs(out) - 0.012) / 0.002, 0, 1)  # the middle rib has no cuts
    radius = _crown(out) - np.maximum(channel, cross * outer)
    turned = angle[:, None] + lean(out) * pitch
    return casting.grid(
        np.stack([radius * np.cos(turned), radius * np.sin(turned), np.broadcast_to(out, radius.shape)], -1), "tyre"
    )


def _sidewalls(casting, scallops):
    """Both sidewalls with rings and fine lettering; scallops: notches round the shoulder."""
    profile = rounded(SIDEWALL, 0.0015, 3)
    casting.turn([*profile, (0.2893, 0.0705)], "tyre", 160)
    hidden = np.array(SIDEWALL[::-2]) * (1, -1)
    casting.turn([(0.2893, -0.0705), *hidden, (0.17, -0.05)], "tyre", 64)
    for i in range(scallops):
        turn = 2 * math.pi * i / scallops
        ends = [(0.2858, 0.0748), (0.2765, 0.0858)]
        casting.rod(*((r * math.cos(turn), r * math.sin(turn), out) for r, out in ends), 0.0030, "tyre", 6, 0.0012)
    lettered(casting, "PICCOLA", 0.2405, math.radians(90), 0.0135, sidewall)
    lettered(casting, "PICCOLA", 0.2405, math.radians(-90), 0.0135, sidewall)
    lettered(casting, "DOLCE STRADA  165/65", 0.2405, math.radians(0), 0.0085, sidewall)
    lettered(casting, "TUBELESS  RADIALE", 0.2405, math.radians(180), 0.0085, sidewall)
    return casting


@part("car.tyres", unless=("accessories.winter_tyres",), closes=True)
def tyres(body):
    casting = tread(
        Casting(),
        blocks=64,
        channels=((-0.042, 0.0035), (-0.0145, 0.0042), (0.0145, 0.0042), (0.042, 0.0035)),
        cut=0.0045,
        lamellae=1,
        lean=lambda out: 9 * np.abs(out),
    )
    return _sidewalls(casting, 128).on_four("tyres")


@part("accessories.winter_tyres")
def winter_tyres(body):
    casting = tread(
        Casting(),
        blocks=44,
        channels=((-0.036, 0.0038), (0.0, 0.0042), (0.036, 0.0038)),
        cut=0.0085,
        lamellae=3,
        lean=lambda out: 8 * np.abs(out) + 0.05 * np.sign(np.sin(out / 0.0022)),
        deep=0.0095,
    )
    return _sidewalls(casting, 88).on_four("winter tyres")


@part("car.brakes")
def brakes(body):
    """A ventilated disc with its hat, a caliper over its edge, and the dark well behind everything."""
    casting = Casting()
    casting.turn(rounded([(0.0, 0.020), (0.070, 0.020), (0.074, 0.0), (0.128, 0.0), (0.128, -0.018)], 0.002), "steel")
    for i in range(36):
        turn = 2 * math.pi * i / 36
        r = 0.088 + 0.011 * (i % 3) + 0.004
        casting.turn([(0.0026, 0.0004), (0, 0.0004)], "dark", 10, (r * math.cos(turn), r * math.sin(turn)))
    angle = np.radians(np.linspace(152, 208, 24))
    section = rounded([(0.082, 0.014), (0.084, 0.030), (0.118, 0.034), (0.139, 0.026), (0.141, -0.03)], 0.006)
    fade = np.clip(np.minimum(angle - angle[0], angle[-1] - angle) / 0.08, 0, 1)[:, None] ** 0.5
    r = section[:, 0] * 1.0
    out = section[:, 1] * (0.55 + 0.45 * fade)
    casting.grid(np.stack([r * np.cos(angle)[:, None], r * np.sin(angle)[:, None], out], -1), "caliper", cyclic=False)
    casting.turn([(0.19, -0.035), (0.186, -0.045), (0, -0.045)], "dark", 64)
    return casting.on_four("brakes")
