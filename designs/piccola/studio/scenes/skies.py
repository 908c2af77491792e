"""Skies over a calm sea, painted as panoramas of linear light."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

SIZE = (1024, 2048)


def _mixed(value, points, colours):
    """Colours (n × 3) at `points`, blended over an array of values."""
    return np.stack([np.interp(value, points, channel) for channel in np.transpose(colours)], -1)


def _clouds(seed):
    """0…1: long thin clouds, the same where the panorama's ends meet."""
    noise = np.random.default_rng(seed).normal(size=SIZE)
    octaves = sum(
        ndimage.gaussian_filter(noise, (s, 3.5 * s), mode=("nearest", "wrap")) * s * 1.9 for s in (6, 14, 30, 60)
    )
    return np.clip(octaves - 0.7, 0, 1.6) / 1.6


def sky(heights, colours, sea, cloud, glow=None, seed=4):
    """Rows × columns × 3, zenith on top: `colours` at `heights` (sine of the elevation), `sea` below the horizon.

    `cloud` is the colour that clouds tend to; `glow` a direction, a colour and a width: the light round the sun.
    """
    elevation = (0.5 - (np.arange(SIZE[0]) + 0.5) / SIZE[0])[:, None] * np.pi
    azimuth = (0.5 - (np.arange(SIZE[1]) + 0.5) / SIZE[1])[None] * 2 * np.pi
    up = np.sin(elevation) + 0 * azimuth
    over = _mixed(up, heights, colours)
    veil = 0.55 * (_clouds(seed) * np.clip(up / 0.12, 0, 1))[..., None]
    over = over * (1 - veil) + np.asarray(cloud) * veil
    if glow:
        towards, light, width = glow
        towards = np.asarray(towards) / np.linalg.norm(towards)
        flat = np.cos(elevation)
        cosine = towards[0] * np.cos(azimuth) * flat + towards[1] * np.sin(azimuth) * flat + towards[2] * up
        over = over + np.exp((cosine - 1) / width)[..., None] * np.asarray(light)
    hill = 0.012 + 0.018 * np.sin(3 * azimuth + 1.2) + 0.008 * np.sin(8 * azimuth) + 0.003 * np.sin(23 * azimuth)
    hazy = np.asarray(colours[0]) * 0.3 + np.asarray(colours[2]) * 0.28
    there = (np.clip((hill - up) / 0.006, 0, 1) * np.clip(-4 * np.cos(azimuth) - 0.8, 0, 1))[..., None]
    over = over * (1 - there) + hazy * there
    water = _mixed(-up, (0, 0.02, 0.25), [np.asarray(colours[0]) * 0.45 + np.asarray(sea) * 0.5, sea, sea])
    below = np.clip(-up / 0.006, 0, 1)[..., None]
    return (over * (1 - below) + water * below).astype(np.float32)
