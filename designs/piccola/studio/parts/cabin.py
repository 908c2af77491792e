"""Floor, side walls, tunnel, pedals and what hangs from the roof."""

from __future__ import annotations

import numpy as np
from materials import lamp, material
from mathutils import Matrix, Vector
from meshes import ball, box, grid, lathe, tube
from registry import part
from solid import Body

FLOOR = 0.285
"""z of the carpet."""


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
        ahead = [[(2.42, side * y, z) for y in (0.472, 0.745)] for z in (0.26, 0.668)]
        made += [grid("wheel house", house, carpet), grid("wheel house front", ahead, carpet)]
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
    """A photographer's soft lights: one before the rear window, and two under the dashboard. No camera sees them.

    Windows alone leave the cabin too dark.
    """
    soft = lamp("cabin", (1.0, 0.97, 0.93), 1.5, by_day=12.0)
    return [grid("soft light", [[(2.98, y, z) for y in (-0.42, 0.42)] for z in (1.02, 1.32)], soft)]
