"""The cabin's light lining under roof and pillars, with its openings behind the windows."""

from __future__ import annotations

import numpy as np
from cutting import line
from materials import material
from meshes import grid, mesh
from panels import WINDOWS, pieces
from registry import part
from skimage import measure
from solid import Body

DEPTH = 0.035
"""How far the lining lies under the skin."""
COARSE = 0.025
"""Metres between the samples of which the lining is made."""
LOW, HIGH = (0.84, -0.84, 0.96), (3.46, 0.84, 1.54)
"""Corners of the space that is lined."""
FOOT = 0.985
"""z of the lining's lower edge."""
PANE = 0.010
"""How far the reveals begin under the skin."""


def _clipped(vertices, triangles, value):
    """The part of a triangle mesh where `value` (one a vertex) is positive, its edge cut exactly."""
    vertices, extra, faces = np.asarray(vertices), {}, []

    def crossing(a, b):
        key = (min(a, b), max(a, b))
        if key not in extra:
            share = value[a] / (value[a] - value[b])
            extra[key] = (len(vertices) + len(extra), vertices[a] + share * (vertices[b] - vertices[a]))
        return extra[key][0]

    kept = value > 0
    whole = kept[triangles].all(1)
    for triangle in triangles[kept[triangles].any(1) & ~whole]:
        corners = []
        for a, b in zip(triangle, np.roll(triangle, -1), strict=True):
            if kept[a]:
                corners.append(a)
            if kept[a] != kept[b]:
                corners.append(crossing(a, b))
        faces.append(corners)
    new = [place for _, place in sorted(extra.values(), key=lambda pair: pair[0])]
    return np.vstack([vertices, *new]) if new else vertices, [*triangles[whole].tolist(), *faces]


def _under_skin(body):
    """Vertices and triangles of the surface that lies DEPTH under the skin."""
    axes = [np.arange(a, b, COARSE) for a, b in zip(LOW, HIGH, strict=True)]
    field = body.field(np.stack(np.meshgrid(*axes, indexing="ij"), -1))
    vertices, triangles, _, _ = measure.marching_cubes(field.astype(np.float32), -DEPTH, spacing=(COARSE,) * 3)
    return vertices + np.array([axis[0] for axis in axes]), triangles


def _height(points):
    """Metres outside the nearest window, of points under the skin: those of the skin above them."""
    above, _ = Body.settled(points, 3)
    return np.min([window(above) for window in WINDOWS.values()], axis=0)


@part("car.lining")
def lining(body):
    """Headliner and pillar covers, and the reveals between them and the windows."""
    vertices, triangles = _under_skin(body)
    value = np.minimum(_height(vertices), vertices[:, 2] - FOOT)
    made = [mesh("lining", *_clipped(vertices, triangles, value), material("headliner"))]
    for name in WINDOWS:
        pane = pieces(body)[name]
        for loop in pane.loops():
            points, normals = line(pane, loop, 0.015)
            strip = [points - normals * depth for depth in (PANE, DEPTH)]
            made.append(grid("reveal", np.array(strip), material("headliner"), around=True))
    return made
