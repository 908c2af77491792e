"""Houses of a small Italian town, painted as elevations: colours and depths, from which light and shade follow.

They stand metres behind the car and out of focus, so a softened picture on a sheet is all that a camera would see.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from curve import linear_of_hex
from scipy import ndimage

FINENESS = 0.025
"""Metres a pixel."""
SOFT = 0.09
"""Metres: the deviation of the Gaussian that puts a row out of focus."""
WALLS = ("#e8cfa0", "#e3b58f", "#efe3cb", "#dba483", "#d9c9a6", "#e6bfa9", "#c9d3bf", "#e9d8b4")
SHUTTERS = ("#5d7a6a", "#6b7f8d", "#7b5a45", "#4f6b5c", "#8aa0a5")
STONE, TILE, PANE, DOOR, IRON, LEAVES = (
    linear_of_hex(each) for each in ("#cfc6b6", "#b4724f", "#2c363b", "#5f4636", "#2b2c2c", "#4f6b3c")
)
AWNINGS = ("#e9e2d2", "#b8543f", "#5b7f86")


@dataclass
class Elevation:
    """Pictures of a row of houses, the first row on top: `paint` (albedo), `depth` (metres before the wall),
    `lit` (0…1: how much a window shines at night) and `cover` (alpha)."""

    paint: np.ndarray
    depth: np.ndarray
    lit: np.ndarray
    cover: np.ndarray

    def put(self, left, right, low, high, colour, depth, lit=0.0):
        """A rectangle, metres from the lower left corner."""
        rows = self.cover.shape[0]
        place = np.s_[
            max(rows - round(high / FINENESS), 0) : rows - round(low / FINENESS),
            max(round(left / FINENESS), 0) : max(round(right / FINENESS), 0),
        ]
        self.paint[place], self.depth[place], self.lit[place], self.cover[place] = colour, depth, lit, 1


def _window(row, x, low, width, height, shutter, dice):
    """A window with stone round it, a sill, glazing bars and shutters: open, or now and then closed."""
    lit = dice.choice([0, 0, 0, 0.35, 0.8])
    row.put(x - 0.12, x + width + 0.12, low - 0.1, low + height + 0.14, STONE, 0.05)
    row.put(x, x + width, low, low + height, PANE, -0.18, lit)
    for across in (x + width / 2 - 0.03, x, x + width - 0.05):
        row.put(across, across + 0.06, low, low + height, STONE, -0.12)
    row.put(x, x + width, low + height * 0.62, low + height * 0.62 + 0.05, STONE, -0.12)
    row.put(x - 0.2, x + width + 0.2, low - 0.16, low - 0.06, STONE, 0.16)
    closed = dice.random() < 0.2
    for left in (x, x + width / 2) if closed else (x - width / 2 - 0.04, x + width + 0.04):
        row.put(left, left + width / 2 - 0.02, low - 0.02, low + height + 0.02, shutter, 0.07)
    if dice.random() < 0.25:
        row.put(x - 0.05, x + width + 0.05, low - 0.1, low + 0.2, LEAVES, 0.22)


def _ground_floor(row, x, width, shutter, dice):
    """A door, and a window or a shop with an awning."""
    row.put(x - 0.14, x + 1.24, 0, 2.55, STONE, 0.05)
    row.put(x, x + 1.1, 0, 2.4, DOOR if dice.random() < 0.5 else shutter, -0.2)
    row.put(x, x + 1.1, 2.05, 2.4, PANE, -0.2, 0.4)
    row.put(x + 1.44, x + 1.62, 2.5, 2.85, STONE, 0.2, 3.0)  # a lantern
    shop = x + 1.9
    if width - (shop - x) < 2.2:
        return
    right = x + width - 0.5
    if dice.random() < 0.6:
        row.put(shop, right, 0.45, 2.4, PANE, -0.2, 0.45)
        for bar in np.arange(shop, right, 0.85):
            row.put(bar, bar + 0.07, 0.45, 2.4, DOOR, -0.1)
        row.put(shop - 0.1, right + 0.1, 0.3, 0.5, STONE, 0.1)
        awning = linear_of_hex(dice.choice(AWNINGS))
        row.put(shop - 0.15, right + 0.15, 2.3, 2.95, awning, 0.8)
        for stripe in np.arange(shop, right, 0.5):
            row.put(stripe, stripe + 0.22, 2.3, 2.95, linear_of_hex("#efe9dc"), 0.8)
    else:
        _window(row, (shop + right) / 2 - 0.5, 1.0, 1.0, 1.4, shutter, dice)
    for pot in (shop - 0.5, right + 0.1):
        row.put(pot, pot + 0.42, 0, 0.42, TILE, 0.35)
        row.put(pot - 0.08, pot + 0.5, 0.4, 1.15, LEAVES, 0.4)


def _house(row, x, width, floors, dice):
    wall, shutter = linear_of_hex(dice.choice(WALLS)), linear_of_hex(dice.choice(SHUTTERS))
    top = 3.2 + 2.9 * (floors - 1) + dice.uniform(0.1, 0.7)
    row.put(x, x + width, 0, top, wall, dice.uniform(0, 0.12))
    row.put(x, x + width, 0, 0.65, STONE, 0.1)
    row.put(x, x + width, 3.02, 3.16, STONE, 0.12)
    count = max(2, int((width - 0.6) // 1.9))
    for floor in range(1, floors):
        for i in range(count):
            at = x + (i + 0.5) * width / count - 0.475
            _window(row, at, 3.2 + 2.9 * (floor - 1) + 0.8, 0.95, 1.6, shutter, dice)
        if dice.random() < 0.35:
            base = 3.2 + 2.9 * (floor - 1) + 0.62
            row.put(x + width / 2 - 1.1, x + width / 2 + 1.1, base, base + 0.12, STONE, 0.7)
            for bar in np.arange(x + width / 2 - 1.1, x + width / 2 + 1.1, 0.15):
                row.put(bar, bar + 0.03, base, base + 0.9, IRON, 0.7)
    _ground_floor(row, x + 0.6, width - 0.7, shutter, dice)
    row.put(x - 0.2, x + width + 0.2, top - 0.1, top + 0.12, STONE, 0.35)
    row.put(x - 0.25, x + width + 0.25, top + 0.1, top + 0.55, TILE, 0.5)


def houses(length, seed, tall=(2, 3)):
    """A row of houses of `length` metres, with `tall` (least, most) floors."""
    shape = (round(11.5 / FINENESS), round(length / FINENESS))
    row = Elevation(np.zeros((*shape, 3)), np.full(shape, -9.0), np.zeros(shape), np.zeros(shape))
    dice, x = np.random.default_rng(seed), 0.0
    while x < length - 2:
        width = min(dice.uniform(5.0, 7.5), length - x)
        _house(row, x, width, dice.integers(tall[0], tall[1] + 1), dice)
        x += width
    stains = sum(ndimage.gaussian_filter(dice.normal(size=shape), s) * s for s in (4, 16, 48))
    row.paint *= 1 + 0.05 * stains[..., None]
    return row


def shaded(row, slope):
    """0…1: where the sun comes that shines from `slope` (metres to the right and up for each metre forward)."""
    free = np.ones(row.depth.shape)
    for forward in np.arange(0.04, 0.9, 0.04):
        shift = (forward * slope[1] / FINENESS, -forward * slope[0] / FINENESS)
        higher = ndimage.shift(row.depth, shift, order=0, mode="nearest", prefilter=False)
        free = np.minimum(free, higher < row.depth + forward)
    return free


def lightened(row, sunlight, slope, skylight, window):
    """The elevation as light: `sunlight` (None: no sun) from `slope`, `skylight` from everywhere, `window` from lit ones.

    Returns rows × columns × 4, softened as by a lens, with alpha.
    """
    hollow = ndimage.gaussian_filter(np.maximum(row.depth, -0.3), 0.35 / FINENESS) - np.maximum(row.depth, -0.3)
    even = np.clip(1 - 1.1 * np.maximum(hollow, 0), 0.3, 1)[..., None] * np.asarray(skylight)
    light = row.paint * (even if sunlight is None else even + shaded(row, slope)[..., None] * np.asarray(sunlight))
    pool = 5 * ndimage.gaussian_filter(row.lit, 0.9 / FINENESS)[..., None] * row.paint
    light = light + (row.lit[..., None] + pool) * np.asarray(window)
    channels = (*np.moveaxis(light * row.cover[..., None], 2, 0), row.cover)
    soft = [ndimage.gaussian_filter(each, SOFT / FINENESS) for each in channels]
    cover = np.maximum(soft[3], 1e-4)
    cover_at_foot = cover * np.clip(np.arange(len(cover))[::-1] * FINENESS / 0.25, 0, 1)[:, None]
    return np.dstack([*(each / cover for each in soft[:3]), cover_at_foot])
