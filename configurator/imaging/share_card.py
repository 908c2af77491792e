"""The picture that a shared link shows: 1200 × 630, the product with the design's name, code and price."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import font_manrope
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
GROUND, INK, QUIET, LINE = "#f7f5f1", "#17191c", "#5d6066", "#dcd8d0"
MARGIN = 56
BAND = (104, 534)
PICTURE_HEIGHT = 520
"""Top and bottom of the picture; the words are above and below it."""
NAME_SIZES = (52, 44, 36, 30)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_manrope.font_files[weight], size)


def share_card(picture: Image.Image, *, product: str, design: str, code: str, price: str) -> bytes:
    """A JPEG of 1200 × 630 pixels under 300 kB.

    `picture` is best 1440 pixels wide; its middle is shown. A long `design` name gets smaller, then two lines, then
    an ellipsis; control characters are left out. An empty one is replaced by the product's name.
    """
    card = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(card)
    _place(card, picture)
    _write_name(draw, _printable(design) or product, 116)
    draw.line((MARGIN, BAND[1] + 1, SIZE[0] - MARGIN, BAND[1] + 1), LINE, 2)
    foot = BAND[1] + 50
    draw.text((MARGIN, foot), product, INK, _font("ManropeBold", 30), anchor="lm")
    after = MARGIN + draw.textlength(product, _font("ManropeBold", 30)) + 24
    draw.text((after, foot), code, QUIET, _font("ManropeMedium", 30), anchor="lm")
    draw.text((SIZE[0] - MARGIN, foot), price, INK, _font("ManropeBold", 30), anchor="rm")
    return _encoded(card)


def _place(card: Image.Image, picture: Image.Image) -> None:
    """The picture in the middle of the band, less some of what is empty above it (products stand low)."""
    width = min(SIZE[0], round(picture.width * PICTURE_HEIGHT / picture.height))
    height = round(picture.height * width / picture.width)
    room = BAND[1] - BAND[0]
    top = max(0, round((height - room) * 0.6))
    scaled = picture.resize((width, height), Image.Resampling.LANCZOS).crop((0, top, width, min(height, top + room)))
    card.paste(scaled, ((SIZE[0] - width) // 2, BAND[0] + (room - scaled.height) // 2))


def _write_name(draw: ImageDraw.ImageDraw, name: str, height: int) -> None:
    room = SIZE[0] - 2 * MARGIN
    for size in NAME_SIZES:
        font = _font("ManropeExtraBold", size)
        lines = [name] if draw.textlength(name, font) <= room else _wrapped(draw, name, font, room)
        if len(lines) == 1 or (len(lines) == 2 and size <= NAME_SIZES[-2]):
            break
    if len(lines) > 2:
        lines = [lines[0], _shortened(draw, " ".join(lines[1:]), font, room)]
    step = round(size * 1.2)
    for number, line in enumerate(lines):
        y = height / 2 + (number - (len(lines) - 1) / 2) * step
        draw.text((MARGIN, y), line, INK, font, anchor="lm")


def _wrapped(draw: ImageDraw.ImageDraw, name: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """Lines that fit, broken between words, or inside a word that is longer than a line."""
    lines: list[str] = [""]
    for word in name.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if draw.textlength(joined, font) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if draw.textlength(lines[-1] + letter, font) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def _shortened(draw: ImageDraw.ImageDraw, line: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    while line and draw.textlength(line + "…", font) > room:
        line = line[:-1]
    return line.rstrip() + "…"


def _printable(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _encoded(card: Image.Image) -> bytes:
    for quality in (90, 75, 50):
        buffer = BytesIO()
        card.save(buffer, "JPEG", quality=quality, progressive=True, optimize=True)
        if buffer.tell() < 300_000:
            break
    return buffer.getvalue()
