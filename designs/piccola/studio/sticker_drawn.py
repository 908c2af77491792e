"""Stickers with pictures: lemons, waves, swallows, gelato, espresso."""

from __future__ import annotations

import math

import numpy as np
from curves import closed, opened, placed
from swallow import swallow

WHITE, INK, RED = "#f4f2ec", "#182642", "#b3201b"
BODY = ("body",)


LEMON = closed([
    (-1.28, 0), (-1.08, 0.16), (-0.78, 0.52), (-0.2, 0.78), (0.42, 0.72), (0.86, 0.42), (1.02, 0.17), (1.16, 0.06),
    (1.16, -0.06), (1.02, -0.17), (0.86, -0.42), (0.42, -0.72), (-0.2, -0.78), (-0.78, -0.52), (-1.08, -0.16),
], 160)  # fmt: skip
SHADE = closed([
    (-0.98, -0.2), (-0.5, -0.42), (0.2, -0.46), (0.78, -0.2), (0.94, -0.2), (0.80, -0.44), (0.40, -0.68), (-0.2, -0.74),
    (-0.72, -0.5),
], 120)  # fmt: skip
GLEAM = closed([(-0.62, 0.30), (-0.2, 0.56), (0.20, 0.56), (0.16, 0.44), (-0.2, 0.40), (-0.50, 0.22)], 80)
LEAF = closed(
    [(0, 0), (0.5, 0.24), (1.1, 0.27), (1.7, 0.12), (2.05, -0.02), (1.6, -0.16), (1.0, -0.21), (0.45, -0.15)], 120
)


def _leaf(film, at, size, turn, colour, vein):
    film.polygon(placed(LEAF, at, size, turn), colour)
    film.line(
        placed([(0.0, 0), (0.7, 0.03), (1.35, 0.03), (1.85, 0.0)], at, size, turn), (0.004, 0.003, 0.002, 0.001), vein
    )


def _blossom(film, at, size):
    for k in range(5):
        film.polygon(
            placed(closed([(0.1, 0), (0.6, 0.3), (1.0, 0.1), (1.0, -0.1), (0.6, -0.3)], 60), at, size, 72 * k + 20),
            WHITE,
        )
    film.dot(*at, size * 0.28, "#e8b43a")


def _lemons(films):
    """A branch over the doors with seven lemons that hang from it."""
    branch = opened([(0.98, 0.80), (1.25, 0.86), (1.62, 0.80), (2.0, 0.86), (2.38, 0.80), (2.72, 0.87)], 240)
    lemons = [
        (20, -64, 0.056), (56, -112, 0.060), (92, -72, 0.064), (124, -105, 0.060), (156, -68, 0.064),
        (190, -108, 0.058), (222, -70, 0.052),
    ]  # fmt: skip
    for film in films.sides:
        film.line(branch, np.linspace(0.019, 0.008, len(branch)), "#5a4a2c")
        for k in range(15):
            at = branch[min(8 + k * 16, len(branch) - 1)]
            turn = (38 if k % 2 else -34) + 9 * math.sin(k * 2.4)
            _leaf(
                film, at, 0.052 + 0.008 * math.sin(k * 1.7), turn, ("#3f6f3a", "#578a45", "#2f5a35")[k % 3], "#8db36b"
            )
        for at in (40, 108, 174):
            _blossom(film, branch[at] + np.array([0.0, 0.036]), 0.034)
        for at, turn, small in lemons:
            size = 1.36 * small
            stem = branch[at]
            hang = math.radians(turn)
            top = stem + np.array([math.cos(hang), math.sin(hang)]) * 0.028
            middle = top + np.array([math.cos(hang), math.sin(hang)]) * size * 1.22
            film.line(np.array([stem, top]), 0.006, "#5a6b2f")
            film.polygon(placed(LEMON, middle, size, turn), "#f2c935")
            film.polygon(placed(SHADE * (1, 1 if math.cos(hang) > 0 else -1), middle, size, turn), "#dca41f")
            film.polygon(placed(GLEAM * (1, 1 if math.cos(hang) > 0 else -1), middle, size, turn), "#fbe588")
            _leaf(film, top, size * 0.62, turn + 70, "#578a45", "#8db36b")


def _waves(films):
    """Three lines that roll along the doors, rise as one and break over the rear wheel."""
    x = np.linspace(1.0, 2.24, 70)
    swell = np.c_[x, 0.345 + 0.019 * np.clip((x - 0.85) / 1.0, 0, 1) * np.sin((x - 1.0) * 2 * math.pi / 0.354)]
    crest = [(2.33, 0.352), (2.43, 0.41), (2.505, 0.52), (2.555, 0.64), (2.625, 0.725), (2.71, 0.745), (2.775, 0.71),
             (2.785, 0.66), (2.75, 0.635), (2.718, 0.65)]  # fmt: skip
    path = opened(np.vstack([swell, crest]), 420)
    along = np.gradient(path, axis=0)
    across = np.c_[-along[:, 1], along[:, 0]] / np.linalg.norm(along, axis=1, keepdims=True)
    drops = (
        (2.83, 0.80, 0.013), (2.88, 0.745, 0.009), (2.90, 0.83, 0.008), (2.955, 0.79, 0.012), (3.01, 0.745, 0.008),
        (3.03, 0.82, 0.009), (2.83, 0.87, 0.006), (3.09, 0.775, 0.006),
    )  # fmt: skip
    for film in films.sides:
        for k, (colour, width, end) in enumerate(
            (("#1d4f7c", 0.036, 420), ("#3f86b4", 0.028, 398), ("#9cc9de", 0.020, 386))
        ):
            line = (path + across * 0.056 * k)[:end]
            t = np.linspace(0, 1, end)
            film.line(
                line[::2], (0.003 + width * np.clip(t / 0.35, 0, 1) * np.clip((1 - t) / 0.16, 0, 1) ** 0.7)[::2], colour
            )
        for x_drop, z, radius in drops:
            film.dot(x_drop, z, radius, "#3f86b4" if radius > 0.0085 else "#9cc9de")


def _swallows(films):
    """Five that fly forward, with red throats and light bellies."""
    flock = (
        (1.20, 0.80, 0.120, 6), (1.52, 0.63, 0.150, -8), (1.88, 0.83, 0.095, 14), (2.13, 0.58, 0.110, -4),
        (2.50, 0.80, 0.130, 4),
    )  # fmt: skip
    throat = closed([(-0.93, 0.11), (-0.80, 0.10), (-0.66, 0.02), (-0.72, 0.0), (-0.84, 0.04)], 60) * 0.9
    belly = (
        closed(
            [(-0.66, 0.04), (-0.40, 0.02), (0.0, -0.05), (0.30, -0.11), (0.02, -0.145), (-0.30, -0.11), (-0.56, -0.05)],
            80,
        )
        * 0.9
    )
    for film in films.sides:
        for x, z, size, turn in flock:
            film.polygon(placed(swallow(1.0), (x, z), size, turn), INK)
            film.polygon(placed(belly, (x, z), size, turn), "#e9dfc8")
            film.polygon(placed(throat, (x, z), size, turn), "#c04a32")


def _gelato(films):
    """A cone with three scoops; it melts."""
    pistachio, berry, cream = ("#bcd17e", "#93ab55"), ("#e59aa6", "#c8717f"), ("#f6ecd2", "#dcc9a0")
    scoop = closed([
        (-1.06, -0.42), (-0.98, 0.1), (-0.7, 0.72), (0, 1.0), (0.7, 0.72), (0.98, 0.1), (1.06, -0.42), (0.75, -0.55),
        (0.5, -0.40), (0.22, -0.56), (-0.1, -0.42), (-0.4, -0.58), (-0.72, -0.42),
    ], 160)  # fmt: skip
    shade = closed([
        (0.05, -0.5), (0.55, -0.2), (0.7, 0.45), (0.80, 0.5), (0.96, 0.05), (1.03, -0.40), (0.75, -0.53), (0.5, -0.40),
        (0.24, -0.54),
    ], 100)  # fmt: skip
    for film in films.sides:
        at, size, turn = (3.16, 0.735), 0.094, 8

        def put(points, colour, film=film, at=at, size=size, turn=turn):
            film.polygon(placed(points, at, size, turn), colour)

        cone = np.array([(-0.98, 0.1), (0.98, 0.1), (0.10, -2.15), (0.0, -2.22), (-0.10, -2.15)])
        put(cone, "#d9a35c")
        for k in np.linspace(-1.6, 1.6, 9):
            for lean in (0.42, -0.42):
                line = [(k + lean * (0.1 - y), y) for y in np.linspace(0.08, -2.15, 60)]
                inside = [(x, y) for x, y in line if abs(x) < 0.94 * (y + 2.22) / 2.32]
                if len(inside) > 1:
                    film.line(placed(inside, at, size, turn), 0.0032, "#b07a3c")
        put([(0.98, 0.1), (0.55, 0.1), (0.02, -2.2), (0.10, -2.15)], "#c48d49")
        for (x, y), (light, dark) in (((0, 1.75), cream), ((-0.55, 0.62), pistachio), ((0.55, 0.62), berry)):
            put(scoop * 0.86 + (x, y), light)
            put(shade * 0.86 + (x, y), dark)
            put(
                closed([(-0.55, 0.35), (-0.35, 0.65), (-0.05, 0.78), (-0.2, 0.58), (-0.38, 0.3)], 60) * 0.86 + (x, y),
                "#fffaf0",
            )
        for x, low, colour in (
            (-0.82, -0.75, pistachio[0]),
            (-0.35, -0.35, pistachio[0]),
            (0.30, -0.62, berry[0]),
            (0.72, -0.28, berry[0]),
        ):
            film.line(
                placed([(x, 0.35), (x, (low + 0.35) / 2), (x, low)], at, size, turn), (0.017, 0.0135, 0.018), colour
            )
        film.dot(*placed([(0.12, 2.62)], at, size, turn)[0], 0.021, RED)
        film.dot(*placed([(0.05, 2.70)], at, size, turn)[0], 0.006, "#f0a8a0")
        film.dot(3.135, 0.515, 0.0095, berry[0], 1.25)


def _espresso(films):
    """A cup on its saucer; two ribbons of steam blow along the side to the tail lamp."""
    x, z = 1.30, 0.49
    at = np.array([x, z])
    cup = closed([
        (-0.118, 0.100), (-0.112, 0.03), (-0.085, -0.045), (-0.055, -0.072), (0.055, -0.072), (0.085, -0.045),
        (0.112, 0.03), (0.118, 0.100), (0.0, 0.112),
    ], 200)  # fmt: skip
    handle = opened([(0.106, 0.066), (0.150, 0.078), (0.172, 0.045), (0.150, 0.004), (0.090, -0.018)], 60)
    for film in films.sides:
        film.dot(x, z - 0.085, 0.185, WHITE, 0.15)
        film.dot(x, z - 0.080, 0.120, "#cfc8ba", 0.13)
        film.line(handle + at, 0.017, WHITE)
        film.polygon(cup + at, WHITE)
        film.polygon(
            closed(
                [
                    (0.118, 0.100),
                    (0.112, 0.03),
                    (0.085, -0.045),
                    (0.055, -0.072),
                    (0.02, -0.072),
                    (0.058, -0.03),
                    (0.082, 0.03),
                    (0.090, 0.100),
                ],
                120,
            )
            + at,
            "#dcd6c8",
        )
        film.dot(x, z + 0.100, 0.112, "#e6e0d2", 0.20)
        film.dot(x, z + 0.098, 0.100, "#4a2716", 0.18)
        film.line(
            opened([(x - 0.085, z + 0.0985), (x - 0.03, z + 0.087), (x + 0.04, z + 0.088), (x + 0.088, z + 0.099)], 30),
            0.007,
            "#b9783c",
        )
        for k, (start, width) in enumerate(((-0.035, 0.024), (0.030, 0.015))):
            t = np.linspace(0, 1, 260)
            path_x = (
                x + start + 0.02 * np.sin(t * 30) * np.exp(-t * 9) + np.clip(t - 0.03, 0, 1) ** 1.25 * (2.10 - start)
            )
            path_z = (
                z
                + 0.135
                + 0.20 * (1 - np.exp(-t * 7))
                + 0.075 * t
                + (0.034 - 0.012 * t) * np.sin(t * 19 + 1.6 * k) * np.clip(t * 6, 0, 1)
            )
            wide = width * np.sin(np.clip(t, 0, 1) * math.pi) ** 0.55 * (1 - 0.35 * t) + 0.0015
            film.line(np.c_[path_x, path_z], wide, WHITE)


DRAWN = {
    "stickers.lemons": (BODY, _lemons),
    "stickers.waves": (BODY, _waves),
    "stickers.swallows": (BODY, _swallows),
    "stickers.gelato": (BODY, _gelato),
    "stickers.espresso": (BODY, _espresso),
}
