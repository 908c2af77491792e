"""The composer against a reference that was written on its own, pixel by pixel in float64."""

from __future__ import annotations

import random
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from configurator.imaging.artwork import Artwork
from configurator.imaging.layers import PlateStore
from configurator.imaging.picture import SIZES, compose, encode, visible_options
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError

BASE = frozenset({"market.nl", "colour.red", "band.same", "foot.round"})


def _linear(byte: float) -> float:
    s = byte / 255
    return s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4


def _byte(light: float) -> int:
    light = min(1.0, max(0.0, light))
    return round(255 * (light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))


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
    paints = {"red": 0xC81E28, "black": 0, "white": 0xFFFFFF, "blue": 0x2040A0}
    body = next(paints[o[7:]] for o in options if o.startswith("colour."))
    colours = {"body": body, "band": paints["blue"] if "band.blue" in options else body}
    value = [0.0, 0.0, 0.0]
    for layer in artwork.layers:
        if layer.scene not in (None, scene) or (layer.when and not layer.when & options) or layer.unless & options:
            continue
        if layer.kind == "sticker":
            continue
        first = _at(artwork, layer.files[0], layer.box, x, y)
        cover = first[3] / 255
        for channel in range(3):
            over = _linear(first[channel])
            if layer.kind == "zone":
                white = _linear(_at(artwork, layer.files[1], layer.box, x, y)[channel])
                paint = _linear((colours[layer.zone or ""] >> (16 - 8 * channel)) & 255)
                for sticker in artwork.layers:
                    if sticker.kind == "sticker" and sticker.zone == layer.zone and sticker.when & options:
                        on_top = _at(artwork, sticker.files[0], sticker.box, x, y)
                        paint += (_linear(on_top[channel]) - paint) * on_top[3] / 255
                over = over + paint * (white - over)
            value[channel] = over * cover + value[channel] * (1 - cover)
    return tuple(_byte(v) for v in value)


@pytest.mark.parametrize("scene", ["light", "dark"])
@pytest.mark.parametrize(
    "more",
    [set(), {"stickers.dot"}, {"stickers.dot", "stickers.stripe", "extras.switch"}, {"band.blue", "extras.switch"}],
    ids=lambda more: "+".join(sorted(more)) or "plain",
)
def test_composer_agrees_with_the_reference_at_full_size(
    artwork: Artwork, product: Product, scene: str, more: set[str]
) -> None:
    options = (BASE - {"band.same"} if "band.blue" in more else BASE) | more
    picture = compose(artwork, product, options, "front", scene, 640)
    chance = random.Random(scene + str(sorted(more)))
    for _ in range(300):
        x, y = chance.randrange(640), chance.randrange(360)
        expected = _reference_pixel(artwork, options, scene, x, y)
        assert np.abs(np.subtract(picture.getpixel((x, y)), expected)).max() <= 1, (x, y)


def test_black_paint_gives_the_black_render_and_white_paint_the_white_one(artwork: Artwork, product: Product) -> None:
    zone = next(layer for layer in artwork.layers if layer.zone == "body")
    for number, colour in enumerate(("black", "white")):
        store = PlateStore()
        options = {f"colour.{colour}", "band.blue"}
        picture = np.asarray(compose(artwork, product, options, "front", "light", 640, store)).astype(int)
        with Image.open(artwork.folder / zone.files[number]) as image:
            render = np.asarray(image).astype(int)
        box = zone.box
        opaque = render[..., 3] == 255
        opaque[195 - box[1] : 352 - box[1], 148 - box[0] : 385 - box[0]] = False  # the band and the foot lie over it
        opaque[:, 200 - box[0] :] = False
        assert opaque.sum() > 50
        difference = picture[box[1] : box[3], box[0] : box[2]][opaque] - render[..., :3][opaque]
        assert np.abs(difference).max() <= 1


@pytest.mark.parametrize("width", SIZES)
def test_small_pictures_are_averages_of_light_not_of_bytes(artwork: Artwork, product: Product, width: int) -> None:
    """Where only the scene is seen, the mean light is the same at every size."""
    scene = artwork.layers[0]
    picture = np.asarray(compose(artwork, product, BASE, "front", "light", width))
    assert picture.shape == (round(360 * width / 640), width, 3)
    with Image.open(artwork.folder / scene.files[0]) as image:
        corner = np.vectorize(_linear)(np.asarray(image)[:40, :40, :3].astype(float)).mean(axis=(0, 1))
    side = width // 16
    seen = np.vectorize(_linear)(picture[:side, :side].astype(float)).mean(axis=(0, 1))
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
    with Image.open(artwork.folder / sticker.files[0]) as image:
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
