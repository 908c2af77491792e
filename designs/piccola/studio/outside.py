"""The views from outside: skin, wheels, parts and regions of the skin become layers of one album."""

from __future__ import annotations

import accessories
import ground
import numpy as np
import parts
import regions
import stickers
import wheels
from cabin import behind_glass
from camera import Camera, trace_body
from scipy import ndimage
from sheet import Sheet
from skin import Skin, inside

VIEWS = {
    "front34": ({"en": "Front", "nl": "Voorkant"}, (-3.5, -5.6, 2.15), (1.73, 0.0, 0.74), 59),
    "side": ({"en": "Side", "nl": "Zijkant"}, (1.77, -8.5, 0.98), (1.77, 0, 0.84), 72),
    "rear34": ({"en": "Rear", "nl": "Achterkant"}, (7.1, -5.6, 2.25), (1.93, 0, 0.76), 60),
}
FLANK = -0.792
"""Where the near wheels' faces are."""


class Outside:
    """One view from outside."""

    def __init__(self, album, body, key, fine):
        name, eye, target, lens = VIEWS[key]
        self.album, self.body, self.key = album, body, key
        self.camera = Camera(eye, target, lens, fine)
        album.view(key, **name)
        self.hits = trace_body(self.camera, body)
        self.skin = Skin(body, self.hits)
        self.outer = ~self.skin.well

    def draw(self):
        """Every layer of the view, from back to front."""
        for scene in ground.PAPER:
            self.album.scene(self.key, scene, ground.scene(self.camera, scene))
        self._under()
        for key in wheels.DESIGNS:
            self._wheel(key)
        self._body()
        self._finishes()
        self._roofs()
        self._stickers()
        self._films()
        self._mirrors()
        for key, made in parts.trims(self.body).items():
            self._solid(f"trim.{key}", made)
        for key, made in accessories.accessories(self.body).items():
            self._solid(f"accessories.{key}", made)
        black, white = self._painted(accessories.spoiler())
        self.album.zone(self.key, "spoiler", "body", black, white, when=["accessories.spoiler"])

    def _under(self):
        """Wheel arches, the floor of the car and the tyres: what wheels and skin lie over."""
        sheet, well = Sheet(self.camera), self.skin.well
        dark = 0.010 * self.skin.open[well][:, None] * np.ones(3, np.float32)
        sheet.put(self.hits.index[well], dark, self.hits.t[well])
        for tyre in parts.tyres():
            hits = tyre.hits(self.camera)
            light, _ = tyre.light(hits)
            sheet.put(hits.index, light * (0.35 + 0.65 * np.clip((0.62 - hits.p[:, 2:]) / 0.3, 0, 1)), hits.t)
        self.album.shape(self.key, "under", sheet.developed())

    def _wheel(self, key):
        face, sheet = wheels.face(key), Sheet(self.camera)
        eye = np.asarray(self.camera.eye, np.float32)
        for x in (0.66, 2.96):
            around = np.array([[x + a, FLANK, 0.292 + b] for a in (-0.25, 0.25) for b in (-0.25, 0.25)])
            low, high = (f(self.camera.project(around), axis=0).astype(int) for f in (np.min, np.max))
            rows, columns = (axis.ravel() for axis in np.mgrid[low[1] : high[1] + 1, low[0] : high[0] + 1])
            rays = self.camera.rays(rows, columns)
            t = (FLANK - eye[1]) / rays[:, 1]
            p = eye + t[:, None] * rays
            at = np.stack([0.292 - p[:, 2], p[:, 0] - x]) / wheels.SPAN
            at = (at + 1) / 2 * wheels.SIDE - 0.5
            got = np.stack([ndimage.map_coordinates(face[..., c], at, order=1) for c in range(4)], -1)
            seen = got[:, 3] > 0.003
            shade = 0.5 + 0.5 * np.clip((0.56 - p[seen, 2:]) / 0.2, 0, 1)
            light = (got[seen, :3] / got[seen, 3:] * shade).astype(np.float32)
            index = rows[seen] * self.camera.shape[1] + columns[seen]
            sheet.put(index, light, t[seen].astype(np.float32), got[seen, 3].astype(np.float32))
        self.album.shape(self.key, f"wheels.{key}", sheet.developed(), when=[f"wheels.{key}"])

    def _body(self):
        black, white = Sheet(self.camera), Sheet(self.camera)
        self.light = self.skin.light(behind_glass(self.skin))
        for sheet, each in zip((black, white), self.light, strict=True):
            sheet.put(self.hits.index[self.outer], each[self.outer], self.hits.t[self.outer])
        for part in [*parts.fixed(self.body), *parts.handles(self.body, parts.BLACK, paint=True, soft=0.03)]:
            hits = part.hits(self.camera)
            for sheet, light in zip((black, white), part.light(hits), strict=True):
                sheet.put(hits.index, light, hits.t)
        self.depth = black.depth
        self.album.zone(self.key, "body", "body", black.developed(), white.developed())

    def _region(self, cover, light):
        """A region of the skin, where nothing fixed lies before it."""
        near = (cover > 0.004) & self.outer & (self.hits.t < self.depth[self.hits.index] + 0.012)
        sheet = Sheet(self.camera)
        sheet.put(
            self.hits.index[near],
            np.asarray(light, np.float32)[near],
            self.hits.t[near],
            cover[near].astype(np.float32),
        )
        return sheet.developed()

    def _finishes(self):
        for name, colours in (("metallic", regions.METALLIC), ("pearl", regions.PEARL)):
            made = self._region(*regions.sheen(self.skin, name == "pearl"))
            self.album.shape(self.key, f"finish.{name}", made, when=[f"colour.{colour}" for colour in colours])

    def _roofs(self):
        cover = inside(self.skin.roof) * (1 - self.skin.glass)
        black, white = (self._region(cover, light) for light in self.light)
        self.album.zone(self.key, "roof", "roof", black, white, when=["roof.white", "roof.black"])
        cover, *lights = regions.fabric(self.skin)
        black, white = (self._region(cover, light) for light in lights)
        self.album.zone(self.key, "roof.fabric", "roof", black, white, when=list(regions.FABRIC))
        self.album.shape(self.key, "roof.glass", self._region(*regions.glass_roof(self.skin)), when=["roof.glass"])

    def _stickers(self):
        painted = self.skin.paint > 0.02
        for key in stickers.DRAWINGS:
            colour, cover = stickers.draw(key, self.hits.p, self.hits.n)
            when, more = [f"stickers.{key}"], {"kind": "sticker"}
            made = self._region(cover * painted, colour)
            if made:
                self.album.shape(self.key, f"stickers.{key}", made, zone="body", when=when, **more)
                self.album.again(zone="roof", unless=list(regions.FABRIC))

    def _films(self):
        films = regions.films(self.skin)
        line = self._region(*films.pop("chrome_line"))
        self.album.shape(self.key, "chrome_line", line, when=["accessories.chrome_kit"])
        for key, film in films.items():
            self.album.shape(self.key, f"accessories.{key}", self._region(*film), when=[f"accessories.{key}"])

    def _mirrors(self):
        black, white = self._painted(parts.mirrors())
        self.album.zone(self.key, "mirrors", "mirrors", black, white)
        for key, colour in (("chrome", parts.CHROME), ("copper", (0.72, 0.36, 0.20))):
            self._solid(f"mirrors.{key}", parts.mirrors(albedo=colour, metal=True))

    def _painted(self, made):
        sheets = Sheet(self.camera), Sheet(self.camera)
        for part in made:
            self._put(part, *sheets)
        return [sheet.developed() for sheet in sheets]

    def _solid(self, option, made):
        sheet = Sheet(self.camera)
        for part in made:
            self._put(part, sheet)
        self.album.shape(self.key, option, sheet.developed(), when=[option])

    def _put(self, part, *sheets):
        """A part, where nothing fixed lies before it."""
        hits = part.hits(self.camera)
        seen = hits.t < self.depth[hits.index] + 0.012
        for sheet, light in zip(sheets, part.light(hits), strict=False):
            sheet.put(hits.index[seen], light[seen], hits.t[seen])
