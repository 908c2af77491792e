"""Sheets of light at the fine raster, and the album of layer files and their manifest that they become."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from camera import HEIGHT, WIDTH
from light import srgb
from PIL import Image


@dataclass
class Print:
    """A layer at the size of the view: light weighed by coverage, and coverage, for the pixels of a box."""

    box: tuple
    pixels: np.ndarray


class Sheet:
    """Light, coverage and depth of one layer, by flat raster index; `put` keeps what is nearest."""

    def __init__(self, camera):
        count = camera.shape[0] * camera.shape[1]
        self.camera = camera
        self.light = np.zeros((count, 3), np.float32)
        self.cover = np.zeros(count, np.float32)
        self.depth = np.full(count, np.inf, np.float32)

    def put(self, index, light, t, cover=None):
        """Lay points over what is farther away."""
        near = t < self.depth[index]
        index, light = index[near], light[near]
        cover = np.ones(len(index), np.float32) if cover is None else cover[near]
        self.light[index] = light * cover[:, None] + self.light[index] * (1 - cover[:, None])
        self.cover[index] = cover + self.cover[index] * (1 - cover)
        self.depth[index] = np.where(cover > 0.5, t[near], self.depth[index])

    def developed(self):
        """The sheet averaged to the size of the view; None where nothing is on it."""
        cover = self.cover.reshape(self.camera.shape)
        rows, columns = np.flatnonzero(cover.any(1)), np.flatnonzero(cover.any(0))
        if not len(rows):
            return None
        k = self.camera.shape[0] / HEIGHT
        # even pixels, so that the fine raster's points divide among them without a remainder
        left, top = (int(axis[0] / k) // 2 * 2 for axis in (columns, rows))
        right, bottom = (int(axis[-1] / k) // 2 * 2 + 2 for axis in (columns, rows))
        window = np.s_[round(top * k) : round(bottom * k), round(left * k) : round(right * k)]
        light = self.light.reshape(*self.camera.shape, 3)[window]
        planes = np.concatenate([light, cover[window][..., None]], -1)
        size = (right - left, bottom - top)
        small = [
            Image.fromarray(np.ascontiguousarray(planes[..., c])).resize(size, Image.Resampling.BOX) for c in range(4)
        ]
        return Print((left, top, right, bottom), np.stack([np.asarray(plane) for plane in small], -1))


class Album:
    """Layer files under `folder`, listed from back to front."""

    def __init__(self, folder):
        self.folder, self.layers, self.views = folder, [], []

    def view(self, key, **name):
        self.views.append({"key": key, "width": WIDTH, "height": HEIGHT, "name": name})
        (self.folder / key).mkdir(parents=True, exist_ok=True)

    def scene(self, view, scene, light):
        """An opaque ground: linear light, rows × columns × 3."""
        file = f"{view}/scene.{scene}.webp"
        Image.fromarray(_bytes(light)).save(self.folder / file, lossless=True, method=4)
        self.layers.append({"view": view, "kind": "scene", "scene": scene, "file": file, "box": [0, 0, WIDTH, HEIGHT]})

    def shape(self, view, name, made, kind="shape", **more):
        """A layer of one file; nothing is written where nothing is seen."""
        if made:
            file = f"{view}/{name}.webp"
            self._write(file, made)
            self.layers.append({"view": view, "kind": kind, **more, "file": file, "box": list(made.box)})

    def zone(self, view, name, zone, black, white, **more):
        """A paint zone: its light with black and with white paint."""
        if black:
            files = {shade: f"{view}/{name}.{shade}.webp" for shade in ("black", "white")}
            for shade, made in (("black", black), ("white", white)):
                self._write(files[shade], made)
            self.layers.append({"view": view, "kind": "zone", "zone": zone, **more, **files, "box": list(black.box)})

    def again(self, **more):
        """List the last file once more, with other words."""
        self.layers.append({**self.layers[-1], **more})

    def _write(self, file, made):
        cover = np.round(np.clip(made.pixels[..., 3:], 0, 1) * 255)
        straight = np.where(cover > 0, made.pixels[..., :3] / np.maximum(made.pixels[..., 3:], 1e-4), 0)
        image = Image.fromarray(np.concatenate([_bytes(straight), cover.astype(np.uint8)], -1))
        image.save(self.folder / file, lossless=True, method=4, exact=False)

    def manifest(self, zones):
        """Write the list of all layers."""
        lines = ",\n".join("    " + json.dumps(layer) for layer in self.layers)
        head = {"views": self.views, "scenes": ["light", "dark"], "zones": zones}
        text = json.dumps(head, ensure_ascii=False, indent=2)
        (self.folder / "manifest.json").write_text(f'{text[:-2]},\n  "layers": [\n{lines}\n  ]\n}}\n')


def _bytes(light):
    return np.round(srgb(light) * 255).astype(np.uint8)
