"""What comes along in the cabin: a child's seat, a hammock for the dog, a picnic, a flower, an espresso."""

from __future__ import annotations

import numpy as np
from materials import material
from mathutils import Matrix, Vector
from meshes import ball, box, grid, lathe, mesh, tube
from registry import part

from parts.dashboard import PAD_TOP
from parts.fittings import turned
from parts.seats import FRONT_SEATS, HINGE, LEAN, cushion, leaning, lying, pillow

BRACKET = (1.125, 0.275)
"""x and y of the dashboard's one bracket, for flowers or espresso."""


@part("accessories.child_seat")
def child_seat(body):
    """On the bench's left place: a shell on a base, with wings, cushions and a harness."""
    y, foot, lean = -0.245, (2.66, 0.66), 0.28
    made = [box("child seat base", (2.42, y - 0.17, 0.61), (2.80, y + 0.17, 0.68), material("black_plastic"), 0.03)]
    up = Vector((np.sin(lean), 0, np.cos(lean)))
    at = Vector((foot[0] + 0.10, y, foot[1] + 0.05)) + up * 0.27
    back = leaning(at.x, at.y, at.z, lean)
    made += pillow("child seat back", cushion(0.36, 0.60, 3.0), 0.05, back, flute=0)
    made += pillow("child seat cushion", cushion(0.34, 0.30, 3.0), 0.05, lying(2.58, y, 0.73, 0.18), flute=0)
    for side in (-1, 1):
        wing = box("child seat wing", (-0.022, -0.13, -0.01), (0.022, 0.13, 0.17), material("black_plastic"), 0.021)
        wing.matrix_world = back @ Matrix.Translation((side * 0.165, 0.13, 0)) @ wing.matrix_world
        arm = box("child seat arm", (-0.020, -0.24, -0.02), (0.020, -0.02, 0.22), material("black_plastic"), 0.019)
        arm.matrix_world = back @ Matrix.Translation((side * 0.17, 0, 0)) @ arm.matrix_world
        strap = [(side * 0.055, 0.16, 0.052), (side * 0.05, 0.0, 0.066), (side * 0.012, -0.16, 0.085)]
        made += [wing, arm, tube("child seat strap", [back @ Vector(p) for p in strap], 0.009, material("belt"))]
    made.append(
        ball(
            "child seat buckle",
            back @ Vector((0, -0.17, 0.088)),
            (0.014, 0.024, 0.028),
            material("red_plastic"),
            count=24,
        )
    )
    return made


@part("accessories.dog_hammock")
def dog_hammock(body):
    """A quilted cloth hung between the front headrests and the bench's, over the whole bench."""
    profile = [
        (2.235, 1.00), (2.30, 0.80), (2.40, 0.66), (2.55, 0.645), (2.72, 0.65), (2.83, 0.70), (2.93, 0.90),
        (3.01, 1.03),
    ]  # fmt: skip
    y = np.linspace(-0.52, 0.52, 40)
    rows = [[(x, a, z + 0.02 * (a / 0.52) ** 2 + 0.004 * abs(np.sin(a * 24))) for a in y] for x, z in profile]
    made = [grid("dog hammock", np.array(rows), material("mat"))]
    made.append(tube("hammock hem", rows[0], 0.008, material("piping")))
    for side in (-1, 1):
        made.append(tube("hammock side", [row[0 if side < 0 else -1] for row in rows], 0.008, material("piping")))
        head = Vector((HINGE[0] + np.sin(LEAN) * 0.66, FRONT_SEATS[0] * -side, HINGE[1] + np.cos(LEAN) * 0.66))
        made.append(tube("hammock strap", [Vector(rows[0][8 if side < 0 else -9]), head], 0.007, material("belt")))
    return made


@part("accessories.picnic_set")
def picnic_set(body):
    """A wicker basket with leather straps on the bench's right place."""
    low, high = np.array((2.47, 0.06, 0.625)), np.array((2.76, 0.44, 0.83))
    made = [box("basket", low, high, material("wicker"), 0.025)]
    for level in np.linspace(low[2] + 0.02, high[2] - 0.012, 9):
        corners = [
            (low[0] - 0.002, low[1]), (low[0] - 0.002, high[1]), (high[0] + 0.002, high[1]), (high[0] + 0.002, low[1]),
        ]  # fmt: skip
        ripple = [(x + 0.0035 * np.cos(i * np.pi), y, level) for i, (x, y) in enumerate(_round_trip(corners, 0.014))]
        made.append(tube("basket weave", ripple, 0.0065, material("wicker"), cyclic=True))
    for y in (0.15, 0.35):
        strap = [
            (low[0] - 0.012, y, low[2] + 0.05), (low[0] - 0.012, y, high[2] - 0.01),
            (low[0] + 0.01, y, high[2] + 0.009), (high[0] - 0.01, y, high[2] + 0.009),
            (high[0] + 0.012, y, high[2] - 0.02),
        ]  # fmt: skip
        made.append(tube("basket strap", strap, 0.010, material("leather")))
        made.append(
            box(
                "basket buckle",
                (low[0] - 0.026, y - 0.016, high[2] - 0.075),
                (low[0] - 0.018, y + 0.016, high[2] - 0.045),
                material("chrome"),
                0.003,
            )
        )
    arch = [(2.615, 0.25 + 0.075 * np.cos(a), high[2] + 0.005 + 0.05 * np.sin(a)) for a in np.linspace(0, np.pi, 16)]
    return [*made, tube("basket handle", arch, 0.009, material("leather"))]


def _round_trip(corners, spacing):
    """Points along a closed polygon."""
    found = []
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        a, b = np.array(a), np.array(b)
        found += list(
            a + (b - a) * np.linspace(0, 1, max(2, round(np.linalg.norm(b - a) / spacing)), endpoint=False)[:, None]
        )
    return found


@part("accessories.flower_vase")
def flower_vase(body):
    """A bud vase of milk glass in a chromed bracket, and one daisy."""
    x, y = BRACKET
    foot = (x, y, PAD_TOP - 0.008)
    vase = [
        (0.0, 0.012), (0.013, 0.012), (0.019, 0.024), (0.021, 0.042), (0.016, 0.062), (0.010, 0.078), (0.011, 0.090),
        (0.0155, 0.100),
    ]  # fmt: skip
    made = [lathe("vase", vase, material("vase"), 64, (0, 0, 1), foot)]
    made.append(
        lathe(
            "vase bracket",
            [(0.028, 0.0), (0.030, 0.006), (0.020, 0.014), (0.012, 0.014)],
            material("chrome"),
            64,
            (0, 0, 1),
            foot,
        )
    )
    head = Vector((x + 0.022, y - 0.010, PAD_TOP + 0.168))
    made.append(
        tube("stem", [(x, y, PAD_TOP + 0.06), (x + 0.004, y - 0.002, PAD_TOP + 0.11), head], 0.0028, material("leaf"))
    )
    made.append(
        ball(
            "leaf",
            (x + 0.016, y + 0.012, PAD_TOP + 0.118),
            (0.006, 0.002, 0.022),
            material("leaf"),
            (0.4, 0.5, 0.7),
            24,
        )
    )
    place = turned(head, (1, -0.25, 0.45))
    for i in range(11):
        angle = i * 2 * np.pi / 11
        petal = (
            place
            @ Matrix.Rotation(angle, 4, "Z")
            @ Matrix.Translation((0, 0.021, 0.001))
            @ Matrix.Rotation(0.18, 4, "X")
        )
        blade = ball("petal", (0, 0, 0), (0.0068, 0.0155, 0.0022), material("petal"), count=20)
        blade.matrix_world = petal @ blade.matrix_world
        made.append(blade)
    heart = ball("flower heart", (0, 0, 0), (0.0095, 0.0095, 0.006), material("flower_heart"), count=24)
    heart.matrix_world = place @ Matrix.Translation((0, 0, 0.003)) @ heart.matrix_world
    return [*made, heart]


@part("accessories.espresso_maker")
def espresso_maker(body):
    """A Moka pot in its bracket: eight-sided boiler and jug, lid with a knob, handle, spout and valve; and a cup."""
    x, y = BRACKET
    foot = Vector((x, y, PAD_TOP - 0.006))
    boiler = [(0.0, 0.0), (0.043, 0.0), (0.0445, 0.004), (0.0345, 0.056), (0.034, 0.060)]
    jug = [(0.033, 0.068), (0.0325, 0.074), (0.0425, 0.124), (0.0430, 0.127)]
    lid = [(0.0440, 0.127), (0.0445, 0.130), (0.042, 0.133), (0.010, 0.144), (0.0, 0.144)]
    made = [_eight_sided(f"pot {name}", profile, foot) for name, profile in
            (("boiler", boiler), ("jug", jug), ("lid", lid))]  # fmt: skip
    made += [
        lathe("pot waist", [(0.034, 0.058), (0.0375, 0.060), (0.0375, 0.067), (0.033, 0.069)], material("satin"), 64,
              (0, 0, 1), foot),
        lathe("pot bracket", [(0.048, 0.0), (0.052, 0.004), (0.052, 0.014), (0.049, 0.016)], material("chrome"), 72,
              (0, 0, 1), foot),
        lathe("pot knob", [(0.005, 0.142), (0.005, 0.148), (0.0105, 0.152), (0.0115, 0.162), (0.008, 0.166), (0, 0.166)],
              material("black_gloss"), 8, (0, 0, 1), foot),
        *_pot_handle(foot),
        _spout(foot),
        # the valve: a brass nut with a pin, on the boiler's face that looks into the cabin
        lathe("pot valve", [(0.0075, 0.0), (0.0075, 0.005), (0.004, 0.006), (0.004, 0.010), (0, 0.010)],
              material("brass"), 6, (1, 0, 0), foot + Vector((0.0355, 0, 0.030))),
    ]  # fmt: skip
    return [*made, *_cup(foot + Vector((0.042, -0.105, 0)))]


def _eight_sided(name, profile, at):
    """A lathe with eight flat faces, one of which looks to the rear."""
    made = lathe(name, profile, material("polished"), 8, (0, 0, 1), (0, 0, 0))
    made.matrix_world = Matrix.Translation(at) @ Matrix.Rotation(np.pi / 8, 4, "Z")
    made.data.shade_flat()
    return made


def _pot_handle(foot):
    """A black grip that stands off the jug's top and comes down beside it, on a bright lug."""
    path = [(0.050, 0.121), (0.068, 0.124), (0.078, 0.114), (0.076, 0.096), (0.069, 0.058)]
    points = [foot + Vector((0, across, up)) for across, up in path]
    lug = [foot + Vector((0, across, 0.1205)) for across in (0.036, 0.056)]
    return [
        tube("pot handle", points, 0.0085, material("black_gloss")),
        tube("pot lug", lug, 0.0075, material("polished")),
    ]


def _spout(foot):
    """The jug's beak: a V that runs out from its rim."""
    corners = [(-0.019, -0.0385, 0.1265), (0.019, -0.0385, 0.1265), (0.0, -0.066, 0.130), (0.0, -0.0345, 0.086)]
    beak = [foot + Vector(corner) for corner in corners]
    return mesh("pot spout", beak, [(0, 2, 3), (2, 1, 3), (0, 1, 2)], material("polished"), smooth=False)


def _cup(foot):
    """A small white cup on its saucer."""
    cup = [(0.0, 0.002), (0.014, 0.002), (0.016, 0.006), (0.026, 0.040), (0.0275, 0.040), (0.024, 0.034), (0.0, 0.034)]
    saucer = [(0.0, 0.0), (0.024, 0.0), (0.038, 0.006), (0.036, 0.003)]
    return [
        lathe(name, profile, material("white_gloss"), 48, (0, 0, 1), foot)
        for name, profile in (("cup", cup), ("saucer", saucer))
    ]
