"""The studio's floor: quiet grounds in the colours of the page, light and dark, with the car's shadow."""

from __future__ import annotations

import numpy as np
from body import WHEELS_X
from camera import HEIGHT, WIDTH
from light import linear, step

PAPER = {"light": "#f7f5f1", "dark": "#141517"}


def _edge(x, half, soft):
    return 1 / (1 + np.exp(np.clip((np.abs(x) - half) / soft, -40, 40)))


def shadow(x, y):
    """How much of the light the car takes from points of the floor, 0…1."""
    wide = _edge(x - 1.77, 1.62, 0.20) * _edge(y, 0.62, 0.17)
    close = _edge(x - 1.77, 1.58, 0.06) * _edge(y, 0.745, 0.045)
    tyres = sum(np.exp(-(((x - w) / 0.20) ** 2) - ((np.abs(y) - 0.70) / 0.11) ** 2) for w in WHEELS_X)
    return 1 - (1 - 0.50 * wide) * (1 - 0.62 * close) * (1 - 0.75 * np.clip(tyres, 0, 1))


def scene(camera, key):
    """Linear light of the empty studio with the car's shadow, at the size of the view."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    k = camera.shape[0] / HEIGHT
    d = camera.rays((rows + 0.5) * k - 0.5, (columns + 0.5) * k - 0.5)
    eye = np.asarray(camera.eye, np.float32)
    t = np.where(d[..., 2] < -1e-3, -eye[2] / np.minimum(d[..., 2], -1e-3), 1e3)
    x, y = eye[0] + t * d[..., 0], eye[1] + t * d[..., 1]
    paper = linear(PAPER[key])
    u, v = (columns - WIDTH / 2) / WIDTH, (rows - HEIGHT * 0.62) / HEIGHT
    pool = np.exp(-((u / 0.34) ** 2) - (v / 0.30) ** 2)[..., None]
    if key == "light":
        floor = step(0.50, 0.95, rows / HEIGHT)[..., None] * (1 - step(0.30, 0.5, np.abs(u)))[..., None]
        light = paper * (1 - 0.06 * floor) + 0.05 * pool
        depth = 0.92
    else:
        light = paper + pool * np.float32((0.060, 0.063, 0.070))
        depth = 0.96
    return (light * (1 - depth * np.clip(shadow(x, y), 0, 1)[..., None])).astype(np.float32)
