"""The names of pictures in URLs: immutable, short, and naming only what is seen.

`<view>.<scene>.<width>.<visible options>.<ext>`, with the options as `colour.rosso~accessories.rack.spoiler`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from configurator.imaging.artwork import Artwork
from configurator.imaging.picture import AVIF_SIZES, PRINT_WIDTH, SIZES, visible_options
from configurator.product.definition import GroupKind, Product
from configurator.product.errors import NotFoundError

WIDTHS_OF = {"jpg": (*SIZES, PRINT_WIDTH), "webp": SIZES, "avif": AVIF_SIZES}
"""File extension → the widths in pixels that are offered."""

NOTHING = "plain"
"""Stands for the options where none is seen."""


@dataclass(frozen=True)
class PictureRequest:
    """What one picture address asks for; `options` are the visible ones."""

    view: str
    scene: str
    width: int
    options: tuple[str, ...]
    file_format: str


def picture_name(
    artwork: Artwork,
    product: Product,
    options: Iterable[str],
    view: str,
    scene: str,
    width: int,
    file_format: str = "jpg",
) -> str:
    """The last part of a picture's URL; equal for all options that look the same from this view.

    Raises NotFoundError for a view, scene, width or format that is not offered.
    """
    if not artwork.offers(view, scene) or width not in WIDTHS_OF.get(file_format, ()):
        raise NotFoundError(f"no picture {view}.{scene}.{width}.{file_format}")
    visible = visible_options(artwork, product, view, options)
    return f"{view}.{scene}.{width}.{_written(product, visible)}.{file_format}"


def parse_picture_name(artwork: Artwork, product: Product, name: str) -> PictureRequest:
    """What a name asks for. Raises NotFoundError unless `picture_name` writes exactly this name."""
    asked = _read(product, name)
    if picture_name(artwork, product, asked.options, asked.view, asked.scene, asked.width, asked.file_format) != name:
        raise NotFoundError(f"no picture {name!r}")
    return asked


def renamed(artwork: Artwork, product: Product, name: str) -> str:
    """What today's artwork calls the picture that a name from older artwork asks for.

    Options that are not seen any more, or not known, are left out. Raises NotFoundError where nothing fits.
    """
    asked = _read(product, name)
    known = [option for option in asked.options if option in product.options]
    return picture_name(artwork, product, known, asked.view, asked.scene, asked.width, asked.file_format)


def _written(product: Product, visible: tuple[str, ...]) -> str:
    groups: dict[str, list[str]] = {}
    for option in visible:
        groups.setdefault(product.options[option].group, []).append(product.options[option].key)
    return "~".join(".".join([group, *keys]) for group, keys in groups.items()) or NOTHING


def _read(product: Product, name: str) -> PictureRequest:
    """The pieces of a name; raises NotFoundError for what can't be one."""
    head, _, file_format = name.rpartition(".")
    pieces = head.split(".", 3)
    if len(pieces) != 4 or not (pieces[2].isascii() and pieces[2].isdigit() and len(pieces[2]) <= 4):
        raise NotFoundError(f"no picture {name!r}")
    view, scene, width, written = pieces
    parts = [] if written == NOTHING else [part.split(".") for part in written.split("~")]
    for group, *keys in parts:
        if group in product.group_by_key and product.group_by_key[group].kind is GroupKind.ONE and len(keys) != 1:
            raise NotFoundError(f"one option of {group}, not {len(keys)}")
    options = tuple(f"{group}.{key}" for group, *keys in parts for key in keys)
    return PictureRequest(view, scene, int(width), options, file_format)
