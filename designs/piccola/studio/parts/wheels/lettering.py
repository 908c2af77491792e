"""Raised letters round a wheel, and the swallow that is the car's emblem."""

from __future__ import annotations

import math

import bpy
import numpy as np
from curves import closed

_BIRD = [
    (-0.98, 0.10), (-0.84, 0.21), (-0.66, 0.22), (-0.46, 0.20), (-0.20, 0.36), (0.16, 0.66), (0.62, 0.86), (1.02, 0.90),
    (0.66, 0.66), (0.34, 0.36), (0.16, 0.13), (0.42, 0.02), (0.92, -0.02), (1.34, 0.02), (0.96, -0.14), (0.60, -0.22),
    (0.90, -0.40), (1.16, -0.62), (0.76, -0.48), (0.36, -0.28), (0.02, -0.14), (-0.10, -0.34), (-0.16, -0.62), (-0.06, -0.98),
    (-0.34, -0.70), (-0.46, -0.40), (-0.50, -0.10), (-0.66, 0.01), (-0.80, 0.06),
]  # fmt: skip
"""Beak, back, far wing, tail with its fork, near wing, throat."""


def swallow(size, turn=0.0, count=160):
    """Outline (n × 2, counterclockwise) of a swallow that flies to the left, `size` from beak to middle."""
    outline = closed(_BIRD, count)[::-1] * size * 0.9
    c, s = math.cos(turn), math.sin(turn)
    return outline @ np.array([[c, s], [-s, c]])


def lettered(casting, text, radius, middle, high, surface, raised=0.0007):
    """Add `text` (capitals `high` metres) bent round the wheel, its middle at an angle, standing on surface(radius)."""
    words = bpy.data.curves.new(text, "FONT")
    words.body, words.size, words.align_x, words.extrude = text, high / 0.72, "CENTER", 0.5
    words.space_character, words.resolution_u = 1.25, 3
    holder = bpy.data.objects.new(text, words)
    flat = holder.to_mesh()
    points = np.empty(len(flat.vertices) * 3)
    flat.vertices.foreach_get("co", points)
    x, y, lift = points.reshape(-1, 3).T
    flat.calc_loop_triangles()
    faces = np.empty(len(flat.loop_triangles) * 3, int)
    flat.loop_triangles.foreach_get("vertices", faces)
    r = radius - high / 2 + y
    angle = middle - x / radius
    casting.add(
        np.stack([r * np.cos(angle), r * np.sin(angle), surface(r) - 0.0002 + raised * (lift > 0)], -1),
        faces.reshape(-1, 3),
        "tyre_letters",
    )
    holder.to_mesh_clear()
    bpy.data.objects.remove(holder)
    bpy.data.curves.remove(words)
