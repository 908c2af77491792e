"""Head lamps, position lamps and tail lamps: bowls behind clear covers, seated in openings of the skin."""

from __future__ import annotations

import math

import numpy as np
from draping import bead, dome, seat, surface
from materials import glass, indicator, lamp, material, zone
from mathutils import Vector
from meshes import ball, grid, lathe
from openings import HEADLAMP, HEADLAMP_RADIUS, POSITION_LAMP, SIDES, TAIL_LAMP, headlamp, position_lamp, tail_lamp
from registry import part

LENS = (0.97, 0.98, 0.98)
"""Tint of the lamps' clear covers."""
WHITE_LIGHT = (1.0, 0.95, 0.86)


@part("car.headlamps")
def headlamps(body):
    made = []
    for side in SIDES:
        place = headlamp(body, side)
        made += [
            surface("bezel", place, HEADLAMP, bead(-0.006, 0.011, 0.010), material("chrome")),
            surface("bezel seal", place, HEADLAMP, bead(0.0105, 0.0135, 0.0022), material("rubber")),
            *_bowl(place),
            *_projector(place),
            surface("lens", place, HEADLAMP, dome(0.022, 20, foot=0.003, flat=0.35, edge=0.96), glass(LENS)),
        ]
    return made


def _bowl(place):
    """A smoked outer ring that follows the skin, and a fluted reflector behind the ring of light."""
    smooth = [(1, -0.004, 0.004, 0), (0.90, 0, -0.012, 0.5), (0.86, 0, -0.020, 0.9), (0.83, 0, -0.024, 1)]
    ring = [
        (0.83, 0, -0.024, 1), (0.815, 0, -0.016, 1), (0.77, 0, -0.013, 1), (0.72, 0, -0.016, 1), (0.70, 0, -0.026, 1),
    ]  # fmt: skip
    angles = np.linspace(0, 2 * math.pi, 288, endpoint=False)
    fluted = np.c_[np.cos(angles), np.sin(angles)] * HEADLAMP_RADIUS * (1 + 0.012 * np.cos(36 * angles))[:, None]
    cup = [(s, 0, -0.026 - 0.045 * (1 - (s / 0.70) ** 2), 1) for s in np.linspace(0.70, 0.30, 10)]
    return [
        surface("lamp rim", place, HEADLAMP, smooth, material("lamp_rim")),
        surface("day light", place, HEADLAMP, ring, lamp("day light", (0.86, 0.88, 0.9), 5)),
        surface("reflector", place, fluted, cup, material("reflector")),
    ]


def _projector(place):
    """The round projector in the middle: chrome collar, dark throat and the glass ball that throws the light."""
    axis, middle = place.axis, Vector(place.at)
    collar = [
        (0.030, -0.070), (0.043, -0.064), (0.0475, -0.034), (0.0465, -0.0285), (0.043, -0.0265), (0.0405, -0.029),
        (0.0385, -0.040),
    ]  # fmt: skip
    return [
        lathe("projector collar", collar, material("chrome"), 96, axis, middle),
        lathe(
            "projector throat",
            [(0.0385, -0.040), (0.030, -0.062), (0.0, -0.062)],
            material("black_gloss"),
            64,
            axis,
            middle,
        ),
        ball("projector light", middle - axis * 0.058, (0.020, 0.020, 0.008), lamp("low beam", WHITE_LIGHT, 24), axis),
        ball("projector ball", middle - axis * 0.046, (0.0375, 0.0375, 0.019), glass((0.80, 0.84, 0.88)), axis),
    ]


BROW_FROM, BROW_TO = math.radians(14), math.radians(166)
"""Between which angles of the head lamp its brow stands; 90 degrees is upwards."""


@part("car.brows")
def brows(body):
    """A lid in the body's colour over each head lamp: it rises out of the wing and ends in a round lip over the bezel."""
    share = np.linspace(0, 1, 97)
    angle = BROW_FROM + (BROW_TO - BROW_FROM) * share
    full = np.sin(share * math.pi)[:, None] ** 0.7
    # From the foot on the wing over the lip to the bezel: metres outwards of the lamp's edge, and above the skin.
    foot = [(0.036 - 0.005 * i, 0.026 * (i / 8) ** 1.4 * (2 - i / 8) - 0.0012) for i in range(9)]
    lip = [
        (-0.0075, 0.0262), (-0.0115, 0.0258), (-0.0150, 0.0235), (-0.0160, 0.0200), (-0.0145, 0.0168), (-0.010, 0.0150),
        (0.004, 0.004),
    ]  # fmt: skip
    out, above = np.array([*foot, *lip]).T
    radius = HEADLAMP_RADIUS + 0.010 + (out - 0.010) * (0.25 + 0.75 * full)
    made = []
    for side in SIDES:
        points = np.stack([radius * np.cos(angle)[:, None], radius * np.sin(angle)[:, None]], -1)
        rows = headlamp(body, side).on(points.reshape(-1, 2), (above * full - 0.002 * (1 - full)).ravel())
        made.append(grid("brow", rows.reshape(*points.shape[:2], 3), zone("body"), turned=True))
    return made


@part("car.position_lamps")
def position_lamps(body):
    """Upright pills at the ends of the bumper: amber indicator above, position lamp below, in one deep reflector."""
    made = []
    for side in SIDES:
        place, outline = position_lamp(body, side), POSITION_LAMP
        wall = [(1, -0.002, 0.004, 0), (1, -0.0045, -0.006, 0), (1, -0.007, -0.018, 0.3), (1, -0.0105, -0.024, 0.5)]
        floor = [(1, -0.0105, -0.024, 0.5), (0.42, -0.002, -0.030, 0.8), (0.0, 0, -0.031, 1)]
        made += [
            surface("pill frame", place, outline, bead(-0.004, 0.0085, 0.009), material("chrome")),
            surface("pill seal", place, outline, bead(0.008, 0.0105, 0.002), material("rubber")),
            surface("pill wall", place, outline, wall, material("lamp_rim")),
            surface("pill floor", place, outline, floor, material("reflector")),
            *_pill_light(place, 0.031, indicator()),
            *_pill_light(place, -0.031, lamp("position", WHITE_LIGHT, 6)),
            surface("pill glass", place, outline, dome(0.009, 16, foot=0.004, edge=0.97), glass(LENS)),
        ]
    return made


def _pill_light(place, up, light):
    """A round bowl of chrome with its bulb, `up` metres over the pill's middle."""
    centre = np.array([(0.0, up)])
    middle = Vector(place.world(centre, place.height(centre) * 0.5)[0])
    cup = [(0.0, -0.030), (0.009, -0.028), (0.0155, -0.019), (0.0175, -0.0135), (0.0185, -0.0135), (0.0185, -0.026)]
    return [
        lathe("pill bowl", cup, material("chrome"), 64, place.axis, middle),
        ball("pill bulb", middle - place.axis * 0.021, (0.0115, 0.0115, 0.010), light, place.axis),
    ]


def facing_nose(body, place, reach):
    """A seat on the nose that looks mostly along the skin's normal."""
    _, normal = body.on_nose(place[1], place[2])
    return seat(body, place, normal * 0.75 + Vector((-0.25, 0, 0)), reach)


@part("car.tail_lamps")
def tail_lamps(body):
    """Upright capsules: chrome frame, ring of light, indicator above and reversing lamp below behind one red cover."""
    made = []
    for side in SIDES:
        place = tail_lamp(body, side)
        wall = [(1, -0.003, 0.004, 0), (0.94, 0, -0.012, 0.2), (0.90, 0, -0.030, 0.5), (0.86, 0, -0.034, 0.6)]
        floor = [(0.86, 0, -0.034, 0.6), (0.5, 0, -0.042, 0.8), (0.0, 0, -0.044, 1)]
        made += [
            surface("tail frame", place, TAIL_LAMP, bead(-0.006, 0.008, 0.009), material("chrome")),
            surface("tail seal", place, TAIL_LAMP, bead(0.0075, 0.0105, 0.002), material("rubber")),
            surface("tail wall", place, TAIL_LAMP, wall, material("reflector")),
            surface("tail floor", place, TAIL_LAMP, floor, material("tail_floor")),
            surface("tail ring", place, TAIL_LAMP, _light_ring(), lamp("tail light", (0.60, 0.012, 0.014), 6)),
            *_chamber(place, (0, 0.058), lamp("rear indicator", (0.80, 0.25, 0.02), 0)),
            *_chamber(place, (0, -0.058), lamp("reversing", (0.80, 0.80, 0.78), 0)),
            *_chamber(place, (0, 0.0), lamp("brake", (0.55, 0.010, 0.012), 3)),
            surface("tail cover", place, TAIL_LAMP, dome(0.013, 18, foot=0.002, edge=0.965), glass((0.90, 0.16, 0.15))),
        ]
    return made


def _light_ring():
    return [
        (0.90, 0, -0.024, 0.3), (0.87, 0, -0.013, 0.3), (0.80, 0, -0.010, 0.3), (0.73, 0, -0.013, 0.3),
        (0.70, 0, -0.030, 0.4),
    ]  # fmt: skip


def _chamber(place, at, light):
    """A round bowl with a bulb, `at` a place on the lamp's floor."""
    centre = np.array([at])
    middle = Vector(place.world(centre, place.height(centre) * 0.3)[0])
    cup = [(0.021, -0.036), (0.024, -0.026), (0.0255, -0.024), (0.027, -0.026), (0.027, -0.040)]
    return [
        lathe("chamber", cup, material("chrome"), 64, place.axis, middle),
        ball("bulb", middle - place.axis * 0.032, (0.0215, 0.0215, 0.010), light, place.axis),
    ]
