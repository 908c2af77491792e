"""Film that is drawn on in metres and laid on the car's skin."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import font_manrope
import numpy as np
from curve import linear_of_hex
from PIL import Image, ImageDraw, ImageFont

SCALE = 1000
"""Pixels a metre of the finished film."""
FINE = 2
"""How much finer it is drawn, for smooth edges."""


class Film:
    """A transparent sheet. Its first axis runs to the right, its second upwards; `reversed` is seen from behind."""

    def __init__(self, low, high, reversed=False):
        self.low, self.high, self.reversed = low, high, reversed
        self._image, self._pixels, self._corner = None, None, (0, 0)

    @property
    def image(self):
        if self._image is None:
            size = [round((b - a) * SCALE * FINE) for a, b in zip(self.low, self.high, strict=True)]
            self._image = Image.new("RGBA", size, (0, 0, 0, 0))
            self._pen = ImageDraw.Draw(self._image)
        return self._image

    @property
    def pen(self):
        return self.image and self._pen

    def at(self, points):
        """Pixels of points in metres."""
        scale = SCALE * FINE
        return [((a - self.low[0]) * scale, (self.high[1] - b) * scale) for a, b in points]

    def polygon(self, points, colour):
        self.pen.polygon(self.at(points), fill=colour)

    def bar(self, left, low, right, high, colour, corner=0.0):
        """A rectangle, its corners rounded."""
        box = [*self.at([(left, high)])[0], *self.at([(right, low)])[0]]
        self.pen.rounded_rectangle(box, radius=corner * SCALE * FINE, fill=colour)

    def dot(self, a, b, radius, colour, tall=1.0):
        turn = np.linspace(0, 2 * math.pi, 120)
        self.polygon(np.c_[a + radius * np.cos(turn), b + radius * tall * np.sin(turn)], colour)

    def line(self, points, width, colour):
        """A line with round ends; `width` is one number or one for each point."""
        points = np.asarray(points, float)
        half = np.broadcast_to(np.asarray(width, float) / 2, len(points))
        along = np.gradient(points, axis=0)
        across = np.c_[-along[:, 1], along[:, 0]] / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        one, other = points + across * half[:, None], points - across * half[:, None]
        for i in range(len(points) - 1):
            self.polygon([one[i], one[i + 1], other[i + 1], other[i]], colour)
        for (a, b), radius in zip(points, half, strict=True):
            self.dot(a, b, radius, colour)

    def text(self, a, b, words, high, colour, weight="ExtraBold", spread=0.0):
        """Words with their middle at a point, capitals about 0.72 `high`; they read rightly from outside."""
        font = ImageFont.truetype(font_manrope.font_files[f"Manrope{weight}"], round(high * SCALE * FINE))
        gaps = spread * high * SCALE * FINE
        widths = [font.getlength(each) + gaps for each in words]
        pad = round(high * SCALE * FINE)
        stamp = Image.new("L", (round(sum(widths)) + 2 * pad, 3 * pad), 0)
        pen, x = ImageDraw.Draw(stamp), pad + gaps / 2
        for each, width in zip(words, widths, strict=True):
            pen.text((x, 1.5 * pad + 0.36 * pad), each, fill=255, font=font, anchor="ls")
            x += width
        if self.reversed:
            stamp = stamp.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        (cx, cy) = self.at([(a, b)])[0]
        self.image.paste(colour, (round(cx - stamp.width / 2), round(cy - stamp.height / 2)), stamp)

    def finish(self):
        """Keep only what is drawn on, at its final fineness."""
        if self._image is not None and (drawn := self._image.getbbox()):
            left, top, right, bottom = (
                round(edge / FINE) * FINE + grow for edge, grow in zip(drawn, (-4, -4, 4, 4), strict=True)
            )
            part = self._image.crop((left, top, right, bottom)).convert("RGBa").reduce(FINE)
            self._pixels, self._corner = np.asarray(part), (left // FINE, top // FINE)
        self._image = self._pen = None

    @property
    def is_empty(self):
        return self._pixels is None

    def sample(self, a, b):
        """Light (n × 3, weighed by cover) and cover (n) at points."""
        light, cover = np.zeros((len(a), 3), np.float32), np.zeros(len(a), np.float32)
        if self.is_empty:
            return light, cover
        rows, columns = self._pixels.shape[:2]
        x = (a - self.low[0]) * SCALE - 0.5 - self._corner[0]
        y = (self.high[1] - b) * SCALE - 0.5 - self._corner[1]
        there = np.flatnonzero((x > 0) & (y > 0) & (x < columns - 1.001) & (y < rows - 1.001))
        x, y = x[there], y[there]
        i, j = y.astype(int), x.astype(int)
        u, v = (x - j)[:, None], (y - i)[:, None]
        above = self._pixels[i, j] * (1 - u) + self._pixels[i, j + 1] * u
        below = self._pixels[i + 1, j] * (1 - u) + self._pixels[i + 1, j + 1] * u
        mixed = (above * (1 - v) + below * v) / 255
        cover[there] = mixed[:, 3]
        shown = np.clip(mixed[:, :3] / np.maximum(mixed[:, 3:], 1e-4), 0, 1)
        light[there] = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4) * mixed[:, 3:]
        return light, cover


@dataclass
class Films:
    """The sheets round a car: both sides (x, z), top (x, y), front and rear (y, z)."""

    left: Film = field(default_factory=lambda: Film((-0.1, 0.1), (3.7, 1.1)))
    right: Film = field(default_factory=lambda: Film((-0.1, 0.1), (3.7, 1.1), reversed=True))
    top: Film = field(default_factory=lambda: Film((-0.1, -0.9), (3.7, 0.9)))
    front: Film = field(default_factory=lambda: Film((-0.9, 0.1), (0.9, 1.1), reversed=True))
    rear: Film = field(default_factory=lambda: Film((-0.9, 0.1), (0.9, 1.1)))
    solid: list = field(default_factory=list)
    """Balls in space (middle, radius, colour) that colour the skin where it passes through them."""

    @property
    def sides(self):
        """The films of both flanks, which most sets draw alike."""
        return self.left, self.right

    def finish(self):
        """Nothing more is drawn: keep only what is needed to sample."""
        for film in (self.left, self.right, self.top, self.front, self.rear):
            film.finish()
        return self

    def sample(self, positions, normals):
        """Albedo (n × 3, linear) and cover (n) on the skin; each film colours what looks its way."""
        x, y, z = positions.T
        nx, ny, nz = normals.T
        seen = np.stack([-ny, ny, nz, -nx, nx]).clip(0) ** 8
        seen = seen * seen * seen  # quicker than the power of 24
        share = seen / np.maximum(seen.sum(axis=0), 1e-12)
        light, cover = np.zeros((len(x), 3), np.float32), np.zeros(len(x), np.float32)
        places = ((self.left, x, z), (self.right, x, z), (self.top, x, y), (self.front, y, z), (self.rear, y, z))
        for weight, (film, a, b) in zip(share, places, strict=True):
            if film.is_empty:
                continue
            where = np.flatnonzero(weight > 0.002)
            film_light, film_cover = film.sample(a[where], b[where])
            light[where] += film_light * weight[where, None]
            cover[where] += film_cover * weight[where]
        for middle, radius, colour in self.solid:
            far = np.linalg.norm(positions - np.asarray(middle, np.float32), axis=1)
            there = np.clip((radius - far) / 0.0015 + 0.5, 0, 1)
            light = light * (1 - there)[:, None] + there[:, None] * np.asarray(linear_of_hex(colour), np.float32)
            cover = cover * (1 - there) + there
        return (light / np.maximum(cover, 1e-4)[:, None]).astype(np.float32), np.clip(cover, 0, 1).astype(np.float32)
