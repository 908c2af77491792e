"""What accessories build into the cabin: screens, sound, warmth, light, mats."""

from __future__ import annotations

import numpy as np
from materials import lamp, material
from mathutils import Matrix, Vector
from meshes import box, grid, lathe, tube
from registry import part

from parts.cabin import FLOOR, wall
from parts.dashboard import BAND_HALF, BAND_Z, HALF, PAD_TOP, band_x
from parts.faces import climate_digits, mirror_view, navigation_map, parking_bars
from parts.fittings import knob, ring, screen, turned
from parts.seats import FRONT_SEATS, cushion, lying, pillow

INSIDE = ("interior",)
"""Too small or too deep in the car for the other views."""
MAT_X = 1.36
"""x of the floor mats' middles."""


@part("accessories.navigation", views=INSIDE)
def navigation(body):
    """A seven-inch map that stands on the pad."""
    at, facing = Vector((1.225, 0.0, PAD_TOP + 0.058)), Vector((1, -0.10, 0.12))
    foot = box(
        "screen foot", (1.17, -0.03, PAD_TOP - 0.01), (1.22, 0.03, PAD_TOP + 0.035), material("black_plastic"), 0.008
    )
    return [foot, *screen("navigation", turned(at, facing), 0.158, 0.092, navigation_map(), 1.0)]


@part("accessories.climate", views=INSIDE)
def climate(body):
    """A panel of its own under the band: display, and a chromed dial on both sides."""
    at, facing = Vector((float(band_x(0, 0)) + 0.012, 0, 0.728)), Vector((1, 0, 0.25)).normalized()
    place = turned(at, facing)
    panel = box("climate panel", (-0.125, -0.032, -0.05), (0.125, 0.032, 0.0), material("black_plastic"), 0.014)
    panel.matrix_world = place @ panel.matrix_world
    made = [
        panel,
        *screen("climate", place @ Matrix.Translation((0, 0, 0.003)), 0.098, 0.034, climate_digits(), 0.9, 0.004),
    ]
    for side in (-1, 1):
        spot = place @ Vector((side * 0.090, 0, 0))
        made += [
            knob("climate dial", spot, facing, 0.021, 0.017, "ivory"),
            ring("climate ring", spot + facing * 0.002, facing, 0.0235, 0.0028),
        ]
    return made


@part("accessories.sound", views=INSIDE)
def sound(body):
    """Six chromed speakers: large ones in the doors and beside the bench, small ones on the dashboard's ends."""
    cone = [(0.0, 0.016), (0.018, 0.015), (0.022, 0.008), (0.045, 0.011), (0.062, 0.013), (0.070, 0.012)]
    rim = [(0.068, 0.010), (0.072, 0.016), (0.079, 0.014), (0.081, 0.0)]
    small, small_rim = (
        [(0.0, 0.012), (0.020, 0.011), (0.040, 0.006), (0.046, 0.008)],
        [(0.045, 0.008), (0.049, 0.011), (0.055, 0.008), (0.056, -0.004)],
    )
    made = []
    for side in (-1, 1):
        inward = Vector((0, -side, 0))
        in_door, by_bench = Vector(wall(side, 1.285, 0.54, 0.089)), Vector(wall(side, 2.40, 0.752, 0.062))
        made += _speaker("door speaker", in_door, inward, cone, rim)
        made += _speaker("bench speaker", by_bench, inward, cone, rim)
        made += _speaker("tweeter", Vector((1.03, side * 0.56, PAD_TOP - 0.006)), (0, 0, 1), small, small_rim)
    return made


def _speaker(name, at, facing, cone, rim):
    return [
        lathe(f"{name} cone", cone, material("speaker"), 64, facing, at),
        lathe(f"{name} rim", rim, material("chrome"), 96, facing, at),
    ]


@part("accessories.heated_seats", views=INSIDE)
def heated_seats(body):
    """Two switches on the console that glow amber."""
    made, glow = [], lamp("heat", (1.0, 0.22, 0.02), 2.0, by_day=1.0)
    for side in (-1, 1):
        at = (1.385, side * 0.036, 0.424)
        made.append(
            box(
                "heat switch",
                (at[0] - 0.017, at[1] - 0.019, at[2] - 0.004),
                (at[0] + 0.017, at[1] + 0.019, at[2] + 0.007),
                material("ivory"),
                0.004,
            )
        )
        made.append(
            box(
                "heat glow",
                (at[0] - 0.009, at[1] - 0.012, at[2] + 0.005),
                (at[0] + 0.009, at[1] + 0.012, at[2] + 0.0085),
                glow,
                0.001,
            )
        )
    return made


@part("accessories.armrest", views=INSIDE)
def armrest(body):
    """A padded box between the front seats."""
    made = [box("armrest foot", (1.985, -0.055, 0.38), (2.06, 0.055, 0.64), material("black_plastic"), 0.015)]
    made += pillow("middle armrest", cushion(0.115, 0.34, 4.5), 0.032, lying(1.90, 0, 0.672, 0.03), flute=0)
    return made


@part("accessories.ambient_light", views=INSIDE)
def ambient_light(body):
    """A warm line under the band, and along both doors."""
    warm = lamp("ambient", (1.0, 0.42, 0.10), 2.5, by_day=1.0)
    y = np.linspace(-HALF, HALF, 60)
    made = [tube("light line", [(float(band_x(a, 0)) + 0.007, a, BAND_Z - BAND_HALF - 0.010) for a in y], 0.0042, warm)]
    for side in (-1, 1):
        made.append(tube("door light line", wall(side, np.linspace(1.06, 2.22, 40), 0.822, 0.074), 0.0035, warm))
    return made


@part("accessories.floor_mats", views=INSIDE)
def floor_mats(body):
    """Woven mats with a light hem before the front seats."""
    made = []
    for y in FRONT_SEATS:
        outline = cushion(0.44, 0.32, 7)
        rim = [(MAT_X + v, y + u, FLOOR + 0.014) for u, v in outline]
        rows = np.array(
            [
                [(MAT_X + v * s, y + u * s, FLOOR + h) for u, v in outline]
                for s, h in ((0, 0.014), (0.5, 0.014), (1, 0.014), (1.01, 0.0))
            ]
        )
        made += [
            grid("floor mat", rows, material("mat"), around=True),
            tube("mat hem", rim, 0.006, material("piping"), cyclic=True),
        ]
    return made


@part("inside.parking_sensors", when=("accessories.parking_sensors",), views=INSIDE)
def parking_display(body):
    """A small display on the pad, before the driver's left hand."""
    at = Vector((1.175, -0.585, PAD_TOP + 0.016))
    return screen("parking", turned(at, (1, 0.35, 0.25)), 0.062, 0.030, parking_bars(), 1.0, 0.005)


@part("inside.camera", when=("accessories.camera",), views=INSIDE)
def camera_in_mirror(body):
    """The picture of what is behind, in the left half of the mirror."""
    top = body.on_top(1.60, 0)[0]
    at = Vector((1.506, -0.058, top.z - 0.115))
    return screen("camera", turned(at, (1, 0, 0)), 0.084, 0.042, mirror_view(), 1.0, 0.002)
