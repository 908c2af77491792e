"""The body as one implicit solid: outlines from the side, from above and from the front, joined smoothly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from curves import closed, distance, mirrored
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from measures import FRONT_AXLE, REAR_AXLE, WHEEL_RADIUS
from skimage import measure

FLOOR = 0.20
"""z of the flat underside."""
LINE_HEIGHT, LINE_ROUND = 0.815, 0.024
"""z of the character line at the car's middle, and how softly its crest is rounded."""
CREASE_ROUND = 0.011
"""How softly the bonnet's creases are rounded."""
SIDE, PLAN, FRONT = ((-0.5, -0.3), (4.1, 2.0)), ((-0.5, -1.2), (4.1, 1.2)), ((-1.2, -0.3), (1.2, 2.0))

LOW_SIDE = closed([
    (0.05, 0.22), (0.0, 0.36), (0.015, 0.52), (0.05, 0.66), (0.14, 0.77), (0.36, 0.865), (0.70, 0.935), (1.0, 0.975),
    (2.0, 0.99), (3.0, 0.985), (3.33, 0.94), (3.47, 0.80), (3.515, 0.62), (3.52, 0.42), (3.45, 0.24), (3.0, 0.19),
    (1.8, 0.19), (0.6, 0.19),
])  # fmt: skip
UP_SIDE = closed([
    (0.72, 0.80), (0.86, 0.985), (1.05, 1.125), (1.28, 1.285), (1.52, 1.405), (1.85, 1.478), (2.2, 1.492), (2.6, 1.46),
    (2.92, 1.375), (3.17, 1.22), (3.35, 1.02), (3.45, 0.80), (3.3, 0.66), (2.0, 0.62), (1.0, 0.66),
])  # fmt: skip
LOW_PLAN = closed(mirrored([
    (-0.01, 0.0), (0.0, 0.25), (0.07, 0.50), (0.25, 0.68), (0.6, 0.775), (1.2, 0.805), (1.9, 0.812), (2.6, 0.808),
    (3.05, 0.785), (3.35, 0.70), (3.49, 0.50), (3.525, 0.25), (3.53, 0.0),
], 1))  # fmt: skip
UP_PLAN = closed(mirrored([
    (0.70, 0.0), (0.74, 0.3), (0.90, 0.56), (1.2, 0.70), (1.6, 0.745), (2.2, 0.752), (2.7, 0.735), (3.05, 0.67),
    (3.3, 0.50), (3.42, 0.25), (3.46, 0.0),
], 1))  # fmt: skip
LOW_FRONT = closed(mirrored([
    (0.60, 0.17), (0.745, 0.20), (0.79, 0.32), (0.812, 0.5), (0.81, 0.66), (0.785, 0.82), (0.73, 0.93), (0.60, 0.995),
    (0.3, 1.03),
], 0))  # fmt: skip
UP_FRONT = closed(mirrored([
    (0.6, 0.60), (0.76, 0.66), (0.765, 0.85), (0.735, 1.0), (0.69, 1.15), (0.635, 1.30), (0.55, 1.405), (0.40, 1.465),
    (0.2, 1.49),
], 0))  # fmt: skip


def joined(a, b, round_by):
    """Union of two fields, its edge rounded over about `round_by` metres without a jump in curvature."""
    near = np.maximum(1.5 * round_by - np.abs(a - b), 0) / (1.5 * round_by)
    return np.minimum(a, b) - near**3 * (round_by / 4)


def common(a, b, round_by):
    """Intersection of two fields, its edge rounded."""
    return -joined(-a, -b, round_by)


def bell(distance, width):
    """1 at distance 0, falling off smoothly over `width` metres."""
    return np.exp(-((distance / width) ** 2))


@cache
def _outlines():
    return [
        distance(outline, *corners)
        for outline, corners in (
            (LOW_SIDE, SIDE), (LOW_PLAN, PLAN), (LOW_FRONT, FRONT), (UP_SIDE, SIDE), (UP_PLAN, PLAN), (UP_FRONT, FRONT),
        )
    ]  # fmt: skip


def _flank(x, y, z):
    """How far the flanks stand out (metres) over the joined outlines: fenders, hip, character line, tucked-in foot."""
    out = 0
    for axle in (FRONT_AXLE, REAR_AXLE):
        out = out + 0.030 * bell(np.hypot(x - axle, z - WHEEL_RADIUS) - 0.365, 0.085)
    hip = 0.016 * bell(x - 2.92, 0.36) * bell(z - 0.83, 0.13)
    line = np.sqrt((z - LINE_HEIGHT - 0.012 * (x - 1.8)) ** 2 + LINE_ROUND**2)
    ends = 1 / (1 + np.exp(-(x - 0.55) / 0.10)) / (1 + np.exp((x - 3.25) / 0.06))
    ridge = 0.018 * np.exp((LINE_ROUND - line) / 0.045) * ends
    tuck = -0.016 * bell(z - 0.42, 0.10) * bell(x - 1.81, 0.62)
    return (out + hip + ridge + tuck) / (1 + np.exp(-(np.abs(y) - 0.62) / 0.03))


def _creases(x, y, z):
    """How far two soft creases stand out of the bonnet (metres); they part from the emblem towards the screen's corners."""
    away = np.sqrt((np.abs(y) - 0.12 - 0.36 * (x - 0.12)) ** 2 + CREASE_ROUND**2)
    ends = 1 / (1 + np.exp(-(x - 0.20) / 0.035)) / (1 + np.exp((x - 0.78) / 0.03))
    return 0.012 * np.exp(-away / 0.05) * ends / (1 + np.exp(-(z - 0.6) / 0.02))


def shape(x, y, z):
    """The body's field: about the signed distance in metres of points given by three arrays that broadcast."""
    low_side, low_plan, low_front, up_side, up_plan, up_front = _outlines()
    low = common(common(low_side(x, z), low_plan(x, y), 0.16), low_front(y, z), 0.10)
    up = common(common(up_side(x, z), up_plan(x, y), 0.22), up_front(y, z), 0.14)
    return common(joined(low, up, 0.07) - _flank(x, y, z) - _creases(x, y, z), FLOOR - z, 0.02)


@dataclass(frozen=True, eq=False)
class Body:
    """The painted solid without openings: vertices (n × 3) in metres, triangles that face outward."""

    vertices: np.ndarray
    normals: np.ndarray
    triangles: np.ndarray

    @staticmethod
    def field(points):
        """Signed distance (about) of points … × 3; negative inside."""
        return shape(*np.moveaxis(np.asarray(points, float), -1, 0))

    @staticmethod
    def slope(points, step=0.002):
        """Gradient of the field at points (n × 3): the outward direction, about one long."""
        moves = np.eye(3) * step
        return np.stack([Body.field(points + m) - Body.field(points - m) for m in moves], -1) / (2 * step)

    @staticmethod
    def settled(points, rounds=1):
        """The points (n × 3) moved onto the skin, and the unit outward normals there."""
        for _ in range(rounds):
            slope = Body.slope(points)
            steep = np.sum(slope**2, axis=1)[:, None]
            points = points - slope * Body.field(points)[:, None] / np.maximum(steep, 0.05)
        return points, slope / np.sqrt(steep)

    @cached_property
    def tree(self):
        return BVHTree.FromPolygons(self.vertices.tolist(), self.triangles.tolist())

    def hit(self, origin, direction):
        """Where a ray meets the skin, and the outward normal there: two Vectors. Raises ValueError if it misses."""
        place, _, index, _ = self.tree.ray_cast(Vector(origin), Vector(direction))
        if place is None:
            raise ValueError(f"no skin from {origin} towards {direction}")
        corners = self.triangles[index]
        here, a, b, c = np.array(place), *self.vertices[corners]
        shares = np.linalg.norm(np.cross([b - here, c - here, a - here], [c - here, a - here, b - here]), axis=1)
        return place, Vector(shares @ self.normals[corners]).normalized()

    def on_side(self, x, z, side=-1):
        """Skin at x, z on the left (-1) or right (+1)."""
        return self.hit((x, side * 3, z), (0, -side, 0))

    def on_top(self, x, y):
        return self.hit((x, y, 5), (0, 0, -1))

    def on_nose(self, y, z):
        return self.hit((-3, y, z), (1, 0, 0))

    def on_tail(self, y, z):
        return self.hit((7, y, z), (-1, 0, 0))


def body(voxel=0.01):
    """The body, meshed by marching cubes with voxels of `voxel` metres, then settled on the exact skin."""
    x, y, z = np.arange(-0.06, 3.62, voxel), np.arange(-0.9, 0.9 + voxel, voxel), np.arange(0.12, 1.56, voxel)
    field = shape(*np.meshgrid(x, y, z, indexing="ij", sparse=True)).astype(np.float32)
    vertices, triangles, _, _ = measure.marching_cubes(field, 0, spacing=(voxel,) * 3)
    vertices = vertices.astype(float) + np.array([x[0], y[0], z[0]])
    return Body(*Body.settled(vertices), triangles.astype(np.int64))
