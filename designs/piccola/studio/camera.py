"""Rays, and where they meet a solid: sphere tracing, first on a coarse raster, then on the full one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

WIDTH, HEIGHT = 1280, 720


@dataclass
class Camera:
    """Looks from `eye` at `target`; `lens` in millimetres for a 36 mm frame; `fine` samples a pixel's side."""

    eye: tuple
    target: tuple
    lens: float
    fine: float = 2.0

    def __post_init__(self):
        self.shape = (round(HEIGHT * self.fine), round(WIDTH * self.fine))
        forward = np.subtract(self.target, self.eye)
        self.forward = forward / np.linalg.norm(forward)
        self.right = np.cross(self.forward, (0, 0, 1.0))
        self.right /= np.linalg.norm(self.right)
        self.up = np.cross(self.right, self.forward)
        self.focal = self.lens / 36 * self.shape[1]

    def project(self, p):
        """Columns and rows of points on the raster."""
        q = np.asarray(p, float) - self.eye
        depth = q @ self.forward
        return np.stack(
            [self.shape[1] / 2 + self.focal * (q @ self.right) / depth, self.shape[0] / 2 - self.focal * (q @ self.up) / depth],
            axis=-1,
        )  # fmt: skip

    def rays(self, rows, columns):
        """Unit directions through the middle of raster points."""
        a = (columns + 0.5 - self.shape[1] / 2) / self.focal
        b = (self.shape[0] / 2 - rows - 0.5) / self.focal
        d = self.forward + a[..., None] * self.right + b[..., None] * self.up
        return (d / np.linalg.norm(d, axis=-1, keepdims=True)).astype(np.float32)


@dataclass
class Hits:
    """Raster points (flat index) that see a solid: distance, position and outward normal."""

    index: np.ndarray
    t: np.ndarray
    p: np.ndarray
    n: np.ndarray
    v: np.ndarray


def trace_body(camera, body):
    """Where the rays meet the skin."""
    high, wide = camera.shape
    eye = np.asarray(camera.eye, np.float32)
    rows, columns = np.mgrid[0:high:4, 0:wide:4]
    t = _march(eye, camera.rays(rows + 1.5, columns + 1.5), lambda p: _grid(body, p), *_reach(camera, body))
    near = ndimage.minimum_filter(t, 5)
    near = near.repeat(4, 0).repeat(4, 1)[:high, :wide]
    index = np.flatnonzero(np.isfinite(near))
    rays = camera.rays(*np.divmod(index, wide))
    t = _march(eye, rays, lambda p: _grid(body, p), near.ravel()[index] - 0.05, near.ravel()[index] + 1.6)
    found = np.isfinite(t)
    return _finish(eye, index[found], rays[found], t[found], body)


def trace(camera, solid, low, high):
    """Where the rays meet a solid that lies inside a box."""
    corners = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    (c0, r0), (c1, r1) = (f(camera.project(corners), axis=0) for f in (np.min, np.max))
    rows = np.arange(max(0, int(r0) - 1), min(camera.shape[0], int(r1) + 2))
    columns = np.arange(max(0, int(c0) - 1), min(camera.shape[1], int(c1) + 2))
    index = (rows[:, None] * camera.shape[1] + columns).ravel()
    if not len(index):
        index = np.zeros(0, int)
    eye = np.asarray(camera.eye, np.float32)
    rays = camera.rays(*np.divmod(index, camera.shape[1]))
    depth = (corners - eye) @ camera.forward
    far = np.linalg.norm(corners - eye, axis=1).max()
    t = _march(
        eye, rays, solid, np.full(len(index), depth.min(), np.float32), np.full(len(index), far + 0.05), 40, 0.95
    )
    found = np.isfinite(t)
    return _finish(eye, index[found], rays[found], t[found], solid, 1)


def _reach(camera, body):
    rows, columns = np.mgrid[0 : camera.shape[0] : 4, 0 : camera.shape[1] : 4]
    rays = camera.rays(rows + 1.5, columns + 1.5)
    with np.errstate(divide="ignore"):
        a = (body.low - np.asarray(camera.eye, np.float32)) / rays
        b = (body.high - np.asarray(camera.eye, np.float32)) / rays
    near, far = np.minimum(a, b).max(-1), np.maximum(a, b).min(-1)
    return np.where(near < far, near, np.inf), far


def _grid(body, p):
    at = ((p - body.low) / body.step).reshape(-1, 3).T
    return ndimage.map_coordinates(body.grid, at, order=1, mode="nearest", prefilter=False).reshape(p.shape[:-1])


def _march(eye, rays, solid, near, far, steps=60, stride=0.85):
    """Distance along each ray to the solid, infinite where it is missed."""
    shape = rays.shape[:-1]
    rays, t, far = rays.reshape(-1, 3), near.ravel().astype(np.float32).copy(), np.broadcast_to(far, shape).ravel()
    live = np.flatnonzero(np.isfinite(t))
    hit = np.full(t.shape, np.inf, np.float32)
    for _ in range(steps):
        d = solid(eye + t[live, None] * rays[live])
        done = d < 0.0015
        hit[live[done]] = t[live[done]]
        t[live] += np.maximum(d, 0.001) * stride
        live = live[~done & (t[live] < far[live])]
        if not len(live):
            return hit.reshape(shape)
    grazing = solid(eye + t[live, None] * rays[live]) < 0.02  # rays along a wall take more steps than there are
    hit[live[grazing]] = t[live[grazing]]
    return hit.reshape(shape)


def _finish(eye, index, rays, t, solid, rounds=3):
    for _ in range(rounds):
        t = t + np.clip(solid(eye + t[:, None] * rays), -0.03, 0.03) * 0.9
    p = (eye + t[:, None] * rays).astype(np.float32)
    e = np.float32(0.002)
    n = np.zeros_like(p)
    for k in np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32):
        n += k * solid(p + e * k)[:, None]
    n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)
    return Hits(index, t, p, n, rays)
