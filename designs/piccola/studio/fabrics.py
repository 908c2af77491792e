"""Woven patterns of the seats: colour and coverage over the seat's own paint, at points of the seats."""

from __future__ import annotations

import numpy as np
from light import linear


def _lay(p, cover, colour):
    return np.broadcast_to(linear(colour), p.shape).astype(np.float32), cover.astype(np.float32)


def _bands(x, period, share):
    """1 in the first `share` of each period."""
    return (np.mod(x / period, 1) < share).astype(np.float32)


def _tartan(p, n):
    across, up = p[:, 1], p[:, 2] + p[:, 0] * 0.3
    dark = 0.55 * _bands(across, 0.09, 0.38) + 0.55 * _bands(up, 0.09, 0.38)
    line = np.maximum(_bands(across + 0.055, 0.09, 0.05), _bands(up + 0.055, 0.09, 0.05))
    colour = np.where(line[:, None] > 0, linear("#efe2b8"), linear("#131a22"))
    return colour.astype(np.float32), np.maximum(np.clip(dark, 0, 0.85), 0.9 * line).astype(np.float32)


def _houndstooth(p, n):
    a, b = np.mod(p[:, 1] / 0.034, 1), np.mod((p[:, 2] + p[:, 0] * 0.3) / 0.034, 1)
    tooth = (
        ((a < 0.5) & (b < 0.5)) | ((a < 0.5) & (np.mod(a + b, 0.5) < 0.25)) | ((b < 0.5) & (np.mod(a - b, 0.5) < 0.25))
    )
    colour = np.where(tooth[:, None], linear("#17181a"), linear("#efece4"))
    return colour.astype(np.float32), np.full(len(p), 0.95, np.float32)


def _tweed(colour):
    def weave(p, n):
        a, b = p[:, 1] / 0.006, (p[:, 2] + p[:, 0] * 0.3) / 0.006
        v = np.sin(a * 2.1 + 3 * np.sin(b * 0.9)) * np.sin(b * 1.7 + 2 * np.sin(a * 0.7))
        return _lay(p, 0.45 * np.clip(v, 0, 1), colour)

    return weave


def _ribs(p, n):
    return _lay(p, 0.50 * np.clip(np.sin(p[:, 1] * 2 * np.pi / 0.013), 0, 1), "#5c3716")


def _denim(p, n):
    y = np.abs(p[:, 1]) - 0.36
    seam = (np.abs(np.abs(y) - 0.165) < 0.003) & (np.mod(p[:, 2], 0.018) < 0.012)
    twill = 0.22 * np.clip(np.sin((p[:, 1] + p[:, 2]) * 2 * np.pi / 0.008), 0, 1)
    colour = np.where(seam[:, None], linear("#d98a3a"), linear("#8fa3bd"))
    return colour.astype(np.float32), np.where(seam, 0.95, twill).astype(np.float32)


def _quilt(p, n):
    a, b = p[:, 1], p[:, 2] + p[:, 0] * 0.3
    lines = np.minimum(np.abs(np.mod((a + b) / 0.075, 1) - 0.5), np.abs(np.mod((a - b) / 0.075, 1) - 0.5))
    return _lay(p, 0.75 * np.clip(1 - lines / 0.045, 0, 1), "#2a0b12")


def _piping(colour):
    def sew(p, n):
        y = np.abs(np.abs(p[:, 1]) - 0.36)
        return _lay(p, 0.9 * (np.abs(y - 0.150) < 0.004), colour)

    return sew


PATTERNS = {
    "tartan_red": _tartan, "houndstooth": _houndstooth, "tweed_grey": _tweed("#b9b3a8"),
    "tweed_green": _tweed("#98a37c"), "corduroy": _ribs, "denim": _denim, "vegan_bordeaux": _quilt,
    "vegan_cognac": _piping("#efe2c4"), "vegan_black": _piping("#c9ccce"), "vegan_cream": _piping("#a46a35"),
}  # fmt: skip
