"""Layers decoded once and kept: linear light at the size that is asked for, in bounded memory, safe for threads."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from configurator.imaging.artwork import Artwork, Box, Layer, LayerKind
from configurator.imaging.light import FULL, LIGHT_OF_BYTE, WORD_OF_BYTE, Linear, Words, words_of

KEPT_BYTES = 192 * 2**20
"""What the decoded layers of one process may take together."""


@dataclass(frozen=True)
class Plate:
    """A layer at one size: its light in the pixels of `box`, as words (see `light`), and how much of each it covers.

    `light` is 3 × rows × columns, already weighed by `cover`, which is rows × columns with `FULL` for all of it, or
    None for the kinds that are never seen through.
    """

    box: Box
    light: Words
    cover: Words | None

    @property
    def nbytes(self) -> int:
        return self.light.nbytes + (0 if self.cover is None else self.cover.nbytes)


class PlateStore:
    """The plates used last, at most `limit_bytes` of them (one plate larger than that is made but not kept)."""

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self.kept_bytes = 0
        self._plates: OrderedDict[tuple[Path, str, int, int], Plate] = OrderedDict()
        self._lock = threading.Lock()

    def plate(self, artwork: Artwork, layer: Layer, width: int) -> Plate:
        """The layer as it is in a picture of its view that is `width` pixels wide."""
        key = (artwork.folder, artwork.version, layer.number, width)
        with self._lock:
            if key in self._plates:
                self._plates.move_to_end(key)
                return self._plates[key]
        plate = _decode(artwork, layer, width)  # outside the lock: two threads may do the same work, neither waits
        with self._lock:
            if key not in self._plates and plate.nbytes <= self.limit_bytes:
                self._plates[key] = plate
                self.kept_bytes += plate.nbytes
                while self.kept_bytes > self.limit_bytes:
                    _, dropped = self._plates.popitem(last=False)
                    self.kept_bytes -= dropped.nbytes
        return plate


def _decode(artwork: Artwork, layer: Layer, width: int) -> Plate:
    view = artwork.view(layer.view)
    full, size = (view.width, view.height), (width, view.height_at(width))
    is_opaque = layer.kind in (LayerKind.SCENE, LayerKind.ZONE)
    pixels = _read(artwork.folder / layer.file, layer.box, "RGB" if is_opaque else "RGBA")
    box, _ = _scaled(layer.box, full, size)
    if is_opaque:
        if full == size and layer.gain == 1:
            return Plate(box, WORD_OF_BYTE.take(pixels), None)
        shown: Linear = LIGHT_OF_BYTE.take(pixels)
        shown *= np.float32(layer.gain)
        return Plate(box, words_of(_resize(shown, layer.box, full, size)), None)
    cover: Linear = pixels[3:] * np.float32(1 / 255)
    light: Linear = LIGHT_OF_BYTE.take(pixels[:3])
    light *= cover
    shares = _shares(_resize(cover, layer.box, full, size)[0])
    return Plate(box, words_of(_resize(light, layer.box, full, size)), shares)


def _read(path: Path, box: Box, mode: str) -> NDArray[np.uint8]:
    """Channels × rows × columns."""
    with Image.open(path) as image:
        pixels = np.asarray(image.convert(mode))
    if pixels.shape[:2] != (box[3] - box[1], box[2] - box[0]):
        raise ValueError(f"{path.name} is {pixels.shape[1]} × {pixels.shape[0]} pixels, its box {box} is not")
    return np.ascontiguousarray(pixels.transpose(2, 0, 1))


def _shares(cover: Linear) -> Words:
    return (cover * np.float32(FULL) + np.float32(0.5)).astype(np.uint16)


def _scaled(box: Box, full: tuple[int, int], size: tuple[int, int]) -> tuple[Box, tuple[float, float]]:
    """The pixels of the small picture that a box of the full one touches, and how much smaller it is."""
    fx, fy = full[0] / size[0], full[1] / size[1]
    left, top = max(0, math.floor(box[0] / fx)), max(0, math.floor(box[1] / fy))
    right, bottom = min(size[0], math.ceil(box[2] / fx)), min(size[1], math.ceil(box[3] / fy))
    return (left, top, max(right, left + 1), max(bottom, top + 1)), (fx, fy)


def _resize(planes: Linear, box: Box, full: tuple[int, int], size: tuple[int, int]) -> Linear:
    """Average planes (channels × rows × columns) over the pixels of the smaller picture."""
    if full == size:
        return planes
    target, (fx, fy) = _scaled(box, full, size)
    # The target's pixels reach beyond the box by less than one pixel of their own: nothing is there.
    left, top = math.ceil(box[0] - target[0] * fx), math.ceil(box[1] - target[1] * fy)
    right, bottom = math.ceil(target[2] * fx - box[2]), math.ceil(target[3] * fy - box[3])
    padded = np.pad(planes, ((0, 0), (max(0, top), max(0, bottom)), (max(0, left), max(0, right))))
    x0, y0 = target[0] * fx - (box[0] - max(0, left)), target[1] * fy - (box[1] - max(0, top))
    region = (x0, y0, x0 + (target[2] - target[0]) * fx, y0 + (target[3] - target[1]) * fy)
    region = (max(0, x0), max(0, y0), min(padded.shape[2], region[2]), min(padded.shape[1], region[3]))
    small = (target[2] - target[0], target[3] - target[1])
    return np.stack(
        [np.asarray(Image.fromarray(plane).resize(small, Image.Resampling.BOX, region)) for plane in padded]
    )


PLATES = PlateStore()
