"""The dashboard: a painted band across the car under a soft dark pad, with instruments, wheel, vents and switches."""

from __future__ import annotations

import numpy as np
from lofts import heights
from materials import lamp, material, picture, zone
from mathutils import Matrix, Vector
from measures import SEAT_Y
from meshes import ball, box, grid, lathe, mesh, rods, tube
from registry import part

from parts.faces import badge, charge_meter, radio_scale, speedometer
from parts.fittings import disc, knob, plate, ring, turned

HALF = 0.70
"""Half of the dashboard's width."""
BAND_Z, BAND_HALF = 0.872, 0.088
"""Middle and half height of the painted band."""
BAND_X, BULGE, CURVE = 1.205, 0.038, 0.075
"""x of the band's edges in the middle of the car, how far its face stands out, how much its ends lie further forward."""
PAD_Z = 0.985
"""Top of the pad where it meets windscreen and brow."""
PAD_TOP = 0.992
"""z of the pad where things stand on it."""
DRIVER = -SEAT_Y
"""y of the steering wheel and the instrument."""
DIAL_RADIUS = 0.094
"""Of the large instrument."""
METER_Y, METER_RADIUS = -0.192, 0.043
"""y of the small instrument beside it, and its radius."""
VENTS = ((-0.615, 0.022), (-0.175, -0.042), (0.175, -0.042), (0.615, 0.022))
"""y of the round vents, and their height over the band's middle: the inner ones leave room for the small instrument."""
WHEEL_AT, WHEEL_RADIUS, WHEEL_TILT = Vector((1.455, DRIVER, 0.900)), 0.180, 0.46
"""Middle of the steering wheel; its plane leans forward by WHEEL_TILT radians from upright."""


def band_x(y, z):
    """x of the band's face."""
    t = np.clip(np.abs((np.asarray(z) - BAND_Z) / BAND_HALF), 0, 1)
    return BAND_X - CURVE * (np.asarray(y) / HALF) ** 2 + BULGE * (1 - t**3) ** (1 / 3)


def on_band(y, z):
    """Point of the band's face and its normal."""
    e, at = 0.002, Vector((float(band_x(y, z)), y, z))
    across = Vector((float(band_x(y + e, z) - band_x(y - e, z)), 2 * e, 0))
    up = Vector((float(band_x(y, z + e) - band_x(y, z - e)), 0, 2 * e))
    return at, across.cross(up).normalized()


@part("car.dashboard")
def band(body):
    """The painted band."""
    y = np.linspace(-HALF + 0.03, HALF - 0.03, 81)
    t = np.linspace(np.pi, 0, 33)
    z = BAND_Z + BAND_HALF * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.8
    face = np.stack([np.stack([band_x(y, level), y, np.full_like(y, level)], -1) for level in z])
    inward = np.stack([0.05 * (1 - (y / HALF) ** 4), 0 * y, 0 * y], -1)  # its ends stay behind the doors' skin
    back = face[[0]] - inward, face[[-1]] - inward
    made = [grid("dashboard band", np.concatenate([back[0], face, back[1]])[::-1], zone("dashboard"))]
    for level in (-BAND_HALF * 0.99, BAND_HALF * 0.99):
        made.append(
            tube(
                "band trim",
                [(float(band_x(a, BAND_Z + level)) + 0.004, a, BAND_Z + level) for a in y],
                0.0035,
                material("chrome"),
            )
        )
    return made


@part("car.dashboard_pad")
def pad(body):
    """The soft upper side, from the windscreen to a brow above the band, and the lower side down to the floor."""
    y = np.linspace(-HALF - 0.01, HALF + 0.01, 57)
    share, front, rear = np.linspace(0, 1, 22)[:, None], 0.90 + 0.10 * (y / HALF) ** 2, band_x(y, 0) + 0.035
    x = front + (rear - front) * share
    skin = heights(body, np.stack(np.broadcast_arrays(x, y), -1), low=0.7)
    top = np.minimum(PAD_Z + 0.012 * np.sin(np.pi * share), skin - 0.022)
    rows = [*np.stack([x, np.broadcast_to(y, x.shape), top], -1)]
    last = rows[-1]
    angle = np.linspace(np.pi / 2, -np.pi / 2, 10)[1:]
    rows += [np.add(last, (0.020 * np.cos(a), 0, 0.020 * np.sin(a) - 0.020)) for a in angle]
    rows.append(np.array(rows[-1]) - (0.05, 0, 0))
    made = [grid("dashboard pad", np.array(rows), material("soft_black")), _stitches(np.array(last))]
    lower = [(-0.005, 0.79), (-0.005, 0.775), (-0.02, 0.765), (-0.16, 0.755), (-0.18, 0.70), (-0.19, 0.56)]
    sheet = np.array([[(float(band_x(a, 0)) + dx, a, z) for a in y] for dx, z in lower])
    made.append(grid("dashboard under", sheet, material("soft_black")))
    edge = [(float(band_x(a, 0)) + 0.0, a, 0.655) for a in np.linspace(0.12, 0.66, 30)]
    shelf = np.array(
        [[(x - dx, a, z) for x, a, _ in edge] for dx, z in ((0.15, 0.64), (0.01, 0.64), (0.0, 0.645), (0.0, 0.66))]
    )
    made += [
        grid("dashboard shelf", shelf, material("black_plastic")),
        tube("shelf rail", [(x, a, 0.678) for x, a, _ in edge], 0.005, material("chrome")),
    ]
    return made


@part("car.footwell_light", views=("interior",))
def footwell_light(body):
    """Soft light for both footwells, close under the dashboard's lower side: its edge hides the lamps from the camera."""
    warm = lamp("footwell", (1.0, 0.90, 0.76), 3.0, by_day=8.0)
    return [
        grid("footwell light", [[(float(band_x(y, 0)) - dx, y, 0.752) for y in ys] for dx in (0.13, 0.055)], warm)
        for ys in (np.linspace(-0.60, -0.12, 12), np.linspace(0.12, 0.60, 12))
    ]


def _stitches(edge):
    """Light thread along the pad's edge (n × 3), where its cover turns over the brow."""
    y = np.arange(edge[0, 1] + 0.03, edge[-1, 1] - 0.03, 0.0125)
    x, z = (np.interp(y, edge[:, 1], edge[:, axis]) for axis in (0, 2))
    lines = [[(a - 0.004, b, c + 0.0005), (a - 0.004, b + 0.0085, c + 0.0005)] for a, b, c in zip(x, y, z, strict=True)]
    return rods("pad stitching", lines, 0.0013, material("piping"), roundness=1)


@part("car.instruments")
def instruments(body):
    """A large speedometer before the driver and a small charge meter beside it, in painted pods with dark hoods."""
    at, _ = on_band(DRIVER, BAND_Z + 0.075)
    facing = Vector((1, 0, 0.25)).normalized()
    small, _ = on_band(METER_Y, BAND_Z + 0.068)
    speed, charge = picture("speedometer", speedometer(), lit=0.3), picture("meter", charge_meter(), lit=0.3)
    return [
        *_dial("speedometer", at + facing * 0.016, facing, DIAL_RADIUS, speed, -2.356),
        *_dial("meter", small + facing * 0.012, facing, METER_RADIUS, charge, 1.2),
    ]


def _dial(name, middle, facing, r, face_material, points):
    """A round instrument of radius `r`; its needle points `points` radians clockwise from its top."""
    s = r / DIAL_RADIUS
    pod = [(r + 0.006, -0.10), (r + 0.014, -0.03), (r + 0.016, 0.006), (r + 0.012, 0.014), (r + 0.006, 0.016)]
    rim = [(r - 0.004, -0.012), (r - 0.002, 0.010), (r + 0.002, 0.018), (r + 0.007, 0.018), (r + 0.009, 0.013)]
    face = disc(f"{name} face", r, face_material)
    face.matrix_world = turned(middle - facing * 0.010, facing)
    needle = mesh(
        f"{name} needle",
        [(-0.0040 * s, -0.018 * s, 0), (0.0040 * s, -0.018 * s, 0), (0.0010 * s, 0.076 * s, 0), (-0.0010 * s, 0.076 * s, 0)],
        [range(4)],
        material("red_plastic"),
        smooth=False,
    )  # fmt: skip
    needle.matrix_world = turned(middle - facing * 0.004, facing) @ Matrix.Rotation(-points, 4, "Z")
    hood = []
    for out, along in ((0.017, -0.08), (0.018, 0.0), (0.020, 0.045), (0.017, 0.048), (0.013, 0.044), (0.012, 0.012)):
        angles = np.linspace(-1.25, 1.25, 40)
        reach = [along * (0.35 + 0.65 * np.cos(a) ** 2) * (0.4 + 0.6 * s) if along > 0 else along for a in angles]
        hood.append(
            [
                turned(middle, facing) @ Vector(((r + out) * np.sin(a), (r + out) * np.cos(a), w))
                for a, w in zip(angles, reach, strict=True)
            ]
        )
    return [
        lathe(f"{name} pod", pod[::-1], zone("dashboard"), 128, facing, middle),
        lathe(f"{name} ring", rim, material("chrome"), 128, facing, middle),
        face,
        needle,
        knob(f"{name} needle cap", middle - facing * 0.006, facing, 0.011 * s, 0.007, "black_gloss"),
        grid(f"{name} hood", np.array(hood), material("soft_black")),
    ]


@part("car.steering_wheel")
def steering_wheel(body):
    """A thin ivory wheel with two spokes, a chromed horn ring and the car's own emblem."""
    out = Vector((np.cos(WHEEL_TILT), 0, np.sin(WHEEL_TILT)))
    place = turned(WHEEL_AT, out)

    def circle(radius, sink, low, high, count):
        """Points round the wheel's middle, `sink` behind its plane, between two angles from its top."""
        return [place @ Vector((radius * np.sin(a), radius * np.cos(a), -sink)) for a in np.linspace(low, high, count)]

    made = [tube("wheel rim", circle(WHEEL_RADIUS, 0, 0, 2 * np.pi, 129)[:-1], 0.0125, material("ivory"), cyclic=True)]
    for side in (-1, 1):
        for spread in (-0.013, 0.013):
            end, hub = (
                Vector((side * (WHEEL_RADIUS - 0.004), -0.035 + spread * 0.9, -0.002)),
                Vector((side * 0.03, -0.012 + spread * 0.8, -0.026)),
            )
            bend = (end + hub) / 2 + Vector((0, 0, -0.010))
            made.append(tube("wheel spoke", [place @ p for p in (hub, bend, end)], 0.0055, material("satin")))
    horn = circle(0.112, 0.018, np.pi / 2 + 0.25, 3 * np.pi / 2 - 0.25, 40)
    made.append(tube("horn ring", horn, 0.0042, material("chrome")))
    cap = [
        (0, 0.004), (0.030, 0.003), (0.043, -0.004), (0.050, -0.018), (0.046, -0.034), (0.030, -0.045), (0.026, -0.30),
    ]  # fmt: skip
    made.append(lathe("wheel hub", cap, material("ivory"), 72, out, WHEEL_AT - out * 0.014))
    made.append(
        lathe(
            "hub ring",
            [(0.027, 0.0), (0.029, 0.003), (0.032, 0.003), (0.033, 0)],
            material("chrome"),
            72,
            out,
            WHEEL_AT - out * 0.011,
        )
    )
    emblem = disc("wheel emblem", 0.028, picture("badge", badge()))
    emblem.matrix_world = turned(WHEEL_AT - out * 0.0095, out)
    column = lathe(
        "steering column",
        [(0.034, -0.06), (0.036, -0.10), (0.040, -0.27)],
        material("black_plastic"),
        48,
        out,
        WHEEL_AT,
    )
    made += [emblem, column]
    for side, length in ((-1, 0.145), (1, 0.135)):
        made.append(
            tube(
                "stalk",
                [
                    place @ Vector(p)
                    for p in (
                        (side * 0.03, 0.01, -0.085),
                        (side * length * 0.6, 0.03, -0.075),
                        (side * length, 0.045, -0.06),
                    )
                ],
                0.0048,
                material("chrome"),
            )
        )
        made.append(
            ball(
                "stalk end",
                place @ Vector((side * length, 0.045, -0.06)),
                (0.008, 0.008, 0.008),
                material("ivory"),
                count=24,
            )
        )
    return made


def vent(y, z):
    """A round vent: chromed ring, dark throat, five fins."""
    at, facing = on_band(y, z)
    made = [lathe("vent throat", [(0, 0.001), (0.034, 0.001), (0.036, 0.005)], material("dark"), 64, facing, at)]
    made.append(ring("vent ring", at + facing * 0.004, facing, 0.038, 0.0055))
    place = turned(at + facing * 0.006, facing)
    for level in (-0.024, -0.012, 0, 0.012, 0.024):
        half = (0.034**2 - level**2) ** 0.5
        fin = box(
            "vent fin", (-half, level - 0.0016, -0.004), (half, level + 0.0016, 0.003), material("black_gloss"), 0.001
        )
        fin.matrix_world = place @ fin.matrix_world
        made.append(fin)
    made.append(knob("vent knob", at + facing * 0.006, facing, 0.008, 0.006))
    return made


@part("car.dashboard_controls")
def controls(body):
    """Vents, radio, toggle switches and the glove box."""
    made = [each for y, above in VENTS for each in vent(y, BAND_Z + above)]
    at, facing = on_band(0, BAND_Z + 0.026)
    place = turned(at, facing)
    frame = box("radio frame", (-0.098, -0.033, -0.012), (0.098, 0.033, 0.007), material("chrome"), 0.007)
    front = box("radio front", (-0.092, -0.027, -0.012), (0.092, 0.027, 0.009), material("black_gloss"), 0.005)
    scale = plate("radio scale", 0.110, 0.036, picture("radio", radio_scale(), lit=0.3))
    scale.matrix_world = Matrix.Translation((0, 0, 0.0095))
    for each in (frame, front, scale):
        each.matrix_world = place @ each.matrix_world
    made += [frame, front, scale]
    made += [knob("radio knob", place @ Vector((side * 0.073, 0, 0.009)), facing, 0.0155, 0.014) for side in (-1, 1)]
    for y in (-0.10, -0.06, -0.02, 0.02, 0.06, 0.10):
        made += toggle(y, BAND_Z - 0.048)
    return made + glove_box()


def toggle(y, z):
    at, facing = on_band(y, z)
    foot = knob("switch foot", at, facing, 0.0095, 0.004)
    tip = at + facing * 0.024 + Vector((0, 0, 0.008))
    return [
        foot,
        tube("switch", [at, tip], 0.0030, material("chrome")),
        ball("switch tip", tip, (0.0052,) * 3, material("chrome"), count=20),
    ]


def glove_box():
    """The lid's gap and its chromed handle."""
    outline = [
        (0.255, -0.066), (0.55, -0.066), (0.572, -0.045), (0.572, 0.035), (0.55, 0.058), (0.255, 0.058), (0.235, 0.035),
        (0.235, -0.045),
    ]  # fmt: skip
    dense = [p for a, b in zip(outline, outline[1:] + outline[:1], strict=True) for p in np.linspace(a, b, 12)[:-1]]
    line = [on_band(y, BAND_Z + z) for y, z in dense]
    made = [tube("glove box gap", [at + n * 0.0004 for at, n in line], 0.0022, material("dark"), cyclic=True)]
    _, facing = on_band(0.405, BAND_Z + 0.030)
    grip = [
        on_band(0.405 + d, BAND_Z + 0.030)[0] + facing * h
        for d, h in ((-0.045, 0.0), (-0.042, 0.014), (0, 0.017), (0.042, 0.014), (0.045, 0.0))
    ]
    at, out = on_band(0.405, BAND_Z - 0.004)
    return [
        *made,
        tube("glove box handle", grip, 0.0048, material("chrome")),
        knob("glove box lock", at, out, 0.0085, 0.004),
        knob("glove box keyhole", at + out * 0.0035, out, 0.003, 0.001, "dark"),
    ]
