"""Stickers of plain shapes: stripes, ribbons, numbers, checks, dots, bars and squares."""

from __future__ import annotations

import math
import random
from functools import partial

import numpy as np
from curves import opened
from solid import body

WHITE, BLACK, RED, GREEN, SILVER = "#f4f2ec", "#141516", "#b3201b", "#1f7a4a", "#a9adb0"
ORANGE, YELLOW = "#e8912c", "#f3c64a"
BODY, BOTH, ROOF = ("body",), ("body", "roof"), ("roof",)


def _twin(colour, pin, films):
    """Two broad stripes over the middle, each with a fine one beside it."""
    for film, start, end in ((films.top, -0.1, 3.7), (films.front, 0.1, 1.1), (films.rear, 0.1, 1.1)):
        for low, high, of in ((0.055, 0.205, colour), (0.222, 0.232, pin)):
            for a, b in ((low, high), (-high, -low)):
                film.bar(*((start, a, end, b) if film is films.top else (a, start, b, end)), of)


def _low(colour, films):
    """A stripe along the sill that is cut slantwise, a fine one above it, and the car's name in a gap."""
    for film in films.sides:
        for start, end in ((1.045, 1.93), (2.40, 2.585)):
            film.polygon([(start, 0.325), (end, 0.325), (end - 0.03, 0.385), (start - 0.03, 0.385)], colour)
        film.polygon([(1.010, 0.398), (2.549, 0.398), (2.545, 0.406), (1.006, 0.406)], colour)
        film.text(2.157, 0.355, "PICCOLA", 0.078, colour, spread=0.10)


def _tricolore(films):
    """A ribbon in three colours that flows over the doors, ends cut like a swallow's tail."""
    path = opened([(0.98, 0.64), (1.35, 0.665), (1.80, 0.715), (2.25, 0.70), (2.70, 0.745)], 160)
    along = np.gradient(path, axis=0)
    across = np.c_[-along[:, 1], along[:, 0]] / np.linalg.norm(along, axis=1, keepdims=True)
    notch = np.linspace(-0.0885, 0.0885, 61)
    for film in films.sides:
        for number, colour in enumerate((GREEN, WHITE, RED)):
            low, high = (d - 0.0885 for d in (0.061 * (2 - number), 0.061 * (2 - number) + 0.055))
            rows = notch[(notch >= low - 1e-6) & (notch <= high + 1e-6)]
            rows = np.array([low, *rows, high])
            tail = path[-1] + across[-1] * rows[:, None] - along[-1] * ((0.0885 - np.abs(rows)) / 0.0118)[:, None] * 0.8
            head = path[0] + across[0] * rows[:, None] + along[0] * ((0.0885 - np.abs(rows)) / 0.0118)[:, None] * 0.8
            between = slice(9, -9)  # the ends' own points take over there
            lower, upper = (path[between] + across[between] * edge for edge in (low, high))
            film.polygon([*lower, *tail, *upper[::-1], *head[::-1]], colour)


def _roundel(films):
    for film in films.sides:
        x, z = 1.72, 0.665
        film.dot(x, z, 0.218, BLACK)
        film.dot(x, z, 0.211, WHITE)
        film.dot(x, z, 0.198, BLACK)
        film.dot(x, z, 0.1955, WHITE)
        film.text(x, z + 0.004, "7", 0.36, BLACK)


def _checker(films):
    """Checks that end in loose ones, as a flag does in the wind."""
    cell = 0.098
    for i in range(-3, 24):
        for j in range(-6, 6):
            film, x, y = films.top, 1.18 + i * cell, j * cell
            film.bar(x, y, x + cell, y + cell, WHITE if (i + j) % 2 else BLACK)


def _sunrays(films):
    film, x = films.top, 2.16
    for k in range(32):
        middle, long = 2 * math.pi * k / 32, 1.25 if k % 2 else 0.60
        foot, half = 0.262, 0.062 if k % 2 else 0.045
        ends = [(foot, middle - half), (foot, middle + half)]
        ends += [(long, middle + 0.075), (long, middle - 0.075)] if k % 2 else [(long, middle)]
        film.polygon([(x + r * math.cos(a), r * math.sin(a)) for r, a in ends], ORANGE if k % 2 else YELLOW)
    film.dot(x, 0, 0.225, YELLOW)
    film.dot(x, 0, 0.196, ORANGE)
    film.dot(x, 0, 0.186, YELLOW)


def _polka(films):
    """Forty round dots on the skin itself, so that none is stretched."""
    skin, radius = body(0.03), 0.056
    on_side = [
        (x, z)
        for z, row in (
            (0.84, (0.99, 1.37, 1.75, 2.13, 2.51, 3.02)),
            (0.63, (0.20, 1.18, 1.56, 1.94, 2.32)),
            (0.42, (1.37, 1.75, 2.13)),
        )
        for x in row
    ]
    spots = [skin.on_side(x, z, side)[0] for x, z in on_side for side in (-1, 1)]
    spots += [skin.on_top(x, y)[0] for x, y in ((0.40, -0.26), (0.40, 0.26), (0.62, 0.0), (0.84, -0.30), (0.84, 0.30))]
    spots += [
        skin.on_top(x, y)[0]
        for x, y in ((1.70, 0.0), (1.98, -0.28), (1.98, 0.28), (2.26, 0.0), (2.54, -0.28), (2.54, 0.28), (2.78, 0.0))
    ]
    films.solid += [(tuple(spot), radius, WHITE) for spot in spots]


EAN_ODD = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"]
EAN_FIRST = ["OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO"]


def ean13(twelve):
    """The thirteen digits with their check digit, and the 95 modules (1 is black) of a barcode."""
    check = -sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve)) % 10
    digits = f"{twelve}{check}"
    inverse = [code.translate(str.maketrans("01", "10")) for code in EAN_ODD]
    left = "".join(
        EAN_ODD[int(d)] if kind == "O" else inverse[int(d)][::-1]
        for d, kind in zip(digits[1:7], EAN_FIRST[int(digits[0])], strict=True)
    )
    return digits, f"101{left}01010{''.join(inverse[int(d)] for d in digits[7:])}101"


def _barcode(films):
    """A label with a real EAN-13; numbers that start with 2 are for use within a shop."""
    digits, modules = ean13("205019570007")
    wide, left, low = 0.0034, 2.80, 0.705
    for film in films.sides:
        film.bar(left - 0.03, low - 0.02, left + 95 * wide + 0.03, low + 0.215, WHITE, 0.012)
        for i, module in enumerate(modules):
            if module == "1":
                guard = i < 3 or i > 91 or 45 <= i < 50
                start = left + (94 - i if film.reversed else i) * wide
                film.bar(start, low + (0.008 if guard else 0.030), start + wide, low + 0.195, BLACK)
        middle = left + 95 * wide / 2
        halves = (digits[1:7], digits[7:])
        for words, side in zip(halves[::-1] if film.reversed else halves, (-1, 1), strict=True):
            film.text(middle + side * 24 * wide, low + 0.0085, words, 0.030, BLACK, "SemiBold", 0.30)
        first = -0.013 if not film.reversed else 95 * wide + 0.013
        film.text(left + first, low + 0.0085, digits[0], 0.030, BLACK, "SemiBold")


def _pixels(films):
    """Squares that grow denser and darker towards the tail."""
    chance, cell = random.Random(3), 0.047
    colours = (BLACK, "#0d3b46", "#0b5c66", "#16808a", WHITE)

    def scatter(film, columns, rows, dense):
        for i in columns:
            for j in rows:
                share = dense(i * cell)
                if chance.random() < share:
                    colour = chance.choices(colours, (4 * share + 1, 3, 2, 1.2, 0.8))[0]
                    film.bar(i * cell, j * cell, (i + 1) * cell, (j + 1) * cell, colour)

    tail = range(34, 78)
    state = chance.getstate()
    for film in films.sides:
        chance.setstate(state)
        scatter(film, tail, range(3, 23), lambda x: float(np.clip((x - 1.75) / 1.5, 0, 1)) ** 1.9)
    scatter(films.top, tail, range(-18, 18), lambda x: float(np.clip((x - 1.75) / 1.5, 0, 1)) ** 1.9)
    scatter(films.rear, range(-18, 18), range(3, 23), lambda x: 0.93)


BOLD = {
    "stickers.stripe_white": (BOTH, partial(_twin, WHITE, WHITE)),
    "stickers.stripe_black": (BOTH, partial(_twin, BLACK, SILVER)),
    "stickers.stripe_red": (BOTH, partial(_twin, RED, WHITE)),
    "stickers.side_white": (BODY, partial(_low, WHITE)),
    "stickers.side_black": (BODY, partial(_low, BLACK)),
    "stickers.tricolore": (BODY, _tricolore),
    "stickers.roundel": (BODY, _roundel),
    "stickers.checker": (ROOF, _checker),
    "stickers.sunrays": (ROOF, _sunrays),
    "stickers.polka": (BOTH, _polka),
    "stickers.barcode": (BODY, _barcode),
    "stickers.pixels": (BOTH, _pixels),
}  # fmt: skip
