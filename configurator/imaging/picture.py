"""From options to a picture: zones take their paint, stickers lie in the paint, shapes go over, in linear light.

A zone has two renders, with black paint (K) and with white paint (W). With paint c it is K + c·(W − K), which is
exact for diffuse paint: its shine does not depend on c. A sticker replaces c, so that it gets the zone's light.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import numpy as np
from PIL import Image

from configurator.imaging.artwork import Artwork, LayerKind
from configurator.imaging.layers import PLATES, Plate, PlateStore
from configurator.imaging.light import FULL, Linear, linear_colour, srgb_bytes
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError

SIZES = (160, 320, 640, 960, 1280, 1920)
"""The widths in pixels that pictures are made in. A short list, or the endpoint is a way to kill the server."""

FORMATS = {"jpg": "image/jpeg", "webp": "image/webp"}
"""File extension → media type of what is made live. No PNG: it takes fifty times as long."""

UNPAINTED = "#9a9a9a"
"""What a zone shows when none of its groups has a paint chosen."""


def visible_options(artwork: Artwork, product: Product, view: str, options: Iterable[str]) -> tuple[str, ...]:
    """The chosen options that this view's picture depends on, paints included, in the order of the definition.

    A picture of these alone equals the picture of all of `options`. Raises NotFoundError for an unknown view.
    """
    artwork.view(view)
    chosen = frozenset(options)
    seen: set[str] = set()
    for layer in artwork.layers_of[view]:
        seen |= chosen & (layer.when | layer.unless)
        if layer.kind is LayerKind.ZONE and any(layer.is_shown(chosen, scene) for scene in artwork.scenes):
            seen |= set(_painter(artwork, product, layer.zone, chosen)[:1])
    return tuple(option for option in product.options if option in seen)


def compose(
    artwork: Artwork,
    product: Product,
    options: Iterable[str],
    view: str,
    scene: str,
    width: int,
    plates: PlateStore = PLATES,
) -> Image.Image:
    """The picture of `options` from one view in one scene, `width` pixels wide.

    Raises NotFoundError for a view, scene or width that is not offered.
    """
    if scene not in artwork.scenes or width not in SIZES:
        raise NotFoundError(f"no scene {scene!r} or no width {width}")
    height = artwork.view(view).height_at(width)
    chosen = frozenset(options)
    shown = artwork.shown(view, scene, chosen)
    canvas: Linear = np.zeros((height, width, 3), np.float32)
    for layer in shown:
        if layer.kind is LayerKind.STICKER:
            continue
        plate = plates.plate(artwork, layer, width)
        if layer.kind is LayerKind.ZONE:
            painter = _painter(artwork, product, layer.zone, chosen)
            paint = linear_colour(product.options[painter[0]].paint or UNPAINTED if painter else UNPAINTED)
            stickers = [
                plates.plate(artwork, sticker, width)
                for sticker in shown
                if sticker.kind is LayerKind.STICKER and sticker.zone == layer.zone
            ]
            _lay_over(canvas, plate, _painted(plate, paint, stickers))
        else:
            _lay_over(canvas, plate, plate.light[0].astype(np.float32))
    return Image.fromarray(srgb_bytes(canvas))


def encode(image: Image.Image, file_format: str) -> bytes:
    """The file of a picture: "jpg" (progressive) or "webp". Raises NotFoundError for another format."""
    buffer = BytesIO()
    if file_format == "jpg":
        image.save(buffer, "JPEG", quality=88, progressive=True, optimize=False)
    elif file_format == "webp":
        image.save(buffer, "WEBP", quality=86, method=0)
    else:
        raise NotFoundError(f"no format {file_format!r}")
    return buffer.getvalue()


def _painter(artwork: Artwork, product: Product, zone: str | None, chosen: frozenset[str]) -> tuple[str, ...]:
    """The option whose paint a zone takes (none, or one): of the first of the zone's groups that has a paint chosen."""
    for group in artwork.zones[zone or ""]:
        if group in product.group_by_key:
            for option in product.group_by_key[group].options:
                if option.id in chosen and option.paint:
                    return (option.id,)
    return ()


def _painted(zone: Plate, paint: Linear, stickers: list[Plate]) -> Linear:
    """A zone's light (words, as floats) under its paint, with stickers lying in the paint."""
    black, white = zone.light
    if not stickers:
        return np.asarray(black * (1 - paint) + white * paint, np.float32)
    coat = np.broadcast_to(paint, black.shape).astype(np.float32)
    for sticker in stickers:
        left, top = max(zone.box[0], sticker.box[0]), max(zone.box[1], sticker.box[1])
        right, bottom = min(zone.box[2], sticker.box[2]), min(zone.box[3], sticker.box[3])
        if left >= right or top >= bottom:
            continue
        here = coat[top - zone.box[1] : bottom - zone.box[1], left - zone.box[0] : right - zone.box[0]]
        there = np.s_[top - sticker.box[1] : bottom - sticker.box[1], left - sticker.box[0] : right - sticker.box[0]]
        here *= 1 - sticker.cover[there] / np.float32(FULL)
        here += sticker.light[0][there] / np.float32(FULL)
    return np.asarray(black + coat * (white.astype(np.float32) - black), np.float32)


def _lay_over(canvas: Linear, plate: Plate, light: Linear) -> None:
    """Lay a plate's light (words, weighed by coverage) over the canvas, in place."""
    left, top, right, bottom = plate.box
    under = canvas[top:bottom, left:right]
    under *= 1 - plate.cover / np.float32(FULL)
    under += light * np.float32(1 / FULL)
