"""The views from outside: skin, wheels, parts and regions of the skin become layers of one album."""

from __future__ import annotations

import ground
import numpy as np
import parts
import wheels
from camera import Camera, trace_body
from fields import frame
from scipy import ndimage
from sheet import Sheet
from skin import Skin

VIEWS = {
    "front34": ({"en": "Front", "nl": "Voorkant"}, (-3.5, -5.6, 1.52), (1.73, 0.0, 0.76), 58),
    "side": ({"en": "Side", "nl": "Zijkant"}, (1.77, -8.5, 0.98), (1.77, 0, 0.80), 72),
    "rear34": ({"en": "Rear", "nl": "Achterkant"}, (7.1, -5.6, 1.62), (1.93, 0, 0.78), 60),
}


class Outside:
    """One view from outside."""

    def __init__(self, album, body, key, fine):
        name, eye, target, lens = VIEWS[key]
        self.album, self.body, self.key = album, body, key
        self.camera = Camera(eye, target, lens, fine)
        album.view(key, **name)
        self.hits = trace_body(self.camera, body)
        self.skin = Skin(body, self.hits)
        self.depth = np.full(self.camera.shape[0] * self.camera.shape[1], np.inf, np.float32)

    def draw(self):
        for scene in ground.PAPER:
            self.album.scene(self.key, scene, ground.scene(self.camera, scene))
        self._under()
        self._wheels()
        self._body()
        self._roof()
        self._shapes()

    def _under(self):
        """Wheel arches, the floor of the car and the tyres: what wheels and skin lie over."""
        sheet, well = Sheet(self.camera), self.skin.well
        dark = 0.010 * self.skin.open[well][:, None] * np.ones(3, np.float32)
        sheet.put(self.hits.index[well], dark, self.hits.t[well])
        for tyre in parts.tyres():
            hits = tyre.hits(self.camera)
            light, _ = tyre.light(hits)
            sheet.put(hits.index, light * self._arch_shade(hits.p), hits.t)
        self.album.shape(self.key, "under", sheet.pixels())

    def _arch_shade(self, p):
        return (0.35 + 0.65 * np.clip((0.62 - p[:, 2]) / 0.3, 0, 1))[:, None]

    def _wheels(self):
        rows, columns = np.divmod(np.arange(self.depth.size), self.camera.shape[1])
        for key in wheels.DESIGNS:
            face, sheet = wheels.face(key), Sheet(self.camera)
            for x in (0.66, 2.96):
                around = np.array([[x + a, -0.792, 0.292 + b] for a in (-0.25, 0.25) for b in (-0.25, 0.25)])
                low, high = (f(self.camera.project(around), axis=0) for f in (np.min, np.max))
                near = np.flatnonzero((rows > low[1]) & (rows < high[1]) & (columns > low[0]) & (columns < high[0]))
                rays = self.camera.rays(rows[near], columns[near])
                t = (-0.792 - self.camera.eye[1]) / rays[:, 1]
                p = np.asarray(self.camera.eye, np.float32) + t[:, None] * rays
                at = np.stack([(0.292 - p[:, 2]) / wheels.SPAN, (p[:, 0] - x) / wheels.SPAN])
                at = (at + 1) / 2 * wheels.SIDE - 0.5
                got = np.stack([ndimage.map_coordinates(face[..., c], at, order=1) for c in range(4)], -1)
                shade = 0.55 + 0.45 * np.clip((0.56 - p[:, 2]) / 0.2, 0, 1)
                seen = got[:, 3] > 0.003
                light = got[seen, :3] / got[seen, 3:] * shade[seen, None]
                sheet.put(near[seen], light.astype(np.float32), t[seen].astype(np.float32), got[seen, 3])
            self.album.shape(self.key, f"wheels.{key}", sheet.pixels(), when=[f"wheels.{key}"])

    def _body(self):
        skin, outer = self.skin, ~self.skin.well
        black, white = Sheet(self.camera), Sheet(self.camera)
        light = skin.light()
        for sheet, each in zip((black, white), light, strict=True):
            sheet.put(self.hits.index[outer], each[outer], self.hits.t[outer])
        for part in [*parts.fixed(self.body), *parts.handles(self.body, parts.BLACK, paint=True, soft=0.03)]:
            self._put(part, black, white)
        self.depth = black.depth
        self.album.zone(self.key, "body", "body", black.pixels(), white.pixels())

    def _put(self, part, black, white=None):
        hits = part.hits(self.camera)
        lights = part.light(hits)
        if black.depth is not self.depth:
            seen = hits.t < self.depth[hits.index] + 0.012
            hits.index, hits.t = hits.index[seen], hits.t[seen]
            lights = [light[seen] for light in lights]
        for sheet, light in zip((black, white), lights, strict=True):
            if sheet is not None:
                sheet.put(hits.index, light, hits.t)

    def _roof(self):
        pass

    def _shapes(self):
        def shape(name, made, when, **more):
            sheet = Sheet(self.camera)
            for part in made:
                self._put(part, sheet)
            self.album.shape(self.key, name, sheet.pixels(), when=when, **more)

        black, white = Sheet(self.camera), Sheet(self.camera)
        for part in parts.mirrors():
            self._put(part, black, white)
        self.album.zone(self.key, "mirrors", "mirrors", black.pixels(), white.pixels())
        for key, made in parts.trims(self.body).items():
            shape(f"trim.{key}", made, [f"trim.{key}"])
        for key, made in parts.accessories(self.body).items():
            shape(f"accessories.{key}", made, [f"accessories.{key}"])


__all__ = ["Outside", "frame"]
