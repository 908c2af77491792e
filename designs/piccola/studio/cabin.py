"""What is seen through the windows: seats, wheel and dashboard in the dusk of the cabin, and the light behind them."""

from __future__ import annotations

import numpy as np
from fields import box, ellipsoid, frame, torus, union
from light import irradiance
from skin import OUTLINES, inside

LEAN = np.stack([(0.94, 0, -0.34), (0, 1, 0), (0.34, 0, 0.94)])


def _seat(x, y):
    return [
        box((x, y, 0.60), (0.25, 0.23, 0.10), 0.08),
        box((x + 0.33, y, 0.88), (0.075, 0.22, 0.30), 0.07, LEAN),
        ellipsoid((x + 0.45, y, 1.215), (0.06, 0.14, 0.095)),
    ]


def solids():
    """The cabin as one solid."""
    made = [*_seat(1.62, -0.34), *_seat(1.62, 0.34)]
    made += [box((2.72, 0, 0.62), (0.25, 0.52, 0.10), 0.08), box((2.98, 0, 0.88), (0.07, 0.52, 0.22), 0.06, LEAN)]
    made.append(box((1.02, 0, 0.86), (0.17, 0.66, 0.15), 0.09))
    made.append(torus((1.30, -0.34, 0.97), frame((0.86, 0, 0.5)), 0.175, 0.016))
    return union(*made)


def behind_glass(skin):
    """Light that comes through the glass, for every hit point (0 where there is none)."""
    hits, seen = skin.hits, np.zeros((len(skin.hits.p), 3), np.float32)
    panes = np.flatnonzero(skin.glass > 0.01)
    start, v = hits.p[panes] + hits.v[panes] * 0.03, hits.v[panes]
    cabin = solids()
    t = np.zeros(len(panes), np.float32)
    for _ in range(26):
        t += np.maximum(cabin(start + t[:, None] * v), 0) * 0.95
        t = np.minimum(t, 4.0)
    p = start + t[:, None] * v
    found = cabin(p) < 0.004
    n = np.stack([cabin(p + e) - cabin(p - e) for e in 0.004 * np.eye(3, dtype=np.float32)], -1)
    n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)
    tone = np.where(p[:, :1] < 1.40, 0.030, 0.16)
    lit = (irradiance(n) * np.clip((p[:, 2] - 0.42) / 0.75, 0.05, 1))[:, None]
    out = _daylight(start, v)[:, None] * np.ones(3, np.float32)
    seen[panes] = np.where(found[:, None], tone * lit, out) * np.float32((0.60, 0.64, 0.63))
    return seen


def _daylight(p, v):
    """Light from the windows on the far side: bright where the ray leaves through glass."""
    light = np.full(len(p), 0.012, np.float32)
    for axis, at, sign in ((1, 0.70, 1), (0, 3.18, 1), (0, 1.15, -1)):
        along = v[:, axis] * sign
        t = np.where(along > 1e-3, (at - p[:, axis]) / np.where(np.abs(v[:, axis]) > 1e-3, v[:, axis], 1), -1)
        q = p + t[:, None] * v
        if axis == 1:
            pane = np.minimum(OUTLINES["door_window"](q[:, 0], q[:, 2]), OUTLINES["rear_window"](q[:, 0], q[:, 2]))
        else:
            pane = OUTLINES["tailgate_window" if sign > 0 else "windscreen"](q[:, 1], q[:, 2])
        light = np.maximum(light, np.where(t > 0, 0.12 * inside(pane, 0.006), 0))
    return light
