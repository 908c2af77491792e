"""What wheels are made of: turned, cast, drawn and set pieces that become one mesh, placed four times.

A wheel's own measures are metres from its middle: u towards the tail (left wheels), v upwards, out away from the car.
"""

from __future__ import annotations

import math

import bpy
import numpy as np
from materials import material
from mathutils import Matrix, Vector
from mathutils.geometry import tessellate_polygon
from measures import WHEEL_RADIUS, WHEELS
from meshes import linked
from skimage import measure

NUDGE = 2e-4
"""Step of the differences that give a field's slope, metres."""
CAST_FACES = 34_000
"""Triangles of a cast wheel: enough for a close-up, since their normals are the exact ones."""


def rounded(points, radius, steps=5):
    """The polyline through points (n × 2) with its corners rounded, starting `radius` before each of them."""
    points = np.asarray(points, float)
    path = [points[:1]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        t = np.linspace(0, 1, steps)[:, None]
        a, b = (
            corner + (end - corner) * min(0.48, radius / max(np.linalg.norm(end - corner), 1e-9))
            for end in (before, after)
        )
        path.append(a * (1 - t) ** 2 + corner * 2 * t * (1 - t) + b * t**2)
    return np.vstack([*path, points[-1:]])


def domed(radius, edge, top, count=16):
    """Profile of a dome: from the radius at height `edge` to the axis at height `top`, a quarter of an ellipse."""
    t = np.linspace(0, math.pi / 2, count)
    return np.c_[radius * np.cos(t), edge + (top - edge) * np.sin(t)]


def _weighed_normals(vertices, faces):
    """Normals of vertices, each face weighed by its area: flat faces stay flat next to small bevels."""
    corners = vertices[faces]
    across = np.cross(corners[:, 2] - corners[:, 0], corners[:, -1] - corners[:, 1])
    normals = np.zeros_like(vertices)
    for corner in faces.T:
        np.add.at(normals, corner, across)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def thinned(points, faces, count):
    """About `count` of the triangles, fewest where they lie flat; the piece's own edges stay, so that it still joins."""
    if len(faces) <= count:
        return points, faces
    data = bpy.data.meshes.new("thinned")
    data.from_pydata(points.tolist(), [], faces.tolist())
    made = linked("thinned", data)
    edges = np.sort(np.concatenate([faces[:, [i, (i + 1) % 3]] for i in range(3)]), axis=1)
    ends, uses = np.unique(edges, axis=0, return_counts=True)
    free = np.setdiff1d(np.arange(len(points)), ends[uses == 1])
    made.vertex_groups.new(name="free").add(free.tolist(), 1.0, "REPLACE")
    fewer = made.modifiers.new("fewer", "DECIMATE")
    fewer.ratio, fewer.vertex_group, fewer.vertex_group_factor = count / len(faces), "free", 100
    fewer.use_collapse_triangulate = True
    left = made.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    points, faces = np.empty(len(left.vertices) * 3), np.empty(len(left.loops), int)
    left.vertices.foreach_get("co", points)
    left.loops.foreach_get("vertex_index", faces)
    bpy.data.objects.remove(made)
    bpy.data.meshes.remove(data)
    return points.reshape(-1, 3), faces.reshape(-1, 3)


class Casting:
    """Pieces of several materials that become one mesh."""

    def __init__(self):
        self.pieces = []

    def add(self, vertices, faces, of, normals=None):
        """Vertices (n × 3: u, v, out) and faces (m × 3 or 4) of the material named `of`."""
        vertices, faces = np.asarray(vertices, float), np.asarray(faces, int)
        self.pieces.append((vertices, faces, of, _weighed_normals(vertices, faces) if normals is None else normals))
        return self

    def turn(self, profile, of, count=160, at=(0.0, 0.0), start=0.0):
        """The profile (n × 2: radius, out) turned round the axis through `at`."""
        profile = np.asarray(profile, float)
        angle = start + np.linspace(0, 2 * math.pi, count, endpoint=False)[:, None]
        r, out = profile[:, 0], profile[:, 1]
        vertices = np.stack(
            [at[0] + r * np.cos(angle), at[1] + r * np.sin(angle), np.broadcast_to(out, (count, len(out)))], -1
        )
        return self.grid(vertices, of)

    def grid(self, vertices, of, cyclic=True):
        """Vertices (rows × columns × 3) joined by quads; `cyclic` joins the last row to the first."""
        rows, columns = vertices.shape[:2]
        number = np.arange(rows * columns).reshape(rows, columns)
        ahead = np.roll(number, -1, axis=0)
        faces = np.stack([number[:, :-1], ahead[:, :-1], ahead[:, 1:], number[:, 1:]], -1)
        return self.add(vertices.reshape(-1, 3), faces[: rows if cyclic else -1].reshape(-1, 4), of)

    def rod(self, start, end, radius, of, count=10, tip=None):
        """A round rod between two points, `tip` thick at its end."""
        start, end = np.asarray(start, float), np.asarray(end, float)
        turn = Vector(end - start).to_track_quat("Z", "Y").to_matrix()
        long = np.linalg.norm(end - start)
        angle = np.linspace(0, 2 * math.pi, count, endpoint=False)
        tip = radius if tip is None else tip
        rings = [(0, 0), (radius, 0), (tip, long), (0, long)]
        vertices = [[turn @ Vector((r * math.cos(a), r * math.sin(a), h)) for r, h in rings] for a in angle]
        return self.grid(np.array(vertices) + start, of)

    def cast(self, field, of, count=1, radii=(0.0, 0.2), depth=(0.0, 0.09), step=0.0022):
        """The inside of field(u, v, out) < 0 (about metres), meshed in one of `count` equal sectors and repeated.

        Faces that look inwards are left out: nobody sees them. Those that a flat place does not need go as well.
        """

        def slope_at(points):
            return (
                np.stack([field(*(points + d).T) - field(*(points - d).T) for d in np.eye(3) * NUDGE], -1) / 2 / NUDGE
            )

        def normals_at(points):
            slope = slope_at(points)
            return slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9)

        axes = (
            np.arange(radii[0], radii[1] + step, step),
            np.linspace(0, 2 * math.pi / count, round(2 * math.pi / count * radii[1] / step) + 1),
            np.arange(depth[0], depth[1] + step, step),
        )
        r, angle, out = np.meshgrid(*axes, indexing="ij")
        places, faces, _, _ = measure.marching_cubes(field(r * np.cos(angle), r * np.sin(angle), out), 0)
        r, angle, out = (np.interp(places[:, i], np.arange(len(axis)), axis) for i, axis in enumerate(axes))
        points = np.stack([r * np.cos(angle), r * np.sin(angle), out], -1)
        points, faces = thinned(points, faces[normals_at(points)[faces, 2].max(axis=1) > -0.9], CAST_FACES / count)
        slope = slope_at(points)
        off = field(*points.T) / np.maximum(np.sum(slope**2, axis=1), 0.25)
        points = points - slope * np.clip(off, -0.0008, 0.0008)[:, None]  # thinning leaves them near the surface
        normals = normals_at(points)
        for turn in np.arange(count) * 2 * math.pi / count:
            c, s = math.cos(turn), math.sin(turn)
            whirl = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
            self.add(points @ whirl, faces, of, normals @ whirl)
        return self

    def relief(self, outline, at, height, of, bevel=0.0008):
        """A flat shape (n × 2, counterclockwise) standing `height` out of the plane out=at, with bevelled edges."""
        outline = np.asarray(outline, float)
        along = np.roll(outline, -1, 0) - np.roll(outline, 1, 0)
        inward = np.c_[-along[:, 1], along[:, 0]] / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        top = outline + inward * bevel
        rings = [np.c_[p, np.full(len(p), at + h)] for p, h in ((outline, 0), (outline, height - bevel), (top, height))]
        self.grid(np.stack(rings, 1), of)
        lid = tessellate_polygon([[Vector((*p, 0)) for p in top]])
        return self.add(rings[-1], lid, of)

    def mesh(self, name):
        """The mesh of all pieces, in the car's axes."""
        data = bpy.data.meshes.new(name)
        names = list(dict.fromkeys(of for _, _, of, _ in self.pieces))
        starts = np.cumsum([0, *(len(vertices) for vertices, _, _, _ in self.pieces)])
        faces = [piece[1] + start for piece, start in zip(self.pieces, starts, strict=False)]
        totals = np.concatenate([np.full(len(each), each.shape[1]) for each in faces])
        points, normals = (np.vstack([piece[i] for piece in self.pieces]) for i in (0, 3))
        data.vertices.add(len(points))
        data.vertices.foreach_set("co", _in_car(points).ravel())
        data.loops.add(int(totals.sum()))
        data.loops.foreach_set("vertex_index", np.concatenate([each.ravel() for each in faces]).astype(np.int32))
        data.polygons.add(len(totals))
        data.polygons.foreach_set("loop_start", np.r_[0, np.cumsum(totals)[:-1]].astype(np.int32))
        slots = [np.full(len(piece[1]), names.index(piece[2])) for piece in self.pieces]
        data.polygons.foreach_set("material_index", np.concatenate(slots).astype(np.int32))
        data.update(calc_edges=True)
        data.validate()
        data.shade_smooth()
        data.normals_split_custom_set_from_vertices(_in_car(normals).tolist())
        for each in names:
            data.materials.append(material(each))
        return data

    def on_four(self, name):
        """Four objects with this mesh, at the car's wheels; those on the right turned to look outwards."""
        data, placed = self.mesh(name), []
        for x, y in WHEELS:
            made = linked(name, data)
            made.matrix_world = Matrix.Translation((x, y, WHEEL_RADIUS)) @ Matrix.Rotation(
                math.pi if y > 0 else 0, 4, "Z"
            )
            placed.append(made)
        return placed


def _in_car(points):
    """From u, v, out to x, y, z."""
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], -1)
