"""The nose: intake, bumper moulding, number plate, emblem, bonnet spear, washers and wipers."""

from __future__ import annotations

import math

import numpy as np
from curves import capsule, opened
from draping import around, bead, belt, round_section, seat, surface
from materials import material
from mathutils import Vector
from meshes import ball, grid, lathe, tube
from openings import INTAKE, intake
from registry import part
from scipy import ndimage
from skimage.measure import points_in_poly

from parts.emblems import emblem, number_plate

BUMPER_LINE = 0.428
"""Height of the moulding's middle."""
NOSE_MIDDLE = 0.75
"""x of the upright axis round which the nose is curved."""
NOSE_TURN = 0.70
"""How far the moulding goes round the corners, in radians: to the upright lamps."""
SMILE = 0.10
"""How the intake's blades bend upwards: rise over the square of y, per metre."""
BLADES = (-0.036, -0.020, -0.004, 0.012, 0.028)


def bumper_way(body, height=BUMPER_LINE, turn=NOSE_TURN, count=160):
    """Places and normals along the nose at a height, from corner to corner."""
    return around(body, NOSE_MIDDLE, height, np.linspace(-turn, turn, count))


@part("car.intake")
def lower_intake(body):
    """The lower intake: a rounded lip, a dark throat and the duct's end behind the blades."""
    place = intake(body)
    throat = [(1, -0.003, 0.002, 0), (1, -0.006, -0.008, 0), (1, -0.008, -0.05, 0), (0, 0, -0.055, 0)]
    return [
        surface("intake lip", place, INTAKE, bead(-0.007, 0.006, 0.005), material("black_gloss")),
        surface("intake throat", place, INTAKE, throat, material("dark")),
    ]


def intake_blades(body, colour, depth=0.016, thick=0.0055):
    """Horizontal blades across the intake, each with a round front edge."""
    place, made = intake(body), []
    for level in BLADES:
        across = np.linspace(-0.42, 0.42, 240)
        points = np.c_[across, level + SMILE * across**2]
        points = points[points_in_poly(points, INTAKE)]
        places = place.on(points, -depth)
        normals = np.repeat([place.frame[2]], len(points), 0)
        section = [(u, v) for u, v in capsule(thick, 0.024, 20, 2.2)]
        made.append(_blade(places, normals, section, colour))
    return made


def _blade(places, normals, section, colour):
    up = np.array((0, 0, 1))
    rings = [places + up * u + normals * v for u, v in [*section, section[0]]]
    return grid("intake blade", rings, material(colour), turned=True)


@part("car.intake_blades")
def plain_blades(body):
    """Dark blades; trims lay bright ones over them."""
    return intake_blades(body, "black_gloss")


@part("car.front_bumper")
def front_bumper(body):
    """A dark moulding round the nose with one bright line."""
    return moulding("front moulding", bumper_way(body), bumper_way(body, BUMPER_LINE + 0.004, NOSE_TURN - 0.012))


def moulding(name, way, line):
    """A bumper's dark moulding along `way`, with its bright line along `line`; both are (places, normals)."""
    (places, normals), (on, out) = way, line
    return [
        belt(name, places, normals, round_section(0.046, 0.014), material("black_plastic")),
        belt(f"{name} line", on + out * 0.0125, out, round_section(0.009, 0.004), material("satin")),
    ]


@part("car.front_plate")
def front_plate(body):
    place = seat(body, (0, 0, BUMPER_LINE), (-1, 0, 0), (0.3, 0.08))
    return number_plate(place, (0, 0), 0.026)


@part("car.front_emblem")
def front_emblem(body):
    _, normal = body.on_nose(0, 0.655)
    return emblem(seat(body, (0, 0, 0.655), normal, 0.06), 0.041)


@part("car.bonnet_spear")
def bonnet_spear(body):
    """A slim chrome line up the bonnet, wide in front and running out to a point."""
    xs = np.linspace(0.17, 0.56, 60)
    hits = [body.on_top(x, 0) for x in xs]
    places = ndimage.gaussian_filter1d(np.array([hit[0] for hit in hits]), 3, axis=0, mode="nearest")
    width = 0.0075 * np.sin(np.linspace(0.10, 1, 60) ** 0.35 * math.pi) ** 0.8 + 0.0004
    return [_tapered("bonnet spear", places, width)]


def _tapered(name, places, width):
    """A chrome rod half sunk in the skin, whose half width changes along it; it lies in the car's middle."""
    angle = np.linspace(0, math.pi, 13)
    rings = [places + np.outer(width, (0, math.cos(a), math.sin(a) * 0.9)) + (0, 0, -0.0005) for a in angle]
    return grid(name, rings, material("chrome"), turned=True)


@part("car.washers")
def washers(body):
    made = []
    for y in (-0.24, 0.24):
        place, normal = body.on_top(0.70, y)
        made.append(ball("washer", place + normal * 0.002, (0.013, 0.008, 0.007), material("black_plastic"), normal))
    return made


def screen_base(y):
    """x of the windscreen's lower edge, about."""
    return 0.905 + 0.30 * y * y


@part("car.wipers")
def wipers(body):
    return [*_wiper(body, -0.46, -0.44, 0.04), *_wiper(body, 0.04, 0.07, 0.47)]


def _wiper(body, pivot, start, end):
    """An arm from its pivot below the windscreen, and a blade that lies along the glass (all y)."""

    def over(y, forward, above):
        place, normal = body.on_top(screen_base(y) + forward, y)
        return place + normal * above

    blade = [over(y, 0.036, 0.012) for y in np.linspace(start, end, 24)]
    rubber = [over(y, 0.038, 0.004) for y in np.linspace(start, end, 24)]
    cap, normal = body.on_top(screen_base(pivot) - 0.018, pivot)
    middle = (start + end) / 2
    arm = [
        cap + normal * 0.018,
        over(pivot + (middle - pivot) * 0.3, 0.002, 0.024),
        over(pivot + (middle - pivot) * 0.7, 0.025, 0.024),
        over(middle, 0.036, 0.016),
    ]
    dark = material("black_plastic")
    return [
        lathe("wiper pivot", [(0.014, -0.01), (0.014, 0.012), (0.011, 0.020), (0.0, 0.023)], dark, 32, normal, cap),
        tube("wiper arm", _smooth(arm), 0.0052, dark),
        tube("wiper blade", _smooth(blade), 0.0055, dark),
        tube("wiper rubber", _smooth(rubber), 0.0035, material("rubber")),
    ]


def _smooth(points):
    return opened([tuple(Vector(each)) for each in points], 48)
