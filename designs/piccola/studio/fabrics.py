"""The patterns of the seats' covers: colour and cover over the seats' own paint, at points of the seats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
from curve import linear_of_hex
from measures import SEAT_Y

PANEL = 0.150
"""Half the width of a front seat's middle panel."""


def _light(colour):
    return np.array(linear_of_hex(colour), np.float32)


def _edge(far, soft=0.0008):
    """1 where `far` is negative, 0 where it is positive, over a soft edge."""
    return np.clip(0.5 - far / (2 * soft), 0, 1)


def _chance(*numbers):
    """A number 0…1 for whole numbers, always the same, without a pattern to see."""
    mixed = sum(number * step for number, step in zip(numbers, (127.1, 311.7, 74.7), strict=False))
    return np.modf(np.abs(np.sin(mixed) * 43758.5453))[0]


def _lines(x, period, half):
    """Cover of lines `half` wide on both sides, each `period` metres."""
    return _edge(np.abs(np.mod(x / period + 0.5, 1) - 0.5) * period - half)


def _one(colour, cover):
    """One colour with a cover."""
    return np.broadcast_to(_light(colour), (len(cover), 3)), cover


def _over(below, above):
    """A layer over another, both (albedo, cover)."""
    (under, under_cover), (top, cover) = below, above
    total = cover + under_cover * (1 - cover)
    light = top * cover[:, None] + under * (under_cover * (1 - cover))[:, None]
    return light / np.maximum(total, 1e-4)[:, None], total


def _thread(place, sett, thread):
    """Colours of the threads at a place: sett [(colour, how many)] repeats."""
    colours = np.vstack([np.repeat([_light(colour)], count, axis=0) for colour, count in sett])
    return colours[np.floor(place / thread).astype(int) % len(colours)]


def _twill(a, b, thread):
    """Whether the upright thread lies on top, in a weave of two over, two under."""
    return (np.floor(a / thread) + np.floor(b / thread)) % 4 < 2


def _canvas(colour, a, b, across):
    """Plain weave with uneven threads, and three fine stripes down the middle."""
    uneven = 0.5 * _chance(np.floor(a / 0.0022), 3) + 0.5 * _chance(np.floor(b / 0.0022), 7)
    weave = _one("#1a1512", 0.20 * uneven)
    stripes = _lines(across, 10.0, 0.0065) + _edge(np.abs(np.abs(across) - 0.020) - 0.0022)
    return _over(weave, _one(colour, 0.85 * np.clip(stripes, 0, 1)))


def _denim(a, b, across):
    """Indigo twill with pale weft, washed out in places, sewn in orange."""
    diagonal = np.mod((a + b) / 0.0042, 1) < 0.42
    slub = 0.6 + 0.8 * _chance(np.floor(a / 0.0021), 5)
    washed = 0.5 + 0.5 * np.sin(a * 17 + 2 * np.sin(b * 13)) * np.sin(b * 15)
    cloth = _one("#b9c6d6", np.clip((0.10 + 0.26 * diagonal) * slub * (0.75 + 0.5 * washed), 0, 1))
    rows = np.minimum(np.abs(np.abs(across) - PANEL), np.abs(np.abs(across) - PANEL - 0.009))
    return _over(cloth, _one("#d98a3a", _edge(rows - 0.0013) * (np.mod(b / 0.0085, 1) < 0.68)))


def _tweed(tones, a, b, across):
    """Herringbone of two tones, with coloured specks in the wool."""
    zigzag = np.abs(np.mod(a / 0.036, 1) - 0.5) * 0.036
    bone = np.mod((b + zigzag) / 0.0064, 1) < 0.5
    fibre = _chance(np.floor(a / 0.0018), np.floor(b / 0.0018))
    cloth = _over(_one(tones[0], 0.62 * bone * (0.55 + 0.45 * fibre)), _one(tones[1], 0.45 * ~bone * fibre))
    i, j = np.floor(a / 0.0042), np.floor(b / 0.0042)
    is_speck = _chance(i, j, 2) > 0.955
    colours = np.stack([_light(colour) for colour in tones[2:]])
    picked = colours[(_chance(i, j, 9) * len(colours)).astype(int)]
    return _over(cloth, (picked, 0.8 * is_speck))


def _houndstooth(a, b, across):
    sett = [("#16171a", 4), ("#efece4", 4)]
    thread = 0.0042
    top = _twill(a, b, thread)[:, None]
    return np.where(top, _thread(a, sett, thread), _thread(b, sett, thread)), np.full(len(a), 0.97)


def _tartan(a, b, across):
    """A sett of our own: red, ink and bottle green, with yellow and white lines."""
    red, ink, green = "#97201f", "#141b2c", "#173a2a"
    sett = [
        (red, 14), ("#e8c65a", 1), (red, 3), (ink, 8), (green, 6), ("#efe6d2", 1), (green, 6), (ink, 8), (red, 3),
        ("#e8c65a", 1), (red, 14), (ink, 2), (red, 2), (ink, 2),
    ]  # fmt: skip
    thread = 0.0020
    warp, weft = _thread(a, sett, thread), _thread(b, sett, thread)
    lead = np.where((np.floor(a / 0.001) + np.floor(b / 0.001)) % 4 < 2, 0.72, 0.28)[:, None]
    return warp * lead + weft * (1 - lead), np.full(len(a), 0.97)


def _corduroy(a, b, across):
    """Round ribs along the seat: dark between them, light on their crowns."""
    rib = np.abs(np.mod(a / 0.0085, 1) - 0.5) * 2
    nap = 0.75 + 0.5 * _chance(np.floor(a / 0.0085), np.floor(b / 0.004))
    return _over(
        _one("#3d220c", 0.85 * np.clip((rib - 0.55) / 0.45, 0, 1)),
        _one("#dca468", 0.30 * np.clip(1 - rib / 0.5, 0, 1) * nap),
    )


def _stitched(thread, a, b, across):
    """Leather: the middle panel finely perforated, a double seam in a contrasting thread round it."""
    is_middle = np.abs(across) < PANEL - 0.014
    row = np.floor(b / 0.0075)
    far = np.hypot((np.mod(a / 0.0075 + 0.5 * (row % 2), 1) - 0.5) * 0.0075, (np.mod(b / 0.0075, 1) - 0.5) * 0.0075)
    holes = _one("#0a0706", 0.75 * is_middle * _edge(far - 0.0011, 0.0006))
    fold = _one("#0a0706", 0.55 * np.clip(1 - np.abs(np.abs(across) - PANEL) / 0.0032, 0, 1))
    rows = np.abs(np.abs(np.abs(across) - PANEL) - 0.0062)
    return _over(_over(holes, fold), _one(thread, 0.95 * _edge(rows - 0.0011) * (np.mod(b / 0.0075, 1) < 0.70)))


def _quilted(a, b, across):
    """Padded diamonds: dark seams, a light upper slope, stitches in gold."""
    size = 0.062
    p, q = np.mod((a + b) / size, 1) - 0.5, np.mod((a - b) / size, 1) - 0.5
    seam = np.minimum(0.5 - np.abs(p), 0.5 - np.abs(q)) * size
    deep = _one("#16040a", 0.75 * np.clip(1 - seam / 0.013, 0, 1) ** 1.5)
    light = _one(
        "#a04a58", 0.35 * np.clip((p - q) * 1.1, 0, 1) * np.clip(seam / 0.012, 0, 1) * np.clip(1 - seam / 0.03, 0, 1)
    )
    return _over(_over(deep, light), _one("#c79a54", 0.9 * _edge(seam - 0.0010) * (np.mod(b / 0.0060, 1) < 0.6)))


@dataclass(frozen=True)
class Fabric:
    """A pattern(a, b, across) in metres: a and b in the cloth, `across` from the middle of the nearer front seat."""

    pattern: partial
    zones: ClassVar = ("seats",)

    def sample(self, positions, normals):
        """Albedo (n × 3, linear light) and cover (n, 0…1) at points of the seats (n × 3, metres) with their normals."""
        x, y, z = np.asarray(positions, np.float64).T
        facing = np.abs(normals).argmax(axis=1)  # each point takes the two axes across its normal
        a, b = np.where(facing == 1, x, y), np.where(facing == 2, x, z)
        across = np.where(facing == 1, 1.0, np.abs(y) - SEAT_Y)
        albedo, cover = self.pattern(a, b, across)
        return albedo.astype(np.float32), np.clip(cover, 0, 1).astype(np.float32)


PATTERNS = {
    "cloth_sand": partial(_canvas, "#f3e8d0"), "cloth_grey": partial(_canvas, "#d7d9d8"),
    "cloth_mint": partial(_canvas, "#f2efe2"), "cloth_blue": partial(_canvas, "#e9e4d4"),
    "cloth_red": partial(_canvas, "#f0dcc4"), "denim": _denim,
    "tweed_grey": partial(_tweed, ("#c2bdb2", "#3c3a38", "#8a4f3a", "#4d6a86", "#c9a24a", "#6c4a66")),
    "tweed_green": partial(_tweed, ("#98a377", "#2a3320", "#a2622f", "#c9a24a", "#6d7f93", "#3a5a3a")),
    "houndstooth": _houndstooth, "tartan_red": _tartan, "corduroy": _corduroy,
    "vegan_cream": partial(_stitched, "#a4673a"), "vegan_cognac": partial(_stitched, "#f0e3c6"),
    "vegan_black": partial(_stitched, "#c9ccce"), "vegan_bordeaux": _quilted,
}  # fmt: skip

FABRICS = {f"interior.{key}": (Fabric(pattern), Fabric.zones) for key, pattern in PATTERNS.items()}
"""Each pattern with the zones that it lies on, by option id."""
