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


def speedometer():
    """A round face: speed outside (0 to 160 over 270 degrees), charge or fuel inside, a clear middle."""
    image, draw = _sheet(1024, 1024, IVORY)
    on = lambda radius, angle: (512 + radius * math.sin(angle), 512 - radius * math.cos(angle))  # noqa: E731
    angle = lambda speed: math.radians(-135 + 270 * speed / 160)  # noqa: E731
    draw.ellipse((12, 12, 1012, 1012), outline=INK, width=5)
    for speed in range(0, 161, 5):
        long = speed % 20 == 0
        draw.line([on(490, angle(speed)), on(430 if long else 458, angle(speed))], fill=RED if speed > 130 else INK, width=11 if long else 6)
        if long:
            _text(draw, on(368, angle(speed)), str(speed), 78, INK)
    draw.ellipse((262, 262, 762, 762), fill=(222, 213, 188), outline=INK, width=5)
    for tenth in range(11):
        a = math.radians(-110 + 22 * tenth)
        draw.line([on(240, a), on(212, a)], fill=RED if tenth < 2 else TEAL, width=10)
    _text(draw, (512, 420), "piccola", 58, INK)
    _text(draw, (512, 620), "km/h", 44, INK)
    draw.rounded_rectangle((424, 664, 600, 728), 12, fill=(38, 44, 44))
    _text(draw, (512, 696), "000 62", 46, (200, 224, 214))
    return np.asarray(image)


def badge():
    """The car's own emblem: a swallow on teal."""
    image, draw = _sheet(256, 256, TEAL)
    draw.polygon([(40, 92), (112, 122), (128, 100), (144, 122), (216, 92), (152, 156), (140, 204), (128, 170), (116, 204), (104, 156)], fill=IVORY)
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
