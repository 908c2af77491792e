"""What hangs behind the car: the chromed luggage rack, the suitcase with its straps, the carrier with two bicycles."""

from __future__ import annotations

import math

import numpy as np
from draping import Seat
from lofts import band, by, loft, plain, rounded_rectangle
from materials import material
from meshes import ball, box, lathe, rods, tube
from registry import part

from parts.bicycles import WHEEL, bicycle
from parts.emblems import number_plate

RACK_Z = 0.985
"""Height of the luggage rack's floor."""
RACK_HALF, RACK_DEEP = 0.36, 0.33
RACK_RADIUS = 0.010
CASE_HALF, CASE_DEEP, CASE_HIGH = 0.315, 0.275, 0.185
"""The suitcase lies on the rack."""
STRAPS = (-0.17, 0.17)


def rack_start(body):
    """x where the rack's floor begins: just clear of the lid."""
    return body.on_tail(0, RACK_Z)[0].x + 0.035


@part("accessories.luggage_rack", shade=True)
def luggage_rack(body):
    """A frame of tube with slats, a raised rim, two struts down to the lid and two brackets at its top."""
    chrome = material("chrome")
    start = rack_start(body)
    outline = rounded_rectangle(RACK_DEEP / 2, RACK_HALF, 0.07, 10) + by(start + RACK_DEEP / 2, 0)
    made = [
        tube("rack frame", np.c_[outline, np.full(len(outline), RACK_Z)], RACK_RADIUS, chrome, cyclic=True),
        tube("rack rim", _rim(outline, start), 0.008, chrome),
    ]
    slats = [
        [(start + 0.004, y, RACK_Z + 0.004), (start + RACK_DEEP - 0.004, y, RACK_Z + 0.004)]
        for y in np.linspace(-0.27, 0.27, 7)
    ]
    made.append(rods("rack slats", slats, 0.0055, chrome))
    posts = [[(x, y, RACK_Z), (x, y, RACK_Z + 0.055)] for x, y in _posts(start)]
    made.append(rods("rack posts", posts, 0.006, chrome))
    for y in (-0.27, 0.27):
        made += _strut(body, (start + RACK_DEEP * 0.72, y, RACK_Z), y, 0.735)
        made += _strut(body, (start + 0.01, y, RACK_Z), y, RACK_Z + 0.028)
    return made


def _rim(outline, start):
    """The raised tube round the rack's rear and sides; its ends come down to the frame."""
    rear = outline[outline[:, 0] > start + RACK_DEEP / 2]
    rear = rear[np.argsort(np.arctan2(rear[:, 1], rear[:, 0] - start))]
    corners = [(start + x, RACK_HALF, z) for x, z in ((0.075, 0.0), (0.085, 0.035), (0.12, 0.055))]
    left = [(x, -y, RACK_Z + z) for x, y, z in corners]
    right = [(x, y, RACK_Z + z) for x, y, z in reversed(corners)]
    return np.vstack([left, np.c_[rear, np.full(len(rear), RACK_Z + 0.055)], right])


def _posts(start):
    return [(start + RACK_DEEP, y) for y in (-0.18, 0.18)] + [(start + 0.2, side * RACK_HALF) for side in (-1, 1)]


def _strut(body, top, y, z):
    """A rod from the rack to a round foot on the lid."""
    foot, normal = body.on_tail(y, z)
    chrome = material("chrome")
    end = np.array(foot + normal * 0.014)
    plate = [(0.0, 0.010), (0.016, 0.010), (0.024, 0.006), (0.026, 0.0), (0.026, -0.008)]
    return [
        rods("rack strut", [[top, end]], 0.0085, chrome),
        lathe("rack foot", plate, chrome, 40, normal, foot),
        lathe("rack pad", [(0.030, 0.002), (0.030, -0.01)], material("rubber"), 40, normal, foot),
        ball("rack joint", end, (0.013,) * 3, chrome),
    ]


@part("accessories.luggage_strap", shade=True)
def luggage_strap(body):
    """A leather suitcase that lies on the rack, two straps round it and the rack's slats."""
    start = rack_start(body)
    low = RACK_Z + 0.011
    middle = np.array((start + RACK_DEEP / 2 + 0.005, 0, low + CASE_HIGH / 2))
    made = _suitcase(middle)
    for y in STRAPS:
        loop = rounded_rectangle(CASE_DEEP / 2 + 0.002, CASE_HIGH / 2 + 0.004, 0.03, 8)
        path = [middle + by(a, y, b) for a, b in np.vstack([loop, loop[:1]])]
        made.append(band("strap", path[::-1], (0, 0.036, 0), material("saddle"), -0.004))
        made += _buckle(middle + by(CASE_DEEP / 2 + 0.006, y, 0.030))
    return made


def _suitcase(middle):
    """Two shells with rounded edges, a joint, corners, a handle and locks towards the back."""
    tan, saddle, brass = plain("tan_leather", "saddle", "brass")
    made = []
    half = np.array((CASE_DEEP, 2 * CASE_HALF, CASE_HIGH)) / 2
    for low, high in ((-1, 0.18), (0.20, 1)):
        made.append(box("case", middle + half * (-1, -1, low), middle + half * (1, 1, high), tan, 0.028))
    made.append(
        box("case joint", middle + half * (-0.97, -0.985, -0.5), middle + half * (0.97, 0.985, 0.7), saddle, 0.02)
    )
    for i in (-1, 1):
        for j in (-1, 1):
            for k in (-1, 1):
                at = middle + half * (i, j, k) - np.array((0.026 * i, 0.026 * j, 0.026 * k))
                made.append(box("case corner", at - 0.029, at + 0.029, saddle, 0.0285))
    back = middle[0] + half[0]
    for y in (-0.09, 0.09):
        made.append(
            box(
                "case lock",
                (back - 0.002, y - 0.018, middle[2] - 0.004),
                (back + 0.005, y + 0.018, middle[2] + 0.034),
                brass,
                0.003,
            )
        )
    arc = [
        (back + 0.034 * math.sin(a) ** 0.5, -0.055 * math.cos(a), middle[2] - 0.03 - 0.014 * math.sin(a))
        for a in np.linspace(0, math.pi, 24)
    ]
    made.append(tube("case handle", arc, 0.009, saddle))
    return made


def _buckle(at):
    """A brass frame with its pin, and the strap's loose end under it."""
    ring = [at + by(0.002, a, b) for a, b in rounded_rectangle(0.026, 0.020, 0.006, 4)]
    brass = material("brass")
    return [
        tube("buckle", ring, 0.003, brass, cyclic=True),
        rods("buckle pin", [[at + by(0.003, 0, -0.020), at + by(0.003, 0, 0.020)]], 0.0022, brass),
        box("strap end", at + by(-0.003, -0.016, -0.095), at + by(0.003, 0.016, 0.0), material("saddle"), 0.0025),
        box("strap loop", at + by(-0.003, -0.020, -0.050), at + by(0.005, 0.020, -0.038), material("saddle"), 0.002),
    ]


@part("accessories.bike_carrier", shade=True)
def bike_carrier(body):
    """A platform on the tow hook with a lamp bar, and two bicycles head to tail."""
    tail = max(body.on_tail(0, z)[0].x for z in (0.35, 0.5, 0.65, 0.8))
    floor = 0.40
    planes = (tail + 0.135, tail + 0.290)
    black, chrome = plain("black_plastic", "satin")
    beams = [[(tail + 0.05, y, floor - 0.03), (planes[1] + 0.05, y, floor - 0.03)] for y in (-0.26, 0.26)]
    made = [
        rods("carrier beams", beams, 0.016, black),
        tube("carrier neck", [(tail + 0.03, 0, floor - 0.03), (planes[1] + 0.02, 0, floor - 0.03)], 0.024, black),
        tube("carrier cross", [(tail + 0.055, -0.26, floor - 0.03), (tail + 0.055, 0.26, floor - 0.03)], 0.018, black),
        box("carrier clutch", (tail + 0.01, -0.06, floor - 0.075), (tail + 0.11, 0.06, floor + 0.02), black, 0.02),
    ]
    hoop = [
        (tail + 0.060, -0.26, floor - 0.03), (tail + 0.050, -0.25, floor + 0.40), (tail + 0.050, -0.20, floor + 0.46),
        (tail + 0.050, 0.20, floor + 0.46), (tail + 0.050, 0.25, floor + 0.40), (tail + 0.060, 0.26, floor - 0.03),
    ]  # fmt: skip
    made.append(tube("carrier hoop", hoop, 0.015, chrome))
    for x, side, paint in zip(planes, (1, -1), ("red_gloss", "sea_gloss"), strict=True):
        hubs = floor + WHEEL - 0.004
        made += bicycle((x, 0, hubs), side, paint)
        made += _tray(x, floor)
        made += _grip((tail + 0.05, side * 0.10, floor + 0.46), (x, side * 0.10, floor + 0.51))
    return made + _lamp_bar(planes[1] + 0.075, floor - 0.03)


def _tray(x, floor):
    """A gutter for both wheels with a strap at each."""
    made = []
    section = [(-0.030, 0.020), (-0.022, -0.004), (0.022, -0.004), (0.030, 0.020)]
    rows = [[(x + a, y, floor + b - 0.006) for a, b in section] for y in (-0.74, 0.74)]
    gutter = loft("tray", rows, material("black_plastic"), closed=False)
    gutter.modifiers.new("thick", "SOLIDIFY").thickness = 0.004
    made.append(gutter)
    for y in (-0.5, 0.5):
        made.append(
            rods(
                "wheel strap",
                [
                    [
                        (x - 0.034, y, floor),
                        (x - 0.020, y, floor + 0.07),
                        (x + 0.020, y, floor + 0.07),
                        (x + 0.034, y, floor),
                    ]
                ],
                0.006,
                material("rubber"),
            )
        )
    return made


def _grip(start, end):
    """An arm from the hoop that holds a frame."""
    return [
        rods("grip arm", [[start, end]], 0.010, material("black_plastic")),
        ball("grip jaw", end, (0.030, 0.026, 0.026), material("rubber")),
    ]


def _lamp_bar(x, z):
    """The lamps and the plate that the bicycles would hide."""
    black = material("black_plastic")
    made = [box("lamp bar", (x - 0.012, -0.62, z - 0.065), (x + 0.012, 0.62, z + 0.045), black, 0.012)]
    upright = Seat(np.array((x + 0.012, 0, z)), np.eye(3)[[1, 2, 0]], np.zeros((1, 2), int), np.zeros(1), np.ones(2))
    made += number_plate(upright, (0, -0.008), 0.002)
    for side in (-1, 1):
        for y, colour, wide in (
            (0.53, "red_plastic", 0.055),
            (0.425, "amber_plastic", 0.035),
            (0.345, "white_gloss", 0.025),
        ):
            made.append(
                box(
                    "carrier lamp",
                    (x + 0.006, side * y - wide, z - 0.045),
                    (x + 0.022, side * y + wide, z + 0.028),
                    material(colour),
                    0.008,
                )
            )
    return made
