"""The one curve between linear light and bytes, the same that the site's compositor uses."""

from __future__ import annotations

import numpy as np

SHOULDER, TOE = 0.8, 0.04
"""Light above SHOULDER is bent so that it never reaches 1: 1 - TOE / (light - 0.6)."""


def shown(light):
    """sRGB values 0…1 (floats) of linear light."""
    light = np.maximum(np.asarray(light, np.float32), 0)
    bent = np.where(light <= SHOULDER, light, 1 - TOE / np.maximum(light - 0.6, 0.2))
    return np.where(bent <= 0.0031308, bent * 12.92, 1.055 * np.maximum(bent, 1e-9) ** (1 / 2.4) - 0.055)


def to_bytes(light):
    return np.round(shown(light) * 255).astype(np.uint8)


def linear_of_hex(colour):
    """Linear light of an sRGB colour "#rrggbb"."""
    value = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return tuple(np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4))
