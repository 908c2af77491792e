"""The cabin's light lining under roof and pillars, with its openings behind the windows."""

from __future__ import annotations

import numpy as np
from curves import closed, distance, mirrored
from materials import material
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from meshes import grid, mesh
from registry import part
from skimage import measure

DEPTH = 0.035
"""How far the lining lies under the skin."""
COARSE = 0.025
LOW, HIGH = (0.84, -0.84, 0.96), (3.46, 0.84, 1.54)
"""Corners of the space that is lined."""

DOOR_WINDOW = closed([(1.12, 1.045), (1.16, 1.06), (1.36, 1.21), (1.55, 1.325), (1.75, 1.385), (2.0, 1.408), (2.13, 1.405), (2.19, 1.38), (2.20, 1.2), (2.20, 1.06), (2.16, 1.03), (1.8, 1.02), (1.4, 1.02), (1.16, 1.03)])
QUARTER_WINDOW = closed([(2.27, 1.06), (2.27, 1.2), (2.275, 1.37), (2.31, 1.395), (2.5, 1.375), (2.72, 1.31), (2.85, 1.2), (2.88, 1.12), (2.84, 1.07), (2.6, 1.04), (2.3, 1.035)])
WINDSCREEN = closed(mirrored([(0.86, 0.0), (0.88, 0.25), (0.98, 0.49), (1.06, 0.545), (1.16, 0.56), (1.36, 0.545), (1.50, 0.52), (1.535, 0.46), (1.55, 0.25), (1.555, 0.0)], 1))
REAR_WINDOW = closed(mirrored([(2.98, 0.0), (2.985, 0.25), (2.98, 0.40), (3.0, 0.44), (3.08, 0.44), (3.17, 0.42), (3.24, 0.36), (3.27, 0.2), (3.28, 0.0)], 1))
SIDES = (DOOR_WINDOW, QUARTER_WINDOW)
TOPS = (WINDSCREEN, REAR_WINDOW)


def _outside(outlines, points):
    """Distance of points (n × 2) from the nearest outline, positive outside of all."""
    fields = [distance(each, each.min(0) - 0.1, each.max(0) + 0.1, soft=0) for each in outlines]
    return np.min([field(points) for field in fields], axis=0)


def clipped(vertices, triangles, value):
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


def under_skin(body, depth=DEPTH, low=LOW, high=HIGH, coarse=COARSE):
    """Vertices and triangles of the surface that lies `depth` under the skin, between two corners."""
    axes = [np.arange(a, b, coarse) for a, b in zip(low, high, strict=True)]
    field = body.field(np.stack(np.meshgrid(*axes, indexing="ij"), -1))
    vertices, triangles, _, _ = measure.marching_cubes(field.astype(np.float32), -depth, spacing=(coarse,) * 3)
    return vertices + np.array([axis[0] for axis in axes]), triangles


@part("car.lining")
def lining(body):
    """Headliner and pillar covers, and the reveals between them and the windows."""
    vertices, triangles = under_skin(body)
    aside = _outside(SIDES, vertices[:, [0, 2]])
    above = _outside(TOPS, vertices[:, :2])
    value = np.minimum(aside, above)
    value = np.minimum(value, vertices[:, 2] - 0.985)
    made = [mesh("lining", *clipped(vertices, triangles, value), material("headliner"))]
    inner = BVHTree.FromPolygons(vertices.tolist(), triangles.tolist())
    for outline in SIDES:
        for side in (-1, 1):
            made.append(_reveal(body, inner, [(x, side * 3, z) for x, z in outline], (0, -side, 0)))
    made += [_reveal(body, inner, [(x, y, 3) for x, y in outline], (0, 0, -1)) for outline in TOPS]
    return [each for each in made if each]


def _reveal(body, inner, starts, towards):
    """A strip from just under the skin to the lining, all round an opening."""
    rows = []
    for start in starts:
        deep = inner.ray_cast(Vector(start), Vector(towards))[0]
        if deep is not None:
            rows.append((body.hit(start, towards)[0] + Vector(towards) * 0.010, deep))
    return grid("reveal", np.array(rows).transpose(1, 0, 2), material("headliner"), around=len(rows) == len(starts))
