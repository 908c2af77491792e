"""From where the car is seen."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Camera:
    """Place and target in metres, lens in millimetres on a film of 36 mm, pixels of the picture."""

    place: tuple[float, float, float]
    target: tuple[float, float, float]
    lens: float
    size: tuple[int, int] = (1280, 720)
    scenes: tuple[str, ...] = ("light", "dark", "day", "night")


STEPS = 24


def _turned(step):
    angle = math.radians(-121.4 - step * 360 / STEPS)  # step 0 looks at the nose and the left side, as front34 does
    return Camera(
        (1.77 + 6.9 * math.cos(angle), 6.9 * math.sin(angle), 1.45), (1.77, 0, 0.66), 62, (800, 450), ("light", "dark")
    )


VIEWS = {
    "front34": Camera((-3.3, -5.4, 1.45), (1.70, 0, 0.66), 62),
    "side": Camera((1.77, -8.5, 0.95), (1.77, 0, 0.72), 74),
    "rear34": Camera((7.0, -5.4, 1.6), (1.9, 0, 0.68), 62),
    "front": Camera((-7.2, 0, 1.05), (1.8, 0, 0.755), 83),
    "interior": Camera((2.15, 0.44, 1.265), (1.25, -0.11, 0.80), 15.5),
    "wheel": Camera((-0.40, -2.6, 0.52), (0.69, -0.74, 0.345), 58),
    **{f"turn{step:02}": _turned(step) for step in range(STEPS)},
}
