"""The photo studio: what a direction sees of it, how much light a surface gets, and sRGB for the files."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

KEY = np.array([-0.42, -0.55, 0.72], np.float32) / np.linalg.norm([-0.42, -0.55, 0.72])


def step(low, high, x):
    """0 below low, 1 above high, smooth between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def studio(d, soft=0.04):
    """Light that comes from directions d: floor, walls, a long ceiling light and two at the sides."""
    x, y, z = d[..., 0], d[..., 1], d[..., 2]
    wall = 0.20 + 0.30 * step(0.02, 0.55, z)
    floor = 0.16 + 0.34 * step(0.0, 0.45, -z)
    light = floor + (wall - floor) * step(-0.02 - soft, 0.02 + soft, z)
    up, aside, ahead = (np.maximum(v, 0.05) for v in (z, np.abs(y), np.abs(x)))
    ceiling = _window(y / up, 0.52, soft * 3) * _window(x / up, 1.9, soft * 4) * (z > 0.05)
    flank = _window(z / aside - 0.62, 0.20, soft * 2) * _window(x / aside, 1.8, soft * 6) * (np.abs(y) > 0.05)
    nose = _window(z / ahead - 0.75, 0.30, soft * 2) * _window(y / ahead, 0.7, soft * 3) * (np.abs(x) > 0.05)
    return light + 2.4 * ceiling + 1.1 * flank * (y < 0) + 0.8 * nose


def _window(x, half, soft):
    return step(-half - soft, -half + soft, x) * (1 - step(half - soft, half + soft, x))


def irradiance(n):
    """Diffuse light on a surface that looks along n; 1 is what makes white paint white."""
    up = n[..., 2]
    return 0.26 + 0.12 * np.maximum(-up, 0) + 0.30 * (0.5 + 0.5 * up) + 0.50 * np.maximum(n @ KEY, 0)


def mirror(v, n):
    return v - 2 * (v * n).sum(-1, keepdims=True) * n


def fresnel(v, n, base=0.04):
    cos = np.clip(-(v * n).sum(-1), 0, 1)
    return base + (1 - base) * (1 - cos) ** 5


def shelter(body, p, n):
    """How open the sky is, 0…1, over points of the car: near the ground and in its own folds it is dark."""
    open_ = np.ones(p.shape[:-1], np.float32)
    for reach, weight in ((0.05, 0.35), (0.12, 0.35), (0.28, 0.40)):
        q = p + n * reach
        at = ((q - body.low) / body.step).reshape(-1, 3).T
        d = ndimage.map_coordinates(body.grid, at, order=1, mode="nearest", prefilter=False)
        d = np.minimum(d, np.maximum(q[..., 2] + 0.02, 0))
        open_ *= 1 - weight * np.clip((reach - d) / reach, 0, 1)
    return open_


def srgb(light):
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def linear(colour):
    """Linear light of "#rrggbb"."""
    s = np.array(list(bytes.fromhex(colour.lstrip("#")))) / 255
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4).astype(np.float32)
