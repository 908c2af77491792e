"""Stickers that cover the whole side: chips of terrazzo, the map of a town."""

from __future__ import annotations

import math
import random

import numpy as np
from curves import opened, placed
from scipy.spatial import Voronoi

WHITE, RED, PAPER, PARK = "#f4f2ec", "#b3201b", "#f1ecdf", "#b9cba6"
BODY = ("body",)


def _terrazzo(films):
    """Chips of stone, scattered without touching, sparser towards the ends."""
    chance, chips = random.Random(1957), []
    colours = ("#b7624a", "#e9dcc4", "#57706c", "#2f3a40", "#d9a441", "#f4f2ec", "#8c3f33")
    for size in (0.062, 0.044, 0.030, 0.019, 0.011):
        for _ in range(int(1.3 / size**1.45)):
            x, z = chance.uniform(0.12, 3.42), chance.uniform(0.18, 0.955)
            r = size * chance.uniform(0.75, 1.1)
            if all((x - a) ** 2 + (z - b) ** 2 > (r + c + 0.006) ** 2 for a, b, c in chips):
                chips.append((x, z, r))
    for film in films.sides:
        chance.seed(8)
        for x, z, r in chips:
            count = chance.randint(5, 7)
            turn = chance.uniform(0, 2 * math.pi)
            stretch, lean = chance.uniform(0.6, 1.0), chance.uniform(0, 180)
            corners = [
                (
                    math.cos(turn + 2 * math.pi * (i + chance.uniform(-0.3, 0.3)) / count),
                    stretch * math.sin(turn + 2 * math.pi * (i + chance.uniform(-0.3, 0.3)) / count),
                )
                for i in range(count)
            ]
            film.polygon(placed(corners, (x, z), r, lean), chance.choice(colours))


def _blocks(chance):
    """Blocks of houses of an old town: cells round scattered places, closer together round the square."""
    seeds = []
    while len(seeds) < 330:
        x, z = chance.uniform(-0.1, 3.7), chance.uniform(0.05, 1.1)
        apart = 0.055 + 0.055 * min(1.0, math.hypot(x - 1.66, z - 0.62) / 0.9)
        if all(math.hypot(x - a, z - b) > apart for a, b in seeds):
            seeds.append((x, z))
        elif chance.random() < 0.002:
            break
    cells = Voronoi(seeds)
    for seed, number in zip(cells.points, cells.point_region, strict=True):
        region = cells.regions[number]
        if region and -1 not in region:
            yield seed, cells.vertices[region]


def _inset(corners, by):
    """A convex outline moved inwards by a distance, or None if nothing is left."""
    corners = np.asarray(corners)
    area = np.sum(corners[:, 0] * np.roll(corners[:, 1], -1) - corners[:, 1] * np.roll(corners[:, 0], -1))
    corners = corners if area > 0 else corners[::-1]
    left = corners
    for start, end in zip(corners, np.roll(corners, -1, 0), strict=True):
        way = (end - start) / max(np.linalg.norm(end - start), 1e-9)
        deep = (left - start) @ np.array([-way[1], way[0]]) - by
        kept = []
        for i in range(len(left)):
            j = (i + 1) % len(left)
            if deep[i] >= 0:
                kept.append(left[i])
            if deep[i] * deep[j] < 0:
                kept.append(left[i] + (left[j] - left[i]) * deep[i] / (deep[i] - deep[j]))
        if len(kept) < 3:
            return None
        left = np.array(kept)
    return left


def _city_map(films):
    """The blocks of an old town between its streets, a river, a square, and where you are."""
    chance = random.Random(500)
    river = opened([(-0.1, 0.40), (0.6, 0.52), (1.15, 0.40), (1.75, 0.37), (2.35, 0.52), (2.9, 0.86), (3.7, 0.80)], 200)
    avenue = opened([(0.3, 0.95), (1.1, 0.70), (1.66, 0.62), (2.3, 0.70), (3.5, 0.50)], 200)
    here = np.array([1.66, 0.62])
    drawn = []
    for seed, corners in _blocks(chance):
        if np.linalg.norm(river - seed, axis=1).min() < 0.050 or np.linalg.norm(seed - here) < 0.058:
            continue
        wide = 0.011 if np.linalg.norm(avenue - seed, axis=1).min() < 0.04 else 0.0045
        block = _inset(corners, wide)
        if block is not None:
            drawn.append((block, chance.choices((PAPER, "#e9e1cf", PARK, "#e6cdb4"), (10, 6, 1.3, 1))[0]))
    for film in films.sides:
        film.line(river, 0.064 + 0.010 * np.sin(np.linspace(0, 9, len(river))), "#8fc0d8")
        for block, colour in drawn:
            film.polygon(block, colour)
        for at in (48, 92, 128):
            a, b = river[at - 1], river[at + 1]
            way = (b - a) / np.linalg.norm(b - a) @ np.array([[0, 1], [-1, 0]])
            film.line(np.array([river[at] - way * 0.060, river[at] + way * 0.060]), 0.012, PAPER)
        film.dot(*here, 0.040, PAPER)
        film.dot(*here, 0.012, PARK)
        film.polygon([(here[0] - 0.030, here[1] + 0.060), (here[0] + 0.030, here[1] + 0.060), here], RED)
        film.dot(here[0], here[1] + 0.075, 0.0375, RED)
        film.dot(here[0], here[1] + 0.077, 0.015, WHITE)


TOWN = {"stickers.terrazzo": (BODY, _terrazzo), "stickers.city_map": (BODY, _city_map)}
