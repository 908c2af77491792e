"""Raised letters round a wheel."""

from __future__ import annotations

import bpy
import numpy as np


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
