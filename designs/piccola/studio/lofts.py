"""Surfaces through rows of points, and bands: what straps and shells are made of."""

from __future__ import annotations

import numpy as np
from materials import material
from meshes import mesh, quads


def loft(name, rows, materials, closed=True, capped=True, which=None):
    """The surface through rows (n × m × 3). `closed` joins each row's ends, `capped` fills the first and last row.

    `materials` is one, or several of which `which(i, j)` picks the number for the face after row i, column j.
    """
    rows = np.asarray(rows, float)
    n, m = rows.shape[:2]
    several = materials if isinstance(materials, (list, tuple)) else [materials]
    columns = range(m if closed else m - 1)
    faces = quads(n, m, around=closed).tolist()
    picked = [which(i, j) if which else 0 for i in range(n - 1) for j in columns]
    if closed and capped:
        faces += [tuple(range(m))[::-1], tuple(range((n - 1) * m, n * m))]
        picked += [picked[0], picked[-1]]
    made = mesh(name, rows.reshape(-1, 3), faces, several[0])
    for extra in several[1:]:
        made.data.materials.append(extra)
    made.data.polygons.foreach_set("material_index", picked)
    return made


def thicken(made, thickness):
    """Give a surface a thickness in metres (along its normals)."""
    solidify = made.modifiers.new("thick", "SOLIDIFY")
    solidify.thickness, solidify.offset = thickness, 1
    return made


def band(name, path, across, stuff, thickness=0.003):
    """A strap along `path` (n × 3), as wide as the vector `across`, its outer face on the left of the path."""
    path, half = np.asarray(path, float), np.asarray(across, float) / 2
    return thicken(loft(name, np.stack([path + half, path - half], 1), stuff, closed=False), thickness)


def by(*metres):
    """A step, to be added to a point."""
    return np.array(metres, float)


def rounded_rectangle(half_width, half_height, radius, corner=6):
    """Points (n × 2) of a rectangle with rounded corners, anticlockwise."""
    angles = np.linspace(0, np.pi / 2, corner)
    points = []
    for turn, (i, j) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        arc = angles + turn * np.pi / 2
        points.append(np.c_[i * (half_width - radius) + radius * np.cos(arc),
                            j * (half_height - radius) + radius * np.sin(arc)])  # fmt: skip
    return np.vstack(points)


def heights(body, plan, low=1.0, high=1.6):
    """z of the skin's upper side at points (x, y) of an array (… × 2), all at once."""
    low, high = (np.full(plan.shape[:-1], z) for z in (low, high))
    for _ in range(16):
        middle = (low + high) / 2
        inside = body.field(np.concatenate([plan, middle[..., None]], -1)) < 0
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low


def plain(*names):
    """Several plain materials at once."""
    return [material(name) for name in names]
