"""The body as one implicit solid: outlines from the side, from above and from the front, joined smoothly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from curves import closed, distance, mirrored
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from measures import ARCH_RADIUS, FRONT_AXLE, REAR_AXLE, WHEEL_RADIUS
from scipy import interpolate
from skimage import measure

SIDE, PLAN, FRONT = ((-0.5, -0.3), (4.1, 2.0)), ((-0.5, -1.2), (4.1, 1.2)), ((-1.2, -0.3), (1.2, 2.0))

LOW_SIDE = closed(
    [
        (0.05, 0.22),
        (0.0, 0.36),
        (0.015, 0.52),
        (0.05, 0.66),
        (0.14, 0.77),
        (0.36, 0.865),
        (0.70, 0.935),
        (1.0, 0.975),
        (2.0, 0.99),
        (3.0, 0.985),
        (3.33, 0.94),
        (3.47, 0.80),
        (3.515, 0.62),
        (3.52, 0.42),
        (3.45, 0.24),
        (3.0, 0.19),
        (1.8, 0.19),
        (0.6, 0.19),
    ]
)
UP_SIDE = closed(
    [
        (0.72, 0.80),
        (0.86, 0.985),
        (1.05, 1.125),
        (1.28, 1.285),
        (1.52, 1.405),
        (1.85, 1.478),
        (2.2, 1.492),
        (2.6, 1.46),
        (2.92, 1.375),
        (3.17, 1.22),
        (3.35, 1.02),
        (3.45, 0.80),
        (3.3, 0.66),
        (2.0, 0.62),
        (1.0, 0.66),
    ]
)
LOW_PLAN = closed(
    mirrored(
        [
            (-0.01, 0.0),
            (0.0, 0.25),
            (0.07, 0.50),
            (0.25, 0.68),
            (0.6, 0.775),
            (1.2, 0.805),
            (1.9, 0.812),
            (2.6, 0.808),
            (3.05, 0.785),
            (3.35, 0.70),
            (3.49, 0.50),
            (3.525, 0.25),
            (3.53, 0.0),
        ],
        1,
    )
)
UP_PLAN = closed(
    mirrored(
        [
            (0.70, 0.0),
            (0.74, 0.3),
            (0.90, 0.56),
            (1.2, 0.70),
            (1.6, 0.745),
            (2.2, 0.752),
            (2.7, 0.735),
            (3.05, 0.67),
            (3.3, 0.50),
            (3.42, 0.25),
            (3.46, 0.0),
        ],
        1,
    )
)
LOW_FRONT = closed(
    mirrored(
        [
            (0.60, 0.17),
            (0.745, 0.20),
            (0.79, 0.32),
            (0.812, 0.5),
            (0.81, 0.66),
            (0.785, 0.82),
            (0.73, 0.93),
            (0.60, 0.995),
            (0.3, 1.03),
        ],
        0,
    )
)
UP_FRONT = closed(
    mirrored(
        [
            (0.6, 0.60),
            (0.76, 0.66),
            (0.765, 0.85),
            (0.735, 1.0),
            (0.69, 1.15),
            (0.635, 1.30),
            (0.55, 1.405),
            (0.40, 1.465),
            (0.2, 1.49),
        ],
        0,
    )
)


def joined(a, b, round_by):
    """Union of two fields, its edge rounded over about `round_by` metres."""
    h = np.clip(0.5 + 0.5 * (b - a) / round_by, 0, 1)
    return b * (1 - h) + a * h - round_by * h * (1 - h)


def common(a, b, round_by):
    """Intersection of two fields, its edge rounded."""
    return -joined(-a, -b, round_by)


@dataclass(frozen=True)
class Body:
    """The painted solid without openings: vertices (n × 3) in metres, triangles, and the field they come from."""

    vertices: np.ndarray
    triangles: np.ndarray
    field: interpolate.RegularGridInterpolator
    """Signed distance (about) of points … × 3; negative inside."""

    @cached_property
    def tree(self):
        return BVHTree.FromPolygons(self.vertices.tolist(), self.triangles.tolist())

    def hit(self, origin, direction):
        """Where a ray meets the skin, and the outward normal there: two Vectors. Raises ValueError if it misses."""
        place, normal, _, _ = self.tree.ray_cast(Vector(origin), Vector(direction))
        if place is None:
            raise ValueError(f"no skin from {origin} towards {direction}")
        return place, -normal if normal.dot(Vector(direction)) > 0 else normal

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
    """The body, meshed by marching cubes with voxels of `voxel` metres."""
    x, y, z = axes = (np.arange(-0.06, 3.62, voxel), np.arange(-0.9, 0.9 + voxel, voxel), np.arange(0.12, 1.56, voxel))
    deep = np.meshgrid(*axes, indexing="ij", sparse=True)

    def spread(outline, corners, across):
        plane = distance(outline, *corners)(np.stack(np.meshgrid(*(axes[i] for i in across), indexing="ij"), -1))
        return plane.reshape([len(axes[i]) if i in across else 1 for i in range(3)])

    low = common(
        common(spread(LOW_SIDE, SIDE, (0, 2)), spread(LOW_PLAN, PLAN, (0, 1)), 0.16),
        spread(LOW_FRONT, FRONT, (1, 2)),
        0.10,
    )
    up = common(
        common(spread(UP_SIDE, SIDE, (0, 2)), spread(UP_PLAN, PLAN, (0, 1)), 0.22),
        spread(UP_FRONT, FRONT, (1, 2)),
        0.14,
    )
    field = joined(low, up, 0.07)
    at_side = 1 / (1 + np.exp(-(np.abs(deep[1]) - 0.62) / 0.03))
    for axle in (FRONT_AXLE, REAR_AXLE):
        radius = np.hypot(deep[0] - axle, deep[2] - WHEEL_RADIUS)
        field = field - 0.030 * np.exp(-(((radius - 0.365) / 0.075) ** 2)) * at_side
    for axle in (FRONT_AXLE, REAR_AXLE):
        radius = np.hypot(deep[0] - axle, deep[2] - WHEEL_RADIUS)
        field = common(field, -np.maximum(radius - ARCH_RADIUS, 0.50 - np.abs(deep[1])), 0.018)
    field = np.maximum(field, 0.20 - deep[2]).astype(np.float32)
    vertices, triangles, _, _ = measure.marching_cubes(field, 0, spacing=(voxel,) * 3)
    vertices = vertices + np.array([x[0], y[0], z[0]])
    return Body(
        vertices, triangles, interpolate.RegularGridInterpolator(axes, field, bounds_error=False, fill_value=1.0)
    )
