"""Outlines: closed smooth curves through a few points, and how far a point is from them."""

from __future__ import annotations

import numpy as np
from scipy import interpolate, ndimage
from skimage import draw

FINENESS = 0.0025
"""Metres between the samples of a distance field."""


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


def mirrored(points, axis):
    """The points, and their mirror images in reverse: a symmetric outline from its half. `axis` changes sign."""
    points = np.asarray(points, float)
    sign = np.ones(2)
    sign[axis] = -1
    return np.vstack([points, (points * sign)[::-1]])


def distance(outline, low, high, soft=0.0175):
    """A function of points (… × 2) that gives their signed distance in metres to an outline, negative inside.

    Valid between the corners `low` and `high`; far outside it is 1. `soft` is the deviation of the Gaussian, in
    metres, that rounds it.
    """
    count = np.ceil((np.subtract(high, low)) / FINENESS).astype(int)
    mask = draw.polygon2mask(tuple(count), (outline - np.asarray(low)) / FINENESS)
    field = (ndimage.distance_transform_edt(~mask) - ndimage.distance_transform_edt(mask)) * FINENESS
    if soft:
        field = ndimage.gaussian_filter(field, soft / FINENESS)
    axes = [start + FINENESS * (np.arange(n) + 0.5) for start, n in zip(low, count, strict=True)]
    return interpolate.RegularGridInterpolator(axes, field, bounds_error=False, fill_value=1.0)
