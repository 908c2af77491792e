"""Cuts triangle meshes exactly along curves, and gives their edges thickness."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import bpy
import numpy as np
from curves import resampled
from meshes import linked, mesh
from scipy import ndimage
from solid import Body


@dataclass(frozen=True, eq=False)
class Sheet:
    """A piece of the skin: vertices (n × 3), unit normals (n × 3) and triangles that face outward."""

    vertices: np.ndarray
    normals: np.ndarray
    triangles: np.ndarray

    def trimmed(self, triangles):
        """Those triangles, with only the vertices that they use."""
        used, renamed = np.unique(triangles, return_inverse=True)
        return Sheet(self.vertices[used], self.normals[used], renamed.reshape(-1, 3))

    def moved(self, outward):
        """The sheet moved along its normals, in metres."""
        return Sheet(self.vertices + self.normals * outward, self.normals, self.triangles)

    def loops(self):
        """The edges of the sheet: arrays of vertex numbers in order, each a closed loop with the sheet on its left."""
        edges = np.concatenate([self.triangles[:, [i, (i + 1) % 3]] for i in range(3)])
        count = len(self.vertices) + 1
        keys, back = edges[:, 0] * count + edges[:, 1], edges[:, 1] * count + edges[:, 0]
        following = {}
        for a, b in edges[~np.isin(keys, back)].tolist():
            following.setdefault(a, []).append(b)
        found = []
        while following:
            start = at = next(iter(following))
            loop = []
            while at in following:
                loop.append(at)
                ahead = following[at].pop()
                if not following[at]:
                    del following[at]
                at = ahead
            if at == start and len(loop) > 8:
                found.append(np.array(loop))
        return sorted(found, key=len, reverse=True)


def cut(sheet, height):
    """(the sheet where `height` < 0, the rest): triangles are split where that function of points (n × 3) is 0.

    The new vertices lie on the exact skin and, within microns, on the curve.
    """
    value = height(sheet.vertices)
    value = np.where(np.abs(value) < 1e-7, 1e-7, value)
    inside = value < 0
    crossing = inside[sheet.triangles].sum(axis=1)
    if not (crossing % 3).any():
        return sheet.trimmed(sheet.triangles[crossing == 3]), sheet.trimmed(sheet.triangles[crossing == 0])
    split = sheet.triangles[crossing % 3 > 0]
    lone = np.where(crossing[crossing % 3 > 0] == 1, 1, 0)[:, None] == inside[split]
    split = split[np.arange(len(split))[:, None], (np.argmax(lone, axis=1)[:, None] + (0, 1, 2)) % 3]
    ends = np.sort(np.concatenate([split[:, [0, 1]], split[:, [0, 2]]]), axis=1)
    edges, number = np.unique(ends[:, 0] * len(sheet.vertices) + ends[:, 1], return_inverse=True)
    ends = np.stack(np.divmod(edges, len(sheet.vertices)), -1)
    vertices, normals = _between(sheet, ends, value, height)
    number = number + len(sheet.vertices)
    near, far = number[: len(split)], number[len(split) :]
    tips = np.stack([split[:, 0], near, far], -1)
    ones, twos = (np.stack(each, -1) for each in ((near, split[:, 1], split[:, 2]), (near, split[:, 2], far)))
    whole = Sheet(np.vstack([sheet.vertices, vertices]), np.vstack([sheet.normals, normals]), sheet.triangles)
    tip_inside = inside[split[:, 0]]
    sides = []
    for wanted, count in ((True, 3), (False, 0)):
        tip = tip_inside == wanted
        sides.append(
            whole.trimmed(np.concatenate([sheet.triangles[crossing == count], tips[tip], ones[~tip], twos[~tip]]))
        )
    return tuple(sides)


def _between(sheet, ends, value, height):
    """Points and normals on the edges `ends` (n × 2 vertex numbers) where `height` is 0, on the skin."""
    a, b = sheet.vertices[ends[:, 0]], sheet.vertices[ends[:, 1]]
    low, high = value[ends[:, 0]], value[ends[:, 1]]
    share_low, share_high = np.zeros(len(ends)), np.ones(len(ends))
    for _ in range(3):  # the rule of false position: the height is nearly straight along such a short edge
        share = np.clip(share_low - low * (share_high - share_low) / (high - low), 0.002, 0.998)
        points = a + share[:, None] * (b - a)
        now = height(points)
        below = np.sign(now) == np.sign(low)
        share_low, low = np.where(below, share, share_low), np.where(below, now, low)
        share_high, high = np.where(below, share_high, share), np.where(below, high, now)
    return Body.settled(points)


def parted(sheet, height, gap):
    """(panel where height < 0, the strip of `gap` metres round it, the rest)."""
    panel, outer = cut(sheet, lambda points: height(points) + gap / 2)
    strip, rest = cut(outer, lambda points: height(points) - gap / 2)
    return panel, strip, rest


def across(points, normals, reach=0.012):
    """Unit vectors in the skin, to the right of a closed line: out of the sheet whose loop it is."""
    along = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0, append=points[:1]), axis=1))]
    closed = np.vstack([points, points[:1]])

    def at(shift):
        places = (along[:-1] + shift) % along[-1]
        return np.stack([np.interp(places, along, column) for column in closed.T], -1)

    side = np.cross(at(reach / 2) - at(-reach / 2), normals)
    return side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)


def folded(sheet, radius=lambda points: 0.002, depth=0.010, steps=4):
    """The sheet with its edges rounded over `radius` (metres, at points) and folded inward by `depth`."""
    vertices, normals, triangles = [sheet.vertices], [sheet.normals], [sheet.triangles]
    total = len(sheet.vertices)
    for loop in sheet.loops():
        points, up = sheet.vertices[loop], sheet.normals[loop]
        out, round_by = across(points, up), np.broadcast_to(radius(points), len(points))[:, None]
        rows = [loop]
        for angle in [*np.linspace(0, np.pi / 2, steps + 1)[1:].tolist(), None]:
            turn = np.pi / 2 if angle is None else angle
            sunk = round_by * (1 - np.cos(turn)) + (depth if angle is None else 0)
            vertices.append(points + out * round_by * np.sin(turn) - up * sunk)
            normals.append(out * np.sin(turn) + up * np.cos(turn))
            rows.append(np.arange(total, total + len(loop)))
            total += len(loop)
        for inner, outer in itertools.pairwise(rows):
            after, beyond = np.roll(inner, -1), np.roll(outer, -1)
            triangles += [np.stack([inner, outer, beyond], -1), np.stack([inner, beyond, after], -1)]
    return Sheet(np.vstack(vertices), np.vstack(normals), np.vstack(triangles))


def line(sheet, loop, spacing=0.008, calm=1.0):
    """(points, normals) evenly along a loop of the sheet: a smooth closed line for seals and trims."""
    even = resampled(np.hstack([sheet.vertices[loop], sheet.normals[loop]]), spacing)
    even = ndimage.gaussian_filter1d(even, calm, axis=0, mode="wrap")
    normals = even[:, 3:] / np.linalg.norm(even[:, 3:], axis=1, keepdims=True)
    return even[:, :3], normals


def swept(name, points, normals, profile, material, cyclic=True):
    """A rod along a line on the skin; `profile`: closed [(to the right in the skin, outward)] in metres, or one a point."""
    side = across(points, normals, 0.02)
    if not cyclic:
        ahead = np.gradient(points, axis=0)
        side = np.cross(ahead, normals)
        side /= np.linalg.norm(side, axis=1, keepdims=True)
    profile = np.asarray(profile, float)
    profile = np.broadcast_to(profile, (len(points), *profile.shape[-2:]))
    rows = points[:, None] + side[:, None] * profile[..., :1] + normals[:, None] * profile[..., 1:]
    count, width = rows.shape[:2]
    number = np.arange(count * width).reshape(count, width)
    here = number if cyclic else number[:-1]
    ahead = np.roll(number, -1, axis=0) if cyclic else number[1:]
    quads = np.stack([here, np.roll(here, -1, 1), np.roll(ahead, -1, 1), ahead], -1).reshape(-1, 4)
    faces = quads.tolist() + ([] if cyclic else [number[0, ::-1].tolist(), number[-1].tolist()])
    return mesh(name, rows.reshape(-1, 3), faces, material)


def shown(name, sheet, material):
    """The sheet as an object, shaded by its own normals."""
    data = bpy.data.meshes.new(name)
    data.vertices.add(len(sheet.vertices))
    data.vertices.foreach_set("co", sheet.vertices.astype(np.float32).ravel())
    data.loops.add(sheet.triangles.size)
    data.loops.foreach_set("vertex_index", sheet.triangles.astype(np.int32).ravel())
    data.polygons.add(len(sheet.triangles))
    data.polygons.foreach_set("loop_start", np.arange(0, sheet.triangles.size, 3, dtype=np.int32))
    data.update(calc_edges=True)
    data.shade_smooth()
    data.normals_split_custom_set_from_vertices(sheet.normals.tolist())
    data.materials.append(material)
    return linked(name, data)
