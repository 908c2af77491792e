"""The seats: two round ones in front with headrests, and a bench for two."""

from __future__ import annotations

import numpy as np
from curves import capsule
from materials import material, zone
from mathutils import Matrix, Vector
from measures import SEAT_Y
from meshes import box, grid, lathe, rods, tube
from registry import part

from parts.cabin import FLOOR

FRONT_SEATS = (-SEAT_Y, SEAT_Y)
"""y of the front seats' middles."""
SEAT_X, SEAT_Z = 1.745, 0.535
"""Middle of a front seat's cushion."""
HINGE = (1.96, 0.545)
"""x and z where a front seat's back begins."""
LEAN = 0.33
"""How far the backs lean to the rear, radians."""
PIPING = 0.0045
"""Radius of the cord round the cushions."""
INSERT = 0.70
"""How much of a cushion's width its fluted middle takes."""


def cushion(width, length, squareness=3.2, taper=0.0):
    """A closed outline between an ellipse and a rectangle; `taper` narrows it towards its upper end."""
    outline = capsule(width, length, 128, squareness)
    return outline * np.c_[1 - taper * outline[:, 1] / length, np.ones(len(outline))]


def _height(u, v, share, thick, flute, wings, half):
    """How far a cushion's front stands out at u, v; `share` is 0 in its middle and 1 at its rim."""
    swell = (1 - share**4) ** 0.5 * thick
    inside = np.clip((INSERT - share) / 0.06, 0, 1)
    channels = 0.018 * np.abs(np.sin(np.pi * u / flute)) ** 0.7 * inside if flute else 0
    seam = -0.007 * np.exp(-(((share - INSERT) / 0.018) ** 2))
    return swell + channels + seam + wings * np.clip(np.abs(u) / half - 0.45, 0, 1) ** 1.5 * (1 - share**8)


def pillow(name, outline, thick, place, flute=0.062, wings=0.0, piped=True):
    """A stuffed cushion with a fluted middle and piping. `place` is a Matrix: u across, v along, w out of the front."""
    share = np.unique(np.r_[np.linspace(0, 0.66, 18), np.linspace(0.66, 0.74, 9), np.linspace(0.74, 1, 14) ** 0.8])[
        :, None
    ]
    u, v = share * outline[:, 0], share * outline[:, 1]
    half = np.abs(outline[:, 0]).max()
    w = _height(u, v, share, thick, flute, wings, half)
    back = np.r_[share[::-1][1::5], [[0.0]]]  # closed in its middle
    behind = np.stack(
        [back * outline[:, 0], back * outline[:, 1], -0.75 * thick * (1 - back**4) ** 0.5 * np.ones_like(u[:1])], -1
    )
    rings = np.concatenate([np.stack([u, v, w], -1), behind])
    made = [grid(name, rings, zone("seats"), around=True)]
    if piped:
        edge = np.argmin(np.abs(share[:, 0] - 0.93))
        lines = [rings[edge] + (0, 0, 0.002)]
        if flute:
            lines.append(rings[np.argmin(np.abs(share[:, 0] - INSERT))] + (0, 0, 0.004))
        made.append(rods(f"{name} piping", lines, PIPING, material("piping"), cyclic=True))
    for each in made:
        each.matrix_world = place
    return made


def lying(x, y, z, tilt=0.10):
    """Where a seat's cushion lies: u to the left, v to the rear, w up; its front edge is raised by `tilt`."""
    return (
        Matrix.Translation((x, y, z))
        @ Matrix(((0, 1, 0), (-1, 0, 0), (0, 0, 1))).to_4x4()
        @ Matrix.Rotation(-tilt, 4, "X")
    )


def leaning(x, y, z, lean):
    """Where a back stands: u to the left, v up, w to the front, leaning to the rear."""
    up, out = Vector((np.sin(lean), 0, np.cos(lean))), Vector((-np.cos(lean), 0, np.sin(lean)))
    turn = Matrix.Identity(4)
    for i, axis in enumerate((Vector((0, -1, 0)), up, out)):
        turn.col[i][:3] = axis
    return Matrix.Translation((x, y, z)) @ turn


def headrest(name, base, lean, y, rise, size):
    """A round headrest on two chromed rods; `base` is x, z of the back's foot, `rise` along the back."""
    along = Vector((np.sin(lean), 0, np.cos(lean)))
    at = Vector((base[0], y, base[1])) + along * rise
    made = pillow(name, cushion(*size, squareness=2.4), 0.050, leaning(at.x, at.y, at.z, lean - 0.12), flute=0)
    for side in (-0.045, 0.045):
        foot = at + Vector((0, side, 0)) - along * (size[1] / 2 + 0.07)
        made.append(tube(f"{name} rod", [foot, at + Vector((0, side, 0))], 0.006, material("chrome")))
    return made


def front_seat(y):
    """One front seat: cushion, back, headrest, plinth, hinges and rails."""
    made = pillow("seat cushion", cushion(0.50, 0.52, 3.4), 0.075, lying(SEAT_X, y, SEAT_Z), wings=0.03)
    rise = 0.30
    x, z = HINGE[0] + np.sin(LEAN) * rise, HINGE[1] + np.cos(LEAN) * rise
    made += pillow("seat back", cushion(0.485, 0.60, 2.9, taper=0.10), 0.062, leaning(x, y, z, LEAN), wings=0.035)
    made += headrest("headrest", HINGE, LEAN, y, 0.725, (0.27, 0.165))
    made.append(
        box(
            "seat plinth",
            (SEAT_X - 0.19, y - 0.19, 0.37),
            (SEAT_X + 0.20, y + 0.19, 0.49),
            material("black_plastic"),
            0.04,
        )
    )
    for side in (-1, 1):
        made.append(
            box(
                "seat rail",
                (SEAT_X - 0.28, y + side * 0.17 - 0.016, FLOOR - 0.01),
                (SEAT_X + 0.28, y + side * 0.17 + 0.016, FLOOR + 0.02),
                material("steel"),
                0.004,
            )
        )
        made.append(
            box(
                "seat foot",
                (SEAT_X - 0.16, y + side * 0.17 - 0.012, FLOOR),
                (SEAT_X + 0.17, y + side * 0.17 + 0.012, 0.40),
                material("black_plastic"),
                0.006,
            )
        )
        disc = [(0, 0.016), (0.020, 0.016), (0.031, 0.010), (0.034, 0.0)]
        made.append(
            lathe(
                "seat hinge",
                [(r, side * h) for r, h in disc],
                material("satin"),
                48,
                (0, 1, 0),
                (HINGE[0] - 0.005, y + side * 0.232, HINGE[1] + 0.03),
            )
        )
    return made


@part("car.front_seats")
def front_seats(body):
    return [each for y in FRONT_SEATS for each in front_seat(y)]


@part("car.rear_bench")
def rear_bench(body):
    """Two places between the wheel houses."""
    made, lean = [], 0.36
    for y in (-0.245, 0.245):
        made += pillow("bench cushion", cushion(0.50, 0.50, 4.0), 0.075, lying(2.63, y, 0.545, 0.12), wings=0.012)
        made += pillow("bench back", cushion(0.50, 0.52, 4.0), 0.065, leaning(2.955, y, 0.80, lean), wings=0.015)
        made += headrest("bench headrest", (2.86, 0.56), lean, y, 0.60, (0.24, 0.13))
    made.append(box("bench plinth", (2.42, -0.47, 0.27), (2.86, 0.47, 0.50), material("carpet"), 0.03))
    return made
