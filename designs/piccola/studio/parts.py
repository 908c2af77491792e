"""Solid parts on and around the skin: lamps, mirrors, bumpers, and every accessory that is seen from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from camera import Hits, trace
from fields import box, cut, disc, ellipsoid, frame, rod, torus, union
from light import fresnel, irradiance, linear, mirror, step, studio

CHROME, BLACK, RUBBER = (0.86, 0.87, 0.89), (0.012, 0.012, 0.013), (0.010, 0.010, 0.011)
SIDES = (-1, 1)


@dataclass
class Part:
    """A solid inside a box of space, and its material. `albedo` may be a function of position and normal."""

    solid: Any
    low: tuple
    high: tuple
    albedo: Any = BLACK
    metal: bool = False
    paint: bool = False
    base: float = 0.045
    soft: float = 0.06

    def hits(self, camera) -> Hits:
        return trace(camera, self.solid, self.low, self.high)

    def light(self, hits):
        """Linear light with black and with white paint (equal where nothing is painted)."""
        n, v, p = hits.n, hits.v, hits.p
        albedo = self.albedo(p, n) if callable(self.albedo) else np.broadcast_to(np.float32(self.albedo), p.shape)
        near_ground = 0.45 + 0.55 * step(0.05, 0.6, p[:, 2] + 0.3 * np.maximum(n[:, 2], 0))
        seen = (studio(mirror(v, n), self.soft) * near_ground)[:, None]
        lit = (irradiance(n) * near_ground)[:, None]
        if self.metal:
            light = albedo * (seen * 0.92 + 0.08 * lit)
            return light, light
        shine = fresnel(v, n, self.base)[:, None] * seen
        if self.paint:
            return shine, shine + 0.92 * lit * (1 - fresnel(v, n, 0.04)[:, None])
        return shine + albedo * lit, shine + albedo * lit


def part(solid, centre, reach, albedo=BLACK, **more):
    """A part within `reach` metres (one number, or three) of a centre."""
    reach = np.broadcast_to(reach, 3)
    return Part(solid, tuple(np.subtract(centre, reach)), tuple(np.add(centre, reach)), albedo, **more)


def touch(body, origins, direction):
    """Where rays from points meet the skin, and its normals there."""
    origins = np.atleast_2d(np.asarray(origins, np.float32))
    rays = np.broadcast_to(np.asarray(direction, np.float32), origins.shape)
    t = np.zeros(len(origins), np.float32)
    for _ in range(250):
        t += body(origins + t[:, None] * rays) * 0.85
    p = origins + t[:, None] * rays
    e = 0.004
    n = np.stack([body(p + e * axis) - body(p - e * axis) for axis in np.eye(3, dtype=np.float32)], -1)
    return p, n / np.linalg.norm(n, axis=1, keepdims=True)


def ahead(body, y, z):
    return touch(
        body, np.stack([np.full_like(np.asarray(y, float), -1), y, np.broadcast_to(z, np.shape(y))], -1), (1, 0, 0)
    )


def behind(body, y, z):
    return touch(
        body, np.stack([np.full_like(np.asarray(y, float), 5), y, np.broadcast_to(z, np.shape(y))], -1), (-1, 0, 0)
    )


def aside(body, x, z, s):
    x, z = np.broadcast_arrays(np.asarray(x, float), z)
    return touch(body, np.stack([x, np.full_like(x, 2 * s), z], -1), (0, -s, 0))


def bar(points, radius, albedo, **more):
    """A bar along points in space."""
    points = np.asarray(points, float)
    low, high = points.min(0) - radius - 0.02, points.max(0) + radius + 0.02
    return Part(rod(points, radius), tuple(low), tuple(high), albedo, **more)


def _lamp(p, n, radius, colour, ring=CHROME):
    """A round lamp: chrome ring and a lens with a bright heart."""
    axes = frame(n)

    def glow(q, _):
        r = np.linalg.norm(np.cross(q - p, n), axis=1) / radius
        bright = (
            0.62
            - 0.34 * np.exp(-(((r - 0.55) / 0.16) ** 2))
            + 0.5 * np.exp(-((r / 0.30) ** 2))
            - 0.2 * step(0.8, 1.0, r)
        )
        return bright[:, None] * np.float32(colour)

    return [
        part(
            ellipsoid(p, (radius * 1.16, radius * 1.16, radius * 0.38), axes),
            p,
            radius * 1.3,
            ring,
            metal=True,
            soft=0.03,
        ),
        part(
            ellipsoid(p + n * radius * 0.12, (radius, radius, radius * 0.5), axes),
            p,
            radius * 1.3,
            glow,
            base=0.07,
            soft=0.02,
        ),
    ]


def fixed(body):
    """What every Piccola has on its skin."""
    made = []
    for s in SIDES:
        p, n = ahead(body, [s * 0.53], 0.70)
        made += _lamp(p[0], n[0], 0.112, (1.0, 1.0, 0.98))
        p, n = ahead(body, [s * 0.60], 0.485)
        made += _lamp(p[0], n[0], 0.040, (1.0, 0.55, 0.18))
        p, n = behind(body, [s * 0.60], 0.80)
        axes = frame(n[0])
        made.append(part(ellipsoid(p[0], (0.074, 0.125, 0.03), axes), p[0], 0.16, CHROME, metal=True, soft=0.03))
        made.append(
            part(
                ellipsoid(p[0] + n[0] * 0.008, (0.062, 0.112, 0.036), axes),
                p[0],
                0.16,
                _tail_lens(p[0]),
                base=0.06,
                soft=0.02,
            )
        )
        p, n = aside(body, [1.22], 1.04, s)
        head = (1.15, s * 0.89, 1.06)
        made.append(bar([p[0] - n[0] * 0.02, head], 0.018, RUBBER))
        made.append(
            part(
                box(np.add(head, (0.035, 0, 0)), (0.012, 0.082, 0.055), 0.01),
                head,
                0.13,
                (0.02, 0.022, 0.025),
                base=0.2,
                soft=0.02,
            )
        )
        w, nw = touch(body, [[-1, s * 0.10 - 0.02, 1.02], [0.2, s * 0.10 + 0.42, 1.12]], (1, 0, 0))
        made.append(bar(w + nw * 0.012, 0.007, RUBBER))
    y = np.linspace(-0.36, 0.36, 17)
    p, n = ahead(body, y, 0.655)
    for half in (slice(0, 7), slice(10, 17)):
        made.append(bar(p[half] + n[half] * 0.004, 0.011, CHROME, metal=True, soft=0.03))
    p, n = ahead(body, [0.0], 0.655)
    made += _badge(p[0], n[0])
    p, n = behind(body, [0.0], 0.985)
    made += _badge(p[0], n[0], 0.036)
    p, n = behind(body, np.linspace(-0.2, 0.2, 9), 0.90)
    made.append(bar(p + n * 0.008, 0.013, CHROME, metal=True, soft=0.03))
    p, n = behind(body, [0.0], 0.70)
    made.append(part(box(p[0], (0.26, 0.058, 0.012), 0.006, frame(n[0])), p[0], 0.3, _plate(p[0])))
    return made


def _tail_lens(p):
    def red(q, _):
        h = (q[:, 2] - p[2]) / 0.112
        light = np.where((np.abs(h) < 0.22)[:, None], np.float32((0.75, 0.70, 0.66)), np.float32((0.62, 0.012, 0.016)))
        return light * (0.85 + 0.3 * np.exp(-(((h - 0.5) / 0.25) ** 2)))[:, None]

    return red


def _badge(p, n, radius=0.046):
    axes = frame(n)

    def ground(q, _):
        r = np.linalg.norm(np.cross(q - p, n), axis=1) / radius
        return np.where((r < 0.72)[:, None], np.float32((0.015, 0.16, 0.17)), np.float32(CHROME))

    return [
        part(ellipsoid(p, (radius, radius, 0.018), axes), p, radius * 1.4, ground, metal=False, base=0.25, soft=0.03),
        part(rod([p + n * 0.019 + axes[1] * radius * 0.4, p + n * 0.019 - axes[1] * radius * 0.4], 0.005), p, radius * 1.4, CHROME, metal=True),
    ]  # fmt: skip


def _plate(p):
    def face(q, n):
        y, z = (q[:, 1] - p[1]), (q[:, 2] - p[2])
        letters = (np.abs(z) < 0.026) & (np.mod(y * 1000, 38) > 12) & (np.abs(y) < 0.2) & (np.mod(y * 1000, 152) > 30)
        colour = np.where(letters[:, None], np.float32((0.03, 0.03, 0.035)), np.float32((0.80, 0.80, 0.77)))
        return np.where((np.abs(y) > 0.225)[:, None], np.float32((0.02, 0.08, 0.35)), colour)

    return face


def handles(body, albedo, **more):
    made = []
    for s in SIDES:
        p, n = aside(body, np.linspace(1.985, 2.165, 9), 0.875, s)
        lift = 0.006 + 0.012 * np.sin(np.linspace(0, np.pi, 9))
        made.append(bar(p + n * lift[:, None], 0.0135, albedo, **more))
    return made


def mirrors():
    return [
        part(
            ellipsoid((1.145, s * 0.89, 1.06), (0.062, 0.098, 0.066)),
            (1.145, s * 0.89, 1.06),
            0.12,
            paint=True,
            soft=0.03,
        )
        for s in SIDES
    ]


def tyres():
    made = []
    for x in (0.66, 2.96):
        for s in SIDES:
            centre = (x, s * 0.70, 0.292)
            solid = disc(centre, frame((0, 1, 0)), 0.292, 0.092, 0.035)
            made.append(part(solid, centre, 0.31, _rubber(centre), base=0.03, soft=0.35))
    return made


def _rubber(centre):
    def shade(q, n):
        r = np.hypot(q[:, 0] - centre[0], q[:, 2] - centre[2])
        groove = 1 - 0.5 * np.exp(-(((r - 0.262) / 0.004) ** 2)) - 0.4 * np.exp(-(((r - 0.236) / 0.003) ** 2))
        return (0.020 * groove)[:, None] * np.ones(3, np.float32)

    return shade


def trims(body):
    """What tells the trims apart on the outside."""
    belt, mid, sill, lip = [], [], [], []
    for s in SIDES:
        x = np.linspace(1.0, 3.0, 41)
        p, n = aside(body, x, 0.985, s)
        belt.append(bar(p + n * 0.003, 0.0075, CHROME, metal=True, soft=0.03))
        p, n = aside(body, np.linspace(1.04, 2.58, 31), 0.345, s)
        mid.append(bar(p + n * 0.003, 0.009, CHROME, metal=True, soft=0.03))
        p, n = aside(body, np.linspace(1.02, 2.60, 31), 0.245, s)
        sill.append(bar(p + n * 0.004, 0.026, BLACK, soft=0.1))
        sill.append(bar(p + n * 0.024 + (0, 0, 0.018), 0.006, linear("#b3201b")))
    y = np.linspace(-0.62, 0.62, 33)
    p, n = ahead(body, y, 0.225)
    lip = [bar(p + n * 0.012, 0.022, BLACK, soft=0.1), bar(p + n * 0.030 + (0, 0, 0.014), 0.0055, linear("#b3201b"))]
    p, n = ahead(body, np.linspace(-0.40, 0.40, 21), 0.34)
    grille = [bar(p + n * 0.004, 0.009, CHROME, metal=True, soft=0.03)]
    return {"corso": belt, "corsa": sill + lip, "prima": belt + mid + grille}


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
        made += _lamp(p[0], n[0], 0.052, (1.0, 0.92, 0.62))
    return made


def _light_bar():
    made = [bar([(-0.055, -0.44, 0.47), (-0.055, 0.44, 0.47)], 0.014, CHROME, metal=True, soft=0.03)]
    made += [bar([(-0.055, s * 0.3, 0.47), (0.05, s * 0.3, 0.42)], 0.012, BLACK) for s in SIDES]
    for y in (-0.345, -0.115, 0.115, 0.345):
        made += _lamp(
            np.array([-0.085, y, 0.50]), np.array([-1.0, 0, 0.05]) / np.linalg.norm([1, 0.05]), 0.085, (1.0, 0.86, 0.42)
        )
    return made


def _bumper_bars(body):
    made = []
    for way, z in ((ahead, 0.455), (behind, 0.43)):
        p, n = way(body, np.linspace(-0.66, 0.66, 41), z)
        made.append(bar(p + n * 0.028, 0.019, CHROME, metal=True, soft=0.03))
        for y in (-0.40, 0.40):
            p, n = way(body, [y], z)
            made.append(
                part(ellipsoid(p[0] + n[0] * 0.03, (0.026, 0.026, 0.05)), p[0], 0.09, CHROME, metal=True, soft=0.03)
            )
    return made


def _mouldings(body):
    made = []
    for s in SIDES:
        p, n = aside(body, np.linspace(1.17, 2.20, 31), 0.585, s)
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


__all__ = ["Part", "accessories", "fixed", "handles", "mirrors", "spoiler", "trims", "tyres", "union"]
