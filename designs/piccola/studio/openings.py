"""Where lamps, intake and plates sit on the body, and the openings that the painted skin leaves for them."""

from __future__ import annotations

import numpy as np
from curves import Outline, capsule, circle, closed, pill
from draping import seat
from mathutils import Vector

SIDES = (-1, 1)
HEADLAMP_RADIUS = 0.120
HEADLAMP = circle(HEADLAMP_RADIUS)
INTAKE = closed(
    [
        (-0.415, 0.026), (-0.395, 0.048), (-0.32, 0.052), (0.0, 0.046), (0.32, 0.052), (0.395, 0.048),
        (0.415, 0.026), (0.385, -0.012), (0.28, -0.040), (0.0, -0.052), (-0.28, -0.040), (-0.385, -0.012),
    ],
    320,
)[::-1]  # fmt: skip
"""Its corners are lifted: the car smiles."""
TAIL_LAMP = capsule(0.112, 0.25, power=2.3)
POSITION_LAMP = pill(0.054, 0.134)
"""Upright, as the tail lamps are."""
PLATE_RECESS = capsule(0.56, 0.155, 240, power=5)
HANDLE = capsule(0.150, 0.050, 160, power=2.4)
"""The dish in the door behind the lever."""


def headlamp(body, side):
    """The lamp looks less upwards and outwards than the wing that it sits in."""
    place = (0.15, side * 0.53, 0.70)
    _, normal = body.on_nose(place[1], place[2])
    return seat(body, place, normal * 0.62 + Vector((-0.38, 0, 0.0)), 0.15)


def position_lamp(body, side):
    """The lamp at the end of the bumper's moulding looks mostly along the skin's normal."""
    place = (0.2, side * 0.598, 0.466)
    _, normal = body.on_nose(place[1], place[2])
    return seat(body, place, normal * 0.75 + Vector((-0.25, 0, 0)), (0.05, 0.09))


def intake(body):
    return seat(body, (0, 0, 0.305), (-1, 0, 0), (0.46, 0.075), degree=7)


def tail_lamp(body, side):
    place = (3.4, side * 0.605, 0.72)
    _, normal = body.on_tail(place[1], place[2])
    return seat(body, place, normal * 0.7 + Vector((0.3, 0, 0)), (0.08, 0.15))


def rear_plate(body):
    return seat(body, (3.5, 0, 0.56), (1, 0, 0), (0.32, 0.10))


def handle(body, side):
    _, normal = body.on_side(2.10, 0.885, side)
    return seat(body, (2.10, side, 0.885), normal, (0.11, 0.05))


def openings(body):
    """Every opening of the skin: seat and outline."""
    return [
        *((headlamp(body, side), HEADLAMP) for side in SIDES),
        *((position_lamp(body, side), POSITION_LAMP) for side in SIDES),
        *((tail_lamp(body, side), TAIL_LAMP) for side in SIDES),
        *((handle(body, side), HANDLE) for side in SIDES),
        (intake(body), INTAKE),
        (rear_plate(body), PLATE_RECESS),
    ]


def hole(place, outline):
    """A function of points (n × 3): metres away from an opening's edge along the skin, negative inside it."""
    edge = Outline(outline)

    def height(points):
        local = (points - place.at) @ place.frame.T
        return np.where(np.abs(local[:, 2]) > 0.14, 1.0, edge(local[:, :2]))

    return height
