"""Small builders of meshes. Each links its object to the scene and returns it."""

from __future__ import annotations

import math

import bpy
import numpy as np
from mathutils import Matrix, Vector


def mesh(name, vertices, faces, material, smooth=True):
    """An object of vertices (n × 3, metres) and faces (lists of vertex numbers)."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(np.asarray(vertices, float).tolist(), [], [list(map(int, face)) for face in faces])
    data.update()
    if smooth:
        data.shade_smooth()
    data.materials.append(material)
    return linked(name, data)


def linked(name, data):
    """An object that shows `data` (a mesh or a curve), in the scene."""
    made = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(made)
    return made


def quads(rows, columns, around=False):
    """Faces (n × 4) between neighbours in a table of vertices that are numbered row by row.

    `around` joins the last column to the first. Their front is where column step × row step points.
    """
    number = np.arange(rows * columns).reshape(rows, columns)
    if around:
        number = np.c_[number, number[:, :1]]
    return np.stack([number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]], -1).reshape(-1, 4)


def lathe(name, profile, material, count=128, axis=(0, 1, 0), at=(0, 0, 0)):
    """The profile [(radius, along)] turned round `axis` through `at`; `along` is measured on the axis."""
    turn = Vector((0, 1, 0)).rotation_difference(Vector(axis)).to_matrix()
    angles = np.linspace(0, 2 * math.pi, count, endpoint=False)
    vertices = [turn @ Vector((r * math.cos(a), h, r * math.sin(a))) + Vector(at) for a in angles for r, h in profile]
    m = len(profile)
    faces = [
        (i * m + j, (i + 1) % count * m + j, (i + 1) % count * m + j + 1, i * m + j + 1)
        for i in range(count) for j in range(m - 1)
    ]  # fmt: skip
    return mesh(name, vertices, faces, material)


def tube(name, points, radius, material, cyclic=False):
    """A round rod of `radius` along points (n × 3); `cyclic` joins its ends."""
    return rods(name, [points], radius, material, cyclic, roundness=6)


def rods(name, lines, radius, material, cyclic=False, roundness=2):
    """Many round rods as one object; each line is a list of points. A quarter of a rod's section has `roundness` + 1
    sides."""
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution, curve.use_fill_caps = "3D", radius, roundness, True
    for points in lines:
        spline = curve.splines.new("POLY")
        spline.points.add(len(points) - 1)
        spline.points.foreach_set("co", np.c_[np.asarray(points, float), np.ones(len(points))].ravel())
        spline.use_cyclic_u, spline.use_smooth = cyclic, True
    curve.materials.append(material)
    return linked(name, curve)


def box(name, low, high, material, rounded=0.01, turn=None):
    """A box between two corners with rounded edges (metres); `turn` is a Matrix that turns it about its middle."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    middle, half = (low + high) / 2, (high - low) / 2
    vertices = [half * (i, j, k) for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    made = mesh(name, vertices, faces, material)
    made.matrix_world = Matrix.Translation(middle) @ (turn.to_4x4() if turn else Matrix.Identity(4))
    if rounded:
        bevel = made.modifiers.new("rounded", "BEVEL")
        bevel.width, bevel.segments = rounded, 4
    return made


def ball(name, at, radii, material, facing=None, count=64):
    """An ellipsoid with three radii; its third axis looks along `facing`."""
    angles = np.linspace(0, math.pi, count // 2 + 1)
    made = lathe(name, [(math.sin(a), -math.cos(a)) for a in angles], material, count, axis=(0, 0, 1))
    turn = Vector(facing).to_track_quat("Z", "Y").to_matrix().to_4x4() if facing is not None else Matrix.Identity(4)
    made.matrix_world = Matrix.Translation(Vector(at)) @ turn @ Matrix.Diagonal((*radii, 1))
    return made


def grid(name, points, material, around=False, turned=False):
    """A surface through rows of points (rows × columns × 3); `around` joins the last column to the first.

    Its front (zones and glass need it outside) is where row step × column step points, or the other side if `turned`.
    """
    points = np.asarray(points, float)
    faces = quads(*points.shape[:2], around)
    return mesh(name, points.reshape(-1, 3), faces if turned else faces[:, [0, 3, 2, 1]], material)
