"""Small things in the wind: the whip aerial, its pennant, and the deflectors over the door windows."""

from __future__ import annotations

import numpy as np
from lofts import heights, loft, plain, thicken
from materials import glass, material
from meshes import ball, lathe, tube
from panels import side_windows
from registry import part
from scipy import ndimage

AERIAL_FOOT = (0.905, -0.640)
"""x, y of the aerial's foot: on the wing, by the corner of the bonnet."""
AERIAL_LENGTH, AERIAL_RAKE = 0.78, 0.42
"""Metres; how far the tip leans back per metre of height."""
DEFLECTOR_FROM, DEFLECTOR_TO = 1.235, 2.185
"""x of the deflectors' ends along the door window's top line."""
DEFLECTOR_DEEP, DEFLECTOR_OUT = 0.058, 0.020


def along_aerial(body, share):
    """The point at that share (0…1) of the whip, which bends back a little."""
    foot, _ = body.on_top(*AERIAL_FOOT)
    lean = np.array((AERIAL_RAKE, 0.05, 1.0))
    height = share * AERIAL_LENGTH
    return np.array(foot) + lean / np.linalg.norm(lean) * height + (0.10 * height**2, 0, 0)


@part("accessories.aerial")
def aerial(body):
    """A telescopic whip of three rods on a chromed foot with a rubber collar."""
    foot, normal = body.on_top(*AERIAL_FOOT)
    chrome, rubber = plain("chrome", "rubber")
    lean = along_aerial(body, 0.05) - np.array(foot)
    made = [
        lathe(
            "aerial collar",
            [(0.0, 0.012), (0.012, 0.012), (0.019, 0.008), (0.022, 0.0), (0.022, -0.01)],
            rubber,
            48,
            normal,
            foot,
        ),
        ball("aerial joint", foot + normal * 0.016, (0.013, 0.013, 0.013), chrome),
        lathe(
            "aerial sleeve",
            [(0.0085, 0.0), (0.0085, 0.050), (0.006, 0.060), (0.0, 0.060)],
            chrome,
            32,
            lean,
            foot + normal * 0.016,
        ),
    ]
    for start, end, radius in ((0.05, 0.42, 0.0040), (0.42, 0.74, 0.0031), (0.74, 1.0, 0.0023)):
        points = [along_aerial(body, share) for share in np.linspace(start, end, 12)]
        made.append(tube("aerial whip", points, radius, chrome))
    made.append(ball("aerial tip", along_aerial(body, 1.0), (0.006, 0.006, 0.006), chrome))
    return made


@part("accessories.pennant")
def pennant(body):
    """A pointed flag near the tip of the whip, red with a cream band, in a gentle wind from the nose."""
    low, high = along_aerial(body, 0.78), along_aerial(body, 0.965)
    length, columns, lines = 0.30, 60, 21
    rows = []
    for u in np.linspace(0, 1, columns):
        wave = 0.026 * u**0.8 * np.sin(9.0 * u - 0.6) * np.array((0.1, 1, 0))
        drop = np.array((length * u, 0, -0.050 * u**1.6 + 0.008 * np.sin(7 * u)))
        narrow = 1 - 0.94 * u
        middle, half = (low + high) / 2, (high - low) / 2
        rows.append([middle + half * narrow * v + drop + wave * (1 + 0.25 * v) for v in np.linspace(-1, 1, lines)])
    cloth = loft("pennant", rows, plain("flag_red", "flag_cream"), closed=False, which=lambda i, j: int(6 <= j <= 13))
    hem = tube("pennant hem", np.array(rows)[0], 0.0048, material("flag_cream"))
    return [thicken(cloth, 0.001), hem]


@part("accessories.wind_deflectors")
def wind_deflectors(body):
    """Smoked strips over the door windows: glued along the top line, standing off below it."""
    stations = np.linspace(DEFLECTOR_FROM, DEFLECTOR_TO, 60)
    tops = _window_top(body, stations)
    ends = np.clip(1 - abs(np.linspace(-1, 1, 60)) ** 10, 0, 1) ** 0.5
    left = np.array([[_off_skin(body, x, top, share, end) for share in np.linspace(0, 1, 8)]
                     for x, top, end in zip(stations, tops, ends, strict=True)])  # fmt: skip
    made = []
    for rows in (left[:, ::-1], left * (1, -1, 1)):
        strip = loft("wind deflector", rows, glass((0.10, 0.105, 0.11)), closed=False)
        made.append(thicken(strip, 0.003))
        lower = rows[:, 0] if rows[0, 0, 2] < rows[0, -1, 2] else rows[:, -1]
        made.append(tube("wind deflector edge", lower, 0.0022, material("black_gloss")))
    return made


def _window_top(body, stations):
    """z of the left door window's upper edge at each x."""
    found = []
    for x in stations[::3]:
        low, high = 1.05, heights(body, np.array([[x, -0.3]]))[0] - 0.01
        for _ in range(8):
            middle = (low + high) / 2
            is_pane = side_windows(np.array([body.on_side(x, middle)[0]]))[0] < 0
            low, high = (middle, high) if is_pane else (low, middle)
        found.append(low)
    return ndimage.gaussian_filter1d(np.interp(stations, stations[::3], found), 1.5, mode="nearest")


def _off_skin(body, x, z, share, end):
    """A point of the left strip, `share` of its depth below the top line and bulging away from the window."""
    place, normal = body.on_side(x, z + 0.006 - share * DEFLECTOR_DEEP * (0.25 + 0.75 * end))
    return np.array(place + normal * (0.002 + DEFLECTOR_OUT * end * np.sin(share * np.pi / 2) ** 0.8))
