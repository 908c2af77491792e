"""Laying things on the skin: seats with an axis, outlines drawn on them, surfaces, belts and letters that follow it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import bpy
import font_manrope
import numpy as np
from curves import capsule, outwards
from mathutils import Vector
from meshes import grid, linked
from scipy import ndimage

FONTS = Path(font_manrope.__file__).parent / "files"


@dataclass(frozen=True)
class Seat:
    """A place on the skin with an axis out of it. Points are drawn in its plane (right, up, as seen from outside) and
    laid on the skin along the axis; the skin is a smooth polynomial there, so that chrome on it has no facets."""

    at: np.ndarray
    frame: np.ndarray
    """Rows: right, up, axis."""
    powers: np.ndarray
    weights: np.ndarray
    reach: np.ndarray

    def height(self, points):
        """How far above the plane through `at` the skin is, in metres along the axis, at points n × 2."""
        a, b = (np.asarray(points, float) / self.reach).T
        return (a[:, None] ** self.powers[:, 0] * b[:, None] ** self.powers[:, 1]) @ self.weights

    def world(self, points, heights):
        """Places (n × 3) of points n × 2 that are `heights` above the seat's plane."""
        return self.at + np.c_[points, np.broadcast_to(heights, len(points))] @ self.frame

    def on(self, points, above=0.0):
        """Places on the skin, `above` metres over it."""
        return self.world(points, self.height(points) + above)

    @property
    def axis(self):
        return Vector(self.frame[2])


def seat(body, origin, axis, reach, degree=5):
    """The seat where a ray from outside through `origin` against `axis` meets the skin. `reach`: half width and height
    of the area that is used."""
    axis = Vector(axis).normalized()
    at, _ = body.hit(Vector(origin) + axis * 2, -axis)
    up = (Vector((0, 0, 1)) - axis * axis.z).normalized()
    frame = np.array([up.cross(axis), up, axis])
    reach = np.broadcast_to(np.asarray(reach, float), 2)
    places, heights = [], []
    for a in np.linspace(-1.05, 1.05, 31) * reach[0]:
        for b in np.linspace(-1.05, 1.05, 31) * reach[1]:
            start = at + Vector(frame[0]) * a + Vector(frame[1]) * b + axis * 0.5
            hit = body.tree.ray_cast(start, -axis, 1.0)[0]
            if hit is not None:
                places.append((a, b))
                heights.append((hit - at).dot(axis))
    powers = np.array([(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)])
    a, b = (np.array(places) / reach).T
    weights = np.linalg.lstsq(a[:, None] ** powers[:, 0] * b[:, None] ** powers[:, 1], np.array(heights), rcond=None)[0]
    return Seat(np.array(at), frame, powers, weights, reach)


def surface(name, seat, outline, rows, material):
    """Rings one inside another, from the outermost: each row is (scale, out, above, flat).

    The outline is scaled, moved outwards by `out`, and lies `above` a height that is the skin's (flat 0), the plane's
    through the seat (flat 1) or between them.
    """
    normal = outwards(outline)
    vertices = []
    for scale, out, above, flat in rows:
        points = outline * scale + normal * out
        vertices.append(seat.world(points, seat.height(points) * (1 - flat) + above))
    return grid(name, vertices, material, around=True, turned=True)


def bead(inner, outer, height, foot=-0.006, count=9):
    """Rows of a rounded ring on an outline, between `inner` and `outer` metres outwards of it, `height` above the skin."""
    angle = np.linspace(0, math.pi, count)
    middle, half = (inner + outer) / 2, (outer - inner) / 2
    arc = [(1, middle + half * math.cos(a), height * math.sin(a) ** 0.8 if 0 < a < math.pi else 0, 0) for a in angle]
    return [(1, outer, foot, 0), *arc, (1, inner, foot, 0)]


def dome(height, count=12, foot=0.0, flat=0.0, edge=1.0):
    """Rows of a closed convex cover: `foot` above the skin at its edge, `height` more in its middle."""
    return [(s, 0, foot + height * (1 - (s / edge) ** 2), flat) for s in np.linspace(edge, 0.0, count)]


def around(body, middle, heights, angles):
    """Places and outward normals where level rays towards the upright axis through x = `middle` meet the skin.

    Angle 0 comes from the nose, ±π/2 from the sides, ±π from the tail; both results are smoothed along the way."""
    places, normals = [], []
    for angle, z in zip(angles, np.broadcast_to(heights, len(angles)), strict=True):
        way = Vector((math.cos(angle), math.sin(angle), 0))
        place, normal = body.hit(Vector((middle, 0, z)) - way * 4, way)
        places.append(place)
        normals.append(normal)
    places, normals = (
        ndimage.gaussian_filter1d(np.array(each), 2, axis=0, mode="nearest") for each in (places, normals)
    )
    return places, normals / np.linalg.norm(normals, axis=1, keepdims=True)


def belt(name, places, normals, section, material):
    """A moulding along a way on the skin. `section`: closed counter-clockwise points (upwards, outwards) in metres."""
    along = np.gradient(places, axis=0)
    up = np.cross(along, normals)
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    up *= np.sign(up[len(up) // 2, 2]) or 1
    # The ends sink into the skin, so that a moulding has rounded ends instead of cut ones.
    count = len(places)
    end = np.clip(np.minimum(np.arange(count), np.arange(count)[::-1]) / 5, 0, 1)[:, None]
    swell = np.sqrt(1 - (1 - end) ** 2)
    rings = [
        places + up * (u * swell) + normals * (np.maximum(v, -0.004) * swell - 0.004 * (1 - swell)) for u, v in section
    ]
    return grid(name, [*rings, rings[0]], material, turned=True)


def round_section(height, depth, count=14, power=2.6):
    """A flattened half-round section for `belt`."""
    points = capsule(height, 2 * depth, 2 * count, power)
    return [(u, max(v, -0.004)) for u, v in points]


def letters(name, seat, text, size, material, at=(0, 0), above=0.0, font="Bold", thick=0.0012, spacing=1.0):
    """Raised letters on a seat, centred on `at`, `size` metres high (capitals about 0.7 of it)."""
    curve = bpy.data.curves.new(name, "FONT")
    curve.body, curve.size, curve.space_character = text, size, spacing
    curve.font = bpy.data.fonts.load(str(FONTS / f"Manrope-{font}.ttf"), check_existing=True)
    curve.align_x, curve.align_y = "CENTER", "CENTER"
    curve.extrude, curve.bevel_depth, curve.bevel_resolution, curve.resolution_u = thick, thick * 0.4, 1, 6
    flat = linked(name, curve)
    data = bpy.data.meshes.new_from_object(flat.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(flat)
    points = np.array([vertex.co for vertex in data.vertices])
    drawn = points[:, :2] + at
    places = seat.world(drawn, seat.height(drawn) + points[:, 2] + above)
    data.vertices.foreach_set("co", places.ravel())
    data.materials.clear()
    data.materials.append(material)
    return linked(name, data)
