"""The car's name in one line of handwriting, as a bright rod on the skin."""

from __future__ import annotations

import numpy as np
from curves import opened
from materials import material
from meshes import ball, tube

STROKES = (
    # The P: its stem, then its bowl, which starts left of the stem and ends on it.
    [(0.42, 2.02), (0.36, 1.55), (0.24, 0.60), (0.13, 0.02), (-0.02, -0.20), (-0.26, -0.18)],
    [(-0.22, 1.45), (-0.12, 1.85), (0.30, 2.13), (0.85, 2.10), (1.10, 1.72), (0.88, 1.25), (0.38, 1.02)],
    # "iccola" in one line.
    [
        (0.86, 0.30), (1.06, 0.62), (1.25, 1.00), (1.19, 0.55), (1.20, 0.16), (1.36, 0.00), (1.58, 0.22), (1.82, 0.70),
        (2.10, 0.98), (2.24, 0.86), (2.04, 0.96), (1.80, 0.52), (1.88, 0.10), (2.12, 0.00), (2.38, 0.24), (2.60, 0.70),
        (2.88, 0.98), (3.02, 0.86), (2.82, 0.96), (2.58, 0.52), (2.66, 0.10), (2.90, 0.00), (3.14, 0.24), (3.38, 0.72),
        (3.66, 0.98), (3.42, 0.80), (3.36, 0.40), (3.54, 0.02), (3.84, 0.12), (3.98, 0.56), (3.84, 0.92), (3.70, 0.90),
        (3.86, 0.74), (4.12, 0.80), (4.40, 1.30), (4.58, 1.95), (4.46, 2.14), (4.30, 1.75), (4.24, 1.00), (4.24, 0.30),
        (4.40, 0.00), (4.62, 0.20), (4.84, 0.66), (5.18, 0.98), (5.40, 0.84), (5.16, 0.96), (4.90, 0.62), (4.90, 0.16),
        (5.12, 0.00), (5.34, 0.34), (5.46, 0.92), (5.40, 0.40), (5.46, 0.06), (5.64, 0.02), (5.90, 0.26), (6.20, 0.62),
    ],
)  # fmt: skip
"""Points in heights of a small letter."""
DOT = (1.36, 1.38)
WIDTH = 6.3


def written(points, height, slant):
    points = np.asarray(points, float)
    return (points + np.c_[points[:, 1] * slant - WIDTH / 2, np.zeros(len(points))]) * height


def script(place, height, radius, slant=0.22, colour="chrome"):
    """The name on a seat, `height` metres a small letter, centred on the seat."""
    made = []
    for stroke in STROKES:
        line = opened(written(stroke, height, slant), 14 * len(stroke))
        made.append(tube("name", place.on(line, radius * 0.55), radius, material(colour)))
    dot = place.on(written([DOT], height, slant), radius * 0.6)[0]
    return [*made, ball("dot of the i", dot, (radius * 1.35, radius * 1.35, radius), material(colour), place.axis)]
