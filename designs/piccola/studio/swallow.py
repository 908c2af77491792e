"""The swallow that flies on mudflaps and film."""

from __future__ import annotations

from curves import closed, placed

_BIRD = [
    (-0.98, 0.10), (-0.84, 0.21), (-0.66, 0.22), (-0.46, 0.20), (-0.20, 0.36), (0.16, 0.66), (0.62, 0.86), (1.02, 0.90),
    (0.66, 0.66), (0.34, 0.36), (0.16, 0.13), (0.42, 0.02), (0.92, -0.02), (1.34, 0.02), (0.96, -0.14), (0.60, -0.22),
    (0.90, -0.40), (1.16, -0.62), (0.76, -0.48), (0.36, -0.28), (0.02, -0.14), (-0.10, -0.34), (-0.16, -0.62),
    (-0.06, -0.98), (-0.34, -0.70), (-0.46, -0.40), (-0.50, -0.10), (-0.66, 0.01), (-0.80, 0.06),
]  # fmt: skip
"""Beak, back, far wing, tail with its fork, near wing, throat."""


def swallow(size, turn=0.0, count=160):
    """Outline (n × 2, counterclockwise) of a swallow that flies to the left, `size` from beak to middle, turned by
    degrees."""
    return placed(closed(_BIRD, count)[::-1], (0, 0), size * 0.9, turn)
