"""What the skin is made of where: paint, glass, rubber, chrome, gaps; and its light with black and with white paint."""

from __future__ import annotations

import numpy as np
from body import WHEEL_Z, WHEELS_X
from fields import Plane, mirrored, smooth_max, spline
from light import fresnel, irradiance, linear, mirror, shelter, step, studio

DOOR_WINDOW = [
    (1.135, 1.045), (1.20, 1.10), (1.36, 1.225), (1.55, 1.335), (1.75, 1.39), (2.0, 1.408), (2.13, 1.405),
    (2.19, 1.38), (2.20, 1.2), (2.20, 1.06), (2.16, 1.03), (1.8, 1.02), (1.4, 1.02), (1.17, 1.025),
]  # fmt: skip
REAR_WINDOW = [
    (2.27, 1.06), (2.27, 1.2), (2.275, 1.37), (2.31, 1.395), (2.5, 1.375), (2.72, 1.31), (2.85, 1.2), (2.88, 1.12),
    (2.84, 1.07), (2.6, 1.04), (2.3, 1.035),
]  # fmt: skip
SURROUND = [
    (1.09, 1.03), (1.34, 1.235), (1.53, 1.355), (1.75, 1.412), (2.0, 1.43), (2.25, 1.425), (2.5, 1.40), (2.75, 1.33),
    (2.89, 1.21), (2.915, 1.11), (2.87, 1.045), (2.6, 1.015), (2.0, 1.0), (1.4, 0.998), (1.12, 1.005),
]  # fmt: skip
DOOR = [
    (1.13, 1.00), (1.12, 0.85), (1.13, 0.6), (1.17, 0.42), (1.25, 0.36), (1.7, 0.335), (2.05, 0.345), (2.17, 0.42),
    (2.235, 0.6), (2.25, 0.85), (2.235, 1.01),
]  # fmt: skip
WINDSCREEN = [(0.0, 0.985), (0.30, 0.992), (0.50, 1.012), (0.565, 1.06), (0.555, 1.20), (0.505, 1.345), (0.45, 1.385),
              (0.25, 1.405), (0.0, 1.41)]  # fmt: skip
TAILGATE_WINDOW = [(0.0, 1.05), (0.30, 1.055), (0.46, 1.075), (0.50, 1.12), (0.47, 1.24), (0.42, 1.30), (0.25, 1.325),
                   (0.0, 1.33)]  # fmt: skip
HOOD = [(0.15, 0.0), (0.18, 0.3), (0.25, 0.46), (0.45, 0.57), (0.7, 0.61), (0.83, 0.60), (0.845, 0.40), (0.815, 0.2),
        (0.805, 0.0)]  # fmt: skip
TAILGATE = [(0.0, 0.50), (0.35, 0.50), (0.47, 0.53), (0.51, 0.62), (0.52, 0.85), (0.545, 1.0), (0.55, 1.2),
            (0.50, 1.34), (0.30, 1.385), (0.0, 1.39)]  # fmt: skip
GRILLE = [(-0.42, 0.30), (-0.44, 0.345), (-0.40, 0.385), (0, 0.395), (0.40, 0.385), (0.44, 0.345), (0.42, 0.30),
          (0.3, 0.275), (0, 0.268), (-0.3, 0.275)]  # fmt: skip
BUMPER = [(-0.86, 0.62), (-0.8, 0.60), (-0.6, 0.565), (-0.3, 0.545), (0, 0.54), (0.3, 0.545), (0.6, 0.565),
          (0.8, 0.60), (0.86, 0.62)]  # fmt: skip
PIXEL = 0.0016

OUTLINES = {
    "door_window": Plane(spline(DOOR_WINDOW)), "rear_window": Plane(spline(REAR_WINDOW)),
    "surround": Plane(spline(SURROUND)), "door": Plane(spline(DOOR, closed=False), 1, line=True),
    "windscreen": Plane(spline(mirrored(WINDSCREEN, 0))), "tailgate_window": Plane(spline(mirrored(TAILGATE_WINDOW, 0))),
    "hood": Plane(spline(mirrored(HOOD, 1))), "tailgate": Plane(spline(mirrored(TAILGATE, 0))),
    "grille": Plane(spline(GRILLE)), "bumper": Plane(spline(BUMPER, closed=False), 1, line=True),
}  # fmt: skip


def inside(distance, pixel=PIXEL):
    """Coverage of a region from the distance to its edge."""
    return np.clip(0.5 - distance / (2 * pixel), 0, 1)


class Skin:
    """Materials of all hit points. `paint` is how much body paint there is; regions are kept for other layers."""

    def __init__(self, body, hits):
        self.body, self.hits = body, hits
        p, n = hits.p, hits.n
        self.x, self.y, self.z = p[:, 0], p[:, 1], p[:, 2]
        self.well = body.is_well(p)
        self.open = shelter(body, p, n)
        count = len(p)
        self.paint = np.ones(count, np.float32)
        self.albedo = np.zeros((count, 3), np.float32)
        self.base = np.full(count, 0.045, np.float32)
        self.soft = np.full(count, 0.035, np.float32)
        self._measure()
        self._lay_materials()

    def _measure(self):
        x, y, z, n, o = self.x, self.y, self.z, self.hits.n, OUTLINES
        aside = 0.14 * (0.50 - np.abs(n[:, 1]))  # from where a surface counts as the car's side
        front, back = 0.15 * (n[:, 0] + 0.28), 0.15 * (0.25 - n[:, 0])
        self.side_glass = smooth_max(np.minimum(o["door_window"](x, z), o["rear_window"](x, z)), aside, 0.01)
        self.surround = smooth_max(o["surround"](x, z), aside - 0.012, 0.01)
        self.windscreen = np.maximum(smooth_max(o["windscreen"](y, z), front, 0.01), x - 1.7)
        self.tail_glass = np.maximum(smooth_max(o["tailgate_window"](y, z), back, 0.01), 2.6 - x)
        self.glass = inside(np.minimum(np.minimum(self.side_glass, self.windscreen), self.tail_glass))
        self.roof = roof_distance(x, y, z, n)

    def lay(self, cover, colour, base=0.045, soft=0.035):
        """Cover the paint with another material: its colour, how much it mirrors, how softly."""
        self.paint *= 1 - cover
        self.albedo += cover[:, None] * (np.asarray(colour, np.float32) - self.albedo)
        self.base += cover * (base - self.base)
        self.soft += cover * (soft - self.soft)

    def _lay_materials(self):
        x, y, z, n, o = self.x, self.y, self.z, self.hits.n, OUTLINES
        low = inside(z - 0.245 - 0.01 * np.cos(x * 2), 0.004)
        self.lay(low, (0.012, 0.012, 0.013), 0.03, 0.3)
        front, back = (x < 0.6) & (n[:, 0] < -0.15), (x > 2.9) & (n[:, 0] > 0.15)
        self.lay(inside(o["grille"](y, z)) * front, (0.006, 0.006, 0.007), 0.03, 0.2)
        side = np.abs(n[:, 1]) > 0.5
        gaps = [
            inside(np.abs(o["hood"](x, y)) - 0.0035) * ((n[:, 2] > 0.1) | (n[:, 0] < -0.3)) * (x < 1.2) * (z > 0.6),
            inside(o["door"](x, z) - 0.004) * side,
            inside(np.abs(o["tailgate"](y, z)) - 0.0035) * back * (z > 0.45),
            inside(o["bumper"](y, z) - 0.0035) * ((x < 0.32) & (n[:, 0] < -0.05)),
            inside(o["bumper"](y, z - 0.02) - 0.0035) * ((x > 3.2) & (n[:, 0] > 0.05)),
        ]
        gaps.append(inside(np.abs(self.roof) - 0.0028))
        for gap in gaps:
            self.lay(gap * (1 - self.glass), (0.002, 0.002, 0.002), 0.0, 0.5)
        rubber = np.maximum(
            inside(self.surround), np.maximum(inside(self.windscreen - 0.016), inside(self.tail_glass - 0.014))
        )
        self.lay(rubber, (0.008, 0.008, 0.009), 0.03, 0.12)
        self.lay(self.glass, (0.01, 0.011, 0.012), 0.06, 0.012)

    def light(self, behind_glass=None):
        """Linear light with black paint and with white paint."""
        v, n = self.hits.v, self.hits.n
        shine = fresnel(v, n, self.base) * studio(mirror(v, n), self.soft) * (0.35 + 0.65 * self.open)
        lit = irradiance(n) * self.open
        albedo = self.albedo if behind_glass is None else self.albedo * (1 - self.glass[:, None])
        black = shine[:, None] + albedo * (lit * (1 - self.paint))[:, None]
        if behind_glass is not None:
            black = black + behind_glass * self.glass[:, None]
        white = black + (0.92 * self.paint * lit * (1 - fresnel(v, n, 0.04)))[:, None]
        return black.astype(np.float32), white.astype(np.float32)


def roof_distance(x, y, z, n):
    """Distance to the edge of the roof panel, between the drip rails, the windscreen and the tailgate."""
    rail = np.interp(
        x, [1.2, 1.45, 1.6, 1.8, 2.05, 2.3, 2.55, 2.8, 3.0], [1.40, 1.385, 1.408, 1.432, 1.446, 1.442, 1.42, 1.37, 1.3]
    )
    return smooth_max(smooth_max(rail - z, 1.50 - x + 0.10 * np.abs(y) ** 2, 0.05), x - 2.93 + 0.12 * y**2, 0.05)


__all__ = ["OUTLINES", "WHEELS_X", "WHEEL_Z", "Skin", "inside", "linear", "step"]
