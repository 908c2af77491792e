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
AROUND, REACH, TARGET = -135, 7.35, (1.77, 0, 0.66)
"""The turntable: degrees where step 0 stands, as front34 does (so front is step 3, rear34 18, side 21), and how far."""


def _turned(step, size=(800, 450), scenes=("light", "dark")):
    angle = math.radians(AROUND - step * 360 / STEPS)
    return Camera((TARGET[0] + REACH * math.cos(angle), REACH * math.sin(angle), 1.45), TARGET, 62, size, scenes)


VIEWS = {
    "front34": _turned(0, Camera.size, Camera.scenes),
    "side": Camera((1.77, -8.5, 0.95), (1.77, 0, 0.74), 67),
    "rear34": Camera((6.97, -5.2, 1.55), (1.82, 0, 0.68), 62),
    "front": Camera((-7.2, 0, 1.05), (1.8, 0, 0.84), 75),
    "interior": Camera((1.93, 0.46, 1.34), (1.57, -0.30, 0.685), 12.6),
    "wheel": Camera((-0.40, -2.6, 0.52), (0.69, -0.74, 0.345), 58),
    **{f"turn{step:02}": _turned(step) for step in range(STEPS)},
}
