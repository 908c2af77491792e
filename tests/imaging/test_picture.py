"""The composer against a reference that was written on its own, pixel by pixel in float64."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from configurator.imaging.artwork import Artwork
from configurator.imaging.picture import SIZES, compose, encode, visible_options
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError

BASE = frozenset({"market.nl", "colour.red", "band.same", "foot.round"})


def _srgb(byte: float) -> float:
    s = byte / 255
    return s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4


def _light(byte: float) -> float:
    tamed = _srgb(min(byte, 254.75))
    return tamed if tamed <= 0.8 else 0.6 + 0.04 / (1 - tamed)


def _byte(light: float) -> int:
    tamed = light if light <= 0.8 else 1 - 0.04 / (light - 0.6)
    return round(255 * (tamed * 12.92 if tamed <= 0.0031308 else 1.055 * tamed ** (1 / 2.4) - 0.055))


LIGHT = np.array([_light(byte) for byte in range(256)])


@cache
def _pixels(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA"))


def _at(artwork: Artwork, name: str, box: tuple[int, int, int, int], x: int, y: int) -> tuple[int, int, int, int]:
    if not (box[0] <= x < box[2] and box[1] <= y < box[3]):
        return (0, 0, 0, 0)
    return tuple(_pixels(artwork.folder / name)[y - box[1], x - box[0]].tolist())


def _reference_pixel(artwork: Artwork, options: frozenset[str], scene: str, x: int, y: int) -> tuple[int, ...]:
    """What the README of the designs says, for one pixel of the tiny artwork; knows nothing of the composer."""
    paints = {"red": 0xC81E28, "black": 0, "white": 0xFFFFFF, "blue": 0x2040A0, "steel": 0x8A929C}
    body = next(o[7:] for o in options if o.startswith("colour."))
    colours = {"body": body, "band": "blue" if "band.blue" in options else body}
    value = [0.0, 0.0, 0.0]
    for layer in artwork.layers:
        if layer.scene not in (None, scene) or (layer.when and not layer.when & options) or layer.unless & options:
            continue
        if layer.kind == "sticker":
            continue
        *light, alpha = _at(artwork, layer.file, layer.box, x, y)
        paint_name = colours.get(layer.zone or "", "")
        if layer.finish and ("metallic" if paint_name == "steel" else "solid") not in layer.finish:
            continue
        for channel in range(3):
            if layer.kind != "zone":
                value[channel] = _light(light[channel]) * alpha / 255 + value[channel] * (1 - alpha / 255)
                continue
            paint = _srgb((paints[paint_name] >> (16 - 8 * channel)) & 255)
            for sticker in artwork.layers:
                if sticker.kind == "sticker" and sticker.zone == layer.zone and sticker.when & options:
                    on_top = _at(artwork, sticker.file, sticker.box, x, y)
                    paint += (_light(on_top[channel]) - paint) * on_top[3] / 255
            value[channel] += paint * _light(light[channel]) * layer.gain
    return tuple(_byte(v) for v in value)


@pytest.mark.parametrize("scene", ["light", "dark"])
@pytest.mark.parametrize(
    "more",
    [
        set(),
        {"stickers.dot"},
        {"stickers.dot", "stickers.stripe", "extras.switch"},
        {"band.blue", "extras.switch"},
        {"colour.steel", "stickers.dot"},
    ],
    ids=lambda more: "+".join(sorted(more)) or "plain",
)
def test_composer_agrees_with_the_reference_at_full_size(
    artwork: Artwork, product: Product, scene: str, more: set[str]
) -> None:
    dropped = {"band.blue": "band.same", "colour.steel": "colour.red"}
    options = BASE - {dropped[option] for option in more & dropped.keys()} | more
    picture = compose(artwork, product, options, "front", scene, 640)
    chance = random.Random(scene + str(sorted(more)))
    for _ in range(300):
        x, y = chance.randrange(640), chance.randrange(360)
        expected = _reference_pixel(artwork, options, scene, x, y)
        assert np.abs(np.subtract(picture.getpixel((x, y)), expected)).max() <= 1, (x, y)


def test_a_picture_is_the_sum_over_its_layers_in_64_bits(artwork: Artwork, product: Product) -> None:
    """The whole picture at once, in float64 and without the composer's words: no pixel is two bytes off."""
    chance = random.Random(11)
    for _ in range(4):
        options = frozenset({f"colour.{chance.choice(('red', 'white', 'steel'))}", "band.same", "foot.round"})
        light = np.zeros((360, 640, 3))
        for layer in artwork.shown("front", "dark", options):
            left, top, right, bottom = layer.box
            pixels = _pixels(artwork.folder / layer.file).astype(float)
            mine, cover = LIGHT[pixels[..., :3].astype(int)], pixels[..., 3:] / 255
            under = light[top:bottom, left:right]
            if layer.kind == "zone":
                painter = next(product.options[o] for o in options if o.startswith("colour."))
                if not layer.finish or (painter.finish or "solid") in layer.finish:
                    under += mine * layer.gain * [_srgb(byte) for byte in bytes.fromhex((painter.paint or "")[1:])]
            else:
                under *= 1 - cover
                under += mine * cover
        expected = np.vectorize(_byte)(light)
        picture = np.asarray(compose(artwork, product, options, "front", "dark", 640)).astype(int)
        assert np.abs(picture - expected).max() <= 1
        assert (picture != expected).mean() < 0.01


def test_a_finish_has_its_own_light_and_paint_without_one_is_solid(artwork: Artwork, product: Product) -> None:
    """With the light of the other finish taken away, the picture stays the same."""
    for colour, finish in (("red", "solid"), ("steel", "metallic")):
        options = {f"colour.{colour}", "band.blue"}
        fewer = tuple(layer for layer in artwork.layers if not layer.finish or finish in layer.finish)
        pictures = [
            compose(replace(artwork, layers=layers, version=f"{colour}{len(layers)}"), product, options, "front",
                    "light", 640).tobytes()
            for layers in (artwork.layers, fewer, tuple(layer for layer in fewer if not layer.finish))
        ]  # fmt: skip
        assert pictures[0] == pictures[1]
        assert pictures[0] != pictures[2]


@pytest.mark.parametrize("width", SIZES)
def test_small_pictures_are_averages_of_light_not_of_bytes(artwork: Artwork, product: Product, width: int) -> None:
    """Where only the scene is seen, the mean light is the same at every size."""
    scene = artwork.layers[0]
    picture = np.asarray(compose(artwork, product, BASE, "front", "light", width))
    assert picture.shape == (round(360 * width / 640), width, 3)
    with Image.open(artwork.folder / scene.file) as image:
        corner = np.vectorize(_light)(np.asarray(image)[:40, :40, :3].astype(float)).mean(axis=(0, 1))
    side = width // 16
    seen = np.vectorize(_light)(picture[:side, :side].astype(float)).mean(axis=(0, 1))
    assert np.abs(seen - corner).max() < 0.004


def test_layers_keep_their_place_at_every_size(artwork: Artwork, product: Product) -> None:
    """The middle of what the foot changes stays where it is, whatever the size."""
    for width in SIZES:
        pair = [
            np.asarray(compose(artwork, product, BASE - {"foot.round"} | {f"foot.{foot}"}, "front", "light", width))
            for foot in ("round", "square")
        ]
        rows, columns = np.nonzero((pair[0] != pair[1]).any(axis=2))
        scale = width / 640
        assert abs(columns.min() - 203 * scale) <= 2 + scale
        assert abs(columns.max() + 1 - 333 * scale) <= 2 + scale
        assert abs(rows.min() - 290 * scale) <= 2 + scale
        assert abs(rows.max() + 1 - 351 * scale) <= 2 + scale


def test_a_sticker_takes_the_light_of_the_paint_it_lies_on(artwork: Artwork, product: Product) -> None:
    """With a sticker that covers all, the paint below does not matter: only the renders and the sticker do."""
    red, black = (
        np.asarray(compose(artwork, product, {f"colour.{paint}", "band.blue", "stickers.dot"}, "front", "light", 640))
        for paint in ("red", "black")
    )
    sticker = next(layer for layer in artwork.layers if layer.when == {"stickers.dot"})
    with Image.open(artwork.folder / sticker.file) as image:
        opaque = np.asarray(image)[..., 3] == 255
    left, top = max(101, sticker.box[0]), max(53, sticker.box[1])
    inside = opaque[top - sticker.box[1] :, left - sticker.box[0] :]
    right, bottom = sticker.box[2], sticker.box[3]
    assert (red[top:bottom, left:right][inside] == black[top:bottom, left:right][inside]).all()
    assert (red[top:bottom, left:right][~inside] != black[top:bottom, left:right][~inside]).any()


def test_what_is_not_seen_changes_nothing(artwork: Artwork, product: Product) -> None:
    chance = random.Random(7)
    for _ in range(40):
        options = {group.options[chance.randrange(len(group.options))].id for group in product.groups}
        options |= {option for option in ("stickers.dot", "extras.switch", "extras.key_ring") if chance.random() < 0.5}
        visible = visible_options(artwork, product, "front", options)
        assert "market.nl" not in visible
        assert "extras.key_ring" not in visible
        assert list(visible) == [option for option in product.options if option in visible]
        whole = compose(artwork, product, options, "front", "dark", 160)
        assert whole.tobytes() == compose(artwork, product, visible, "front", "dark", 160).tobytes()


def test_every_visible_option_matters(artwork: Artwork, product: Product) -> None:
    options = BASE | {"stickers.dot"}
    full = compose(artwork, product, options, "front", "light", 320).tobytes()
    for option in visible_options(artwork, product, "front", options):
        assert compose(artwork, product, options - {option}, "front", "light", 320).tobytes() != full, option


@pytest.mark.parametrize(
    ("view", "scene", "width"), [("back", "light", 320), ("front", "noon", 320), ("front", "light", 321)]
)
def test_what_is_not_on_the_short_lists_is_refused(
    artwork: Artwork, product: Product, view: str, scene: str, width: int
) -> None:
    with pytest.raises(NotFoundError):
        compose(artwork, product, BASE, view, scene, width)


def test_files_are_what_their_names_say(artwork: Artwork, product: Product) -> None:
    picture = compose(artwork, product, BASE, "front", "light", 320)
    for file_format, name in {"jpg": "JPEG", "webp": "WEBP"}.items():
        with Image.open(BytesIO(encode(picture, file_format))) as image:
            assert (image.format, image.size) == (name, (320, 180))
    with pytest.raises(NotFoundError):
        encode(picture, "png")
