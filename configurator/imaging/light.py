"""The one curve between bytes and light, in which paint, glass and shadow add up; both ways.

    shown(L) = sRGB(L)                    for L ≤ 0.8
    shown(L) = sRGB(1 - 0.04 / (L - 0.6)) above: highlights roll off; continuous, and of slope 1, at 0.8

The files of layers hold `shown` of their light, and pictures show it. Byte 255 is read as 254.75, or its light would
have no end; the brightest light of a file is `BRIGHTEST`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Linear = NDArray[np.float32]
Words = NDArray[np.uint16]

KNEE, ASYMPTOTE, REACH = 0.8, 0.6, 0.04
LAST_BYTE = 254.75

FULL = 65535
"""The largest word of 16 bits."""


def shown(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a screen is told (0…1) for linear light from 0 up."""
    tamed = np.where(light <= KNEE, light, 1 - REACH / (np.maximum(light, KNEE) - ASYMPTOTE))
    return np.where(tamed <= 0.0031308, tamed * 12.92, 1.055 * tamed ** (1 / 2.4) - 0.055)


def light_of(told: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `shown`, for 0 ≤ told < 1."""
    tamed = _srgb_to_linear(told)
    return np.where(tamed <= KNEE, tamed, ASYMPTOTE + REACH / (1 - np.maximum(tamed, KNEE)))


def _srgb_to_linear(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


LIGHT_OF_BYTE: Linear = light_of(np.minimum(np.arange(256), LAST_BYTE) / 255).astype(np.float32)
BRIGHTEST = float(LIGHT_OF_BYTE[255])

WORD_OF_BYTE: Words = np.round(np.sqrt(LIGHT_OF_BYTE / BRIGHTEST) * FULL).astype(np.uint16)
BYTE_OF_WORD: NDArray[np.uint8] = np.round(shown((np.arange(FULL + 1) / FULL) ** 2 * BRIGHTEST) * 255).astype(np.uint8)


def linear_colour(hex_colour: str) -> Linear:
    """Three floats 0…1 of linear light for a paint, an sRGB colour "#rrggbb": what share of the light it gives back."""
    srgb = np.array(list(bytes.fromhex(hex_colour.removeprefix("#")))) / 255
    return _srgb_to_linear(srgb).astype(np.float32)


def words_of(light: Linear) -> Words:
    """Light as words, which hold its square root: 16 bits are then finer than a byte, in the dark and in the sun."""
    roots = np.sqrt(np.maximum(light, 0))
    roots *= np.float32(FULL / BRIGHTEST**0.5)
    roots += np.float32(0.5)
    return np.minimum(roots, FULL, out=roots).astype(np.uint16)


def light_of_words(words: Words) -> Linear:
    """The light that `words_of` made words of."""
    light = words.astype(np.float32)
    light *= light
    light *= np.float32(BRIGHTEST / FULL**2)
    return light


def shown_bytes(light: Linear) -> NDArray[np.uint8]:
    """The bytes of a picture of this light."""
    return BYTE_OF_WORD.take(words_of(light))
