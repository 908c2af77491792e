"""Floor, door cards, tunnel, pedals and what hangs from the roof."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from materials import lamp, material, zone
from mathutils import Matrix, Vector
from meshes import ball, box, grid, lathe, tube
from registry import part
from solid import Body

FLOOR = 0.285
CARD = (1.03, 2.245)
"""x where a door card begins and ends."""
QUARTER = (2.265, 3.22)
SILL, RAIL, FOOT = 0.995, 0.835, 0.31
"""z of a door card's upper edge, of the strip between paint and cloth, and of its lower edge."""
CLOTH = ((1.16, 0.43), (2.15, 0.80))
"""Corners of a door card's padded field."""


def side_y(x, z):
    """|y| of the skin at arrays of x and z."""
    shape = np.broadcast(x, z).shape
    x, z = (np.broadcast_to(each, shape).reshape(-1).astype(float) for each in (x, z))
    inner, outer = np.full(x.shape, 0.55), np.full(x.shape, 0.95)
    for _ in range(14):
        middle = (inner + outer) / 2
        inside = Body.field(np.stack([x, -middle, z], -1)) < 0
        inner, outer = np.where(inside, middle, inner), np.where(inside, outer, middle)
    return inner.reshape(shape)


def wall(side, x, z, inset):
    """Points of the cabin's side wall, `inset` metres inside the skin; x, z and inset may be arrays."""
    x, z, inset = np.broadcast_arrays(np.asarray(x, float), z, inset)
    return np.stack([x, side * (side_y(x, z) - inset), z], -1)


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
    return 0.016 * (1 - (1 - rise) ** 2) + 0.005 * np.abs(np.sin(np.pi * (x - x0) / 0.066)) ** 0.7 * np.clip(
        (edge - 0.035) / 0.01, 0, 1
    )


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
            foot = FOOT if low == CARD[0] else 0.665
            made.append(
                grid(
                    "door card",
                    _sheet(side, xs, np.linspace(foot, RAIL, 40), lambda x, z: 0.056 + _padding(x, z)),
                    zone("seats"),
                )
            )
            made.append(tube("door card strip", wall(side, xs[::3], RAIL, 0.064), 0.0045, material("chrome")))
        made += _door_furniture(side)
    return made


def _door_furniture(side):
    """Armrest, pull, window switch, opener, speaker, and a pocket's rim."""
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


@part("car.floor")
def floor(body):
    """Carpet, toe board, tunnel, wheel houses, parcel shelf and the boot's dark floor."""
    carpet = material("carpet")
    made = [box("floor", (1.0, -0.735, 0.245), (2.60, 0.735, FLOOR), carpet, 0)]
    toe = np.array(
        [[(x, y, z) for y in (-0.735, 0.735)] for x, z in ((1.03, 0.80), (1.03, 0.52), (1.10, 0.36), (1.24, FLOOR))]
    )
    made.append(grid("toe board", toe, carpet))
    made.append(box("tunnel", (1.0, -0.095, 0.26), (2.46, 0.095, 0.395), carpet, 0.03))
    made.append(box("console", (1.20, -0.072, 0.37), (1.98, 0.072, 0.425), material("black_plastic"), 0.02))
    for side in (-1, 1):
        house = np.array(
            [
                [(x, side * y, z) for x in (2.42, 3.20)]
                for y, z in ((0.472, 0.26), (0.472, 0.64), (0.50, 0.668), (0.70, 0.668))
            ]
        )
        made.append(grid("wheel house", house, carpet))
    made.append(box("boot floor", (2.60, -0.47, 0.26), (3.40, 0.47, 0.30), carpet, 0))
    xs = np.linspace(3.06, 3.30, 8)
    half = np.minimum(0.68, side_y(xs, 0.97) - 0.05) - 0.15 * np.maximum(xs - 3.15, 0)
    rows = [[(x, share * reach, 0.965) for share in np.linspace(-1, 1, 12)] for x, reach in zip(xs, half, strict=True)]
    return [*made, grid("parcel shelf", np.array(rows), carpet)]


@part("car.levers")
def levers(body):
    """Gear selector, parking lever, cup rings and pedals."""
    chrome, ivory = material("chrome"), material("ivory")
    made = [
        lathe(
            "selector foot",
            [(0.050, 0), (0.048, 0.008), (0.030, 0.014), (0.012, 0.05)],
            material("soft_black"),
            48,
            (0, 0, 1),
            (1.46, 0, 0.422),
        )
    ]
    made.append(
        lathe("selector ring", [(0.050, 0.0), (0.054, 0.005), (0.050, 0.008)], chrome, 64, (0, 0, 1), (1.46, 0, 0.423))
    )
    made.append(tube("selector", [(1.46, 0, 0.44), (1.45, 0, 0.56)], 0.0065, chrome))
    made.append(ball("selector knob", (1.447, 0, 0.588), (0.029, 0.029, 0.033), ivory))
    for x in (1.30, 1.60):
        made.append(
            lathe(
                "cup",
                [(0.0, -0.002), (0.036, -0.002), (0.036, 0.004), (0.040, 0.007), (0.043, 0.003)],
                chrome,
                64,
                (0, 0, 1),
                (x, 0, 0.424),
            )
        )
        made.append(
            lathe("cup bottom", [(0.0, 0.0025), (0.036, 0.0025)], material("dark"), 48, (0, 0, 1), (x, 0, 0.424))
        )
    made.append(
        tube("parking lever", [(1.74, 0, 0.435), (1.80, 0, 0.462), (1.90, 0, 0.50), (1.95, 0, 0.512)], 0.010, chrome)
    )
    made.append(tube("parking grip", [(1.845, 0, 0.480), (1.955, 0, 0.514)], 0.015, material("soft_black")))
    for y, width in ((-0.27, 0.03), (-0.40, 0.045)):
        turn = Matrix.Rotation(-0.5, 3, "Y")
        made.append(box("pedal", (1.205, y - width, 0.40), (1.22, y + width, 0.50), material("rubber"), 0.006, turn))
        made.append(
            box("pedal rim", (1.200, y - width - 0.004, 0.395), (1.212, y + width + 0.004, 0.505), chrome, 0.006, turn)
        )
        made.append(tube("pedal arm", [(1.20, y, 0.46), (1.10, y, 0.62)], 0.008, material("steel")))
    return made


@part("car.mirror_inside")
def mirror_inside(body):
    """Rear-view mirror, sun visors and the reading lamp."""
    top = body.on_top(1.60, 0)[0]
    at = Vector((1.49, 0, top.z - 0.115))
    made = [
        tube("mirror foot", [Vector((1.585, 0, top.z - 0.03)), at + Vector((0.0, 0, 0.02))], 0.007, material("chrome"))
    ]
    made.append(
        box(
            "mirror", at - Vector((0.014, 0.118, 0.034)), at + Vector((0.012, 0.118, 0.034)), material("chrome"), 0.0125
        )
    )
    made.append(
        box(
            "mirror glass",
            at + Vector((0.0, -0.111, -0.027)),
            at + Vector((0.0135, 0.111, 0.027)),
            material("mirror"),
            0.0065,
        )
    )
    for side in (-1, 1):
        hinge = [body.on_top(1.60, side * y)[0] - Vector((0, 0, 0.052)) for y in (0.12, 0.48)]
        made.append(
            box(
                "visor",
                (1.585, min(side * 0.12, side * 0.46), hinge[0].z - 0.008),
                (1.735, max(side * 0.12, side * 0.46), hinge[0].z + 0.008),
                material("headliner"),
                0.0075,
                Matrix.Rotation(0.07 * side, 3, "X") @ Matrix.Rotation(-0.30, 3, "Y"),
            )
        )
    lamp_at = body.on_top(1.90, 0)[0] - Vector((0, 0, 0.040))
    made.append(
        lathe(
            "roof lamp",
            [(0.046, 0.0), (0.046, -0.006), (0.040, -0.012), (0.0, -0.016)],
            material("white_gloss"),
            64,
            (0, 0, 1),
            lamp_at,
        )
    )
    return made


@part("car.belts")
def belts(body):
    """Belts on the middle pillars, hanging to the floor."""
    made = []
    for side in (-1, 1):
        points = [
            wall(side, 2.235, z, inset)
            for z, inset in ((1.19, 0.050), (1.05, 0.055), (0.98, 0.085), (0.80, 0.092), (0.50, 0.092), (0.34, 0.08))
        ]
        strap = np.array([[np.add(p, (dx, 0, 0)) for dx in (-0.022, 0.022)] for p in points])
        made.append(grid("belt", strap, material("belt")))
        made.append(
            box(
                "belt guide",
                points[0] - (0.034, 0.008, 0.012),
                points[0] + (0.034, 0.008, 0.016),
                material("black_plastic"),
                0.006,
            )
        )
        made.append(
            box(
                "belt tongue",
                points[3] - (0.026, 0.006, 0.02),
                points[3] + (0.026, 0.006, 0.02),
                material("satin"),
                0.004,
            )
        )
    return made


@part("car.cabin_light", views=("interior",))
def cabin_light(body):
    """A photographer's soft light before the rear window, behind the camera: windows alone leave the cabin too dark."""
    soft = lamp("cabin", (1.0, 0.97, 0.93), 0.6)
    soft["by_day"] = 12.0
    return [grid("soft light", [[(2.98, y, z) for y in (-0.42, 0.42)] for z in (1.02, 1.32)], soft)]
