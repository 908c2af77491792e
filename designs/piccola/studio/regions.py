"""Layers that are regions of the skin: roofs, finishes, films and trims that lie flat on it."""

from __future__ import annotations

import numpy as np
from body import ARCH, WHEEL_Z, WHEELS_X
from light import fresnel, irradiance, mirror, step, studio
from parts import CHROME
from skin import DOOR_WINDOW, inside

METALLIC = ("ardesia", "bosco", "notte", "rame")
PEARL = ("perla", "amarena")
FABRIC = ("roof.fabric", "roof.fabric_bordeaux")


def panel(skin, front=1.56, back=2.80, half=0.52):
    """Coverage of the opening in the middle of the roof."""
    q = np.stack([np.abs(skin.x - (front + back) / 2) - (back - front) / 2 + 0.09, np.abs(skin.y) - half + 0.09])
    distance = np.hypot(*np.maximum(q, 0)) + np.minimum(q.max(0), 0) - 0.09
    return distance + 9 * (skin.z < 1.2)


def fabric(skin):
    """Coverage, and light with black and with white cloth, of the folding roof: matt, with cross folds."""
    distance = panel(skin)
    cover = inside(distance, 0.002)
    fold = np.sin((skin.x - 1.56) * 2 * np.pi / 0.155)
    n = skin.hits.n + np.stack([0.22 * fold * np.abs(fold), np.zeros_like(fold), np.zeros_like(fold)], -1)
    n = (n / np.linalg.norm(n, axis=1, keepdims=True)).astype(np.float32)
    seam = 1 - 0.55 * np.exp(-(((distance + 0.022) / 0.004) ** 2)) - 0.35 * (np.abs(fold) < 0.10)
    lit = irradiance(n) * skin.open * seam
    black = (0.010 * lit)[:, None] * np.ones(3, np.float32)
    return cover, black, black + (0.88 * lit)[:, None]


def glass_roof(skin):
    """Coverage and light of the fixed glass, from the windscreen to the tailgate."""
    distance = panel(skin, 1.47, 2.90, 0.56)
    v, n = skin.hits.v, skin.hits.n
    sky = studio(mirror(v, n), 0.02)
    streak = 0.75 + 0.35 * step(0.0, 0.02, np.sin((skin.x + skin.y * 0.9) * 5.2) - 0.55)
    light = (0.012 + (fresnel(v, n, 0.10) * 1.25 + 0.05) * sky * streak)[:, None] * np.float32((0.90, 0.98, 1.0))
    frame = inside(np.abs(distance + 0.012) - 0.012)[:, None]
    bar = inside(np.abs(skin.x - 2.12) - 0.018)[:, None]
    dark = np.maximum(frame, bar)
    return inside(distance, 0.002), (light * (1 - dark) + 0.006 * dark).astype(np.float32)


def sheen(skin, pearl):
    """Coverage and light of metal flakes in the paint, or of pearl, which shifts from rose to green."""
    v, n = skin.hits.v, skin.hits.n
    lobe = np.clip(studio(mirror(v, n), 0.30) * 0.62, 0, 1) * skin.open
    facing = np.clip(-(v * n).sum(-1), 0, 1)
    if pearl:
        rose, green = np.float32((1.0, 0.86, 0.93)), np.float32((0.86, 1.0, 0.95))
        light = rose * facing[:, None] + green * (1 - facing[:, None])
        cover = 0.20 * lobe * (0.4 + 0.6 * (1 - facing))
    else:
        light = np.ones((len(n), 3), np.float32)
        cover = 0.17 * lobe * facing
    return (cover * skin.paint * (1 - skin.glass)).astype(np.float32), light.astype(np.float32)


def films(skin):
    """Accessories that lie on the skin: key → coverage and light."""
    v, n = skin.hits.v, skin.hits.n
    lit, seen = irradiance(n) * skin.open, studio(mirror(v, n), 0.06)
    grey = np.ones(3, np.float32)
    r = np.min([np.hypot(skin.x - x, skin.z - WHEEL_Z) for x in WHEELS_X], 0)
    flank = np.abs(skin.y) > 0.52
    arches = inside(np.maximum(r - ARCH - 0.052, ARCH - 0.03 - r), 0.002) * flank * (skin.z > 0.19)
    edge = 0.55 * np.exp(-(((r - ARCH - 0.046) / 0.006) ** 2))
    top = np.interp(skin.x, *np.array(sorted(DOOR_WINDOW[:8])).T)
    smoke = inside(np.maximum(np.maximum(top - 0.062 - skin.z, skin.x - 2.21), skin.side_glass)) * (
        np.abs(n[:, 1]) > 0.4
    )
    lip = np.exp(-(((skin.z - top + 0.058) / 0.004) ** 2))
    line = inside(np.abs(skin.surround + 0.002) - 0.0065) * (np.abs(n[:, 1]) > 0.3)
    dots = np.min([np.hypot(np.abs(skin.y) - y, skin.z - 0.475) for y in (0.20, 0.50)], 0)
    ends = ((skin.x > 3.2) & (n[:, 0] > 0.2)) | ((skin.x < 0.3) & (n[:, 0] < -0.2))
    ring = 0.10 * np.exp(-(((dots - 0.0155) / 0.003) ** 2))
    return {
        "wheel_arches": (arches, ((0.016 + 0.05 * edge) * lit + 0.012 * seen)[:, None] * grey),
        "wind_deflectors": (0.92 * smoke, (0.055 + 0.10 * seen + 0.5 * lip)[:, None] * np.float32((0.72, 0.78, 0.80))),
        "chrome_line": (line, seen[:, None] * np.float32(CHROME)),
        "parking_sensors": (inside(dots - 0.019) * ends, (0.01 + ring)[:, None] * grey),
    }
