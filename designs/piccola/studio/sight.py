"""What the camera sees of each shape, on a coarse grid over the picture, found without rendering.

Points all over a shape are held against the distance at which the car without shapes is seen: so shapes out of sight
are left out, others are rendered no farther than they show, and those that don't meet share a render.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import bpy
import numpy as np

ROWS, COLUMNS = 90, 160
BEHIND = 0.02
"""Metres by which a point may lie behind what is seen there, since cells are coarse."""
FINEST = 64
"""Into how many pieces the edge of a triangle is cut at most."""
TOUCH = 0.03
"""Metres between objects within which they change each other's light."""


@dataclass(frozen=True)
class Sight:
    """One shape before one camera."""

    seen: np.ndarray
    """Cells in which it may be seen, ROWS × COLUMNS."""
    around: tuple[float, float, float, float]
    """Left, top, right, bottom of all of it, hidden or not, as fractions of the picture."""
    near: float
    """Distance of its middle from the camera."""
    boxes: np.ndarray
    """Lowest and highest corner of each of its objects, n × 2 × 3."""

    def meets(self, other):
        """Whether they cover each other or come so near that they shade each other."""
        if (self.seen & other.seen).any():
            return True
        low, high = self.boxes[:, None, 0] - TOUCH, self.boxes[:, None, 1] + TOUCH
        return bool(((low < other.boxes[None, :, 1]) & (other.boxes[None, :, 0] < high)).all(-1).any())


class Eye:
    """The scene's camera, and how far it sees: `places` are of the car without shapes."""

    def __init__(self, places):
        scene = bpy.context.scene
        self._place = np.array(scene.camera.location, np.float32)
        self._turn = np.array(scene.camera.matrix_world.to_3x3(), np.float32)
        self._reach = scene.camera.data.lens / scene.camera.data.sensor_width
        self._shape = scene.render.resolution_x / scene.render.resolution_y
        self._clip = scene.camera.data.clip_start
        self._places = places

    @cached_property
    def _far(self):
        """Of each cell and those round it: the distance of the farthest that is seen there."""
        position = self._places.position
        there = (position != 0).any(-1)
        far = np.where(there, np.linalg.norm(position - self._place, axis=-1), np.inf)
        rows = np.linspace(0, far.shape[0], ROWS + 1).astype(int)[:-1]
        columns = np.linspace(0, far.shape[1], COLUMNS + 1).astype(int)[:-1]
        return widened(np.maximum.reduceat(np.maximum.reduceat(far, rows, 0), columns, 1))

    def project(self, points):
        """Across and down as fractions of the picture, and the depth along the camera's axis."""
        seen = (points - self._place) @ self._turn
        depth = -seen[:, 2]
        ahead = np.maximum(depth, self._clip)
        across = 0.5 + self._reach * seen[:, 0] / ahead
        return across, 0.5 - self._reach * self._shape * seen[:, 1] / ahead, depth

    def see(self, items):
        """The Sight of a shape's objects; None if none of them is seen."""
        meshes = [_mesh(item) for item in items]
        boxes = np.array([[points.min(0), points.max(0)] for points, _ in meshes if len(points)])
        if not len(boxes):
            return None
        seen, low, high = np.zeros((ROWS, COLUMNS), bool), np.ones(2), np.zeros(2)
        for points, triangles in meshes:
            for more in (points, *self._between(points, triangles)):
                across, down, depth = self.project(more)
                inside = (depth > self._clip) & (across >= 0) & (across < 1) & (down >= 0) & (down < 1)
                if not inside.any():
                    continue
                more, across, down = more[inside], across[inside], down[inside]
                low, high = (
                    np.minimum(low, (across.min(), down.min())),
                    np.maximum(high, (across.max(), down.max())),
                )
                row, column = (down * ROWS).astype(int), (across * COLUMNS).astype(int)
                shown = np.linalg.norm(more - self._place, axis=-1) < self._far[row, column] + BEHIND
                seen[row[shown], column[shown]] = True
        if not seen.any():
            return None
        near = min(float(np.linalg.norm(self._place - box.mean(0))) for box in boxes)
        return Sight(widened(seen), (*low, *high), near, boxes)

    def _between(self, points, triangles):
        """Points on those triangles that are larger in the picture than half a cell."""
        across, down, depth = self.project(points)
        flat = np.stack([across * COLUMNS, down * ROWS], -1)
        corners = flat[triangles]
        size = np.linalg.norm(corners - np.roll(corners, 1, 1), axis=-1).max(1) * 2
        size[(depth[triangles] < self._clip).all(1)] = 0
        pieces = 2 ** np.ceil(np.log2(np.clip(size, 1, FINEST))).astype(int)
        for many in np.unique(pieces[pieces > 1]):
            i, j = (each.ravel() for each in np.mgrid[: many + 1, : many + 1])
            shares = np.stack([i, j, many - i - j], -1)[i + j <= many].astype(np.float32) / many
            yield np.einsum("sk,tkc->stc", shares, points[triangles[pieces == many]]).reshape(-1, 3)


def _mesh(item):
    """Points in space and triangles of an object as it is rendered."""
    shown = item.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = shown.to_mesh()
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    mesh.calc_loop_triangles()
    triangles = np.empty(len(mesh.loop_triangles) * 3, np.int32)
    mesh.loop_triangles.foreach_get("vertices", triangles)
    shown.to_mesh_clear()
    matrix = np.array(item.matrix_world, np.float32)
    return points.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3], triangles.reshape(-1, 3)


def widened(cells):
    """Each cell's greatest neighbour."""
    padded = np.pad(cells, 1, mode="edge")
    rows, columns = cells.shape
    return np.max([padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=0)


def patches(cells):
    """Boxes of cells (left, top, right, bottom) round all that are marked; none meets another."""
    left_over, boxes = cells.copy(), []
    while left_over.any():
        row, column = np.argwhere(left_over)[0]
        box = [column, row, column + 1, row + 1]
        while True:  # grow until nothing marked lies along its edges
            wide = [max(0, box[0] - 1), max(0, box[1] - 1), box[2] + 1, box[3] + 1]
            rows, columns = np.nonzero(left_over[wide[1] : wide[3], wide[0] : wide[2]])
            grown = [
                min(box[0], wide[0] + columns.min()), min(box[1], wide[1] + rows.min()),
                max(box[2], wide[0] + columns.max() + 1), max(box[3], wide[1] + rows.max() + 1),
            ]  # fmt: skip
            if grown == box:
                break
            box = grown
        left_over[box[1] : box[3], box[0] : box[2]] = False
        boxes.append(tuple(map(int, box)))
    return _apart(boxes)


def _apart(boxes):
    """Boxes that meet become one."""
    for a in boxes:
        for b in boxes:
            if a is not b and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                rest = [each for each in boxes if each is not a and each is not b]
                both = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
                return _apart([*rest, both])
    return boxes
