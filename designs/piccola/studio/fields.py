"""Signed distances: closed splines in a plane, and the solids that parts are made of. Metres; negative is inside."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw
from scipy import interpolate, ndimage

STEP = 0.0025


def spline(points, n=400, closed=True):
    """A smooth curve through points, closed or open, as n points."""
    points = np.array(points, float)
    points = points[np.r_[True, np.linalg.norm(np.diff(points, axis=0), axis=1) > 1e-6]]
    if closed:
        if np.linalg.norm(points[0] - points[-1]) < 1e-6:
            points = points[:-1]
        points = np.vstack([points, points[:1]])
    coefficients, _ = interpolate.splprep(points.T, s=0, per=closed, k=3)
    return np.array(interpolate.splev(np.linspace(0, 1, n), coefficients)).T


def mirrored(points, axis):
    """A half outline and its mirror image (axis: which coordinate changes its sign)."""
    points = np.array(points, float)
    sign = np.ones(2)
    sign[axis] = -1
    return np.vstack([points, (points * sign)[::-1]])


class Plane:
    """Distance to an outline in a plane, read from a grid; `soft` rounds it (grid steps), `line` makes it a stroke."""

    def __init__(self, outline, soft=2.0, margin=0.6, line=False):
        outline = np.asarray(outline, float)
        self.low = outline.min(0) - margin
        size = np.ceil((outline.max(0) + margin - self.low) / STEP).astype(int)
        image = Image.new("L", tuple(size.tolist()))
        dots = [tuple(dot) for dot in ((outline - self.low) / STEP).tolist()]
        if line:
            ImageDraw.Draw(image).line(dots, fill=255, width=1)
        else:
            ImageDraw.Draw(image).polygon(dots, fill=255)
        inside = np.asarray(image).T > 0
        distance = ndimage.distance_transform_edt(~inside)
        if not line:
            distance = distance - ndimage.distance_transform_edt(inside)
        self.grid = ndimage.gaussian_filter((distance * STEP).astype(np.float32), soft)

    def __call__(self, a, b):
        at = np.stack([(a - self.low[0]) / STEP - 0.5, (b - self.low[1]) / STEP - 0.5]).astype(np.float32)
        return ndimage.map_coordinates(self.grid, at, order=1, mode="nearest", prefilter=False)


def smooth_min(a, b, k):
    h = np.clip(0.5 + 0.5 * (b - a) / k, 0, 1)
    return b * (1 - h) + a * h - k * h * (1 - h)


def smooth_max(a, b, k):
    return -smooth_min(-a, -b, k)


def frame(normal, up=(0, 0, 1)):
    """Rows: two directions across a normal, and the normal."""
    w = np.asarray(normal, float) / np.linalg.norm(normal)
    u = np.cross(up, w)
    u /= np.linalg.norm(u)
    return np.stack([u, np.cross(w, u), w])


def ellipsoid(centre, radii, axes=None):
    centre, radii = np.asarray(centre, np.float32), np.asarray(radii, np.float32)

    def distance(p):
        q = p - centre
        if axes is not None:
            q = q @ np.asarray(axes, np.float32).T
        k0 = np.linalg.norm(q / radii, axis=-1)
        k1 = np.linalg.norm(q / radii**2, axis=-1)
        return k0 * (k0 - 1) / np.maximum(k1, 1e-6)

    return distance


def box(centre, half, radius=0.01, axes=None):
    centre, half = np.asarray(centre, np.float32), np.asarray(half, np.float32)

    def distance(p):
        q = p - centre
        if axes is not None:
            q = q @ np.asarray(axes, np.float32).T
        q = np.abs(q) - half + radius
        return np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(-1), 0) - radius

    return distance


def rod(points, radius):
    """A round bar along a line of points."""
    points = np.asarray(points, np.float32)

    def distance(p):
        best = np.full(p.shape[:-1], 9, np.float32)
        for a, b in pairwise(points):
            along = b - a
            h = np.clip((p - a) @ along / max(float(along @ along), 1e-9), 0, 1)
            best = np.minimum(best, np.linalg.norm(p - a - h[..., None] * along, axis=-1))
        return best - radius

    return distance


def torus(centre, axes, radius, thick):
    centre, axes = np.asarray(centre, np.float32), np.asarray(axes, np.float32)

    def distance(p):
        q = (p - centre) @ axes.T
        ring = np.hypot(q[..., 0], q[..., 1]) - radius
        return np.hypot(ring, q[..., 2]) - thick

    return distance


def disc(centre, axes, radius, half, round_by=0.005):
    """A flat cylinder whose axis is the third row of axes."""
    centre, axes = np.asarray(centre, np.float32), np.asarray(axes, np.float32)

    def distance(p):
        q = (p - centre) @ axes.T
        a = np.hypot(q[..., 0], q[..., 1]) - radius + round_by
        b = np.abs(q[..., 2]) - half + round_by
        return np.minimum(np.maximum(a, b), 0) + np.hypot(np.maximum(a, 0), np.maximum(b, 0)) - round_by

    return distance


def union(*solids, k=0.0):
    def distance(p):
        best = solids[0](p)
        for solid in solids[1:]:
            best = smooth_min(best, solid(p), k) if k else np.minimum(best, solid(p))
        return best

    return distance


def cut(solid, *holes, k=0.004):
    def distance(p):
        best = solid(p)
        for hole in holes:
            best = smooth_max(best, -hole(p), k)
        return best

    return distance
