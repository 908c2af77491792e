"""Between sRGB, as files and screens hold it, and linear light, in which paint and glass add up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Linear = NDArray[np.float32]
Words = NDArray[np.uint16]

FULL = 65535
"""Linear light and coverage are kept as 16-bit words: finer than one step of 8-bit sRGB even in the dark."""


def _to_linear(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _to_srgb(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


LINEAR_OF_BYTE: Linear = _to_linear(np.arange(256) / 255).astype(np.float32)
BYTE_OF_WORD: NDArray[np.uint8] = np.round(_to_srgb(np.arange(FULL + 1) / FULL) * 255).astype(np.uint8)


def linear_colour(hex_colour: str) -> Linear:
    """Three floats 0…1 of linear light for an sRGB colour "#rrggbb"."""
    return LINEAR_OF_BYTE[list(bytes.fromhex(hex_colour.removeprefix("#")))]


def srgb_bytes(light: Linear) -> NDArray[np.uint8]:
    """sRGB bytes of linear light; what is brighter than white becomes white."""
    words = np.multiply(light, FULL)
    words += 0.5
    return BYTE_OF_WORD[np.clip(words, 0, FULL, out=words).astype(np.uint16)]
