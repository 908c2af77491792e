"""Every accessory that is a solid seen from outside."""

from __future__ import annotations

import numpy as np
from fields import box, cut, disc, ellipsoid, frame, rod, torus
from light import linear
from parts import BLACK, CHROME, NEAR, SIDES, ahead, aside, bar, behind, handles, lamp, part


def accessories(body):
    """Every accessory that is a solid seen from outside, by its key."""
    return {
        "roof_rack": _roof_rack(), "roof_box": _roof_box(), "ski_carrier": _skis(), "surf_carrier": _surfboard(),
        "luggage_rack": _luggage_rack(), "luggage_strap": _suitcase(), "tow_hook": _tow_hook(),
        "bike_carrier": _bikes(), "fog_lamps": _fog_lamps(body), "light_bar": _light_bar(),
        "chrome_kit": _bumper_bars(body) + handles(body, CHROME, metal=True, soft=0.03),
        "side_mouldings": _mouldings(body), "mudflaps": _mudflaps(), "tailpipe": _tailpipe(), "aerial": _aerial(),
        "pennant": _pennant(), "eyelashes": _lashes(body), "camera": _camera(body),
    }  # fmt: skip


def _roof_rack():
    made = []
    for x in (1.72, 2.42):
        made.append(bar([(x, -0.60, 1.535), (x, 0.60, 1.535)], 0.017, (0.72, 0.73, 0.75), metal=True, soft=0.08))
        made += [bar([(x, s * 0.58, 1.535), (x, s * 0.615, 1.37)], 0.02, BLACK) for s in SIDES]
    return made


def _roof_box():
    solid = box((2.08, 0.10, 1.685), (0.66, 0.33, 0.135), 0.115)
    seam = part(
        box((2.08, 0.10, 1.645), (0.663, 0.333, 0.006), 0.005), (2.08, 0.10, 1.645), (0.7, 0.36, 0.02), (0.01,) * 3
    )
    return [part(solid, (2.08, 0.10, 1.685), (0.70, 0.36, 0.16), (0.055, 0.058, 0.062), soft=0.03), seam]


def _skis():
    made = []
    for y, colour in ((-0.36, "#c8321f"), (-0.24, "#c8321f"), (0.16, "#1d5e8c"), (0.28, "#1d5e8c")):
        line = [(1.32, y, 1.66), (1.42, y, 1.59), (1.55, y, 1.575), (2.85, y, 1.575), (2.95, y, 1.585)]
        made.append(part(rod(line, 0.026), (2.1, y, 1.62), (0.95, 0.06, 0.1), linear(colour)))
    made += [bar([(x, -0.45, 1.615), (x, 0.40, 1.615)], 0.015, BLACK) for x in (1.72, 2.42)]
    return made


def _surfboard():
    def deck(q, _):
        stripe = np.abs(q[:, 1] - 0.05) < 0.025
        tip = q[:, 0] > 2.75
        colour = np.where(stripe[:, None], np.float32(linear("#c8321f")), np.float32(linear("#f0e4c4")))
        return np.where(tip[:, None], np.float32(linear("#1d6f7c")), colour)

    board = part(ellipsoid((2.05, 0.05, 1.595), (1.12, 0.29, 0.038)), (2.05, 0.05, 1.595), (1.2, 0.33, 0.06), deck)
    straps = [
        bar([(x, -0.30, 1.55), (x, -0.2, 1.63), (x, 0.3, 1.63), (x, 0.4, 1.55)], 0.010, BLACK) for x in (1.72, 2.42)
    ]
    return [board, *straps]


def _luggage_rack():
    top, made = 0.985, []
    frame_points = [
        (3.36, -0.36, top),
        (3.66, -0.36, top),
        (3.72, -0.30, top),
        (3.72, 0.30, top),
        (3.66, 0.36, top),
        (3.36, 0.36, top),
    ]
    made.append(bar(frame_points, 0.013, CHROME, metal=True, soft=0.03))
    made += [bar([(3.36, y, top), (3.72, y, top)], 0.009, CHROME, metal=True, soft=0.03) for y in (-0.18, 0.0, 0.18)]
    made += [bar([(3.68, s * 0.33, top), (3.50, s * 0.36, 0.78)], 0.011, CHROME, metal=True, soft=0.03) for s in SIDES]
    return made


def _suitcase():
    centre = (3.56, 0, 1.13)
    case = part(box(centre, (0.135, 0.30, 0.125), 0.03), centre, (0.16, 0.33, 0.15), linear("#b98a55"), soft=0.2)
    straps = [
        part(
            box((3.56, y, 1.13), (0.141, 0.018, 0.131), 0.03),
            (3.56, y, 1.13),
            (0.16, 0.03, 0.15),
            linear("#5a3018"),
            soft=0.2,
        )
        for y in (-0.15, 0.15)
    ]
    grip = bar(
        [(3.56, -0.06, 1.255), (3.56, -0.04, 1.285), (3.56, 0.04, 1.285), (3.56, 0.06, 1.255)], 0.009, linear("#5a3018")
    )
    return [case, *straps, grip]


def _tow_hook():
    neck = bar(
        [(3.42, 0, 0.25), (3.60, 0, 0.25), (3.64, 0, 0.29), (3.64, 0, 0.36)], 0.018, (0.5, 0.5, 0.52), metal=True
    )
    return [
        neck,
        part(ellipsoid((3.64, 0, 0.385), (0.032,) * 3), (3.64, 0, 0.385), 0.05, CHROME, metal=True, soft=0.05),
    ]


def _bikes():
    made = [bar([(3.45, 0, 0.40), (3.95, 0, 0.44)], 0.02, BLACK), bar([(3.62, 0, 0.42), (3.62, 0, 1.0)], 0.016, BLACK)]
    for x, flip, colour in ((3.74, 1, "#c8321f"), (3.88, -1, "#2b6f8f")):
        axes = frame((1, 0, 0))
        for y in (-0.46, 0.46):
            hub = (x, y, 0.80)
            made.append(part(torus(hub, axes, 0.275, 0.014), hub, (0.04, 0.32, 0.32), (0.02,) * 3))
            made.append(part(torus(hub, axes, 0.258, 0.006), hub, (0.04, 0.32, 0.32), CHROME, metal=True))
            made.append(bar([(x, y, 0.54), (x, y, 1.06)], 0.0025, CHROME, metal=True))
            made.append(bar([(x, y - 0.26, 0.8), (x, y + 0.26, 0.8)], 0.0025, CHROME, metal=True))
        a, b, c, d = ((x, flip * y, z) for y, z in ((0.46, 0.80), (0.06, 0.76), (0.16, 1.14), (-0.32, 1.16)))
        e, f = (x, flip * -0.46, 0.80), (x, flip * -0.28, 1.26)
        made += [
            bar([a, b, c, a], 0.014, linear(colour)),
            bar([b, d, c], 0.014, linear(colour)),
            bar([e, d, f], 0.013, linear(colour)),
        ]
        made.append(bar([f, (x, flip * -0.40, 1.30)], 0.012, BLACK))
        made.append(
            part(
                ellipsoid((x, flip * 0.18, 1.22), (0.04, 0.11, 0.025)), (x, flip * 0.18, 1.22), 0.13, linear("#5a3018")
            )
        )
    return made


def _fog_lamps(body):
    made = []
    for s in SIDES:
        p, n = ahead(body, [s * 0.575], 0.345)
        made += lamp(p[0], n[0], 0.052, (1.0, 0.92, 0.62))
    return made


def _light_bar():
    made = [bar([(-0.055, -0.44, 0.47), (-0.055, 0.44, 0.47)], 0.014, CHROME, metal=True, soft=0.03)]
    made += [bar([(-0.055, s * 0.3, 0.47), (0.05, s * 0.3, 0.42)], 0.012, BLACK) for s in SIDES]
    for y in (-0.345, -0.115, 0.115, 0.345):
        made += lamp(
            np.array([-0.085, y, 0.50]), np.array([-1.0, 0, 0.05]) / np.linalg.norm([1, 0.05]), 0.085, (1.0, 0.86, 0.42)
        )
    return made


def _bumper_bars(body):
    made = []
    for way, z in ((ahead, 0.455), (behind, 0.43)):
        p, n = way(body, np.linspace(-0.66, 0.66, 17), z)
        made.append(bar(p + n * 0.028, 0.019, CHROME, metal=True, soft=0.03))
        for y in (-0.40, 0.40):
            p, n = way(body, [y], z)
            made.append(
                part(ellipsoid(p[0] + n[0] * 0.03, (0.026, 0.026, 0.05)), p[0], 0.09, CHROME, metal=True, soft=0.03)
            )
    return made


def _mouldings(body):
    made = []
    for s in NEAR:
        p, n = aside(body, np.linspace(1.17, 2.20, 7), 0.585, s)
        made.append(bar(p + n * 0.002, 0.019, (0.022, 0.022, 0.024), soft=0.25))
    return made


def _mudflaps():
    return [
        part(box((x, s * 0.715, 0.205), (0.008, 0.088, 0.115), 0.007), (x, s * 0.715, 0.205), (0.03, 0.1, 0.13), (0.014,) * 3, soft=0.3)
        for x in (1.035, 3.335) for s in SIDES
    ]  # fmt: skip


def _tailpipe():
    axes, centre = frame((1, 0, 0)), (3.47, -0.44, 0.235)
    tube = cut(disc(centre, axes, 0.042, 0.09, 0.004), disc((3.55, -0.44, 0.235), axes, 0.034, 0.06, 0.002))
    return [part(tube, centre, 0.12, CHROME, metal=True, soft=0.04)]


def _aerial():
    line = [(1.62, 0, 1.44), (1.75, 0, 1.66), (1.92, 0, 1.86), (2.12, 0, 2.00)]
    return [
        bar(line, 0.0055, (0.04, 0.04, 0.042), soft=0.2),
        part(ellipsoid(line[0], (0.03, 0.02, 0.02)), line[0], 0.05, BLACK),
    ]


def _pennant():
    def cloth(q, _):
        return np.where(
            (np.abs(q[:, 2] - 1.865 - 0.02 * np.sin(q[:, 0] * 14)) < 0.016)[:, None],
            np.float32(linear("#f4efe2")),
            np.float32(linear("#c8321f")),
        )

    def solid(p):
        x = p[..., 0] - 1.93
        wave = 0.022 * np.sin(p[..., 0] * 16) * np.clip(x * 4, 0, 1)
        half = np.clip(0.088 * (1 - x / 0.36), 0, 0.1)
        edge = np.maximum(np.maximum(np.abs(p[..., 2] - 1.865 - 0.02 * np.sin(p[..., 0] * 14)) - half, -x), x - 0.36)
        return np.maximum(edge, np.abs(p[..., 1] - wave) - 0.004) * 0.6

    return [part(solid, (2.11, 0, 1.865), (0.2, 0.05, 0.12), cloth, soft=0.4)]


def _lashes(body):
    made = []
    for s in SIDES:
        p, n = ahead(body, [s * 0.53], 0.70)
        axes = frame(n[0])
        for angle in np.radians([-58, -32, -8, 16, 40]):
            way = np.sin(angle) * axes[0] * 1.0 + np.cos(angle) * axes[1]
            root, tip = p[0] + way * 0.118 + n[0] * 0.03, p[0] + way * 0.175 + n[0] * 0.085
            middle = (root + tip) / 2 + n[0] * 0.014 - way * 0.006
            made.append(bar([root, middle, tip + axes[1] * 0.022], 0.0062, BLACK))
    return made


def _camera(body):
    p, n = behind(body, [0.0], 0.785)
    return [part(box(p[0] + n[0] * 0.01, (0.035, 0.02, 0.02), 0.012, frame(n[0])), p[0], 0.06, BLACK),
            part(ellipsoid(p[0] + n[0] * 0.03, (0.012,) * 3), p[0], 0.06, (0.05, 0.05, 0.08), base=0.3)]  # fmt: skip


def spoiler():
    """The roof spoiler, in the colour of the body."""
    axes = np.stack([(0.94, 0, -0.34), (0, 1, 0), (0.34, 0, 0.94)])
    solid = box((3.07, 0, 1.352), (0.135, 0.47, 0.017), 0.016, axes)
    return [part(solid, (3.07, 0, 1.352), (0.18, 0.5, 0.09), paint=True, soft=0.03)]
