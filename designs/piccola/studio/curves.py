"""Outlines: closed smooth curves through a few points, and how far a point is from them."""

from __future__ import annotations

import math

import numpy as np
from scipy import interpolate, ndimage
from scipy.spatial import cKDTree
from skimage import draw

FINENESS = 0.012
"""Metres between the samples of a distance field; cubic interpolation makes it smooth in between."""


def closed(points, count=400):
    """`count` points of the smooth closed curve through `points` (n × 2)."""
    points = np.asarray(points, float)
    points = points[np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1) > 1e-6]
    spline, _ = interpolate.splprep(np.vstack([points, points[:1]]).T, s=0, per=True)
    return np.array(interpolate.splev(np.linspace(0, 1, count, endpoint=False), spline)).T


def opened(points, count=200):
    """`count` points of the smooth open curve through `points` (n × 2 or n × 3)."""
    spline, _ = interpolate.splprep(np.asarray(points, float).T, s=0, k=min(3, len(points) - 1))
    return np.array(interpolate.splev(np.linspace(0, 1, count), spline)).T


def capsule(width, height, count=160, power=2.6):
    """A superellipse, from a circle (power 2) to a rounded box: counter-clockwise points n × 2."""
    angle = np.linspace(0, 2 * math.pi, count, endpoint=False)
    c, s = np.cos(angle), np.sin(angle)
    return np.c_[np.sign(c) * np.abs(c) ** (2 / power) * width / 2, np.sign(s) * np.abs(s) ** (2 / power) * height / 2]


def pill(width, height, count=160):
    """An upright strip with half round ends: counter-clockwise points n × 2, about evenly spaced."""
    radius, angle = width / 2, np.linspace(0, math.pi, count // 4)
    top = np.c_[radius * np.cos(angle), radius * np.sin(angle) + height / 2 - radius]
    return resampled(np.vstack([top, -top]), (math.pi * width + 2 * (height - width)) / count)


def circle(radius, count=128):
    return capsule(2 * radius, 2 * radius, count, 2)


def outwards(outline):
    """Unit normals (n × 2) that point out of a closed counter-clockwise outline."""
    along = np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return np.c_[along[:, 1], -along[:, 0]]


def placed(points, at, size=1.0, turn=0.0):
    """Points (n × 2) scaled, turned by degrees and moved to `at`."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return np.asarray(points, float) @ np.array([[c, s], [-s, c]]) * size + np.asarray(at)


def mirrored(points, axis):
    """The points, and their mirror images in reverse: a symmetric outline from its half. `axis` changes sign."""
    points = np.asarray(points, float)
    sign = np.ones(2)
    sign[axis] = -1
    return np.vstack([points, (points * sign)[::-1]])


def resampled(points, spacing, cyclic=True):
    """Points about `spacing` apart, evenly along the polyline through `points` (n × anything)."""
    points = np.asarray(points, float)
    if cyclic:
        points = np.vstack([points, points[:1]])
    along = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1))]
    places = np.linspace(0, along[-1], max(round(along[-1] / spacing), 3) + 1)
    even = np.stack([np.interp(places, along, column) for column in points.T], -1)
    return even[:-1] if cyclic else even


class Outline:
    """A closed outline; called with points (n × 2) it gives their signed distance, negative inside,
    exact where it is below 5 cm."""

    def __init__(self, points):
        self.points = resampled(points, 0.002)
        ahead = np.roll(self.points, -1, axis=0) - np.roll(self.points, 1, axis=0)
        x, y = self.points.T
        clockwise = np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) < 0
        outward = np.stack([ahead[:, 1], -ahead[:, 0]], -1) * (-1 if clockwise else 1)
        self.outward = outward / np.linalg.norm(outward, axis=1, keepdims=True)
        self.tree = cKDTree(self.points)

    def height(self, points):
        """Signed distance of points (n × 2)."""
        far, nearest = self.tree.query(points)
        height = np.sum((points - self.points[nearest]) * self.outward[nearest], axis=1)
        return np.where(far < 0.02, height, np.copysign(far, height))

    def __call__(self, points):
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        found = np.linalg.norm(np.maximum(np.maximum(low - points, points - high), 0), axis=-1)  # far away it will do
        near = found < 0.05
        found[near] = self.height(points[near])
        return found


def distance(outline, low, high, soft=0.0175):
    """A smooth function of two coordinates (arrays that broadcast): signed distance in metres, negative inside.

    Valid between the corners `low` and `high`. `soft` is the deviation of the Gaussian, in metres, that rounds it.
    """
    low, count = np.asarray(low), np.ceil((np.subtract(high, low)) / FINENESS).astype(int)
    grid = np.stack(np.meshgrid(*(low[i] + FINENESS * np.arange(count[i]) for i in (0, 1)), indexing="ij"), -1)
    edge = Outline(outline)
    height = edge.height(grid.reshape(-1, 2)).reshape(count)
    far = np.abs(height)
    inside = draw.polygon2mask(tuple(count), (edge.points - low) / FINENESS)
    near = far < 2 * FINENESS
    field = np.where(near, height, np.where(inside, -far, far))
    field = ndimage.spline_filter(ndimage.gaussian_filter(field, soft / FINENESS))

    def at(a, b):
        a, b = np.broadcast_arrays((a - low[0]) / FINENESS, (b - low[1]) / FINENESS)
        return ndimage.map_coordinates(field, [a, b], prefilter=False, mode="nearest")

    return at
