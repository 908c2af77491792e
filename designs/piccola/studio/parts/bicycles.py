"""A city bicycle of its own design, built where a carrier holds it."""

from __future__ import annotations

import math

import numpy as np
from curves import capsule, opened
from lofts import band, by, loft
from materials import material
from meshes import ball, lathe, rods, tube

WHEEL = 0.310
"""Radius of its tyres; the wheels' hubs are the height 0 of its own axes."""
REAR_HUB, FRONT_HUB = (-0.44, 0.0), (0.56, 0.0)
CRANK, SEAT, HEAD_LOW, HEAD_HIGH = (0.0, -0.015), (-0.150, 0.42), (0.405, 0.315), (0.372, 0.435)
"""Forwards and up, in metres."""


class Place:
    """The bicycle's axes in the car's: `middle` is between the hubs' heights below the seat tube, it looks to `side`."""

    def __init__(self, middle, side):
        self.middle, self.side = np.asarray(middle, float), side

    def __call__(self, points, aside=0.0):
        """Points (forwards, up[, aside]) as points of the car; the bicycle's left is away from the car or towards it."""
        points = np.atleast_2d(np.asarray(points, float))
        away = points[:, 2] if points.shape[1] == 3 else np.full(len(points), aside)
        return self.middle + np.c_[away, self.side * (points[:, 0] - 0.06), points[:, 1]]


def bicycle(middle, side, paint, saddle="leather"):
    """All objects of a bicycle whose wheels stand in the plane x = middle[0]."""
    put = Place(middle, side)
    return [
        *_wheel(put, REAR_HUB),
        *_wheel(put, FRONT_HUB),
        *_frame(put, material(paint)),
        *_drive(put),
        *_seat(put, saddle),
        *_handlebars(put),
    ]


def _ring(put, hub, radius, tube_radius, stuff, start=0.0, end=2 * math.pi, aside=0.0):
    whole = end - start > 6.28
    angles = np.linspace(start, end, 96, endpoint=not whole)
    return tube(
        "ring",
        put([(hub[0] + radius * math.cos(a), hub[1] + radius * math.sin(a)) for a in angles], aside),
        tube_radius,
        stuff,
        cyclic=whole,
    )


def _wheel(put, hub):
    chrome, rubber = material("chrome"), material("rubber")
    spokes = []
    for k in range(28):
        rim, root = 2 * math.pi * k / 28, 2 * math.pi * k / 28 + (0.9 if k % 4 < 2 else -0.9)
        away = 0.024 if k % 2 else -0.024
        spokes.append(put([(hub[0] + 0.018 * math.cos(root), hub[1] + 0.018 * math.sin(root), away),
                           (hub[0] + 0.282 * math.cos(rim), hub[1] + 0.282 * math.sin(rim), away * 0.1)]))  # fmt: skip
    arc = [
        (hub[0] + (WHEEL + 0.014) * math.cos(a), hub[1] + (WHEEL + 0.014) * math.sin(a))
        for a in np.linspace(0.15, 2.9, 60)
    ]
    if hub is FRONT_HUB:
        arc = [
            (hub[0] + (WHEEL + 0.014) * math.cos(a), hub[1] + (WHEEL + 0.014) * math.sin(a))
            for a in np.linspace(1.2, 3.3, 60)
        ]
    return [
        _ring(put, hub, WHEEL - 0.015, 0.015, rubber), _ring(put, hub, WHEEL - 0.030, 0.0085, chrome),
        rods("spokes", spokes, 0.0013, chrome),
        tube("hub", put([(*hub, -0.03), (*hub, 0.03)]), 0.018, chrome),
        band("mudguard", put(arc), (0.042, 0, 0), chrome, 0.002),
    ]  # fmt: skip


def _frame(put, paint):
    """A low, curved main tube with a second one beside it, as on a Sunday bicycle."""
    down = opened([HEAD_LOW, (0.22, 0.17), CRANK], 30)
    top = opened([HEAD_HIGH, (0.18, 0.27), (-0.06, 0.17)], 30)
    fork = opened([HEAD_LOW, (0.45, 0.20), (0.505, 0.06), FRONT_HUB], 24)
    made = [
        tube("frame", put(line), radius, paint)
        for line, radius in ((down, 0.017), (top, 0.015), ([CRANK, SEAT], 0.016), ([HEAD_LOW, HEAD_HIGH], 0.020))
    ]
    for aside in (-0.034, 0.034):
        fan = np.clip(np.linspace(0, 3, len(fork)), 0, 1) * aside
        made.append(tube("fork", put(np.c_[fork, fan]), 0.010, paint))
        for start in (CRANK, (SEAT[0] * 0.93, SEAT[1] * 0.93)):
            made.append(tube("stay", put([(*start, aside * 0.4), (*REAR_HUB, aside)]), 0.008, paint))
    return made


def _drive(put):
    chrome, black = material("chrome"), material("black_plastic")
    toothed = [
        (CRANK[0] + 0.088 * math.cos(a), CRANK[1] + 0.088 * math.sin(a))
        for a in np.linspace(0, 2 * math.pi, 48, endpoint=False)
    ]
    upper = opened(
        [(-0.455, 0.058), (-0.30, 0.070), (-0.08, 0.102), (0.02, 0.094), (0.085, 0.035), (0.098, -0.015)], 40
    )
    lower = opened([(0.075, -0.020), (0.05, 0.020), (-0.08, 0.052), (-0.30, 0.034), (-0.455, 0.030)], 40)
    case = [put(np.vstack([upper, lower]), aside) for aside in (0.062, 0.070)]
    arm = np.array((0.165, -0.02))
    made = [
        loft("chain case", case, material("cream_gloss")),
        loft("chain ring", [put(toothed, a) for a in (0.057, 0.060)], chrome),
    ]
    for sign, aside in ((1, 0.072), (-1, -0.062)):
        end = np.array(CRANK) + sign * arm
        made.append(tube("crank", put([(*CRANK, aside), (*end, aside)]), 0.009, chrome))
        made.append(tube("pedal", put([(*end, aside), (*end, aside + math.copysign(0.075, aside))]), 0.013, black))
    return made


def _seat(put, stuff):
    chrome = material("chrome")
    top = np.array((SEAT[0] - 0.036, SEAT[1] + 0.105))
    rows = []
    for s in np.linspace(0, 1, 24):
        wide = 0.018 + 0.075 * max(0, s - 0.28) ** 1.1 * 1.9 if s > 0.28 else 0.018
        end = (1 - abs(2 * s - 1) ** 6) ** 0.5 + 0.02
        rise = 0.022 * s**3 - 0.012 * math.sin(math.pi * s)
        rows.append(
            put(
                [
                    (top[0] + 0.15 - 0.27 * s, top[1] + rise + b, a)
                    for a, b in capsule(2 * wide * end, 0.048 * end, 28, 2.6)
                ]
            )
        )
    springs = [
        put(
            [
                (top[0] - 0.075, top[1] - 0.018 - 0.05 * t, a + 0.014 * math.sin(30 * t))[:3]
                for t in np.linspace(0, 1, 24)
            ]
        )
        for a in (-0.05, 0.05)
    ]
    return [
        loft("saddle", rows, material(stuff)),
        tube("seat post", put([SEAT, top - (0, 0.02)]), 0.0125, chrome),
        rods("saddle springs", springs, 0.005, chrome),
    ]


def _handlebars(put):
    """Swept back and turned along the carrier, as one does when two bicycles stand close."""
    chrome = material("chrome")
    stem = np.array(HEAD_HIGH) + by(-0.012, 0.095)
    bend = [
        (-0.30, 0.075, -0.10), (-0.16, 0.085, -0.105), (-0.03, 0.03, -0.05), (0.0, 0.0, 0.0), (0.04, 0.04, 0.05),
        (-0.06, 0.085, 0.105), (-0.20, 0.075, 0.105),
    ]  # fmt: skip
    bar = opened(np.array(bend) + by(*stem, 0.0), 60)
    lamp = np.array((HEAD_HIGH[0] + 0.065, HEAD_HIGH[1] - 0.01))
    profile = [(0.0, -0.05), (0.02, -0.046), (0.036, -0.02), (0.040, 0.012), (0.034, 0.016), (0.0, 0.020)]
    return [
        tube("stem", put([HEAD_HIGH, stem]), 0.011, chrome), tube("handlebar", put(bar), 0.0105, chrome),
        tube("grip", put(bar[:13]), 0.016, material("leather")), tube("grip", put(bar[-13:]), 0.016, material("leather")),
        lathe("bicycle lamp", profile, chrome, 40, axis=(0, put.side, 0.0), at=put([lamp])[0]),
        ball("bell", put([(stem[0] - 0.03, stem[1] + 0.055, -0.05)])[0], (0.018, 0.018, 0.016), chrome),
    ]  # fmt: skip
