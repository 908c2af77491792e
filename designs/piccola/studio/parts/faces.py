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

    def on(radius, angle):
        return 512 + radius * math.sin(angle), 512 - radius * math.cos(angle)

    def angle(speed):
        return math.radians(-135 + 270 * speed / 160)

    draw.ellipse((12, 12, 1012, 1012), outline=INK, width=5)
    for speed in range(0, 161, 5):
        long = speed % 20 == 0
        draw.line(
            [on(490, angle(speed)), on(430 if long else 458, angle(speed))],
            fill=RED if speed > 130 else INK,
            width=11 if long else 6,
        )
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
    draw.polygon(
        [
            (40, 92),
            (112, 122),
            (128, 100),
            (144, 122),
            (216, 92),
            (152, 156),
            (140, 204),
            (128, 170),
            (116, 204),
            (104, 156),
        ],
        fill=IVORY,
    )
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
