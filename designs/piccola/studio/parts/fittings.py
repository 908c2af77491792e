"""Small things that are set on surfaces inside the car: printed discs and plates, rings, knobs, screens."""

from __future__ import annotations

import numpy as np
from materials import material, picture
from mathutils import Matrix, Vector
from meshes import box, lathe, mesh, tube


def turned(at, facing):
    """Matrix that puts z along `facing` at a place; its y stays as upright as can be."""
    out = Vector(facing).normalized()
    side = Vector((0, 0, 1)).cross(out).normalized()
    turn = Matrix((side, out.cross(side), out)).transposed().to_4x4()
    return Matrix.Translation(at) @ turn


def disc(name, radius, image_material, count=96):
    """A flat disc in its own xy plane with the whole picture on it."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    rim = np.c_[np.cos(angle), np.sin(angle)]
    made = mesh(name, np.c_[rim * radius, np.zeros(count)], [range(count)], image_material, smooth=False)
    layer = made.data.uv_layers.new()
    layer.data.foreach_set("uv", (rim * 0.5 + 0.5)[[loop.vertex_index for loop in made.data.loops]].ravel())
    return made


def plate(name, width, height, image_material):
    """A flat rectangle in its own xy plane with the whole picture on it."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    made = mesh(name, np.c_[corners * (width / 2, height / 2), np.zeros(4)], [range(4)], image_material, smooth=False)
    made.data.uv_layers.new().data.foreach_set("uv", ((corners + 1) / 2).astype(float).ravel())
    return made


def ring(name, at, facing, radius, thick, material_name="chrome"):
    """A chromed ring lying on a surface."""
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    place = turned(at, facing)
    return tube(
        name,
        [place @ Vector((radius * np.cos(a), radius * np.sin(a), 0)) for a in angle],
        thick,
        material(material_name),
        cyclic=True,
    )


def knob(name, at, facing, radius, height, material_name="chrome"):
    profile = [(0, height), (radius * 0.75, height), (radius * 0.92, height * 0.9), (radius, height * 0.6), (radius, 0)]
    return lathe(name, profile, material(material_name), 40, facing, at)


def screen(name, place, width, height, image, lit, edge=0.007):
    """A dark rounded frame with a shining picture in it; `place` puts its own z towards the eye."""
    frame = box(
        f"{name} frame",
        (-width / 2 - edge, -height / 2 - edge, -0.010),
        (width / 2 + edge, height / 2 + edge, 0.001),
        material("black_gloss"),
        0.0075,
    )
    front = plate(f"{name} picture", width, height, picture(name, image, lit, lit))
    front.matrix_world = Matrix.Translation((0, 0, 0.0016))
    for each in (frame, front):
        each.matrix_world = place @ each.matrix_world
    return [frame, front]
