"""The tail: bumper moulding, plate in its recess, grip, emblem and name, third brake light, wiper, reflectors, underside."""

from __future__ import annotations

import math

import numpy as np
from curves import capsule, opened
from draping import around, bead, seat, surface
from materials import glass, lamp, material, zone
from mathutils import Vector
from meshes import ball, lathe, tube
from openings import PLATE_RECESS, SIDES, rear_plate
from registry import part

from parts.emblems import emblem, number_plate
from parts.front import moulding
from parts.script import script

BUMPER_LINE = 0.405
"""Height of the moulding's middle."""
TAIL_MIDDLE = 2.75
"""x of the upright axis round which the tail is curved."""
TAIL_TURN = 0.86
"""How far the moulding goes round the corners, in radians."""
GRIP_HEIGHT = 0.068
"""Of the grip's middle over that of the plate."""


def tail_way(body, height=BUMPER_LINE, turn=TAIL_TURN, count=160):
    """Places and normals along the tail at a height, from corner to corner."""
    return around(body, TAIL_MIDDLE, height, math.pi + np.linspace(-turn, turn, count))


def facing_tail(body, y, z, reach, lean=1.0):
    """A seat on the tail; `lean` 1 looks along the skin's normal there, 0 straight back."""
    _, normal = body.on_tail(y, z)
    return seat(body, (3.5, y, z), normal * lean + Vector((1 - lean, 0, 0)), reach)


@part("car.rear_bumper")
def rear_bumper(body):
    """A dark moulding round the tail with one bright line, as in front."""
    return moulding("rear moulding", tail_way(body), tail_way(body, BUMPER_LINE + 0.004, TAIL_TURN - 0.012))


@part("car.rear_plate")
def plate(body):
    """The recess is pressed into the tailgate, in its colour; the plate stands on its floor."""
    place = rear_plate(body)
    pressed = [
        (1, 0.0, 0.0, 0), (1, -0.002, -0.0008, 0), (1, -0.005, -0.004, 0), (1, -0.007, -0.009, 0), (1, -0.009, -0.020, 0.3),
        (1, -0.012, -0.026, 0.6), (1, -0.018, -0.029, 0.8), (1, -0.028, -0.030, 1), (0, 0, -0.030, 1),
    ]  # fmt: skip
    return [
        surface("plate recess", place, PLATE_RECESS, pressed, zone("body")),
        *number_plate(place, (0, -0.012), -0.026),
    ]


@part("car.tailgate_grip")
def grip(body):
    """A chrome grip over the plate; two small lamps under it light the plate."""
    place = rear_plate(body)
    outline = np.add(capsule(0.36, 0.024, 160, 4), (0, GRIP_HEIGHT))
    rows = [
        (1, 0.002, -0.004, 0), (1, 0.004, 0.010, 0), (1, 0.004, 0.018, 0), (1, 0.001, 0.023, 0), (1, -0.004, 0.0255, 0),
        (1, -0.0105, 0.0265, 0),
    ]  # fmt: skip
    made = [surface("grip", place, outline, rows, material("chrome"))]
    for side in SIDES:
        at = place.world(np.array([(side * 0.12, GRIP_HEIGHT - 0.015)]), 0.004)[0]
        made.append(
            ball("plate lamp", at, (0.016, 0.006, 0.006), lamp("plate light", (0.85, 0.85, 0.82), 25), place.axis)
        )
    return made


@part("car.rear_emblem")
def rear_emblem(body):
    return emblem(facing_tail(body, 0, 0.765, 0.06), 0.039)


@part("car.name")
def name(body):
    """The car's name on the left of the tailgate."""
    return script(facing_tail(body, -0.315, 0.742, (0.17, 0.07)), 0.035, 0.0041)


@part("car.third_brake_light")
def third_brake_light(body):
    """A slim strip over the rear window."""
    place, normal = body.on_tail(0, 1.345)
    strip = seat(body, place, normal, (0.2, 0.03))
    outline = capsule(0.30, 0.016, 160, 5)
    return [
        surface("third light frame", strip, outline, bead(-0.002, 0.004, 0.005), material("black_gloss")),
        surface(
            "third light",
            strip,
            outline,
            [(1, 0, 0.002, 0), (1, -0.004, 0.0035, 0), (1, -0.0078, 0.004, 0)],
            lamp("third brake", (0.42, 0.008, 0.01), 4),
        ),
    ]


@part("car.rear_wiper")
def rear_wiper(body):
    """Pivot under the rear window, blade lying along its lower edge."""

    def over(y, z, above):
        place, normal = body.on_tail(y, z)
        return place + normal * above

    cap, normal = body.on_tail(0.0, 1.045)
    ys = np.linspace(0.02, 0.36, 20)
    blade = [over(y, 1.106 + 0.12 * y * y, 0.011) for y in ys]
    rubber = [over(y, 1.108 + 0.12 * y * y, 0.004) for y in ys]
    arm = [cap + normal * 0.017, over(0.06, 1.065, 0.022), over(0.14, 1.098, 0.022), over(0.19, 1.109, 0.014)]
    dark = material("black_plastic")
    return [
        lathe(
            "rear wiper pivot", [(0.019, -0.01), (0.019, 0.012), (0.015, 0.020), (0.0, 0.023)], dark, 40, normal, cap
        ),
        *(
            tube(f"rear wiper {each}", opened([tuple(point) for point in way], 40), radius, dark)
            for each, way, radius in (("arm", arm, 0.0055), ("blade", blade, 0.0052), ("rubber", rubber, 0.0035))
        ),
    ]


@part("car.reflectors")
def reflectors(body):
    made = []
    for side in SIDES:
        place = facing_tail(body, side * 0.535, 0.325, (0.07, 0.02))
        outline = capsule(0.10, 0.022, 120, 5)
        made += [
            surface("reflector frame", place, outline, bead(-0.001, 0.003, 0.004), material("black_gloss")),
            surface(
                "red reflector",
                place,
                outline,
                [(1, 0, 0.002, 0), (1, -0.005, 0.004, 0), (0, 0, 0.0045, 0)],
                material("red_plastic"),
            ),
        ]
    return made


@part("car.diffuser")
def diffuser(body):
    """A dark panel under the tail with four upright fins."""
    place = underside(body)
    outline = capsule(0.78, 0.062, 240, 5)
    made = [
        surface("diffuser edge", place, outline, bead(-0.004, 0.003, 0.004), material("black_gloss")),
        surface(
            "diffuser",
            place,
            outline,
            [(scale, 0, 0.003, 0) for scale in np.linspace(1, 0, 12)],
            material("black_plastic"),
        ),
    ]
    for y in (-0.27, -0.09, 0.09, 0.27):
        fin = np.add(capsule(0.010, 0.052, 60, 4), (y, 0))
        made.append(
            surface(
                "fin",
                place,
                fin,
                [(1, 0, 0, 0), (1, 0, 0.016, 0), (1, -0.002, 0.018, 0), (1, -0.0045, 0.0185, 0)],
                material("black_plastic"),
            )
        )
    return made


def underside(body):
    """The seat of what stands low in the tail, where the skin turns under."""
    return seat(body, (3.5, 0, 0.254), (1, 0, 0), (0.43, 0.04), degree=7)


def pipe(place, y, radius, colour, out=0.03):
    """A tail pipe with a rolled lip; `out` is how far it stands out of the diffuser."""
    middle = Vector(place.world(np.array([(y, -0.012)]), out)[0])
    profile = [
        (radius, -0.18), (radius, -0.012), (radius + 0.002, -0.004), (radius + 0.0015, 0), (radius - 0.002, 0.0005),
        (radius - 0.004, -0.004), (radius - 0.004, -0.10), (0.0, -0.10),
    ]  # fmt: skip
    return lathe("tail pipe", profile, material(colour), 64, place.axis, middle)


@part("car.exhaust", when=("motor.brezza",), unless=("accessories.tailpipe",))
def exhaust(body):
    """The hybrid's plain pipe."""
    return [pipe(underside(body), 0.33, 0.024, "steel", 0.015)]


@part("accessories.tailpipe")
def tailpipe(body):
    """A chrome trumpet of two pipes."""
    place = underside(body)
    return [pipe(place, y, 0.031, "chrome", 0.045) for y in (0.29, 0.365)]


@part("accessories.camera")
def camera(body):
    """A small eye in the grip's middle."""
    place = rear_plate(body)
    middle = Vector(place.world(np.array([(0, GRIP_HEIGHT - 0.006)]), place.height([(0, GRIP_HEIGHT)]) + 0.022)[0])
    look = place.axis + Vector((0, 0, -0.35))
    return [
        lathe(
            "camera",
            [(0.0115, -0.02), (0.0115, 0.006), (0.0095, 0.009), (0.006, 0.0075), (0.0, 0.0065)],
            material("black_gloss"),
            48,
            look,
            middle,
        ),
        ball("camera lens", middle + look.normalized() * 0.005, (0.006, 0.006, 0.004), glass((0.3, 0.35, 0.5)), look),
    ]


@part("accessories.tow_hook")
def tow_hook(body):
    """A swan neck with its ball, in the middle under the bumper."""
    start, _ = body.on_tail(0, 0.25)
    way = opened([
        (start.x - 0.15, 0, 0.215), (start.x + 0.02, 0, 0.215), (start.x + 0.085, 0, 0.235), (start.x + 0.105, 0, 0.30),
        (start.x + 0.105, 0, 0.345),
    ], 40)  # fmt: skip
    top = Vector(way[-1])
    return [
        tube("tow neck", way, 0.016, material("black_gloss")),
        lathe(
            "tow collar",
            [(0.0, 0.0), (0.019, 0.0), (0.019, 0.006), (0.0145, 0.012), (0.0145, 0.022)],
            material("chrome"),
            48,
            (0, 0, 1),
            top,
        ),
        ball("tow ball", top + Vector((0, 0, 0.040)), (0.025, 0.025, 0.025), material("chrome")),
    ]
