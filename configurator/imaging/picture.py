"""From options to a picture: the light of the layers adds up, then one curve shows it.

A scene holds the surroundings and the product painted black. A zone holds the light that paint adds (white render less
black render): light of a zone = paint × that, which is exact for diffuse paint, as its shine does not depend on the
colour. A sticker replaces the paint where it lies, so that it gets the zone's light. A shape is weighed over the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import numpy as np
from PIL import Image

from configurator.imaging.artwork import Artwork, Box, LayerKind
from configurator.imaging.layers import PLATES, Plate, PlateStore
from configurator.imaging.light import FULL, Linear, light_of_words, linear_colour, shown_bytes
from configurator.product.definition import Option, Product
from configurator.product.errors import NotFoundError

SIZES = (160, 320, 640, 960, 1440, 1920)
"""The widths in pixels that pictures are made in. A short list, or the endpoint is a way to kill the server."""

FORMATS = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
"""File extension → media type. No PNG: it takes fifty times as long."""

LIVE_FORMATS = ("webp", "jpg")
"""What is made while a visitor waits, the best first."""

AVIF_SIZES = (640, 960, 1440)
"""The widths that are made as AVIF, later."""

PRINT_WIDTH, PRINT_DPI = 3840, 300
"""A picture to print: 33 cm wide. Made later, too."""

UNPAINTED = "#9a9a9a"
"""What a zone shows when none of its groups has a paint chosen."""

PLAIN_FINISH = "solid"
"""The finish of a paint that names none."""


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
            painter = painter_of(artwork, product, layer.zone, chosen)
            seen |= {painter.id} if painter else set()
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
    full = artwork.view(view)
    if scene not in full.scenes or width not in (*SIZES, full.width):
        raise NotFoundError(f"no scene {scene!r} of {view!r}, or no width {width}")
    chosen = frozenset(options)
    shown = artwork.shown(view, scene, chosen)
    canvas: Linear = np.zeros((3, full.height_at(width), width), np.float32)
    for layer in shown:
        if layer.kind is LayerKind.ZONE:
            painter = painter_of(artwork, product, layer.zone, chosen)
            if layer.finish and finish_of(painter) not in layer.finish:
                continue
            stickers = [
                plates.plate(artwork, sticker, width)
                for sticker in shown
                if sticker.kind is LayerKind.STICKER and sticker.zone == layer.zone
            ]
            paint = linear_colour(painter.paint or UNPAINTED if painter else UNPAINTED)
            _add_zone(canvas, plates.plate(artwork, layer, width), paint, stickers)
        elif layer.kind is not LayerKind.STICKER:
            _lay_over(canvas, plates.plate(artwork, layer, width))
    return Image.merge("RGB", [Image.fromarray(plane) for plane in shown_bytes(canvas)])


def enlarged(image: Image.Image) -> Image.Image:
    """A composed picture in print quality: as sharp as its artwork, in pixels that no printer shows."""
    return image.resize((PRINT_WIDTH, round(image.height * PRINT_WIDTH / image.width)), Image.Resampling.LANCZOS)


def encode(image: Image.Image, file_format: str) -> bytes:
    """The file of a picture: "jpg", "webp" or "avif". Raises NotFoundError for another format.

    Only a print is progressive: that takes five times as long for a twelfth fewer bytes.
    """
    buffer = BytesIO()
    if file_format == "jpg":
        is_print = image.width == PRINT_WIDTH
        density = {"dpi": (PRINT_DPI, PRINT_DPI)} if is_print else {}
        image.save(buffer, "JPEG", quality=93 if is_print else 88, progressive=is_print, **density)
    elif file_format == "webp":
        image.save(buffer, "WEBP", quality=86, method=0)
    elif file_format == "avif":
        image.save(buffer, "AVIF", quality=68, speed=6, max_threads=1)
    else:
        raise NotFoundError(f"no format {file_format!r}")
    return buffer.getvalue()


def painter_of(artwork: Artwork, product: Product, zone: str | None, chosen: frozenset[str]) -> Option | None:
    """The option whose paint a zone takes: of the first of the zone's groups that has a paint chosen."""
    painters = (product.options[option] for option in painters_of(artwork, product, zone))
    return next((option for option in painters if option.id in chosen), None)


def painters_of(artwork: Artwork, product: Product, zone: str | None) -> list[str]:
    """The options that can paint a zone: the first of these that is chosen does."""
    groups = [product.group_by_key[group] for group in artwork.zones[zone or ""] if group in product.group_by_key]
    return [option.id for group in groups for option in group.options if option.paint]


def finish_of(painter: Option | None) -> str:
    """The finish that a zone under this option's paint has."""
    return (painter.finish if painter else None) or PLAIN_FINISH


def _add_zone(canvas: Linear, zone: Plate, paint: Linear, stickers: list[Plate]) -> None:
    """Add a zone's light under its paint to the canvas, in place."""
    light = light_of_words(zone.light)
    coat = np.broadcast_to(paint[:, None, None], light.shape)
    for sticker in stickers:
        coat = _stuck(coat, zone.box, sticker)
    light *= coat
    left, top, right, bottom = zone.box
    canvas[:, top:bottom, left:right] += light


def _stuck(coat: Linear, box: Box, sticker: Plate) -> Linear:
    """The coat of a zone in `box` with a sticker in it."""
    left, top = max(box[0], sticker.box[0]), max(box[1], sticker.box[1])
    right, bottom = min(box[2], sticker.box[2]), min(box[3], sticker.box[3])
    if left >= right or top >= bottom:
        return coat
    if not coat.flags.writeable:
        coat = coat.copy()
    here = coat[:, top - box[1] : bottom - box[1], left - box[0] : right - box[0]]
    there = np.s_[top - sticker.box[1] : bottom - sticker.box[1], left - sticker.box[0] : right - sticker.box[0]]
    _weigh_over(here, sticker, there)
    return coat


def _lay_over(canvas: Linear, plate: Plate) -> None:
    """Lay a plate over the canvas, in place."""
    left, top, right, bottom = plate.box
    _weigh_over(canvas[:, top:bottom, left:right], plate, np.s_[:, :])


def _weigh_over(under: Linear, plate: Plate, part: tuple[slice, slice]) -> None:
    """under = the plate's light + under × what the plate leaves uncovered, in place."""
    if plate.cover is None:
        under[...] = light_of_words(plate.light[:, *part])
        return
    left_open = plate.cover[part] * np.float32(-1 / FULL)
    left_open += 1
    under *= left_open
    under += light_of_words(plate.light[:, *part])
