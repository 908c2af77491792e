"""Accessories of nose and tail: fog lamps, light bar, chrome kit, eyelashes, parking sensors."""

from __future__ import annotations

import math

import numpy as np
from curves import circle, opened
from cutting import line, swept
from draping import bead, belt, dome, round_section, surface
from materials import glass, lamp, material
from mathutils import Vector
from meshes import ball, grid, lathe, tube
from openings import HEADLAMP_RADIUS, SIDES, headlamp
from panels import pieces, window_lines
from registry import part
from scipy import ndimage

from parts import front, rear
from parts.lamps import LENS, facing_nose


@part("accessories.fog_lamps")
def fog_lamps(body):
    """Two round lamps beside the intake, like dimples."""
    made = []
    for side in SIDES:
        place = facing_nose(body, (0.2, side * 0.487, 0.346), 0.06)
        outline = circle(0.041, 96)
        made += [
            surface("fog ring", place, outline, bead(-0.004, 0.008, 0.015), material("chrome")),
            surface("fog seal", place, outline, bead(0.0075, 0.0105, 0.003), material("rubber")),
            surface(
                "fog bowl",
                place,
                outline,
                [(1, -0.002, 0.012, 0), (0.7, 0, 0.004, 0.5), (0.35, 0, 0.001, 1), (0, 0, 0.001, 1)],
                material("reflector"),
            ),
            ball(
                "fog bulb",
                Vector(place.at) + place.axis * 0.002,
                (0.013, 0.013, 0.011),
                lamp("fog", (0.95, 0.86, 0.6), 12),
                place.axis,
            ),
            surface("fog glass", place, outline, dome(0.010, foot=0.011), glass(LENS)),
        ]
    return made


BAR_HEIGHT = 0.565
"""z of the bar that carries the rally lamps."""
RALLY = 0.064
"""Radius of a rally lamp."""


@part("accessories.light_bar", shade=True)
def light_bar(body):
    """Four rally lamps on a tube that stands on two brackets behind the number plate."""
    places, normals = front.bumper_way(body, BAR_HEIGHT, 0.46, 60)
    way = places + normals * 0.052
    tip = np.linspace(-1, 1, len(way))[:, None] ** 6
    made = [tube("light bar", way - normals * tip * 0.064, 0.013, material("chrome"))]
    for y in (-0.235, -0.08, 0.08, 0.235):
        nearest = np.argmin(np.abs(way[:, 1] - y))
        made += _rally_lamp(
            Vector(way[nearest]) + Vector((-0.058, 0, 0.014)), Vector((-1, math.copysign(0.06, y) * (abs(y) > 0.1), 0))
        )
    for y in (-0.155, 0.155):
        nearest = np.argmin(np.abs(way[:, 1] - y))
        foot, _ = body.on_nose(y, front.BUMPER_LINE + 0.03)
        made.append(
            tube(
                "bracket",
                [foot, foot + Vector((-0.03, 0, 0.01)), Vector(way[nearest]) + Vector((0, 0, -0.03)), way[nearest]],
                0.008,
                material("black_gloss"),
            )
        )
    return made


def _rally_lamp(at, axis):
    """A round lamp: dark shell, chrome rim, reflector, bulb and a crossed clear glass."""
    shell = [(0.0, -0.050), (0.030, -0.047), (0.052, -0.030), (RALLY - 0.004, -0.006), (RALLY - 0.003, 0.002)]
    rim = [
        (RALLY - 0.003, -0.004), (RALLY, -0.001), (RALLY + 0.001, 0.004), (RALLY - 0.002, 0.009),
        (RALLY - 0.007, 0.010), (RALLY - 0.009, 0.006),
    ]  # fmt: skip
    cup = [(RALLY - 0.008, 0.005), (0.046, -0.012), (0.028, -0.026), (0.0, -0.030)]
    cover = [((RALLY - 0.008) * math.cos(t), 0.006 + 0.012 * math.sin(t)) for t in np.linspace(0, math.pi / 2, 10)]
    lit = lamp("rally", (0.95, 0.92, 0.82), 20)
    return [
        lathe("rally shell", shell, material("black_gloss"), 64, axis, at),
        lathe("rally rim", rim, material("chrome"), 96, axis, at),
        lathe("rally reflector", cup, material("reflector"), 64, axis, at),
        ball("rally bulb", at + axis.normalized() * -0.018, (0.012, 0.012, 0.014), lit, axis),
        lathe("rally glass", cover, glass(LENS), 64, axis, at),
    ]


WINDOW_LINE = [
    (0.0005, -0.005),
    (0.0010, 0.0022),
    (0.0030, 0.0040),
    (0.0065, 0.0036),
    (0.0088, 0.0014),
    (0.0094, -0.004),
]
"""Section of the bright line outside the windows' seals (to the right in the skin, outwards)."""
DRIP_RAIL = [
    (-0.0045, -0.004),
    (-0.0045, 0.0030),
    (-0.0020, 0.0075),
    (0.0020, 0.0080),
    (0.0045, 0.0045),
    (0.0045, -0.004),
]


@part("accessories.chrome_kit")
def chrome_kit(body):
    """Bright bars with horns over both bumper mouldings, lines round all windows, and rails over those of the sides."""
    made = [
        swept(f"{name} line", points, _calmed(normals), WINDOW_LINE, material("chrome"))
        for name, edges in window_lines(body).items()
        for points, normals in edges
    ]
    made += [_drip_rail(body, side) for side in SIDES]
    for name, way, turn in (
        ("front", front.bumper_way(body), front.NOSE_TURN),
        ("rear", rear.tail_way(body), rear.TAIL_TURN),
    ):
        places, normals = way
        made.append(
            belt(f"{name} bar", places + normals * 0.006, normals, round_section(0.040, 0.017), material("chrome"))
        )
        for angle in (-0.40, 0.40):
            index = _index(angle, turn, len(places))
            made.append(_horn(Vector(places[index]), Vector(normals[index])))
    return made


def _calmed(normals):
    """Normals along a closed line without the mesh's ripples, which chrome would show as a twist."""
    return ndimage.gaussian_filter1d(normals, 4, axis=0, mode="wrap")


def _drip_rail(body, side):
    """A slender rail just outside the roof's edge, from the windscreen to the rear window; its ends sink into the skin."""
    panel = pieces(body)["roof"]
    points, normals = line(panel, panel.loops()[0], calm=2.0)
    along = (points[:, 1] * side > 0.43).nonzero()[0]
    start = along[np.argmax(np.diff(along, prepend=along[-1] - len(points)))]
    along = (start + np.arange(len(along))) % len(points)
    points, normals = points[along], normals[along]
    swell = np.sqrt(np.clip(np.minimum(np.arange(len(along)), np.arange(len(along))[::-1]) / 10, 0.01, 1))
    profile = np.array(DRIP_RAIL) * np.stack([0.3 + 0.7 * swell, swell], -1)[:, None]
    return swept("drip rail", points, normals, profile + np.array((0.012, 0)), material("chrome"), cyclic=False)


def _index(angle, turn, count):
    """The number of the place at an angle on a way of `count` places from -turn to turn."""
    return round((angle / turn + 1) / 2 * (count - 1))


def _horn(at, normal):
    """An upright rounded horn on a bumper bar."""
    outward = Vector((normal.x, normal.y, 0)).normalized()
    return ball("bumper horn", at + outward * 0.018, (0.017, 0.055, 0.024), material("chrome"), outward)


@part("accessories.eyelashes")
def eyelashes(body):
    """Seven curved lashes over each head lamp, longer towards the outside."""
    made = []
    for side in SIDES:
        place = headlamp(body, side)
        for number, share in enumerate(np.linspace(-1, 1, 7)):
            # The frame's right points to -y on the nose: outwards on the left side of the car.
            angle = math.pi / 2 + side * share * 0.80
            out = np.array([math.cos(angle), math.sin(angle)])
            made.append(_lash(place, out, 0.040 + 0.007 * number))
    return made


def _lash(place, out, length):
    start = out * (HEADLAMP_RADIUS + 0.008)
    ways = [(0, 0.014), (0.25, 0.032), (0.6, 0.046), (1.0, 0.050)]
    points = np.array([start + out * length * along + np.array([0, 0.012 * along**2]) for along, _ in ways])
    way = opened(place.on(points, np.array([above for _, above in ways])), 24)
    radius = 0.0042 * (1 - np.linspace(0, 1, 24) ** 2 * 0.9)
    side = np.cross(np.gradient(way, axis=0), place.frame[2])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    angle = np.linspace(0, 2 * math.pi, 10, endpoint=False)
    rings = [
        way + side * (radius * math.cos(a))[:, None] + place.frame[2] * (radius * math.sin(a))[:, None] for a in angle
    ]
    return grid("eyelash", np.stack(rings, 1), material("black_gloss"), around=True)


@part("accessories.parking_sensors")
def parking_sensors(body):
    """Four small discs in each bumper."""
    made = []
    for way, angles, turn in (
        (front.bumper_way(body, 0.378, 0.70), (-0.36, 0.36), 0.70),
        (front.bumper_way(body, 0.350, 0.93), (-0.83, 0.83), 0.93),
        (rear.tail_way(body, 0.362), (-0.62, -0.24, 0.24, 0.62), rear.TAIL_TURN),
    ):
        places, normals = way
        for angle in angles:
            index = _index(angle, turn, len(places))
            disc = [
                (0.0125, -0.004), (0.0125, 0.0012), (0.0115, 0.0020), (0.0105, 0.0012), (0.0100, 0.0016), (0.0, 0.0018),
            ]  # fmt: skip
            made.append(lathe("sensor", disc, material("black_plastic"), 40, normals[index], places[index]))
    return made
