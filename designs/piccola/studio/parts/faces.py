"""What is printed or shown inside the car, drawn as pictures (rows × columns × 3 bytes)."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

IVORY, INK, RED, TEAL = (236, 228, 206), (28, 27, 26), (184, 42, 30), (20, 92, 96)


def _sheet(width, height, colour):
    image = Image.new("RGB", (width, height), colour)
    return image, ImageDraw.Draw(image)


def _text(draw, at, written, size, colour):
    draw.text(at, written, fill=colour, font=ImageFont.load_default(size), anchor="mm")


NUMERALS = {
    "0": [("arc", 0.5, 0.32, 0.36, 0.32, 180, 360), ("arc", 0.5, 0.68, 0.36, 0.32, 0, 180), (0.14, 0.32, 0.14, 0.68), (0.86, 0.32, 0.86, 0.68)],
    "1": [(0.30, 0.18, 0.58, 0.0), (0.58, 0.0, 0.58, 1.0)],
    "2": [("arc", 0.5, 0.30, 0.36, 0.30, 170, 395), (0.79, 0.47, 0.14, 1.0), (0.14, 1.0, 0.88, 1.0)],
    "3": [(0.16, 0.0, 0.84, 0.0), (0.84, 0.0, 0.46, 0.40), ("arc", 0.48, 0.70, 0.38, 0.30, -95, 150)],
    "4": [(0.62, 0.0, 0.08, 0.70), (0.08, 0.70, 0.94, 0.70), (0.70, 0.42, 0.70, 1.0)],
    "5": [(0.82, 0.0, 0.24, 0.0), (0.24, 0.0, 0.18, 0.42), ("arc", 0.48, 0.68, 0.38, 0.32, -135, 150)],
    "6": [(0.62, 0.0, 0.17, 0.56), ("arc", 0.5, 0.69, 0.36, 0.31, 0, 360)],
    "7": [(0.12, 0.0, 0.88, 0.0), (0.88, 0.0, 0.38, 1.0)],
    "8": [("arc", 0.5, 0.24, 0.29, 0.24, 0, 360), ("arc", 0.5, 0.73, 0.37, 0.27, 0, 360)],
    "9": [(0.38, 1.0, 0.83, 0.44), ("arc", 0.5, 0.31, 0.36, 0.31, 0, 360)],
}  # fmt: skip
"""The car's own round numerals, in a square: lines, and arcs by middle, half axes and degrees; y runs downwards."""


def _numerals(draw, at, written, height, colour, weight=0.15):
    """`written` in the car's own numerals round a place; each is `height` high, its stroke `weight` of that."""
    wide, half = height * 0.60, height * weight / 2
    left = at[0] - wide * 1.22 * (len(written) - 1) / 2 - wide / 2
    for i, digit in enumerate(written):
        for stroke in NUMERALS[digit]:
            points = [
                (left + i * wide * 1.22 + x * wide, at[1] + (y - 0.5) * height)
                for x, y in (_arc(*stroke[1:]) if stroke[0] == "arc" else (stroke[:2], stroke[2:]))
            ]
            draw.line(points, fill=colour, width=round(2 * half), joint="curve")
            for x, y in (points[0], points[-1]):
                draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)


def _arc(x, y, across, down, start, end):
    return [
        (x + across * math.cos(math.radians(a)), y + down * math.sin(math.radians(a)))
        for a in np.linspace(start, end, 40)
    ]


def _on(radius, angle):
    """A place on a face of 1024 pixels: `angle` in degrees clockwise from its top."""
    return 512 + radius * math.sin(math.radians(angle)), 512 - radius * math.cos(math.radians(angle))


def _tick(draw, angle, low, high, width, colour):
    draw.line([_on(low, angle), _on(high, angle)], fill=colour, width=width)


def speedometer():
    """A round face: speed from 0 to 160 over 270 degrees in large numerals, and the way that was driven."""
    image, draw = _sheet(1024, 1024, IVORY)
    draw.ellipse((12, 12, 1012, 1012), outline=INK, width=6)
    draw.ellipse((206, 206, 818, 818), fill=(224, 214, 188))
    for speed in range(0, 161, 5):
        angle, is_long = -135 + 270 * speed / 160, speed % 20 == 0
        _tick(draw, angle, 436 if speed % 10 == 0 else 456, 488, 15 if is_long else 8, RED if speed > 130 else INK)
        if is_long:
            _numerals(draw, _on(374 - 16 * len(str(speed)), angle), str(speed), 84, RED if speed > 130 else INK)
    _text(draw, (512, 634), "km/h", 58, INK)
    draw.rounded_rectangle((392, 700, 632, 786), 14, fill=(38, 44, 44))
    _numerals(draw, (512, 743), "00062", 50, (216, 226, 210), 0.16)
    return np.asarray(image)


def charge_meter():
    """The small face beside the speed: what is left in battery or tank, in quarters, red where it ends."""
    image, draw = _sheet(1024, 1024, IVORY)
    draw.ellipse((18, 18, 1006, 1006), outline=INK, width=10)
    for share in range(9):
        angle = -120 + 30 * share
        _tick(draw, angle, 390 if share % 4 == 0 else 420, 476, 30 if share % 4 == 0 else 16, RED if share < 2 else INK)
    draw.arc((176, 176, 848, 848), -210, -180, fill=RED, width=26)
    for written, angle in (("0", -120), ("50", 0), ("100", 120)):
        _numerals(draw, _on(282 - 26 * len(written), angle), written, 132, INK, 0.16)
    _text(draw, (512, 790), "%", 150, TEAL)
    return np.asarray(image)


def badge():
    """The maker's sign: half a sun with seven rays that comes up over three waves."""
    image, draw = _sheet(512, 512, (16, 66, 84))
    rays = [
        (256 + reach * math.cos(a), 246 - reach * math.sin(a))
        for a in np.linspace(0, math.pi, 225)
        for reach in ((196 if math.cos(14 * a) < -0.1 else 124),)
    ]
    draw.polygon(rays, fill=(232, 178, 66))
    for level in (300, 356, 412):
        half = math.sqrt(max(218**2 - (level - 256) ** 2, 0))
        wave = [(256 + x, level - 11 * math.cos(x / 22)) for x in np.linspace(-half, half, 90)]
        draw.line(wave, fill=IVORY, width=20, joint="curve")
    return np.asarray(image)


def radio_scale():
    image, draw = _sheet(660, 216, IVORY)
    for i, written in enumerate(("88", "92", "96", "100", "104", "108")):
        _text(draw, (60 + i * 108, 66), written, 54, INK)
    for i in range(31):
        x = 60 + i * 18
        draw.line([(x, 118), (x, 158 if i % 6 else 178)], fill=INK, width=4)
    draw.line([(372, 20), (372, 196)], fill=RED, width=8)
    return np.asarray(image)


def navigation_map():
    """A town by the sea, with a route through it."""
    image, draw = _sheet(948, 552, (214, 222, 204))
    draw.polygon([(0, 0), (330, 0), (250, 120), (210, 260), (120, 380), (0, 430)], fill=(128, 184, 206))
    draw.ellipse((560, 40, 800, 190), fill=(160, 198, 146))
    roads = [
        [(330, -10), (380, 150), (350, 330), (420, 560)],
        [(210, 300), (400, 260), (640, 300), (960, 250)],
        [(120, 420), (380, 440), (700, 420), (960, 470)],
        [(560, -10), (600, 200), (640, 300), (600, 560)],
        [(800, -10), (770, 200), (840, 360), (820, 560)],
    ]
    for road in roads:
        draw.line(road, fill=(250, 248, 240), width=26, joint="curve")
    route = [(410, 540), (352, 330), (392, 262), (640, 300), (600, 200), (572, 60)]
    draw.line(route, fill=RED, width=18, joint="curve")
    draw.ellipse((546, 34, 598, 86), fill=RED)
    draw.ellipse((562, 50, 582, 70), fill=IVORY)
    draw.rounded_rectangle((28, 28, 268, 122), 22, fill=(250, 248, 240))
    _text(draw, (148, 74), "12 min", 56, INK)
    return np.asarray(image)


def climate_digits():
    image, draw = _sheet(588, 204, (14, 20, 22))
    _text(draw, (150, 100), "21°", 130, (150, 224, 210))
    _text(draw, (430, 100), "auto", 84, (150, 224, 210))
    return np.asarray(image)


def parking_bars():
    """The car's tail and four bars of distance behind it."""
    image, draw = _sheet(372, 180, (14, 18, 20))
    draw.rounded_rectangle((136, 16, 236, 74), 22, fill=IVORY)
    for i, colour in enumerate(((206, 62, 44), (224, 158, 52), (120, 190, 110))):
        draw.arc((126 - 40 * i, 20 - 10 * i, 246 + 40 * i, 104 + 34 * i), 40, 140, fill=colour, width=14)
    return np.asarray(image)


def mirror_view():
    """A street seen backwards, with guiding lines."""
    image, draw = _sheet(480, 240, (168, 196, 214))
    draw.rectangle((0, 118, 480, 240), fill=(112, 112, 110))
    draw.polygon([(0, 60), (120, 84), (120, 124), (0, 150)], fill=(206, 170, 128))
    draw.polygon([(480, 50), (360, 82), (360, 124), (480, 156)], fill=(188, 120, 96))
    for x, colour in ((110, (224, 190, 60)), (370, (224, 190, 60))):
        draw.line([(x, 240), (240 + (x - 240) * 0.45, 130)], fill=colour, width=9)
    draw.line([(182, 130), (298, 130)], fill=(120, 190, 110), width=8)
    return np.asarray(image)
