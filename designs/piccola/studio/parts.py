"""Solid parts on the skin: what every Piccola has, and what tells the trims apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from camera import Hits, trace
from fields import box, disc, ellipsoid, frame, rod
from light import fresnel, irradiance, linear, mirror, step, studio

CHROME, BLACK, RUBBER = (0.86, 0.87, 0.89), (0.012, 0.012, 0.013), (0.010, 0.010, 0.011)
SIDES = (-1, 1)
NEAR = (-1,)
"""The side that faces the camera; what lies flat on the other one is in no picture."""


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


def lamp(p, n, radius, colour, ring=CHROME):
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
        made += lamp(p[0], n[0], 0.112, (1.0, 1.0, 0.98))
        p, n = ahead(body, [s * 0.60], 0.485)
        made += lamp(p[0], n[0], 0.040, (1.0, 0.55, 0.18))
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
    for s in NEAR:
        p, n = aside(body, np.linspace(1.985, 2.165, 9), 0.875, s)
        lift = 0.006 + 0.012 * np.sin(np.linspace(0, np.pi, 9))
        made.append(bar(p + n * lift[:, None], 0.0135, albedo, **more))
    return made


def mirrors(albedo=BLACK, metal=False):
    """The caps of the door mirrors, to be painted or of metal."""
    return [
        part(ellipsoid((1.145, s * 0.89, 1.06), (0.062, 0.098, 0.066)), (1.145, s * 0.89, 1.06), 0.12, albedo, metal=metal, paint=not metal, soft=0.03)
        for s in SIDES
    ]  # fmt: skip


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
    for s in NEAR:
        p, n = aside(body, np.linspace(1.0, 3.0, 15), 0.985, s)
        belt.append(bar(p + n * 0.003, 0.0075, CHROME, metal=True, soft=0.03))
        p, n = aside(body, np.linspace(1.04, 2.58, 9), 0.345, s)
        mid.append(bar(p + n * 0.003, 0.009, CHROME, metal=True, soft=0.03))
        p, n = aside(body, np.linspace(1.02, 2.60, 9), 0.245, s)
        sill.append(bar(p + n * 0.004, 0.026, BLACK, soft=0.1))
        sill.append(bar(p + n * 0.024 + (0, 0, 0.018), 0.006, linear("#b3201b")))
    y = np.linspace(-0.62, 0.62, 17)
    p, n = ahead(body, y, 0.225)
    lip = [bar(p + n * 0.012, 0.022, BLACK, soft=0.1), bar(p + n * 0.030 + (0, 0, 0.014), 0.0055, linear("#b3201b"))]
    p, n = ahead(body, np.linspace(-0.40, 0.40, 9), 0.34)
    grille = [bar(p + n * 0.004, 0.009, CHROME, metal=True, soft=0.03)]
    return {"corso": belt, "corsa": sill + lip, "prima": belt + mid + grille}
