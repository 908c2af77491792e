"""The sticker sets, drawn flat: on the side (x to the right, z up) and on top (x to the right, y up), in metres."""

from __future__ import annotations

import math
import random
from functools import cache

import font_manrope
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

SCALE = 800
FINE = 2
SIDE, TOP = (3.7, 1.6, 0.0), (3.7, 1.8, -0.9)
"""Width, height and lowest second coordinate of the two sheets."""

WHITE, BLACK, RED, BLUE, GREEN, YELLOW = "#f4f2ec", "#151617", "#b3201b", "#2b6f9b", "#1f7a4a", "#f0c53a"


class Film:
    """A transparent sheet that is drawn on in metres."""

    def __init__(self, sheet):
        self.wide, self.high, self.low = sheet
        self.image = Image.new("RGBA", (round(self.wide * SCALE), round(self.high * SCALE)), (255, 255, 255, 0))
        self.pen = ImageDraw.Draw(self.image)

    def at(self, points):
        return [(x * SCALE, (self.high + self.low - z) * SCALE) for x, z in points]

    def polygon(self, points, colour):
        self.pen.polygon(self.at(points), fill=colour)

    def line(self, points, width, colour):
        self.pen.line(self.at(points), fill=colour, width=max(1, round(width * SCALE)), joint="curve")
        for x, y in (self.at(points)[0], self.at(points)[-1]):
            r = width * SCALE / 2
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def dot(self, x, z, r, colour, tall=1.0):
        (cx, cy), r = self.at([(x, z)])[0], r * SCALE
        self.pen.ellipse((cx - r, cy - r * tall, cx + r, cy + r * tall), fill=colour)

    def bar(self, x0, z0, x1, z1, colour):
        self.polygon([(x0, z0), (x1, z0), (x1, z1), (x0, z1)], colour)

    def sample(self, x, z):
        """Linear colour and coverage at points."""
        pixels = np.asarray(self.image).astype(np.float32) / 255
        at = np.stack([(self.high + self.low - z) * SCALE - 0.5, x * SCALE - 0.5])
        cover = ndimage.map_coordinates(ndimage.uniform_filter(pixels[..., 3], FINE), at, order=1)
        rgb = np.stack([ndimage.map_coordinates(pixels[..., c], at, order=0, mode="nearest") for c in range(3)], -1)
        return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4), cover


def _wave(x0, x1, z, high, length, count=80):
    return [
        (x0 + (x1 - x0) * i / count, z + high * math.sin((x1 - x0) * i / count * 2 * math.pi / length))
        for i in range(count + 1)
    ]


def _twin(colour):
    def draw(side, top):
        for y in (-0.15, 0.15):
            top.bar(-0.1, y - 0.075, 3.7, y + 0.075, colour)
            top.bar(-0.1, y * 1.78 - 0.008, 3.7, y * 1.78 + 0.008, colour)

    return draw


def _low(colour):
    def draw(side, top):
        side.bar(0.98, 0.335, 2.64, 0.395, colour)
        side.bar(0.98, 0.408, 2.64, 0.416, colour)

    return draw


def _tricolore(side, top):
    for number, colour in enumerate((GREEN, WHITE, RED)):
        z = 0.80 - number * 0.045
        side.polygon([(0.9, z - 0.05), (2.75, z + 0.01), (2.75, z + 0.055), (0.9, z - 0.005)], colour)


def _roundel(side, top):
    side.dot(1.70, 0.68, 0.215, BLACK)
    side.dot(1.70, 0.68, 0.205, WHITE)
    font = ImageFont.truetype(font_manrope.font_files["ManropeExtraBold"], round(0.33 * SCALE))
    side.pen.text(side.at([(1.70, 0.68)])[0], "7", fill=BLACK, font=font, anchor="mm")


def _checker(side, top):
    for i in range(16):
        for j in range(-6, 6):
            top.bar(1.45 + i * 0.1, j * 0.1, 1.55 + i * 0.1, j * 0.1 + 0.1, WHITE if (i + j) % 2 else BLACK)


def _sunrays(side, top):
    for k in range(18):
        a = 2 * math.pi * k / 18
        ends = [(2.15 + math.cos(a + d) * 0.95, math.sin(a + d) * 0.95) for d in (-0.085, 0.085)]
        top.polygon([(2.15, 0), *ends], "#e8962e" if k % 2 else YELLOW)
    top.dot(2.15, 0, 0.26, WHITE)
    top.dot(2.15, 0, 0.23, YELLOW)


def _polka(side, top):
    for film in (side, top):
        for i in range(20):
            for j in range(-5, 9):
                film.dot(0.08 + 0.19 * i + 0.095 * (j % 2), 0.10 + 0.165 * j, 0.034, WHITE)


def _lemons(side, top):
    branch = [(x, z - 0.05) for x, z in _wave(1.02, 2.86, 0.72, 0.035, 0.8)]
    side.line(branch, 0.012, "#5b6b2f")
    for k in range(12):
        x, z = branch[4 + k * 6]
        up = 1 if k % 2 else -1
        side.polygon(
            [(x, z), (x + 0.05, z + up * 0.05), (x + 0.13, z + up * 0.055), (x + 0.07, z + up * 0.012)], "#4c7a34"
        )
    for k in range(7):
        x, z = branch[5 + k * 11]
        z -= 0.075 if k % 2 else -0.07
        side.dot(x, z, 0.062, YELLOW, 0.78)
        side.polygon([(x - 0.085, z), (x - 0.05, z + 0.02), (x - 0.05, z - 0.02)], YELLOW)
        side.polygon([(x + 0.085, z), (x + 0.05, z + 0.02), (x + 0.05, z - 0.02)], YELLOW)
        side.dot(x - 0.018, z + 0.018, 0.016, "#fbe79a", 0.7)


def _waves(side, top):
    for k, width in enumerate((0.034, 0.024, 0.016)):
        side.line(_wave(0.98, 2.60, 0.47 + 0.075 * k, 0.022, 0.42), width, (BLUE, "#5b9cc0", "#a8cddd")[k])
    for k in range(9):
        a = math.radians(25 + 17 * k)
        side.dot(
            2.96 + math.cos(a) * (0.47 + 0.02 * (k % 3)),
            0.292 + math.sin(a) * (0.47 + 0.03 * (k % 2)),
            0.012 + 0.006 * (k % 3),
            "#5b9cc0",
        )


def _swallows(side, top):
    for x, z, size in (
        (1.26, 0.86, 0.8),
        (1.55, 0.70, 1.0),
        (1.92, 0.80, 0.75),
        (2.20, 0.62, 0.95),
        (2.62, 0.80, 0.85),
    ):
        s = size * 0.12
        shape = [(-1.1, 0.05), (-0.7, 0.16), (-0.3, 0.15), (0.25, 0.95), (0.12, 0.2), (0.5, 0.08), (1.25, 0.22), (0.75, 0.02),
                 (1.2, -0.16), (0.45, -0.10), (0.0, -0.12), (0.35, -0.8), (-0.35, -0.06), (-0.75, -0.02)]  # fmt: skip
        side.polygon([(x + a * s, z + b * s) for a, b in shape], "#1d2a44")
        side.dot(x - 0.82 * s, z + 0.05 * s, 0.13 * s, "#c8523a")


def _gelato(side, top):
    x, z = 3.17, 0.80
    side.polygon([(x - 0.075, z), (x + 0.075, z), (x + 0.005, z - 0.22), (x - 0.005, z - 0.22)], "#d39a55")
    for k in range(4):
        side.line([(x - 0.065 + 0.035 * k, z - 0.005), (x - 0.03 + 0.02 * k, z - 0.10)], 0.004, "#a8703a")
    for dx, dz, colour in ((-0.048, 0.035, "#a9d3bf"), (0.048, 0.035, "#e7a3ab"), (0.0, 0.105, "#f4ead2")):
        side.dot(x + dx, z + dz, 0.062, colour)
    side.line([(x + 0.07, z + 0.02), (x + 0.072, z - 0.06)], 0.018, "#e7a3ab")
    side.line([(x - 0.075, z + 0.02), (x - 0.076, z - 0.03)], 0.016, "#a9d3bf")


def _espresso(side, top):
    x, z = 1.36, 0.56
    side.line([(x + 0.10, z + 0.05), (x + 0.15, z + 0.04), (x + 0.14, z - 0.03), (x + 0.08, z - 0.03)], 0.018, WHITE)
    side.polygon([(x - 0.11, z + 0.09), (x + 0.11, z + 0.09), (x + 0.07, z - 0.07), (x - 0.07, z - 0.07)], WHITE)
    side.dot(x, z - 0.085, 0.14, WHITE, 0.14)
    side.dot(x, z + 0.088, 0.10, "#4a2a18", 0.2)
    for k in range(2):
        steam = [
            (
                x + 0.02 + t * (2.02 - 0.1 * k),
                z + 0.14 + 0.10 * min(1, t * 3) + 0.06 * t + 0.05 * k + 0.03 * math.sin(t * 22 + k),
            )
            for t in (i / 90 for i in range(91))
        ]
        side.line(steam, 0.018 - 0.007 * k, WHITE)


def _terrazzo(side, top):
    chance = random.Random(1957)
    for _ in range(620):
        x, z, r = chance.uniform(0, 3.6), chance.uniform(0.2, 1.0), chance.uniform(0.008, 0.034)
        corners = sorted(chance.uniform(0, 2 * math.pi) for _ in range(chance.randint(4, 6)))
        colour = chance.choice(("#b7624a", "#e9dcc4", "#57706c", "#2f3a40", "#d9a441", "#f4f2ec"))
        side.polygon([(x + r * math.cos(a), z + r * math.sin(a)) for a in corners], colour)


def _city_map(side, top):
    chance = random.Random(500)
    for k in range(15):
        x = -0.1 + 0.26 * k + chance.uniform(-0.05, 0.05)
        side.line(
            [(x, 0.15), (x + chance.uniform(-0.12, 0.12), 0.6), (x + chance.uniform(-0.18, 0.18), 1.02)], 0.008, WHITE
        )
    for z in (0.30, 0.42, 0.55, 0.66, 0.78, 0.90):
        side.line(
            [
                (0, z + chance.uniform(-0.05, 0.05)),
                (1.2, z + chance.uniform(-0.05, 0.05)),
                (2.4, z + chance.uniform(-0.05, 0.05)),
                (3.6, z),
            ],
            0.008,
            WHITE,
        )
    side.line([(-0.1, 0.5), (0.9, 0.74), (1.8, 0.60), (2.7, 0.82), (3.7, 0.70)], 0.030, "#8fc0d8")
    side.line([(0.6, 0.2), (1.35, 0.60), (2.2, 0.98)], 0.018, WHITE)
    side.dot(1.62, 0.74, 0.042, RED)
    side.polygon([(1.582, 0.728), (1.658, 0.728), (1.62, 0.645)], RED)
    side.dot(1.62, 0.742, 0.016, WHITE)


def _barcode(side, top):
    chance, x = random.Random(8), 3.02
    side.bar(2.99, 0.70, 3.40, 0.89, WHITE)
    while x < 3.36:
        width = chance.choice((0.005, 0.005, 0.010, 0.016))
        side.bar(x, 0.72, x + width, 0.87, BLACK)
        x += width + chance.choice((0.006, 0.006, 0.011))


def _pixels(side, top):
    chance, cell = random.Random(3), 0.052
    for film, low in ((side, 0.15), (top, -0.9)):
        for i in range(24, 72):
            for j in range(36):
                x, z = i * cell, low + j * cell
                if chance.random() < max(0.0, (x - 2.25) / 1.15) ** 1.3:
                    film.bar(x, z, x + cell, z + cell, chance.choice(("#151617", "#2a2c30", "#f4f2ec", "#0b5c66")))


DRAWINGS = {
    "stripe_white": _twin(WHITE), "stripe_black": _twin(BLACK), "stripe_red": _twin(RED), "side_white": _low(WHITE),
    "side_black": _low(BLACK), "tricolore": _tricolore, "roundel": _roundel, "checker": _checker, "sunrays": _sunrays,
    "polka": _polka, "lemons": _lemons, "waves": _waves, "swallows": _swallows, "gelato": _gelato,
    "espresso": _espresso, "terrazzo": _terrazzo, "city_map": _city_map, "barcode": _barcode, "pixels": _pixels,
}  # fmt: skip


@cache
def _films(key):
    side, top = Film(SIDE), Film(TOP)
    DRAWINGS[key](side, top)
    return [film if film.image.getextrema()[3][1] else None for film in (side, top)]


def draw(key, p, n):
    """Linear colour and coverage of a sticker set at points of the skin."""
    is_side = np.abs(n[:, 1]) > 0.62
    colour, cover = np.zeros_like(p), np.zeros(len(p), np.float32)
    for film, where, second in zip(_films(key), (is_side, ~is_side), (2, 1), strict=True):
        if film:
            colour[where], cover[where] = film.sample(p[where, 0], p[where, second])
    return colour.astype(np.float32), cover
