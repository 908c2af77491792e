"""Sheets of light at the fine raster, and the album of layer files and their manifest that they become."""

from __future__ import annotations

import json

import numpy as np
from camera import HEIGHT, WIDTH
from light import srgb
from PIL import Image


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

    def pixels(self):
        """Light weighed by coverage, and coverage, averaged to the size of the view."""
        k = self.camera.shape[0] / HEIGHT
        planes = np.concatenate([self.light, self.cover[:, None]], 1).reshape(*self.camera.shape, 4)
        if k == int(k):
            k = int(k)
            return planes.reshape(HEIGHT, k, WIDTH, k, 4).mean((1, 3))
        small = [
            Image.fromarray(np.ascontiguousarray(planes[..., c])).resize((WIDTH, HEIGHT), Image.Resampling.BOX)
            for c in range(4)
        ]
        return np.stack([np.asarray(plane) for plane in small], -1)


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
        self._list(view, "scene", [0, 0, WIDTH, HEIGHT], scene=scene, file=file)

    def shape(self, view, name, pixels, kind="shape", **more):
        """A layer of one file; nothing is written where nothing is seen."""
        box = _box(pixels[..., 3])
        if box:
            file = f"{view}/{name}.webp"
            self._write(file, pixels, box)
            self._list(view, kind, box, file=file, **more)

    def zone(self, view, name, zone, black, white, **more):
        box = _box(black[..., 3])
        if box:
            files = {shade: f"{view}/{name}.{shade}.webp" for shade in ("black", "white")}
            for shade, pixels in (("black", black), ("white", white)):
                self._write(files[shade], pixels, box)
            self._list(view, "zone", box, zone=zone, **files, **more)

    def _write(self, file, pixels, box):
        left, top, right, bottom = box
        part = pixels[top:bottom, left:right]
        cover = np.round(part[..., 3:] * 255)
        straight = np.where(cover > 0, part[..., :3] / np.maximum(part[..., 3:], 1e-4), 0)
        image = Image.fromarray(np.concatenate([_bytes(straight), cover.astype(np.uint8)], -1))
        image.save(self.folder / file, lossless=True, method=4, exact=False)

    def _list(self, view, kind, box, **more):
        self.layers.append({"view": view, "kind": kind, **more, "box": box})

    def manifest(self, zones):
        lines = ",\n".join("    " + json.dumps(layer) for layer in self.layers)
        head = json.dumps(
            {"views": self.views, "scenes": ["light", "dark"], "zones": zones}, ensure_ascii=False, indent=2
        )
        (self.folder / "manifest.json").write_text(f'{head[:-2]},\n  "layers": [\n{lines}\n  ]\n}}\n')


def _bytes(light):
    return np.round(srgb(light) * 255).astype(np.uint8)


def _box(cover):
    rows, columns = np.flatnonzero((cover > 1 / 510).any(1)), np.flatnonzero((cover > 1 / 510).any(0))
    return [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1] if len(rows) else None
