"""The Piccola's skin: a lower body and a glasshouse, each the meeting of three outlines, joined smoothly."""

from __future__ import annotations

import numpy as np
from fields import Plane, mirrored, smooth_max, smooth_min, spline

WHEELS_X = (0.66, 2.96)
WHEEL_Z = 0.292
TYRE = 0.292
ARCH = 0.338

LOW_SIDE = [
    (0.05, 0.22), (0.0, 0.36), (0.015, 0.52), (0.05, 0.66), (0.14, 0.77), (0.36, 0.865), (0.70, 0.935), (1.0, 0.975),
    (2.0, 0.99), (3.0, 0.985), (3.33, 0.94), (3.47, 0.80), (3.515, 0.62), (3.52, 0.42), (3.45, 0.24), (3.0, 0.19),
    (1.8, 0.19), (0.6, 0.19),
]  # fmt: skip
UP_SIDE = [
    (0.72, 0.80), (0.86, 0.985), (1.05, 1.125), (1.28, 1.285), (1.52, 1.405), (1.85, 1.478), (2.2, 1.492),
    (2.6, 1.46), (2.92, 1.375), (3.17, 1.22), (3.35, 1.02), (3.45, 0.80), (3.3, 0.66), (2.0, 0.62), (1.0, 0.66),
]  # fmt: skip
LOW_PLAN = [
    (-0.01, 0.0), (0.0, 0.25), (0.07, 0.50), (0.25, 0.68), (0.6, 0.775), (1.2, 0.805), (1.9, 0.812), (2.6, 0.808),
    (3.05, 0.785), (3.35, 0.70), (3.49, 0.50), (3.525, 0.25), (3.53, 0.0),
]  # fmt: skip
UP_PLAN = [
    (0.70, 0.0), (0.74, 0.3), (0.90, 0.56), (1.2, 0.70), (1.6, 0.745), (2.2, 0.752), (2.7, 0.735), (3.05, 0.67),
    (3.3, 0.50), (3.42, 0.25), (3.46, 0.0),
]  # fmt: skip
LOW_FRONT = [
    (0.60, 0.17), (0.745, 0.20), (0.79, 0.32), (0.812, 0.5), (0.81, 0.66), (0.785, 0.82), (0.73, 0.93), (0.60, 0.995),
    (0.3, 1.03),
]  # fmt: skip
UP_FRONT = [
    (0.6, 0.60), (0.76, 0.66), (0.765, 0.85), (0.735, 1.0), (0.69, 1.15), (0.635, 1.30), (0.55, 1.405), (0.40, 1.465),
    (0.2, 1.49),
]  # fmt: skip


class Body:
    """Distance to the skin; slow and exact by call, fast and rough from `grid`."""

    low = np.array([-0.12, -0.93, 0.02], np.float32)
    high = np.array([3.66, 0.93, 1.60], np.float32)
    step = 0.014

    def __init__(self):
        self.s1, self.s2 = Plane(spline(LOW_SIDE), 7), Plane(spline(UP_SIDE), 7)
        self.q1, self.q2 = (Plane(spline(mirrored(plan, 1)), 7) for plan in (LOW_PLAN, UP_PLAN))
        self.f1, self.f2 = (Plane(spline(mirrored(front, 0)), 7) for front in (LOW_FRONT, UP_FRONT))
        axes = [np.arange(a, b, self.step, dtype=np.float32) for a, b in zip(self.low, self.high, strict=True)]
        self.grid = self(np.stack(np.meshgrid(*axes, indexing="ij"), -1)).astype(np.float32)

    def __call__(self, p):
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        low = smooth_max(smooth_max(self.s1(x, z), self.q1(x, y), 0.16), self.f1(y, z), 0.10)
        up = smooth_max(smooth_max(self.s2(x, z), self.q2(x, y), 0.22), self.f2(y, z), 0.14)
        d = smooth_min(low, up, 0.07)
        side = 1 / (1 + np.exp(-np.clip((np.abs(y) - 0.62) / 0.03, -30, 30)))
        radii = [np.hypot(x - wheel, z - WHEEL_Z) for wheel in WHEELS_X]
        for r in radii:  # the flare of the wheel arch, and its lip
            d = d - side * (
                0.034 * np.exp(-(((r - 0.36) / 0.075) ** 2)) + 0.006 * np.exp(-(((r - 0.349) / 0.012) ** 2))
            )
        for r in radii:
            d = smooth_max(d, -np.maximum(r - ARCH, 0.50 - np.abs(y)), 0.012)
        return np.maximum(d, 0.20 - z)

    def is_well(self, p):
        """Whether a point of the skin is inside a wheel arch or underneath."""
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        well = z < 0.203
        for wheel in WHEELS_X:
            well |= (np.hypot(x - wheel, z - WHEEL_Z) < ARCH + 0.004) & (np.abs(y) < 0.815)
        return well
