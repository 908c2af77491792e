"""What stands on the roof: the rack, and the box, the skis and the surfboard that lie side by side on it."""

from __future__ import annotations

import math

import numpy as np
from curves import capsule
from lofts import band, by, loft, plain, rounded_rectangle
from materials import material
from mathutils import Matrix
from meshes import box, tube
from panels import ROOF
from registry import part

from parts.surfboard import BOARD_HALF, board_at, surfboard

BARS = (1.72, 2.42)
"""x of the rack's two bars."""
INSIDE = 0.034
"""How far inside the roof panel's edge the rails and the feet stand."""
BAR_HALF = 0.60
BAR_ABOVE = 0.050
"""The bars' middles above the top of the roof."""
BAR_THICK = 0.013
"""Half the bars' height."""
BOX_Y, SKI_Y, BOARD_Y = -0.365, -0.015, 0.365
"""Lanes: any two of the three fit side by side."""
SKI_LANE = 0.062
"""Between the middles of two pairs of skis."""


def edge(x):
    """|y| of the rails and feet at x: along the roof panel's edge."""
    y = np.linspace(0.2, 0.6, 400)
    return float(np.interp(-INSIDE, ROOF(np.stack([np.full(400, x), y], -1)), y))


def bar_height(body):
    """z of the bars' middles: both bars are level."""
    return max(body.on_top(x, 0)[0].z for x in BARS) + BAR_ABOVE


def on_bars(body):
    """z of the bars' upper face."""
    return bar_height(body) + BAR_THICK


@part("accessories.roof_rack", shade=True)
def roof_rack(body):
    made = []
    z = bar_height(body)
    for x in BARS:
        made += _bar(x, z)
        for side in (-1, 1):
            made += _foot(body, x, side, z)
    for side in (-1, 1):
        made += _rail(body, side)
    return made


def _bar(x, z):
    """A wing-shaped bar with caps of rubber."""
    section = capsule(0.068, 2 * BAR_THICK, 40, 2.3)
    rows = [[(x + a, y, z + b) for a, b in section] for y in (-BAR_HALF, BAR_HALF)]
    made = [loft("bar", rows, material("satin"))]
    for side in (-1, 1):
        ends = [(side * (BAR_HALF - 0.001), 1.06), (side * (BAR_HALF + 0.012), 1.06), (side * (BAR_HALF + 0.020), 0.8)]
        cap = [[(x + a * k, y, z + b * k) for a, b in section] for y, k in ends]
        made.append(loft("bar cap", cap[::side], material("rubber")))
    made.append(
        box(
            "bar inlay", (x - 0.008, -BAR_HALF, z + 0.010), (x + 0.008, BAR_HALF, z + 0.0142), material("rubber"), 0.001
        )
    )
    return made


def _foot(body, x, side, z):
    """From the skin up to the bar: a rubber pad, a tapering foot, and a lock."""
    at = edge(x)
    ground, normal = body.on_top(x, side * at)
    made = []
    rubber, black = plain("rubber", "black_plastic")
    levels = [
        (0.0, 0.060, 0.030), (0.012, 0.058, 0.028), (0.03, 0.044, 0.024), (z - ground.z - 0.012, 0.040, 0.026),
        (z - ground.z + 0.004, 0.039, 0.027),
    ]  # fmt: skip
    rows = []
    for height, along, across in levels:
        outline = rounded_rectangle(along, across, min(along, across) * 0.6)
        sloped = max(0.0, 1 - height / 0.03)  # the lowest ones follow the skin
        rows.append(
            [
                (x + a, side * (at + b), ground.z + height - sloped * (a * normal.x + side * b * normal.y) / normal.z)
                for a, b in outline
            ]
        )
    made.append(loft("foot", np.array(rows)[:, ::side], black))
    pad = [
        [
            (
                x + 1.12 * a,
                side * (at + 1.15 * b),
                ground.z - (a * normal.x + side * b * normal.y) * 1.12 / normal.z + h,
            )
            for a, b in rounded_rectangle(0.060, 0.030, 0.018)
        ]
        for h in (-0.006, 0.005)
    ]
    made.append(loft("foot pad", np.array(pad)[:, ::side], rubber))
    lock_y = side * (at + 0.030)
    made.append(
        tube(
            "lock",
            [(x, lock_y - side * 0.004, ground.z + 0.034), (x, lock_y + side * 0.002, ground.z + 0.034)],
            0.008,
            material("chrome"),
        )
    )
    return made


def _rail(body, side):
    """A slim chromed rail along the roof's edge, on posts."""
    stations = np.linspace(1.64, 2.82, 80)
    skin = [body.on_top(x, side * edge(x))[0] for x in stations]
    lift = 0.026 * (1 - ((stations - 2.23) / 0.59) ** 12)
    made = [
        tube("rail", [(p.x, p.y, p.z + a + 0.002) for p, a in zip(skin, lift, strict=True)], 0.0085, material("chrome"))
    ]
    for x in (1.675, 2.07, 2.785):
        p, _ = body.on_top(x, side * edge(x))
        made.append(tube("rail post", [(x, p.y, p.z - 0.004), (x, p.y, p.z + 0.022)], 0.010, material("chrome")))
    return made


@part("accessories.roof_box", shade=True)
def roof_box(body):
    """A box of 1.75 m in two shells with a dark joint, on four clamps."""
    low = on_bars(body) + 0.016
    seam = low + 0.070
    lower, upper, joint = [], [], []
    for s in np.linspace(-1, 1, 60):
        end = (1 - abs(s) ** (4.5 if s > 0 else 3.2)) ** 0.5 + 1e-4
        x, wide = 2.07 + 0.875 * s, 0.215 * (0.30 + 0.70 * end)
        high = 0.165 * end * (1 - 0.14 * s**2 - 0.10 * (s < 0) * s**2)
        deep = 0.070 * end
        lower.append(_half(x, wide, deep, seam - 0.003, -1))
        upper.append(_half(x, wide * 1.008, high, seam + 0.003, 1))
        joint.append([(x, BOX_Y + wide * 0.985 * c, seam + 0.006 * d) for c, d in capsule(2, 2, 24, 6)])
    black, gloss = plain("black_plastic", "black_gloss")
    made = [loft("box lower", lower, black), loft("box lid", upper, gloss), loft("box joint", joint, material("dark"))]
    for x in BARS:
        for y in (BOX_Y - 0.12, BOX_Y + 0.12):
            made.append(
                box("box clamp", (x - 0.045, y - 0.022, low - 0.052), (x + 0.045, y + 0.022, low + 0.004), black, 0.010)
            )
    for x in (1.72, 2.42):
        at = seam
        made.append(
            box(
                "box latch",
                (x - 0.03, BOX_Y - 0.232, at - 0.014),
                (x + 0.03, BOX_Y - 0.205, at + 0.014),
                material("satin"),
                0.006,
            )
        )
    return made


def _half(x, wide, high, z, up):
    """Half a rounded section, closed by a straight line at z."""
    angle = np.linspace(0, math.pi, 41)
    c, s = np.cos(angle), np.sin(angle)
    y = BOX_Y + wide * np.sign(c) * abs(c) ** (2 / 4.0)
    outline = np.c_[np.full(41, x), y, z + up * high * abs(s) ** (2 / 2.7)]
    return outline if up > 0 else outline[::-1]


@part("accessories.ski_carrier", shade=True)
def ski_carrier(body):
    """Four pairs of slim skis, base to base, between clamps of rubber."""
    z = on_bars(body) + 0.046
    made = []
    for lane, colour in ((-1.5, "red_gloss"), (-0.5, "cream_gloss"), (0.5, "sea_gloss"), (1.5, "blue_gloss")):
        for up in (-1, 1):
            made += _ski(SKI_Y + lane * SKI_LANE, z + up * 0.009, up, colour)
    black, rubber = plain("black_plastic", "rubber")
    for x in BARS:
        for low, high in ((-0.046, -0.020), (0.020, 0.042)):
            made.append(
                box(
                    "ski clamp", (x - 0.022, SKI_Y - 0.135, z + low), (x + 0.022, SKI_Y + 0.135, z + high), black, 0.010
                )
            )
        made += [
            box("ski lip", (x - 0.016, SKI_Y - 0.12, z + a), (x + 0.016, SKI_Y + 0.12, z + b), rubber, 0.002)
            for a, b in ((-0.022, -0.016), (0.016, 0.022))
        ]
        for side in (-1, 1):
            y = SKI_Y + side * 0.126
            made.append(
                box("ski hinge", (x - 0.020, y - 0.012, z - 0.046), (x + 0.020, y + 0.012, z + 0.040), black, 0.008)
            )
    return made


def _ski(y, z, up, colour):
    """One ski, its tip bent away from the other of its pair; the bindings on its outer face."""
    rows = []
    for s in np.linspace(0, 1, 70):
        x = 1.16 + 1.80 * s
        tip, tail = max(0, (0.16 - s) / 0.16), max(0, (s - 0.96) / 0.04)
        half = (0.024 + 0.0055 * (abs(2 * s - 1.05)) ** 2) * math.sqrt(max(1 - tip**3.2 - 0.55 * tail**4, 0.004))
        bend = 0.075 * tip**1.8 + 0.010 * tail
        thick = 0.0045 + 0.0055 * (1 - abs(2 * s - 1) ** 2)
        rows.append([(x, y + a, z + up * bend + b) for a, b in rounded_rectangle(half, thick, thick * 0.6, 3)])
    # the colour gives way to white towards the tail, in two bands
    made = [
        loft(
            "ski",
            rows,
            plain(colour, "white_gloss", "black_plastic"),
            which=lambda i, j: 1 if i in (44, 45, 48) or 52 < i < 60 else 0,
        )
    ]
    for x, size in ((1.98, 0.045), (2.27, 0.055)):
        low, high = sorted((z + up * 0.006, z + up * 0.040))
        made.append(
            box("binding", (x - size, y - 0.022, low), (x + size, y + 0.022, high), material("black_plastic"), 0.010)
        )
    return made


@part("accessories.surf_carrier", shade=True)
def surf_carrier(body):
    """A longboard, longer than the car, that leans on two cradles: deck down, fin up, strapped."""
    z = on_bars(body)
    tilt = Matrix.Rotation(math.radians(18), 3, "X")
    middle = np.array((2.0, BOARD_Y, z + 0.112))

    def put(points):
        """From the board's own axes (its length, width and height) to the car's."""
        return np.asarray(points) @ np.array(tilt).T + middle

    made = surfboard(put)
    black = material("black_plastic")
    for x in BARS:
        local = x - middle[0]
        half, thick, rise = board_at(local / BOARD_HALF)
        under = put([(local, a, rise - thick - 0.012) for a in np.linspace(-half + 0.03, half - 0.03, 12)])
        made.append(band("cradle", under, (0.045, 0, 0), black, 0.012))
        made.append(
            band(
                "cradle pad",
                put([(local, a, rise - thick - 0.004) for a in np.linspace(-half + 0.03, half - 0.03, 12)]),
                (0.040, 0, 0),
                material("rubber"),
                0.006,
            )
        )
        low, high = under[0], under[-1]
        for end in (low, high):
            made.append(tube("cradle leg", [(x, end[1], z - 0.006), (x, end[1], end[2] + 0.002)], 0.011, black))
        loop = [(local, a * 1.012, rise + b * 1.03) for a, b in capsule(2 * half + 0.006, 2 * thick + 0.006, 60, 2.5)]
        made.append(band("surf strap", put(loop[:31]), (0.030, 0, 0), material("strap_red"), 0.002))
        buckle = put([(local, -half * 0.45, rise + thick * 0.96)])[0]
        made.append(
            box(
                "buckle",
                buckle - by(0.022, 0.026, 0.004),
                buckle + by(0.022, 0.026, 0.010),
                material("satin"),
                0.003,
                turn=tilt,
            )
        )
    return made
